"""Whether the centre may do what is asked: each thing held against designations, accreditations.

Verification is asked of the designation, calibration and testing of the registration where the
centre has one, then of the accreditation. What the law does not let the centre do cannot enter a
contract; what is merely outside the accreditation enters, and the line says so (no mark).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from accounts.models import Centre
from calibration.authority.coverage import day_words, lines_words, range_words
from calibration.authority.powers import (
    Asked,
    Held,
    Powers,
    held,
    legal_kind,
    read_powers,
    scopes_of,
)
from calibration.states import ScopeKind, Service
from contracts.listing.wording import Reason, both
from contracts.states import WITH_JOBS
from instruments.models import Instrument, InstrumentType
from metrology.quantities.quantity import Quantity

Key = TypeVar("Key")
Ends = tuple[Quantity | None, Quantity | None]
INSIDE, OUTSIDE, NOT_ASKED = "inside", "outside", "not_asked"


@dataclass(frozen=True)
class Scope:
    """What the centre's acts say of one thing on a day.

    `state` is "inside", "outside" or "not_asked" (consulting, no type, nothing to be held
    against). `act` is the kind of act that decided (`ScopeKind`, "" where none did) and `by` its
    number. `enters` is False where the law refuses the work. `why` is told beside "outside", and
    beside "inside" where something could not be asked (no range stated).
    """

    state: str = NOT_ASKED
    act: str = ""
    by: str = ""
    enters: bool = True
    why: Reason | None = None


def scope_of(
    centre: Centre, kind: str, things: Mapping[Key, Instrument], on: date
) -> dict[Key, Scope]:
    """The scope of each thing for a service of `kind` (`LineKind`) on a day, in two queries."""
    book = ScopeBook.of(centre, {thing.type_id for thing in things.values()}, on)
    return {
        key: book.ask(kind, thing.type, (thing.range_min, thing.range_max))
        for key, thing in things.items()
    }


@dataclass
class ScopeBook:
    """The acts of a centre (and of those above it) on a day, read once for any number of things."""

    path: str
    on: date
    powers: Powers
    _answers: dict[tuple[str, int, str, str], Scope] = field(default_factory=dict)

    @classmethod
    def of(cls, centre: Centre, types: Iterable[int], on: date) -> "ScopeBook":
        """The book of a centre for instruments of these types (ids), in two queries."""
        return cls(centre.path, on, read_powers(paths={centre.path}, types={*types}, people=set()))

    def ask(self, kind: str, of: InstrumentType | None, ends: Ends = (None, None)) -> Scope:
        """What the acts say of a service on an instrument of a type with this range."""
        if kind not in WITH_JOBS or of is None:
            return Scope()
        key = (kind, of.pk, str(ends[0] or ""), str(ends[1] or ""))
        if key not in self._answers:
            thing = Instrument(type=of, range_min=ends[0], range_max=ends[1])
            self._answers[key] = self._ask(Asked(self.path, kind, thing, self.on))
        return self._answers[key]

    def _ask(self, asked: Asked) -> Scope:
        legal = legal_kind(asked.service)
        known = bool(scopes_of(legal, asked.path, self.powers))
        if asked.service == Service.VERIFICATION or known:
            lawful = self._by(legal, asked)
            if asked.service == Service.VERIFICATION or not lawful.enters:
                return lawful
        else:
            lawful = Scope()
        if not scopes_of(ScopeKind.ACCREDITATION, asked.path, self.powers):
            return lawful
        return self._by(ScopeKind.ACCREDITATION, asked)

    def _by(self, act: str, asked: Asked) -> Scope:
        """What the acts of one kind say. Accreditation is voluntary: it never keeps out."""
        found = held(act, asked, self.powers)
        number = found.scope.number if found.scope is not None else ""
        ends = (asked.thing.range_min, asked.thing.range_max)
        if found.missing == "range" and not any(ends):
            return Scope(INSIDE, act, number, why=Reason("range_unsaid", act=act, number=number))
        if not found.missing:
            return Scope(INSIDE, act, number)
        first = next(iter(scopes_of(act, asked.path, self.powers)), None)
        number = number or (first.number if first is not None else "")
        why = _outside(act, asked, found, number)
        return Scope(OUTSIDE, act, number, enters=act == ScopeKind.ACCREDITATION, why=why)


def _outside(act: str, asked: Asked, found: Held, number: str) -> Reason:
    """Why a thing lies outside; words that differ by language are kept in both."""
    kind = asked.thing.type
    names = {"vi": kind.name_vi, "en": kind.name_en or kind.name_vi}
    if not number:
        return Reason("no_act", act=act)
    about: dict[str, Any] = {"act": act, "number": number}
    if found.missing == "type" or found.scope is None:
        return Reason("outside_type", **about, type=names)
    if found.missing == "ended":
        return Reason("outside_ended", **about, day=day_words(found.scope.valid_to))
    if found.missing == "not_begun":
        return Reason("outside_not_begun", **about, day=day_words(found.scope.valid_from))
    ends = (asked.thing.range_min, asked.thing.range_max)
    return Reason(
        "outside_range",
        **about,
        allowed=both(lambda: lines_words(found.lines)),
        found=both(lambda: range_words(*ends)),
    )
