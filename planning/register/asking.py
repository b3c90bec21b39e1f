"""What the address of a list asks for; a page leaves aside what is wrong, the API names it."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import Centre
from common.errors import Faults
from common.folding import Folded
from common.text import fold
from planning.services.entering import YEARS

_LONGEST = 200


class Asked:
    """The filters of one address: words, a unit with those below it, choices, a year."""

    def __init__(self, params: QueryDict, choices: Mapping[str, Any]) -> None:
        self._params = params
        self._choices = choices  # {name: TextChoices}
        self.words = self._text("q")[:_LONGEST]
        self.centre = self._text("centre")[:20]
        self.sort = self._text("sort")[:30]
        self.chosen = {name: self._choice(name) for name in choices}
        year = self._text("year")
        self.year = int(year) if _is_year(year) else None

    def _text(self, name: str) -> str:
        return self._params.get(name, "").replace("\x00", " ").strip()

    def _choice(self, name: str) -> str:
        text = self._text(name)
        return text if text in self._choices[name].values else ""

    def insist(self) -> "Asked":
        """Itself; InvalidInput names each filter that says nothing."""
        faults = Faults()
        for name, choices in self._choices.items():
            if self._text(name) and not self.chosen[name]:
                _refuse(faults, name, self._text(name), ", ".join(choices.values))
        if self._text("year") and self.year is None:
            _refuse(faults, "year", self._text("year"), f"{YEARS[0]}–{YEARS[-1]}")
        faults.raise_if_any()
        return self

    @property
    def any(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.words or self.centre or self.year or any(self.chosen.values()))

    @property
    def kept(self) -> list[tuple[str, str]]:
        """(name, value) of what is asked for, for a form that must not lose it."""
        found = {"q": self.words, "centre": self.centre, **self.chosen}
        found["year"] = str(self.year or "")
        return [(name, value) for name, value in found.items() if value]


def _refuse(faults: Faults, name: str, found: str, allowed: str) -> None:
    message = _("Không có lựa chọn này.")
    faults.add(name, message, code="unknown", found=found[:60], allowed=allowed)


def _is_year(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 4 and int(text) in YEARS  # noqa: PLR2004


def in_centre(rows: "QuerySet[Any]", code: str) -> "QuerySet[Any]":
    """Those of the unit of this code and of the units below it; all without a code."""
    if not code:
        return rows
    centre = Centre.objects.filter(code=code).first()
    return rows.none() if centre is None else rows.filter(centre__path__startswith=centre.path)


def with_words(rows: "QuerySet[Any]", words: str, *names: str) -> "QuerySet[Any]":
    """Those in which each word stands in one of the fields, whatever its case and tone marks."""
    for number, name in enumerate(names):
        rows = rows.annotate(**{f"folded_{number}": Folded(name)})
    for word in fold(words).split():
        clause = Q()
        for number in range(len(names)):
            clause |= Q(**{f"folded_{number}__contains": word})
        rows = rows.filter(clause)
    return rows
