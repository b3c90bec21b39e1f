"""What `check_audit` finds when rows are altered by hand, behind services and triggers."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from audit.check import findings
from audit.models import Event
from calibration.models import CellReturn, Job, PaperResult, Reading, Result, StandardUse, Worksheet
from calibration.states import Service
from certificates.checking import looking
from certificates.models import Certificate, Rendering, SigningKey, Statement, Sticker
from certificates.services import approve_and_issue
from certificates.tasks import render_pdf
from instruments.models import StandardCalibration, StandardValue
from metrology.quantities.quantity import Quantity
from tests.factories import certificates as made
from tests.factories import people, stickers

pytestmark = pytest.mark.django_db
SEALED = (
    "audit_event",
    "calibration_reading",
    "calibration_standarduse",
    "calibration_worksheet",
    "certificates_statement",
    "instruments_standardvalue",
)


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def behind_the_triggers() -> None:
    """As someone would who owns the database."""
    if connection.vendor == "postgresql":
        run("SET CONSTRAINTS ALL IMMEDIATE")
    for table in SEALED:
        if connection.vendor == "postgresql":
            run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        else:
            run(f"DROP TRIGGER {table}_no_UPDATE")
            run(f"DROP TRIGGER {table}_no_DELETE")


@pytest.fixture
def issued(bench: made.Bench, files: Path) -> Certificate:
    job = made.gauge_job(bench)
    certificate = approve_and_issue(job_id=job.pk, by=bench.approver, at=people.NOW)
    render_pdf(certificate_id=certificate.pk)
    return certificate


def test_a_whole_record_has_no_finding(issued: Certificate) -> None:
    assert list(findings()) == []


@pytest.mark.parametrize(
    "change",
    [
        {"digits": "9.99"},
        {"as_typed": "9,99"},
        {"unit": "MPa"},
        {"reason": "x"},
        {"taken_at": people.NOW},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_reading_altered_by_hand_is_named(issued: Certificate, change: dict[str, object]) -> None:
    behind_the_triggers()
    row = Reading.objects.get(section="accuracy", row=5, column="up")
    Reading.objects.filter(pk=row.pk).update(**change)

    assert list(findings()) == [f"calibration.reading:{row.pk}: altered"]


def test_a_reading_taken_out_and_one_put_in_are_named(issued: Certificate) -> None:
    behind_the_triggers()
    gone = Reading.objects.get(section="environment", column="humidity")
    key, sheet, by = gone.pk, gone.worksheet, gone.by
    Reading.objects.filter(pk=key).delete()
    put = Reading.objects.create(
        worksheet=sheet, section="environment", column="humidity", digits="50", unit="%RH",
        taken_at=people.NOW, received_at=people.NOW, by=by,
    )  # fmt: skip

    assert set(findings()) == {
        f"calibration.reading:{key}: gone",
        f"calibration.reading:{put.pk}: no event seals this row",
    }


def test_an_event_altered_by_hand_is_named(issued: Certificate) -> None:
    behind_the_triggers()
    event = Event.objects.get(verb="certificate.issue")
    Event.objects.filter(pk=event.pk).update(by_name="Ai đó")

    assert list(findings()) == [f"event {event.chain}/{event.number}: content altered"]


def test_what_strangers_are_told_is_held_against_the_statement(issued: Certificate) -> None:
    behind_the_triggers()
    row = Statement.objects.get()
    assert row.public is not None
    Statement.objects.update(public=row.public.replace('"issued":"2026', '"issued":"2027'))

    name = f"certificates.certificate:{issued.pk}"
    assert set(findings()) == {
        f"certificates.statement:{row.pk}: altered",
        f"{name}: what strangers are told is not what the statement says",
    }


def test_a_statement_from_before_the_public_part_was_kept_tells_the_same(
    issued: Certificate,
) -> None:
    behind_the_triggers()
    told = looking.tell(issued.public_id, people.NOW.date())
    Statement.objects.update(public=None)

    assert looking.tell(issued.public_id, people.NOW.date()) == told


def test_a_statement_altered_by_hand_is_named(issued: Certificate) -> None:
    behind_the_triggers()
    row = Statement.objects.get()
    Statement.objects.update(content=row.content.replace('"0.150"', '"0.100"'))

    found = list(findings())

    assert f"certificates.statement:{row.pk}: altered" in found
    assert f"certificates.certificate:{issued.pk}: the digest is not of the statement" in found


def _result() -> None:
    Result.objects.filter(row=3).update(stated_error="0.010", error="0.01")


def _one_result_less() -> None:
    Result.objects.filter(row=3).delete()


def _plan() -> None:
    sheet = Worksheet.objects.get()
    Worksheet.objects.update(plan=sheet.plan.replace('"limit":"0.16"', '"limit":"0.32"'))


def _facts() -> None:
    sheet = Worksheet.objects.get()
    Worksheet.objects.update(facts=sheet.facts.replace('"1.6"', '"2.5"'))


def _standard_values() -> None:
    StandardValue.objects.filter(calibration__standard__code="P-01").update(
        expanded=Quantity.parse("0.001 bar")
    )


def _another_event() -> None:
    StandardUse.objects.update(calibration=StandardCalibration.objects.get(standard__code="M-07"))


@pytest.mark.parametrize(
    ("tamper", "part"),
    [
        (_result, "results"),
        (_one_result_less, "results"),
        (_plan, "plan"),
        (_facts, "facts"),
        (_standard_values, "standards"),
        (_another_event, "standards"),
    ],
)
def test_what_was_judged_by_is_held_against_the_statement(
    issued: Certificate, tamper: Callable[[], None], part: str
) -> None:
    behind_the_triggers()

    tamper()

    sheet = Worksheet.objects.get()
    values = StandardValue.objects.filter(calibration__standard__code="P-01")
    sealed = [one for one in findings() if one.endswith(": altered")]
    assert [one for one in findings() if one not in sealed] == [
        f"calibration.worksheet:{sheet.pk}: its {part} are not those of certificate {issued.number}"
    ]
    assert sealed == {
        _plan: [f"calibration.worksheet:{sheet.pk}: altered"],
        _facts: [f"calibration.worksheet:{sheet.pk}: altered"],
        _standard_values: [f"{value.seal_key()}: altered" for value in values],
        _another_event: [f"calibration.standarduse:{sheet.standards.get().pk}: altered"],
    }.get(tamper, [])


def test_limits_widened_while_the_work_goes_on_are_named_too(bench: made.Bench) -> None:
    made.gauge_job(bench)
    behind_the_triggers()

    _plan()

    sheet = Worksheet.objects.get()
    assert list(findings()) == [f"calibration.worksheet:{sheet.pk}: altered"]


@pytest.mark.parametrize("table", ["calibration_worksheet", "calibration_standarduse"])
def test_the_database_refuses_to_change_what_was_frozen_at_the_start(
    bench: made.Bench, table: str
) -> None:
    made.gauge_job(bench)

    for sql in (f"UPDATE {table} SET id = id + 1", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            run(sql)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("valid_until", "2035-01-01"),
        ("number", "V26.99999"),
        ("performed_on", "2026-01-01"),
        ("kind", "notice"),
        ("public_id", "abc"),
    ],
)
def test_the_columns_of_a_certificate_are_held_against_the_statement(
    issued: Certificate, column: str, value: str
) -> None:
    Certificate.objects.update(**{column: value})

    found = [line for line in findings() if not line.startswith("certificates.counter")]
    assert found == [
        f"certificates.certificate:{issued.pk}: {column} is not what the statement says"
    ]


def test_a_file_that_was_exchanged_or_lost_is_named(issued: Certificate, files: Path) -> None:
    name = f"certificates.certificate:{issued.pk}"
    path = files / str(Rendering.objects.get(format="pdf").file.name)
    path.write_bytes(path.read_bytes() + b"\n")

    assert list(findings()) == [f"{name}: its pdf file is altered"]

    path.unlink()
    assert list(findings()) == [f"{name}: its pdf file is missing"]


def test_a_second_seal_does_not_hide_the_first(issued: Certificate) -> None:
    from audit.record import record

    behind_the_triggers()
    row = Reading.objects.filter(section="accuracy").first()
    assert row is not None
    Reading.objects.filter(pk=row.pk).update(digits="9.99")
    row.refresh_from_db()
    again = record(
        subject=issued, verb="x", by=None, at=people.NOW, chain=issued.centre.code, seals=[row]
    )

    assert list(findings()) == [
        f"event {again.chain}/{again.number}: seals calibration.reading:{row.pk} a second time",
        f"calibration.reading:{row.pk}: altered",
    ]


def test_returns_are_in_the_event_that_made_them(bench: made.Bench) -> None:
    from calibration.services import ReturnIn, return_cells

    job = made.gauge_job(bench)
    cells = [ReturnIn("accuracy", "up", "Đọc lại", row=2)]
    return_cells(job_id=job.pk, cells=cells, by=bench.approver, at=people.NOW)

    event = Event.objects.get(verb="job.return")
    assert CellReturn.objects.get().comment == event.why == "Đọc lại"
    assert '"cells":[null,"accuracy.2.up.0"]' in event.changes
    assert '"outcome":["pass",""]' in event.changes


def test_results_on_paper_that_were_altered_afterwards_are_named(bench: made.Bench) -> None:
    certificate = approve_and_issue(
        job_id=made.paper_job(bench).pk, by=bench.approver, at=people.NOW
    )
    assert list(findings()) == []
    PaperResult.objects.filter(position=2).update(error="0.01")

    name = f"certificates.certificate:{certificate.pk}"
    assert list(findings()) == [f"{name}: its results on paper are not what the statement says"]


def test_an_interval_written_in_afterwards_is_named(bench: made.Bench) -> None:
    job = made.gauge_job(bench, service=Service.CALIBRATION)
    certificate = approve_and_issue(job_id=job.pk, by=bench.approver, at=people.NOW)
    Job.objects.filter(pk=job.pk).update(interval_months=12, interval_agreed="x")

    assert list(findings()) == [
        f"certificates.certificate:{certificate.pk}: interval is not what the statement says"
    ]


def test_a_file_with_a_seal_that_nobody_promised_is_named(issued: Certificate) -> None:
    key = SigningKey.objects.create(
        label="x", store="pkcs12", locator="x", certificate="x", fingerprint="0" * 64,
        subject="x", issuer="x", not_before=people.NOW, not_after=people.NOW + timedelta(days=1),
        active_from=people.NOW,
    )  # fmt: skip
    issued.renderings.filter(format="pdf").update(signed_with=key)

    name = f"certificates.certificate:{issued.pk}"
    assert set(findings()) == {
        f"{name}: the seal of its pdf file is not what the statement says",
        f"{name}: the seal of its pdf file does not fit the file",
        f"certificates.signingkey:{key.pk}: no event took up this certificate",
    }


def test_a_piece_put_on_a_job_afterwards_is_named(issued: Certificate, bench: made.Bench) -> None:
    stickers.series(bench.centre, bench.quality, last=3, at=people.NOW)
    held = stickers.in_hand(bench.centre, bench.quality, bench.technician, 1, 1, at=people.NOW)
    Sticker.objects.filter(pk=held[0].pk).update(state="used", job=issued.job)

    assert f"certificates.certificate:{issued.pk}: stickers is not what the statement says" in list(
        findings()
    )
