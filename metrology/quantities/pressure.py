"""Gauge and absolute pressure: two kinds of quantity in the same units (NIST SP 811, 7.4).

What lies between them is the ambient pressure at that moment, so there is no factor and no "barg":
both functions ask for it.
"""

from decimal import Decimal
from fractions import Fraction

from metrology.decimals import from_fraction
from metrology.errors import Code, MetrologyError
from metrology.quantities.units import Unit, require_quantity, to_coherent


def absolute_from_gauge(
    value: Decimal, unit: Unit, ambient: Decimal, ambient_unit: Unit
) -> Decimal:
    """Give the absolute pressure, in `unit`, of a gauge pressure: p_abs = p_e + p_amb; exact.

    A negative gauge pressure is a vacuum. Raises `wrong_quantity` for units that are not of
    pressure, `not_a_number`, `out_of_range` when the ambient pressure is not above zero or the
    absolute pressure would fall below it.
    """
    total = _pascals(value, unit) + _ambient(ambient, ambient_unit)
    _require_absolute(total, "absolute pressure", value)
    return from_fraction(total / unit.factor)


def gauge_from_absolute(
    value: Decimal, unit: Unit, ambient: Decimal, ambient_unit: Unit
) -> Decimal:
    """Give the gauge pressure, in `unit`, of an absolute pressure: p_e = p_abs − p_amb; exact.

    Raises `wrong_quantity`, `not_a_number`, and `out_of_range` for an absolute pressure below zero
    or an ambient pressure not above zero.
    """
    absolute = _pascals(value, unit)
    _require_absolute(absolute, "absolute pressure", value)
    return from_fraction((absolute - _ambient(ambient, ambient_unit)) / unit.factor)


def _pascals(value: Decimal, unit: Unit) -> Fraction:
    require_quantity(unit, "pressure")
    return to_coherent(value, unit)


def _ambient(value: Decimal, unit: Unit) -> Fraction:
    pascals = _pascals(value, unit)
    if pascals <= 0:
        raise MetrologyError(
            Code.OUT_OF_RANGE, name="ambient pressure", found=str(value), allowed="> 0"
        )
    return pascals


def _require_absolute(pascals: Fraction, name: str, value: Decimal) -> None:
    if pascals < 0:
        raise MetrologyError(Code.OUT_OF_RANGE, name=name, found=str(value), allowed="≥ 0")
