"""The law of propagation against the published cases, GTC, uncertainties and closed forms."""

import math
import subprocess
import sys
from collections.abc import Callable
from statistics import NormalDist
from typing import Any

import GTC
import numpy as np
import pytest
import uncertainties
from hypothesis import given
from hypothesis import strategies as st

from metrology.uncertainty.coverage import (
    coverage_factor,
    rectangular_factor,
    trapezoid_factor,
    truncated_dof,
)
from metrology.uncertainty.measurement import Measurement
from metrology.uncertainty.propagated import Propagated
from metrology.uncertainty.propagation import prepare, propagate
from tests.metrology import gtc
from tests.metrology.golden import case_ids, refused
from tests.metrology.propagating import BY_ID, CASES, data, measurement, normal, of, shares

FIRST = [
    (case["id"], expected)
    for case in CASES
    for expected in case["expected"]
    if expected["method"] != "mc"
]


def of_input(found: Propagated, expected: dict[str, Any]) -> Any:
    name = expected["output"].removesuffix("_in")
    if expected["quantity"] == "correlation":
        return found.input_correlation_of(name, expected["with_output"].removesuffix("_in"))
    return getattr(found.input(name), expected["quantity"])


def interval(value: float, u: float, p: float) -> list[float]:
    half = NormalDist().inv_cdf((1 + p) / 2) * u
    return [value - half, value + half]


def factor(expected: dict[str, Any], dof: float | None) -> float:
    if expected["method"] == "dominant_rectangular":
        return rectangular_factor(expected["p"])
    if expected["method"] == "trapezoid":
        return trapezoid_factor(expected["a1"], expected["a2"], expected["p"])
    assert truncated_dof(dof or math.nan) in (expected["dof"], expected["dof"] - 1)
    return float(coverage_factor(expected["p"], expected["dof"]))


def of_output(found: Propagated, expected: dict[str, Any]) -> Any:
    result = found.result(expected["output"])
    second = expected["method"] == "lpu2" and result.second
    value, u = result.value, second.u if second else result.u
    answers: dict[str, Callable[[], Any]] = {
        "value": lambda: value,
        "u": lambda: u,
        "dof": lambda: result.dof,
        "variance": lambda: u * u,
        "U": lambda: u * expected["k"],
        "k": lambda: factor(expected, result.dof),
        "component": lambda: result.part(expected["input"]).contribution,
        "correlation": lambda: found.correlation_of(result.name, expected["with_output"]),
        "interval": lambda: interval(value, u, expected["p"]),
        "interval_high": lambda: interval(value, u, expected["p"])[1],
    }
    return answers[expected["quantity"]]()


@pytest.mark.parametrize(
    ("case_id", "expected"), FIRST, ids=[f"{i}-{e['output']}-{e['quantity']}" for i, e in FIRST]
)
def test_published_numbers(case_id: str, expected: dict[str, Any]) -> None:
    answer = of_input if expected.get("quantity_of") == "input" else of_output

    got = np.atleast_1d(answer(propagate(of(case_id)), expected))

    wanted = np.atleast_1d(expected["value"])
    assert np.all(np.abs(got - wanted) <= expected["tolerance"]), got


@pytest.mark.parametrize("case", CASES, ids=case_ids(CASES))
def test_gtc_agrees(case: dict[str, Any]) -> None:
    """Value, u and ν; GTC's ν is NaN where it is not defined."""
    given = measurement(case)
    found = propagate(given)

    for name, oracle in gtc.propagated(case, given.inputs, given.correlations).items():
        result = found.result(name)
        assert result.value == pytest.approx(GTC.value(oracle), rel=1e-12, abs=1e-12)
        assert result.u == pytest.approx(GTC.uncertainty(oracle), rel=1e-10, abs=1e-300)
        if result.u:
            assert result.dof == pytest.approx(GTC.dof(oracle), rel=1e-9)


@pytest.mark.parametrize("case", CASES, ids=case_ids(CASES))
def test_uncertainties_agrees(case: dict[str, Any]) -> None:
    from uncertainties import umath

    found = propagate(measurement(case))
    us = [each.u for each in found.inputs]
    covariance = np.array(found.input_correlation) * np.outer(us, us)
    numbers = uncertainties.correlated_values([each.value for each in found.inputs], covariance)
    names = dict(zip([each.name for each in found.inputs], numbers, strict=True))
    functions = {name: getattr(umath, name) for name in gtc.FUNCTIONS if name != "pi"}

    for output in case["outputs"]:
        scope = functions | {"pi": math.pi} | names
        oracle = eval(output["model"], {"__builtins__": {}}, scope)  # noqa: S307
        result = found.result(output["name"])
        assert result.u == pytest.approx(oracle.std_dev, rel=1e-6, abs=1e-12)


# Evaluated again


def test_evaluate_takes_other_estimates_and_uncertainties() -> None:
    model = prepare(of("gum-h1-end-gauge"))
    at, moved = model.evaluate()[0], model.evaluate({"theta": 0.3}, {"d_theta": 0.0})[0]

    assert (at.value, round(at.u, 2), round(at.dof or 0, 1)) == (50000838.0, 31.66, 16.7)
    without = propagate(changed("gum-h1-end-gauge", theta=0.3, without="d_theta")).result("l")
    assert (moved.value, moved.u, moved.dof) == pytest.approx(
        (without.value, without.u, without.dof), rel=1e-12
    )


def changed(case_id: str, *, theta: float, without: str) -> Measurement:
    case = BY_ID[case_id]
    inputs = [
        each
        | ({"value": theta} if each["name"] == "theta" else {})
        | ({"components": []} if each["name"] == without else {})
        for each in case["inputs"]
    ]
    return measurement(case | {"inputs": inputs})


def test_a_replaced_u_keeps_the_proportions_of_its_components() -> None:
    model = prepare(data({"a": [*normal(3, 4), *normal(4, 9)]}, "a"))
    once, twice = model.evaluate()[0], model.evaluate(us={"a": 10.0})[0]

    assert (once.u, twice.u) == pytest.approx((5, 10))
    assert once.dof == twice.dof == pytest.approx(625 / (81 / 4 + 256 / 9))


@pytest.mark.parametrize("case_id", ["gum-h1-end-gauge", "gum-h2-rxz-observations"])
def test_arrays_give_what_points_give(case_id: str) -> None:
    model = prepare(of(case_id))
    first, second = model.measurement.inputs[:2]
    values = {first.name: first.value * np.linspace(0.9, 1.1, 7)}
    us = {second.name: second.u * np.linspace(0, 2, 7)}

    arrays = model.evaluate_arrays(values, us)

    for n in range(7):
        points = model.evaluate(
            {first.name: values[first.name][n]}, {second.name: us[second.name][n]}
        )
        for array, point in zip(arrays, points, strict=True):
            assert (array.value[n], array.u[n], array.dof[n]) == pytest.approx(point, rel=1e-12)


@pytest.mark.parametrize("scale", [1e-170, 1e170])
def test_tiny_and_huge_units_lose_nothing(scale: float) -> None:
    """3 and 4 make 5 where their squares are beyond a float; products of outputs are refused."""
    model = prepare(data({"a": normal(3 * scale, 4), "b": normal(4 * scale)}, "a + b"))

    (result,) = model.evaluate()

    assert result.u == pytest.approx(5 * scale)
    assert result.dof == pytest.approx(4 * 625 / 81)
    with refused("out_of_range", name="|c|·u(a)"):
        model.propagate()


@pytest.mark.parametrize(
    ("values", "us", "code"),
    [
        ({"nothing": 1.0}, {}, "unknown_name"),
        ({"V": math.nan}, {}, "not_a_number"),
        ({"V": math.inf}, {}, "not_a_number"),
        ({"V": -math.inf}, {}, "not_a_number"),
        ({}, {"V": -1.0}, "out_of_range"),
        ({}, {"V": math.nan}, "not_a_number"),
        ({"J": 0.0}, {}, "cannot_compute"),
    ],
)
def test_what_cannot_be_evaluated_is_refused(values: Any, us: Any, code: str) -> None:
    model = prepare(of("gum-h2-rxz-observations"))

    with refused(code):
        model.evaluate(values, us)
    columns = [{name: np.array([1.0, x]) for name, x in each.items()} for each in (values, us)]
    with refused(code):
        model.evaluate_arrays(columns[0], columns[1])


def test_a_measurement_without_inputs_measures_nothing() -> None:
    with refused("too_few_values", name="inputs"):
        prepare(data({}, "1 + 1"))


def test_no_points_are_no_results_and_points_need_an_array() -> None:
    model = prepare(of("gum-h1-end-gauge"))

    assert [each.u.shape for each in model.evaluate_arrays({"theta": np.array([])})] == [(0,), (0,)]
    with refused("missing_value"):
        model.evaluate_arrays({"theta": 0.1})


def test_a_model_must_give_the_unit_it_promises() -> None:
    with refused("wrong_dimension"):
        prepare(
            Measurement.from_json(
                {
                    "inputs": [{"name": "V", "value": 1, "unit": "V"}],
                    "outputs": [{"name": "R", "unit": "ohm", "model": "V"}],
                }
            )
        )


def test_units_that_differ_are_brought_together_exactly() -> None:
    """1 kg + 1 g is 1001 g; the sensitivity to kilograms is 1000 g/kg."""
    result = propagate(
        Measurement.from_json(
            {
                "inputs": [
                    {"name": "a", "value": 1, "unit": "kg", "components": normal(0.002)},
                    {"name": "b", "value": 1, "unit": "g", "components": normal(1)},
                ],
                "outputs": [{"name": "m", "unit": "g", "model": "a + b"}],
            }
        )
    ).result("m")

    assert (result.value, result.part("a").sensitivity) == pytest.approx((1001, 1000), rel=1e-15)
    assert result.u == pytest.approx(math.hypot(2, 1))


COEFFICIENTS = st.decimals(-100, 100, places=3).filter(bool).map(float)


@given(st.data())
def test_random_linear_models_agree_with_the_closed_form(draw: st.DataObject) -> None:
    n = draw.draw(st.integers(1, 6))
    c = np.array(draw.draw(st.lists(COEFFICIENTS, min_size=n, max_size=n)))
    u = np.array(draw.draw(st.lists(st.floats(1e-6, 100), min_size=n, max_size=n)))
    # A correlation matrix that is possible by construction: cosines of angles between directions.
    spread = np.array(draw.draw(st.lists(st.floats(-1, 1), min_size=n * 3, max_size=n * 3)))
    rows = np.hstack([spread.reshape(n, 3), np.eye(n)])
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    r = rows @ rows.T
    names = [f"x{i}" for i in range(n)]
    pairs = [{"a": names[i], "b": names[j], "r": min(1, max(-1, float(r[i, j])))}
             for i in range(n) for j in range(i)]  # fmt: skip
    model = " + ".join(f"({a:.6f})*{name}" for a, name in zip(c, names, strict=True))

    found = propagate(data({name: normal(float(s)) for name, s in zip(names, u, strict=True)},
                           model, pairs))  # fmt: skip

    result = found.result("y")
    np.fill_diagonal(r, 1.0)
    assert result.value == pytest.approx(float(c.sum()), rel=1e-9, abs=1e-9)
    assert result.u == pytest.approx(math.sqrt((c * u) @ r @ (c * u)), rel=1e-9)
    assert shares(result) == pytest.approx(1)
    assert found.covariance[0][0] == pytest.approx(result.u**2, rel=1e-9)
    assert result.second is not None
    assert result.second.u == pytest.approx(result.u)
    assert result.second.shift == 0
    assert result.warnings == ()


@given(
    st.lists(
        st.tuples(COEFFICIENTS, st.floats(0.01, 10), st.integers(1, 60)), min_size=1, max_size=6
    )
)
def test_welch_satterthwaite_stays_between_its_bounds(
    terms: list[tuple[float, float, int]],
) -> None:
    """GUM G.4.1: ν_eff ≤ Σν_i, and never below the smallest of them."""
    inputs = {f"x{i}": normal(u, dof) for i, (_, u, dof) in enumerate(terms)}
    model = " + ".join(f"({c:.6f})*x{i}" for i, (c, _, _) in enumerate(terms))

    dof = propagate(data(inputs, model)).result("y").dof

    assert dof is not None
    dofs = [each for _, _, each in terms]
    assert min(dofs) * (1 - 1e-9) <= dof <= sum(dofs) * (1 + 1e-9)


def test_preparing_needs_no_numpy_and_no_scipy() -> None:
    code = (
        "import sys, metrology.uncertainty.contributions, metrology.uncertainty.budget, metrology.uncertainty.coverage;"
        "import metrology.uncertainty.propagation, metrology.uncertainty.budget_json, metrology.uncertainty.budget_table;"
        "sys.exit(bool({'numpy', 'scipy', 'pint', 'GTC'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
