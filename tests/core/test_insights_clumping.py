"""How sure counts and shares are: held against statsmodels and SciPy, and tried."""

import numpy as np
import pytest
from scipy import fft, stats
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import confint_poisson

from holdspace.core.insights.clumping import (
    MOST_WAVES,
    clumping,
    count_interval,
    intervals_of,
    reach,
    share_interval,
    waves_for,
)

SURE = 1e9
"""Degrees of freedom with which t is the normal distribution."""


@pytest.mark.parametrize("count", [0, 1, 7, 150])
def test_without_clumps_a_count_has_its_score_interval(count: int) -> None:
    known = confint_poisson(count, 1, method="score", alpha=0.1)
    assert count_interval(count, 1.0, SURE) == pytest.approx(known, abs=1e-6)


@pytest.mark.parametrize(("count", "of"), [(0, 10), (3, 10), (40, 67), (67, 67)])
def test_without_clumps_a_share_has_wilsons_interval(count: int, of: int) -> None:
    known = proportion_confint(count, of, alpha=0.1, method="wilson")
    low, high = share_interval(np.array([count / of]), float(of), SURE)
    assert (low[0], high[0]) == pytest.approx(known, abs=1e-6)


@pytest.mark.parametrize("freedom", [2, 3, 5, 12, 24])
def test_few_waves_reach_as_far_as_students_t(freedom: int) -> None:
    assert reach(freedom) == pytest.approx(stats.t.ppf(0.95, freedom), rel=3e-3)


def test_clumping_is_the_cosine_transform_near_nought() -> None:
    chance = np.random.default_rng(5)
    bins, how_many = 4_000, 6
    counts = chance.poisson(0.02, bins)
    places = np.repeat((np.arange(bins) + 0.5) / bins, counts)
    known = fft.dct(counts.astype(float), norm="ortho")[1 : how_many + 1]
    expected = float(np.mean(known**2) / counts.mean())
    assert clumping(places, how_many) == pytest.approx(expected, rel=1e-9)


def test_clumping_tells_bouts_from_independent_times() -> None:
    chance = np.random.default_rng(11)
    alone = [clumping(chance.random(60), 6) for _ in range(400)]
    bouts = [clumping(np.repeat(chance.random(20), 3), 6) for _ in range(400)]
    assert np.mean(alone) == pytest.approx(1, abs=0.1)
    assert np.mean(bouts) == pytest.approx(3, abs=0.3)
    assert clumping(np.empty(0), 6) == 1


def test_more_is_looked_at_in_a_longer_diary_and_never_much() -> None:
    found = [waves_for(length) for length in (0, 8, 20, 52, 150, 10_000)]
    assert found == sorted(found)
    assert found[0] == 3
    assert found[-1] == MOST_WAVES


def _coverage(carry: float, length: int) -> float:
    chance = np.random.default_rng([length, int(carry * 10)])
    truth = np.array([0.1, 0.2, 0.5])
    held = []
    for _ in range(300):
        chosen = chance.random((length, 3)) < truth
        for row in range(1, length):
            kept = chance.random(3) < carry
            chosen[row] = np.where(kept, chosen[row - 1], chosen[row])
        low, high = intervals_of(chosen)
        held.append((low <= truth) & (truth <= high))
    return float(np.mean(held))


@pytest.mark.parametrize("carry", [0.0, 0.5])
@pytest.mark.parametrize("length", [10, 40])
def test_intervals_hold_the_truth_also_where_answers_carry_over(
    carry: float, length: int
) -> None:
    assert _coverage(carry, length) >= 0.87


def test_wilsons_interval_alone_would_not() -> None:
    chance = np.random.default_rng(4)
    held = []
    for _ in range(300):
        chosen = chance.random(40) < 0.5
        for row in range(1, 40):
            if chance.random() < 0.5:
                chosen[row] = chosen[row - 1]
        low, high = share_interval(np.array([chosen.mean()]), 40.0, SURE)
        held.append(low[0] <= 0.5 <= high[0])
    assert np.mean(held) < 0.87


def test_what_is_always_or_never_chosen_has_an_interval_too() -> None:
    chosen = np.zeros((30, 2), dtype=np.bool_)
    chosen[:, 0] = True
    low, high = intervals_of(chosen)
    assert high[0] == pytest.approx(1)
    assert low[1] == 0
    assert 0.8 < low[0] < 1
    assert 0 < high[1] < 0.2
