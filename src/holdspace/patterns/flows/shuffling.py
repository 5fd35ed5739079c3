"""Asking what chance alone would have shown in one's own diary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdspace.core.insights import look_at, shuffle
from holdspace.patterns.flows.looking import diary_until
from holdspace.patterns.found import Chance

if TYPE_CHECKING:
    from datetime import datetime

    from holdspace.accounts.spaces import Space


def shuffle_pattern(
    space: Space, *, pattern: str, seed: int, now: datetime
) -> Chance | None:
    """Shuffle a person's own episodes, and give what then seems to differ.

    Args:
        space: Whose.
        pattern: The id of the statement.
        seed: Which shuffles; the same seed gives the same.
        now: When.

    Returns:
        What chance gives, or nothing if the diary has no such statement, or none that
        could be shuffled. Corrections and deletions count at once.

    Raises:
        SpaceDamaged: The manifest itself is damaged.
    """
    diary = diary_until(space, now)
    shuffled = shuffle(diary, pattern, seed)
    if shuffled is None:
        return None
    (statement,) = (one for one in look_at(diary) if one.id == pattern)
    return Chance(statement, shuffled.differences, shuffled.real, shuffled.as_large)
