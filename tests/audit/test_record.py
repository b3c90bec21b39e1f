"""The record: chained, append-only in the database, checked against itself."""

import json
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from accounts.models import Centre
from accounts.services import grant_role
from audit.check import findings
from audit.models import Event
from audit.record import history, record
from contracts.reference import load_reference
from tests.factories import calibration, contracts
from tests.factories.people import NOW, centre, customer, user

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


def _last(verb: str) -> dict[str, list[str | None]]:
    found: dict[str, list[str | None]] = json.loads(
        Event.objects.filter(verb=verb).latest("pk").changes
    )
    return found


def test_what_a_standard_was_found_to_be_is_in_the_record() -> None:
    lab = calibration.lab("HUE")

    said = _last("standard.calibrate")

    assert lab.weights.quantity == "mass"
    assert said["values.0"] == [None, "1 kg: 1 kg, U = 50 mg, k = 2"]
    assert said["values.4"] == [None, "20 kg: 20 kg, U = 1000 mg, k = 2"]


def test_rates_of_vat_are_loaded_with_an_event_each() -> None:
    loaded = load_reference(NOW)

    assert Event.objects.filter(verb="vat.load", chain="reference").count() == loaded > 0
    assert load_reference(NOW) == 0
    assert Event.objects.count() == loaded


def test_a_role_says_from_which_day() -> None:
    place = centre("HUE")
    grant_role(user=user(), centre=place, role="manager", by=None, at=NOW, valid_from=NOW.date())

    assert _last("role.grant") == {"role": [None, "manager"], "valid_from": [None, "2026-11-20"]}


def test_a_line_and_a_signature_keep_their_money() -> None:
    made = contracts.signed(customer(centre("HUE")), 1_000_000, 250_000)

    said = _last("contract.sign")
    (line,) = _last("contract.add_line").values()
    rate = made.lines.first().vat_percent  # type: ignore[union-attr]
    assert said["net"] == [None, "1250000"]
    assert said["vat"][1].endswith(f" {rate}")  # type: ignore[union-attr]
    assert line == [None, f"1 × 250000 = 250000, VAT {rate} %"]
