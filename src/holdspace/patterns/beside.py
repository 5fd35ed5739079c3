"""Tears that were held back, drawn beside those that came: means, and how many.

What may be concluded from the two is said by ``core.insights`` and nowhere else. Like
there, ratings are matched by how they were made: held-back tears, like tears, have a
mood from before that is remembered. Check-ins have none and are not drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from holdspace.core.insights import HELD_BACK
from holdspace.core.insights.relief import ENOUGH
from holdspace.patterns.charts import NOTHING, Value
from holdspace.patterns.pages.parts import change, times

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from holdspace.core.insights import Diary
    from holdspace.core.insights.diary import Floats

_NAMES: Final = {
    "right-after": "right after",
    "20-minutes": "20 minutes later",
    "90-minutes": "90 minutes later",
    "next-day": "the next day",
}


@dataclass(frozen=True, slots=True)
class Beside:
    """Changes without tears, by moment.

    Attributes:
        name: What they are.
        found: The mean change and how many ratings it rests on.
    """

    name: str
    found: Mapping[str, tuple[float, int]]

    def value(self, code: str) -> Value:
        """What is drawn for a moment."""
        return Value(self.found[code][0]) if code in self.found else NOTHING

    def cell(self, code: str, way: tuple[str, str]) -> str:
        """The same for a table."""
        if code not in self.found:
            return "not enough to say yet"
        mean, count = self.found[code]
        return f"{change(mean, *way)} ({times(count)})"

    def told(self, way: tuple[str, str]) -> str:
        """All of it in words."""
        return "; ".join(
            f"{_NAMES[code]} {self.cell(code, way)}" for code in self.found
        )


def without_tears(diary: Diary, what: str) -> Beside | None:
    """Changes of mood or tension where tears were held back, if enough were rated."""
    held = diary.kind == HELD_BACK
    before = diary.number(f"{what}-before")
    found: dict[str, tuple[float, int]] = {}
    for moment, after in _ratings(diary, what):
        changed = (after - before)[held]
        changed = changed[np.isfinite(changed)]
        if len(changed) >= ENOUGH:
            found[moment] = (float(changed.mean()), len(changed))
    return Beside("times you felt like crying and did not", found) if found else None


def _ratings(diary: Diary, what: str) -> Iterator[tuple[str, Floats]]:
    yield "right-after", diary.number(f"{what}-after")
    for moment, later in diary.later.items():
        yield moment, later.mood if what == "mood" else later.tension
