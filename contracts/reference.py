"""VAT rates as dated data with their sources. Loading twice changes nothing."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.record import record
from common.verbs import name_verbs
from contracts.models import VatCategory, VatRate

_OLD_LAW = "Luật thuế GTGT 13/2008/QH12"
_NEW_LAW = "Luật thuế GTGT 48/2024/QH15"
_FIRST = date(2009, 1, 1)
_NEW_LAW_FROM = date(2025, 7, 1)

# category, percent, first day, last day, source
RATES: tuple[tuple[VatCategory, int | None, date, date | None, str], ...] = (
    (VatCategory.SCIENCE, 5, _FIRST, date(2025, 6, 30), f"{_OLD_LAW}, Điều 8.2"),
    (VatCategory.SCIENCE, 5, _NEW_LAW_FROM, None, f"{_NEW_LAW}, Điều 9.2"),
    (VatCategory.STANDARD, 10, _FIRST, date(2025, 6, 30), f"{_OLD_LAW}, Điều 8.3"),
    (VatCategory.STANDARD, 10, _NEW_LAW_FROM, None, f"{_NEW_LAW}, Điều 9.3"),
    (VatCategory.REDUCED, 10, _FIRST, date(2022, 1, 31), f"{_OLD_LAW}, Điều 8.3"),
    (VatCategory.REDUCED, 8, date(2022, 2, 1), date(2022, 12, 31), "NĐ 15/2022/NĐ-CP"),
    (VatCategory.REDUCED, 10, date(2023, 1, 1), date(2023, 6, 30), f"{_OLD_LAW}, Điều 8.3"),
    (VatCategory.REDUCED, 8, date(2023, 7, 1), date(2023, 12, 31), "NĐ 44/2023/NĐ-CP"),
    (VatCategory.REDUCED, 8, date(2024, 1, 1), date(2024, 6, 30), "NĐ 94/2023/NĐ-CP"),
    (VatCategory.REDUCED, 8, date(2024, 7, 1), date(2024, 12, 31), "NĐ 72/2024/NĐ-CP"),
    (VatCategory.REDUCED, 8, date(2025, 1, 1), date(2025, 6, 30), "NĐ 180/2024/NĐ-CP"),
    (
        VatCategory.REDUCED,
        8,
        _NEW_LAW_FROM,
        date(2026, 12, 31),
        "NQ 204/2025/QH15, NĐ 174/2025/NĐ-CP",
    ),
    (VatCategory.REDUCED, 10, date(2027, 1, 1), None, f"{_NEW_LAW}, Điều 9.3"),
    (VatCategory.EXEMPT, None, _FIRST, date(2025, 6, 30), f"{_OLD_LAW}, Điều 5"),
    (VatCategory.EXEMPT, None, _NEW_LAW_FROM, None, f"{_NEW_LAW}, Điều 5"),
)


CHAIN = "reference"
name_verbs({"vat.load": _("nạp thuế suất")})


@transaction.atomic
def load_reference(at: datetime) -> int:
    """Bring the table of rates to what stands above; returns how many rows were new or mended."""
    there = {(r.category, r.valid_from): r for r in VatRate.objects.select_for_update(no_key=True)}
    moved = 0
    for category, percent, first, last, source in RATES:
        row = there.get((category, first))
        wanted = (percent, last, source)
        if row is not None and (row.percent, row.valid_to, row.source) == wanted:
            continue
        made, _new = VatRate.objects.update_or_create(
            category=category,
            valid_from=first,
            defaults={"percent": percent, "valid_to": last, "source": source},
        )
        before = None if row is None else f"{row.percent} {row.valid_to} {row.source}"
        changes = {f"{category} {first}": (before, f"{percent} {last} {source}")}
        record(subject=made, verb="vat.load", by=None, at=at, chain=CHAIN, changes=changes)
        moved += 1
    return moved
