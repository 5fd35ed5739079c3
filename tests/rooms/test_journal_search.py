"""Searching: in all words, by what was chosen, and without a trace of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdspace.accounts import flows as accounts
from holdspace.journal import flows, forms
from holdspace.journal.models import SealedRow
from holdspace.library import shelf
from tests.rooms import people

WHERE = "/search/"
ENTRY = re.compile(r'href="/journal/read/([0-9a-f-]{36})/"')
VALUE = re.compile(r'name="words" value="([^"]*)"')
TAG = re.compile(r"<[^>]+>")


def _post(someone, words="", **more):
    return someone.client.post(WHERE, {"words": words, **more})


def _found(someone, words="", **more):
    """The ids that a search shows, in their order."""
    answer = _post(someone, words, **more)
    assert answer.status_code == 200
    return [UUID(one) for one in ENTRY.findall(answer.content.decode())]


def _page(someone, words="", **more):
    return people.shown(_post(someone, words, **more))


def _main(page):
    return page.split("<main", 1)[1].split("</main>", 1)[0]


def _told(page):
    return " ".join(TAG.sub("", _main(page)).split())


def _whole(someone, screens, *, now=people.NOON, guide=shelf.AFTER_TEARS):
    draft = people.begin(someone, guide, now=now)
    for screen, given_there in screens.items():
        people.write(someone, draft, screen=screen, given=given_there, now=now)
    return flows.keep(someone.space, draft=draft, zone=people.LONDON)


# --- The page before a search ----------------------------------------------------


def test_the_page_says_what_can_be_looked_for_and_shows_nothing(ana):
    people.keep(ana, words="a walk by the weir")
    answer = ana.client.get(WHERE)
    page = people.shown(answer)
    assert answer.status_code == 200
    assert "<title>Search · Notes</title>" in page
    assert "You can look for anything you wrote" in page
    assert "weir" not in page
    assert ENTRY.findall(page) == []
    assert "<details>" in page


def test_an_empty_search_is_the_page_before_a_search(ana):
    people.keep(ana, words="a walk by the weir")
    for words in ("", "   ", '"', '""', '" "', "\u0301"):
        page = _page(ana, words)
        assert "You can look for anything you wrote" in page
        assert ENTRY.findall(page) == []


def test_words_in_an_address_are_not_looked_for(ana):
    people.keep(ana, words="a walk by the weir")
    page = people.shown(ana.client.get(WHERE, {"words": "weir"}))
    assert "weir" not in page


def test_the_bar_leads_to_it(ana):
    assert f'href="{WHERE}"' in people.shown(ana.client.get("/today/"))
    assert f'href="{WHERE}" aria-current="page"' in people.shown(ana.client.get(WHERE))


# --- Words -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Am Fluß in Zürich", "fluss zurich"),
        ("am fluss in zurich", "FLUß Zürich"),
        ("Crème brûlée", "creme BRULEE"),
        ("cafe\u0301", "café"),
        ("it\u2019s late", "it's"),
        ("Smørrebrød", "smorrebrod"),
        ("straight on", "ght"),
    ],
)
def test_neither_accents_nor_capitals_make_a_difference(ana, written, asked):
    kept = people.keep(ana, words=written)
    people.keep(ana, words="something else altogether")
    assert _found(ana, asked) == [kept]


def test_all_words_must_stand_somewhere_in_whichever_fields(ana):
    both = _whole(
        ana,
        {0: {"feelings-words": ["the river"]}, 1: {"trigger-words": ["my brother"]}},
    )
    _whole(ana, {0: {"feelings-words": ["the river alone"]}})
    assert _found(ana, "brother river") == [both]
    assert len(_found(ana, "river")) == 2


def test_words_in_quotes_are_looked_for_side_by_side(ana):
    near = people.keep(ana, words="an old blue   door")
    people.keep(ana, words="a door, and it was blue")
    assert _found(ana, '"blue door"') == [near]
    assert _found(ana, "\u201cBLUE door\u201d old") == [near]
    assert _found(ana, '"blue do') == [near]
    assert len(_found(ana, "blue door")) == 2


def test_what_was_tapped_is_found_by_its_wording_and_shown(ana):
    kept = _whole(ana, {5: {"setting": ["work-or-study"]}})
    page = _page(ana, "study")
    assert [str(kept)] == ENTRY.findall(page)
    assert re.search(r"<mark>study</mark>", page)


def test_the_words_around_the_find_are_shown_as_they_were_written(ana):
    people.keep(ana, words="x " * 200 + "then ZÜRICH\nin the rain <b>" + " y" * 200)
    page = _post(ana, "zurich in").content.decode()
    assert "then <mark>ZÜRICH</mark> in the rain &lt;b&gt;" in page
    assert "… " in page


def test_what_was_added_later_is_found_with_its_words(ana):
    kept = people.keep(ana, words="at noon")
    draft = flows.begin_addition(
        ana.space, reflection=kept, now=people.NOON, zone=people.LONDON
    )
    people.write(ana, draft, given={"words": ["quieter by the Havel"]})
    flows.keep(ana.space, draft=draft, zone=people.LONDON)
    page = _page(ana, "HAVEL")
    assert ENTRY.findall(page) == [str(kept)]
    assert "quieter by the <mark>Havel</mark>" in page


def test_corrected_words_are_found_and_the_ones_before_are_not(ana):
    kept = people.keep(ana, words="it was the heron")
    assert _found(ana, "heron") == [kept]
    draft = flows.begin_correction(ana.space, reflection=kept, zone=people.LONDON)
    people.write(ana, draft, given={"words": ["it was the cormorant"]})
    flows.keep(ana.space, draft=draft, zone=people.LONDON)
    assert _found(ana, "heron") == []
    assert _found(ana, "cormorant") == [kept]


def test_what_was_let_go_of_is_not_found_until_it_is_taken_back(ana):
    kept = people.keep(ana, words="it was the heron")
    flows.let_go(ana.space, row=kept, now=people.NOON)
    assert _found(ana, "heron") == []
    flows.take_back(ana.space, row=kept, now=people.NOON)
    assert _found(ana, "heron") == [kept]


def test_a_draft_is_not_found(ana):
    draft = people.begin(ana, shelf.CHECK_IN)
    people.write(ana, draft, given={"words": ["it was the heron"]})
    assert _found(ana, "heron") == []


def test_cleo_finds_nothing_of_anas(ana, cleo):
    _whole(ana, {0: {"feelings": ["grief"], "feelings-words": ["the heron"]}})
    assert _found(cleo, "heron") == []
    assert _found(cleo, feeling="grief") == []
    assert _found(cleo, month="2026-11") == []
    assert "2026-11" not in people.shown(cleo.client.get(WHERE))


# --- What was chosen -------------------------------------------------------------

CHOSEN = {
    0: {"feelings": ["grief"], "feelings-words": ["by the weir"]},
    1: {"trigger": ["memory"]},
    2: {"feelings-after": ["calm"], "body-places": ["throat"]},
    4: {"needs": ["rest"]},
    5: {"setting": ["home"]},
}
OTHER = {
    0: {"feelings": ["anger"], "feelings-words": ["by the weir as well"]},
    1: {"trigger": ["conflict"]},
    2: {"feelings-after": ["relief"], "body-places": ["jaw"]},
    4: {"needs": ["company"]},
    5: {"setting": ["out"]},
}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("feeling", "grief"),
        ("feeling", "calm"),
        ("trigger", "memory"),
        ("body", "throat"),
        ("setting", "home"),
        ("need", "rest"),
    ],
)
def test_each_choice_finds_alone_and_with_words(ana, name, value):
    kept = _whole(ana, CHOSEN)
    _whole(ana, OTHER)
    assert _found(ana, **{name: value}) == [kept]
    assert _found(ana, "weir", **{name: value}) == [kept]
    assert _found(ana, "as well", **{name: value}) == []
    page = _page(ana, **{name: value})
    assert f'<option value="{value}" selected>' in page
    assert "<details open>" in page


def test_all_choices_together_must_be_so(ana):
    kept = _whole(ana, CHOSEN)
    _whole(ana, OTHER)
    every = {
        "feeling": "grief",
        "trigger": "memory",
        "body": "throat",
        "setting": "home",
        "need": "rest",
        "month": "2026-11",
    }
    assert _found(ana, "weir", **every) == [kept]
    assert _found(ana, "weir", **{**every, "need": "company"}) == []


def test_a_trigger_of_tears_that_stayed_inside_is_found_too(ana):
    kept = _whole(ana, {2: {"trigger": ["memory"]}}, guide=shelf.HELD_BACK_TEARS)
    assert _found(ana, trigger="memory") == [kept]


def test_an_own_word_is_offered_and_found(ana):
    flows.change_words(ana.space, question="feelings", added=("fern&weh",), hidden=())
    kept = _whole(ana, {0: {"feelings": ["fern&weh"]}})
    _whole(ana, OTHER)
    page = people.shown(ana.client.get(WHERE))
    assert "fern&weh</option>" in page
    assert _found(ana, feeling='"fern&weh') == [kept]


def test_a_month_begins_where_the_person_is(ana):
    late = people.keep(ana, now=datetime(2026, 10, 31, 23, 30, tzinfo=UTC), words="z")
    early = people.keep(ana, now=datetime(2026, 9, 30, 12, tzinfo=UTC), words="z")
    assert _found(ana, month="2026-10") == [late]
    accounts.rename(ana.space, name="", zone="Asia/Tokyo")
    assert _found(ana, month="2026-10") == []
    assert _found(ana, month="2026-11") == [late]
    assert _found(ana, "z", month="2026-09") == [early]


def test_months_are_offered_by_year_newest_first(ana):
    for year, month in ((2024, 3), (2026, 1), (2026, 11)):
        people.keep(ana, now=datetime(year, month, 3, 12, tzinfo=UTC), words="z")
    page = people.shown(ana.client.get(WHERE))
    places = [
        page.index(one)
        for one in (
            '<optgroup label="2026">',
            'value="2026-11"',
            'value="2026-01"',
            '<optgroup label="2024">',
            'value="2024-03"',
        )
    ]
    assert places == sorted(places)


def test_a_month_that_holds_nothing_stays_chosen(ana):
    people.keep(ana, words="z")
    page = _page(ana, month="2019-02")
    assert '<option value="2019-02" selected>' in page
    assert "Nothing found with this." in page


# --- What is shown ---------------------------------------------------------------


def test_the_count_is_told_in_words_and_the_newest_stand_first(ana):
    rows = [
        people.keep(ana, now=people.NOON - timedelta(days=day), words="the weir")
        for day in range(3)
    ]
    assert _found(ana, "weir") == rows
    assert "3 reflections" in _told(_page(ana, "weir"))
    flows.let_go(ana.space, row=rows[0], now=people.NOON)
    flows.let_go(ana.space, row=rows[1], now=people.NOON)
    page = _told(_page(ana, "weir"))
    assert "One reflection" in page
    assert "Saturday 21 November 2026, 12:00" in page


def test_nothing_found_is_said_kindly_with_what_to_try(ana):
    people.keep(ana, words="the weir")
    page = _told(_page(ana, "heron"))
    assert "Nothing found with this." in page
    assert "Fewer letters find more" in page
    assert "Look closer back to" not in page
    assert "Look closer back to" in _told(_page(ana, "weir", need="rest"))
    assert "!" not in page


def test_ten_are_shown_at_a_time_and_all_of_them_in_the_end(ana):
    rows = [
        people.keep(ana, now=people.NOON - timedelta(hours=hour), words="the weir")
        for hour in range(25)
    ]
    first, second = _page(ana, "weir"), _page(ana, "weir", start="10")
    third = _page(ana, "weir", start="20")
    shown = [
        UUID(one) for page in (first, second, third) for one in ENTRY.findall(page)
    ]
    assert shown == rows
    assert "25 reflections: 1 to 10" in first
    assert "25 reflections: 21 to 25" in third
    assert 'name="start" value="10">Older finds' in first
    assert "Newer finds" not in first
    assert 'name="start" value="0">Newer finds' in second
    assert 'name="start" value="10">Newer finds' in third
    assert "Older finds" not in third
    assert VALUE.findall(second) == ["weir", "weir"]


@pytest.mark.parametrize("start", ["99", "-1", "x", "9" * 5000, "1e3", "\u0661"])
def test_an_odd_place_to_start_at_shows_the_newest(ana, start):
    kept = people.keep(ana, words="the weir")
    assert _found(ana, "weir", start=start) == [kept]


def test_older_finds_carry_the_whole_search_along(ana):
    for hour in range(11):
        _whole(ana, CHOSEN, now=people.NOON - timedelta(hours=hour))
    page = _page(ana, 'weir "by the"', feeling="grief", month="2026-11")
    more = page.split("data-more", 1)[1]
    assert 'name="feeling" value="grief"' in more
    assert 'name="month" value="2026-11"' in more
    assert "by the" in more


def test_a_row_that_does_not_open_is_counted_and_hides_no_other(ana):
    rows = [people.keep(ana, words=f"the weir {n}") for n in range(3)]
    assert len(_found(ana, "weir")) == 3
    SealedRow.objects.filter(id=rows[1]).update(sealed=b"\0" * 64)
    page = _page(ana, "weir")
    assert str(rows[1]) not in page
    assert {str(rows[0]), str(rows[2])} == set(ENTRY.findall(page))
    assert "One more that belongs here cannot be opened" in page


# --- What is odd -----------------------------------------------------------------


def test_more_than_a_search_can_hold_is_left_out_and_said(ana):
    kept = people.keep(ana, words=" ".join(f"w{n}" for n in range(30)))
    many = " ".join(f"w{n}" for n in range(25)) + " nowhere"
    page = _page(ana, many)
    assert ENTRY.findall(page) == [str(kept)]
    assert "That is more than one search can look for" in page
    assert many in page
    long = people.keep(ana, words="q" * 300)
    page = _page(ana, "q" * 201)
    assert ENTRY.findall(page) == [str(long)]
    assert "That is more than one search can look for" in page


@pytest.mark.parametrize(
    "words",
    [
        "\0",
        "\n\r\t",
        "' OR 1=1 --",
        "<script>alert(1)</script>",
        "%",
        "_",
        ".*(",
        "\\",
        '"' * 5000,
        "zz " * 3000,
        "\u202e\u2028",
        "😀",
        "\ud7ff\uffff",
    ],
)
def test_whatever_is_typed_is_only_looked_for(ana, words):
    people.keep(ana, words="plain")
    answer = _post(ana, words, feeling=words, month=words, start=words, need="'")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()
    assert "plain" not in _main(people.shown(answer))


@pytest.mark.parametrize("month", ["2026-13", "2026-00", "26-11", "2026-11-01", "x"])
def test_a_month_that_is_none_counts_as_any(ana, month):
    kept = people.keep(ana, words="the weir")
    assert _found(ana, "weir", month=month) == [kept]


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.text(max_size=300))
def test_any_text_is_split_into_terms_within_the_bounds(words):
    terms, _ = forms.split_terms(words)
    assert len(terms) <= forms.MOST_TERMS
    assert len(set(terms)) == len(terms)
    assert all(0 < len(one) <= forms.LONGEST_TERM for one in terms)
    assert all(one == one.strip() for one in terms)


# --- Locked, and where it leaves no trace ----------------------------------------


def test_a_locked_space_asks_to_unlock_and_leads_back_empty(ana):
    locked = ana.locked_browser()
    for answer in (locked.get(WHERE), locked.post(WHERE, {"words": "heron"})):
        assert answer.status_code == 303
        assert answer["Location"] == "/unlock/?next=%2Fsearch%2F"


def test_a_visitor_is_led_to_the_door(visitor):
    assert visitor.post(WHERE, {"words": "heron"}).status_code == 303


def test_a_search_sets_no_cookie_and_leads_nowhere(ana):
    people.keep(ana, words="the weir")
    answer = _post(ana, "weir")
    assert answer["Cache-Control"] == "no-store"
    assert "Location" not in answer
    assert not set(answer.cookies) - {"holdspace-form"}
    assert all("weir" not in one.value for one in answer.cookies.values())
