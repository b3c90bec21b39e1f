"""A reviewer's remarks, and who may not approve in the database itself."""

import pytest
from django.db import DatabaseError, connection, transaction

from audit.models import Event
from calibration.models import Job, ReviewNote
from calibration.services import NoteIn, add_notes, record_readings
from common.errors import Forbidden, InvalidInput, Refused
from tests.factories import calibration as made
from tests.factories.people import NOW

pytestmark = pytest.mark.django_db


def test_a_remark_on_a_cell_is_kept_sealed_and_gives_nothing_back() -> None:
    at = made.lab()
    job = made.measured_job(at)
    cell = ("accuracy", 2, "down", 0)

    asked = [NoteIn("  Kim hơi rung ", cell), NoteIn("Đã xem ảnh")]
    kept, whole = add_notes(job_id=job.pk, notes=asked, by=at.approver, at=NOW)

    job.refresh_from_db()
    assert (kept.text, kept.cell, job.state) == ("Kim hơi rung", cell, "measured")
    assert (whole.text, whole.cell) == ("Đã xem ảnh", ("", 0, "", 0))
    event = Event.objects.order_by("number").last()
    assert event is not None
    assert (event.verb, event.why) == ("job.note", "Kim hơi rung; Đã xem ảnh")
    assert kept.seal() in event.seals


def test_what_is_no_remark_is_refused() -> None:
    at = made.lab()
    job, untouched = made.measured_job(at), made.gauge_job(at)
    good = NoteIn("x")

    for bad in (NoteIn(" "), NoteIn("x" * 501), NoteIn("x", ("accuracy", 77, "down", 0))):
        with pytest.raises(InvalidInput):
            add_notes(job_id=job.pk, notes=[good, bad], by=at.approver, at=NOW)
    with pytest.raises(InvalidInput):
        add_notes(job_id=job.pk, notes=[], by=at.approver, at=NOW)
    with pytest.raises(Forbidden):
        add_notes(job_id=job.pk, notes=[good], by=at.technician, at=NOW)
    with pytest.raises(Refused):
        add_notes(job_id=untouched.pk, notes=[good], by=at.approver, at=NOW)

    assert ReviewNote.objects.count() == 0


@pytest.mark.parametrize(
    "sql", ["UPDATE calibration_reviewnote SET text = 'khác'", "DELETE FROM calibration_reviewnote"]
)
def test_the_database_keeps_remarks(sql: str) -> None:
    at = made.lab()
    job = made.measured_job(at)
    add_notes(job_id=job.pk, notes=[NoteIn("Đã xem ảnh")], by=at.approver, at=NOW)

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)

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
