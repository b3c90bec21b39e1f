"""The plan of a figure for a report's period, by the unit's choice of what it is held against."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from accounts.models import Centre
from common.period import Period
from planning.measures import known
from planning.models import Target
from planning.queries import Plan, plans
from planning.rates import Rate
from reports.states import PlanPeriod

MONTHS = 12


@dataclass(frozen=True)
class Planned:
    """A plan as first set and as it holds now, and what of it the period is held against."""

    first: Fraction
    current: Fraction
    against: Fraction  # the current plan, or its part of the months
    basis: str  # a PlanPeriod
    period: str
    source: str
    decided_on: str
    target: int  # its row

    def said(self) -> dict[str, Any]:
        """For JSON."""
        numbers = {name: str(getattr(self, name)) for name in ("first", "current", "against")}
        return {**vars(self), **numbers}

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> "Planned":
        """Back from JSON."""
        numbers = {name: Fraction(said[name]) for name in ("first", "current", "against")}
        return cls(**{**said, **numbers})


def planned_of(
    centre: Centre, period: Period, way: str
) -> tuple[dict[str, Planned], dict[str, Target]]:
    """The plans of a unit for a period by measure, and the rows that say what each is called.

    Where the unit holds a part of a year against the year's plan and the year has none, the plan
    of the part itself is taken.
    """
    year = str(period.year)
    found = plans(Target.objects.filter(centre=centre, period__in={period.code, year}))
    own = {one.first.measure: one for one in found if one.first.period == period.code}
    yearly = {one.first.measure: one for one in found if one.first.period == year}
    made = {code: _planned(plan, period, PlanPeriod.OWN) for code, plan in own.items()}
    chosen = dict(own)
    if way != PlanPeriod.OWN and period.code != year:
        made |= {code: _planned(plan, period, way) for code, plan in yearly.items()}
        chosen |= yearly
    return made, {code: plan.current for code, plan in chosen.items()}


def _planned(plan: Plan, period: Period, way: str) -> Planned:
    first, current = _value(plan.first), _value(plan.current)
    share = Fraction(1)
    if way == PlanPeriod.PRO_RATA and not is_share(plan.first.measure):
        share = Fraction(period.last_month - period.first_month + 1, MONTHS)
    return Planned(
        first=first,
        current=current,
        against=current * share,
        basis=str(way),
        period=plan.first.period,
        source=plan.current.source,
        decided_on=plan.current.decided_on.isoformat(),
        target=plan.first.pk,
    )


def is_share(measure: str) -> bool:
    """Whether a measure is a percentage, of which no month is a twelfth."""
    found = known().get(measure)
    return found is not None and str(found.unit) in ("%", "percent")


def _value(target: Target) -> Fraction:
    return Fraction(target.amount)


def rate_of(value: int | Fraction | None, plan: Planned | None) -> Rate | None:
    """How far the plan is fulfilled; None without a plan or without a number."""
    if plan is None or value is None:
        return None
    return Rate(actual=value, plan=plan.against)
