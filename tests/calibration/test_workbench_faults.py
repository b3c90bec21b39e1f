"""What is wrong with a measurement: where it is said, and in which words."""

import html
import re
from typing import Any

import pytest
from django.utils import translation

from tests.factories.workbench import (
    S9,
    URL,
    beside,
    form_of,
    shown,
)

FAULTS = (
    ("inputs.0.value", "1.234", "inputs-0-value", "có hai cách hiểu"),
    ("inputs.0.value", "", "inputs-0-value", "Còn để trống"),
    ("inputs.0.value", "NaN", "inputs-0-value", "không phải là số"),
    ("inputs.0.unit", "vôlt", "inputs-0-unit", "Không có đơn vị “vôlt”"),
    ("inputs.0.name", "", "inputs-0-name", "Còn để trống"),
    ("inputs.1.name", "V_iX", "inputs-1-name", "V_iX"),
    ("inputs.1.components.0.U", "-1", "inputs-1-components-0-U", "nằm ngoài U ≥ 0"),
    ("inputs.1.components.0.k", "0", "inputs-1-components-0-k", "k > 0"),
    ("inputs.1.components.0.dof", "0,5", "inputs-1-components-0-dof", "ν ≥ 1"),
    ("outputs.0.model", "V_iX +", "outputs-0-model", "Biểu thức"),
    ("outputs.0.model", "V_iX + nobody", "outputs-0-model", "nobody"),
    ("outputs.0.model", "__import__('os')", "outputs-0-model", "__import__"),
    ("outputs.0.model", "V_iX*V_S/(dV_iX - dV_iX)", "outputs-0-model", "chia cho không"),
    ("outputs.0.unit", "kg", "outputs-0-model", "kg"),
    ("p", "1,5", "p", "0 < p < 1"),
    ("draws", "2000000", "draws", "1000000"),
    ("draws", "1,5", "draws", "1000000"),
    ("seed", "-1", "seed", "nằm ngoài"),
)  # fmt: skip


@pytest.mark.parametrize(("field", "text", "place", "words"), FAULTS)
def test_a_fault_stands_beside_its_field_and_nothing_typed_is_lost(
    browser: Any, field: str, text: str, place: str, words: str
) -> None:
    page = shown(browser.post(URL, form_of(S9) | {field: text}))

    assert words in beside(page, place)
    assert "Chưa tính được" in page
    again = re.findall(r'<input id="[^"]+" name="([^"]+)" value="([^"]*)"', page)
    assert dict(again)[field] == html.escape(text)
    assert dict(again)["inputs.2.name"] == "dV_iX"


def test_faults_speak_english_too(browser: Any) -> None:
    with translation.override("en"):
        fields = form_of(S9, **{"inputs.0.unit": "volts!"})
    browser.cookies["django_language"] = "en"
    page = shown(browser.post(URL, fields))

    assert beside(page, "inputs-0-unit").startswith("There is no unit “volts!”")


def test_every_fault_is_said_at_once(browser: Any) -> None:
    wrong = {"inputs.0.value": "x", "inputs.1.unit": "zz", "outputs.0.model": "1 +", "p": "2"}
    page = shown(browser.post(URL, form_of(S9) | wrong))

    for place in ("inputs-0-value", "inputs-1-unit", "outputs-0-model", "p"):
        assert beside(page, place), place


def test_the_place_in_a_model_is_marked(browser: Any) -> None:
    page = shown(browser.post(URL, form_of(S9) | {"outputs.0.model": "V_iX ? V_S"}))

    assert "<code>V_iX <mark>?</mark> V_S</code>" in page


def test_impossible_correlations_are_said_and_not_repaired(browser: Any) -> None:
    fields = form_of(S9)
    pairs = (("V_S", "dV_iX", "0,9"), ("dV_iX", "dV_S", "0,9"), ("V_S", "dV_S", "-0,9"))
    for i, (a, b, r) in enumerate(pairs):
        fields |= {f"correlations.{i}.a": a, f"correlations.{i}.b": b, f"correlations.{i}.r": r}

    page = shown(browser.post(URL, fields))

    assert "Hệ số tương quan không thể có được" in beside(page, "correlations-0-a")


def test_a_correlation_with_a_stranger_names_its_row(browser: Any) -> None:
    row = {"correlations.0.a": "V_S", "correlations.0.b": "nobody", "correlations.0.r": "0,5"}

    assert "nobody" in beside(shown(browser.post(URL, form_of(S9) | row)), "correlations-0-a")


def test_what_is_still_blank_is_no_mistake_yet(browser: Any) -> None:
    page = shown(browser.post(URL, form_of(S9, **{"inputs.0.value": "", "inputs.1.name": ""})))

    assert "2 ô còn để trống" in page
    assert "chỗ cần xem lại" not in page
    assert '<div class="gap" id="inputs-0-value-wrong"><p>Còn để trống.</p>' in page


def test_the_summary_names_the_row_of_each_field(browser: Any) -> None:
    wrong = {"inputs.1.components.0.U": "x", "inputs.0.value": "y", "outputs.0.model": "1 +"}
    page = shown(browser.post(URL, form_of(S9) | wrong))

    for words in ("V_S, thành phần 1: U", "V_iX: Giá trị", "E_X: Mô hình đo"):
        assert f"{words}</a>" in page


def test_a_temperature_that_should_be_a_difference_is_told_how_to_write_it(browser: Any) -> None:
    fields = form_of(S9) | {"inputs.0.unit": "°C", "outputs.0.model": "V_iX*2"}
    page = shown(browser.post(URL, fields))

    assert "một điểm trên thang °C" in beside(page, "outputs-0-model")
    assert "hiệu (Δ°C)" in beside(page, "outputs-0-model")
