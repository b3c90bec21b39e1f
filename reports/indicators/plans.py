"""The one rule by which a figure is held against a plan (decision 0044).

A unit chooses once whether a part of the year has plans of its own, the year's plan, or its share
of the months. Where the year has no plan of a figure the part's own one serves. A percentage or a
mean is a level to keep: no month has a twelfth of it. A plan of plain “revenue” is one of the
revenue that the unit chose.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from common.period import Period
from planning.models import Target
from planning.queries import Plan
from reports.indicators.choices import Choices
from reports.indicators.registry import ALIASES, INDICATORS
from reports.indicators.shapes import MEANS
from reports.states import PlanPeriod

MONTHS = 12
REVENUE = "revenue"


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


def code_of(measure: str, choices: Choices) -> str:
    """The figure that a target is of: an alias is its indicator, revenue the chosen one."""
    code = ALIASES.get(measure, measure)
    return choices.revenue_code if code == REVENUE else code


def held_against(found: Iterable[Plan], period: Period, choices: Choices) -> dict[str, Planned]:
    """{code of a figure: its plan} among a unit's plans of the period and of its year."""
    every = list(found)
    way, year = choices.plan_period, str(period.year)
    own = {
        code: Planned(plan, plan.current.amount, PlanPeriod.OWN)
        for code, plan in _of(every, period.code, choices).items()
    }
    if way == PlanPeriod.OWN or period.code == year:
        return own
    yearly = _of(every, year, choices).items()
    return own | {
        code: Planned(plan, _share(code, plan, period, way), way) for code, plan in yearly
    }


def _of(every: Iterable[Plan], period: str, choices: Choices) -> dict[str, Plan]:
    """By figure; of two plans of one figure that of its very code holds."""
    found: dict[str, Plan] = {}
    for plan in every:
        if plan.first.period == period:
            code = code_of(plan.first.measure, choices)
            if code not in found or plan.first.measure == code:
                found[code] = plan
    return found


def _share(code: str, plan: Plan, period: Period, way: PlanPeriod) -> int | Fraction:
    value = plan.current.amount
    if way != PlanPeriod.PRO_RATA or is_level(code, plan.current):
        return value
    months = period.last_month - period.first_month + 1
    return Fraction(value * months, MONTHS)


def is_level(code: str, target: Target) -> bool:
    """Whether it is a percentage or a mean, the same for a month as for a year."""
    one = INDICATORS.get(code)
    if one is None:
        return target.unit.strip().startswith("%")
    return one.is_ratio or code in MEANS
