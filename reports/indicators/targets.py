"""Targets against what was done: rates from stored numbers, attained or not line by line."""

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
from reports.indicators.plans import REVENUE, Planned, code_of, held_against
from reports.indicators.question import Question
from reports.indicators.registry import INDICATORS, indicator
from reports.indicators.shapes import PERCENT, Figure, Found, Section, ratio
from reports.states import FigureKind

__all__ = [
    "ESTIMATED", "Given", "Planned", "TargetLine", "estimated", "given", "missed_words",
    "planned_for", "target_lines",
]  # fmt: skip
# The entries that estimate revenue: by this code, or by the plain one.
ESTIMATED = ("revenue_est", "revenue")


@dataclass(frozen=True)
class Given:
    """A target with its history."""

    centre_id: int
    plan: Plan


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


def _held(asked: Question) -> dict[str, Planned]:
    """By figure, of the unit itself; the plans of the units below stay theirs."""
    own = [one.plan for one in asked.rows(given) if one.centre_id == asked.centre.pk]
    return held_against(own, asked.period, asked.choices)


def planned_for(asked: Question, *measures: str) -> Planned | None:
    """The plan of the first of these measures that has one, by the plan period that was chosen."""
    found = asked.once(_held)
    codes = (code_of(measure, asked.choices) for measure in measures)
    return next((found[code] for code in codes if code in found), None)


def target_lines(asked: Question) -> list[TargetLine]:
    """Every target given to the unit for the period, as the chosen plan period says which."""
    return [_line(asked, code, planned) for code, planned in asked.once(_held).items()]


def _line(asked: Question, code: str, planned: Planned) -> TargetLine:
    measure = REVENUE if code == asked.choices.revenue_code else code
    one = INDICATORS.get(measure)
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
    more = expected(asked, *(of_revenue if figure.key == REVENUE else (figure.key,)))
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
