"""Recording readings: a batch at a time, all or nothing, harmless when sent twice."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from audit.record import record
from calibration.cells import Grid, name_of
from calibration.definition import read_definition
from calibration.evaluation import Cell, Entry
from calibration.models import CellReturn, Job, Reading, Worksheet
from calibration.queries import latest
from calibration.services.common import locked, sheet_of
from calibration.states import JobState
from common.errors import Conflict, Fault, Faults, Refused
from common.text import nfc
from instruments.messages import fault
from metrology.errors import MetrologyError
from metrology.quantities.readings import parse_number
from metrology.quantities.units import find_unit, require_quantity, units_of

MOST = 500
_ANSWERS = ("pass", "fail")
_LONGEST = 60


@dataclass(frozen=True)
class ReadingIn:
    """A reading as the device sends it: its own id, the digits as keyed, the unit, the time."""

    id: UUID
    section: str
    column: str
    value: str
    taken_at: datetime
    row: int = 0
    repeat: int = 0
    unit: str = ""
    supersedes: UUID | None = None
    reason: str = ""

    @property
    def cell(self) -> Cell:
        """Where it goes."""
        return (self.section, self.row, self.column, self.repeat)


@dataclass(frozen=True)
class Recorded:
    """Which ids were new, and which were known with the same content."""

    accepted: tuple[UUID, ...] = ()
    known: tuple[UUID, ...] = ()


@dataclass
class _Batch:
    """One batch against what the worksheet holds."""

    grid: Grid
    sheet: Worksheet
    comma: bool
    newest: dict[Cell, UUID]
    there: Mapping[UUID, Reading]
    rows: list[Reading] = field(default_factory=list)
    known: list[UUID] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)
    conflicts: list[Fault] = field(default_factory=list)


def record_readings(
    *, job_id: int, readings: Sequence[ReadingIn], by: User, at: datetime, locale: str = "en"
) -> int:
    """Add readings to the worksheet; says how many were new. See `record_batch`."""
    recorded = record_batch(job_id=job_id, readings=readings, by=by, at=at, locale=locale)
    return len(recorded.accepted)


@transaction.atomic
def record_batch(
    *, job_id: int, readings: Sequence[ReadingIn], by: User, at: datetime, locale: str = "en"
) -> Recorded:
    """Add readings, all or none. `locale` "vi" reads a decimal comma.

    The same id with the same content is known and changes nothing, in any state of the job. The
    same id with other content, or a second first reading of a cell, is a Conflict. Bad values are
    InvalidInput, each fault named `readings.3.value`.
    """
    job = locked(job_id)
    sheet = sheet_of(job)
    batch = _open(job, sheet, readings, comma=locale.startswith("vi"))
    for i, reading in enumerate(readings):
        _take(batch, f"readings.{i}", reading, by, at)
    batch.faults.raise_if_any()
    if batch.conflicts:
        raise _clash(*batch.conflicts)
    if batch.rows:
        _insist_measuring(job)
        _add(job, batch, by, at)
    return Recorded(tuple(row.pk for row in batch.rows), tuple(batch.known))


def parsed(*, job: Job, readings: Sequence[ReadingIn], locale: str = "en") -> dict[Cell, Entry]:
    """The readings as entries for a preview: same checks of cell, value and unit, nothing kept."""
    sheet = sheet_of(job)
    assert job.procedure is not None
    grid = Grid(read_definition(job.procedure.definition), json.loads(sheet.plan))
    batch = _Batch(grid, sheet, locale.startswith("vi"), {}, {})
    found = {}
    for i, reading in enumerate(readings):
        digits, unit = _parse(batch, f"readings.{i}", reading)
        found[reading.cell] = Entry(digits, unit)
    batch.faults.raise_if_any()
    return found


def _open(job: Job, sheet: Worksheet, readings: Sequence[ReadingIn], *, comma: bool) -> _Batch:
    assert job.procedure is not None
    if len(readings) > MOST:
        message = _("Mỗi lần gửi nhiều nhất %(most)s số chỉ.") % {"most": MOST}
        raise Refused(message, code="too_many")
    ids = [reading.id for reading in readings]
    found = list(Reading.objects.filter(Q(worksheet=sheet) | Q(pk__in=ids)))
    own = [reading for reading in found if reading.worksheet_id == sheet.pk]
    return _Batch(
        grid=Grid(read_definition(job.procedure.definition), json.loads(sheet.plan)),
        sheet=sheet,
        comma=comma,
        newest={cell: reading.pk for cell, reading in latest(own).items()},
        there={reading.pk: reading for reading in found},
    )


def _insist_measuring(job: Job) -> None:
    if job.state != JobState.MEASURING:
        raise Refused(
            _("Phiếu đang “%(state)s”: không nhận thêm số chỉ.")
            % {"state": job.get_state_display()},
            code="wrong_state",
        )


# One reading


def _take(batch: _Batch, path: str, reading: ReadingIn, by: User, at: datetime) -> None:
    seen = batch.there.get(reading.id) or next(
        (row for row in batch.rows if row.pk == reading.id), None
    )
    before = len(batch.faults.found)
    digits, unit = _parse(batch, path, reading)
    if len(batch.faults.found) > before:
        return
    row = Reading(
        pk=reading.id, worksheet=batch.sheet, section=reading.section, row=reading.row,
        column=reading.column, repeat=reading.repeat, digits=digits, as_typed=nfc(reading.value),
        unit=unit, taken_at=reading.taken_at, received_at=at, by=by,
        supersedes_id=reading.supersedes, reason=nfc(reading.reason),
    )  # fmt: skip
    if seen is not None:
        _meet_again(batch, path, row, seen)
        return
    _check_place(batch, path, row)
    batch.rows.append(row)
    batch.newest[row.cell] = row.pk


def _parse(batch: _Batch, path: str, reading: ReadingIn) -> tuple[str, str]:
    """Canonical digits and the unit's code; faults are noted."""
    kind = batch.grid.find(reading.cell)
    if kind is None:
        batch.faults.add(
            f"{path}.section" if reading.section not in batch.grid.sections() else f"{path}.column",
            _("Biên bản không có ô này."),
            code="unknown_cell", found=name_of(reading.cell),
            allowed=", ".join(batch.grid.sections()),
        )  # fmt: skip
        return "", ""
    if kind.unit is None:
        if reading.value not in _ANSWERS:
            batch.faults.add(
                f"{path}.value", _("Chỉ nhận đạt (pass) hoặc không đạt (fail)."),
                code="not_an_answer", found=reading.value[:_LONGEST], allowed=", ".join(_ANSWERS),
            )  # fmt: skip
        return reading.value, ""
    return _digits(batch, path, reading), _unit(batch, path, reading, kind.unit.quantity)


def _digits(batch: _Batch, path: str, reading: ReadingIn) -> str:
    try:
        return parse_number(reading.value, decimal_comma=batch.comma)
    except MetrologyError as error:
        batch.faults.found.append(fault(f"{path}.value", error))
        return ""


def _unit(batch: _Batch, path: str, reading: ReadingIn, quantity: str) -> str:
    if not reading.unit.strip():
        allowed = ", ".join(unit.symbol for unit in units_of(quantity))
        error = MetrologyError("missing_unit", found=reading.value, allowed=allowed)
        batch.faults.found.append(fault(f"{path}.unit", error))
        return ""
    try:
        unit = find_unit(reading.unit)
        require_quantity(unit, quantity)
    except MetrologyError as error:
        batch.faults.found.append(fault(f"{path}.unit", error))
        return ""
    return unit.code


_CONTENT = (
    "worksheet_id", "section", "row", "column", "repeat", "digits", "unit", "taken_at",
    "supersedes_id", "reason",
)  # fmt: skip


def _meet_again(batch: _Batch, path: str, row: Reading, seen: Reading) -> None:
    if all(getattr(row, name) == getattr(seen, name) for name in _CONTENT):
        batch.known.append(row.pk)
        return
    own = seen.worksheet_id == row.worksheet_id
    batch.conflicts.append(
        Fault(
            f"{path}.id",
            _("Mã %(id)s đã có với nội dung khác.") % {"id": row.pk},
            code="conflict",
            found=row.digits,
            allowed=seen.digits if own else "",
        )
    )


def _check_place(batch: _Batch, path: str, row: Reading) -> None:
    """A first reading of an empty cell, or one that supersedes the newest, with a reason."""
    newest = batch.newest.get(row.cell)
    if newest is None and row.supersedes_id is not None:
        batch.faults.add(
            f"{path}.supersedes", _("Số chỉ được thay thế không ở ô này."),
            code="not_the_newest", found=str(row.supersedes_id),
        )  # fmt: skip
    elif newest is not None and row.supersedes_id != newest:
        batch.conflicts.append(
            Fault(
                f"{path}.supersedes",
                _("Ô này đã có số chỉ %(id)s; số chỉ mới phải thay thế đúng số chỉ đó.")
                % {"id": newest},
                code="cell_taken",
                found=str(row.supersedes_id or ""),
                allowed=str(newest),
            )
        )
    if row.supersedes_id is not None and not row.reason:
        batch.faults.add(f"{path}.reason", _("Hãy ghi lý do thay thế."), code="required")


# All of them


def _add(job: Job, batch: _Batch, by: User, at: datetime) -> None:
    try:
        with transaction.atomic():
            Reading.objects.bulk_create(batch.rows)
    except IntegrityError as error:
        # Another job took one of these ids since we looked: its worksheet is not locked by us.
        raise _clash() from error
    _settle(batch)
    record(
        subject=job,
        verb="job.readings",
        by=by,
        at=at,
        chain=job.centre.code,
        changes={"readings": (None, len(batch.rows)), **_superseded(batch)},
        seals=batch.rows,
        why="; ".join(dict.fromkeys(row.reason for row in batch.rows if row.reason)),
    )


def _clash(*faults: Fault) -> Conflict:
    message = _("Có số chỉ trùng mã hoặc trùng ô nhưng khác nội dung.")
    return Conflict(message, faults=faults)


def _superseded(batch: _Batch) -> dict[str, tuple[str, str]]:
    """From what to what, for each reading that takes the place of another."""
    rows = [*batch.there.values(), *batch.rows]
    known = {row.pk: row for row in rows}
    return {
        f"{name_of(row.cell)} {row.pk}": (_said(known[row.supersedes_id]), _said(row))
        for row in batch.rows
        if row.supersedes_id is not None
    }


def _said(row: Reading) -> str:
    return f"{row.digits} {row.unit}".strip()


def _settle(batch: _Batch) -> None:
    """A returned cell is settled by the reading that supersedes it."""
    newer = {row.cell: row for row in batch.rows if row.supersedes_id is not None}
    if not newer:
        return
    settled: list[CellReturn] = []
    for each in batch.sheet.returns.filter(settled_by__isnull=True):
        row = newer.get((each.section, each.row, each.column, each.repeat))
        if row is not None:
            each.settled_by = row
            settled.append(each)
    CellReturn.objects.bulk_update(settled, ["settled_by"])
