"""A reviewer's remarks, and who may not approve in the database itself."""

import pytest
from django.db import DatabaseError, transaction

from audit.models import Event
from calibration.models import Job, ReviewNote
from calibration.services import note, record_readings
from common.errors import Forbidden, InvalidInput, Refused
from tests.factories import calibration as made
from tests.factories.people import NOW

pytestmark = pytest.mark.django_db


def test_a_remark_on_a_cell_is_kept_sealed_and_gives_nothing_back() -> None:
    at = made.lab()
    job = made.measured_job(at)
    cell = ("accuracy", 2, "down", 0)

    kept = note(job_id=job.pk, text="  Kim hơi rung ", cell=cell, by=at.approver, at=NOW)

    job.refresh_from_db()
    assert (kept.text, kept.cell, job.state) == ("Kim hơi rung", cell, "measured")
    event = Event.objects.order_by("number").last()
    assert event is not None
    assert (event.verb, event.why, kept.seal() in event.seals) == ("job.note", "Kim hơi rung", True)


def test_what_is_no_remark_is_refused() -> None:
    at = made.lab()
    job = made.measured_job(at)

    for text, cell in ((" ", None), ("x" * 501, None), ("x", ("accuracy", 77, "down", 0))):
        with pytest.raises(InvalidInput):
            note(job_id=job.pk, text=text, cell=cell, by=at.approver, at=NOW)
    with pytest.raises(Forbidden):
        note(job_id=job.pk, text="x", by=at.technician, at=NOW)
    with pytest.raises(Refused):
        note(job_id=made.gauge_job(at).pk, text="x", by=at.approver, at=NOW)

    assert ReviewNote.objects.count() == 0


def test_the_database_keeps_remarks() -> None:
    at = made.lab()
    note(job_id=made.measured_job(at).pk, text="Đã xem ảnh", by=at.approver, at=NOW)

    for change in ({"text": "khác"}, None):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows = ReviewNote.objects.all()
            rows.update(**change) if change else rows._raw_delete(rows.db)

    assert ReviewNote.objects.get().text == "Đã xem ảnh"


def test_the_database_refuses_an_approver_who_keyed_one_reading() -> None:
    at = made.lab()
    job = made.measuring_job(at)
    one, *rest = made.gauge_readings()
    record_readings(job_id=job.pk, readings=[one], by=at.approver, at=NOW)
    record_readings(job_id=job.pk, readings=rest, by=at.technician, at=NOW)

    with pytest.raises(DatabaseError, match="keyed a reading"), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(approved_by=at.approver)
    Job.objects.filter(pk=job.pk).update(approved_by=at.quality)

    assert Job.objects.get(pk=job.pk).approved_by == at.quality
