"""Months as water levels: how much stands in each, and a soft surface."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from holdspace.patterns.charts import share

if TYPE_CHECKING:
    from collections.abc import Sequence

START: Final = 10.0
END: Final = 990.0
FOOT: Final = 800.0
BRIM: Final = 130.0
LEAST_BRIM: Final = 4
"""Fewer than this never fill a vessel: two are not drawn like twenty."""
FEW_NAMES: Final = 4
_GAP: Final = 0.12
_WAVE: Final = 14.0


@dataclass(frozen=True, slots=True)
class Vessel:
    """One month: its name, its number, its water.

    Attributes:
        x: Its middle, as a share of the drawing.
        y: Where its number stands.
        count: The number; empty where there is nothing, so that a gap is no mark.
        wide: Its name.
        narrow: Its name where there is little room; of many, every third has one.
        body: The water, as a path.
        surface: Its surface, as a path.
        foot: The ground it stands on, as a path.
    """

    x: str
    y: str
    count: str
    wide: str
    narrow: str
    body: str
    surface: str
    foot: str


@dataclass(frozen=True, slots=True)
class Water:
    """Some months, side by side."""

    title: str
    description: str
    vessels: tuple[Vessel, ...]


def water(
    title: str, description: str, months: Sequence[tuple[str, int]]
) -> Water | None:
    """Draw some months, oldest first; nothing where all of them are empty.

    Args:
        title: What it is.
        description: All that it shows, in words.
        months: Their names, and how much there was in each.
    """
    most = max((count for _, count in months), default=0)
    if not most:
        return None
    width = (END - START) / len(months)
    brim = max(LEAST_BRIM, most)
    return Water(
        title,
        description,
        tuple(
            _vessel(START + width * place, width, (name, short), count, brim)
            for place, ((name, count), short) in enumerate(
                zip(months, thirds([name for name, _ in months]), strict=True)
            )
        ),
    )


def thirds(names: Sequence[str]) -> tuple[str, ...]:
    """Every third of many names, from the first on; few have room for all of them."""
    if len(names) <= FEW_NAMES:
        return tuple(names)
    return tuple("" if place % 3 else name for place, name in enumerate(names))


def _vessel(
    left: float, width: float, names: tuple[str, str], count: int, brim: int
) -> Vessel:
    start, end = left + width * _GAP, left + width * (1 - _GAP)
    level = FOOT - (FOOT - BRIM) * count / brim
    surface = _surface(start, end, level) if count else ""
    return Vessel(
        x=share(left + width / 2),
        y=share(level - 50),
        count=str(count) if count else "",
        wide=names[0],
        narrow=names[1],
        body=f"{surface}V{FOOT:.0f}H{start:.1f}Z" if count else "",
        surface=surface,
        foot=f"M{start:.1f} {FOOT:.0f}H{end:.1f}",
    )


def _surface(start: float, end: float, level: float) -> str:
    quarter = (end - start) / 4
    return (
        f"M{start:.1f} {level:.1f}q{quarter:.1f} {-_WAVE:.0f} {2 * quarter:.1f} 0"
        f"t{2 * quarter:.1f} 0"
    )
