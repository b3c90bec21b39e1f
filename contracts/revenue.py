"""Revenue by its four bases, in this one place. A figure without its base is a defect.

| base      | day                  | amount                                                        |
|-----------|----------------------|---------------------------------------------------------------|
| signed    | signing              | the contract's lines, VAT by rate on the sum of its lines     |
| accepted  | acceptance           | the same                                                      |
| invoiced  | invoice              | as on the paper; adjusting invoices are added as differences  |
| collected | receipt              | money in, gross; net = the share of net in its invoice, else  |
|           |                      | in its contract, rounded half up to the đồng                  |

*Cancelled*: a contract counts as signed until the day before it is cancelled. Asked as known on
the day of cancellation or later (`known_on`; None: all that is known now), it counts in no period,
not even in that of its signing; asked as known before, it still counts. A closed report keeps what
it was closed with. The same holds for invoices that are replaced or cancelled, and for payments
taken back. Money received for a cancelled contract stays collected: it came in.

*Kinds*: `kinds` picks by kind of service. Consulting stands apart: SERVICE_KINDS leaves it out. A
line "other" (travel, urgency) of a contract that is otherwise only consulting is consulting too.
Where one amount serves several kinds (VAT of a contract, an invoice, a payment), each kind gets its
share by the net of its lines; shares are cut so that they add up to the whole, đồng by đồng.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from common.money import totals
from contracts.models import Contract, ContractLine, InvoiceRate, Payment
from contracts.queries import AMOUNT, counting, received
from contracts.states import LineKind

SERVICE_KINDS = frozenset(
    {LineKind.VERIFICATION, LineKind.CALIBRATION, LineKind.TESTING, LineKind.OTHER}
)
ALL_KINDS = frozenset(LineKind)
CONSULTING_KINDS = frozenset({LineKind.CONSULTING})


class Base(models.TextChoices):
    """What a revenue figure counts."""

    SIGNED = "signed", _("theo hợp đồng ký")
    ACCEPTED = "accepted", _("theo nghiệm thu")
    INVOICED = "invoiced", _("theo hóa đơn")
    COLLECTED = "collected", _("thực thu")


@dataclass(frozen=True)
class Row:
    """What one paper gives to one kind: `source` is contract, invoice or payment."""

    source: str
    source_id: int
    contract_id: int
    centre_id: int
    strand: str
    kind: str
    on: date
    net: int
    gross: int


@dataclass(frozen=True)
class Revenue:
    """The sum of a base over a period, and the rows behind it."""

    base: Base
    rows: tuple[Row, ...]

    @cached_property
    def net(self) -> int:
        """Without VAT."""
        return sum(row.net for row in self.rows)

    @cached_property
    def gross(self) -> int:
        """With VAT."""
        return sum(row.gross for row in self.rows)

    @property
    def vat(self) -> int:
        """The VAT in it."""
        return self.gross - self.net

    @cached_property
    def contract_ids(self) -> tuple[int, ...]:
        """The contracts behind it, each once."""
        return tuple(sorted({row.contract_id for row in self.rows}))

    @cached_property
    def source_ids(self) -> tuple[int, ...]:
        """The contracts, invoices or payments behind it, each once."""
        return tuple(sorted({row.source_id for row in self.rows}))

    def by(self, key: Callable[[Row], Any]) -> dict[Any, "Revenue"]:
        """Parts by a property of the rows: `by(lambda row: row.kind)`. They add up to the whole."""
        groups: dict[Any, list[Row]] = defaultdict(list)
        for row in self.rows:
            groups[key(row)].append(row)
        return {name: Revenue(self.base, tuple(rows)) for name, rows in groups.items()}


def revenue(
    base: Base,
    *,
    centre: Centre,
    start: date,
    end: date,
    kinds: Iterable[str] = SERVICE_KINDS,
    strand: str | None = None,
    known_on: date | None = None,
) -> Revenue:
    """Revenue of a centre and the units below it, from `start` to `end`, both included."""
    contracts = Contract.objects.filter(centre__path__startswith=centre.path)
    if strand is not None:
        contracts = contracts.filter(strand=strand)
    rows = _READERS[base](contracts, start, end, known_on)
    wanted = frozenset(kinds)
    return Revenue(base, tuple(row for row in rows if row.kind in wanted))


def all_bases(*, centre: Centre, start: date, end: date, **more: Any) -> dict[Base, Revenue]:
    """All four at once."""
    return {base: revenue(base, centre=centre, start=start, end=end, **more) for base in Base}


@dataclass(frozen=True)
class _Value:
    """The value of a contract: net and gross by kind."""

    net: Mapping[str, int]
    gross: Mapping[str, int]


def _signed(contracts: QuerySet[Contract], start: date, end: date, known: date | None) -> list[Row]:
    return _by_contract(_standing(contracts, known), "signed_on", start, end)


def _accepted(
    contracts: QuerySet[Contract], start: date, end: date, known: date | None
) -> list[Row]:
    if known is not None:
        contracts = contracts.filter(accepted_on__lte=known)
    return _by_contract(_standing(contracts, known), "accepted_on", start, end)


def _standing(contracts: QuerySet[Contract], known: date | None) -> QuerySet[Contract]:
    """Without what was cancelled by the day on which one looks."""
    if known is None:
        return contracts.filter(cancelled_on__isnull=True)
    alive = Q(cancelled_on__isnull=True) | Q(cancelled_on__gt=known)
    return contracts.filter(alive, signed_on__lte=known)


def _by_contract(contracts: QuerySet[Contract], day: str, start: date, end: date) -> list[Row]:
    inside = contracts.order_by(day, "pk").filter(**{f"{day}__range": (start, end)})
    values = _values(inside)
    return [
        Row("contract", pk, pk, centre_id, strand, kind, on, net, values[pk].gross[kind])
        for pk, centre_id, strand, on in inside.values_list("pk", "centre_id", "strand", day)
        if pk in values
        for kind, net in values[pk].net.items()
    ]


def _invoiced(
    contracts: QuerySet[Contract], start: date, end: date, known: date | None
) -> list[Row]:
    alive = Q(invoice__ended_on__isnull=True) if known is None else counting(known, "invoice__")
    sums = (
        InvoiceRate.objects.filter(
            alive,
            invoice__contract__in=contracts.order_by().values("pk"),
            invoice__issued_on__range=(start, end),
        )
        .order_by("invoice__issued_on", "invoice")
        .values_list("invoice", "invoice__contract", "invoice__issued_on")
        .annotate(net=Sum("net"), vat=Sum("vat"))
    )
    papers = [
        ("invoice", pk, cid, on, int(net), int(net) + int(vat)) for pk, cid, on, net, vat in sums
    ]
    inside = InvoiceRate.objects.filter(invoice__issued_on__range=(start, end))
    return _spread(papers, contracts.filter(pk__in=inside.values("invoice__contract")))


def _collected(
    contracts: QuerySet[Contract], start: date, end: date, known: date | None
) -> list[Row]:
    alive = Q(cancelled_on__isnull=True) if known is None else received(known)
    payments = list(
        Payment.objects.filter(
            alive,
            contract__in=contracts.order_by().values("pk"),
            received_on__range=(start, end),
        )
        .order_by("received_on", "pk")
        .values_list("pk", "contract_id", "received_on", "amount", "invoice_id")
    )
    about = Payment.objects.filter(received_on__range=(start, end))
    behind = contracts.filter(pk__in=about.values("contract"))
    ratios = _invoice_ratios(about)
    values = _values(behind)
    papers = []
    for pk, contract_id, on, amount, invoice_id in payments:
        ratio = ratios.get(invoice_id) or _ratio_of(values.get(contract_id))
        papers.append(("payment", pk, contract_id, on, _part(amount, *ratio), amount))
    return _spread(papers, behind, values)


def _invoice_ratios(payments: QuerySet[Payment]) -> dict[int | None, tuple[int, int]]:
    """(net, gross) of the invoices that payments settle."""
    sums = (
        InvoiceRate.objects.filter(invoice__in=payments.order_by().values("invoice"))
        .order_by()
        .values_list("invoice")
        .annotate(net=Sum("net"), vat=Sum("vat"))
    )
    return {pk: (int(net), int(net) + int(vat)) for pk, net, vat in sums if net + vat > 0}


def _ratio_of(value: _Value | None) -> tuple[int, int]:
    net, gross = (sum(value.net.values()), sum(value.gross.values())) if value else (0, 0)
    return (net, gross) if gross > 0 else (1, 1)


def _part(amount: int, share: int, whole: int) -> int:
    """Amount × share ÷ whole, half up."""
    exact = Decimal(amount) * share / whole
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


type_of_paper = tuple[str, int, int, date, int, int]


def _spread(
    papers: Iterable[type_of_paper],
    contracts: QuerySet[Contract],
    values: Mapping[int, _Value] | None = None,
) -> list[Row]:
    """Each paper over the kinds of its contract, by the net of their lines."""
    known = _values(contracts) if values is None else values
    heads = {
        pk: (centre_id, strand)
        for pk, centre_id, strand in contracts.order_by().values_list("pk", "centre_id", "strand")
    }
    rows = []
    for source, pk, contract_id, on, net, gross in papers:
        value = known.get(contract_id)
        weights = dict(value.net) if value else {str(LineKind.OTHER): 1}
        nets, grosses = split(net, weights), split(gross, weights)
        rows += [
            Row(source, pk, contract_id, *heads[contract_id], kind, on, nets[kind], grosses[kind])
            for kind in weights
        ]
    return rows


def split(amount: int, weights: Mapping[str, int]) -> dict[str, int]:
    """`amount` over the weights, in whole đồng; the parts add up to it exactly."""
    whole = sum(weights.values())
    if whole == 0:
        first = next(iter(weights))
        return {name: amount if name == first else 0 for name in weights}
    parts: dict[str, int] = {}
    given, seen = 0, 0
    for name, weight in weights.items():
        seen += weight
        upto = _part(amount, seen, whole)
        parts[name] = upto - given
        given = upto
    return parts


def _values(contracts: QuerySet[Contract]) -> dict[int, _Value]:
    """Net and gross of each contract by kind, in one query."""
    rows = (
        ContractLine.objects.filter(contract__in=contracts.order_by().values("pk"))
        .order_by("contract", "kind", "vat_percent")
        .values_list("contract_id", "kind", "vat_percent")
        .annotate(net=AMOUNT)
    )
    groups: dict[int, list[tuple[str, int | None, int]]] = defaultdict(list)
    for contract_id, kind, percent, net in rows:
        groups[contract_id].append((kind, percent, int(net)))
    return {pk: _value(parts) for pk, parts in groups.items()}


def _value(parts: list[tuple[str, int | None, int]]) -> _Value:
    kinds = {kind for kind, _percent, _net in parts}
    if LineKind.CONSULTING in kinds and kinds <= {LineKind.CONSULTING, LineKind.OTHER}:
        parts = [(LineKind.CONSULTING, percent, net) for _kind, percent, net in parts]
    by_rate: dict[int | None, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for kind, percent, net in parts:
        by_rate[percent][str(kind)] += net
    nets: dict[str, int] = defaultdict(int)
    gross: dict[str, int] = defaultdict(int)
    for percent, of_kind in by_rate.items():
        rate = None if percent is None else Decimal(percent)
        vat = totals([(rate, sum(of_kind.values()))]).vat
        for kind, part in split(vat, of_kind).items():
            nets[kind] += of_kind[kind]
            gross[kind] += of_kind[kind] + part
    return _Value(dict(nets), dict(gross))


_READERS: Mapping[Base, Callable[[QuerySet[Contract], date, date, date | None], list[Row]]] = {
    Base.SIGNED: _signed,
    Base.ACCEPTED: _accepted,
    Base.INVOICED: _invoiced,
    Base.COLLECTED: _collected,
}
