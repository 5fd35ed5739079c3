"""Statement 4: how often, whether that changed, at what time, on made diaries."""

from collections.abc import Sequence

import numpy as np
import pytest
from scipy import stats
from scipy.special import zeta

from holdspace.core.insights import (
    CHECK_IN,
    TEARS,
    Diary,
    Episode,
    Statement,
    WhyNot,
    diary_of,
)
from holdspace.core.insights.changing import BUDGET, budget_at, change
from holdspace.core.insights.clumping import clumping, waves_for
from holdspace.core.insights.observing import WEEK, observed
from holdspace.core.insights.rates import rate
from holdspace.core.insights.rhythm import rhythm_of

START = 27_997_920
"""A minute that is a Monday's first: 27 March 2023, 0:00 UTC."""
DAY = 24 * 60
HOUR = 60


def in_weeks(tears: Sequence[float], check_ins: Sequence[float] = ()) -> Diary:
    """A diary with tears and check-ins so many weeks after its start."""
    moments = [(TEARS, one) for one in tears] + [(CHECK_IN, one) for one in check_ins]
    return diary_of(Episode(kind, START + round(one * WEEK)) for kind, one in moments)


def found(diary: Diary, name: str) -> Statement:
    return {one.id: one for one in rhythm_of(diary)}[name]


def regular(each: float, start: float, end: float) -> list[float]:
    return list(np.arange(start, end, 1 / each) + 0.5 / each)


def test_the_start_is_a_monday() -> None:
    assert np.datetime64(START, "m") == np.datetime64("2023-03-27T00:00")
    assert np.datetime64("2023-03-27").item().weekday() == 0


def test_a_rate_is_what_lies_between_the_ends_over_their_weeks() -> None:
    tears = regular(2, 0, 20)
    said = found(in_weeks(tears, [0, 20]), "4.rate")
    assert said.shown
    assert (said.n, said.unit) == (40, "a-week")
    assert said.estimate == pytest.approx(2)
    assert said.low is not None
    assert said.high is not None
    assert said.low < 2 < said.high
    assert "20 weeks, with tears noted 40 times: about 2.0 times" in said.sentence


def test_ends_that_are_tears_are_noted_and_not_counted_within() -> None:
    said = found(in_weeks([0, 5, 10, 15, 20]), "4.rate")
    assert said.n == 5
    assert said.estimate == pytest.approx(3 / 20)
    assert "noted 3 times: about 1.5 times in ten weeks" in said.sentence


def test_below_eight_weeks_no_rate_is_given_however_many_tears() -> None:
    said = found(in_weeks(regular(10, 0, 4), [0, 4]), "4.rate")
    assert not said.shown
    assert said.why_not is WhyNot.TOO_FEW
    assert (said.estimate, said.low, said.high) == (None, None, None)
    assert said.needed == 40
    assert "about 4 more weeks" in said.sentence


def test_of_an_hour_nobody_says_how_many_more_it_takes() -> None:
    said = found(in_weeks([0, 0.001, 0.002]), "4.rate")
    assert said.needed is None


def test_no_tears_between_the_ends_have_an_upper_end_and_are_not_shown() -> None:
    said = found(in_weeks([], [0, 10]), "4.rate")
    assert not said.shown
    assert said.estimate == said.low == 0
    assert said.high is not None
    assert said.high > 0


def test_bouts_make_a_rate_less_sure() -> None:
    chance = np.random.default_rng(3)
    widths = []
    for size in (1, 4):
        starts = np.repeat(chance.uniform(0.5, 51.5, 100 // size), size)
        said = rate(observed(in_weeks(list(starts + 1e-3), [0, 52])))
        assert said.low is not None
        assert said.high is not None
        widths.append(said.high - said.low)
    assert widths[1] > 1.2 * widths[0]


@pytest.mark.parametrize(("weeks", "each"), [(8, 1.0), (20, 0.2), (52, 3.0)])
def test_the_interval_of_a_rate_holds_the_truth(weeks: int, each: float) -> None:
    chance = np.random.default_rng([weeks, round(each * 10)])
    held = []
    for _ in range(300):
        rates = chance.gamma(2, each / 2, weeks)
        starts = np.repeat(np.arange(weeks), chance.poisson(rates))
        tears = starts + chance.random(len(starts))
        said = rate(observed(in_weeks(list(tears), [0, weeks])))
        assert said.low is not None
        assert said.high is not None
        held.append(said.low <= each <= said.high)
    assert np.mean(held) >= 0.87


def test_all_looks_together_spend_one_hundredth() -> None:
    spent = [budget_at(look) for look in range(2_000)]
    assert spent == sorted(spent, reverse=True)
    whole = budget_at(0) * 5**1.5 * zeta(1.5, 5)
    assert sum(spent) < whole <= BUDGET
    assert whole == pytest.approx(BUDGET, rel=0.01)


def test_no_look_carries_less_than_three_standard_errors() -> None:
    assert 2 * stats.norm.sf(3.0) > budget_at(0)


def test_a_change_is_told_with_its_counts_and_its_doubt() -> None:
    tears = regular(2, 0, 88) + regular(8, 88, 100)
    said = found(in_weeks(tears, [0, 100]), "4.change")
    assert said.shown
    assert said.why_not is None
    assert said.estimate == pytest.approx(4)
    assert said.low is not None
    assert said.high is not None
    assert 1 < said.low < 4 < said.high
    # Monday, 27 March 2023, and 88 and 100 weeks later.
    assert said.sentence.startswith(
        "In the 12 weeks from 2 December 2024 to 24 February 2025 you noted tears"
        " 96 times, and 176 times in the 88 weeks before, from 27 March 2023:"
        " more often than before"
    )
    assert "anything after 24 February 2025, is left out here" in said.sentence
    assert "writing more or less" in said.sentence


def test_fewer_tears_are_told_alike() -> None:
    tears = regular(8, 0, 88) + regular(0.5, 88, 100)
    said = found(in_weeks(tears, [0, 100]), "4.change")
    assert said.shown
    assert said.high is not None
    assert said.high < 1
    assert "less often than before" in said.sentence


def test_what_is_shown_is_what_the_binomial_deviance_says() -> None:
    for times in (1.5, 2.0, 2.5, 3.0, 4.0):
        lately = regular(2 * times, 88, 100)
        before = regular(2, 0, 88)
        said = found(in_weeks(before + lately, [0, 100]), "4.change")
        count = len(before) + len(lately)
        deviance = stats.power_divergence(
            [len(lately), len(before)],
            [count * 0.12, count * 0.88],
            lambda_="log-likelihood",
        ).statistic
        waves = [waves_for(88, 0.6), waves_for(12, 0.6)]
        clumped = [
            clumping(np.array(before) / 88, waves[0]),
            clumping((np.array(lately) - 88) / 12, waves[1]),
        ]
        drawn = 2 * (1 + count / 100) + np.dot(waves, clumped)
        dispersion = max(1.0, drawn / (2 + sum(waves)))
        chance = 2 * stats.t.sf(np.sqrt(deviance / dispersion), sum(waves))
        # The 23rd look is at 100 weeks.
        assert said.shown is bool(chance <= budget_at(22)), times


def test_between_looks_nothing_new_is_said() -> None:
    chance = np.random.default_rng(8)
    tears = list(np.sort(chance.uniform(0.1, 60, 120)))
    at_look = change(observed(in_weeks(tears, [0, 60.001])))
    for more in (61.0, 62.5, 63.9):
        later = [*tears, *np.arange(60.5, more, 0.1)]
        assert change(observed(in_weeks(later, [0, more]))) == at_look
    assert change(observed(in_weeks([*tears, 63.0], [0, 64.1]))) != at_look


def test_unchanged_diaries_are_not_told_of_a_change() -> None:
    chance = np.random.default_rng(21)
    told = 0
    for _ in range(60):
        rates = chance.gamma(1, 2.0, 60)
        starts = np.repeat(np.arange(60), chance.poisson(rates))
        seen = observed(in_weeks(list(starts + chance.random(len(starts))), [0, 60.01]))
        told += any(change(seen.until(weeks)).shown for weeks in range(12, 61, 4))
    # One in a hundred may: of 60 more than four in one of a thousand tries.
    assert told <= 4


@pytest.mark.parametrize(
    ("tears", "weeks", "needed"),
    [(regular(5, 0, 10), 10.0, 10), (regular(0.5, 0, 20), 20.0, 10), ([], 20.0, 20)],
)
def test_too_little_to_say_whether_it_changed(
    tears: list[float], weeks: float, needed: int
) -> None:
    said = found(in_weeks(tears, [0, weeks]), "4.change")
    assert said.why_not is WhyNot.TOO_FEW
    assert said.needed == needed


def test_tears_only_lately_have_nothing_to_be_compared_with() -> None:
    said = found(in_weeks(regular(5, 30, 36), [0, 36]), "4.change")
    assert said.why_not is WhyNot.NOTHING_TO_COMPARE
    assert said.estimate is None
    assert "from 11 September 2023 to 4 December 2023" in said.sentence


def test_a_day_that_is_told_is_that_of_the_persons_own_clock() -> None:
    late = START + 14 * HOUR
    east = [Episode(TEARS, late + n * WEEK, offset=12 * HOUR) for n in range(37)]
    seen = observed(diary_of(east))
    assert seen.day_after(0).isoformat() == "2023-03-28"
    assert seen.day_after(36).isoformat() == "2023-12-05"


def test_tears_after_the_last_look_are_said_to_be_left_out() -> None:
    tears = [0, *regular(2, 0, 40), *regular(9, 40, 41.5)]
    said = found(in_weeks(tears, [43]), "4.change")
    assert said.n == 80
    assert "Your very first entry, and anything after 1 January 2024" in said.sentence


def test_no_tears_lately_is_a_ratio_of_nought() -> None:
    said = found(in_weeks(regular(1, 0, 24), [0, 36]), "4.change")
    assert said.estimate == said.low == 0
    assert said.high is not None
    assert 0 < said.high < 10


def test_hours_are_those_of_the_persons_own_clock() -> None:
    east = [
        Episode(TEARS, START + day * DAY + 22 * HOUR, offset=3 * HOUR)
        for day in range(12)
    ]
    night = found(diary_of(east), "4.hours.night")
    assert (night.n, night.estimate) == (12, 1.0)
    assert night.low is not None
    assert 0.5 < night.low < 1
    # Ten in the evening on Monday in Greenwich is Tuesday there.
    assert found(diary_of(east), "4.weekdays.monday").estimate == pytest.approx(1 / 12)
    assert found(diary_of(east), "4.weekdays.tuesday").estimate == pytest.approx(2 / 12)


def test_days_without_a_time_have_a_weekday_and_no_hour() -> None:
    days = [Episode(TEARS, START + week * WEEK, day_only=True) for week in range(12)]
    diary = diary_of(days)
    assert found(diary, "4.hours.night").n == 0
    assert found(diary, "4.weekdays.monday").estimate == 1


def test_of_fewer_than_ten_only_the_count_is_given() -> None:
    said = found(in_weeks([0.1, 0.2, 1.1]), "4.weekdays.monday")
    assert not said.shown
    assert (said.unit, said.estimate, said.n) == ("count", 2.0, 3)
    assert (said.low, said.high, said.needed) == (None, None, 7)
    assert said.sentence.startswith("Of the 3 times that you noted tears, 2 were on a")


def test_check_ins_are_not_counted_as_tears() -> None:
    alone = in_weeks(regular(1, 0, 30), [0, 30])
    beside = in_weeks(regular(1, 0, 30), [0, 30, *regular(3, 0, 30)])
    for name in ("4.rate", "4.hours.night", "4.weekdays.friday"):
        assert found(alone, name) == found(beside, name)


@pytest.mark.parametrize("tears", [[], [1.0], regular(3, 0, 3), regular(3, 0, 60)])
def test_every_sentence_stands_by_itself(tears: list[float]) -> None:
    for one in rhythm_of(in_weeks(tears)):
        assert one.sentence[0].isupper()
        assert one.sentence.endswith(".")
        assert not set("%!+;") & set(one.sentence)
        assert one.shown or one.why_not is not None
        if one.shown:
            assert one.low <= one.estimate <= one.high
