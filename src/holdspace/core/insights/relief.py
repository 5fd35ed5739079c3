"""Statement 1: how mood and tension changed from before, moment by moment.

Right after, 20 minutes, 90 minutes and a day later are separate numbers, never merged:
a rating taken at once shows the dip, a later one what came of it. All are changes from
the rating of *before*, which is mostly given afterwards and then a remembered one.
They describe what was rated. That mood comes back does not say that tears brought it
back: ``comparing`` speaks of that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from holdspace.core.insights.diary import ON_TIME, TEARS
from holdspace.core.insights.estimating import LEAST, Interval, mean_of, shares_of
from holdspace.core.insights.saying import in_a_hundred, number, points, span
from holdspace.core.insights.statements import Statement, WhyNot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdspace.core.insights.diary import Diary, Flags, Floats

RIGHT_AFTER: Final = "right-after"
MOMENTS: Final = (RIGHT_AFTER, *ON_TIME)
"""When a rating is compared with the one before, in the order of time."""
RATINGS: Final = ("mood", "tension")
FARTHEST: Final = 10.0
ENOUGH: Final = LEAST
"""Below this many ratings they are counted, and nothing more is said."""

_WHEN: Final = {
    RIGHT_AFTER: "right after",
    "20-minutes": "twenty minutes after",
    "90-minutes": "ninety minutes after",
    "next-day": "a day after",
}
_SHARE_NAMES: Final = ("better", "same", "worse")
_SHARES: Final = {
    "mood": {"better": "better", "same": "the same", "worse": "worse"},
    "tension": {"better": "lower", "same": "the same", "worse": "higher"},
}


@dataclass(frozen=True, slots=True)
class Change:
    """How a rating had changed at one moment.

    Attributes:
        rating: ``mood`` or ``tension``.
        moment: One of ``MOMENTS``.
        changes: Each change, in the order of time; positive where the rating rose.
        mean: Their mean and its interval; None below ``ENOUGH``.
    """

    rating: str
    moment: str
    changes: Floats
    mean: Interval | None

    @property
    def n(self) -> int:
        """How many episodes were rated then."""
        return len(self.changes)


def course(diary: Diary, kind: int, rating: str = "mood") -> tuple[Change, ...]:
    """Follow a rating from before through all moments, for tears or held-back tears.

    Args:
        diary: The diary.
        kind: ``TEARS`` or ``HELD_BACK``: those have a rating of before.
        rating: ``mood`` or ``tension``.
    """
    here = diary.kind == kind
    before = diary.number(f"{rating}-before")
    return tuple(
        _change(rating, moment, after - before, here)
        for moment, after in _ratings(diary, rating)
    )


def relief(diary: Diary) -> tuple[Statement, ...]:
    """Say how mood and tension changed after crying."""
    return tuple(
        one
        for rating in RATINGS
        for change in course(diary, TEARS, rating)
        for one in _statements(change)
    )


def _ratings(diary: Diary, rating: str) -> Iterator[tuple[str, Floats]]:
    yield RIGHT_AFTER, diary.number(f"{rating}-after")
    for moment, later in diary.later.items():
        yield moment, later.mood if rating == "mood" else later.tension


def _change(rating: str, moment: str, change: Floats, here: Flags) -> Change:
    changes = change[here & np.isfinite(change)]
    return Change(rating, moment, changes, _possible(mean_of(changes)))


def _possible(mean: Interval | None) -> Interval | None:
    # On a scale of 0 to 10 nothing moves further than from one end to the other.
    if mean is None:
        return None
    return Interval(mean.estimate, max(mean.low, -FARTHEST), min(mean.high, FARTHEST))


def _statements(change: Change) -> Iterator[Statement]:
    ident = f"1.{change.rating}.{change.moment}"
    mean = change.mean
    yield Statement(
        id=ident,
        shown=mean is not None,
        why_not=None if mean else WhyNot.TOO_FEW,
        n=change.n,
        estimate=mean.estimate if mean else None,
        low=mean.low if mean else None,
        high=mean.high if mean else None,
        unit="points",
        sentence=_mean_said(change) if mean else _few_said(change),
        needed=None if mean else ENOUGH - change.n,
    )
    # A lower tension is the better one.
    gain = change.changes if change.rating == "mood" else -change.changes
    flags = np.column_stack((gain > 0, gain == 0, gain < 0))
    found_all = shares_of(flags, gain) or (None,) * len(_SHARE_NAMES)
    counts = flags.sum(axis=0).tolist()
    for share, found, some in zip(_SHARE_NAMES, found_all, counts, strict=True):
        yield Statement(
            id=f"{ident}.{share}",
            shown=found is not None,
            why_not=None if found else WhyNot.TOO_FEW,
            n=change.n,
            estimate=found.estimate if found else None,
            low=found.low if found else None,
            high=found.high if found else None,
            unit="share",
            sentence=_share_said(change, share, some, found),
            needed=None if found else ENOUGH - change.n,
        )


def _when(change: Change) -> str:
    return f"{_WHEN[change.moment]} crying".capitalize()


def _mean_said(change: Change) -> str:
    mean = change.mean
    assert mean is not None  # noqa: S101 - for the type; the caller has asked
    begun = f"{_when(change)} your {change.rating} was"
    way = "higher" if mean.estimate > 0 else "lower"
    told = f"{points(abs(mean.estimate))} {way} than before"
    if round(mean.estimate, 1) == 0:
        told = "on average where it had been before"
    elif mean.low < 0 < mean.high:
        told = f"about where it had been before: on average {told}"
    else:
        told = f"on average {told}"
    return f"{begun} {told} ({_likely(mean)}; {_times(change.n)})."


def _likely(mean: Interval) -> str:
    if mean.low < 0 < mean.high:
        less, more = number(-mean.low), number(mean.high)
        if less == more == number(0):
            return "hardly ever another"
        return f"likely between {less} lower and {more} higher"
    return span(*sorted((abs(mean.low), abs(mean.high))))


def _few_said(change: Change) -> str:
    if not change.n:
        return (
            f"There is no rating of your {change.rating} from {_WHEN[change.moment]} "
            "crying yet."
        )
    up = int((change.changes > 0).sum())
    down = int((change.changes < 0).sum())
    return (
        f"{_when(change)} your {change.rating} was rated {_times(change.n)}: higher "
        f"than before {up}, the same {change.n - up - down}, lower {down}. Too few to "
        f"say more; about {ENOUGH - change.n} more would be needed."
    )


def _share_said(change: Change, share: str, some: int, found: Interval | None) -> str:
    if not change.n:
        return _few_said(change)
    word = _SHARES[change.rating][share]
    said = f"{_when(change)} your {change.rating} was {word} in {some} of {change.n}"
    if found is None:
        return f"{said}. Too few to say more."
    return f"{said}: in the long run {in_a_hundred(found.low, found.high)}."


def _times(n: int) -> str:
    return {1: "once", 2: "twice"}.get(n, f"{n} times")
