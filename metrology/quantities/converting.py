"""One prepared conversion: exact on decimals, fast on floats and arrays.

A conversion is value × factor + offset with exact fractions. Most of them need no fraction at all:
they multiply decimals in a context that refuses to round. Where a quotient such as 5/9 is in the
way, the division is tried first and checked, and the fraction is the last resort.
"""

from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow, Underflow
from fractions import Fraction
from typing import Any

from metrology.decimals import CONTEXT, LONGEST_EXACT, from_fraction
from metrology.errors import Code, MetrologyError

# Room for a reading times a factor; whatever does not fit raises and goes the long way.
_EXACT = Context(prec=300, Emin=-9999, Emax=9999, traps=[Inexact, InvalidOperation, Overflow])
_SHOWN = Context(
    prec=LONGEST_EXACT, Emin=-9999, Emax=9999, traps=[Inexact, InvalidOperation, Overflow]
)
_NOT_EXACT = (Inexact, InvalidOperation, Overflow, Underflow)
_LONG = 10**100  # π to 80 digits is shorter
_ONE = Decimal(1)


class Converter:
    """Converts values from one unit to another: value × `factor` + `offset`.

    `factor` and `offset` are exact. `same` marks the conversion of a unit to itself, which changes
    nothing, not even trailing zeros.
    """

    __slots__ = (
        "_decimals",
        "_denominator",
        "_float_factor",
        "_float_offset",
        "_shift",
        "_times",
        "factor",
        "offset",
        "same",
    )

    def __init__(self, factor: Fraction, offset: Fraction, *, same: bool = False) -> None:
        """Prepare the decimals and the floats once."""
        self.factor = factor
        self.offset = offset
        self.same = same
        self._float_factor = float(factor)
        self._float_offset = float(offset)
        whole = factor.denominator * offset.denominator
        times, shift = factor * whole, offset * whole
        self._decimals = abs(times) < _LONG and abs(shift) < _LONG and whole < _LONG
        self._denominator = Decimal(whole)
        self._times, self._shift = Decimal(times.numerator), Decimal(shift.numerator)
        self._absorb_a_finite_denominator()

    def _absorb_a_finite_denominator(self) -> None:
        """Turn /1000 into a decimal factor, so no division is left."""
        if not self._decimals:
            return
        try:
            times = _EXACT.divide(self._times, self._denominator)
            shift = _EXACT.divide(self._shift, self._denominator)
        except _NOT_EXACT:
            return
        self._times, self._shift, self._denominator = times, shift, _ONE

    def exact(self, value: Decimal) -> Decimal:
        """Convert a decimal: exact, or to 34 significant digits where no finite decimal exists.

        Raises `not_a_number` for NaN and infinities.
        """
        if not value.is_finite():
            raise MetrologyError(Code.NOT_A_NUMBER, found=str(value))
        if self.same:
            return value
        if self._decimals:
            try:
                return self._short_way(value)
            except _NOT_EXACT:
                pass
        return from_fraction(Fraction(value) * self.factor + self.offset)

    def _short_way(self, value: Decimal) -> Decimal:
        """Stay in decimals; raise one of `_NOT_EXACT` where that would round."""
        got = _EXACT.fma(value, self._times, self._shift)
        if self._denominator is not _ONE:
            quotient = CONTEXT.divide(got, self._denominator)
            if _EXACT.multiply(quotient, self._denominator) != got:
                return self._rounded(got, quotient)
            got = quotient
        if not got:
            return Decimal(0)
        if got == got.to_integral_value():
            return got.quantize(_ONE, context=_SHOWN)
        try:
            return got.normalize(_SHOWN)
        except Inexact:  # more digits than any knowledge: π took part
            return CONTEXT.plus(got)

    def _rounded(self, dividend: Decimal, quotient: Decimal) -> Decimal:
        """Give the quotient of 34 digits, unless more digits would make it exact."""
        try:
            longer = _SHOWN.divide(dividend, self._denominator)
        except Inexact:
            return quotient
        return longer.normalize(_SHOWN)

    def array(self, values: Any) -> Any:
        """Convert a float or an array of floats, in binary floating point; NaN stays NaN.

        The result has the shape of `values`; `values` itself is left as it is.
        """
        converted = values * self._float_factor
        if self._float_offset:
            converted += self._float_offset
        return converted
