from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from metrology.conformity.conformance import Limits, nonconformance_probability
from metrology.conformity.guard_bands import (
    FACTOR_RULES,
    ILAC_TABLE,
    MANAGED_PFA,
    factor_for_global_risk,
    factor_for_largest_risk,
    factor_like_tur,
    guard_band_factor,
    rejection_limit,
    width_for_specific_risk,
)
from metrology.conformity.knowledge import Normal
from metrology.conformity.risk import (
    NormalTest,
    false_acceptance,
    largest_false_acceptance,
    sigma_of,
    worst_specific_risk,
)
from tests.metrology.golden import case_ids, cases, refused

CASES = cases("guard_band")


def found(case: dict[str, Any], quantity: str) -> float:
    if "TUR" in case:
        return guard_band_factor(quantity.removeprefix("factor_"), case["TUR"])
    if "guard_band_factor_r" in case:
        r = case["guard_band_factor_r"]
        assert quantity == ("pfa_max" if r >= 0 else "pfr_max")
        return worst_specific_risk(r, k=case["k"])
    assert quantity == "rejection_threshold"
    return rejection_limit(
        case["limit"]["upper"], case["required_probability"], relative_u=case["relative_u"]
    )


@pytest.mark.parametrize("case", CASES, ids=case_ids(CASES))
def test_published_guard_bands(case: dict[str, Any]) -> None:
    for expected in case["expected"]:
        value = found(case, expected["quantity"])
        relation = expected.get("relation")
        if relation == "<":
            assert value < expected["value"]
        elif relation == "<=":
            assert value <= expected["value"]
        else:
            assert abs(value - expected["value"]) <= expected["tolerance"]


def test_the_table_of_ilac_g8_keeps_its_bounds() -> None:
    for name, row in ILAC_TABLE.items():
        assert row.risk() <= row.bound if name == "simple" else row.risk() < row.bound
        assert (row.kind == "PFR") == (row.r < 0)
    for wording in (
        *(r.wording for r in ILAC_TABLE.values()),
        *(f.wording for f in FACTOR_RULES.values()),
    ):
        assert all(wording)


def test_a_high_tur_needs_no_guard_band_and_gets_no_bonus() -> None:
    assert guard_band_factor("rp10", 4) == guard_band_factor("rp10", 10) == 1
    assert guard_band_factor("dobbert", 4.5) < 1
    assert guard_band_factor("dobbert", 5) == 1


@pytest.mark.parametrize(
    ("rule", "ratio"), [("rss", 0.99), ("test95", 0.99), ("rp10", 0.7), ("dobbert", 0.5)]
)
def test_a_tur_that_leaves_nothing_is_refused(rule: str, ratio: float) -> None:
    with refused("out_of_range", name="TUR"):
        guard_band_factor(rule, ratio)


@pytest.mark.parametrize("ratio", [1.1, 1.5, 2, 3, 4, 4.5, 5, 8])
def test_dobbert_manages_two_per_cent(ratio: float) -> None:
    # The formula is a fit from above: never more than 2 %, and close to the exact factor.
    factor = guard_band_factor("dobbert", ratio)
    exact = factor_for_largest_risk(MANAGED_PFA, ratio)

    assert largest_false_acceptance(ratio, factor=factor).pfa <= MANAGED_PFA
    assert factor == pytest.approx(exact, abs=0.02)
    if exact < 1:
        assert largest_false_acceptance(ratio, factor=exact).pfa == pytest.approx(0.02, abs=1e-9)


@settings(max_examples=25)
@given(target=st.floats(0.001, 0.05), ratio=st.floats(0.5, 6), itp=st.floats(0.5, 0.99))
def test_a_global_target_is_met(target: float, ratio: float, itp: float) -> None:
    factor = factor_for_global_risk(target, ratio, itp)

    limits = Limits(-1, 1)
    items, test = Normal(0, sigma_of(itp, limits)), NormalTest(1 / (2 * ratio))
    risk = false_acceptance(items, test, limits, Limits.symmetric(factor))
    if factor == 1:
        assert risk <= target
    else:
        assert risk == pytest.approx(target, abs=1e-9)


def test_four_to_one_equivalent() -> None:
    factor = factor_like_tur(2, 0.95)

    limits, items = Limits(-1, 1), Normal(0, sigma_of(0.95, Limits(-1, 1)))
    got = false_acceptance(items, NormalTest(1 / 4), limits, Limits.symmetric(factor))
    assert got == pytest.approx(false_acceptance(items, NormalTest(1 / 8), limits), rel=1e-8)
    assert factor_like_tur(4, 0.95) == factor_like_tur(7, 0.95) == 1


@given(target=st.floats(0.001, 0.6), u=st.floats(0.1, 2))
def test_a_specific_target_is_met_on_the_acceptance_limit(target: float, u: float) -> None:
    one = width_for_specific_risk(target, u, Limits(upper=5))
    assert one == pytest.approx(u * stats.norm.isf(target), abs=1e-9)

    limits = Limits(-5, 5)
    least = nonconformance_probability(Normal(0, u), limits)
    if target < least:
        with refused("out_of_range", name="target PFA"):
            width_for_specific_risk(target, u, limits)
        return
    both = width_for_specific_risk(target, u, limits)
    assert nonconformance_probability(Normal(5 - both, u), limits) == pytest.approx(
        target, rel=1e-7
    )
    assert both >= one - 1e-9


def test_guarded_rejection() -> None:
    assert rejection_limit(100, 0.999, u=2) == pytest.approx(100 + 2 * stats.norm.ppf(0.999))
    assert rejection_limit(100, 0.999, u=2, side="lower") == pytest.approx(
        100 - 2 * stats.norm.ppf(0.999)
    )
    for limit, side in ((100, "upper"), (100, "lower"), (-100, "upper"), (-100, "lower")):
        y = rejection_limit(limit, 0.999, relative_u=0.02, side=side)  # type: ignore[arg-type]
        inside = stats.norm.cdf(limit, y, 0.02 * abs(y))
        assert (inside if side == "upper" else 1 - inside) == pytest.approx(0.001)


@pytest.mark.parametrize(
    ("make", "code", "name"),
    [
        (lambda: guard_band_factor("luck", 2), "unknown_name", None),
        (lambda: guard_band_factor("rss", -2), "out_of_range", "TUR"),
        (lambda: factor_for_global_risk(0, 2, 0.9), "out_of_range", "target PFA"),
        (lambda: factor_for_global_risk(0.1, 2, 1), "out_of_range", "in-tolerance probability"),
        (lambda: factor_for_largest_risk(0.1, 0), "out_of_range", "TUR"),
        (lambda: width_for_specific_risk(0.1, 0, Limits(upper=1)), "out_of_range", "u"),
        (lambda: rejection_limit(100, 1, u=1), "out_of_range", "probability"),
        (lambda: rejection_limit(100, 0.9), "missing_value", None),
        (lambda: rejection_limit(100, 0.9, u=1, relative_u=1), "missing_value", None),
        (lambda: rejection_limit(100, 0.999, relative_u=0.5), "out_of_range", "relative_u"),
        (lambda: rejection_limit(100, 0.9, relative_u=0), "out_of_range", "relative_u"),
    ],
)
def test_what_is_no_guard_band_is_named(make: Any, code: str, name: str | None) -> None:
    with refused(code, **({} if name is None else {"name": name})):
        make()
