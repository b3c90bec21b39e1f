"""People in Chromium: one browser context each, and all that went wrong on their pages."""

import re
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from tests.flows.making import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

DESK, TABLET, PHONE = (1280, 800), (768, 1024), (390, 844)
SIGN_IN = {"vi": "Đăng nhập", "en": "Sign in"}
# What a cell holds, without its clock and its mark.
OWN_TEXT = (
    "cell => [...cell.childNodes].filter(one => one.nodeType === 3).map(one => one.data).join('')"
)
WIDER = "() => document.scrollingElement.scrollWidth - window.innerWidth"


class Visitor:
    """Somebody at a browser. `problems` are console errors (CSP among them), script errors, 5xx."""

    def __init__(
        self,
        browser: "Browser",
        address: str,
        size: tuple[int, int] = DESK,
        language: str = "vi",
    ) -> None:
        self.address = address
        self.problems: list[str] = []
        self.context = browser.new_context(
            base_url=address,
            viewport={"width": size[0], "height": size[1]},
            locale={"vi": "vi-VN", "en": "en-GB"}[language],
            has_touch=size == TABLET,
        )
        self.context.set_default_timeout(60_000)
        self.page = self.context.new_page()
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self._note(f"script: {error}"))
        self.page.on("response", self._on_response)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.context.close()

    def _note(self, problem: str) -> None:
        self.problems.append(f"{self.page.url.removeprefix(self.address)} {problem}")

    def _on_console(self, message: Any) -> None:
        if message.type == "error":
            self._note(f"console: {message.text}")

    def _on_response(self, answer: Any) -> None:
        if answer.status >= 500:
            self._note(f"{answer.status} {answer.url.removeprefix(self.address)}")

    def sign_in(self, email: str, language: str = "vi") -> Self:
        """By the form that a stranger is sent to; English is chosen there by its button."""
        self.page.goto("/")
        if language != "vi":
            self.switch_to(language)
        self.page.locator("input[name=login]").fill(email)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.get_by_role("main").get_by_role("button", name=SIGN_IN[language]).click()
        self.page.wait_for_url(lambda url: "/accounts/" not in url)
        return self

    def switch_to(self, language: str) -> None:
        """By the buttons in the frame."""
        self.page.locator(f"button[name=language][value={language}]").click()
        self.page.wait_for_selector(f"html[lang={language}]")

    def go(self, path: str) -> None:
        """Open an address of the installation."""
        self.page.goto(path)

    def field(self, label: str) -> "Locator":
        """The field with this label in the page's main part."""
        return self.page.get_by_role("main").get_by_label(label)

    def press(self, name: str) -> None:
        """Press the button, or follow the link, with this name."""
        main = self.page.get_by_role("main")
        main.get_by_role("button", name=name, exact=True).or_(
            main.get_by_role("link", name=name, exact=True)
        ).first.click()

    def first_thing(self) -> str:
        """The address of the first thing in the page's tables; "" when there is none."""
        links = self.page.locator('main tbody a[href^="/"]:not([href*="pdf"])')
        return links.first.get_attribute("href") or "" if links.count() else ""

    @property
    def text(self) -> str:
        """What the page's main part says, blanks evened out."""
        return " ".join(self.page.get_by_role("main").inner_text().split())

    @property
    def here(self) -> str:
        """The path of the page."""
        return re.sub(r"^https?://[^/]+", "", self.page.url)

    @property
    def too_wide(self) -> int:
        """How far the page would scroll sideways."""
        return max(0, int(self.page.evaluate(WIDER)))

    def ask(self, method: str, path: str, data: Any = None) -> Any:
        """The API, in the session of the pages."""
        cookies = {one["name"]: one["value"] for one in self.context.cookies()}
        return self.context.request.fetch(
            path,
            method=method,
            data=data,
            headers={"X-CSRFToken": cookies.get("csrftoken", ""), "Accept-Language": "vi"},
            max_redirects=0,
        )

    def download(self, path: str) -> bytes:
        """A file behind a link of the page."""
        answer = self.context.request.get(path, max_redirects=0)
        assert answer.status == 200, (answer.status, answer.text()[:300])
        return answer.body()


class Tablet(Visitor):
    """The technician's page held in one hand: every touch goes to the screen."""

    def __init__(self, browser: "Browser", address: str) -> None:
        super().__init__(browser, address, TABLET)

    def key(self, text: str) -> None:
        """Key a number on the keypad: “21,5”."""
        pad = self.page.get_by_role("group", name="Bàn phím số")
        for sign in text:
            pad.get_by_role("button", name=self._name(sign), exact=True).tap()

    def key_next(self, text: str) -> None:
        """Key a number and go on to the next cell."""
        self.key(text)
        self.page.get_by_role("group", name="Bàn phím số").get_by_role("button", name="Tiếp").tap()

    def tap(self, name: str) -> None:
        """Tap a button by its words."""
        self.page.get_by_role("button", name=name).tap()

    @staticmethod
    def _name(sign: str) -> str:
        return {",": "Dấu thập phân", "−": "Dấu âm"}.get(sign, sign)

    @property
    def in_hand(self) -> str:
        """The cell that the next key goes to: “accuracy/3/up/0”."""
        return self.page.locator(".cell.here").get_attribute("data-cell") or ""

    def cell(self, key: str) -> str:
        """What a cell shows."""
        return str(self.page.locator(f'[data-cell="{key}"]').evaluate(OWN_TEXT)).strip()

    def all_sent(self, readings: int) -> None:
        """Wait until the server holds as many readings, and none waits on the device."""
        counts = self.page.locator(".counts b")
        self.page.wait_for_function(
            "wanted => [...document.querySelectorAll('.counts b')].map(b => b.textContent).join()"
            " === wanted",
            arg=f"0,{readings},0",
        )
        assert counts.count() == 3

    def hand_in(self) -> None:
        """Submit for review, and see that it is done."""
        self.tap("Nộp soát lại")
        self.page.get_by_text("Đã nộp, chờ người khác soát lại").wait_for()
