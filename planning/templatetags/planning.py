"""Planned and entered numbers as a reader expects them."""

from fractions import Fraction
from typing import Any

from django import template
from django.urls import reverse

from accounts.permissions import Can
from planning.forms.evidence import EvidenceForm
from planning.numbers import MOST_PLACES, Number
from planning.rates import NONE, planned, rounded

register = template.Library()


register.filter("planned", planned)


@register.filter
def exact(value: int | Fraction | None) -> str:
    """A computed number: grouped, at most two decimals, a dash where there is none."""
    if value is None:
        return NONE
    number = rounded(Fraction(value), MOST_PLACES)
    whole = int(number * 10**MOST_PLACES)
    return planned(Number(whole, MOST_PLACES))


@register.inclusion_tag("planning/evidence/part.html", takes_context=True)
def evidence_of(context: Any, row: Any, kind: str) -> dict[str, Any]:
    """The files of an entry (activity, task, proposal, item, figure), and how one is added."""
    person = context["person"]
    may = row.struck_at is None and person.may(Can.RECORD_PLANNING, row.centre)
    return {
        "files": list(row.evidence.select_related("added_by")),
        "form": EvidenceForm() if may else None,
        "url": reverse(f"planning:{kind}-evidence", args=[row.pk]),
        "csrf_token": context.get("csrf_token"),
    }
