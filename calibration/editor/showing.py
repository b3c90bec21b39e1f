"""What a sample gives, as the templates draw it: a worksheet's grid with results beside."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from calibration.budget_view import record_of, shown
from calibration.editor.trying import Asked, Tried
from calibration.evaluation import PointResult
from calibration.evaluation.rows import repeats
from calibration.plan import Laid, error_unit_of, unit_of
from calibration.row_words import names_of_row
from common.templatetags.show import words
from metrology.quantities.units import UNITS


@dataclass(frozen=True)
class Cell:
    """One cell of the grid: boxes to fill, or a value that was computed, or why there is none."""

    boxes: tuple[Asked, ...] = ()
    text: str = ""
    problem: str = ""
    answer: bool = False  # pass or fail


@dataclass(frozen=True)
class Line:
    """One point."""

    number: int
    name: str
    cells: tuple[Cell, ...]
    point: PointResult | None
    limit: str
    budget: Any
    missing: str  # the contribution that could not be computed, of a point that was tried


@dataclass(frozen=True)
class Grid:
    """One table with its points."""

    title: Mapping[str, str]
    heads: tuple[tuple[str, str], ...]  # column, unit
    unit: str
    error_unit: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Shown:
    """All of a sample."""

    tried: Tried
    grids: tuple[Grid, ...]

    @property
    def verdict(self) -> str:
        """What came out of the whole."""
        return self.tried.evaluation.verdict if self.tried.evaluation else ""


def show_tried(tried: Tried | None, table: int | None) -> Shown | None:
    """The sample laid out; of one table when its number is given."""
    if tried is None:
        return None
    tables = tried.definition.tables
    wanted = None if table is None or table >= len(tables) else tables[table].key
    laid = [each for each in tried.laid if wanted is None or each.table == wanted]
    return Shown(tried, tuple(_grid(tried, each) for each in laid))


def _grid(tried: Tried, laid: Laid) -> Grid:
    table, plan = tried.definition.by_key[laid.table], tried.plan or {}
    columns = [column for column in table.columns if column.role != "label"]
    units = {unit_of(plan, row) for row in laid.rows}
    errors = {error_unit_of(plan, laid, row) for row in laid.rows}
    one = next(iter(units)) if len(units) == 1 else ""
    return Grid(
        title=table.title,
        heads=tuple(
            (words(c.label), _symbol(c.unit or ("" if c.role in ("check", "text") else one)))
            for c in columns
        ),
        unit=_symbol(one),
        error_unit=_symbol(next(iter(errors))) if len(errors) == 1 else "",
        lines=tuple(_line(tried, laid, row, columns) for row in laid.rows),
    )


def _symbol(code: str) -> str:
    return UNITS[code].symbol if code else ""


def _line(tried: Tried, laid: Laid, row: Mapping[str, Any], columns: list[Any]) -> Line:
    point = tried.point(laid, row["row"])
    record = record_of(point)
    unit = unit_of(tried.plan or {}, row)
    name = words(row.get("label") or names_of_row(row))
    return Line(
        number=row["row"] + 1,
        name=f"{name} ({_symbol(unit)})" if row.get("unit") else name,
        cells=tuple(_cell(tried, laid, row, column, point) for column in columns),
        point=point,
        limit=row.get("limit", ""),
        budget=None if record is None else shown(record, _lang()),
        missing=_missing(tried, laid, row, point),
    )


def _missing(tried: Tried, laid: Laid, row: Mapping[str, Any], point: PointResult | None) -> str:
    """Nothing is missed where nothing was typed."""
    here = f"{laid.section}/{row['row']}/"
    if not point or not any(each.text for key, each in tried.cells.items() if key.startswith(here)):
        return ""
    key = point.budget.get("missing", "")
    sources = tried.definition.by_key[laid.table].uncertainty
    return next((words(each.label) for each in sources if each.key == key), "")


def _cell(
    tried: Tried, laid: Laid, row: Mapping[str, Any], column: Any, point: PointResult | None
) -> Cell:
    if column.observed:
        keys = [
            f"{laid.section}/{row['row']}/{column.key}/{i}" for i in range(repeats(column, row))
        ]
        boxes = tuple(tried.cells[key] for key in keys if key in tried.cells)
        return Cell(boxes, answer=column.role == "check")
    if column.role == "reference":
        return Cell(text=row["reference"])
    if column.role == "nominal":
        value = row.get("values", {}).get(column.key, "")
        return Cell(text=value[0] if isinstance(value, list) else str(value))
    text = point.computed.get(column.key, "") if point else ""
    return Cell(text=text, problem=point.problems.get(column.key, "") if point and not text else "")


def _lang() -> str:
    from django.utils.translation import get_language

    return get_language() or "vi"
