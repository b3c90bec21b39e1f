"""A worksheet laid out for reading: tables, cells with all their readings, results beside them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language

from calibration.budget_record import PointRecord
from calibration.budget_view import Shown, Warned, record_of, shown, warned
from calibration.cells import name_of
from calibration.definition import Column, Definition, Table
from calibration.evaluation import ADJUSTED, Cell, PointResult, use_of_limit
from calibration.evaluation.rows import repeats
from calibration.models import Attachment, CellReturn, Reading, Result, ReviewNote
from calibration.numbers import text_of
from calibration.plan import Laid, Plan, error_unit_of, tables_of, unit_of
from calibration.review.comparing import Change
from calibration.review.unusual import NEAR
from calibration.row_words import names_of_row
from calibration.sections import LEFT, Section
from metrology.decimals import to_decimal
from metrology.quantities.units import UNITS

OBSERVED = ("reading", "check", "text")


@dataclass(frozen=True)
class Box:
    """One cell: the reading that counts, the superseded ones before it, what reviewers said."""

    name: str = ""
    text: str = ""  # of a cell that nobody fills: reference, label, computed
    words: Mapping[str, str] | None = None
    latest: Reading | None = None
    older: tuple[Reading, ...] = ()
    returned: CellReturn | None = None
    unit: str = ""  # shown when it is not the table's
    notes: tuple[ReviewNote, ...] = ()

    @property
    def filled(self) -> bool:
        """Whether a person wrote something here."""
        return self.latest is not None


@dataclass(frozen=True)
class Line:
    """One point with its cells and its result."""

    number: int
    boxes: tuple[tuple[Box, ...], ...]  # column by column, repeats within
    result: PointResult | None
    near: bool  # near its limit; see `review.unusual`
    record: PointRecord | None = None
    unit: str = ""  # symbols, where the rows of the table differ
    error_unit: str = ""
    before: Change | None = None  # the same point the time before
    label: Mapping[str, str] | None = None  # where no column of the table shows it

    @property
    def budget(self) -> Shown | None:
        """The budget in the reader's words."""
        return None if self.record is None else shown(self.record, _lang())


@dataclass(frozen=True)
class Sheet:
    """One table, in its channel and its phase."""

    table: Table
    columns: tuple[Column, ...]  # those shown: an optional one only when it has readings
    unit: str  # "" where each row has its own
    lines: tuple[Line, ...]
    sources: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # heads of the budgets
    section: str = ""
    error_unit: str = ""
    channel: Mapping[str, str] | None = None
    phase: str = ""  # "found", "left", or "" where nothing was adjusted

    @property
    def mixed(self) -> bool:
        """Whether units stand beside the rows instead of in the head."""
        return not self.unit and any(line.unit for line in self.lines)

    @property
    def named(self) -> bool:
        """Whether the points have names that no column of the procedure shows."""
        return any(line.label for line in self.lines)

    @property
    def heads(self) -> list[tuple[Column, str, bool]]:
        """Each column with the symbol of its unit, where all rows share it; whether it is words."""
        return [(column, self._symbol(column), self._is_words(column)) for column in self.columns]

    def _is_words(self, column: Column) -> bool:
        return column.role in ("label", "text") or (column.role == "nominal" and not column.unit)

    def _symbol(self, column: Column) -> str:
        if column.role in ("label", "check", "text") or column.role == "nominal":
            return UNITS[column.unit].symbol if column.unit else ""
        if column.unit:
            return UNITS[column.unit].symbol
        return self.error_unit if column.key in self.table.judged else self.unit

    @property
    def any_before(self) -> bool:
        """Whether the time before stands beside the points."""
        return any(line.before is not None for line in self.lines)

    @property
    def floored(self) -> bool:
        """Whether U was raised to the CMC somewhere."""
        return any(line.result is not None and line.result.cmc for line in self.lines)

    @property
    def budgets(self) -> list[tuple[Line, list[tuple[str, Any] | None]]]:
        """Each point that has a budget: of each head its |c|·u and its share."""
        found = []
        for line in self.lines:
            if line.record is not None:
                own = {
                    each.key: (text_of(to_decimal(each.u_y)), each.share)
                    for each in line.record.budget.lines
                }
                found.append((line, [own.get(key) for key in self.sources]))
        return found

    @property
    def warnings(self) -> tuple[Warned, ...]:
        """What the budgets warn of, for whoever is about to sign."""
        return warned(((line.number, line.record) for line in self.lines), _lang())

    @property
    def any_limit(self) -> bool:
        """Whether a limit stands beside the points."""
        return any(line.result is not None and line.result.limit for line in self.lines)

    @property
    def any_stated(self) -> bool:
        """Whether a result with U stands beside the points."""
        return any(line.result is not None and line.result.stated_expanded for line in self.lines)


@dataclass(frozen=True)
class Answer:
    """A check or a quantity of the environment with its cell."""

    label: Mapping[str, str]
    box: Box


@dataclass
class View:
    """The whole worksheet."""

    environment: list[Answer] = field(default_factory=list)
    checks: list[Answer] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    superseded: int = 0
    mode: str = ""
    adjusted: Box | None = None
    channels: list[tuple[Mapping[str, str], str]] = field(default_factory=list)  # with verdicts
    scope: Mapping[str, Any] = field(default_factory=dict)
    files: Sequence[Attachment] = ()
    notes: list[ReviewNote] = field(default_factory=list)  # on the whole


@dataclass(frozen=True)
class Beside:
    """What stands beside the readings: returns, remarks, files, the time before."""

    returns: Sequence[CellReturn] = ()
    notes: Sequence[ReviewNote] = ()
    files: Sequence[Attachment] = ()
    before: Mapping[tuple[str, int], Change] = field(default_factory=dict)


class _Cells:
    """Readings, open returns and remarks by cell."""

    def __init__(self, readings: Iterable[Reading], beside: Beside) -> None:
        self.by_cell: dict[Cell, list[Reading]] = {}
        for reading in sorted(readings, key=lambda each: each.received_at):
            self.by_cell.setdefault(reading.cell, []).append(reading)
        self.returns = {
            (each.section, each.row, each.column, each.repeat): each
            for each in beside.returns
            if each.settled_by_id is None
        }
        self.notes: dict[Cell, list[ReviewNote]] = {}
        for note in beside.notes:
            self.notes.setdefault(note.cell, []).append(note)

    def box(self, cell: Cell, unit: str = "") -> Box:
        found = self.by_cell.get(cell, [])
        replaced = {reading.supersedes_id for reading in found}
        newest = next((reading for reading in found if reading.pk not in replaced), None)
        other = newest is not None and newest.unit != unit and bool(newest.unit)
        return Box(
            name=name_of(cell),
            latest=newest,
            older=tuple(reading for reading in found if reading.pk in replaced),
            returned=self.returns.get(cell),
            unit=UNITS[newest.unit].symbol if newest is not None and other else "",
            notes=tuple(self.notes.get(cell, ())),
        )


def view_of(
    definition: Definition,
    plan: Plan,
    readings: Sequence[Reading],
    beside: Beside,
    points: Sequence[PointResult],
) -> View:
    """Lay a worksheet out. What is measured after an adjustment shows once there is one."""
    cells = _Cells(readings, beside)
    results = {(point.section, point.row): point for point in points}
    adjusted = cells.box(ADJUSTED)
    laid = [each for each in tables_of(plan) if each.phase != LEFT or adjusted.filled]
    layout = _Layout(definition, plan, cells, results, beside.before, adjusted.filled)
    return View(
        environment=[
            Answer(each.label, cells.box(("environment", 0, each.key, 0)))
            for each in definition.environment
        ],
        checks=[
            Answer(each.label, cells.box(("checks", 0, each.key, 0))) for each in definition.checks
        ],
        sheets=[layout.sheet(each) for each in laid],
        superseded=sum(reading.supersedes_id is not None for reading in readings),
        mode=plan.get("mode", ""),
        adjusted=adjusted if plan.get("adjustment") else None,
        channels=_channels(plan, points),
        scope=plan.get("scope") or {},
        files=beside.files,
        notes=cells.notes.get(("", 0, "", 0), []),
    )


def _channels(plan: Plan, points: Sequence[PointResult]) -> list[tuple[Mapping[str, str], str]]:
    """Each channel with its verdict by the points that decide; "" until all of them are judged."""
    left = any(point.phase == LEFT for point in points)
    deciding = [point for point in points if (point.phase == LEFT) is left]
    found = []
    for each in plan.get("channels", ()):
        mine = [p for p in deciding if p.channel == each["channel"] and p.acceptance]
        verdicts = {point.verdict for point in mine}
        verdict = "fail" if "fail" in verdicts else "pass" if verdicts == {"pass"} else ""
        found.append((each["label"], verdict))
    return found


@dataclass(frozen=True)
class _Layout:
    """What every table is laid out with."""

    definition: Definition
    plan: Plan
    cells: _Cells
    results: Mapping[tuple[str, int], PointResult]
    before: Mapping[tuple[str, int], Change]
    adjusted: bool

    def sheet(self, laid: Laid) -> Sheet:
        """One table in its channel and phase."""
        table = self.definition.by_key[laid.table]
        used = {(cell[0], cell[2]) for cell in self.cells.by_cell}
        columns = tuple(
            column
            for column in table.columns
            if column.required or not column.observed or (laid.section, column.key) in used
        )
        units = [UNITS[unit_of(self.plan, row)].symbol for row in laid.rows]
        steps = [UNITS[error_unit_of(self.plan, laid, row)].symbol for row in laid.rows]
        lines = tuple(
            self.line(laid, table, columns, row, unit, step)
            for row, unit, step in zip(laid.rows, units, steps, strict=True)
        )
        labels: dict[str, Mapping[str, str]] = {}
        for line in lines:
            labels |= line.record.labels if line.record is not None else {}
        return Sheet(
            table=table,
            columns=columns,
            unit=_common(units),
            lines=lines,
            sources={
                each.key: labels[each.key] for each in table.uncertainty if each.key in labels
            },
            section=laid.section,
            error_unit=_common(steps),
            channel=laid.label,
            phase=("left" if laid.phase == LEFT else "found") if self.adjusted else "",
        )

    def line(
        self, laid: Laid, table: Table, columns: Sequence[Column], row: Mapping[str, Any],
        unit: str, step: str,
    ) -> Line:  # fmt: skip
        """One row with its result."""
        point = self.results.get((laid.section, row["row"]))
        share = None if point is None else use_of_limit(table, point)
        return Line(
            number=row["row"] + 1,
            boxes=tuple(self.boxes(laid, column, row, point) for column in columns),
            result=point,
            near=share is not None and share >= NEAR,
            record=record_of(point),
            unit=unit,
            error_unit=step,
            before=self.before.get((laid.section, row["row"])),
            label=None if _shows_label(table) else row.get("label"),
        )

    def boxes(
        self, laid: Laid, column: Column, row: Mapping[str, Any], point: PointResult | None
    ) -> tuple[Box, ...]:
        """The cells of one column in one row: its repeats, or what nobody fills."""
        if column.role in OBSERVED:
            unit = column.unit or unit_of(self.plan, row)
            return tuple(
                self.cells.box((laid.section, row["row"], column.key, i), unit)
                for i in range(repeats(column, row))
            )
        if column.role == "label":
            return (Box(words=row.get("label") or names_of_row(row)),)
        if column.role == "reference":
            return (Box(text=row["reference"]),)
        if column.role == "nominal":
            return (_nominal(row.get("values", {}).get(column.key, "")),)
        return (Box(text="" if point is None else point.computed.get(column.key, "")),)


def _shows_label(table: Table) -> bool:
    return any(column.role == "label" for column in table.columns)


def _nominal(value: Any) -> Box:
    """A value of the row: a number, or words as they are."""
    return Box(text=value[0]) if isinstance(value, list) else Box(words={"vi": value, "en": value})


def _common(symbols: Sequence[str]) -> str:
    """The symbol that all rows share, or none."""
    return symbols[0] if symbols and len(set(symbols)) == 1 else ""


def _lang() -> str:
    return "vi" if (get_language() or "vi").startswith("vi") else "en"


def stored(result: Result) -> PointResult:
    """A stored result as evaluation gives it."""
    names = (
        "section", "row", "unit", "reference", "indication", "error", "limit", "verdict", "u",
        "dof", "k", "expanded", "stated_error", "stated_expanded", "error_unit", "cmc",
    )  # fmt: skip
    whole = {name: getattr(result, name) for name in names}
    texts = {
        name: json.loads(getattr(result, name)) for name in ("computed", "acceptance", "budget")
    }
    where = Section.parse(result.section)
    return PointResult(**whole, **texts, channel=where.channel, phase=where.phase)
