"""Targets against what was done: rates from stored numbers, attained or not line by line."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planning.models import Target
from planning.queries import Plan, plans
from planning.rates import Rate, Standing
from planning.states import EntryKind
from reports.indicators.entered import amount_of, entries_for, expected, kind_of_numbers
from reports.indicators.labels import TARGET
from reports.indicators.question import Question
from reports.indicators.registry import ALIASES, INDICATORS, indicator
from reports.indicators.shapes import PERCENT, Figure, Found, Section, ratio
from reports.states import FigureKind, PlanPeriod

MONTHS = 12
# The entries that estimate revenue: by this code, or by the plain one.
ESTIMATED = ("revenue_est", "revenue")


@dataclass(frozen=True)
class Given:
    """A target with its history."""

    centre_id: int
    plan: Plan


@dataclass(frozen=True)
class Planned:
    """What a figure is held against: `value` is the plan's, or its share of the months."""

    plan: Plan
    value: int | Fraction
    of: PlanPeriod

    @property
    def target(self) -> Target:
        """The row that holds now."""
        return self.plan.current


@dataclass(frozen=True)
class TargetLine:
    """One target of a unit beside what was done. `actual` is None where nothing tells it."""

    planned: Planned
    actual: int | Fraction | None
    kind: FigureKind
    figure: Figure | None  # of the indicator; an own goal has an entry, or nothing

    @property
    def rate(self) -> Rate:
        """Of the exact numbers; nothing done is nought, nothing told is no rate."""
        return Rate(self.actual or 0, None if self.actual is None else self.planned.value)

    @property
    def met(self) -> bool:
        """Whether it is attained or exceeded. A plan of nought is attained by anything."""
        if self.actual is None:
            return False
        return self.rate.standing in (Standing.MET, Standing.EXCEEDED) or not self.planned.value

    @property
    def sentence(self) -> str:
        """As told: “Số hợp đồng: 118 %, vượt”."""
        return f"{self.planned.target.label}: {self.rate.shown}, {self.rate.word}"


def given(asked: Question) -> list[Given]:
    """Targets of the period and of its year, of the unit and those below it, in one query."""
    rows = Target.objects.filter(
        centre__path__startswith=asked.centre.path,
        period__in={asked.period.code, str(asked.period.year)},
    )
    return [Given(plan.first.centre_id, plan) for plan in plans(rows)]


def _own(asked: Question) -> Mapping[tuple[str, str], Plan]:
    """{(period, measure): plan} of the unit itself; those of the units below stay theirs."""
    return {
        (one.plan.first.period, one.plan.first.measure): one.plan
        for one in asked.rows(given)
        if one.centre_id == asked.centre.pk
    }


def planned_for(asked: Question, *measures: str) -> Planned | None:
    """The plan of the first of these measures that has one, by the plan period that was chosen."""
    found = asked.once(_own)
    how = asked.choices.plan_period
    period = asked.period.code if how == PlanPeriod.OWN else str(asked.period.year)
    for measure in measures:
        if plan := found.get((period, measure)):
            return _planned(asked, plan, how)
    return None


def _planned(asked: Question, plan: Plan, how: PlanPeriod) -> Planned:
    value = plan.current.amount
    if how == PlanPeriod.PRO_RATA:
        value = Fraction(value * sum(1 for _month in asked.period.months()), MONTHS)
    return Planned(plan, value, how)


def target_lines(asked: Question) -> list[TargetLine]:
    """Every target given to the unit for the period, as the chosen plan period says which."""
    how = asked.choices.plan_period
    period = asked.period.code if how == PlanPeriod.OWN else str(asked.period.year)
    return [
        _line(asked, _planned(asked, plan, how))
        for (code, _measure), plan in asked.once(_own).items()
        if code == period
    ]


def _line(asked: Question, planned: Planned) -> TargetLine:
    measure = planned.target.measure
    measure = "revenue" if measure == asked.choices.revenue_code else measure
    one = INDICATORS.get(ALIASES.get(measure, measure))
    if one is not None and one.planned:
        figure = asked.figure(measure)
        value, kind = estimated(asked, figure)
        return TargetLine(planned, value, kind, figure)
    rows = [
        row
        for row in entries_for(asked, [measure], [EntryKind.ACTUAL, EntryKind.APPROXIMATE])
        if row.centre_id == asked.centre.pk
    ]
    if not rows:
        return TargetLine(planned, None, FigureKind.ENTERED, None)
    total = sum(amount_of(row) for row in rows)
    return TargetLine(planned, total, kind_of_numbers(rows), None)


def estimated(asked: Question, figure: Figure) -> tuple[int | Fraction | None, FigureKind]:
    """The figure's value, with what is still expected where somebody entered that."""
    of_revenue = (*ESTIMATED, asked.choices.revenue_code)
    more = expected(asked, *(of_revenue if figure.key == "revenue" else (figure.key,)))
    if not more or figure.value is None:
        return figure.value, figure.kind
    return figure.value + sum(amount_of(row) for row in more), FigureKind.ESTIMATE


@indicator(
    "targets_met",
    name=gettext_lazy("Chỉ tiêu kế hoạch đạt và vượt"),
    definition=gettext_lazy(
        "100 × số chỉ tiêu có thực hiện từ mức giao trở lên / tổng số chỉ tiêu được giao cho đơn "
        "vị trong kỳ (theo kỳ kế hoạch đã chọn). Chỉ tiêu chưa có số thực hiện là chưa đạt."
    ),
    unit=PERCENT,
    model=TARGET,
    section=Section.GENERAL,
    by_date=gettext_lazy("kỳ của chỉ tiêu"),
    planned=False,
)
def targets_met(asked: Question) -> Found:
    """Each line is told: exceeded, attained, missed."""
    lines = target_lines(asked)
    told = "; ".join(line.sentence for line in lines)
    ids = [line.planned.target.pk for line in lines]
    return ratio(sum(line.met for line in lines), len(lines), ids, told=told)


def missed_words(rate: Rate) -> str:
    """What a report says of a plan that was not attained; nothing otherwise."""
    return _("chưa đạt chỉ tiêu") if rate.standing == Standing.NOT_MET else ""
