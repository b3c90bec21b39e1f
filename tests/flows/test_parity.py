"""A quality officer in Chromium: the old workbook of the pressure gauge against the procedure."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.factories import books
from tests.flows.installation import Installation
from tests.flows.visitor import DESK, PHONE, TABLET, Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.service]


def brings(officer: Visitor, path: Path, content: bytes) -> None:
    """Upload a workbook; the page of its cells opens."""
    path.write_bytes(content)
    officer.page.locator("input[type=file]").set_input_files(path)
    officer.press("Tải lên và ánh xạ")
    officer.page.wait_for_url(re.compile(r"/parity/map/"))


def points_at(officer: Visitor, box: str, first: str, last: str) -> str:
    """Drag over a range of the sheet for a box, and give what stands in the box then."""
    page = officer.page
    page.locator(f"[name='{box}']").click()
    page.locator(f"[data-place={first}]").hover()
    page.mouse.down()
    page.locator(f"[data-place={last}]").hover()
    page.mouse.up()
    return page.locator(f"[name='{box}']").input_value()


def counted(officer: Visitor) -> list[str]:
    """Equal, differing, not mapped."""
    return officer.page.locator(".figure .value").all_inner_texts()


def test_no_difference_then_exactly_the_cells_of_one_changed_formula(
    browser: "Browser", installation: Installation, built: None, tmp_path: Path
) -> None:
    told = installation.make("workbench")
    installation.serve()
    with Visitor(browser, installation.address) as officer:
        officer.sign_in(told["quality"])
        officer.go(f"/procedures/{told['draft']}/parity/")
        brings(officer, tmp_path / "ap-ke.xlsx", books.workbook(books.gauge()))
        assert points_at(officer, "inputs/accuracy/up//cells", "B9", "B14") == "B9:B14"
        assert points_at(officer, "outputs//verdict//cells", "J16", "J16") == "J16"
        officer.press("So sánh và lưu")
        officer.page.wait_for_url(re.compile(r"/parity/\d+/$"))
        assert counted(officer) == ["43", "0", "0"]
        first = officer.here
        officer.press("Ký xác nhận")
        officer.page.get_by_text("Đã ký xác nhận lần đối chiếu.").wait_for()

        officer.go(f"/procedures/{told['draft']}/parity/")
        changed = books.gauge(F11="=ABS(B11-C11)/2")
        brings(officer, tmp_path / "ap-ke-sai.xlsx", books.workbook(changed))
        officer.go(f"{officer.here.partition('?')[0]}?from={first.rstrip('/').rpartition('/')[2]}")
        officer.press("Thử so sánh")
        officer.page.locator("#outcome").wait_for()
        assert counted(officer) == ["40", "3", "0"]
        officer.press("So sánh và lưu")
        officer.page.wait_for_url(re.compile(r"/parity/\d+/$"))
        officer.go(f"{officer.here}?status=differs")
        places = officer.page.locator(".parity-lines tbody td:first-child").all_inner_texts()
        assert [place.strip() for place in places] == ["F11", "H11", "I11"]
        assert officer.problems == []

        officer.press("Ký xác nhận")
        officer.page.get_by_text("hãy ghi lời giải thích").first.wait_for()
        officer.problems.clear()  # Chromium notes the refusal
        officer.page.locator("#id_text").fill("Bảng cũ chia đôi độ hồi sai; quy trình đúng.")
        officer.press("Ký xác nhận")
        officer.page.get_by_text("Đã ký xác nhận lần đối chiếu.").wait_for()
        assert officer.problems == []

    rows = installation.look(
        "SELECT equal, differing, unmapped FROM calibration_parityrun ORDER BY id"
    )
    assert [tuple(row) for row in rows] == [(43, 0, 0), (40, 3, 0)]
    installation.manage("check_audit")


def test_a_range_is_typed_or_taken_with_the_keys_alone(
    browser: "Browser", installation: Installation, built: None, tmp_path: Path
) -> None:
    told = installation.make("workbench")
    installation.serve()
    with Visitor(browser, installation.address) as officer:
        officer.sign_in(told["quality"])
        officer.go(f"/procedures/{told['draft']}/parity/")
        brings(officer, tmp_path / "ap-ke.xlsx", books.workbook(books.gauge()))
        page = officer.page
        page.locator("[name='outputs//verdict//cells']").focus()
        page.locator("[data-place=A8]").focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.keyboard.press("Shift+ArrowDown")
        page.keyboard.press("Shift+ArrowRight")
        assert page.locator("[name='outputs//verdict//cells']").input_value() == "A9:B10"
        assert page.locator("#spot-place").inner_text() == "B10"
        page.locator("[name='outputs//verdict//cells']").fill("J9:J")
        officer.press("Thử so sánh")
        wrong = page.locator("[id='outputs//verdict//cells-wrong']")
        assert "Cần một ô hoặc một vùng ô." in wrong.inner_text()


@pytest.mark.parametrize("size", [DESK, (1024, 768), TABLET, PHONE])
def test_it_fits_every_screen_in_both_languages(
    browser: "Browser", installation: Installation, built: None, tmp_path: Path,
    size: tuple[int, int],
) -> None:  # fmt: skip
    told = installation.make("workbench")
    installation.serve()
    found = []
    with Visitor(browser, installation.address, size) as officer:
        officer.sign_in(told["quality"])
        here = f"/procedures/{told['draft']}/parity/"
        officer.go(here)
        changed = books.gauge(F11="=ABS(B11-C11)/2")
        brings(officer, tmp_path / "ap-ke.xlsx", books.workbook(changed))
        pages = [here, officer.here]
        officer.press("So sánh và lưu")
        officer.page.wait_for_url(re.compile(r"/parity/\d+/$"))
        pages.append(officer.here)
        for language in ("vi", "en"):
            if language == "en":
                officer.switch_to("en")
            for page in pages:
                officer.go(page)
                found.append((page, language, officer.too_wide))
        assert officer.problems == []

    assert [each for each in found if each[2]] == []
