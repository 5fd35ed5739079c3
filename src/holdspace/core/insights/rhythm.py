"""Statement 4: how often tears come, at what time, and whether that changed.

There is no norm in it: a person's tears are compared with nothing but their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from holdspace.core.insights.changing import change
from holdspace.core.insights.counts import Counted, statements
from holdspace.core.insights.diary import TEARS
from holdspace.core.insights.observing import observed
from holdspace.core.insights.rates import rate
from holdspace.core.insights.saying import times

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from holdspace.core.insights.diary import Diary, Whole
    from holdspace.core.insights.statements import Statement

_HOUR: Final = 60
_DAY: Final = 24 * _HOUR
_THURSDAY: Final = 3
"""The day of the week on which 1970 began, with Monday as 0."""

_HOURS: Final = {
    "night": "at night, between midnight and six",
    "morning": "in the morning, between six and noon",
    "afternoon": "in the afternoon, between noon and six",
    "evening": "in the evening, between six and midnight",
}
_WEEKDAYS: Final = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)


def rhythm_of(diary: Diary) -> tuple[Statement, ...]:
    """Say how often tears came, whether that changed, at what time and on which days.

    How often and whether it changed: ``rates`` and ``changing``. The times of day (four
    quarters, on the person's own clock, where a time was given) and the days of the
    week are counts out of all tears, with the intervals of ``clumping``. No two of them
    are compared: which is largest is the person's to see and not a finding.

    Work: some milliseconds for 10,000 episodes.
    """
    seen = observed(diary)
    tears = diary.kind == TEARS
    local = diary.local[tears]
    quarters = local[diary.has_hour[tears]] % _DAY // (6 * _HOUR)
    weekdays = (local // _DAY + _THURSDAY) % len(_WEEKDAYS)
    return (
        rate(seen),
        change(seen),
        *_each("4.hours", quarters, tuple(_HOURS), _hour_said),
        *_each("4.weekdays", weekdays, _WEEKDAYS, _weekday_said),
    )


def _each(
    start: str, found: Whole, codes: Sequence[str], said: Callable[[str, int, int], str]
) -> tuple[Statement, ...]:
    chosen = found[:, None] == np.arange(len(codes))
    counts = chosen.sum(axis=0)
    counted = [
        Counted(f"{start}.{code}", said(code, int(count), len(found)))
        for code, count in zip(codes, counts, strict=True)
    ]
    return statements(counted, chosen)


def _hour_said(code: str, count: int, of: int) -> str:
    if not of:
        return "No tears are noted with their hour yet"
    known = f"{times(of)} that you noted tears and their hour"
    return f"Of the {known}, {_were(count)} {_HOURS[code]}"


def _weekday_said(code: str, count: int, of: int) -> str:
    if not of:
        return "No tears are noted yet"
    known = f"{times(of)} that you noted tears"
    return f"Of the {known}, {_were(count)} on a {code.capitalize()}"


def _were(count: int) -> str:
    return "1 was" if count == 1 else f"{count} were"
