"""Rounding, done once: when a result is stated.

GUM 7.2.6: U to two significant digits at most, the estimate to the same place. ISO 80000-1
annex B rule A (ties to even) is the default.
"""

from decimal import ROUND_CEILING, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from typing import Literal, NamedTuple

from metrology.errors import Code, MetrologyError

_SIGNIFICANT = 2
# Room for the longest reading beside the smallest uncertainty, so that quantize cannot overflow.
_WIDE = Context(prec=200, Emin=-9999, Emax=9999)


class Stated(NamedTuple):
    """A result ready to print, in canonical digits (see `readings.format_number`).

    `decimals` is the place both were rounded to: 3 is thousandths, 0 units, -1 tens.
    """

    value: str
    U: str
    decimals: int


def state(
    value: Decimal, expanded: Decimal, *, up_only: bool = False, floor: Decimal | None = None
) -> Stated:
    """State a value with its expanded uncertainty, both in one unit.

    U gets two significant digits, the value the same decimal place (9.96 becomes 10, so its
    companion loses the decimal); zero is never written "-0". `up_only` rounds U upwards. `floor`
    is the CMC: the printed U is never below it, before or after rounding (ILAC-P14:09/2020).

    Raises `out_of_range` when the uncertainty is not positive, `not_a_number` for NaN.
    """
    _require_finite(value, expanded)
    if expanded <= 0:
        raise MetrologyError(Code.OUT_OF_RANGE, name="U", found=str(expanded), allowed="U > 0")
    stated = expanded if floor is None else not_below(expanded, floor)
    rounded = _two_digits(stated, ROUND_CEILING if up_only else ROUND_HALF_EVEN)
    if floor is not None and rounded < floor:
        rounded = _two_digits(stated, ROUND_CEILING)
    place = _place(rounded)
    return Stated(
        value=_plain(value.quantize(place, ROUND_HALF_EVEN, _WIDE)),
        U=_plain(rounded.quantize(place, ROUND_HALF_EVEN, _WIDE)),
        decimals=-place.adjusted(),
    )


def not_below(expanded: Decimal, floor: Decimal) -> Decimal:
    """Give the larger of an expanded uncertainty and the CMC, both in one unit, unrounded."""
    _require_finite(expanded, floor)
    return max(expanded, floor)


def round_to(value: Decimal, step: Decimal, *, ties: Literal["even", "up"] = "even") -> Decimal:
    """Round to the nearest multiple of `step` (ISO 80000-1 annex B; ties by rule A or rule B).

    Rule B takes the larger magnitude, for negative values too. Raises `out_of_range` when the
    step is not positive.
    """
    _require_finite(value, step)
    if step <= 0:
        raise MetrologyError(Code.OUT_OF_RANGE, name="step", found=str(step), allowed="step > 0")
    rounding = ROUND_HALF_UP if ties == "up" else ROUND_HALF_EVEN
    multiples = _WIDE.divide(value, step).quantize(Decimal(1), rounding, _WIDE)
    return _WIDE.multiply(multiples, step)


def round_half_up_int(value: Decimal) -> int:
    """Round to a whole number, ties away from zero: what an invoice or a count wants."""
    _require_finite(value)
    return int(value.quantize(Decimal(1), ROUND_HALF_UP, _WIDE))


def _place(value: Decimal) -> Decimal:
    """Give the place of the second significant digit: 0.0585 → 0.001."""
    return Decimal(1).scaleb(value.adjusted() - _SIGNIFICANT + 1)


def _two_digits(expanded: Decimal, rounding: str) -> Decimal:
    return expanded.quantize(_place(expanded), rounding, _WIDE)


def _plain(rounded: Decimal) -> str:
    """Write without exponent, and zero without a sign."""
    return format(abs(rounded) if rounded.is_zero() else rounded, "f")


def _require_finite(*values: Decimal) -> None:
    for value in values:
        if not value.is_finite():
            raise MetrologyError(Code.NOT_A_NUMBER, found=str(value))
