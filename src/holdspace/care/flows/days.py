"""A therapist's calendar: sessions, put in by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4, uuid5

from holdspace.accounts import manifests
from holdspace.care import documents, rows
from holdspace.care.documents import Calendar, Session
from holdspace.care.flows.clients import get_client
from holdspace.care.flows.rights import check
from holdspace.care.kinds import CALENDAR
from holdspace.care.sessions import nearest_session
from holdspace.core.vault import Unreadable
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from holdspace.accounts.spaces import Space

MOST_SESSIONS: Final = 4_000
"""How many sessions a calendar holds: eight on every working day of two years."""
KEPT_FOR: Final = timedelta(days=2 * 365)


class NoRoom(Exception):
    """The calendar holds as many sessions as it takes."""


def read_calendar(space: Space) -> Calendar:
    """The whole calendar.

    Raises:
        NotThere: They are no therapist.
        SecondStepMissing: There is no second step yet.
        Unreadable: It is damaged.
    """
    check(space.person)
    return _calendar(rows.read(space, _row(space.person), CALENDAR))


def note_moment(space: Space, *, bond: UUID, now: datetime) -> datetime:
    """The moment that a new note is about: the session of today, or this moment.

    Raises:
        NotThere: They are no therapist.
        SecondStepMissing: There is no second step yet.
    """
    try:
        known = read_calendar(space)
    except Unreadable:
        return now
    near = nearest_session(known, bond, now)
    return near.at if near else now


def add_session(
    space: Space, *, bond: UUID, at: datetime, minutes: int, now: datetime
) -> UUID:
    """Put one session into the calendar.

    Raises:
        NotThere: This is no client of theirs.
        SecondStepMissing: There is no second step yet.
        NoRoom: The calendar is full.
        Unreadable: It is damaged.
    """
    get_client(space, bond=bond)
    session = Session(uuid4(), at, minutes, bond)
    _change(space, lambda known: _with(known, (session,), now))
    return session.id


def remove_session(space: Space, *, session: UUID) -> None:
    """Take one session out of the calendar.

    Raises:
        NotThere: There is no such session.
        SecondStepMissing: There is no second step yet.
        Unreadable: The calendar is damaged.
    """
    check(space.person)

    def without(known: Calendar) -> Calendar:
        left = tuple(one for one in known.sessions if one.id != session)
        if len(left) == len(known.sessions):
            raise NotThere
        return Calendar(left)

    _change(space, without)


def _change(space: Space, change: Callable[[Calendar], Calendar]) -> None:
    with manifests.changing(space) as changes:
        row = _row(space.person)
        known = _calendar(rows.read_in_turn(space, changes, row, CALENDAR))
        changed = change(known)
        rows.write(space, changes, row, CALENDAR, documents.pack(changed))


def _with(known: Calendar, fresh: Iterable[Session], now: datetime) -> Calendar:
    kept = [one for one in known.sessions if one.at > now - KEPT_FOR]
    sessions = sorted((*kept, *fresh), key=lambda one: (one.at, one.id))
    if len(sessions) > MOST_SESSIONS:
        raise NoRoom
    return Calendar(tuple(sessions))


def _calendar(words: bytes | None) -> Calendar:
    return Calendar() if words is None else documents.read(words, Calendar)


def _row(person: UUID) -> UUID:
    return uuid5(person, CALENDAR)
