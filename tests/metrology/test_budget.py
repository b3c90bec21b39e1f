"""The budget: one object for both makers, to JSON and back, compared, as rows of text."""

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrology.figures import at_place, beside, percent, significant, whole
from metrology.uncertainty.budget import budget_of
from metrology.uncertainty.budget_changes import Difference, differences
from metrology.uncertainty.budget_table import symbol, table, unit_ratio
from metrology.uncertainty.contributions import Contribution, Distribution, combine
from metrology.uncertainty.coverage import REASONS, RULES
from metrology.uncertainty.propagation import propagate
from tests.metrology.budgets import D, gauge, of, survives
from tests.metrology.golden import case_ids, refused
from tests.metrology.propagating import BY_ID, CASES, measurement

# Made from a model


def test_the_budget_of_gum_h1() -> None:
    """Table H.1, with each of the three components of d a line of its own."""
    budget = of("gum-h1-end-gauge", "l", rule="t", p=0.99)

    assert [line.key for line in budget.lines] == [
        "l_s", "d.1", "d.2", "d.3", "d_alpha", "theta.1", "theta.2", "alpha_s", "d_theta",
    ]  # fmt: skip
    assert [round(line.u_y, 1) for line in budget.lines] == [25, 5.8, 3.9, 6.7, 2.9, 0, 0, 0, 16.6]
    assert (round(budget.k, 2), budget.numbers["dof"], budget.p) == (D("2.92"), 16, 0.99)
    assert round(budget.U) == 92  # GUM: 2.92 × the rounded 32 nm = 93 nm
    assert budget.lines[1].parameters == {"s": 13.0, "n": 5.0}
    assert (budget.lines[1].unit, budget.lines[1].dof, budget.lines[1].input) == ("nm", 24, "d")
    assert (budget.method, budget.unit, budget.value) == ("lpu", "nm", 50000838.0)


def test_correlation_terms_are_lines_of_their_own() -> None:
    """GUM H.2: the correlations take from R's variance what the inputs bring."""
    budget = of("gum-h2-rxz-observations", "R")

    assert [joint.key for joint in budget.joints] == ["r(V, J)", "r(V, phi)", "r(J, phi)"]
    assert sum(joint.share for joint in budget.joints) < 0
    assert math.fsum(budget.shares.values()) == pytest.approx(1)


@pytest.mark.parametrize("case", CASES, ids=case_ids(CASES))
@pytest.mark.parametrize("rule", ["k2", "automatic", "trapezoid"])
def test_every_published_measurement_has_a_budget(case: dict[str, Any], rule: str) -> None:
    found = propagate(measurement(case))

    for result in found.results:
        budget = budget_of(found, result.name, rule=rule)
        assert math.fsum(budget.shares.values()) == pytest.approx(1 if budget.u else 0)
        assert pytest.approx(float(budget.k) * budget.u, rel=1e-15) == budget.U
        assert survives(budget)
        assert differences(budget, budget) == ()
        for lang in ("vi", "en"):
            text = table(budget, lang)
            assert {len(row) for row in (text.heads, *text.rows)} == {len(text.heads)}


def test_second_order_terms_have_their_own_share() -> None:
    """GUM-S1 9.3: u grows from 0.0539 to 0.0750 mg."""
    budget = of("s1-93-mass-calibration", "dm", order=2)

    assert (round(budget.u, 3), budget.method) == (0.075, "lpu2")
    assert budget.curvature == pytest.approx(1 - (0.05385 / 0.07496) ** 2, rel=1e-3)
    assert math.fsum(budget.shares.values()) + budget.curvature == pytest.approx(1)
    stationary = of("s1-94-comparison-loss-r00-x00", "dy", order=2)
    assert stationary.curvature == 1
    assert pytest.approx(1e-4) == stationary.U
    # nothing says how the second-order terms of estimated inputs vary
    assert of("gum-h1-end-gauge", "l", order=2).dof is None


def test_the_interval_of_a_monte_carlo_run_gives_k() -> None:
    """EA-4/02 S9 by GUM-S1: half of the 95 % interval is 0.0501 V."""
    budget = of("ea402-s9-dmm-100v", "E_X", rule="monte_carlo", p=0.95, interval=(0.05, 0.1502))

    assert pytest.approx(0.0501) == budget.U
    assert (budget.reason, budget.warnings, survives(budget)) == ("monte_carlo", (), True)


def test_a_factor_for_normal_results_meets_a_rectangle() -> None:
    """EA-4/02 S9.14, S11.13."""
    (warning,) = of("ea402-s9-dmm-100v", "E_X").warnings
    assert (warning.code, warning.params["inputs"]) == ("rectangular", "dV_iX")
    (warning,) = of("ea402-s11-block-calibrator", "t_X").warnings
    assert (warning.code, warning.params["inputs"]) == ("trapezoidal", "dt_A, dt_R")
    assert of("ea402-s9-dmm-100v", "E_X", rule="automatic").warnings == ()


def test_k2_with_few_degrees_of_freedom_and_a_dominant_arcsine_are_warned_of() -> None:
    low = combine([Contribution("a", "type_a", D(1), dof=4)])
    assert [each.code for each in low.warnings] == ["low_dof"]
    assert "88,4 %" in low.warnings[0].wording.text_vi
    arc = combine([Contribution("a", "arcsine", D(1)), Contribution("b", "rectangular", D("0.1"))])
    assert [each.code for each in arc.warnings] == ["not_normal"]
    assert combine([Contribution("a", "triangular", D(1))]).warnings == ()


@pytest.mark.parametrize(
    ("rule", "distribution", "codes"),
    [
        ("automatic", "arcsine", ["not_normal"]),
        ("trapezoid", "arcsine", ["not_normal"]),
        ("trapezoid", "rectangular", ["rectangular"]),
        ("dominant_rectangular", "rectangular", []),
        ("automatic", "rectangular", []),
        ("automatic", "triangular", []),
    ],
)
def test_a_rule_that_found_no_shape_warns_like_the_others(
    rule: str, distribution: Distribution, codes: list[str]
) -> None:
    terms = [Contribution("a", distribution, D(1)), Contribution("b", "triangular", D("0.1"))]
    budget = combine(terms, rule=rule)
    assert [each.code for each in budget.warnings] == codes


def test_an_output_or_a_rule_that_is_not_there_is_refused() -> None:
    with refused("unknown_name", found="x"):
        of("gum-h1-end-gauge", "x")
    with refused("unknown_name", found="k3"):
        of("gum-h1-end-gauge", "l", rule="k3")
    with refused("missing_value"):
        of("s2-magnitude-phase-re001-r0", "mag", order=2)


# Made from contributions


def test_a_direct_budget_keeps_its_decimals() -> None:
    budget = combine(
        [Contribution("a", "rectangular", D("0.05"), sensitivity=D(-2))], value=D("1.50")
    )

    (line,) = budget.lines
    assert line.parameters == {"half_width": D("0.05")}
    assert (line.sensitivity, line.share, budget.value) == (D(-2), D(1), D("1.50"))
    assert Fraction(line.u_y) == 2 * Fraction(line.u)
    assert survives(budget)


@pytest.mark.parametrize(
    ("half_widths", "rule", "k", "reason"),
    [
        (("0.05",), "dominant_rectangular", "1.65", "rectangular"),
        (("0.05",), "automatic", "1.65", "rectangular"),
        (("0.050", "0.025"), "trapezoid", "1.83", "trapezoidal"),
        (("0.050", "0.025"), "automatic", "1.83", "trapezoidal"),
        ((), "dominant_rectangular", "2.87", "not_rectangular"),
    ],
)
def test_a_procedure_may_choose_the_bounded_rules(
    half_widths: tuple[str, ...], rule: str, k: str, reason: str
) -> None:
    """EA-4/02 S9.14 and S10.13, from a procedure's own contributions."""
    budget = combine(
        [Contribution("s", "type_a", D("0.001"), dof=4)]
        + [Contribution(a, "rectangular", D(a)) for a in half_widths],
        rule=rule,
    )

    assert (round(budget.k, 2), budget.reason) == (D(k), reason)
    assert budget.rule_words == RULES[rule]
    assert budget.reason_words == REASONS[reason]


# What changed


def named(found: tuple[Difference, ...]) -> list[tuple[str, str]]:
    return [(each.kind, each.key) for each in found]


def test_changes_are_sorted_by_what_they_did_to_U() -> None:  # noqa: N802  # U is its name
    before = gauge()
    after = gauge("0.05", more=Contribution("hysteresis", "rectangular", D("0.01")))

    found = differences(before, after)

    assert named(found) == [("result", ""), ("changed", "resolution"), ("added", "hysteresis")]
    assert found[0].effect == pytest.approx(float(after.U - before.U))
    without = gauge("0.005", more=Contribution("hysteresis", "rectangular", D("0.01")))
    assert found[1].effect == pytest.approx(float(after.U - without.U))
    changes = {each.field: (each.old, each.new) for each in found[1].changes}
    assert changes["parameters"] == ({"half_width": D("0.005")}, {"half_width": D("0.05")})
    assert found[1].words.text_vi.startswith(
        "resolution: tham số half_width = 0,00500 → half_width"
    )
    assert found[2].words.text_en == "hysteresis added"
    back = differences(after, before)
    assert named(back) == [("result", ""), ("changed", "resolution"), ("removed", "hysteresis")]
    assert back[1].effect < 0


def test_another_rule_changes_the_result_alone() -> None:
    (only,) = differences(gauge(), gauge(rule="t95"))

    assert {each.field for each in only.changes} == {"k", "p", "U", "rule", "reason"}
    assert "k2 → t95" in only.words.text_en


def test_a_correlation_that_came_is_a_change() -> None:
    case = BY_ID["gum-h2-rxz-observations"]
    alone = {key: value for key, value in case.items() if key != "correlations"}

    found = differences(budget_of(propagate(measurement(alone)), "Z"), of(case["id"], "Z"))

    assert ("added", "r(V, J)") in named(found)


def test_budgets_of_different_units_are_not_compared() -> None:
    with refused("wrong_quantity"):
        differences(gauge(), of("gum-h1-end-gauge", "l"))


@given(st.lists(st.decimals(D("0.001"), 10, places=3), min_size=1, max_size=4))
def test_equal_budgets_have_no_differences(sizes: list[Decimal]) -> None:
    made = [
        combine([Contribution(f"c{n}", "rectangular", a) for n, a in enumerate(sizes)])
        for _ in range(2)
    ]
    assert made[0] == made[1]
    assert differences(made[0], made[1]) == ()
    rest = sum(map(Fraction, made[0].shares.values()), Fraction(-1))
    assert abs(rest) < Fraction(1, 10**30)


# As text


def test_the_table_of_gum_h2_reads_well() -> None:
    text = table(of("gum-h2-rxz-observations", "X", rule="t95"), "vi")

    assert text.rows[0] == (
        "V", "4,9990", "V", "loại A", "0,00321", "4", "44,0 Ω/V", "0,141", "22,8 %"
    )  # fmt: skip
    assert text.rows[3] == ("r(V, J) = -0,355", *["–"] * 7, "12,2 %")
    assert text.result == (
        ("X", "219,85 Ω"), ("u", "0,296 Ω"), ("ν_eff", "4"), ("k", "2,87"), ("U", "0,848 Ω"),
        ("p", "95,45 %"),
    )  # fmt: skip
    assert text.rule.startswith("Hệ số phủ k = t(95,45 %; ν_eff)")
    assert text.warnings == ()


def test_the_table_of_second_order_has_a_row_for_it() -> None:
    text = table(of("s1-93-mass-calibration", "dm", order=2), "en")

    assert text.rows[-1][0] == "Second-order terms"
    assert text.rows[-1][-1] == "48.4 %"
    assert text.warnings[0].endswith("(JCGM 100:2008, 5.1.2 note; JCGM 101:2008, 5.8)")


@pytest.mark.parametrize(
    ("unit", "shown", "ratio"),
    [
        ("delta_degC", "°C", "nm/°C"),
        ("1/delta_degC", "1/°C", "nm·°C"),
        ("J/(kg*K)", "J/(kg·K)", "nm/(J/(kg·K))"),
        ("kg/m^3", "kg/m³", "nm/(kg/m³)"),
        ("nm", "nm", ""),
        ("1", "", "nm"),
        ("no such unit", "no such unit", "nm/no such unit"),
    ],
)
def test_units_are_written_by_their_symbols(unit: str, shown: str, ratio: str) -> None:
    assert (symbol(unit), unit_ratio("nm", unit)) == (shown, ratio)


@pytest.mark.parametrize(
    ("value", "vi"),
    [
        (0.0321456, "0,0321"), (1.15e-5, "1,15·10⁻⁵"), (0.00011, "0,000110"), (123456.7, "123457"),
        (5.0000623e7, "5,00·10⁷"), (99.96, "100"), (0.0, "0"), (-0.0, "0"), (D("-0.50"), "-0,500"),
        (math.inf, "∞"), (-math.inf, "-∞"), (9.996e-5, "0,000100"),
    ],
)  # fmt: skip
def test_significant_digits(value: Any, vi: str) -> None:
    assert significant(value, 3, "vi") == vi


@pytest.mark.parametrize(
    ("value", "u", "en"),
    [
        (50000838, 31.7, "50000838"), (4.999, 0.00321, "4.9990"), (49.999926, 3.64e-5, "49.999926"),
        (1.15e-5, 1.15e-6, "1.15·10⁻⁵"), (0, 0.3, "0"), (0.1, 0, "0.1"), (7.5e12, 1e11, "7.50·10¹²"),
        (1e-12, 0, "1·10⁻¹²"), (0.00004, 0.3, "0.00"), (1234.5, 150.0, "1234"),
    ],
)  # fmt: skip
def test_an_estimate_ends_where_its_u_does(value: float, u: float, en: str) -> None:
    assert beside(value, u, "en") == en


def test_shares_and_degrees_of_freedom() -> None:
    assert percent(D("0.12345"), "vi") == "12,3 %"
    assert percent(-0.0001, "en") == "0.0 %"
    assert [whole(each, "vi") for each in (16.74, 4.0, 100.0, math.inf, None)] == [
        "16,7", "4", "100", "∞", "–",
    ]  # fmt: skip
    assert at_place(D("-0.004"), -2, "en") == "0.00"


def test_numbers_that_would_fill_the_line_take_a_power_of_ten() -> None:
    """ν = 1e308 and a value of 1e300 are given by nobody honest, and still are written."""
    assert whole(1e308, "en") == "1·10³⁰⁸"
    assert beside(1e300, 1e130, "en").endswith("·10³⁰⁰")
    assert at_place(-1e300, -1, "vi") == "-1·10³⁰⁰"
    assert at_place(1e20, -1, "en") == "100000000000000000000.0"
