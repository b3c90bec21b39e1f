"""What the statement of debts says, against the definition reckoned row by row, on many days."""

from collections import Counter, defaultdict
from datetime import date
from random import Random
from typing import Any

import pytest

from accounts.models import Centre, Customer
from contracts import services
from contracts.ledger.debts import TERM, Age, Debt, debts, owing, table
from contracts.ledger.owed import Part
from contracts.models import Allocation, Contract, Invoice, Payment
from contracts.states import InvoiceState
from tests.factories import contracts as make
from tests.factories import people
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db
DAYS = (250, 199, 104, 80, 59, 43, 22, 21, 10, 5, 0)


def _contracts(customer: Customer, random: Random) -> None:
    """Contracts with invoices that are late, adjusted, replaced, and money that goes astray."""
    bills: list[Invoice] = []
    payments: list[Payment] = []
    for _n in range(3):
        one = make.signed(customer, 90_000_000, on=make.days_ago(300))
        for days in random.sample((200, 105, 104, 81, 60, 51, 22, 21, 3), 4):
            net = random.randrange(1, 30) * 100_000
            bills.append(make.invoice(one, (5, net, net // 20), on=make.days_ago(days)))
        for days in random.sample((150, 100, 55, 43, 20, 5), 3):
            amount = random.randrange(1, 12) * 100_000
            payments.append(make.payment(one, amount, on=make.days_ago(days)))
    _correct(bills, random)
    for payment in payments:
        left = payment.amount
        for bill in random.sample(bills, random.randrange(3)):
            part = random.randrange(1, left // 2)
            left -= part
            Allocation.objects.create(
                payment=payment, invoice=bill, amount=part, by=payment.recorded_by, at=NOW
            )
    services.cancel_payment(
        payment_id=payments[0].pk,
        cancelled_on=make.days_ago(2),
        why="nhầm",
        by=payments[0].recorded_by,
        at=NOW,
    )


def _correct(bills: list[Invoice], random: Random) -> None:
    adjusted, replaced = random.sample(bills, 2)
    by, at = adjusted.recorded_by, NOW
    less = make.invoice_facts((5, -50_000, -2_500), on=TODAY)
    services.adjust_invoice(invoice_id=adjusted.pk, facts=less, why="Ghi thừa", by=by, at=at)
    facts = make.invoice_facts((5, 700_000, 35_000), on=make.days_ago(1))
    services.replace_invoice(
        invoice_id=replaced.pk, facts=facts, why="Sai tên", by=by, at=at, confirm=True
    )


def _in(payment: Payment, on: date) -> bool:
    gone = payment.cancelled_on is not None and payment.cancelled_on <= on
    return payment.received_on <= on and not gone


def _counts(one: Invoice, on: date) -> bool:
    return one.issued_on <= on and (one.ended_on is None or one.ended_on > on)


def _said(invoices: dict[int, Invoice], on: date) -> tuple[Counter[int], dict[int, date]]:
    """What invoices that count say, by the invoice they change, and since when."""
    gross = Counter[int]()
    first: dict[int, date] = {}
    for one in invoices.values():
        if _counts(one, on):
            of = invoices.get(one.corrects_id or 0)
            pk = of.pk if of is not None and of.state != InvoiceState.REPLACED else one.pk
            gross[pk] += sum(rate.net + rate.vat for rate in one.rates.all())
            first[pk] = min(first.get(pk, one.issued_on), one.issued_on)
    return gross, first


def _by_hand(on: date) -> tuple[dict[int, tuple[int, int, int]], dict[int, int]]:
    """Invoice → (gross, settled, covered) where something is open, and contract → credit."""
    invoices = {one.pk: one for one in Invoice.objects.prefetch_related("rates")}
    gross, first = _said(invoices, on)
    settled, free = Counter[int](), Counter[int]()
    for payment in Payment.objects.all():
        free[payment.contract_id] += payment.amount if _in(payment, on) else 0
    for part in Allocation.objects.filter(undone_at__isnull=True).select_related("payment"):
        if _in(part.payment, on):
            settled[part.invoice_id] += part.amount
            free[part.payment.contract_id] -= part.amount
    for pk in {*gross, *settled}:
        free[invoices[pk].contract_id] += max(0, settled[pk] - gross[pk])
    owed = {}
    for pk in sorted(first, key=lambda pk: (first[pk], pk)):
        rest, home = gross[pk] - settled[pk], invoices[pk].contract_id
        covered = max(0, min(rest, free[home]))
        free[home] -= covered
        if rest > covered:
            owed[pk] = (gross[pk], settled[pk], covered)
    return owed, {pk: amount for pk, amount in free.items() if amount > 0}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_debts_are_those_of_the_definition(seed: int, django_assert_num_queries: Any) -> None:
    centre: Centre = people.centre()
    for name in ("Công ty A", "Công ty B"):
        _contracts(people.customer(centre, name), Random(seed))
    ages = set()
    for days in DAYS:
        on = make.days_ago(days)
        with django_assert_num_queries(1):
            found = debts(Contract.objects.all(), on)
        owed, credit = _by_hand(on)
        assert {one.invoice_id: (one.gross, one.settled, one.covered) for one in found.rows} == owed
        assert found.credit == sum(credit.values())
        assert [_key(one) for one in found.rows] == sorted(_key(one) for one in found.rows)
        _sums_agree(on, found.rows, credit)
        ages |= {one.age for one in found.rows}
    assert len(ages) > 3


def _key(one: Debt) -> tuple[date, int]:
    return one.issued_on, one.invoice_id


def _sums_agree(on: date, rows: tuple[Debt, ...], credit: dict[int, int]) -> None:
    """Customers, ages and pages of the table are sums and parts of the rows."""
    homes = dict(Contract.objects.values_list("pk", "customer"))
    ages: dict[int, Counter[Age]] = defaultdict(Counter)
    for one in rows:
        late = (on - one.issued_on - TERM).days
        steps = (Age.NOT_DUE, Age.TO_30, Age.TO_60, Age.TO_90, Age.OVER_90)
        assert one.age is steps[sum(late > most for most in (0, 30, 60, 90))]
        ages[one.customer_id][one.age] += one.open
    over = Counter[int]()
    for pk, amount in credit.items():
        over[homes[pk]] += amount

    found, page = table(Contract.objects.all(), on, Part(1, 2))

    assert page == rows[1:3]
    assert set(found.rows) == set(owing(Contract.objects.all(), on).rows)
    said = {one.customer_id: (dict(one.ages), one.credit) for one in found.by_customer()}
    assert said == {pk: (dict(ages[pk]), over[pk]) for pk in {*ages, *over}}
    for age, n, open_ in found.by_age():
        alike = tuple(one for one in rows if one.age is age)
        assert (n, open_) == (len(alike), sum(one.open for one in alike))
        _all, some = table(Contract.objects.all(), on, Part(age=age.value))
        assert some == alike


def test_nothing_is_owed_where_nothing_is() -> None:
    assert owing(Contract.objects.all(), TODAY).by_age() == [(age, 0, 0) for age in Age]
    assert owing(Contract.objects.none(), TODAY).rows == ()
    assert debts(Contract.objects.none(), TODAY).rows == ()
