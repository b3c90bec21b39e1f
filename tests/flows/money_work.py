"""From what is handed in to the last đồng: receiving, an appendix, the approval, the money."""

import re

from tests.flows.messy_list import ENTERING
from tests.flows.money_papers import make, priced, signed, stage
from tests.flows.money_sums import (
    AMENDED,
    FIRST_PART,
    OFFER,
    PACKING,
    REST,
    WHOLE,
    Books,
    by_rate,
    dong,
)
from tests.flows.visitor import Visitor

HANDED_BY, TAKEN_BY = "Ngô Văn Giao", "Lê Thị Nhận"
CONDITIONS = (
    ("TĐ-05", "mặt kính nứt nhẹ", "khớp nối M20"),
    ("NH-35", "kim lệch khi để không", "đĩa"),
)
KINDS = 9  # of papers, one each
PATIENCE = 120_000  # ms: three dozen certificates on a busy machine


def receives(officer: Visitor, contract: str) -> None:
    """All of it at once, two with words of their own; the paper of it."""
    officer.go(f"{contract}receive/")
    officer.field("Người giao").fill(HANDED_BY)
    officer.field("Nơi để").first.fill("Kệ A2")
    for serial, condition, accessories in CONDITIONS:
        row = officer.page.locator("tbody tr", has_text=serial)
        row.get_by_label("Tình trạng riêng").fill(condition)
        row.get_by_label("Phụ kiện").fill(accessories)
    officer.press("Nhận vào")
    officer.page.wait_for_url(re.compile(r"/visits/\d+/$"))
    assert f"{ENTERING} / {ENTERING}" in officer.text
    paper = make(
        officer, contract, "received", "BIÊN BẢN GIAO NHẬN", HANDED_BY, "bình thường, đủ bộ phận",
        *(word for row in CONDITIONS for word in row), f"Tổng số: {ENTERING} phương tiện đo, mẫu.",
        pages=2,
    )  # fmt: skip
    signed(officer, paper)


def amends(officer: Visitor, contract: str) -> None:
    """The customer brought everything: the travel goes, the packing comes."""
    officer.go(contract)
    officer.press("Lập phụ lục")
    officer.field("Nội dung phụ lục").fill("Bên A tự chuyên chở; thêm việc đóng gói")
    officer.page.locator("tr", has_text="Đi lại, vận chuyển chuẩn").get_by_role("checkbox").check()
    new = officer.page.locator("fieldset", has_text="Dòng mới 1")
    new.get_by_label("Loại dịch vụ").select_option(label="khác")
    new.get_by_label("Nội dung").fill("Đóng gói, chèn lót")
    new.get_by_label("Đơn vị tính").fill("lần")
    new.get_by_label("Đơn giá, đồng, chưa thuế").fill(dong(PACKING.price))
    new.get_by_label("Nhóm thuế GTGT").select_option(label="thông thường")
    officer.press("Lập phụ lục")
    officer.page.get_by_text("Đã lập phụ lục 1.").first.wait_for()
    paper = make(
        officer, contract, "appendix", "PHỤ LỤC HỢP ĐỒNG SỐ 01", "Đi lại, vận chuyển chuẩn",
        "Đóng gói, chèn lót", dong(OFFER[0]), dong(WHOLE[0]), WHOLE[1], pages=2,
    )  # fmt: skip
    signed(officer, paper)


def approves(approver: Visitor) -> list[str]:
    """All at once; the numbers of the certificates."""
    approver.go("/review/")
    approver.page.get_by_label("Chọn tất cả").check()
    approver.press("Duyệt các phiếu đã chọn")
    done = f"Đã cấp {ENTERING} trên {ENTERING} công việc được chọn."
    approver.page.get_by_text(done).first.wait_for(timeout=PATIENCE)
    return approver.page.locator('main a[href^="/certificates/"]').all_inner_texts()


def accepts(officer: Visitor, contract: str, certificates: list[str]) -> None:
    """The record with each certificate and sticker, signed; then the day of it."""
    assert stage(officer, contract) == "đã hoàn thành"
    paper = make(
        officer, contract, "acceptance", "BIÊN BẢN NGHIỆM THU", *certificates, "26V.00001",
        "26V.00020", *priced(AMENDED), WHOLE[1], pages=3,
    )  # fmt: skip
    signed(officer, paper)
    officer.go(contract)
    officer.press("Nghiệm thu")
    officer.press("Nghiệm thu")
    officer.page.get_by_text("Đã ghi nghiệm thu.").first.wait_for()
    assert stage(officer, contract) == "đã nghiệm thu"


def invoices(officer: Visitor, contract: str) -> None:
    """The page proposes what the lines say under each rate."""
    officer.press("Ghi hóa đơn")
    for row, (rate, (net, vat)) in enumerate(sorted(by_rate(AMENDED).items())):
        for name, amount in (("rate", rate), ("net", net), ("vat", vat)):
            value = officer.page.locator(f"[name={name}_{row}]").input_value()
            assert int(value.replace(".", "")) == amount
    officer.field("Ký hiệu").fill("1C26THU")
    officer.page.locator("[name=number]").fill("271")
    officer.press("Ghi hóa đơn")
    officer.page.get_by_text("Đã ghi hóa đơn.").first.wait_for()
    assert stage(officer, contract) == "đã xuất hóa đơn"


def pays(officer: Visitor, contract: str, amount: int) -> None:
    """A transfer for the invoice."""
    officer.go(contract)
    officer.press("Ghi thu tiền")
    officer.field("Số tiền, đồng").fill(dong(amount))
    officer.field("Cho hóa đơn").select_option(index=1)
    officer.field("Số chứng từ").fill(f"UNC {amount}")
    officer.press("Ghi thu tiền")
    officer.page.get_by_text("Đã ghi thu tiền.").first.wait_for()


def asks_for_the_rest(officer: Visitor, contract: str) -> None:
    """What is still to pay, and where."""
    assert stage(officer, contract) == "đã xuất hóa đơn", "not collected yet"
    assert f"Còn phải thu theo hóa đơn {dong(REST[0])} đ" in officer.text
    make(
        officer, contract, "payment", "GIẤY ĐỀ NGHỊ THANH TOÁN", "271", dong(WHOLE[0]),
        dong(FIRST_PART), dong(REST[0]), REST[1], "3713 0 1054321",
    )  # fmt: skip


def returns(officer: Visitor, contract: str, customer: int) -> None:
    """Everything leaves, with a record; the paper of it."""
    assert stage(officer, contract) == "đã thu đủ"
    officer.go(f"/custody/return/?customer={customer}")
    assert officer.page.locator("tbody input[name=pick]:checked").count() == ENTERING
    officer.field("Người nhận lại").fill(TAKEN_BY)
    officer.press("Trả khách")
    officer.page.get_by_text(f"Đã trả {ENTERING} vật.").first.wait_for()
    paper = make(
        officer, contract, "returned", "BIÊN BẢN GIAO NHẬN", "Trả phương tiện đo", TAKEN_BY,
        *(word for row in CONDITIONS for word in row), f"Tổng số: {ENTERING} phương tiện đo, mẫu.",
        pages=2,
    )  # fmt: skip
    signed(officer, paper)


def ends(officer: Visitor, contract: str) -> None:
    """Nothing is owed: liquidated."""
    paper = make(
        officer, contract, "liquidation", "BIÊN BẢN THANH LÝ HỢP ĐỒNG", dong(WHOLE[0]),
        "không còn khiếu nại nào", pages=2,
    )  # fmt: skip
    signed(officer, paper)
    officer.go(contract)
    officer.press("Thanh lý")
    officer.press("Thanh lý hợp đồng")
    officer.page.wait_for_url(re.compile(r"/contracts/\d+/$"))
    assert stage(officer, contract) == "đã thanh lý"
    papers = officer.page.locator("#papers tbody tr")
    assert papers.count() == KINDS


def opens_the_figures(manager: Visitor, books: Books, contract: str) -> None:
    """The overview says the same, and each figure opens the rows that make it."""
    for base, amount in books.stand.items():
        for vat, value in (("net", amount.net), ("gross", amount.gross)):
            manager.go(f"/overview/?year={books.year}&base={base}&vat={vat}")
            card = manager.page.get_by_role("article", name="Doanh thu từ đầu năm")
            assert card.locator("a.value").inner_text() == dong(value)
        card.locator("a.value").click()
        manager.page.wait_for_url("**/overview/rows/**")
        assert f"chưa thuế {dong(amount.net)} · gồm thuế {dong(amount.gross)} đồng" in manager.text
        assert manager.page.locator(f'tbody a[href="{contract}"]').count() >= 1
