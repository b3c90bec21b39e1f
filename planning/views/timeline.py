"""The life of an entry and of what hangs on it: its events, each with what became what."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Model, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from audit.models import Event


@dataclass(frozen=True)
class Change:
    """What became what, in the reader's words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Moment:
    """Events of one act of one person: many products at once are one line."""

    event: Event
    count: int
    changes: Sequence[Change] = field(default_factory=tuple)


def timeline(*subjects: Model) -> list[Moment]:
    """The moments of these rows, oldest first; in one query."""
    wanted = Q()
    models = {row._meta.label_lower: type(row) for row in subjects}
    for label in models:
        ids = [str(row.pk) for row in subjects if row._meta.label_lower == label]
        wanted |= Q(subject_type=label, subject_id__in=ids)
    events = Event.objects.filter(wanted).order_by("at", "pk")
    return [_moment(list(acts), models) for _key, acts in groupby(events, _act)]


def _act(event: Event) -> tuple[Any, ...]:
    return event.at, event.verb, event.by_name


def _moment(events: list[Event], models: dict[str, Any]) -> Moment:
    first = events[0]
    same = {event.changes for event in events}
    shown = _changes(first, models[first.subject_type]) if len(same) == 1 else ()
    return Moment(first, len(events), tuple(shown))


def _changes(event: Event, model: Any) -> Iterable[Change]:
    for name, (before, after) in json.loads(event.changes or "{}").items():
        known = {one.name: one for one in model._meta.concrete_fields}
        if name == "file":  # of evidence, which came or was struck
            yield Change(_("Tệp minh chứng"), before or "–", after or "–")
        elif name in known:
            yield Change(_label(known[name]), _word(known[name], before), _word(known[name], after))


def _label(of: Any) -> str:
    return str(of.verbose_name)


def _word(of: Any, value: str | None) -> str:
    """A value of a field as a reader expects it; a blank is a dash."""
    if value is None or value == "":
        return "–"
    if of.choices:
        return str(dict(of.flatchoices).get(value, value))
    if of.get_internal_type() == "DateField":
        return date_format(date.fromisoformat(value), "d/m/Y")
    if of.get_internal_type() == "BooleanField":
        return _("có") if value == "True" else _("không")
    return value
