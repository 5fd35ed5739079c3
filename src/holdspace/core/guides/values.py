"""What a person can answer with, and how such values are told apart.

Dates, moments and times stay text in FHIR's own form, so that "some day in
2019" is kept as ``2019`` and never sharpened into a day nobody named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, eq=False)
class Coding:
    """One code of one code system.

    Two codings are the same when system and code are; the wording shown
    beside a code may change between versions without changing an answer. Only
    where there is no code does the wording tell two codings apart.
    """

    system: str
    code: str
    display: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """System and code, the wording standing in for a missing code."""
        return self.system, self.code or f"\n{self.display}"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Coding):
            return NotImplemented
        if self is other:
            return True
        # Written out: a diary compares codings hundreds of thousands of times.
        if self.code:
            return self.code == other.code and self.system == other.system
        return self.key == other.key

    def __hash__(self) -> int:
        return hash(self.code or self.key)


type Value = Coding | str | int | Decimal | bool

MOST_DIGITS, MOST_PLACES = 60, 1_000
DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?")
MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    r"(\.[0-9]{1,9})?(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)"
)


def is_date(text: str) -> bool:
    """Tell whether ``text`` is a FHIR date: a year, a month or a day that exists."""
    if not DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        return False
    return True


def is_moment(text: str) -> bool:
    """Tell whether ``text`` is a FHIR dateTime; one with a time needs its zone."""
    if "T" not in text:
        return is_date(text)
    return bool(MOMENT.fullmatch(text)) and is_date(text[:10])


def is_time(text: str) -> bool:
    """Tell whether ``text`` is a FHIR time of day, with seconds and no zone."""
    return bool(TIME.fullmatch(text))


def is_bounded(number: Decimal) -> bool:
    """Tell whether a number is one that is kept: neither endless nor astronomic."""
    return (
        len(number.as_tuple().digits) <= MOST_DIGITS
        and abs(number.adjusted()) < MOST_PLACES
    )


def same(left: Value, right: Value) -> bool:
    """Tell whether two answers are the same answer.

    ``True`` is not 1. A coding without a system stands for its code in any
    system, because rules in forms are often written that way.
    """
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, Coding) and isinstance(right, Coding):
        anywhere = not left.system or not right.system
        return left == right or (anywhere and left.key[1] == right.key[1])
    if isinstance(left, str) and isinstance(right, str):
        return left == right or _same_instant(left, right)
    return left == right


def order(left: Value, right: Value) -> int | None:
    """Say which of two answers comes first: -1, 0, 1, or None if neither does.

    Dates of different sharpness are compared as far as both go: ``2019`` is
    neither before nor after ``2019-05-01``. Codes have no order.
    """
    if isinstance(left, bool | Coding) or isinstance(right, bool | Coding):
        return None
    if isinstance(left, str) and isinstance(right, str):
        return _order_texts(left, right)
    if isinstance(left, str) or isinstance(right, str):
        return None
    return (left > right) - (left < right)


def _order_texts(left: str, right: str) -> int:
    if is_moment(left) and is_moment(right):
        if "T" in left and "T" in right:
            first, second = _instant(left), _instant(right)
            return (first > second) - (first < second)
        shared = min(len(left), len(right), 10)
        left, right = left[:shared], right[:shared]
    return (left > right) - (left < right)


def _same_instant(left: str, right: str) -> bool:
    if not (MOMENT.fullmatch(left) and MOMENT.fullmatch(right)):
        return False
    return is_date(left[:10]) and is_date(right[:10]) and not _order_texts(left, right)


def _instant(text: str) -> tuple[int, str]:
    """Turn a moment into something that orders, exact to its last digit.

    Counted by hand, since the standard library keeps no more than six digits
    of a second and cannot go before the first hour of year 1.
    """
    day = date.fromisoformat(text[:10]).toordinal()
    clock, sign, zone = _parts(text[11:])
    hours, minutes, seconds = clock.split(":")
    whole, _, fraction = seconds.partition(".")
    ahead = 0 if not zone else int(zone[:2]) * 60 + int(zone[3:])
    minute = day * 1440 + int(hours) * 60 + int(minutes)
    minute += ahead if sign == "-" else -ahead
    return minute * 60 + int(whole), fraction.rstrip("0")


def _parts(clock: str) -> tuple[str, str, str]:
    if clock.endswith("Z"):
        return clock[:-1], "Z", ""
    return clock[:-6], clock[-6], clock[-5:]
