"""A button pressed twice, in Chromium: what it makes is there once."""

from typing import TYPE_CHECKING

import pytest

from tests.flows.installation import Installation
from tests.flows.visitor import Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAME = "Công ty Bấm Hai Lần"

pytestmark = [pytest.mark.browser, pytest.mark.service]


def test_a_customer_is_registered_once(
    browser: "Browser", installation: Installation, built: None
) -> None:
    told = installation.make("draft")
    installation.serve()
    with Visitor(browser, installation.address) as officer:
        officer.sign_in(told["officer"])
        officer.go("/customers/new/")
        officer.field("Tên khách hàng").fill(NAME)

        officer.page.locator("main form button").last.dblclick()
        officer.page.get_by_role("heading", name=NAME).wait_for()

    assert installation.count("accounts_customer", f"name = '{NAME}'") == 1
