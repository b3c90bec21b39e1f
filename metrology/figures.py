"""Numbers for tables: a few significant digits, and an exponent only where zeros would fill a line.

For reading, not for stating a result: that is `stating`'s, once, at the end.
"""

import math
from decimal import ROUND_HALF_EVEN, Context, Decimal

from metrology.decimals import Number, to_decimal
from metrology.quantities.readings import format_number

INFINITY = "∞"
_WIDE = Context(prec=60, Emin=-9999, Emax=9999)
# 0.000123 and 1234567 are read at a glance; beyond that a power of ten is.
_LEAST_PLAIN, _MOST_PLAIN = -4, 6
_LEAST_PLACE = -6
_LONGEST = 40  # digits; a float has 17
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def significant(value: Number, digits: int, lang: str) -> str:
    """Write a number with so many significant digits: "0,0321", "1,15·10⁻⁵", "∞", "0".

    Zero is "0". Whole numbers keep their digits in front of the decimal sign: 1234.5 with two
    digits is "1235", since a table is no place to lose them.
    """
    number = to_decimal(value)
    if number.is_infinite():
        return INFINITY if number > 0 else f"-{INFINITY}"
    if not number:
        return "0"
    power = rounded(number, digits).adjusted()
    if _LEAST_PLAIN <= power <= _MOST_PLAIN:
        return at_place(number, min(0, power - digits + 1), lang)
    return _with_power(number, power, digits, lang)


def rounded(value: Decimal, digits: int) -> Decimal:
    """Round to so many significant digits, ties to even."""
    return Context(prec=digits, rounding=ROUND_HALF_EVEN, Emin=-9999, Emax=9999).plus(value)


def at_place(value: Number, place: int, lang: str) -> str:
    """Write a number rounded at a place: −2 is hundredths, 0 units. Never "-0".

    One that would fill a line that way is written with a power of ten.
    """
    number = to_decimal(value)
    if number and number.adjusted() - place >= _LONGEST:
        return _as_it_is(number, lang)
    number = number.quantize(Decimal(1).scaleb(place), ROUND_HALF_EVEN, _WIDE)
    return format_number(format(abs(number) if number.is_zero() else number, "f"), lang)


def beside(value: Number, u: Number, lang: str) -> str:
    """Write an estimate to the place of the second digit of its u (GUM 7.2.6).

    Without an u as many digits as it has, up to twelve.
    """
    number, scale = to_decimal(value), to_decimal(u)
    if not scale or not scale.is_finite():
        return _as_it_is(number, lang)
    if not number:
        return "0"
    place = rounded(scale, 2).adjusted() - 1
    power = max(number.adjusted(), place)
    if power > _MOST_PLAIN + 2 or (place < _LEAST_PLACE and power <= _LEAST_PLAIN):
        return _with_power(number, power, power - place + 1, lang)
    return at_place(number, min(0, place), lang)


def percent(share: Number, lang: str) -> str:
    """Write a share of the whole in per cent with one decimal."""
    return f"{at_place(_WIDE.multiply(to_decimal(share), Decimal(100)), -1, lang)} %"


def whole(dof: float | None, lang: str) -> str:
    """Write degrees of freedom: "16,7", "∞", "–" where they are not defined."""
    if dof is None:
        return "–"
    if math.isinf(dof):
        return INFINITY
    shown = at_place(dof, -1, lang)
    return shown[:-2] if shown.endswith((".0", ",0")) else shown


def _as_it_is(number: Decimal, lang: str) -> str:
    short = rounded(number, 12).normalize()
    if not short:
        return "0"
    if _LEAST_PLAIN <= short.adjusted() <= _MOST_PLAIN + 2:
        return format_number(format(short, "f"), lang)
    return _with_power(short, short.adjusted(), len(short.as_tuple().digits), lang)


def _with_power(number: Decimal, power: int, digits: int, lang: str) -> str:
    mantissa = at_place(_WIDE.scaleb(number, -power), 1 - min(digits, _LONGEST), lang)
    return f"{mantissa}·10{str(power).translate(_SUPERSCRIPTS)}"
