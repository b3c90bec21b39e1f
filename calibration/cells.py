"""Which cells a worksheet has, and what each holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from calibration.definition import Definition
from calibration.evaluation import Cell
from calibration.plan import rows_of
from metrology.quantities.units import UNITS, Unit


@dataclass(frozen=True)
class CellKind:
    """A measured value with the unit it is computed in, or (`unit` None) pass and fail."""

    unit: Unit | None


class Grid:
    """The cells of one worksheet: its definition over its frozen plan."""

    def __init__(self, definition: Definition, plan: Mapping[str, Any]) -> None:
        self.definition = definition
        self.plan = plan
        self.rows = {table["key"]: len(rows_of(plan, table["key"])) for table in plan["tables"]}

    def sections(self) -> list[str]:
        """The names a reading's section may have."""
        return ["environment", "checks", *self.rows]

    def find(self, cell: Cell) -> CellKind | None:
        """What the cell holds; None where there is no such cell to fill."""
        section, row, column, repeat = cell
        if section in ("environment", "checks"):
            return self._single(section, column) if (row, repeat) == (0, 0) else None
        table = self.definition.by_key.get(section)
        found = table.column(column) if table is not None else None
        if found is None or not found.observed or row >= self.rows.get(section, 0):
            return None
        if repeat >= found.repeat:
            return None
        if found.role == "check":
            return CellKind(None)
        return CellKind(UNITS[found.unit or self.plan["unit"]])

    def _single(self, section: str, column: str) -> CellKind | None:
        if section == "checks":
            known = any(check.key == column for check in self.definition.checks)
            return CellKind(None) if known else None
        climate = next((c for c in self.definition.environment if c.key == column), None)
        return None if climate is None else CellKind(UNITS[climate.unit])


def name_of(cell: Cell) -> str:
    """A cell as faults name it: `accuracy.2.up.0`."""
    return ".".join(map(str, cell))
