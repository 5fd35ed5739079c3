"""What chance alone would have shown, as a page says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from holdspace.patterns import strips
from holdspace.patterns.pages.parts import points

if TYPE_CHECKING:
    from holdspace.patterns.found import Chance
    from holdspace.patterns.strips import Strip

_SELDOM: Final = 0.05
_NOW_AND_THEN: Final = 0.2


@dataclass(frozen=True, slots=True)
class ChancePage:
    """One statement and what chance makes of it.

    Attributes:
        id: Which statement; it goes into a form and into no address.
        sentence: What the person's own entries say.
        is_shown: Whether they carry it.
        count: How many shuffles there were.
        told: What chance gave, in one sentence.
        meaning: What that means, and what not.
        lines: The same as a table: how large, how often.
        strip: The same drawn.
        seed: The seed of the next shuffles.
    """

    id: str
    sentence: str
    is_shown: bool
    count: int
    told: str
    meaning: str
    lines: tuple[tuple[str, int], ...]
    strip: Strip
    seed: int


def chance(found: Chance, *, seed: int, again: bool = False) -> ChancePage:
    """Show what shuffles gave.

    Args:
        found: What they gave.
        seed: Of the shuffles to come, for whoever wants to see others.
        again: Whether these are such others.
    """
    told = _told(found)
    size = points(found.real)
    return ChancePage(
        id=found.statement.id,
        sentence=found.statement.sentence,
        is_shown=found.statement.shown,
        count=len(found.differences),
        told=f"Shuffled again: {told[0].lower()}{told[1:]}" if again else told,
        meaning=_meaning(found),
        lines=_lines(found),
        strip=strips.strip(
            "What chance alone gives, and your own entries",
            f"{told} Your own difference is {size} points {_side(found.real)}.",
            found.differences,
            found.real,
        ),
        seed=seed,
    )


def _side(real: float) -> str:
    return "upwards" if real > 0 else "downwards"


def _told(found: Chance) -> str:
    count = len(found.differences)
    large = {0: "none", 1: "one"}.get(found.as_large, str(found.as_large))
    return f"Of {count} shuffles, {large} showed a difference as large as yours."


def _meaning(found: Chance) -> str:
    share = found.as_large / len(found.differences)
    if share > _NOW_AND_THEN:
        return (
            "So chance alone often gives a difference this large. There may be "
            "something behind yours, or nothing: your entries cannot say."
        )
    how, still = (
        ("rarely", ". It still can") if share <= _SELDOM else ("now and then", "")
    )
    if found.statement.shown:
        return (
            f"So chance alone {how} gives a difference this large{still}. If later "
            "entries no longer show it, it leaves this page."
        )
    return (
        f"So chance alone {how} gives a difference this large. Yet many things are "
        "looked at here, again and again, and among many something always stands "
        "out. That is why more is needed before it is called a pattern."
    )


def _lines(found: Chance) -> tuple[tuple[str, int], ...]:
    sizes = [abs(one) for one in found.differences]
    edges = (0.5, 1.0, 2.0)
    names = (
        "less than half a point",
        "half a point to 1 point",
        "1 to 2 points",
        "2 points or more",
    )
    places = [sum(size >= edge for edge in edges) for size in sizes]
    return tuple((name, places.count(at)) for at, name in enumerate(names))
