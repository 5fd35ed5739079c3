"""Answers and values, apart from any form."""

from decimal import Decimal

import pytest

from holdspace.core.guides import Answers, Coding
from holdspace.core.guides.values import is_date, is_moment, is_time, order, same

SAD = Coding("s", "sadness", "sadness")


def test_zero_and_no_are_answers():
    answers = Answers({"mood": (0,), "asked": (False,), "share": (Decimal(0),)})
    assert answers
    assert answers.links == {"mood", "asked", "share"}
    assert answers.first("mood") == 0
    assert answers.first("asked") is False


def test_silence_is_no_answer():
    answers = Answers({"mood": ()}, {"ledger": (Answers(),)})
    assert not answers
    assert answers.links == frozenset()
    assert answers.first("mood") is None
    assert answers.values("mood") == ()
    assert answers.rows("ledger") == ()
    assert answers == Answers()


def test_codes_leave_out_the_own_words():
    answers = Answers({"feelings": (SAD, "rain")})
    assert answers.codes("feelings") == ("sadness",)
    assert answers.codes("other") == ()


def test_changing_answers_gives_new_ones():
    first = Answers()
    second = first.with_values("mood", [3]).with_rows("g", [Answers({"q": ("x",)})])
    assert not first
    assert second.values("mood") == (3,)
    assert second.rows("g") == (Answers({"q": ("x",)}),)
    assert second.with_values("mood", []).links == {"g"}
    assert second.with_rows("g", []).links == {"mood"}


def test_merging_touches_only_what_it_is_about():
    before = Answers({"a": (1,), "b": (2,)}, {"g": (Answers({"q": (1,)}),)})
    later = Answers({"a": (9,), "c": (3,)})
    merged = before.merged(later, ["a", "b", "g"])
    assert merged == Answers({"a": (9,)})
    assert before.merged(later, []) == before


def test_only_and_without_are_two_halves():
    answers = Answers({"a": (1,), "b": (2,)}, {"g": (Answers({"q": (1,)}),)})
    assert answers.only(["a", "g"]) == answers.without(["b"])
    assert answers.only(["b"]).links == {"b"}


def test_equal_answers_are_equal_in_any_order():
    one = Answers({"a": (1,), "b": (2,)})
    two = Answers({"b": (2,), "a": (1,)})
    assert one == two
    assert hash(one) == hash(two)
    assert one != Answers({"a": (1,)})
    assert one != "something else"


def test_words_do_not_show_in_a_traceback():
    assert "secret" not in repr(Answers({"a": ("secret",)}))


def test_a_coding_is_its_code_not_its_wording():
    assert Coding("s", "c", "old wording") == Coding("s", "c", "new wording")
    assert hash(Coding("s", "c", "x")) == hash(Coding("s", "c", "y"))
    assert Coding("s", "c") != Coding("t", "c")
    assert Coding("s", "", "x") != Coding("s", "", "y")
    assert Coding("s", "c") != "c"


@pytest.mark.parametrize(
    ("left", "right", "alike"),
    [
        (True, True, True),
        (True, 1, False),
        (0, False, False),
        (1, Decimal("1.0"), True),
        (SAD, Coding("", "sadness"), True),
        (Coding("", "sadness"), SAD, True),
        (SAD, Coding("t", "sadness"), False),
        (SAD, "sadness", False),
        ("a", "a", True),
        ("a", "b", False),
        ("2026-01-01T10:00:00Z", "2026-01-01T11:00:00+01:00", True),
        ("2026-01-01T10:00:00Z", "2026-01-01T10:00:00+01:00", False),
        ("2026-01-01T10:00:00.50Z", "2026-01-01T10:00:00.5Z", True),
        ("2026-01-01T10:00:00Z", "2026-01-01", False),
        ("2026-02-30T10:00:00Z", "2026-02-30T10:00:00+00:00", False),
    ],
)
def test_same(left, right, alike):
    assert same(left, right) is alike


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (1, 2, -1),
        (Decimal("2.5"), 2, 1),
        (2, 2, 0),
        (True, 1, None),
        (1, SAD, None),
        (1, "1", None),
        ("a", "b", -1),
        ("2019", "2019-05-01", 0),
        ("2019-06", "2019-05-01", 1),
        ("2026-01-01", "2026-01-01T23:00:00Z", 0),
        ("2026-01-01T00:30:00+01:00", "2025-12-31T23:45:00Z", -1),
        ("2026-01-01T00:30:00-01:00", "2026-01-01T00:30:00Z", 1),
        ("10:00:00", "09:59:59", 1),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z", -1),
    ],
)
def test_order(left, right, expected):
    assert order(left, right) == expected


@pytest.mark.parametrize("text", ["2026", "2026-02", "2024-02-29"])
def test_days_months_and_years_are_dates(text):
    assert is_date(text)
    assert is_moment(text)


@pytest.mark.parametrize("text", ["", "26", "2026-2", "2026-02-30", "0000", "2026-1-1"])
def test_what_is_no_date(text):
    assert not is_date(text)


def test_a_moment_needs_its_zone():
    assert is_moment("2026-11-23T10:00:00+01:00")
    assert not is_moment("2026-11-23T10:00:00")
    assert not is_moment("2026-11-31T10:00:00Z")
    assert not is_moment("2026-11-23T24:00:00Z")


def test_a_time_has_seconds_and_no_zone():
    assert is_time("23:59:59")
    assert not is_time("23:59")
    assert not is_time("10:00:00Z")
