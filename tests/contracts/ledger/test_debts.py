"""What is owed on a day: invoices, what settles them, credit, ages."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Centre, Customer
from contracts import services
from contracts.ledger.debts import TERM, Age, debts, owing
from contracts.models import Contract
from tests.factories import contracts as make
from tests.factories import people
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre() -> Centre:
    return people.centre()


@pytest.fixture
def customer(centre: Centre) -> Customer:
    return people.customer(centre)


def _owed(on: Any = TODAY) -> Any:
    return debts(Contract.objects.all(), on)


def _sums(on: Any = TODAY) -> Any:
    return owing(Contract.objects.all(), on, credit=True)


def test_nothing_is_owed_before_an_invoice(customer: Customer) -> None:
    make.signed(customer, 1_000_000)

    found = _owed()

    assert (found.open, found.credit, found.rows) == (0, 0, ())
    assert _sums().by_age() == [(age, 0, 0) for age in Age]


def test_a_payment_settles_the_invoice_it_names(customer: Customer) -> None:
    contract = make.signed(customer, 1_000_000, on=make.days_ago(60))
    first = make.invoice(contract, (5, 400_000, 20_000), on=make.days_ago(50))
    second = make.invoice(contract, (5, 600_000, 30_000), on=make.days_ago(10))
    make.payment(contract, 200_000, on=make.days_ago(5), invoice_id=second.pk)

    found = _owed()

    assert [(row.invoice_id, row.open, row.settled) for row in found.rows] == [
        (first.pk, 420_000, 0),
        (second.pk, 430_000, 200_000),
    ]
    assert (found.open, _sums().open, _sums().overdue) == (850_000, 850_000, 420_000)
    assert _owed(make.days_ago(6)).open == 1_050_000
    assert _owed(make.days_ago(40)).open == 420_000


def test_money_that_names_no_invoice_covers_the_oldest_of_its_contract(customer: Customer) -> None:
    contract = make.signed(customer, 1_000_000, on=make.days_ago(60))
    make.invoice(contract, (5, 400_000, 20_000), on=make.days_ago(50))
    second = make.invoice(contract, (5, 600_000, 30_000), on=make.days_ago(10))
    make.payment(contract, 500_000)

    (row,) = _owed().rows

    assert (row.invoice_id, row.covered, row.open) == (second.pk, 80_000, 550_000)


def test_what_answers_no_debt_is_credit_of_the_customer(customer: Customer) -> None:
    paid = make.signed(customer, 1_000_000)
    make.payment(paid, 300_000)
    owing = make.signed(customer, 1_000_000)
    make.invoice(owing, (5, 1_000_000, 50_000))

    found = _owed()

    assert (found.open, found.credit) == (1_050_000, 300_000)
    (one,) = _sums().by_customer()
    assert (one.customer_id, one.credit, one.balance) == (customer.pk, 300_000, 750_000)


@pytest.mark.parametrize(
    ("late", "age"),
    [
        (-5, Age.NOT_DUE),
        (0, Age.NOT_DUE),
        (1, Age.TO_30),
        (30, Age.TO_30),
        (31, Age.TO_60),
        (60, Age.TO_60),
        (61, Age.TO_90),
        (90, Age.TO_90),
        (91, Age.OVER_90),
    ],
)
def test_an_invoice_is_in_one_age(customer: Customer, late: int, age: Age) -> None:
    day = TODAY - TERM - timedelta(days=late)
    contract = make.signed(customer, 1_000_000, on=day)
    make.invoice(contract, (5, 1_000_000, 50_000), on=day)

    found = _owed()

    assert found.rows[0].age == age
    assert [row for row in _sums().by_age() if row[1]] == [(age, 1, 1_050_000)]
    assert found.rows[0].late == max(0, late)


def test_an_adjustment_changes_what_is_owed_on_the_invoice_it_adjusts(customer: Customer) -> None:
    contract = make.signed(customer, 1_000_000, on=make.days_ago(60))
    invoice = make.invoice(contract, (5, 1_000_000, 50_000), on=make.days_ago(50))
    services.adjust_invoice(
        invoice_id=invoice.pk,
        facts=make.invoice_facts((5, -200_000, -10_000), on=make.days_ago(20)),
        why="giảm khối lượng",
        by=contract.created_by,
        at=NOW,
    )

    (row,) = _owed().rows

    assert (row.invoice_id, row.gross, row.issued_on) == (invoice.pk, 840_000, make.days_ago(50))
    assert _owed(make.days_ago(21)).open == 1_050_000


def test_adjusted_below_what_was_paid_leaves_credit(customer: Customer) -> None:
    contract = make.signed(customer, 1_000_000, on=make.days_ago(60))
    invoice = make.invoice(contract, (5, 1_000_000, 50_000), on=make.days_ago(50))
    make.payment(contract, 1_050_000, invoice_id=invoice.pk)
    services.adjust_invoice(
        invoice_id=invoice.pk,
        facts=make.invoice_facts((5, -200_000, -10_000)),
        why="giảm khối lượng",
        by=contract.created_by,
        at=NOW,
    )

    found = _owed()

    assert (found.open, found.credit) == (0, 210_000)


def test_many_contracts_are_one_query(customer: Customer, django_assert_num_queries: Any) -> None:
    for _n in range(4):
        contract = make.signed(customer, 1_000_000)
        make.invoice(contract, (5, 1_000_000, 50_000))
    make.payment(make.signed(customer, 1_000_000), 5_000)

    with django_assert_num_queries(1):
        found = _owed()
    with django_assert_num_queries(1):
        sums = _sums()

    assert len(found.rows) == 4
    assert (sums.open, sums.credit) == (4_200_000, 5_000)
