"""Stretches of time that a year's page can look back on, and a diary cut to one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from holdspace.core.insights import Choices, Diary, Later

if TYPE_CHECKING:
    from holdspace.core.insights.diary import Flags

LAST: Final = "last"
MONTHS: Final = 12
DAY: Final = 24 * 60
_EPOCH: Final = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Span:
    """Twelve months.

    Attributes:
        code: How a form names it: ``last``, or a year.
        first: Its first day.
        end: The first day after it.
    """

    code: str
    first: date
    end: date


def spans(diary: Diary, today: date) -> tuple[Span, ...]:
    """The last twelve months, this one included, then each year with anything in it."""
    later = date(today.year + today.month // 12, today.month % 12 + 1, 1)
    last = Span(LAST, later.replace(year=later.year - 1), later)
    days = _EPOCH.toordinal() + np.unique(diary.local // DAY)
    years = {date.fromordinal(int(day)).year for day in days}
    listed = sorted(years, reverse=True)
    return (
        last,
        *(Span(str(one), date(one, 1, 1), date(one + 1, 1, 1)) for one in listed),
    )


def months_of(span: Span) -> tuple[date, ...]:
    """The first days of its months."""
    first = span.first
    return tuple(
        date(
            first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1
        )
        for n in range(MONTHS)
    )


def within(diary: Diary, first: date, end: date) -> Diary:
    """Cut a diary to the days from ``first`` up to, and not including, ``end``.

    Days are those of the person's own clock.
    """
    chosen = _chosen(diary, first, end)
    place = np.cumsum(chosen) - 1
    return Diary(
        kind=diary.kind[chosen],
        when=diary.when[chosen],
        local=diary.local[chosen],
        has_hour=diary.has_hour[chosen],
        numbers={link: numbers[chosen] for link, numbers in diary.numbers.items()},
        choices={link: _choices(one, chosen) for link, one in diary.choices.items()},
        later={
            at: Later(one.mood[chosen], one.tension[chosen], one.minutes[chosen])
            for at, one in diary.later.items()
        },
        ledger=tuple((int(place[of]), need) for of, need in diary.ledger if chosen[of]),
    )


def how_many(diary: Diary, kind: int, first: date, end: date) -> int:
    """How many responses of a kind lie within these days."""
    chosen = _chosen(diary, first, end) & (diary.kind == kind)
    return int(np.count_nonzero(chosen))


def _chosen(diary: Diary, first: date, end: date) -> Flags:
    lowest, highest = (_minutes(day) for day in (first, end))
    return (diary.local >= lowest) & (diary.local < highest)


def _choices(found: Choices, chosen: Flags) -> Choices:
    stays = chosen[found.of]
    place = np.cumsum(chosen) - 1
    # Words that were said at other times only do not come along.
    said, which = np.unique(found.which[stays], return_inverse=True)
    return Choices(
        said=tuple(found.said[one] for one in said),
        of=place[found.of[stays]],
        which=which.astype(np.int64),
    )


def _minutes(day: date) -> int:
    return (day - _EPOCH) // timedelta(minutes=1)
