"""A figure as it is frozen: words in both languages, numbers as text, nothing to look up."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils import translation

from common.canonical import canonical, sha256
from reports.indicators.shapes import Figure
from reports.periodic.planned import Planned
from reports.periodic.sections import part_of

LANGUAGES = ("vi", "en")
type_of_number = int | Fraction | None
type_of_rows = list[list[int | None]]  # [id, net, gross]


def both(words: Any) -> dict[str, str]:
    """A (lazily translated) text in both languages."""
    said = {}
    for language in LANGUAGES:
        with translation.override(language):
            said[language] = str(words)
    return said


def number_text(value: type_of_number) -> str | None:
    """A whole number or a fraction, exactly."""
    return None if value is None else str(value)


def number(text: str | None) -> type_of_number:
    """Back from its text; whole numbers stay whole."""
    if text is None:
        return None
    return Fraction(text) if "/" in text else int(text)


def say(figure: Figure, plan: Planned | None) -> dict[str, Any]:
    """What is frozen of a figure, without its rows."""
    words = figure.words
    return {
        "code": figure.key,
        "section": part_of(figure.key, words.section),
        "name": both(words.name),
        "definition": both(words.definition),
        "version": str(words.version),
        "unit": str(words.unit),
        "by_date": both(words.by_date),
        "base": both(words.base),
        "vat": both(words.vat),
        "model": figure.rows.model,
        "kind": str(figure.kind),
        "value": number_text(figure.value),
        "numerator": number_text(figure.numerator),
        "denominator": number_text(figure.denominator),
        "words": figure.told,
        "parts": list(figure.parts),
        "rows": len(figure.rows.ids),
        "target": plan.said() if plan else None,
    }


def rows_of(figure: Figure) -> type_of_rows:
    """The rows of a figure as they are frozen."""
    amounts = figure.rows.amounts
    return [[pk, *amounts.get(pk, (None, None))] for pk in figure.rows.ids]


def digest_of(said: Mapping[str, Any], rows: str) -> str:
    """SHA-256 over a frozen figure and the text of its rows."""
    return sha256(f"{canonical(said)}\n{rows}")
