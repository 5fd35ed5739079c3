"""Statement 2: tears against low moments without tears. Here alone it speaks of tears.

Low moods come back by themselves, so that mood is better 90 minutes after crying is
what nearly everybody sees. Whether tears do more than time is asked of the same
person's low moments without tears, matched on how low the mood was and on ratings made
the same way: remembered ones with remembered ones (tears held back), mood at logging
with mood at logging (low check-ins). The answer holds for episodes that were rated
later, since of the others nothing is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Final

import numpy as np

from holdspace.core.insights import looks
from holdspace.core.insights.diary import CHECK_IN, HELD_BACK, TEARS
from holdspace.core.insights.estimating import LEAST, Levels, differences_of
from holdspace.core.insights.going_along import MAIN, held_equal
from holdspace.core.insights.saying import number, points, span
from holdspace.core.insights.statements import Statement, WhyNot
from holdspace.core.insights.tdist import two_sided

if TYPE_CHECKING:
    from holdspace.core.insights.diary import Diary, Flags, Floats
    from holdspace.core.insights.estimating import Differences

LOW: Final = 3
"""A check-in with this mood or a lower one is a low moment, and asked about later."""
NEAR: Final = 0.5
"""*About the same* is said where the whole interval lies within half a point."""
REMEMBERED: Final = "2.remembered.90-minutes"
AT_LOGGING: Final = "2.at-logging.90-minutes"
COMPARISONS: Final = (REMEMBERED, AT_LOGGING)
STILL: Final = 0.10
"""A difference is no longer told once chance brings as much in one diary of ten."""

_WITHOUT: Final = {
    REMEMBERED: "moments when you held tears back",
    AT_LOGGING: "low moments without tears",
}
_ONE_WITHOUT: Final = {
    REMEMBERED: "one moment when you held tears back",
    AT_LOGGING: "one low moment without tears",
}


@dataclass(frozen=True, slots=True)
class Matched:
    """Tears and low moments without tears that began alike, in the order of time.

    Attributes:
        before: The mood each began from.
        change: By how much it had risen at 90 minutes.
        tears: Which of them are tears.
        left_out: How many episodes of tears began lower or higher than any of the
            moments without, and are not compared.
    """

    before: Floats
    change: Floats
    tears: Flags
    left_out: int

    @property
    def n_tears(self) -> int:
        """How many episodes of tears are compared."""
        return int(self.tears.sum())

    @property
    def n_without(self) -> int:
        """With how many moments without tears."""
        return len(self.tears) - self.n_tears

    @property
    def is_enough(self) -> bool:
        """Whether both sides have enough to be compared at all."""
        return min(self.n_tears, self.n_without) >= LEAST


def matched(diary: Diary, comparison: str) -> Matched:
    """Choose what is compared: what began within the range that both sides share."""
    later = diary.later[MAIN].mood
    tears = diary.kind == TEARS
    if comparison == REMEMBERED:
        before = diary.number("mood-before")
        without = diary.kind == HELD_BACK
    else:
        before = np.where(tears, diary.number("mood-after"), diary.number("mood"))
        without = (diary.kind == CHECK_IN) & (np.nan_to_num(before, nan=99.0) <= LOW)
    rated = np.isfinite(before) & np.isfinite(later)
    tears, without = tears & rated, without & rated
    alike = (
        _within(before, without) & _within(before, tears)
        if tears.any() and without.any()
        else np.zeros_like(tears)
    )
    chosen = np.flatnonzero((tears | without) & alike)
    return Matched(
        before[chosen],
        (later - before)[chosen],
        tears[chosen],
        int(tears.sum() - tears[chosen].sum()),
    )


INEXACT: Final = {REMEMBERED: 0.45, AT_LOGGING: 0.25}
"""How inexact ratings of 0 to 10 are taken to be beside their rounding, in points
squared: half a point, and a little more where they are remembered."""
TWICE: Final = 2.0
"""The interval holds for ratings from exact ones to these many times as inexact."""
_MOST_LOST: Final = 0.5


def comparing(diary: Diary) -> tuple[Statement, ...]:
    """Say whether mood comes back further with tears than without, or cannot be told.

    Estimator: as in ``going_along``, tears as the level, mood before held equal.
    Assumption: who began from the same rated mood was about as low; a rating that is
    remembered or rounded hides some of it. *More* and *less* are said at fixed looks
    within one budget over both comparisons, *about the same* where the whole interval
    of 90 % lies within ``NEAR``.
    """
    return tuple(_compared(diary, one) for one in COMPARISONS)


@dataclass(frozen=True, slots=True)
class Compared:
    """The difference between tears and moments without, in points.

    Attributes:
        estimate: Positive where mood had come back further after tears.
        low: The lower end of its interval of 90 %.
        high: The upper end.
        chance: How likely chance alone brings at least as much, either way.
    """

    estimate: float
    low: float
    high: float
    chance: float


def compare(pairs: Matched, comparison: str) -> Compared:
    """Work out the difference between tears and moments without.

    A rating is not exact, so of two episodes that were rated alike those of the lower
    kind were lower, and come back less far. By how much follows from how far the two
    kinds differ in what they began from, and from how exact a rating is (regression
    with errors in the variables: Fuller 1987, 10.1002/9780470316665). Nobody knows the
    latter: the estimate takes ``INEXACT``, the interval all from rounding alone to
    ``TWICE`` as much.
    """
    plain = _plainly(pairs)
    rounded, beside = _rounded(pairs.before), INEXACT[comparison]
    shifts = [_hidden(pairs, rounded + beside * times) for times in (0.0, 1.0, TWICE)]
    estimate, low, high = (
        float(part[0]) for part in (plain.estimate, plain.low, plain.high)
    )
    low, high = low - max(shifts), high - min(shifts)
    error = float(plain.error[0])
    # What is left of the difference where the shift that speaks against it is taken.
    left = max(0.0, estimate - max(shifts), min(shifts) - estimate)
    chance = float(two_sided(np.array(left / error), plain.freedom)[0])
    return Compared(estimate - shifts[1], low, high, chance)


def _rounded(ratings: Floats) -> float:
    """The variance that rounding hides: to whole points, or mostly to every second."""
    heaped = max(0.0, 2 * float((ratings % 2 == 0).mean()) - 1)
    return (1 + 3 * heaped) / 12


def _hidden(pairs: Matched, inexact: float) -> float:
    """By how much inexact ratings alone would make the two kinds differ."""
    with_tears, without = pairs.before[pairs.tears], pairs.before[~pairs.tears]
    apart = float(with_tears.mean() - without.mean())
    own = np.where(pairs.tears, with_tears.mean(), without.mean())
    around = pairs.before - own
    spread = float(around @ around)
    if spread <= 0:
        return 0.0
    later = pairs.before + pairs.change
    carried = float(around @ later) / spread
    lost = min(inexact / (spread / (len(around) - 2)), _MOST_LOST)
    return min(max(carried, 0.0), 1.0) * lost / (1 - lost) * apart


def _plainly(pairs: Matched) -> Differences:
    levels = Levels(
        at=pairs.tears[:, None].astype(np.float64),
        silent=np.zeros((len(pairs.tears), 1)),
        question=np.zeros(1, dtype=np.int64),
    )
    return differences_of(pairs.change, levels, held_equal(pairs.before))


def _within(before: Floats, some: Flags) -> Flags:
    own = before[some]
    return (before >= own.min()) & (before <= own.max())


def _compared(diary: Diary, comparison: str) -> Statement:
    pairs = matched(diary, comparison)
    if not pairs.is_enough:
        return _not_enough(pairs, comparison)
    found = compare(pairs, comparison)
    estimate, low, high = found.estimate, found.low, found.high
    ease = _ease(pairs, comparison)
    differs = ease <= looks.BUDGET and found.chance <= STILL
    alike = low >= -NEAR and high <= NEAR
    if differs:
        sentence = _differs_said(pairs, comparison, estimate, low, high)
    elif alike:
        sentence = _alike_said(pairs, comparison, low, high)
    else:
        sentence = _open_said(pairs, comparison, low, high)
    shown = differs or alike
    # The interval narrows with the root of the number.
    wide = (high - low) / (2 * NEAR)
    return Statement(
        id=comparison,
        shown=shown,
        why_not=None if shown else WhyNot.CANNOT_TELL,
        n=len(pairs.tears),
        estimate=estimate,
        low=low,
        high=high,
        unit="points",
        sentence=sentence,
        needed=None if shown else ceil(len(pairs.tears) * max(wide**2 - 1, 0.1)),
        n_level=pairs.n_tears,
        n_against=pairs.n_without,
        q=min(1.0, ease),
    )


def _ease(pairs: Matched, comparison: str) -> float:
    """How easily chance alone would bring what the last looks saw."""
    found = 1.0
    for size in looks.looks_until(len(pairs.tears)):
        until = Matched(pairs.before[:size], pairs.change[:size], pairs.tears[:size], 0)
        if until.is_enough:
            chance = compare(until, comparison).chance
            allowed = looks.budget_at(size) / len(COMPARISONS)
            found = min(found, chance / allowed * looks.BUDGET)
    return found


def _not_enough(pairs: Matched, comparison: str) -> Statement:
    nothing = not pairs.n_without
    return Statement(
        id=comparison,
        shown=False,
        why_not=WhyNot.NOTHING_TO_COMPARE if nothing else WhyNot.TOO_FEW,
        n=len(pairs.tears),
        unit="points",
        sentence=_few_said(pairs, comparison),
        needed=max(LEAST - pairs.n_tears, 0) + max(LEAST - pairs.n_without, 0),
        n_level=pairs.n_tears,
        n_against=pairs.n_without,
    )


def _few_said(pairs: Matched, comparison: str) -> str:
    without = _WITHOUT[comparison]
    if not pairs.n_without:
        return (
            f"You have noted no {without} that began about as low and were rated "
            "ninety minutes later, so no comparison is possible. A low mood mostly "
            "lifts without tears too."
        )
    crying = "One episode" if pairs.n_tears == 1 else f"{pairs.n_tears} episodes"
    others = f"{pairs.n_without} {without}"
    if pairs.n_without == 1:
        others = _ONE_WITHOUT[comparison]
    return (
        f"{crying} of crying and {others} began about as low and were rated ninety "
        f"minutes later. That is not enough to compare; {LEAST} of each would be "
        "needed."
    )


def _means(pairs: Matched) -> tuple[float, float]:
    return (
        float(pairs.change[pairs.tears].mean()),
        float(pairs.change[~pairs.tears].mean()),
    )


def _times(pairs: Matched) -> str:
    return f"{pairs.n_tears} and {pairs.n_without} times"


def _differs_said(
    pairs: Matched, comparison: str, estimate: float, low: float, high: float
) -> str:
    more = "higher" if estimate > 0 else "lower"
    near, far = sorted((abs(low), abs(high)))
    return (
        f"Ninety minutes later your mood was about {points(abs(estimate))} {more} "
        f"after crying than after {_WITHOUT[comparison]} that began as low "
        f"({span(near, far)}; {_times(pairs)}). This is about the episodes you rated "
        "later."
    )


def _alike_said(pairs: Matched, comparison: str, low: float, high: float) -> str:
    return (
        "Ninety minutes later your mood was about the same after crying as after "
        f"{_WITHOUT[comparison]} that began as low (the difference {span(low, high)} "
        f"points; {_times(pairs)}). This is about the episodes you rated later."
    )


def _open_said(pairs: Matched, comparison: str, low: float, high: float) -> str:
    with_tears, without = _means(pairs)
    return (
        f"Ninety minutes after crying your mood had {_moved(with_tears)}, after "
        f"{_WITHOUT[comparison]} it had {_moved(without)}. Counted from the same mood "
        f"before, the difference is {span(low, high)} points: your entries cannot tell "
        f"the two apart yet ({_times(pairs)})."
    )


def _moved(change: float) -> str:
    if round(change, 1) == 0:
        return "stayed about where it was"
    way = "come up" if change > 0 else "gone down"
    return f"{way} by {number(abs(change))} points"
