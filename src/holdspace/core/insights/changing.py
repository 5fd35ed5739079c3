"""Whether tears come more or less often than before, looked at every four weeks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from holdspace.core.insights.clumping import clumping, share_interval, waves_for
from holdspace.core.insights.rates import BEFOREHAND
from holdspace.core.insights.saying import day, number, times
from holdspace.core.insights.statements import Statement, WhyNot
from holdspace.core.insights.tdist import two_sided

if TYPE_CHECKING:
    from datetime import date

    from holdspace.core.insights.observing import Observed

FIRST_LOOK: Final = 12
"""In weeks after the first episode of any kind."""
BETWEEN_LOOKS: Final = 4
"""In weeks."""
LATELY: Final = 12
"""How many weeks are compared with those before; of a short diary its last third."""
FEWEST_TEARS: Final = 20
PHASES: Final = 1.0
"""What is thought before looking, as in ``rates``, and half of what stands there: with
as much a tripling would be found half as often, and false alarms hardly less."""
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
class _Halves:
    """What is compared, before and lately: tears, weeks, and which days those are."""

    first: date
    middle: date
    end: date
    before: int
    lately: int
    weeks_before: float
    weeks_lately: float
    dispersion: float
    freedom: int

    @property
    def share(self) -> float:
        """How much of all tears lately would have, if nothing had changed."""
        return self.weeks_lately / (self.weeks_before + self.weeks_lately)

    @property
    def ratio(self) -> float:
        return self.lately / self.weeks_lately / (self.before / self.weeks_before)


def budget_at(look: int) -> float:
    """How much chance a look may spend, the first being look 0."""
    return BUDGET / _SUM / math.pow(look + _LATER, _STEEP)


def change(seen: Observed) -> Statement:
    """Say whether tears came more or less often in the last weeks than before.

    Estimator: the rate of the last 12 weeks (of a diary shorter than 36 weeks its last
    third) over the rate before. The test is the signed root of the binomial deviance of
    how the tears divide over the two, with a dispersion as in ``rates``, but from the
    waves within each of the two alone, so that a true change does not hide itself;
    against Student's t. The interval is Wilson's of the share, with as many answers
    fewer, turned into a ratio.

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
    if halves.before + halves.lately < FEWEST_TEARS:
        return _too_few(seen, FEWEST_TEARS - halves.before - halves.lately)
    if not halves.before:
        return _nothing_before(halves)
    return _compared(halves, look)


def _halves(seen: Observed) -> _Halves:
    weeks_lately = min(LATELY, seen.weeks / 3)
    weeks_before = seen.weeks - weeks_lately
    before = seen.tears[seen.tears <= weeks_before] / weeks_before
    lately = (seen.tears[seen.tears > weeks_before] - weeks_before) / weeks_lately
    waves_before = waves_for(weeks_before, _MUCH)
    waves_lately = waves_for(weeks_lately, _MUCH)
    freedom = waves_before + waves_lately
    found = waves_before * clumping(before, waves_before)
    found += waves_lately * clumping(lately, waves_lately)
    expected = 1 + PHASES * len(seen.tears) / seen.weeks
    drawn = (BEFOREHAND * expected + found) / (BEFOREHAND + freedom)
    return _Halves(
        seen.day_after(0),
        seen.day_after(weeks_before),
        seen.day_after(seen.weeks),
        len(before),
        len(lately),
        weeks_before,
        weeks_lately,
        max(1.0, drawn),
        freedom,
    )


def _compared(halves: _Halves, look: int) -> Statement:
    count = halves.before + halves.lately
    low, high = share_interval(
        np.array([halves.lately / count]), count / halves.dispersion, halves.freedom
    )
    per = halves.weeks_before / halves.weeks_lately
    least, most = (float(end / (1 - end)) * per for end in (low[0], high[0]))
    shown = _is_carried(halves, budget_at(look))
    return Statement(
        id="4.change",
        shown=shown,
        why_not=None if shown else WhyNot.CANNOT_TELL,
        n=count,
        unit="ratio",
        estimate=halves.ratio,
        low=least,
        high=most,
        sentence=_said(halves, least, most, shown=shown),
    )


def _is_carried(halves: _Halves, budget: float) -> bool:
    count = halves.before + halves.lately
    deviance = 2 * (
        _surprise(halves.lately, count * halves.share)
        + _surprise(halves.before, count * (1 - halves.share))
    )
    root = math.sqrt(max(0.0, deviance) / halves.dispersion)
    if root < _FAR:
        return False
    chance = two_sided(np.array([root]), np.array([float(halves.freedom)]))
    return float(chance[0]) <= budget


def _surprise(count: int, expected: float) -> float:
    return count * math.log(count / expected) if count else 0.0


def _said(halves: _Halves, low: float, high: float, *, shown: bool) -> str:
    counts = (
        f"In the {round(halves.weeks_lately)} weeks from {day(halves.middle)} to"
        f" {day(halves.end)} you noted tears {times(halves.lately)}, and"
        f" {times(halves.before)} in the {round(halves.weeks_before)} weeks before,"
        f" from {day(halves.first)}"
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
    way = "more often" if halves.ratio > 1 else "less often"
    return (
        f"{counts}: {way} than before, about {number(halves.ratio)} times as often, and"
        f" likely between {number(low)} and {number(high)}. {left} Only what you wrote"
        " down is counted, so this may also be writing more or less."
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
        n=halves.lately,
        unit="ratio",
        sentence=(
            f"You noted tears {times(halves.lately)} from {day(halves.middle)} to"
            f" {day(halves.end)}, and none in the {round(halves.weeks_before)} weeks"
            " before, so there is nothing to compare them with."
        ),
    )
