"""Corrections and uncertainties as the pages of standards show them."""

from typing import Any

from django import template
from django.utils.translation import get_language

from common.templatetags.show import digits, pretty
from instruments.upkeep.drift import signed
from metrology.figures import beside as beside_u
from metrology.figures import significant
from metrology.quantities.quantity import Quantity

register = template.Library()


@register.filter
def plus(value: Any) -> str:
    """A correction with its sign: "+0,002 bar", "−0,1 g"; every digit kept."""
    shown = pretty(value) if isinstance(value, Quantity) else digits(value)
    number = value.value if isinstance(value, Quantity) else value
    return f"+{shown}" if number is not None and number > 0 else shown.replace("-", "−")


@register.filter
def beside(value: Any, expanded: Any) -> str:
    """A computed correction with its sign, to the place of the second digit of its U."""
    return signed(beside_u(value, expanded, get_language() or "vi")).replace("-", "−")


@register.filter
def mean(value: Any, s: Any) -> str:
    """A mean to the place of the second digit of its s."""
    return beside_u(value, s, get_language() or "vi").replace("-", "−")


@register.filter
def two(value: Any) -> str:
    """A computed uncertainty with two digits."""
    return "–" if value is None else significant(value, 2, get_language() or "vi")
