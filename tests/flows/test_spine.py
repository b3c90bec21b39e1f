"""The whole line once, by the people who work it: list, jobs, readings, review, paper, money.

A real `manage.py serve`, a Chromium for each person, nothing behind the pages' back but the
readings of the two gauges that would only repeat the first one's.
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from tests.flows.bench_by_api import reading
from tests.flows.client_list import SERIALS, list_of_gauges
from tests.flows.installation import Installation
from tests.flows.paper import says_all_it_must
from tests.flows.visitor import Tablet, Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

VALUE = 472_500  # 3 × 150.000, and 5 % VAT
UP = ("0,00", "2,05", "4,05", "6,10", "8,05", "10,00")
DOWN = ("0,00", "2,10", "4,15", "6,15", "8,10", "10,00")
READINGS = 15  # temperature, two checks, 6 points up and down
RETURNED = "accuracy/3/down/0"
COMMENT = "Số chỉ chiều giảm ở 6 bar lệch khác các điểm bên cạnh, đo lại giúp."
OWN_WORK = "Bạn là người thực hiện phiếu này: chờ người soát lại khác."

pytestmark = [pytest.mark.browser, pytest.mark.service]


@pytest.fixture
def laboratory(installation: Installation, built: None) -> dict[str, Any]:
    """A laboratory at work, and its server."""
    told = installation.make("spine")
    installation.serve()
    return told


@pytest.fixture
def people(
    browser: "Browser", installation: Installation, laboratory: dict[str, Any]
) -> Iterator[dict[str, Visitor]]:
    """Each at a browser of their own, signed in."""
    with ExitStack() as stack:
        there: dict[str, Visitor] = {}
        for role in ("officer", "approver", "manager", "client"):
            there[role] = stack.enter_context(Visitor(browser, installation.address))
        there["technician"] = stack.enter_context(Tablet(browser, installation.address))
        for role, visitor in there.items():
            visitor.sign_in(laboratory[role])
        yield there


def test_from_a_clients_list_to_certificates_and_revenue(
    browser: "Browser",
    installation: Installation,
    laboratory: dict[str, Any],
    people: dict[str, Visitor],
    tmp_path: Path,
) -> None:
    officer, approver, manager = people["officer"], people["approver"], people["manager"]
    technician = people["technician"]
    assert isinstance(technician, Tablet)
    assert technician.here == "/jobs/today/", "two roles: the first of them decides"
    before = revenue_signed(manager)

    contract = draws_up_a_contract(officer, laboratory["customer"])
    imports_the_list(officer, tmp_path)
    assert_priced(officer)
    signs(officer)
    jobs = jobs_of_today(technician)
    assert sorted(jobs) == sorted(SERIALS)
    reads_the_dial(technician, jobs[SERIALS[2]])

    first = jobs[SERIALS[0]]
    measures_on_the_tablet(technician, first, laboratory["standard"])
    for serial in SERIALS[1:]:
        measures_through_the_api(technician, jobs[serial], laboratory["standard"])

    is_refused_their_own_work(technician, first)
    returns_one_cell(approver, first)
    corrects_it(technician, first)

    number, certificate = approves_by_page(approver, first)
    others = approves_selected(approver, [jobs[serial] for serial in SERIALS[1:]])
    numbers = {number, *others}
    assert numbers == {certificate_number(n) for n in (1, 2, 3)}

    pdf = downloads(approver, certificate)
    check = says_all_it_must(pdf, number, installation.address)
    assert client_downloads(people["client"], number) == pdf
    anyone_may_check(browser, installation, check, number, pdf)

    assert revenue_signed(manager) - before == VALUE
    officer.go(contract)
    assert officer.page.locator("h1 .state").inner_text() == "đã hoàn thành"
    assert "Đã duyệt 3 / 3 phương tiện" in officer.text
    assert "đã cấp giấy 3" in officer.text
    assert all(number in officer.text for number in numbers)
    assert {role: one.problems for role, one in people.items() if one.problems} == {}


# The contract officer


def draws_up_a_contract(officer: Visitor, customer: str) -> str:
    """From the landing page to an empty draft; its address."""
    assert officer.here == "/contracts/"
    officer.press("Soạn hợp đồng")
    officer.field("Khách hàng").select_option(label=customer)
    officer.field("Nội dung").fill("Kiểm định áp kế lò hơi")
    officer.press("Lưu nháp")
    officer.page.wait_for_url(re.compile(r"/contracts/\d+/$"))
    return officer.here


def imports_the_list(officer: Visitor, folder: Path) -> None:
    """Upload, read the fate of each row, enter all."""
    file = folder / "danh sách áp kế (cuối).xlsx"
    file.write_bytes(list_of_gauges())
    officer.field("Danh sách phương tiện").set_input_files(file)
    officer.press("Nạp và xem trước")
    officer.page.wait_for_url("**/imports/**")
    preview = officer.here
    rows = officer.page.locator("tr[id^=row-]")
    for _ in range(100):
        if rows.count():
            break
        officer.page.wait_for_timeout(100)
        officer.go(preview)

    assert rows.count() == 3
    assert rows.locator(".state").all_inner_texts() == ["mới"] * 3
    for row, serial in zip(rows.all(), SERIALS, strict=True):
        said = row.inner_text()
        assert serial in said
        assert "150.000" in said
    assert "1 dòng không phải phương tiện: Phân xưởng Lò hơi" in officer.text
    officer.press("Nhập tất cả 3 dòng")
    officer.page.wait_for_url("**/tasks/**")
    officer.press("Xem kết quả")
    officer.page.wait_for_url("**/imports/**")
    assert "Đã nhập vào hợp đồng." in officer.text
    officer.page.locator(".trail a").last.click()
    officer.page.wait_for_url(re.compile(r"/contracts/\d+/$"))


def assert_priced(officer: Visitor) -> None:
    foot = " ".join(officer.page.locator("tfoot").first.inner_text().split())
    assert "Cộng chưa thuế 450.000" in foot
    assert "Thuế GTGT 22.500" in foot
    assert "Tổng cộng có thuế 472.500" in foot
    assert "Bốn trăm bảy mươi hai nghìn năm trăm đồng" in officer.text


def signs(officer: Visitor) -> None:
    """Today."""
    officer.press("Ký hợp đồng")
    officer.press("Ký hợp đồng")
    officer.page.wait_for_url(re.compile(r"/contracts/\d+/$"))
    assert "Đã ký; phiếu công việc đã mở." in officer.text
    assert officer.page.locator("#items tbody .state").all_inner_texts() == ["chờ thực hiện"] * 3


# The technician


def jobs_of_today(technician: Visitor) -> dict[str, int]:
    """The jobs on the landing page by the serial of their instrument.

    One cannot start: the client's list left its scale interval blank, and the page says so.
    """
    technician.go("/jobs/today/")
    found = {}
    for row in technician.page.locator("tbody tr").all():
        said = row.inner_text()
        [serial] = [serial for serial in SERIALS if serial in said]
        blocked = "Phương tiện đo còn thiếu “Giá trị độ chia”." in said
        assert blocked == (serial == SERIALS[2])
        href = row.get_by_role("link").first.get_attribute("href") or ""
        found[serial] = int(href.split("/")[2])
    return found


def reads_the_dial(technician: Visitor, job: int) -> None:
    """From what blocks the job to its instrument, to write down the scale interval."""
    technician.go("/jobs/today/")
    assert technician.page.locator(f'main a[href="/jobs/{job}/"]').count() == 1
    technician.press("Sửa thông số của phương tiện đo")
    technician.field("Giá trị độ chia").fill("0,2 bar")
    technician.press("Lưu")
    technician.page.wait_for_url(re.compile(r"/instruments/\d+/$"))


def measures_on_the_tablet(tablet: Tablet, job: int, standard: str) -> None:
    """Start, choose one of two standards, key all fifteen values, submit."""
    tablet.go("/jobs/today/")
    tablet.page.locator(f'a[href="/bench/{job}/"]').tap()
    tablet.page.get_by_role("checkbox", name=standard).check()
    tablet.tap("Phòng đo")
    tablet.tap("Bắt đầu")
    tablet.page.locator(".cell.here").wait_for()
    assert tablet.too_wide == 0

    tablet.key_next("21,5")
    while tablet.in_hand.startswith("environment/"):
        tablet.page.get_by_role("button", name="Tiếp").tap()  # humidity is not required
    tablet.tap("✓ Đạt")
    tablet.tap("✓ Đạt")
    for row, value in enumerate(UP):
        assert tablet.in_hand == f"accuracy/{row}/up/0"
        tablet.key_next(value)
    for row in (5, 4, 3, 2, 1, 0):
        assert tablet.in_hand == f"accuracy/{row}/down/0"
        tablet.key_next(DOWN[row])
    tablet.all_sent(READINGS)
    assert tablet.cell(RETURNED) == "6,15"
    tablet.hand_in()


def measures_through_the_api(technician: Visitor, job: int, standard: str) -> None:
    """The same, as a device of the laboratory would send it."""
    bundle = technician.ask("GET", f"/api/v1/jobs/{job}/worksheet/").json()
    [chosen] = [one["id"] for one in bundle["standards"]["candidates"] if one["code"] == standard]
    start = {"standards": [chosen], "place": "Phòng đo"}
    assert technician.ask("POST", f"/api/v1/jobs/{job}/start/", start).status == 201
    sent = {"locale": "vi", "readings": [
        reading("environment", 0, "temperature", "21,5", "degC"),
        reading("checks", 0, "external", "pass"),
        reading("checks", 0, "technical", "pass"),
        *(reading("accuracy", row, "up", value, "bar") for row, value in enumerate(UP)),
        *(reading("accuracy", row, "down", value, "bar") for row, value in enumerate(DOWN)),
    ]}  # fmt: skip
    answer = technician.ask("POST", f"/api/v1/jobs/{job}/readings/", sent)
    assert (answer.status, len(answer.json()["accepted"])) == (200, READINGS), answer.text()
    assert technician.ask("POST", f"/api/v1/jobs/{job}/submit/").status == 200


def is_refused_their_own_work(technician: Visitor, job: int) -> None:
    """The page says so, and the door refuses whoever posts all the same."""
    technician.go("/review/")
    boxes = technician.page.locator(f"input[name=jobs][value='{job}']")
    assert boxes.count() == 0
    technician.go(f"/review/{job}/")
    button = technician.page.get_by_role("button", name="Duyệt và cấp giấy")
    assert button.is_disabled()
    assert "chờ người soát lại khác" in technician.text

    answer = technician.ask("POST", f"/api/v1/jobs/{job}/approve/")

    assert answer.status == 409
    assert OWN_WORK in answer.text()
    assert technician.ask("GET", f"/api/v1/jobs/{job}/").json()["state"] == "measured"


def corrects_it(tablet: Tablet, job: int) -> None:
    """The returned cell is in hand, with its comment; a new reading supersedes, with a reason."""
    tablet.go("/jobs/today/")
    assert "1 ô bị trả lại" in tablet.text
    tablet.page.locator(f'a[href="/bench/{job}/"]').tap()
    tablet.page.locator(".cell.here").wait_for()
    assert tablet.in_hand == RETURNED
    assert tablet.page.get_by_text(COMMENT).is_visible()

    tablet.key_next("6,12")
    tablet.tap("Theo góp ý soát lại")
    assert tablet.cell(RETURNED) == "6,12"
    tablet.hand_in()  # sends what still waits on the device first


# The approver


def returns_one_cell(approver: Visitor, job: int) -> None:
    """Mark it, say why."""
    approver.go("/review/")
    approver.page.locator(f'a[href="/review/{job}/"]').first.click()
    approver.page.locator(f"input[name=cells][value='{RETURNED.replace('/', '.')}']").check()
    approver.field("Lý do hoặc nhận xét").fill(COMMENT)
    approver.press("Trả lại")
    approver.page.wait_for_url("**/review/")
    assert "Đã trả lại 1 ô; các ô khác giữ nguyên." in approver.text


def approves_by_page(approver: Visitor, job: int) -> tuple[str, str]:
    """Both readings of the cell are in sight; the certificate's number and address."""
    approver.go(f"/review/{job}/")
    cell = approver.page.locator("td").filter(
        has=approver.page.locator(f"input[value='{RETURNED.replace('/', '.')}']")
    )
    assert cell.locator("del").inner_text() == "6,15"
    assert "6,12" in cell.inner_text()
    assert "Theo góp ý soát lại" in cell.inner_text()
    approver.press("Duyệt và cấp giấy")
    approver.page.wait_for_url("**/certificates/**")
    return approver.page.locator("h1").inner_text().split()[0], approver.here


def approves_selected(approver: Visitor, jobs: list[int]) -> list[str]:
    """Two at once; their certificates' numbers."""
    approver.go("/review/")
    for job in jobs:
        approver.page.locator(f"input[name=jobs][value='{job}']").check()
    approver.press("Duyệt các phiếu đã chọn")
    approver.page.get_by_text("Đã cấp 2 trên 2 công việc được chọn.").first.wait_for()
    assert "Đã cấp 2 trên 2 công việc được chọn." in approver.text
    return approver.page.locator('main a[href^="/certificates/"]').all_inner_texts()


def certificate_number(n: int) -> str:
    return f"V{timezone.localdate():%y}.{n:05}"


# The paper


def downloads(approver: Visitor, certificate: str) -> bytes:
    """Wait for the file on the certificate's page, then open it."""
    approver.go(certificate)
    link = approver.page.get_by_role("link", name="Mở PDF")
    link.wait_for()
    return approver.download(link.get_attribute("href") or "")


def client_downloads(client: Visitor, number: str) -> bytes:
    """The client's landing names each instrument and its paper."""
    client.go("/")
    assert client.here == "/mine/"
    for serial in SERIALS:
        assert serial in client.text
    row = client.page.locator("tbody tr").filter(has_text=number)
    assert SERIALS[0] in row.inner_text()
    href = row.get_by_role("link", name="Tải PDF").get_attribute("href")
    file = client.download(href or "")
    row.get_by_role("link", name=number).click()
    client.page.wait_for_url("**/certificates/**")
    assert client.page.locator("h1").inner_text().startswith(number)
    return file


def anyone_may_check(
    browser: "Browser", installation: Installation, address: str, number: str, pdf: bytes
) -> None:
    """A stranger with the paper in hand, in either language."""
    for language, size in (("vi", (390, 844)), ("en", (1280, 800))):
        with Visitor(browser, installation.address, size, language) as stranger:
            stranger.page.goto(address)
            for phrase in (
                "Giấy còn hiệu lực",
                "This certificate is valid.",
                number,
                SERIALS[0],
                hashlib.sha256(pdf).hexdigest(),
            ):
                assert phrase in stranger.text
            assert "6,1" not in stranger.text, "no results on the public page"
            assert stranger.page.locator("html").get_attribute("lang") == "vi", "both at once"
            assert (stranger.too_wide, stranger.problems) == (0, [])


# The manager


def revenue_signed(manager: Visitor) -> int:
    """The card of the present quarter: signed, with VAT."""
    manager.go("/figures/")
    card = manager.page.get_by_role("article", name="Doanh thu theo hợp đồng")
    assert "gồm thuế GTGT" in card.inner_text()
    return int(card.locator("a.value").inner_text().replace(".", ""))
