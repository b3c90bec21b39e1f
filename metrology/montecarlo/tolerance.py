"""The numerical tolerance δ of an uncertainty (GUM-S1 7.9.2)."""

from decimal import Decimal

from metrology.errors import Code, MetrologyError

MOST_DIGITS = 4


def numerical_tolerance(u: float, digits: int) -> float:
    """Give δ = ½·10^l where u = c·10^l and c has `digits` digits; in the unit of u, 0 for u = 0.

    u = 0.00035 with 2 digits is 35·10⁻⁵: δ = 0.5·10⁻⁵. Raises `out_of_range` unless digits is
    1 … 4 (one or two are meaningful in most cases, 7.9.2).
    """
    if not 1 <= digits <= MOST_DIGITS:
        raise MetrologyError(
            Code.OUT_OF_RANGE, name="digits", found=repr(digits), allowed=f"1 … {MOST_DIGITS}"
        )
    if not u:
        return 0.0
    exponent = int(f"{u:.{digits - 1}e}".partition("e")[2]) - (digits - 1)
    return float(Decimal(5).scaleb(exponent - 1))
