"""The plan of a figure as a report freezes it. Which plan it is, `indicators.plans` says."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from accounts.models import Centre
from common.period import Period
from planning.models import Target
from planning.queries import plans
from planning.rates import Rate
from reports.indicators.choices import Choices
from reports.indicators.plans import Planned as Held
from reports.indicators.plans import held_against


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
    centre: Centre, period: Period, choices: Choices
) -> tuple[dict[str, Planned], dict[str, Target]]:
    """A unit's plans for a period by figure, and the rows that say what each is called."""
    rows = Target.objects.filter(centre=centre, period__in={period.code, str(period.year)})
    found = held_against(plans(rows), period, choices)
    return (
        {code: _planned(one) for code, one in found.items()},
        {code: one.target for code, one in found.items()},
    )


def _planned(held: Held) -> Planned:
    first, current = held.plan.first, held.plan.current
    return Planned(
        first=Fraction(first.amount),
        current=Fraction(current.amount),
        against=Fraction(held.value),
        basis=str(held.of),
        period=first.period,
        source=current.source,
        decided_on=current.decided_on.isoformat(),
        target=first.pk,
    )


def rate_of(value: int | Fraction | None, plan: Planned | None) -> Rate | None:
    """How far the plan is fulfilled; None without a plan or without a number."""
    if plan is None or value is None:
        return None
    return Rate(actual=value, plan=plan.against)
