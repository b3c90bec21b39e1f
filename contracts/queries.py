"""Where contracts stand on a day: totals, progress, money, stage. Few queries for any number.

Nothing here is stored. Every amount says which: `net` is without VAT, `gross` with it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone

from calibration.states import JobState
from certificates.states import CertificateState, Kind
from common.money import Totals, totals
from contracts.models import (
    Allocation,
    Contract,
    ContractItem,
    ContractLine,
    InvoiceRate,
    Pause,
    Payment,
)
from contracts.states import Stage

# What stands under one VAT rate, in đồng, without loading the lines.
AMOUNT = Sum(F("quantity") * F("price") - F("discount"))
NOTHING = Totals(())


@dataclass(frozen=True)
class Progress:
    """Items of a contract: all, cancelled, begun, approved, with a valid certificate."""

    items: int = 0
    dropped: int = 0
    begun: int = 0
    approved: int = 0
    certified: int = 0

    @property
    def due(self) -> int:
        """Items that are to be done."""
        return self.items - self.dropped

    @property
    def waiting(self) -> int:
        """Items that are not approved yet."""
        return self.due - self.approved

    @property
    def percent(self) -> int:
        """Approved of those to be done, in whole percent, never rounded up to 100."""
        return self.approved * 100 // self.due if self.due else 0


@dataclass(frozen=True)
class Standing:
    """One contract on a day."""

    stage: Stage
    totals: Totals
    progress: Progress
    invoiced_net: int
    invoiced_gross: int
    paid: int
    late: bool

    @property
    def debt(self) -> int:
        """Invoiced and not yet paid, gross; never below zero."""
        return max(0, self.invoiced_gross - self.paid)


def standing_lines(on: date | None, prefix: str = "") -> Q:
    """Lines that count on a day: brought by then, not yet struck; None: all that is known now.

    A line counts from the day of the appendix (phụ lục) that brought it, or always without one,
    until the day before the appendix that struck it.
    """
    if on is None:
        return Q(**{f"{prefix}struck_by__isnull": True})
    brought = Q(**{f"{prefix}added_by__isnull": True})
    brought |= Q(**{f"{prefix}added_by__signed_on__lte": on})
    stands = Q(**{f"{prefix}struck_by__isnull": True})
    return brought & (stands | Q(**{f"{prefix}struck_by__signed_on__gt": on}))


def totals_of(contract: Contract, on: date | None = None) -> Totals:
    """Totals of one contract on a day (None: as it stands now), by VAT rate."""
    lines = contract.lines.filter(standing_lines(on))
    return totals((line.rate, line.amount) for line in lines)


def totals_by_contract(contracts: QuerySet[Contract], on: date | None = None) -> dict[int, Totals]:
    """Totals of many on a day, in one query; a contract without lines has none."""
    rows = (
        ContractLine.objects.filter(standing_lines(on), contract__in=_ids(contracts))
        .order_by()
        .values_list("contract_id", "vat_percent")
        .annotate(net=AMOUNT)
    )
    groups: dict[int, list[tuple[Decimal | None, int]]] = defaultdict(list)
    for contract_id, percent, net in rows:
        groups[contract_id].append((None if percent is None else Decimal(percent), int(net)))
    return {pk: totals(lines) for pk, lines in groups.items()}


def progress_of(contract: Contract, on: date) -> Progress:
    """Progress of one contract, as known at the end of a day."""
    rows = Contract.objects.filter(pk=contract.pk)
    return progress_by_contract(rows, on).get(contract.pk, Progress())


def progress_by_contract(contracts: QuerySet[Contract], on: date) -> dict[int, Progress]:
    """Progress of many, pulled from jobs and certificates in two queries."""
    end = end_of(on)
    items = ContractItem.objects.filter(line__contract__in=_ids(contracts)).order_by()
    papers = dict(
        items.filter(
            job__certificates__state=CertificateState.ISSUED,
            job__certificates__issued_at__lt=end,
        )
        .exclude(job__certificates__kind=Kind.NOTICE)
        .values_list("line__contract")
        .annotate(n=Count("pk", distinct=True))
    )
    return {
        row["line__contract"]: Progress(
            row["items"],
            row["dropped"],
            row["begun"],
            row["approved"],
            papers.get(row["line__contract"], 0),
        )
        for row in item_counts(_ids(contracts), on)
    }


def item_counts(ids: Any, on: date) -> Any:
    """Items of each contract of a subquery: all, dropped, begun, approved by the end of a day."""
    end = end_of(on)
    begun = Q(job__performed_on__lte=on) | Q(job__worksheet__started_at__lt=end)
    approved = Q(job__state=JobState.APPROVED, job__approved_at__lt=end)
    items = ContractItem.objects.filter(line__contract__in=ids).order_by()
    return items.values("line__contract").annotate(
        items=Count("pk"),
        dropped=Count("pk", filter=Q(job__state=JobState.CANCELLED)),
        begun=Count("pk", filter=begun & ~Q(job__state=JobState.CANCELLED)),
        approved=Count("pk", filter=approved),
    )


@dataclass
class _Money:
    net: int = 0
    gross: int = 0
    paid: int = 0


def _money(contracts: QuerySet[Contract], on: date) -> dict[int, _Money]:
    found: dict[int, _Money] = defaultdict(_Money)
    ids = _ids(contracts)
    rates = (
        InvoiceRate.objects.filter(counting(on, "invoice__"), invoice__contract__in=ids)
        .order_by()
        .values_list("invoice__contract")
        .annotate(net=Sum("net"), vat=Sum("vat"))
    )
    for contract_id, net, vat in rates:
        found[contract_id].net = int(net)
        found[contract_id].gross = int(net) + int(vat)
    payments = (
        Payment.objects.filter(received(on), contract__in=ids)
        .order_by()
        .values_list("contract")
        .annotate(paid=Sum("amount"))
    )
    for contract_id, paid in payments:
        found[contract_id].paid = int(paid)
    elsewhere = moved(on).filter(Q(payment__contract__in=ids) | Q(invoice__contract__in=ids))
    parts = elsewhere.values_list("payment__contract", "invoice__contract", "amount")
    for home_id, contract_id, amount in parts:
        found[home_id].paid -= amount
        found[contract_id].paid += amount
    return found


def counting(on: date, prefix: str = "") -> Q:
    """Invoices that count on a day: issued by then, not yet replaced or cancelled."""
    alive = Q(**{f"{prefix}ended_on__isnull": True}) | Q(**{f"{prefix}ended_on__gt": on})
    return Q(**{f"{prefix}issued_on__lte": on}) & alive


def received(on: date, prefix: str = "") -> Q:
    """Payments in by a day, less those that turned out to be recorded by mistake."""
    alive = Q(**{f"{prefix}cancelled_on__isnull": True}) | Q(**{f"{prefix}cancelled_on__gt": on})
    return Q(**{f"{prefix}received_on__lte": on}) & alive


def moved(on: date) -> QuerySet[Allocation]:
    """Parts of payments that are in by a day and settle invoices of another contract."""
    parts = Allocation.objects.filter(received(on, "payment__"), undone_at__isnull=True)
    return parts.exclude(invoice__contract=F("payment__contract")).order_by()


def standings(contracts: QuerySet[Contract], on: date) -> dict[int, Standing]:
    """Where each contract stands at the end of a day; those made later are left out.

    Every contract that existed is in exactly one stage, so counts over the stages add up to all.
    """
    sums = totals_by_contract(contracts, on)
    done = progress_by_contract(contracts, on)
    money = _money(contracts, on)
    paused = set(
        Pause.objects.filter(
            Q(to_on__isnull=True) | Q(to_on__gt=on),
            contract__in=_ids(contracts),
            from_on__lte=on,
        ).values_list("contract_id", flat=True)
    )
    rows = contracts.order_by().filter(created(on))
    return {
        facts["pk"]: _standing(
            facts,
            on,
            paused=facts["pk"] in paused,
            sums=sums.get(facts["pk"], NOTHING),
            done=done.get(facts["pk"], Progress()),
            money=money.get(facts["pk"], _Money()),
        )
        for facts in rows.values(*_DATES)
    }


_DATES = ("pk", "signed_on", "due_on", "accepted_on", "liquidated_on", "cancelled_on")


def created(on: date) -> Q:
    """Contracts that existed on a day: drafted, or (entered later) signed by then."""
    return Q(created_at__lt=end_of(on)) | Q(signed_on__lte=on)


def standing_of(contract: Contract, on: date) -> Standing:
    """Where one contract stands."""
    found = standings(Contract.objects.filter(pk=contract.pk), on)
    if contract.pk in found:
        return found[contract.pk]
    return Standing(Stage.DRAFT, totals_of(contract), Progress(), 0, 0, 0, late=False)


def stages(contracts: QuerySet[Contract], on: date) -> dict[int, Stage]:
    """Only the stages."""
    return {pk: standing.stage for pk, standing in standings(contracts, on).items()}


def _standing(
    facts: Mapping[str, Any],
    on: date,
    *,
    paused: bool,
    sums: Totals,
    done: Progress,
    money: _Money,
) -> Standing:
    stage = _decided(facts, on, paused=paused) or _followed(facts, on, sums, done, money)
    unfinished = stage in (Stage.SIGNED, Stage.IN_PROGRESS, Stage.PAUSED)
    late = unfinished and facts["due_on"] is not None and facts["due_on"] < on
    return Standing(stage, sums, done, money.net, money.gross, money.paid, late)


def _decided(facts: Mapping[str, Any], on: date, *, paused: bool) -> Stage | None:
    """A stage that a person's decision makes, the strongest first."""
    if _by(facts["cancelled_on"], on):
        return Stage.CANCELLED
    if _by(facts["liquidated_on"], on):
        return Stage.LIQUIDATED
    if not _by(facts["signed_on"], on):
        return Stage.DRAFT
    return Stage.PAUSED if paused else None


def _followed(
    facts: Mapping[str, Any], on: date, sums: Totals, done: Progress, money: _Money
) -> Stage:
    """A stage that follows from rows, the farthest first. No value, nothing to invoice."""
    if sums.net > 0 and money.net >= sums.net:
        return Stage.COLLECTED if money.paid >= money.gross else Stage.INVOICED
    if _by(facts["accepted_on"], on):
        return Stage.ACCEPTED
    if done.due and not done.waiting:
        return Stage.COMPLETED
    return Stage.IN_PROGRESS if done.begun or done.approved else Stage.SIGNED


def _by(day: date | None, on: date) -> bool:
    return day is not None and day <= on


def end_of(day: date) -> datetime:
    """The first moment after a day, in the centre's zone; of the last of all, its own."""
    after = day + timedelta(days=1) if day < date.max else day
    return datetime.combine(after, time.min, timezone.get_default_timezone())


def _ids(contracts: QuerySet[Contract]) -> Any:
    """A subquery, so that any number of contracts is one parameterless list."""
    return contracts.order_by().values("pk")


@dataclass(frozen=True)
class StageRow:
    """One stage over many contracts: how many, and their value."""

    stage: Stage
    ids: tuple[int, ...]
    net: int
    gross: int

    @property
    def count(self) -> int:
        """How many contracts."""
        return len(self.ids)


def stage_table(found: Mapping[int, Standing]) -> list[StageRow]:
    """The state of the contracts (tình trạng các hợp đồng): one row for each stage, in order."""
    groups: dict[Stage, list[int]] = {stage: [] for stage in Stage}
    for pk, standing in found.items():
        groups[standing.stage].append(pk)
    return [
        StageRow(
            stage,
            tuple(sorted(ids)),
            sum(found[pk].totals.net for pk in ids),
            sum(found[pk].totals.gross for pk in ids),
        )
        for stage, ids in groups.items()
    ]


@dataclass(frozen=True)
class Sums:
    """What a list shows below it."""

    count: int = 0
    net: int = 0
    vat: int = 0
    gross: int = 0
    debt: int = 0


def sums_of(found: Iterable[Standing]) -> Sums:
    """Sums over standings: contract value without VAT, VAT, with VAT; and what is owed."""
    rows = list(found)
    return Sums(
        len(rows),
        sum(row.totals.net for row in rows),
        sum(row.totals.vat for row in rows),
        sum(row.totals.gross for row in rows),
        sum(row.debt for row in rows),
    )


@dataclass(frozen=True)
class Warned:
    """An invoice that does not agree with its contract: a warning, never a refusal."""

    code: str
    found: int
    expected: int
    rate: int | None = field(default=None)


def invoice_warnings(contract: Contract, on: date) -> list[Warned]:
    """Where the invoices that count say something else than the lines."""
    rows = (
        InvoiceRate.objects.filter(counting(on, "invoice__"), invoice__contract=contract)
        .order_by()
        .values_list("vat_percent")
        .annotate(net=Sum("net"), vat=Sum("vat"))
    )
    agreed = {None if r.rate is None else int(r.rate): r.net for r in totals_of(contract).rates}
    warned = []
    for rate, net, vat in rows:
        if net > agreed.get(rate, 0):
            warned.append(Warned("over_lines", int(net), agreed.get(rate, 0), rate))
        reckoned = totals([(None if rate is None else Decimal(rate), int(net))]).vat
        if abs(int(vat) - reckoned) > 1:
            warned.append(Warned("vat_differs", int(vat), reckoned, rate))
    return warned
