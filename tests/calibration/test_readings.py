"""Readings: all or nothing, twice is once, superseded with a reason, never changed."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import Error, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.check import findings
from audit.models import Event
from calibration.models import Job, Reading
from calibration.services import ReadingIn, record_batch, record_readings, submit
from common.errors import Conflict, DomainError, Fault, InvalidInput, Refused
from tests.factories import calibration as made
from tests.factories.people import NOW

pytestmark = pytest.mark.django_db


def up(value: str, unit: str = "bar", **more: Any) -> ReadingIn:
    return made.reading("accuracy", "up", value, unit, **more)


def refusal(job: Job, by: Any, *readings: ReadingIn, locale: str = "en") -> DomainError:
    with pytest.raises(DomainError) as refused:
        record_readings(job_id=job.pk, readings=readings, by=by, at=NOW, locale=locale)
    return refused.value


def test_digits_stay_as_keyed() -> None:
    lab = made.lab()
    job = made.measuring_job(lab)

    record_readings(
        job_id=job.pk, readings=[up("2,050", row=1)], by=lab.technician, at=NOW, locale="vi"
    )

    reading = Reading.objects.get()
    assert (reading.digits, reading.as_typed, reading.unit) == ("2.050", "2,050", "bar")
    assert (reading.by, reading.received_at) == (lab.technician, NOW)


def test_sending_twice_changes_nothing_in_any_state() -> None:
    lab = made.lab()
    job = made.measuring_job(lab)
    batch = made.gauge_readings()
    record_readings(job_id=job.pk, readings=batch, by=lab.technician, at=NOW)
    submit(job_id=job.pk, by=lab.technician, at=NOW)
    events = Event.objects.count()

    again = record_batch(
        job_id=job.pk, readings=batch, by=lab.technician, at=NOW + timedelta(days=1)
    )

    assert (again.accepted, len(again.known)) == ((), 15)
    assert (Reading.objects.count(), Event.objects.count()) == (15, events)


def test_nothing_new_after_submission() -> None:
    lab = made.lab()
    job = made.measured_job(lab)
    old = made.cell(job, "accuracy", 1, "up")

    error = refusal(job, lab.technician, up("2.06", row=1, supersedes=old.pk, reason="muốn sửa"))

    assert (type(error), error.code) == (Refused, "wrong_state")
    assert Reading.objects.count() == 15


def test_one_bad_reading_refuses_all() -> None:
    lab = made.lab()
    job = made.measuring_job(lab)

    error = refusal(job, lab.technician, up("0.00"), up("mười", row=1), up("1", "kg", row=2))

    assert isinstance(error, InvalidInput)
    assert [(f.field, f.code) for f in error.faults] == [
        ("readings.1.value", "not_a_number"),
        ("readings.2.unit", "wrong_quantity"),
    ]
    assert Reading.objects.count() == 0


def test_an_ambiguous_number_is_asked_back_with_both_readings() -> None:
    lab = made.lab()
    job = made.measuring_job(lab)

    error = refusal(job, lab.technician, up("1.234"), locale="vi")

    fault = error.faults[0]
    assert (fault.field, fault.code) == ("readings.0.value", "ambiguous_number")
    assert "1234" in str(fault.message)
    assert "1,234" in str(fault.message)


def test_a_cell_has_one_first_reading() -> None:
    lab = made.lab()
    job = made.measuring_job(lab)
    first = up("2.05", row=1)
    record_readings(job_id=job.pk, readings=[first], by=lab.technician, at=NOW)

    error = refusal(job, lab.technician, up("2.06", row=1))

    assert isinstance(error, Conflict)
    assert [(f.field, f.code, f.allowed) for f in error.faults] == [
        ("readings.0.supersedes", "cell_taken", str(first.id))
    ]
    assert Reading.objects.count() == 1


def test_superseding_needs_a_reason_and_the_newest() -> None:
    lab = made.lab()
    job = made.measuring_job(lab)
    first, other = up("2.05", row=1), up("4.05", row=2)
    record_readings(job_id=job.pk, readings=[first, other], by=lab.technician, at=NOW)

    silent = refusal(job, lab.technician, up("2.06", row=1, supersedes=first.id))
    wrong = refusal(job, lab.technician, up("2.06", row=1, supersedes=other.id, reason="nhầm ô"))
    empty = refusal(job, lab.technician, up("6.06", row=3, supersedes=first.id, reason="nhầm ô"))

    assert [(f.field, f.code) for f in silent.faults] == [("readings.0.reason", "required")]
    assert [f.code for f in wrong.faults] == ["cell_taken"]
    assert [(f.field, f.code) for f in empty.faults] == [
        ("readings.0.supersedes", "not_the_newest")
    ]


def test_a_whole_chain_may_come_in_one_batch() -> None:
    lab = made.lab()
    job = made.measuring_job(lab)
    first = up("2.50", row=1)
    second = up("2.05", row=1, supersedes=first.id, reason="gõ nhầm")
    third = up("2.06", row=1, supersedes=second.id, reason="đọc lại")

    record_readings(job_id=job.pk, readings=[first, second, third], by=lab.technician, at=NOW)

    assert made.cell(job, "accuracy", 1, "up").digits == "2.06"
    assert list(findings()) == []


def test_a_known_id_from_another_job_is_a_conflict_that_shows_nothing() -> None:
    lab, other = made.lab(), made.lab()
    theirs, mine = made.measuring_job(other), made.measuring_job(lab)
    pk = uuid4()
    secret = up("9.99", row=1, pk=pk)
    record_readings(job_id=theirs.pk, readings=[secret], by=other.technician, at=NOW)

    error = refusal(mine, lab.technician, up("2.05", row=1, pk=pk))

    assert isinstance(error, Conflict)
    assert "9.99" not in str(error.faults)


def test_the_same_id_twice_in_a_batch() -> None:
    lab = made.lab()
    job = made.measuring_job(lab)
    one = up("2.05", row=1)

    same = record_batch(job_id=job.pk, readings=[one, one], by=lab.technician, at=NOW)
    pk = uuid4()
    error = refusal(job, lab.technician, up("1.00", row=2, pk=pk), up("2.00", row=2, pk=pk))

    assert (same.accepted, same.known) == ((one.id,), (one.id,))
    assert isinstance(error, Conflict)
    assert Reading.objects.count() == 1


def test_checks_take_pass_and_fail_only() -> None:
    lab = made.lab()
    job = made.measuring_job(lab)

    error = refusal(job, lab.technician, made.reading("checks", "external", "maybe"))

    assert [(f.field, f.code, f.allowed) for f in error.faults] == [
        ("readings.0.value", "not_an_answer", "pass, fail")
    ]


def test_a_job_on_paper_takes_no_readings() -> None:
    lab = made.lab()
    job = made.gauge_job(lab)

    error = refusal(job, lab.technician, up("2.05", row=1))

    assert error.code == "no_worksheet"


def test_a_batch_is_one_event_that_seals_every_reading() -> None:
    lab = made.lab()
    job = made.measuring_job(lab)
    record_readings(job_id=job.pk, readings=made.gauge_readings(), by=lab.technician, at=NOW)

    event = Event.objects.get(verb="job.readings")

    assert event.seals.count("calibration.reading:") == 15
    assert list(findings()) == []


def test_two_hundred_readings_cost_few_queries() -> None:
    lab = made.lab()
    job = made.measuring_job(lab)
    first = up("0.00")
    batch = [first]
    for i in range(199):
        batch.append(up(f"0.0{i % 9}", supersedes=batch[-1].id, reason="thử", row=0))

    with CaptureQueriesContext(
        connection,
    ) as captured:
        record_readings(job_id=job.pk, readings=batch, by=lab.technician, at=NOW)

    asked = [q["sql"] for q in captured if "SAVEPOINT" not in q["sql"]]
    assert Reading.objects.count() == 200
    assert len(asked) <= 12, asked


@pytest.mark.parametrize("statement", [
    "UPDATE calibration_reading SET digits = '9'",
    "UPDATE calibration_reading SET reason = 'x'",
    "DELETE FROM calibration_reading",
])  # fmt: skip
def test_the_database_refuses_to_change_a_reading(statement: str) -> None:
    lab = made.lab()
    job = made.measuring_job(lab)
    record_readings(job_id=job.pk, readings=[up("2.05", row=1)], by=lab.technician, at=NOW)

    with pytest.raises(Error, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)

    assert Reading.objects.get().digits == "2.05"


values = st.text(max_size=12) | st.decimals(-1000, 1000, places=3).map(str)
words = st.sampled_from(["bar", "kPa", "kg", "", "BAR", "°C", "psi", "x'; DROP TABLE", "\u0000"])
sections = st.sampled_from(["accuracy", "checks", "environment", "nowhere", ""])


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(value=values, unit=words, section=sections, row=st.integers(0, 9), repeat=st.integers(0, 2))
def test_whatever_comes_is_a_reading_or_a_named_fault(
    db: Any, value: str, unit: str, section: str, row: int, repeat: int
) -> None:
    with transaction.atomic():
        lab = made.lab()
        job = made.measuring_job(lab)
        reading = made.reading(section, "up", value, unit, row=row, repeat=repeat)
        faults: tuple[Fault, ...] = ()
        try:
            record_readings(job_id=job.pk, readings=[reading], by=lab.technician, at=NOW)
        except InvalidInput as refused:
            faults = refused.faults
        kept = Reading.objects.filter(worksheet__job=job).count()
        transaction.set_rollback(True)
    assert kept == (0 if faults else 1)
    assert all(fault.field.startswith("readings.0.") for fault in faults)
