"""Which calibration event supports which planned point."""

from collections.abc import Iterator, Sequence

from calibration.budget import slot_at
from calibration.certified import Certified, support_of_row
from calibration.definition import Definition
from calibration.plan import Plan, tables_of, unit_of


def supports(
    definition: Definition, plan: Plan, certificates: Sequence[Certified]
) -> Iterator[tuple[str, int, str, int]]:
    """Which of `certificates` supports each planned point: section, row, slot, event."""
    for laid in tables_of(plan):
        table = definition.by_key[laid.table]
        serving = [slot for slot in definition.standards if slot.serves(laid.table)]
        by_row = {row.get("standard") for row in laid.rows}
        for row in laid.rows:
            own = slot_at(definition, table, row)
            for slot in serving:
                if slot != own and slot.key in by_row:
                    continue  # it supports other rows of this table
                support = support_of_row(slot, row, unit_of(plan, row), certificates)
                if support is not None:
                    yield laid.section, row["row"], slot.key, support.standard.calibration
