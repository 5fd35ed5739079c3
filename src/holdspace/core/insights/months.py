"""Month by month, on the person's own clock: what was written, and held back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from holdspace.core.insights.counting import words_of
from holdspace.core.insights.diary import CHECK_IN, HELD_BACK, TEARS

if TYPE_CHECKING:
    from holdspace.core.insights.diary import Diary, Flags, Floats, Whole

MOST_MONTHS: Final = 1_200
"""Of a diary that claims to be longer the last hundred years."""
_EPOCH: Final = 1970
_YEAR: Final = 12
_DAY: Final = 24 * 60
_MINUTE: Final = "datetime64[m]"
_MONTH: Final = "datetime64[M]"


@dataclass(frozen=True, slots=True)
class Month:
    """One month; also one in which nothing was written.

    Attributes:
        year: Its year.
        month: 1 to 12.
        tears: How many times of tears.
        held_back: How many times they were held back altogether.
        check_ins: How many check-ins.
        days: On how many days something was written.
        mean_held_back: How much tears were held back on average, 0 to 10, where said.
        mean_ashamed: How ashamed it felt on average, 0 to 10, where it was said.
        said_sorry: How often sorry was said.
        felt_the_urge: How often it was almost said.
        apology_answered: How often that question was answered at all.
        words: How many different words for feelings went with tears.
    """

    year: int
    month: int
    tears: int
    held_back: int
    check_ins: int
    days: int
    mean_held_back: float | None
    mean_ashamed: float | None
    said_sorry: int
    felt_the_urge: int
    apology_answered: int
    words: int


def over_time(diary: Diary) -> tuple[Month, ...]:
    """All months from the first that holds something to the last, oldest first.

    Months between them in which nothing was written are there, with noughts. Nothing is
    compared: these are for drawing.
    """
    if not len(diary):
        return ()
    each = diary.local.astype(_MINUTE).astype(_MONTH).astype(np.int64)
    last = int(each.max())
    first = max(int(each.min()), last - MOST_MONTHS + 1)
    # What is before the first month goes into a place of its own, which is left out.
    place = np.maximum(each - first, -1) + 1
    columns = zip(*_columns(diary, place, last - first + 2), strict=True)
    return tuple(
        Month((first + at) // _YEAR + _EPOCH, (first + at) % _YEAR + 1, *row)
        for at, row in enumerate(columns, start=-1)
        if at >= 0
    )


def _columns(diary: Diary, place: Whole, length: int) -> tuple[list[object], ...]:
    tears = diary.kind == TEARS

    def count(flags: Flags) -> list[object]:
        return list(np.bincount(place[flags], minlength=length).tolist())

    return (
        count(tears),
        count(diary.kind == HELD_BACK),
        count(diary.kind == CHECK_IN),
        _different(place, diary.local // _DAY, length),
        _means(diary.number("held-back"), place, length),
        _means(diary.number("ashamed"), place, length),
        count(diary.chose("apology", "said-sorry")),
        count(diary.chose("apology", "felt-the-urge")),
        count(diary.answered("apology")),
        _words(diary, tears, place, length),
    )


def _words(diary: Diary, tears: Flags, place: Whole, length: int) -> list[object]:
    of, words = words_of(diary.choices.get("feelings"), tears)
    return _different(place[of], words, length)


def _different(place: Whole, what: Whole, length: int) -> list[object]:
    # One number for each pair is quicker to sort than pairs.
    least = int(what.min(initial=0))
    wide = int(what.max(initial=0)) - least + 1
    pairs = np.unique(place * wide + what - least)
    return list(np.bincount(pairs // wide, minlength=length).tolist())


def _means(values: Floats, place: Whole, length: int) -> list[object]:
    given = ~np.isnan(values)
    sums = np.bincount(place[given], weights=values[given], minlength=length)
    counts = np.bincount(place[given], minlength=length)
    return [
        float(total / count) if count else None
        for total, count in zip(sums, counts, strict=True)
    ]
