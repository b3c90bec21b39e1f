"""The tablet's page in Chromium: hoses, photos, as found and as left, two tablets on one worksheet."""

import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.flows.installation import ROOT, Installation
from tests.flows.keying import Keyer, values_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.service]

EXAMPLES = {
    each["code"]: each
    for each in json.loads(
        Path(ROOT, "calibration/data/worked_examples.json").read_text(encoding="utf-8")
    )["examples"]
}
POINTS = (0, 2, 4, 6, 8, 10)
ROOM = {"temperature": ["21.5"]}


def gauge(section: str, off: str = "0.05") -> dict[str, str]:
    """A gauge 0…10 bar that indicates `off` too much at 6 bar."""
    return {
        f"{section}/{row}/{way}/0": f"{point + (float(off) if point == 6 else 0):.2f}"
        for row, point in enumerate(POINTS)
        for way in ("up", "down")
    }


def test_a_dispenser_with_two_hoses_and_a_photo(
    browser: "Browser", installation: Installation, built: None
) -> None:
    told, example = installation.make("dispenser"), EXAMPLES["fuel-dispenser"]
    installation.serve()
    values = values_of(example["tables"])
    values["volume~2/1/v_fd/0"] = "20.30"  # the second hose gives too little
    with Keyer(browser, installation.address) as keyer:
        keyer.sign_in(told["technician"])
        keyer.go(f"/bench/{told['job']}/")
        keyer.begin()
        came = keyer.fill(example["environment"], values)
        attaches_a_photo(keyer)
        keyer.nothing_waits()
        tabs = keyer.page.get_by_role("navigation", name="Kênh đo").get_by_role("button")
        keyer.page.locator(".tab .fail").wait_for()
        said = [" ".join(tab.inner_text().split()) for tab in tabs.all()]
        keyer.hand_in()
        results = keyer.ask("GET", f"/api/v1/jobs/{told['job']}/worksheet/").json()
        assert keyer.problems == []

    first = [cell for cell in came if "~1/" in cell]
    assert came.index(first[-1]) < came.index(next(cell for cell in came if "~2/" in cell))
    assert said == ["Vòi 1 ✓ Đạt", "Vòi 2 ✕ Không đạt"]
    assert [each["verdict"] for each in results["channels"]] == ["pass", "fail"]
    assert results["verdict"] == "fail"
    [photo] = results["attachments"]
    assert (photo["kind"], photo["caption"]) == ("image/jpeg", "Mặt số vòi 2")


# Draws a picture of 24 megapixels in the page: a photo as cameras take them.
DRAWN = """async () => {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [6000, 4000];
  const brush = canvas.getContext('2d');
  for (let i = 0; i < 600; i += 1) {
    brush.fillStyle = `hsl(${i % 360}, 70%, 50%)`;
    brush.fillRect((i * 977) % 6000, (i * 613) % 4000, 400, 300);
  }
  const blob = await new Promise(done => canvas.toBlob(done, 'image/png'));
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = '';
  for (let i = 0; i < bytes.length; i += 30000) {
    text += String.fromCharCode(...bytes.subarray(i, i + 30000));
  }
  return btoa(text);
}"""
PNG_END = 12  # what follows the last chunk's length: its type and check sum


def large_photo(keyer: Keyer) -> bytes:
    """A picture of 30 MB: the drawn one, and what a camera writes besides (a private chunk)."""
    drawn = base64.b64decode(keyer.page.evaluate(DRAWN))
    return drawn + b"\0" * (30 * 1024 * 1024 - len(drawn))


def attaches_a_photo(keyer: Keyer) -> None:
    """Made small on the device, kept there until it has its caption, then sent."""
    keyer.tap("Ảnh, tệp")
    keyer.page.locator(".photos input[type=file]").first.set_input_files(
        {"name": "IMG_2204.png", "mimeType": "image/png", "buffer": large_photo(keyer)}
    )
    keyer.page.get_by_label("Chú thích").fill("Mặt số vòi 2")
    keyer.page.get_by_role("button", name="Lưu").tap()
    keyer.page.locator(".photos img.thumb").wait_for()
    sizes = keyer.page.evaluate(
        "async () => { const i = document.querySelector('.photos img.thumb'); await i.decode();"
        " return [i.naturalWidth, i.naturalHeight]; }"
    )
    assert sizes == [2000, 1333]
    keyer.tap("Đóng")


def test_as_found_then_adjusted_then_as_left(
    browser: "Browser", installation: Installation, built: None
) -> None:
    told = installation.make("gauges")
    installation.serve()
    adjusted, first = told["jobs"]
    with Keyer(browser, installation.address) as keyer:
        keyer.sign_in(told["technician"])
        keyer.go(f"/bench/{adjusted}/")
        keyer.begin()
        keyer.fill(ROOM, gauge("accuracy", "0.40"))
        assert keyer.page.locator(".verdict.fail").count() > 0
        keyer.tap("Đã hiệu chỉnh…")
        keyer.page.get_by_role("textbox").fill("Chỉnh lại cơ cấu truyền")
        keyer.page.keyboard.press("Enter")
        assert keyer.in_hand == "accuracy!left/0/up/0"
        keyer.fill(ROOM, gauge("accuracy!left"))
        keyer.nothing_waits()
        keyer.hand_in()
        found = keyer.ask("GET", f"/api/v1/jobs/{adjusted}/worksheet/").json()

        starts_a_first_calibration(keyer, first)
        other = keyer.ask("GET", f"/api/v1/jobs/{first}/worksheet/").json()
        assert keyer.problems == []

    assert found["verdict"] == "pass"
    assert by_phase(found) == {"": {"pass", "fail"}, "left": {"pass"}}
    [note] = [one for one in found["readings"] if one["section"] == "adjustment"]
    assert note["digits"] == "Chỉnh lại cơ cấu truyền"
    assert (other["plan"]["mode"], by_phase(other)) == ("first", {"": {"pass"}})


def starts_a_first_calibration(keyer: Keyer, job: int) -> None:
    """Nothing as found: chosen at the start, said on the page, and no adjustment is offered."""
    keyer.go(f"/bench/{job}/")
    keyer.page.get_by_text("Hiệu chuẩn lần đầu").first.tap()
    keyer.begin()
    assert keyer.page.get_by_text("không có số trước hiệu chỉnh").is_visible()
    assert keyer.page.get_by_role("button", name="Đã hiệu chỉnh…").count() == 0
    keyer.fill(ROOM, gauge("accuracy"))
    keyer.nothing_waits()
    keyer.hand_in()


def by_phase(bundle: dict[str, Any]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for point in bundle["results"]:
        found.setdefault(point["phase"], set()).add(point["verdict"])
    return found


def test_two_tablets_on_one_worksheet_lose_nothing(
    browser: "Browser", installation: Installation, built: None
) -> None:
    told = installation.make("gauges")
    installation.serve()
    page = f"/bench/{told['shared']}/"
    with (
        Keyer(browser, installation.address) as first,
        Keyer(browser, installation.address) as second,
    ):
        for keyer, email in ((first, told["technician"]), (second, told["second"])):
            keyer.sign_in(email)
            keyer.go(page)
            keyer.page.locator(".cell.here").wait_for()
        second.context.set_offline(True)
        records(first, {0: "0,00", 1: "2,05", 2: "4,10"})
        first.nothing_waits()
        records(second, {0: "0,00", 1: "2,15", 2: "4,00", 3: "6,05"})
        second.context.set_offline(False)

        settles_two(second)
        second.nothing_waits()
        first.go(page)
        first.page.locator('[data-cell="accuracy/3/up/0"]', has_text="6,05").wait_for()
        shown = [first.cell(f"accuracy/{row}/up/0") for row in range(4)]
        readings = first.ask("GET", f"/api/v1/jobs/{told['shared']}/worksheet/").json()["readings"]
        assert first.problems == []

    assert shown == ["0,00", "2,15", "4,10", "6,05"]
    ours = sorted((r["row"], r["digits"], r["reason"]) for r in readings if r["column"] == "up")
    assert ours == [
        (0, "0.00", ""), (1, "2.05", ""), (1, "2.15", "Số kia gõ nhầm"), (2, "4.10", ""),
        (3, "6.05", ""),
    ]  # fmt: skip


def records(keyer: Keyer, values: dict[int, str]) -> None:
    for row, value in values.items():
        keyer.page.locator(f'[data-cell="accuracy/{row}/up/0"]').tap()
        keyer.type(value)


def settles_two(keyer: Keyer) -> None:
    """Both values with who and when; one of ours replaces theirs, one of theirs stands."""
    keyer.page.get_by_role("button", name="✕ Bị từ chối 2").tap()
    assert keyer.in_hand == "accuracy/1/up/0"
    clash = keyer.page.locator(".clash")
    said = " ".join(clash.inner_text().split())
    assert "Của tôi 2,15" in said
    assert "Của Trần Thị Thử 2,05" in said
    keyer.tap("Thay bằng 2,15 của tôi…")
    keyer.tap("Số kia gõ nhầm")

    keyer.page.locator('[data-cell="accuracy/2/up/0"]').tap()
    keyer.tap("Giữ 4,10")
    assert keyer.cell("accuracy/2/up/0") == "4,10"
    dropped = keyer.page.locator(".dropped")
    assert "Số chỉ của tôi đã không dùng (2)" in dropped.inner_text()  # one read the same
    dropped.locator("summary").tap()
    assert "4,00" in dropped.inner_text()


def test_a_gauge_by_keyboard_alone(
    browser: "Browser", installation: Installation, built: None
) -> None:
    told = installation.make("gauges")
    installation.serve()
    with Keyer(browser, installation.address) as keyer:
        keyer.page.set_viewport_size({"width": 1280, "height": 800})
        keyer.sign_in(told["technician"])
        keyer.go(f"/bench/{told['jobs'][0]}/")
        keyer.page.get_by_role("button", name="Bắt đầu").wait_for()
        walks_to(keyer, "Bắt đầu", "Tab")
        keyer.page.keyboard.press("Enter")
        keyer.page.locator(".cell.here").wait_for()
        keyer.fill(ROOM, gauge("accuracy"))

        keyer.page.keyboard.press("Control+z")
        assert keyer.in_hand == "accuracy/0/down/0"
        keyer.page.keyboard.press("Backspace")
        keyer.type("2")
        keyer.page.keyboard.press("ArrowDown")
        keyer.page.keyboard.press("ArrowLeft")
        assert keyer.in_hand == "accuracy/1/up/0"
        keyer.nothing_waits()
        walks_to(keyer, "Nộp soát lại", "Shift+Tab")
        keyer.page.keyboard.press("Enter")
        keyer.page.get_by_text("Đã nộp, chờ người khác soát lại").wait_for()
        sheet = keyer.ask("GET", f"/api/v1/jobs/{told['jobs'][0]}/worksheet/").json()
        assert keyer.problems == []

    [mended] = [r for r in sheet["readings"] if (r["row"], r["column"]) == (0, "down")]
    assert (mended["as_typed"], mended["reason"]) == ("0,02", "")  # before it left: no trace


def walks_to(keyer: Keyer, words: str, key: str) -> None:
    """Press a key until the focus, seen by its outline, is on the button with these words."""
    for _ in range(60):
        keyer.page.keyboard.press(key)
        said, outline = keyer.page.evaluate(
            "() => [document.activeElement.textContent,"
            " getComputedStyle(document.activeElement).outlineStyle]"
        )
        if words in said and len(said) < 60:
            assert outline == "solid"
            return
    raise AssertionError(f"no way to {words}")
