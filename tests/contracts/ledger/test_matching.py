"""Payments and the invoices they settle: one to many, over and under, undone, carried over."""

from typing import Any

import pytest

from accounts.models import Centre, Customer
from audit.record import history
from common.errors import InvalidInput, Refused
from contracts import services
from contracts.ledger.asking import Asked
from contracts.ledger.debts import debts
from contracts.ledger.matching import match_payment, undo_match
from contracts.ledger.settling import Share, free_of
from contracts.models import Allocation, Contract, Invoice, Payment
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


def _invoiced(customer: Customer, net: int = 1_000_000) -> tuple[Contract, Invoice]:
    contract = make.signed(customer, net, on=make.days_ago(30))
    return contract, make.invoice(contract, (5, net, net // 20), on=make.days_ago(20))


def _match(payment: Payment, *shares: tuple[int, int]) -> Payment:
    return match_payment(
        payment_id=payment.pk,
        shares=[Share(*share) for share in shares],
        by=payment.contract.created_by,
        at=NOW,
    )


def _faults(refused: Any) -> set[tuple[str, str]]:
    return {(fault.field, fault.code) for fault in refused.value.faults}


def test_one_payment_settles_invoices_of_two_contracts(customer: Customer) -> None:
    home, first = _invoiced(customer)
    other, second = _invoiced(customer)
    payment = make.payment(
        home,
        1_500_000,
        shares=[Share(first.pk, 1_050_000), Share(second.pk, 450_000)],
        confirm=False,
    )

    found = debts(Contract.objects.all(), TODAY)

    assert [(row.contract_id, row.open) for row in found.rows] == [(other.pk, 600_000)]
    assert (free_of(payment), found.credit) == (0, 0)
    assert list(history(home))[-1].verb == "payment.record"


def test_a_payment_is_matched_later_and_undone_with_the_reason(customer: Customer) -> None:
    home, first = _invoiced(customer)
    other, second = _invoiced(customer)
    payment = make.payment(home, 500_000)
    _match(payment, (second.pk, 200_000))
    _match(payment, (second.pk, 100_000), (first.pk, 50_000))

    parts = dict(
        payment.allocations.filter(undone_at__isnull=True).values_list("invoice", "amount")
    )
    assert parts == {second.pk: 300_000, first.pk: 50_000}

    with pytest.raises(InvalidInput) as refused:
        undo_match(payment_id=payment.pk, why=" ", by=home.created_by, at=NOW)
    assert _faults(refused) == {("why", "blank")}
    undo_match(payment_id=payment.pk, why="ghi nhầm", by=home.created_by, at=NOW)

    assert free_of(payment) == 500_000
    assert Allocation.objects.filter(undone_at__isnull=False).count() == 3
    assert list(history(home))[-1].verb == "payment.unmatch"
    assert debts(Contract.objects.filter(pk=other.pk), TODAY).open == 1_050_000
    with pytest.raises(Refused) as again:
        undo_match(payment_id=payment.pk, why="ghi nhầm", by=home.created_by, at=NOW)
    assert again.value.code == "not_matched"


def test_wrong_parts_are_named(customer: Customer, centre: Centre) -> None:
    home, first = _invoiced(customer)
    _else, strange = _invoiced(people.customer(centre, "Công ty khác"))
    payment = make.payment(home, 500_000)

    for shares, wanted in (
        ([], {("shares", "blank")}),
        ([(strange.pk, 1)], {("shares.0.invoice", "unknown")}),
        ([(first.pk, 0)], {("shares.0.amount", "too_small")}),
        ([(first.pk, 1), (first.pk, 1)], {("shares.1.invoice", "duplicate")}),
        (
            [(first.pk, 1_050_001)],
            {("shares.0.amount", "more_than_open"), ("shares", "more_than_paid")},
        ),
        ([(first.pk, 500_001)], {("shares", "more_than_paid")}),
        ([(first.pk, 1)] * 201, {("shares", "too_many")}),
    ):
        with pytest.raises(InvalidInput) as refused:
            _match(payment, *shares)
        assert _faults(refused) == wanted
    assert not Allocation.objects.exists()


def test_an_invoice_that_counts_no_more_takes_no_money(customer: Customer) -> None:
    contract, invoice = _invoiced(customer)
    payment = make.payment(contract, 500_000)
    services.cancel_invoice(
        invoice_id=invoice.pk, ended_on=TODAY, why="sai", by=contract.created_by, at=NOW
    )

    with pytest.raises(InvalidInput) as refused:
        _match(payment, (invoice.pk, 1))
    assert _faults(refused) == {("shares.0.invoice", "wrong_state")}
    with pytest.raises(InvalidInput) as named:
        make.payment(contract, 1, invoice_id=invoice.pk)
    assert _faults(named) == {("invoice", "wrong_state")}


def test_a_cancelled_payment_is_matched_no_more(customer: Customer) -> None:
    contract, invoice = _invoiced(customer)
    payment = make.payment(contract, 500_000, invoice_id=invoice.pk)
    services.cancel_payment(
        payment_id=payment.pk, cancelled_on=TODAY, why="sai", by=contract.created_by, at=NOW
    )

    with pytest.raises(Refused) as refused:
        _match(payment, (invoice.pk, 1))
    assert refused.value.code == "wrong_state"
    assert debts(Contract.objects.all(), TODAY).open == 1_050_000


def test_more_than_all_debts_is_asked_and_confirmed_it_is_credit(customer: Customer) -> None:
    contract, invoice = _invoiced(customer)
    _other, _invoice = _invoiced(customer)

    make.payment(contract, 1_000_000, invoice_id=invoice.pk, confirm=False)
    with pytest.raises(Asked) as asked:
        make.payment(contract, 1_100_001, confirm=False)
    assert (asked.value.status, asked.value.code) == (409, "ask")
    assert [(f.field, f.code, f.allowed) for f in asked.value.faults] == [
        ("amount", "more_than_owed", "<= 1100000")
    ]
    assert Payment.objects.count() == 1

    over = make.payment(contract, 1_100_001, invoice_id=invoice.pk)

    assert list(over.allocations.values_list("amount", flat=True)) == [50_000]
    assert debts(Contract.objects.all(), TODAY).credit == 1_050_001


def test_an_advance_up_to_the_value_of_the_contract_is_not_asked(customer: Customer) -> None:
    contract = make.signed(customer, 1_000_000)

    make.payment(contract, 1_050_000, confirm=False)
    with pytest.raises(Asked):
        make.payment(contract, 1, confirm=False)


def test_the_follower_of_a_replaced_invoice_takes_its_money(customer: Customer) -> None:
    contract, invoice = _invoiced(customer)
    make.payment(contract, 1_050_000, invoice_id=invoice.pk, on=make.days_ago(10))

    follower = services.replace_invoice(
        invoice_id=invoice.pk,
        facts=make.invoice_facts((5, 900_000, 45_000)),
        why="sai số lượng",
        by=contract.created_by,
        at=NOW,
    )

    in_force = Allocation.objects.filter(undone_at__isnull=True)
    assert list(in_force.values_list("invoice", "amount")) == [(follower.pk, 945_000)]
    found = debts(Contract.objects.all(), TODAY)
    assert (found.open, found.credit) == (0, 105_000)


def test_a_cancelled_invoice_leaves_its_money_with_the_contract(customer: Customer) -> None:
    contract, invoice = _invoiced(customer)
    make.payment(contract, 1_050_000, invoice_id=invoice.pk)

    services.cancel_invoice(
        invoice_id=invoice.pk, ended_on=TODAY, why="sai", by=contract.created_by, at=NOW
    )

    found = debts(Contract.objects.all(), TODAY)
    assert (found.open, found.credit) == (0, 1_050_000)


def test_a_rate_not_in_force_is_asked_by_name(customer: Customer) -> None:
    contract = make.signed(customer, 1_000_000, vat_category="reduced")

    with pytest.raises(Asked) as asked:
        make.invoice(contract, (8, 1, 0), (10, 1, 0), (None, 1, 0), confirm=False)

    assert [(f.field, f.code, f.found, f.allowed) for f in asked.value.faults] == [
        ("rates.1.vat_percent", "rate_not_in_force", "10 %", "8 %"),
        ("rates.2.vat_percent", "rate_not_in_force", "KCT", "8 %"),
    ]
    assert not Invoice.objects.exists()
    assert make.invoice(contract, (10, 1, 0), confirm=True).pk


def test_a_correction_may_bear_the_rate_of_what_it_corrects(customer: Customer) -> None:
    contract = make.signed(customer, 1_000_000)
    invoice = make.invoice(contract, (10, 1_000_000, 100_000))
    facts = make.invoice_facts((10, -1, 0), (5, 1, 0))

    who: dict[str, Any] = {"why": "sai", "by": contract.created_by, "at": NOW}
    assert services.adjust_invoice(invoice_id=invoice.pk, facts=facts, **who).pk
    with pytest.raises(Asked):
        services.adjust_invoice(invoice_id=invoice.pk, facts=make.invoice_facts((8, 1, 0)), **who)


def test_a_number_repeats_in_no_contract_of_the_centre(customer: Customer) -> None:
    contract, _one = _invoiced(customer)
    other = make.signed(customer, 1_000_000)
    make.invoice(contract, (5, 1, 0), series="1K26TAA", number="7")

    with pytest.raises(InvalidInput) as refused:
        make.invoice(other, (5, 1, 0), series="1k26taa", number="7")

    assert _faults(refused) == {("number", "taken")}
    assert contract.number in str(refused.value.faults[0].message)
    assert make.invoice(other, (5, 1, 0), series="1K26TAA", number="7", form_symbol="2").pk


def test_a_cancelled_number_and_another_centre_are_free(customer: Customer) -> None:
    contract, invoice = _invoiced(customer)
    other = make.signed(customer, 1_000_000)
    services.cancel_invoice(
        invoice_id=invoice.pk, ended_on=TODAY, why="nhầm hợp đồng", by=contract.created_by, at=NOW
    )
    far = make.signed(people.customer(people.centre("TTB")), 1_000_000)

    for one in (other, far):
        assert make.invoice(one, (5, 1, 0), series=invoice.series, number=invoice.number).pk
