"""Papers and templates as pages and programs ask for them."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from accounts.models import Centre
from accounts.people import Person
from accounts.permissions import Can
from contracts.models import Contract, Paper, PaperTemplate


def papers_of(contract: Contract) -> QuerySet[Paper]:
    """The papers of a contract, the newest first, in one query. Facts are not loaded."""
    rows = contract.papers.select_related("made_by", "template").defer("facts")
    return rows.order_by("-made_at", "-pk")


def paper_of(person: Person, verb: Can | None = None, **lookup: Any) -> Paper:
    """A paper that the person sees, or 404; with `verb`, Forbidden where it is not held."""
    rows = Paper.objects.visible_to(person).select_related(
        "contract__centre__parent", "contract__customer", "template", "made_by"
    )
    found: Paper = get_object_or_404(rows, **lookup)
    if verb is not None:
        person.insist(verb, found.contract.centre)
    return found


def templates_seen(person: Person) -> QuerySet[PaperTemplate]:
    """The templates of the centres where a person works on contracts."""
    rows = PaperTemplate.objects.filter(centre__in=person.centres(Can.MANAGE_CONTRACTS))
    return rows.select_related("centre", "by")


def template_of(person: Person, **lookup: Any) -> PaperTemplate:
    """A template of a centre where the person works on contracts, or 404."""
    found: PaperTemplate = get_object_or_404(templates_seen(person), **lookup)
    return found


def template_in_force(centre: Centre, kind: str, on: date) -> PaperTemplate | None:
    """The template of a kind on a day: the centre's own, else that of a unit above; None: ours."""
    codes = [code for code in centre.path.split("/") if code]
    rows = PaperTemplate.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=on),
        centre__code__in=codes,
        kind=kind,
        valid_from__lte=on,
    ).select_related("centre")
    return max(rows, key=lambda one: (len(one.centre.path), one.valid_from, one.pk), default=None)
