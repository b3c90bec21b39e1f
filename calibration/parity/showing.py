"""A sheet as a grid to point at, and kept runs as pages and the API show them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from calibration.definition import read_definition
from calibration.models import ParityNote, ParityRun
from calibration.numbers import shortened
from calibration.parity.reading import plain
from calibration.parity.saying import Namer, number
from calibration.parity.workbook import Cell, Sheet, letters_of

ROWS, COLUMNS = 60, 40  # of one view of the grid
ORDER = {"differs": 0, "unmapped": 1, "equal": 2, "read": 3}


@dataclass(frozen=True)
class Spot:
    """One cell of the grid."""

    place: str
    text: str
    kind: str
    formula: str
    wrong: bool


@dataclass(frozen=True)
class Grid:
    """Part of a sheet: which rows and columns, and how many there are."""

    sheet: str
    letters: Sequence[str]
    rows: Sequence[tuple[int, Sequence[Spot]]]
    first: int
    left: int
    height: int
    width: int

    @property
    def last(self) -> int:
        """The last row that is shown."""
        return self.first + len(self.rows) - 1

    @property
    def above(self) -> int:
        """Where the rows before begin; 0 for none."""
        return max(1, self.first - ROWS) if self.first > 1 else 0

    @property
    def below(self) -> int:
        """Where the rows after begin; 0 for none."""
        return self.last + 1 if self.last < self.height else 0

    @property
    def before(self) -> int:
        """Where the columns before begin; 0 for none."""
        return max(1, self.left - COLUMNS) if self.left > 1 else 0

    @property
    def after(self) -> int:
        """Where the columns after begin; 0 for none."""
        end = self.left + len(self.letters)
        return end if end <= self.width else 0


def grid_of(sheet: Sheet, first: int = 1, left: int = 1) -> Grid:
    """The part of a sheet that begins at a row and a column."""
    height, width = (max(1, size) for size in sheet.size)
    first, left = min(max(1, first), height), min(max(1, left), width)
    columns = range(left, min(left + COLUMNS, width + 1))
    rows = range(first, min(first + ROWS, height + 1))
    return Grid(
        sheet=sheet.name,
        letters=[letters_of(column) for column in columns],
        rows=[(row, [_spot(sheet, row, column) for column in columns]) for row in rows],
        first=first, left=left, height=height, width=width,
    )  # fmt: skip


def _spot(sheet: Sheet, row: int, column: int) -> Spot:
    cell = sheet.at(f"{letters_of(column)}{row}")
    wrong = cell.kind == "error" or cell.never_calculated
    return Spot(cell.place, _shown(cell), cell.kind, cell.formula, wrong)


def _shown(cell: Cell) -> str:
    """A number with the decimals that Excel shows; anything else as it is."""
    value = cell.number if cell.kind == "number" else None
    if value is None:
        return cell.value[:80]
    step = cell.step
    if step is None or "%" in cell.shown:
        return number(shortened(plain(value)))
    return number(format(value.quantize(step), "f") if abs(value) < 10**15 else plain(value))


def lines_of(run: ParityRun, wanted: str = "") -> list[dict[str, Any]]:
    """The kept cells, those that differ first; with `wanted`, of that status only."""
    cells: list[dict[str, Any]] = json.loads(run.cells)
    if wanted:
        return [each for each in cells if each["status"] == wanted]
    return sorted(cells, key=lambda each: ORDER[each["status"]])


def in_words(run: ParityRun, lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Kept cells as the reader says them; the names are those of the procedure as it is now."""
    namer = Namer(read_definition(run.procedure.definition))
    return [namer.line(each) for each in lines]


def signature_of(run: ParityRun) -> ParityNote | None:
    """Who signed the run, from the notes that were fetched with it."""
    return next((note for note in run.notes.all() if note.signs), None)
