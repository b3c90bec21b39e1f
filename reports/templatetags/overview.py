"""Where the figures of the overview open, and how a percentage is printed."""

from fractions import Fraction
from typing import Any

from django import template
from django.urls import reverse
from django.utils.http import urlencode

from contracts.quoting.pipeline import Step
from planning.rates import NONE, shown
from reports.overview.asking import Wanted

register = template.Library()


@register.filter
def address(parts: dict[str, str]) -> str:
    """Parts of an address, joined."""
    return urlencode(parts)


@register.simple_tag
def opens(wanted: Wanted, **other: Any) -> str:
    """The rows behind a revenue figure: the page's question with what differs."""
    return f"{reverse('reports:overview-rows')}?{urlencode(wanted.address | other)}"


@register.filter
def rows_of_step(step: Step, wanted: Wanted) -> str:
    """The drafts or the offers of a step of the pipeline, of the centre that one looks at."""
    centre = {"centre": wanted.centre.code}
    if step.code == "drafts":
        return f"{reverse('contracts:list')}?{urlencode({'stage': 'draft'} | centre)}"
    state = "sent" if step.code == "expiring" else step.code
    return f"{reverse('contracts:quotations')}?{urlencode({'state': state} | centre)}"


@register.filter
def percent(value: Fraction | None) -> str:
    """As “+12,5 %”; a dash where there is no number."""
    if value is None:
        return NONE
    return f"{'+' if value > 0 else ''}{shown(value)} %"
