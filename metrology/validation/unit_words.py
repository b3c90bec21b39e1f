"""Units as the tables of NIST SP 811, the files of conversions, and pint name them."""

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from metrology.decimals import from_fraction
from metrology.errors import Code
from metrology.quantities.conversion import understood
from metrology.quantities.unit_terms import UnitTerm
from metrology.quantities.units import Unit, convert, converter, difference_unit, find_unit
from metrology.reasons import Reason, refusal

# Names of pint, whose syntax the cases are written in, that our catalogue does not have or reads
# as several units.
_PINT: Mapping[str, str] = {
    "degrees": "deg", "counts": "count", "year": "a", "amu": "Da",
    "unified_atomic_mass_unit": "Da", "revolutions_per_minute": "rpm",
}  # fmt: skip
_NAME = re.compile(r"[^\W\d]\w*")
_AMERICAN = re.compile(r"(met|lit)er\b")
_INTERVAL = " (interval)"
_CONVENTIONAL = ", conventional"


class Conversion(NamedTuple):
    """How values go from one unit to another: by the catalogue, or by an exact factor."""

    factor: Fraction
    source: Unit | None
    target: Unit | None

    def convert(self, value: Decimal) -> Decimal:
        """Convert a value."""
        if self.source is not None and self.target is not None:
            return convert(value, self.source, self.target)
        return from_fraction(Fraction(value) * self.factor)


def conversion(source: str, target: str) -> Conversion:
    """Give the conversion between two units by their words.

    An interval of temperature is a difference on both sides. Raises what the units raise.
    """
    one, other = understood(_plain(source), _plain(target))
    if one.unit is not None and other.unit is not None:
        units = one.unit, other.unit
        if _INTERVAL in source or _INTERVAL in target:
            units = difference_unit(one.unit), difference_unit(other.unit)
        if units[0].quantity == units[1].quantity:
            return Conversion(converter(*units).factor, *units)
    return _of_terms(one, other)


def from_pint(text: str) -> str:
    """Write a unit of pint in the words of our catalogue: "counts/meter" → "count/metre"."""
    return _NAME.sub(lambda found: _PINT.get(found[0], _AMERICAN.sub(r"\1re", found[0])), text)


def unit(word: str) -> Unit:
    """Give one unit by its word."""
    return find_unit(_plain(word))


def _plain(word: str) -> str:
    return word.removesuffix(_INTERVAL).removesuffix(_CONVENTIONAL)


def _of_terms(one: UnitTerm, other: UnitTerm) -> Conversion:
    if one.dimension != other.dimension or one.offset or other.offset:
        dimensions = {"part": str(one.dimension), "other": str(other.dimension)}
        names = {"found": one.text, "target": other.text}
        raise refusal(Code.NO_CONVERSION, Reason.UNIT_DIMENSIONS, **names, **dimensions)
    return Conversion(one.factor / other.factor, None, None)
