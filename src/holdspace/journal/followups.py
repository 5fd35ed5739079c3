"""When a person is asked once more how they are: computed, never stored ahead.

Windows are those of the guide *After tears*: 20 minutes counts from 10 to 40
minutes, 90 minutes from 60 to 150, next day from 16 to 32 hours. Outside them
nothing is offered, and nothing is ever overdue.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from holdspace.library import shelf

if TYPE_CHECKING:
    from collections.abc import Collection

    from holdspace.core.guides import Answers

GUIDES: Final = (shelf.AFTER_TEARS, shelf.HELD_BACK_TEARS, shelf.CHECK_IN)
"""The guides whose reflections may be followed up; no other one ever is."""

LOW_MOOD: Final = 3
"""A check-in with this mood or a lower one is followed up like tears."""


@dataclass(frozen=True, slots=True)
class Window:
    """One follow-up: its code in the guide and from when to when it is on time."""

    code: str
    opens: timedelta
    ends: timedelta


WINDOWS: Final = (
    Window("20-minutes", timedelta(minutes=10), timedelta(minutes=40)),
    Window("90-minutes", timedelta(minutes=60), timedelta(minutes=150)),
    Window("next-day", timedelta(hours=16), timedelta(hours=32)),
)
LONGEST: Final = max(window.ends for window in WINDOWS)


def is_followed(guide: str, answers: Answers) -> bool:
    """Whether a reflection of this guide is followed up at all."""
    if guide in (shelf.AFTER_TEARS, shelf.HELD_BACK_TEARS):
        return True
    mood = answers.first("mood")
    low = isinstance(mood, int) and not isinstance(mood, bool) and mood <= LOW_MOOD
    return guide == shelf.CHECK_IN and low


def due(*, when: datetime, now: datetime, settled: Collection[str]) -> Window | None:
    """The follow-up whose time it is, unless it was answered or declined."""
    since = now - when
    for window in WINDOWS:
        if window.opens <= since <= window.ends and window.code not in settled:
            return window
    return None
