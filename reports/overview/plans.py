"""The year's plan cut into months: the plan of a month, else what a longer one leaves to it."""

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.models import Centre
from common.period import Period
from planning.models import Target
from planning.queries import plans


@dataclass(frozen=True)
class YearPlan:
    """`months`: đồng by month (1–12), those without a plan left out; `cut`: some are shares.

    `whole` is the year's own plan, else the sum where every month has one, else None.
    """

    months: Mapping[int, int]
    whole: int | None
    cut: bool


NO_PLAN = YearPlan({}, None, cut=False)


def year_plan(centre: Centre, measure: str | None, year: int) -> YearPlan:
    """The plan of a centre as it holds now, in one query (none without a measure)."""
    if measure is None:
        return NO_PLAN
    rows = Target.objects.filter(centre=centre, measure=measure, period__startswith=str(year))
    return cut({plan.first.period: plan.current.value for plan in plans(rows)}, year)


def cut(given: Mapping[str, int], year: int) -> YearPlan:
    """Plans by period code as months. A longer plan fills the months that a shorter one leaves."""
    periods = sorted(
        (Period.parse(code) for code in given), key=lambda one: len(list(one.months()))
    )
    months: dict[int, int] = {}
    shared = False
    for period in periods:
        inside = range(period.first_month, period.last_month + 1)
        blank = [month for month in inside if month not in months]
        rest = max(0, given[period.code] - sum(months.get(month, 0) for month in inside))
        shared = shared or (len(inside) > 1 and bool(blank))
        for n, month in enumerate(blank):
            months[month] = rest * (n + 1) // len(blank) - rest * n // len(blank)
    whole = given.get(str(year), sum(months.values()) if len(months) == len(_YEAR) else None)
    return YearPlan(dict(sorted(months.items())), whole, cut=shared)


_YEAR = range(1, 13)
