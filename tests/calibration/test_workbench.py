"""The budget workbench: what is typed, what is wrong with it, what is shown."""

import html
import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from accounts.permissions import Role
from calibration.models import ProcedureBudget
from calibration.workbench.charts import Drawn, histogram
from calibration.workbench.checking import check
from calibration.workbench.evaluating import evaluate
from calibration.workbench.examples import Example, examples
from calibration.workbench.layout import lay_out
from calibration.workbench.numbers import read_number, read_series, write_number
from calibration.workbench.presenting import show
from calibration.workbench.reading import Reader, fill
from calibration.workbench.requests import read_request
from calibration.workbench.settings import Settings
from calibration.workbench.symbols import of_sensitivity, per, symbol
from calibration.workbench.typed import Typed, act, read_form
from metrology.errors import MetrologyError
from metrology.uncertainty.coverage import RULES
from metrology.uncertainty.measurement import Measurement
from tests.factories import people

H1, S9, H2 = "gum-h1-end-gauge", "ea402-s9-dmm-100v", "gum-h2-rxz-observations"
URL = "/workbench/"


def measurement_of(key: str) -> Measurement:
    found, wrongs = check(examples()[key].measurement)
    assert wrongs == []
    assert found is not None
    return found


def posted(typed: Typed, **more: str) -> dict[str, str]:
    """The fields that a browser would post."""
    layout = lay_out(typed, [])
    fields = {box.name: box.text for box in layout.boxes() if box.form != "tick" or box.text}
    kept = {name: text for row in layout.inputs for c in row.rows for name, text in c.kept}
    return fields | kept | {"monte_carlo": typed.monte_carlo, "title": typed.title} | more


def form_of(key: str, **more: str) -> dict[str, str]:
    return posted(fill(measurement_of(key).to_json()), **more)


@pytest.fixture
def quality(db: None) -> Any:
    return people.person(Role.QUALITY_OFFICER, people.centre())


@pytest.fixture
def browser(quality: Any) -> Any:
    return people.page(quality)


def shown(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.status_code
    return str(answer.content.decode())


def beside(page: str, field: str) -> str:
    """What stands in the place for the faults of a field."""
    found = re.search(rf'id="{field}-wrong"[^>]*>(.*?)</div>', page, re.DOTALL)
    assert found, field
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", found[1]).split()))


# Numbers


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    "value", [0.0, -0.1, 1e-6, 1.15e-5, 50000623.0, 6.02214076e23, -3e-20, 0.1]
)
def test_a_number_is_written_so_that_it_is_read_back(value: float, language: str) -> None:
    with translation.override(language):
        assert float(read_number(write_number(value))) == value


def test_numbers_are_read_as_people_write_them() -> None:
    with translation.override("vi"):
        assert read_number("1,15·10⁻⁵") == "1.15e-5"
        assert read_number("−0,2") == "-0.2"
        assert read_series("5,007; 4,994\n5,005 4,990") == ["5.007", "4.994", "5.005", "4.990"]
        with pytest.raises(MetrologyError) as asked:
            read_number("1.234")
    assert asked.value.code == "ambiguous_number"


@pytest.mark.parametrize("text", ["", "x", "1e999", "NaN", "∞", "1e5e5", "e5"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(MetrologyError):
        read_number(text)


# The form


@pytest.mark.parametrize("example", examples().values(), ids=lambda each: each.key)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_example_goes_through_the_form_unchanged(example: Example, language: str) -> None:
    with translation.override(language):
        typed = read_form(posted(fill(measurement_of(example.key).to_json())))
        reader = Reader(typed)

    assert reader.wrongs == []
    assert not typed.stale
    assert check(reader.data) == (measurement_of(example.key), [])


def test_a_specification_goes_through_the_form() -> None:
    given = {
        "inputs": [{
            "name": "V", "value": 0.928571, "unit": "V",
            "components": [{"distribution": "rectangular", "specification": {
                "relative_of_reading": 14e-6, "reading": 0.928571,
                "relative_of_range": 2e-6, "range": 1, "digits": 3, "resolution": 1e-6}}],
        }],
        "outputs": [{"name": "y", "unit": "V", "model": "V"}],
    }  # fmt: skip
    measurement, wrongs = check(given)
    assert wrongs == []
    assert measurement is not None

    reader = Reader(fill(measurement.to_json()))

    assert reader.wrongs == []
    assert check(reader.data)[0] == measurement


def test_rows_are_added_and_removed_and_the_rest_stays() -> None:
    typed = read_form(form_of(H1))

    assert act(typed, "add:inputs") == "inputs.6.name"
    assert act(typed, "add:inputs.1.components") == "inputs.1.components.3.kind"
    assert act(typed, "add:correlations") == "correlations.0.a"
    act(typed, "remove:inputs.0")
    act(typed, "remove:inputs.0.components.1")

    assert [each.name for each in typed.inputs] == [
        "d",
        "d_alpha",
        "theta",
        "alpha_s",
        "d_theta",
        "",
    ]
    assert [each.kind for each in typed.inputs[0].components] == [
        "pooled:s+n", "normal:U+k", "normal:U+k",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "action",
    ["", "add", "add:", "add:x", "remove:inputs", "remove:inputs.99", "add:inputs.99.components",
     "remove:inputs.-1", "add:inputs.0.components.0.x", "remove:outputs.²", "x:inputs.0"],
)  # fmt: skip
def test_an_action_that_names_nothing_changes_nothing(action: str) -> None:
    typed, same = read_form(form_of(S9)), read_form(form_of(S9))

    assert act(typed, action) == ""
    assert typed == same


def test_the_parameters_of_another_kind_come_back() -> None:
    fields = form_of(S9) | {"inputs.1.components.0.kind": "normal:std"}
    typed = read_form(fields)
    assert typed.stale, "u is not on the page yet"

    back = read_form(posted(typed) | {"inputs.1.components.0.kind": "normal:U+k"})

    assert back.inputs[1].components[0].given["U"] == "0,002"


# Faults


FAULTS = (
    ("inputs.0.value", "1.234", "inputs-0-value", "có hai cách hiểu"),
    ("inputs.0.value", "", "inputs-0-value", "Còn để trống"),
    ("inputs.0.value", "NaN", "inputs-0-value", "không phải là số"),
    ("inputs.0.unit", "vôlt", "inputs-0-unit", "Không có đơn vị “vôlt”"),
    ("inputs.0.name", "", "inputs-0-name", "Thiếu giá trị"),
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


# What is shown


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
    assert "200.000 lần, số gieo 1" in page
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


# Doors


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
