"""A line of numbers drawn as points: where each stands, told as plain figures.

Nothing is drawn between two points, because two of them carry no course; from three
on a thin line leads the eye. The table under the drawing says the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from holdspace.core.scoring import Limits

# The frame that the template draws, in its own units.
LEFT: Final = 34
RIGHT: Final = 272
TOP: Final = 22
BOTTOM: Final = 158
BELOW: Final = 167
INSET: Final = 10
FEWEST_FOR_A_LINE: Final = 3
MOST_LABELS: Final = 8
MOST_LARGE: Final = 20


@dataclass(frozen=True, slots=True)
class Dot:
    """A number, or a place where there is none."""

    x: str
    y: str
    label: str = ""
    label_y: str = ""


@dataclass(frozen=True, slots=True)
class ChartPage:
    """A drawing of one scale over time."""

    title: str
    description: str
    dots: tuple[Dot, ...]
    gaps: tuple[Dot, ...]
    line: str
    low: str
    high: str
    first: str
    last: str
    radius: str


def chart(
    title: str,
    description: str,
    points: Sequence[tuple[date, Decimal | None]],
    limits: Limits,
) -> ChartPage | None:
    """Draw one scale, oldest first; nothing where there is no number at all."""
    days = [day for day, _ in points]
    scored = [(day, value) for day, value in points if value is not None]
    if not scored:
        return None
    labelled = len(scored) <= MOST_LABELS
    dots = tuple(
        _dot(_across(day, days), _up(value, limits), plain(value) if labelled else "")
        for day, value in scored
    )
    empty = (day for day, value in points if value is None)
    course = " ".join(f"{dot.x},{dot.y}" for dot in dots)
    return ChartPage(
        title=title,
        description=description,
        dots=dots,
        gaps=tuple(Dot(f"{_across(day, days):.1f}", f"{BELOW:.1f}") for day in empty),
        line=course if len(dots) >= FEWEST_FOR_A_LINE else "",
        low=plain(limits.low),
        high=plain(limits.high),
        first=short(days[0]),
        last=short(days[-1]) if days[-1] != days[0] else "",
        radius="5" if len(dots) <= MOST_LARGE else "3",
    )


def plain(number: Decimal) -> str:
    """A number as it is read: without zeros behind the point."""
    return f"{number.normalize():f}"


def short(day: date) -> str:
    """A day in few letters."""
    return f"{day.day} {day:%b %Y}"


def _dot(x: float, y: float, label: str) -> Dot:
    return Dot(f"{x:.1f}", f"{y:.1f}", label, f"{y - 9:.1f}")


def _across(day: date, days: Sequence[date]) -> float:
    whole = (days[-1] - days[0]).days
    if not whole:
        return (LEFT + RIGHT) / 2
    inner = RIGHT - LEFT - 2 * INSET
    return LEFT + INSET + inner * (day - days[0]).days / whole


def _up(value: Decimal, limits: Limits) -> float:
    share = float((value - limits.low) / (limits.high - limits.low))
    return BOTTOM - share * (BOTTOM - TOP)
