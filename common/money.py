"""Money is whole đồng as integers. A line is rounded once; VAT is taken per rate on the sum."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


def round_dong(amount: Decimal) -> int:
    """`amount` to whole đồng, halves away from zero."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def line_amount(*, quantity: int, price: int, discount: int = 0) -> int:
    """Quantity × price − discount, in đồng. A line is never negative."""
    amount = quantity * price - discount
    if quantity < 0 or price < 0 or discount < 0 or amount < 0:
        raise ValueError("a line's amount, price, quantity and discount are never negative")
    return amount


def vat_of(net: int, rate_percent: Decimal) -> int:
    """VAT on a net sum at one rate, in đồng."""
    return round_dong(Decimal(net) * rate_percent / 100)


@dataclass(frozen=True)
class RateSum:
    """What stands under one VAT rate; `rate` None means "not subject"."""

    rate: Decimal | None
    net: int

    @property
    def vat(self) -> int:
        """VAT on the sum of the lines of this rate."""
        return 0 if self.rate is None else vat_of(self.net, self.rate)

    @property
    def gross(self) -> int:
        """Net and VAT."""
        return self.net + self.vat


@dataclass(frozen=True)
class Totals:
    """Sums of a paper: one row for each VAT rate, totals derived."""

    rates: tuple[RateSum, ...]

    @property
    def net(self) -> int:
        """Without VAT."""
        return sum(row.net for row in self.rates)

    @property
    def vat(self) -> int:
        """VAT over all rates."""
        return sum(row.vat for row in self.rates)

    @property
    def gross(self) -> int:
        """With VAT."""
        return self.net + self.vat


def totals(lines: Iterable[tuple[Decimal | None, int]]) -> Totals:
    """Totals of (rate, line amount) pairs. VAT is rounded once for each rate, never by line."""
    sums: dict[Decimal | None, int] = {}
    for rate, amount in lines:
        key = None if rate is None else Decimal(rate).normalize()
        sums[key] = sums.get(key, 0) + amount
    order = sorted(sums, key=lambda rate: (rate is None, rate or Decimal(0)))
    return Totals(tuple(RateSum(rate, sums[rate]) for rate in order))
