"""Which times of tears a diary observed, and over how many weeks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from holdspace.core.insights.diary import TEARS

if TYPE_CHECKING:
    from holdspace.core.insights.diary import Diary, Floats

WEEK: Final = 7 * 24 * 60
"""In minutes."""
_EPOCH: Final = date(1970, 1, 1)
_DAY: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class Observed:
    """Tears between the first and the last episode of any kind.

    The two ends begin and close the time observed and are not counted within it: a
    diary that begins and ends with tears would otherwise look fuller than it is.

    Attributes:
        weeks: How long that was.
        tears: When tears were, in weeks from its beginning, without the ends.
        noted: How many times of tears are in the diary, the ends among them.
        began: The minute of its beginning, since 1970, on the person's own clock.
    """

    weeks: float
    tears: Floats
    noted: int
    began: int = 0

    def day_after(self, weeks: float) -> date:
        """The day that was so many weeks after its beginning."""
        return _EPOCH + timedelta(days=(self.began + round(weeks * WEEK)) // _DAY)

    def more_in(self, weeks: float) -> int:
        """About how many more tears that many weeks would bring, at the pace so far.

        None, as far as can be said, where the diary is not a week long.
        """
        return round(self.noted * weeks / self.weeks) if self.weeks >= 1 else 0

    def until(self, weeks: float) -> Observed:
        """The same as it was after so many weeks."""
        tears = self.tears[self.tears <= weeks]
        return replace(self, weeks=weeks, tears=tears, noted=len(tears))


def observed(diary: Diary) -> Observed:
    """Say what a diary observed of tears.

    Weeks before the first episode of any kind and after the last one are not part of
    it: nobody knows what was in them. Weeks between them in which nothing was written
    are, and count as weeks without tears.
    """
    if not len(diary):
        return Observed(0.0, np.empty(0), 0)
    first, last = int(diary.when[0]), int(diary.when[-1])
    tears = diary.when[diary.kind == TEARS]
    within = tears[(tears > first) & (tears < last)]
    return Observed(
        weeks=(last - first) / WEEK,
        tears=(within - first) / WEEK,
        noted=len(tears),
        began=int(diary.local[0]),
    )
