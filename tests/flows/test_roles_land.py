"""Everybody's first page, on a desk and on a phone, in both languages; their menu on the phone."""

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from reports.period import Period
from tests.flows.installation import Installation
from tests.flows.visitor import DESK, PHONE, Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LANDINGS = {
    "technician": ("/jobs/today/", "Hôm nay", "Today"),
    "approver": ("/review/", "Soát lại", "Review"),
    "contract_officer": ("/contracts/", "Hợp đồng", "Contracts"),
    "quality_officer": ("/authority/watch/", "Theo dõi hạn của chuẩn", "Standards falling due"),
    "manager": ("/overview/", "Tổng quan {year}", "Overview {year}"),
    "administrator": ("/people/", "Nhân sự", "People"),
    "client": ("/mine/", "Phương tiện của tôi", "My instruments"),
    "nobody": ("/nobody/", "Chưa được giao quyền", "No role yet"),
}
# One language is chosen on the form, the other by the buttons once inside.
FIRST = {DESK: "vi", PHONE: "en"}
OTHER = {"vi": "en", "en": "vi"}

pytestmark = [pytest.mark.browser, pytest.mark.service]


def test_each_role_lands_on_its_page_and_its_menu_works(
    browser: "Browser", installation: Installation, built: None
) -> None:
    emails = installation.make("roles")
    installation.serve()
    installation.wait_for("SELECT count(*) FROM certificates_rendering", [(2,)])  # PDF, XML
    landed: dict[tuple[str, str], set[tuple[str, str]]] = {}
    walked: set[str] = set()
    problems: list[str] = []
    quarter = Period.quarter_of(timezone.localdate())

    for role, email in emails.items():
        for size, language in FIRST.items():
            with Visitor(browser, installation.address, size) as visitor:
                visitor.sign_in(email, language)
                for spoken in (language, OTHER[language]):
                    if spoken != language:
                        visitor.switch_to(spoken)
                    landed.setdefault((role, spoken), set()).add((visitor.here, heading(visitor)))
                    problems += too_wide(visitor)
                if size == PHONE:
                    problems += walk_the_menu(visitor, walked)
                problems += [f"{role} {size[0]}: {problem}" for problem in visitor.problems]

    assert {key: sorted(found) for key, found in landed.items()} == {
        (role, language): [(path, words.format(year=quarter.year))]
        for role, (path, vi, en) in LANDINGS.items()
        for language, words in (("vi", vi), ("en", en))
    }
    assert problems == []


def heading(visitor: Visitor) -> str:
    return " ".join(visitor.page.locator("h1").inner_text().split())


def too_wide(visitor: Visitor) -> list[str]:
    """A page that would scroll sideways, and by how much."""
    language = visitor.page.locator("html").get_attribute("lang")
    width = visitor.page.viewport_size or {"width": 0}
    over = visitor.too_wide
    return [f"{visitor.here} {language} {width['width']}: {over} px too wide"] if over else []


def walk_the_menu(visitor: Visitor, walked: set[str]) -> list[str]:
    """Every page of the menu that nobody opened before, and the first thing on its list."""
    menu = [one.get_attribute("href") or "" for one in visitor.page.locator("nav.menu a").all()]
    found = []
    for address in menu:
        if address in walked:
            continue
        walked.add(address)
        found += look_at(visitor, address)
        if thing := visitor.first_thing():
            found += look_at(visitor, thing)
    return found


def look_at(visitor: Visitor, address: str) -> list[str]:
    """The page has a heading and fits."""
    visitor.go(address)
    return too_wide(visitor) if heading(visitor) else [f"{address}: no heading"]
