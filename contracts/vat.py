"""The VAT rate of a category on a day, as the law of that day says (practice.md 2.3)."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from common.errors import Fault, Refused
from contracts.models import VatCategory, VatRate


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


def _unknown(category: str, day: date) -> Refused:
    shown = dict(VatCategory.choices).get(category, category)
    message = _("Chưa có thuế suất GTGT của nhóm “%(category)s” vào ngày %(day)s.") % {
        "category": shown,
        "day": f"{day:%d/%m/%Y}",
    }
    fault = Fault("vat_category", message, code="no_vat_rate", found=f"{category} {day}")
    return Refused(message, code="no_vat_rate", faults=(fault,))
