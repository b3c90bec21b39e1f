"""What the workbench shows: results, Monte Carlo, charts, units."""

import html
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from calibration.workbench.charts import Drawn, histogram
from calibration.workbench.evaluating import evaluate
from calibration.workbench.examples import Example, examples
from calibration.workbench.presenting import show, stated_words
from calibration.workbench.settings import Settings
from calibration.workbench.symbols import of_sensitivity, per, symbol
from metrology.uncertainty.coverage import RULES
from metrology.uncertainty.measurement import Measurement
from tests.factories.workbench import (
    H1,
    H2,
    S9,
    URL,
    beside,
    form_of,
    measurement_of,
    shown,
)


def test_the_published_answers_are_on_the_page(browser: Any) -> None:
    s9 = shown(browser.get(URL, {"example": S9}))
    h1 = shown(browser.post(URL, form_of(H1, rule="t", p="0,99")))

    assert "(0,100 ± 0,049) V" in s9  # EA-4/02 S9: (0,10 ± 0,05) V, k = 1,65
    assert "k = 1,65" in s9
    assert "(50\u202f000\u202f838 ± 92) nm" in h1  # GUM H.1.6: 93 nm from the rounded 32 nm
    assert "k = 2,92" in h1
    assert "độ cong của mô hình làm u đổi từ 31,7 thành 33,8" in h1


def test_english_pages_have_a_decimal_point(browser: Any) -> None:
    browser.cookies["django_language"] = "en"
    page = shown(browser.get(URL, {"example": S9}))

    assert "(0.100 ± 0.049) V" in page
    assert 'value="100.1"' in page


def test_an_update_sends_the_result_and_the_faults_only(browser: Any) -> None:
    answer = browser.post(URL, form_of(S9), headers={"HX-Request": "true"})
    page = shown(answer)

    assert page.lstrip().startswith("<section")
    assert '<div class="stated" id="stated" role="status" hx-swap-oob="true">' in page
    assert 'id="inputs-0-value-wrong" hx-swap-oob="true"' in page
    assert "HX-Retarget" not in answer.headers
    assert "<input id=" not in page, "fields under the reader's hands stay as they are"


def test_a_changed_row_sends_the_whole_form(browser: Any) -> None:
    headers = {"HX-Request": "true"}
    added = browser.post(URL, form_of(S9) | {"do": "add:inputs"}, headers=headers)
    kind = {"inputs.1.components.0.kind": "type_a:observations"}
    changed = browser.post(URL, form_of(S9) | kind, headers=headers)

    assert added.headers["HX-Retarget"] == changed.headers["HX-Retarget"] == "#workbench"
    assert re.search(r'name="inputs.4.name"[^>]* autofocus', shown(added))
    assert 'name="inputs.1.components.0.observations"' in shown(changed)


def test_monte_carlo_stands_beside_the_first_order(browser: Any) -> None:
    page = shown(browser.post(URL, form_of(S9) | {"do": "monte-carlo"}))

    assert "<figcaption>E_X: khoảng phủ bậc nhất" in page
    assert "E_X / V" in page
    assert "JCGM 101:2008, 8.1" in page
    assert "200.000 lần, số khởi tạo 1" in page
    assert 'name="monte_carlo" value="1"' in page, "it is repeated after the next key"


def test_the_first_order_stands_where_a_run_is_refused(browser: Any) -> None:
    row = {"correlations.0.a": "dV_S", "correlations.0.b": "dV_iX", "correlations.0.r": "0,5"}

    page = shown(browser.post(URL, form_of(S9) | row | {"do": "monte-carlo"}))

    assert "Chưa mô phỏng được:" in page
    assert beside(page, "correlations-0-a")
    assert "E_X = " in html.unescape(re.sub(r"<[^>]+>", "", page))
    assert "<figure" not in page


def test_many_draws_are_made_on_the_button_only(browser: Any) -> None:
    fields = form_of(S9) | {"draws": "500000", "monte_carlo": "1"}

    assert "<figure" not in shown(browser.post(URL, fields))
    assert "<figure" in shown(browser.post(URL, fields | {"do": "monte-carlo"}))


def test_a_run_is_bounded_by_its_size() -> None:
    measurement = measurement_of(H1)
    many = Measurement(
        measurement.inputs,
        tuple(
            type(o)(f"y{i}", o.unit, o.model) for i in range(49) for o in measurement.outputs[:1]
        ),
    )

    found, wrongs = evaluate(many, Settings(draws=1_000_000, monte_carlo=True))

    assert found is None
    assert [(each.field, each.error.code) for each in wrongs] == [("draws", "out_of_range")]


def test_several_outputs_have_their_correlation(browser: Any) -> None:
    page = shown(browser.get(URL, {"example": H2}))

    assert [f'href="#output-{n}"' in page for n in (1, 2, 3, 4)] == [True, True, True, False]
    assert "-0,588" in page  # GUM table H.4: r(R, X)
    assert "r(J, V)" in page or "r(V, J)" in page


@pytest.mark.parametrize("rule", sorted(RULES))
@pytest.mark.parametrize("key", [H1, S9, H2])
def test_every_rule_gives_a_result(rule: str, key: str) -> None:
    found, wrongs = evaluate(measurement_of(key), Settings(rule=rule, draws=10_000))

    assert wrongs == []
    assert found is not None
    assert [each.rule for each in found.budgets] == [rule] * len(found.budgets)
    assert all(output.stated for output in show(found).outputs)


@pytest.mark.parametrize("example", examples().values(), ids=lambda each: each.key)
def test_every_example_is_shown_with_its_run(example: Example) -> None:
    found, wrongs = evaluate(measurement_of(example.key), Settings(draws=10_000, monte_carlo=True))

    assert wrongs == []
    assert found is not None
    for output in show(found).outputs:
        assert output.chart is not None
        assert 1 <= len(output.chart.x_ticks) <= 15
        assert len({tick.words for tick in output.chart.x_ticks}) == len(output.chart.x_ticks)
        assert len({tick.words for tick in output.chart.y_ticks}) == len(output.chart.y_ticks)


def test_a_histogram_without_width_is_not_drawn() -> None:
    flat = Drawn((1.0, 1.0), (), 1.0, 0.0, None, (1.0, 1.0))

    assert histogram(flat, "vi") is None


@pytest.mark.parametrize(
    ("unit", "words"),
    [("1", ""), ("nm", "nm"), ("1/delta_degC", "°C⁻¹"), ("J/(kg*K)", "J/(kg·K)"),
     ("kg/m^3", "kg/m³"), ("1/min", "min⁻¹"), ("no_such", "no_such")],
)  # fmt: skip
def test_units_are_written_as_symbols(unit: str, words: str) -> None:
    assert symbol(unit) == words


def test_units_of_sensitivities() -> None:
    assert of_sensitivity("nm", "nm") == ""
    assert of_sensitivity("nm", "1/delta_degC") == "nm·°C"
    assert of_sensitivity("V", "1") == "V"
    assert of_sensitivity("mg", "kg/m^3") == "mg/(kg/m³)"
    assert of_sensitivity("1", "kg") == "1/kg"
    assert (per("nm"), per("kg/m^3"), per("1")) == ("1/nm", "1/(kg/m³)", "")


@pytest.mark.parametrize(
    ("value", "expanded", "words"),
    [(50000838.0, 68.7, "(50\u202f000\u202f838 ± 69) nm"),
     (50000838.0, 112.3, "(50\u202f000\u202f840 ± 110) nm"),
     (50000838.0, 1123.0, "(5,000\u202f08 ± 0,000\u202f11) × 10⁷ nm"),
     (1.15e-5, 1.2e-6, "(1,15 ± 0,12) × 10⁻⁵ nm"),
     (0.0115, 1.2e-3, "(0,0115 ± 0,0012) nm")],
)  # fmt: skip
def test_a_result_is_stated_as_laboratories_write_it(
    value: float, expanded: float, words: str
) -> None:
    found, _wrongs = evaluate(measurement_of(H1), Settings())
    assert found is not None
    budget = replace(found.budgets[0], value=value, u=expanded / 2, k=Decimal(2), U=expanded)

    assert stated_words(budget, "vi").startswith(f"l = {words}; k = 2")


def test_shares_of_correlated_inputs_are_no_parts_of_a_whole(browser: Any) -> None:
    page = shown(browser.get(URL, {"example": H2}))

    assert "<h3>Các thành phần của R</h3>" in page
    assert not re.search(r"<h3>[^<]*%", page)


def test_the_examples_have_titles_in_both_languages(browser: Any) -> None:
    for each in examples().values():
        assert each.title_vi != each.title, each.key
    assert "GUM H.1: căn mẫu 50 mm, bậc tự do hiệu dụng" in shown(browser.get(URL))
    browser.cookies["django_language"] = "en"
    assert "GUM H.1 end-gauge calibration" in shown(browser.get(URL))
