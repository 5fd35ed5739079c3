"""The reading promise: how long it holds until it is confirmed again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date

PROMISE_LASTS_DAYS: Final = 90
"""For how many days a promise holds; then what is sent might be read by nobody."""


class PromiseStale(Exception):
    """The therapist has not said lately when they read, so nothing is taken in."""


def promise_ends(confirmed_on: date) -> date:
    """The last day on which a promise holds."""
    return confirmed_on + timedelta(days=PROMISE_LASTS_DAYS)


def is_current(confirmed_on: date | None, today: date) -> bool:
    """Whether a promise that was confirmed on this day holds today."""
    return confirmed_on is not None and today <= promise_ends(confirmed_on)


def check_may_share(confirmed_on: date | None, today: date) -> None:
    """Let somebody share.

    Raises:
        PromiseStale: The promise was never given, or not confirmed for too long.
    """
    if not is_current(confirmed_on, today):
        raise PromiseStale
