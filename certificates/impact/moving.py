"""How a standard's value enters a result, and a worksheet as it is with the corrected value.

A method either corrects for the standard (`corr_std` in its formulas): then the corrected
certificate is all that changes. Or it takes the standard at its nominal value: then the reference
that was realised is another one, and is moved by the change of the standard's value. What is left
of the deviation counts in U as it did before. Where neither can be told, the effect is unknown.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from calibration.budget import slot_at
from calibration.certified import Certified, CertifiedLine, StandardFacts, Support, support_of_row
from calibration.definition import Definition, Slot, Table
from calibration.evaluation import Work
from calibration.plan import Laid, plain, tables_of, unit_of
from metrology.formula.expression_values import CONTEXT
from metrology.formula.expressions import Expression
from metrology.quantities.quantity import Quantity

Spot = tuple[str, int]  # section, row


class Way(StrEnum):
    """How the standard's value enters the result of a table."""

    CORRECTED = "corrected"  # the formulas correct for it
    NOMINAL = "nominal"  # it is taken at its nominal value
    APART = "apart"  # nothing that is stated depends on it but U
    UNTOLD = "untold"  # it enters through what was read: no formula tells


def way_of(table: Table) -> Way:
    """How the value of the standard of a row enters what the table states."""
    stated = [table.error, table.true_value, *(rule.expr for rule in table.acceptance)]
    names = _leaning(table, stated)
    if "corr_std" in names:
        return Way.CORRECTED
    if table.reference and table.reference in names:
        return Way.NOMINAL
    return Way.APART if table.error is None else Way.UNTOLD


def _leaning(table: Table, stated: Sequence[Expression | None]) -> set[str]:
    """Every name that `stated` leans on, through the computed columns too."""
    formulas = {column.key: column.expr for column in table.columns if column.expr is not None}
    names: set[str] = set()
    waiting = [name for each in stated if each is not None for name in each.names]
    while waiting:
        name = waiting.pop()
        if name not in names:
            names.add(name)
            waiting.extend(formulas[name].names if name in formulas else ())
    return names


@dataclass(frozen=True)
class Swap:
    """A wrong event of one slot and the corrected one, both as certificates."""

    old: Certified
    new: Certified

    @cached_property
    def same_values(self) -> bool:
        """Whether only U, k or dates differ: then no result moves, only its U."""
        return len(self.old.lines) == len(self.new.lines) and all(
            any(_deviation(line) == known for known in self._before(line))
            for line in self.new.lines
        )

    @cached_property
    def left(self) -> Certified:
        """The corrected event with the deviations of before: what is left of a moved reference."""
        return replace(self.new, lines=tuple(map(self._as_before, self.new.lines)))

    def _as_before(self, line: CertifiedLine) -> CertifiedLine:
        known = next(self._before(line), None)
        if known is None:
            return line
        value = format(CONTEXT.add(line.nominal.value, known), "f")
        return replace(line, value=Quantity(value, line.nominal.unit))

    def _before(self, line: CertifiedLine) -> Iterator[Decimal]:
        """What the wrong event said of the same nominal value: its deviations there."""
        unit = line.nominal.unit
        for each in self.old.lines:
            if each.nominal.unit.quantity == unit.quantity and each.nominal.same_value(
                line.nominal
            ):
                yield CONTEXT.subtract(each.value.to(unit), each.nominal.to(unit))

    def shift(self, slot: Slot, row: Mapping[str, Any], unit: str) -> Decimal | None:
        """How much more the standard truly gave at a row than was thought, in `unit`.

        None where one of the certificates says nothing of the point.
        """
        before, after = (support_of_row(slot, row, unit, [each]) for each in (self.old, self.new))
        if before is None or after is None or not row.get("reference"):
            return None
        if slot.uncertainty == "proportional":
            return self._share(before, after, Decimal(row["reference"]))
        if before.correction is None or after.correction is None:
            return None
        return CONTEXT.subtract(after.correction, before.correction)

    @staticmethod
    def _share(before: Support, after: Support, reference: Decimal) -> Decimal:
        """A load of many pieces: the largest relative change of any, for the whole load."""
        found = dict(_shares(before.standard))
        changes = [
            CONTEXT.subtract(share, found[nominal])
            for nominal, share in _shares(after.standard)
            if nominal in found
        ]
        return CONTEXT.multiply(max(changes, key=abs, default=Decimal(0)), reference)


def _deviation(line: CertifiedLine) -> Decimal:
    return CONTEXT.subtract(line.value.to(line.nominal.unit), line.nominal.value)


def _shares(standard: StandardFacts) -> Iterator[tuple[Decimal, Decimal]]:
    for value in standard.values:
        if value.nominal:
            yield value.nominal, CONTEXT.divide(value.deviation, value.nominal)


# The worksheet with the corrected value


def moved(work: Work, shifts: Mapping[Spot, Decimal]) -> Work:
    """The worksheet with the references of some rows moved to what was truly given."""
    tables = []
    for laid, table in zip(tables_of(work.plan), work.plan["tables"], strict=True):
        rows = [_moved_row(work.definition, laid, row, shifts) for row in laid.rows]
        tables.append({**table, "rows": rows})
    return replace(work, plan={**work.plan, "tables": tables})


def _moved_row(
    definition: Definition, laid: Laid, row: Mapping[str, Any], shifts: Mapping[Spot, Decimal]
) -> Mapping[str, Any]:
    shift = shifts.get((laid.section, row["row"]))
    if not shift:
        return row
    # What supports the point is looked up where it was planned; formulas see the moved value.
    name = definition.by_key[laid.table].reference
    given = plain(CONTEXT.add(Decimal(row["reference"]), shift))
    found = {**row, "values": {**row.get("values", {}), name: [given]}}
    if name in row.get("parameters", {}):
        found["parameters"] = {**row["parameters"], name: given}
    return found


def own_slot(definition: Definition, laid: Laid, row: Mapping[str, Any]) -> Slot | None:
    """The slot whose standard gives the reference of a row."""
    return slot_at(definition, definition.by_key[laid.table], row)


def rows_by_spot(work: Work) -> dict[Spot, tuple[Laid, Mapping[str, Any], str]]:
    """Every planned row with its table and its unit."""
    return {
        (laid.section, row["row"]): (laid, row, unit_of(work.plan, row))
        for laid in tables_of(work.plan)
        for row in laid.rows
    }
