"""Student's t distribution: tails and quantiles, in NumPy alone.

SciPy has both, and importing it would cost a page more than all its statistics. The
tests hold these against it.
"""

from __future__ import annotations

from math import lgamma
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from holdspace.core.insights.diary import Floats

LEAST_FREEDOM: Final = 2.0
"""Fewer degrees of freedom than these count as these."""
_Z95: Final = 1.6448536269514722
_ROUNDS: Final = 80
_TINY: Final = 1e-300


def two_sided(t: Floats, freedom: Floats) -> Floats:
    """How likely a value of t at least this far from nought is, either way.

    Args:
        t: Values of any sign; of an infinite one the answer is 0.
        freedom: Degrees of freedom, 2 or more, whole or not.

    Returns:
        Probabilities, good to a millionth of themselves. Source: the continued fraction
        of the incomplete beta function, DLMF 8.17.22.
    """
    square = np.minimum(np.asarray(t, dtype=np.float64) ** 2, 1e300)
    freedom = np.maximum(np.asarray(freedom, dtype=np.float64), LEAST_FREEDOM)
    square, freedom = np.broadcast_arrays(square, freedom)
    x = freedom / (freedom + square)
    a, b = freedom / 2, np.full_like(freedom, 0.5)
    # The fraction converges quickly on one side; the other is its mirror.
    mirrored = x > (a + 1) / (a + b + 2)
    found = _incomplete_beta(
        np.where(mirrored, b, a), np.where(mirrored, a, b), np.where(mirrored, 1 - x, x)
    )
    return np.where(mirrored, 1 - found, found)


def quantile95(freedom: Floats) -> Floats:
    """The value of t that one in twenty lies above: half the width of 90 % intervals.

    Args:
        freedom: Degrees of freedom, 2 or more, whole or not.

    Returns:
        Quantiles, good to three thousandths. Source: the expansion of Cornish and
        Fisher, Abramowitz and Stegun 26.7.5.
    """
    v = np.maximum(np.asarray(freedom, dtype=np.float64), LEAST_FREEDOM)
    z = _Z95
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    fourth = (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160
    return z + first / v + second / v**2 + third / v**3 + fourth / v**4


def _incomplete_beta(a: Floats, b: Floats, x: Floats) -> Floats:
    # Lentz's way through the continued fraction, all places at once.
    log_beta = np.array(
        [
            lgamma(p + q) - lgamma(p) - lgamma(q)
            for p, q in zip(a.ravel(), b.ravel(), strict=True)
        ]
    ).reshape(a.shape)
    with np.errstate(divide="ignore", under="ignore"):
        front = np.exp(log_beta + a * np.log(x) + b * np.log1p(-x)) / a
    c = np.ones_like(x)
    d = 1 / _not_nought(1 - (a + b) * x / (a + 1))
    product = d
    step = d
    for m in range(1, _ROUNDS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / _not_nought(1 + term * d)
            c = _not_nought(1 + term / c)
            step = c * d
            product = product * step
        if np.all(np.abs(step - 1) < 1e-9):
            break
    return front * product


def _not_nought(value: Floats) -> Floats:
    return np.where(np.abs(value) < _TINY, _TINY, value)
