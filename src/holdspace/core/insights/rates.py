"""How often tears come: a rate a week, for one person, and no norm beside it."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Final

from holdspace.core.insights.clumping import clumping, count_interval, waves_for
from holdspace.core.insights.saying import number, times
from holdspace.core.insights.statements import Statement, WhyNot

if TYPE_CHECKING:
    from holdspace.core.insights.observing import Observed

FEWEST_WEEKS: Final = 8
"""Of a shorter time no rate is given, however many tears there were in it."""
BEFOREHAND: Final = 2
"""How many waves' worth what is thought before looking counts."""
PHASES: Final = 2.0
"""What is thought before looking: phases of busier and quieter weeks that make a mean
as unsure as so many weeks of nothing but chance in their height would."""
_TEN: Final = 10


def rate(seen: Observed) -> Statement:
    """Say how often tears came.

    Estimator: the tears within the time observed over its weeks. Its variance is that
    of a Poisson count times a dispersion of at least 1, estimated from the slow waves
    of the times themselves and drawn towards a person who has phases; the interval is
    the score interval of the count with that dispersion, and Student's t.

    Assumption: the diary goes on as it was, and phases are shorter than about a third
    of it. It is about what was written down.

    Refuses below eight weeks, and where no tears lie between the two ends. It does not
    refuse because there are few: a rule that waits for a certain count picks those
    diaries in which it came early, and no interval is right for them.

    References: Lazarus and others 2018 (``clumping``); D. R. Cox and P. A. W. Lewis,
    The statistical analysis of series of events, 1966, chapter 5 (the spectrum of
    times).
    """
    if seen.weeks < FEWEST_WEEKS:
        return _too_short(seen)
    count, weeks = len(seen.tears), seen.weeks
    how_many = waves_for(weeks)
    dispersion = _dispersion(seen, how_many)
    low, high = count_interval(count, dispersion, how_many)
    return Statement(
        id="4.rate",
        shown=count > 0,
        why_not=None if count else WhyNot.TOO_FEW,
        n=seen.noted,
        unit="a-week",
        estimate=count / weeks,
        low=low / weeks,
        high=high / weeks,
        needed=None if count else 1,
        sentence=_said(seen, low / weeks, high / weeks),
    )


def _dispersion(seen: Observed, how_many: int) -> float:
    expected = 1 + PHASES * len(seen.tears) / seen.weeks
    found = clumping(seen.tears / seen.weeks, how_many)
    drawn = (BEFOREHAND * expected + how_many * found) / (BEFOREHAND + how_many)
    return max(1.0, drawn)


def _said(seen: Observed, low: float, high: float) -> str:
    if not len(seen.tears):
        return (
            f"Your entries reach over {round(seen.weeks)} weeks, with too few tears"
            " noted to say how often they come."
        )
    estimate = len(seen.tears) / seen.weeks
    factor, span = (1, "a week") if estimate >= 1 else (_TEN, "in ten weeks")
    return (
        f"Between your first and your last entry lie {round(seen.weeks)} weeks, with"
        f" tears noted {times(len(seen.tears))}: about"
        f" {number(factor * estimate)} times {span}, and likely between"
        f" {number(factor * low)} and {number(factor * high)}."
    )


def _too_short(seen: Observed) -> Statement:
    missing = max(1, ceil(FEWEST_WEEKS - seen.weeks))
    more = "1 more week" if missing == 1 else f"{missing} more weeks"
    return Statement(
        id="4.rate",
        shown=False,
        why_not=WhyNot.TOO_FEW,
        n=seen.noted,
        unit="a-week",
        needed=seen.more_in(missing) or None,
        sentence=(
            "Not enough to say how often tears come: that takes entries over about"
            f" {FEWEST_WEEKS} weeks, so about {more}."
        ),
    )
