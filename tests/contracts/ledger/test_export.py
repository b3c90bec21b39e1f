"""An account, and the export for accounting read back: the same balances, whichever way it went."""

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import Centre, Customer
from common.errors import InvalidInput
from contracts import services
from contracts.ledger.debts import debts, owing
from contracts.ledger.export import COLUMNS, as_csv, as_xlsx, lines
from contracts.ledger.matching import match_payment
from contracts.ledger.reading_back import Balances, read_back
from contracts.ledger.settling import Share, free_of, open_amounts
from contracts.ledger.statement import Move, statement
from contracts.models import Contract, InvoiceRate, Payment
from tests.factories import contracts as make
from tests.factories import people
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db
FIRST = date(2020, 1, 1)
EVIL = "=HYPERLINK(1)"


@pytest.fixture
def centre() -> Centre:
    return people.centre()


@pytest.fixture
def world(centre: Centre) -> Customer:
    """Two customers with every kind of movement."""
    customer, other = people.customer(centre, EVIL), people.customer(centre, 'Công ty \'A, "B"')
    first = make.signed(customer, 1_000_000, on=make.days_ago(90))
    who: dict[str, Any] = {"why": "sai", "by": first.created_by, "at": NOW}
    adjusted = make.invoice(first, (5, 600_000, 30_000), on=make.days_ago(80))
    services.adjust_invoice(
        invoice_id=adjusted.pk,
        facts=make.invoice_facts((5, -100_000, -5_000), on=make.days_ago(40)),
        **who,
    )
    replaced = make.invoice(first, (5, 400_000, 20_000), (None, 50, 0), on=make.days_ago(70))
    make.payment(first, 300_000, invoice_id=replaced.pk, on=make.days_ago(60), reference="-1+1")
    services.replace_invoice(
        invoice_id=replaced.pk,
        facts=make.invoice_facts((5, 380_000, 19_000), on=make.days_ago(30)),
        **who,
    )
    second = make.signed(other, 2_000_000, on=make.days_ago(50))
    advance = make.payment(second, 2_500_000, on=make.days_ago(45), reference="@SUM(A1)")
    invoice = make.invoice(second, (5, 2_000_000, 100_000), on=make.days_ago(20))
    match_payment(
        payment_id=advance.pk, shares=[Share(invoice.pk, 1_000_000)], by=second.created_by, at=NOW
    )
    mistake = make.payment(second, 70_000, on=make.days_ago(35))
    services.cancel_payment(payment_id=mistake.pk, cancelled_on=make.days_ago(10), **who)
    void = make.invoice(second, (8, 10_000, 800), on=make.days_ago(33))
    services.cancel_invoice(invoice_id=void.pk, ended_on=make.days_ago(5), **who)
    return customer


def _written(start: date, end: date, way: str) -> Balances:
    found = lines(Contract.objects.all(), start, end)
    content = as_xlsx(found) if way == "xlsx" else as_csv(found)
    return read_back(content, f"ke-toan.{way}")


@pytest.mark.parametrize("way", ["csv", "xlsx"])
@pytest.mark.parametrize("days", [0, 22, 31, 42, 75])
def test_the_export_read_back_gives_the_same_balances(world: Customer, way: str, days: int) -> None:
    start = make.days_ago(days) if days else FIRST

    found = _written(start, TODAY, way)

    owed = {str(one.customer_id): one.balance for one in owing(Contract.objects.all(), TODAY, credit=True).by_customer()}  # fmt: skip
    assert {pk: one.closing for pk, one in found.accounts.items() if one.closing} == owed
    documents = {f"I{pk}": left for pk, left in _open().items() if left}
    documents |= {
        f"P{one.pk}": -free_of(one)
        for one in Payment.objects.filter(cancelled_on__isnull=True)
        if free_of(one)
    }
    assert found.documents == documents
    for customer in Customer.objects.all():
        own = statement(Contract.objects.filter(customer=customer), start, TODAY)
        account = found.accounts[str(customer.pk)]
        assert (account.opening, account.debit, account.credit) == (
            own.opening,
            own.debit,
            own.credit,
        )


def _open() -> dict[int, int]:
    rows = InvoiceRate.objects.filter(invoice__state="issued")
    return open_amounts(set(rows.values_list("invoice", flat=True)))


def test_the_rates_of_a_period_are_those_of_its_papers(world: Customer) -> None:
    found = _written(FIRST, TODAY, "csv")

    assert found.rates == {"5": (2_880_000, 144_000), "8": (0, 0), "KCT": (0, 0)}


def test_two_periods_meet(world: Customer) -> None:
    middle = make.days_ago(37)

    before = _written(FIRST, middle, "csv")
    after = _written(middle + timedelta(days=1), TODAY, "csv")

    closing = {pk: one.closing for pk, one in before.accounts.items() if one.closing}
    assert {pk: one.opening for pk, one in after.accounts.items() if one.opening} == closing


def test_text_that_looks_like_a_formula_stays_text(world: Customer) -> None:
    text = as_csv(lines(Contract.objects.all(), FIRST, TODAY)).decode("utf-8-sig")

    assert text.splitlines()[0] == ",".join(COLUMNS)
    assert f"'{EVIL}" in text
    assert "'@SUM(A1)" in text
    assert f",{EVIL}" not in text


@pytest.mark.parametrize(
    ("content", "field", "code"),
    [
        (b"a,b\n1,2\n", "file", "other_columns"),
        (b"", "file", "other_columns"),
        (b"x" * (20 * 2**20 + 1), "file", "too_large"),
        (",".join(COLUMNS).encode() + b"\nsold,2026-01-01,1\n", "2.kind", "unknown"),
        (",".join(COLUMNS).encode() + b"\npayment,1/1/2026,1\n", "2.day", "bad_day"),
        (
            ",".join(COLUMNS).encode() + b"\npayment,2026-01-01,1,a,b,c,P1,,,,,,1.5,,,,,,\n",
            "2.net",
            "not_money",
        ),
    ],
)
def test_another_file_is_refused_by_name(content: bytes, field: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_back(content, "x.csv")

    fault = refused.value.faults[0]
    assert (fault.field, fault.code) == (field, code)


def test_an_account_ends_with_what_is_owed(world: Customer) -> None:
    contracts = Contract.objects.filter(customer=world)

    found = statement(contracts, make.days_ago(65), TODAY)

    owed = debts(contracts, TODAY)
    assert found.closing == owed.open - owed.credit == 624_000
    assert [(e.movement.move, e.balance) for e in found.entries] == [
        (Move.PAYMENT, 750_050),
        (Move.ADJUSTMENT, 645_050),
        (Move.INVOICE, 1_044_050),
        (Move.ENDED, 624_000),
    ]
    assert found.opening == 1_050_050
