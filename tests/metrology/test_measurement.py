"""What an evaluation is given: read strictly, written back without loss."""

import json
import math
from typing import Any

import pytest

from metrology.errors import MetrologyError
from metrology.uncertainty.components import Component
from metrology.uncertainty.measurement import Measurement
from tests.metrology.golden import cases


def component(**data: Any) -> Component:
    return Component.from_json(data)


@pytest.mark.parametrize(
    ("data", "u", "dof"),
    [
        ({"distribution": "normal", "std": 0.5}, 0.5, math.inf),
        ({"distribution": "normal", "U": 75, "k": 3, "dof": 18}, 25, 18),
        # GUM 4.3.4: ±129 µΩ at 99 % is u = 50 µΩ
        ({"distribution": "normal", "U": 129, "p": 0.99}, 50.0813, math.inf),
        ({"distribution": "rectangular", "half_width": 3}, 3 / math.sqrt(3), math.inf),
        # GUM 4.3.8: u² = (b₊ + b₋)²/12
        ({"distribution": "rectangular", "lower": -1, "upper": 3}, 4 / math.sqrt(12), math.inf),
        ({"distribution": "triangular", "half_width": 4}, 4 / math.sqrt(6), math.inf),
        # GUM 4.3.9: β = 1 is a rectangle, β = 0 a triangle
        ({"distribution": "trapezoidal", "half_width": 4, "top": 4}, 4 / math.sqrt(3), math.inf),
        ({"distribution": "trapezoidal", "half_width": 4, "top": 0}, 4 / math.sqrt(6), math.inf),
        ({"distribution": "arcsine", "half_width": 5}, 5 / math.sqrt(2), math.inf),
        ({"distribution": "arcsine", "std": 5}, 5, math.inf),
        # GUM-S1 6.4.3.3
        ({"distribution": "ctrap", "half_width": 3, "d": 3}, 2, math.inf),
        ({"distribution": "t", "scale": 2, "nu": 4}, 2, 4),
        ({"distribution": "t", "U": 10, "p": 0.95, "nu": 5}, 3.890, 5),
        ({"distribution": "type_a", "observations": [1, 2, 3, 4]}, math.sqrt(5 / 12), 3),
        ({"distribution": "pooled", "s": 13, "n": 5, "dof": 24}, 13 / math.sqrt(5), 24),
        ({"distribution": "resolution", "resolution": 1}, 0.288675, math.inf),
    ],
)
def test_standard_uncertainty(data: dict[str, Any], u: float, dof: float) -> None:
    read = component(**data)
    assert read.u == pytest.approx(u, rel=1e-4)
    assert read.dof == dof
    assert Component.from_json(json.loads(json.dumps(read.to_json()))) == read


def test_unequal_bounds_move_the_estimate() -> None:
    assert component(distribution="rectangular", lower=-1, upper=3).shift == 1
    assert component(distribution="rectangular", half_width=3).shift == 0


@pytest.mark.parametrize(
    ("data", "code", "place"),
    [
        ({"distribution": "gauss", "std": 1}, "unknown_name", "gauss"),
        ({"distribution": "normal"}, "unknown_field", "component"),
        ({"distribution": "normal", "U": 1}, "unknown_field", "component"),
        ({"distribution": "normal", "std": 1, "U": 2, "k": 2}, "unknown_field", "component"),
        ({"distribution": "normal", "std": -1}, "out_of_range", "component.std"),
        ({"distribution": "normal", "std": float("nan")}, "cannot_compute", "component.std"),
        ({"distribution": "normal", "std": float("inf")}, "cannot_compute", "component.std"),
        ({"distribution": "normal", "std": True}, "cannot_compute", "component.std"),
        ({"distribution": "normal", "std": 1, "dof": 0.5}, "out_of_range", "component.dof"),
        ({"distribution": "normal", "U": 1, "k": 0}, "out_of_range", "component.k"),
        ({"distribution": "normal", "U": 1, "p": 1}, "out_of_range", "component.p"),
        ({"distribution": "normal", "std": 1, "sd": 2}, "unknown_field", "sd"),
        ({"distribution": "rectangular", "half_width": -1}, "out_of_range", "half_width"),
        ({"distribution": "rectangular", "lower": 3, "upper": 1}, "out_of_range", "lower"),
        ({"distribution": "ctrap", "half_width": 1, "d": 2}, "out_of_range", "component.d"),
        ({"distribution": "trapezoidal", "half_width": 1, "top": 2}, "out_of_range", "top"),
        ({"distribution": "type_a", "observations": [1]}, "too_few_values", "observations"),
        ({"distribution": "type_a", "observations": []}, "too_few_values", "observations"),
        ({"distribution": "type_a", "observations": [1, "x"]}, "cannot_compute", "[1]"),
        ({"distribution": "pooled", "s": 1, "n": 0}, "out_of_range", "component.n"),
        ({"distribution": "t", "scale": 1, "nu": 0.5}, "out_of_range", "component.dof"),
    ],
)
def test_wrong_component(data: dict[str, Any], code: str, place: str) -> None:
    with pytest.raises(MetrologyError) as refusal:
        component(**data)
    assert refusal.value.code == code
    assert place in str(refusal.value)


X = {"name": "x", "value": 1, "unit": "V", "components": [{"distribution": "normal", "std": 1}]}
Y = {"name": "y", "unit": "V", "model": "x"}
OBSERVED = {"distribution": "type_a", "observations": [1, 2, 3]}


@pytest.mark.parametrize(
    ("data", "code", "place"),
    [
        ([], "cannot_compute", "measurement"),
        ({"inputs": [X]}, "missing_value", "measurement.outputs"),
        ({"inputs": [X], "outputs": []}, "out_of_range", "outputs"),
        ({"inputs": [X], "outputs": [Y], "extra": 1}, "unknown_field", "extra"),
        ({"inputs": [X, X], "outputs": [Y]}, "unknown_name", "x"),
        ({"inputs": [X], "outputs": [{**Y, "name": "x"}]}, "unknown_name", "x"),
        ({"inputs": [{**X, "value": "NaN"}], "outputs": [Y]}, "cannot_compute", "inputs[0].value"),
        ({"inputs": [{**X, "unit": " "}], "outputs": [Y]}, "missing_value", "inputs[0].unit"),
        ({"inputs": [{**X, "u": 1}], "outputs": [Y]}, "unknown_field", "inputs[0]"),
        (
            {"inputs": [X], "outputs": [Y], "correlations": [{"a": "x", "b": "z", "r": 0}]},
            "unknown_name", "z",
        ),
        (
            {"inputs": [X], "outputs": [Y], "correlations": [{"a": "x", "b": "x", "r": 0}]},
            "bad_correlation", "correlations[0]",
        ),
        (
            {"inputs": [X, {**X, "name": "z"}], "outputs": [Y],
             "correlations": [{"a": "x", "b": "z", "r": 1.1}]},
            "out_of_range", "correlations[0].r",
        ),
        (
            {"inputs": [X, {**X, "name": "z"}], "outputs": [Y],
             "correlations": [{"a": "x", "b": "z", "r": 0.1}, {"a": "z", "b": "x", "r": 0.2}]},
            "bad_correlation", "x, z",
        ),
        (
            {"inputs": [X, {**X, "name": "z", "components": [OBSERVED]}], "outputs": [Y],
             "correlations": [{"a": "x", "b": "z", "r": "from_observations"}]},
            "bad_correlation", "x and z",
        ),
    ],
)  # fmt: skip
def test_wrong_measurement(data: Any, code: str, place: str) -> None:
    with pytest.raises(MetrologyError) as refusal:
        Measurement.from_json(data)
    assert refusal.value.code == code
    assert place in str(refusal.value)


@pytest.mark.parametrize("case", cases("propagation"), ids=lambda case: case["id"])
def test_reference_cases_survive_json(case: dict[str, Any]) -> None:
    given = {key: case[key] for key in ("inputs", "outputs", "correlations") if key in case}
    read = Measurement.from_json(given)
    assert Measurement.from_json(json.loads(json.dumps(read.to_json()))) == read


def test_components_add_in_quadrature_with_their_degrees_of_freedom() -> None:
    """GUM H.1: u(d) = 9.7 nm with 25.6 degrees of freedom."""
    [case] = [each for each in cases("propagation") if each["id"] == "gum-h1-end-gauge"]
    read = Measurement.from_json({"inputs": case["inputs"], "outputs": case["outputs"]})
    [d] = [each for each in read.inputs if each.name == "d"]
    assert d.u == pytest.approx(9.7, abs=0.05)
    assert d.dof == pytest.approx(25.6, abs=0.05)


@pytest.mark.parametrize(
    "name", ["class", "None", "x y", "1x", "x²", "x\u0304", "<b>", "x;y", "x\0"]
)
@pytest.mark.parametrize("rows", ["inputs", "outputs"])
def test_a_name_is_one_that_a_model_can_use(rows: str, name: str) -> None:
    data: dict[str, Any] = {
        "inputs": [dict(X)],
        "outputs": [{"name": "y", "unit": "1", "model": "1"}],
    }
    data[rows][0]["name"] = name

    with pytest.raises(MetrologyError) as refused:
        Measurement.from_json(data)

    assert refused.value.params["why"] == "name_needed"
    assert refused.value.params["found"].startswith(f"{rows}[0].name = ")


def test_a_letter_typed_as_two_characters_is_that_letter() -> None:
    rows = [{"name": "e\u0301", "value": 1, "unit": "1"}, {"name": "b", "value": 1, "unit": "1"}]
    outputs = [{"name": "y", "unit": "1", "model": "2*e\u0301 + b"}]
    pair = [{"a": "e\u0301", "b": "b", "r": 0.5}]

    read = Measurement.from_json({"inputs": rows, "outputs": outputs, "correlations": pair})

    assert (read.inputs[0].name, read.outputs[0].model) == ("\u00e9", "2*\u00e9 + b")
    assert read.correlations[0].a == "\u00e9"


# Each pair looks the same: MICRO SIGN, OHM SIGN, a ligature, a letter in two characters.
@pytest.mark.parametrize(
    ("one", "other"),
    [("\u00b5", "\u03bc"), ("\u2126", "\u03a9"), ("\ufb01", "fi"), ("\u00e9", "e\u0301")],
)
def test_names_that_read_the_same_are_the_same_name(one: str, other: str) -> None:
    rows = [{"name": name, "value": 1, "unit": "1"} for name in (one, other)]

    with pytest.raises(MetrologyError) as refused:
        Measurement.from_json({"inputs": rows, "outputs": [Y]})

    assert refused.value.params["why"] == "each_name_once"


@pytest.mark.parametrize("place", ["description", "source"])
@pytest.mark.parametrize("found", [1, ["a"], {"a": "b"}, True])
def test_words_about_an_input_are_text(place: str, found: Any) -> None:
    row = {
        "name": "x",
        "value": 1,
        "unit": "1",
        "components": [{"distribution": "normal", "std": 1}],
    }
    (row if place == "description" else row["components"][0])[place] = found  # type: ignore[index]

    with pytest.raises(MetrologyError, match=place):
        Measurement.from_json({"inputs": [row], "outputs": [Y]})


@pytest.mark.parametrize("power", [-1000, -600, 0, 600, 1000])
def test_observations_of_any_size_have_a_scatter(power: int) -> None:
    """s/√n of 1, 2, 3, 4 is √(5/12), whatever the power of two; squares would leave the floats."""
    values = [math.ldexp(each, power) for each in (1, 2, 3, 4)]

    found = component(distribution="type_a", observations=values).u

    assert math.ldexp(found, -power) == math.sqrt(5 / 3 / 4)


def test_two_hundred_observed_inputs_are_read_at_once() -> None:
    rows = [
        {"name": f"x{i}", "value": 1, "unit": "1", "components": [OBSERVED]} for i in range(200)
    ]

    read = Measurement.from_json(
        {"inputs": rows, "outputs": [Y | {"model": "x0"}], "correlations": "from_observations"}
    )

    assert len(read.correlations) == 199 * 100
