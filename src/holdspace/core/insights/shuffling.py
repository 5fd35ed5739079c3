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
        real: The difference of the real diary, before it is drawn towards nought.
    """

    differences: tuple[float, ...]
    real: float

    @property
    def as_large(self) -> int:
        """How many shuffles showed a difference at least as large, either way."""
        return sum(abs(one) >= abs(self.real) for one in self.differences)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What is shuffled, one place for each episode, and what to take off in the end."""

    change: Floats
    before: Floats
    at: Flags
    answered: Flags
    groups: Floats
    hidden: float


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
    times = max(LEAST, min(MOST, _WORK // len(chosen.change)))
    columns = np.column_stack((chosen.at, _drawn(chosen, times, seed)))
    levels = Levels(
        at=columns.astype(np.float64),
        silent=(~chosen.answered)[:, None].astype(np.float64),
        question=np.zeros(times + 1, dtype=np.int64),
    )
    beside = going_along.held_equal(chosen.before)
    found = differences_of(chosen.change, levels, beside).estimate
    return Shuffled(tuple(np.sort(found[1:]).tolist()), float(found[0]) - chosen.hidden)


def _drawn(chosen: _Chosen, times: int, seed: int) -> Floats:
    """Draw anew which of those who answered were at the level, among their like."""
    order = np.random.default_rng(seed)
    drawn = np.zeros((len(chosen.at), times))
    for group in np.unique(chosen.groups):
        who = np.flatnonzero(chosen.answered & (chosen.groups == group))
        at = np.repeat(chosen.at[who, None].astype(np.float64), times, axis=1)
        drawn[who] = order.permuted(at, axis=0)
    return drawn


def _chosen(diary: Diary, statement_id: str) -> _Chosen | None:
    if statement_id in comparing.COMPARISONS:
        return _tears(diary, statement_id)
    places = going_along.rated_tears(diary)
    for one in circumstances_of(diary, places):
        if one.id == statement_id and going_along.can_compare(one):
            before = diary.number("mood-before")[places]
            change = diary.later[going_along.MAIN].mood[places] - before
            return _Chosen(
                change, before, one.at, one.answered, np.zeros_like(before), 0.0
            )
    return None


def _tears(diary: Diary, comparison: str) -> _Chosen | None:
    pairs = comparing.matched(diary, comparison)
    found = comparing.compare(pairs, comparison) if pairs.is_enough else None
    if found is None:
        return None
    # What is not known of the ratings is taken out of the real difference, as its
    # statement does; the shuffles stay among moments that began alike.
    plain = float(comparing.plainly(pairs).estimate[0])
    return _Chosen(
        pairs.change,
        pairs.before,
        pairs.tears,
        np.ones(len(pairs.tears), dtype=np.bool_),
        pairs.before,
        plain - found.estimate,
    )
