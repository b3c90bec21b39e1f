"""The record: chained, append-only in the database, checked against itself."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from accounts.models import Centre
from audit.check import findings
from audit.models import Event
from audit.record import history, record
from tests.factories.people import NOW, centre, user

pytestmark = pytest.mark.django_db


def write(place: Centre, verb: str, **more: Any) -> Event:
    with transaction.atomic():
        return record(subject=place, verb=verb, at=NOW, chain=place.code, **more)


def test_events_form_a_chain() -> None:
    place, by = centre("HUE"), user()

    first = write(place, "centre.make", by=by)
    second = write(place, "centre.change", by=by, changes={"name": ("a", "b")}, why="vì sai")

    assert (first.number, second.number) == (1, 2)
    assert second.previous == first.digest
    assert second.changes == '{"name":["a","b"]}'
    assert list(history(place)) == [first, second]
    assert list(findings()) == []


@pytest.mark.parametrize(
    "sql",
    ["UPDATE audit_event SET verb = 'x'", "DELETE FROM audit_event"],
)
def test_the_database_refuses_to_change_an_event(sql: str) -> None:
    write(centre("HUE"), "centre.make", by=None)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(sql)

    assert Event.objects.get().verb == "centre.make"


@pytest.mark.engine("postgresql")
def test_truncate_is_refused_too() -> None:
    write(centre("HUE"), "centre.make", by=None)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute("TRUNCATE audit_event")

    assert Event.objects.count() == 1


def _behind_the_triggers(sql: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER audit_event_no_UPDATE")
            cursor.execute("DROP TRIGGER audit_event_no_DELETE")
        else:
            cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
        cursor.execute(sql)


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE audit_event SET by_name = 'ai đó' WHERE number = 2", "HUE/2: content altered"),
        ("DELETE FROM audit_event WHERE number = 2", "HUE/2: missing"),
        ("DELETE FROM audit_event WHERE number = 3", "its end does not match"),
    ],
    ids=["altered", "missing", "cut off"],
)
def test_the_check_finds_what_was_done_behind_the_triggers(
    sql: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    place = centre("HUE")
    for verb in ("a", "b", "c"):
        write(place, verb, by=None)
    _behind_the_triggers(sql)

    with pytest.raises(SystemExit):
        call_command("check_audit")

    assert said in capsys.readouterr().out


def test_an_event_needs_the_transaction_of_its_change(transactional_db: None) -> None:
    place = centre("HUE")

    with pytest.raises(RuntimeError):
        record(subject=place, verb="x", by=None, at=NOW, chain="HUE")

    assert not Event.objects.exists()


def test_chains_of_centres_are_apart() -> None:
    one, two = centre("ONE"), centre("TWO")

    assert [write(one, "a", by=None).number, write(two, "a", by=None).number] == [1, 1]
