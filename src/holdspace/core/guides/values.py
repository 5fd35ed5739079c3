"""What a person can answer with, and how such values are told apart.

Dates, moments and times stay text in FHIR's own form, so that "some day in
2019" is kept as ``2019`` and never sharpened into a day nobody named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from holdspace.core.guides.units import Amount, compare


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


@dataclass(frozen=True, slots=True, eq=False)
class Quantity:
    """A number with its unit: ``72.50 kg``.

    ``unit`` is the wording, ``system`` and ``code`` say the same to programs;
    each may be missing. ``comparator`` is one of ``<``, ``<=``, ``>=``, ``>``
    where only a bound is known. As with codings, the wording tells two of them
    apart only where there is no code.
    """

    value: Decimal
    unit: str = ""
    system: str = ""
    code: str = ""
    comparator: str = ""

    @property
    def key(self) -> tuple[Decimal, str, str, str]:
        """What tells it apart; the wording stands in for a missing code."""
        return self.value, self.comparator, self.system, self.code or f"\n{self.unit}"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Quantity):
            return NotImplemented
        return self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def amount(self) -> Amount:
        """What it is when amounts are compared."""
        return Amount(self.value, self.system, self.code, self.unit)


type Value = Coding | Quantity | str | int | Decimal | bool

MOST_DIGITS, MOST_PLACES = 60, 1_000
MOST_URI = 2_000
DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_URI = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
_URN_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_URN_OID = re.compile(r"[0-2](\.(0|[1-9][0-9]*))+")
TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?")
MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    r"(\.[0-9]{1,9})?(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)"
)


def is_date(text: str) -> bool:
    """Tell whether ``text`` is a FHIR date: a year, a month or a day that exists."""
    return bool(DATE.fullmatch(text)) and _exists(text)


def is_moment(text: str) -> bool:
    """Tell whether ``text`` is a FHIR dateTime; one with a time needs its zone."""
    if "T" not in text:
        return is_date(text)
    return bool(MOMENT.fullmatch(text)) and _exists(text[:10])


def is_time(text: str) -> bool:
    """Tell whether ``text`` is a FHIR time of day, with seconds and no zone."""
    return bool(TIME.fullmatch(text))


def is_uri(text: str) -> bool:
    """Tell whether ``text`` is an address, whole or relative, in RFC 3986's signs.

    What calls itself a UUID or an OID has to be one. Nothing is looked up.
    """
    if not _URI.fullmatch(text) or len(text) > MOST_URI:
        return False
    if text.startswith("urn:uuid:"):
        return bool(_URN_UUID.fullmatch(text.removeprefix("urn:uuid:")))
    if text.startswith("urn:oid:"):
        return bool(_URN_OID.fullmatch(text.removeprefix("urn:oid:")))
    return True


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
    if isinstance(left, Quantity) and isinstance(right, Quantity):
        return left == right or order(left, right) == 0
    return left == right


def order(left: Value, right: Value) -> int | None:
    """Say which of two answers comes first: -1, 0, 1, or None if neither does.

    Dates of different sharpness are compared as far as both go: ``2019`` is
    neither before nor after ``2019-05-01``. Codes have no order, and neither
    have amounts in units that cannot be turned into each other.
    """
    if isinstance(left, bool) or isinstance(right, bool):
        return None
    if isinstance(left, str) and isinstance(right, str):
        return _order_texts(left, right)
    if isinstance(left, Quantity) and isinstance(right, Quantity):
        bound = left.comparator or right.comparator
        return None if bound else compare(left.amount, right.amount)
    if isinstance(left, int | Decimal) and isinstance(right, int | Decimal):
        return (left > right) - (left < right)
    return None


def _exists(day: str) -> bool:
    try:
        date.fromisoformat(day + "-01-01"[len(day) - 4 :])
    except ValueError:
        return False
    return True


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
