"""Second-order terms, and what is said where first order fails."""

import math

import pytest

from metrology.uncertainty.measurement import Measurement
from metrology.uncertainty.propagation import propagate
from metrology.uncertainty.remarks import WARNINGS
from tests.metrology.propagating import BY_ID, data, normal, of


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
