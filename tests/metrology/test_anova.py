import math
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from metrology.statistics.anova import DECISIONS, Anova, anova, anova_from_summary
from metrology.statistics.type_a import type_a
from tests.metrology.golden import case_ids, cases, refused

PUBLISHED = cases("anova")
NAMES = {"F": "f", "F_crit_95": "f_critical", "s_between_component": "s_between"}
STRD = ["AtmWtAg", "SiRstv", *(f"SmLs0{i}" for i in range(1, 10))]

# NIST StRD SiRstv: bulk resistivity of silicon by five instruments, Ω·cm.
SIRSTV = [
    [196.3052, 196.1240, 196.1890, 196.2569, 196.3403],
    [196.3042, 196.3825, 196.1669, 196.3257, 196.0422],
    [196.1303, 196.2005, 196.2889, 196.0343, 196.1811],
    [196.2795, 196.1748, 196.1494, 196.1485, 195.9885],
    [196.2119, 196.1051, 196.1850, 196.0052, 196.2090],
]
READINGS = st.decimals(-1000, 1000, places=3)
GROUPS = st.lists(st.lists(READINGS, min_size=2, max_size=6), min_size=2, max_size=5)


def evaluated(data: dict[str, Any]) -> Anova:
    if "groups" in data:
        return anova(data["groups"])
    means = data["means"] if "means" in data else data["means_V"]
    return anova_from_summary(means, data["s"] if "s" in data else data["s_V"], data["n"])


@pytest.mark.parametrize("case", PUBLISHED, ids=case_ids(PUBLISHED))
def test_published_numbers(case: dict[str, Any]) -> None:
    result = evaluated(case["data"])

    for expected in case["expected"]:
        name = expected["quantity"]
        got = getattr(result, NAMES.get(name, name.lower()))
        assert abs(got - expected["value"]) <= expected["tolerance"], name


def test_gum_h_5_takes_the_two_treatments_apart() -> None:
    case = next(each for each in PUBLISHED if each["id"] == "gum-h5-voltage-anova")
    result = evaluated(case["data"])

    # F = 2.25 against F_0.95(9, 40) = 2.12: between-day effects exist (GUM H.5.2.3).
    assert result.decision == "between_groups"
    assert (result.u, result.dof) == (result.u_mean_between, 9)
    calm = anova_from_summary(
        case["data"]["means_V"], case["data"]["s_V"], case["data"]["n"], level=0.025
    )
    # F_0.975(9, 40) = 2.45: at that level they need not be (GUM H.5.2.3).
    assert calm.decision == "pooled"
    assert (calm.u, calm.dof, calm.value) == (calm.u_mean_pooled, 49, calm.mean)
    assert calm.f_critical == pytest.approx(2.45, abs=0.005)


def strd(name: str) -> tuple[list[list[Decimal]], list[list[float]]]:
    """Groups and the two certified rows of a NIST file that SciPy ships with its tests."""
    path = Path(stats.__file__).parent / "tests" / "data" / "nist_anova" / f"{name}.dat"
    if not path.exists():
        pytest.skip("this SciPy was packaged without its test data")
    lines = path.read_text(encoding="ascii").splitlines()
    rows = [line.split() for line in lines if line.startswith(("Between ", "Within "))]
    groups: dict[str, list[Decimal]] = {}
    for line in lines[60:]:
        group, reading = line.split()
        groups.setdefault(group, []).append(Decimal(reading))
    return list(groups.values()), [[float(each) for each in row[2:]] for row in rows]


@pytest.mark.parametrize("name", STRD)
def test_nist_strd_to_all_certified_digits(name: str) -> None:
    groups, (between, within) = strd(name)
    result = anova(groups)

    assert result.dof_between == between[0]
    assert result.ss_between == pytest.approx(between[1], rel=5e-15)
    assert result.ms_between == pytest.approx(between[2], rel=5e-15)
    assert result.f == pytest.approx(between[3], rel=5e-15)
    assert result.dof_within == within[0]
    assert result.ss_within == pytest.approx(within[1], rel=5e-15)
    assert result.ms_within == pytest.approx(within[2], rel=5e-15)


def test_nist_strd_si_rstv_from_floats() -> None:
    result = anova(SIRSTV)

    assert result.ss_between == pytest.approx(5.11462616e-02, rel=1e-14)
    assert result.ss_within == pytest.approx(2.16636560e-01, rel=1e-14)
    assert result.f == pytest.approx(1.18046237440255, rel=1e-14)
    assert result.s_within == pytest.approx(0.104076068334656, rel=1e-14)
    assert result.r_squared == pytest.approx(0.190999039051129, rel=1e-14)
    assert (result.balanced, result.groups, result.readings) == (True, 5, 25)


@given(GROUPS)
def test_scipy_agrees_and_the_parts_add_up(groups: list[list[Decimal]]) -> None:
    everything = [value for group in groups for value in group]
    if len(set(everything)) == 1:
        return
    if all(len(set(group)) == 1 for group in groups):
        assert anova(groups).f == math.inf
        return
    result = anova(groups)
    whole = type_a(everything)

    total = float(whole.s) ** 2 * whole.dof
    assert result.ss_between + result.ss_within == pytest.approx(total, rel=1e-12)
    assert result.u_mean_pooled == pytest.approx(float(whole.u), rel=1e-12)
    test = stats.f_oneway(*[[float(value) for value in group] for group in groups])
    assert result.f == pytest.approx(test.statistic, rel=1e-6, abs=1e-9)


@given(GROUPS)
def test_a_summary_says_the_same_as_the_readings(groups: list[list[Decimal]]) -> None:
    if len({value for group in groups for value in group}) == 1:
        return
    each = [type_a(group) for group in groups]
    summed = anova_from_summary(
        [one.mean for one in each], [one.s for one in each], [len(group) for group in groups]
    )
    direct = anova(groups)

    assert summed.mean == pytest.approx(direct.mean, rel=1e-12, abs=1e-12)
    assert summed.ss_within == pytest.approx(direct.ss_within, rel=1e-12, abs=1e-12)
    assert summed.s_of_means == pytest.approx(direct.s_of_means, rel=1e-12, abs=1e-12)


def test_unequal_groups_have_two_means() -> None:
    result = anova([[1, 2, 3], [11]])

    assert (result.mean, result.mean_of_groups, result.balanced) == (4.25, 6.5, False)
    # n₀ = 4 − (9 + 1)/4 = 1.5: s_between² = (60.75 − 1)/1.5.
    assert result.s_between == pytest.approx(math.sqrt(59.75 / 1.5), rel=1e-15)


def test_groups_nearer_than_chance_have_no_component() -> None:
    result = anova([[1, 3], [1.1, 2.9]])

    assert (result.s_between, result.decision) == (0, "pooled")


def test_every_decision_is_said_in_two_languages() -> None:
    for words in DECISIONS.values():
        assert words.text_vi != words.text_en
        assert words.reference


def test_what_cannot_be_analysed_is_refused() -> None:
    with refused("too_few_values", found="1"):
        anova([[1, 2, 3]])
    with refused("too_few_values", name="x2"):
        anova([[1, 2], []])
    with refused("too_few_values", found="2", allowed="3"):
        anova([[1], [2]])
    with refused("cannot_compute"):
        anova([[5, 5], [5, 5]])
    with refused("not_a_number", name="x2[1]"):
        anova([[1, 2], [math.nan, 3]])
    with refused("out_of_range", name="p"):
        anova([[1, 2], [2, 3]], level=0)


def test_a_summary_is_checked() -> None:
    with refused("out_of_range", name="s[2]"):
        anova_from_summary([1, 2], [0.1, -0.1], [5, 5])
    with refused("out_of_range", name="s[1]"):
        anova_from_summary([1, 2], [0.1, 0.1], [1, 5])
    with refused("out_of_range", name="n[2]"):
        anova_from_summary([1, 2], [0.1, 0.1], [5, 0])
    with refused("out_of_range", name="n"):
        anova_from_summary([1, 2], [0.1, 0.1], [5])
    with refused("not_a_number", name="mean[1]"):
        anova_from_summary([math.inf, 2], [0.1, 0.1], [5, 5])
