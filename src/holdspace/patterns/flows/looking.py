"""Looking at what one's own reflections show."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from holdspace.core.insights import care_of, look_at
from holdspace.journal import flows as journal
from holdspace.journal.flows.diary import read_diary
from holdspace.patterns.found import Patterns

if TYPE_CHECKING:
    from datetime import datetime

    from holdspace.accounts.spaces import Space
    from holdspace.core.insights import Diary

AHEAD: Final = timedelta(days=1)
"""How far a clock may be ahead of ours."""


def diary_until(space: Space, now: datetime) -> Diary:
    """Open a diary, without what it says of a time that has not come.

    Raises:
        SpaceDamaged: The manifest itself is damaged.
    """
    return read_diary(space).until(int((now + AHEAD).timestamp()) // 60)


def look_at_patterns(space: Space, *, now: datetime) -> Patterns:
    """Work out what a space's reflections show. Nothing of it is stored.

    Args:
        space: Whose.
        now: When; nothing is said of later times, and a kind sentence speaks of the
            last weeks only.

    Raises:
        SpaceDamaged: The manifest itself is damaged.
    """
    diary = diary_until(space, now)
    care = care_of(diary, now=int(now.timestamp()) // 60)
    return Patterns(
        diary=diary,
        statements=look_at(diary),
        care=care.sentence if care else "",
        damaged=journal.count_damaged(space),
    )
