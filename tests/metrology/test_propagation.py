"""The law of propagation against the published cases, GTC, uncertainties and closed forms."""

import itertools
import math
import re
import subprocess
import sys
from collections.abc import Callable
from statistics import NormalDist
from typing import Any

import GTC
import numpy as np
import pytest
import uncertainties
from hypothesis import assume, given
from hypothesis import strategies as st

from metrology.uncertainty.coverage import (
    coverage_factor,
    rectangular_factor,
    trapezoid_factor,
    truncated_dof,
)
from metrology.uncertainty.measurement import Measurement
from metrology.uncertainty.propagated import Propagated, Result
from metrology.uncertainty.propagation import prepare, propagate
from metrology.uncertainty.remarks import WARNINGS
from tests.metrology import gtc
from tests.metrology.golden import case_ids, cases, refused

CASES = cases("propagation")
BY_ID = {case["id"]: case for case in CASES}


def measurement(case: dict[str, Any]) -> Measurement:
    keys = ("inputs", "outputs", "correlations")
    return Measurement.from_json({key: case[key] for key in keys if key in case})


def of(case_id: str) -> Measurement:
    return measurement(BY_ID[case_id])


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


def shares(result: Result) -> float:
    of_inputs = math.fsum(each.share for each in result.parts)
    return of_inputs + math.fsum(each.share for each in result.joints)


# Degrees of freedom


def data(
    inputs: dict[str, Any], model: str, correlations: Any = None, unit: str = "1"
) -> Measurement:
    """A measurement of inputs {name: [component, …]} with value 1, and one output y."""
    rows = [
        {"name": name, "value": 1, "unit": unit, "components": parts}
        for name, parts in inputs.items()
    ]
    whole = {"inputs": rows, "outputs": [{"name": "y", "unit": unit, "model": model}]}
    return Measurement.from_json(whole | ({"correlations": correlations} if correlations else {}))


def normal(std: float, dof: float | None = None) -> list[dict[str, Any]]:
    return [{"distribution": "normal", "std": std, "dof": dof}]


def observed(*values: float) -> dict[str, Any]:
    return {"distribution": "type_a", "observations": list(values)}


def test_correlation_of_inputs_with_finite_dof_leaves_none() -> None:
    """GUM G.4.1 needs independent inputs; nothing is known here, and nothing is said."""
    given = data({"a": normal(1, 5), "b": normal(1)}, "a + b", [{"a": "a", "b": "b", "r": 0.5}])

    result = propagate(given).result("y")

    assert result.u == pytest.approx(math.sqrt(3))
    assert result.dof is None
    assert [(each.code, each.params["inputs"]) for each in result.warnings] == [("no_dof", "a, b")]
    (arrays,) = prepare(given).evaluate_arrays({"a": np.array([1.0, 2.0])})
    assert np.isnan(arrays.dof).all()


def test_only_outputs_that_use_both_lose_their_dof() -> None:
    rows = [{"name": n, "value": 1, "unit": "1", "components": normal(1, 5)} for n in "ab"]
    outputs = [
        {"name": name, "unit": "1", "model": model}
        for name, model in (("one", "2*a"), ("both", "a+b"))
    ]
    given = Measurement.from_json(
        {"inputs": rows, "outputs": outputs, "correlations": [{"a": "a", "b": "b", "r": 0.5}]}
    )

    found = propagate(given)

    assert found.result("one").dof == pytest.approx(5)
    assert found.result("both").dof is None


def test_correlation_of_known_inputs_leaves_welch_satterthwaite_valid() -> None:
    given = data(
        {"a": normal(1), "b": normal(1), "c": normal(2, 5)},
        "a + b + c",
        [{"a": "a", "b": "b", "r": 0.5}],
    )

    result = propagate(given).result("y")

    assert result.u**2 == pytest.approx(7)
    assert result.dof == pytest.approx(7**2 / (4**2 / 5))


def test_an_input_observed_together_keeps_its_other_components_apart() -> None:
    """The covariance is that of the observed parts alone (GUM 5.2.3), ν of the rest its own."""
    x, y = (4.0, 5.0, 7.0, 6.0), (1.0, 2.5, 3.0, 2.0)
    given = data(
        {"a": [observed(*x), *normal(0.5, 9)], "b": [observed(*y), *normal(0.3)]},
        "a - 2*b",
        "from_observations",
    )

    result = propagate(given).result("y")

    together = float(np.var(np.array(x) - 2 * np.array(y), ddof=1)) / 4
    variance = together + 0.25 + 4 * 0.09
    assert result.u**2 == pytest.approx(variance)
    assert result.dof == pytest.approx(variance**2 / (together**2 / 3 + 0.25**2 / 9))
    assert shares(result) == pytest.approx(1)


def test_a_chain_of_observed_pairs_is_no_ensemble() -> None:
    series = {n: [observed(*values)] for n, values in
              {"a": (1, 2, 4), "b": (2, 1, 5), "c": (1, 5, 2)}.items()}  # fmt: skip
    chain = [{"a": "a", "b": "b", "r": "from_observations"},
             {"a": "b", "b": "c", "r": "from_observations"}]  # fmt: skip

    assert propagate(data(series, "a + b + c", chain)).result("y").dof is None
    assert propagate(data(series, "a + b", chain)).result("y").dof is None


def test_readings_that_do_not_scatter_have_no_covariance() -> None:
    given = data({"a": [observed(1, 1, 1)], "b": [observed(1, 2, 4)]}, "a + b", "from_observations")

    result = propagate(given).result("y")

    assert result.u == pytest.approx(math.sqrt(7 / 3 / 3))
    assert result.dof == pytest.approx(2)


@given(
    st.lists(
        st.lists(st.floats(-5, 5), min_size=4, max_size=4), min_size=2, max_size=4, unique_by=tuple
    ),
    st.lists(st.floats(-3, 3), min_size=4, max_size=4),
)
def test_what_is_observed_together_is_one_sample(
    series: list[list[float]], factors: list[float]
) -> None:
    """Willink 2007: any linear combination of the means has the ν of the sample, n − 1."""
    names = "abcd"[: len(series)]
    series = [[round(each, 3) for each in row] for row in series]
    factors = [round(each, 3) for each in factors]
    combined = np.array(factors[: len(series)]) @ np.array(series)
    assume(float(np.std(combined)) > 1e-3)
    model = " + ".join(
        f"({factor:.6f})*{name}" for factor, name in zip(factors, names, strict=False)
    )
    inputs = {name: [observed(*row)] for name, row in zip(names, series, strict=True)}

    result = propagate(data(inputs, model, "from_observations")).result("y")

    assert result.u == pytest.approx(float(np.std(combined, ddof=1)) / 2, rel=1e-6)
    assert result.dof == pytest.approx(3, rel=1e-6)


# Correlations that cannot be


def test_impossible_correlations_are_named_not_repaired() -> None:
    inputs = {name: normal(1) for name in "abc"}
    rows = [{"a": "a", "b": "b", "r": 0.9}, {"a": "b", "b": "c", "r": 0.9},
            {"a": "a", "b": "c", "r": -0.9}]  # fmt: skip

    with pytest.raises(Exception, match=re.escape("λ_min = -0.8")) as refusal:
        prepare(data(inputs, "a+b+c", rows))

    assert "r(a, b) = 0.9, r(b, c) = 0.9, r(a, c) = -0.9; r(a, c) ∈ [0.62; 1]" in str(refusal.value)
    with refused("bad_correlation"):
        prepare(data(inputs, "a+b+c", rows))


def test_four_inputs_may_be_impossible_where_no_three_are() -> None:
    inputs = {name: normal(1) for name in "abcd"}
    rows = [{"a": a, "b": b, "r": -0.4} for a, b in itertools.combinations("abcd", 2)]

    with pytest.raises(Exception, match=re.escape("λ_min = -0.2 < 0; a, b, c, d")):
        prepare(data(inputs, "a+b+c+d", rows))
    assert prepare(data(inputs, "a+b+c+d", rows[:3])).evaluate()[0].u == pytest.approx(
        math.sqrt(1.6)
    )


@pytest.mark.parametrize("r", [1, -1])
def test_full_correlation_is_possible(r: int) -> None:
    """GUM 5.2.2 example: ten resistors by one standard; with r = −1 the two cancel."""
    ten = [f"R{n}" for n in range(10)]
    rows = [{"a": a, "b": b, "r": 1} for i, a in enumerate(ten) for b in ten[i + 1 :]]
    assert propagate(data({n: normal(0.1) for n in ten}, "+".join(ten), rows)).result(
        "y"
    ).u == pytest.approx(1)
    two = propagate(
        data({n: normal(0.1) for n in "ab"}, "a+b", [{"a": "a", "b": "b", "r": r}])
    ).result("y")
    assert two.u == pytest.approx(0.1 + r * 0.1, abs=1e-300)


# Second order


def test_second_order_of_correlated_normal_inputs_is_exact_for_squares() -> None:
    """Var(x² + y²) of jointly normal x, y: 4gᵀVg/4 + 2·tr(V²) (GUM-S1 9.4.3, analytic)."""
    for case_id, u in (("s1-94-comparison-loss-r09-x001", 120.5e-6),
                       ("s1-94-comparison-loss-r09-x005", 504.5e-6)):  # fmt: skip
        result = propagate(of(case_id)).result("dy")
        x, s, r = BY_ID[case_id]["inputs"][0]["value"], 0.005, 0.9
        variance = 4 * x * x * s * s + 2 * s**4 * (2 + 2 * r * r)
        assert result.second is not None
        assert result.second.u == pytest.approx(math.sqrt(variance), rel=1e-9)
        assert result.second.u == pytest.approx(u, rel=1e-3)
        assert result.second.shift == pytest.approx(2 * s * s, rel=1e-12)


def test_second_order_of_correlated_inputs_has_its_third_derivatives() -> None:
    """E and Var of exp(x + y) expanded: with s² = Var(x + y), u² = m²(s² + 3s⁴/2)."""
    given = data(
        {"a": normal(0.02), "b": normal(0.03)}, "exp(a + b)", [{"a": "a", "b": "b", "r": 0.4}]
    )
    square = 0.02**2 + 0.03**2 + 2 * 0.4 * 0.02 * 0.03

    second = propagate(given).result("y").second

    assert second is not None
    assert second.u**2 == pytest.approx(math.exp(4) * (square + 1.5 * square**2), rel=1e-9)
    assert second.shift == pytest.approx(math.exp(2) * square / 2, rel=1e-9)


def codes(case_id: str) -> set[str]:
    return {each.code for each in propagate(of(case_id)).warnings}


def test_where_first_order_fails_it_is_said() -> None:
    """GUM H.1.7 itself names second-order terms that are not negligible."""
    assert codes("gum-h1-end-gauge") == {"curvature"}
    assert codes("s1-94-comparison-loss-r00-x00") == {"stationary"}
    assert codes("s1-94-comparison-loss-r00-x005") == {"shift"}
    assert codes("ea402-s4-gauge-block-second-order") == {"curvature"}
    assert codes("s1-93-mass-calibration") == {"curvature"}
    assert codes("npl-log-rectangular") == {"curvature", "shift"}
    assert "diverges" in codes("s2-magnitude-phase-re001-r0")
    assert codes("gum-h2-rxz-observations") == codes("tn1900-e4-pitot") == set()


def test_a_warning_names_inputs_and_numbers_in_both_languages() -> None:
    (warning,) = propagate(of("gum-h1-end-gauge")).warnings

    assert warning.params["inputs"] == "d_alpha, theta, alpha_s, d_theta"
    assert "31,7 thành 33,8" in warning.wording.text_vi
    assert "from 31.7 to 33.8" in warning.wording.text_en
    assert all(all(words) for words in WARNINGS.values())


def test_no_second_derivative_is_said_not_guessed() -> None:
    given = data({"a": normal(0.1)}, "max(a, 0.5)**1.5 + (a - 1)**2.5")

    found = propagate(given).result("y")

    assert found.u == pytest.approx(0.15)
    assert found.second is None
    (warning,) = found.warnings
    assert (warning.code, warning.params["reason"]) == ("second_order_unknown", "(a - 1)**2.5")


def test_a_linear_output_keeps_its_second_order_beside_one_that_has_none() -> None:
    rows = [{"name": "a", "value": 1, "unit": "1", "components": normal(0.1)}]
    outputs = [{"name": "line", "unit": "1", "model": "3*a"},
               {"name": "bend", "unit": "1", "model": "(a - 1)**1.5"}]  # fmt: skip

    found = propagate(Measurement.from_json({"inputs": rows, "outputs": outputs}))

    second = found.result("line").second
    assert second is not None
    assert second.u == pytest.approx(0.3)
    assert found.result("line").warnings == ()
    assert found.result("bend").second is None


def test_too_many_second_derivatives_are_not_made() -> None:
    names = [f"x{n}" for n in range(60)]
    rows = [{"name": n, "value": 1, "unit": "1", "components": normal(0.1)} for n in names]
    outputs = [{"name": f"y{k}", "unit": "1", "model": f"{k + 2}*" + "*".join(names)}
               for k in range(20)]  # fmt: skip

    found = propagate(Measurement.from_json({"inputs": rows, "outputs": outputs}))

    assert {each.code for each in found.warnings} == {"second_order_unknown"}
    assert found.result("y0").u == pytest.approx(2 * 0.1 * math.sqrt(60))


def test_second_derivatives_that_outgrow_the_model_are_not_made() -> None:
    """One output only, and 40 000 of each: dense ones took five seconds."""
    names = [f"x{n}" for n in range(200)]
    rows = [{"name": n, "value": k, "unit": "1", "components": normal(0.1)}
            for k, n in enumerate(names)]  # fmt: skip
    model = f"stdev({','.join(names)})"

    found = propagate(
        Measurement.from_json(
            {"inputs": rows, "outputs": [{"name": "y", "unit": "1", "model": model}]}
        )
    )

    assert {each.code for each in found.warnings} == {"second_order_unknown"}
    # ∂s/∂x_i = (x_i − x̄)/((n − 1)·s), so u(s) = u/√(n − 1)
    assert found.result("y").u == pytest.approx(0.1 / math.sqrt(199))


def test_constants_alone_have_no_uncertainty_and_say_so() -> None:
    result = propagate(data({"a": []}, "2*a")).result("y")

    assert (result.value, result.u, result.dof) == (2, 0, math.inf)
    assert [each.code for each in result.warnings] == ["no_u"]
    assert propagate(data({"a": []}, "2*a")).correlation == ((None,),)


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
