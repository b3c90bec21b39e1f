"""The closed list of units, as data. `metrology.units` is the door to it.

One module per field of measurement; each holds `TABLE`: quantity code → rows. Factors lead to the
coherent SI unit of the quantity and are exact (NIST SP 811 appendix B; SI Brochure, 9th edition).
The pint expression is for the oracle in the tests; nothing here imports pint.
"""

from collections.abc import Mapping

from metrology.catalogue import chemical, electrical, flow, geometry, mechanical, other, thermal
from metrology.catalogue.row import Row

TABLE: Mapping[str, tuple[Row, ...]] = {
    **geometry.TABLE,
    **mechanical.TABLE,
    **thermal.TABLE,
    **flow.TABLE,
    **electrical.TABLE,
    **chemical.TABLE,
    **other.TABLE,
}
