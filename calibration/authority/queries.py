"""What pages and the API show of cards, scopes and rooms."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from accounts.models import Centre, User
from calibration.authority.powers import Asked, Held, cards_of, held, legal_kind, read_powers
from calibration.models import OfficerCard, Scope
from calibration.states import ScopeKind, Service
from instruments.models import Instrument, InstrumentType
from metrology.quantities.quantity import Quantity

SOON = timedelta(days=30)


@dataclass(frozen=True)
class Ending:
    """A card or a scope with where it stands on a day."""

    row: Any
    day: date
    replaced: bool  # another one lasts longer and covers the same

    @property
    def state(self) -> str:
        """One of: overdue, due, later, valid, replaced."""
        if self.row.ended_by(self.day):
            return "replaced" if self.replaced else "overdue"
        if self.row.valid_from > self.day:
            return "later"
        if self.row.ended_by(self.day + SOON) and not self.replaced:
            return "due"
        return "valid"

    @property
    def left(self) -> int | None:
        """Days until the last one; below zero: since it."""
        return None if self.row.valid_to is None else (self.row.valid_to - self.day).days

    @property
    def urgent(self) -> bool:
        """Whether somebody has to do something about it."""
        return self.state in ("overdue", "due")


_ORDER = ("overdue", "due", "valid", "later", "replaced")


def cards_on(cards: Iterable[OfficerCard], day: date) -> list[Ending]:
    """Cards with where they stand, expired first; wants `types` prefetched."""
    known = list(cards)
    kinds = {card: {each.pk for each in card.types.all()} for card in known}

    def replaced(card: OfficerCard) -> bool:
        others = [
            kinds[other]
            for other in known
            if (other.user_id, other.centre_id) == (card.user_id, card.centre_id)
            and _outlasts(other, card)
        ]
        return bool(others) and kinds[card] <= set().union(*others)

    return _sorted(Ending(card, day, replaced(card)) for card in known)


def scopes_on(scopes: Iterable[Scope], day: date) -> list[Ending]:
    """Scopes with where they stand, expired first."""
    known = list(scopes)

    def replaced(scope: Scope) -> bool:
        return any(
            (other.centre_id, other.kind) == (scope.centre_id, scope.kind)
            and _outlasts(other, scope)
            for other in known
        )

    return _sorted(Ending(scope, day, replaced(scope)) for scope in known)


def _outlasts(other: Any, row: Any) -> bool:
    """Whether it goes on without a gap after the last day of `row`."""
    if other.pk == row.pk or row.valid_to is None:
        return False
    follows = other.valid_from <= row.valid_to + timedelta(days=1)
    return follows and (other.valid_to is None or other.valid_to > row.valid_to)


def _sorted(found: Iterable[Ending]) -> list[Ending]:
    return sorted(
        found,
        key=lambda each: (_ORDER.index(each.state), each.row.valid_to or date.max, each.row.pk),
    )


def cards_seen(person: Any) -> Any:
    """The cards a person sees, with what a line shows."""
    rows = OfficerCard.objects.visible_to(person).select_related("user", "centre")
    return rows.prefetch_related("types")


def scopes_seen(person: Any) -> Any:
    """The scopes a person sees, with their lines."""
    rows = Scope.objects.visible_to(person).select_related("centre")
    return rows.prefetch_related("lines__type")


def ending_soon(person: Any, day: date, user: User | None = None) -> list[Ending]:
    """The cards (of `user` alone, if given) and scopes that ended or end within 30 days."""
    cards, scopes = cards_seen(person), Scope.objects.visible_to(person).select_related("centre")
    if user is not None:
        cards = cards.filter(user=user)
    found = [*cards_on(cards, day), *scopes_on(scopes, day)]
    return [each for each in found if each.urgent]


# Who may do what on a day


@dataclass(frozen=True)
class Answer:
    """What the records say of who may do what: the card, the scopes, and whether it is lawful."""

    card: OfficerCard | None
    legal: Held
    accreditation: Held
    allowed: bool


def who_may(
    *, centre: Centre, user: User, kind: InstrumentType, service: str, day: date,
    ends: tuple[Quantity | None, Quantity | None] = (None, None),
) -> Answer:  # fmt: skip
    """Ask cards and scopes about an instrument of a kind; without a range about the kind alone."""
    thing = Instrument(type=kind, range_min=ends[0], range_max=ends[1])
    asked = Asked(centre.path, service, thing, day)
    powers = read_powers(paths={centre.path}, types={kind.pk}, people={user.pk})
    card = next(
        (
            card
            for card in cards_of(user, centre.path, powers)
            if card.holds_on(day) and card.types.all()
        ),
        None,
    )
    legal = _of_the_kind(held(legal_kind(service), asked, powers), ends)
    accredited = _of_the_kind(held(ScopeKind.ACCREDITATION, asked, powers), ends)
    known = any(scope.kind == legal_kind(service) for scope in powers.scopes)
    lawful = not legal.missing or (service != Service.VERIFICATION and not known)
    return Answer(
        card=card,
        legal=legal,
        accreditation=accredited,
        allowed=lawful and (service != Service.VERIFICATION or card is not None),
    )


def _of_the_kind(found: Held, ends: Sequence[Quantity | None]) -> Held:
    """Without a range asked for, having the kind at all is the answer."""
    if found.missing == "range" and not any(ends):
        return Held(found.scope, "", found.lines)
    return found


def by_kind(scopes: Iterable[Ending]) -> Mapping[str, list[Ending]]:
    """Scopes by kind, in the order of the law."""
    found = list(scopes)
    return {kind: [each for each in found if each.row.kind == kind] for kind in ScopeKind.values}
