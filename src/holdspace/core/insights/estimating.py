"""Means, differences and shares of a person's own ratings, with honest intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from holdspace.core.insights.clumping import share_interval
from holdspace.core.insights.spectrum import slowest, spectrum, whitened
from holdspace.core.insights.tdist import quantile95, two_sided

if TYPE_CHECKING:
    from holdspace.core.insights.diary import Flags, Floats, Whole

_FLAT: Final = 1e-9
_MOST_LEVERAGE: Final = 0.99
LEAST: Final = 10
"""From fewer ratings no interval is worked out."""
_SHORT: Final = 40
_WIDER: Final = 0.01
SMALLEST_STEP: Final = 1 / 12
"""The variance that rounding to whole points hides; nothing is surer than that."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A number and the interval of 90 % around it."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Differences:
    """Adjusted differences, one place for each comparison.

    Attributes:
        estimate: The difference, in the unit of the ratings.
        error: Its standard error.
        freedom: Its degrees of freedom.
        low: The lower end of its interval of 90 %.
        high: The upper end.
        chance: How likely chance alone brings at least as much, either way.
    """

    estimate: Floats
    error: Floats
    freedom: Floats
    low: Floats
    high: Floats
    chance: Floats


@dataclass(frozen=True, slots=True)
class Levels:
    """What is compared, one column for each comparison.

    Attributes:
        at: n by m, 1 where an episode is at the level, else 0.
        silent: n by q, 1 where an episode does not answer a question, else 0.
        question: m places in ``silent``: the question that each level answers.
    """

    at: Floats
    silent: Floats
    question: Whole

    @property
    def m(self) -> int:
        """How many comparisons there are."""
        return len(self.question)


def mean_of(values: Floats) -> Interval | None:
    """The mean of a series of ratings, in the order of time.

    Estimator: the plain mean; its variance is that of the slowest swing of the series
    (``spectrum``). Assumption: what was not rated is not spoken of, so the mean is that
    of the rated ones; levels may drift and carry over. Refuses (None) below ``LEAST``.
    """
    n = len(values)
    if n < LEAST:
        return None
    variance = float(slowest(values[:, None])[0])
    error = np.sqrt(max(variance, SMALLEST_STEP) / n)
    mean = float(np.mean(values))
    reach = float(quantile95(np.array(n - 2.0)) * error) * _caution(n)
    return Interval(mean, mean - reach, mean + reach)


def _caution(n: int) -> float:
    # Short series hide how much they carry over; by simulation, ADR 0031.
    return 1 + max(0, _SHORT - n) * _WIDER


def shares_of(flags: Flags, values: Floats) -> tuple[Interval, ...] | None:
    """The shares of yes in some series of yes and no, each in the order of time.

    Estimator: the plain share, with the interval of Wilson (1927) for as many
    independent answers as the values that the flags were read from are worth: their
    variance, over that of their slowest swing. A series of flags that are nearly all
    alike would not say by itself how much it carries over. Refuses (None) below
    ``LEAST``.

    Args:
        flags: n by m.
        values: n.
    """
    n = len(flags)
    if n < LEAST:
        return None
    plain = float(values.var(ddof=1))
    slow = max(float(slowest(values[:, None])[0]), SMALLEST_STEP)
    worth = n * min(plain / slow, 1.0) if plain > 0 else float(n)
    worth = max(worth / _caution(n) ** 2, 2.0)
    shares = flags.mean(axis=0)
    ends = share_interval(shares, worth, worth - 1)
    return tuple(
        Interval(float(share), float(low), float(high))
        for share, low, high in zip(shares, *ends, strict=True)
    )


def differences_of(values: Floats, levels: Levels, beside: Floats) -> Differences:
    """Compare, one at a time, the episodes at a level with those at none of it.

    Estimator: generalised least squares of the values on each level beside the other
    columns, with the spectrum of the values themselves; the larger of the error that
    the spectrum gives and of one that allows every episode a variance of its own (HC2,
    MacKinnon and White 1985, 10.1016/0304-4076(85)90158-7); degrees of freedom after
    Satterthwaite (1946, 10.2307/3002019). Assumption: what the columns beside say acts
    on the values in a straight line. An episode that does not answer a question says
    nothing about it and still helps to tell how the others go.

    Args:
        values: n changes of a rating, in the order of time.
        levels: What is compared; each level has episodes on both sides.
        beside: n by k: what is held equal, a column of ones among it.

    Returns:
        The m differences. One of which the columns beside leave nothing has an
        infinite error.
    """
    n, k = beside.shape
    variances = np.maximum(spectrum(values, beside), SMALLEST_STEP)
    white = whitened(
        np.column_stack((values, beside, levels.silent, levels.at)), variances
    )
    base, _ = np.linalg.qr(white[:, 1 : k + 1])
    rest = white - base @ (base.T @ white)
    silent, own = rest[:, k + 1 : k + 1 + levels.silent.shape[1]], rest[:, -levels.m :]
    size = np.einsum("ij,ij->j", silent, silent)
    unit = silent / np.sqrt(np.where(size < _FLAT * n, np.inf, size))
    # Beside its own question's silence, each comparison has a base of its own.
    aside = unit[:, levels.question]
    result = rest[:, :1] - aside * (rest[:, 0] @ aside)
    own = own - aside * np.einsum("ij,ij->j", own, aside)
    squares = np.einsum("ij,ij->j", own, own)
    flat = squares < _FLAT * n / variances.mean()
    squares = np.where(flat, 1, squares)
    estimate = np.einsum("ij,ij->j", result, own) / squares
    weight = own * own
    leverage = weight / squares
    leverage += np.einsum("ij,ij->i", base, base)[:, None]
    leverage += np.square(unit)[:, levels.question]
    left = result - own * estimate
    left /= np.sqrt(1 - np.minimum(leverage, _MOST_LEVERAGE, out=leverage))
    error = np.sqrt(np.einsum("ij,ij->j", weight, np.square(left, out=left))) / squares
    # Ten episodes that all stayed the same by chance are no proof that such ones do:
    # nothing is surer than the spectrum, which all episodes share, allows.
    error = np.where(flat, np.inf, np.maximum(error, 1 / np.sqrt(squares)))
    freedom = weight.sum(axis=0) ** 2 / np.maximum((weight * weight).sum(axis=0), _FLAT)
    freedom -= 1
    reach = quantile95(freedom) * error
    chance = two_sided(estimate / error, freedom)
    return Differences(
        estimate, error, freedom, estimate - reach, estimate + reach, chance
    )
