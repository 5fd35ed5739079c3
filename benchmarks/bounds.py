"""How far a share that was counted may be from the true one: exact bounds."""

from __future__ import annotations

from typing import Final

from scipy.stats import beta

SURE: Final = 0.975


def least(hits: float, tries: int) -> float:
    """The lower end of the exact binomial interval (Clopper and Pearson), 97.5 %."""
    return 0.0 if hits <= 0 else float(beta.ppf(1 - SURE, hits, tries - hits + 1))


def most(hits: float, tries: int) -> float:
    """The upper end of it."""
    return 1.0 if hits >= tries else float(beta.ppf(SURE, hits + 1, tries - hits))
