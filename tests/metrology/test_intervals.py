import math
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from metrology.intervals.drift_chart import RECOMMENDATIONS
from metrology.intervals.histories import first_time
from metrology.intervals.interval_test import (
    INTERVAL_TEST,
    Calibration,
    ChartPoint,
    DriftModel,
    Service,
    deviations,
    drift_chart,
    drift_model,
    interval_test,
    interval_test_of_history,
    uncertainty_interval,
    variables_interval,
)
from metrology.intervals.variables import TIMES
from tests.metrology.golden import case_ids, cases, refused

PUBLISHED = cases("interval")
A3 = [case for case in PUBLISHED if "history" in case]
VARIABLES = [case for case in PUBLISHED if "data" in case]
TUTORIAL = A3[0]["history"]["pass"]


def model_of(case: dict[str, Any]) -> DriftModel:
    data = case["data"]
    return drift_model(
        data["dt_days"], data["deviation"], u0=case["u0"], order=case.get("order", 2)
    )


@pytest.mark.parametrize("case", A3, ids=case_ids(A3))
def test_method_a3_as_published(case: dict[str, Any]) -> None:
    result = interval_test(
        case["history"]["pass"],
        interval_days=case["current_interval_days"],
        target=case["target_reliability"],
    )

    for expected in case["expected"]:
        got = getattr(result, expected["quantity"])
        assert abs(got - expected["value"]) <= expected["tolerance"], expected["quantity"]
    assert (result.reason, result.rejected) == ("shorten", True)
    assert result.recommended_days == result.interval_days


def test_method_a3_to_all_digits() -> None:
    """230.84604619402594 and 266 days at 91.37 %: the manual of a published tool, same data."""
    strict = interval_test(TUTORIAL, interval_days=365, target=0.95)
    looser = interval_test(TUTORIAL, interval_days=365, target=0.9)

    assert strict.interval_days == pytest.approx(230.84604619402594, rel=1e-13)
    assert looser.interval_days == pytest.approx(266, abs=0.5)
    assert looser.rejection_confidence == pytest.approx(0.9137, abs=5e-5)


@pytest.mark.parametrize("case", VARIABLES, ids=case_ids(VARIABLES))
def test_the_variables_method_as_published(case: dict[str, Any]) -> None:
    model = model_of(case)
    fit = model.fit
    got = {
        "b1": fit.coefficients[0],
        "b2": fit.coefficients[1],
        "cov_11": fit.covariance[0][0],
        "cov_22": fit.covariance[1][1],
        "cov_12": fit.covariance[0][1],
        "s_yx": model.s,
    }
    if "limits" in case:
        found = variables_interval(
            model, y0=case["y0"], confidence=case["confidence"], **case["limits"]
        )
        assert found.days is not None
        got["interval_days"] = found.days

    for expected in case["expected"]:
        name = expected["quantity"]
        assert abs(got[name] - expected["value"]) <= expected["tolerance"], name


def test_nasa_two_limits_and_the_uncertainty_target() -> None:
    """Tables 7-4 and 7-7: 140.09 days for 9 to 11 at 90 %, 327.15 days until u = 0.5."""
    model = model_of(VARIABLES[0])
    both = variables_interval(model, y0=10.03, lower=9, upper=11, confidence=0.9)
    target = uncertainty_interval(model, u_most=0.5)

    assert both.days == pytest.approx(140.09098164044073, rel=1e-12)
    assert target.days == pytest.approx(327.153339838551, rel=1e-12)
    assert (both.limit, both.reason) == ("upper", "reached")
    assert (target.limit, target.reason) == ("u", "reached_beyond_data")
    assert both.value + both.k * both.u == pytest.approx(11, rel=1e-14)


def test_a_limit_already_passed_and_one_never_reached() -> None:
    model = drift_model([100, 200, 300], [0.001, -0.001, 0.0005], u0=0.1)
    passed = variables_interval(model, y0=9.03, lower=9, confidence=0.9)
    never = variables_interval(model, y0=0, lower=-100, upper=100, confidence=0.9)

    assert (passed.days, passed.limit, passed.reason) == (0, "lower", "outside_at_start")
    assert (never.days, never.limit, never.reason) == (None, None, "not_reached")
    assert uncertainty_interval(model, u_most=0.01).days == 0


def test_one_limit_takes_the_one_sided_quantile() -> None:
    model = model_of(VARIABLES[0])
    one = variables_interval(model, y0=10.03, upper=11, confidence=0.9)
    two = variables_interval(model, y0=10.03, lower=0, upper=11, confidence=0.9)

    assert one.k == pytest.approx(stats.t.ppf(0.9, 4), rel=1e-12)
    assert two.k == pytest.approx(stats.t.ppf(0.95, 4), rel=1e-12)


@given(
    st.lists(st.booleans(), min_size=1, max_size=60),
    st.floats(0.5, 0.99),
    st.floats(0.1, 0.95),
)
def test_the_interval_is_rejected_where_its_target_leaves_the_limits(
    passed: list[bool], target: float, confidence: float
) -> None:
    result = interval_test(passed, interval_days=100, target=target, confidence=confidence)

    assert result.reliability_low <= result.observed <= result.reliability_high
    if abs(result.rejection_confidence - confidence) > 1e-9:
        outside = not result.reliability_low <= target <= result.reliability_high
        assert result.rejected == outside
    longer = result.interval_days >= 100
    assert longer == (result.observed >= target or result.interval_days == 100)


def test_binomial_limits_are_scipy_s_exact_ones() -> None:
    result = interval_test(TUTORIAL, interval_days=365, target=0.95, confidence=0.8)
    exact = stats.binomtest(15, 20).proportion_ci(0.8, method="exact")

    assert result.reliability_low == pytest.approx(exact.low, rel=1e-9)
    assert result.reliability_high == pytest.approx(exact.high, rel=1e-9)


def test_few_passes_keep_and_many_extend() -> None:
    few = interval_test([True] * 5, interval_days=365, target=0.95)
    many = interval_test([1] * 60, interval_days=365, target=0.95)
    none = interval_test([0, 0], interval_days=365, target=0.95)

    assert (few.reason, few.recommended_days) == ("keep", 365)
    assert (many.reason, many.reliability_high) == ("extend", 1)
    assert 365 < many.recommended_days < 10**0.05 * 365
    assert (none.reason, none.reliability_low) == ("shorten", 0)


def test_only_calibrations_that_took_about_the_interval_count() -> None:
    start = date(2020, 1, 1)
    days = [0, 360, 730, 800, 1170, 1900]
    history = [Calibration(start + timedelta(days=d), d != 730) for d in days]
    result = interval_test_of_history(history, interval_days=365, target=0.9)
    same = [Calibration(float(d), d != 730) for d in days]

    assert (result.n, result.passed, result.unused) == (3, 2, 2)
    assert interval_test_of_history(same, interval_days=365, target=0.9) == result


def test_deviations_begin_at_the_value_left() -> None:
    found = deviations(
        [
            Service(date(2024, 1, 1), 10.0, 10.1),
            Service(date(2024, 7, 1), 10.3),
            Service(date(2025, 1, 1), 10.2),
        ]
    )

    assert found.days == [182, 184]
    assert found.deviations == pytest.approx([0.2, -0.1])


def chart(values: list[float], u: float = 0.02, **limits: float) -> Any:
    points = [ChartPoint(date(2020 + i, 3, 1), value, u) for i, value in enumerate(values)]
    return drift_chart(points, interval_days=365, **limits)


def test_a_steady_standard_may_wait_longer() -> None:
    found = chart([1.000, 1.001, 0.999, 1.000, 1.001], lower=0.9, upper=1.1)

    assert (found.advice, found.reason, found.days) == ("extend", "inside_for_longer", 365 * 1.5)
    assert (found.significant, found.outside) == (False, (False,) * 5)


def test_drift_per_year_is_the_slope_of_the_line() -> None:
    values = [1.00, 1.013, 1.019, 1.031, 1.04]
    found = chart(values, upper=1.1)
    days = [date(2020 + i, 3, 1).toordinal() for i in range(5)]
    line = stats.linregress(days, values)

    assert found.drift_per_year == pytest.approx(line.slope * 365.25, rel=1e-9)
    assert found.u_drift_per_year == pytest.approx(line.stderr * 365.25, rel=1e-9)
    assert found.significant
    at = found.leaves_after_days
    t = days[-1] + at
    x = [day - sum(days) / 5 for day in days]
    distance = (t - sum(days) / 5) ** 2 / sum(each**2 for each in x)
    s = math.sqrt(
        sum((v - line.intercept - line.slope * d) ** 2 for v, d in zip(values, days, strict=True))
        / 3
    )
    reach = math.hypot(0.02, stats.t.ppf(0.97725, 3) * s * math.sqrt(1 / 5 + distance))
    assert line.intercept + line.slope * t + reach == pytest.approx(1.1, rel=1e-9)


def test_a_drift_towards_the_limit_shortens_or_keeps() -> None:
    values = [1.00, 1.013, 1.019, 1.031, 1.04]
    soon, later = chart(values, upper=1.07), chart(values, upper=1.074)

    assert (soon.advice, soon.reason) == ("shorten", "leaves_before_due")
    assert soon.days == math.floor(soon.leaves_after_days)
    assert 0 < soon.days < 365
    assert (later.advice, later.reason, later.days) == ("keep", "inside_until_due", 365)
    assert 365 <= later.leaves_after_days <= 365 * 1.5


def test_a_value_outside_comes_first_and_few_values_say_nothing() -> None:
    out = chart([1.0, 1.0, 1.0, 1.0, 1.095], upper=1.1)
    few = chart([1.0, 1.04, 1.08], upper=1.11)
    one = chart([1.0], lower=0.9)

    assert (out.reason, out.days, out.outside[-1]) == ("outside", 0, True)
    assert (few.reason, few.advice, few.days) == ("too_few", "keep", 365)
    assert few.drift_per_year == pytest.approx(0.04, rel=1e-3)
    assert (one.drift_per_year, one.value_when_due, one.leaves_after_days) == (None, None, None)


def test_every_reason_is_said_in_two_languages() -> None:
    for words in [*INTERVAL_TEST.values(), *TIMES.values(), *RECOMMENDATIONS.values()]:
        assert words.text_vi != words.text_en
        assert words.reference


def test_the_first_time_is_found_and_not_a_later_one() -> None:
    assert first_time(lambda t: (t - 3) * (t - 7), 10) == pytest.approx(3, rel=1e-14)
    assert first_time(lambda _: 1.0, 10) is None


def test_bad_histories_are_refused_by_place() -> None:
    with refused("too_few_values", found="0"):
        interval_test([], interval_days=365, target=0.9)
    with refused("unknown_name", name="passed[2]"):
        interval_test([1, 2], interval_days=365, target=0.9)
    with refused("out_of_range", name="interval_days"):
        interval_test([1], interval_days=0, target=0.9)
    for name, options in (
        ("target", {"target": 1}),
        ("confidence", {"target": 0.9, "confidence": 0}),
    ):
        with refused("out_of_range", name=name):
            interval_test([1], interval_days=365, **options)
    with refused("out_of_range", name="on[2]"):
        deviations([Service(5.0, 1.0), Service(5.0, 1.0)])
    with refused("out_of_range", name="on[2]"):
        deviations([Service(5.0, 1.0), Service(date(2024, 1, 1), 1.0)])
    with refused("not_a_number", name="on[1]"):
        deviations([Service(math.nan, 1.0), Service(5.0, 1.0)])


def test_bad_drift_models_are_refused_by_place() -> None:
    good = drift_model([1, 2, 3], [1, 2, 4], u0=0)
    with refused("too_few_values"):
        drift_model([1, 2], [1, 2], u0=0, order=2)
    with refused("out_of_range", name="days[2]"):
        drift_model([1, 0, 3], [1, 2, 4], u0=0)
    with refused("not_a_number", name="y[2]"):
        drift_model([1, 2, 3], [1, math.nan, 4], u0=0)
    with refused("out_of_range", name="u0"):
        drift_model([1, 2, 3], [1, 2, 4], u0=-1)
    with refused("out_of_range", name="order"):
        drift_model([1, 2, 3], [1, 2, 4], u0=0, order=4)
    with refused("missing_value", name="lower, upper"):
        variables_interval(good, y0=0, confidence=0.9)
    with refused("out_of_range", name="confidence"):
        variables_interval(good, y0=0, upper=1, confidence=0.5)
    with refused("not_a_number", name="y0"):
        variables_interval(good, y0=math.nan, upper=1, confidence=0.9)
    with refused("out_of_range", name="u_most"):
        uncertainty_interval(good, u_most=0)


def test_bad_charts_are_refused_by_place() -> None:
    with refused("too_few_values"):
        chart([], upper=1)
    with refused("missing_value"):
        chart([1])
    with refused("out_of_range", name="lower"):
        chart([1], lower=2, upper=1)
    with refused("not_a_number", name="upper"):
        chart([1], upper=math.nan)
    with refused("not_a_number", name="value[2]"):
        chart([1, math.inf], upper=1)
    with refused("out_of_range", name="U[1]"):
        chart([1], u=-1, upper=1)
