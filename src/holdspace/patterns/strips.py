"""What chance alone gives, drawn: differences in a row, and the real one among them."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING, Final

from holdspace.patterns.charts import MINUS, share

if TYPE_CHECKING:
    from collections.abc import Sequence

BINS: Final = 41
LEFT: Final = 40.0
RIGHT: Final = 960.0
FOOT: Final = 800.0
TOP: Final = 160.0
_THIN: Final = 0.72
_MARGIN: Final = 1.08
_SMALLEST_REACH: Final = 0.5
"""Differences of nothing at all are not drawn as if they were spread out."""
_NEAR_AN_END: Final = 200.0


@dataclass(frozen=True, slots=True)
class Column:
    """Differences of about the same size.

    Attributes:
        x: Its left side, as a share of the drawing.
        y: Its top.
        width: Its width.
        height: Its height.
        as_large: Whether these are at least as large as the real one.
    """

    x: str
    y: str
    width: str
    height: str
    as_large: bool


@dataclass(frozen=True, slots=True)
class Strip:
    """What chance gives, from lower to higher, and where the real one stands.

    Attributes:
        title: What it is.
        description: All that it shows, in words.
        columns: The differences that chance gave.
        real: Where the real one stands, as a share.
        anchor: On which side of it its name stands.
        low: The end on the left, in points.
        high: The end on the right.
        middle: Where no difference stands.
    """

    title: str
    description: str
    columns: tuple[Column, ...]
    real: str
    anchor: str
    low: str
    high: str
    middle: str = share((LEFT + RIGHT) / 2)


def strip(
    title: str, description: str, differences: Sequence[float], real: float
) -> Strip:
    """Draw the differences that chance gave, with the real one among them."""
    reach = max(_SMALLEST_REACH, abs(real), *(abs(one) for one in differences))
    reach *= _MARGIN
    counts, extreme = [0] * BINS, [True] * BINS
    for one in differences:
        place = min(BINS - 1, floor((one + reach) / (2 * reach) * BINS))
        counts[place] += 1
        extreme[place] &= abs(one) >= abs(real)
    most = max(counts)
    where = _across(real, reach)
    return Strip(
        title=title,
        description=description,
        columns=tuple(
            _column(place, count / most, as_large=extreme[place])
            for place, count in enumerate(counts)
            if count
        ),
        real=share(where),
        anchor=_anchor(where),
        low=f"{MINUS}{reach:.1f}",
        high=f"+{reach:.1f}",
    )


def _across(value: float, reach: float) -> float:
    return LEFT + (value + reach) / (2 * reach) * (RIGHT - LEFT)


def _column(place: int, height: float, *, as_large: bool) -> Column:
    width = (RIGHT - LEFT) / BINS
    tall = max(8.0, height * (FOOT - TOP))
    return Column(
        x=share(LEFT + width * (place + (1 - _THIN) / 2)),
        y=share(FOOT - tall),
        width=share(width * _THIN),
        height=share(tall),
        as_large=as_large,
    )


def _anchor(where: float) -> str:
    if where < LEFT + _NEAR_AN_END:
        return "start"
    return "end" if where > RIGHT - _NEAR_AN_END else "middle"
