"""From the list to the signature: what the contract officer does, and the customer's answer."""

import re
from pathlib import Path

from django.utils import timezone

from tests.flows.making_money import due_day
from tests.flows.messy_list import (
    CHANGED,
    DIGITAL_PRICE,
    ENTERING,
    NAMELESS,
    OUTSIDE,
    SERIAL,
    THINGS,
    TWICE,
    forty,
    numbers,
)
from tests.flows.money_papers import make, priced, signed, stage
from tests.flows.money_sums import OFFER, OFFERED, TRAVEL, by_rate, dong
from tests.flows.visitor import Visitor

OFFICER = "Đỗ Văn Hợp"


def drafts(officer: Visitor, customer: str) -> str:
    """An empty draft; its address."""
    officer.go("/contracts/")
    officer.press("Soạn hợp đồng")
    officer.field("Khách hàng").select_option(label=customer)
    officer.field("Nội dung").fill("Kiểm định, hiệu chuẩn phương tiện đo năm nay")
    officer.field("Hạn thực hiện").fill(due_day(timezone.localdate()).isoformat())
    officer.press("Lưu nháp")
    officer.page.wait_for_url(re.compile(r"/contracts/\d+/$"))
    return officer.here


def imports(officer: Visitor, contract: str, folder: Path) -> None:
    """A heading nobody knows is shown once; every row has its fate; what can be mended is."""
    uploads(officer, contract, folder / "danh sách.xlsx", settled=".note-error")
    assert "Thiếu cột “Số chế tạo”" in officer.text
    officer.press("Chỉ ra các cột")
    officer.field("Số chế tạo").select_option(label=SERIAL)
    officer.press("Ghi nhớ và đọc lại")
    waits_for_rows(officer)

    uploads(officer, contract, folder / "danh sách (sửa lần 2).xlsx")
    assert "Đọc theo cách ghép cột đã nhớ của khách hàng." in officer.text
    assert_fates(officer)
    mends(officer)
    officer.press(f"Nhập {ENTERING} dòng, bỏ {len(OUTSIDE) + len(TWICE)} dòng")
    officer.page.get_by_role("link", name="Xem kết quả").click()
    officer.page.wait_for_url("**/imports/**")
    assert "Đã nhập vào hợp đồng." in officer.text
    officer.go(contract)
    assert officer.page.locator("#items h2").inner_text() == f"Phương tiện đo và mẫu ({ENTERING})"


def uploads(officer: Visitor, contract: str, file: Path, settled: str = "tr[id^=row-]") -> None:
    """The whole list, until it is read or refused."""
    file.write_bytes(forty())
    officer.go(contract)
    officer.field("Danh sách phương tiện").set_input_files(file)
    officer.press("Nạp và xem trước")
    officer.page.wait_for_url("**/imports/**")
    waits_for_rows(officer, settled)


def waits_for_rows(officer: Visitor, settled: str = "tr[id^=row-]") -> None:
    """A list is read by a task."""
    officer.page.wait_for_url(re.compile(r"/imports/\d+/$"))
    preview = officer.here
    for _ in range(200):
        if officer.page.locator(settled).count():
            return
        officer.page.wait_for_timeout(100)
        officer.go(preview)
    raise AssertionError(officer.text)


def assert_fates(officer: Visitor) -> None:
    rows = officer.page.locator("tr[id^=row-]")
    assert rows.count() == len(THINGS)
    for number, thing in numbers().items():
        row = officer.page.locator(f"#row-{number}")
        said = " ".join(row.inner_text().split())
        assert row.locator(".state").inner_text() == thing.fate, said
        assert thing.why in said
        assert str(thing.serial or "–").strip() in said
        assert "nguyên dạng chữ" not in said, "every range is understood"
    assert "2 dòng không phải phương tiện" not in officer.text


def mends(officer: Visitor) -> None:
    """The serial number that was left out, and two prices that the list does not have."""
    for number, thing in numbers().items():
        if thing.fate not in ("không đọc được", "chưa có đơn giá"):
            continue
        officer.page.locator(f"#row-{number}").get_by_role("link", name="Sửa").click()
        form = officer.page.locator("#edit")
        if thing.serial is None:
            form.get_by_label("Số chế tạo").fill(NAMELESS)
        else:
            form.get_by_label("Đơn giá riêng").fill(dong(DIGITAL_PRICE))
        officer.press("Lưu và xét lại dòng này")
        row = officer.page.locator(f"#row-{number} .state")
        row.get_by_text("mới", exact=True).wait_for()


def adds_the_travel(officer: Visitor) -> None:
    """A line by hand; then what the draft is worth, by rate and in words."""
    officer.page.get_by_text("Thêm dòng", exact=True).first.click()
    officer.field("Loại dịch vụ").select_option(label="khác")
    officer.field("Nội dung").fill("Đi lại, vận chuyển chuẩn")
    officer.field("Số lượng").fill(str(TRAVEL.quantity))
    officer.field("Đơn vị tính").fill("chuyến")
    officer.field("Đơn giá, đồng, chưa thuế").fill(dong(TRAVEL.price))
    officer.field("Giảm giá, đồng").fill(dong(TRAVEL.discount))
    officer.field("Nhóm thuế GTGT").select_option(label="thông thường")
    officer.press("Thêm dòng")
    officer.page.get_by_text("Đã thêm dòng.").first.wait_for()
    foot = " ".join(officer.page.locator("tfoot").first.inner_text().split())
    for rate, (net, vat) in by_rate(OFFERED).items():
        assert f"Chịu thuế {rate} % · thuế {dong(vat)} {dong(net)}" in foot
    assert f"Tổng cộng có thuế {dong(OFFER[0])}" in foot
    assert OFFER[1] in officer.text


def reviews(officer: Visitor, contract: str) -> None:
    """What is asked and whether it can be done; the form of both."""
    officer.press("Ghi yêu cầu và xem xét")
    officer.field("Phương pháp yêu cầu").fill("ĐLVN 08:2011")
    for name in ("Yêu cầu đã rõ", "Đủ năng lực và nguồn lực", "Phương pháp phù hợp"):
        officer.field(name).check()
    officer.press("Ghi yêu cầu và xem xét")
    officer.page.get_by_text("Đã ghi yêu cầu và xem xét.").first.wait_for()
    make(
        officer, contract, "request", "PHIẾU YÊU CẦU DỊCH VỤ VÀ XEM XÉT YÊU CẦU", "ĐLVN 08:2011",
        "TĐ-20", CHANGED, "NH-39", "0…10 kgf/cm²", f"Người xem xét: {OFFICER}", pages=2,
    )  # fmt: skip


def offers(officer: Visitor, client: Visitor, contract: str) -> None:
    """A version on paper, sent; the customer agrees to it on their own page."""
    officer.go(contract)
    officer.press("Soạn báo giá")
    officer.press("Soạn báo giá")
    officer.page.wait_for_url(re.compile(r"/quotations/\d+/$"))
    quotation = officer.here
    left = officer.page.locator("section", has_text="dòng của danh sách không vào báo giá")
    for serial in (*OUTSIDE, *TWICE):
        assert serial.strip() in left.inner_text()
    make(
        officer, contract, "quotation", "BÁO GIÁ", "Chưa đưa vào báo giá", *OUTSIDE, "TĐ-11",
        *priced(OFFERED), OFFER[1], "giảm giá 50.000 đ",
    )  # fmt: skip
    officer.go(quotation)
    officer.press("Ghi đã gửi")
    officer.press("Ghi đã gửi báo giá")
    officer.page.get_by_text("Đã ghi gửi báo giá.").first.wait_for()

    client.go(quotation)
    assert dong(OFFER[0]) in client.text
    client.press("Đồng ý báo giá")
    client.page.get_by_text("Trung tâm sẽ lập hợp đồng").first.wait_for()


def signs(officer: Visitor, contract: str) -> None:
    """The contract on paper, then signed: the jobs are there."""
    paper = make(
        officer, contract, "contract", "HỢP ĐỒNG DỊCH VỤ", "PHỤ LỤC I", *priced(OFFERED), OFFER[1],
        "Chậm nhất vào ngày", "ĐẠI DIỆN BÊN A", "Võ Thị Khách", "ĐẠI DIỆN BÊN B", "Hoàng Văn Lãnh", pages=4,
    )  # fmt: skip
    officer.go(contract)
    officer.press("Ký hợp đồng")
    officer.press("Ký hợp đồng")
    officer.page.get_by_text("Đã ký; phiếu công việc đã mở.").first.wait_for()
    assert stage(officer, contract) == "đã ký"
    signed(officer, paper)
