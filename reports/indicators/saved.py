"""Saved indicators: filters over the rows of a source, each definition from its day on."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.utils.functional import lazystr
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Centre
from reports.indicators.filters import shown
from reports.indicators.question import Loader, Question
from reports.indicators.shapes import Found, Indicator, Section
from reports.indicators.sources import BY, SOURCES
from reports.models import SavedIndicator


@dataclass(frozen=True)
class Counted:
    """One row of a source."""

    pk: int
    centre_id: int
    quantity: int


def saved_rows(codes: Iterable[str]) -> list[SavedIndicator]:
    """Every definition of these codes, in one query."""
    return list(SavedIndicator.objects.filter(code__in=set(codes)).select_related("centre"))


def in_force(rows: Iterable[SavedIndicator], centre: Centre, on: date) -> list[SavedIndicator]:
    """Of each code the definition that holds for a unit on a day: its own, else the nearest."""
    best: dict[str, SavedIndicator] = {}
    for row in rows:
        if row.valid_from <= on and centre.path.startswith(row.centre.path):
            other = best.get(row.code)
            if other is None or _rank(row) > _rank(other):
                best[row.code] = row
    return [best[code] for code in sorted(best)]


def _rank(row: SavedIndicator) -> tuple[int, date, int]:
    return len(row.centre.path), row.valid_from, row.pk


def version_of(row: SavedIndicator, rows: Iterable[SavedIndicator]) -> int:
    """How many definitions of the code its unit has had, this one included."""
    same = (one for one in rows if (one.code, one.centre_id) == (row.code, row.centre_id))
    return sum(one.pk <= row.pk for one in same)


def as_indicator(row: SavedIndicator, version: int = 1) -> Indicator:
    """The indicator that a row defines."""
    source, filters = SOURCES[row.source], json.loads(row.filters)
    strand = filters.get("strand")
    loader: Loader = partial(_load, row.source, row.filters)
    return Indicator(
        code=row.code,
        name=_either(row),
        definition=_said(row.source, row.filters),
        unit=row.unit,
        answer=partial(_answer, loader),
        model=source.model,
        section=Section.GENERAL,
        by_date=source.days[filters.get(BY, next(iter(source.days)))],
        strand=strand if isinstance(strand, str) else "both",
        version=version,
        since=row.valid_from.isoformat(),
        planned=False,
        saved=row.pk,
    )


class _Either:
    """A name in the reader's language, decided when it is shown."""

    def __init__(self, row: SavedIndicator) -> None:
        self._names = row.name_vi, row.name_en or row.name_vi

    def __str__(self) -> str:
        return self._names[0 if (get_language() or "vi").startswith("vi") else 1]


def _either(row: SavedIndicator) -> Any:
    return lazystr(_Either(row))


def _load(code: str, filters: str, asked: Question) -> Iterator[Counted]:
    source, wanted = SOURCES[code], json.loads(filters)
    day = wanted.pop(BY, next(iter(source.days)))
    rows = source.rows(asked).filter(**{f"{day}__range": (asked.start, asked.until)})
    for name, value in wanted.items():
        lookup = source.fields[name].lookup
        several = isinstance(value, list)
        rows = rows.filter(**{f"{lookup}__in" if several else lookup: value})
    fields = ["pk", source.centre, *([source.quantity] if source.quantity else [])]
    found = rows.order_by(day, "pk").values_list(*fields)
    seen: set[int] = set()
    for pk, centre, *quantity in found:
        if pk not in seen:  # a contract has several lines
            seen.add(pk)
            yield Counted(pk, centre, quantity[0] if quantity else 1)


def _answer(loader: Loader, asked: Question) -> Found:
    rows = asked.rows(loader)
    return Found(sum(row.quantity for row in rows), [row.pk for row in rows])


class _Said:
    """What a filter counts, as a sentence in the reader's language."""

    def __init__(self, source: str, filters: str) -> None:
        self._source, self._filters = source, filters

    def __str__(self) -> str:
        source, wanted = SOURCES[self._source], json.loads(self._filters)
        day = source.days[wanted.pop(BY, next(iter(source.days)))]
        parts = [
            f"{source.fields[name].name}: {shown(source.fields[name], value)}"
            for name, value in wanted.items()
        ]
        head = _("%(source)s có %(day)s trong kỳ") % {"source": source.name, "day": day}
        return f"{'; '.join([head, *parts])}."


def _said(source: str, filters: str) -> Any:
    return lazystr(_Said(source, filters))
