"""What was worked out about a diary, on its way from flows to pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdspace.core.insights import Diary, Statement


@dataclass(frozen=True, slots=True)
class Patterns:
    """What a diary says, and the diary itself for what is drawn beside it.

    Attributes:
        diary: The reflections, column by column.
        statements: All that can be said or cannot be said yet, in the order of the
            data dictionary.
        care: A kind sentence about the last while, where one is called for.
        damaged: How many reflections cannot be opened and are not in the diary.
    """

    diary: Diary
    statements: tuple[Statement, ...]
    care: str = ""
    damaged: int = 0


@dataclass(frozen=True, slots=True)
class Chance:
    """What chance alone would have shown about one statement.

    Attributes:
        statement: Which one.
        differences: What shuffles of the person's own episodes gave, lowest first.
        real: What the episodes themselves gave.
        as_large: How many of the differences are at least as large as that.
    """

    statement: Statement
    differences: Sequence[float]
    real: float
    as_large: int
