"""What the demo's technician keys in: observations near the reference, as a real dial shows."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import ROUND_FLOOR, Decimal
from typing import Any
from uuid import UUID, uuid5

from calibration.definition import Column, Definition, Table, read_definition
from calibration.facts import worksheet_unit
from calibration.models import Worksheet
from calibration.plan import rows_of
from calibration.services import ReadingIn
from metrology.quantities.quantity import Quantity

IDS = UUID("6a3f0c52-2f4b-4c39-9d0e-2022a1b2c3d4")  # ids follow from job and cell: made once
_STEPS = (0, 0, 1, 0, -1, 0, 1)
_CLIMATE = {"temperature": "21.4", "humidity": "63"}
BETWEEN = timedelta(seconds=20)


class Dial:
    """One worksheet's readings. `wrong` makes one point read outside its limit."""

    def __init__(self, sheet: Worksheet, begun: datetime, *, wrong: bool = False) -> None:
        version = sheet.job.procedure
        assert version is not None
        self.sheet = sheet
        self.definition: Definition = read_definition(version.definition)
        self.plan: dict[str, Any] = json.loads(sheet.plan)
        self.step = self._smallest_step(json.loads(sheet.facts))
        self.begun = begun
        self.wrong = wrong

    def _smallest_step(self, facts: dict[str, str]) -> Decimal:
        """A fifth of the interval on a dial, the digit of a scale, in the unit of the tables."""
        unit = worksheet_unit(self.definition, facts)
        if "scale_interval" in facts:
            return Quantity.parse(facts["scale_interval"]).to(unit) / 5
        return Quantity.parse(facts["d"]).to(unit)

    def readings(self) -> list[ReadingIn]:
        """Everything that the procedure requires, in the order a person keys it."""
        cells = [*self._climate(), *self._checks(), *self._tables()]
        return [self._reading(number, *cell) for number, cell in enumerate(cells)]

    def _reading(
        self, number: int, section: str, row: int, column: str, repeat: int, value: str, unit: str
    ) -> ReadingIn:
        return ReadingIn(
            id=uuid5(IDS, f"{self.sheet.job_id}/{section}/{row}/{column}/{repeat}"),
            section=section,
            row=row,
            column=column,
            repeat=repeat,
            value=value,
            unit=unit,
            taken_at=self.begun + BETWEEN * number,
        )

    def _climate(self) -> Iterator[tuple[str, int, str, int, str, str]]:
        for each in self.definition.environment:
            yield "environment", 0, each.key, 0, _CLIMATE[each.key], each.unit

    def _checks(self) -> Iterator[tuple[str, int, str, int, str, str]]:
        for check in self.definition.checks:
            yield "checks", 0, check.key, 0, "pass", ""

    def _tables(self) -> Iterator[tuple[str, int, str, int, str, str]]:
        for number, table in enumerate(self.definition.tables):
            for column in table.columns:
                if column.observed and column.required:
                    yield from self._column(table, column, wrong=self.wrong and number == 0)

    def _column(
        self, table: Table, column: Column, *, wrong: bool
    ) -> Iterator[tuple[str, int, str, int, str, str]]:
        rows = rows_of(self.plan, table.key)
        for row in rows:
            for repeat in range(column.repeat):
                if column.role == "check":
                    yield table.key, row["row"], column.key, repeat, "pass", ""
                    continue
                bad = wrong and row["row"] == len(rows) // 2
                value = self._typed(self._indication(row, column, repeat, bad=bad))
                yield table.key, row["row"], column.key, repeat, value, self.plan["unit"]

    def _typed(self, value: Decimal) -> str:
        """As a person keys it: every digit the dial resolves, trailing zeros too."""
        exponent = self.step.normalize().as_tuple().exponent
        assert isinstance(exponent, int)
        return format(value.quantize(Decimal(1).scaleb(min(exponent, 0))), "f")

    def _indication(
        self, row: dict[str, Any], column: Column, repeat: int, *, bad: bool
    ) -> Decimal:
        reference, limit = Decimal(row["reference"]), Decimal(row.get("limit") or 0)
        most = int((limit / self.step).to_integral_value(ROUND_FLOOR))
        if bad:
            return reference + (most + 2) * self.step
        number = self.sheet.job_id * 5 + row["row"] * 3 + len(column.key) * 2 + repeat
        steps = _STEPS[number % len(_STEPS)]
        if abs(steps) > most:
            steps = 0
        elif column.repeat > 1:
            steps = abs(steps)  # repeats of one point lie close together
        return max(Decimal(0), reference + steps * self.step)


def part_of(readings: Sequence[ReadingIn], share: int) -> list[ReadingIn]:
    """The first `share` percent of the readings: work that is under way."""
    return list(readings[: len(readings) * share // 100])
