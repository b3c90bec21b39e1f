"""The quality officer's budget, in Chromium: opened, changed, simulated, kept, opened again."""

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.flows.installation import Installation
from tests.flows.visitor import DESK, PHONE, TABLET, Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

H1 = "GUM H.1: căn mẫu 50 mm, bậc tự do hiệu dụng"
TITLE = "Mẫu chuẩn độ dài 50 mm"
# Chromium notes the status of the one saving without a title.
REFUSED = (
    "/workbench/save/ console: Failed to load resource: "
    "the server responded with a status of 400 (Bad Request)"
)
THIN = "\u202f"

pytestmark = [pytest.mark.browser, pytest.mark.service]


def stated(visitor: Visitor) -> str:
    """The summary that stays in sight."""
    return " ".join(visitor.page.locator("#stated").inner_text().replace(THIN, "").split())


def says(visitor: Visitor, words: str) -> None:
    """Wait until the summary says so."""
    visitor.page.wait_for_function(
        "words => document.querySelector('#stated')?.innerText.replaceAll('\\u202f', '')"
        ".includes(words) ?? false",
        arg=words,
    )


def test_a_budget_from_an_example_to_a_procedure(
    browser: "Browser", installation: Installation, built: None
) -> None:
    told = installation.make("workbench")
    installation.serve()
    with Visitor(browser, installation.address) as officer:
        officer.sign_in(told["quality"])
        page = officer.page

        page.get_by_role("link", name="Bàn tính U").click()
        officer.field("Mở một ví dụ đã công bố").select_option(label=H1)
        officer.press("Mở")
        says(officer, "l = (50000838 ± 69) nm")

        changes_a_value(officer)
        makes_a_mistake(officer)
        adds_and_removes_a_row(officer)
        runs_monte_carlo(officer)
        keeps_it(officer, told["draft"])
        opens_it_again(officer, told["draft"])
        assert officer.problems == [REFUSED]

    kept = installation.look(
        "SELECT version, measurement FROM calibration_procedurebudget ORDER BY version"
    )
    widths = [json.loads(m)["inputs"][0]["components"][0]["U"] for _version, m in kept]
    assert ([version for version, _m in kept], widths) == ([1, 2], [60.0, 75.0])
    installation.manage("check_audit")


def changes_a_value(officer: Visitor) -> None:
    """Typed text stays under the fingers while the result follows."""
    box = officer.page.locator("[name='inputs.0.components.0.U']")
    box.click()
    box.press("Control+a")
    box.press_sequentially("60", delay=30)
    says(officer, "l = (50000838 ± 62) nm")

    assert box.input_value() == "60"
    assert officer.page.evaluate("document.activeElement.name") == "inputs.0.components.0.U"
    assert "nm" in officer.page.locator("#output-1 .budget tbody tr").first.inner_text()


def makes_a_mistake(officer: Visitor) -> None:
    """Said beside the field with the place marked; put right, it goes away."""
    model = officer.page.locator("[name='outputs.0.model']")
    good = model.input_value()
    model.fill(f"{good} + nobody")
    wrong = officer.page.locator("#outputs-0-model-wrong")
    wrong.get_by_text("nobody").first.wait_for()
    assert wrong.locator("mark").inner_text() == "n"
    assert "Chưa tính được" in stated(officer)
    assert model.input_value() == f"{good} + nobody"

    model.fill(good)
    says(officer, "l = (50000838 ± 62) nm")
    assert wrong.inner_text() == ""


def adds_and_removes_a_row(officer: Visitor) -> None:
    """By keyboard: the cursor goes on in the new row, and nothing else moves."""
    page = officer.page
    page.get_by_role("button", name="Thêm đại lượng đầu vào").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.name === 'inputs.6.name'")
    page.keyboard.type("x_1")
    assert page.locator("[name='inputs.0.components.0.U']").input_value() == "60"

    page.locator("[name='inputs.6.components.0.kind']").select_option("type_a:observations")
    page.locator("[name='inputs.6.components.0.observations']").wait_for()
    assert page.locator("[name='inputs.6.name']").input_value() == "x_1"
    page.locator("#remove-inputs-6").click()
    page.locator("[name='inputs.6.name']").wait_for(state="detached")
    page.wait_for_function("() => document.activeElement.id === 'restore'")
    page.keyboard.press("Enter")
    page.locator("[name='inputs.6.name']").wait_for()
    assert page.locator("[name='inputs.6.name']").input_value() == "x_1"
    page.locator("#remove-inputs-6").click()
    page.locator("[name='inputs.6.name']").wait_for(state="detached")
    says(officer, "l = (50000838 ± 62) nm")


def runs_monte_carlo(officer: Visitor) -> None:
    """The histogram comes with its finding, and follows the next edit."""
    page = officer.page
    officer.press("Chạy mô phỏng Monte Carlo")
    page.locator("figure.chart").first.wait_for()
    titles = page.locator("figure.chart figcaption").all_inner_texts()
    assert [re.sub(r":.*", "", title) for title in titles] == ["l", "d_out"]
    assert all("khoảng phủ bậc nhất" in title for title in titles)
    assert page.locator("figure.chart path.curve").count() >= 2
    assert "200.000 lần, số khởi tạo 1" in officer.text

    page.locator("[name=seed]").fill("2")
    page.get_by_text("200.000 lần, số khởi tạo 2").wait_for()


def keeps_it(officer: Visitor, draft: int) -> None:
    """Refused without a title, with nothing lost; then it stands with the procedure."""
    page = officer.page
    officer.press("Lưu vào quy trình")
    page.locator("#title-wrong").get_by_text("Bảng cần có tên.").wait_for()
    assert page.locator("[name='inputs.0.components.0.U']").input_value() == "60"
    officer.field("Tên bảng").fill(TITLE)
    officer.press("Lưu vào quy trình")
    page.wait_for_url(re.compile(rf"/procedures/{draft}/#budgets$"))
    assert f"Đã lưu bảng “{TITLE}”, phiên bản 1." in officer.text
    assert "± 62) nm; k = 2,23" in officer.text


def opens_it_again(officer: Visitor, draft: int) -> None:
    """As it was saved, with its run; and the next saving is version 2, to be compared."""
    page = officer.page
    officer.press(TITLE)
    says(officer, "l = (50000838 ± 62) nm")
    assert f"Đang mở: {TITLE}, phiên bản 1." in officer.text
    assert "khác với kết quả đã lưu" not in officer.text
    assert page.locator("figure.chart").count() == 2

    page.locator("[name='inputs.0.components.0.U']").fill("75")
    says(officer, "l = (50000838 ± 69) nm")
    officer.press("Lưu vào quy trình")
    page.wait_for_url(re.compile(rf"/procedures/{draft}/#budgets$"))
    officer.press("So sánh hai phiên bản")
    page.get_by_role("heading", name="Thay đổi").wait_for()
    assert "U: 60 → 75" in officer.text


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        (lambda route: route.abort(), "Không tới được máy chủ."),
        (lambda route: route.fulfill(status=500, body="<h1>x</h1>"), "Máy chủ gặp lỗi khi tính."),
        (lambda route: route.fulfill(status=403, body="<h1>x</h1>"), "Phiên làm việc đã hết."),
    ],
    ids=["no network", "a fault", "signed out"],
)
def test_a_failure_leaves_the_form_and_says_that_the_result_is_old(
    browser: "Browser", installation: Installation, built: None, break_it: Any, words: str
) -> None:
    told = installation.make("workbench")
    installation.serve()
    with Visitor(browser, installation.address) as officer:
        officer.sign_in(told["quality"])
        officer.go("/workbench/?example=ea402-s9-dmm-100v")
        page = officer.page
        page.route("**/workbench/", break_it)
        for value in ("101", "102"):  # the second finds the page as the first left it
            page.locator("[name='inputs.0.value']").fill(value)
            page.locator("#unsent").get_by_text(words).wait_for()
            assert page.locator("#workbench.stale").count() == 1
        page.unroute("**/workbench/")
        page.get_by_role("button", name="Tính lại").click()
        says(officer, "E_X = (2,000 ± 0,049) V")

        assert page.locator("#unsent").is_hidden()
        assert page.locator("#workbench.stale").count() == 0


def test_what_was_typed_outlives_a_switch_of_language_and_leaving_asks_first(
    browser: "Browser", installation: Installation, built: None
) -> None:
    told = installation.make("workbench")
    installation.serve()
    asked: list[str] = []
    with Visitor(browser, installation.address) as officer:
        officer.sign_in(told["quality"])
        officer.go("/workbench/?example=ea402-s9-dmm-100v")
        page = officer.page
        page.locator("[name='inputs.0.value']").fill("100,25")
        page.locator("#title").fill("Đồng hồ")

        officer.switch_to("en")
        says(officer, "E_X = (0.250 ± 0.049) V")
        assert page.locator("[name='inputs.0.value']").input_value() == "100.25"
        assert page.locator("#title").input_value() == "Đồng hồ"

        def stay(dialog: Any) -> None:
            asked.append(dialog.type)
            dialog.dismiss()

        page.on("dialog", stay)
        page.get_by_role("link", name="Start anew").click(no_wait_after=True)
        page.wait_for_timeout(300)
        assert asked == ["beforeunload"]
        assert page.locator("[name='inputs.0.value']").input_value() == "100.25"
        assert officer.problems == []


@pytest.mark.parametrize("size", [DESK, (1024, 768), TABLET, PHONE])
def test_it_fits_every_screen_in_both_languages(
    browser: "Browser", installation: Installation, built: None, size: tuple[int, int]
) -> None:
    told = installation.make("workbench")
    installation.serve()
    found = []
    with Visitor(browser, installation.address, size) as officer:
        officer.sign_in(told["quality"])
        for language, run in (("vi", "Chạy mô phỏng Monte Carlo"), ("en", "Run Monte Carlo")):
            if language == "en":
                officer.switch_to("en")
            for example in ("gum-h1-end-gauge", "ea402-s9-dmm-100v", "gum-h2-rxz-observations"):
                officer.go(f"/workbench/?example={example}")
                officer.press(run)
                officer.page.locator("figure.chart").first.wait_for()
                found.append((example, language, officer.too_wide))
        assert officer.problems == []

    assert [each for each in found if each[2]] == []
