"""Debts by age from one statement against the ledger's own rows."""

from typing import Any

import pytest

from contracts import services
from contracts.ledger.debts import Age, debts
from contracts.models import Allocation, Contract, Invoice, Payment
from contracts.register.owed import owing
from tests.factories import contracts as make
from tests.factories import people
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db


def give(payment: Payment, invoice: Invoice, amount: int) -> None:
    Allocation.objects.create(
        payment=payment,
        invoice=invoice,
        amount=amount,
        by=payment.recorded_by,
        at=NOW,
    )


def test_ages_and_customers_are_those_of_the_ledger(django_assert_num_queries: Any) -> None:
    centre = people.centre()
    for customer in (people.customer(centre, "Công ty A"), people.customer(centre, "Công ty B")):
        one = make.signed(customer, 9_000_000, on=make.days_ago(300))
        two = make.signed(customer, 5_000_000, on=make.days_ago(300))
        bills = [
            make.invoice(one, (5, net, net // 20), on=make.days_ago(days))
            for net, days in ((1_000_000, 200), (2_000_000, 105), (3_000_000, 60), (900_000, 22))
        ]
        fresh = make.invoice(two, (5, 1_000_000, 50_000), on=make.days_ago(21))
        services.adjust_invoice(
            invoice_id=bills[2].pk,
            facts=make.invoice_facts((5, -500_000, -25_000), on=make.days_ago(50)),
            why="Ghi thừa",
            by=one.created_by,
            at=NOW,
        )
        make.payment(one, 1_000_000, on=make.days_ago(10))
        paid = make.payment(two, 960_000, on=make.days_ago(5))
        give(paid, bills[3], 900_000)
        give(paid, fresh, 50_000)

    for days in (250, 199, 104, 80, 59, 22, 21, 10, 5, 0):
        on = make.days_ago(days)
        with django_assert_num_queries(1):
            found = owing(Contract.objects.all(), on)
        ledger = debts(Contract.objects.all(), on)
        assert {age: open_ for age, _n, open_ in found.by_age()} == ledger.by_age()
        assert (found.open, found.overdue) == (ledger.open, ledger.overdue)
        assert sum(n for _age, n, _open in found.by_age()) == len(ledger.rows)
        by_customer = {one.customer_id: one.open for one in ledger.by_customer() if one.open}
        sums: dict[int, int] = {}
        for row in found.rows:
            sums[row.customer_id] = sums.get(row.customer_id, 0) + row.open
        assert sums == by_customer
    assert len({row.age for row in owing(Contract.objects.all(), TODAY).rows}) > 2
    assert [name for _pk, name, _o in found.overdue_customers()]


def test_nothing_is_owed_where_nothing_is() -> None:
    assert owing(Contract.objects.all(), TODAY).by_age() == [(age, 0, 0) for age in Age]
    assert owing(Contract.objects.none(), TODAY).rows == ()
