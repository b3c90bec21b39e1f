"""The proof holds by count and value; each way to disagree is found, and nothing else."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from rest_framework.test import APIClient

from accounts.models import Centre, Customer
from accounts.permissions import Role
from contracts import services
from contracts.models import Contract
from contracts.reconciling.checks import Check
from contracts.reconciling.finding import disagreements, lines, prove
from contracts.states import LineKind, Stage
from tests.factories import contracts as make
from tests.factories import people
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db
PAGE, API = "/reconciliation/", "/api/v1/reconciliation/"


@pytest.fixture
def centre() -> Centre:
    return people.centre("TTA")


@pytest.fixture
def customer(centre: Centre) -> Customer:
    return people.customer(centre)


def found(centre: Centre, on: date = TODAY) -> dict[Check, dict[int, int]]:
    whole = disagreements(centre, on, proof=prove(centre, on))
    return {check: ids for check, ids in whole.items() if ids}


def accept(contract: Contract, on: date = TODAY) -> Contract:
    return services.accept(contract_id=contract.pk, accepted_on=on, by=contract.created_by, at=NOW)


def worked(customer: Customer, *, on: date) -> Contract:
    """One instrument, done and approved."""
    contract = make.draft(customer)
    make.gauges(make.line(contract, 1_000_000), 1)
    make.sign(contract, on=on)
    make.finish(contract, on=on)
    return contract


def test_an_empty_centre_agrees(centre: Centre) -> None:
    proof = prove(centre, TODAY)

    assert proof.holds
    assert (proof.signed.count, proof.signed.gross) == (0, 0)
    assert found(centre) == {}


def test_signed_is_the_sum_of_the_stages(centre: Centre, customer: Customer) -> None:
    make.draft(customer)
    amended = make.signed(customer, 1_000_000, 333_333, on=make.days_ago(40))
    make.amend(
        amended, add=[{"price": 77_777}], strike=[amended.lines.all()[0]], on=make.days_ago(9)
    )
    stopped = make.signed(customer, on=make.days_ago(40))
    services.cancel(
        contract_id=stopped.pk,
        cancelled_on=make.days_ago(5),
        why="x",
        by=stopped.created_by,
        at=NOW,
    )
    billed = make.signed(customer, 200, kind=LineKind.CONSULTING, on=make.days_ago(30))
    make.invoice(billed, (5, 200, 10), on=make.days_ago(20))
    below = make.signed(people.customer(people.centre("TTA1", parent=centre)))

    for days in (50, 40, 30, 10, 9, 6, 5, 0):
        proof = prove(centre, make.days_ago(days))
        assert proof.holds, days
    now = prove(centre, TODAY)
    assert (now.signed.count, now.signed.net) == (3, 333_333 + 77_777 + 200 + 1_000_000)
    by_stage = {one.stage: one.count for one in now.stages if one.count}
    assert by_stage == {Stage.DRAFT: 1, Stage.SIGNED: 2, Stage.INVOICED: 1, Stage.CANCELLED: 1}
    assert below.pk not in found(centre).get(Check.SIGNED_DIFFERS, {})


def test_a_straight_contract_disagrees_nowhere(centre: Centre, customer: Customer) -> None:
    contract = accept(make.signed(customer, 1_000_000, kind=LineKind.CONSULTING))
    invoice = make.invoice(contract, (5, 1_000_000, 50_000))
    make.payment(contract, 1_050_000, invoice_id=invoice.pk)

    assert found(centre) == {}


def test_done_and_not_accepted_then_without_a_certificate(
    centre: Centre, customer: Customer
) -> None:
    contract = worked(customer, on=make.days_ago(5))
    assert found(centre) == {Check.DONE_NOT_ACCEPTED: {contract.pk: 1_050_000}}

    accept(contract, make.days_ago(4))

    assert found(centre) == {
        Check.NO_CERTIFICATE: {contract.pk: 0},
        Check.ACCEPTED_NOT_INVOICED: {contract.pk: 1_050_000},
    }
    assert found(centre, make.days_ago(5)) == {Check.DONE_NOT_ACCEPTED: {contract.pk: 1_050_000}}


def test_invoices_early_and_too_large(centre: Centre, customer: Customer) -> None:
    contract = make.signed(customer, 1_000_000, on=make.days_ago(20))
    make.invoice(contract, (5, 1_200_000, 60_000), on=make.days_ago(10))

    assert found(centre) == {
        Check.EARLY_INVOICE: {contract.pk: 1_260_000},
        Check.OVER_INVOICED: {contract.pk: 200_000},
    }
    accept(contract, make.days_ago(10))
    assert found(centre) == {
        Check.ACCEPTED_NOT_INVOICED: {contract.pk: -210_000},
        Check.OVER_INVOICED: {contract.pk: 200_000},
    }


def test_paid_too_much_closed_unequal_and_cancelled_with_money(
    centre: Centre, customer: Customer
) -> None:
    by = make.officer(centre)
    over, closed, stopped = (make.signed(customer, 1_000_000) for _n in range(3))
    make.payment(over, 10)
    services.liquidate(contract_id=closed.pk, liquidated_on=TODAY, why="x", by=by, at=NOW)
    make.payment(stopped, 500)
    services.cancel(contract_id=stopped.pk, cancelled_on=TODAY, why="x", by=by, at=NOW)

    assert found(centre) == {
        Check.OVER_PAID: {over.pk: 10},
        Check.CLOSED_UNEQUAL: {closed.pk: 1_050_000},
        Check.CANCELLED_PAID: {stopped.pk: 500},
    }
    (line,) = lines({over.pk: 10}, TODAY)
    assert (line.signed, line.accepted, line.invoiced, line.collected) == (1_050_000, 0, 0, 10)
    (line,) = lines({stopped.pk: 500}, TODAY)
    assert (line.signed, line.stage, line.collected) == (0, Stage.CANCELLED, 500)


def test_the_page_opens_the_rows_behind_a_count(centre: Centre, customer: Customer) -> None:
    contract = worked(customer, on=make.days_ago(5))
    client = browser(centre)

    page = client.get(PAGE).content.decode()
    rows = client.get(PAGE, {"check": "done_not_accepted"}).content.decode()

    assert "Khớp về số hợp đồng và về giá trị" in page
    assert contract.number not in page
    assert contract.number in rows
    for wrong in (
        {"check": "x"},
        {"on": "x"},
        {"on": "9999-12-31"},
        {"on": "0001-01-01"},
        {"centre": "x"},
        {"page": "x"},
    ):
        assert client.get(PAGE, wrong).status_code == 200
    before = client.get(PAGE, {"on": make.days_ago(6).isoformat(), "check": "done_not_accepted"})
    assert contract.number not in before.content.decode()


def browser(centre: Centre, role: Role = Role.MANAGER) -> Client:
    client = Client()
    client.force_login(people.person(role, centre))
    return client


def test_the_book_has_the_proof_and_every_row(centre: Centre, customer: Customer) -> None:
    contract = worked(customer, on=make.days_ago(5))

    answer = browser(centre).get(PAGE, {"format": "xlsx"})

    book = load_workbook(BytesIO(answer.content))
    first, second = book.worksheets
    assert [cell.value for cell in list(first.rows)[-1]][1:] == [1, 1_000_000, 1_050_000]
    assert [row[1].value for row in second.rows][1:] == [contract.number]


def test_the_api_says_the_same(centre: Centre, customer: Customer) -> None:
    contract = worked(customer, on=make.days_ago(5))
    client = APIClient()
    client.force_authenticate(people.person(Role.MANAGER, centre))

    said = client.get(API).json()

    assert (said["holds"], said["signed"]["gross"], said["summed"]["count"]) == (True, 1_050_000, 1)
    checks = {one["check"]: one["contracts"] for one in said["checks"]}
    assert checks["done_not_accepted"] == [{"contract": contract.pk, "amount": 1_050_000}]
    for wrong in ({"centre": "x"}, {"on": "x"}, {"on": "9999-12-31"}, {"on": "0001-01-01"}):
        answer = client.get(API, wrong)
        assert answer.status_code == 400
        assert answer.json()["faults"][0]["field"] == next(iter(wrong))


def test_only_those_who_see_figures_and_only_their_centre(
    centre: Centre, customer: Customer
) -> None:
    worked(customer, on=make.days_ago(5))
    other = people.centre("TTB")

    assert browser(centre, Role.TECHNICIAN).get(PAGE).status_code == 403
    stranger = browser(other).get(PAGE, {"centre": "TTA"})
    assert "Trung tâm TTA" not in stranger.content.decode()


def test_queries_do_not_grow(
    centre: Centre, customer: Customer, django_assert_max_num_queries: Any
) -> None:
    for _n in range(6):
        make.payment(make.signed(customer, on=make.days_ago(3)), 10)
    client = browser(centre)
    client.get(PAGE)

    with django_assert_max_num_queries(20):
        client.get(PAGE, {"check": "over_paid", "on": (TODAY - timedelta(days=0)).isoformat()})
