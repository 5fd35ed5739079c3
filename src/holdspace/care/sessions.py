"""Which sessions of a calendar matter now; pure."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date, datetime, tzinfo
    from uuid import UUID

    from holdspace.care.documents import Calendar, Session

LONGEST_MINUTES: Final = 12 * 60
LATER: Final = timedelta(hours=3)
"""How long after its beginning a session counts as the last one, not the present."""
NEAR: Final = timedelta(hours=12)
"""How near a session is that a note belongs to."""


def sessions_on(calendar: Calendar, day: date, zone: tzinfo) -> tuple[Session, ...]:
    """The sessions that begin on one day, in their order."""
    return tuple(
        session
        for session in calendar.sessions
        if session.at.astimezone(zone).date() == day
    )


def last_session(calendar: Calendar, bond: UUID, now: datetime) -> Session | None:
    """The last session with this client that is over."""
    over = [
        session
        for session in calendar.sessions
        if session.bond == bond and session.at <= now - LATER
    ]
    return max(over, key=lambda session: session.at, default=None)


def next_session(calendar: Calendar, bond: UUID, now: datetime) -> Session | None:
    """The session with this client that goes on or comes next."""
    coming = [
        session
        for session in calendar.sessions
        if session.bond == bond and session.at > now - LATER
    ]
    return min(coming, key=lambda session: session.at, default=None)


def nearest_session(calendar: Calendar, bond: UUID, now: datetime) -> Session | None:
    """The session with this client that lies nearest, if it is of these hours."""
    near = [
        session
        for session in calendar.sessions
        if session.bond == bond and abs(session.at - now) <= NEAR
    ]
    return min(near, key=lambda session: abs(session.at - now), default=None)
