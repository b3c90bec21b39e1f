"""Officers in processes of their own do the same at one moment: one wins, the other is told.

PostgreSQL: on SQLite one writes after the other by itself.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from accounts.models import Customer
from audit.check import findings
from audit.models import Event
from calibration.models import Job
from contracts.models import Contract, ContractLine, Invoice, Payment
from contracts.queries import standing_of, totals_of
from contracts.reference import load_reference
from tests.factories import contracts as make
from tests.factories import people
from tests.factories.officers import Answer, Officers
from tests.factories.people import NOW, TODAY

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine("postgresql")]


@pytest.fixture(scope="module")
def four(django_db_setup: None) -> Iterator[Officers]:
    """Four officers, ready."""
    with Officers(4) as them:
        yield them


def won(found: list[Answer]) -> list[Any]:
    """What the acts gave that were done; nothing may have broken."""
    assert not [one for one in found if "broken" in one], found
    return [one["ok"] for one in found if "ok" in one]


def told(found: list[Answer]) -> list[str]:
    """The codes of the refusals."""
    return sorted(one["refused"] for one in found if "refused" in one)


def test_one_signs_and_the_others_are_told(four: Officers) -> None:
    contract = make.draft(people.customer(people.centre()))
    make.gauges(make.line(contract, quantity=12), 12)
    by = make.officer(contract.centre).pk

    found = four.at_once(*[{"act": "sign", "contract": contract.pk, "by": by}] * 4)

    assert won(found) == ["signed"]
    assert told(found) == ["wrong_state"] * 3
    assert Job.objects.count() == 12
    assert Event.objects.filter(verb="contract.sign").count() == 1
    assert list(findings()) == []


def test_edits_signing_and_an_invoice_of_one_contract_keep_an_order(four: Officers) -> None:
    contract = make.draft(people.customer(people.centre()))
    line = make.line(contract, 1_000_000)
    other = make.line(contract, 500_000)
    by = make.officer(contract.centre).pk

    found = four.at_once(
        {"act": "add_line", "contract": contract.pk, "price": 200_000, "by": by},
        {"act": "remove_line", "line": other.pk, "by": by},
        {"act": "sign", "contract": contract.pk, "by": by},
        {"act": "invoice", "contract": contract.pk, "number": "1", "net": 1_000_000, "by": by},
    )

    won(found)
    contract.refresh_from_db()
    assert contract.state == "signed"
    lines = list(ContractLine.objects.filter(contract=contract).order_by("position"))
    assert line in lines
    # Whoever came after the signing was told; what stands has its rate, and places differ.
    assert len(lines) == 2 + ("ok" in found[0]) - ("ok" in found[1])
    assert {each.vat_percent for each in lines} == {5}
    assert len({each.position for each in lines}) == len(lines)
    assert Invoice.objects.count() == ("ok" in found[3])
    signed = Event.objects.get(verb="contract.sign")
    assert f'"net":[null,"{totals_of(contract).net}"]' in signed.changes
    assert list(findings()) == []


def test_one_invoice_number_of_two_contracts_is_recorded_once(four: Officers) -> None:
    customer = people.customer(people.centre())
    two = [make.signed(customer, 1_000_000) for _ in range(4)]
    by = make.officer(customer.centre).pk

    found = four.at_once(
        *[{"act": "invoice", "contract": c.pk, "number": "7", "net": 1_000_000, "by": by}
          for c in two]
    )  # fmt: skip

    assert won(found) == ["7"]
    assert len(told(found)) == 3
    assert Invoice.objects.count() == 1


def test_payments_of_one_invoice_never_settle_more_than_it(four: Officers) -> None:
    contract = make.signed(people.customer(people.centre()), 1_000_000)
    invoice = make.invoice(contract, (5, 1_000_000, 50_000))
    by = make.officer(contract.centre).pk

    found = four.at_once(
        *[{"act": "pay", "contract": contract.pk, "amount": 1_050_000, "invoice": invoice.pk,
           "by": by}] * 4
    )  # fmt: skip

    assert len(won(found)) == 1
    assert len(told(found)) == 3
    assert sum(part.amount for part in invoice.allocations.filter(undone_at=None)) == 1_050_000
    assert standing_of(contract, TODAY).paid == sum(p.amount for p in Payment.objects.all())


def test_numbers_of_drafts_are_gapless(four: Officers) -> None:
    customer = people.customer(people.centre("TTA"))
    load_reference(NOW)
    by = make.officer(customer.centre).pk
    act = {"act": "draft", "customer": customer.pk, "by": by}

    found = [one for _round in range(3) for one in four.at_once(*[act] * 4)]

    numbers = {f"{n}/2026/HĐDV-TTA" for n in range(1, 13)}
    assert set(won(found)) == numbers == set(Contract.objects.values_list("number", flat=True))


def test_appendices_at_once_are_numbered_in_a_row(four: Officers) -> None:
    contract = make.signed(people.customer(people.centre()), 1_000_000)
    by = make.officer(contract.centre).pk

    found = four.at_once(
        *[{"act": "amend", "contract": contract.pk, "price": 100_000 * n, "by": by}
          for n in (1, 2, 3, 4)]
    )  # fmt: skip

    assert sorted(won(found)) == [1, 2, 3, 4]
    assert totals_of(contract).net == 2_000_000
    assert len(set(contract.lines.values_list("position", flat=True))) == 5


def test_acceptance_or_cancelling_but_not_both(four: Officers) -> None:
    contract = make.signed(people.customer(people.centre()), 1_000_000)
    by = make.officer(contract.centre).pk

    found = four.at_once(
        {"act": "accept", "contract": contract.pk, "by": by},
        {"act": "cancel", "contract": contract.pk, "by": by},
        {"act": "accept", "contract": contract.pk, "by": by},
        {"act": "cancel", "contract": contract.pk, "by": by},
    )

    contract.refresh_from_db()
    assert (contract.accepted_on is None) or (contract.cancelled_on is None)
    assert len(won(found)) == 1
    assert list(findings()) == []


def test_customers_merged_both_ways_while_a_contract_is_drafted(four: Officers) -> None:
    place = people.centre()
    one, two = people.customer(place, "Công ty Ví Dụ"), people.customer(place, "Cty Ví Dụ")
    for customer in (one, two):
        make.signed(customer, 1_000_000)
    by = make.officer(place).pk

    found = four.at_once(
        {"act": "merge", "keep": one.pk, "gone": two.pk, "by": by},
        {"act": "merge", "keep": two.pk, "gone": one.pk, "by": by},
        {"act": "draft", "customer": one.pk, "by": by},
        {"act": "draft", "customer": two.pk, "by": by},
    )

    won(found)
    assert [set(one) for one in found[:2]].count({"ok"}) == 1
    gone = Customer.objects.get(merged_into__isnull=False)
    assert gone.contracts.count() == 0
    assert set(told(found)) <= {"merged"}
    assert list(findings()) == []
