"""The whole way, by the services: start, readings, submission, return, approval."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Membership, User
from audit.check import findings
from audit.record import history
from calibration.models import CellReturn, Job, Reading, Result
from calibration.services import (
    ReturnIn,
    approve,
    record_readings,
    return_cells,
    start_work,
    submit,
)
from common.errors import Forbidden, Refused
from tests.factories import calibration as made
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db


def test_a_gauge_goes_from_open_to_approved() -> None:
    lab = made.lab()
    job = made.gauge_job(lab)

    start_work(job_id=job.pk, standards=[lab.gauge.pk], by=lab.technician, at=NOW)
    added = record_readings(
        job_id=job.pk, readings=made.gauge_readings(), by=lab.technician, at=NOW
    )
    submit(job_id=job.pk, by=lab.technician, at=NOW)
    done = approve(job_id=job.pk, by=lab.approver, at=NOW)

    assert added == 15
    assert (done.state, done.outcome, done.performed_on) == ("approved", "pass", TODAY)
    assert (done.technician, done.approved_by, done.approved_at) == (
        lab.technician, lab.approver, NOW,
    )  # fmt: skip
    results = list(Result.objects.filter(worksheet=done.worksheet))
    assert [(r.reference, r.error, r.limit, r.verdict) for r in results] == [
        ("0", "0.00", "0.16", "pass"),
        ("2", "0.10", "0.16", "pass"),
        ("4", "0.15", "0.16", "pass"),
        ("6", "0.15", "0.16", "pass"),
        ("8", "0.10", "0.16", "pass"),
        ("10", "0.00", "0.16", "pass"),
    ]
    assert max(json.loads(r.computed)["hyst"] for r in results) == "0.10"
    assert (results[2].stated_error, results[2].stated_expanded, results[2].k) == (
        "0.150", "0.063", "2",
    )  # fmt: skip
    verbs = [event.verb for event in history(done)]
    assert verbs == ["job.open", "job.start", "job.readings", "job.submit", "job.approve"]
    assert list(findings()) == []


def test_a_scale_goes_from_open_to_approved() -> None:
    lab = made.lab()

    job = made.approved_job(lab, made.scale_job(lab))

    assert job.outcome == "pass"
    rows = Result.objects.filter(worksheet=job.worksheet, section="accuracy")
    assert [(r.reference, r.limit) for r in rows] == [
        ("0.5", "0.025"), ("2.5", "0.025"), ("7.5", "0.05"), ("10", "0.05"), ("15", "0.075"),
    ]  # fmt: skip
    assert [r.error for r in rows] == ["0.00", "0.00", "0.00", "0.05", "0.05"]
    keys = [line["key"] for line in json.loads(rows[4].budget)["budget"]["lines"]]
    assert keys == ["standard", "resolution", "repeatability", "eccentricity"]


def test_a_gauge_beyond_its_limit_fails() -> None:
    lab = made.lab()

    job = made.measured_job(lab, passes=False)

    assert job.outcome == "fail"
    failed = Result.objects.get(worksheet=job.worksheet, verdict="fail")
    assert (failed.row, failed.error) == (3, "0.35")
    rules = {rule["key"]: rule["met"] for rule in json.loads(failed.acceptance)}
    assert rules == {"error": False, "hysteresis": False}


def test_a_failed_check_ends_the_work() -> None:
    lab = made.lab()
    job = made.measuring_job(lab)
    keyed = made.conditions(external="fail")[:2]
    record_readings(job_id=job.pk, readings=keyed, by=lab.technician, at=NOW)

    done = submit(job_id=job.pk, by=lab.technician, at=NOW)

    assert (done.state, done.outcome) == ("measured", "fail")
    assert Result.objects.count() == 0


def test_a_calibration_reports_and_does_not_judge() -> None:
    lab = made.lab()

    job = made.approved_job(lab, made.gauge_job(lab, service="calibration"))

    assert job.outcome == "reported"
    verdicts = set(Result.objects.values_list("verdict", flat=True))
    assert verdicts == {""}
    assert all(Result.objects.values_list("stated_expanded", flat=True))


def test_one_cell_comes_back_and_the_rest_stays() -> None:
    lab = made.lab()
    job = made.measured_job(lab)
    old = made.cell(job, "accuracy", 2, "down")
    count = Reading.objects.count()

    return_cells(
        job_id=job.pk, by=lab.approver, at=NOW,
        cells=[ReturnIn("accuracy", "down", "Số chỉ lệch nhiều, đo lại", row=2)],
    )  # fmt: skip

    job.refresh_from_db()
    assert (job.state, job.outcome, job.submitted_at) == ("measuring", "", None)
    assert Reading.objects.count() == count
    with pytest.raises(Refused) as refused:
        submit(job_id=job.pk, by=lab.technician, at=NOW)
    assert [(f.field, f.code) for f in refused.value.faults] == [("accuracy.2.down.0", "returned")]

    new = made.reading(
        "accuracy", "down", "4.10", "bar", row=2, supersedes=old.pk, reason="đọc nhầm vạch"
    )
    record_readings(job_id=job.pk, readings=[new], by=lab.technician, at=NOW + timedelta(hours=1))
    submit(job_id=job.pk, by=lab.technician, at=NOW + timedelta(hours=1))
    approve(job_id=job.pk, by=lab.approver, at=NOW + timedelta(hours=2))

    assert CellReturn.objects.get().settled_by_id == new.id
    assert Result.objects.get(section="accuracy", row=2).error == "0.10"
    assert Reading.objects.get(pk=old.pk).digits == "4.15"
    assert list(findings()) == []


def test_nobody_approves_their_own_work() -> None:
    lab = made.lab()
    both = lab.technician
    Membership.objects.create(user=both, centre=lab.centre, role="approver", valid_from=made.FROM)
    job = made.measured_job(lab)

    with pytest.raises(Refused) as refused:
        approve(job_id=job.pk, by=both, at=NOW)

    assert refused.value.code == "four_eyes"
    job.refresh_from_db()
    assert (job.state, job.approved_by) == ("measured", None)


def test_nobody_approves_work_they_had_a_hand_in() -> None:
    lab = made.lab()
    job = made.measuring_job(lab)
    record_readings(job_id=job.pk, readings=made.gauge_readings(), by=lab.approver, at=NOW)
    submit(job_id=job.pk, by=lab.technician, at=NOW)

    with pytest.raises(Refused) as refused:
        approve(job_id=job.pk, by=lab.approver, at=NOW)

    assert refused.value.code == "four_eyes"


def test_the_database_keeps_four_eyes_too() -> None:
    lab = made.lab()
    job = made.measured_job(lab)

    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(approved_by=lab.technician, approved_at=NOW)


@pytest.mark.parametrize("who", ["quality", "officer", "stranger"])
def test_only_a_reviewer_of_the_centre_approves(who: str) -> None:
    lab = made.lab()
    job = made.measured_job(lab)
    other = made.lab()
    by: User = other.approver if who == "stranger" else getattr(lab, who)

    with pytest.raises(Forbidden):
        approve(job_id=job.pk, by=by, at=NOW)

    job.refresh_from_db()
    assert job.state == "measured"
