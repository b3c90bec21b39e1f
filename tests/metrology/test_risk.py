import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from metrology.conformity.conformance import Limits, nonconformance_probability, process_capability
from metrology.conformity.knowledge import Gamma, Normal, Prior, Rectangular
from metrology.conformity.risk import (
    GlobalRisk,
    NormalTest,
    false_acceptance,
    global_risk,
    in_tolerance_of,
    largest_false_acceptance,
    observed_reliability,
    sigma_of,
    specific_risk,
    tar,
    true_reliability,
    true_sigma,
    tur,
    worst_specific_risk,
)
from tests.metrology.golden import case_ids, cases, refused

CASES = cases("risk")
ONE = Limits(-1, 1)


def prior_of(case: dict[str, Any], limits: Limits) -> Prior:
    data = case["prior"]
    if data["distribution"] == "gamma":
        return Gamma(data["shape"], data["scale"])
    if "sigma" in data:
        return Normal(data["mean"], data["sigma"])
    wanted = data["sigma_from"]["in_tolerance_probability"]
    return Normal(data["mean"], sigma_of(wanted, limits, mean=data["mean"]))


def of_process(case: dict[str, Any], limits: Limits) -> dict[str, float]:
    mean, sd = case["measurement"]["value"], case["measurement"]["u"]
    return {
        "Cpk": process_capability(mean, sd, limits),
        "nonconforming_fraction": nonconformance_probability(Normal(mean, sd), limits),
    }


def of_tur(case: dict[str, Any]) -> dict[str, float]:
    largest = largest_false_acceptance(case["TUR"])
    return {"max_PFA": largest.pfa, "itp_at_max": largest.in_tolerance}


def of_reliability(case: dict[str, Any], limits: Limits) -> dict[str, float]:
    test = case["test"]
    sigma = sigma_of(test["in_tolerance_probability"], Limits.symmetric(test["tolerance"]))
    items = Normal(0, true_sigma(case["observed_eopr"], sigma, limits))
    risk = global_risk(items, NormalTest(sigma), limits)
    eopr = true_reliability(case["observed_eopr"], sigma, limits)
    return {"true_eopr": eopr, "PFA": risk.pfa, "PFR": risk.pfr}


def of_items(case: dict[str, Any], limits: Limits) -> dict[str, float]:
    prior, test = prior_of(case, limits), case["test"]
    sigma = test.get("u", test.get("sigma"))
    if isinstance(sigma, str):
        assert sigma == "prior sigma / 4"
        assert isinstance(prior, Normal)
        sigma = prior.sd / 4
    acceptance = Limits(**case["acceptance_limits"]) if "acceptance_limits" in case else None
    risk = global_risk(prior, NormalTest(sigma), limits, acceptance)
    return {
        "PFA": risk.pfa,
        "CPFA": risk.conditional_pfa,
        "nonconforming_fraction": risk.nonconforming,
    }


def found(case: dict[str, Any]) -> dict[str, float]:
    limits = Limits(**case["tolerance_limits"])
    if "measurement" in case:
        return of_process(case, limits)
    if "TUR" in case:
        return of_tur(case)
    return of_reliability(case, limits) if "observed_eopr" in case else of_items(case, limits)


@pytest.mark.parametrize("case", CASES, ids=case_ids(CASES))
def test_published_risks(case: dict[str, Any]) -> None:
    got = found(case)

    for expected in case["expected"]:
        distance = abs(got[expected["quantity"]] - expected["value"])
        assert distance <= expected["tolerance"], expected["quantity"]


def oracle(
    prior: Any, low: float, high: float, test: NormalTest, limits: Limits, acceptance: Limits
) -> GlobalRisk:
    """SciPy's quadrature of JCGM 106, 9.5.3, divided where the acceptance turns."""

    def accepted(true: float) -> float:
        error = stats.norm(true + test.bias, test.sigma)
        return float(error.cdf(acceptance.high) - error.cdf(acceptance.low))

    def over(function: Any, left: float, right: float) -> float:
        turns = [
            e - test.bias + z * test.sigma
            for e in (acceptance.low, acceptance.high)
            for z in (-6, 0, 6)
        ]
        points = [p for p in (*turns, (low + high) / 2) if left < p < right]
        if left >= right:
            return 0.0
        return float(
            integrate.quad(function, left, right, points=points, limit=400, epsabs=1e-13)[0]
        )

    left, right = max(low, limits.low), min(high, limits.high)
    pfa = over(lambda t: prior.pdf(t) * accepted(t), low, left) + over(
        lambda t: prior.pdf(t) * accepted(t), right, high
    )
    pfr = over(lambda t: prior.pdf(t) * (1 - accepted(t)), left, right)
    inside = float(prior.cdf(limits.high) - prior.cdf(limits.low))
    return GlobalRisk(pfa, pfr, inside - pfr + pfa, inside)


@pytest.mark.parametrize(
    ("prior", "same", "low", "high"),
    [
        (Normal(0.2, 0.6), stats.norm(0.2, 0.6), -5.5, 5.5),
        (Gamma(4, 0.25), stats.gamma(4, scale=0.25), 0, 12),
        (Rectangular(-1.5, 2), stats.uniform(-1.5, 3.5), -1.5, 2),
    ],
    ids=["normal", "gamma", "rectangular"],
)
@pytest.mark.parametrize(
    ("limits", "acceptance"),
    [
        (ONE, ONE),
        (ONE, Limits(-0.8, 0.9)),
        (ONE, Limits(-1.3, 1.2)),
        (Limits(upper=1.1), Limits(upper=0.7)),
        (Limits(lower=0.4), Limits(lower=0.5)),
    ],
)
@pytest.mark.parametrize("test", [NormalTest(0.2), NormalTest(0.05, 0.1), NormalTest(1.5)])
def test_global_risks_against_scipy(
    prior: Prior, same: Any, low: float, high: float, limits: Limits, acceptance: Limits, test: NormalTest
) -> None:  # fmt: skip
    got = global_risk(prior, test, limits, acceptance)

    assert got == pytest.approx(oracle(same, low, high, test, limits, acceptance), abs=2e-10)
    assert false_acceptance(prior, test, limits, acceptance) == got.pfa


def test_a_far_better_test_hardly_errs_and_a_coarse_one_is_still_integrated() -> None:
    sharp = global_risk(Normal(0, 0.5), NormalTest(1e-6), ONE)
    # To first order a sharp test errs by density · σ/√(2π) at each limit.
    first = 2 * stats.norm.pdf(1, 0, 0.5) * 1e-6 / math.sqrt(2 * math.pi)

    assert sharp.pfa == pytest.approx(first, rel=1e-4)
    assert sharp.pfr == pytest.approx(first, rel=1e-4)
    coarse = global_risk(Normal(0, 1e-3), NormalTest(100), ONE)
    assert coarse.pfr == pytest.approx(2 * stats.norm.sf(0.01), rel=1e-6)


def test_conditional_risks_need_something_to_share() -> None:
    risk = GlobalRisk(pfa=0.01, pfr=0.02, accepted=0.8, conforming=0.81)

    assert risk.conditional_pfa == pytest.approx(0.0125)
    assert risk.conditional_pfr == pytest.approx(0.1)
    with refused("cannot_compute", found="CPFA"):
        _ = GlobalRisk(0, 0, 0, 1).conditional_pfa


def test_specific_risks() -> None:
    known = Normal(0.9, 0.1)

    accepted, rejected = (specific_risk(known, ONE, accepted=each) for each in (True, False))
    assert (accepted.kind, rejected.kind) == ("PFA", "PFR")
    assert accepted.probability == pytest.approx(stats.norm.sf(1))
    assert accepted.probability + rejected.probability == pytest.approx(1)
    assert worst_specific_risk(-1) == worst_specific_risk(1) == pytest.approx(stats.norm.sf(2))


@pytest.mark.parametrize("ratio", [0.5, 1, 2, 4, 10])
def test_the_largest_risk_is_the_largest(ratio: float) -> None:
    largest = largest_false_acceptance(ratio)

    test = NormalTest(1 / (2 * ratio))
    every = [false_acceptance(Normal(0, 10 ** (e / 20)), test, ONE) for e in range(-20, 40)]
    assert max(every) <= largest.pfa <= max(every) * 1.02
    at = Normal(0, sigma_of(largest.in_tolerance, ONE))
    assert false_acceptance(at, test, ONE) == pytest.approx(largest.pfa, rel=1e-9)


def test_ratios() -> None:
    assert tur(Limits(-4, 4), 1.6) == 2.5
    assert tar(Limits(9, 11), 0.25) == 4


@given(itp=st.floats(0.01, 0.999), mean=st.floats(-0.95, 0.95))
def test_sigma_and_in_tolerance_are_inverse(itp: float, mean: float) -> None:
    sigma = sigma_of(itp, ONE, mean=mean)

    assert in_tolerance_of(sigma, ONE, mean=mean) == pytest.approx(itp, rel=1e-10)


@given(itp=st.floats(0.51, 0.999))
def test_a_single_limit_has_a_sigma_too(itp: float) -> None:
    limits = Limits(upper=3)

    assert in_tolerance_of(sigma_of(itp, limits, mean=1), limits, mean=1) == pytest.approx(itp)


@given(true=st.floats(0.3, 0.99), sigma=st.floats(0.01, 1))
def test_observed_and_true_reliability_are_inverse(true: float, sigma: float) -> None:
    observed = observed_reliability(true, sigma, ONE)

    assert observed < true
    assert true_reliability(observed, sigma, ONE) == pytest.approx(true, rel=1e-7)


@settings(max_examples=50)
@given(sd=st.floats(0.05, 5), sigma=st.floats(0.01, 3), width=st.floats(0, 0.9))
def test_laws_of_global_risk(sd: float, sigma: float, width: float) -> None:
    items, test = Normal(0, sd), NormalTest(sigma)
    plain = global_risk(items, test, ONE)
    guarded = global_risk(items, test, ONE, Limits.symmetric(1 - width))

    assert guarded.pfa <= plain.pfa + 1e-12
    assert guarded.pfr >= plain.pfr - 1e-12
    assert 0 <= plain.pfa <= plain.nonconforming + 1e-12
    assert 0 <= plain.pfr <= plain.conforming + 1e-12
    whole = math.hypot(sd, sigma)  # what a normal test of normal items shows
    assert plain.accepted == pytest.approx(in_tolerance_of(whole, ONE), abs=1e-11)


@pytest.mark.parametrize(
    ("make", "code", "name"),
    [
        (lambda: global_risk(Normal(0, 1), NormalTest(0), ONE), "out_of_range", "test σ"),
        (lambda: global_risk(Normal(0, 1), NormalTest(1, math.inf), ONE), "not_a_number", None),
        (lambda: global_risk(Normal(0, 1), NormalTest(1), ONE, Limits(upper=1)), "bad_limit", None),
        (lambda: sigma_of(1, ONE), "out_of_range", "in-tolerance probability"),
        (lambda: sigma_of(0, ONE), "out_of_range", "in-tolerance probability"),
        (lambda: sigma_of(math.nan, ONE), "out_of_range", "in-tolerance probability"),
        (lambda: sigma_of(0.9, ONE, mean=1), "out_of_range", "mean"),
        (
            lambda: sigma_of(0.4, Limits(upper=1), mean=0),
            "out_of_range",
            "in-tolerance probability",
        ),
        (lambda: sigma_of(0.9, Limits(upper=1)), "missing_value", "mean"),
        (lambda: true_reliability(0.95, 1, ONE), "cannot_compute", None),
        (lambda: tur(Limits(upper=1), 1), "bad_limit", None),
        (lambda: tur(ONE, 0), "out_of_range", "U"),
        (lambda: tar(ONE, -1), "out_of_range", "accuracy"),
        (lambda: largest_false_acceptance(0), "out_of_range", "TUR"),
        (lambda: largest_false_acceptance(2, factor=0), "out_of_range", "factor"),
    ],
)
def test_what_has_no_risk_is_named(make: Any, code: str, name: str | None) -> None:
    with refused(code, **({} if name is None else {"name": name})):
        make()
