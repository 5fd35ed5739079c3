"""Today and the calendar, as plain records."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from holdspace.care.pages.moments import day_said
from holdspace.care.sessions import sessions_on

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime, tzinfo
    from uuid import UUID

    from holdspace.care.documents import Calendar, Session
    from holdspace.sharing.flows import Client

MOST_COMING: Final = 200
NO_CLIENT: Final = "Somebody who is no client here any more"
BROUGHT: Final = "Something is here that you have not opened."
LETTER: Final = "A letter is here that you have not read."


@dataclass(frozen=True, slots=True)
class News:
    """What is new, by bond.

    Attributes:
        unopened: Where something was brought that was not opened yet.
        unread: Where a letter came that was not read yet.
    """

    unopened: Collection[UUID] = ()
    unread: Collection[UUID] = ()

    def says(self, bond: UUID | None) -> str:
        """What is new in one bond, in words, or nothing."""
        told = ((BROUGHT, self.unopened), (LETTER, self.unread))
        return " ".join(said for said, bonds in told if bond in bonds)


@dataclass(frozen=True, slots=True)
class SessionPage:
    """One session.

    Attributes:
        id: Names it in an address.
        at: Its time of day.
        minutes: How long it lasts.
        bond: With whom, as an address knows it; None if they left.
        who: With whom, in words.
        says: What is new from them, in words, or nothing.
    """

    id: UUID
    at: str
    minutes: int
    bond: UUID | None
    who: str
    says: str


@dataclass(frozen=True, slots=True)
class ClientPage:
    """One client in the list."""

    bond: UUID
    name: str
    says: str
    is_compared: bool


@dataclass(frozen=True, slots=True)
class TodayPage:
    """The day's sessions and all clients.

    Attributes:
        day: The day in words.
        sessions: Those of the day with whoever is a client.
        clients: All of them, by name.
        is_damaged: Whether the calendar cannot be opened.
    """

    day: str
    sessions: tuple[SessionPage, ...]
    clients: tuple[ClientPage, ...]
    is_damaged: bool


@dataclass(frozen=True, slots=True)
class DayPage:
    """The sessions of one coming day."""

    day: str
    sessions: tuple[SessionPage, ...]


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """What comes: the days and their sessions, and how many are not shown."""

    days: tuple[DayPage, ...]
    more: int


def today(
    calendar: Calendar | None,
    clients: Iterable[Client],
    news: News,
    *,
    now: datetime,
    zone: tzinfo,
) -> TodayPage:
    """The page Today.

    Args:
        calendar: None if it cannot be opened.
        clients: All of them.
        news: What is new from them.
        now: The moment.
        zone: Where the therapist is.
    """
    listed = tuple(clients)
    names = {client.id: client.name for client in listed}
    there = now.astimezone(zone)
    sessions = sessions_on(calendar, there.date(), zone) if calendar else ()
    return TodayPage(
        day=f"{there:%A} {there.day} {there:%B}",
        # Where it has ended nobody comes: the calendar alone still has such a session,
        # to be taken out.
        sessions=tuple(
            _session(one, names, news, zone) for one in sessions if one.bond in names
        ),
        clients=tuple(
            ClientPage(one.id, one.name, news.says(one.id), one.compared)
            for one in listed
        ),
        is_damaged=calendar is None,
    )


def calendar(
    known: Calendar, clients: Iterable[Client], *, now: datetime, zone: tzinfo
) -> CalendarPage:
    """What comes, from the beginning of today."""
    names = {client.id: client.name for client in clients}
    here = now.astimezone(zone).date()
    coming = [one for one in known.sessions if one.at.astimezone(zone).date() >= here]
    days = groupby(coming[:MOST_COMING], key=lambda one: one.at.astimezone(zone).date())
    return CalendarPage(
        tuple(
            DayPage(
                day_said(day, here),
                tuple(_session(one, names, News(), zone) for one in sessions),
            )
            for day, sessions in days
        ),
        max(len(coming) - MOST_COMING, 0),
    )


def _session(
    session: Session,
    names: dict[UUID, str],
    news: News,
    zone: tzinfo,
) -> SessionPage:
    # A client who left stays in the calendar, and no longer as a client.
    bond = session.bond if session.bond in names else None
    return SessionPage(
        id=session.id,
        at=f"{session.at.astimezone(zone):%H:%M}",
        minutes=session.minutes,
        bond=bond,
        who=names[bond] if bond else NO_CLIENT,
        says=news.says(bond),
    )
