"""The reviewer's morning, in Chromium: one cell back, one remark kept, eleven jobs signed."""

import re
from typing import TYPE_CHECKING

import pytest

from tests.flows.installation import Installation
from tests.flows.visitor import DESK, PHONE, TABLET, Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CELL = "accuracy.5.up.0"

pytestmark = [pytest.mark.browser, pytest.mark.service]


def test_a_cell_goes_back_and_many_are_signed(
    browser: "Browser", installation: Installation, built: None
) -> None:
    told = installation.make("review")
    installation.serve()
    with Visitor(browser, installation.address) as reviewer:
        reviewer.sign_in(told["approver"])
        page = reviewer.page
        assert "12 phiếu chờ soát lại" in reviewer.text

        page.locator(f'a[href="/review/{told["job"]}/"]').click()
        sees_the_time_before(reviewer, told["past"])
        remarks_on_the_cell(reviewer)
        returns_the_cell(reviewer)
        signs_the_rest(reviewer)
        assert reviewer.problems == []

    assert installation.look(
        "SELECT section, row, comment FROM calibration_cellreturn ORDER BY id"
    ) == [("accuracy", 5, "Đọc lại ở 10 bar")]
    assert installation.look("SELECT COUNT(*) FROM certificates_certificate") == [(11,)]
    installation.manage("check_audit")


def sees_the_time_before(reviewer: Visitor, past: int) -> None:
    """What is unusual stands above, the old error beside the new one."""
    text = reviewer.text
    assert "Cần xem trước" in text
    assert "10 bar: thay đổi +0,05 bar so với lần trước" in text
    assert reviewer.page.locator(f'a[href="/jobs/{past}/"]').count() == 1
    paper = reviewer.page.get_by_role("link", name="Biên bản PDF").get_attribute("href")
    assert reviewer.download(paper or "")[:5] == b"%PDF-"


def remarks_on_the_cell(reviewer: Visitor) -> None:
    """A remark stays beside its cell and returns nothing."""
    page = reviewer.page
    page.locator(f'input[value="{CELL}"]').check()
    own = page.locator(f'input[name="comment:{CELL}"]')
    own.wait_for(state="visible")
    own.fill("Kim có rung")
    reviewer.press("Chỉ ghi nhận xét")
    page.get_by_text("Đã ghi nhận xét").wait_for()
    assert "Lê Minh Họa: Kim có rung" in reviewer.text


def returns_the_cell(reviewer: Visitor) -> None:
    """The marked cell alone goes back, with its own reason."""
    page = reviewer.page
    page.locator(f'input[value="{CELL}"]').check()
    page.locator(f'input[name="comment:{CELL}"]').fill("Đọc lại ở 10 bar")
    reviewer.press("Trả lại")
    page.get_by_text("Đã trả lại 1 ô").wait_for()
    assert "11 phiếu chờ soát lại" in reviewer.text


def signs_the_rest(reviewer: Visitor) -> None:
    """Eleven at once are a task with its progress, then an answer for each."""
    page = reviewer.page
    page.get_by_label("Chọn tất cả").check()
    reviewer.press("Duyệt các phiếu đã chọn")
    page.wait_for_url(re.compile(r"/review/approved/\d+/"))
    page.get_by_text("Đã cấp 11 trên 11 công việc được chọn").wait_for()


@pytest.mark.parametrize("size", [DESK, (1024, 768), TABLET, PHONE])
def test_the_pages_fit(
    browser: "Browser", installation: Installation, built: None, size: tuple[int, int]
) -> None:
    told = installation.make("review")
    installation.serve()
    for language in ("vi", "en"):
        with Visitor(browser, installation.address, size, language) as reviewer:
            reviewer.sign_in(told["approver"], language)
            wide = []
            for path in ("/review/", f"/review/{told['job']}/", f"/jobs/{told['job']}/"):
                reviewer.go(path)
                wide.append(reviewer.too_wide)
            assert (wide, reviewer.problems) == ([0, 0, 0], [])
