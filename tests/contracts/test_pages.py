import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from accounts.permissions import Role
from common import queue
from contracts import services
from contracts.models import Contract, Invoice, ListImport, Payment, ServiceItem
from contracts.queries import standing_of
from tests.factories import contracts as make
from tests.factories import instruments, people, sheets

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract() -> Contract:
    made = make.draft(people.customer(people.centre("TTA")), at=timezone.now())
    make.line(made, 1_000_000, at=timezone.now())
    return made


@pytest.fixture
def browser_of(contract: Contract) -> Client:
    return people.page(contract.created_by)


def at(name: str, *args: Any) -> str:
    return reverse(f"contracts:{name}", args=args)


def today() -> str:
    return timezone.localdate().isoformat()


def sign(contract: Contract) -> Contract:
    return make.sign(contract, on=timezone.localdate(), at=timezone.now())


def test_drafting_through_the_page(browser_of: Client, contract: Contract) -> None:
    facts = {"customer": contract.customer_id, "title": "Hiệu chuẩn 2026", "strand": "service"}

    refused = browser_of.post(at("new"), facts | {"number": contract.number})
    answer = browser_of.post(at("new"), facts)

    assert refused.status_code == 400
    assert "Hiệu chuẩn 2026" in refused.content.decode()
    made = Contract.objects.exclude(pk=contract.pk).get()
    assert answer["Location"] == at("detail", made.pk)
    shown = browser_of.get(answer["Location"]).content.decode()
    assert f"Đã lưu nháp {made.number}." in shown
    assert made.number == f"2/{timezone.localdate().year}/HĐDV-TTA"


def test_a_price_with_thousands_dots_is_read(browser_of: Client, contract: Contract) -> None:
    facts = {"kind": "testing", "description": "Thử nghiệm nước", "quantity": "2"}

    answer = browser_of.post(at("add-line", contract.pk), facts | {"price": "1.234"})

    assert answer.status_code == 302
    assert contract.lines.last().price == 1_234  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("price", "words"),
    [
        ("1,5", "không có phần lẻ"),
        ("-5.000", "không được âm"),
        ("một trăm", "Không phải là số tiền"),
    ],
)
def test_a_wrong_price_is_said_beside_the_field_and_nothing_is_lost(
    browser_of: Client, contract: Contract, price: str, words: str
) -> None:
    facts = {"kind": "testing", "description": "Thử nghiệm nước", "quantity": "2", "price": price}

    answer = browser_of.post(at("add-line", contract.pk), facts)

    page = answer.content.decode()
    assert answer.status_code == 400
    assert words in page
    assert f'value="{price}"' in page
    assert "Thử nghiệm nước" in page
    assert contract.lines.count() == 1


def test_the_page_of_a_draft_has_lines_totals_words_and_moves(
    browser_of: Client, contract: Contract
) -> None:
    page = browser_of.get(at("detail", contract.pk)).content.decode()

    assert "1.050.000" in page
    assert "Một triệu không trăm năm mươi nghìn đồng" in page
    assert at("sign", contract.pk) in page
    assert at("remove-line", contract.lines.get().pk) in page


def test_a_move_that_is_not_allowed_says_why(browser_of: Client, contract: Contract) -> None:
    services.remove_line(line_id=contract.lines.get().pk, by=contract.created_by, at=timezone.now())

    page = browser_of.get(at("detail", contract.pk)).content.decode()

    assert "chưa có dòng nào" in page
    assert at("sign", contract.pk) not in page


def test_items_are_picked_and_signed(browser_of: Client, contract: Contract) -> None:
    gauge = instruments.instrument(contract.customer)
    line = contract.lines.get()
    address = at("items", contract.pk)

    empty = browser_of.post(address, {"line": line.pk})
    assert empty.status_code == 400
    data = {"line": line.pk, "instrument": [gauge.pk], "samples": "Nước mặt\n\nNước thải"}
    assert browser_of.post(address, data).status_code == 302
    assert browser_of.get(at("sign", contract.pk)).status_code == 200
    done = browser_of.post(at("sign", contract.pk), {"signed_on": today()})

    assert done.status_code == 302
    contract.refresh_from_db()
    assert (contract.state, line.items.filter(job__isnull=False).count()) == ("signed", 3)


def test_a_decision_that_is_refused_keeps_the_form(browser_of: Client, contract: Contract) -> None:
    sign(contract)

    answer = browser_of.post(at("cancel", contract.pk), {"on": today(), "why": ""})

    assert answer.status_code == 400
    assert "Hãy ghi lý do." in answer.content.decode()
    contract.refresh_from_db()
    assert contract.state == "signed"
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    late = browser_of.post(at("accept", contract.pk), {"on": tomorrow})
    assert "tương lai" in late.content.decode()


def test_the_whole_life_through_pages(browser_of: Client, contract: Contract) -> None:
    sign(contract)
    pk = contract.pk
    for name, data in (
        ("pause", {"on": today(), "why": "Chờ"}),
        ("resume", {"on": today()}),
        ("accept", {"on": today()}),
    ):
        assert browser_of.get(at(name, pk)).status_code == 200
        assert browser_of.post(at(name, pk), data).status_code == 302
    form = browser_of.get(at("new-invoice", pk)).content.decode()
    assert 'value="1.000.000"' in form
    invoice = {
        "form_symbol": "1",
        "series": "1C26TCH",
        "number": "1",
        "issued_on": today(),
        "rate_0": "5",
        "net_0": "1.000.000",
        "vat_0": "50.000",
    }
    assert browser_of.post(at("new-invoice", pk), invoice).status_code == 302
    first = Invoice.objects.get()
    corrected = invoice | {"number": "2", "why": "Sai", "net_0": "900.000", "vat_0": "45.000"}
    address = at("correct-invoice", first.pk, "replace")
    assert browser_of.post(address, corrected | {"why": ""}).status_code == 400
    assert browser_of.post(address, corrected).status_code == 302
    second = Invoice.objects.get(number="2")
    minus = invoice | {"number": "3", "why": "Bớt", "net_0": "-100.000", "vat_0": "-5.000"}
    assert browser_of.post(at("correct-invoice", second.pk, "adjust"), minus).status_code == 302
    money = {"amount": "840.000", "received_on": today(), "method": "bank"}
    assert browser_of.post(at("new-payment", pk), money).status_code == 302
    standing = standing_of(contract, timezone.localdate())
    assert (standing.invoiced_gross, standing.paid, standing.debt) == (840_000, 840_000, 0)
    page = browser_of.get(at("detail", pk)).content.decode()
    assert "thay thế 1C26TCH 1" in page
    assert "điều chỉnh 1C26TCH 2" in page
    third = Invoice.objects.get(number="3")
    why = {"on": today(), "why": "Nhầm"}
    assert browser_of.post(at("cancel-invoice", third.pk), why).status_code == 302
    payment = Payment.objects.get()
    assert browser_of.post(at("cancel-payment", payment.pk), why).status_code == 302
    closed = {"on": today(), "why": "Khách trả sau"}
    assert browser_of.post(at("liquidate", pk), closed).status_code == 302


def test_a_wrong_rate_of_an_invoice_is_said_at_its_row(
    browser_of: Client, contract: Contract
) -> None:
    sign(contract)
    base = {"form_symbol": "1", "series": "A", "number": "1", "issued_on": today()}

    blank = browser_of.post(at("new-invoice", contract.pk), base)
    unnamed = browser_of.post(at("new-invoice", contract.pk), base | {"net_2": "5"})
    free = browser_of.post(
        at("new-invoice", contract.pk), base | {"rate_1": "none", "net_1": "5", "vat_1": "1"}
    )

    assert list(blank.context["form"].errors) == ["rate_0"]
    assert list(unnamed.context["form"].errors) == ["rate_2"]
    assert list(free.context["form"].errors) == ["vat_1"]
    assert not Invoice.objects.exists()


def upload(page: Client, contract: Contract, content: bytes) -> ListImport:
    file = SimpleUploadedFile("ds.xlsx", content)
    answer = page.post(at("upload", contract.pk), {"file": file, "kind": "verification"})
    source = ListImport.objects.get()
    assert answer["Location"] == at("import", contract.pk, source.pk)
    return source


def test_a_list_through_the_pages(browser_of: Client, contract: Contract) -> None:
    make.service(contract.centre, price=150_000)
    content = sheets.xlsx([sheets.HEADING, sheets.gauge(1), sheets.gauge(2, "")])
    source = upload(browser_of, contract, content)
    address = at("import", contract.pk, source.pk)
    assert "Đang đọc" in browser_of.get(address).content.decode()
    queue.drain()

    page = browser_of.get(address).content.decode()
    assert "Số chế tạo còn để trống." in page
    assert "Nhập 1 dòng, bỏ 1 dòng" in page
    assert 'name="serial"' in browser_of.get(f"{address}?edit=3").content.decode()
    assert "SN-00001" not in browser_of.get(f"{address}?fate=unreadable").content.decode()
    refused = browser_of.post(at("apply", contract.pk, source.pk))
    assert refused.status_code == 409
    assert "Còn 1 dòng chưa nhập được" in refused.content.decode()
    mended = browser_of.post(at("mend", contract.pk, source.pk, 3), {"serial": "A-3"})
    assert mended["Location"] == f"{address}#row-3"
    assert "Nhập tất cả 2 dòng" in browser_of.get(address).content.decode()
    started = browser_of.post(at("apply", contract.pk, source.pk))
    assert started["Location"].startswith("/tasks/")
    queue.drain()
    assert "Đã nhập vào hợp đồng" in browser_of.get(address).content.decode()
    assert "2 phương tiện, mẫu" in browser_of.get(at("detail", contract.pk)).content.decode()


def test_a_refused_list_says_what_to_mend(browser_of: Client, contract: Contract) -> None:
    source = upload(browser_of, contract, sheets.xlsx([["Tên thiết bị", "Hãng"], ["Áp kế", "W"]]))
    queue.drain()

    page = browser_of.get(at("import", contract.pk, source.pk)).content.decode()

    assert "Thiếu cột “Số chế tạo”. Đã thấy: Tên thiết bị, Hãng." in page
    assert "chưa có gì được ghi" in page


def test_a_wrong_file_stays_on_the_contracts_page(browser_of: Client, contract: Contract) -> None:
    file = SimpleUploadedFile("ds.pdf", b"%PDF")

    answer = browser_of.post(at("upload", contract.pk), {"file": file, "kind": "verification"})

    assert answer.status_code == 400
    assert "Chỉ nhận tệp bảng tính." in answer.content.decode()


def test_prices_through_the_pages(browser_of: Client, contract: Contract) -> None:
    new = {
        "centre": contract.centre_id,
        "code": "KD-1",
        "kind": "verification",
        "name_vi": "Kiểm định áp kế",
        "unit": "cái",
        "vat_category": "science",
        "amount": "100.000",
        "valid_from": "2025-01-01",
    }
    assert browser_of.get(at("new-service")).status_code == 200
    assert browser_of.post(at("new-service"), new).status_code == 302
    assert browser_of.post(at("new-service"), new).status_code == 400
    service = ServiceItem.objects.get()
    address = at("service", service.pk)
    price = {"amount": "120.000", "valid_from": "2026-01-01"}
    assert browser_of.post(address, price).status_code == 302
    assert browser_of.post(address, price).status_code == 400
    assert browser_of.post(address, {"last_day": "2026-06-30"}).status_code == 302
    assert "100.000" in browser_of.get(address).content.decode()
    page = browser_of.get(at("prices"), {"q": "ap ke", "kind": "verification"}).content.decode()
    assert "KD-1" in page
    assert "KD-1" not in browser_of.get(at("prices"), {"q": "can ban"}).content.decode()


def test_the_list_is_searched_filtered_and_summed(
    browser_of: Client, contract: Contract, django_assert_max_num_queries: Any
) -> None:
    other = people.customer(contract.centre, "Bệnh viện Đa khoa An Vân")
    for _ in range(12):
        make.signed(other, 2_000_000, on=make.days_ago(400))
    with django_assert_max_num_queries(20):
        whole = browser_of.get(at("list"))

    assert whole.context["sums"].gross == 12 * 2_100_000 + 1_050_000
    assert "26.250.000" in whole.content.decode()
    found = browser_of.get(at("list"), {"q": "benh vien an van"})
    assert found.context["sums"].count == 12
    assert browser_of.get(at("list"), {"stage": "draft"}).context["sums"].count == 1
    assert browser_of.get(at("list"), {"waiting": "not_begun"}).context["sums"].count == 12
    dated = {"start": make.days_ago(399).isoformat()}
    assert browser_of.get(at("list"), dated).context["sums"].count == 0
    wrong = browser_of.get(at("list"), {"start": "x", "stage": "y", "page": "z"})
    assert wrong.context["sums"].count == 13


def test_the_xlsx_holds_exactly_what_is_shown(browser_of: Client, contract: Contract) -> None:
    make.signed(contract.customer, 2_000_000)

    answer = browser_of.get(at("list"), {"stage": "draft", "format": "xlsx"})

    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(
        io.BytesIO(
            b"".join(answer.streaming_content)  # type: ignore[attr-defined]
            if answer.streaming
            else answer.content
        )
    )
    rows = book.get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == [contract.number]
    assert rows[0][9:] == ["Giá trị có thuế, đồng", "Còn phải thu, đồng"]
    assert rows[1][9:] == [1_050_000, ""] or rows[1][9:] == [1_050_000, 0]


def test_a_contract_with_many_items_takes_few_queries(
    browser_of: Client, contract: Contract, django_assert_max_num_queries: Any
) -> None:
    make.gauges(contract.lines.get(), 60)
    sign(contract)

    with django_assert_max_num_queries(40):
        page = browser_of.get(at("detail", contract.pk))

    assert page.context["items"].paginator.count == 60


def test_a_client_reads_their_contract_and_nothing_more(contract: Contract) -> None:
    sign(contract)
    draft = make.draft(contract.customer)
    page = people.page(people.client_of(contract.customer))

    shown = page.get(at("detail", contract.pk))

    text = shown.content.decode()
    assert shown.status_code == 200
    assert "1.050.000" in text
    assert at("cancel", contract.pk) not in text
    assert "Lê Minh Họa" not in text
    assert page.get(at("detail", draft.pk)).status_code == 404
    assert [row.contract.pk for row, _ in page.get(at("list")).context["lines"]] == [contract.pk]
    assert page.get(at("prices")).status_code == 403
    assert page.post(at("cancel", contract.pk), {"on": today(), "why": "x"}).status_code == 403


GETS = ["new", "list", "prices", "new-service"]
ROW_GETS = ["detail", "change", "items", "sign", "accept", "pause", "resume", "liquidate",
            "cancel", "new-invoice", "new-payment"]  # fmt: skip


@pytest.mark.parametrize("name", GETS + ROW_GETS)
def test_pages_by_who_asks(name: str, contract: Contract) -> None:
    args = [contract.pk] if name in ROW_GETS else []
    address = at(name, *args)
    neighbour = make.officer(people.centre("TTB"))
    technician = people.person(Role.TECHNICIAN, contract.centre)

    stranger = people.page(None).get(address)

    assert (stranger.status_code, stranger["Location"].split("?")[0]) == (302, "/accounts/login/")
    assert people.page(technician).get(address).status_code == 403
    assert people.page(neighbour).get(address).status_code == (404 if args else 200)
    assert people.page(contract.created_by).get(address).status_code == 200


def test_rows_of_another_contract_are_not_reached_through_ones_own(contract: Contract) -> None:
    other = make.draft(people.customer(people.centre("TTB")))
    source = ListImport.objects.create(
        contract=other, file_name="x", by=other.created_by, at=timezone.now(), state="ready"
    )
    page = people.page(contract.created_by)

    assert page.get(at("import", contract.pk, source.pk)).status_code == 404
    assert page.post(at("apply", contract.pk, source.pk)).status_code == 404
    assert page.post(at("judge-again", contract.pk, source.pk)).status_code == 404
    assert page.post(at("mend", contract.pk, source.pk, 1)).status_code == 404


def test_every_page_is_whole_in_english(contract: Contract) -> None:
    make.gauges(contract.lines.get(), 1)
    sign(contract)
    make.invoice(contract, (5, 2_000_000, 90_000), on=make.days_ago(400))
    page = people.page(contract.created_by)
    page.cookies["django_language"] = "en"

    with translation.override("vi"):  # what the requests activate ends here
        found = {name: page.get(at(name)) for name in ("list", "prices", "new", "new-service")}
        text = page.get(at("detail", contract.pk)).content.decode()

    assert {answer.status_code for answer in found.values()} == {200}
    for words in ("Total with VAT", "1,050,000", "Owed on invoices", "In words:"):
        assert words in text


@pytest.mark.parametrize("odd", ["9" * 5_000, "-1", "x", "²", "99999999999999999999"])
def test_odd_addresses_are_no_errors(odd: str, browser_of: Client, contract: Contract) -> None:
    source = ListImport.objects.create(
        contract=contract, file_name="x", by=contract.created_by, at=timezone.now(), state="ready"
    )
    api = people.api(contract.created_by)
    asked = [
        (at("list"), ("q", "stage", "waiting", "start", "page")),
        (at("detail", contract.pk), ("page",)),
        (at("items", contract.pk), ("q", "line", "page")),
        (at("import", contract.pk, source.pk), ("fate", "edit", "page")),
        (at("prices"), ("q", "kind", "page")),
        (at("new"), ("customer",)),
    ]

    for address, names in asked:
        for name in names:
            assert browser_of.get(address, {name: odd}).status_code == 200, (address, name)
    assert api.get("/api/v1/contracts/", {"state": odd, "number": odd}).status_code == 200
    assert api.get("/api/v1/revenue/", {"period": "2026", "centre": odd}).status_code == 400
    picked = {"line": contract.lines.get().pk, "instrument": [odd]}
    assert browser_of.post(at("items", contract.pk), picked).status_code == 400
