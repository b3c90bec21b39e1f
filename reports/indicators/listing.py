"""The indicators that a unit has on a day, searched and chosen from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from accounts.models import Centre
from common.text import fold
from reports.indicators.choices import all_choices, nearest
from reports.indicators.registry import ALIASES, INDICATORS
from reports.indicators.saved import as_indicator, in_force, version_of
from reports.indicators.shapes import Indicator, Section
from reports.models import SavedIndicator

MOST_WORDS = 8
_ORDER = list(Section.values)


@dataclass(frozen=True)
class Wanted:
    """Which of them: words in the name, code or definition; a part of the report; a strand."""

    text: str = ""
    section: str = ""
    strand: str = ""


def indicators_of(centre: Centre, on: date, wanted: Wanted) -> list[Indicator]:
    """The registry's and those saved by the unit or above it, in the words of its choices.

    By the parts of a report. Two queries for any number.
    """
    choices = nearest(all_choices(), centre, on)
    rows = list(SavedIndicator.objects.select_related("centre"))
    saved = (as_indicator(row, version_of(row, rows)) for row in in_force(rows, centre, on))
    every = (one.chosen(choices) for one in (*INDICATORS.values(), *saved))
    found = [one for one in every if _fits(one, wanted)]
    return sorted(found, key=lambda one: _ORDER.index(one.section))


def _fits(one: Indicator, wanted: Wanted) -> bool:
    if wanted.section and one.section != wanted.section:
        return False
    if wanted.strand and one.strand != wanted.strand:
        return False
    words = fold(wanted.text).split()[:MOST_WORDS]
    return not words or all(word in _text(one) for word in words)


def _text(one: Indicator) -> str:
    also = " ".join(alias for alias, code in ALIASES.items() if code == one.code)
    parts: Iterable[object] = (one.code, also, one.name, one.definition, one.base, one.vat)
    return fold(" ".join(str(part) for part in parts))


def aliases_of(one: Indicator) -> list[str]:
    """What else reports call it."""
    return [alias for alias, code in ALIASES.items() if code == one.code]
