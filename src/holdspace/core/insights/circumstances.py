"""What may go along with relief: circumstances of an episode, how they are said.

Circumstances are read from the answers alone, never from the ratings that are then
compared over them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from holdspace.core.insights.phrases import PHRASES, phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from holdspace.core.insights.diary import Diary, Flags, Whole

CHOSEN: Final = ("company", "support", "setting", "kinds", "trigger")
RATED: Final = ("intensity", "held-back", "ashamed")
THEN: Final = ("apology", "clearer")
HOUR: Final = "hour"
FACTORS: Final = (*CHOSEN, *RATED, *THEN, HOUR)
"""What is compared, in the order in which it is told."""
ALONE: Final = "alone"
HIGH, LOW = "high", "low"
NOT: Final = "not-"
_PARTS: Final = {"night": 0, "morning": 6, "afternoon": 12, "evening": 18}
_HOURS_OF_A_PART: Final = 6
_HOUR: Final = 60
_DAY: Final = 24 * _HOUR

_SENTENCES: Final = {
    ("company", ALONE): "when you were alone",
    ("setting", "in-session"): "in a session",
    ("setting", "home"): "at home",
    ("setting", "work-or-study"): "at work or where you study",
    ("setting", "out"): "when you were out",
    ("setting", "elsewhere"): "in another place",
    ("support", "not-wanted"): "when you wanted no support",
    ("apology", "said-sorry"): "when you had said sorry",
    ("apology", "felt-the-urge"): "when you felt the urge to say sorry",
    ("apology", "neither"): "when you felt no urge to say sorry",
    ("hour", "night"): "at night (before 6:00)",
    ("hour", "morning"): "in the morning (6:00 to 12:00)",
    ("hour", "afternoon"): "in the afternoon (12:00 to 18:00)",
    ("hour", "evening"): "in the evening (from 18:00)",
}
_OTHERS: Final = {("company", ALONE): "when somebody was with you"}
_FRAMES: Final = {
    "company": "when you had {} with you",
    "support": "when there was {}",
    "kinds": "when they were {}",
    "trigger": "when {} had set it off",
    "clearer": "when you noted {}",
}
_RATED: Final = {
    ("intensity", HIGH): "when you cried harder ({} or more)",
    ("intensity", LOW): "when you cried more quietly (less than {})",
    ("held-back", HIGH): "when you held back more ({} or more)",
    ("held-back", LOW): "when you held back less (less than {})",
    ("ashamed", HIGH): "when you were more ashamed ({} or more)",
    ("ashamed", LOW): "when you were less ashamed (less than {})",
}
NAMES: Final = {
    "company": "who was with you",
    "support": "support",
    "setting": "where it happened",
    "kinds": "what sort of tears they were",
    "trigger": "what set it off",
    "intensity": "how hard you cried",
    "held-back": "how much you held back",
    "ashamed": "how ashamed you were",
    "apology": "saying sorry",
    "clearer": "whether anything became clearer",
    "hour": "the time of day",
}
"""What sentences call a factor."""


@dataclass(frozen=True)
class Circumstance:
    """One level of one factor, over some episodes.

    Attributes:
        factor: A question of the guide, or ``hour``.
        level: An answer to it, a part of the day, or ``high``.
        against: ``not-`` and the level, or the only other answer that was given.
        at: Which episodes had it.
        answered: Which episodes say whether they had it.
        cut: For a rated factor, from which number on it counts as high.
    """

    factor: str
    level: str
    against: str
    at: Flags
    answered: Flags
    cut: int | None = None

    @property
    def id(self) -> str:
        """The id of the statement about it."""
        return f"3.{self.factor}.{self.level}"

    @cached_property
    def n_level(self) -> int:
        """How many episodes had it."""
        return int(self.at.sum())

    @cached_property
    def n_against(self) -> int:
        """How many episodes say that they did not."""
        return int(self.answered.sum()) - self.n_level

    def said(self) -> str:
        """Say it: *when your partner was with you*."""
        return _said(self.factor, self.level, self.cut)

    def other_said(self) -> str:
        """Say what it is compared with."""
        if self.against.startswith(NOT):
            return _OTHERS.get((self.factor, self.level), "the other times")
        return _said(self.factor, self.against, self.cut)


def circumstances_of(diary: Diary, places: Whole) -> Iterator[Circumstance]:
    """List the circumstances of some episodes that at least one of them had.

    Args:
        diary: The diary.
        places: Places in it.
    """
    for factor in FACTORS:
        if factor == HOUR:
            yield from _hours(diary, places)
        elif factor in RATED:
            yield from _rated(diary, places, factor)
        else:
            yield from _chosen(diary, places, factor)


def circumstances_until(
    found: Iterable[Circumstance], diary: Diary, places: Whole
) -> Iterator[Circumstance]:
    """List the circumstances of the first of some episodes.

    Ratings are halved anew, as they were when there were no more episodes.

    Args:
        found: Those of all the episodes.
        diary: The diary.
        places: The first of their places.
    """
    size = len(places)
    for one in found:
        if one.factor in RATED:
            yield from _rated(diary, places, one.factor)
        else:
            yield replace(one, at=one.at[:size], answered=one.answered[:size])


def _said(factor: str, level: str, cut: int | None) -> str:
    if (factor, level) in _RATED:
        return _RATED[factor, level].format(cut)
    if (factor, level) in _SENTENCES:
        return _SENTENCES[factor, level]
    return _FRAMES.get(factor, "with {}").format(phrase(factor, level))


def _chosen(diary: Diary, places: Whole, factor: str) -> Iterator[Circumstance]:
    answered = diary.answered(factor)[places]
    # Only answers of the guide's own list: what others say goes into no comparison.
    flags = {code: diary.chose(factor, code)[places] for code in PHRASES[factor]}
    counts = {code: int(at.sum()) for code, at in flags.items()}
    given = {code: at for code, at in flags.items() if counts[code]}
    # Being alone is what company is compared with, where it is the only other answer.
    codes = sorted(given, key=lambda code: code == ALONE)
    told: set[str] = set()
    for code in codes:
        others = answered & ~given[code]
        # Whoever was alone or with a friend says one thing, and not two.
        n_others = int(others.sum())
        pair = [
            one
            for one in codes
            if counts[one] == n_others and np.array_equal(given[one], others)
        ]
        if told.isdisjoint(pair):
            told.add(code)
            against = pair[0] if pair else f"{NOT}{code}"
            yield Circumstance(factor, code, against, given[code], answered)


def _rated(diary: Diary, places: Whole, factor: str) -> Iterator[Circumstance]:
    ratings = diary.number(factor)[places]
    answered = np.isfinite(ratings)
    given = ratings[answered]
    if not given.size:
        return
    # Where it halves the answers best: ratings are heaped, so the median may not.
    cuts = np.unique(given)[1:]
    if not cuts.size:
        return
    above = np.array([(given >= cut).sum() for cut in cuts])
    cut = cuts[np.argmin(np.abs(above - given.size / 2))]
    at = answered & (np.nan_to_num(ratings, nan=-1.0) >= cut)
    yield Circumstance(factor, HIGH, LOW, at, answered, int(np.ceil(cut)))


def _hours(diary: Diary, places: Whole) -> Iterator[Circumstance]:
    answered = diary.has_hour[places]
    hours = diary.local[places] % _DAY // _HOUR
    for part, first in _PARTS.items():
        at = answered & (hours >= first) & (hours < first + _HOURS_OF_A_PART)
        if at.any():
            yield Circumstance(HOUR, part, f"{NOT}{part}", at, answered)
