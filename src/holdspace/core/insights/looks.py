"""When a diary is looked at for patterns, and how much chance each look may spend.

Whoever looks again after every episode finds something in the end. So a diary is
looked at for patterns at fixed numbers of rated episodes only, about a quarter further
each time, and one budget of error is spent over all looks and, at each look, over all
comparisons (alpha spending: Lan and DeMets 1983, 10.1093/biomet/70.3.659; weights by
what can be learned: Genovese, Roeder and Wasserman 2006, 10.1093/biomet/93.3.509).

Nothing is stored for it: which looks a diary has had follows from its episodes in the
order of time. A correction or deletion changes what the looks saw.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdspace.core.insights.diary import Floats, Whole

FIRST: Final = 20
"""Below this many rated episodes nothing is claimed."""
AN_OCTAVE: Final = 3
"""So many looks double the number of episodes."""
LOOKS: Final = tuple(round(FIRST * 2 ** (k / AN_OCTAVE)) for k in range(52))
"""The numbers of rated episodes at which a diary is looked at: 20, 25, 32, 40 ..."""

LONG: Final = 1_000
"""From this many rated episodes on a diary is long."""
BUDGET: Final = 0.05
"""How often a diary without any pattern may ever show one."""
_EARLY: Final = 0.1
_MIDDLE: Final = 0.5
_LATE: Final = 0.3
_WEIGHTS: Final[tuple[float, ...]] = (
    *(_EARLY,) * AN_OCTAVE,
    *(_MIDDLE,) * AN_OCTAVE,
    *(1.0,) * (AN_OCTAVE + 1),
    *(_LATE / 2.0 ** (k // AN_OCTAVE) for k in range(len(LOOKS) - 10)),
)


def looks_until(n: int) -> Sequence[int]:
    """The last looks that a diary of n rated episodes has had, oldest first.

    Those of one doubling: a pattern that was last seen when there were half as many
    episodes has to be seen again. Of a long diary only the very last, since what it
    shows no longer hangs on a few episodes.
    """
    had = [size for size in LOOKS if size <= n]
    return had[-1:] if n >= LONG else had[-AN_OCTAVE:]


def budget_at(look: int) -> float:
    """How much chance a look may spend, over all its comparisons.

    Args:
        look: One of ``LOOKS``.

    Returns:
        A part of ``BUDGET``; over all looks they add up to it. Looks share their
        episodes, so a caller may spend more, as far as a simulation bears it out.
    """
    return BUDGET * _WEIGHTS[LOOKS.index(look)] / sum(_WEIGHTS)


def shares_of(level: Whole, against: Whole) -> Floats:
    """How much of a look's budget each comparison may spend.

    A comparison of 40 with 40 can be settled where one of 10 with 70 hardly can. The
    shares go with the square of what can be learned, which depends on the numbers of
    episodes alone and not on how they were rated.
    """
    learned = (level * against / np.maximum(level + against, 1)) ** 2
    shares: Floats = learned / max(learned.sum(), 1.0)
    return shares
