"""The price list as everybody may read it (NĐ 105/2016, Art. 11): services with today's price."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from accounts.models import Centre
from common.errors import Refused
from contracts.models import ServiceItem, Surcharge, VatCategory
from contracts.pricing.surcharges import surcharges_on
from contracts.vat import rates_on


@dataclass(frozen=True)
class Priced:
    """One service with what it costs on the day.

    `percent` is the VAT of its category: None where not subject; `vat_known` is False where the
    law of that day is not on record (a rate is never guessed).
    """

    service: ServiceItem
    amount: int
    since: date
    percent: int | None
    vat_known: bool


@dataclass(frozen=True)
class PublicList:
    """The list of one centre on a day."""

    centre: Centre
    on: date
    rows: list[Priced]
    surcharges: list[Surcharge]


def public_list(centre: Centre, on: date) -> PublicList:
    """What a centre charges on a day, by kind and code; what has no price is not in it."""
    services = ServiceItem.objects.filter(centre=centre).select_related("type")
    rates = _rates(on)
    rows = []
    for one in services.prefetch_related("prices").order_by("kind", "code"):
        price = one.price_on(on)
        if price is not None:
            rate, known = rates.get(one.vat_category), one.vat_category in rates
            rows.append(Priced(one, price.amount, price.valid_from, rate, known))
    charged = surcharges_on(centre, on).select_related("centre")
    return PublicList(centre, on, rows, list(charged))


def _rates(on: date) -> dict[str, int | None]:
    """The rates of the day that are on record."""
    found: dict[str, int | None] = {}
    for category in VatCategory.values:
        with suppress(Refused):
            found |= rates_on({category}, on)
    return found


def centres_with_prices(on: date) -> list[Centre]:
    """The centres that charge something on a day."""
    held = ServiceItem.objects.filter(prices__valid_from__lte=on).values("centre")
    return list(Centre.objects.filter(pk__in=held).order_by("path"))
