"""Looking at what one's own reflections show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdspace.core.insights import diary_of

if TYPE_CHECKING:
    from holdspace.accounts.spaces import Space
    from holdspace.core.insights import Diary, Statement


@dataclass(frozen=True, slots=True)
class Patterns:
    """What a diary says, and the diary itself for what is drawn beside it.

    Attributes:
        diary: The reflections, column by column.
        statements: All that can be said or cannot be said yet, in the order of the
            data dictionary.
    """

    diary: Diary
    statements: tuple[Statement, ...]


def look_at_patterns(space: Space) -> Patterns:
    """Work out what a space's reflections show. Nothing of it is stored.

    Raises:
        SpaceDamaged: The manifest itself is damaged.
    """
    diary = diary_of(())
    return Patterns(diary, ())
