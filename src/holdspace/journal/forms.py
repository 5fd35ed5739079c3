"""The shape of what comes in from the pages of the journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from holdspace.journal.drafting import Choice

if TYPE_CHECKING:
    from django.http import HttpRequest, QueryDict

MOST_WORDS = 200
LONGEST_WORD = 60
MOST_DIGITS = 6
_OURS = frozenset({"token", "count", "go", "zone", "beacon", "csrfmiddlewaretoken"})


LONGEST_ADDRESS = 254
_is_address = EmailValidator()


class NoAddress(Exception):
    """What was typed is no address that a mail can go to."""


class TooManyWords(Exception):
    """More words, or longer ones, than a list to tap can hold."""


@dataclass(frozen=True, slots=True)
class WriteForm:
    """One screen as it was sent: where to, what, and what the person does next.

    Attributes:
        token: What lets the page write to its screen.
        count: How often the page had saved before, 0 without script.
        go: Which button was pressed.
        zone: The browser's time zone, if it told.
        given: What was typed, by name.
        autosave: The page saves by itself, and waits for a short answer.
        beacon: The page is going away and waits for no answer.
    """

    token: str
    count: int
    go: str
    zone: str
    given: dict[str, list[str]]
    autosave: bool
    beacon: bool


def read_write(request: HttpRequest) -> WriteForm:
    """Take the shape of what one screen sent. Words are checked by the guide."""
    post = request.POST
    return WriteForm(
        token=post.get("token", ""),
        count=read_number(post.get("count", ""), otherwise=0),
        go=post.get("go", "next"),
        zone=post.get("zone", ""),
        given=given_in(post),
        autosave=request.headers.get("X-Autosave") == "1",
        beacon=post.get("beacon") == "1",
    )


def read_number(text: str, *, otherwise: int) -> int:
    """A whole number of up to six digits; Python refuses to read thousands of them."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else otherwise


def given_in(post: QueryDict) -> dict[str, list[str]]:
    """What was typed, without what the page itself put into the form."""
    return {name: post.getlist(name) for name in post if name not in _OURS}


def read_choice(post: QueryDict) -> Choice:
    """What was decided about two texts; anything else keeps both."""
    try:
        return Choice(post.get("choice", ""))
    except ValueError:
        return Choice.BOTH


def read_id(given: str, *, otherwise: UUID) -> UUID:
    """An id that the page itself put into a form."""
    try:
        return UUID(given)
    except ValueError:
        return otherwise


def read_words(post: QueryDict) -> tuple[str, ...]:
    """A person's own words, one a line.

    Raises:
        TooManyWords: There are more, or longer ones, than a list to tap can hold.
    """
    lines = (" ".join(line.split()) for line in post.get("added", "").splitlines())
    kept = tuple(dict.fromkeys(line for line in lines if line))
    if len(kept) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in kept):
        raise TooManyWords
    return kept


def read_address(post: QueryDict) -> str:
    """An address that a mail can go to.

    Raises:
        NoAddress: It is none.
    """
    given = post.get("address", "").strip()
    try:
        _is_address(given)
    except ValidationError as refusal:
        raise NoAddress from refusal
    if len(given) > LONGEST_ADDRESS or not given.isascii():
        raise NoAddress
    return given
