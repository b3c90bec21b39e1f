"""Fields of the reference format: conformity, guard bands, risks, by hand or SciPy."""

import math
from typing import Any

import pytest
from scipy import integrate, optimize, stats

from tests.metrology.asking import Fields, ask, says

# Conformity

RESULT: Fields = {
    "measurement": {"value": 9, "U": 2, "k": 2, "unit": "V"},
    "tolerance_limits": {"lower": -10, "upper": 10},
}


@pytest.mark.parametrize(
    ("value", "rule", "statement", "limit"),
    [
        (9, {"type": "binary", "w": 0}, "pass", 10),
        (9, {"type": "binary", "w": "U"}, "fail", 8),
        (9, {"type": "binary", "w": "0.5*U"}, "pass", 9),
        (9.1, {"type": "binary", "w": "0.5 U"}, "fail", 9),
        (11, {"type": "binary", "w": "-U"}, "pass", 12),
        (9.6, {"type": "binary", "w": 0.5}, "fail", 9.5),
        (9, {"type": "binary", "w": "rss"}, "pass", math.sqrt(96)),
        (9, {"type": "non_binary", "w": "U"}, "conditional_pass", 8),
        (11, {"type": "non_binary", "w": "U"}, "conditional_fail", 8),
        (13, {"type": "non_binary", "w": "U"}, "fail", 8),
        (8, {"type": "non_binary", "w": "U"}, "pass", 8),
    ],
)
def test_statement(value: float, rule: Fields, statement: str, limit: float) -> None:
    given = RESULT | {"measurement": RESULT["measurement"] | {"value": value}, "rule": rule}
    assert ask("conformity", given, "statement", "decision") == statement
    assert ask("conformity", given, "acceptance_limit", "decision") == pytest.approx(limit)
    assert ask("conformity", given, "acceptance_lower", "decision") == pytest.approx(-limit)
    assert ask("conformity", given, "guard_band", "decision") == pytest.approx(10 - limit)


def test_what_needs_no_rule() -> None:
    assert ask("conformity", RESULT, "statement_binary_guarded", "decision") == "fail"
    assert ask("conformity", RESULT, "statement_binary_simple", "decision") == "pass"
    assert ask("conformity", RESULT, "tur", "decision") == 5
    assert ask("conformity", RESULT, "measurement_capability", "decision") == 5
    inside = stats.norm.cdf(1) - stats.norm.cdf(-19)
    p = ask("conformity", RESULT, "conformance_probability", "probability")
    assert p == pytest.approx(inside)
    q = ask("conformity", RESULT, "nonconformance_probability", "probability")
    assert q == pytest.approx(1 - inside)
    rule = RESULT | {"rule": {"type": "binary", "w": 0}}
    risk = ask("conformity", rule, "specific_risk", "probability")
    assert risk == pytest.approx(1 - inside)


@pytest.mark.parametrize("limits", [{"lower": 8}, {"upper": 10}])
@pytest.mark.parametrize(
    ("measurement", "tail"),
    [
        ({"value": 9, "u": 1}, stats.norm.cdf(1)),
        ({"value": 9, "u": 1, "distribution": "normal"}, stats.norm.cdf(1)),
        ({"value": 9, "u": 1, "distribution": "t", "dof": 4}, stats.t.cdf(1, 4)),
        ({"value": 9, "U": 3, "k": 3}, stats.norm.cdf(1)),
        ({"value": 9, "U": 2}, stats.norm.cdf(1)),
    ],
)
def test_one_limit(limits: Fields, measurement: Fields, tail: float) -> None:
    given = {"measurement": measurement, "tolerance_limits": limits}
    p = ask("conformity", given, "conformance_probability", "probability")
    assert p == pytest.approx(tail)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({}, "rule"),
        ({"rule": {"type": "ternary", "w": 0}}, "binary, non_binary"),
        ({"rule": {"type": "binary", "w": "V"}}, "rule.w"),
        ({"rule": {"type": "binary"}}, "rule.w"),
        ({"measurement": {"value": 9, "U": -2}}, "measurement.U"),
        ({"measurement": {"value": 9, "sigma": 2}}, "sigma"),
        ({"measurement": {"value": 9, "u": 1, "distribution": "cauchy"}}, "cauchy"),
        ({"measurement": {"value": 9, "u": 1, "dof": 3}}, "dof"),
        ({"tolerance_limits": {}}, "neither"),
        ({"tolerance_limits": {"lower": 2, "upper": 1}}, "lower"),
        ({"tolerance_limits": {"upper": 1, "unit": "mV"}}, "mV"),
    ],
)
def test_conformity_refuses(changes: Fields, word: str) -> None:
    assert word in says("conformity", RESULT | changes, "statement", "decision")


# Guard bands


@pytest.mark.parametrize(
    ("quantity", "answer"),
    [
        ("factor_rss", math.sqrt(1 - 1 / 36)),
        ("factor_test95", 1 - 1 / 6),
        ("factor_rp10", 1.25 - 1 / 6),  # the formula itself, above 1 at a high TUR
        ("factor_dobbert", 1 - (1.04 - math.exp(0.38 * math.log(6) - 0.54)) / 6),
    ],
)  # fmt: skip
def test_factors(quantity: str, answer: float) -> None:
    assert ask("guard_band", {"TUR": 6}, quantity, "formula") == pytest.approx(answer)


@pytest.mark.parametrize(
    ("given", "quantity", "answer"),
    [
        ({"guard_band_factor_r": 0.5, "k": 2}, "pfa_max", stats.norm.sf(1)),
        ({"guard_band_factor_r": 0.5, "k": 3, "single_sided": True}, "pfa_max", stats.norm.sf(1.5)),
        ({"guard_band_factor_r": 0.5}, "pfr_max", stats.norm.cdf(1)),
        ({"guard_band_factor_r": -0.5}, "pfr_max", stats.norm.sf(1)),
        ({"guard_band_factor_r": -0.5}, "pfa_max", stats.norm.cdf(1)),
        # two limits ±1, U = 1, u = 0.5, a result at 0.5
        (
            {"guard_band_factor_r": 0.5, "k": 2, "single_sided": False, "TUR": 1},
            "pfa_max", stats.norm.sf(1) + stats.norm.cdf(-3),
        ),
    ],
)  # fmt: skip
def test_worst_case_risk(given: Fields, quantity: str, answer: float) -> None:
    assert ask("guard_band", given, quantity, "specific_risk") == pytest.approx(answer)


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        ({"limit": {"upper": 100}, "relative_u": 0.02}, 100 / (1 - 0.02 * stats.norm.ppf(0.99))),
        ({"limit": {"upper": 100, "unit": "km/h"}, "u": 2}, 100 + 2 * stats.norm.ppf(0.99)),
        ({"limit": {"lower": 100}, "u": 2}, 100 - 2 * stats.norm.ppf(0.99)),
    ],
)
def test_rejection_threshold(given: Fields, answer: float) -> None:
    told = given | {"required_probability": 0.99}
    found = ask("guard_band", told, "rejection_threshold", "guarded_rejection")
    assert found == pytest.approx(answer)


def test_guard_band_refuses() -> None:
    assert "TUR" in says("guard_band", {}, "factor_rss", "formula")
    assert "TUR" in says("guard_band", {"TUR": 0}, "factor_rss", "formula")
    assert "TUR" in says("guard_band", {"TUR": 0.5}, "factor_rss", "formula")
    assert "guard_band_factor_r" in says("guard_band", {}, "pfa_max", "specific_risk")
    two = {"guard_band_factor_r": 1, "single_sided": False}
    assert "TUR" in says("guard_band", two, "pfa_max", "specific_risk")
    unclear = {"guard_band_factor_r": 1, "single_sided": "yes"}
    assert "single_sided" in says("guard_band", unclear, "pfa_max", "specific_risk")
    limit = {"limit": {"lower": 1, "upper": 2}, "u": 1, "required_probability": 0.9}
    assert "one of the two" in says("guard_band", limit, "rejection_threshold", "guarded_rejection")


# Risks


def pfa(prior: Any, sigma: float, low: float, high: float, accept: tuple[float, float]) -> float:
    """SciPy's quadrature over the true values outside the limits."""

    def density(true: float) -> float:
        inside = stats.norm.cdf(accept[1], true, sigma) - stats.norm.cdf(accept[0], true, sigma)
        return float(prior.pdf(true) * inside)

    reach = [prior.mean() - 12 * prior.std(), prior.mean() + 12 * prior.std()]
    least, most = max(reach[0], prior.support()[0]), min(reach[1], prior.support()[1])
    parts = [(least, low), (high, most)]
    return sum(float(integrate.quad(density, a, b, limit=400)[0]) for a, b in parts if a < b)


TEST: Fields = {"distribution": "normal", "sigma": 0.25}


@pytest.mark.parametrize(
    ("given", "prior"),
    [
        ({"distribution": "normal", "mean": 0.1, "sigma": 0.6}, stats.norm(0.1, 0.6)),
        ({"distribution": "normal", "mean": 0, "sigma_from": {"in_tolerance_probability": 0.9}},
         stats.norm(0, 1 / stats.norm.ppf(0.95))),
        ({"distribution": "gamma", "shape": 4, "scale": 0.2}, stats.gamma(4, scale=0.2)),
        ({"distribution": "gamma", "mean": 0.8, "sigma": 0.4}, stats.gamma(4, scale=0.2)),
        ({"distribution": "rectangular", "lower": -1.5, "upper": 1.2}, stats.uniform(-1.5, 2.7)),
        ({"distribution": "rectangular", "mean": 0, "half_width": 1.3}, stats.uniform(-1.3, 2.6)),
    ],
)  # fmt: skip
def test_global_risk(given: Fields, prior: Any) -> None:
    told = {"prior": given, "test": TEST, "tolerance_limits": {"lower": -1, "upper": 1}}
    outside = 1 - (prior.cdf(1) - prior.cdf(-1))
    found = ask("risk", told, "nonconforming_fraction", "global")
    assert found == pytest.approx(outside)
    assert ask("risk", told, "in_tolerance_probability", "global") == pytest.approx(1 - outside)
    for accept in ((-1, 1), (-0.8, 0.9)):
        guarded = told | {"acceptance_limits": {"lower": accept[0], "upper": accept[1]}}
        answer = pfa(prior, 0.25, -1, 1, accept)
        assert ask("risk", guarded, "PFA", "global") == pytest.approx(answer, abs=1e-7)
        accepted = ask("risk", guarded, "accepted_fraction", "global")
        assert ask("risk", guarded, "CPFA", "global") == pytest.approx(answer / accepted, abs=1e-7)
        rejected = ask("risk", guarded, "PFR", "global")
        assert rejected == pytest.approx(1 - outside - (accepted - answer), abs=1e-9)
        assert ask("risk", guarded, "CPFR", "global") == pytest.approx(rejected / (1 - accepted))


@pytest.mark.parametrize(
    ("test", "more"),
    [
        ({"sigma": 0.25}, {}),
        ({"u": 0.25}, {}),
        ({"U": 0.5, "k": 2}, {}),
        ({"sigma": "prior sigma / 2"}, {}),
        ({"sigma": "1/(2*TUR) for limits -1, +1"}, {"TUR": 2}),
        ({"sigma": "1/(2*TUR)"}, {"TUR": 2}),
        ({"tolerance": 0.49, "in_tolerance_probability": 0.95}, {}),
    ],
)
def test_the_spread_of_a_test(test: Fields, more: Fields) -> None:
    given = {
        "prior": {"distribution": "normal", "mean": 0, "sigma": 0.5},
        "test": {"distribution": "normal"} | test,
        "tolerance_limits": {"lower": -1, "upper": 1},
    } | more
    answer = pfa(stats.norm(0, 0.5), 0.25, -1, 1, (-1, 1))
    assert ask("risk", given, "PFA", "global") == pytest.approx(answer, rel=1e-4)


@pytest.mark.parametrize("limits", [(-1, 1), (0, 10)])
def test_largest_risk(limits: tuple[float, float]) -> None:
    """Scaling the limits and the test together changes nothing."""
    low, high = limits
    half = (high - low) / 2
    given: Fields = {"TUR": 3, "tolerance_limits": {"lower": low, "upper": high}}
    found = optimize.minimize_scalar(
        lambda sd: -pfa(stats.norm(0, sd), 1 / 6, -1, 1, (-1, 1)), bounds=(0.3, 3), method="bounded"
    )
    for told in (given, given | {"test": {"distribution": "normal", "sigma": half / 6}}):
        assert ask("risk", told, "max_PFA", "global") == pytest.approx(-found.fun, abs=1e-6)
        itp = stats.norm.cdf(1 / found.x) - stats.norm.cdf(-1 / found.x)
        assert ask("risk", told, "itp_at_max", "global") == pytest.approx(itp, abs=1e-3)


def test_observed_reliability() -> None:
    given = {
        "tolerance_limits": {"lower": -1, "upper": 1},
        "observed_eopr": 0.9,
        "test": {"distribution": "normal", "sigma": 0.2},
    }
    observed = 1 / stats.norm.ppf(0.95)
    true = math.sqrt(observed**2 - 0.04)
    eopr = stats.norm.cdf(1 / true) - stats.norm.cdf(-1 / true)
    assert ask("risk", given, "true_eopr", "global") == pytest.approx(eopr)
    answer = pfa(stats.norm(0, true), 0.2, -1, 1, (-1, 1))
    assert ask("risk", given, "PFA", "global") == pytest.approx(answer, abs=1e-8)


def test_process() -> None:
    given = {"measurement": {"value": 1, "u": 2}, "tolerance_limits": {"lower": -5, "upper": 4}}
    assert ask("risk", given, "Cpk", "process") == pytest.approx(0.5)
    outside = stats.norm.cdf(-3) + stats.norm.sf(1.5)
    assert ask("risk", given, "nonconforming_fraction", "process") == pytest.approx(outside)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({}, "prior"),
        ({"prior": {"distribution": "cauchy"}}, "normal, gamma, rectangular"),
        ({"prior": {"distribution": "normal", "mean": 0}}, "sigma | sigma_from"),
        ({"prior": {"distribution": "normal", "mean": 0, "sigma": -1}}, "σ"),
        ({"prior": {"distribution": "normal", "shape": 4}}, "shape"),
        ({"prior": {"distribution": "gamma", "shape": 4}}, "shape+scale"),
        ({"prior": {"distribution": "rectangular", "shape": 4, "scale": 1}}, "lower+upper"),
        (
            {"prior": {"distribution": "normal", "mean": 0, "sigma_from": {"itp": 1}}},
            "in_tolerance",
        ),
        ({"test": {"distribution": "t", "sigma": 1}}, "test.distribution"),
        ({"test": {"distribution": "normal"}}, "U+k"),
        ({"test": {"distribution": "normal", "sigma": 1, "u": 1}}, "U+k"),
        ({"test": {"distribution": "normal", "sigma": "TUR / 2"}}, "TUR"),
        ({"test": {"distribution": "normal", "sigma": "1 for limits -2, +2"}}, "limits"),
        ({"test": {"distribution": "normal", "sigma": "open('x')"}}, "open"),
        ({"acceptance_limits": {"upper": 1}}, "lower"),
    ],
)
def test_risk_refuses(changes: Fields, word: str) -> None:
    prior: Fields = (
        {} if not changes else {"prior": {"distribution": "normal", "mean": 0, "sigma": 1}}
    )
    given = {"tolerance_limits": {"lower": -1, "upper": 1}, "test": TEST} | prior | changes
    assert word in says("risk", given, "PFA", "global")
