"""What is asked of indicators, with what was loaded to answer it: each loader runs once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from os.path import commonpath
from typing import Any, TypeVar

from accounts.models import Centre
from common.period import Period
from contracts.revenue import Base
from planning.models import Block
from reports.indicators.choices import Choices, all_choices, nearest
from reports.indicators.registry import ALIASES, INDICATORS
from reports.indicators.shapes import Figure, Found, Indicator, Rows

T = TypeVar("T")
Loader = Callable[["Question"], Iterable[Any]]


class Question:
    """A unit with those below it, a period, the day up to which rows count.

    A question of several units loads for all of them at once; `of` gives the question of one,
    which reads its part of what was loaded. So the number of queries does not grow with the units.
    """

    alone = False  # whether the units below it are counted beside it
    mute = False  # whether what was entered for it is left out, since it speaks for these too

    def __init__(
        self,
        *,
        centre: Centre,
        period: Period,
        cut_off: date,
        known_on: date | None = None,
        asked: Mapping[str, Indicator] | None = None,
        whole: "Question | None" = None,
        block: Block | None = None,
    ) -> None:
        self.centre = centre
        self.period = period
        self.cut_off = cut_off
        self.known_on = known_on
        self.asked: dict[str, Indicator] = dict(asked or {})
        self.block = block  # what is told of blocks is of this one; None: of all that are kept
        self._whole = whole
        self._rows: dict[Loader, list[Any]] = {}
        self._by_unit: dict[Loader, dict[int, list[Any]]] = {}
        self._made: dict[Callable[..., Any], Any] = {}
        self._figures: dict[str, Figure] = {}

    @property
    def start(self) -> date:
        """The first day that counts."""
        return self.period.start

    @property
    def until(self) -> date:
        """The last day that counts: of the period, or the cut-off before it."""
        return min(self.period.end, self.cut_off)

    @property
    def bases(self) -> frozenset[Base]:
        """The bases of revenue that what is asked reads."""
        return frozenset(base for one in self.asked.values() for base in one.bases)

    @property
    def choices(self) -> Choices:
        """What the unit chose, or the nearest above it, as it holds at the cut-off."""
        return self.once(_choices)

    def rows(self, loader: Loader) -> list[Any]:
        """What `loader` gives, loaded once. Its rows bear `centre_id`; here are those of the unit.

        The loader reads the question's `centre.path`, `start`, `until`, `cut_off`, `known_on`.
        """
        if self._whole is None:
            if loader not in self._rows:
                self._rows[loader] = list(loader(self))
            return self._rows[loader]
        groups = self._whole.by_unit(loader)
        return [row for pk in self.inside for row in groups.get(pk, ())]

    def by_unit(self, loader: Loader) -> Mapping[int, list[Any]]:
        """The same rows by their unit."""
        if loader not in self._by_unit:
            groups: dict[int, list[Any]] = defaultdict(list)
            for row in self.rows(loader):
                groups[row.centre_id].append(row)
            self._by_unit[loader] = groups
        return self._by_unit[loader]

    def once(self, make: "Callable[[Question], T]") -> T:
        """What `make` gives of this question, made once."""
        if make not in self._made:
            self._made[make] = make(self)
        found: T = self._made[make]
        return found

    def shared(self, make: "Callable[[Question], T]") -> T:
        """The same, made once for all units that are asked together."""
        return self.whole.once(make)

    @property
    def whole(self) -> "Question":
        """The question of all units that are asked together; itself where there is one."""
        return self._whole or self

    @property
    def inside(self) -> Sequence[int]:
        """The unit and those below it."""
        return self.once(_inside)

    def figure(self, code: str) -> Figure:
        """The figure of an indicator that is asked, or that another one needs."""
        code = ALIASES.get(code, code)
        if code not in self._figures:
            one = self.asked.get(code) or INDICATORS[code]
            words = one.chosen(self.choices) if one.says else one
            self._figures[code] = _figure(words, one.answer(self))
        return self._figures[code]

    def of(self, unit: Centre) -> "Question":
        """The same question of one of the units."""
        return Question(
            centre=unit,
            period=self.period,
            cut_off=self.cut_off,
            known_on=self.known_on,
            asked=self.asked,
            whole=self,
            block=self.block,
        )


def _figure(one: Indicator, found: Found) -> Figure:
    words = replace(one, **found.said) if found.said else one
    return Figure(
        key=one.code,
        value=found.value,
        rows=Rows(words.model, tuple(found.ids), found.amounts),
        kind=found.kind or words.kind,
        numerator=found.numerator,
        denominator=found.denominator,
        told=found.told,
        parts=found.parts,
        indicator=words,
    )


def _choices(question: Question) -> Choices:
    return nearest(question.shared(_every_choice), question.centre, question.cut_off)


def _every_choice(_question: Question) -> Any:
    return all_choices()


def _paths(question: Question) -> list[tuple[int, str]]:
    rows = Centre.objects.filter(path__startswith=question.centre.path)
    return list(rows.order_by("path").values_list("pk", "path"))


def _inside(question: Question) -> list[int]:
    path = question.centre.path
    return [pk for pk, each in question.shared(_paths) if each.startswith(path)]


def spanning(units: Sequence[Centre]) -> Centre:
    """A unit, not stored, whose part of the tree holds all of them."""
    shared = commonpath([unit.path for unit in units])
    return Centre(path=f"{shared.rstrip('/')}/")
