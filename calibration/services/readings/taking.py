"""One reading after the other, met with what its worksheet holds. Nothing is kept here.

The one core of every way in: a batch over many jobs answers each reading by itself, the batch of
one job takes all or none.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from calibration.cells import CellKind, Grid, name_of
from calibration.evaluation import Cell
from calibration.models import Job, Reading, Worksheet
from calibration.states import JobState
from common.errors import Fault
from common.text import nfc
from instruments.messages import fault
from metrology.errors import MetrologyError
from metrology.quantities.readings import parse_number
from metrology.quantities.units import find_unit, require_quantity, units_of

ANSWERS = ("pass", "fail")
LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True)
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


class Status(StrEnum):
    """What became of a reading."""

    ACCEPTED = "accepted"
    KNOWN = "known"  # the same id with the same content was there before
    CONFLICT = "conflict"  # something else is there: a person decides
    REFUSED = "refused"


class Held(NamedTuple):
    """A reading that stands, as far as a new one is compared with it."""

    pk: UUID
    worksheet_id: int
    section: str
    row: int
    column: str
    repeat: int
    digits: str
    unit: str
    taken_at: datetime
    supersedes_id: UUID | None
    reason: str
    by: str

    @property
    def cell(self) -> Cell:
        """Where it stands."""
        return (self.section, self.row, self.column, self.repeat)

    @property
    def said(self) -> str:
        """Its digits and unit."""
        return f"{self.digits} {self.unit}".strip()


COLUMNS = (*Held._fields[:-1], "by__full_name")  # what a query gives for `Held._make`
_ROW = [field.attname for field in Reading._meta.concrete_fields]
_CONTENT = slice(1, -1)  # all but the id and who keyed it


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one reading; of a conflict, what stands there."""

    id: UUID
    status: Status
    faults: tuple[Fault, ...] = ()
    theirs: Held | None = None


@dataclass
class Sheet:
    """One worksheet whose job is held, and which reading counts in each cell."""

    job: Job
    worksheet: Worksheet
    grid: Grid
    newest: dict[Cell, Held] = field(default_factory=dict)
    rows: list[Reading] = field(default_factory=list)  # new ones, in their order


class Taking:
    """Readings of one sending, by one person, at one moment."""

    def __init__(
        self, *, by: User, at: datetime, comma: bool, device: str = "",
        there: Mapping[UUID, Held] | None = None, broken: Collection[UUID] = (),
    ) -> None:  # fmt: skip
        self.by, self.at, self.comma, self.device = by, at, comma, nfc(device)
        self._name = by.full_name
        self._there = dict(there or {})
        self._broken = set(broken)  # refused: what supersedes one of them is refused too

    def take(self, sheet: Sheet, reading: ReadingIn) -> Answer:
        """Meet one reading; when it is accepted it counts for those after it."""
        answer = self._met(sheet, reading)
        if answer.status in (Status.REFUSED, Status.CONFLICT) and reading.id not in self._there:
            self._broken.add(reading.id)
        return answer

    def _met(self, sheet: Sheet, reading: ReadingIn) -> Answer:
        digits, unit, faults = entry_of(sheet.grid, reading, comma=self.comma)
        if faults:
            return Answer(reading.id, Status.REFUSED, faults)
        new = Held(
            reading.id, sheet.worksheet.pk, reading.section, reading.row, reading.column,
            reading.repeat, digits, unit, reading.taken_at, reading.supersedes,
            nfc(reading.reason), self._name,
        )  # fmt: skip
        seen = self._there.get(new.pk)
        if seen is not None:
            return _again(new, seen)
        wrong = self._refusal(sheet, new) or _misplaced(sheet, new)
        if wrong is not None:
            return wrong
        self._there[new.pk] = sheet.newest[new.cell] = new
        sheet.rows.append(self._row(new, reading))
        return Answer(new.pk, Status.ACCEPTED)

    def _refusal(self, sheet: Sheet, new: Held) -> Answer | None:
        if sheet.job.state != JobState.MEASURING:
            return Answer(new.pk, Status.REFUSED, (closed(sheet.job),))
        if new.supersedes_id in self._broken:
            message = _("Số chỉ mà nó thay thế đã không được nhận.")
            return _refused(new, "supersedes", message, "forerunner_refused")
        return None

    def _row(self, new: Held, reading: ReadingIn) -> Reading:
        row: dict[str, Any] = {
            "id": new.pk, "worksheet_id": new.worksheet_id, "section": new.section,
            "row": new.row, "column": new.column, "repeat": new.repeat, "digits": new.digits,
            "as_typed": nfc(reading.value), "unit": new.unit, "taken_at": new.taken_at,
            "received_at": self.at, "by_id": self.by.pk, "supersedes_id": new.supersedes_id,
            "reason": new.reason, "device": self.device,
        }  # fmt: skip
        # By position: half the time of names, and thousands come at once.
        return Reading.from_db(None, _ROW, [row[name] for name in _ROW])


def closed(job: Job) -> Fault:
    """Why a job that is not being measured takes no reading."""
    said = _("Phiếu đang “%(state)s”: không nhận thêm số chỉ.")
    return Fault("job", said % {"state": job.get_state_display()}, code="wrong_state")


# Value and unit


def entry_of(grid: Grid, reading: ReadingIn, *, comma: bool) -> tuple[str, str, tuple[Fault, ...]]:
    """Canonical digits (or pass, fail, words) and the unit's code, or what is wrong with them."""
    kind = grid.find(reading.cell)
    if kind is None:
        return "", "", (_unknown(grid, reading),)
    if kind.words:
        return _words(reading)
    if kind.unit is None:
        return _answer(reading)
    return _measured(kind, reading, comma=comma)


def _unknown(grid: Grid, reading: ReadingIn) -> Fault:
    sections = grid.sections()
    return Fault(
        "section" if reading.section not in sections else "column",
        _("Biên bản không có ô này."),
        code="unknown_cell",
        found=name_of(reading.cell)[: 2 * LONGEST_SHOWN],
        allowed=", ".join(sections),
    )


def _words(reading: ReadingIn) -> tuple[str, str, tuple[Fault, ...]]:
    text = nfc(reading.value)
    if text:
        return text, "", ()
    return "", "", (Fault("value", _("Ô này cần lời ghi."), code="blank"),)


def _answer(reading: ReadingIn) -> tuple[str, str, tuple[Fault, ...]]:
    if reading.value in ANSWERS:
        return reading.value, "", ()
    message = _("Chỉ nhận đạt (pass) hoặc không đạt (fail).")
    found, allowed = reading.value[:LONGEST_SHOWN], ", ".join(ANSWERS)
    return "", "", (Fault("value", message, code="not_an_answer", found=found, allowed=allowed),)


def _measured(
    kind: CellKind, reading: ReadingIn, *, comma: bool
) -> tuple[str, str, tuple[Fault, ...]]:
    assert kind.unit is not None
    digits = unit = ""
    faults = []
    try:
        digits = parse_number(reading.value, decimal_comma=comma)
    except MetrologyError as error:
        faults.append(fault("value", error))
    try:
        unit = unit_code(reading.unit, kind.unit.quantity, reading.value)
    except MetrologyError as error:
        faults.append(fault("unit", error))
    return digits, unit, tuple(faults)


@lru_cache(maxsize=1024)
def _code_of(text: str, quantity: str) -> str:
    unit = find_unit(text)
    require_quantity(unit, quantity)
    return unit.code


def unit_code(text: str, quantity: str, value: str) -> str:
    """The code of the unit that `text` names. Raises MetrologyError, also for no unit at all."""
    if text.strip():
        return _code_of(text, quantity)
    allowed = ", ".join(unit.symbol for unit in units_of(quantity))
    raise MetrologyError("missing_unit", found=value, allowed=allowed)


# Place


def _again(new: Held, seen: Held) -> Answer:
    if new[_CONTENT] == seen[_CONTENT]:
        return Answer(new.pk, Status.KNOWN)
    own = seen.worksheet_id == new.worksheet_id  # of another worksheet nothing is shown
    wrong = Fault(
        "id",
        _("Mã %(id)s đã có với nội dung khác.") % {"id": new.pk},
        code="conflict",
        found=new.digits,
        allowed=seen.digits if own else "",
    )
    return Answer(new.pk, Status.CONFLICT, (wrong,), seen if own else None)


def _misplaced(sheet: Sheet, new: Held) -> Answer | None:
    """Unless it is the first of an empty cell, or supersedes the newest with a reason."""
    newest = sheet.newest.get(new.cell)
    if newest is None and new.supersedes_id is None:
        return None
    if newest is None:
        message = _("Số chỉ được thay thế không ở ô này.")
        found = str(new.supersedes_id)
        return _refused(new, "supersedes", message, "not_the_newest", found=found)
    if new.supersedes_id != newest.pk:
        return Answer(new.pk, Status.CONFLICT, (_taken(new, newest),), newest)
    if not new.reason:
        return _refused(new, "reason", _("Hãy ghi lý do thay thế."), "required")
    return None


def _taken(new: Held, newest: Held) -> Fault:
    message = _("Ô này đã có số chỉ %(id)s; số chỉ mới phải thay thế đúng số chỉ đó.")
    return Fault(
        "supersedes",
        message % {"id": newest.pk},
        code="cell_taken",
        found=str(new.supersedes_id or ""),
        allowed=str(newest.pk),
    )


def _refused(new: Held, name: str, message: str, code: str, **more: Any) -> Answer:
    return Answer(new.pk, Status.REFUSED, (Fault(name, message, code=code, **more),))
