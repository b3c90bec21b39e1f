"""What the history of a standard says: between certified points, over the years, the interval."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from common.errors import InvalidInput
from instruments import services
from instruments.models import Standard, StandardCalibration
from instruments.queries import with_upkeep
from instruments.upkeep.charts import drift_picture
from instruments.upkeep.checks import series_of
from instruments.upkeep.drift import drifts
from instruments.upkeep.interpolation import Certified, _between, interpolate
from instruments.upkeep.interval import proposal
from metrology.quantities.units import UNITS
from tests.factories.instruments import calibration, q, standard
from tests.factories.people import NOW, TODAY, centre
from tests.instruments.test_intermediate_checks import STEADY, check

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


def line(nominal: str, value: str, expanded: str = "0.004 bar", k: str = "2") -> Any:
    return q(nominal), q(value), q(expanded), k


def certificate(*lines: Any) -> StandardCalibration:
    return calibration(standard(centre()), values=list(lines))


def yearly(*values: str, expanded: str = "0.002 bar", mpe: str | None = "0.03 bar") -> Standard:
    """A standard certified at 10 bar each year up to now, with these true values."""
    of = standard(centre(), mpe=None if mpe is None else q(mpe))
    first = TODAY - YEAR * (len(values) - 1) - timedelta(days=30)
    for number, value in enumerate(values):
        calibration(of, first + YEAR * number, values=[line("10 bar", value, expanded)])
    return of


# Between the points


def test_between_two_points_correction_and_uncertainty_run_straight() -> None:
    event = certificate(
        line("0 bar", "0.000 bar", "0.004 bar"), line("10 bar", "10.010 bar", "0.008 bar")
    )

    found = interpolate(event, q("2.5 bar"))

    assert (found.correction, found.expanded, found.k) == (
        Decimal("0.0025"), Decimal("0.005"), Decimal(2),
    )  # fmt: skip
    assert (found.below.nominal, found.above.nominal) == (Decimal(0), Decimal(10))


def test_at_a_point_the_certificate_itself_speaks_in_the_unit_asked_for() -> None:
    event = certificate(line("0 bar", "0 bar"), line("10 bar", "9.998 bar", "0.006 bar"))

    found = interpolate(event, q("1 MPa"))

    assert (found.correction, found.expanded) == (Decimal("-0.0002"), Decimal("0.0006"))
    assert found.unit.code == "MPa"


def test_different_coverage_factors_meet_as_standard_uncertainties() -> None:
    event = certificate(
        line("0 bar", "0 bar", "0.004 bar", "2"), line("10 bar", "10 bar", "0.009 bar", "3")
    )

    found = interpolate(event, q("5 bar"))

    assert (found.expanded, found.k) == (Decimal("0.0025"), Decimal(1))


def test_of_two_runs_the_mean_correction_and_the_wider_u_count() -> None:
    event = certificate(
        line("0 bar", "0 bar"),
        line("10 bar", "10.002 bar", "0.006 bar"),
        line("10 bar", "9.995 bar", "0.004 bar"),
    )

    found = interpolate(event, q("10 bar"))

    assert (found.correction, found.expanded) == (Decimal("-0.0015"), Decimal("0.006"))


@pytest.mark.parametrize(
    ("at", "code"),
    [("10.1 bar", "out_of_range"), ("-1 bar", "out_of_range"), ("1 kg", "wrong_quantity")],
)
def test_outside_the_points_nothing_is_said(at: str, code: str) -> None:
    event = certificate(line("0 bar", "0 bar"), line("10 bar", "10 bar"))

    with pytest.raises(InvalidInput) as refused:
        interpolate(event, q(at))

    assert [(f.field, f.code) for f in refused.value.faults] == [("value", code)]


AMOUNTS = st.decimals(-1, 1, places=6)


@given(AMOUNTS, AMOUNTS, st.decimals(0, 10, places=3))
def test_what_is_interpolated_lies_between_its_ends(a: Decimal, b: Decimal, at: Decimal) -> None:
    bar = UNITS["bar"]
    ends = [
        Certified(Decimal(nominal), correction, Decimal("0.01"), Decimal(2), bar)
        for nominal, correction in ((0, a), (10, b))
    ]

    found = _between(q(f"{at} bar"), *ends)

    assert min(a, b) <= found.correction <= max(a, b)
    assert found.expanded == Decimal("0.01")


# Drift


def test_a_steady_drift_is_found_and_foretold() -> None:
    of = yearly("10.001 bar", "10.0051 bar", "10.0090 bar", "10.0130 bar", "10.0170 bar")

    (point,) = drifts(of, TODAY)

    assert point.line is not None
    assert point.line.drift_per_year == pytest.approx(0.004, rel=0.01)
    assert point.line.significant
    assert point.chart is not None
    assert point.chart.reason == "inside_for_longer"
    today, due = point.expected
    assert (today.on, due.on) == (TODAY, TODAY - timedelta(days=30) + YEAR)
    assert today.correction == pytest.approx(0.017 + 0.004 * 30 / 365.25, abs=1e-4)
    assert due.correction == pytest.approx(0.021, abs=1e-4)
    with translation.override("en"):
        assert point.finding == "The correction at 10 bar drifts by +0.003993 bar a year."


def test_scatter_is_not_called_a_drift() -> None:
    of = yearly("10.001 bar", "10.003 bar", "10.000 bar", "10.002 bar")

    (point,) = drifts(of, TODAY)

    with translation.override("en"):
        assert "no significant drift" in point.finding


def test_two_calibrations_show_a_change_and_no_line() -> None:
    (point,) = drifts(yearly("10.001 bar", "10.002 bar"), TODAY)

    assert (point.line, point.chart, point.expected) == (None, None, ())
    with translation.override("en"):
        assert "too few" in point.finding
    assert drifts(yearly("10.001 bar"), TODAY) == []


def test_without_a_permissible_error_the_line_is_drawn_and_nothing_judged() -> None:
    (point,) = drifts(yearly("10.001 bar", "10.002 bar", "10.003 bar", mpe=None), TODAY)

    assert (point.limit, point.chart, point.advice) == (None, None, "")
    assert point.line is not None


def test_a_corrected_event_is_left_out_and_a_doubted_one_is_shown_without_counting() -> None:
    of = yearly("10.001 bar", "10.002 bar", "10.003 bar", "10.004 bar", "19 bar", "10.006 bar")
    events = of.events()
    services.doubt_calibration(event_id=events[1].pk, why="rơi", by=None, at=NOW)
    services.correct_calibration(
        event_id=events[2].pk, values=[line("10 bar", "10.0041 bar")], why="x", by=None, at=NOW
    )

    (point,) = drifts(of, TODAY)

    assert [each.counts for each in point.found] == [True] * 4 + [False, True]
    assert [str(each.value.correction) for each in point.found][3] == "0.0041"
    assert point.line is not None
    assert point.line.drift_per_year == pytest.approx(0.001, rel=0.05)
    kinds = [mark.kind for mark in drift_picture(point).marks]
    assert kinds == ["found"] * 4 + ["doubted", "found", "expected", "expected"]


def test_the_limits_left_before_the_next_calibration_are_said() -> None:
    of = yearly("10.000 bar", "10.009 bar", "10.018 bar", "10.027 bar")

    (point,) = drifts(of, TODAY)

    assert point.chart is not None
    assert point.chart.reason == "leaves_before_due"
    with translation.override("en"):
        assert "shorten" in point.advice


# Interval


def test_a_good_history_speaks_for_no_shorter_interval() -> None:
    of = yearly(*["10.001 bar", "10.002 bar", "10.001 bar", "10.000 bar"] * 2)

    with translation.override("en"):
        found = proposal(of, TODAY)

    assert found is not None
    a3, variables = found.methods
    assert (found.present, found.decided, a3.months) == (12, False, 12)
    assert variables.months is not None
    assert variables.months > 12
    assert found.months == 12
    assert a3.used.startswith("7 of 7 passed (100.0 %), target 95.0 %")
    assert found.sentence == "Proposed: keep the interval of 12 months."


def test_a_drift_towards_the_limit_shortens_the_interval() -> None:
    of = yearly("10.000 bar", "10.0072 bar", "10.0143 bar", "10.0214 bar", "10.0285 bar")

    found = proposal(of, TODAY)

    assert found is not None
    assert found.months is not None
    assert found.months < 12
    assert found.methods[1].months == found.months


def test_a_decided_interval_is_the_present_one_and_bounds_the_proposal() -> None:
    of = yearly(*["10.001 bar", "10.0012 bar"] * 6)
    services.set_interval(standard_id=of.pk, months=12, why="x", by=None, at=NOW)
    of.refresh_from_db()

    found = proposal(of, TODAY)

    assert found is not None
    assert (found.present, found.decided) == (12, True)
    assert found.months is not None
    assert found.months <= 18


@pytest.mark.parametrize("mpe", [None, "0.03 bar"])
def test_too_short_a_history_proposes_nothing_and_says_why(mpe: str | None) -> None:
    found = proposal(yearly("10.001 bar", mpe=mpe), TODAY)

    assert found is not None
    assert (found.months, [method.months for method in found.methods]) == (None, [None, None])
    assert all(method.reason for method in found.methods)
    assert proposal(standard(centre()), TODAY) is None


def test_the_whole_history_is_read_in_a_constant_number_of_queries(
    django_assert_num_queries: Any,
) -> None:
    of = yearly("10.001 bar", "10.002 bar", "10.001 bar", "10.000 bar", "10.002 bar")
    for number, found in enumerate(STEADY):
        check(of, found, 30 - number)

    with django_assert_num_queries(6):
        read = with_upkeep(Standard.objects.filter(pk=of.pk)).get()
        drifts(read, TODAY)
        series_of(read)
        proposal(read, TODAY)


def test_events_within_one_year_are_marked_by_quarters() -> None:
    of = standard(centre())
    for month in (1, 2, 3):
        calibration(of, date(2026, month, 20), values=[line("10 bar", f"10.00{month} bar")])

    (point,) = drifts(of, date(2026, 4, 1))

    assert len(drift_picture(point).x_ticks) >= 2
