"""Which cells a worksheet has, and what each holds."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from calibration.definition import Definition, read_definition
from calibration.evaluation import Cell
from calibration.evaluation.rows import repeats
from calibration.plan import tables_of, unit_of
from metrology.quantities.units import UNITS, Unit


@dataclass(frozen=True)
class CellKind:
    """A measured value with the unit it is computed in; or words; or (neither) pass and fail."""

    unit: Unit | None = None
    words: bool = False


_ANSWER, _WORDS = CellKind(), CellKind(words=True)


class Grid:
    """The cells of one worksheet: its definition over its frozen plan."""

    def __init__(self, definition: Definition, plan: Mapping[str, Any]) -> None:
        self.definition = definition
        self.plan = plan
        laid = tables_of(plan)
        self._tables = {each.section: definition.by_key.get(each.table) for each in laid}
        self._rows = {each.section: {row["row"]: row for row in each.rows} for each in laid}
        self._known: dict[Cell, CellKind] = {}

    def sections(self) -> list[str]:
        """The names a reading's section may have."""
        fixed = ["environment", "checks", *(["adjustment"] if self._may_adjust else [])]
        return [*fixed, *self._rows]

    def has_row(self, section: str, row: int) -> bool:
        """Whether the table has this row."""
        return row in self._rows.get(section, ())

    def find(self, cell: Cell) -> CellKind | None:
        """What the cell holds; None where there is no such cell to fill."""
        known = self._known.get(cell)
        if known is None and (known := self._look(*cell)) is not None:
            self._known[cell] = known
        return known

    def _look(self, section: str, row: int, column: str, repeat: int) -> CellKind | None:
        if section not in self._rows:
            return self._single(section, column) if (row, repeat) == (0, 0) else None
        table = self._tables[section]
        found = table.column(column) if table is not None else None
        here = self._rows[section].get(row)
        if found is None or here is None or not found.observed:
            return None
        if repeat >= repeats(found, here):
            return None
        if found.role in ("check", "text"):
            return _ANSWER if found.role == "check" else _WORDS
        return CellKind(UNITS[found.unit or unit_of(self.plan, here)])

    @property
    def _may_adjust(self) -> bool:
        return bool(self.plan.get("adjustment")) and self.plan.get("mode") != "first"

    def _single(self, section: str, column: str) -> CellKind | None:
        if section == "checks":
            known = any(check.key == column for check in self.definition.checks)
            return _ANSWER if known else None
        if section == "adjustment":
            return _WORDS if self._may_adjust and column == "note" else None
        if section != "environment":
            return None
        climate = next((c for c in self.definition.environment if c.key == column), None)
        if climate is None:
            return None
        return _WORDS if climate.text else CellKind(UNITS[climate.unit])


@lru_cache(maxsize=64)
def grid_of(definition: str, plan: str) -> Grid:
    """The cells of a worksheet from both texts as they are stored."""
    return Grid(read_definition(definition), json.loads(plan))


def name_of(cell: Cell) -> str:
    """A cell as faults name it: `accuracy.2.up.0`."""
    return ".".join(map(str, cell))
