"""How statements say numbers: in words that can be read aloud."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date

MINUS = "minus "
_NUMBER: Final = rf"(?:{MINUS})?[0-9]+\.[0-9]"
_SPAN: Final = rf"likely between {_NUMBER}(?: lower)? and {_NUMBER}(?: higher| points)?"
_IN_BRACKETS: Final = re.compile(
    rf"\((?:(?:the difference )?{_SPAN}|hardly ever another); "
)
_AT_THE_END: Final = re.compile(rf", and {_SPAN}(?=\.)")


def number(value: float) -> str:
    """Say a number with one digit, without a sign that a voice would skip."""
    rounded = round(value, 1) + 0.0
    return f"{MINUS}{-rounded:.1f}" if rounded < 0 else f"{rounded:.1f}"


def points(value: float) -> str:
    """Say points of mood or tension: *1.6 points of 10*."""
    word = "point" if round(value, 1) == 1 else "points"
    return f"{number(value)} {word} of 10"


def span(low: float, high: float) -> str:
    """Say between which numbers something likely lies."""
    return f"likely between {number(low)} and {number(high)}"


def without_span(sentence: str) -> str:
    """The same sentence without the numbers between which something likely lies.

    For a page that is kept for years and read as a memory, beside its counts.
    """
    return _AT_THE_END.sub("", _IN_BRACKETS.sub("(", sentence))


def counted(some: int, of: int) -> str:
    """Say a share as it was counted: *4 of 6*."""
    return f"{some} of {of}"


def times(count: int) -> str:
    """Say how many times: *1 time*, *4 times*."""
    return "1 time" if count == 1 else f"{count} times"


def in_a_hundred(low: float, high: float) -> str:
    """Say between which shares something likely lies: *22 and 50 of 100*."""
    return f"likely between {round(100 * low)} and {round(100 * high)} of 100"


def day(one: date) -> str:
    """Say a day: *3 March 2026*."""
    return f"{one.day} {one:%B %Y}"
