"""A kind sentence for a hard while, and who could be told. No score, and no alarm."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np

from holdspace.core.insights.diary import TEARS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from holdspace.core.insights.diary import Diary, Flags, Floats, Whole

DAY: Final = 24 * 60
"""In minutes."""
LAST_TEARS: Final = 5
WORSE: Final = 4
TEARS_WITHIN: Final = 42
"""In days: what is longer ago is not spoken of."""
LOW: Final = 3
LOW_WITHIN: Final = 28
LOW_DAYS: Final = 5
LOW_OVER: Final = 14
"""In days, from the first to the last of those on which a mood was noted."""
STILL: Final = 7
"""In days: a mood was noted at least once as lately as this."""


class Kind(StrEnum):
    """What the sentence is about.

    Attributes:
        LOW_FOR_WEEKS: Mood has been low on most days.
        WORSE_AGAIN: Mood has been lower after crying, again and again.
    """

    LOW_FOR_WEEKS = "low-for-weeks"
    WORSE_AGAIN = "worse-again"


@dataclass(frozen=True, slots=True)
class Care:
    """What is said kindly.

    Attributes:
        kind: What it is about.
        sentence: In plain words. It is for the person alone, and names who could be
            told; it sends nothing and knows of nobody who reads along.
    """

    kind: Kind
    sentence: str


def care_of(diary: Diary, *, now: int) -> Care | None:
    """Say something kind, where the last weeks were hard by the person's own numbers.

    *Low for weeks*: within the last 28 days a mood was noted on at least five days that
    lie at least two weeks apart, the last of them within seven days, and on more than
    half of these days even the highest mood was 3 or less of 10.

    *Worse again*: within the last 42 days there are five times of tears with a mood
    before and an on-time one at 90 minutes or the next day, and after four of the last
    five the latest of these was lower than before.

    The thresholds are set by hand, on the careful side. They are no measure, tell
    nothing about illness, and silence does not say that all is well.

    Args:
        diary: The whole diary.
        now: The present minute, since the start of 1970, UTC. What is dated later than
            that is left out.
    """
    if _is_low_for_weeks(diary, now):
        return Care(Kind.LOW_FOR_WEEKS, _LOW_FOR_WEEKS)
    if _is_worse_again(diary, now):
        return Care(Kind.WORSE_AGAIN, _WORSE_AGAIN)
    return None


_WHO: Final = (
    "if you like, you could tell somebody, perhaps your therapist, a doctor or a person"
    " you trust"
)
_LOW_FOR_WEEKS: Final = (
    "Your mood has been low on most of the days you wrote about in these last weeks,"
    f" and that can be a lot to carry: {_WHO}."
)
_WORSE_AGAIN: Final = (
    f"After most of the last {LAST_TEARS} times of tears that you rated later, your"
    f" mood was lower than before, and that can be hard: {_WHO}."
)


def _is_worse_again(diary: Diary, now: int) -> bool:
    before = diary.number("mood-before")
    next_day, later = diary.later["next-day"].mood, diary.later["90-minutes"].mood
    after = np.where(np.isnan(next_day), later, next_day)
    change = after - before
    rated = _within(diary.when, now, TEARS_WITHIN) & (diary.kind == TEARS)
    last = change[rated & ~np.isnan(change)][-LAST_TEARS:]
    return len(last) == LAST_TEARS and int(np.count_nonzero(last < 0)) >= WORSE


def _is_low_for_weeks(diary: Diary, now: int) -> bool:
    days: dict[int, float] = {}
    for local, mood in _moods(diary, _within(diary.when, now, LOW_WITHIN)):
        for day, one in zip((local // DAY).tolist(), mood.tolist(), strict=True):
            days[day] = max(one, days.get(day, one))
    if len(days) < LOW_DAYS or max(days) - min(days) < LOW_OVER:
        return False
    if not _has_lately(diary, now):
        return False
    low = sum(highest <= LOW for highest in days.values())
    return 2 * low > len(days)


def _moods(diary: Diary, kept: Flags) -> Iterable[tuple[Whole, Floats]]:
    for mood in (diary.number("mood"), diary.number("mood-after")):
        given = kept & ~np.isnan(mood)
        yield diary.local[given], mood[given]
    for later in diary.later.values():
        given = kept & ~np.isnan(later.mood)
        minutes = later.minutes[given].astype(np.int64)
        yield diary.local[given] + minutes, later.mood[given]


def _has_lately(diary: Diary, now: int) -> bool:
    recent = _moods(diary, _within(diary.when, now, STILL))
    return any(len(mood) for _, mood in recent)


def _within(when: Whole, now: int, days: int) -> Flags:
    within: Flags = (when <= now) & (when > now - days * DAY)
    return within
