"""Breathing at a slow pace: which paces there are, and how long each goes on.

The drawing moves by style sheets alone. A style sheet cannot count or divide, so
everything it needs is worked out here and told by the names of classes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MINUTES: Final = (1, 2, 3, 5)
DEFAULT: Final = ("longer-out", 2)


@dataclass(frozen=True, slots=True)
class Pace:
    """One way to breathe.

    Attributes:
        name: How it is called in addresses and style sheets.
        title: How it is called on the page.
        told: How it goes, in a sentence.
        stages: What the breath does, and for how many seconds.
        held: Whether the breath is held; such a pace is never offered first.
        most: How many breaths it has however long it goes on, if it is not for long.
    """

    name: str
    title: str
    told: str
    stages: tuple[tuple[str, int], ...]
    held: bool = False
    most: int | None = None

    @property
    def length(self) -> int:
        """How many seconds one breath takes."""
        return sum(seconds for _, seconds in self.stages)

    def rounds(self, minutes: int) -> int:
        """How many whole breaths there are in some minutes."""
        return self.most or max(1, minutes * 60 // self.length)


PACES: Final = (
    Pace(
        "longer-out",
        "Out a little longer",
        "Let the breath come in while you count to four, and go out while you "
        "count to six.",
        (("in", 4), ("out", 6)),
    ),
    Pace(
        "even-short",
        "Even, short",
        "Let the breath come in while you count to four, and go out while you "
        "count to four.",
        (("in", 4), ("out", 4)),
    ),
    Pace(
        "even-slow",
        "Even, slow",
        "Let the breath come in while you count to five, and go out while you "
        "count to five.",
        (("in", 5), ("out", 5)),
    ),
    Pace(
        "very-slow",
        "Very slow",
        "Let the breath come in while you count to six, and go out while you "
        "count to eight.",
        (("in", 6), ("out", 8)),
    ),
    Pace(
        "square",
        "Square",
        "In while you count to four, hold for four, out for four, rest for four.",
        (("in", 4), ("hold", 4), ("out", 4), ("rest", 4)),
        held=True,
    ),
    Pace(
        "four-seven-eight",
        "Four, seven, eight",
        "In while you count to four, hold for seven, out for eight.",
        (("in", 4), ("hold", 7), ("out", 8)),
        held=True,
        most=4,
    ),
)


@dataclass(frozen=True, slots=True)
class BeatPage:
    """One second of a breath: when it comes, and what is shown."""

    at: int
    text: str


@dataclass(frozen=True, slots=True)
class MinutesPage:
    """How long it may go on, and whether it does."""

    minutes: int
    current: bool


@dataclass(frozen=True, slots=True)
class BreathPage:
    """The drawing at one pace, and the ways to another."""

    pace: Pace
    minutes: int
    rounds: int
    beats: tuple[BeatPage, ...]
    lengths: tuple[MinutesPage, ...]
    paces: tuple[Pace, ...]
    held: tuple[Pace, ...]


def breath_page(name: str, minutes: int) -> BreathPage | None:
    """Lay out the drawing; nothing if there is no such pace or length."""
    pace = next((one for one in PACES if one.name == name), None)
    if pace is None or minutes not in MINUTES:
        return None
    counted = (
        f"{word} {second}" for word, length in pace.stages for second in _to(length)
    )
    return BreathPage(
        pace=pace,
        minutes=minutes,
        rounds=pace.rounds(minutes),
        beats=tuple(BeatPage(at, text) for at, text in enumerate(counted)),
        lengths=()
        if pace.most
        else tuple(MinutesPage(one, one == minutes) for one in MINUTES),
        paces=tuple(one for one in PACES if not one.held),
        held=tuple(one for one in PACES if one.held),
    )


def _to(length: int) -> range:
    return range(1, length + 1)
