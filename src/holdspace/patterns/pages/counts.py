"""Things that were counted, as rows with a level: words, places, hours, needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from holdspace.core.insights import Statement


@dataclass(frozen=True, slots=True)
class CountPage:
    """One thing that was counted.

    Attributes:
        code: Which one, for a drawing that shows it.
        name: What it is called.
        count: How often.
        of: Of how many.
        level: How far its level is filled, of the one that is named most often.
    """

    code: str
    name: str
    count: int
    of: int
    level: str


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
    found = [one for one in _counted(statements, f"{start}.") if one[0] not in without]
    most = max((count for _, count, _ in found), default=0)
    return tuple(
        CountPage(code, name(code), count, of, f"{count / most * 100:.1f}%")
        for code, count, of in found
        if count
    )


def count_of(statement: Statement) -> int:
    """How often, from a share of so many or from a count."""
    if statement.estimate is None:
        return 0
    if statement.unit == "share":
        return round(statement.estimate * statement.n)
    return round(statement.estimate)


def _counted(
    statements: Iterable[Statement], start: str
) -> Iterable[tuple[str, int, int]]:
    for one in statements:
        if one.id.startswith(start):
            yield one.id.removeprefix(start), count_of(one), one.n
