"""Worksheets opened for readings, and what was accepted written down: rows, events, returns."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from accounts.models import User
from audit.record import Said, record_many
from calibration.cells import grid_of, name_of
from calibration.models import CellReturn, Job, ProcedureVersion, Reading, Worksheet
from calibration.services.readings.taking import COLUMNS, Held, Sheet
from common.bulk import insert_rows


def open_sheets(
    jobs: Sequence[Job], ids: Iterable[UUID]
) -> tuple[dict[int, Sheet], dict[UUID, Held]]:
    """The worksheets of held jobs by job, and every reading of theirs or of these ids."""
    worksheets = {each.job_id: each for each in Worksheet.objects.filter(job__in=jobs)}
    texts = dict(
        ProcedureVersion.objects.filter(pk__in={job.procedure_id for job in jobs}).values_list(
            "pk", "definition"
        )
    )
    sheets = {
        job.pk: Sheet(job, sheet, grid_of(texts[job.procedure_id], sheet.plan))
        for job in jobs
        if job.procedure_id is not None and (sheet := worksheets.get(job.pk)) is not None
    }
    there = _held(list(ids), [sheet.worksheet.pk for sheet in sheets.values()])
    by_worksheet = {sheet.worksheet.pk: sheet for sheet in sheets.values()}
    superseded = {each.supersedes_id for each in there.values()}
    for each in there.values():
        if each.pk not in superseded and each.worksheet_id in by_worksheet:
            by_worksheet[each.worksheet_id].newest[each.cell] = each
    return sheets, there


def _held(ids: list[UUID], worksheets: list[int]) -> dict[UUID, Held]:
    rows = Reading.objects.filter(Q(worksheet__in=worksheets) | Q(pk__in=ids)).order_by()
    return {row[0]: Held._make(row) for row in rows.values_list(*COLUMNS)}


def keep(sheets: Iterable[Sheet], there: Mapping[UUID, Held], *, by: User, at: datetime) -> None:
    """Write the accepted readings; one event for each job seals its own.

    Raises IntegrityError where another worksheet, which is not held, took an id meanwhile.
    """
    filled = [sheet for sheet in sheets if sheet.rows]
    rows = [row for sheet in filled for row in sheet.rows]
    if not rows:
        return
    # By id: two sendings that share ids then wait for one another in one order, never crosswise.
    insert_rows(sorted(rows, key=lambda row: row.pk.int))
    _settle(filled)
    by_chain = defaultdict(list)
    for sheet in sorted(filled, key=lambda each: each.job.pk):
        by_chain[sheet.job.centre.code].append(_said(sheet, there))
    for chain in sorted(by_chain):
        record_many(by_chain[chain], by=by, at=at, chain=chain)


def _said(sheet: Sheet, there: Mapping[UUID, Held]) -> Said:
    return Said(
        subject=sheet.job,
        verb="job.readings",
        changes={"readings": (None, len(sheet.rows)), **_superseded(sheet, there)},
        seals=sheet.rows,
        why="; ".join(dict.fromkeys(row.reason for row in sheet.rows if row.reason)),
    )


def _superseded(sheet: Sheet, there: Mapping[UUID, Held]) -> dict[str, tuple[str, str]]:
    """From what to what, for each reading that takes the place of another."""
    before = {each.pk: each.said for each in there.values()}
    before |= {row.pk: f"{row.digits} {row.unit}".strip() for row in sheet.rows}
    return {
        f"{name_of(row.cell)} {row.pk}": (before[row.supersedes_id], before[row.pk])
        for row in sheet.rows
        if row.supersedes_id is not None
    }


def _settle(sheets: Sequence[Sheet]) -> None:
    """A returned cell is settled by the reading that supersedes it."""
    newer = {
        (row.worksheet_id, *row.cell): row
        for sheet in sheets
        for row in sheet.rows
        if row.supersedes_id is not None
    }
    if not newer:
        return
    open_ones = CellReturn.objects.filter(
        worksheet__in=[sheet.worksheet for sheet in sheets], settled_by__isnull=True
    )
    settled = []
    for each in open_ones:
        cell = (each.worksheet_id, each.section, each.row, each.column, each.repeat)
        if cell in newer:
            each.settled_by = newer[cell]
            settled.append(each)
    CellReturn.objects.bulk_update(settled, ["settled_by"])
