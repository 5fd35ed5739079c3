"""Month by month, on the person's own clock: what was written, and held back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from holdspace.core.insights import CHECK_IN, HELD_BACK, TEARS

if TYPE_CHECKING:
    from holdspace.core.insights import Diary
    from holdspace.core.insights.diary import Flags, Floats, Whole

_EPOCH: Final = 1970
_MINUTE: Final = "datetime64[m]"
_MONTH: Final = "datetime64[M]"


@dataclass(frozen=True, slots=True)
class Month:
    """One month; also one in which nothing was written.

    Attributes:
        year: Its year.
        month: 1 to 12.
        tears: How many times of tears.
        held_back: How many times they were held back.
        check_ins: How many check-ins.
        mean_held_back: How much tears were held back on average, where it was said.
        mean_ashamed: How ashamed it felt on average.
        said_sorry: How often sorry was said.
        felt_the_urge: How often it was almost said.
        apology_answered: How often either was answered.
    """

    year: int
    month: int
    tears: int
    held_back: int
    check_ins: int
    mean_held_back: float | None
    mean_ashamed: float | None
    said_sorry: int
    felt_the_urge: int
    apology_answered: int


def over_time(diary: Diary) -> tuple[Month, ...]:
    """All months from the first that holds something to the last, oldest first."""
    if not len(diary):
        return ()
    each = diary.local.astype(_MINUTE).astype(_MONTH).astype(np.int64)
    first = int(each.min())
    place = each - first
    return tuple(_months(diary, place, first, int(place.max()) + 1))


def _months(diary: Diary, place: Whole, first: int, length: int) -> list[Month]:
    def count(flags: Flags) -> list[int]:
        found: list[int] = np.bincount(place[flags], minlength=length).tolist()
        return found

    columns = zip(
        count(diary.kind == TEARS),
        count(diary.kind == HELD_BACK),
        count(diary.kind == CHECK_IN),
        _means(diary.number("held-back"), place, length),
        _means(diary.number("ashamed"), place, length),
        count(diary.chose("apology", "said-sorry")),
        count(diary.chose("apology", "felt-the-urge")),
        count(diary.answered("apology")),
        strict=True,
    )
    return [
        Month(_EPOCH + (first + at) // 12, (first + at) % 12 + 1, *row)
        for at, row in enumerate(columns)
    ]


def _means(values: Floats, place: Whole, length: int) -> list[float | None]:
    given = ~np.isnan(values)
    sums = np.bincount(place[given], weights=values[given], minlength=length)
    counts = np.bincount(place[given], minlength=length)
    return [
        float(total / count) if count else None
        for total, count in zip(sums, counts, strict=True)
    ]
