"""Shuffle it: what chance alone would show in a person's own diary.

The person's own episodes stay as they are, with their moods and their order. Only
which of them had the circumstance is drawn anew, over and over, and each time the
difference is worked out as for the real diary.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from holdspace.core.insights import comparing, going_along
from holdspace.core.insights.circumstances import circumstances_of
from holdspace.core.insights.estimating import Levels, differences_of

if TYPE_CHECKING:
    from holdspace.core.insights.diary import Diary, Flags, Floats

MOST: Final = 500
LEAST: Final = 50
_WORK: Final = 500_000


@dataclass(frozen=True, slots=True)
class Shuffled:
    """What shuffles showed.

    Attributes:
        differences: The difference that each shuffle showed, in points, ascending.
        real: The difference of the real diary, before it is shrunk.
    """

    differences: tuple[float, ...]
    real: float

    @property
    def as_large(self) -> int:
        """How many shuffles showed a difference at least as large, either way."""
        return sum(abs(one) >= abs(self.real) for one in self.differences)


def shuffle(diary: Diary, statement_id: str, seed: int) -> Shuffled | None:
    """Shuffle a diary many times for one statement of the second or third kind.

    Fewer times for a long diary, so that the work stays bounded.

    Args:
        diary: The diary.
        statement_id: Its id.
        seed: The same one gives the same shuffles.

    Returns:
        None where there is nothing to shuffle: another kind of statement, or one
        without enough episodes to compare.
    """
    chosen = _chosen(diary, statement_id)
    if chosen is None:
        return None
    change, before, at, answered = chosen
    times = max(LEAST, min(MOST, _WORK // len(change)))
    order = np.random.default_rng(seed)
    who = np.flatnonzero(answered)
    columns = np.zeros((len(change), times + 1))
    columns[:, 0] = at
    columns[who, 1:] = order.permuted(
        np.repeat(at[who, None].astype(np.float64), times, axis=1), axis=0
    )
    levels = Levels(
        at=columns,
        silent=(~answered)[:, None].astype(np.float64),
        question=np.zeros(times + 1, dtype=np.int64),
    )
    found = differences_of(change, levels, going_along.held_equal(before)).estimate
    return Shuffled(tuple(np.sort(found[1:]).tolist()), float(found[0]))


def _chosen(
    diary: Diary, statement_id: str
) -> tuple[Floats, Floats, Flags, Flags] | None:
    if statement_id in comparing.COMPARISONS:
        pairs = comparing.matched(diary, statement_id)
        if not pairs.is_enough:
            return None
        return (
            pairs.change,
            pairs.before,
            pairs.tears,
            np.ones(len(pairs.tears), dtype=np.bool_),
        )
    places = going_along.rated_tears(diary)
    for one in circumstances_of(diary, places):
        if one.id == statement_id and going_along.can_compare(one):
            before = diary.number("mood-before")[places]
            change = diary.later[going_along.MAIN].mood[places] - before
            return change, before, one.at, one.answered
    return None
