"""A quality officer in Chromium: a micrometer from scratch, tried, confirmed, approved, in force."""

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.flows.installation import Installation
from tests.flows.visitor import DESK, PHONE, TABLET, Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.service]
BLOCKS = ["2.5", "5.1", "7.7", "10.3", "12.9", "15", "17.6", "20.2", "22.8", "25"]


class Writer(Visitor):
    """A visitor at the editor."""

    def box(self, name: str) -> Any:
        """The box at a place of the definition."""
        return self.page.locator(f"#form [name='{name}']:not([type=hidden])").first

    def type(self, name: str, text: str) -> None:
        """Type into a box."""
        self.box(name).fill(text)

    def kept(self) -> None:
        """Wait until everything typed is kept."""
        self.page.wait_for_function(
            "() => document.querySelector('#strip')?.innerText.includes('Đã giữ lúc')"
        )
        self.page.wait_for_load_state("networkidle")

    def turn_to(self, name: str) -> None:
        """Another page of the editor."""
        self.page.locator("#pages").get_by_role("button", name=re.compile(f"^{name}")).click()
        self.page.locator("#pages [aria-current]").get_by_text(name).wait_for()

    def choose(self, name: str, value: str, waits_for: str) -> None:
        """A choice on which other boxes depend."""
        self.box(name).select_option(value)
        self.box(waits_for).wait_for()

    def says(self, words: str) -> None:
        """Wait until the strip says so."""
        self.page.locator("#strip").get_by_text(words).first.wait_for()


def test_a_micrometer_from_scratch_to_in_force(
    browser: "Browser", installation: Installation, built: None
) -> None:
    told = installation.make("workbench")
    installation.serve()
    with Writer(browser, installation.address) as officer:
        officer.sign_in(told["quality"])
        begins(officer)
        describes_the_instrument(officer)
        lays_out_the_table(officer)
        makes_a_mistake(officer)
        tries_it(officer)
        writes_it(officer)
        confirms_and_approves(officer)
        assert officer.problems == []

    rows = installation.look(
        "SELECT state, definition FROM calibration_procedureversion WHERE code = 'external-micrometer'"
    )
    ((state, text),) = rows
    table = json.loads(text)["tables"][0]
    assert state == "in_force"
    assert table["points"] == {"expressions": BLOCKS}
    assert [column["key"] for column in table["columns"]] == ["l_ref", "l_x", "err"]
    assert table["limit"] == {
        "type": "ranges", "variable": "range_max", "confidence": "theo trí nhớ",
        "ranges": [{"upto": "50", "mpe": "0.004"}, {"upto": None, "mpe": "0.006"}],
    }  # fmt: skip
    installation.manage("check_audit")


def begins(officer: Writer) -> None:
    """A few questions, then the editor."""
    officer.go("/procedures/")
    officer.press("Quy trình mới")
    officer.field("Tên quy trình").fill("Thước vặn đo ngoài")
    officer.field("Tên tiếng Anh").fill("External micrometer")
    officer.field("Số hiệu văn bản").fill("ĐLVN 104:2002")
    officer.field("Loại phương tiện đo").select_option("micrometer")
    officer.field("Đại lượng đo").select_option("length")
    officer.field("Đơn vị của bảng đo").fill("mm")
    officer.field("Dịch vụ").select_option("calibration")
    officer.press("Lập bản thảo")
    officer.page.wait_for_url(re.compile(r"/procedures/\d+/edit/"))


def describes_the_instrument(officer: Writer) -> None:
    """Environment and standard; what is typed on one page is there after the next."""
    officer.turn_to("Môi trường")
    officer.type("environment.0.min", "18")
    officer.type("environment.0.max", "22")
    officer.turn_to("Chuẩn")
    assert officer.box("standards.0.label.vi").input_value() == "Chuẩn"
    officer.type("standards.0.label.vi", "Căn mẫu song phẳng")
    officer.type("standards.0.label.en", "Gauge blocks")
    officer.turn_to("Môi trường")
    assert officer.box("environment.0.max").input_value() == "22"


def lays_out_the_table(officer: Writer) -> None:
    """Points, columns, limit by ranges, acceptance."""
    officer.turn_to("Bảng")
    officer.choose("tables.0.points.way", "expressions", "tables.0.points.expressions")
    officer.type("tables.0.points.expressions", "\n".join(BLOCKS))
    for i, key in ((0, "l_ref"), (1, "l_x")):
        officer.type(f"tables.0.columns.{i}.key", key)
    officer.type("tables.0.columns.2.expr", "mean(l_x) − l_ref")
    officer.type("tables.0.reference", "l_ref")
    officer.type("tables.0.indication", "mean(l_x)")
    officer.type("tables.0.uncertainty.2.expr", "stdev(l_x)")
    officer.type("tables.0.uncertainty.2.divisor", "sqrt(len(l_x))")
    officer.type("tables.0.uncertainty.2.dof", "len(l_x) - 1")
    officer.choose("tables.0.limit.type", "ranges", "tables.0.limit.variable")
    officer.type("tables.0.limit.variable", "range_max")
    for _ in range(2):
        officer.page.get_by_role("button", name="+ Thêm khoảng").focus()
        officer.page.keyboard.press("Enter")
        officer.kept()
    officer.box("tables.0.limit.ranges.1.mpe").wait_for()
    officer.type("tables.0.limit.ranges.0.upto", "50")
    officer.type("tables.0.limit.ranges.0.mpe", "0,004")
    officer.type("tables.0.limit.ranges.1.mpe", "0,006")
    officer.page.locator("#tables-0-limit > .footing > summary").click()
    officer.type("tables.0.limit.confidence", "theo trí nhớ")
    officer.page.get_by_role("button", name="+ Thêm điều kiện đạt").click()
    officer.box("tables.0.acceptance.0.expr").wait_for()
    officer.type("tables.0.acceptance.0.label.vi", "Sai số không vượt giới hạn")
    officer.box("tables.0.acceptance.0.expr").click()
    officer.page.keyboard.type("abs(err) <= ")
    officer.page.locator(".box ul.names").get_by_role("button", name=re.compile("^mpe")).click()
    assert officer.box("tables.0.acceptance.0.expr").input_value() == "abs(err) <= mpe"
    officer.says("Dùng được")


def makes_a_mistake(officer: Writer) -> None:
    """Said beside the field and in the strip, with the names that are allowed."""
    officer.type("tables.0.columns.2.expr", "mean(l_y) - l_ref")
    wrong = officer.page.locator("#tables-0-columns-2-expr-wrong")
    wrong.get_by_text("l_y").first.wait_for()
    assert "l_x" in wrong.inner_text()
    officer.says("1 chỗ cần xem lại")
    officer.page.reload()
    assert officer.box("tables.0.columns.2.expr").input_value() == "mean(l_y) - l_ref"
    officer.type("tables.0.columns.2.expr", "mean(l_x) - l_ref")
    officer.says("Dùng được")


def tries_it(officer: Writer) -> None:
    """The worked example of the house: 10,302 10,301 10,302 at 10,3 mm."""
    page = officer.page
    for name, text in (("range_min", "0 mm"), ("range_max", "25 mm"), ("d", "0,01 mm")):
        officer.type(f"try.facts.{name}", text)
    page.locator("[name='try.cells.points/3/l_x/0']").wait_for()
    officer.type("try.standards.reference_U", "0,0002")
    for i, text in enumerate(("10,302", "10,301", "10,302")):
        box = page.locator(f"[name='try.cells.points/3/l_x/{i}']")
        box.click()
        box.press_sequentially(text, delay=20)
    line = page.locator("table.sample tbody tr").nth(3)
    line.get_by_text("đạt").wait_for()
    cells = line.locator("td").all_inner_texts()
    assert cells[2:6] == ["0,00166667", "0,0017", "0,004", "0,0058"]
    assert page.evaluate("document.activeElement.name") == "try.cells.points/3/l_x/2"
    assert "Điểm 4" in page.locator("#budgets").inner_text()


def writes_it(officer: Writer) -> None:
    """Into the draft; the sample stays."""
    officer.press("Ghi vào bản thảo")
    officer.page.get_by_text("Đã ghi vào bản thảo.").wait_for()
    officer.says("Như bản thảo.")
    assert officer.page.locator("[name='try.cells.points/3/l_x/0']").input_value() == "10,302"


def confirms_and_approves(officer: Writer) -> None:
    """Not before the number from memory has its source."""
    page = officer.page
    page.locator(".trail a").last.click()
    assert "1 chỗ có số liệu chưa xác nhận" in officer.text
    assert page.get_by_role("button", name="Phê duyệt nội dung").is_disabled()
    page.locator("#marks [name=source]").fill("ISO 3611:2010, bảng 1")
    page.get_by_role("button", name=re.compile("^Xác nhận")).click()
    page.get_by_text("Đã ghi xác nhận số liệu.").wait_for()
    officer.press("Phê duyệt nội dung")
    page.get_by_text("Nội dung quy trình đã được phê duyệt").wait_for()
    officer.press("Đưa vào áp dụng")
    page.locator(".state-in_force").first.wait_for()
    assert "ISO 3611:2010, bảng 1" in officer.text


def test_two_people_and_two_windows_lose_nothing(
    browser: "Browser", installation: Installation, built: None
) -> None:
    told = installation.make("editors")
    installation.serve()
    address = f"/procedures/{told['draft']}/edit/?part=rule"
    with (
        Writer(browser, installation.address) as first,
        Writer(browser, installation.address) as second,
    ):
        first.sign_in(told["quality"])
        second.sign_in(told["other"])
        for each in (first, second):
            each.go(address)
        first.box("coverage").select_option("t95")
        first.press("Ghi vào bản thảo")
        first.page.get_by_text("Đã ghi vào bản thảo.").wait_for()
        second.box("rounding.digits").fill("1")
        second.press("Ghi vào bản thảo")
        second.page.get_by_text("đã ghi bản thảo này sau khi bạn mở nó").wait_for()
        assert "Chữ số có nghĩa của U" in second.text
        assert second.box("rounding.digits").input_value() == "1"
        second.press("Ghi bản của tôi thay vào")
        second.page.get_by_text("Đã ghi vào bản thảo.").wait_for()

    ((text,),) = installation.look(
        f"SELECT definition FROM calibration_procedureversion WHERE id = {told['draft']}"
    )
    assert json.loads(text)["rounding"] == {"digits": 1}


@pytest.mark.parametrize("size", [DESK, (1024, 768), TABLET, PHONE])
def test_it_fits_every_screen_in_both_languages(
    browser: "Browser", installation: Installation, built: None, size: tuple[int, int]
) -> None:
    told = installation.make("editors")
    installation.serve()
    found = []
    with Writer(browser, installation.address, size) as officer:
        officer.sign_in(told["quality"])
        here = f"/procedures/{told['draft']}/"
        pages = [here, f"{here}compare/?with={told['first']}", "/procedures/", "/procedures/new/"]
        parts = ("identity", "fields", "tables.0", "try", "json")
        pages += [f"{here}edit/?part={part}" for part in parts]
        for language in ("vi", "en"):
            if language == "en":
                officer.switch_to("en")
            for page in pages:
                officer.go(page)
                found.append((page, language, officer.too_wide))
        assert officer.problems == []

    assert [each for each in found if each[2]] == []
