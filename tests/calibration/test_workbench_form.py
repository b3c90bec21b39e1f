"""The form of the workbench: numbers as people write them, rows, what is posted."""

import pytest
from django.utils import translation

from calibration.workbench.checking import check
from calibration.workbench.examples import Example, examples
from calibration.workbench.numbers import read_number, read_series, read_share, write_number
from calibration.workbench.reading import Reader, fill
from calibration.workbench.respelling import respell
from calibration.workbench.typed import Typed, act, read_form
from metrology.errors import MetrologyError
from tests.factories.workbench import H1, S9, form_of, measurement_of, posted


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


@pytest.mark.parametrize(
    ("text", "digits"),
    [("50 000 623", "50000623"), ("50\u202f000\u202f623,5", "50000623.5"),
     ("0,019 661 0", "0.0196610"), ("-1 234,5", "-1234.5"), ("50 000,838 21", "50000.83821")],
)  # fmt: skip
def test_blanks_may_group_digits_in_threes(text: str, digits: str) -> None:
    with translation.override("vi"):
        assert read_number(text) == digits


@pytest.mark.parametrize("text", ["50 00 623", "5 000 6", "50  000", "1 2", "12 3456"])
def test_other_blanks_make_no_number(text: str) -> None:
    with pytest.raises(MetrologyError) as refused:
        read_number(text)
    assert refused.value.code == "not_a_number"


@pytest.mark.parametrize("text", ["10 005 10 006", "10 005; 10 006", "100 200; 300"])
def test_a_blank_that_could_be_inside_an_observation_is_asked_back(text: str) -> None:
    with pytest.raises(MetrologyError) as asked:
        read_series(text)
    assert asked.value.code == "ambiguous_number"


def test_a_share_may_be_written_in_per_cent() -> None:
    with translation.override("vi"):
        assert [read_share(each) for each in ("95 %", "95,45%", "0,95")] == [
            "0.95",
            "0.9545",
            "0.95",
        ]


def test_a_model_may_have_the_signs_of_papers() -> None:
    typed = Typed.blank()
    typed.outputs[0].model = "2·x² − y^3 × 4"

    assert Reader(typed).data["outputs"][0]["model"] == "2*x**2 - y**3 * 4"


@pytest.mark.parametrize("example", examples().values(), ids=lambda each: each.key)
def test_another_language_changes_no_number(example: Example) -> None:
    with translation.override("vi"):
        typed = fill(measurement_of(example.key).to_json())
        typed.inputs[0].description = "1,5 và 2.5"
        respell(typed, "en")
    with translation.override("en"):
        reader = Reader(typed)
        assert reader.wrongs == []
        assert typed.inputs[0].description == "1,5 và 2.5"
        typed.inputs[0].description = measurement_of(example.key).inputs[0].description
        assert check(Reader(typed).data) == (measurement_of(example.key), [])


def test_what_is_no_number_stays_as_it_was_typed() -> None:
    typed = fill(measurement_of(S9).to_json())
    typed.inputs[0].value = "1,2,3"
    typed.inputs[1].components[0].given["sheet"] = "0,02 % số đọc + 3 số"

    with translation.override("vi"):
        respell(typed, "en")

    assert typed.inputs[0].value == "1,2,3"
    assert typed.inputs[1].components[0].given["sheet"] == "0.02 % số đọc + 3 số"


@pytest.mark.parametrize("place", ["inputs.1", "inputs.1.components.0", "outputs.0"])
def test_a_removed_row_comes_back_where_it_stood(place: str) -> None:
    typed, same = read_form(form_of(H1)), read_form(form_of(H1))

    assert act(typed, f"remove:{place}") == "restore", "the cursor goes to the way back"
    assert typed.removed_name == {"inputs.1": "d", "outputs.0": "l"}.get(place, "")
    assert act(read_form(posted(typed)), "x") == ""
    act(typed, "restore")

    assert typed == same


@pytest.mark.parametrize(
    "removed",
    ["", "x", "[]", "{}", '{"place": "inputs", "index": "x", "row": {}}', "[" * 5000,
     '{"place": "no", "index": 0, "row": {}}', '{"place": "inputs", "index": 0, "row": 5}'],
)  # fmt: skip
def test_nothing_else_comes_back(removed: str) -> None:
    typed, same = read_form(form_of(S9)), read_form(form_of(S9))
    typed.removed = same.removed = removed

    assert act(typed, "restore") == ""
    assert typed == same
