from datetime import timedelta
from typing import Any

import pytest

from audit.record import history
from common.errors import InvalidInput, Refused
from contracts import services
from contracts.models import Contract, Invoice, Payment
from contracts.queries import invoice_warnings, standing_of
from tests.factories import contracts as make
from tests.factories import people
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract() -> Contract:
    return make.signed(people.customer(people.centre()), 1_000_000, on=make.days_ago(30))


def test_an_invoice_is_kept_as_on_the_paper(contract: Contract) -> None:
    invoice = make.invoice(contract, (5, 1_000_000, 50_001), series=" 1c26tch ", number="7")

    assert list(invoice.rates.values_list("vat_percent", "net", "vat")) == [(5, 1_000_000, 50_001)]
    assert (str(invoice), invoice.state) == ("1C26TCH 7", "issued")
    assert standing_of(contract, TODAY).invoiced_gross == 1_050_001
    assert invoice_warnings(contract, TODAY) == []


def test_an_invoice_that_differs_from_the_lines_is_a_warning(contract: Contract) -> None:
    make.invoice(contract, (5, 1_200_000, 60_000), (8, 100_000, 9_000))

    found = {(w.code, w.rate, w.found, w.expected) for w in invoice_warnings(contract, TODAY)}

    assert found == {
        ("over_lines", 5, 1_200_000, 1_000_000),
        ("over_lines", 8, 100_000, 0),
        ("vat_differs", 8, 9_000, 8_000),
    }


@pytest.mark.parametrize(
    ("facts", "field", "code"),
    [
        ({"series": " "}, "series", "blank"),
        ({"number": "1" * 13}, "number", "too_long"),
        ({"on": TODAY + timedelta(days=1)}, "issued_on", "in_future"),
    ],
)
def test_a_wrong_head_is_named(
    contract: Contract, facts: dict[str, object], field: str, code: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        make.invoice(contract, (5, 1, 0), **facts)  # type: ignore[arg-type]

    assert (refused.value.faults[0].field, refused.value.faults[0].code) == (field, code)
    assert not Invoice.objects.exists()


@pytest.mark.parametrize(
    ("rates", "field", "code"),
    [
        ([], "rates", "blank"),
        ([(5, 1, 0), (5, 2, 0)], "rates", "duplicate"),
        ([(None, 1, 0), (None, 2, 0)], "rates", "duplicate"),
        ([(101, 1, 0)], "rates.0.vat_percent", "unknown"),
        ([(5, -1, 0)], "rates.0.net", "negative"),
        ([(5, 1, -1)], "rates.0.vat", "negative"),
        ([(None, 1, 1)], "rates.0.vat", "not_subject"),
        ([(5, 10**14, 0)], "rates.0.net", "too_much"),
    ],
)
def test_wrong_rates_are_named(
    contract: Contract, rates: list[tuple[int | None, int, int]], field: str, code: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        make.invoice(contract, *rates)

    assert (refused.value.faults[0].field, refused.value.faults[0].code) == (field, code)
    assert not Invoice.objects.exists()


def test_an_invoice_number_stands_once(contract: Contract) -> None:
    make.invoice(contract, (5, 1, 0), number="9")

    with pytest.raises(InvalidInput) as refused:
        make.invoice(contract, (5, 1, 0), number="9")

    assert (refused.value.faults[0].field, refused.value.faults[0].code) == ("number", "taken")
    assert Invoice.objects.count() == 1


def test_a_draft_has_no_invoice_and_no_payment() -> None:
    draft = make.draft(people.customer(people.centre()))

    with pytest.raises(Refused):
        make.invoice(draft, (5, 1, 0))
    with pytest.raises(Refused):
        make.payment(draft, 1)


def test_an_adjustment_adds_its_difference(contract: Contract) -> None:
    first = make.invoice(contract, (5, 1_000_000, 50_000), on=make.days_ago(9))

    services.adjust_invoice(
        invoice_id=first.pk,
        facts=make.invoice_facts((5, -200_000, -10_000)),
        why="Giảm số lượng",
        by=contract.created_by,
        at=NOW,
    )

    standing = standing_of(contract, TODAY)
    assert (standing.invoiced_net, standing.invoiced_gross) == (800_000, 840_000)
    assert standing_of(contract, make.days_ago(1)).invoiced_gross == 1_050_000
    with pytest.raises(Refused) as refused:
        services.cancel_invoice(
            invoice_id=first.pk, ended_on=TODAY, why="x", by=contract.created_by, at=NOW
        )
    assert refused.value.code == "adjusted"


def test_a_replaced_invoice_counts_no_more(contract: Contract) -> None:
    first = make.invoice(contract, (5, 900_000, 45_000), on=make.days_ago(9))

    second = services.replace_invoice(
        invoice_id=first.pk,
        facts=make.invoice_facts((5, 1_000_000, 50_000)),
        why="Sai số tiền",
        by=contract.created_by,
        at=NOW,
    )

    first.refresh_from_db()
    assert (first.state, first.ended_on, second.corrects_id) == ("replaced", TODAY, first.pk)
    assert standing_of(contract, TODAY).invoiced_gross == 1_050_000
    assert standing_of(contract, make.days_ago(1)).invoiced_gross == 945_000
    event = history(contract).last()
    assert event is not None
    assert (event.verb, event.why) == ("invoice.replace", "Sai số tiền")


def test_a_cancelled_invoice_is_cancelled_once(contract: Contract) -> None:
    invoice = make.invoice(contract, (5, 1_000_000, 50_000))
    by = contract.created_by

    with pytest.raises(InvalidInput):
        services.cancel_invoice(invoice_id=invoice.pk, ended_on=TODAY, why="", by=by, at=NOW)
    services.cancel_invoice(invoice_id=invoice.pk, ended_on=TODAY, why="Sai", by=by, at=NOW)

    assert standing_of(contract, TODAY).invoiced_gross == 0
    with pytest.raises(Refused):
        services.cancel_invoice(invoice_id=invoice.pk, ended_on=TODAY, why="Sai", by=by, at=NOW)


def test_payments_reduce_the_debt_and_can_be_taken_back(contract: Contract) -> None:
    invoice = make.invoice(contract, (5, 1_000_000, 50_000))
    payment = make.payment(contract, 50_000, invoice_id=invoice.pk, reference="UNC 12")

    assert standing_of(contract, TODAY).debt == 1_000_000
    services.cancel_payment(
        payment_id=payment.pk, cancelled_on=TODAY, why="Nhầm", by=contract.created_by, at=NOW
    )
    assert standing_of(contract, TODAY).debt == 1_050_000
    assert Payment.objects.get().cancelled_on == TODAY


@pytest.mark.parametrize(
    ("amount", "facts", "field"),
    [
        (0, {}, "amount"),
        (-5, {}, "amount"),
        (1, {"method": "gold"}, "method"),
        (1, {"invoice_id": 0}, "invoice"),
        (1, {"on": TODAY + timedelta(days=1)}, "received_on"),
    ],
)
def test_a_wrong_payment_is_named(
    contract: Contract, amount: int, facts: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        make.payment(contract, amount, **facts)

    assert [fault.field for fault in refused.value.faults] == [field]
    assert not Payment.objects.exists()
