"""A bench of twelve water meters: made from the list of jobs, read by position, handed in at once."""

from typing import TYPE_CHECKING, Any

import pytest

from tests.flows.installation import Installation
from tests.flows.keying import Keyer

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.service]

METERS = 12
LEAKS, WRONG = 5, 8  # positions
VOLUMES = ("10", "10", "100")  # what each run delivers, in litres
POINTS = ("Q1", "Q2", "Q3")


def test_twelve_meters_are_read_by_position(
    browser: "Browser", installation: Installation, built: None
) -> None:
    told = installation.make("meters")
    installation.serve()
    with Keyer(browser, installation.address) as keyer:
        keyer.sign_in(told["technician"])
        makes_a_batch(keyer)
        keyer.begin()
        order = keys_everything(keyer)
        keyer.nothing_waits()
        rows = keyer.page.locator("table.bench-places tbody tr").all()
        shown = ["Không đạt" in row.inner_text() for row in rows]
        assert keyer.too_wide == 0
        keyer.tap("Nộp cả mẻ")
        keyer.page.get_by_text(f"Đã nộp {METERS} phiếu").wait_for()
        jobs = list(told["jobs"])
        jobs[LEAKS - 1], jobs[WRONG - 1] = jobs[WRONG - 1], jobs[LEAKS - 1]
        sheets = [keyer.ask("GET", f"/api/v1/jobs/{job}/worksheet/").json() for job in jobs]
        assert keyer.problems == []

    assert shown == [position in (LEAKS, WRONG) for position in range(1, METERS + 1)]
    assert [sheet["verdict"] for sheet in sheets] == [
        "fail" if position in (LEAKS, WRONG) else "pass" for position in range(1, METERS + 1)
    ]
    others = [position for position in range(1, METERS + 1) if position != LEAKS]
    assert order == [
        *(f"{position}:flow/0/v_i/0" for position in others), "0:flow/0/v_a/0",
        *(f"{position}:flow/1/v_i/0" for position in others), "0:flow/1/v_a/0",
        *(f"{position}:flow/2/v_i/0" for position in others), "0:flow/2/v_a/0",
    ]  # fmt: skip
    whole = [sheet for position, sheet in enumerate(sheets, 1) if position != LEAKS]
    assert {len(live(sheet)) for sheet in whole} == {1 + 2 + 6}  # temperature, checks, points


def makes_a_batch(keyer: Keyer) -> None:
    """All that wait, from the list of jobs; two were put on the bench the other way round."""
    keyer.go("/jobs/?state=open")
    for box in keyer.page.locator("input[name=jobs]").all():
        box.check()
    keyer.press("Lập mẻ từ phiếu đã chọn")
    keyer.page.locator("input.position").first.wait_for()
    places = keyer.page.locator("input.position").all()
    assert len(places) == METERS
    places[LEAKS - 1].fill(str(WRONG))
    places[WRONG - 1].fill(str(LEAKS))
    keyer.press("Lập mẻ")
    keyer.page.wait_for_url("**/bench/batch/**")


def keys_everything(keyer: Keyer) -> list[str]:
    """Temperature and checks once for all, one exception, then the points; the cells of tables."""
    assert keyer.in_hand == "0:environment/0/water_temperature/0"
    keyer.type("22,5")
    keyer.tap("✓ Tất cả đạt")
    assert keyer.in_hand == "0:checks/0/leak/0"
    keyer.tap("✓ Tất cả đạt")
    keyer.page.locator(".settled").wait_for()
    keyer.page.locator(".settled").tap()
    keyer.page.locator('[data-cell="0:checks/0/leak/0"]').tap()
    keyer.page.locator(f'[data-cell="{LEAKS}:checks/0/leak/0"]').tap()
    keyer.tap("✕ Không đạt")
    order = []
    while (here := keyer.in_hand) not in order and here.split(":")[1].startswith("flow/"):
        order.append(here)
        keyer.type(value_at(here))
    return order


def value_at(cell: str) -> str:
    position, address = cell.split(":")
    _section, row, column, _repeat = address.split("/")
    volume = VOLUMES[int(row)]
    if column == "v_a" or int(position) != WRONG:
        return f"{volume},00"
    return "10,90" if row == "1" else f"{volume},10"


def live(sheet: dict[str, Any]) -> list[Any]:
    return [one for one in sheet["readings"] if not one["superseded"]]
