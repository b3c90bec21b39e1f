"""The doors of the workbench: pages, files, who may."""

import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.permissions import Role
from calibration.models import ProcedureBudget
from calibration.workbench.requests import read_request
from tests.factories import people
from tests.factories.workbench import H1, H2, S9, URL, form_of, measurement_of, shown


def test_a_blank_page_says_how_to_begin(browser: Any) -> None:
    page = shown(browser.get(URL))

    assert "hoặc mở một ví dụ" in page
    assert "Còn để trống" not in page


@pytest.mark.django_db
def test_it_is_for_who_manages_procedures() -> None:
    centre = people.centre()
    url = reverse("calibration:workbench")

    assert people.page(None).get(url).status_code == 302
    for role, status in ((Role.QUALITY_OFFICER, 200), (Role.TECHNICIAN, 403), (Role.MANAGER, 403)):
        assert people.page(people.person(role, centre)).get(url).status_code == status


def test_nothing_is_inline(browser: Any) -> None:
    page = shown(browser.post(URL, form_of(H1) | {"do": "monte-carlo"}))

    assert not re.search(r"<style|<script(?![^>]* src=)| style=| on\w+=", page)


def test_a_measurement_goes_out_and_comes_in_as_json(browser: Any) -> None:
    answer = browser.post("/workbench/export/", form_of(H2, rule="t", p="0,95", monte_carlo="1"))
    data = json.loads(answer.content)

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert (data["rule"], data["p"]) == ("t", 0.95)
    assert data["monte_carlo"] == {"draws": 200000, "seed": 1, "p": 0.95}
    assert read_request(data).measurement == measurement_of(H2)

    file = SimpleUploadedFile("m.json", answer.content)
    page = shown(browser.post("/workbench/import/", {"file": file}))
    assert '<option value="t" selected>' in page
    assert "<figure" in page


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"{", "JSON"), (b"[1]", "JSON"), (b"{}", "inputs"), (b"\xff\xfe", "JSON"),
     (b'{"inputs": [], "outputs": []}', "outputs"), (b"[" * 100_000, "JSON"),
     (b'{"inputs": [{"name": "x"}], "outputs": [{"name": "y", "unit": "1", "model": "x"}]}', "value"),
     (b'{"inputs": 5, "outputs": {}}', "inputs"),
     (b'{"inputs": [], "outputs": [{"name": "y", "unit": "1", "model": "1"}], "rule": "k3"}', "k3")],
)  # fmt: skip
def test_a_bad_file_is_refused_with_what_is_wrong(browser: Any, content: bytes, words: str) -> None:
    file = SimpleUploadedFile("m.json", content)
    page = shown(browser.post("/workbench/import/", {"file": file}), 400)

    assert words in page
    assert ProcedureBudget.objects.count() == 0


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"do": "add:inputs"},
        {"inputs": "x", "inputs.0": "y", "inputs.0.name.deep": "z"},
        {"inputs.0.components": "x", "inputs.0.components.0.kind": "no:kind"},
        {"inputs.999999999999999999999.name": "x", "inputs.²": "x"},
        {"inputs.0.name": "a\0b", "inputs.0.value": "1" * 5000},
        {"outputs.0.model": "(" * 5000, "outputs.0.name": "y", "outputs.0.unit": "1"},
        {"outputs.0.model": "1", "outputs.0.name": "y" * 5000, "outputs.0.unit": "m^" * 900},
        {"rule": "no", "p": "x", "draws": "x", "seed": "9" * 40, "simulated_p": "2"},
        {".": "x", "..": "y", "inputs..name": "z"},
    ],
)
@pytest.mark.parametrize("address", [URL, "/workbench/export/", "/workbench/save/"])
def test_no_form_breaks_it(browser: Any, fields: dict[str, str], address: str) -> None:
    for headers in ({}, {"HX-Request": "true"}):
        assert browser.post(address, fields, headers=headers).status_code in {200, 400, 404}


def test_another_language_keeps_all_that_was_typed(browser: Any) -> None:
    typed = {"inputs.0.value": "100,25", "inputs.1.unit": "Vo"}
    answer = browser.post("/workbench/language/", form_of(S9) | typed | {"language": "en"})
    page = shown(answer)

    assert answer.cookies["django_language"].value == "en"
    assert "Budget workbench" in page
    assert 'name="inputs.0.value" value="100.25"' in page
    assert 'name="inputs.1.unit" value="Vo"' in page
    assert "data-unsaved" in page
    assert 'name="inputs.0.value" value="100,25"' not in page


def test_a_language_that_there_is_not_changes_nothing(browser: Any) -> None:
    answer = browser.post("/workbench/language/", form_of(S9) | {"language": "xx"})

    assert answer.cookies["django_language"].value == "vi"
    assert 'name="inputs.0.value" value="100,1"' in shown(answer)


def test_a_page_that_was_only_opened_has_nothing_to_lose(browser: Any) -> None:
    assert "data-unsaved" not in shown(browser.get(URL, {"example": S9}))
    assert "data-unsaved" in shown(browser.post(URL, form_of(S9)))


def test_usual_units_are_offered_by_name(browser: Any) -> None:
    assert '<option value="Δ°C">độ Celsius (hiệu nhiệt độ)</option>' in shown(browser.get(URL))
