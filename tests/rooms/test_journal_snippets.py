"""The words around a find, whatever letters they are written in."""

# ruff: noqa: RUF001 - letters that look like others are what this is about
from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from holdspace.journal import snippets
from holdspace.journal.records import folded

LETTERS = st.text(
    st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from(
            list("ßİıſÅåéàfiﬁﬀ ŒœæØđł\u00a0\u3000\t\n\u0301\u0323\u0345\u05b0\u0f73")
            + list("\u00b4\u0344\u1e9e\ufdfa\uac01ϔσςΣ😀👩\u200d🦰🏽\ufe0f'’“”x ")
        ),
    ),
    max_size=60,
)


def _whole(snippet):
    return f"{snippet.before}{snippet.found}{snippet.after}"


@given(LETTERS, st.data())
@example("  Straße  ", None)
@example("\u0301a\u0323\u0301", None)
def test_every_part_of_a_folded_text_is_found_where_it_was_written(text, data):
    plain = folded(text)
    term = plain
    if data is not None and plain:
        start = data.draw(st.integers(0, len(plain) - 1))
        end = data.draw(st.integers(start + 1, len(plain)))
        term = plain[start:end].strip()
    span = snippets.span_of(text, term)
    if not term:
        assert span is None
        return
    assert span is not None
    start, end = span
    assert 0 <= start < end <= len(text)
    assert term in folded(f"x{text[start:end]}x")


PLAIN = st.text(st.characters(codec="ascii"), max_size=60)


@given(PLAIN, st.data())
@example("  two  spaces ", None)
def test_a_text_of_plain_letters_is_searched_as_any_other_is(text, data):
    plain = folded(text)
    term = plain
    if data is not None and plain:
        start = data.draw(st.integers(0, len(plain) - 1))
        term = plain[start : data.draw(st.integers(start + 1, len(plain)))].strip()
    found = snippets.span_of(text, term)
    # One letter more, which is not plain, and far away.
    assert snippets.span_of(f"{text}.é", term) == found


@given(LETTERS, LETTERS)
def test_what_is_not_in_it_is_not_found(text, other):
    term = folded(other)
    if term and term not in folded(text):
        assert snippets.span_of(text, term) is None
        assert snippets.around_first([text], [term]) is None


@given(LETTERS.map(lambda one: one * 8), st.data())
def test_a_snippet_holds_the_writers_letters_and_no_others(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    snippet = snippets.around(text, start, end)
    told = _whole(snippet).removeprefix("…").removesuffix("…")
    assert "".join(told.split()) in "".join(text.split())
    assert not set("\n\r\t\u2028") & set(_whole(snippet))
    longest = snippets.BEFORE + snippets.AFTER + end - start + len(text) // 8 + 20
    assert len(_whole(snippet)) <= longest


@pytest.mark.parametrize(
    ("text", "term", "found"),
    [
        ("Die Straße war leer", "strasse", "Straße"),
        ("Die Straße war leer", "ras", "raß"),
        ("In İstanbul", "istanbul", "İstanbul"),
        ("the ﬁrst day", "fir", "ﬁr"),
        ("the ﬁrst day", "irst", "ﬁrst"),
        ("cafe\u0301 noir", "cafe", "cafe\u0301"),
        ("CAFÉ", "cafe", "CAFÉ"),
        ("naïve", "naive", "naïve"),
        ("Œuvre", "oeu", "Œu"),
        ("she said 😀 then", "😀 then", "😀 then"),
        ("a  b\n\n c", "b c", "b\n\n c"),
        ("it’s", "it's", "it’s"),
        ("ＷＩＤＥ", "wide", "ＷＩＤＥ"),
    ],
)
def test_the_mark_stands_around_what_was_written(text, term, found):
    start, end = snippets.span_of(text, term)
    assert text[start:end] == found


def test_the_first_term_that_stands_anywhere_decides():
    texts = ["the kettle", "the garden, and the kettle again"]
    snippet = snippets.around_first(texts, ["nowhere", "garden", "kettle"])
    assert snippet == snippets.Snippet("the ", "garden", ", and the kettle again")


def test_a_long_text_is_cut_between_words_on_both_sides():
    text = "before that " * 40 + "HERE it was" + " and after" * 40
    snippet = snippets.around_first([text], ["here"])
    assert snippet.found == "HERE"
    assert snippet.before.startswith("… ")
    assert snippet.before.removeprefix("… ").split()[0] in ("before", "that")
    assert snippet.after.endswith((" and …", " after …"))


def test_a_cut_parts_no_letter_from_its_marks_and_no_family():
    family = "👩\u200d👧\u200d👦"
    text = family * 60 + "HERE" + family * 60
    snippet = snippets.around_first([text], ["here"])
    assert not snippet.before.removeprefix("…").startswith(("\u200d", "👧", "👦"))
    assert not snippet.after.removesuffix("…").endswith("\u200d")


def test_a_word_that_is_cut_stands_close_to_the_dots():
    snippet = snippets.around_first(["a" * 500 + "here" + "b" * 500], ["here"])
    assert snippet.before == "…" + "a" * snippets.BEFORE
    assert snippet.after == "b" * snippets.AFTER + "…"


def test_a_long_book_is_looked_through_in_a_moment():
    text = "Größe " * 20_000 + "HERE"
    began = time.process_time()
    assert snippets.around_first([text], ["here"]).found == "HERE"
    assert time.process_time() - began < 2


def test_a_find_of_many_letters_is_shortened():
    text = "a" * 3_000
    assert len(_whole(snippets.around_first([text], ["a" * 2_000]))) < 700
