"""A grant: leave to read one thing, from a moment on and until another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta


class GrantEnded(Exception):
    """The leave to read this has ended."""


@dataclass(frozen=True, slots=True)
class Grant:
    """Leave to read one thing.

    Attributes:
        given_at: When it was given.
        ends_at: From when on it is not there any more; None until it is taken back.
    """

    given_at: datetime
    ends_at: datetime | None = None


def may_read(grant: Grant, now: datetime) -> bool:
    """Whether it may be read at this moment; at its end it may not."""
    return grant.ends_at is None or now < grant.ends_at


def check_may_read(grant: Grant, now: datetime) -> None:
    """Let a reader pass.

    Raises:
        GrantEnded: The leave has ended.
    """
    if not may_read(grant, now):
        raise GrantEnded


def end_of(day: date) -> datetime:
    """When a day is over everywhere on earth: noon in UTC of the day after.

    The last place is twelve hours behind UTC. One hour for everybody tells nothing
    about the zone of whoever chose the day.
    """
    return datetime.combine(day + timedelta(days=1), time(12), tzinfo=UTC)


def last_day(ends_at: datetime) -> date:
    """The day that was chosen: the last one on which it can be read."""
    return ends_at.astimezone(UTC).date() - timedelta(days=1)
