"""Who the tests of the rooms are about, and how they get there quickly.

Ana writes. Cleo has a space of her own and no business in Ana's. A visitor has none.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.test import Client

from holdspace.accounts import flows as accounts
from holdspace.accounts.flows import Profile
from holdspace.accounts.models import Person
from holdspace.core.vault import CHEAPEST
from holdspace.journal import flows, tokens
from holdspace.library import shelf

if TYPE_CHECKING:
    from django.http import HttpResponse

    from holdspace.accounts.spaces import Space

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PASSWORD = "a heron stands by the weir"
OTHER_PASSWORD = "nine lamps over the harbour"
LONDON = "Europe/London"
UUID_OF_A_ROW = UUID("12345678-1234-4234-8234-123456789abc")

_TOKEN = re.compile(r'name="token" value="([^"]+)"')
_COUNT = re.compile(r'name="count" value="([0-9]+)"')
_PAGE = re.compile(r'name="page" value="([^"]+)"')


@dataclass
class Someone:
    """A person with an open space, and a browser in which it is open."""

    id: UUID
    sign_in: str
    space: Space
    client: Client
    code: str = ""
    password: str = field(default=PASSWORD, repr=False)

    def browser(self) -> Client:
        """Another browser of this person, unlocked as well."""
        return unlocked_browser(self.id)[0]

    def locked_browser(self) -> Client:
        """Another browser of this person, signed in and locked."""
        client = browser()
        client.force_login(Person.objects.get(id=self.id))
        return client


def browser() -> Client:
    """A browser to which an uncaught exception is a page with the status 500."""
    return Client(raise_request_exception=False)


def make(sign_in: str, *, zone: str = LONDON, name: str = "") -> Someone:
    """Make a space, type its code back, and open it in a browser."""
    person, opened = accounts.create_space(
        sign_in=sign_in,
        password=PASSWORD,
        profile=Profile(name=name, zone=zone),
        cost=CHEAPEST,
        signup="open",
        invitation="",
    )
    client, space = unlocked_browser(person, opened)
    code = accounts.get_code_to_confirm(space)
    assert code is not None
    accounts.confirm_code(space, code=code)
    return Someone(person, sign_in, space, client, code)


def unlocked_browser(person: UUID, opened: object = None) -> tuple[Client, Space]:
    """A browser in which this person is signed in and their space is open."""
    found = Person.objects.get(id=person)
    if opened is None:
        _, opened = accounts.open_with_password(
            sign_in=found.sign_in, password=PASSWORD, cost=CHEAPEST
        )
    client = browser()
    client.force_login(found)
    from holdspace.web import clock

    space, cookie = accounts.unlock(
        person=person, opened=opened, now=clock.now(), idle=timedelta(minutes=15)
    )
    client.cookies[settings.UNLOCKED_COOKIE_NAME] = cookie
    return client, space


def begin(someone: Someone, guide: str = shelf.AFTER_TEARS, **when: object) -> UUID:
    """Begin a guide."""
    now = when.pop("now", NOON)
    assert isinstance(now, datetime)
    return flows.begin(someone.space, guide=guide, now=now, zone=LONDON)


def write(
    someone: Someone,
    draft: UUID,
    *,
    screen: int = 0,
    given: dict[str, list[str]],
    seen: int | None = None,
    count: int = 0,
    now: datetime = NOON,
) -> object:
    """Write one screen through the flow, from a page of its own."""
    opened = flows.open_draft(someone.space, draft=draft, zone=LONDON)
    revision = (
        opened.draft.marks[screen].revision if screen in opened.draft.marks else 0
    )
    token = tokens.read(
        tokens.issue(
            person=someone.id,
            draft=draft,
            screen=screen,
            seen=revision if seen is None else seen,
        )
    )
    return flows.write_answers(
        someone.space, token=token, given=given, count=count, zone=LONDON, now=now
    )


def keep(
    someone: Someone,
    guide: str = shelf.CHECK_IN,
    *,
    now: datetime = NOON,
    **given: object,
) -> UUID:
    """Begin, write the first screen and keep."""
    draft = begin(someone, guide, now=now)
    if given:
        as_sent = {
            name: list(value) if isinstance(value, list) else [str(value)]
            for name, value in given.items()
        }
        write(someone, draft, given=as_sent, now=now)
    return flows.keep(someone.space, draft=draft, zone=LONDON)


def address(draft: UUID, number: int = 1) -> str:
    """Where one screen of a draft is written."""
    return f"/journal/write/{draft}/{number}/"


def token_on(client: Client, draft: UUID, number: int = 1) -> str:
    """Open a screen as a page does, and take its token."""
    return token_in(client.get(address(draft, number)))


def token_on_new_page(someone: Someone, draft: UUID) -> str:
    """A token as a page opened before the lock has it, without opening the draft."""
    return tokens.issue(person=someone.id, draft=draft, screen=0, seen=0)


def token_in(response: HttpResponse) -> str:
    """The draft token on a page."""
    return html.unescape(_TOKEN.findall(response.content.decode())[0])


def count_in(response: HttpResponse) -> str:
    """How often the page on the screen has saved before."""
    return _COUNT.findall(response.content.decode())[0]


def pages_in(response: HttpResponse) -> list[str]:
    """Which second texts a page offers to decide on."""
    return _PAGE.findall(response.content.decode())


def shown(response: HttpResponse) -> str:
    """The page as somebody reads it: entities resolved."""
    return html.unescape(response.content.decode())
