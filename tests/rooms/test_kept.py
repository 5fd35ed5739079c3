"""Patterns that are kept: what is stored of them, and what is told when they go."""

from __future__ import annotations

import html

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from holdspace.accounts import flows as accounts
from holdspace.accounts.flows import KeptPattern, profiles
from holdspace.core.insights import Statement, WhyNot, diary_of
from holdspace.patterns import flows, pages
from holdspace.patterns.found import Patterns
from holdspace.patterns.keeping import compare, leaning, mark_of
from tests.rooms import people
from tests.rooms.people import NOON

OWN = '3.kinds."heron-grey'


def statement(which=OWN, sentence="Higher after heron-grey tears.", **more):
    given = {"shown": True, "n": 40, "unit": "points", "estimate": 2.0} | more
    given = {"low": 1.0, "high": 3.0} | given
    return Statement(id=which, sentence=sentence, **given)


RATE = statement(
    "4.rate", "About 2 times a week.", unit="a-week", estimate=2.0, low=1.5, high=2.5
)
OPEN = statement("1.tension.next-day", shown=False, why_not=WhyNot.TOO_FEW, n=3)


@pytest.fixture
def said(monkeypatch):
    """What Ana's entries say, set by the test; how it is worked out is not at issue."""
    now_said = [statement(), RATE, OPEN]

    def look(space, *, now):
        del space, now
        return Patterns(diary_of(()), tuple(now_said))

    monkeypatch.setattr("holdspace.patterns.flows.keeping.look_at_patterns", look)
    return now_said


def mark(one):
    return mark_of(one.id, one.sentence)


def kept(someone):
    return accounts.get_profile(someone.space).patterns


# --- Held against what is said now -------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "low", "high", "found"),
    [
        ("points", 0.1, 2, "more"),
        ("points", -2, -0.1, "less"),
        ("points", -1, 1, "even"),
        ("points", 0, 1, "even"),
        ("ratio", 1.1, 2, "more"),
        ("ratio", 0.5, 0.9, "less"),
        ("ratio", 0.9, 1.1, "even"),
        ("share", 0.2, 0.4, "counted"),
        ("count", None, None, "counted"),
        ("points", None, None, "counted"),
    ],
)
def test_which_way_a_statement_goes(unit, low, high, found):
    assert leaning(statement(unit=unit, low=low, high=high)) == found


def test_a_kept_pattern_holds_while_it_is_shown_and_goes_the_same_way():
    one = KeptPattern(OWN, "more", "Higher, then.")
    assert compare([one], [statement()]).held == {OWN: one}
    for now in (
        [],
        [RATE],
        [statement(shown=False)],
        [statement(low=-3.0, high=-1.0)],
        [statement(low=-1.0, high=1.0)],
    ):
        found = compare([one], now)
        assert found.gone == (one,)
        assert not found.held


def test_what_is_gone_is_told_in_the_order_in_which_it_was_kept():
    listed = [KeptPattern(f"3.{name}", "more", name) for name in "cab"]
    assert compare(listed, []).gone == tuple(listed)


def test_a_mark_fits_one_thing_only():
    marks = {
        mark_of("a", "b"),
        mark_of("ab", ""),
        mark_of("", "ab"),
        mark_of("ab"),
        mark_of("a", "c"),
    }
    assert len(marks) == 5
    assert not any(one == "a" for one in marks)


# --- Keeping -----------------------------------------------------------------------


def test_what_is_kept_is_which_it_is_and_what_it_said(ana, said):
    flows.keep_pattern(ana.space, mark=mark(said[0]), now=NOON)
    assert kept(ana) == (KeptPattern(OWN, "more", said[0].sentence),)
    flows.keep_pattern(ana.space, mark=mark(RATE), now=NOON)
    assert [one.id for one in kept(ana)] == [OWN, "4.rate"]


def test_what_reads_differently_by_now_is_not_kept_unseen(ana, said):
    seen = mark(said[0])
    said[0] = statement(sentence="Higher, but less so.")
    with pytest.raises(flows.Changed):
        flows.keep_pattern(ana.space, mark=seen, now=NOON)
    assert kept(ana) == ()


@pytest.mark.parametrize("which", ["", "x", mark(OPEN), mark_of(OWN)])
def test_what_is_not_shown_cannot_be_kept(ana, said, which):
    assert OPEN in said
    with pytest.raises(flows.Changed):
        flows.keep_pattern(ana.space, mark=which, now=NOON)


def test_kept_again_it_is_kept_as_it_reads_now(ana, said):
    flows.keep_pattern(ana.space, mark=mark(said[0]), now=NOON)
    said[0] = statement(sentence="Higher, in 12 of 40.")
    flows.keep_pattern(ana.space, mark=mark(said[0]), now=NOON)
    assert [one.sentence for one in kept(ana)] == ["Higher, in 12 of 40."]


def test_there_is_room_for_so_many_and_then_it_is_said(ana, said):
    for number in range(profiles.MOST_PATTERNS):
        said[0] = statement(f"3.{number}")
        flows.keep_pattern(ana.space, mark=mark(said[0]), now=NOON)
    said[0] = statement("3.more")
    with pytest.raises(flows.NoRoom):
        flows.keep_pattern(ana.space, mark=mark(said[0]), now=NOON)
    assert len(kept(ana)) == profiles.MOST_PATTERNS


def test_letting_go_takes_that_one_and_no_other(ana, said):
    for one in said[:2]:
        flows.keep_pattern(ana.space, mark=mark(one), now=NOON)
    flows.let_go_of_pattern(ana.space, mark=mark(RATE))
    assert [one.id for one in kept(ana)] == [OWN]
    flows.let_go_of_pattern(ana.space, mark=mark(RATE))
    assert [one.id for one in kept(ana)] == [OWN]


def test_a_profile_from_before_reads_as_one_with_nothing_kept(ana):
    accounts.rename(ana.space, name="Ana", zone="Europe/London")
    assert kept(ana) == ()


def test_a_new_name_leaves_what_is_kept(ana, said):
    flows.keep_pattern(ana.space, mark=mark(RATE), now=NOON)
    accounts.rename(ana.space, name="Anna", zone="Europe/Paris")
    assert [one.id for one in kept(ana)] == ["4.rate"]


# --- On the page -------------------------------------------------------------------


def under(kept, *statements):
    return pages.keeping(kept, statements).under


def test_under_a_statement_stands_what_can_be_done():
    now = statement()
    free = under([], OPEN, RATE, now)[OWN]
    assert (free.kept, free.said, free.place) == (False, "", 2)
    same = KeptPattern(OWN, "more", now.sentence)
    assert under([same], now)[OWN].said == ""
    then = KeptPattern(OWN, "more", "Higher, then.")
    moved = under([then], now)[OWN]
    assert (moved.kept, moved.said) == (True, "Higher, then.")
    assert moved.mark == mark_of(OWN, "Higher, then.")
    assert OPEN.id not in under([], OPEN)


TEMPLATE = Template("{% load keeping %}{% keep_under which %}")


def test_a_statement_that_is_not_shown_has_nothing_under_it():
    page = pages.keeping([], [statement(), OPEN])
    for which, keeping in ((OPEN.id, page), (OWN, None), (OWN, "")):
        context = Context({"keeping": keeping, "which": which})
        assert TEMPLATE.render(context).strip() == ""
    shown = TEMPLATE.render(Context({"keeping": page, "which": OWN}))
    assert "/patterns/keep/" in shown
    assert mark(statement()) in shown
    assert OWN not in html.unescape(shown)


def kept_just_now(page, asked):
    request = RequestFactory().get(f"/patterns/{asked}")
    context = Context({"keeping": page, "which": OWN, "request": request})
    return TEMPLATE.render(context)


def test_just_kept_it_says_so_where_the_address_leads_and_only_there():
    said = "Kept. It stands here as it reads today."
    now = statement()
    page = pages.keeping([KeptPattern(OWN, "more", now.sentence)], [RATE, now])
    shown = kept_just_now(page, "?kept=2")
    assert said in shown
    assert '<p class="quiet" role="status" id="pattern-2" tabindex="-1">' in shown
    assert shown.count('id="pattern-2"') == 1
    for other in ("", "?kept=", "?kept=1", "?kept=02", "?kept=x"):
        shown = kept_just_now(page, other)
        assert said not in shown
        assert '<form class="keep no-print" id="pattern-2"' in shown
        assert "You keep this sentence." in shown


def test_what_is_not_kept_is_never_said_to_be():
    page = pages.keeping([], [RATE, statement()])
    shown = kept_just_now(page, "?kept=2")
    assert "Kept." not in shown
    assert ">Keep this sentence<" in shown


def test_what_no_longer_holds_is_told_with_what_it_said():
    page = pages.keeping([KeptPattern(OWN, "more", "Higher, <then>.")], [RATE])
    shown = render_to_string("patterns/kept_gone.html", {"gone": page.gone})
    assert "You kept this sentence: <q>Higher, &lt;then&gt;.</q>" in shown
    assert "your entries no longer carry it" in shown
    assert page.gone[0].mark in shown


def test_the_form_keeps_and_comes_back_to_its_place(ana, said):
    answer = ana.client.post("/patterns/keep/", {"mark": mark(said[0]), "place": "4"})
    assert answer.status_code == 303
    assert answer["Location"] == "/patterns/?kept=4#pattern-4"
    assert [one.id for one in kept(ana)] == [OWN]
    again = {"mark": mark(said[0]), "place": "4"}
    answer = ana.client.post("/patterns/let-go/", again)
    assert answer["Location"] == "/patterns/#pattern-4"
    assert kept(ana) == ()


@pytest.mark.parametrize("place", ["", "x", "-1", "1234", "²", '"heron', "1/../x"])
def test_a_place_that_is_none_leads_to_the_page(ana, said, place):
    given = {"mark": mark(said[0]), "place": place}
    answer = ana.client.post("/patterns/keep/", given)
    assert answer["Location"] == "/patterns/"


def test_what_changed_meanwhile_is_said_without_a_word_of_it(ana, said):
    seen = mark(said[0])
    said[0] = statement(sentence="Lower after heron-grey tears.")
    answer = ana.client.post("/patterns/keep/", {"mark": seen, "place": "1"})
    assert answer.status_code == 409
    assert "reads differently by now" in people.shown(answer)
    assert "heron" not in people.shown(answer)


def test_no_room_is_said(ana, said):
    many = [KeptPattern(f"3.{n}", "more", "So.") for n in range(100)]
    accounts.change_profile(ana.space, lambda one: accounts.with_patterns(one, many))
    answer = ana.client.post("/patterns/keep/", {"mark": mark(said[0])})
    assert answer.status_code == 422
    assert "as there is room for" in people.shown(answer)


@pytest.mark.parametrize("path", ["/patterns/keep/", "/patterns/let-go/"])
def test_only_who_has_the_space_open_can(ana, cleo, visitor, said, path):
    given = {"mark": mark(said[0]), "place": "1"}
    for client in (visitor, ana.locked_browser()):
        answer = client.post(path, given)
        assert answer.status_code == 303
        assert "/unlock/" in answer["Location"] or "/sign-in/" in answer["Location"]
    opened = ana.client.get(path)
    assert (opened.status_code, opened["Location"]) == (303, "/patterns/")
    assert ana.client.put(path).status_code == 405
    assert kept(ana) == kept(cleo) == ()


def test_cleo_cannot_let_go_of_what_ana_keeps(ana, cleo, said):
    flows.keep_pattern(ana.space, mark=mark(RATE), now=NOON)
    cleo.client.post("/patterns/let-go/", {"mark": mark(RATE)})
    assert [one.id for one in kept(ana)] == ["4.rate"]
