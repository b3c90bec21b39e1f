"""How a figure is printed, and where it opens."""

from fractions import Fraction
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext

from common.templatetags.show import dong
from contracts.states import Strand
from planning.rates import NONE, shown
from reports.figures import Figure, Figures
from reports.indicators.labels import unit_label
from reports.indicators.shapes import Indicator, Section
from reports.shown import text
from reports.states import FigureKind

register = template.Library()


@register.filter
def value(figure: Figure) -> str:
    """The figure's value as a reader expects it."""
    return text(figure.value, figure.words.unit)


@register.filter
def value_as(number: Any, figure: Figure) -> str:
    """Another number printed like the figure: last year's."""
    return text(number, figure.words.unit)


@register.filter
def number(value: Any) -> str:
    """A numerator or a denominator: whole and grouped, else with two decimals."""
    return dong(int(value)) if Fraction(value).denominator == 1 else shown(Fraction(value), 2)


@register.filter
def precise(figure: Figure) -> str:
    """The same with two decimals: what a rounded percentage was rounded from."""
    exact = figure.value
    return NONE if exact is None else shown(Fraction(exact), 2)


@register.filter
def unit(one: Indicator) -> str:
    """What it is measured in."""
    return unit_label(one.unit)


@register.filter
def kind(figure: Figure) -> str:
    """How the figure came to be; nothing where it was simply counted."""
    counted = figure.kind == FigureKind.COMPUTED
    return "" if counted else str(FigureKind(figure.kind).label)


@register.filter
def strand(one: Indicator) -> str:
    """The strand, or both."""
    return str(Strand(one.strand).label) if one.strand in Strand.values else gettext("cả hai mảng")


@register.filter
def section(one: Indicator) -> str:
    """The part of a report."""
    return str(Section(one.section).label)


@register.simple_tag
def opens(figures: Figures, figure: Figure) -> str:
    """The address of the rows behind the figure."""
    asked = {"centre": figures.centre.code, "period": figures.period.code, "figure": figure.key}
    if figures.cut_off != figures.period.cut_off(timezone.localdate()):
        asked["cut_off"] = figures.cut_off.isoformat()
    return f"{reverse('reports:rows')}?{urlencode(asked)}"
