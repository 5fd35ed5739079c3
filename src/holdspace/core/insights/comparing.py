"""Statement 2: tears against low moments without tears. Here alone it speaks of tears.

Low moods come back by themselves, so that mood is better 90 minutes after crying is
what nearly everybody sees. Whether tears do more than time is asked of the same
person's low moments without tears, matched on how low the mood was and on ratings made
the same way: remembered ones with remembered ones (tears held back), mood at logging
with mood at logging (low check-ins). The answer holds for episodes that were rated
later, since of the others nothing is known.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, isfinite
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
    from holdspace.core.insights.diary import Diary, Flags, Floats, Whole
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
        rated_tears: How many episodes of tears were rated; some of them began lower or
            higher than any of the moments without, and are not compared.
        rated_without: How many moments without tears were rated.
        dip: By how much mood at logging was above that before, on average, where tears
            are compared by mood at logging; nought otherwise.
    """

    before: Floats
    change: Floats
    tears: Flags
    rated_tears: int
    rated_without: int
    dip: float = 0.0

    def first(self, size: int) -> Matched:
        """The first of them."""
        return replace(
            self,
            before=self.before[:size],
            change=self.change[:size],
            tears=self.tears[:size],
        )

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
        int(tears.sum()),
        int(without.sum()),
        0.0 if comparison == REMEMBERED else _dip(diary, tears[chosen], chosen),
    )


def _dip(diary: Diary, tears: Flags, chosen: Whole) -> float:
    change = diary.number("mood-after")[chosen] - diary.number("mood-before")[chosen]
    known = change[tears & np.isfinite(change)]
    return float(known.mean()) if known.size else 0.0


OVERLAP: Final = 2.5
"""How much more than its part a look may spend, since looks share their episodes."""
A_DIP: Final = -0.25
"""Where mood right after crying was lower than before by this or more, it began from a
dip at logging, and that it comes back from there is not what tears did."""
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
        hidden: How much of the width of the interval is there because nobody knows
            how exact ratings are; more moments do not narrow it.
    """

    estimate: float
    low: float
    high: float
    chance: float
    hidden: float


def compare(pairs: Matched, comparison: str) -> Compared | None:
    """Work out the difference between tears and moments without.

    Refuses (None) where all tears began from one mood and all moments without from
    another: then nothing can tell the two kinds from what they began from.

    A rating is not exact, so of two episodes that were rated alike those of the lower
    kind were lower, and come back less far. By how much follows from how far the two
    kinds differ in what they began from, and from how exact a rating is (regression
    with errors in the variables: Fuller 1987, 10.1002/9780470316665). Nobody knows the
    latter: the estimate takes ``INEXACT``, the interval all from rounding alone to
    ``TWICE`` as much.
    """
    plain = plainly(pairs)
    if not isfinite(float(plain.error[0])):
        return None
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
    hidden = max(shifts) - min(shifts)
    return Compared(estimate - shifts[1], low, high, chance, hidden)


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


def plainly(pairs: Matched) -> Differences:
    """Work it out as if ratings were exact."""
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
    if found is None:
        return _not_alike(pairs, comparison)
    estimate, low, high = found.estimate, found.low, found.high
    ease = _ease(pairs, comparison, estimate > 0)
    needed = _more(found, len(pairs.tears))
    differs = ease <= looks.BUDGET and found.chance <= STILL
    if differs and estimate > 0 and pairs.dip <= A_DIP:
        return _from_a_dip(pairs, comparison, found)
    alike = low >= -NEAR and high <= NEAR
    if differs:
        sentence = _differs_said(pairs, comparison, estimate, low, high)
    elif alike:
        sentence = _alike_said(pairs, comparison, low, high)
    else:
        sentence = _open_said(pairs, comparison, low, high, needed)
    shown = differs or alike
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
        needed=None if shown else needed,
        n_level=pairs.n_tears,
        n_against=pairs.n_without,
        q=min(1.0, ease),
    )


def _more(found: Compared, n: int) -> int | None:
    """How many more moments until *about the same* could be said, if ever.

    What chance adds to the width of the interval shrinks with the root of the number.
    """
    room = 2 * NEAR - found.hidden
    if room <= 0:
        return None
    chance = found.high - found.low - found.hidden
    return max(ceil(n * ((chance / room) ** 2 - 1)), 1)


def _ease(pairs: Matched, comparison: str, up: bool) -> float:
    """How easily chance alone would bring what the last looks saw, going this way."""
    ease = 1.0
    for size in looks.looks_until(len(pairs.tears)):
        until = pairs.first(size)
        found = compare(until, comparison) if until.is_enough else None
        if found is not None and (found.estimate > 0) == up:
            allowed = OVERLAP * looks.budget_at(size) / len(COMPARISONS)
            ease = min(ease, found.chance / allowed * looks.BUDGET)
    return ease


def _not_enough(pairs: Matched, comparison: str) -> Statement:
    nothing = not (pairs.n_tears and pairs.n_without)
    needed = max(LEAST - pairs.n_tears, 0) + max(LEAST - pairs.n_without, 0)
    sentence = _few_said(pairs, comparison)
    why = WhyNot.NOTHING_TO_COMPARE if nothing else WhyNot.TOO_FEW
    return _none(pairs, comparison, why, sentence, needed)


def _from_a_dip(pairs: Matched, comparison: str, found: Compared) -> Statement:
    sentence = (
        f"Right after crying your mood was about {points(-pairs.dip)} lower than "
        "before, so what it came up by from there cannot be told apart from that dip "
        "passing."
    )
    none = _none(pairs, comparison, WhyNot.CANNOT_TELL, sentence, None)
    return replace(none, estimate=found.estimate, low=found.low, high=found.high)


def _not_alike(pairs: Matched, comparison: str) -> Statement:
    sentence = (
        f"Your episodes of crying and your {_WITHOUT[comparison]} began from different "
        "moods, so nothing can tell what tears did from where they began."
    )
    return _none(pairs, comparison, WhyNot.NOTHING_TO_COMPARE, sentence, None)


def _none(
    pairs: Matched, comparison: str, why: WhyNot, sentence: str, needed: int | None
) -> Statement:
    return Statement(
        id=comparison,
        shown=False,
        why_not=why,
        n=len(pairs.tears),
        unit="points",
        sentence=sentence,
        needed=needed,
        n_level=pairs.n_tears,
        n_against=pairs.n_without,
    )


def _few_said(pairs: Matched, comparison: str) -> str:
    without = _WITHOUT[comparison]
    if not pairs.rated_without:
        return (
            f"You have noted no {without} that were rated ninety minutes later, so no "
            "comparison is possible. A low mood mostly lifts without tears too."
        )
    if not pairs.rated_tears:
        return (
            "No episode of crying was rated ninety minutes later yet, so there is "
            f"nothing to compare your {without} with."
        )
    if not (pairs.n_tears and pairs.n_without):
        return (
            f"Your episodes of crying and your {without} began from different moods, "
            "so no comparison is possible yet."
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


def _open_said(
    pairs: Matched, comparison: str, low: float, high: float, needed: int | None
) -> str:
    with_tears, without = _means(pairs)
    said = (
        f"Ninety minutes after crying your mood had {_moved(with_tears)}, after "
        f"{_WITHOUT[comparison]} it had {_moved(without)}. Counted from the same mood "
        f"before, the difference is {span(low, high)} points: your entries cannot tell "
        f"the two apart yet ({_times(pairs)})."
    )
    if needed is None:
        return said
    return f"{said} About {needed} more such moments might tell."


def _moved(change: float) -> str:
    if round(change, 1) == 0:
        return "stayed about where it was"
    way = "come up" if change > 0 else "gone down"
    return f"{way} by {number(abs(change))} points"
