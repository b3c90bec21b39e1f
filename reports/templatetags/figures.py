"""How a figure is printed, and where it opens."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.http import urlencode

from reports.figures import Figure, Figures
from reports.shown import text

register = template.Library()


@register.filter
def value(figure: Figure) -> str:
    """The figure's value as a reader expects it."""
    return text(figure.value, figure.words.unit)


@register.filter
def value_as(number: Any, figure: Figure) -> str:
    """Another number printed like the figure: last year's."""
    return text(number, figure.words.unit)


@register.simple_tag
def opens(figures: Figures, figure: Figure) -> str:
    """The address of the rows behind the figure."""
    asked = {"centre": figures.centre.code, "period": figures.period.code, "figure": figure.key}
    return f"{reverse('reports:rows')}?{urlencode(asked)}"
