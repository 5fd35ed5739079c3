"""A person at the browser: what they do, named as they would say it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.journeys.server import Server

PASSWORD = "a slow heron over the reservoir"  # a made-up person's
SIGN_IN = "robin-of-the-stories"


@dataclass
class Person:
    """Somebody with a browser window open."""

    page: Page
    server: Server
    code: str = ""
    name: str = "Robin"
    known_as: str = SIGN_IN
    invited: str = ""

    def go(self, path: str) -> None:
        self.page.goto(f"{self.server.url}{path}")

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def press(self, name: str) -> None:
        """Press the button or link with exactly this name."""
        button = self.page.get_by_role("button", name=name, exact=True)
        link = self.page.get_by_role("link", name=name, exact=True)
        button.or_(link).first.click()

    def read(self) -> str:
        return self.page.locator("main").inner_text()

    def create(self) -> None:
        """Make a space, as far as the recovery code."""
        self.go("/create/")
        self.page.get_by_label("What would you like to be called?").fill(self.name)
        self.page.get_by_label("Sign-in name or e-mail address").fill(self.known_as)
        self.page.get_by_label("Password").fill(PASSWORD)
        if self.invited:
            self.page.get_by_label("The code you were given").fill(self.invited)
        else:
            self.page.get_by_label("The one-time code").fill(self.server.code)
        self.page.get_by_label("I am 16 or older").check()
        self.press("Make my space")
        shown = self.page.locator("#recovery-code")
        expect(shown).to_be_visible()
        self.code = shown.inner_text()

    def keep_code(self) -> None:
        self.page.get_by_label("Type or paste the whole code").fill(self.code)
        self.press("I have kept it")
        self.page.wait_for_url("**/today/")

    def join(self) -> None:
        self.create()
        self.keep_code()

    def begin(self, what: str = "Reflect on tears") -> None:
        self.go("/today/")
        self.press(what)
        self.page.wait_for_url("**/journal/write/**")

    def pick(self, *words: str) -> None:
        """Tap words on the page; ticked ones stay ticked."""
        for word in words:
            chip = self.page.locator(".chips label, .cells label").filter(has_text=word)
            chip.first.locator("input").check(force=True)

    def rate(self, question: str, number: int) -> None:
        group = self.page.get_by_role("radiogroup", name=question)
        group.get_by_label(str(number), exact=True).check(force=True)

    def write(self, text: str, *, field: str = "textarea") -> None:
        self.page.locator(f"main {field}").first.fill(text)

    def next(self) -> None:
        before = self.page.url
        self.press("Next")
        self.page.wait_for_url(lambda url: url != before)

    def to_end(self) -> None:
        self.press("Go to the end")
        self.page.wait_for_url("**/journal/end/**")

    def keep(self) -> None:
        self.press("Keep")
        self.page.wait_for_url("**/journal/read/**")

    def sign_out(self) -> None:
        self.go("/you/")
        self.press("Sign out")
        self.page.wait_for_url(f"{self.server.url}/")

    def sign_in(self) -> None:
        self.go("/sign-in/")
        self.page.get_by_label("Sign-in name or e-mail address").fill(self.known_as)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.press("Sign in")
        self.page.wait_for_url("**/today/")

    def unlock(self) -> None:
        self.page.get_by_label("Password").fill(PASSWORD)
        self.press("Unlock")
