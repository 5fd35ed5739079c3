"""When a kind sentence is said, and when not."""

import pytest

from holdspace.core.insights import (
    CHECK_IN,
    HELD_BACK,
    TEARS,
    Care,
    Episode,
    Rating,
    care_of,
    diary_of,
)
from holdspace.core.insights.caring import Kind

DAY = 24 * 60
NOW = 28_500_000


def rated(
    days_ago: float,
    after: float | None,
    *,
    next_day: float | None = None,
    before: float | None = 4,
    kind: int = TEARS,
) -> Episode:
    when = round(NOW - days_ago * DAY)
    later = []
    if after is not None:
        later.append(Rating("90-minutes", when + 90, mood=after))
    if next_day is not None:
        later.append(Rating("next-day", when + DAY, mood=next_day))
    numbers = {} if before is None else {"mood-before": before}
    return Episode(kind, when, numbers=numbers, later=later)


def said(*episodes: Episode) -> Kind | None:
    care = care_of(diary_of(episodes), now=NOW)
    return None if care is None else care.kind


def worse_and(last: float, **more: float) -> list[Episode]:
    # The days lie far enough apart not to be two weeks of low mood.
    return [rated(30 - place, 3) for place in range(4)] + [rated(2, last, **more)]


def test_worse_in_four_of_the_last_five_is_said() -> None:
    assert said(*worse_and(9)) is Kind.WORSE_AGAIN


@pytest.mark.parametrize("place", [0, 2])
def test_worse_in_three_of_five_is_not(place: int) -> None:
    episodes = worse_and(9)
    episodes[place] = rated(30 - place, 4)
    assert said(*episodes) is None


def test_the_next_day_counts_for_more_than_ninety_minutes() -> None:
    episodes = worse_and(9)
    episodes[1] = rated(29, 3, next_day=6)
    assert said(*episodes) is None
    episodes = worse_and(9, next_day=2)
    episodes[1] = rated(29, 3, next_day=6)
    assert said(*episodes) is Kind.WORSE_AGAIN


def test_four_rated_ones_are_too_few() -> None:
    four = worse_and(3)[1:]
    assert said(*four) is None
    assert said(rated(35, None), rated(34, 3, before=None), *four) is None


def test_what_lies_long_back_is_not_spoken_of() -> None:
    year_ago = [rated(365 + place, 2) for place in range(9)]
    assert said(*year_ago) is None
    assert said(*year_ago, rated(1, 2)) is None


def test_better_ones_since_then_end_it() -> None:
    assert said(*worse_and(3), rated(1, 8), rated(0.9, 8)) is None


def test_held_back_tears_are_not_tears() -> None:
    assert said(*[rated(30 - place, 3, kind=HELD_BACK) for place in range(5)]) is None


def checked(days_ago: float, mood: float) -> Episode:
    return Episode(CHECK_IN, round(NOW - days_ago * DAY), numbers={"mood": mood})


def low_weeks(*days_ago: float) -> list[Episode]:
    return [checked(one, 3) for one in days_ago]


def test_low_on_most_days_over_two_weeks_is_said() -> None:
    assert said(*low_weeks(17, 12, 9, 6, 2)) is Kind.LOW_FOR_WEEKS
    assert said(*low_weeks(17, 12, 9, 2), checked(6, 8)) is Kind.LOW_FOR_WEEKS


@pytest.mark.parametrize(
    "days",
    [
        pytest.param((17, 12, 9, 2), id="four days"),
        pytest.param((12, 11, 9, 6, 2), id="ten days"),
        pytest.param((27, 22, 19, 16, 9), id="nothing since"),
        pytest.param((60, 55, 40, 30, 2), id="longer ago"),
        pytest.param((-1, -3, -8, -12, -20), id="in the future"),
    ],
)
def test_less_than_that_is_not(days: tuple[float, ...]) -> None:
    assert said(*low_weeks(*days)) is None


def test_a_better_moment_makes_a_day_no_low_one() -> None:
    low = low_weeks(17, 12, 9, 6, 2)
    better = [checked(17.01, 4), checked(12.01, 6), checked(8.99, 7)]
    assert said(*low, *better) is None


def test_moods_with_tears_and_later_ones_count_as_well() -> None:
    when = [round(NOW - one * DAY) for one in (17, 12, 9, 6, 2)]
    low = [Episode(TEARS, one, numbers={"mood-after": 2}) for one in when]
    assert said(*low) is Kind.LOW_FOR_WEEKS
    lifted = [
        Episode(
            TEARS,
            one,
            numbers={"mood-after": 2},
            later=[Rating("90-minutes", one + 90, mood=5)],
        )
        for one in when
    ]
    assert said(*lifted) is None


def test_low_for_weeks_comes_before_worse_again() -> None:
    both = worse_and(2) + low_weeks(17, 12, 9, 6, 2)
    assert said(*both) is Kind.LOW_FOR_WEEKS


def test_an_empty_diary_has_nothing_said_about_it() -> None:
    assert said() is None


def test_the_sentences_are_kind_and_promise_nobody() -> None:
    found = [
        care_of(diary_of(worse_and(9)), now=NOW),
        care_of(diary_of(low_weeks(17, 12, 9, 6, 2)), now=NOW),
    ]
    for care in found:
        assert isinstance(care, Care)
        assert care.sentence.count(".") == 1
        assert "if you like, you could tell" in care.sentence
        assert "therapist" in care.sentence
        for word in ("should", "must", "!", "%", "risk", "score", "we "):
            assert word not in care.sentence
