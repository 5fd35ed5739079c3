"""Lines that a person can reach now, by country.

The rows are facts gathered from written sources, each with its grade and the
date on which it was last compared with them. Nobody has dialled them for this
file, and every page says so. The country is chosen by the person or by the
keeper, never looked up from an address.
"""

from __future__ import annotations

import re
from datetime import date  # noqa: TC003 - msgspec reads the types at run time
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a row was read, and the day that source bears."""

    title: str
    on: str


class Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way to reach one service.

    ``dial`` is exactly what a phone in that country dials. ``hours`` says
    "24/7" only where a source of grade A does.
    """

    name: str
    channel: Literal["call", "sms", "chat", "web"]
    grade: Literal["A", "B"]
    sources: tuple[str, ...]
    checked_on: date
    dial: str = ""
    then: str = ""
    sms_to: str = ""
    sms_body: str = ""
    url: str = ""
    languages: tuple[str, ...] = ()
    hours: str = ""
    free: bool = False
    audience: str = ""
    note: str = ""

    @property
    def href(self) -> str:
        """The link that starts the call, the message or the chat."""
        if self.channel == "call":
            return f"tel:{dialled(self.dial)}"
        if self.channel == "sms":
            body = f"?body={self.sms_body}" if self.sms_body else ""
            return f"sms:{dialled(self.sms_to)}{body}"
        return self.url

    @property
    def place(self) -> str:
        """The address of a chat, as a person would say it."""
        return self.url.removeprefix("https://").rstrip("/")


class Service(msgspec.Struct, frozen=True):
    """All ways to reach one service."""

    name: str
    lines: tuple[Line, ...]

    @property
    def hours(self) -> str:
        """When somebody answers, if it is known."""
        return next((line.hours for line in self.lines if line.hours), "")

    @property
    def free(self) -> bool:
        """Whether a source says that it costs nothing."""
        return any(line.free for line in self.lines)

    @property
    def languages(self) -> str:
        """The languages spoken there, if they are known."""
        return ", ".join(
            dict.fromkeys(each for line in self.lines for each in line.languages)
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """What else there is to know before calling."""
        return tuple(
            dict.fromkeys(
                text
                for line in self.lines
                for text in (line.audience, line.note)
                if text
            )
        )

    @property
    def checked_on(self) -> date:
        """The oldest of its checks."""
        return min(line.checked_on for line in self.lines)


class Country(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A country: its emergency numbers and its lines."""

    country: str
    country_name: str
    emergency: tuple[str, ...]
    lines: tuple[Line, ...] = ()

    @property
    def code(self) -> str:
        """The country as it stands in an address."""
        return self.country.lower()

    @property
    def services(self) -> tuple[Service, ...]:
        """Its lines, gathered by the service that answers."""
        grouped = groupby(self.lines, key=lambda line: line.name)
        return tuple(Service(name, tuple(lines)) for name, lines in grouped)


class Book(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    sources: dict[str, Source]
    countries: tuple[Country, ...]


def dialled(number: str) -> str:
    """Keep of a number what a phone dials."""
    return re.sub(r"[^0-9+*#]", "", number)


@cache
def book() -> Book:
    """Read the packaged file, once."""
    raw = files("holdspace.content").joinpath("help", "lines.json").read_bytes()
    return msgspec.json.decode(raw, type=Book)


@cache
def countries() -> tuple[Country, ...]:
    """All countries, by name."""
    return tuple(sorted(book().countries, key=lambda each: _plain(each.country_name)))


def lines_for(country: str) -> Country | None:
    """Find a country by its two letters, in capitals or not."""
    return _by_code().get(country.upper())


def first_known(codes: Iterable[str]) -> Country | None:
    """Find the first country that we know among ``codes``."""
    return next((found for code in codes if (found := lines_for(code))), None)


@cache
def _by_code() -> dict[str, Country]:
    return {each.country: each for each in book().countries}


def _plain(name: str) -> str:
    return name.replace("ü", "u").casefold()
