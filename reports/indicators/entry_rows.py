"""Entered figures as they are read once, and what they add to figures counted from rows.

An entry of a unit speaks for the unit and all below it; a unit without one has the sum of those
entered nearest below it. Where units are counted side by side it is found of all of them who
speaks, so that no entry stands beside rows that it speaks for.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from django.db.models import Exists, OuterRef

from accounts.models import Centre
from planning.models import EnteredFigure, Evidence
from planning.states import EntryKind
from reports.indicators.entries import standing, told
from reports.indicators.labels import ENTERED
from reports.indicators.question import Loader, Question
from reports.indicators.shapes import Found
from reports.states import FigureKind

NUMBERS = frozenset({EntryKind.ACTUAL, EntryKind.APPROXIMATE})


@dataclass(frozen=True)
class Entered:
    """The newest entry of a unit for an indicator and a period."""

    pk: int
    centre_id: int
    path: str
    indicator: str
    period: str
    kind: str
    value: int | None
    places: int
    words: str
    basis: str
    filed: bool  # there is a file of evidence

    @property
    def proven(self) -> bool:
        """Whether a file or a named paper shows it."""
        return self.filed or bool(self.basis)

    @property
    def number(self) -> Fraction:
        """The exact number."""
        return Fraction(self.value or 0, 10**self.places)


_FIELDS = (
    "pk", "centre_id", "centre__path", "indicator", "period", "kind", "value", "places", "words",
    "basis", "filed",
)  # fmt: skip


def entries(asked: Question) -> list[Entered]:
    """What was entered for the period and for its year, by unit, in one query."""
    year = str(asked.period.year)
    rows = standing(EnteredFigure, asked).filter(period__in={asked.period.code, year})
    filed = Exists(Evidence.objects.standing().filter(figure=OuterRef("pk")))
    found = [Entered(*row) for row in rows.annotate(filed=filed).values_list(*_FIELDS)]
    return sorted(found, key=lambda row: (row.path, row.pk))


def _by_code(asked: Question) -> Mapping[tuple[str, str], list[Entered]]:
    found: dict[tuple[str, str], list[Entered]] = defaultdict(list)
    for row in asked.rows(entries):
        found[row.indicator, row.period].append(row)
    return found


def _newest(asked: Question, code: str, kinds: Iterable[str], period: str = "") -> list[Entered]:
    """The newest entry of these kinds of each unit; a unit comes before those below it."""
    rows = asked.once(_by_code).get((code, period or asked.period.code), [])
    return list({row.path: row for row in rows if row.kind in kinds}.values())


def entered(asked: Question, code: str, kinds: Iterable[str], period: str = "") -> list[Entered]:
    """For each unit that speaks: its newest entry of these kinds. Others below it are left out."""
    if asked.alone:
        every = [] if asked.mute else entered(asked.whole, code, kinds, period)
        return [row for row in every if row.centre_id == asked.centre.pk]
    heard: list[Entered] = []
    for row in _newest(asked, code, kinds, period):
        if not any(row.path.startswith(one.path) for one in heard):
            heard.append(row)
    return heard


def or_entered(
    code: str, loader: Loader, answer: Callable[[Question], Found]
) -> Callable[[Question], Found]:
    """The answer, with what was entered for units in which it counts no row.

    Rows go before a number that is entered: within a unit that has one of them its entry is not
    used, and nothing is counted twice.
    """

    def used(asked: Question) -> list[Entered]:
        entries = _newest(asked, code, NUMBERS)
        return _unheard(asked, answer(asked), loader, entries) if entries else []

    def answered(asked: Question) -> Found:
        found = answer(asked)
        if not asked.alone:
            return _with(found, used(asked))
        heard = [] if asked.mute else asked.shared(used)
        return _with(found, [row for row in heard if row.centre_id == asked.centre.pk])

    return answered


def _unheard(
    asked: Question, found: Found, loader: Loader, entries: Iterable[Entered]
) -> list[Entered]:
    """The entries of units that have no counted row, the highest of each branch."""
    paths = asked.shared(_paths)
    ids = set(found.ids)
    counted = {paths[row.centre_id] for row in asked.rows(loader) if row.pk in ids}
    used: list[Entered] = []
    for row in entries:
        empty = not any(path.startswith(row.path) for path in counted)
        if empty and not any(row.path.startswith(one.path) for one in used):
            used.append(row)
    return used


def _paths(asked: Question) -> Mapping[int, str]:
    rows = Centre.objects.filter(path__startswith=asked.centre.path)
    return dict(rows.order_by().values_list("pk", "path"))


def _with(found: Found, used: list[Entered]) -> Found:
    if not used:
        return found
    ids = tuple(found.ids)
    kind = found.kind if found.kind == FigureKind.APPROXIMATE else kind_of_numbers(used)
    total = sum((row.number for row in used), Fraction(found.value or 0))
    whole = int(total) if total.denominator == 1 else total
    if not ids:
        pks = [row.pk for row in used]
        said = told([found.told, *(row.words for row in used)])
        return replace(found, value=whole, ids=pks, kind=kind, told=said, said={"model": ENTERED})
    more = [f"{row.path.split('/')[-2]}: {amount_of(row)}" for row in used]
    return replace(found, value=whole, ids=ids, kind=kind, told=told([found.told, *more]))


def kind_of_numbers(rows: Iterable[Entered]) -> FigureKind:
    """How entered numbers came to be: about; entered with evidence; entered without."""
    found = list(rows)
    if any(row.kind == EntryKind.APPROXIMATE for row in found):
        return FigureKind.APPROXIMATE
    if all(row.proven for row in found):
        return FigureKind.ENTERED
    return FigureKind.UNPROVEN


def entries_for(asked: Question, codes: Iterable[str], kinds: Iterable[str]) -> list[Entered]:
    """What was entered for the first of these codes that has an entry of one of these kinds."""
    found = (entered(asked, code, frozenset(kinds)) for code in codes)
    return next((rows for rows in found if rows), [])


def expected(asked: Question, *codes: str) -> list[Entered]:
    """What is expected from the cut-off to the end of the period, by the first code that has it."""
    return entries_for(asked, codes, {EntryKind.EXPECTED})


def amount_of(row: Entered) -> int | Fraction:
    """Its number; whole where it is whole."""
    return int(row.number) if row.number.denominator == 1 else row.number
