"""What several parts of the letter need: statements by name, numbers as said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from holdspace.core.insights import Month, Statement

_START = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SaidPage:
    """A sentence, and whether the entries carry it.

    Attributes:
        sentence: What is said, or why it is not.
        is_shown: Whether the entries carry it.
        id: Which statement it is; it goes into forms and into no address.
        can_shuffle: Whether chance can be asked about it.
    """

    sentence: str
    is_shown: bool
    id: str
    can_shuffle: bool


def said(statement: Statement) -> SaidPage:
    """A statement as a page says it."""
    shuffles = statement.number in (2, 3) and statement.estimate is not None
    return SaidPage(statement.sentence, statement.shown, statement.id, shuffles)


def by_id(statements: Iterable[Statement]) -> dict[str, Statement]:
    """Statements under their ids."""
    return {one.id: one for one in statements}


def starting(statements: Iterable[Statement], start: str) -> tuple[Statement, ...]:
    """The statements whose ids begin with this and a dot, or are this."""
    return tuple(
        one for one in statements if one.id == start or one.id.startswith(f"{start}.")
    )


def points(value: float) -> str:
    """A number of points, to one place: *1.6*, *2*."""
    rounded = round(abs(value), 1)
    return f"{rounded:.0f}" if rounded == round(rounded) else f"{rounded:.1f}"


def change(value: float, up: str = "higher", down: str = "lower") -> str:
    """A change as somebody says it."""
    if points(value) == "0":
        return "the same"
    return f"{points(value)} {up if value > 0 else down}"


def listed(words: Sequence[str]) -> str:
    """Words in a row: *a, b and c*."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def times(count: int) -> str:
    """How often: *once*, *twice*, *7 times*."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def day_of(minute: int) -> datetime:
    """The moment of a minute since 1970, on the clock that it was counted on."""
    return _START + timedelta(minutes=minute)


def month_name(month: Month) -> str:
    """A month as it is read: *March 2026*."""
    return f"{_first_day(month):%B %Y}"


def short_month(month: Month) -> str:
    """A month in three letters."""
    return f"{_first_day(month):%b}"


def _first_day(month: Month) -> date:
    return date(month.year, month.month, 1)
