"""Months for drawing: what was there, and noughts where nothing was."""

from datetime import UTC, datetime

from holdspace.core.insights import (
    CHECK_IN,
    HELD_BACK,
    TEARS,
    Episode,
    Month,
    diary_of,
    over_time,
)
from holdspace.core.insights.months import MOST_MONTHS


def minute(year: int, month: int, day: int, hour: int = 12) -> int:
    when = datetime(year, month, day, hour, tzinfo=UTC) - datetime(
        1970, 1, 1, tzinfo=UTC
    )
    return int(when.total_seconds()) // 60


def nothing(year: int, month: int) -> Month:
    return Month(year, month, 0, 0, 0, 0, None, None, 0, 0, 0, 0)


def test_each_month_has_its_counts_and_means() -> None:
    found = over_time(
        diary_of(
            [
                Episode(
                    TEARS,
                    minute(2025, 11, 3),
                    numbers={"held-back": 4, "ashamed": 1},
                    choices={
                        "apology": ["said-sorry"],
                        "feelings": ["grief", '"homesick', '"grief', "cannot-tell"],
                    },
                ),
                Episode(
                    TEARS,
                    minute(2025, 11, 3, 20),
                    numbers={"held-back": 7},
                    choices={"apology": ["neither"], "feelings": ["grief"]},
                ),
                Episode(CHECK_IN, minute(2025, 11, 30)),
                Episode(HELD_BACK, minute(2026, 1, 2), choices={"feelings": ["anger"]}),
                Episode(
                    TEARS,
                    minute(2026, 1, 2),
                    choices={"apology": ["felt-the-urge"]},
                ),
            ]
        )
    )
    assert found == (
        Month(2025, 11, 2, 0, 1, 2, 5.5, 1.0, 1, 0, 2, 2),
        nothing(2025, 12),
        Month(2026, 1, 1, 1, 0, 1, None, None, 0, 1, 1, 0),
    )


def test_a_month_is_that_of_the_persons_own_clock() -> None:
    late = Episode(TEARS, minute(2025, 12, 31, 23), offset=120)
    assert over_time(diary_of([late])) == (
        Month(2026, 1, 1, 0, 0, 1, None, None, 0, 0, 0, 0),
    )


def test_without_entries_there_are_no_months() -> None:
    assert over_time(diary_of([])) == ()


def test_before_1970_there_are_months_too() -> None:
    found = over_time(
        diary_of(
            [Episode(TEARS, minute(1969, 12, 31)), Episode(TEARS, minute(1970, 1, 1))]
        )
    )
    assert [(one.year, one.month, one.tears) for one in found] == [
        (1969, 12, 1),
        (1970, 1, 1),
    ]


def test_a_diary_that_claims_a_thousand_years_is_bounded() -> None:
    found = over_time(
        diary_of(
            [
                Episode(TEARS, minute(1026, 5, 1), choices={"feelings": ["love"]}),
                Episode(TEARS, minute(2026, 5, 1), choices={"feelings": ["love"]}),
            ]
        )
    )
    assert len(found) == MOST_MONTHS
    assert found[-1] == Month(2026, 5, 1, 0, 0, 1, None, None, 0, 0, 0, 1)
    assert found[0] == nothing(1926, 6)
