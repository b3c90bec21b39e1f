"""What a wrong calibration touched, against answers written by hand in SQL."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from calibration.models import Job, PointStandard
from calibration.services import cancel_job, record_readings, start_work, submit
from calibration.states import Service
from certificates.impact import findings
from certificates.impact.computing import touched
from certificates.impact.findings import Point, Suspect, TouchedJob
from certificates.services import approve_and_issue
from certificates.states import Effect
from instruments.models import StandardCalibration
from instruments.services import correct_calibration
from tests.factories import calibration, instruments, people
from tests.factories.impact import corrected, wrong_event
from tests.factories.instruments import calibration as calibrate
from tests.factories.instruments import overwrite, q

pytestmark = pytest.mark.django_db
Spot = tuple[int, str, int]  # job, section, row

TOUCHED = """
SELECT s.job_id, r.section, r.row FROM calibration_result r
JOIN calibration_worksheet s ON s.id = r.worksheet_id
JOIN calibration_standarduse u ON u.worksheet_id = s.id
JOIN calibration_job j ON j.id = s.job_id
WHERE u.calibration_id = %s AND j.state <> 'cancelled'
ORDER BY s.id, r.section, r.row
"""
# A gauge fails where a reading is farther from what was truly given than the limit.
FLIPPED = """
SELECT s.job_id, r.section, r.row FROM calibration_result r
JOIN calibration_worksheet s ON s.id = r.worksheet_id
JOIN calibration_standarduse u ON u.worksheet_id = s.id
JOIN calibration_reading d ON d.worksheet_id = s.id AND d.section = r.section AND d.row = r.row
WHERE u.calibration_id = %s AND r.section = 'accuracy' AND d."column" IN ('up', 'down')
AND NOT EXISTS (SELECT 1 FROM calibration_reading n WHERE n.supersedes_id = d.id)
GROUP BY s.id, s.job_id, r.section, r.row, r.reference, r."limit", r.verdict
HAVING (MAX(ABS(CAST(d.digits AS NUMERIC) - CAST(r.reference AS NUMERIC) - CAST(%s AS NUMERIC)))
> CAST(r."limit" AS NUMERIC)) <> (r.verdict = 'fail')
ORDER BY s.id, r.section, r.row
"""


def asked(statement: str, *given: int | str) -> list[Spot]:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(given))
        return list(cursor.fetchall())


def spots(found: Iterable[TouchedJob], *effects: Effect) -> list[Spot]:
    return [
        (each.job.pk, point.section, point.row)
        for each in found
        for point in each.points
        if not effects or point.effect in effects
    ]


def points(job: Job, suspect: Suspect) -> list[Point]:
    (found,) = touched(suspect, jobs=[job.pk])
    return list(found.points)


def test_the_touched_points_and_the_turned_verdicts_are_those_of_sql(lab: calibration.Lab) -> None:
    event = wrong_event(lab)
    calibration.approved_job(lab)
    calibration.measured_job(lab, passes=False)
    calibration.approved_job(lab, calibration.gauge_job(lab, service=Service.CALIBRATION))
    calibration.approved_job(lab, calibration.scale_job(lab))  # another standard
    gone = calibration.measuring_job(lab)
    cancel_job(job_id=gone.pk, why="Khách hàng rút", by=lab.officer, at=people.NOW)
    right = corrected(event, "-0.05")

    found = list(touched(Suspect(event, right)))

    assert spots(found) == asked(TOUCHED, event.pk)
    flipped = asked(FLIPPED.replace("GROUP BY", "AND r.verdict <> '' GROUP BY"), event.pk, "-0.05")
    assert spots(found, Effect.FLIPS) == flipped
    assert [row for _job, _section, row in flipped] == [2, 3, 2]  # the other 6 bar failed before


def test_a_moved_point_says_what_changed(lab: calibration.Lab) -> None:
    job = calibration.measured_job(lab)
    event = wrong_event(lab)
    right = corrected(event, "-0.05")

    at_four = points(job, Suspect(event, right))[2]

    assert at_four.place == {
        "vi": "Sai số và độ hồi sai: 4 bar", "en": "Errors and hysteresis: 4 bar",
    }  # fmt: skip
    assert (Decimal(at_four.old.error), Decimal(at_four.new.error)) == (
        Decimal("0.15"), Decimal("0.20"),
    )  # fmt: skip
    assert (at_four.old.verdict, at_four.new.verdict) == ("pass", "fail")
    assert (Decimal(at_four.change), Decimal(at_four.limit)) == (Decimal("0.05"), Decimal("0.16"))
    assert at_four.old.expanded == at_four.new.expanded  # what is left to correct is what it was
    assert at_four.effect == Effect.FLIPS


def test_an_error_beyond_u_and_one_within(lab: calibration.Lab) -> None:
    job = calibration.measured_job(lab, calibration.gauge_job(lab, service=Service.CALIBRATION))
    event = wrong_event(lab)

    far = points(job, Suspect(event, corrected(event, "0.30")))
    event = StandardCalibration.objects.get(corrects=event)
    near = points(job, Suspect(wrong_event(lab, first=True), corrected(event, "-0.29")))

    assert {point.effect for point in far} == {Effect.BEYOND}
    assert {point.effect for point in near} == {Effect.WITHIN}
    assert {Decimal(point.change) for point in near} == {Decimal("-0.01")}


def test_only_u_differs_then_nothing_moves(lab: calibration.Lab) -> None:
    job = calibration.measured_job(lab)
    event = wrong_event(lab)
    lines = [(v.nominal, v.value, q("0.03 bar"), v.k) for v in event.values.all()]
    right = correct_calibration(
        event_id=event.pk, why="U ghi nhầm", by=lab.quality, at=people.NOW, values=lines
    )

    found = points(job, Suspect(event, right))

    assert {point.effect for point in found} == {Effect.WITHIN}
    assert {point.change for point in found} == {"0"}
    assert all(Decimal(p.new.expanded) > Decimal(p.old.expanded) for p in found)


def test_a_doubt_excludes_no_point(lab: calibration.Lab) -> None:
    job = calibration.measured_job(lab)

    found = points(job, Suspect(wrong_event(lab)))

    assert {(point.effect, point.why) for point in found} == {(Effect.UNKNOWN, findings.NO_VALUES)}
    assert len(found) == 6


def test_a_correction_that_does_not_reach_a_point_excludes_nothing(lab: calibration.Lab) -> None:
    job = calibration.measured_job(lab)
    event = wrong_event(lab)
    lines = [(q(f"{n} bar"), q(f"{n}.1 bar"), q("0.01 bar"), "2") for n in (5, 60)]
    right = correct_calibration(
        event_id=event.pk, why="Bảng giá trị sai", by=lab.quality, at=people.NOW, values=lines
    )

    found = points(job, Suspect(event, right))

    assert [(p.row, p.why) for p in found if p.effect == Effect.UNKNOWN] == [
        (0, findings.NOT_COVERED), (1, findings.NOT_COVERED), (2, findings.NOT_COVERED),
    ]  # fmt: skip


def test_the_first_wrong_day_limits_the_jobs(lab: calibration.Lab) -> None:
    before = calibration.measured_job(lab, now=people.NOW - timedelta(days=10))
    since = calibration.measured_job(lab)
    under_way = calibration.measuring_job(lab)
    event = wrong_event(lab)

    found = list(touched(Suspect(event, since=people.TODAY - timedelta(days=2))))

    assert [each.job.pk for each in found] == [since.pk, under_way.pk]
    assert before.pk not in {each.job.pk for each in found}


def test_work_under_way_is_computed_live(lab: calibration.Lab) -> None:
    job = calibration.measuring_job(lab)
    keyed = calibration.up_and_down(calibration.GAUGE[:3])
    record_readings(job_id=job.pk, readings=keyed, by=lab.technician, at=people.NOW)
    event = wrong_event(lab)

    found = points(job, Suspect(event, corrected(event, "-0.05")))

    assert [(p.row, p.effect, p.why) for p in found] == [
        (0, Effect.BEYOND, ""), (1, Effect.BEYOND, ""), (2, Effect.FLIPS, ""),
    ]  # fmt: skip


def test_a_worksheet_from_before_points_were_frozen(lab: calibration.Lab) -> None:
    job = calibration.measured_job(lab)
    event = wrong_event(lab)
    suspect = Suspect(event, corrected(event, "-0.05"))
    frozen = points(job, suspect)
    elsewhere = calibrate(instruments.standard(people.centre("OLD")))
    overwrite(PointStandard.objects.all(), calibration=elsewhere)
    assert list(touched(suspect)) == []
    with connection.cursor() as cursor:
        drop_point_standards(cursor)

    assert points(job, suspect) == frozen


def drop_point_standards(cursor: object) -> None:
    """As a worksheet of before: no points were kept with their standards."""
    execute = cursor.execute  # type: ignore[attr-defined]
    if connection.vendor == "postgresql":
        execute("ALTER TABLE calibration_pointstandard DISABLE TRIGGER USER")
        execute("DELETE FROM calibration_pointstandard")
        execute("ALTER TABLE calibration_pointstandard ENABLE TRIGGER USER")
        return
    execute("SELECT sql FROM sqlite_master WHERE name = 'calibration_pointstandard_no_DELETE'")
    (sql,) = cursor.fetchone()  # type: ignore[attr-defined]
    execute("DROP TRIGGER calibration_pointstandard_no_DELETE")
    execute("DELETE FROM calibration_pointstandard")
    execute(sql)


def test_a_set_of_weights_moves_by_its_largest_share(lab: calibration.Lab) -> None:
    job = calibration.measured_job(lab, calibration.scale_job(lab))
    event = lab.weights.calibrations.get()
    lines = [
        (v.nominal, q(f"{v.nominal.value * Decimal('1.01')} kg"), v.expanded, v.k)
        for v in event.values.all()
    ]
    right = correct_calibration(
        event_id=event.pk, why="Quả cân mòn", by=lab.quality, at=people.NOW, values=lines
    )

    found = points(job, Suspect(event, right))

    accuracy = [point for point in found if point.section == "accuracy" and point.row != 3]
    assert [Decimal(p.change) for p in accuracy] == [
        -Decimal(p.reference) * Decimal("0.01") for p in accuracy
    ]
    assert Effect.FLIPS in {p.effect for p in accuracy}
    apart = [point for point in found if point.section == "repeatability"]
    assert {point.effect for point in apart} == {Effect.WITHIN}


def test_the_better_standard_of_a_slot_stays_where_it_was_used(lab: calibration.Lab) -> None:
    other = calibration.reference_gauge(lab.centre)  # as good, and there too
    job = calibration.gauge_job(lab)
    start_work(job_id=job.pk, standards=[lab.gauge.pk, other.pk], by=lab.technician, at=people.NOW)
    record_readings(
        job_id=job.pk, readings=calibration.gauge_readings(), by=lab.technician, at=people.NOW
    )
    submit(job_id=job.pk, by=lab.technician, at=people.NOW)
    rows = StandardCalibration.objects.filter(points__worksheet__job=job, points__row=2)
    event = rows.distinct().get()
    lines = [(v.nominal, v.value, q("0.03 bar"), v.k) for v in event.values.all()]
    right = correct_calibration(
        event_id=event.pk, why="U ghi nhầm", by=lab.quality, at=people.NOW, values=lines
    )

    found = points(job, Suspect(event, right))

    assert len(found) == 6
    assert all(Decimal(p.new.expanded) > Decimal(p.old.expanded) for p in found)


def test_the_certificate_that_holds_comes_along(lab: calibration.Lab) -> None:
    job = calibration.measured_job(lab)
    made = approve_and_issue(job_id=job.pk, by=lab.approver, at=people.NOW)

    (found,) = touched(Suspect(wrong_event(lab)))

    assert found.certificate is not None
    assert (found.certificate.pk, found.certificate.number) == (made.pk, made.number)
    assert found.worst == "unknown"


def test_pages_follow_each_other_without_gap(lab: calibration.Lab) -> None:
    jobs = [calibration.measuring_job(lab).pk for _ in range(5)]
    suspect = Suspect(wrong_event(lab))

    first = list(touched(suspect, most=2))
    second = list(touched(suspect, after=first[-1].worksheet, most=2))
    last = list(touched(suspect, after=second[-1].worksheet, most=2))

    assert [each.job.pk for page in (first, second, last) for each in page] == jobs


def test_forty_worksheets_cost_as_many_queries_as_two(lab: calibration.Lab) -> None:
    jobs = [calibration.measured_job(lab).pk for _ in range(40)]
    event = wrong_event(lab)
    suspect = Suspect(event, corrected(event, "-0.05"))

    two, forty = cost(suspect, jobs[:2]), cost(suspect, jobs)

    assert (two, forty) == ((2, 9), (40, 9))


def cost(suspect: Suspect, jobs: list[int]) -> tuple[int, int]:
    with CaptureQueriesContext(connection) as queries:
        found = sum(1 for _each in touched(suspect, jobs=jobs))
    return found, len(queries)
