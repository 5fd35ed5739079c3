"""Mood as it goes on by itself: processes in continuous time, and ratings of them.

Everything here is standard: an Ornstein-Uhlenbeck process has a fixed spread and
forgets itself at a fixed rate, so that what is left after ``t`` is ``exp(-t / keep)``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.signal import lfilter

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    type Floats = NDArray[np.float64]

LEAST: Final = 0
MOST: Final = 10


def steady(count: int, keep: float, chance: Generator) -> Floats:
    """One such process of spread 1 at equal steps; ``keep`` is in steps."""
    if keep <= 0:
        return chance.standard_normal(count)
    left = np.exp(-1 / keep)
    shocks = chance.standard_normal(count) * np.sqrt(1 - left * left)
    shocks[0] = chance.standard_normal()
    return np.asarray(lfilter([1.0], [1.0, -left], shocks))


def scattered(times: Floats, keep: float, many: int, chance: Generator) -> Floats:
    """So many of them, each of spread 1, at any moments in ascending order."""
    found = chance.standard_normal((len(times), many))
    if keep <= 0:
        return found
    left = np.exp(-np.diff(times) / keep)
    new = np.sqrt(1 - left * left)
    for place in range(1, len(times)):
        found[place] *= new[place - 1]
        found[place] += left[place - 1] * found[place - 1]
    return found


def rated(latent: Floats, even: float, fives: float, chance: Generator) -> Floats:
    """Ratings from 0 to 10 as people give them: whole, heaped, with floor and ceiling.

    Args:
        latent: What is felt, on the same scale without its ends.
        even: The share that goes to the nearest even number.
        fives: The share that goes to 0, 5 or 10, whichever is nearest.
        chance: Where chance comes from.
    """
    which = chance.random(len(latent))
    whole = np.round(latent)
    whole = np.where(which < even + fives, 2 * np.round(latent / 2), whole)
    whole = np.where(which < fives, 5 * np.round(latent / 5), whole)
    return np.clip(whole, LEAST, MOST)
