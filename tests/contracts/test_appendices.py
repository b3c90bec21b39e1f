"""Appendices: what changes, from which day, and what is refused."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import Centre, Customer
from accounts.permissions import Role
from calibration.models import Job
from calibration.states import JobState
from common.errors import Fault, InvalidInput, Refused
from contracts import services
from contracts.models import Appendix, ClosedBooks, Contract
from contracts.queries import standing_of, totals_of
from contracts.revenue import Base, revenue
from tests.factories import contracts as make
from tests.factories import people
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre() -> Centre:
    return people.centre("TTA")


@pytest.fixture
def customer(centre: Centre) -> Customer:
    return people.customer(centre)


@pytest.fixture
def contract(customer: Customer) -> Contract:
    return make.signed(customer, 1_000_000, 500_000, on=make.days_ago(60))


def refused(contract: Contract, **facts: Any) -> tuple[str, list[Fault]]:
    with pytest.raises((Refused, InvalidInput)) as found:
        make.amend(contract, **facts)
    assert not Appendix.objects.filter(contract=contract, signed_on=facts.get("on", TODAY)).exists()
    return getattr(found.value, "code", ""), list(found.value.faults)


def test_it_changes_the_contract_from_its_day_and_keeps_every_row(contract: Contract) -> None:
    first, second = contract.lines.all()

    made = make.amend(
        contract, add=[{"price": 200_000, "quantity": 2}], strike=[second], on=make.days_ago(10)
    )

    assert (made.number, contract.lines.count()) == (1, 3)
    second.refresh_from_db()
    assert (second.struck_by, second.amount) == (made, 500_000)
    assert [totals_of(contract, make.days_ago(n)).net for n in (60, 11, 10, 0)] == [
        1_500_000,
        1_500_000,
        1_400_000,
        1_400_000,
    ]
    assert standing_of(contract, make.days_ago(11)).totals.net == 1_500_000
    assert totals_of(contract).net == 1_400_000
    assert first.struck_by is None


def test_its_revenue_is_a_difference_on_its_day(contract: Contract) -> None:
    second = contract.lines.last()
    assert second is not None
    made = make.amend(contract, add=[{"price": 333}], strike=[second], on=make.days_ago(10))

    found = revenue(Base.SIGNED, centre=contract.centre, start=date(2026, 1, 1), end=TODAY)

    said = [(row.source, row.source_id, row.on, row.net, row.gross) for row in found.rows]
    after = totals_of(contract)
    assert said == [
        ("contract", contract.pk, make.days_ago(60), 1_500_000, 1_575_000),
        ("appendix", made.pk, make.days_ago(10), 333 - 500_000, after.gross - 1_575_000),
    ]
    assert found.gross == after.gross
    assert found.source_ids == (contract.pk,)
    before = revenue(
        Base.SIGNED, centre=contract.centre, start=date(2026, 1, 1), end=make.days_ago(11)
    )
    assert before.gross == 1_575_000


def test_new_lines_bear_the_rate_of_its_day(customer: Customer) -> None:
    contract = make.signed(customer, on=date(2022, 1, 10), vat_category="reduced")

    make.amend(contract, add=[{"price": 100, "vat_category": "reduced"}], on=date(2022, 2, 1))

    assert [line.vat_percent for line in contract.lines.all()] == [10, 8]


def test_jobs_that_nobody_began_are_cancelled_with_their_line(customer: Customer) -> None:
    contract = make.draft(customer)
    kept, struck = make.line(contract, quantity=1), make.line(contract, quantity=2)
    make.gauges(kept, 1)
    make.gauges(struck, 2)
    make.sign(contract)

    make.amend(contract, strike=[struck])

    states = Job.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [JobState.OPEN, JobState.CANCELLED, JobState.CANCELLED]
    assert standing_of(contract, TODAY).progress.due == 1


def test_a_line_whose_work_began_is_not_struck(customer: Customer) -> None:
    contract = make.draft(customer)
    done, other = make.line(contract, quantity=1), make.line(contract, quantity=1)
    make.gauges(done, 1)
    make.sign(contract)
    make.finish(contract)

    _code, faults = refused(contract, strike=[other, done])

    assert [(f.field, f.code, f.found) for f in faults] == [("strike.1", "begun", "1")]
    assert contract.lines.filter(struck_by__isnull=False).count() == 0


def test_new_lines_take_their_things_and_jobs(contract: Contract) -> None:
    make.amend(contract, add=[{"price": 1, "quantity": 2}])
    line = contract.lines.get(added_by__isnull=False)

    make.gauges(line, 2)

    assert Job.objects.filter(contract_item__line=line, state=JobState.OPEN).count() == 2
    with pytest.raises(Refused):
        make.gauges(line, 1)


def test_lines_of_a_signed_contract_change_only_by_it(contract: Contract) -> None:
    with pytest.raises(Refused) as found:
        make.line(contract)

    assert found.value.code == "signed"
    assert "phụ lục" in str(found.value)


def test_a_struck_line_takes_no_things(contract: Contract) -> None:
    second = contract.lines.last()
    assert second is not None
    make.amend(contract, strike=[second])

    with pytest.raises(Refused) as found:
        make.gauges(second, 1)

    assert found.value.code == "struck"


def test_what_is_refused(contract: Contract, customer: Customer) -> None:
    other = make.signed(customer).lines.get()
    mine = contract.lines.first()
    assert mine is not None

    assert [f.code for f in refused(contract)[1]] == ["blank"]
    assert [f.code for f in refused(contract, strike=[other])[1]] == ["unknown"]
    assert refused(contract, strike=list(contract.lines.all()))[0] == "no_lines"
    for day, code in ((TODAY + timedelta(days=1), "in_future"), (make.days_ago(61), "too_early")):
        faults = refused(contract, add=[{"price": 1}], on=day)[1]
        assert [(f.field, f.code) for f in faults] == [("signed_on", code)]
    faults = refused(contract, due_on=make.days_ago(1))[1]
    assert [(f.field, f.code) for f in faults] == [("due_on", "too_early")]
    faults = refused(contract, add=[{"price": 1}, {"price": -1}, {"price": 5, "description": " "}])[
        1
    ]
    assert [f.field for f in faults] == ["add.1.price", "add.2.description"]
    assert [f.code for f in refused(contract, add=[{"price": 1}] * 201)[1]] == ["too_many"]


def test_a_line_is_struck_once_and_days_do_not_go_back(contract: Contract) -> None:
    second = contract.lines.last()
    assert second is not None
    make.amend(contract, strike=[second], on=make.days_ago(5))

    assert [f.code for f in refused(contract, strike=[second])[1]] == ["unknown"]
    faults = refused(contract, add=[{"price": 1}], on=make.days_ago(6))[1]
    assert [f.code for f in faults] == ["too_early"]
    by, early = contract.created_by, make.days_ago(6)
    with pytest.raises(InvalidInput) as accepting:
        services.accept(contract_id=contract.pk, accepted_on=early, by=by, at=NOW)
    with pytest.raises(InvalidInput) as cancelling:
        services.cancel(contract_id=contract.pk, cancelled_on=early, why="x", by=by, at=NOW)
    for found in (accepting, cancelling):
        assert [fault.code for fault in found.value.faults] == ["too_early"]


def test_not_of_a_draft_not_after_acceptance_not_in_closed_books(
    contract: Contract, customer: Customer
) -> None:
    draft = make.draft(customer)
    assert refused(draft, add=[{"price": 1}])[0] == "wrong_state"
    ClosedBooks.objects.create(
        centre=contract.centre, until=make.days_ago(3), by=contract.created_by, at=NOW
    )
    faults = refused(contract, add=[{"price": 1}], on=make.days_ago(3))[1]
    assert [f.code for f in faults] == ["closed_books"]
    services.accept(contract_id=contract.pk, accepted_on=TODAY, by=contract.created_by, at=NOW)
    assert refused(contract, add=[{"price": 1}])[0] == "accepted"


def test_a_paused_contract_is_not_amended(contract: Contract) -> None:
    services.pause(contract_id=contract.pk, from_on=TODAY, why="x", by=contract.created_by, at=NOW)

    assert refused(contract, add=[{"price": 1}])[0] == "wrong_state"


def test_a_new_term_alone_is_an_appendix(contract: Contract) -> None:
    make.amend(contract, due_on=TODAY + timedelta(days=30))

    contract.refresh_from_db()
    assert contract.due_on == TODAY + timedelta(days=30)


# --- doors ----------------------------------------------------------------------------------------


def page_of(contract: Contract) -> str:
    return reverse("contracts:new-appendix", args=[contract.pk])


def blank_rows(**filled: str) -> dict[str, str]:
    rows = {"add-TOTAL_FORMS": "3", "add-INITIAL_FORMS": "0"}
    for n in range(3):
        rows |= {f"add-{n}-kind": "verification", f"add-{n}-quantity": "1"}
    return rows | {f"add-{name}": value for name, value in filled.items()}


@pytest.fixture
def browser(contract: Contract) -> Client:
    client = Client()
    client.force_login(contract.created_by)
    return client


def test_the_page_makes_one_and_the_contract_shows_it(browser: Client, contract: Contract) -> None:
    line = contract.lines.last()
    assert line is not None
    page = browser.get(page_of(contract)).content.decode()
    assert f'value="{line.pk}"' in page
    typed = blank_rows(**{"1-description": "Thêm áp kế", "1-price": "120.000"})
    typed |= {"title": "Đổi", "signed_on": TODAY.isoformat(), "strike": str(line.pk)}

    answer = browser.post(page_of(contract), typed)

    assert answer.status_code == 302
    made = contract.appendices.get()
    assert [one.price for one in made.added.all()] == [120_000]
    shown = browser.get(reverse("contracts:detail", args=[contract.pk])).content.decode()
    assert "Phụ lục 1" in shown
    assert "bị bỏ bởi phụ lục 1" in shown


def test_a_fault_stands_beside_its_row_and_nothing_typed_is_lost(
    browser: Client, contract: Contract
) -> None:
    typed = blank_rows(**{"2-description": "Thêm áp kế"})
    typed |= {"title": "Đổi", "signed_on": TODAY.isoformat()}

    answer = browser.post(page_of(contract), typed)

    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Chưa có đơn giá" in page
    assert 'value="Thêm áp kế"' in page
    assert not contract.appendices.exists()


def test_who_sees_and_who_may(contract: Contract, customer: Customer) -> None:
    stranger = make.officer(people.centre("TTB"))
    technician = people.person(Role.TECHNICIAN, contract.centre)
    for person, found in ((stranger, 404), (technician, 403)):
        client = Client()
        client.force_login(person)
        assert client.get(page_of(contract)).status_code == found


def test_the_api_makes_and_lists_them(
    contract: Contract, django_assert_max_num_queries: Any
) -> None:
    client = APIClient()
    client.force_authenticate(contract.created_by)
    url = f"/api/v1/contracts/{contract.pk}/appendices/"
    line = contract.lines.last()
    assert line is not None
    body = {"title": "Đổi", "signed_on": TODAY.isoformat(), "strike": [line.pk]}
    body["add"] = [{"kind": "testing", "description": "Nước", "quantity": 2, "price": 10}]

    made = client.post(url, body, format="json")

    assert (made.status_code, made.json()["struck"]) == (201, [line.pk])
    with django_assert_max_num_queries(12):
        listed = client.get(url).json()
    assert [one["number"] for one in listed["results"]] == [1]
    again = client.post(url, body, format="json")
    assert (again.status_code, again.json()["faults"][0]["field"]) == (400, "strike.0")
    for wrong in ({}, {"title": 1, "signed_on": "x"}, {**body, "add": [{}]}, {**body, "more": 1}):
        assert client.post(url, wrong, format="json").status_code == 400
