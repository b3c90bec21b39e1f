"""The proof and the disagreements, from rows; the stages come from the register's statement."""
# ruff: noqa: S608 — the pieces are constants, the values parameters

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import TruncDate

from accounts.models import Centre
from calibration.states import JobState
from certificates.models import Certificate
from certificates.states import CertificateState
from contracts.models import Contract, ContractItem, InvoiceRate
from contracts.queries import counting, created, end_of
from contracts.reconciling.checks import Check
from contracts.register.sql import standing
from contracts.revenue import ALL_KINDS, Base, sums
from contracts.states import InvoiceState, Stage

FIRST = date(1900, 1, 1)
OUTSIDE = (Stage.DRAFT, Stage.CANCELLED)  # stages of what is not signed, or no longer


@dataclass(frozen=True)
class StageSum:
    """One stage: how many contracts, their value without and with VAT."""

    stage: Stage
    count: int = 0
    net: int = 0
    gross: int = 0

    @property
    def outside(self) -> bool:
        """Whether it is no part of what is signed."""
        return self.stage in OUTSIDE


@dataclass(frozen=True)
class Proof:
    """Signed = the sum of the stages, by count and by value, reckoned in two ways."""

    stages: tuple[StageSum, ...]
    signed: StageSum  # from the definition of revenue; its stage says nothing

    @property
    def summed(self) -> StageSum:
        """The stages of what is signed, added."""
        inside = [one for one in self.stages if not one.outside]
        return StageSum(
            Stage.SIGNED,
            sum(one.count for one in inside),
            sum(one.net for one in inside),
            sum(one.gross for one in inside),
        )

    @property
    def holds(self) -> bool:
        """Whether both ways agree."""
        return self.summed == self.signed


@dataclass(frozen=True)
class Line:
    """A contract by the four bases, with VAT, and the amount of the disagreement."""

    contract: Contract
    stage: Stage
    signed: int
    accepted: int
    invoiced: int
    collected: int
    amount: int


def contracts_of(centre: Centre) -> QuerySet[Contract]:
    """The contracts of a centre and the units below it."""
    return Contract.objects.filter(centre__path__startswith=centre.path)


def prove(centre: Centre, on: date) -> Proof:
    """The proof at the end of a day; three queries."""
    rows = contracts_of(centre)
    text = "SELECT stage, count(*), sum(net), sum(net + vat) FROM standing GROUP BY stage"
    found = {
        row[0]: StageSum(Stage(row[0]), *(int(value) for value in row[1:]))
        for row in _ask(rows, on, text)
    }
    whole = sums(
        centre=centre, start=FIRST, end=on, bases=[Base.SIGNED], kinds=ALL_KINDS, known_on=on
    )
    alive = Q(cancelled_on__isnull=True) | Q(cancelled_on__gt=on)
    count = rows.filter(alive, signed_on__lte=on).count()
    return Proof(
        tuple(found.get(stage, StageSum(stage)) for stage in Stage),
        StageSum(
            Stage.SIGNED, count, sum(one.net for one in whole), sum(one.gross for one in whole)
        ),
    )


def _ask(rows: QuerySet[Contract], on: date, text: str) -> list[tuple[Any, ...]]:
    """Rows of a text over the table `standing`: where each contract stands on a day."""
    head = standing(rows.filter(created(on)).annotate(word=Value("")), on)
    with connection.cursor() as cursor:
        cursor.execute(f"{head.sql} {text}", head.params)
        return list(cursor.fetchall())


def disagreements(centre: Centre, on: date, *, proof: Proof) -> dict[Check, dict[int, int]]:
    """{check: {contract id: amount}} at the end of a day; six queries, more where the proof fails.

    The amount is in đồng, as checks.SAYS says; 0 where the disagreement is not of money.
    """
    rows = contracts_of(centre)
    found: dict[Check, dict[int, int]] = {check: {} for check in Check}
    if not proof.holds:
        found[Check.SIGNED_DIFFERS] = _signed_differs(centre, rows, on)
    for row in _ask(rows, on, _MONEY):
        for check, amount in _money(_Facts(*row), on):
            found[check][row[0]] = amount
    signed = rows.filter(signed_on__lte=on).exclude(cancelled_on__lte=on)
    found[Check.EARLY_INVOICE] = _early_invoices(signed, on)
    found[Check.LATE_CERTIFICATE] = _late_certificates(signed, on)
    found[Check.NO_CERTIFICATE] = _no_certificates(signed, on)
    return found


@dataclass(frozen=True)
class _Facts:
    pk: int
    stage: str
    accepted_on: Any
    net: int
    gross: int
    billed_net: int
    billed: int
    paid: int
    done: int


# Only what may disagree is read; which check it is, is decided below.
_MONEY = """
SELECT id, stage, accepted_on, net, net + vat, billed_net, billed_gross, paid,
       CASE WHEN due <> 0 AND due = approved THEN 1 ELSE 0 END
FROM standing
WHERE stage <> 'draft' AND (
  net + vat <> billed_gross OR billed_gross <> paid OR (accepted_on IS NULL AND due = approved))
"""


def _money(facts: _Facts, on: date) -> Iterable[tuple[Check, int]]:
    if facts.stage == Stage.CANCELLED:
        if facts.paid:
            yield Check.CANCELLED_PAID, int(facts.paid)
        return
    accepted = facts.accepted_on is not None and str(facts.accepted_on) <= on.isoformat()
    open_ = facts.stage not in (Stage.LIQUIDATED, Stage.PAUSED)
    if facts.done and open_ and not accepted:
        yield Check.DONE_NOT_ACCEPTED, int(facts.gross)
    if accepted and facts.gross != facts.billed:
        yield Check.ACCEPTED_NOT_INVOICED, int(facts.gross - facts.billed)
    if facts.billed_net > facts.net:
        yield Check.OVER_INVOICED, int(facts.billed_net - facts.net)
    if facts.paid > facts.billed:
        yield Check.OVER_PAID, int(facts.paid - facts.billed)
    equal = facts.gross == facts.billed == facts.paid
    if facts.stage == Stage.LIQUIDATED and not equal:
        yield Check.CLOSED_UNEQUAL, int(facts.gross - facts.paid)


def _signed_differs(centre: Centre, rows: QuerySet[Contract], on: date) -> dict[int, int]:
    """Contracts whose signed revenue is not the value of their lines."""
    asked: dict[str, Any] = {"centre": centre, "start": FIRST, "end": on, "known_on": on}
    summed = sums(by=("contract",), bases=[Base.SIGNED], kinds=ALL_KINDS, **asked)
    revenue = {one.key[0]: one.gross for one in summed}
    outside = ", ".join(f"'{stage.value}'" for stage in OUTSIDE)
    text = f"SELECT id, net + vat FROM standing WHERE stage NOT IN ({outside})"
    values = {row[0]: int(row[1]) for row in _ask(rows, on, text)}
    return {
        pk: revenue.get(pk, 0) - values.get(pk, 0)
        for pk in revenue.keys() | values.keys()
        if revenue.get(pk, 0) != values.get(pk, 0)
    }


def _early_invoices(signed: QuerySet[Contract], on: date) -> dict[int, int]:
    """What was invoiced before the acceptance, or without one."""
    accepted = "invoice__contract__accepted_on"
    early = Q(**{f"{accepted}__isnull": True}) | Q(**{f"{accepted}__gt": F("invoice__issued_on")})
    papers = (
        InvoiceRate.objects.filter(
            counting(on, "invoice__"),
            early | Q(**{f"{accepted}__gt": on}),
            invoice__state=InvoiceState.ISSUED,
            invoice__contract__in=signed.order_by().values("pk"),
        )
        .order_by()
        .values_list("invoice__contract")
        .annotate(gross=Sum(F("net") + F("vat")))
    )
    return {pk: int(gross) for pk, gross in papers}


def _late_certificates(signed: QuerySet[Contract], on: date) -> dict[int, int]:
    """Certificates issued after the day of acceptance."""
    papers = "job__certificates__"
    items = (
        ContractItem.objects.filter(
            line__contract__in=signed.filter(accepted_on__lte=on).order_by().values("pk"),
            **{f"{papers}state": CertificateState.ISSUED, f"{papers}issued_at__lt": end_of(on)},
        )
        .annotate(issued_on=TruncDate(f"{papers}issued_at"))
        .filter(issued_on__gt=F("line__contract__accepted_on"))
    )
    return dict.fromkeys(items.order_by().values_list("line__contract", flat=True).distinct(), 0)


def _no_certificates(signed: QuerySet[Contract], on: date) -> dict[int, int]:
    """Approved work of an accepted contract without a certificate or notice in force."""
    papers = Certificate.objects.filter(
        job=OuterRef("job"), state=CertificateState.ISSUED, issued_at__lt=end_of(on)
    )
    items = ContractItem.objects.filter(
        ~Exists(papers),
        line__contract__in=signed.filter(accepted_on__lte=on).order_by().values("pk"),
        job__state=JobState.APPROVED,
    )
    return dict.fromkeys(items.order_by().values_list("line__contract", flat=True).distinct(), 0)


def lines(amounts: Mapping[int, int], on: date) -> list[Line]:
    """The contracts of a disagreement by the four bases, in the order of `amounts`."""
    if not amounts:
        return []
    rows = Contract.objects.filter(pk__in=amounts)
    heads = {one.pk: one for one in rows.select_related("customer", "centre")}
    text = "SELECT id, stage, accepted_on, net + vat, billed_gross, paid FROM standing"
    found = {}
    for pk, stage, accepted_on, gross, billed, paid in _ask(rows, on, text):
        accepted = accepted_on is not None and str(accepted_on) <= on.isoformat()
        value = 0 if stage in OUTSIDE else int(gross)
        found[pk] = Line(
            heads[pk],
            Stage(stage),
            value,
            value if accepted else 0,
            int(billed),
            int(paid),
            amounts[pk],
        )
    return [found[pk] for pk in amounts if pk in found]
