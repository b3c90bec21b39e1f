import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrology.uncertainty.contributions import (
    COVERAGE_RULES,
    REASONS,
    Contribution,
    combine,
    coverage_factor,
    half_width,
    standard_uncertainty,
    truncated_dof,
    type_a,
)
from tests.metrology.golden import case_ids, published, refused

D = Decimal
TYPE_A, TYPE_B, BUDGETS = published("type_a"), published("type_b"), published("budgets")
SIZES = st.decimals(min_value=D("1e-6"), max_value=1000, places=6)


def meets(got: Any, expected: dict[str, Any]) -> bool:
    return bool(abs(float(got) - expected["value"]) <= expected["tolerance"])


def evaluated(component: dict[str, Any]) -> Decimal:
    """One published component, in the words of this package."""
    if "specification" in component:
        spec = component["specification"]
        relative = D(str(spec["relative_of_reading"])) * D(str(spec["reading"]))
        of_range = D(str(spec["relative_of_range"])) * D(str(spec["range"]))
        return standard_uncertainty("rectangular", relative + of_range)
    if "resolution" in component:
        return standard_uncertainty("rectangular", D(str(component["resolution"])) / 2)
    if "lower" in component:
        half = half_width(component["lower"], component["upper"])
        return standard_uncertainty(component["distribution"], half)
    size = component["half_width"] if "half_width" in component else component["U"]
    return standard_uncertainty(component["distribution"], size, p=component.get("p"))


@pytest.mark.parametrize("case", TYPE_B, ids=case_ids(TYPE_B))
def test_published_type_b(case: dict[str, Any]) -> None:
    expected = next(each for each in case["expected"] if each["quantity"] == "u")

    assert meets(evaluated(case["component"]), expected)


def test_half_width_of_uneven_bounds() -> None:
    assert half_width(D(-1), D(3)) == 2
    with refused("out_of_range"):
        half_width(1, 0)


@pytest.mark.parametrize("case", TYPE_A, ids=case_ids(TYPE_A))
def test_published_type_a(case: dict[str, Any]) -> None:
    result = type_a(case["x"])
    got = {"value": result.mean, "s": result.s, "u": result.u, "dof": result.dof}

    for expected in case["expected"]:
        if expected["quantity"] == "k":
            assert meets(coverage_factor(expected["p"], result.dof), expected)
        else:
            assert meets(got[expected["quantity"]], expected)


def test_type_a_is_exact() -> None:
    three = type_a([D("10.01"), D("10.03"), D("10.02")])
    assert (three.mean, three.s, three.dof) == (D("10.02"), D("0.01"), 2)
    assert three.u == D("0.005773502691896257645091487805019575")
    same = type_a([0.1, 0.1, 0.1])
    assert (same.mean, same.s, same.u, same.dof) == (D("0.1"), D(0), D(0), 2)
    huge = D("1e25")
    assert type_a([huge + 1, huge + 3, huge + 2]).s == 1


@given(
    st.lists(st.decimals(-1000, 1000, places=3), min_size=2, max_size=12),
    st.integers(-(10**12), 10**12),
)
def test_a_shift_moves_the_mean_and_nothing_else(values: list[Decimal], shift: int) -> None:
    still, moved = type_a(values), type_a([value + shift for value in values])

    assert (moved.s, moved.u, moved.dof) == (still.s, still.u, still.dof)


@pytest.mark.parametrize("values", [[], [D(1)]])
def test_one_observation_has_no_spread(values: list[Decimal]) -> None:
    with refused("too_few_values", found=str(len(values)), allowed="2"):
        type_a(values)


def test_an_observation_is_a_number() -> None:
    with refused("not_a_number"):
        type_a([D(1), D("NaN")])


@pytest.mark.parametrize(
    ("arguments", "options", "code"),
    [
        (("normal", D("0.02")), {}, "missing_value"),
        (("normal", D("0.02")), {"k": 0}, "out_of_range"),
        (("normal", D("0.02")), {"k": -2}, "out_of_range"),
        (("normal", D("0.02")), {"p": 1.0}, "out_of_range"),
        (("rectangular", D(-1)), {}, "out_of_range"),
        (("rectangular", D("NaN")), {}, "not_a_number"),
        (("rectangular", math.inf), {}, "not_a_number"),
        (("uniform", D(1)), {}, "unknown_name"),
    ],
)
def test_a_bad_statement_is_refused(
    arguments: tuple[Any, Any], options: dict[str, Any], code: str
) -> None:
    with refused(code):
        standard_uncertainty(*arguments, **options)


def contribution(data: dict[str, Any]) -> Contribution:
    if "p" in data:
        divisor = coverage_factor(data["p"], data["dof"])
        data = {key: value for key, value in data.items() if key != "p"} | {"divisor": divisor}
    return Contribution(**data)


@pytest.mark.parametrize("case", BUDGETS, ids=case_ids(BUDGETS))
def test_published_budgets(case: dict[str, Any]) -> None:
    budget = combine([contribution(each) for each in case["contributions"]])

    for expected in case["expected"]:
        got = {
            "u": lambda _: budget.u,
            "dof": lambda _: budget.dof,
            "k": lambda row: coverage_factor(row["p"], row["dof"]),
            "U": lambda row: budget.u * D(str(row["k"])),
        }
        answer: Callable[[Any], Any] = got[expected["quantity"]]
        assert meets(answer(expected), expected), expected


def test_the_water_meter_of_ea_4_02_s12_by_t95() -> None:
    case = next(each for each in BUDGETS if each["id"] == "ea402-s12-water-meter")

    budget = combine([contribution(each) for each in case["contributions"]], rule="t95")

    assert (budget.rule, budget.reason) == ("t95", "t_effective_dof")
    assert round(budget.k, 2) == D("2.28")
    assert pytest.approx(budget.k * budget.u) == budget.U


def test_the_expanded_uncertainty_of_the_furnace_of_ea_4_02_s5() -> None:
    case = next(each for each in BUDGETS if each["id"] == "ea402-s5-furnace-temperature")

    budget = combine([contribution(each) for each in case["contributions"]])

    assert (budget.k, budget.reason) == (D(2), "fixed")
    assert round(budget.U, 1) == D("1.3")


def test_a_gauge_budget_by_hand() -> None:
    """Standard U = 0.02 bar (k = 2), resolution 0.01 bar, hysteresis 0.1 bar over its width."""
    budget = combine(
        [
            Contribution("standard", "normal", D("0.02"), divisor=2),
            Contribution("resolution", "rectangular", D("0.005")),
            Contribution("hysteresis", "rectangular", D("0.05")),
        ]
    )

    # u² = 0.01² + 0.005²/3 + 0.05²/3 = 0.0001 + 0.0000083333 + 0.0008333333
    assert budget.u == pytest.approx(D("0.0009416666666666667").sqrt())
    assert Fraction(budget.U) == 2 * Fraction(budget.u)
    assert budget.dof == math.inf
    assert float(budget.shares["hysteresis"]) == pytest.approx(0.8849557522)


def test_sensitivity_carries_the_unit_over() -> None:
    expansion = Contribution("temperature", "rectangular", D("0.5"), sensitivity=D("-0.0115"))

    assert expansion.u == standard_uncertainty("rectangular", D("0.5"))
    assert expansion.u_y == pytest.approx(D("0.0033197640478403481"))


def test_the_strict_truncation_of_g_6_4() -> None:
    """GUM G.4.1 rounds 18.9987 to 19.0 before the table; truncation gives 18, the safe side."""
    case = next(each for each in BUDGETS if each["id"] == "gum-g41-welch-satterthwaite")

    budget = combine([contribution(each) for each in case["contributions"]], rule="t95")

    assert budget.dof == pytest.approx(18.9987, abs=1e-4)
    assert budget.k == coverage_factor(0.9545, 18)


def test_k2_says_when_it_is_doubtful() -> None:
    repeated = Contribution("repeatability", "type_a", D("0.003"), dof=4)

    assert combine([repeated]).reason == "fixed_low_dof"
    assert combine([repeated], rule="t95").k == coverage_factor(0.9545, 4)


def test_infinite_degrees_of_freedom_are_k_2() -> None:
    budget = combine([Contribution("standard", "normal", D("0.02"), divisor=2)], rule="t95")

    assert (budget.k, budget.U, budget.reason) == (D(2), D("0.02"), "t_infinite_dof")


@pytest.mark.parametrize("dof", [1, 3, 7, 9, 18, 19, 49])
def test_a_single_contribution_keeps_its_degrees_of_freedom(dof: int) -> None:
    budget = combine([Contribution("a", "type_a", D("0.0037"), dof=dof)], rule="t95")

    assert budget.dof is not None
    assert truncated_dof(budget.dof) == dof
    assert budget.k == coverage_factor(0.9545, dof)


@pytest.mark.parametrize(
    ("dof", "whole"), [(16.7, 16), (18.999999999999996, 19), (18.99, 18), (0.5, 1), (10.0, 10)]
)
def test_degrees_of_freedom_are_truncated(dof: float, whole: int) -> None:
    assert truncated_dof(dof) == whole


def test_nothing_contributes_nothing() -> None:
    budget = combine([Contribution("a", "rectangular", 0)])

    assert (budget.u, budget.U, budget.shares) == (D(0), D(0), {"a": D(0)})


def test_what_cannot_be_combined_is_refused() -> None:
    one = Contribution("a", "rectangular", D(1))
    with refused("too_few_values"):
        combine([])
    with refused("unknown_name", found="a"):
        combine([one, one])
    with refused("unknown_name", found="k3"):
        combine([one], rule="k3")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"distribution": "normal", "value": 1}, "missing_value"),
        ({"distribution": "type_a", "value": 1}, "missing_value"),
        ({"distribution": "type_a", "value": 1, "dof": 0}, "out_of_range"),
        ({"distribution": "rectangular", "value": 1, "divisor": 2}, "out_of_range"),
        ({"distribution": "rectangular", "value": -1}, "out_of_range"),
        ({"distribution": "rectangular", "value": 1, "sensitivity": math.nan}, "not_a_number"),
        ({"distribution": "gaussian", "value": 1}, "unknown_name"),
    ],
)
def test_a_bad_line_is_refused_when_written(data: dict[str, Any], code: str) -> None:
    with refused(code):
        Contribution("a", **data)


@given(st.lists(st.tuples(SIZES, st.integers(1, 50)), min_size=1, max_size=8))
def test_laws_of_a_budget(lines: list[tuple[Decimal, int]]) -> None:
    contributions = [
        Contribution(f"c{n}", "type_a", size, dof=dof) for n, (size, dof) in enumerate(lines)
    ]

    budget = combine(contributions, rule="t95")

    assert max(each.u_y for each in contributions) <= budget.u * (1 + D("1e-30"))
    assert abs(sum(map(Fraction, budget.shares.values()), Fraction(-1))) < Fraction(1, 10**30)
    least, most = min(dof for _, dof in lines), sum(dof for _, dof in lines)
    assert budget.dof is not None
    assert least * (1 - 1e-12) <= budget.dof <= most * (1 + 1e-12)
    assert budget.k >= 2
    assert combine(contributions[::-1], rule="t95").k == pytest.approx(budget.k)


def test_rules_and_reasons_are_worded() -> None:
    for wording in [*COVERAGE_RULES.values(), *REASONS.values()]:
        assert all(wording)
