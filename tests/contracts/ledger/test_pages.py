"""The ledger's pages and doors: who sees what, what a form refuses, what a list costs."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import Centre, Customer, User
from accounts.permissions import Role
from common import queue
from contracts.ledger.export import COLUMNS
from contracts.models import BankList, ClosedBooks, Contract, Payment
from tests.factories import contracts as make
from tests.factories import people
from tests.factories.people import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre() -> Centre:
    return people.centre()


@pytest.fixture
def customer(centre: Centre) -> Customer:
    return people.customer(centre, "Công ty Nợ Lâu")


@pytest.fixture
def contract(customer: Customer) -> Contract:
    made = make.signed(customer, 1_000_000, on=make.days_ago(60))
    make.invoice(made, (5, 1_000_000, 50_000), on=make.days_ago(50), series="1K26T", number="12")
    return made


@pytest.fixture
def payment(contract: Contract) -> Payment:
    return make.payment(contract, 300_000)


def _at(name: str, *args: Any, api: bool = False) -> str:
    return reverse(f"contracts{'_api' if api else ''}:{name}", args=args)


def _manager(centre: Centre) -> User:
    return people.person(Role.MANAGER, centre)


def test_debts_name_customers_ages_and_invoices(
    contract: Contract, payment: Payment, django_assert_max_num_queries: Any
) -> None:
    browser = people.page(contract.created_by)

    with django_assert_max_num_queries(10):
        text = browser.get(_at("debts")).content.decode()

    assert "Công ty Nợ Lâu" in text
    assert "750.000" in text
    assert "1K26T 12" in text
    assert "Công ty Nợ Lâu" not in browser.get(_at("debts") + "?q=khac").content.decode()
    for beyond in ("99", "0", "x", "²"):
        assert "1K26T 12" in browser.get(_at("debts") + f"?invoices={beyond}").content.decode()
    narrow = browser.get(_at("debts") + f"?customer={contract.customer_id}&age=to_30&on=x")
    assert narrow.status_code == 200
    book = browser.get(_at("debts") + "?format=xlsx")
    assert book["Content-Disposition"].startswith("attachment")


def test_who_sees_debts(contract: Contract, centre: Centre, customer: Customer) -> None:
    far = people.person(Role.MANAGER, people.centre("XA"))
    assert "Công ty Nợ Lâu" not in people.page(far).get(_at("debts")).content.decode()
    assert people.page(people.client_of(customer)).get(_at("debts")).status_code == 403
    technician = people.person(Role.TECHNICIAN, centre)
    for name in ("debts", "payments", "books", "bank", "accounting"):
        assert people.page(technician).get(_at(name)).status_code == 403
        assert people.page(None).get(_at(name)).status_code == 302


def test_a_client_sees_the_own_account_only(contract: Contract, customer: Customer) -> None:
    other = people.customer(contract.centre, "Công ty khác")
    browser = people.page(people.client_of(customer))

    shown = browser.get(_at("account", customer.pk))

    assert shown.status_code == 200
    assert "1K26T 12" in shown.content.decode()
    assert browser.get(_at("account", other.pk)).status_code == 404
    book = browser.get(_at("account", customer.pk) + "?format=xlsx&start=2026-01-01")
    assert book.status_code == 200


def test_a_payment_is_matched_and_undone_on_its_page(payment: Payment) -> None:
    browser = people.page(payment.contract.created_by)
    invoice = payment.contract.invoices.get()
    assert f'name="amount_{invoice.pk}"' in browser.get(_at("payment", payment.pk)).content.decode()

    for typed, status in (
        ({}, 400),
        ({f"amount_{invoice.pk}": "1.000,50"}, 400),
        ({f"amount_{invoice.pk}": "300.001"}, 400),
        ({"amount_x": "1"}, 400),
        ({f"amount_{invoice.pk}": "300.000"}, 302),
    ):
        assert browser.post(_at("match", payment.pk), typed).status_code == status
    assert payment.allocations.get().amount == 300_000

    assert browser.post(_at("unmatch", payment.pk), {"why": ""}).status_code == 400
    assert browser.post(_at("unmatch", payment.pk), {"why": "nhầm"}).status_code == 302
    assert "Còn phần chưa đối trừ" in browser.get(_at("payments") + "?free=1").content.decode()
    assert str(payment.contract.number) in browser.get(_at("payments") + "?q=no+lau").content.decode()  # fmt: skip


def test_payments_of_another_centre_are_not_there(payment: Payment) -> None:
    far = people.page(make.officer(people.centre("XA")))
    for name in ("payment", "match", "unmatch"):
        act = far.get if name == "payment" else far.post
        assert act(_at(name, payment.pk)).status_code == 404


def test_books_are_closed_by_a_manager(centre: Centre, contract: Contract) -> None:
    officer = people.page(contract.created_by)
    manager = people.page(_manager(centre))
    typed = {"centre": centre.pk, "until": timezone.localdate().isoformat(), "why": ""}

    assert officer.get(_at("books")).status_code == 200
    assert officer.post(_at("books"), typed).status_code == 403
    assert manager.post(_at("books"), typed | {"until": "2999-01-01"}).status_code == 400
    assert manager.post(_at("books"), typed).status_code == 302
    assert ClosedBooks.objects.get().centre == centre
    assert "Sổ đã khóa" in manager.get(_at("books")).content.decode()


def test_a_bank_list_goes_through_its_pages(contract: Contract, centre: Centre) -> None:
    browser = people.page(contract.created_by)
    day = f"{timezone.localdate():%d/%m/%Y}"
    text = f"Ngày;Nội dung;Ghi có\n{day};hd 12;1.050.000\n{day};ai;7\n{day};nửa;1,5\n"
    file = SimpleUploadedFile("thang.csv", text.encode())

    assert browser.post(_at("bank"), {"centre": centre.pk}).status_code == 400
    browser.post(_at("bank"), {"centre": centre.pk, "file": file})
    source = BankList.objects.get()
    assert browser.get(_at("bank-list", source.pk)).status_code == 200
    queue.drain()
    shown = browser.get(_at("bank-list", source.pk) + "?edit=3&fate=unknown").content.decode()
    assert 'name="contract"' in shown
    assert browser.post(_at("bank-apply", source.pk)).status_code == 409
    assert browser.post(_at("bank-row", source.pk, 3), {"text": "x" * 501}).status_code == 400
    assert browser.post(_at("bank-row", source.pk, 3), {"leave": "yes"}).status_code == 302
    assert browser.post(_at("bank-row", source.pk, 4), {"leave": "yes"}).status_code == 302
    assert browser.get(_at("bank-list", source.pk)).status_code == 200
    assert browser.post(_at("bank-row", source.pk, 9), {}).status_code == 404
    assert browser.post(_at("bank-judge", source.pk)).status_code == 302
    assert browser.post(_at("bank-apply", source.pk)).status_code == 302
    queue.drain()

    assert Payment.objects.get().amount == 1_050_000
    assert "thang.csv" in browser.get(_at("bank")).content.decode()
    assert b"".join(browser.get(_at("bank-file", source.pk))) == text.encode()
    far = people.page(make.officer(people.centre("XA")))
    for name in ("bank-list", "bank-file"):
        assert far.get(_at(name, source.pk)).status_code == 404


def test_the_export_is_given_and_read_back(contract: Contract, centre: Centre) -> None:
    browser = people.page(contract.created_by)
    asked = f"?centre={centre.pk}&start=2020-01-01&end=2030-01-01&way="

    for way in ("csv", "xlsx"):
        given = browser.get(_at("accounting") + asked + way)
        file = SimpleUploadedFile(f"x.{way}", given.content)
        shown = browser.post(_at("accounting"), {"file": file}).content.decode()
        assert "1.050.000" in shown
        assert "Công ty Nợ Lâu" in shown
    assert browser.get(_at("accounting") + "?start=2030-01-01&end=2020-01-01").status_code == 400
    cells = {"kind": "invoice", "day": "2026-01-01", "customer": "9" * 5000, "debit": "5"}
    many = ",".join(cells.get(name, "") for name in COLUMNS)
    odd = SimpleUploadedFile("x.csv", f"{','.join(COLUMNS)}\n{many}\n".encode())
    assert browser.post(_at("accounting"), {"file": odd}).status_code == 200
    wrong = SimpleUploadedFile("x.csv", b"a,b")
    assert browser.post(_at("accounting"), {"file": wrong}).status_code == 400


def test_what_is_asked_shows_a_box_to_confirm(contract: Contract) -> None:
    browser = people.page(contract.created_by)
    typed = {
        "amount": "9.000.000",
        "received_on": timezone.localdate().isoformat(),
        "method": "bank",
    }

    asked = browser.post(_at("new-payment", contract.pk), typed)
    assert asked.status_code == 400
    assert 'name="confirm"' in asked.content.decode()
    assert browser.post(_at("new-payment", contract.pk), typed | {"confirm": "on"}).status_code == 302  # fmt: skip

    paper = {
        "form_symbol": "1",
        "series": "1K26T",
        "number": "77",
        "issued_on": timezone.localdate().isoformat(),
        "rate_0": "10",
        "net_0": "1.000",
        "vat_0": "100",
    }
    asked = browser.post(_at("new-invoice", contract.pk), paper)
    assert 'name="confirm"' in asked.content.decode()
    assert "hãy đánh dấu ô “Đúng như vậy, vẫn ghi” rồi gửi lại." in asked.content.decode()
    assert browser.post(_at("new-invoice", contract.pk), paper | {"confirm": "on"}).status_code == 302  # fmt: skip


def test_a_payment_sent_twice_is_asked_back(contract: Contract) -> None:
    browser = people.page(contract.created_by)
    day = timezone.localdate().isoformat()
    typed = {"amount": "5.000", "received_on": day, "method": "bank", "reference": "UNC 7"}

    answers = [browser.post(_at("new-payment", contract.pk), typed) for _ in range(2)]

    assert [one.status_code for one in answers] == [302, 400]
    assert 'name="confirm"' in answers[1].content.decode()
    assert contract.payments.filter(amount=5_000).count() == 1
    other = {**typed, "reference": "UNC 8"}
    assert browser.post(_at("new-payment", contract.pk), other).status_code == 302
    sure = {**typed, "confirm": "on"}
    assert browser.post(_at("new-payment", contract.pk), sure).status_code == 302
    assert contract.payments.filter(amount=5_000).count() == 3


def test_the_ledger_through_the_api(contract: Contract, payment: Payment) -> None:
    api = people.api(contract.created_by)
    invoice = contract.invoices.get()

    owed = api.get(_at("debts", api=True)).json()
    assert (owed["open"], owed["customers"][0]["invoices"][0]["covered"]) == (750_000, 300_000)
    shares = {"shares": [{"invoice": invoice.pk, "amount": 300_000}]}
    matched = api.post(_at("match", payment.pk, api=True), shares, format="json")
    assert (matched.status_code, matched.json()["free"]) == (200, 0)
    again = api.post(_at("match", payment.pk, api=True), shares, format="json")
    assert again.json()["faults"][0]["code"] == "more_than_paid"
    undone = api.post(_at("unmatch", payment.pk, api=True), {"why": "nhầm"}, format="json")
    assert undone.json()["free"] == 300_000
    account = api.get(
        _at("account", contract.customer_id, api=True) + "?start=2020-01-01&end=2030-01-01"
    ).json()
    assert (account["closing"], len(account["entries"])) == (750_000, 2)
    wrong = api.get(_at("account", contract.customer_id, api=True) + "?start=x&end=2030-01-01")
    assert wrong.json()["faults"][0]["field"] == "start"
    paid = {"amount": 9_000_000, "received_on": timezone.localdate().isoformat()}
    asked = api.post(_at("payments", contract.pk, api=True), paid, format="json")
    assert (asked.status_code, asked.json()["code"]) == (409, "ask")
    paid |= {"confirm": True, "shares": [{"invoice": invoice.pk, "amount": 100}]}
    assert api.post(_at("payments", contract.pk, api=True), paid, format="json").status_code == 201
    query = f"?centre={contract.centre.code}&start=2020-01-01&end=2030-01-01"
    assert api.get(_at("accounting", api=True) + query).status_code == 200
    assert api.get(_at("accounting", api=True) + query + "&as=pdf").status_code == 400
    assert api.get(_at("accounting", api=True) + "?centre=XX").status_code == 400


def test_books_through_the_api(contract: Contract, centre: Centre) -> None:
    typed = {"centre": centre.code, "until": NOW.date().isoformat()}
    url = _at("books", api=True)

    assert people.api(contract.created_by).post(url, typed, format="json").status_code == 403
    far = people.api(people.person(Role.MANAGER, people.centre("XA")))
    assert far.post(url, typed, format="json").status_code == 403
    made = people.api(_manager(centre)).post(url, typed, format="json")
    assert (made.status_code, made.json()["centre"]) == (201, centre.code)
    assert len(people.api(contract.created_by).get(url).json()["results"]) == 1


def test_a_bank_list_through_the_api(contract: Contract, centre: Centre) -> None:
    api = people.api(contract.created_by)
    day = f"{timezone.localdate():%d/%m/%Y}"
    file = SimpleUploadedFile("t.csv", f"A,B,C\n{day},hd 12,1050000\n{day},ai,7\n".encode())

    made = api.post(
        _at("bank-lists", api=True), {"centre": centre.code, "file": file}, format="multipart"
    )
    assert made.status_code == 201
    pk = made.json()["id"]
    queue.drain()
    assert api.get(_at("bank-list", pk, api=True)).json()["faults"][0]["code"] == "missing_column"
    columns = {"row": 1, "received_on": 0, "amount": 2, "text": 1}
    named = api.post(_at("bank-columns", pk, api=True), columns, format="json")
    assert named.status_code == 202
    queue.drain()
    rows = api.get(_at("bank-list", pk, api=True)).json()["rows"]
    assert [row["fate"] for row in rows] == ["matched", "unknown"]
    assert api.get(_at("bank-list", pk, api=True) + "?fate=x").status_code == 400
    mended = api.patch(_at("bank-row", pk, 3, api=True), {"leave": "yes"}, format="json")
    assert mended.json()["fate"] == "left_out"
    assert api.post(_at("bank-apply", pk, api=True), {}, format="json").status_code == 202
    queue.drain()
    assert Payment.objects.get().amount == 1_050_000
    assert len(api.get(_at("bank-lists", api=True)).json()["results"]) == 1
