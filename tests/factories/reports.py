"""Targets and asked-for figures for tests."""

from datetime import date, datetime
from typing import Any

from accounts.models import Centre
from accounts.permissions import Role
from planning.models import Target
from planning.numbers import Number
from planning.services import OwnGoal, adjust_target, set_target
from reports.figures import Figures, period_figures
from reports.period import Period
from tests.factories import people
from tests.factories.people import NOW, TODAY


def target(
    centre: Centre,
    value: int | Number = 100,
    *,
    measure: str | OwnGoal = "contracts",
    period: str = "2026-Q4",
    source: str = "05/KH-VDL",
    decided_on: date = date(2026, 1, 5),
    at: datetime = NOW,
    by: Any = None,
) -> Target:
    """A first plan."""
    return set_target(
        centre=centre,
        measure=measure,
        period=period,
        value=value,
        source=source,
        decided_on=decided_on,
        by=by or people.person(Role.MANAGER, centre),
        at=at,
    )


def adjusted(of: Target, value: int, *, source: str = "29/KH-VDL", on: date = TODAY) -> Target:
    """An adjustment of it."""
    return adjust_target(
        target_id=of.pk, value=value, source=source, decided_on=on, by=of.entered_by, at=NOW
    )


def figures(centre: Centre, period: str = "2026-Q4", today: date = TODAY) -> Figures:
    """The figures of a centre in a period."""
    return period_figures(centre=centre, period=Period.parse(period), today=today)
