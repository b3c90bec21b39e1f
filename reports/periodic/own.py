"""A unit's own goals: no indicator counts them, so what came of them is what was entered."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from django.db.models import Exists, OuterRef

from accounts.models import Centre
from planning.models import EnteredFigure, Evidence, Target
from planning.queries import holding
from planning.states import EntryKind
from reports.periodic.planned import Planned
from reports.periodic.saying import both, number_text
from reports.states import FigureKind

_KINDS = {
    EntryKind.ACTUAL: FigureKind.ENTERED,
    EntryKind.APPROXIMATE: FigureKind.APPROXIMATE,
    EntryKind.EXPECTED: FigureKind.ESTIMATE,
    EntryKind.WORDS: FigureKind.WORDS,
}


def entered(centre: Centre, period: str, codes: Iterable[str]) -> dict[str, list[EnteredFigure]]:
    """What was entered for these codes and not followed or taken back, in one query.

    `proven`: whether there is a file of evidence; `basis` may name a paper.
    """
    every = EnteredFigure.objects.filter(centre=centre, period=period, indicator__in=list(codes))
    rows = holding(every)
    found: dict[str, list[EnteredFigure]] = {}
    proven = Exists(Evidence.objects.standing().filter(figure=OuterRef("pk")))
    for row in rows.annotate(proven=proven).order_by("pk"):
        found.setdefault(row.indicator, []).append(row)
    return found


def entered_said(rows: list[EnteredFigure]) -> dict[str, Any]:
    """What entries say; numbers of several kinds add up to an estimate."""
    values = [Fraction(row.value, 10**row.places) for row in rows if row.value is not None]
    total = sum(values, Fraction(0)) if values else None
    whole = int(total) if total is not None and total.denominator == 1 else total
    kinds = [_kind(row) for row in rows]
    return {
        "kind": str(max(kinds, key=list(FigureKind).index, default=FigureKind.ENTERED)),
        "value": number_text(whole),
        "words": "; ".join(row.words for row in rows if row.words),
        "rows": len(rows),
    }


def _kind(row: Any) -> FigureKind:
    if row.kind == EntryKind.ACTUAL and not (row.proven or row.basis):
        return FigureKind.UNPROVEN
    return _KINDS[EntryKind(row.kind)]


def say_own(target: Target, plan: Planned, rows: list[EnteredFigure]) -> dict[str, Any]:
    """What is frozen of an own goal."""
    nothing: Mapping[str, str] = both("")
    return {
        "code": target.measure,
        "section": "I.1",
        "name": both(target.label),
        "definition": nothing,
        "version": "1",
        "unit": target.unit_label,
        "by_date": nothing,
        "base": nothing,
        "vat": nothing,
        "model": EnteredFigure._meta.label_lower,
        "numerator": None,
        "denominator": None,
        "parts": [],
        "target": plan.said(),
        **entered_said(rows),
    }
