"""The VAT rate of a category on a day, as the law of that day says (practice.md 2.3)."""

from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from common.errors import Fault, Refused
from common.money import Totals, totals
from contracts.models import Contract, VatCategory, VatRate
from contracts.queries import standing_lines


def rate_on(category: str, day: date) -> int | None:
    """The rate in percent, None when not subject to VAT.

    Raises Refused when no rule of that day is on record: a rate is never guessed.
    """
    return rates_on({category}, day)[category]


def rates_on(categories: set[str], day: date) -> dict[str, int | None]:
    """The same for several categories, in one query."""
    rows = VatRate.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        category__in=categories,
        valid_from__lte=day,
    ).order_by("valid_from")
    found = {row.category: row.percent for row in rows}
    for missing in sorted(categories - found.keys()):
        raise _unknown(missing, day)
    return found


def totals_at(contract: Contract, day: date) -> Totals:
    """What an invoice of a day says: the standing lines at that day's rates, not at the signing's.

    Where the day has no rate on record, the line's own.
    """
    lines = list(contract.lines.filter(standing_lines(None)))
    try:
        rates = rates_on({line.vat_category for line in lines}, day)
    except Refused:
        return totals((line.rate, line.amount) for line in lines)
    return totals((_decimal(rates[line.vat_category]), line.amount) for line in lines)


def _decimal(percent: int | None) -> Decimal | None:
    return None if percent is None else Decimal(percent)


def _unknown(category: str, day: date) -> Refused:
    shown = dict(VatCategory.choices).get(category, category)
    message = _("Chưa có thuế suất GTGT của nhóm “%(category)s” vào ngày %(day)s.") % {
        "category": shown,
        "day": f"{day:%d/%m/%Y}",
    }
    fault = Fault("vat_category", message, code="no_vat_rate", found=f"{category} {day}")
    return Refused(message, code="no_vat_rate", faults=(fault,))
