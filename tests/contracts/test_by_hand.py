"""The product's figures equal statements written by hand, on generated years of a centre.

PostgreSQL, as the statements are. `benchmarks/` times the same statements at full size.
"""

from datetime import date

import pytest
from django.db.models import F, Sum

from accounts.models import Centre
from benchmarks import bench_overview, by_hand, by_hand_overview, ten_years
from contracts.ledger.debts import owing
from contracts.models import Allocation, Contract, Invoice, InvoiceRate, Payment
from contracts.queries import counting
from contracts.register.finding import Wanted, find
from contracts.revenue import ALL_KINDS, Base, sums

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine("postgresql")]

SIZE = ten_years.Size(contracts=400, lines=5600, invoices=1200, payments=1600, customers=50)
TODAY = ten_years.LAST


@pytest.mark.parametrize("seed", [1, 254])
def test_the_figures_are_those_of_the_statements_by_hand(seed: int) -> None:
    made = ten_years.fill(SIZE, seed)
    assert (made["contract"], made["contractline"]) == (SIZE.contracts, SIZE.lines)
    assert (made["invoice"], made["payment"]) == (SIZE.invoices, SIZE.payments)
    nothing_is_settled_twice()
    revenue_agrees()
    stages_agree()
    debts_agree()


def nothing_is_settled_twice() -> None:
    given = Payment.objects.annotate(given=Sum("allocations__amount"))
    assert not given.filter(given__gt=F("amount")).exists()
    paid = dict(Allocation.objects.order_by().values_list("invoice").annotate(n=Sum("amount")))
    grosses = (
        InvoiceRate.objects.filter(counting(TODAY, "invoice__"))
        .order_by()
        .values_list("invoice")
        .annotate(n=Sum(F("net") + F("vat")))
    )
    gross = dict(grosses)
    assert paid.keys() <= gross.keys()
    assert all(amount <= gross[pk] for pk, amount in paid.items())
    assert Invoice.objects.filter(issued_on__gt=TODAY).count() == 0


def revenue_agrees() -> None:
    top = Centre.objects.get(code="INST")
    for year in (2019, 2025, 2026):
        start, end = date(year, 1, 1), date(year, 12, 31)
        found = sums(
            centre=top, start=start, end=end, kinds=ALL_KINDS, by=("base", "month", "kind")
        )
        ours = {
            (str(one.key[0].value), one.key[1].month, one.key[2]): (one.net, one.gross)
            for one in found
            if one.net or one.gross
        }
        assert ours == {row[:3]: row[3:] for row in by_hand.revenue(start, end)}
        signed = sums(centre=top, start=start, end=end, bases=(Base.SIGNED,), by=("month", "kind"))
        rows = [(*one.key, one.net, one.gross) for one in signed]
        assert rows == by_hand_overview.signed(start, end)


def stages_agree() -> None:
    found = find(Contract.objects.all(), Wanted(), TODAY, size=50)
    hand = by_hand.register(TODAY)
    groups = {(g.stage.value, g.waiting): (g.sums.net, g.sums.vat, g.sums.count, g.sums.debt)
              for g in found.groups}  # fmt: skip
    assert groups == {row[2:4]: tuple(map(int, row[4:])) for row in hand if not row[0]}
    newest = [row[1] for row in sorted(row for row in hand if row[0])]
    assert [entry.id for entry in found.page] == newest


def debts_agree() -> None:
    rows = owing(Contract.objects.all(), TODAY).rows
    ours = {(r.customer_id, bench_overview.LATE[r.age.value], r.invoices, r.open) for r in rows}
    assert ours == set(by_hand_overview.owed(TODAY))
    assert ours
