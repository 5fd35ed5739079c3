"""The shape of what comes in from the pages of the journal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from holdspace.accounts.forms import password_field
from holdspace.journal.drafting import Choice
from holdspace.journal.records import folded
from holdspace.journal.searching import Asked
from holdspace.library.naming import OURS, inner

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest, QueryDict

    from holdspace.journal.searching import Option

MOST_WORDS = 200
LONGEST_WORD = 60
MOST_DIGITS = 6
MOST_TERMS: Final = 20
LONGEST_TERM: Final = 200
_TERM: Final = re.compile(r'"([^"]*)"?|([^"\s]+)')
_QUOTES: Final = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'))
_MONTH: Final = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
MOST_UNSEEN: Final = 2_000
_DROPPED: Final = re.compile(r"drop-\d{1,4}:(.+\.\d{1,4})", re.DOTALL)

LONGEST_ADDRESS = 254
_is_address = EmailValidator()


class NoAddress(Exception):
    """What was typed is no address that a mail can go to."""


class TooManyWords(Exception):
    """More words, or longer ones, than a list to tap can hold."""


class ExportForm(forms.Form):
    """Everything goes out: in which form, and the password once more."""

    password = password_field("Your password, once more", new=False)
    form = forms.ChoiceField(
        choices=[("bundle", ""), ("markdown", ""), ("page", "")],
        error_messages={
            "required": "Which of the three would you like?",
            "invalid_choice": "Which of the three would you like?",
        },
    )
    year = forms.RegexField(
        r"^\d{1,4}$",
        required=False,
        error_messages={"invalid": "That is not one of the years here."},
    )


@dataclass(frozen=True, slots=True)
class WriteForm:
    """One screen as it was sent: where to, what, and what the person does next.

    Attributes:
        token: What lets the page write to its screen.
        count: How often the page had saved before, 0 without script.
        go: Which button was pressed.
        zone: The browser's time zone, if it told.
        given: What was typed, by name, without a row that was taken away.
        unseen: What the page had kept hidden, as ``place:name``.
        autosave: The page saves by itself, and waits for a short answer.
        beacon: The page is going away and waits for no answer.
    """

    token: str
    count: int
    go: str
    zone: str
    given: dict[str, list[str]]
    unseen: tuple[str, ...]
    autosave: bool
    beacon: bool


def read_write(request: HttpRequest) -> WriteForm:
    """Take the shape of what one screen sent. Words are checked by the guide."""
    post = request.POST
    go = post.get("go", "next")
    return WriteForm(
        token=post.get("token", ""),
        count=read_number(post.get("count", ""), otherwise=0),
        go=go,
        zone=post.get("zone", ""),
        given=without_row(given_in(post), go),
        unseen=tuple(post.getlist("unseen")[:MOST_UNSEEN]),
        autosave=request.headers.get("X-Autosave") == "1",
        beacon=post.get("beacon") == "1",
    )


def read_number(text: str, *, otherwise: int) -> int:
    """A whole number of up to six digits; Python refuses to read thousands of them."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else otherwise


def given_in(post: QueryDict) -> dict[str, list[str]]:
    """What was typed, without what the page itself put into the form."""
    return {inner(name): post.getlist(name) for name in post if name not in OURS}


def without_row(given: dict[str, list[str]], go: str) -> dict[str, list[str]]:
    """What was typed, without the row whose button was pressed to take it away."""
    dropped = _DROPPED.fullmatch(go)
    if dropped is None:
        return given
    row = f"{inner(dropped[1])}."
    return {name: said for name, said in given.items() if not name.startswith(row)}


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


def read_search(post: QueryDict, offered: Mapping[str, Sequence[Option]]) -> Asked:
    """Take what is looked for; what is not on offer counts as any."""
    words = post.get("words", "")
    terms, left_out = split_terms(words)
    chosen = {
        name: given
        for name, options in offered.items()
        if (given := post.get(name, "")) in {one.value for one in options}
    }
    return Asked(
        words=words,
        terms=terms,
        left_out=left_out,
        chosen=chosen,
        month=_month(post.get("month", "")),
        start=read_number(post.get("start", ""), otherwise=0),
    )


def split_terms(words: str) -> tuple[tuple[str, ...], bool]:
    """Split what was typed into folded words; what stands in quotes stays together.

    Returns:
        The terms, each once, and whether some were too many or too long. Of one that
        is too long its beginning is looked for.
    """
    terms: dict[str, None] = {}
    too_long = False
    for phrase, word in _TERM.findall(words.translate(_QUOTES)):
        term = folded(phrase or word)
        too_long = too_long or len(term) > LONGEST_TERM
        if kept := term[:LONGEST_TERM].strip():
            terms[kept] = None
    found = tuple(terms)
    return found[:MOST_TERMS], too_long or len(found) > MOST_TERMS


def _month(given: str) -> int | None:
    found = _MONTH.fullmatch(given)
    return None if found is None else int(found[1]) * 12 + int(found[2]) - 1


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
