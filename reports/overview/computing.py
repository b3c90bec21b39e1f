"""The figures of the overview, each computed from rows when it is asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from common.period import Period
from contracts.ledger.debts import Owing, owing
from contracts.models import Contract
from contracts.quoting.pipeline import Step, pipeline
from contracts.register.finding import Entry, Found, find
from contracts.register.finding import Wanted as Listed
from contracts.revenue import Sum, sums
from contracts.states import LineKind, Strand
from planning.rates import Rate
from reports.overview.asking import Wanted
from reports.overview.plans import YearPlan, year_plan

MOST = 5  # late contracts and debtors named on the page


@dataclass(frozen=True)
class Month:
    """One month: this year, last year, its plan; `ahead`: it has not begun."""

    period: Period
    now: int
    then: int
    plan: int | None
    ahead: bool

    @property
    def rate(self) -> Rate:
        """Against its plan."""
        return Rate(self.now, self.plan)


@dataclass(frozen=True)
class Kind:
    """One kind of service in the year and in the year before."""

    kind: LineKind
    now: int
    then: int


@dataclass(frozen=True)
class Overview:
    """Everything on the page."""

    wanted: Wanted
    today: date
    months: tuple[Month, ...]
    kinds: tuple[Kind, ...]
    plan: YearPlan
    found: Found
    late: tuple[Entry, ...]
    steps: tuple[Step, ...]
    owing: Owing

    @property
    def now(self) -> int:
        """The year so far."""
        return sum(month.now for month in self.months)

    @property
    def then(self) -> int:
        """All of last year."""
        return sum(month.then for month in self.months)

    @property
    def rate(self) -> Rate:
        """Against the plan of the year."""
        return Rate(self.now, self.plan.whole)

    @property
    def full(self) -> list[Month]:
        """The months that are over: only they are compared with last year."""
        return [month for month in self.months if month.period.end < self.today]

    @property
    def full_now(self) -> int:
        """The months that are over."""
        return sum(month.now for month in self.full)

    @property
    def full_then(self) -> int:
        """The same months of last year."""
        return sum(month.then for month in self.full)

    @property
    def growth(self) -> Fraction | None:
        """Percent against the same months of last year; None where they are nothing."""
        then = self.full_then
        return Fraction(100 * (self.full_now - then), then) if then > 0 else None


def overview(wanted: Wanted, today: date) -> Overview:
    """Compute the page. The number of queries does not grow with the rows."""
    before, plan = by_month_and_kind(wanted), year_plan(wanted.centre, wanted.measure, wanted.year)
    contracts = Contract.objects.filter(centre__path__startswith=wanted.centre.path)
    listed = find(contracts, Listed(waiting="late", sort="due"), today, size=MOST)
    return Overview(
        wanted=wanted,
        today=today,
        months=tuple(_months(wanted, before, plan, today)),
        kinds=tuple(_kinds(wanted, before)),
        plan=plan,
        found=listed,
        late=listed.page,
        steps=tuple(pipeline(wanted.centre, today)),
        owing=owing(contracts, today),
    )


def by_month_and_kind(wanted: Wanted) -> list[Sum]:
    """Sums of the year and the year before, by month and kind, of the service strand."""
    period = wanted.period
    return sums(
        centre=wanted.centre,
        start=period.a_year_before().start,
        end=period.end,
        bases=(wanted.base,),
        kinds=wanted.kinds,
        strand=Strand.SERVICE,
        by=("month", "kind"),
    )


def _amount(found: Iterable[Sum], vat: str) -> int:
    return sum(getattr(one, vat) for one in found)


def _months(wanted: Wanted, found: list[Sum], plan: YearPlan, today: date) -> Iterable[Month]:
    groups: dict[date, list[Sum]] = {}
    for one in found:
        groups.setdefault(one.key[0], []).append(one)
    for period in wanted.period.months():
        yield Month(
            period=period,
            now=_amount(groups.get(period.start, ()), wanted.vat),
            then=_amount(groups.get(period.a_year_before().start, ()), wanted.vat),
            plan=plan.months.get(period.first_month),
            ahead=period.start > today,
        )


def _kinds(wanted: Wanted, found: list[Sum]) -> Iterable[Kind]:
    for kind in LineKind:
        mine = [one for one in found if one.key[1] == kind]
        now = [one for one in mine if one.key[0].year == wanted.year]
        then = [one for one in mine if one.key[0].year != wanted.year]
        if kind in wanted.kinds:
            yield Kind(kind, _amount(now, wanted.vat), _amount(then, wanted.vat))


def totals_by(found: Iterable[Kind]) -> Any:
    """The sum of kinds: (this year, last year)."""
    rows = list(found)
    return sum(row.now for row in rows), sum(row.then for row in rows)
