import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Centre
from accounts.permissions import Role
from common import queue
from contracts import services
from contracts.models import Contract, ListImport, PriceImport, ServiceItem, ServiceNorm, Surcharge
from tests.backend.every_door import close_file
from tests.factories import contracts as make
from tests.factories import instruments, people, pricing, sheets

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract() -> Contract:
    made = make.draft(people.customer(people.centre("TTA")), at=timezone.now())
    make.line(made, 1_000_000, at=timezone.now())
    return made


@pytest.fixture
def page(contract: Contract) -> Iterator[Client]:
    with translation.override("vi"):
        yield people.page(contract.created_by)


def at(name: str, *args: object) -> str:
    return reverse(f"contracts:{name}", args=args)


def xlsx(content: bytes, name: str = "gia.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def today() -> str:
    return timezone.localdate().isoformat()


def test_a_price_list_through_the_pages(page: Client, contract: Contract) -> None:
    instruments.kind()
    centre = contract.centre
    typed: dict[str, Any] = {"centre": centre.pk, "valid_from": today()}
    assert page.get(at("bring-prices")).status_code == 200
    wrong = page.post(at("bring-prices"), {**typed, "file": xlsx(b"x")})
    assert (wrong.status_code, "Tệp bảng tính hỏng" in wrong.content.decode()) == (400, True)

    bad = pricing.content(pricing.new("KD-1", 5), pricing.row("KD-2", 5))
    sent = page.post(at("bring-prices"), {**typed, "file": xlsx(bad)})
    shown = page.get(sent["Location"])
    assert "Còn 1 dòng sai" in shown.content.decode()
    assert page.post(sent["Location"], {"digest": "x"}).status_code == 409

    good = pricing.content(pricing.new("KD-1", "1.234.000", range_max="10 bar"))
    sent = page.post(at("bring-prices"), {**typed, "file": xlsx(good)})
    shown = page.get(sent["Location"])
    assert "1.234.000" in shown.content.decode()
    stale = page.post(sent["Location"], {"digest": "x"})
    assert (stale.status_code, "xem lại" in stale.content.decode()) == (409, True)
    done = page.post(sent["Location"], {"digest": shown.context["seen"].digest}, follow=True)
    text = done.content.decode()
    assert "Đã nhập 1 dòng" in text
    assert "≤ 10 bar" in text
    assert "Đã nhập lúc" in page.get(sent["Location"]).content.decode()
    assert ServiceItem.objects.get().code == "KD-1"


def test_the_export_holds_what_one_sees(page: Client, contract: Contract) -> None:
    from python_calamine import CalamineWorkbook

    make.service(contract.centre, code="KD-1", name_vi="=1+1", price=5)
    make.service(people.centre("TTB"), code="KD-2")

    answer = page.get(at("export-prices"))

    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    rows = book.get_sheet_by_index(0).to_python()
    assert [row[:2] for row in rows[1:]] == [["KD-1", "=1+1"]]
    assert b"<f>" not in answer.content


def test_surcharges_through_the_pages(page: Client, contract: Contract) -> None:
    typed = {
        "centre": contract.centre.pk, "kind": "urgent", "name_vi": "Làm gấp", "percent": "50",
        "vat_category": "standard", "valid_from": today(),
    }  # fmt: skip
    assert page.post(at("surcharges"), {**typed, "amount": "1"}).status_code == 400
    assert page.post(at("surcharges"), typed).status_code == 302
    one = Surcharge.objects.get()
    assert "Làm gấp" in page.get(at("surcharges")).content.decode()
    assert at("charge", contract.pk) in page.get(at("detail", contract.pk)).content.decode()

    shown = page.get(at("charge", contract.pk)).content.decode()
    assert "1.000.000" in shown
    empty = page.post(at("charge", contract.pk), {"surcharge": one.pk})
    assert (empty.status_code, "Hãy chọn các dòng" in empty.content.decode()) == (400, True)
    line = contract.lines.get().pk
    done = page.post(at("charge", contract.pk), {"surcharge": one.pk, "lines": [line]})
    assert done["Location"] == at("detail", contract.pk)
    assert contract.lines.get(kind="other").price == 500_000

    assert page.get(at("end-surcharge", one.pk)).status_code == 200
    early = page.post(at("end-surcharge", one.pk), {"last_day": "2020-01-01"})
    assert early.status_code == 400
    assert page.post(at("end-surcharge", one.pk), {"last_day": today()}).status_code == 302
    one.refresh_from_db()
    assert one.valid_to == timezone.localdate()


def test_norms_through_the_pages(page: Client, contract: Contract) -> None:
    service = make.service(contract.centre)
    typed: dict[str, Any] = {"title": "Định mức 2026", "valid_from": today()}
    wrong = page.post(at("norms", service.pk), {**typed, "file": xlsx(b"x", "a.exe")})
    assert (wrong.status_code, "Chỉ nhận PDF" in wrong.content.decode()) == (400, True)

    sent = page.post(at("norms", service.pk), {**typed, "file": xlsx(pricing.PDF, "Đm.pdf")})

    assert sent.status_code == 302
    norm = ServiceNorm.objects.get()
    assert "Định mức 2026" in page.get(at("norms", service.pk)).content.decode()
    answer = page.get(at("norm-file", norm.pk))
    assert b"".join(answer.streaming_content) == pricing.PDF  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_range_is_typed_with_the_service(page: Client, contract: Contract) -> None:
    typed = {
        "centre": contract.centre.pk, "code": "KD-1", "kind": "verification", "unit": "cái",
        "type": instruments.kind().pk, "name_vi": "Kiểm định áp kế", "vat_category": "science",
        "range_min": "0 bar", "range_max": "0,5 MPa", "amount": "100.000", "valid_from": today(),
    }  # fmt: skip
    wrong = page.post(at("new-service"), {**typed, "range_min": "1 MPa"})
    assert (wrong.status_code, "giới hạn dưới" in wrong.content.decode()) == (400, True)
    other = page.post(at("new-service"), {**typed, "range_min": "1 V"})
    assert other.status_code == 400
    loose = page.post(at("new-service"), {**typed, "type": ""})
    assert (loose.status_code, "Phạm vi đo chỉ đi cùng" in loose.content.decode()) == (400, True)

    assert page.post(at("new-service"), typed).status_code == 302

    made = ServiceItem.objects.get()
    assert str(made.range_max) == "0.5 MPa"
    assert "0,5 MPa" in page.get(at("service", made.pk)).content.decode()


def test_everybody_reads_the_public_list(contract: Contract) -> None:
    stranger = people.page(None)
    low, high = instruments.q("0 bar"), instruments.q("10 bar")
    make.service(contract.centre, price=123_000, range_min=low, range_max=high)
    make.service(contract.centre, code="KHONG-GIA", price=None)
    pricing.surcharge(contract.centre, name_vi="Làm gấp")

    first = stranger.get(at("public-centres"))
    text = stranger.get(first["Location"]).content.decode()

    assert first["Location"] == at("public-prices", "TTA")
    for words in ("123.000", "0 bar – 10 bar", "Làm gấp", "5 %"):
        assert words in text
    assert "KHONG-GIA" not in text
    make.service(people.centre("TTB"))
    assert stranger.get(at("public-centres")).status_code == 200
    assert stranger.get(at("public-prices", "???")).status_code == 404


def test_columns_are_mapped_through_the_page(page: Client, contract: Contract) -> None:
    rows = [["A", "B", "C"], ["Áp kế lò xo", "N-1", "x"]]
    source = services.upload_list(
        contract_id=contract.pk, file_name="ds.xlsx", content=sheets.xlsx(rows),
        by=contract.created_by, at=timezone.now(),
    )  # fmt: skip
    instruments.kind()
    queue.drain()
    address = at("map-columns", contract.pk, source.pk)
    assert address in page.get(at("import", contract.pk, source.pk)).content.decode()
    assert page.get(address, {"row": "1"}).context["head"]["cells"] == ["A", "B", "C"]

    wrong = page.post(address, {"row": "1", "column_name": "0"})
    assert (wrong.status_code, "thiếu nó" in wrong.content.decode()) == (400, True)
    odd = page.post(address, {"row": "9" * 30, "column_name": "²", "column_serial": "-1"})
    assert odd.status_code == 400
    sent = page.post(address, {"row": "1", "column_name": "0", "column_serial": "1"})

    assert sent["Location"] == at("import", contract.pk, source.pk)
    queue.drain()
    source.refresh_from_db()
    assert (source.state, source.rows.get().values) == (
        "ready", {"name": "Áp kế lò xo", "serial": "N-1"},
    )  # fmt: skip
    assert "cách ghép cột đã nhớ" in page.get(sent["Location"]).content.decode()
    assert page.get(address).status_code == 200


@pytest.fixture
def rows(contract: Contract) -> dict[str, list[object]]:
    """The address of each page: what stands in it."""
    service = make.service(contract.centre)
    norm = ServiceNorm.objects.create(
        service=service, title="x", valid_from=timezone.localdate(), file="norms/x.pdf",
        by=contract.created_by, at=timezone.now(),
    )  # fmt: skip
    norm.file.save("x.pdf", ContentFile(pricing.PDF))
    source = ListImport.objects.create(
        contract=contract, file_name="x", by=contract.created_by, at=timezone.now(), state="ready"
    )
    brought = pricing.brought(contract.centre, pricing.row("X", 1), valid_from=timezone.localdate())
    return {
        "export-prices": [], "bring-prices": [], "surcharges": [],
        "price-import": [brought.pk], "norms": [service.pk], "norm-file": [norm.pk],
        "end-surcharge": [pricing.surcharge(contract.centre).pk], "charge": [contract.pk],
        "map-columns": [contract.pk, source.pk],
    }  # fmt: skip


DOORS = ["export-prices", "bring-prices", "surcharges", "price-import", "norms", "norm-file",
         "end-surcharge", "charge", "map-columns"]  # fmt: skip


@pytest.mark.parametrize("name", DOORS)
def test_pages_by_who_asks(name: str, contract: Contract, rows: dict[str, list[object]]) -> None:
    address, of_a_row = at(name, *rows[name]), bool(rows[name])
    neighbour = make.officer(people.centre("TTB"))
    technician = people.person(Role.TECHNICIAN, contract.centre)

    assert people.page(None).get(address).status_code == 302
    assert people.page(technician).get(address).status_code == 403
    assert people.page(people.client_of(contract.customer)).get(address).status_code == 403
    assert people.page(neighbour).get(address).status_code == (404 if of_a_row else 200)
    mine = people.page(contract.created_by)
    assert _closed(mine.get(address)) == 200
    mine.cookies["django_language"] = "en"
    with translation.override("vi"):
        assert _closed(mine.get(address)) == 200


def _closed(answer: Any) -> int:
    """The status of an answer; a file that it holds open is closed."""
    close_file(answer)
    return int(answer.status_code)


@pytest.mark.parametrize("name", ["bring-prices", "price-import", "end-surcharge", "charge"])
def test_a_manager_looks_and_changes_nothing(
    name: str, contract: Contract, rows: dict[str, list[object]]
) -> None:
    manager = people.page(people.person(Role.MANAGER, contract.centre))

    assert manager.get(at("surcharges")).status_code == 200
    assert manager.post(at("surcharges"), {}).status_code == 403
    assert manager.get(at("norms", *rows["norms"])).status_code == 200
    assert manager.post(at("norms", *rows["norms"]), {}).status_code == 403
    assert manager.post(at(name, *rows[name]), {}).status_code == 403


def test_another_centres_prices_are_not_brought_or_charged(contract: Contract) -> None:
    other: Centre = people.centre("TTB")
    page = people.page(contract.created_by)
    typed: dict[str, Any] = {"centre": other.pk, "valid_from": today()}
    elsewhere = pricing.surcharge(other)
    content = pricing.content(pricing.row("X", 1))

    brought = page.post(at("bring-prices"), {**typed, "file": xlsx(content)})
    charged = page.post(at("charge", contract.pk), {"surcharge": elsewhere.pk})

    assert (brought.status_code, charged.status_code) == (400, 400)
    assert not PriceImport.objects.exists()
    assert page.post(at("end-surcharge", elsewhere.pk), {}).status_code == 404


@pytest.mark.parametrize("odd", ["9" * 5_000, "-1", "x", "²"])
def test_odd_addresses_are_no_errors(
    odd: str, contract: Contract, rows: dict[str, list[object]]
) -> None:
    page = people.page(contract.created_by)

    for name, field in (("price-import", "fate"), ("price-import", "page"), ("map-columns", "row")):
        assert page.get(at(name, *rows[name]), {field: odd}).status_code == 200


def test_lists_take_few_queries(
    page: Client, contract: Contract, django_assert_max_num_queries: Any
) -> None:
    for n in range(20):
        make.service(contract.centre, price=n + 1)
        pricing.surcharge(contract.centre)

    for name, most in (("surcharges", 20), ("prices", 20), ("export-prices", 16)):
        with django_assert_max_num_queries(most):
            page.get(at(name))
    with django_assert_max_num_queries(16):
        people.page(None).get(at("public-prices", "TTA"))
