"""The one place that reads the clock.

Views read it once and hand the moment on; everything below takes ``now``.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class HeldClock:
    """A clock that moves only when it is told to."""

    def __init__(self, moment: datetime) -> None:
        """Start at ``moment``, which must know its time zone."""
        if moment.tzinfo is None:
            message = "A held clock needs a moment with a time zone."
            raise ValueError(message)
        self.moment = moment.astimezone(UTC)

    def move(self, by: timedelta) -> None:
        """Let ``by`` go past."""
        self.moment += by


_held: list[HeldClock] = []


def now() -> datetime:
    """Tell the present moment, in UTC."""
    if _held:
        return _held[-1].moment
    return datetime.now(UTC)


@contextmanager
def held_at(moment: datetime) -> Iterator[HeldClock]:
    """Hold the clock at ``moment`` while the block runs, for tests.

    It holds for every thread of this process, so that a live server started
    by a test lives at the same moment as the test.
    """
    clock = HeldClock(moment)
    _held.append(clock)
    try:
        yield clock
    finally:
        _held.remove(clock)
