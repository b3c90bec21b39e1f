"""Where a figure will be when its period ends, by the first method that has enough to say.

1. What a person entered as expected is added to what was counted.
2. Last year's season: counted so far ÷ the share that the same days of last year had of its whole.
   Only of what adds up, with at least a quarter of the period gone, `ROWS` rows behind last year's
   figure, and a tenth of it by that day.
3. Work in hand: counted so far + what is signed, not done, and due by the end. At least that much.

Else nothing is forecast, and it is said why (decision 0042).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from django.db.models import DateField, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from calibration.states import JobState, Service
from contracts.models import ContractItem
from contracts.queries import standing_lines
from contracts.states import Strand
from reports.dashboards.shell import Asked
from reports.indicators import Figure, compute
from reports.indicators.plans import REVENUE, is_level
from reports.indicators.question import Question
from reports.indicators.targets import TargetLine
from reports.indicators.work import things
from reports.states import FigureKind

ROWS = 12  # behind last year's figure, else it says nothing of a season
GONE, BY_THEN = Fraction(1, 4), Fraction(1, 10)  # of the period; of last year's figure
_SERVICES: Mapping[str, frozenset[str]] = {
    "instruments": frozenset(Service.values),
    "instruments_verification": frozenset({Service.VERIFICATION}),
    "instruments_calibration": frozenset({Service.CALIBRATION}),
    "samples": frozenset(Service.values),
}


class Method(StrEnum):
    """How a forecast was made, or why there is none."""

    ENTERED = "entered"
    SEASON = "season"
    IN_HAND = "in_hand"
    OVER = "over"
    AHEAD = "ahead"
    UNTOLD = "untold"
    LEVEL = "level"
    OWN = "own"
    EARLY = "early"
    FEW = "few"

    @property
    def label(self) -> Any:
        """In the reader's words."""
        return _WORDS[self]


_WORDS: Mapping[Method, Any] = {
    Method.ENTERED: _("đã đếm + dự kiến đã nhập"),
    Method.SEASON: _("theo mùa vụ năm trước"),
    Method.IN_HAND: _("ít nhất: đã làm + việc đã ký, hạn trong kỳ"),
    Method.OVER: _("kỳ đã hết, số thực hiện là số cuối"),
    Method.AHEAD: _("kỳ chưa bắt đầu"),
    Method.UNTOLD: _("chưa có số thực hiện"),
    Method.LEVEL: _("tỷ lệ và bình quân không cộng dồn"),
    Method.OWN: _("số nhập tay, chưa nhập dự kiến"),
    Method.EARLY: _("kỳ mới qua chưa đến một phần tư"),
    Method.FEW: _("năm trước có quá ít dòng để so"),
}


@dataclass(frozen=True)
class Forecast:
    """The number expected at the end of the period, None where nothing is; and how, or why not."""

    value: int | Fraction | None
    how: Method

    @property
    def at_least(self) -> bool:
        """Whether more may come than is known of."""
        return self.how is Method.IN_HAND


@dataclass(frozen=True)
class Season:
    """Figures of last year by code: the whole period, and up to the same day."""

    whole: Mapping[str, Figure]
    part: Mapping[str, Figure]


def forecasts(question: Question, lines: Iterable[TargetLine], asked: Asked) -> list[Forecast]:
    """One for each line. Last year is read once for all lines, work in hand once."""
    found = [(line, _at_once(line, asked)) for line in lines]
    open_ = [line for line, how in found if how is None]
    season = _season([_code(line, question) for line in open_], asked)
    return [
        _forecast(line, question, season) if how is None else _told(line, how)
        for line, how in found
    ]


def _at_once(line: TargetLine, asked: Asked) -> Method | None:
    """What is known without looking further; None: last year and work in hand may tell."""
    code = line.figure.key if line.figure else ""
    rules = (
        (Method.AHEAD, asked.period.start > asked.today),
        (Method.UNTOLD, line.actual is None),
        (Method.OVER, not asked.running),
        (Method.ENTERED, line.kind == FigureKind.ESTIMATE),
        (Method.OWN, line.figure is None),
        (Method.LEVEL, is_level(code, line.planned.target)),
    )
    return next((method for method, holds in rules if holds), None)


def _told(line: TargetLine, how: Method) -> Forecast:
    return Forecast(line.actual if how is Method.ENTERED else None, how)


def _code(line: TargetLine, question: Question) -> str:
    """The figure's code; revenue's is of the base chosen now, which last year may not have been."""
    key = line.figure.key if line.figure else ""
    return question.choices.revenue_code if key == REVENUE else key


def _season(codes: Iterable[str], asked: Asked) -> Season:
    wanted = sorted(set(codes))
    if not wanted or _gone(asked) < GONE:
        return Season({}, {})
    last = asked.period.a_year_before()
    whole = compute(wanted, centre=asked.centre, period=last, cut_off=last.end)
    day = a_year_before(asked.cut_off)
    return Season(whole, compute(wanted, centre=asked.centre, period=last, cut_off=day))


def a_year_before(day: date) -> date:
    """The same day; of 29 February the 28th."""
    first = day.replace(year=day.year - 1, day=1)
    return first.replace(day=28) if (day.month, day.day) == (2, 29) else first.replace(day=day.day)


def _gone(asked: Asked) -> Fraction:
    """The share of the period's days that are over, today's with them."""
    days = (asked.period.end - asked.period.start).days + 1
    return Fraction((asked.cut_off - asked.period.start).days + 1, days)


def _forecast(line: TargetLine, question: Question, season: Season) -> Forecast:
    code, done = _code(line, question), line.actual or 0
    whole, part = season.whole.get(code), season.part.get(code)
    if whole is not None and part is not None and _tells(whole, part):
        share = Fraction(part.value or 0) / Fraction(whole.value or 0)
        return Forecast(Fraction(done) / share, Method.SEASON)
    if code in _SERVICES:
        return Forecast(done + _in_hand(code, question), Method.IN_HAND)
    return Forecast(None, Method.EARLY if whole is None else Method.FEW)


def _tells(whole: Figure, part: Figure) -> bool:
    by_then, at_last = Fraction(part.value or 0), Fraction(whole.value or 0)
    return len(set(whole.rows.ids)) >= ROWS and at_last > 0 and by_then >= BY_THEN * at_last


@dataclass(frozen=True)
class Waiting:
    """A piece of signed work that is not done: of an instrument, or of a sample (None)."""

    job: int
    thing: int | None
    service: str


def waiting(question: Question, until: date) -> list[Waiting]:
    """Signed service work without an approved result, due by a day; in one query."""
    contract = "line__contract"
    rows = (
        ContractItem.objects.filter(
            standing_lines(question.cut_off, "line__"),
            Q(line__contract__cancelled_on__isnull=True),
            line__contract__centre__path__startswith=question.centre.path,
            line__contract__signed_on__lte=question.cut_off,
            line__contract__strand=Strand.SERVICE,
            job__isnull=False,
        )
        .exclude(job__state__in=(JobState.APPROVED, JobState.CANCELLED))
        .annotate(due=Coalesce(f"{contract}__due_on", "job__due_on", output_field=DateField()))
        .filter(due__lte=until)
    )
    found = rows.values_list("job_id", "job__instrument_id", "job__service")
    return [Waiting(*row) for row in found]


def _waiting(question: Question) -> list[Waiting]:
    return waiting(question, question.period.end)


def _in_hand(code: str, question: Question) -> int:
    """How many more of a figure are signed for; by thing, one that was done counts no more."""
    mine = [one for one in question.once(_waiting) if one.service in _SERVICES[code]]
    if code == "samples":
        return sum(one.thing is None for one in mine)
    found = [one.thing for one in mine if one.thing is not None]
    if question.choices.instruments_by == "item":
        return len(found)
    return len(set(found) - {done.thing for done in things(question)})
