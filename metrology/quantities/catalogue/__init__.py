"""The closed list of units, as data. `metrology.quantities.units` is the door to it.

One module per field of measurement; each holds `TABLE`: quantity code → rows. Factors lead to the
coherent SI unit of the quantity and are exact (NIST SP 811 appendix B; SI Brochure, 9th edition),
except where only printed digits exist. The pint expression is for the oracle in the tests; nothing
here imports pint.
"""

from collections.abc import Iterable, Mapping

from metrology.quantities.catalogue import (
    cgs,
    chemical,
    customary,
    electrical,
    flow,
    geometry,
    imperial,
    instruments,
    mechanical,
    multiples,
    other,
    thermal,
)
from metrology.quantities.catalogue.row import Row

Table = Mapping[str, tuple[Row, ...]]

_COMMON = (geometry, mechanical, thermal, flow, electrical, chemical, other, multiples, instruments)
_FOREIGN = (customary, imperial, cgs)


def _joined(tables: Iterable[Table]) -> Table:
    joined: dict[str, tuple[Row, ...]] = {}
    for table in tables:
        for quantity, rows in table.items():
            joined[quantity] = joined.get(quantity, ()) + rows
    return joined


TABLE: Table = _joined(module.TABLE for module in _COMMON)
# Units outside the SI that a laboratory meets only on foreign papers: known, but not offered.
FOREIGN: Table = _joined(module.TABLE for module in _FOREIGN)
