import math
import random
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from metrology.statistics.series import (
    AUTOCORRELATION,
    DRIFT,
    autocorrelation,
    drift,
    lag1_autocorrelation,
)
from metrology.statistics.type_a import (
    Pooled,
    correlation,
    covariance_of_means,
    mean_interval,
    pooled,
    pooled_from_s,
    type_a,
    type_a_floats,
    type_a_pooled,
)
from metrology.uncertainty import contributions as uncertainty
from tests.metrology.golden import case_ids, cases, refused

D = Decimal
PUBLISHED = cases("type_a")
READINGS = st.lists(st.decimals(-1000, 1000, places=3), min_size=2, max_size=12)

# NIST StRD, Michelso (1 km/s of 10^3) and Mavro (filter transmittance).
MICHELSO = """
299.85 299.74 299.90 300.07 299.93 299.85 299.95 299.98 299.98 299.88 300.00 299.98 299.93 299.65
299.76 299.81 300.00 300.00 299.96 299.96 299.96 299.94 299.96 299.94 299.88 299.80 299.85 299.88
299.90 299.84 299.83 299.79 299.81 299.88 299.88 299.83 299.80 299.79 299.76 299.80 299.88 299.88
299.88 299.86 299.72 299.72 299.62 299.86 299.97 299.95 299.88 299.91 299.85 299.87 299.84 299.84
299.85 299.84 299.84 299.84 299.89 299.81 299.81 299.82 299.80 299.77 299.76 299.74 299.75 299.76
299.91 299.92 299.89 299.86 299.88 299.72 299.84 299.85 299.85 299.78 299.89 299.84 299.78 299.81
299.76 299.81 299.79 299.81 299.82 299.85 299.87 299.87 299.81 299.74 299.81 299.94 299.95 299.80
299.81 299.87"""
MAVRO = """
2.00180 2.00170 2.00180 2.00190 2.00180 2.00170 2.00150 2.00140 2.00150 2.00150 2.00170 2.00180
2.00180 2.00190 2.00190 2.00210 2.00200 2.00160 2.00140 2.00130 2.00130 2.00150 2.00150 2.00160
2.00150 2.00140 2.00130 2.00140 2.00150 2.00140 2.00150 2.00160 2.00150 2.00160 2.00190 2.00200
2.00200 2.00210 2.00220 2.00230 2.00240 2.00250 2.00270 2.00260 2.00260 2.00260 2.00270 2.00260
2.00250 2.00240"""
# Name, data, certified mean, s and lag-1 autocorrelation.
STRD = [
    ("NumAcc1", ["10000001", "10000003", "10000002"], "10000002", "1", "-0.5"),
    ("NumAcc2", ["1.2"] + ["1.1", "1.3"] * 500, "1.2", "0.1", "-0.999"),
    ("NumAcc3", ["1000000.2"] + ["1000000.1", "1000000.3"] * 500, "1000000.2", "0.1", "-0.999"),
    ("NumAcc4", ["10000000.2"] + ["10000000.1", "10000000.3"] * 500, "10000000.2", "0.1", "-0.999"),
    ("Michelso", MICHELSO.split(), "299.8524", "0.0790105478190518", "0.535199668621283"),
    ("Mavro", MAVRO.split(), "2.001856", "0.000429123454003053", "0.937989183438248"),
]


@pytest.mark.parametrize("case", PUBLISHED, ids=case_ids(PUBLISHED))
def test_published_numbers(case: dict[str, Any]) -> None:
    values = case["data"]["x"]
    result = type_a(values)
    interval = mean_interval(result, 0.95)
    got: dict[str, Decimal | float] = {
        "value": result.mean,
        "s": result.s,
        "u": result.u,
        "dof": result.dof,
        "k": interval.k,
        "lag1_autocorrelation": lag1_autocorrelation(values),
    }

    for expected in case["expected"]:
        if expected["quantity"] == "interval":
            wanted, found = expected["value"], [float(interval.low), float(interval.high)]
        else:
            wanted, found = [expected["value"]], [float(got[expected["quantity"]])]
        for number, wish in zip(found, wanted, strict=True):
            assert abs(number - wish) <= expected["tolerance"], expected["quantity"]


@pytest.mark.parametrize(("name", "data", "mean", "s", "r1"), STRD, ids=[row[0] for row in STRD])
def test_nist_strd_to_all_certified_digits(
    name: str, data: list[str], mean: str, s: str, r1: str
) -> None:
    values = [D(each) for each in data]
    result = type_a(values)

    assert result.mean == D(mean), name
    assert float(result.s) == pytest.approx(float(s), rel=5e-15)
    assert lag1_autocorrelation(values) == pytest.approx(float(r1), rel=2e-15)
    assert type_a([float(each) for each in data]) == result  # floats are taken as written


@pytest.mark.parametrize(("name", "data", "mean", "s", "r1"), STRD, ids=[row[0] for row in STRD])
def test_floats_lose_only_what_a_float_cannot_hold(
    name: str, data: list[str], mean: str, s: str, r1: str
) -> None:
    result = type_a_floats([float(each) for each in data])

    assert result.mean == pytest.approx(float(mean), rel=1e-15), name
    # A reading near 1e7 is held to 2e-9: that, not the sums, limits s = 0.1.
    assert result.s == pytest.approx(float(s), rel=1e-12, abs=math.ulp(float(mean)))


@given(READINGS)
def test_floats_agree_with_exact_sums(values: list[Decimal]) -> None:
    exact, quick = type_a(values), type_a_floats([float(value) for value in values])

    assert quick.mean == pytest.approx(float(exact.mean), rel=1e-14, abs=1e-12)
    assert quick.s == pytest.approx(float(exact.s), rel=1e-11, abs=1e-12)
    assert quick.u == pytest.approx(float(exact.u), rel=1e-11, abs=1e-12)
    assert quick.dof == exact.dof


def test_the_old_address_answers() -> None:
    assert uncertainty.type_a is type_a


# Two series of gauge blocks, in µm: s² = (2·4 + 1·2)/3 about the two means.
SERIES = [[D("10.1"), D("10.3"), D("10.5")], [D("20.0"), D("20.2")]]


def test_pooling_counts_deviations_from_each_series_own_mean() -> None:
    spread = pooled(SERIES)

    assert spread.dof == 3
    assert float(spread.s) == pytest.approx(math.sqrt((0.08 + 0.02) / 3), rel=1e-15)
    assert pooled([*SERIES, [D("99")]]) == spread  # one reading tells nothing of scatter
    from_s = pooled_from_s([type_a(each).s for each in SERIES], [2, 1])
    assert float(from_s.s) == pytest.approx(float(spread.s), rel=1e-15)
    assert from_s.dof == 3


def test_a_mean_of_few_readings_takes_the_pooled_scatter() -> None:
    """EA-4/02 S4: pooled s = 12 nm from before, five readings now: u = 5.37 nm."""
    result = type_a_pooled([-100, -90, -80, -95, -105], Pooled(D(12), 24))

    assert (result.mean, result.s, result.dof) == (D(-94), D(12), 24)
    assert float(result.u) == pytest.approx(5.37, abs=0.005)
    assert type_a_pooled([D("1.5")], Pooled(D(12), 24)).u == 12


# GUM table H.2: five simultaneous observations of V, I and φ.
V = ["5.007", "4.994", "5.005", "4.990", "4.999"]
I = ["19.663", "19.639", "19.640", "19.685", "19.678"]  # noqa: E741
PHI = ["1.0456", "1.0438", "1.0468", "1.0428", "1.0433"]


@pytest.mark.parametrize(("x", "y", "r"), [(V, I, -0.36), (V, PHI, 0.86), (I, PHI, -0.65)])
def test_correlations_of_gum_table_h_2(x: list[str], y: list[str], r: float) -> None:
    one, other = [D(each) for each in x], [D(each) for each in y]
    found = correlation(one, other)

    assert found == pytest.approx(r, abs=0.005)
    joint = float(type_a(one).u * type_a(other).u)
    assert float(covariance_of_means(one, other)) / joint == pytest.approx(found, rel=1e-14)


@given(READINGS)
def test_a_quantity_is_wholly_correlated_with_itself(values: list[Decimal]) -> None:
    if len(set(values)) == 1:
        with refused("cannot_compute"):
            correlation(values, values)
    else:
        assert correlation(values, values) == 1
        assert correlation(values, [-2 * value for value in values]) == -1


def test_autocorrelation_of_published_series() -> None:
    lew = next(case for case in PUBLISHED if case["id"] == "strd-lew")["data"]["x"]

    assert autocorrelation(lew).reason == "negative"
    assert autocorrelation([D(each) for each in MAVRO.split()]).reason == "positive"
    few = autocorrelation([1, 2, 3, 4])
    assert (few.reason, few.significant) == ("too_few", False)


def test_independent_readings_are_flagged_one_time_in_twenty() -> None:
    draw = random.Random(20)
    flagged = {10: 0, 40: 0}
    for n in flagged:
        for _ in range(2000):
            series = [round(draw.gauss(), 4) for _ in range(n)]
            flagged[n] += autocorrelation(series).significant

    # 90 and 98 of 2000 are expected; five standard deviations are 48.
    assert 42 <= flagged[10] <= 138
    assert 50 <= flagged[40] <= 146


def test_drift_is_the_slope_of_an_ordinary_line() -> None:
    values = [10.02, 10.01, 10.05, 10.04, 10.09, 10.07]
    line = stats.linregress(range(6), values)
    found = drift(values)

    assert found.per_reading == pytest.approx(line.slope, rel=1e-12)
    assert found.u == pytest.approx(line.stderr, rel=1e-12)
    assert found.p_value == pytest.approx(line.pvalue, rel=1e-9)
    assert (found.significant, found.reason, found.dof) == (True, "drifts", 4)
    assert drift([1, 1, 1]).reason == "steady"
    assert drift([1, 2, 3]).p_value == 0


def test_every_reason_is_said_in_two_languages() -> None:
    for words in [*AUTOCORRELATION.values(), *DRIFT.values()]:
        assert words.text_vi != words.text_en
        assert words.reference


@pytest.mark.parametrize("values", [[], [D(1)]])
def test_one_reading_has_no_spread(values: list[Decimal]) -> None:
    for evaluate in (type_a, lag1_autocorrelation):
        with refused("too_few_values", found=str(len(values)), allowed="2"):
            evaluate(values)
    with refused("too_few_values"):
        type_a_floats([float(value) for value in values])


@pytest.mark.parametrize("bad", [math.nan, math.inf, D("NaN"), D("-Infinity"), "ten", True])
def test_what_is_not_a_number_is_named(bad: Any) -> None:
    with refused("not_a_number", name="x[2]"):
        type_a([D(1), bad])
    with refused("not_a_number", name="y[3]"):
        correlation([1, 2, 3], [1, 2, bad])


def test_other_refusals_name_the_place() -> None:
    with refused("not_a_number", name="x[2]"):
        type_a_floats([1.0, math.nan])
    with refused("not_a_number", name="x[1]"):
        type_a_floats([math.inf, -math.inf])
    for huge in ([1.7e308, 1.7e308, -1e308], [1e200, -1e200]):
        with refused("out_of_range", name="x"):
            type_a_floats(huge)
    with refused("out_of_range", name="x[1]"):
        type_a([D("1e999999999"), D(1)])
    with refused("out_of_range", name="x[2]"):
        type_a([D(1), D("1e-101")])
    with refused("out_of_range", name="y"):
        correlation([1, 2], [1, 2, 3])
    with refused("too_few_values"):
        pooled([[1], [2]])
    with refused("out_of_range", name="s[2]"):
        pooled_from_s([1, -1], [2, 2])
    with refused("out_of_range", name="ν[1]"):
        pooled_from_s([1], [0])
    with refused("too_few_values"):
        type_a_pooled([], Pooled(D(1), 5))
    with refused("cannot_compute"):
        autocorrelation([5] * 12)
    with refused("too_few_values", allowed="3"):
        drift([1, 2])
