"""Every table whose rows events seal: closed in the database; what is done behind it is found."""

from contextlib import suppress
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from audit.check import findings, sealed_models
from audit.models import Sealed
from calibration import services as bench
from calibration.models import ProcedureVersion
from calibration.parity import keeping
from calibration.services.attachments import AttachmentIn, attach
from certificates.impact.services import Verdict, decide
from certificates.papers import pictures
from certificates.papers.numbers import set_pattern
from certificates.papers.services import put_in_force, save_draft
from certificates.services import approve_and_issue
from instruments.services import (
    agree_control_limits,
    doubt_calibration,
    record_check,
)
from metrology.quantities.quantity import Quantity
from tests.factories import books, calibration, exchange, impact, people, periodic, stickers
from tests.factories.instruments import overwrite, q
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db
MODELS = sealed_models()
UNSEALED = {"file"}  # its SHA-256 is sealed


@pytest.fixture
def whole(db: None) -> None:
    """A row in every sealed table, each through its service."""
    lab = calibration.lab()
    who: Any = {"by": lab.quality, "at": NOW}
    job = calibration.measured_job(lab)
    note = AttachmentIn(uuid4(), NOW)
    attach(job_id=job.pk, said=note, file=ContentFile(b"x", name="a.txt"),
           by=lab.technician, at=NOW)  # fmt: skip
    bench.add_notes(job_id=job.pk, notes=[bench.NoteIn("xem")], by=lab.approver, at=NOW)
    stickers.series(lab.centre, lab.quality)
    stickers.in_hand(lab.centre, lab.quality, lab.technician)
    approve_and_issue(job_id=job.pk, by=lab.approver, at=NOW)
    _papers(who | {"centre": lab.centre})
    version = calibration.procedure(lab)
    _parity(version, who)
    draft = bench.draft_next(version_id=version.pk, **who)
    budget = bench.NewBudget(measurement={}, result={}, stated=[])
    bench.save_budget(procedure_id=draft.pk, title="x", budget=budget, **who)
    point: Any = {"standard_id": lab.gauge.pk, "point": q("10 bar"), "item": "CA-03", **who}
    record_check(**point, on=TODAY, found=q("10 bar"))
    agree_control_limits(**point, first=5, why="x")
    doubt_calibration(event_id=lab.weights.calibrations.get().pk, why="Rơi", **who)
    case = impact.case(lab)
    ids = list(case.items.values_list("pk", flat=True))
    decide(case_id=case.pk, item_ids=ids, verdict=Verdict("no_effect", "x"), **who)
    _reports(lab)


def _reports(lab: Any) -> None:
    """A report closed here, and one that came as a file."""
    periodic.closed(lab.centre)
    exchange.received(people.centre("U1"))


def _papers(said: dict[str, Any]) -> None:
    drawn = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
    logo = pictures.keep(name="a.svg", data=drawn, **said).sha256
    said |= {"kind": "testing"}
    save_draft(content={"logo": logo}, **said)
    put_in_force(valid_from=TODAY, why="x", **said)
    set_pattern(from_year=TODAY.year, pattern="TN{yy}.{serial:4}", **said)


def _parity(version: ProcedureVersion, who: Any) -> None:
    upload = keeping.Upload("a.xlsx", books.workbook(books.gauge()))
    run = keeping.run_parity(
        version=version, upload=upload, title="a",
        mapping=books.gauge_mapping(), **who,
    )  # fmt: skip
    keeping.note_parity(run_id=run.pk, text="xem", **who)


def changed(column: Any, value: Any) -> Any:
    """Another value that the column takes."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, UUID):
        return uuid4()
    if isinstance(column, models.DateField):  # moments too
        return (
            NOW.replace(year=2001)
            if isinstance(column, models.DateTimeField)
            else TODAY.replace(year=2001)
        )
    if isinstance(value, Quantity):
        return Quantity("7", value.unit)
    if isinstance(value, int):
        return value + 7
    if isinstance(value, str):
        return f"{value}1"[-(column.max_length or 10**9) :]
    return None


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_the_table_refuses_what_is_no_insert(whole: None, model: type[Sealed]) -> None:
    table = model._meta.db_table
    assert model._default_manager.exists(), "a row to try it on"
    verbs = [f"UPDATE {table} SET id = id", f"DELETE FROM {table}"]
    if connection.vendor == "postgresql":
        verbs.append(f"TRUNCATE {table} CASCADE")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for verb in verbs:
        refused = pytest.raises(DatabaseError, match="append-only")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(verb)


def test_the_whole_record_agrees(whole: None) -> None:
    assert list(findings()) == []


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_column_is_sealed(model: type[Sealed]) -> None:
    sealed = {*model.sealed_fields, *model.sealed_if_given}

    assert {each.name for each in model._meta.concrete_fields} - sealed <= UNSEALED


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_what_is_altered_in_any_column_is_found(whole: None, model: type[Sealed]) -> None:
    row = model._default_manager.order_by("pk").first()
    assert row is not None
    missed = []
    for name in (*model.sealed_fields, *model.sealed_if_given):
        column: Any = model._meta.get_field(name)
        value = getattr(row, column.attname)
        other = changed(column, str(value) if hasattr(value, "name") else value)
        if column.primary_key or column.is_relation or other is None:
            continue
        with suppress(IntegrityError), transaction.atomic():  # a constraint refuses it already
            overwrite(model._default_manager.filter(pk=row.pk), **{column.attname: other})
            if not any(one.startswith(row.seal_key()) for one in findings()):
                missed.append(name)
            transaction.set_rollback(True)

    assert missed == []
