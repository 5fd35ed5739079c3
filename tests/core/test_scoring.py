"""Counting, comparing and refusing: the arithmetic of measures."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.core import scoring
from holdspace.core.scoring import FactsRefused, Scored, Unscored, Why
from tests import invented

KITES = invented.facts()
TOTAL = KITES.scales[0]
answers = st.lists(st.one_of(st.none(), st.integers(0, 4)), min_size=6, max_size=6)
whole = st.lists(st.integers(0, 4), min_size=6, max_size=6)


def scored(*given, measure=KITES):
    found = scoring.score(measure, invented.numbers(*given))
    return {one.scale.code: one for one in found}


def values(*given, measure=KITES):
    return {
        code: int(one.value) if isinstance(one, Scored) else one.why
        for code, one in scored(*given, measure=measure).items()
    }


def test_items_are_added_up_turned_round_and_multiplied():
    # Items 2 and 5 count backwards: 1 + 3 + 2 and 3 + 4 + 4, each doubled.
    assert values(1, 1, 2, 3, 0, 4) == {"total": 34, "string": 12, "tail": 22}


def test_the_lowest_and_the_highest_score_are_the_ends_of_the_range():
    lowest = values(0, 4, 0, 0, 4, 0)
    highest = values(4, 0, 4, 4, 0, 4)
    for scale in KITES.scales:
        limits = KITES.limits(scale)
        assert (lowest[scale.code], highest[scale.code]) == (limits.low, limits.high)


def test_all_zeros_are_a_score_and_nothing_at_all_is_none():
    plain = invented.facts(reversed=[])
    assert values(0, 0, 0, 0, 0, 0, measure=plain)["total"] == 0
    assert set(values(*[None] * 6, measure=plain).values()) == {Why.MISSING}


def test_a_missing_answer_takes_only_the_scores_that_need_it():
    found = scored(1, 1, 2, 3, 0, None)
    assert found["total"] == Unscored(TOTAL, Why.MISSING, (6,))
    assert isinstance(found["string"], Scored)
    assert found["tail"].items == (6,)


@pytest.mark.parametrize("odd", ["5", "-1", "0.5", "NaN", "Infinity"])
def test_a_number_that_no_answer_has_is_never_counted(odd):
    found = scored(1, 1, odd, 3, 0, 4)
    assert found["total"] == Unscored(TOTAL, Why.OUTSIDE, (3,))
    assert isinstance(found["tail"], Scored)


@given(answers)
def test_a_score_is_there_exactly_when_nothing_is_missing(row):
    for one in scored(*row).values():
        complete = all(row[item - 1] is not None for item in one.scale.items)
        assert isinstance(one, Scored) == complete


@given(whole)
def test_a_score_lies_in_its_range_and_on_a_step(row):
    for one in scored(*row).values():
        limits = KITES.limits(one.scale)
        assert limits.low <= one.value <= limits.high
        assert not (one.value - limits.low) % limits.step


@given(whole, st.permutations(range(1, 7)))
def test_the_order_of_answering_changes_nothing(row, order):
    numbers = invented.numbers(*row)
    other = {item: numbers[item] for item in order}
    assert scoring.score(KITES, numbers) == scoring.score(KITES, other)


@given(whole)
def test_turning_an_item_round_twice_is_the_item(row):
    plain = invented.facts(reversed=[])
    turned = [4 - v if n in {2, 5} else v for n, v in enumerate(row, 1)]
    assert values(*row) == values(*turned, measure=plain)


@given(whole, st.integers(1, 6), st.integers(0, 4))
def test_one_answer_moves_a_score_by_its_own_difference_and_no_more(row, item, value):
    other = [value if n == item else v for n, v in enumerate(row, 1)]
    moved = abs(values(*other)["total"] - values(*row)["total"])
    assert moved == 2 * abs(value - row[item - 1])


def test_a_total_from_paper_is_taken_if_the_measure_can_give_it():
    assert scoring.entered(KITES, TOTAL, Decimal(34)) == Scored(TOTAL, Decimal(34))
    for odd in ("-2", "50", "33", "2.5", "NaN"):
        found = scoring.entered(KITES, TOTAL, Decimal(odd))
        assert found == Unscored(TOTAL, Why.OUTSIDE)


def test_a_band_says_where_in_the_range_a_score_lies():
    band = scoring.band_of(Scored(TOTAL, Decimal(24)))
    assert band is not None
    assert band.name == "upper part"
    assert scoring.band_of(Scored(KITES.scales[1], Decimal(4))) is None


def compared(before, after, days=28):
    return scoring.compare(
        KITES, TOTAL, Decimal(before), Decimal(after), days=Decimal(days)
    )


def test_more_than_noise_and_likely_to_matter_are_two_answers():
    large = compared(30, 18)
    assert large.more_than_noise is True
    assert [one.reached for one in large.matters] == [True]
    small = compared(30, 24)
    assert small.more_than_noise is False
    assert [one.reached for one in small.matters] == [True]
    assert not small.may_matter


def test_a_value_found_for_one_way_says_nothing_of_the_other():
    assert [one.reached for one in compared(18, 30).matters] == [None]


def test_what_is_from_memory_decides_nothing():
    assert [one.value.points for one in compared(30, 18).noise] == [10]


def test_days_that_overlap_carry_nothing():
    found = compared(40, 2, days=6)
    assert found.too_close
    assert found.noise == found.matters == ()
    assert not found.may_matter
    assert not compared(40, 2, days=7).too_close


@given(st.integers(0, 24), st.integers(0, 24))
def test_a_change_back_is_as_large_as_the_change(before, after):
    there, back = compared(2 * before, 2 * after), compared(2 * after, 2 * before)
    assert there.change == -back.change
    assert there.more_than_noise == back.more_than_noise


def test_the_kind_card_asks_for_a_yes_and_takes_nothing_from_a_zero():
    assert scoring.asks_kindly(KITES, invented.numbers(0, 0, 0, 0, 0, 1))
    assert not scoring.asks_kindly(KITES, invented.numbers(4, 4, 4, 4, 4, 0))
    assert not scoring.asks_kindly(KITES, invented.numbers(4, 4, 4, 4, 4, None))


def test_the_kind_card_does_not_wait_for_the_other_answers():
    assert scoring.asks_kindly(KITES, {6: Decimal(3)})


def test_without_such_an_item_there_is_no_card():
    without = invented.facts(safety_item=0)
    assert not scoring.asks_kindly(without, invented.numbers(4, 4, 4, 4, 4, 4))


BROKEN = {
    "items": 0,
    "lowest": 4,
    "times": 0,
    "reversed": [7],
    "safety_item": 7,
    "missing": "guess",
    "scales": [],
    "unknown": True,
}


@pytest.mark.parametrize("name", BROKEN)
def test_facts_that_contradict_themselves_are_refused(name):
    with pytest.raises(FactsRefused):
        invented.facts(**{name: BROKEN[name]})


@pytest.mark.parametrize(
    "changed",
    [
        {"items": [1, 2, 9]},
        {"items": []},
        {"items": [1, 1]},
        {"bands": [{"low": 0, "high": 60, "name": "all", **invented.SOURCED}]},
        {"cut_offs": [{"at": 60, "side": "or-more", **invented.SOURCED}]},
        {
            "bands": [
                {"low": 0, "high": 10, "name": "a", **invented.SOURCED},
                {"low": 10, "high": 20, "name": "b", **invented.SOURCED},
            ]
        },
    ],
)
def test_a_scale_that_contradicts_its_measure_is_refused(changed):
    scale = {**invented.FACTS["scales"][0], **changed}
    with pytest.raises(FactsRefused):
        invented.facts(scales=[scale])
