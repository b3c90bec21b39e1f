"""Which price of the list an instrument gets: by kind of service, type and measuring range.

A service with a range is for the instruments of its type that lie in it. Where several fit, the
most specific wins: one that holds the instrument's whole range before one that holds its upper
limit only (“trên 10 đến 100 bar” and a gauge 0…60 bar), then the narrowest, then the first code.
A service without a range is for every instrument of the type that nothing more specific fits.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from calibration.authority.coverage import range_words
from contracts.listing.wording import Reason, both
from contracts.models import Price, ServiceItem
from metrology.errors import MetrologyError
from metrology.quantities.quantity import Quantity
from metrology.quantities.units import Unit

Ends = tuple[Quantity | None, Quantity | None]
_WIDEST = Decimal("Infinity")
_SHOWN = 4  # ranges named in one sentence


@dataclass(frozen=True)
class Offer:
    """A service with its price of the day, whole đồng without VAT."""

    service: ServiceItem
    amount: int


@dataclass(frozen=True)
class Found:
    """The offer for an instrument, or why there is none."""

    offer: Offer | None = None
    why: Reason | None = None


@dataclass
class PriceBook:
    """The prices of a centre on a day, read once for any number of instruments."""

    offers: Mapping[tuple[int, str], list[Offer]]
    _answers: dict[tuple[int, str, str, str], Found] = field(default_factory=dict)

    @classmethod
    def of(cls, centre_id: int, on: date) -> "PriceBook":
        """The book of a centre on a day, in one query."""
        rows = Price.objects.filter(service__centre=centre_id, valid_from__lte=on)
        rows = rows.filter(service__type__isnull=False).select_related("service")
        offers: dict[tuple[int, str], list[Offer]] = defaultdict(list)
        seen: set[int] = set()
        for price in rows.order_by("service__code", "-valid_from"):
            service = price.service
            if service.pk not in seen and price.holds_on(on) and service.type_id is not None:
                seen.add(service.pk)
                offers[service.type_id, service.kind].append(Offer(service, price.amount))
        return cls(offers)

    def find(self, kind: str, type_id: int, ends: Ends = (None, None)) -> Found:
        """The price of a service on an instrument of a type with this range."""
        key = (type_id, kind, str(ends[0] or ""), str(ends[1] or ""))
        if key not in self._answers:
            self._answers[key] = _choose(self.offers.get((type_id, kind), []), ends)
        return self._answers[key]


def _choose(offers: list[Offer], ends: Ends) -> Found:
    ranked = [(rank, offer) for offer in offers if (rank := _rank(offer.service, ends)) is not None]
    if ranked:
        return Found(min(ranked, key=lambda pair: pair[0])[1])  # of equals the first code
    if not offers:
        return Found(why=Reason("no_price"))
    allowed = _ranges(offers)
    if not any(ends):
        return Found(why=Reason("no_range_for_price", allowed=allowed))
    found = both(lambda: range_words(*ends))
    return Found(why=Reason("no_price_in_range", found=found, allowed=allowed))


def _ranges(offers: list[Offer]) -> dict[str, str]:
    some = offers[:_SHOWN]
    more = "; …" if len(offers) > _SHOWN else ""
    return both(
        lambda: (
            "; ".join(range_words(o.service.range_min, o.service.range_max) for o in some) + more
        )
    )


def _rank(service: ServiceItem, ends: Ends) -> tuple[int, Decimal] | None:
    """How closely a service fits, the smaller the closer; None where it does not."""
    if service.range_min is None and service.range_max is None:
        return (2, _WIDEST)
    top = ends[1] or ends[0]
    if top is None:
        return None
    try:
        low, high = _in(service.range_min, top.unit), _in(service.range_max, top.unit)
        bottom = ends[0].to(top.unit) if ends[0] is not None else top.value
    except MetrologyError:  # another quantity: 0…10 A is not 0…10 V
        return None
    if not _holds(low, high, top.value):
        return None
    width = _WIDEST if low is None or high is None else high - low
    return (0 if _holds(low, high, bottom) else 1, width)


def _in(end: Quantity | None, unit: Unit) -> Decimal | None:
    return None if end is None else end.to(unit)


def _holds(low: Decimal | None, high: Decimal | None, value: Decimal) -> bool:
    return (low is None or low <= value) and (high is None or value <= high)
