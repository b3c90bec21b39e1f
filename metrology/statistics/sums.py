"""Exact sums of readings: decimals as typed, added as integers of one common scale.

A sum of squares of readings that share their leading digits loses every digit in floats and none
here (NIST StRD NumAcc3 and NumAcc4, SmLs07 to SmLs09).
"""

from collections.abc import Iterable, Sequence
from decimal import Context, Decimal, InvalidOperation
from fractions import Fraction
from typing import NamedTuple

from metrology.decimals import Number, to_decimal
from metrology.errors import Code, MetrologyError

# No reading is larger or finer; without a bound 1e999999999 would fill the memory.
_LARGEST_EXPONENT = 100
_WHOLE = Context(prec=4 * _LARGEST_EXPONENT, Emin=-9999, Emax=9999)


class Scaled(NamedTuple):
    """Numbers as whole multiples of 10 to the power of `exponent`."""

    integers: list[int]
    exponent: int

    def total(self) -> Fraction:
        """Give the exact sum, in the unit of the numbers."""
        return scaled(sum(self.integers), self.exponent)


def scaled(numerator: int, exponent: int) -> Fraction:
    """Give numerator × 10^exponent exactly."""
    if exponent >= 0:
        return Fraction(numerator * 10**exponent)
    return Fraction(numerator, 10**-exponent)


def as_integers(values: Iterable[Number], name: str = "x") -> Scaled:
    """Take numbers as written (0.1 is one tenth) onto one decimal scale, without loss.

    Raises `not_a_number` naming the place, such as “x[3]” (from 1), `out_of_range` beyond 10^±100.
    """
    numbers = [_finite(value, f"{name}[{index}]") for index, value in enumerate(values, 1)]
    exponent = min((_exponent(number) for number in numbers), default=0)
    integers = [int(number.scaleb(-exponent, _WHOLE)) for number in numbers]
    return Scaled(integers, exponent)


def exact(value: Number, name: str) -> Fraction:
    """Take one number as written, as an exact fraction; `not_a_number` names it."""
    return Fraction(_finite(value, name))


def require(values: Sequence[object], least: int, name: str = "x") -> int:
    """Give the number of values, or refuse: `too_few_values` below `least`."""
    if len(values) < least:
        raise MetrologyError(
            Code.TOO_FEW_VALUES, name=name, found=str(len(values)), allowed=str(least)
        )
    return len(values)


def require_pairs(x: Sequence[object], other: Sequence[object], name: str) -> None:
    """Refuse a column that has not one value for each x: `out_of_range` names it."""
    if len(x) != len(other):
        raise MetrologyError(
            Code.OUT_OF_RANGE, name=name, found=f"n = {len(other)}", allowed=f"n = {len(x)}"
        )


def _exponent(number: Decimal) -> int:
    return int(number.as_tuple().exponent)


def _finite(value: Number, place: str) -> Decimal:
    try:
        number = to_decimal(value)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or isinstance(value, bool):
        raise MetrologyError(Code.NOT_A_NUMBER, name=place, found=f"{place} = {value}")
    if number.adjusted() > _LARGEST_EXPONENT or _exponent(number) < -_LARGEST_EXPONENT:
        raise MetrologyError(
            Code.OUT_OF_RANGE, name=place, found=str(value), allowed="10^-100 … 10^100"
        )
    return number
