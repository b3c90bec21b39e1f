"""Activities as they are read once: those done in the period, those under way at its end."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from planning.models import Activity
from reports.indicators.entries import standing, told
from reports.indicators.question import Question
from reports.indicators.shapes import Found
from reports.states import FigureKind


@dataclass(frozen=True)
class Deed:
    """One entered activity."""

    pk: int
    centre_id: int
    kind: str
    title: str
    sort: str
    strand: str
    quantity: int
    approximate: bool
    venue: str
    venue_name: str
    degree: str
    begun_on: date | None
    due_on: date | None
    done_on: date | None

    def done_by(self, day: date) -> bool:
        """Whether it was finished by then."""
        return self.done_on is not None and self.done_on <= day


_FIELDS = tuple(Deed.__dataclass_fields__)


def deeds(asked: Question) -> list[Deed]:
    """Those done in the period, and those begun and under way on its last day, in one query."""
    done = Q(done_on__range=(asked.start, asked.until))
    later = Q(done_on__isnull=True) | Q(done_on__gt=asked.until)
    rows = standing(Activity, asked).filter(done | (Q(begun_on__lte=asked.until) & later))
    return [Deed(*row) for row in rows.order_by("done_on", "pk").values_list(*_FIELDS)]


def _by_kind(asked: Question) -> Mapping[str, list[Deed]]:
    found: dict[str, list[Deed]] = defaultdict(list)
    for deed in asked.rows(deeds):
        found[deed.kind].append(deed)
    return found


def of_kind(asked: Question, kind: str) -> list[Deed]:
    """Of one kind: done in the period, or under way."""
    return asked.once(_by_kind).get(kind, [])


def done_in(asked: Question, kind: str) -> list[Deed]:
    """Of one kind, done in the period up to the cut-off."""
    return [deed for deed in of_kind(asked, kind) if deed.done_by(asked.until)]


def under_way(asked: Question, kind: str) -> list[Deed]:
    """Of one kind, begun and not done by the cut-off."""
    return [deed for deed in of_kind(asked, kind) if not deed.done_by(asked.until)]


def turns(rows: Iterable[Deed]) -> int:
    """A row may stand for several."""
    return sum(deed.quantity for deed in rows)


def kind_of(rows: Iterable[Deed]) -> FigureKind | None:
    return FigureKind.APPROXIMATE if any(deed.approximate for deed in rows) else None


def summed(rows: list[Deed], *, tell: bool = False) -> Found:
    """The turns of rows; about as many where one of them says so; their titles where told."""
    said = told([deed.title for deed in rows]) if tell else ""
    return Found(turns(rows), [deed.pk for deed in rows], kind=kind_of(rows), told=said)


def part(some: list[Deed], every: list[Deed], *, tell: bool = False) -> Found:
    """How many of how many; its rows are the part."""
    said = told([deed.title for deed in some]) if tell else ""
    ids = [deed.pk for deed in some]
    return Found(
        turns(some),
        ids,
        kind=kind_of(every),
        numerator=turns(some),
        denominator=turns(every),
        told=said,
    )
