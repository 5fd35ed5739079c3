"""Things that were counted, as rows with a level: words, places, hours, needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from holdspace.core.insights import Statement


@dataclass(frozen=True, slots=True)
class CountPage:
    """One thing that was counted.

    Attributes:
        code: Which one, for a drawing that shows it.
        name: What it is called.
        count: How often.
        of: Of how many.
        level: How far its level is filled: full is every one of those it is out of.
        sentence: The same in words, with how sure it is.
    """

    code: str
    name: str
    count: int
    of: int
    level: str
    sentence: str


def counts(
    statements: Sequence[Statement],
    start: str,
    name: Callable[[str], str],
    *,
    without: Collection[str] = (),
) -> tuple[CountPage, ...]:
    """Count what the statements under a name say, in the order in which they come.

    Args:
        statements: All of the diary.
        start: The name under which they stand, without the dot at its end.
        name: What a code is called.
        without: Codes under this name that are something else.
    """
    begins = f"{start}."
    found = {
        one.id.removeprefix(begins): one
        for one in statements
        if one.id.startswith(begins)
    }
    kept = [(code, one) for code, one in found.items() if code not in without]
    return tuple(counted(code, name(code), one) for code, one in kept)


def counted(code: str, name: str, statement: Statement) -> CountPage:
    """One thing that was counted."""
    count = count_of(statement)
    level = f"{count / max(statement.n, 1) * 100:.1f}%"
    return CountPage(code, name, count, statement.n, level, statement.sentence)


def count_of(statement: Statement) -> int:
    """How often, from a share of so many or from a count."""
    if statement.estimate is None:
        return 0
    if statement.unit == "share":
        return round(statement.estimate * statement.n)
    return round(statement.estimate)
