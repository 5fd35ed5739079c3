"""How sure a count or a share is, when what is counted comes in bouts.

Tears come in clusters and in phases, so that neither a Poisson count nor a binomial
share is as sure as it looks. How much less sure is read from the diary itself: from how
far its slow waves (cosines) stand out of what independent episodes would show. Few
waves are looked at, and the quantiles of Student's t pay for that.

References: E. Lazarus, D. J. Lewis, J. H. Stock, M. W. Watson, HAR inference:
recommendations for practice, Journal of Business and Economic Statistics 36 (2018),
541-559 (equal-weighted cosines, how many, and t); E. B. Wilson, Journal of the American
Statistical Association 22 (1927), 209-212 (the interval of a share). ADR 0036 has the
simulation.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from holdspace.core.insights.tdist import quantile95

if TYPE_CHECKING:
    from holdspace.core.insights.diary import Flags, Floats

MUCH: Final = 0.4
"""How many waves are looked at, as a part of the length to the power of two thirds."""
FEWEST_WAVES: Final = 3
MOST_WAVES: Final = 12


def waves_for(length: float, much: float = MUCH) -> int:
    """How many waves are looked at in so many answers or weeks.

    More make an interval narrower, and blind to slower phases.
    """
    wanted = round(much * math.pow(length, 2 / 3))
    return min(MOST_WAVES, max(FEWEST_WAVES, wanted))


def reach(freedom: float) -> float:
    """How many standard errors a 90 % interval reaches to either side."""
    return float(quantile95(np.array([freedom], dtype=np.float64))[0])


def clumping(places: Floats, how_many: int) -> float:
    """How many times as variable a count is as one of independent episodes.

    Args:
        places: When each episode was, as a part of the time observed, 0 to 1.
        how_many: The number of waves.

    Returns:
        The mean square of the waves over what it is for a Poisson process, which makes
        it an estimate with as many degrees of freedom. It may be below 1, and is 1
        where there is no episode.
    """
    if not len(places):
        return 1.0
    sums = _waves(places, how_many).sum(axis=1)
    return float(2 * np.mean(sums**2) / len(places))


def count_interval(
    count: int, dispersion: float, freedom: float
) -> tuple[float, float]:
    """The score interval of a mean count whose variance is so many times the mean."""
    pull = reach(freedom) ** 2 * dispersion
    middle = count + pull / 2
    half = math.sqrt(pull * (count + pull / 4))
    return max(0.0, middle - half), middle + half


def share_interval(
    shares: Floats, answers: Floats | float, freedom: float
) -> tuple[Floats, Floats]:
    """Wilson's interval of shares, each out of so many independent answers."""
    pull = reach(freedom) ** 2 / np.asarray(answers, dtype=np.float64)
    middle = (shares + pull / 2) / (1 + pull)
    half = np.sqrt(pull * (shares * (1 - shares) + pull / 4)) / (1 + pull)
    # Rounding never takes the share itself out of its interval: 4 of 4 reaches to 1.
    low, high = np.minimum(shares, middle - half), np.maximum(shares, middle + half)
    return np.maximum(0.0, low), np.minimum(1.0, high)


def intervals_of(chosen: Flags) -> tuple[Floats, Floats]:
    """The 90 % intervals of how often each thing is chosen in the long run.

    Estimator: Wilson's interval with an effective number of answers. The answers are
    taken in their order; their number is divided by how many times as variable the
    counts are as those of independent answers, over all columns together or in the
    column itself, whichever is more, and never by less than 1.

    Assumption: the diary goes on as it was, and an answer says little about those that
    follow it much later. Columns may hang together in any way.

    Args:
        chosen: One row for each answer, oldest first, at least one; one column for
            each thing that could be chosen.

    Returns:
        The lower and the upper ends, one for each column.
    """
    length = len(chosen)
    share = chosen.mean(axis=0)
    how_many = waves_for(length)
    places = (np.arange(length) + 0.5) / length
    found = share * [clumping(places[column], how_many) for column in chosen.T]
    expected = share * (1 - share)
    own = np.divide(found, expected, out=np.ones_like(found), where=expected > 0)
    together = found.sum() / expected.sum() if expected.any() else 1.0
    divided = np.maximum(1.0, np.maximum(own, together))
    return share_interval(share, length / divided, how_many)


def _waves(places: Floats, how_many: int) -> Floats:
    # Each row from the two before it: cosines of multiples are cheaper so.
    first = np.cos(math.pi * places)
    rows = [first, 2 * first**2 - 1]
    while len(rows) < how_many:
        rows.append(2 * first * rows[-1] - rows[-2])
    return np.array(rows[:how_many])
