"""The figures of a period, computed from rows each time they are asked for; none is stored."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from django.db.models import Q
from django.utils import timezone

from accounts.models import Centre
from calibration.models import Job
from calibration.states import Outcome, Service
from contracts.models import Contract
from contracts.queries import StageRow, Standing, created, stage_table, standings
from contracts.revenue import (
    ALL_KINDS,
    CONSULTING_KINDS,
    SERVICE_KINDS,
    Base,
    Revenue,
    all_bases,
    paper_of,
)
from contracts.states import Strand
from reports.definitions import DEFINITIONS, Definition
from reports.period import Period

Amounts = Mapping[int, tuple[int, int]]  # {id: (net, gross)}
type_of_value = int | Fraction | None


@dataclass(frozen=True)
class Rows:
    """The rows behind a figure: which model, which ids, and what each brings where it is money."""

    model: str
    ids: tuple[int, ...]
    amounts: Amounts = field(default_factory=dict)


@dataclass(frozen=True)
class Figure:
    """One number with its rows. A Fraction is an average, rounded when shown; None is no number."""

    key: str
    value: type_of_value
    rows: Rows

    @property
    def words(self) -> Definition:
        """Its label, definition, unit, base and VAT treatment."""
        return DEFINITIONS[self.key]


@dataclass(frozen=True)
class Figures:
    """Every figure of a centre (with the units below it) in a period."""

    centre: Centre
    period: Period
    cut_off: date
    by_key: Mapping[str, Figure]
    stages: tuple[StageRow, ...]
    signed: Revenue  # service strand without consulting; the four bases, for tables by month
    accepted: Revenue
    invoiced: Revenue
    collected: Revenue

    def __getitem__(self, key: str) -> Figure:
        return self.by_key[key]

    def __iter__(self) -> Iterator[Figure]:
        return iter(self.by_key.values())

    @property
    def empty(self) -> bool:
        """Whether nothing happened: no contract tracked, no work done, no money."""
        return not any(figure.value for figure in self)


def period_figures(*, centre: Centre, period: Period, today: date | None = None) -> Figures:
    """Compute the figures. The number of queries does not grow with the rows.

    States are read at the cut-off: the last day of the period, or `today` while it runs. Money
    and counts follow what is known now: a contract cancelled since counts nowhere.
    """
    cut_off = period.cut_off(today or timezone.localdate())
    whole = all_bases(centre=centre, start=period.start, end=period.end, kinds=ALL_KINDS)
    service = {base: _part(found, Strand.SERVICE, SERVICE_KINDS) for base, found in whole.items()}
    consulting = _part(whole[Base.SIGNED], Strand.SERVICE, CONSULTING_KINDS)
    work = _work(centre, period)
    tracked = _standings(centre, period, cut_off)
    figures = [
        *_counts(service[Base.SIGNED], consulting, work),
        *(figure for base in Base for figure in _money(f"revenue_{base}", service[base])),
        *_money("consulting_signed", consulting),
        *_averages(service[Base.SIGNED], work),
        *_states(tracked),
        *_strands(whole[Base.SIGNED], work),
    ]
    return Figures(
        centre=centre,
        period=period,
        cut_off=cut_off,
        by_key={figure.key: figure for figure in figures},
        stages=tuple(stage_table(tracked)),
        **{str(base): service[base] for base in Base},
    )


@dataclass(frozen=True)
class _Done:
    """One piece of approved work."""

    job: int
    is_instrument: bool
    service: str
    outcome: str
    strand: str


def _work(centre: Centre, period: Period) -> list[_Done]:
    """Approved work of contract items performed in the period, in one query."""
    strand = "contract_item__line__contract__strand"
    rows = (
        Job.objects.performed(period.start, period.end)
        .filter(centre__path__startswith=centre.path, contract_item__isnull=False)
        .order_by("performed_on", "pk")
        .values_list("pk", "instrument_id", "service", "outcome", strand)
    )
    return [_Done(pk, thing is not None, *rest) for pk, thing, *rest in rows]


def _standings(centre: Centre, period: Period, cut_off: date) -> dict[int, Standing]:
    """Every contract tracked at the cut-off: it existed then and was not over before the period."""
    over = Q(liquidated_on__lt=period.start) | Q(cancelled_on__lt=period.start)
    tracked = Contract.objects.filter(created(cut_off), centre__path__startswith=centre.path)
    return standings(tracked.exclude(over), cut_off)


def _part(whole: Revenue, strand: str, kinds: Iterable[str]) -> Revenue:
    wanted = frozenset(kinds)
    return Revenue(
        whole.base, tuple(r for r in whole.rows if r.strand == strand and r.kind in wanted)
    )


def _amounts(revenue: Revenue) -> dict[int, tuple[int, int]]:
    found: dict[int, tuple[int, int]] = {}
    for row in revenue.rows:
        net, gross = found.get(paper_of(row), (0, 0))
        found[paper_of(row)] = (net + row.net, gross + row.gross)
    return found


def _newly_signed(revenue: Revenue) -> Amounts:
    """The contracts signed in the period; one that only got an appendix in it is not among them."""
    new = {row.contract_id for row in revenue.rows if row.source == "contract"}
    return {pk: amounts for pk, amounts in _amounts(revenue).items() if pk in new}


def _figure(
    key: str, value: type_of_value, ids: Iterable[int], amounts: Amounts | None = None
) -> Figure:
    return Figure(key, value, Rows(DEFINITIONS[key].model, tuple(ids), amounts or {}))


def _count(key: str, ids: Iterable[int], amounts: Amounts | None = None) -> Figure:
    found = tuple(ids)
    return _figure(key, len(found), found, amounts)


def _money(prefix: str, revenue: Revenue) -> Iterator[Figure]:
    amounts = _amounts(revenue)
    for kind, value in (("gross", revenue.gross), ("net", revenue.net)):
        yield _figure(f"{prefix}_{kind}", value, amounts, amounts)


def _counts(signed: Revenue, consulting: Revenue, work: list[_Done]) -> Iterator[Figure]:
    mine = [done for done in work if done.strand == Strand.SERVICE]
    things = [done for done in mine if done.is_instrument]
    of_service = {
        service: [done.job for done in things if done.service == service] for service in Service
    }
    yield _count("contracts", _newly_signed(signed), _newly_signed(signed))
    yield _count("instruments", (done.job for done in things))
    yield _count("instruments_verification", of_service[Service.VERIFICATION])
    yield _count("instruments_calibration", of_service[Service.CALIBRATION])
    yield _count(
        "instruments_failed", (done.job for done in things if done.outcome == Outcome.FAIL)
    )
    yield _count("samples", (done.job for done in mine if not done.is_instrument))
    new, both = _newly_signed(consulting), _newly_signed(signed)
    only = {pk: two for pk, two in new.items() if pk not in both}
    yield _count("consulting_contracts", only, only)


def _averages(signed: Revenue, work: list[_Done]) -> Iterator[Figure]:
    contracts = _newly_signed(signed)
    things = [d.job for d in work if d.is_instrument and d.strand == Strand.SERVICE]
    value = sum(gross for _net, gross in contracts.values())
    each = Fraction(value, len(contracts)) if contracts else None
    yield _figure("average_contract_gross", each, contracts, contracts)
    per = Fraction(len(things), len(contracts)) if contracts else None
    yield _figure("instruments_per_contract", per, things)


def _states(tracked: Mapping[int, Standing]) -> Iterator[Figure]:
    amounts = {pk: (found.totals.net, found.totals.gross) for pk, found in tracked.items()}
    groups = {str(row.stage): row.ids for row in stage_table(tracked)}
    for stage, ids in {**groups, "all": tuple(tracked)}.items():
        mine = {pk: amounts[pk] for pk in ids}
        yield _count(f"state_{stage}_count", ids, mine)
        yield _figure(
            f"state_{stage}_gross", sum(gross for _net, gross in mine.values()), ids, mine
        )


def _strands(signed: Revenue, work: list[_Done]) -> Iterator[Figure]:
    parts: dict[str, Revenue] = {str(s): _part(signed, s, ALL_KINDS) for s in Strand}
    for strand, revenue in {**parts, "all": signed}.items():
        amounts = _newly_signed(revenue)
        jobs = [d.job for d in work if d.is_instrument and strand in (d.strand, "all")]
        yield _count(f"strand_{strand}_contracts", amounts, amounts)
        yield _count(f"strand_{strand}_instruments", jobs)
        yield from _money(f"strand_{strand}", revenue)
