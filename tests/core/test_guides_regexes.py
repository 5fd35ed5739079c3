"""Regular expressions of forms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.core.guides.regexes import (
    MOST_PATTERN,
    MOST_TEXT,
    matches,
    occurs,
    replaced,
)


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("[0-9]{3}", "123", True),
        ("[0-9]{3}", "1234", False),
        ("^[0-9]{3}$", "123", True),
        ("a|ab", "ab", True),
        ("a.b", "a\nb", True),
        ("", "", True),
        ("", "a", False),
        ("é+", "éé", True),
        (r"\p{L}+", "Übergröße", True),
        (r"[^\s]+(\s[^\s]+)*", "two words", True),
        (r"[A-Za-z0-9._%+-]+@[a-z.]+\.[a-z]{2,}", "a@example.org", True),
        ("(?i)heron", "HERON", True),
    ],
)
def test_the_whole_text_is_meant(pattern, text, expected):
    assert matches(pattern, text) is expected


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("(", "a"),
        ("[", "a"),
        ("(?=a)a", "a"),
        ("(?!a)b", "b"),
        (r"(a)\1", "aa"),
        ("a" * (MOST_PATTERN + 1), "a"),
        ("((a{100}){100}){100}", "a"),
        ("a*", "a" * (MOST_TEXT + 1)),
        ("\ud800", "a"),
        ("a", "\ud800"),
    ],
)
def test_what_is_refused_says_nothing_about_the_text(pattern, text):
    assert matches(pattern, text) is None
    assert occurs(pattern, text) is None
    assert replaced(pattern, text, "x", 100) is None


def test_occurring_is_less_than_matching():
    assert occurs("eron", "a heron") is True
    assert matches("eron", "a heron") is False


@pytest.mark.parametrize(
    ("pattern", "text", "by", "expected"),
    [
        ("[aeiou]", "a heron", "-", "- h-r-n"),
        ("(a)(b)", "xaby", "$2$1", "xbay"),
        ("(a)(b)?", "xay", "[$2]", "x[]y"),
        ("a", "aa", "$0$0", "aaaa"),
        ("a", "a", "$9", "$9"),
        ("a", "a", "$", "$"),
        ("a", "a", "\\1", "\\1"),
        ("", "ab", "-", "-a-b-"),
    ],
)
def test_replacing(pattern, text, by, expected):
    assert replaced(pattern, text, by, 100) == expected


def test_replacing_has_its_bounds():
    assert replaced("a", "a" * 50, "bb", 100) == "b" * 100
    assert replaced("a", "a" * 51, "bb", 100) is None
    assert replaced("a", "a" * 3_000, "b", 10_000) is None


@given(st.text(max_size=40), st.text(max_size=40))
def test_never_anything_but_an_answer(pattern, text):
    assert matches(pattern, text) in (True, False, None)
