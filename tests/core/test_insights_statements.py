"""Statements 1 to 3, and shuffling: what they say, and when they say nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from holdspace.core.insights import (
    CHECK_IN,
    HELD_BACK,
    TEARS,
    Episode,
    Rating,
    WhyNot,
    comparing,
    diary_of,
    going_along,
    look_at,
    looks,
    shuffle,
)
from holdspace.core.insights.circumstances import FACTORS, circumstances_of
from holdspace.core.insights.phrases import PHRASES

START = 29_000_000
A_DAY = 24 * 60


def episode(number, before, after, kind=TEARS, at="90-minutes", minutes=90, **answers):
    when = START + number * A_DAY
    choices = {
        link.replace("_", "-"): value if isinstance(value, list) else [value]
        for link, value in answers.items()
        if not isinstance(value, int)
    }
    numbers = {
        link.replace("_", "-"): value
        for link, value in answers.items()
        if isinstance(value, int)
    }
    name = "mood" if kind == CHECK_IN else "mood-before"
    later = () if after is None else (Rating(at, when + minutes, after),)
    return Episode(
        kind, when, 0, numbers={name: before, **numbers}, choices=choices, later=later
    )


def a_diary(n=80, gain=2.0, noise=1.0, seed=1, **more):
    """Half of the episodes with a friend, and so much more relief with one."""
    order = np.random.default_rng(seed)
    found = []
    for number in range(n):
        friend = bool(order.integers(2))
        before = int(order.integers(1, 6))
        after = before + 1 + gain * friend + order.normal(0, noise)
        after = float(np.clip(round(after), 0, 10))
        company = "friend" if friend else "alone"
        found.append(episode(number, before, after, company=[company], **more))
    return found


def by_id(statements):
    return {one.id: one for one in statements}


def test_an_empty_diary_says_that_there_is_not_enough():
    found = look_at(diary_of([]))
    assert found
    assert not any(one.shown for one in found)
    assert all(one.why_not and one.sentence for one in found)


def test_every_statement_is_told_once():
    found = look_at(diary_of(a_diary()))
    assert len(by_id(found)) == len(found)


@pytest.mark.parametrize("n", [0, 1, 9, 10, 25, 80])
def test_made_or_not_a_statement_is_whole(n):
    for one in look_at(diary_of(a_diary(n))):
        assert one.shown == (one.why_not is None), one.id
        assert one.sentence.endswith((".", "?")), one.id
        assert "!" not in one.sentence
        assert "should" not in one.sentence
        if one.low is not None:
            assert one.low <= one.high, one.id
        for value in one.plain().values():
            assert type(value) in (str, bool, int, float, type(None)), one.id
        if one.shown:
            assert one.needed is None, one.id


def test_relief_is_told_moment_by_moment_and_never_merged():
    found = by_id(look_at(diary_of(a_diary(30))))
    assert found["1.mood.90-minutes"].n == 30
    assert found["1.mood.20-minutes"].n == 0
    assert found["1.mood.90-minutes"].low > 0
    assert found["1.mood.20-minutes"].why_not is WhyNot.TOO_FEW


def test_few_ratings_are_counted_and_no_more_is_said():
    found = by_id(look_at(diary_of([episode(n, 3, 5) for n in range(6)])))
    one = found["1.mood.90-minutes"]
    assert not one.shown
    assert one.estimate is None
    assert "higher than before 6" in one.sentence
    assert "%" not in one.sentence
    assert one.needed == 4


@pytest.mark.parametrize("minutes", [59, 151])
def test_a_rating_out_of_its_window_is_not_counted_as_on_time(minutes):
    found = [episode(n, 3, 5, minutes=minutes) for n in range(30)]
    assert by_id(look_at(diary_of(found)))["1.mood.90-minutes"].n == 0


def test_lower_tension_is_the_better_one():
    found = [
        replace(
            one,
            numbers={**one.numbers, "tension-before": 8.0},
            later=(Rating("90-minutes", one.when + 90, 5, 4.0),),
        )
        for one in a_diary(20)
    ]
    statements = by_id(look_at(diary_of(found)))
    assert statements["1.tension.90-minutes"].estimate == -4
    assert statements["1.tension.90-minutes.better"].estimate == 1


def test_without_low_moments_no_comparison_is_possible():
    found = by_id(look_at(diary_of(a_diary())))
    for one in comparing.COMPARISONS:
        assert found[one].why_not is WhyNot.NOTHING_TO_COMPARE
        assert found[one].estimate is None


def both_kinds(n, gain, seed=3):
    order = np.random.default_rng(seed)
    found = []
    for number in range(n):
        kind = TEARS if order.integers(2) else HELD_BACK
        before = int(order.integers(1, 6))
        after = before + 0.5 * (6 - before) + gain * (kind == TEARS)
        after = float(np.clip(round(after + order.normal()), 0, 10))
        found.append(episode(number, before, after, kind=kind))
    return diary_of(found)


def test_tears_that_do_nothing_are_not_called_relief():
    for seed in range(20):
        found = by_id(look_at(both_kinds(120, 0.0, seed)))[comparing.REMEMBERED]
        assert "higher after crying" not in found.sentence


def test_tears_that_help_are_seen_and_the_estimand_is_said():
    found = by_id(look_at(both_kinds(160, 2.0)))[comparing.REMEMBERED]
    assert found.shown
    assert found.low < 2 < found.high
    assert "episodes you rated later" in found.sentence


def test_what_is_alike_is_said_only_where_the_interval_is_narrow():
    narrow = by_id(look_at(both_kinds(1200, 0.0)))[comparing.REMEMBERED]
    wide = by_id(look_at(both_kinds(60, 0.0)))[comparing.REMEMBERED]
    assert narrow.shown
    assert "about the same" in narrow.sentence
    assert not wide.shown
    assert wide.why_not is WhyNot.CANNOT_TELL


def test_check_ins_are_compared_with_mood_at_logging_and_only_low_ones():
    low = [episode(n, n // 2 % 4, 4, kind=CHECK_IN) for n in range(0, 40, 2)]
    high = [episode(n, 8, 8, kind=CHECK_IN) for n in range(100, 120)]
    tears = [episode(n, 9, 4, mood_after=n // 2 % 4) for n in range(1, 41, 2)]
    pairs = comparing.matched(diary_of(low + high + tears), comparing.AT_LOGGING)
    assert (pairs.n_tears, pairs.n_without) == (20, 20)
    assert pairs.before.max() <= comparing.LOW


def test_only_what_began_alike_is_compared():
    tears = [episode(n, n % 8, 5) for n in range(40)]
    held = [episode(n + 100, 3 + n % 2, 5, kind=HELD_BACK) for n in range(20)]
    pairs = comparing.matched(diary_of(tears + held), comparing.REMEMBERED)
    assert set(pairs.before) == {3, 4}
    assert (pairs.rated_tears, pairs.n_tears) == (40, 10)


def test_a_pattern_is_found_and_names_both_sides():
    found = by_id(look_at(diary_of(a_diary())))["3.company.friend"]
    assert found.shown
    assert found.q <= looks.BUDGET
    assert found.low < 2 < found.high
    assert found.n_level + found.n_against == found.n == 80
    assert (found.factor, found.level) == ("company", "friend")
    assert "does not say why" in found.sentence


def test_below_twenty_rated_episodes_nothing_is_claimed():
    found = look_at(diary_of(a_diary(19, gain=5.0, noise=0.1)))
    assert not any(one.shown for one in found if one.number == 3)


def test_a_pattern_goes_when_the_episodes_that_carried_it_go():
    episodes = a_diary()
    assert by_id(look_at(diary_of(episodes)))["3.company.friend"].shown
    rest = [one for one in episodes if one.choices["company"] == ["alone"]]
    assert "3.company.friend" not in by_id(look_at(diary_of(rest)))


def test_a_pattern_that_was_seen_holds_between_two_looks():
    size = looks.LOOKS[looks.AN_OCTAVE * 2]
    assert size == 80
    for n in range(size, size + 10):
        assert by_id(look_at(diary_of(a_diary(n))))["3.company.friend"].shown


def test_what_a_person_did_not_answer_is_not_held_against_it():
    episodes = [
        replace(one, choices={}) if number % 4 == 0 else one
        for number, one in enumerate(a_diary(100))
    ]
    found = by_id(look_at(diary_of(episodes)))["3.company.friend"]
    assert found.n_level + found.n_against == 75


def test_of_two_answers_only_one_is_told():
    episodes = [
        episode(n, 3, 4 + n % 3, apology="neither" if n % 2 else "said-sorry")
        for n in range(40)
    ]
    found = [one for one in look_at(diary_of(episodes)) if one.factor == "apology"]
    assert len(found) == 1
    assert {found[0].level, found[0].against} == {"neither", "said-sorry"}


def test_ratings_are_halved_where_the_person_halves_them():
    episodes = [episode(n, 3, 4, intensity=(2, 2, 2, 9)[n % 4]) for n in range(40)]
    found = [one for one in look_at(diary_of(episodes)) if one.factor == "intensity"]
    assert [(one.level, one.n_level, one.n_against) for one in found] == [
        ("high", 10, 30)
    ]


def test_too_few_on_one_side_says_about_how_many_more():
    episodes = [
        episode(n, 3, 4 + n % 3, setting="out" if n % 10 == 0 else "home")
        for n in range(40)
    ]
    found = [one for one in look_at(diary_of(episodes)) if one.factor == "setting"]
    assert len(found) == 1
    assert found[0].why_not is WhyNot.TOO_FEW
    assert found[0].needed == 60


def test_how_many_more_shrinks_as_episodes_come():
    needed = [
        by_id(look_at(diary_of(a_diary(n, gain=0.0, noise=3.0))))[
            "3.company.friend"
        ].needed
        for n in (22, 32, 160)
    ]
    assert needed[0] > needed[1] > needed[2] == 0


def test_all_ratings_alike_are_no_trouble():
    episodes = [
        episode(n, 3, 3, company="friend" if n % 2 else "alone") for n in range(60)
    ]
    found = [one for one in look_at(diary_of(episodes)) if one.number == 3]
    assert not any(one.shown for one in found)


def test_two_moods_to_begin_from_are_no_trouble():
    episodes = [
        episode(n, 2 * (n % 2), 3 + n % 3, company="friend" if n % 3 else "alone")
        for n in range(60)
    ]
    assert look_at(diary_of(episodes))


def test_every_level_of_the_guide_can_be_said():
    for factor in set(FACTORS) & set(PHRASES):
        for code in PHRASES[factor]:
            link = factor.replace("-", "_")
            diary = diary_of([episode(1, 3, 4, **{link: code})])
            said = [
                one.said()
                for one in circumstances_of(diary, np.array([0]))
                if one.factor == factor
            ]
            assert said
            assert "{" not in said[0]


def test_answers_from_elsewhere_go_into_no_comparison():
    episodes = [episode(n, 3, 4, company="a-stranger-code") for n in range(30)]
    found = look_at(diary_of(episodes))
    assert not any(one.factor == "company" for one in found)


def test_shuffles_are_the_same_for_the_same_seed_and_centred_on_nothing():
    diary = diary_of(a_diary())
    one, again = (shuffle(diary, "3.company.friend", 5) for _ in range(2))
    assert one == again
    assert one != shuffle(diary, "3.company.friend", 6)
    assert len(one.differences) == 500
    assert abs(np.mean(one.differences)) < 0.2
    assert one.as_large <= 5


def test_a_difference_that_is_none_is_often_as_large_when_shuffled():
    diary = diary_of(a_diary(gain=0.0))
    found = shuffle(diary, "3.company.friend", 5)
    assert found.as_large > 25


def test_tears_and_low_moments_can_be_shuffled_too():
    assert shuffle(both_kinds(80, 2.0), comparing.REMEMBERED, 1).as_large < 10


@pytest.mark.parametrize("ident", ["1.mood.90-minutes", "3.company.boat", "4.rate", ""])
def test_other_statements_cannot_be_shuffled(ident):
    assert shuffle(diary_of(a_diary()), ident, 1) is None


def test_looks_grow_by_a_quarter_and_their_budget_is_finite():
    assert looks.LOOKS[0] == looks.FIRST == 20
    assert {40, 80, 160} <= set(looks.LOOKS)
    spent = sum(looks.budget_at(size) for size in looks.LOOKS)
    assert spent == pytest.approx(looks.BUDGET)


def test_comparisons_that_can_be_settled_get_the_greater_share():
    found = looks.shares_of(np.array([40, 10]), np.array([40, 70]))
    assert found.sum() == pytest.approx(1)
    assert found[0] > 4 * found[1]


def test_a_diary_without_a_pattern_seldom_shows_one():
    """A small piece of the bars; the whole is in benchmarks, cell by cell."""
    seen = 0
    for seed in range(60):
        diary = diary_of(a_diary(101, gain=0.0, noise=2.0, seed=seed + 100))
        found = going_along.going_along(diary)
        seen += any(one.shown for one in found)
    assert seen <= 6


def test_kinds_that_began_from_one_mood_each_cannot_be_told_apart():
    tears = [episode(2 * n, 4 if n > 2 else 2, 3 + n % 4) for n in range(14)]
    held = [
        episode(2 * n + 1, 3 if n > 2 else 5, 3 + n % 3, kind=HELD_BACK)
        for n in range(14)
    ]
    diary = diary_of(tears + held)
    found = by_id(look_at(diary))[comparing.REMEMBERED]
    assert found.why_not is WhyNot.NOTHING_TO_COMPARE
    assert found.low is None
    assert shuffle(diary, comparing.REMEMBERED, 1) is None


def test_held_back_alone_is_said_to_lack_tears():
    held = [episode(n, 3, 5, kind=HELD_BACK) for n in range(15)]
    found = by_id(look_at(diary_of(held)))[comparing.REMEMBERED]
    assert found.sentence.startswith("No episode of crying")


def test_no_interval_is_narrower_than_rounding_allows():
    order = np.random.default_rng(8)
    episodes = [
        episode(n, 3, 3 + (n % 2), company="friend" if n % 2 else "alone")
        for n in order.permutation(60).tolist()
    ]
    for one in look_at(diary_of(episodes)):
        if one.unit == "points" and one.low is not None:
            assert one.high - one.low > 0.05, one.id


def test_moods_that_mostly_stay_the_same_are_no_pattern():
    """Ten zeros in a row come by chance; they are no proof that nothing moves."""
    seen = 0
    for seed in range(40):
        order = np.random.default_rng(seed + 500)
        episodes = [
            episode(
                n,
                3,
                3 + float(order.choice([0, 2, 3, 4], p=[0.7, 0.1, 0.1, 0.1])),
                company=str(order.choice(["alone", "friend", "partner", "family"])),
                trigger=str(order.choice(["loss", "memory", "conflict", "thought"])),
                kinds=str(order.choice(["grief", "sadness", "anger", "joy"])),
            )
            for n in range(101)
        ]
        found = look_at(diary_of(episodes))
        seen += any(one.shown for one in found if one.number == 3)
    assert seen <= 4


def test_nothing_moves_further_than_the_scale():
    episodes = [episode(n, 10 * (n % 2), 10 * ((n // 5) % 2)) for n in range(10)]
    for one in look_at(diary_of(episodes)):
        if one.id.startswith("1.mood") and one.unit == "points" and one.shown:
            assert -10 <= one.low <= one.high <= 10


def test_coming_up_from_a_dip_is_not_called_relief():
    """Right after crying mood is lower, and at 90 minutes where it would have been."""
    order = np.random.default_rng(12)
    found = []
    for number in range(160):
        low = int(order.integers(1, 4))
        later = low + 1 + int(order.integers(0, 3))
        if number % 2:
            dip = max(low - 2, 0)
            found.append(episode(number, low, later, mood_after=dip))
        else:
            found.append(episode(number, low, later, kind=CHECK_IN))
    one = by_id(look_at(diary_of(found)))[comparing.AT_LOGGING]
    assert not one.shown
    assert one.why_not is WhyNot.CANNOT_TELL
    assert "dip" in one.sentence


def test_what_is_said_of_a_later_time_is_left_out():
    episodes = a_diary(30, trigger="loss")
    mistyped = replace(episodes[-1], when=START + 60 * 365 * A_DAY)
    whole = diary_of([*episodes, mistyped])
    now = episodes[-1].when
    assert look_at(whole.until(now)) == look_at(diary_of(episodes))
    assert whole.until(mistyped.when) is whole
    assert len(whole.until(0)) == 0
    assert look_at(whole.until(0))
