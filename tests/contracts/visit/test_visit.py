"""A customer's visit: one action makes everything or nothing, and the page shows how it goes on."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Customer, User
from accounts.permissions import Role
from audit.check import findings
from calibration.models import Custody, Job, Scope
from calibration.states import JobState
from common.errors import DomainError, InvalidInput
from contracts.models import Contract, ContractItem
from contracts.queries import standing_of
from contracts.services import ItemFacts, add_items
from contracts.states import ContractState, LineKind
from contracts.visit.judging import Brought
from contracts.visit.services import Visit, begin_visit
from instruments.models import Instrument
from tests.factories import authority, custody, instruments, people
from tests.factories import contracts as make

pytestmark = pytest.mark.django_db
VERIFY, CALIBRATE = str(LineKind.VERIFICATION), str(LineKind.CALIBRATION)
WORDS = {"name": "Áp kế lò xo", "serial": "B-7", "maker": "Wika", "range": "0 ÷ 10 bar",
         "accuracy": "1,6"}  # fmt: skip


@pytest.fixture
def customer(db: None) -> Customer:
    return people.customer(people.centre("TTA"))


@pytest.fixture
def officer(customer: Customer) -> User:
    return make.officer(customer.centre)


@pytest.fixture
def prices(customer: Customer) -> None:
    now = timezone.localdate().replace(month=1, day=1)
    make.service(customer.centre, VERIFY, price=150_000, valid_from=now)
    make.service(customer.centre, CALIBRATE, price=300_000, valid_from=now,
                 name_vi="Hiệu chuẩn áp kế")  # fmt: skip
    authority.allow(customer.centre)


def begin(customer: Customer | None, officer: User, *items: Brought, **facts: Any) -> Contract:
    visit = Visit(
        centre=facts.pop("centre", None) or customer.centre,  # type: ignore[union-attr]
        customer=customer,
        items=items,
        brought_by=facts.pop("brought_by", "Võ Văn Giao"),
        condition=facts.pop("condition", "bình thường"),
        **facts,
    )
    return begin_visit(visit=visit, by=officer, at=timezone.now())


def known(instrument: Instrument, kind: str = VERIFY, **facts: Any) -> Brought:
    return Brought(kind=kind, instrument=instrument, **facts)


def codes(error: Any) -> dict[str, str]:
    return {fault.field: fault.code for fault in error.value.faults}


def nothing_was_made() -> bool:
    return not (Contract.objects.exists() or Custody.objects.exists() or Job.objects.exists())


@pytest.mark.usefixtures("prices")
def test_one_action_makes_contract_lines_custody_and_jobs(
    customer: Customer, officer: User
) -> None:
    gauge = instruments.instrument(customer)
    fresh = Brought(kind=VERIFY, words=WORDS, condition="xước", accessories="hộp")

    contract = begin(customer, officer, known(gauge), fresh, place="Kệ A1")

    lines = [(line.kind, line.quantity, line.price) for line in contract.lines.all()]
    assert lines == [(VERIFY, 2, 150_000)]
    assert contract.state == ContractState.SIGNED
    assert contract.signed_on == timezone.localdate()
    made = Instrument.objects.get(serial="B-7")
    assert (made.customer, made.type.code, str(made.range_max)) == (
        customer, "pressure-gauge", "10 bar"
    )  # fmt: skip
    held = {one.instrument: one for one in Custody.objects.select_related("job")}
    assert held[made].condition_in == "xước"
    assert held[gauge].condition_in == "bình thường"
    assert {one.place for one in held.values()} == {"Kệ A1"}
    items = ContractItem.objects.filter(line__contract=contract).select_related("job")
    assert {item.instrument: item.job for item in items} == {
        thing: one.job for thing, one in held.items()
    }
    assert {item.job.state for item in items if item.job} == {JobState.OPEN}
    assert standing_of(contract, timezone.localdate()).totals.net == 300_000
    assert not list(findings())


@pytest.mark.usefixtures("prices")
def test_a_new_customer_is_registered_in_the_same_action(customer: Customer, officer: User) -> None:
    new = {"name": "Trạm Y tế Ví Dụ", "tax_code": "", "address": "1 Ví Dụ", "phone": "0234 123456"}

    contract = begin(None, officer, Brought(kind=VERIFY, words=WORDS), centre=customer.centre,
                     new=new)  # fmt: skip

    assert contract.customer.name == "Trạm Y tế Ví Dụ"
    assert contract.customer.phone == "0234 123456"
    assert contract.customer.instruments.get().serial == "B-7"


@pytest.mark.usefixtures("prices")
def test_one_instrument_for_two_services_is_one_thing_with_two_jobs(
    customer: Customer, officer: User
) -> None:
    both = [Brought(kind=kind, words=WORDS) for kind in (VERIFY, CALIBRATE)]

    contract = begin(customer, officer, *both)

    assert contract.lines.count() == 2
    assert customer.instruments.count() == 1
    assert Custody.objects.count() == 1
    assert Job.objects.count() == 2


@pytest.mark.usefixtures("prices")
def test_a_new_row_with_a_known_serial_number_is_the_known_instrument(
    customer: Customer, officer: User
) -> None:
    gauge = instruments.instrument(customer, serial="B-7", maker="Wika")

    contract = begin(customer, officer, Brought(kind=VERIFY, words=WORDS))

    assert customer.instruments.count() == 1
    assert contract.lines.get().items.get().instrument == gauge


@pytest.mark.usefixtures("prices")
def test_what_is_here_already_is_not_received_again(customer: Customer, officer: User) -> None:
    gauge = instruments.instrument(customer)
    (here,) = custody.held(gauge, by=officer)

    begin(customer, officer, known(gauge))

    here.refresh_from_db()
    assert Custody.objects.count() == 1
    assert here.job == Job.objects.get()


@pytest.mark.usefixtures("prices")
def test_the_same_visit_sent_twice_is_one_visit(customer: Customer, officer: User) -> None:
    several = [known(instruments.instrument(customer)), Brought(kind=VERIFY, words=WORDS)]
    begin(customer, officer, *several)

    with pytest.raises(InvalidInput) as refused:
        begin(customer, officer, *several)

    assert codes(refused) == {"items.0": "job_open", "items.1": "job_open"}
    assert Contract.objects.count() == 1


@pytest.mark.usefixtures("prices")
def test_a_price_of_ones_own_goes_before_the_list(customer: Customer, officer: User) -> None:
    gauge = instruments.instrument(customer)

    contract = begin(
        customer, officer, known(gauge, words={"price": "120.000"}),
        Brought(kind=VERIFY, words=WORDS | {"price": "90.000"}),
    )  # fmt: skip

    assert sorted(contract.lines.values_list("price", flat=True)) == [90_000, 120_000]


@pytest.mark.usefixtures("prices")
def test_each_row_that_cannot_enter_is_named_and_nothing_is_made(
    customer: Customer, officer: User
) -> None:
    gauge = instruments.instrument(customer)
    other = instruments.instrument(people.customer(customer.centre))
    scale = instruments.instrument(customer, "platform-scale")
    rows = [
        known(gauge),
        known(gauge),
        known(other, CALIBRATE),
        known(scale),
        known(gauge, "consulting"),
        known(gauge, CALIBRATE, words={"price": "1.000,50"}),
        Brought(kind=VERIFY, words={"name": "Máy không ai biết", "serial": "1"}),
        Brought(kind=VERIFY, words={"name": "Áp kế lò xo"}),
        Brought(kind=VERIFY, words=WORDS),
        Brought(kind=VERIFY, words=WORDS),
    ]

    with pytest.raises(InvalidInput) as refused:
        begin(customer, officer, *rows)

    assert codes(refused) == {
        "items.1": "duplicate",
        "items.2": "other_customer",
        "items.3": "no_price",
        "items.4": "unknown",
        "items.5": "bad_price",
        "items.6": "unreadable",
        "items.7": "unreadable",
        "items.9": "duplicate",
    }
    assert nothing_was_made()


@pytest.mark.usefixtures("prices")
def test_what_the_law_does_not_let_the_centre_verify_does_not_enter(
    customer: Customer, officer: User
) -> None:
    gauge = instruments.instrument(customer)
    Scope.objects.update(valid_to=timezone.localdate() - timedelta(days=1))

    with pytest.raises(InvalidInput) as refused:
        begin(customer, officer, known(gauge))

    assert codes(refused) == {"items.0": "no_scope"}
    assert nothing_was_made()


@pytest.mark.usefixtures("prices")
@pytest.mark.parametrize(
    ("facts", "field", "code"),
    [
        ({"brought_by": " "}, "brought_by", "blank"),
        ({"condition": " "}, "items.0.condition", "blank"),
        ({"place": "x" * 101}, "items.0.place", "too_long"),
        ({"title": "x" * 251}, "title", "too_long"),
    ],
)
def test_a_visit_that_says_too_little_or_too_much_leaves_nothing(
    customer: Customer, officer: User, facts: dict[str, Any], field: str, code: str
) -> None:
    gauge = instruments.instrument(customer)

    with pytest.raises(InvalidInput) as refused:
        begin(customer, officer, known(gauge), **facts)

    assert codes(refused) == {field: code}
    assert nothing_was_made()


@pytest.mark.usefixtures("prices")
def test_a_visit_needs_a_customer_and_something_brought(customer: Customer, officer: User) -> None:
    row = Brought(kind=VERIFY, words=WORDS)
    cases: list[tuple[dict[str, Any], list[Brought], str, str]] = [
        ({"new": {"name": " "}}, [row], "customer", "blank"),
        ({"new": {"name": "X", "tax_code": "123"}}, [row], "customer.tax_code", "tax_code"),
        ({"new": {"name": "X"}}, [], "items", "blank"),
        ({"new": {"name": "X"}}, [row] * 501, "items", "too_many"),
    ]
    for facts, rows, field, code in cases:
        with pytest.raises(DomainError) as refused:
            begin(None, officer, *rows, centre=customer.centre, **facts)
        assert codes(refused) == {field: code}
    assert nothing_was_made()
    assert Customer.objects.count() == 1


# The screen


def page_of(customer: Customer) -> str:
    return f"{reverse('contracts:visit-new')}?customer={customer.pk}"


def typed(**more: Any) -> dict[str, Any]:
    words = {f"{name}-n0": text for name, text in WORDS.items()}
    return {"brought_by": "Võ Văn Giao", "condition": "bình thường", "rows": "3",
            "kind-n0": VERIFY, **words, "act": "sign", **more}  # fmt: skip


@pytest.fixture
def browser(officer: User) -> Client:
    return people.page(officer)


@pytest.mark.usefixtures("prices")
def test_the_whole_visit_through_the_screen(browser: Client, customer: Customer) -> None:
    gauge = instruments.instrument(customer)
    more = {"pick": [gauge.pk], f"kind-{gauge.pk}": CALIBRATE}

    shown = browser.post(page_of(customer), typed(**more, act="price")).content.decode()
    assert "150.000 đ" in shown
    assert "450.000 đ" in shown
    assert nothing_was_made()
    answer = browser.post(page_of(customer), typed(**more))

    contract = Contract.objects.get()
    assert answer["Location"] == reverse("contracts:visit", args=[contract.pk])
    page = browser.get(answer["Location"]).content.decode()
    for one in Custody.objects.all():
        assert one.code in page
    assert "B-7" in page
    contract_page = browser.get(reverse("contracts:detail", args=[contract.pk])).content.decode()
    assert "Đã nhận 2 / 2" in contract_page


@pytest.mark.usefixtures("prices")
def test_what_is_refused_stands_beside_its_row_and_nothing_typed_is_lost(
    browser: Client, customer: Customer
) -> None:
    body = typed(**{"name-n0": "Máy không ai biết", "accessories-n0": "hộp gỗ"})

    answer = browser.post(page_of(customer), body)

    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Không nhận ra loại phương tiện “Máy không ai biết”" in page
    assert '<a href="#row-n0">Máy không ai biết</a>: ' in page  # the summary leads to the row
    assert 'id="row-n0"' in page
    assert "hộp gỗ" in page
    assert 'value="B-7"' in page
    assert nothing_was_made()
    assert browser.post(page_of(customer), {"act": "sign"}).status_code == 400


@pytest.mark.usefixtures("prices")
def test_a_new_customer_with_a_wrong_tax_code_is_told_at_its_field(
    browser: Client, customer: Customer
) -> None:
    body = typed(**{"new-name": "Trạm Y tế Ví Dụ", "new-tax_code": "0301234567"})
    url = reverse("contracts:visit-new")

    refused = browser.post(url, body)
    accepted = browser.post(url, body | {"new-tax_code": ""})

    assert refused.status_code == 400
    assert "không đúng" in refused.content.decode()
    assert accepted.status_code == 302
    assert Customer.objects.filter(name="Trạm Y tế Ví Dụ").count() == 1


def test_more_rows_and_searching_keep_what_is_typed(browser: Client, customer: Customer) -> None:
    first, second = instruments.instrument(customer), instruments.instrument(customer)

    more = browser.post(page_of(customer), typed(act="more")).content.decode()
    found = browser.post(
        page_of(customer), typed(act="search", find=second.serial, pick=[first.pk])
    ).content.decode()

    assert 'name="name-n5"' in more
    assert 'value="B-7"' in more
    assert first.serial in found
    assert second.serial in found
    assert found.count(" checked") == 1


def test_a_customer_is_looked_for(browser: Client, customer: Customer) -> None:
    page = browser.get(reverse("contracts:visit-new"), {"q": "vi du"}).content.decode()

    assert f"?customer={customer.pk}" in page


def test_who_may_not_make_contracts_has_no_screen(customer: Customer) -> None:
    for role, status in ((Role.TECHNICIAN, 403), (Role.MANAGER, 403)):
        page = people.page(people.person(role, customer.centre))
        assert page.get(reverse("contracts:visit-new")).status_code == status


# How it goes on; receiving of a contract


@pytest.fixture
def signed(customer: Customer, officer: User) -> Contract:
    now = timezone.now()
    made = make.draft(customer, at=now, by=officer)
    line = make.line(made, 100_000, quantity=3, at=now)
    make.gauges(line, 3, at=now)
    return make.sign(made, on=timezone.localdate(), at=now)


def test_the_things_of_a_contract_are_received_on_its_page(
    browser: Client, signed: Contract
) -> None:
    url = reverse("contracts:receive", args=[signed.pk])
    shown = browser.get(url).content.decode()
    items = ContractItem.objects.filter(line__contract=signed)
    keys = [f"i{item.instrument_id}" for item in items]

    answer = browser.post(
        url, {"brought_by": "A", "condition": "tốt", "pick": keys[:2], f"place-{keys[0]}": "Kệ B"}
    )

    assert shown.count(" checked") == 3
    assert answer["Location"] == reverse("contracts:visit", args=[signed.pk])
    linked = {one.job_id for one in Custody.objects.all()}
    assert linked == {item.job_id for item in items if f"i{item.instrument_id}" in keys[:2]}
    assert browser.get(url).content.decode().count(" checked") == 1
    assert browser.post(url, {"brought_by": ""}).status_code == 400


def test_a_draft_is_received_before_it_is_signed(
    browser: Client, customer: Customer, officer: User
) -> None:
    now = timezone.now()
    made = make.draft(customer, at=now, by=officer)
    (gauge,) = make.gauges(make.line(made, 100_000, at=now), 1, at=now)
    url = reverse("contracts:receive", args=[made.pk])

    browser.post(url, {"brought_by": "A", "condition": "tốt", "pick": [f"i{gauge.pk}"]})
    page = browser.get(reverse("contracts:visit", args=[made.pk])).content.decode()
    make.sign(made, on=timezone.localdate(), at=timezone.now())

    here = Custody.objects.get()
    assert here.code in page
    assert here.job == Job.objects.get()


def test_an_earlier_stay_is_not_this_contracts(
    browser: Client, customer: Customer, officer: User
) -> None:
    gauge = instruments.instrument(customer)
    (old,) = custody.held(gauge, by=officer)
    custody.handed_back(old)
    now = timezone.now()
    made = make.draft(customer, at=now, by=officer)
    line = make.line(made, 100_000, at=now)
    add_items(line_id=line.pk, items=[ItemFacts(instrument=gauge)], by=officer, at=now)
    for _state in ("draft", "signed"):
        page = browser.get(reverse("contracts:visit", args=[made.pk])).content.decode()
        assert old.code not in page
        if made.signed_on is None:
            made = make.sign(made, on=timezone.localdate(), at=now)


def test_the_page_of_a_visit_asks_few_questions_and_freshens_by_itself(
    browser: Client, signed: Contract, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    url = reverse("contracts:visit", args=[signed.pk])
    browser.get(url)

    with django_assert_max_num_queries(28):
        whole = browser.get(url).content.decode()
    part = browser.get(url, HTTP_HX_REQUEST="true").content.decode()

    assert 'id="steps"' in whole
    assert part.lstrip().startswith('<section id="steps"')


def test_the_page_of_a_visit_is_for_those_inside(signed: Contract) -> None:
    elsewhere = people.page(make.officer(people.centre("TTB")))
    client = people.page(people.client_of(signed.customer))
    for name in ("visit", "receive"):
        url = reverse(f"contracts:{name}", args=[signed.pk])
        assert elsewhere.get(url).status_code == 404
        assert client.get(url).status_code in (403, 404)
    manager = people.page(people.person(Role.MANAGER, signed.centre))
    assert manager.get(reverse("contracts:visit", args=[signed.pk])).status_code == 200
    assert manager.get(reverse("contracts:receive", args=[signed.pk])).status_code == 403


# The API


@pytest.mark.usefixtures("prices")
def test_a_visit_through_the_api(customer: Customer, officer: User) -> None:
    gauge = instruments.instrument(customer)
    client = people.api(officer)
    body = {
        "customer": customer.pk, "brought_by": "A", "condition": "tốt",
        "items": [{"kind": VERIFY, "instrument": gauge.pk},
                  {"kind": VERIFY, **WORDS, "price": 80_000}],
    }  # fmt: skip

    made = client.post("/api/v1/visits/", body, format="json")
    again = client.post("/api/v1/visits/", body, format="json")

    assert made.status_code == 201, made.content
    told = made.json()
    assert [item["job_state"] for item in told["items"]] == ["open", "open"]
    assert {item["code"] for item in told["items"]} == {one.code for one in Custody.objects.all()}
    assert again.status_code == 400
    assert {fault["code"] for fault in again.json()["faults"]} == {"job_open"}
    shown = client.get(f"/api/v1/visits/{told['contract']}/")
    assert shown.json() == told


@pytest.mark.usefixtures("prices")
def test_the_api_refuses_by_name(customer: Customer, officer: User) -> None:
    client = people.api(officer)
    body = {"brought_by": "A", "condition": "tốt", "items": [{"kind": VERIFY, **WORDS}]}
    stranger = people.customer(people.centre("TTB"))
    theirs = instruments.instrument(stranger)
    cases = [
        (body, "customer"),
        (body | {"customer": customer.pk, "new_customer": {"name": "X"}}, "customer"),
        (body | {"customer": stranger.pk}, "customer"),
        (body | {"new_customer": {"name": "X", "tax_code": "1"}}, "customer.tax_code"),
        (body | {"customer": customer.pk, "items": [{"kind": VERIFY, "instrument": theirs.pk}]},
         "items.0.instrument"),
        (body | {"customer": customer.pk, "items": []}, "items"),
        (body | {"customer": customer.pk, "itmes": []}, "itmes"),
    ]  # fmt: skip
    for sent, field in cases:
        answer = client.post("/api/v1/visits/", sent, format="json")
        assert answer.status_code == 400, answer.content
        assert field in {fault["field"] for fault in answer.json()["faults"]}
    technician = people.api(people.person(Role.TECHNICIAN, customer.centre))
    assert technician.post("/api/v1/visits/", body, format="json").status_code == 403
    assert people.api(None).post("/api/v1/visits/", body, format="json").status_code == 401
    assert nothing_was_made()
