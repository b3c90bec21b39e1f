"""Two people at the ledger at once, on PostgreSQL."""

import pytest
from django.db.models import Sum

from accounts.permissions import Role
from common import queue
from common.errors import DomainError
from contracts.ledger.bank import applying
from contracts.ledger.bank.services import upload_bank_list
from contracts.ledger.books import close_books
from contracts.ledger.closing import closed_until
from contracts.ledger.matching import match_payment
from contracts.ledger.settling import Share
from contracts.models import Allocation, Invoice, Payment
from contracts.services.words import locked
from tests.backend.meanwhile import meanwhile
from tests.contracts.test_together import at_once
from tests.factories import contracts as make
from tests.factories import people
from tests.factories.people import NOW

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine("postgresql")]


def test_two_payments_never_settle_more_than_an_invoice() -> None:
    customer = people.customer(people.centre())
    first, second = (make.signed(customer, 1_000_000) for _ in range(2))
    invoice = make.invoice(first, (5, 1_000_000, 50_000))
    payments = [make.payment(one, 800_000) for one in (first, second)]

    found = at_once(
        *(
            lambda one=one: match_payment(
                payment_id=one.pk,
                shares=[Share(invoice.pk, 800_000)],
                by=first.created_by,
                at=NOW,
            )
            for one in payments
        )
    )

    refused = [one for one in found if isinstance(one, DomainError)]
    assert [one.faults[0].code for one in refused] == ["more_than_open"]
    assert Allocation.objects.aggregate(sum=Sum("amount"))["sum"] == 800_000


def test_one_number_is_recorded_for_one_of_two_contracts() -> None:
    customer = people.customer(people.centre())
    contracts = [make.signed(customer, 1_000_000) for _ in range(2)]

    found = at_once(
        *(
            lambda one=one: make.invoice(one, (5, 1_000, 50), series="1K26TAA", number="7")
            for one in contracts
        )
    )

    refused = [one for one in found if isinstance(one, DomainError)]
    assert [one.faults[0].code for one in refused] == ["taken"]
    assert Invoice.objects.count() == 1


def test_nothing_slips_into_books_that_are_being_closed() -> None:
    centre = people.centre()
    contract = make.signed(people.customer(centre), 1_000_000, on=make.days_ago(30))
    manager = people.person(Role.MANAGER, centre)
    day = make.days_ago(5)

    closed, invoice = at_once(
        lambda: close_books(centre_id=centre.pk, until=day, by=manager, at=NOW),
        lambda: make.invoice(contract, (5, 1_000, 50), on=day),
    )

    assert closed_until(centre) == day
    if isinstance(invoice, DomainError):
        assert invoice.faults[0].code == "closed_books"
    else:  # it was first: the closing waited for it
        assert invoice.pk
    assert not isinstance(closed, DomainError)


def test_a_bank_list_and_a_payment_of_one_of_its_invoices_do_not_deadlock() -> None:
    customer = people.customer(people.centre())
    first, second = (make.signed(customer, 1_000_000) for _ in range(2))
    bills = [make.invoice(one, (5, 1_000_000, 50_000)) for one in (first, second)]
    by = first.created_by
    named = ", ".join(bill.number for bill in bills)
    text = (
        "Ngày giao dịch;Nội dung;Số tiền ghi có\n"
        f"01/11/2026;hóa đơn {named};2.100.000\n"
        f"01/11/2026;trả trước {second.number};500.000\n"
    )
    source = upload_bank_list(
        centre=customer.centre, file_name="a.csv", content=text.encode(), by=by, at=NOW
    )
    queue.drain()
    assert [row.contract_id for row in source.rows.all()] == [first.pk, second.pk]

    paid, entered = meanwhile(
        lambda: locked(second.pk),
        lambda: applying.apply(list_id=source.pk, by=by, at=NOW, skip=False),
        lambda: make.payment(second, 1_000, shares=[Share(bills[1].pk, 1_000)]),
    )

    assert isinstance(paid, Payment), paid
    assert isinstance(entered, DomainError), entered
    assert entered.code == "moved"
    assert list(Payment.objects.all()) == [paid]
