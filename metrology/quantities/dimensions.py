"""Dimensions: which products of base quantities a value is made of (VIM 1.7).

Seven bases are the SI's. A scale that converts to nothing (pH, HRC, NTU) is a base of its own, and
so are decibels, nepers, LSB, digits of a display and money: a pH never adds to a ratio by accident,
and mV/pH is still a good unit. Counts, turns and angles have the dimension one, as in the SI (SI
Brochure, 9th edition, 2.3.3); n in r/s and ω in rad/s differ by the 2π of the model, not by a
dimension (ISO 80000-3).
"""

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cache

from metrology.quantities.catalogue.constants import PI
from metrology.quantities.catalogue.dimensions import DIMENSIONS, OWN_BASES
from metrology.quantities.catalogue.row import Kind

SI_BASES = ("kg", "m", "s", "A", "K", "mol", "cd")

# The coherent unit of our catalogue where it is not the SI's: angles are kept in degrees, because
# degrees, minutes and gon then convert without π.
_SI_FACTORS: Mapping[str, Fraction] = {"angle": PI / 180}
_ORDER = {base: place for place, base in enumerate(SI_BASES)}
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_FACTOR = re.compile(r"([A-Za-z]+)(-?[0-9]+(?:/[0-9]+)?)?")


def _place(item: tuple[str, Fraction]) -> tuple[int, str]:
    return _ORDER.get(item[0], len(_ORDER)), item[0]


def _written(power: Fraction) -> str:
    if power == 1:
        return ""
    if power.denominator == 1:
        return str(power.numerator).translate(_SUPERSCRIPTS)
    return f"^({power})"


class Dimension:
    """A product of powers of bases: immutable, hashable, equal when all exponents are.

    Exponents are exact fractions, so V/√Hz is a dimension like any other. `*`, `/` and `**` give
    new dimensions; `str` writes "m·s⁻²", and "1" for the dimension one.
    """

    __slots__ = ("_hash", "_powers")

    _powers: tuple[tuple[str, Fraction], ...]
    _hash: int

    def __init__(self, powers: Iterable[tuple[str, Fraction | int]] = ()) -> None:
        """Collect the powers; equal bases add up, zeros fall out."""
        total: dict[str, Fraction] = {}
        for base, power in powers:
            total[base] = total.get(base, Fraction(0)) + power
        kept = tuple(sorted((item for item in total.items() if item[1]), key=_place))
        object.__setattr__(self, "_powers", kept)
        object.__setattr__(self, "_hash", hash(kept))

    def __setattr__(self, name: str, value: object) -> None:
        """Refuse: a dimension never changes."""
        raise AttributeError(name)

    @property
    def powers(self) -> Mapping[str, Fraction]:
        """The exponent of each base that is there."""
        return dict(self._powers)

    @property
    def is_one(self) -> bool:
        """Whether this is the dimension one: a number, a ratio, an angle, a count."""
        return not self._powers

    def __mul__(self, other: "Dimension") -> "Dimension":
        """Add the exponents."""
        if not other._powers:
            return self
        return Dimension((*self._powers, *other._powers))

    def __truediv__(self, other: "Dimension") -> "Dimension":
        """Subtract the exponents."""
        return self * other ** Fraction(-1)

    def __pow__(self, power: Fraction | int) -> "Dimension":
        """Multiply the exponents."""
        return Dimension((base, own * power) for base, own in self._powers)

    def __eq__(self, other: object) -> bool:
        """Compare the exponents."""
        return isinstance(other, Dimension) and self._powers == other._powers

    def __hash__(self) -> int:
        """Hash, computed once: Fractions hash slowly."""
        return self._hash

    def __str__(self) -> str:
        """Write it with the units of the bases: "kg·m²·s⁻²"."""
        return "·".join(f"{base}{_written(power)}" for base, power in self._powers) or "1"

    def __repr__(self) -> str:
        """Show it to a programmer."""
        return f"Dimension({str(self)!r})"

    def __reduce__(self) -> tuple[object, ...]:
        """Survive pickling and copying."""
        return (Dimension, (self._powers,))


ONE = Dimension()


def named(base: str) -> Dimension:
    """Give the dimension of one base: "kg", or one of our own such as "HRC"."""
    return Dimension(((base, 1),))


@cache
def dimension_of(text: str) -> Dimension:
    """Read the short form of the catalogue: "kg.m-1.s-2", "" for the dimension one."""
    factors = (_FACTOR.fullmatch(part) for part in text.split(".") if part)
    return Dimension((found[1], Fraction(found[2] or 1)) for found in factors if found)


def quantity_dimension(quantity: str, *, kind: Kind = "ratio", code: str = "") -> Dimension:
    """Give the dimension of a catalogue quantity.

    `kind` and `code` are those of the unit: a unit of a scale outside the table is a base of its
    own, named by its code; so is the neper, beside the one base of all decibels.
    """
    if code in OWN_BASES:
        return named(code)
    known = DIMENSIONS.get(quantity)
    if known is None and kind == "scale":
        return named(code)
    return dimension_of(known or "")


def si_factor(quantity: str) -> Fraction:
    """Give the coherent SI value of the catalogue's coherent unit; 1 for all but angles."""
    return _SI_FACTORS.get(quantity, Fraction(1))
