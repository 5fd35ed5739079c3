"""Drawings as plain figures: where a point stands, how a line goes. No page, no colour.

Every drawing is a square of 1000 by 1000 that its template stretches to the room that
there is. Lines and fields are stretched with it; words and dots are placed in shares of
it and keep their size, so that a phone shows the same words as a wide screen, as large.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, isfinite
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SIDE: Final = 1000.0
LEFT: Final = 110.0
RIGHT: Final = 955.0
TOP: Final = 60.0
BOTTOM: Final = 770.0
LEAST_SPAN: Final = 3
MINUS: Final = "\N{MINUS SIGN}"

type Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Mark:
    """A dot, as shares of the drawing."""

    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A height with its name; ``level`` is the same height inside the square."""

    y: str
    level: str
    text: str
    is_zero: bool = False


@dataclass(frozen=True, slots=True)
class Stop:
    """What stands below one place, line by line.

    Attributes:
        x: Where it stands.
        wide: What is written with room.
        narrow: With little room; empty where the names beside it are enough.
    """

    x: str
    wide: tuple[str, ...]
    narrow: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """What was found at one place: a number, and between what it likely lies."""

    estimate: float | None
    low: float | None = None
    high: float | None = None


NOTHING: Final = Value(None)


@dataclass(frozen=True, slots=True)
class Plot:
    """Numbers one after the other.

    Attributes:
        title: What it is, said to whoever cannot see it.
        description: All that it shows, in words.
        stops: What stands below.
        ticks: What stands beside.
        band: Where the numbers likely lie, as a path; empty without intervals.
        trace: The line through those that stand side by side; empty if none do.
        dots: The numbers themselves.
        other: A second line, drawn dashed.
        other_dots: Its numbers.
    """

    title: str
    description: str
    stops: tuple[Stop, ...]
    ticks: tuple[Tick, ...]
    band: str
    trace: str
    dots: tuple[Mark, ...]
    other: str = ""
    other_dots: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """From where to where a drawing goes, upwards and from left to right."""

    low: float
    high: float
    places: int

    def across(self, place: int) -> float:
        """Where a place stands."""
        if self.places == 1:
            return (LEFT + RIGHT) / 2
        inset = (RIGHT - LEFT) / (2 * self.places)
        width = RIGHT - LEFT - 2 * inset
        return LEFT + inset + width * place / (self.places - 1)

    def up(self, value: float) -> float:
        """How high a number stands, kept inside."""
        kept = min(self.high, max(self.low, value))
        return BOTTOM - (kept - self.low) / (self.high - self.low) * (BOTTOM - TOP)


def plot(
    title: str,
    description: str,
    stops: Sequence[tuple[tuple[str, ...], tuple[str, ...]]],
    values: Sequence[Value],
    others: Sequence[Value] = (),
    *,
    ticks: Iterable[tuple[float, str]],
    joined: bool = True,
) -> Plot | None:
    """Draw numbers one after the other; nothing where there is none.

    Args:
        title: What it is.
        description: All that it shows, in words.
        stops: For each place what stands below it: with room, and with little.
        values: For each place what was found.
        others: The same for a second line.
        ticks: Which heights are named, and how; the drawing ends at the outermost.
        joined: Whether lines go through them. A place without a number breaks them:
            nothing is drawn that was not found.
    """
    if not any(one.estimate is not None for one in values):
        return None
    named = sorted(ticks)
    frame = Frame(named[0][0], named[-1][0], len(stops))
    runs, beside = _runs(frame, values), _runs(frame, others)
    return Plot(
        title=title,
        description=description,
        stops=tuple(
            Stop(share(frame.across(place)), wide, narrow)
            for place, (wide, narrow) in enumerate(stops)
        ),
        ticks=tuple(_tick(frame, value, text) for value, text in named),
        band=_band(frame, values),
        trace=_lines(runs) if joined else "",
        dots=_marks(runs),
        other=_lines(beside) if joined else "",
        other_dots=_marks(beside),
    )


def change_ticks(values: Iterable[Value]) -> tuple[tuple[float, str], ...]:
    """Heights around *the same*: never so near that little looks like much."""
    found = [
        each
        for one in values
        for each in (one.estimate, one.low, one.high)
        if each is not None and isfinite(each)
    ]
    lowest, highest = min(found, default=0.0), max(found, default=0.0)
    low, high = min(-1, floor(lowest)), max(1, ceil(highest))
    if high - low < LEAST_SPAN:
        low, high = (low, 2) if highest >= -lowest else (-2, high)
    step = 1 if high - low <= 5 else 2
    low, high = step * floor(low / step), step * ceil(high / step)
    return tuple((at, signed(at)) for at in range(low, high + 1, step))


def signed(number: int) -> str:
    """A change as it stands beside a drawing."""
    if number == 0:
        return "same"
    return f"+{number}" if number > 0 else f"{MINUS}{-number}"


def share(where: float) -> str:
    """A place in the square as a share of it."""
    return f"{where / SIDE * 100:.2f}%"


def curve(points: Sequence[Point]) -> str:
    """A soft line through points, never higher or lower than they are."""
    if len(points) < 2:
        return ""
    return f"M{_at(points[0])}" + _onward(points)


def _onward(points: Sequence[Point]) -> str:
    steps = []
    for (x0, y0), (x1, y1) in pairwise(points):
        middle = (x0 + x1) / 2
        steps.append(f"C{_at((middle, y0))} {_at((middle, y1))} {_at((x1, y1))}")
    return "".join(steps)


def _at(point: Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"


def _runs(frame: Frame, values: Sequence[Value]) -> list[list[Point]]:
    """Points that stand side by side, with no place between them left empty."""
    runs: list[list[Point]] = [[]]
    for place, one in enumerate(values):
        if one.estimate is None:
            runs.append([])
        else:
            runs[-1].append((frame.across(place), frame.up(one.estimate)))
    return runs


def _lines(runs: Sequence[Sequence[Point]]) -> str:
    return "".join(curve(run) for run in runs)


def _band(frame: Frame, values: Sequence[Value]) -> str:
    runs: list[list[tuple[float, float, float]]] = [[]]
    for place, one in enumerate(values):
        if one.low is None or one.high is None:
            runs.append([])
        else:
            at = frame.across(place)
            runs[-1].append((at, frame.up(one.low), frame.up(one.high)))
    return "".join(_around(run) for run in runs if len(run) > 1)


def _around(ends: Sequence[tuple[float, float, float]]) -> str:
    upper = [(x, high) for x, _, high in ends]
    lower = [(x, low) for x, low, _ in reversed(ends)]
    return f"{curve(upper)}L{_at(lower[0])}{_onward(lower)}Z"


def _marks(runs: Sequence[Sequence[Point]]) -> tuple[Mark, ...]:
    return tuple(Mark(share(x), share(y)) for run in runs for x, y in run)


def _tick(frame: Frame, value: float, text: str) -> Tick:
    level = frame.up(value)
    return Tick(share(level), f"{level:.1f}", text, is_zero=value == 0)
