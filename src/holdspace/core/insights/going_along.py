"""Statement 3: what goes along with more or less relief, 90 minutes later.

The outcome is the change of mood from before to the rating on time at 90 minutes.
Each circumstance of an episode is compared with the other episodes that answered the
same question, held equal in the mood they began from and in the months that passed.
A pattern is claimed only at fixed looks (``looks``), within one budget over all
factors, levels and looks, and only for as long as it is still to be seen. It never
says why: only that the two go along.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, isfinite
from statistics import NormalDist
from typing import TYPE_CHECKING, Final

import numpy as np

from holdspace.core.insights import looks
from holdspace.core.insights.circumstances import (
    NAMES,
    circumstances_of,
    circumstances_until,
)
from holdspace.core.insights.diary import TEARS
from holdspace.core.insights.estimating import Levels, differences_of
from holdspace.core.insights.saying import counted, points, span
from holdspace.core.insights.statements import Statement, WhyNot
from holdspace.core.insights.tdist import two_sided

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdspace.core.insights.circumstances import Circumstance
    from holdspace.core.insights.diary import Diary, Floats, Whole
    from holdspace.core.insights.estimating import Differences

MAIN: Final = "90-minutes"
LEAST_EACH: Final = 10
"""Fewer episodes than these on one side are too few to compare."""
OVERLAP: Final = 3.5
"""How much more than its part a look may spend.

Looks share their episodes, comparisons each other's, and the larger of two errors is
taken. By simulation 1 to 4 in 100 diaries without a pattern ever show one (ADR 0031 and
0037); what is left of 5 is for diaries that nobody has thought of.
"""
WORTH_KNOWING: Final = 2.0
"""The difference, in points, that a diary is asked to be able to show."""
USUALLY: Final = NormalDist().inv_cdf(0.7)
"""*Would usually show*: in seven diaries of ten."""
FAR: Final = 24
"""So many looks ahead it is worked out; what takes longer is as good as never."""
_NOTHING: Final = 1e-9
STILL: Final = 0.10
"""A pattern goes once chance alone brings as much in one diary of ten."""


@dataclass(frozen=True, slots=True)
class _Look:
    """What one look saw: circumstances, their differences, and how sure they are."""

    circumstances: Sequence[Circumstance]
    tested: Whole
    differences: Differences | None
    shares: Floats


def rated_tears(diary: Diary) -> Whole:
    """The episodes of tears with a mood before and one on time at 90 minutes."""
    change = diary.later[MAIN].mood - diary.number("mood-before")
    return np.flatnonzero((diary.kind == TEARS) & np.isfinite(change))


def can_compare(one: Circumstance) -> bool:
    """Whether both sides of a circumstance have enough episodes."""
    return min(one.n_level, one.n_against) >= LEAST_EACH and len(one.at) >= looks.FIRST


def held_equal(before: Floats) -> Floats:
    """What comparisons hold equal: the mood it began from, and what drifts with time.

    A straight line and a bow for the mood: what begins lower has further to come back,
    and at the ends of a scale there is less room. A straight line for time.
    """
    n = len(before)
    low = before - before.mean()
    columns = [np.ones(n), low, np.linspace(-0.5, 0.5, n)]
    if n >= looks.LOOKS[looks.AN_OCTAVE]:
        columns.append(low**2)
    base, turned = np.linalg.qr(np.column_stack(columns))
    # Where all began from one or two moods, some columns say nothing of their own.
    return base[:, np.abs(np.diag(turned)) > _NOTHING * n]


def going_along(diary: Diary) -> tuple[Statement, ...]:
    """Say what goes along with more or less relief, and what cannot be told yet.

    Every circumstance that any episode had has its statement.
    """
    places = rated_tears(diary)
    n = len(places)
    circumstances = tuple(circumstances_of(diary, places))
    now = _look(diary, places, circumstances)
    found = _found(diary, places, circumstances)
    more = dict(zip(now.tested.tolist(), _more_to_show(now, n).tolist(), strict=True))
    return tuple(
        _statement(now, place, one, found, more.get(place))
        for place, one in enumerate(now.circumstances)
    )


def _look(
    diary: Diary, places: Whole, circumstances: tuple[Circumstance, ...]
) -> _Look:
    level = np.array([one.n_level for one in circumstances], dtype=np.int64)
    against = np.array([one.n_against for one in circumstances], dtype=np.int64)
    tested = np.flatnonzero([can_compare(one) for one in circumstances])
    if not tested.size:
        return _Look(circumstances, tested, None, np.zeros(0))
    before = diary.number("mood-before")[places]
    change = diary.later[MAIN].mood[places] - before
    levels = levels_of([circumstances[place] for place in tested])
    differences = differences_of(change, levels, held_equal(before))
    shares = looks.shares_of(level[tested], against[tested])
    return _Look(circumstances, tested, differences, shares)


def levels_of(circumstances: Sequence[Circumstance]) -> Levels:
    """Lay circumstances out as columns."""
    factors = list(dict.fromkeys(one.factor for one in circumstances))
    answered = {one.factor: one.answered for one in circumstances}
    return Levels(
        at=np.column_stack([one.at for one in circumstances]).astype(np.float64),
        silent=np.column_stack([~answered[one] for one in factors]).astype(np.float64),
        question=np.array([factors.index(one.factor) for one in circumstances]),
    )


def _found(
    diary: Diary, places: Whole, circumstances: tuple[Circumstance, ...]
) -> dict[tuple[str, bool], float]:
    """How easily chance would bring what the last looks saw: by id, up and down.

    The least of them, with the way that it went. At most ``looks.BUDGET`` where a look
    saw a pattern.
    """
    found: dict[tuple[str, bool], float] = {}
    for size in looks.looks_until(len(places)):
        first = places[:size]
        look = _look(
            diary, first, tuple(circumstances_until(circumstances, diary, first))
        )
        if look.differences is None:
            continue
        allowed = OVERLAP * looks.budget_at(size) * look.shares
        ease = look.differences.chance / np.maximum(allowed, 1e-12) * looks.BUDGET
        rose = look.differences.estimate > 0
        for place, up, one in zip(look.tested, rose, ease, strict=True):
            seen = look.circumstances[place].id, bool(up)
            found[seen] = min(found.get(seen, 1.0), float(one))
    return found


def _statement(
    look: _Look,
    place: int,
    one: Circumstance,
    found: Mapping[tuple[str, bool], float],
    more: int | None,
) -> Statement:
    at = np.flatnonzero(look.tested == place)
    estimate = low = high = None
    holds = False
    ease = 1.0
    needed = _more_to_compare(one) if more is None else more
    if look.differences is not None and at.size:
        index = int(at[0])
        raw = float(look.differences.estimate[index])
        error = float(look.differences.error[index])
        ease = found.get((one.id, raw > 0), 1.0)
        if isfinite(error):
            # Nought has no sign.
            estimate = raw * max(0.0, 1 - (error / raw) ** 2) + 0.0 if raw else 0.0
            low = float(look.differences.low[index])
            high = float(look.differences.high[index])
            holds = float(look.differences.chance[index]) <= STILL
    shown = ease <= looks.BUDGET and holds
    return Statement(
        id=one.id,
        shown=shown,
        why_not=None if shown else _why_not(estimate),
        n=one.n_level + one.n_against,
        estimate=estimate,
        low=low,
        high=high,
        unit="points",
        sentence=(
            _pattern(one, estimate or 0.0, low or 0.0, high or 0.0)
            if shown
            else _open(one, estimate, needed)
        ),
        needed=None if shown else needed,
        factor=one.factor,
        level=one.level,
        against=one.against,
        n_level=one.n_level,
        n_against=one.n_against,
        q=None if estimate is None else min(1.0, ease),
    )


def _why_not(estimate: float | None) -> WhyNot:
    return WhyNot.TOO_FEW if estimate is None else WhyNot.CANNOT_TELL


def _more_to_compare(one: Circumstance) -> int | None:
    """How many more rated episodes until both sides can be compared at all."""
    n = len(one.at)
    few = min(one.n_level, one.n_against)
    if not few:
        return None
    return max(ceil(LEAST_EACH * n / few), looks.FIRST) - n


def _more_to_show(look: _Look, n: int) -> Whole:
    """How many more until a difference of ``WORTH_KNOWING`` would usually show.

    It asks for a difference worth knowing and not for the one that was seen: what few
    episodes show of a difference is mostly chance, and so would be the answer. Nought
    where it would usually have shown at the last look already.
    """
    if look.differences is None:
        return np.zeros(0, dtype=np.int64)
    last = looks.looks_until(n)[-1]
    at = looks.LOOKS.index(last)
    sizes = np.array(looks.LOOKS[at : at + FAR])[:, None]
    grown = np.sqrt(n / sizes)
    reach = WORTH_KNOWING / (look.differences.error * grown) - USUALLY
    chance = two_sided(np.maximum(reach, 0), look.differences.freedom / grown**2)
    allowed = np.array([looks.budget_at(int(size)) for size in sizes[:, 0]])[:, None]
    shows = chance <= OVERLAP * allowed * look.shares
    first = np.where(shows.any(axis=0), shows.argmax(axis=0), len(sizes) - 1)
    more: Whole = np.maximum(sizes[first, 0] - n, 0)
    return more


def _pattern(one: Circumstance, estimate: float, low: float, high: float) -> str:
    # Told from the side with more relief, whichever was asked about.
    said, other = one.said(), one.other_said()
    times = (one.n_level, one.n_against)
    if estimate < 0:
        said, other, times = other, said, times[::-1]
    near, far = sorted((abs(low), abs(high)))
    return (
        f"Ninety minutes after crying your mood was about {points(abs(estimate))} "
        f"higher {said} than {other}, beginning from the same mood "
        f"({span(near, far)}; {times[0]} and {times[1]} times). "
        "The two go along; that does not say why."
    )


def _open(one: Circumstance, estimate: float | None, needed: int | None) -> str:
    name = NAMES[one.factor]
    about = f"{name[0].upper()}{name[1:]}: {one.said()}"
    begun = f"{about} ({counted(one.n_level, one.n_level + one.n_against)})"
    if needed is None:
        return f"{begun}. There is nothing to compare this with."
    if needed <= 0:
        return (
            f"{begun}. No difference that your entries can tell apart; one of two "
            "points would usually have shown by now."
        )
    if estimate is None:
        reason = "Not enough to compare."
    else:
        reason = "No difference that your entries can tell apart."
    return (
        f"{begun}. {reason} About {needed} more rated episodes would be needed to "
        "notice a difference of two points."
    )
