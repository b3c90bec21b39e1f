"""The second pair of eyes: cells given back with a comment, or the measurements approved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.people import Person
from accounts.permissions import Can
from audit.record import Said, record, record_many
from calibration.agreement import insist_agreement
from calibration.cells import name_of
from calibration.checks import insist, recheck, recheck_papers
from calibration.evaluation import Cell
from calibration.models import CellReturn, Job, ReviewNote, Worksheet
from calibration.queries import latest
from calibration.services.common import day_of, insist_on, is_own_work, locked, sheet_of
from calibration.states import JOB_MOVES, JobState
from common.errors import Faults, Refused
from common.states import advance
from common.text import nfc

LONGEST_NOTE = 500


@dataclass(frozen=True)
class ReturnIn:
    """One cell to be measured again, and why."""

    section: str
    column: str
    comment: str
    row: int = 0
    repeat: int = 0

    @property
    def cell(self) -> Cell:
        """Where it is."""
        return (self.section, self.row, self.column, self.repeat)


@dataclass(frozen=True)
class NoteIn:
    """A remark, on the whole or on one cell."""

    text: str
    cell: Cell | None = None

    def row(self) -> dict[str, Any]:
        """The columns it fills."""
        section, row, column, repeat = self.cell or ("", 0, "", 0)
        place = {"section": section, "row": row, "column": column, "repeat": repeat}
        return {"text": nfc(self.text), **place}


@transaction.atomic
def return_cells(*, job_id: int, cells: Sequence[ReturnIn], by: User, at: datetime) -> Job:
    """Give single cells back with a comment; every other reading stays as it is."""
    job = locked(job_id)
    _insist_reviewer(job, by, at)
    before, after = advance(job, "return", JOB_MOVES)
    sheet = sheet_of(job)
    _insist_returnable(sheet, cells)
    CellReturn.objects.bulk_create(
        CellReturn(
            worksheet=sheet, section=each.section, row=each.row, column=each.column,
            repeat=each.repeat, comment=nfc(each.comment), by=by, at=at,
        )
        for each in cells
    )  # fmt: skip
    changes = {
        "state": (before, after),
        "outcome": (job.outcome, ""),
        "submitted_at": (job.submitted_at, None),
        "cells": (None, ", ".join(name_of(each.cell) for each in cells)),
    }
    job.outcome, job.submitted_at = "", None
    job.save(update_fields=["state", "outcome", "submitted_at"])
    record(
        subject=job, verb="job.return", by=by, at=at, chain=job.centre.code, changes=changes,
        why="; ".join(nfc(each.comment) for each in cells),
    )  # fmt: skip
    return job


def _insist_returnable(sheet: Worksheet, cells: Sequence[ReturnIn]) -> None:
    faults = Faults()
    filled = latest(sheet.readings.all())
    open_returns = sheet.returns.filter(settled_by__isnull=True)
    waiting = {(each.section, each.row, each.column, each.repeat) for each in open_returns}
    if not cells:
        faults.add("cells", _("Hãy chọn ít nhất một ô để trả lại."), code="required")
    for i, each in enumerate(cells):
        if each.cell not in filled:
            faults.add(
                f"cells.{i}", _("Ô này không có số chỉ."), code="unknown_cell",
                found=name_of(each.cell),
            )  # fmt: skip
        if not each.comment.strip():
            faults.add(f"cells.{i}.comment", _("Hãy ghi lý do trả lại."), code="required")
        if each.cell in waiting:
            faults.add(f"cells.{i}", _("Ô này được chọn hai lần."), code="twice")
        waiting.add(each.cell)
    faults.raise_if_any()


@transaction.atomic
def add_notes(*, job_id: int, notes: Sequence[NoteIn], by: User, at: datetime) -> list[ReviewNote]:
    """Keep a reviewer's remarks on a job or on cells of it, all or none; nothing is given back."""
    job = locked(job_id)
    insist_on(Can.REVIEW_JOBS, by, job, at)
    if job.state in (JobState.OPEN, JobState.CANCELLED):
        raise Refused(_("Phiếu này chưa có gì để nhận xét."), code="wrong_state")
    _check_notes(job, notes)
    kept = [ReviewNote.objects.create(job=job, by=by, at=at, **each.row()) for each in notes]
    cells = ", ".join(name_of(each.cell) for each in notes if each.cell)
    record(
        subject=job, verb="job.note", by=by, at=at, chain=job.centre.code,
        changes={"cells": (None, cells)} if cells else {}, seals=kept,
        why="; ".join(dict.fromkeys(each.text for each in kept)),
    )  # fmt: skip
    return kept


def _check_notes(job: Job, notes: Sequence[NoteIn]) -> None:
    faults = Faults()
    if not notes:
        faults.add("notes", _("Hãy viết nhận xét."), code="required")
    asked = any(each.cell for each in notes)
    filled = latest(sheet_of(job).readings.all()) if asked else {}
    for i, each in enumerate(notes):
        length = len(nfc(each.text))
        if not length:
            faults.add(f"notes.{i}.text", _("Hãy viết nhận xét."), code="required")
        if length > LONGEST_NOTE:
            faults.add(
                f"notes.{i}.text", _("Nhận xét quá dài."), code="too_long", found=str(length),
                allowed=str(LONGEST_NOTE),
            )  # fmt: skip
        if each.cell and each.cell not in filled:
            faults.add(
                f"notes.{i}", _("Ô này không có số chỉ."), code="unknown_cell",
                found=name_of(each.cell),
            )  # fmt: skip
    faults.raise_if_any()


@transaction.atomic
def return_paper(*, job_id: int, why: str, by: User, at: datetime) -> Job:
    """Give a paper record back with the reason: the job is open again, what it said is an event."""
    job = locked(job_id)
    _insist_reviewer(job, by, at)
    if not job.paper_record:
        raise Refused(_("Phiếu này không phải biên bản giấy."), code="not_on_paper")
    before, after = advance(job, "return_paper", JOB_MOVES)
    faults = Faults()
    if not why.strip():
        faults.add("comment", _("Hãy ghi lý do trả lại."), code="required")
    faults.raise_if_any()
    emptied: dict[str, Any] = {
        "paper_record": "",
        "outcome": "",
        "performed_on": None,
        "submitted_at": None,
    }
    changes = {name: (getattr(job, name), value) for name, value in emptied.items()}
    for name, value in emptied.items():
        setattr(job, name, value)
    job.save(update_fields=["state", *emptied])
    record(
        subject=job,
        verb="job.return_paper",
        by=by,
        at=at,
        chain=job.centre.code,
        changes={"state": (before, after), **changes},
        why=nfc(why),
    )
    return job


@transaction.atomic
def approve(*, job_id: int, by: User, at: datetime) -> Job:
    """Sign off the measurements. Whoever did the work cannot: the database says so too."""
    job = locked(job_id)
    _insist_reviewer(job, by, at)
    before, after = advance(job, "approve", JOB_MOVES)
    if not job.paper_record:
        sheet = sheet_of(job)
        if sheet.returns.filter(settled_by__isnull=True).exists():
            message = _("Còn ô đã trả lại mà chưa được đo lại.")
            raise Refused(message, code="unsettled_returns")
        assert job.performed_on is not None
        insist(recheck(job, sheet, job.performed_on))
        insist_agreement(job, sheet)
    else:
        insist(recheck_papers([job]))
    job.approved_by, job.approved_at = by, at
    job.save(update_fields=["state", "approved_by", "approved_at"])
    changes = {"state": (before, after), "approved_by": (None, by)}
    record(subject=job, verb="job.approve", by=by, at=at, chain=job.centre.code, changes=changes)
    return job


@transaction.atomic
def approve_papers(*, job_ids: Sequence[int], by: User, at: datetime) -> list[Job]:
    """Sign off many paper records in few queries, all or none. The rules are those of `approve`."""
    rows = Job.objects.select_for_update(of=("self",), no_key=True).select_related(
        "centre", "technician", "instrument__type"
    )
    jobs: list[Job] = []
    for first in range(0, len(job_ids), 500):
        jobs += rows.filter(pk__in=job_ids[first : first + 500]).order_by("pk")
    if any(not job.paper_record for job in jobs):
        raise Refused(_("Phiếu này không phải biên bản giấy."), code="not_on_paper")
    if any(job.technician_id == by.pk for job in jobs):
        raise Refused(
            _("Bạn là người thực hiện phiếu này: chờ người soát lại khác."), code="four_eyes"
        )
    for centre in {job.centre for job in jobs}:
        Person(by, day_of(at)).insist(Can.REVIEW_JOBS, centre)
    insist(recheck_papers(jobs))
    said: dict[str, list[Said]] = {}
    for job in jobs:
        before, after = advance(job, "approve", JOB_MOVES)
        job.approved_by, job.approved_at = by, at
        changes = {"state": (before, after), "approved_by": (None, by)}
        said.setdefault(job.centre.code, []).append(Said(job, "job.approve", changes))
    Job.objects.bulk_update(jobs, ["state", "approved_by", "approved_at"], batch_size=100)
    for chain in sorted(said):
        record_many(said[chain], by=by, at=at, chain=chain)
    return jobs


def _insist_reviewer(job: Job, by: User, at: datetime) -> None:
    insist_on(Can.REVIEW_JOBS, by, job, at)
    if is_own_work(job, by):
        raise Refused(
            _("Bạn là người thực hiện phiếu này: chờ người soát lại khác."), code="four_eyes"
        )
