"""Readings over many jobs: each answered by itself, in its place, and twice is once."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership
from accounts.permissions import Role
from audit.check import findings
from audit.models import Event
from calibration.models import CellReturn, Job, Reading
from calibration.services import return_cells, submit
from calibration.services.readings import (
    Answer,
    Item,
    ReadingIn,
    Status,
    record_items,
)
from calibration.services.review import ReturnIn
from tests.factories import calibration as made
from tests.factories import people
from tests.factories.people import NOW

pytestmark = pytest.mark.django_db


def up(value: str, unit: str = "bar", **more: Any) -> ReadingIn:
    return made.reading("accuracy", "up", value, unit, **more)


def send(by: Any, *items: tuple[Job, ReadingIn], **more: Any) -> list[Answer]:
    whole = [Item(job.pk, reading) for job, reading in items]
    return record_items(items=whole, by=by, at=NOW, device="bàn 1", **more)


def told(answers: list[Answer]) -> list[tuple[str, str, str]]:
    """Status, field and code of each."""
    first = [answer.faults[0] if answer.faults else None for answer in answers]
    return [
        (answer.status, one.field if one else "", one.code if one else "")
        for answer, one in zip(answers, first, strict=True)
    ]


def test_readings_of_many_jobs_go_in_together() -> None:
    lab = made.lab()
    jobs = [made.measuring_job(lab) for _ in range(3)]
    items = [(job, one) for one in made.gauge_readings() for job in jobs]
    # the same ids may not stand in three worksheets
    items = [(job, _renewed(one)) for job, one in items]

    answers = send(lab.technician, *items)

    assert {answer.status for answer in answers} == {Status.ACCEPTED}
    assert [answer.id for answer in answers] == [one.id for _job, one in items]
    assert [Reading.objects.filter(worksheet__job=job).count() for job in jobs] == [15] * 3
    assert set(Reading.objects.values_list("device", "by", "received_at")) == {
        ("bàn 1", lab.technician.pk, NOW)
    }
    assert list(findings()) == []


def _renewed(one: ReadingIn) -> ReadingIn:
    return made.reading(
        one.section, one.column, one.value, one.unit, row=one.row, repeat=one.repeat
    )


def test_each_job_has_one_event_that_seals_its_readings() -> None:
    lab, other = made.lab(), made.lab()
    mine, second, theirs = (
        made.measuring_job(lab), made.measuring_job(lab), made.measuring_job(other),
    )  # fmt: skip
    Membership.objects.create(
        user=lab.technician, centre=other.centre, role=Role.TECHNICIAN, valid_from=made.FROM
    )
    first, corrected = up("2.50", row=1), uuid4()

    send(
        lab.technician,
        (theirs, up("0.00")),
        (mine, first),
        (second, up("0.05")),
        (mine, up("2.05", row=1, pk=corrected, supersedes=first.id, reason="gõ nhầm")),
    )

    events = {event.subject_id: event for event in Event.objects.filter(verb="job.readings")}
    assert {pk: event.chain for pk, event in events.items()} == {
        str(mine.pk): lab.centre.code,
        str(second.pk): lab.centre.code,
        str(theirs.pk): other.centre.code,
    }
    event = events[str(mine.pk)]
    assert event.why == "gõ nhầm"
    assert json.loads(event.changes) == {
        "readings": [None, "2"],
        f"accuracy.1.up.0 {corrected}": ["2.50 bar", "2.05 bar"],
    }
    assert set(json.loads(event.seals)) == {
        f"calibration.reading:{first.id}", f"calibration.reading:{corrected}",
    }  # fmt: skip
    assert list(findings()) == []


def test_one_bad_reading_refuses_itself_and_what_supersedes_it() -> None:
    lab = made.lab()
    job = made.measuring_job(lab)
    bad = up("mười", row=1)
    after = up("2.05", row=1, supersedes=bad.id, reason="gõ nhầm")
    last = up("2.06", row=1, supersedes=after.id, reason="đọc lại")

    answers = send(
        lab.technician,
        (job, up("0.00")), (job, bad), (job, after), (job, last), (job, up("4.05", "kg", row=2)),
        (job, up("6.10", row=3)), (job, up("2.05", row=77)),
    )  # fmt: skip

    assert told(answers) == [
        ("accepted", "", ""),
        ("refused", "value", "not_a_number"),
        ("refused", "supersedes", "forerunner_refused"),
        ("refused", "supersedes", "forerunner_refused"),
        ("refused", "unit", "wrong_quantity"),
        ("accepted", "", ""),
        ("refused", "column", "unknown_cell"),
    ]
    assert Reading.objects.count() == 2
    assert list(findings()) == []


def test_a_taken_cell_shows_what_stands_there() -> None:
    lab = made.lab()
    job = made.measuring_job(lab)
    colleague = people.person(Role.TECHNICIAN, lab.centre, "Hồ Văn Bàn")
    theirs, mine = up("2.05", row=1), up("2.10", row=1)
    send(colleague, (job, theirs))

    [answer] = send(lab.technician, (job, mine))

    assert (answer.status, answer.faults[0].code) == ("conflict", "cell_taken")
    assert answer.theirs is not None
    assert (answer.theirs.pk, answer.theirs.said, answer.theirs.by, answer.theirs.taken_at) == (
        theirs.id, "2.05 bar", "Hồ Văn Bàn", NOW,
    )  # fmt: skip
    assert Reading.objects.count() == 1


def test_a_conflict_is_settled_by_superseding_theirs() -> None:
    lab = made.lab()
    job = made.measuring_job(lab)
    theirs = up("2.05", row=1)
    send(lab.technician, (job, theirs))

    [answer] = send(
        lab.technician, (job, up("2.10", row=1, supersedes=theirs.id, reason="máy kia đọc nhầm"))
    )

    assert answer.status == "accepted"
    assert made.cell(job, "accuracy", 1, "up").digits == "2.10"


def test_sending_again_is_known_in_any_state() -> None:
    lab = made.lab()
    job = made.measuring_job(lab)
    items = [(job, one) for one in made.gauge_readings()]
    send(lab.technician, *items)
    submit(job_id=job.pk, by=lab.technician, at=NOW)
    events = Event.objects.count()

    answers = send(lab.technician, *items, (job, up("0.01")))

    assert [answer.status for answer in answers] == ["known"] * 15 + ["refused"]
    assert told(answers)[-1] == ("refused", "job", "wrong_state")
    assert (Reading.objects.count(), Event.objects.count()) == (15, events)


def test_other_content_under_a_known_id_is_a_conflict() -> None:
    lab = made.lab()
    job = made.measuring_job(lab)
    pk = uuid4()

    answers = send(
        lab.technician,
        (job, up("2.05", row=1, pk=pk)), (job, up("2.05", row=1, pk=pk)),
        (job, up("2.06", row=1, pk=pk)),
        (job, up("2.07", row=1, supersedes=pk, reason="đọc lại")),
    )  # fmt: skip

    assert told(answers) == [
        ("accepted", "", ""), ("known", "", ""), ("conflict", "id", "conflict"),
        ("accepted", "", ""),
    ]  # fmt: skip
    assert answers[2].theirs is not None
    assert answers[2].theirs.said == "2.05 bar"
    assert made.cell(job, "accuracy", 1, "up").digits == "2.07"


def test_an_id_of_another_worksheet_is_a_conflict_that_shows_nothing() -> None:
    lab, other = made.lab(), made.lab()
    hidden, mine, second = (
        made.measuring_job(other), made.measuring_job(lab), made.measuring_job(lab),
    )  # fmt: skip
    pk = uuid4()
    send(other.technician, (hidden, up("9.99", row=1, pk=pk)))

    answers = send(
        lab.technician, (mine, up("2.05", row=1, pk=pk)), (mine, up("0.00")), (second, up("0.05"))
    )

    assert told(answers) == [
        ("conflict", "id", "conflict"), ("accepted", "", ""), ("accepted", "", ""),
    ]  # fmt: skip
    assert answers[0].theirs is None
    assert "9.99" not in str(answers[0])
    assert Reading.objects.count() == 3
    assert list(findings()) == []


def test_the_same_id_for_two_jobs_stands_in_the_first() -> None:
    lab = made.lab()
    first, second = made.measuring_job(lab), made.measuring_job(lab)
    pk = uuid4()

    answers = send(lab.technician, (first, up("0.00", pk=pk)), (second, up("0.00", pk=pk)))

    assert told(answers) == [("accepted", "", ""), ("conflict", "id", "conflict")]
    assert Reading.objects.get().worksheet.job == first


def test_jobs_that_are_not_there_not_seen_not_mine_or_not_begun() -> None:
    lab, other = made.lab(), made.lab()
    hidden, open_one = made.measuring_job(other), made.gauge_job(lab)
    mine = made.measuring_job(lab)
    ghost = Job(pk=10**9)

    answers = send(
        lab.technician, (hidden, up("0.00")), (ghost, up("0.00")), (open_one, up("0.00")),
        (mine, up("0.00")),
    )  # fmt: skip
    forbidden = send(lab.quality, (mine, up("2.05", row=1)))

    assert told(answers) == [
        ("refused", "job", "not_found"), ("refused", "job", "not_found"),
        ("refused", "job", "no_worksheet"), ("accepted", "", ""),
    ]  # fmt: skip
    assert answers[0].faults == answers[1].faults
    assert told(forbidden) == [("refused", "job", "forbidden")]
    assert Reading.objects.count() == 1


def test_the_environment_outside_its_limits_is_kept_with_its_reason() -> None:
    lab = made.lab()
    job = made.measuring_job(lab)
    hot = made.reading(
        "environment", "temperature", "29.5", "degC", reason="điều hòa hỏng, đo gấp cho khách"
    )

    [answer] = send(lab.technician, (job, hot))

    assert answer.status == "accepted"
    kept = Reading.objects.get()
    assert (kept.digits, kept.reason, kept.supersedes) == (
        "29.5", "điều hòa hỏng, đo gấp cho khách", None,
    )  # fmt: skip
    assert Event.objects.get(verb="job.readings").why == "điều hòa hỏng, đo gấp cho khách"


def test_a_returned_cell_is_settled_by_the_reading_that_supersedes_it() -> None:
    lab = made.lab()
    job = made.measured_job(lab)
    wrong = made.cell(job, "accuracy", 2, "down")
    back = ReturnIn(section="accuracy", row=2, column="down", comment="Đọc lại")
    return_cells(job_id=job.pk, cells=[back], by=lab.approver, at=NOW)
    again = made.reading(
        "accuracy", "down", "4.10", "bar", row=2, supersedes=wrong.pk, reason="đọc lại"
    )

    send(lab.technician, (job, again))

    assert CellReturn.objects.get().settled_by_id == again.id


def test_a_batch_costs_the_same_queries_for_one_job_and_for_many() -> None:
    lab = made.lab()
    one, *many = [made.measuring_job(lab) for _ in range(6)]

    few = _queries(lab.technician, [(one, one_reading) for one_reading in made.gauge_readings()])
    much = _queries(
        lab.technician, [(job, reading) for job in many for reading in made.gauge_readings()]
    )

    assert Reading.objects.count() == 6 * 15
    assert few == much <= 12


def _queries(by: Any, items: list[tuple[Job, ReadingIn]]) -> int:
    with CaptureQueriesContext(connection) as captured:
        send(by, *items)
    return len([q for q in captured if "SAVEPOINT" not in q["sql"]])
