"""Which plans would print a percentage: where a source gives the rate and not the plan."""

from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import NamedTuple

from django.utils.translation import gettext as _

from common.errors import Fault, InvalidInput

MOST_PERCENT = 100_000
MOST_PLACES = 2


class Plans(NamedTuple):
    """Whole numbers, both included."""

    low: int
    high: int


def would_print(actual: int | Fraction, percent: Decimal | int) -> Plans | None:
    """The whole plans against which `actual` prints as `percent`, rounded as it is written.

    3.247.000.000 and 217 %: 1.492.873.564 to 1.499.769.053. None where no plan does.
    """
    rate = Decimal(percent)
    half = Fraction(1, 2 * 10 ** max(0, -int(rate.as_tuple().exponent)))
    below, above = Fraction(rate) - half, Fraction(rate) + half
    if actual <= 0 or below <= 0:
        return None
    # below <= 100 × actual / plan < above, for halves go up.
    high = Fraction(100 * actual) / below
    low = Fraction(100 * actual) / above
    found = Plans(low.__floor__() + 1, high.__floor__())
    return found if found.low <= found.high else None


def percent_asked(text: str) -> Decimal:
    """A percentage as people write it: 217, 83,3, 216.47; InvalidInput (field “percent”)."""
    try:
        found = Decimal(text.strip().removesuffix("%").strip().replace(",", "."))
    except InvalidOperation:
        found = Decimal("NaN")
    small = found.is_finite() and 0 < found <= MOST_PERCENT
    if not small or -int(found.as_tuple().exponent) > MOST_PLACES:
        message = _("Tỷ lệ phải là số dương, nhiều nhất hai chữ số thập phân.")
        raise InvalidInput(
            Fault("percent", message, code="invalid", found=text[:20], allowed="217; 83,3; 216,47")
        )
    return found
