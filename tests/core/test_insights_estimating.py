"""The arithmetic of insights against SciPy and statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import fft, stats

from holdspace.core.insights import clumping, estimating, spectrum, tdist
from holdspace.core.insights.estimating import Levels

FREEDOMS = np.array([2.0, 3.3, 8.0, 30.0, 75.0, 500.0, 1e5])


def carried(order, n, carry, columns=1):
    noise = order.normal(size=(n, columns)) * np.sqrt(1 - carry**2)
    noise[0] /= np.sqrt(1 - carry**2)
    found = noise.copy()
    for place in range(1, n):
        found[place] += carry * found[place - 1]
    return found


def a_comparison(n=60, seed=4):
    order = np.random.default_rng(seed)
    before = np.round(order.normal(3, 2, size=n))
    change = np.round(0.5 * (5 - before) + order.normal(0, 2, size=n))
    at = (order.random((n, 4)) < [0.5, 0.4, 0.3, 0.2]).astype(float)
    beside = np.column_stack((np.ones(n), before, np.arange(n)))
    return change, at, beside


@pytest.mark.parametrize("t", [0.0, 0.1, 1.0, -2.5, 4.0, 9.0, 40.0])
def test_tails_of_t_are_those_of_scipy(t):
    found = tdist.two_sided(np.array(t), FREEDOMS)
    assert found == pytest.approx(
        2 * stats.t.sf(abs(t), FREEDOMS), rel=1e-6, abs=1e-250
    )


def test_an_infinite_t_has_no_tail():
    assert tdist.two_sided(np.array(np.inf), np.array(5.0)) == 0


def test_quantiles_of_t_are_those_of_scipy():
    expected = stats.t.isf(0.05, FREEDOMS)
    assert tdist.quantile95(FREEDOMS) == pytest.approx(expected, rel=3e-3)


def test_cosines_are_those_of_scipy():
    columns = np.random.default_rng(1).normal(size=(31, 3))
    found = spectrum._cosines(columns)
    assert found == pytest.approx(fft.dct(columns, axis=0, norm="ortho"))


def test_whitening_divides_each_swing():
    order = np.random.default_rng(2)
    columns, variances = order.normal(size=(40, 2)), order.uniform(0.2, 5, size=40)
    found = fft.dct(spectrum.whitened(columns, variances), axis=0, norm="ortho")
    expected = fft.dct(columns, axis=0, norm="ortho") / np.sqrt(variances)[:, None]
    assert found == pytest.approx(expected)


def test_the_spectrum_of_noise_is_nearly_flat_and_that_of_a_drift_is_not():
    order = np.random.default_rng(3)
    ones = np.ones((400, 1))
    flat = spectrum.spectrum(order.normal(size=400), ones)
    steep = spectrum.spectrum(carried(order, 400, 0.9)[:, 0], ones)
    assert flat[0] < 3 * flat[-1]
    assert steep[0] > 30 * steep[-1]


def test_a_series_that_never_moves_has_a_spectrum():
    found = spectrum.spectrum(np.full(30, 4.0), np.ones((30, 1)))
    assert np.all(found > 0)


def test_differences_are_generalised_least_squares(monkeypatch):
    change, at, beside = a_comparison()
    n = len(change)
    variances = np.linspace(6, 0.5, n)
    monkeypatch.setattr(estimating, "spectrum", lambda *_: variances)
    levels = Levels(at, np.zeros((n, 1)), np.zeros(4, dtype=np.int64))
    found = estimating.differences_of(change, levels, beside)
    cosines = fft.dct(np.eye(n), axis=0, norm="ortho")
    sigma = cosines.T @ np.diag(variances) @ cosines
    for place in range(4):
        design = np.column_stack((at[:, place], beside))
        expected = sm.GLS(change, design, sigma=sigma).fit().params[0]
        assert found.estimate[place] == pytest.approx(expected)


def expected_error(change, design):
    """The larger of the known error, with a variance of 1, and HC2."""
    known = np.sqrt(np.linalg.inv(design.T @ design)[0, 0])
    return max(known, sm.OLS(change, design).fit(cov_type="HC2").bse[0])


def test_errors_are_those_of_hc2_or_of_the_spectrum(monkeypatch):
    change, at, beside = a_comparison()
    n = len(change)
    monkeypatch.setattr(estimating, "spectrum", lambda *_: np.ones(n))
    levels = Levels(at, np.zeros((n, 1)), np.zeros(4, dtype=np.int64))
    for scale in (1.0, 0.01):
        found = estimating.differences_of(change * scale, levels, beside)
        for place in range(4):
            design = np.column_stack((at[:, place], beside))
            expected = expected_error(change * scale, design)
            assert found.error[place] == pytest.approx(expected)


def test_who_does_not_answer_a_question_is_left_out_of_its_comparison(monkeypatch):
    change, at, beside = a_comparison()
    n = len(change)
    monkeypatch.setattr(estimating, "spectrum", lambda *_: np.ones(n))
    silent = np.zeros((n, 2))
    silent[::3, 0] = 1
    at[::3, 0] = 0
    levels = Levels(at[:, :2], silent, np.array([0, 1]))
    found = estimating.differences_of(change, levels, beside)
    design = np.column_stack((at[:, 0], beside, silent[:, 0]))
    assert found.estimate[0] == pytest.approx(sm.OLS(change, design).fit().params[0])
    assert found.error[0] == pytest.approx(expected_error(change, design))
    # The other question was answered by all.
    other = np.column_stack((at[:, 1], beside))
    assert found.error[1] == pytest.approx(expected_error(change, other))


def test_a_level_that_is_nothing_but_what_is_held_equal_has_no_error():
    change, _, beside = a_comparison()
    n = len(change)
    early = (np.arange(n) < n // 2).astype(float)[:, None]
    levels = Levels(early, np.zeros((n, 1)), np.zeros(1, dtype=np.int64))
    found = estimating.differences_of(change, levels, np.hstack((beside, early)))
    assert found.error[0] == np.inf
    assert found.chance[0] == 1


@pytest.mark.parametrize("n", range(1, 400, 7))
def test_a_share_lies_within_its_interval_at_the_ends_too(n):
    for share in (0.0, 1 / n, 1.0):
        low, high = clumping.share_interval(np.array([share]), float(n), 12.0)
        assert 0 <= low[0] <= share <= high[0] <= 1


def test_below_ten_nothing_is_worked_out():
    assert estimating.mean_of(np.arange(9.0)) is None
    assert estimating.shares_of(np.ones((9, 1), dtype=bool), np.arange(9.0)) is None


def test_ratings_that_never_differ_are_not_thought_to_be_exact():
    found = estimating.mean_of(np.full(30, 2.0))
    assert found.estimate == 2
    assert found.low < 2 < found.high


@pytest.mark.parametrize("carry", [0.0, 0.6])
def test_intervals_of_the_mean_hold_what_they_say(carry):
    order = np.random.default_rng(9)
    hits = 0
    for _ in range(300):
        found = estimating.mean_of(np.round(1 + 2 * carried(order, 40, carry)[:, 0]))
        hits += found.low <= 1 <= found.high
    # 270 are promised; the lower bound of chance around that is 255.
    assert hits >= 255


@pytest.mark.parametrize(("carry", "stays"), [(0.0, 0.0), (0.8, 0.8), (0.95, 0.95)])
def test_differences_of_nothing_are_seldom_taken_for_something(carry, stays):
    """Ratings and circumstances that both drift are what fools a plain comparison."""
    order = np.random.default_rng(11)
    n, found = 80, []
    for _ in range(60):
        drift = carried(order, n, carry)[:, 0] + order.normal(size=n)
        at = (carried(order, n, stays, 8) > 0.2).astype(float)
        at = at[:, (at.sum(axis=0) >= 10) & (at.sum(axis=0) <= n - 10)]
        beside = np.column_stack((np.ones(n), np.arange(n)))
        levels = Levels(at, np.zeros((n, 1)), np.zeros(at.shape[1], dtype=np.int64))
        found.extend(estimating.differences_of(drift, levels, beside).chance)
    assert np.mean(np.array(found) < 0.10) < 0.15
    assert np.mean(np.array(found) < 0.01) < 0.025
