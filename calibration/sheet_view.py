"""A worksheet laid out for reading: tables, cells with all their readings, results beside them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language

from calibration.budget_record import PointRecord
from calibration.budget_view import Shown, Warned, record_of, shown, warned
from calibration.cells import name_of
from calibration.definition import Column, Definition, Table
from calibration.evaluation import Cell, PointResult, use_of_limit
from calibration.models import CellReturn, Reading, Result
from calibration.numbers import text_of
from calibration.plan import Plan, rows_of
from metrology.decimals import to_decimal
from metrology.quantities.units import UNITS

UNUSUAL = Decimal("0.8")  # of the limit: from here on a reviewer looks first


@dataclass(frozen=True)
class Box:
    """One cell: the reading that counts, the superseded ones before it, an open return."""

    name: str = ""
    text: str = ""  # of a cell that nobody fills: reference, label, computed
    words: Mapping[str, str] | None = None
    latest: Reading | None = None
    older: tuple[Reading, ...] = ()
    returned: CellReturn | None = None
    unit: str = ""  # shown when it is not the table's

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
    near: bool  # more than 80 % of the limit
    record: PointRecord | None = None

    @property
    def budget(self) -> Shown | None:
        """The budget in the reader's words."""
        return None if self.record is None else shown(self.record, _lang())


@dataclass(frozen=True)
class Sheet:
    """One table."""

    table: Table
    columns: tuple[Column, ...]  # those shown: an optional one only when it has readings
    unit: str
    lines: tuple[Line, ...]
    sources: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # heads of the budgets

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


class _Cells:
    """Readings and open returns by cell."""

    def __init__(self, readings: Iterable[Reading], returns: Iterable[CellReturn]) -> None:
        self.by_cell: dict[Cell, list[Reading]] = {}
        for reading in sorted(readings, key=lambda each: each.received_at):
            self.by_cell.setdefault(reading.cell, []).append(reading)
        self.returns = {
            (each.section, each.row, each.column, each.repeat): each
            for each in returns
            if each.settled_by_id is None
        }

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
        )


def view_of(
    definition: Definition,
    plan: Plan,
    readings: Sequence[Reading],
    returns: Sequence[CellReturn],
    points: Sequence[PointResult],
) -> View:
    """Lay a worksheet out."""
    cells = _Cells(readings, returns)
    results = {(point.section, point.row): point for point in points}
    return View(
        environment=[
            Answer(each.label, cells.box(("environment", 0, each.key, 0)))
            for each in definition.environment
        ],
        checks=[
            Answer(each.label, cells.box(("checks", 0, each.key, 0))) for each in definition.checks
        ],
        sheets=[_sheet(table, plan, cells, results) for table in definition.tables],
        superseded=sum(reading.supersedes_id is not None for reading in readings),
    )


def _sheet(
    table: Table, plan: Plan, cells: _Cells, results: Mapping[tuple[str, int], PointResult]
) -> Sheet:
    used = {(cell[0], cell[2]) for cell in cells.by_cell}
    columns = tuple(
        column
        for column in table.columns
        if column.required or not column.observed or (table.key, column.key) in used
    )
    lines = []
    for row in rows_of(plan, table.key):
        point = results.get((table.key, row["row"]))
        boxes = tuple(_boxes(table, column, row, plan, cells, point) for column in columns)
        share = None if point is None else use_of_limit(table, point)
        lines.append(
            Line(
                row["row"] + 1,
                boxes,
                point,
                share is not None and share > UNUSUAL,
                record_of(point),
            )
        )
    labels: dict[str, Mapping[str, str]] = {}
    for line in lines:
        labels |= line.record.labels if line.record is not None else {}
    heads = {each.key: labels[each.key] for each in table.uncertainty if each.key in labels}
    return Sheet(table, columns, UNITS[plan["unit"]].symbol, tuple(lines), heads)


def _lang() -> str:
    return "vi" if (get_language() or "vi").startswith("vi") else "en"


def _boxes(
    table: Table,
    column: Column,
    row: Mapping[str, Any],
    plan: Plan,
    cells: _Cells,
    point: PointResult | None,
) -> tuple[Box, ...]:
    if column.observed:
        unit = column.unit or plan["unit"]
        return tuple(
            cells.box((table.key, row["row"], column.key, i), unit) for i in range(column.repeat)
        )
    if column.role == "label":
        return (Box(words=row.get("label", {})),)
    if column.role == "reference":
        return (Box(text=row["reference"]),)
    return (Box(text="" if point is None else point.computed.get(column.key, "")),)


def stored(result: Result) -> PointResult:
    """A stored result as evaluation gives it."""
    names = (
        "section", "row", "unit", "reference", "indication", "error", "limit", "verdict", "u",
        "dof", "k", "expanded", "stated_error", "stated_expanded",
    )  # fmt: skip
    whole = {name: getattr(result, name) for name in names}
    texts = {
        name: json.loads(getattr(result, name)) for name in ("computed", "acceptance", "budget")
    }
    return PointResult(**whole, **texts)
