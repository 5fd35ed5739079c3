"""What a person asked to be mailed about, as plain records, and when it is due.

Pure: what is stored where, is decided in ``flows.letters`` and ``flows.posting``.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID  # noqa: TC003  (msgspec reads the annotations when it runs)

import msgspec

from holdspace.core.vault import Unreadable
from holdspace.journal import followups

if TYPE_CHECKING:
    from datetime import tzinfo

    from holdspace.journal.followups import Window

TARGETS: Final = {
    "20-minutes": timedelta(minutes=20),
    "90-minutes": timedelta(minutes=90),
    "next-day": timedelta(hours=22),
}
"""When within its window a mail goes out, if nothing speaks against it."""

SOONEST: Final = timedelta(minutes=10)
"""Nobody is mailed about what they wrote a moment ago."""

ANSWERABLE: Final = timedelta(minutes=5)
"""A link that would end sooner than this is not worth sending."""

WAKES, SLEEPS = 8, 22
_STEP: Final = timedelta(minutes=30)

CODE_LASTS: Final = timedelta(minutes=30)
MOST_TRIES: Final = 5
MOST_CODES_A_DAY: Final = 5
LONGEST_LEDGER: Final = 20


class Planned(msgspec.Struct, frozen=True):
    """A mail that was planned.

    Attributes:
        letter: Which.
        link: The id of its link.
        reflection: What it is about.
        code: Which follow-up.
        ends: When its window is over.
        due: From when on it may have gone out.
        ended: It went out and its link was ended; it is only remembered, so that the
            same follow-up is not mailed again.
    """

    letter: UUID
    link: str
    reflection: UUID
    code: str
    ends: str
    due: str = ""
    ended: bool = False


class Line(msgspec.Struct, frozen=True):
    """One line of the ledger: a mail that was handed over or given up.

    Attributes:
        letter: Which mail.
        code: Which follow-up, or nothing for a code to type back.
        at: When the mail server took it, or when it was given up.
        accepted: Which of the two.
        answered: When it was answered, if it was.
    """

    letter: UUID
    code: str
    at: str
    accepted: bool
    answered: str = ""


class Asked(msgspec.Struct, frozen=True):
    """An address that still has to be proved, by a code that was mailed to it.

    Attributes:
        address: Which.
        digits: The code.
        at: When it was asked for.
        tries: How many other codes were typed.
        letter: The mail with the code.
    """

    address: str
    digits: str
    at: str
    tries: int = 0
    letter: UUID | None = None


class Reminders(msgspec.Struct, frozen=True):
    """What a person wants to be mailed, and what was; sealed with their profile.

    Attributes:
        address: Where to, once it was proved; empty when it is switched off.
        which: The follow-ups they chose.
        asked: An address that is still to be proved.
        codes: When codes were mailed in the last day.
        planned: Mails whose window is not over.
        ledger: What was sent or given up, newest first.
    """

    address: str = ""
    which: tuple[str, ...] = ()
    asked: Asked | None = None
    codes: tuple[str, ...] = ()
    planned: tuple[Planned, ...] = ()
    ledger: tuple[Line, ...] = ()


class Words(msgspec.Struct, frozen=True):
    """What one mail is about; sealed under a key of the server until it goes out.

    Attributes:
        person: Whose.
        address: Where to.
        ends: When it is too late.
        code: Which follow-up; nothing for a code to type back.
        token: What the link carries.
        reflection: What it is about.
        digits: The code to type back.
    """

    person: UUID
    address: str
    ends: str
    code: str = ""
    token: str = ""
    reflection: UUID | None = None
    digits: str = ""


class Leave(msgspec.Struct, frozen=True):
    """What a link gives leave to do: one rating, for this, until then."""

    person: UUID
    reflection: UUID
    letter: UUID
    code: str
    ends: str


def read_kept(kept: dict[str, Any]) -> Reminders:
    """Read what lies in a profile; what cannot be understood reads as nothing."""
    try:
        return msgspec.convert(kept, Reminders)
    except msgspec.ValidationError:
        return Reminders()


def to_keep(reminders: Reminders) -> dict[str, Any]:
    """Write down what lies in a profile."""
    written: dict[str, Any] = msgspec.to_builtins(reminders)
    return written


def pack(words: Words | Leave) -> bytes:
    """Write a record down, ready to be sealed."""
    return msgspec.json.encode(words)


def read[Record: (Words, Leave)](words: bytes, kind: type[Record]) -> Record:
    """Read what ``pack`` wrote.

    Raises:
        Unreadable: It is not such a record.
    """
    try:
        return msgspec.json.decode(words, type=kind)
    except (msgspec.MsgspecError, ValueError) as refusal:
        raise Unreadable from refusal


def window_of(code: str) -> Window | None:
    """The window of a follow-up."""
    return next((one for one in followups.WINDOWS if one.code == code), None)


def due_at(
    window: Window, *, when: datetime, now: datetime, zone: tzinfo
) -> datetime | None:
    """When the mail of a follow-up goes out, or nothing if it is too late for it.

    The next day's mail keeps out of the night in the person's zone, where its window
    allows that.
    """
    last = when + window.ends - ANSWERABLE
    earliest = max(when + window.opens, now + SOONEST)
    target = when + TARGETS[window.code]
    if earliest > last:
        return None
    due = min(max(target, earliest), last)
    if window.code != "next-day" or _is_day(due, zone):
        return due
    count = (last - earliest) // _STEP
    slots = [earliest + _STEP * number for number in range(count + 1)]
    humane = [slot for slot in slots if _is_day(slot, zone)]
    return min(humane, key=lambda slot: abs(slot - target), default=due)


def _is_day(moment: datetime, zone: tzinfo) -> bool:
    return WAKES <= moment.astimezone(zone).hour < SLEEPS


def codes_of_a_day(codes: tuple[str, ...], now: datetime) -> tuple[str, ...]:
    """Those of these moments that lie in the last 24 hours."""
    since = now.astimezone(UTC) - timedelta(days=1)
    return tuple(one for one in codes if datetime.fromisoformat(one) > since)
