"""The cards and scopes that count for jobs, read once for many, and what they say of one job."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Prefetch

from calibration.authority.coverage import covering
from calibration.centres import ancestors
from calibration.models import Job, OfficerCard, Scope, ScopeLine
from calibration.states import ScopeKind, Service
from instruments.models import Instrument, InstrumentType


@dataclass(frozen=True)
class Powers:
    """Cards and scopes of some centres and of those above them."""

    cards: Sequence[OfficerCard] = ()
    scopes: Sequence[Scope] = ()


@dataclass(frozen=True)
class Asked:
    """What is to be done: a service on an instrument, in a centre, on a day."""

    path: str
    service: str
    thing: Instrument
    day: date

    @classmethod
    def of(cls, job: Job, day: date) -> "Asked":
        """The question a job puts; it has an instrument."""
        assert job.instrument is not None
        return cls(job.centre.path, job.service, job.instrument, day)


@dataclass(frozen=True)
class Held:
    """What a centre holds for it: the scope with the lines that cover it, or what is missing.

    `missing` is "" or one of: type, ended, not_begun, range. Then `lines` are the nearest ones.
    """

    scope: Scope | None
    missing: str = ""
    lines: Sequence[ScopeLine] = field(default_factory=tuple)


def powers_for(jobs: Iterable[Job], by: Any = None) -> Powers:
    """What counts for these jobs when `by` does them, else whoever they are given to."""
    wanted = [job for job in jobs if job.instrument is not None]
    types = {job.instrument.type_id for job in wanted if job.instrument is not None}
    return read_powers(
        paths={job.centre.path for job in wanted},
        types=types,
        people={
            by.pk if by is not None else job.technician_id
            for job in wanted
            if job.service == Service.VERIFICATION
        }
        - {None},
    )


def read_powers(*, paths: set[str], types: set[int], people: set[int | None]) -> Powers:
    """In at most four queries, however many jobs there are."""
    codes = {code for path in paths for code in ancestors(path)}
    if not codes:
        return Powers()
    mine = InstrumentType.objects.filter(pk__in=types)
    cards = OfficerCard.objects.filter(user__in=people, centre__code__in=codes)
    lines = ScopeLine.objects.filter(type__in=types)
    scopes = Scope.objects.filter(centre__code__in=codes).select_related("centre")
    return Powers(
        cards=list(
            cards.select_related("centre", "user").prefetch_related(
                Prefetch("types", queryset=mine)
            )
        )
        if people
        else [],
        scopes=list(scopes.prefetch_related(Prefetch("lines", queryset=lines))),
    )


def held(kind: str, asked: Asked, powers: Powers) -> Held:
    """What the centre, or one above it, holds of a kind for what is asked; the nearest first."""
    scopes = scopes_of(kind, asked.path, powers)
    lines = {scope: _lines(scope, asked) for scope in scopes}
    known = [scope for scope in scopes if lines[scope]]
    if not known:
        return Held(None, "type")
    valid = [scope for scope in known if scope.holds_on(asked.day)]
    if not valid:
        ended = [scope for scope in known if scope.ended_by(asked.day)]
        last = max(ended, key=lambda scope: scope.valid_to or asked.day, default=None)
        first = min(known, key=lambda scope: scope.valid_from)
        return Held(last, "ended") if last else Held(first, "not_begun")
    for scope in valid:
        if found := covering(lines[scope], asked.thing):
            return Held(scope, "", found)
    every = [line for scope in valid for line in lines[scope]]
    found = covering(every, asked.thing)  # two decisions may share the range
    return Held(valid[0], "", found) if found else Held(valid[0], "range", every)


def scopes_of(kind: str, path: str, powers: Powers) -> list[Scope]:
    """The scopes of a kind that count for a centre: its own first, of one centre the newest."""
    order = {code: i for i, code in enumerate(ancestors(path))}
    mine = [each for each in powers.scopes if each.kind == kind and each.centre.code in order]
    mine.sort(key=lambda scope: scope.valid_from, reverse=True)
    return sorted(mine, key=lambda scope: order[scope.centre.code])


def _lines(scope: Scope, asked: Asked) -> list[ScopeLine]:
    return [
        line
        for line in scope.lines.all()
        if (line.service, line.type_id) == (asked.service, asked.thing.type_id)
    ]


def cards_of(user: Any, path: str, powers: Powers) -> list[OfficerCard]:
    """The cards of a person that count in a centre, whatever their day."""
    codes = ancestors(path)
    return [card for card in powers.cards if card.user == user and card.centre.code in codes]


def card_on(job: Job, day: date, powers: Powers) -> str:
    """The number of the card that the performer verified with on `day`; "" where there is none."""
    if job.instrument is None or job.service != Service.VERIFICATION:
        return ""
    kind = job.instrument.type_id
    cards = cards_of(job.technician, job.centre.path, powers)
    valid = [card for card in cards if card.holds_on(day)]
    return next(
        (card.number for card in valid if kind in {each.pk for each in card.types.all()}), ""
    )


def legal_kind(service: str) -> str:
    """The kind of scope that the law asks for a service."""
    verification = service == Service.VERIFICATION
    return ScopeKind.DESIGNATION if verification else ScopeKind.REGISTRATION
