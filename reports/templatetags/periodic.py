"""How numbers of period reports are printed."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone

from reports.indicators.labels import unit_label
from reports.periodic.saying import number
from reports.shown import text

register = template.Library()


@register.filter
def as_number(value: Any, unit: str) -> str:
    """A number, or its frozen text, as printed in its unit; a blank is a dash."""
    return text(number(value) if isinstance(value, str) else value, unit)


@register.filter
def as_step(value: Any, unit: str) -> str:
    """A difference, with its sign."""
    found = number(value) if isinstance(value, str) else value
    return f"+{text(found, unit)}" if found is not None and found > 0 else text(found, unit)


@register.filter
def in_words(unit: str) -> str:
    """The word of a unit of measure."""
    return unit_label(unit)


@register.filter
def day_of(text: str | None) -> date | None:
    """A day of a frozen text; nothing where there is none."""
    return date.fromisoformat(text) if text else None


@register.filter
def moment(text: str) -> str:
    """An ISO moment of a frozen text, in the centre's zone."""
    return f"{timezone.localtime(datetime.fromisoformat(text)):%H:%M %d/%m/%Y}"
