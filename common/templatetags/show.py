"""Numbers and money as a reader expects them. Loaded into every template."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import get_language

from common.period import Period

register = template.Library()

THIN = "\u202f"  # narrow no-break space: it groups and never breaks the number


def _vi() -> bool:
    return (get_language() or "vi").startswith("vi")


@register.filter
def dong(amount: int | None) -> str:
    """753000000 → 753.000.000 (vi) or 753,000,000 (en); a blank stays a dash."""
    if amount is None:
        return "–"
    text = f"{int(amount):,}"
    return text.replace(",", ".") if _vi() else text


@register.filter
def count(number: int | None) -> str:
    """1315 → 1.315 (vi) or 1,315 (en)."""
    return dong(number)


@register.filter
def digits(text: Any) -> str:
    """A number exactly as stated, with the reader's decimal mark: no digit added or lost."""
    if text is None or text == "":
        return "–"
    shown = format(text, "f") if isinstance(text, Decimal) else str(text)
    return shown.replace(".", ",") if _vi() else shown


@register.filter
def either(thing: Any, name: str = "name") -> str:
    """`name_vi` or `name_en` by the reader's language; Vietnamese where one is blank."""
    vi = thing.get(f"{name}_vi") if isinstance(thing, dict) else getattr(thing, f"{name}_vi", "")
    en = thing.get(f"{name}_en") if isinstance(thing, dict) else getattr(thing, f"{name}_en", "")
    return str((vi if _vi() else en) or vi or "")


@register.filter
def of_period(code: str) -> str:
    """`2022-Q1` → quý I/2022 (vi) or Q1 2022 (en)."""
    return either(Period.parse(code), "label")


@register.filter
def words(pair: Any) -> str:
    """The reader's half of {"vi": …, "en": …}."""
    if not isinstance(pair, dict):
        return str(pair or "")
    return str((pair.get("vi") if _vi() else pair.get("en")) or pair.get("vi") or "")


@register.filter
def verb(code: str) -> str:
    """`job.approve` in the reader's words, as registered by the app that records it."""
    from common.verbs import VERBS

    return str(VERBS.get(code, code))


@register.filter
def pretty(value: Any) -> str:
    """A Quantity with the reader's decimal mark and the unit's symbol; a blank is a dash."""
    if value in (None, ""):
        return "–"
    return f"{digits(value.digits)} {value.unit.symbol}"
