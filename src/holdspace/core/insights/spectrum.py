"""How ratings hang together over time, and how to take that out before comparing.

A person's ratings are not drawn anew each time: moods carry over, and levels drift over
weeks. Whoever forgets it finds patterns where two things merely drift together. Here
the ratings are described by how much of their variance lies in slow swings and how
much in quick ones, and are then *whitened*: divided, swing by swing, by what is usual.

The shape is not chosen but averaged: over white noise and over white noise plus an
autoregression of six speeds and six shares, each weighted by its restricted likelihood
(Harville 1977, 10.1080/01621459.1977.10480998) in Whittle's form on the cosine
transform, in which such series are nearly uncorrelated. Episodes count as evenly
spaced: it is their order that is known to matter, not the days between. ADR 0031 has
the simulation against a plain first-order autoregression, which fails with slow
swings under noise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from holdspace.core.insights.diary import Floats, Whole

_SPEEDS: Final = (0.3, 0.6, 0.8, 0.9, 0.96, 0.99)
_SHARES: Final = (0.1, 0.25, 0.45, 0.7, 0.9, 0.97)
_SHAPES: Final = tuple((share, carry) for carry in _SPEEDS for share in _SHARES)
_HALF: Final = 0.5
"""How likely plain noise is thought to be before looking; the shapes share the rest."""
_LEAST: Final = 1e-12
_APART: Final = 256
_WIDTH: Final = 1.05


def spectrum(values: Floats, beside: Floats) -> Floats:
    """Work out how the variance of a series is spread over slow and quick swings.

    Args:
        values: The series, in the order of time; n of them.
        beside: What is taken out of it first, n by k with k < n: at least a column of
            ones.

    Returns:
        n variances, from the slowest swing to the quickest, in the square of the
        unit of the values. All are above nought, also for a series that never moves.
    """
    share, bins = _averaged(values, beside)
    found: Floats = np.repeat(share @ _shapes(bins), np.diff(bins))
    return found


def slowest(columns: Floats) -> Floats:
    """Work out the first of those variances alone, of several series at once.

    Divided by n, it is the variance of a mean.

    Args:
        columns: n by m, each in the order of time. Of each its mean is taken out.

    Returns:
        m variances.
    """
    n = len(columns)
    bins = _bins(n)
    shapes = _shapes(bins)
    # Beside a mean nothing is left of the slowest swing, so it says nothing.
    sums = np.add.reduceat(_cosines(columns) ** 2, bins[:-1], axis=0)[1:]
    counts, quicker = np.diff(bins)[1:], shapes[:, 1:]
    rest = np.maximum((1 / quicker) @ sums, _LEAST * n)
    logs = np.log(quicker) @ counts
    share = _shares(logs[:, None] + (n - 1) * np.log(rest))
    found: Floats = shapes[:, 0] @ (share * rest / (n - 1))
    return found


def _averaged(values: Floats, beside: Floats) -> tuple[Floats, Whole]:
    # How much of the variance each shape stands for, and the bins that were used.
    n, k = beside.shape
    bins = _bins(n)
    counts = np.diff(bins)
    shapes = _shapes(bins)
    turned = _cosines(np.column_stack((values, beside)))
    products = turned[:, :, None] * turned[:, None, :]
    sums = np.add.reduceat(products, bins[:-1], axis=0).reshape(len(counts), -1)
    inner = ((1 / shapes) @ sums).reshape(-1, k + 1, k + 1)
    cross = inner[:, 1:, 0]
    solved = np.linalg.solve(inner[:, 1:, 1:], cross[..., None])[..., 0]
    rest = np.maximum(inner[:, 0, 0] - np.sum(cross * solved, axis=1), _LEAST * n)
    _, volume = np.linalg.slogdet(inner[:, 1:, 1:])
    logs = np.log(shapes) @ counts + volume
    share = _shares((logs + (n - k) * np.log(rest))[:, None])[:, 0]
    return share * rest / (n - k), bins


def _shares(unlikely: Floats) -> Floats:
    """How far each shape is believed: 37 by m, from minus twice its log likelihood."""
    likely = -0.5 * unlikely
    likely[0] += np.log(_HALF)
    likely[1:] += np.log((1 - _HALF) / len(_SHAPES))
    share: Floats = np.exp(likely - likely.max(axis=0))
    share /= share.sum(axis=0)
    return share


def _bins(n: int) -> Whole:
    """Where swings are taken together: none of the slow ones, ever more of the quick.

    A shape hardly differs within a bin, and ten thousand ratings take no longer than a
    few hundred.
    """
    if n <= _APART:
        return np.arange(n + 1)
    more = int(np.ceil(np.log(n / _APART) / np.log(_WIDTH)))
    wide = np.geomspace(_APART, n, more + 1).round().astype(np.int64)
    return np.concatenate((np.arange(_APART), np.unique(wide)))


def whitened(columns: Floats, variances: Floats) -> Floats:
    """Divide each swing of some columns by the square root of its variance.

    Args:
        columns: n by m, in the order of time.
        variances: n, as ``spectrum`` gives them.

    Returns:
        n by m. What was distributed as the spectrum says is white with variance 1.
    """
    n = len(variances)
    # The cosine transform is the Fourier transform of a series and its mirror image.
    mirrored = np.concatenate((columns.T, columns.T[:, ::-1]), axis=1)
    swings = np.fft.rfft(mirrored, axis=1)
    swings[:, :n] /= np.sqrt(variances)
    # The quickest swing of a mirrored series is nought.
    swings[:, n] = 0
    back: Floats = np.fft.irfft(swings, n=2 * n, axis=1)[:, :n].T
    return back


def _shapes(bins: Whole) -> Floats:
    middles = (bins[:-1] + bins[1:] - 1) / 2
    swing = np.cos(np.pi * np.maximum(middles, 0.5) / bins[-1])
    rows = [np.ones_like(swing)]
    for share, carry in _SHAPES:
        slow = (1 - carry**2) / (1 - 2 * carry * swing + carry**2)
        rows.append((1 - share) + share * slow)
    return np.array(rows)


def _cosines(columns: Floats) -> Floats:
    # The orthonormal cosine transform (DCT-II) of each column.
    n = len(columns)
    swings = np.fft.rfft(np.concatenate((columns, columns[::-1])), axis=0)[:n]
    turned = swings * np.exp(-0.5j * np.pi * np.arange(n) / n)[:, None]
    found: Floats = turned.real / np.sqrt(2 * n)
    found[0] /= np.sqrt(2)
    return found
