"""Nothing is signed that the readings do not give."""

import pytest

from audit.models import Event
from calibration.models import Job, Reading, Result
from calibration.services import ReturnIn, approve, record_readings, return_cells, submit
from common.errors import Refused
from instruments.models import StandardValue
from metrology.quantities.quantity import Quantity
from tests.factories import calibration as made
from tests.factories.instruments import overwrite
from tests.factories.people import NOW

pytestmark = pytest.mark.django_db


def refused_places(lab: made.Lab, job: Job) -> list[str]:
    with pytest.raises(Refused) as refused:
        approve(job_id=job.pk, by=lab.approver, at=NOW)
    assert refused.value.code == "results_differ"
    job.refresh_from_db()
    assert (job.state, job.approved_by) == ("measured", None)
    return [fault.field for fault in refused.value.faults]


def test_a_result_altered_between_submission_and_approval_is_not_signed() -> None:
    lab = made.lab()
    job = made.measured_job(lab, passes=False)
    Result.objects.filter(verdict="fail").update(verdict="pass")
    Job.objects.filter(pk=job.pk).update(outcome="pass")

    assert refused_places(lab, job) == ["accuracy.3", "outcome"]


def test_a_result_taken_out_is_missed() -> None:
    lab = made.lab()
    job = made.measured_job(lab)
    Result.objects.filter(row=2).delete()

    assert refused_places(lab, job) == ["accuracy.2"]


def test_standard_values_changed_since_are_found_by_the_stored_results() -> None:
    lab = made.lab()
    job = made.measured_job(lab)
    values = StandardValue.objects.filter(calibration__standard=lab.gauge)
    overwrite(values, expanded=Quantity.parse("0.001 bar"))

    assert refused_places(lab, job) == [f"accuracy.{row}" for row in range(6)]


def test_a_superseding_reading_is_told_from_what_to_what_and_why() -> None:
    lab = made.lab()
    job = made.measured_job(lab)
    cells = [ReturnIn("accuracy", "up", "Đọc lại", row=1)]
    return_cells(job_id=job.pk, cells=cells, by=lab.approver, at=NOW)
    old = made.cell(job, "accuracy", 1, "up")
    new = made.reading(
        "accuracy", "up", "2.06", "bar", row=1, supersedes=old.pk, reason="đọc nhầm vạch"
    )

    record_readings(job_id=job.pk, readings=[new], by=lab.technician, at=NOW)
    submit(job_id=job.pk, by=lab.technician, at=NOW)

    event = Event.objects.filter(verb="job.readings").last()
    assert event is not None
    assert f'"accuracy.1.up.0 {new.id}":["2.05 bar","2.06 bar"]' in event.changes
    assert event.why == "đọc nhầm vạch"
    assert Reading.objects.get(pk=old.pk).digits == "2.05"
    submitted = Event.objects.filter(verb="job.submit").last()
    assert submitted is not None
    assert '"performed_on":[null,"2026-11-20"]' in submitted.changes
