"""What an accountant does with invoices on a bad day; each is refused, asked or kept in words."""

import json
from typing import Any

import pytest

from audit.record import history
from common.errors import InvalidInput
from contracts import services
from contracts.ledger.asking import Asked
from contracts.ledger.debts import debts
from contracts.ledger.settling import Share
from contracts.models import Contract, Invoice
from contracts.queries import standing_of
from tests.factories import contracts as make
from tests.factories import people
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract() -> Contract:
    return make.signed(people.customer(people.centre()), 1_000_000, on=make.days_ago(60))


def who(contract: Contract) -> dict[str, Any]:
    return {"why": "Ghi sai", "by": contract.created_by, "at": NOW}


def adjust(invoice: Invoice, *rates: tuple[int | None, int, int], days: int = 0) -> Invoice:
    return services.adjust_invoice(
        invoice_id=invoice.pk,
        facts=make.invoice_facts(*rates, on=make.days_ago(days)),
        confirm=True,
        **who(invoice.contract),
    )


def faults(refused: Any) -> list[tuple[str, str, str, str]]:
    return [(f.field, f.code, f.found, f.allowed) for f in refused.value.faults]


def test_an_adjustment_lowers_no_rate_below_nothing(contract: Contract) -> None:
    invoice = make.invoice(contract, (5, 600_000, 30_000), on=make.days_ago(9))
    adjust(invoice, (5, -100_000, -5_000), days=8)

    with pytest.raises(InvalidInput) as refused:
        adjust(invoice, (5, -500_001, -25_000), (10, -1, 0))

    assert faults(refused) == [
        ("rates.0.net", "below_zero", "-500001", ">= -500000"),
        ("rates.1.net", "below_zero", "-1", ">= 0"),
    ]
    assert "500.000" in str(refused.value.faults[0].message)
    adjust(invoice, (5, -500_000, -25_000), (10, 500_000, 50_000))
    assert standing_of(contract, TODAY).invoiced_gross == 550_000


@pytest.mark.parametrize("way", ["cancel", "replace"])
def test_an_invoice_does_not_end_before_what_adjusted_it(contract: Contract, way: str) -> None:
    """Else the difference stood alone between the two days."""
    invoice = make.invoice(contract, (5, 1_000_000, 50_000), on=make.days_ago(50))
    lower = adjust(invoice, (5, -100_000, -5_000), days=40)
    services.cancel_invoice(invoice_id=lower.pk, ended_on=make.days_ago(10), **who(contract))

    def end(days: int) -> None:
        if way == "cancel":
            services.cancel_invoice(
                invoice_id=invoice.pk, ended_on=make.days_ago(days), **who(contract)
            )
        else:
            facts = make.invoice_facts((5, 900_000, 45_000), on=make.days_ago(days))
            services.replace_invoice(invoice_id=invoice.pk, facts=facts, **who(contract))

    with pytest.raises(InvalidInput) as refused:
        end(20)
    (fault,) = refused.value.faults
    assert (fault.code, fault.allowed) == ("too_early", f">= {make.days_ago(10).isoformat()}")
    end(10)
    owed = [debts(Contract.objects.all(), make.days_ago(n)).open for n in (45, 15, 5)]
    assert owed == [1_050_000, 945_000, 0 if way == "cancel" else 945_000]


@pytest.mark.parametrize("whose", ["its own", "another"])
def test_noughts_before_a_number_make_no_other_number(contract: Contract, whose: str) -> None:
    make.invoice(contract, (5, 100, 5), number="12")
    other = contract
    if whose == "another":
        other = make.signed(contract.customer, on=make.days_ago(60))

    with pytest.raises(InvalidInput) as refused:
        make.invoice(other, (5, 100, 5), number="00000012")

    assert faults(refused) == [("number", "taken", "1C26TCH 12", "")]
    make.invoice(other, (5, 100, 5), number="112")


def test_what_was_typed_wrongly_is_cancelled_and_recorded_again(contract: Contract) -> None:
    wrong = make.invoice(contract, (5, 100_000, 5_000), number="12")
    services.cancel_invoice(invoice_id=wrong.pk, ended_on=TODAY, **who(contract))

    make.invoice(contract, (5, 1_000_000, 50_000), number="12")

    assert standing_of(contract, TODAY).invoiced_gross == 1_050_000


def test_an_invoice_of_a_day_before_signing_is_asked_back(contract: Contract) -> None:
    early, signed_on = make.days_ago(61), make.days_ago(60)

    with pytest.raises(Asked) as asked:
        make.invoice(contract, (5, 100, 5), on=early, confirm=False)

    assert faults(asked) == [
        ("issued_on", "before_signing", early.isoformat(), f">= {signed_on.isoformat()}")
    ]
    assert not Invoice.objects.exists()
    make.invoice(contract, (5, 100, 5), on=early, confirm=True)
    make.invoice(contract, (5, 100, 5), on=signed_on, confirm=False)


def said(contract: Contract) -> dict[str, Any]:
    event = history(contract).last()
    assert event is not None
    found: dict[str, Any] = json.loads(event.changes)
    return found


def test_the_record_of_an_invoice_says_what_its_paper_says(contract: Contract) -> None:
    make.invoice(
        contract,
        (5, 600_000, 30_001),
        (None, 50, 0),
        on=make.days_ago(9),
        number="7",
        authority_code="M1-26",
    )

    assert said(contract) == {
        "invoice": [None, "1C26TCH 7"],
        "form_symbol": [None, "1"],
        "issued_on": [None, make.days_ago(9).isoformat()],
        "authority_code": [None, "M1-26"],
        "state": [None, "issued"],
        "gross": [None, "630051"],
        "VAT 5 %": [None, "600000 + 30001"],
        "VAT KCT": [None, "50 + 0"],
    }


def test_the_record_says_where_the_money_of_an_ended_invoice_went(contract: Contract) -> None:
    first = make.invoice(contract, (5, 1_000_000, 50_000), on=make.days_ago(9))
    paid = make.payment(contract, 900_000, invoice_id=first.pk, on=make.days_ago(8))
    name = f"payment {paid.pk}, {paid}, {contract}"

    second = services.replace_invoice(
        invoice_id=first.pk, facts=make.invoice_facts((5, 400_000, 20_000)), **who(contract)
    )
    assert said(contract)[name] == ["900000", "420000"]

    services.cancel_invoice(invoice_id=second.pk, ended_on=TODAY, **who(contract))
    assert said(contract)["ended_on"] == [None, TODAY.isoformat()]
    assert said(contract)[name] == ["420000", "0"]


def test_the_record_of_a_payment_says_all_of_it(contract: Contract) -> None:
    invoice = make.invoice(contract, (5, 1_000_000, 50_000), on=make.days_ago(9))
    shares = [Share(invoice.pk, 300_000)]
    paid = make.payment(contract, 400_000, shares=shares, reference="UNC 7", method="cash")
    whole = {
        "payment": "400000",
        "id": str(paid.pk),
        "received_on": TODAY.isoformat(),
        "method": "cash",
        "reference": "UNC 7",
        f"invoice {invoice.pk}, {invoice}": "300000",
    }
    assert said(contract) == {name: [None, text] for name, text in whole.items()}

    services.cancel_payment(payment_id=paid.pk, cancelled_on=TODAY, **who(contract))

    taken = {name: [text, None] for name, text in whole.items()}
    assert said(contract) == {**taken, "cancelled_on": [None, TODAY.isoformat()]}
