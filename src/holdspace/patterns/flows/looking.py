"""Looking at what one's own reflections show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdspace.core.insights import look_at
from holdspace.journal import flows as journal
from holdspace.journal.flows.diary import read_diary
from holdspace.patterns.found import Patterns

if TYPE_CHECKING:
    from datetime import datetime

    from holdspace.accounts.spaces import Space


def look_at_patterns(space: Space, *, now: datetime) -> Patterns:
    """Work out what a space's reflections show. Nothing of it is stored.

    Raises:
        SpaceDamaged: The manifest itself is damaged.
    """
    diary = read_diary(space)
    return Patterns(diary, look_at(diary), damaged=journal.count_damaged(space))
