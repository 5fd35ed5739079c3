"""Whether tears come more or less often than before, looked at every four weeks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from holdspace.core.insights.clumping import clumping, count_interval, waves_for
from holdspace.core.insights.rates import BEFOREHAND, PHASES
from holdspace.core.insights.saying import day, number, times
from holdspace.core.insights.statements import Statement, WhyNot
from holdspace.core.insights.tdist import two_sided

if TYPE_CHECKING:
    from datetime import date

    from holdspace.core.insights.diary import Floats
    from holdspace.core.insights.observing import Observed

FIRST_LOOK: Final = 12
"""In weeks after the first episode of any kind."""
BETWEEN_LOOKS: Final = 4
"""In weeks."""
LATELY: Final = 12
"""How many weeks are compared with those before; of a short diary its last third."""
FEWEST_TEARS: Final = 20
PHASES_TOLD: Final = 1.0
"""What is thought of phases before a change is told: half of what ``rates`` thinks.
With as much a tripling would be found half as often, and false alarms hardly less."""
BUDGET: Final = 0.01
"""How often a diary in which nothing changes may ever say that something did."""

_LATER: Final = 5
_STEEP: Final = 1.5
_SUM: Final = 0.9434
"""Of 1 / (look + 5) ** 1.5 over all looks, rounded up (the Hurwitz zeta function)."""
_MUCH: Final = 0.6
_FAR: Final = 3.0
"""In standard errors. Less is more chance than any look may spend."""


@dataclass(frozen=True, slots=True)
class _Half:
    """Tears and weeks on one side of what is compared."""

    count: int
    weeks: float
    clumped: float
    freedom: int

    @property
    def rate(self) -> float:
        return self.count / self.weeks

    def interval(self) -> tuple[float, float]:
        """The interval of the rate, as ``rates`` has it."""
        drawn = BEFOREHAND * (1 + PHASES * self.rate) + self.freedom * self.clumped
        dispersion = max(1.0, drawn / (BEFOREHAND + self.freedom))
        low, high = count_interval(self.count, dispersion, self.freedom)
        return low / self.weeks, high / self.weeks


@dataclass(frozen=True, slots=True)
class _Halves:
    """What is compared, and which days it lies between."""

    first: date
    middle: date
    end: date
    before: _Half
    lately: _Half

    @property
    def count(self) -> int:
        return self.before.count + self.lately.count

    @property
    def weeks(self) -> float:
        return self.before.weeks + self.lately.weeks

    @property
    def freedom(self) -> int:
        return self.before.freedom + self.lately.freedom

    @property
    def ratio(self) -> float:
        return self.lately.rate / self.before.rate

    def dispersion(self) -> float:
        """How many times as variable as a Poisson count, within both together."""
        found = sum(one.freedom * one.clumped for one in (self.before, self.lately))
        drawn = BEFOREHAND * (1 + PHASES_TOLD * self.count / self.weeks) + found
        return max(1.0, drawn / (BEFOREHAND + self.freedom))


def budget_at(look: int) -> float:
    """How much chance a look may spend, the first being look 0."""
    return BUDGET / _SUM / math.pow(look + _LATER, _STEEP)


def change(seen: Observed) -> Statement:
    """Say whether tears came more or less often in the last weeks than before.

    Estimator: the rate of the last 12 weeks (of a diary shorter than 36 weeks its last
    third) over the rate before. The test is the signed root of the binomial deviance of
    how the tears divide over the two, with a dispersion from the waves within each of
    the two alone, so that a true change does not hide itself; against Student's t. The
    interval is made of those of the two rates (``rates``), put together on the scale of
    logarithms as if they were independent; a change whose interval holds 1 is not told.

    It is looked at 12 weeks after the first episode and every four weeks from then on,
    at the diary as it was then, and all looks together spend one hundredth (alpha
    spending: Lan and DeMets 1983, 10.1093/biomet/70.3.659). Nothing is stored for it.

    Assumption: within each of the two nothing changes but phases of some weeks. A
    person who writes down less is not told from one who cries less, and the sentence
    says so.

    Refuses before the first look and below 20 times of tears; says *cannot tell yet*
    where the looks do not carry a change, and never that nothing changed.
    """
    look = int((seen.weeks - FIRST_LOOK) // BETWEEN_LOOKS)
    if look < 0:
        more = seen.more_in(FIRST_LOOK - seen.weeks)
        return _too_few(seen, max(1, more, FEWEST_TEARS - seen.noted))
    halves = _halves(seen.until(FIRST_LOOK + look * BETWEEN_LOOKS))
    if halves.count < FEWEST_TEARS:
        return _too_few(seen, FEWEST_TEARS - halves.count)
    if not halves.before.count:
        return _nothing_before(halves)
    return _compared(halves, look)


def _halves(seen: Observed) -> _Halves:
    weeks_lately = min(LATELY, seen.weeks / 3)
    turn = seen.weeks - weeks_lately
    return _Halves(
        seen.day_after(0),
        seen.day_after(turn),
        seen.day_after(seen.weeks),
        _half(seen.tears[seen.tears <= turn], turn),
        _half(seen.tears[seen.tears > turn] - turn, weeks_lately),
    )


def _half(tears: Floats, weeks: float) -> _Half:
    how_many = waves_for(weeks, _MUCH)
    return _Half(len(tears), weeks, clumping(tears / weeks, how_many), how_many)


def _compared(halves: _Halves, look: int) -> Statement:
    low, high = _interval(halves)
    shown = _is_carried(halves, budget_at(look)) and not low <= 1 <= high
    return Statement(
        id="4.change",
        shown=shown,
        why_not=None if shown else WhyNot.CANNOT_TELL,
        n=halves.count,
        unit="ratio",
        estimate=halves.ratio,
        low=low,
        high=high,
        sentence=_said(halves, low, high, shown=shown),
    )


def _interval(halves: _Halves) -> tuple[float, float]:
    least, most = halves.before.interval()
    fewest, highest = halves.lately.interval()
    if not halves.lately.count:
        return 0.0, highest / least
    before, lately = halves.before.rate, halves.lately.rate
    down = math.hypot(math.log(lately / fewest), math.log(most / before))
    up = math.hypot(math.log(highest / lately), math.log(before / least))
    return halves.ratio * math.exp(-down), halves.ratio * math.exp(up)


def _is_carried(halves: _Halves, budget: float) -> bool:
    expected = halves.count / halves.weeks
    deviance = 2 * sum(
        _surprise(one.count, expected * one.weeks)
        for one in (halves.before, halves.lately)
    )
    root = math.sqrt(max(0.0, deviance) / halves.dispersion())
    if root < _FAR:
        return False
    chance = two_sided(np.array([root]), np.array([float(halves.freedom)]))
    return float(chance[0]) <= budget


def _surprise(count: int, expected: float) -> float:
    return count * math.log(count / expected) if count else 0.0


def _said(halves: _Halves, low: float, high: float, *, shown: bool) -> str:
    counts = (
        f"In the {round(halves.lately.weeks)} weeks from {day(halves.middle)} to"
        f" {day(halves.end)} you noted tears {times(halves.lately.count)}, and"
        f" {times(halves.before.count)} in the {round(halves.before.weeks)} weeks"
        f" before, from {day(halves.first)}"
    )
    # Always the same words, so that between two looks nothing new is said.
    left = (
        f"Your very first entry, and anything after {day(halves.end)}, is left out"
        " here."
    )
    if not shown:
        return (
            f"{counts}. Your entries cannot tell yet whether that is a change. {left}"
        )
    return (
        f"{counts}: {_how_much(halves, low, high)}. {left} Only what you wrote"
        " down is counted, so this may also be writing more or less."
    )


def _how_much(halves: _Halves, low: float, high: float) -> str:
    if not halves.lately.count:
        return f"less often than before, likely at most {number(high)} times as often"
    way = "more often" if halves.ratio > 1 else "less often"
    return (
        f"{way} than before, about {number(halves.ratio)} times as often, and likely"
        f" between {number(low)} and {number(high)}"
    )


def _too_few(seen: Observed, missing: int) -> Statement:
    return Statement(
        id="4.change",
        shown=False,
        why_not=WhyNot.TOO_FEW,
        n=seen.noted,
        unit="ratio",
        needed=missing,
        sentence=(
            "Not enough to say whether tears come more or less often than before: that"
            f" takes entries over {FIRST_LOOK} weeks, and about {FEWEST_TEARS} times of"
            " tears."
        ),
    )


def _nothing_before(halves: _Halves) -> Statement:
    return Statement(
        id="4.change",
        shown=False,
        why_not=WhyNot.NOTHING_TO_COMPARE,
        n=halves.lately.count,
        unit="ratio",
        sentence=(
            f"You noted tears {times(halves.lately.count)} from {day(halves.middle)} to"
            f" {day(halves.end)}, and none in the {round(halves.before.weeks)} weeks"
            " before, so there is nothing to compare them with."
        ),
    )
