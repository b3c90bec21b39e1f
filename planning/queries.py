"""Targets as a reader asks for them: the first plan, its adjustments, what holds now."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import Centre
from planning.models import EnteredFigure, Target, TargetRows


@dataclass(frozen=True)
class Plan:
    """One target with its history: the first plan and each adjustment, oldest first."""

    steps: tuple[Target, ...]

    @property
    def first(self) -> Target:
        """As first planned."""
        return self.steps[0]

    @property
    def current(self) -> Target:
        """What holds now."""
        return self.steps[-1]

    @property
    def adjustments(self) -> tuple[Target, ...]:
        """What came after the first plan."""
        return self.steps[1:]


def plans(rows: TargetRows) -> list[Plan]:
    """The plans among `rows`, in one query."""
    found = list(rows.select_related("centre", "entered_by"))
    return [_plan(first, found) for first in found if first.adjusts_id is None]


def plans_of(centre: Centre, period: str) -> dict[str, Plan]:
    """{measure: plan} of one centre in one period; targets of the units below stay theirs."""
    rows = Target.objects.filter(centre=centre, period=period)
    return {plan.first.measure: plan for plan in plans(rows)}


def holding(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """The entered figures that hold: the newest of each unit, indicator, period and kind.

    One that was taken back replaces nothing: the one before it holds again.
    """
    same = {name: OuterRef(name) for name in ("centre", "indicator", "period", "kind")}
    later = EnteredFigure.objects.filter(**same, pk__gt=OuterRef("pk"), struck_at__isnull=True)
    return rows.filter(~Exists(later), struck_at__isnull=True)


def _plan(first: Target, rows: Iterable[Target]) -> Plan:
    after = {row.adjusts_id: row for row in rows}
    steps = [first]
    while (following := after.get(steps[-1].pk)) is not None:
        steps.append(following)
    return Plan(tuple(steps))
