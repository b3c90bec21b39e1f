r"""What a digital calibration certificate writes for a unit: the forms of D-SI 2.2.

D-SI has a closed grammar (`\kilo\pascal`, `\metre\tothe{3}\hour\tothe{-1}`). A unit outside it is
written twice (`si:hybrid`): the value in the coherent SI unit, then the value as stated with the
unit as a free name (`|psi`), which a statement of the certificate defines. A scale has nothing to
convert to: its number stands under `\one` or `\decibel` beside the name of its convention.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import ceil, floor
from typing import Literal

from metrology.decimals import from_fraction
from metrology.errors import Code, MetrologyError
from metrology.quantities.catalogue.conventions import COHERENT, CONVENTIONS, WAVEFORMS
from metrology.quantities.dimensions import si_factor
from metrology.quantities.units import UNITS, Unit
from metrology.reasons import Reason, refusal

As = Literal["value", "difference", "uncertainty", "limit"]

_MONEY = frozenset({"money", "unit_price_volume"})
# A converted value keeps one digit beyond the resolution it was stated to: 0.01 psi is 69 Pa, so
# pascals are given to 1 Pa, and the converted columns of a table still agree with each other.
_GUARD = 1
_DIGITS_OF_A_LIMIT = 15
_PLAIN = 24  # places; beyond it an exponent is easier to read
_TOKEN = re.compile(r"\\([A-Za-z]+)(?:\{[^}]*\})?")
# fmt: off
_OF_THE_SI = frozenset({
    "ampere", "candela", "kelvin", "kilogram", "metre", "mole", "one", "second", "tothe",
    "becquerel", "coulomb", "farad", "gray", "henry", "hertz", "joule", "katal", "lumen", "lux",
    "newton", "ohm", "pascal", "radian", "siemens", "sievert", "steradian", "tesla", "volt",
    "watt", "weber",
})
# fmt: on


@dataclass(frozen=True)
class Form:
    r"""How values in a unit are written.

    `dsi` is the D-SI unit of the first value. `label` ("|psi") is the second unit of a hybrid, ""
    where the value needs none; `definition` says what it is. Value in `dsi` = value × `factor` +
    `offset`, exactly. `convention` names what a number on a scale means, "" for all others.
    """

    dsi: str
    label: str = ""
    factor: Fraction = Fraction(1)
    offset: Fraction = Fraction(0)
    definition: str = ""
    convention: str = ""

    @property
    def hybrid(self) -> bool:
        """Whether the value is written twice."""
        return bool(self.label)


@cache
def form_of(unit: Unit) -> Form:
    """Give the form of a unit of the catalogue.

    Raises `no_conversion` for money, which no system of units holds.
    """
    if unit.code in CONVENTIONS:
        dsi, convention = CONVENTIONS[unit.code]
        return Form(dsi, convention=convention)
    if unit.dsi is not None:
        return Form(unit.dsi)
    if unit.quantity in WAVEFORMS:
        plain = UNITS[unit.code.partition("_")[0]]
        return Form(str(plain.dsi), convention=WAVEFORMS[unit.quantity])
    if unit.quantity in _MONEY:
        raise refusal(Code.NO_CONVERSION, Reason.UNIT_MONEY, found=unit.symbol, target="D-SI")
    return _hybrid(unit)


def is_money(unit: Unit) -> bool:
    """Whether a unit is money, or money for something."""
    return unit.quantity in _MONEY


def _hybrid(unit: Unit) -> Form:
    dsi = _coherent(unit.quantity)
    if dsi is None:  # held by a test over the whole catalogue
        raise MetrologyError(Code.UNKNOWN_UNIT, found=unit.code, allowed="D-SI")
    factor = unit.factor * si_factor(unit.quantity)
    return Form(
        dsi,
        label=f"|{unit.code}",
        factor=factor,
        offset=unit.offset,
        definition=_defined(unit, dsi, factor),
    )


def _defined(unit: Unit, dsi: str, factor: Fraction) -> str:
    names = f"{unit.name_en} ({unit.name_vi})"
    number = f"{from_fraction(factor)}"
    if not unit.offset:
        return f"{names}: 1 {unit.symbol} = {number} {dsi}"
    return f"{names}: x {unit.symbol} = (x × {number} + {from_fraction(unit.offset)}) {dsi}"


@cache
def _coherent(quantity: str) -> str | None:
    """The coherent SI unit of a quantity, in base and derived units without prefix."""
    if quantity in COHERENT:
        return COHERENT[quantity]
    return next(
        (
            unit.dsi
            for unit in UNITS.values()
            if unit.quantity == quantity
            and unit.factor == 1
            and not unit.offset
            and unit.dsi is not None
            and set(_TOKEN.findall(unit.dsi)) <= _OF_THE_SI
        ),
        None,
    )


def converted(digits: str, form: Form, *, said_as: As = "value", places: int | None = None) -> str:
    """Convert stated digits to the first unit of a form; digits that need no conversion stay.

    Exact, then rounded once: a value and a difference half to even, one digit finer than they
    were stated (`places` are decimals of the original, for a column that others are finer in); an
    uncertainty away from zero, so that it is never smaller than stated; a limit towards zero, to
    15 digits, so that it is never wider. A difference knows no offset.

    Raises `not_a_number`.
    """
    number = _number(digits)
    if form.factor == 1 and not form.offset:
        return digits
    moved = form.offset if said_as == "value" else Fraction(0)
    exact = Fraction(number) * form.factor + moved
    if said_as == "limit":
        place = _decade(abs(exact)) - _DIGITS_OF_A_LIMIT + 1 if exact else 0
        return _written(int(exact / Fraction(10) ** place), place)
    own = -int(number.as_tuple().exponent)
    step = form.factor * Fraction(10) ** -(own if places is None else max(own, places))
    place = _decade(step) - _GUARD
    scaled = exact / Fraction(10) ** place
    if said_as == "uncertainty":
        return _written(ceil(scaled) if scaled > 0 else floor(scaled), place)
    return _written(round(scaled), place)


def places_of(digits: str) -> int:
    """Count the decimals of stated digits."""
    return max(-int(_number(digits).as_tuple().exponent), 0)


def _number(digits: str) -> Decimal:
    try:
        number = Decimal(digits)
    except ArithmeticError as bad:
        raise MetrologyError(Code.NOT_A_NUMBER, found=digits) from bad
    if not number.is_finite():
        raise MetrologyError(Code.NOT_A_NUMBER, found=digits)
    return number


def _decade(value: Fraction) -> int:
    """The power of ten at or below a positive value."""
    place = len(str(value.numerator)) - len(str(value.denominator))
    return place if Fraction(10) ** place <= value else place - 1


def _written(scaled: int, place: int) -> str:
    number = Decimal((int(scaled < 0), tuple(map(int, str(abs(scaled)))), place))
    if not scaled:
        return "0" if place >= 0 else format(number, "f") if -place <= _PLAIN else "0"
    if place >= -_PLAIN and number.adjusted() <= _PLAIN:
        return format(number, "f")
    return format(number, "E")
