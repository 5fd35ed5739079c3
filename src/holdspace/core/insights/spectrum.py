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
    from holdspace.core.insights.diary import Floats

_SPEEDS: Final = (0.3, 0.6, 0.8, 0.9, 0.96, 0.99)
_SHARES: Final = (0.1, 0.25, 0.45, 0.7, 0.9, 0.97)
_SHAPES: Final = tuple((share, carry) for carry in _SPEEDS for share in _SHARES)
_HALF: Final = 0.5
"""How likely plain noise is thought to be before looking; the shapes share the rest."""
_LEAST: Final = 1e-12


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
    n, k = beside.shape
    shapes = _shapes(n)
    series = _cosines(values[:, None])[:, 0]
    columns = _cosines(beside)
    weights = 1 / shapes
    inner = np.matmul(columns.T * weights[:, None, :], columns)
    cross = weights @ (columns * series[:, None])
    solved = np.linalg.solve(inner, cross[..., None])[..., 0]
    rest = weights @ (series**2) - np.sum(cross * solved, axis=1)
    rest = np.maximum(rest, _LEAST * n)
    _, volume = np.linalg.slogdet(inner)
    likely = -0.5 * (np.log(shapes).sum(axis=1) + volume + (n - k) * np.log(rest))
    likely[0] += np.log(_HALF)
    likely[1:] += np.log((1 - _HALF) / len(_SHAPES))
    share = np.exp(likely - likely.max())
    share /= share.sum()
    found: Floats = (share * rest / (n - k)) @ shapes
    return found


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


def _shapes(n: int) -> Floats:
    swing = np.pi * np.maximum(np.arange(n), 0.5) / n
    rows = [np.ones(n)]
    for share, carry in _SHAPES:
        slow = (1 - carry**2) / (1 - 2 * carry * np.cos(swing) + carry**2)
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
