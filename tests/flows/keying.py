"""Somebody who keys a whole worksheet from the keyboard, cell after cell as the page leads."""

import re
from collections.abc import Mapping
from typing import Any

from tests.flows.visitor import Tablet

MOST_CELLS = 400
DONE = "Đủ số chỉ"


class Keyer(Tablet):
    """A technician with a keyboard beside the tablet: digits, comma, Enter; 1 passes a check."""

    def type(self, text: str) -> None:
        """Key a number and record it."""
        self.page.keyboard.type(text.replace(".", ","))
        self.page.keyboard.press("Enter")

    def begin(self) -> None:
        """Choose every standard that is usable, and start."""
        self.page.get_by_role("button", name="Bắt đầu").wait_for()
        for box in self.page.locator("input[type=checkbox]:not(:disabled)").all():
            if not box.is_checked():
                box.check()
        self.tap("Bắt đầu")
        self.page.locator(".cell.here").wait_for()

    def fill(self, environment: Mapping[str, Any], values: Mapping[str, str]) -> list[str]:
        """Key all the page asks for, in its order; the cells as they came."""
        came: list[str] = []
        for _ in range(MOST_CELLS):
            here = self.in_hand
            if here in came or self.page.get_by_text(DONE).is_visible():
                return came
            came.append(here)
            self._key_in(here, environment, values)
        raise AssertionError("the page leads on for ever")

    def _key_in(self, here: str, environment: Mapping[str, Any], values: Mapping[str, str]) -> None:
        section, _row, column, _repeat = here.rsplit(":", maxsplit=1)[-1].split("/")
        if section == "checks":
            self.page.keyboard.press("1")
        elif section == "environment" and column not in environment:
            self.page.get_by_role("button", name="Tiếp").tap()
        else:
            self.type(environment[column][0] if section == "environment" else values[here])
        question = self.page.get_by_role("button", name=re.compile("^Đúng"))
        if question.is_visible():
            question.tap()

    def nothing_waits(self) -> None:
        """Wait until the device has sent everything."""
        self.page.wait_for_function("() => document.querySelector('.counts b').textContent === '0'")


def values_of(tables: Mapping[str, Any]) -> dict[str, str]:
    """The readings of an example by the page's cells: `volume~1/0/v_fd/0` → "20.0"."""
    return {
        f"{section}/{row}/{column}/{repeat}": value
        for section, rows in tables.items()
        for row, given in enumerate(rows)
        for column, one in given["cells"].items()
        for repeat, value in enumerate(one if isinstance(one, list) else [one])
    }
