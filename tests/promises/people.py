"""Ana and Cleo, and a browser that does what they do: tap, type, go on.

Everything goes through the real pages; nothing here reaches behind them.
"""

from __future__ import annotations

import html
import itertools
import re
from dataclasses import dataclass, field
from uuid import UUID

from django.test import Client

from holdspace.accounts.models import Person

PASSWORD = "seven quiet herons at Vallendar"
CODE = re.compile(r'id="recovery-code">([^<]+)<')
TOKEN = re.compile(r'name="token" value="([^"]+)"')
_counts = itertools.count(1)


@dataclass
class Somebody:
    """A person and the browser in front of them."""

    sign_in: str
    name: str
    password: str = PASSWORD
    browser: Client = field(default_factory=Client)
    code: str = ""

    @property
    def id(self) -> UUID:
        return Person.objects.get(sign_in=self.sign_in).id

    def join(self, *, confirm=True):
        answer = self.browser.post(
            "/create/",
            {
                "sign_in": self.sign_in,
                "name": self.name,
                "password": self.password,
                "of_age": "on",
                "zone": "Europe/Berlin",
            },
        )
        assert answer.status_code in (302, 303), answer.content.decode()
        if confirm:
            self.confirm_code()
        return self

    def confirm_code(self):
        self.code = CODE.search(self.browser.get("/code/").content.decode())[1]
        answer = self.browser.post("/code/", {"code": self.code})
        assert answer.status_code == 303

    def sign_in_again(self, password=None):
        given = {"sign_in": self.sign_in, "password": password or self.password}
        return self.browser.post("/sign-in/", given)

    def unlock(self, password=None):
        return self.browser.post("/unlock/", {"password": password or self.password})

    def begin(self, guide="after-tears"):
        answer = self.browser.post("/begin/", {"guide": guide})
        assert answer.status_code == 303
        return UUID(answer["Location"].split("/")[-3])

    def token_for(self, draft, number=1):
        page = self.browser.get(f"/journal/write/{draft}/{number}/")
        assert page.status_code == 200, page.status_code
        return html.unescape(TOKEN.search(page.content.decode())[1])

    def send(self, draft, number, given, token=None, **headers):
        token = token or self.token_for(draft, number)
        sent = {"token": token, "go": "next", "count": next(_counts), **given}
        return self.browser.post(
            f"/journal/write/{draft}/{number}/", sent, headers=headers
        )

    def save(self, draft, number, given):
        answer = self.send(draft, number, given)
        assert answer.status_code == 303, answer.content.decode()

    def keep(self, draft):
        answer = self.browser.post(f"/journal/end/{draft}/", {"go": "keep"})
        assert answer.status_code == 303, answer.content.decode()
        return UUID(answer["Location"].split("/")[-2])

    def write(self, words, guide="after-tears", **more):
        """Write one reflection from beginning to end, and keep it."""
        draft = self.begin(guide)
        link = "words" if guide == "check-in" else "feelings-words"
        self.save(draft, 1, {link: words, **more})
        return self.keep(draft)

    def read(self, reflection):
        return self.browser.get(f"/journal/read/{reflection}/")

    def timeline(self):
        return self.browser.get("/timeline/").content.decode()


def ana():
    return Somebody("ana-who-writes", "Anastasija").join()


def cleo():
    return Somebody("cleo-elsewhere", "Cleopatra").join()
