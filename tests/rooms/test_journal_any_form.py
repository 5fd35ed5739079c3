"""A form from anywhere, written page by page without any script."""

from __future__ import annotations

import re

import pytest

from holdspace.core.guides import Answers, Coding
from holdspace.journal import flows, rows
from holdspace.library import shelf
from tests.forms import form
from tests.rooms import people

pytestmark = pytest.mark.usefixtures("held")

WEEK = form("allotment-week")
SYSTEM = "https://forms.example/codes/allotment"
BEGUN = "2026-11-23T12:00:00+00:00"


@pytest.fixture
def draft(ana, monkeypatch):
    theirs = shelf.guide
    monkeypatch.setattr(
        shelf, "guide", lambda name: WEEK if name == WEEK.canonical else theirs(name)
    )
    return rows.add_draft(ana.space, WEEK, Answers(), BEGUN, "UTC")


def _page(someone, draft, number, query=""):
    return someone.client.get(people.address(draft, number) + query)


def _send(someone, draft, number, **fields):
    """Send a page as a browser without script does: what it hides goes along."""
    page = people.shown(_page(someone, draft, number))
    told = re.findall(r'name="(token|count|unseen)" value="(.*?)"', page)
    fixed = {name: [v for n, v in told if n == name] for name, _ in told}
    return someone.client.post(people.address(draft, number), {**fixed, **fields})


def _answers(someone, draft):
    return flows.open_draft(someone.space, draft=draft, zone="UTC").answers


def test_an_answer_that_brings_up_more_shows_the_page_once_more(ana, draft):
    first = _send(ana, draft, 1, visitor="yes", go="next")
    where = first["Location"]
    assert re.fullmatch(rf"{people.address(draft, 1)}\?brought=(\d+)#at-\1", where), (
        where
    )
    page = people.shown(ana.client.get(where))
    assert "brought up something more" in page
    anchor = where.partition("#")[2]
    assert re.search(rf'data-link="visitor-name"[^>]* id="{anchor}"', page)
    # It was seen, and may be left.
    assert _send(ana, draft, 1, visitor="yes", go="next")["Location"] == (
        people.address(draft, 2)
    )


@pytest.mark.parametrize("go", ["end", "keep"])
def test_no_way_to_the_end_passes_what_was_brought_up(ana, draft, go):
    assert "?brought=" in _send(ana, draft, 1, visitor="yes", go=go)["Location"]


@pytest.mark.parametrize("go", ["skip", "pause", "sit", "back"])
def test_who_wants_to_go_elsewhere_is_let_go(ana, draft, go):
    assert "brought" not in _send(ana, draft, 1, visitor="yes", go=go)["Location"]


def test_what_a_script_has_shown_brings_no_page_back(ana, draft):
    token = people.token_on(ana.client, draft, 1)
    answer = ana.client.post(
        people.address(draft, 1), {"token": token, "visitor": "yes", "go": "next"}
    )
    assert answer["Location"] == people.address(draft, 2)


def test_words_under_a_question_that_is_off_are_still_there(ana, draft):
    _send(ana, draft, 1, visitor="yes", **{"visitor-name": "Ana"}, go="skip")
    page = people.shown(_page(ana, draft, 1))
    again = re.search(r'name="visitor-name" value="Ana"', page)
    assert again
    _send(ana, draft, 1, visitor="no", **{"visitor-name": "Ana"}, go="skip")
    assert _answers(ana, draft).first("visitor-name") == "Ana"
    assert 'name="visitor-name" value="Ana"' in people.shown(_page(ana, draft, 1))


def test_a_page_on_which_nothing_is_asked_is_passed_by(ana, draft):
    assert _send(ana, draft, 4, go="next")["Location"] == people.address(draft, 6)
    assert _send(ana, draft, 6, go="back")["Location"] == people.address(draft, 4)
    silent = people.shown(_page(ana, draft, 5))
    assert "there is nothing on this page" in silent
    _send(ana, draft, 1, soil="waterlogged", go="skip")
    assert _send(ana, draft, 4, go="next")["Location"] == people.address(draft, 5)
    assert "What did the frost take?" in people.shown(_page(ana, draft, 5))


def test_a_row_comes_with_a_button_and_goes_with_another(ana, draft):
    sent = {"days.0.day": "Monday", "days.0.wet": "yes"}
    page = people.shown(_page(ana, draft, 4))
    (more,) = re.findall(r'value="(more-\d+)"', page)
    assert "Take this one away" not in page
    answer = _send(ana, draft, 4, **sent, go=more)
    place = more.removeprefix("more-")
    assert answer["Location"] == (
        f"{people.address(draft, 4)}?more={place}#row-{place}"
    )
    page = people.shown(ana.client.get(answer["Location"]))
    assert f'id="row-{place}"' in page
    assert 'name="days.1.day"' in page
    sent |= {"days.1.day": "Tuesday"}
    _send(ana, draft, 4, **sent, go="skip")
    page = people.shown(_page(ana, draft, 4))
    assert 'name="days.2.day"' not in page
    (drop,) = re.findall(r'value="(drop-\d+:days\.0)"', page)
    answer = _send(ana, draft, 4, **sent, go=drop)
    assert answer["Location"] == f"{people.address(draft, 4)}#row-{place}"
    (row,) = _answers(ana, draft).rows("days")
    assert row.first("day") == "Tuesday"


@pytest.mark.parametrize(
    "go",
    ["drop-1:days", "drop-1:.0", "drop-x:days.0", "drop-1:", "more-", "more-99999"],
)
def test_a_button_that_is_none_of_ours_takes_nothing_away(ana, draft, go):
    answer = _send(ana, draft, 4, **{"days.0.day": "Monday"}, go=go)
    assert answer.status_code == 303
    assert len(_answers(ana, draft).rows("days")) == 1


def test_no_address_ever_names_a_question(ana, draft):
    page = people.shown(_page(ana, draft, 4))
    buttons = re.findall(r'name="go" value="(.*?)"', page)
    for go in {*buttons, "drop-3:days.0"}:
        answer = _send(ana, draft, 4, **{"days.0.day": "Monday"}, go=go)
        assert "days" not in answer["Location"]


def test_what_does_not_fit_is_listed_wherever_it_stands(ana, draft):
    answer = _send(ana, draft, 3, **{"a-pots": "many", "often-sit": "never"}, go="next")
    page = people.shown(answer)
    assert answer.status_code == 422
    assert '<a href="#f6-a-pots-problem">Pots</a>' in page
    assert 'name="a-pots" value="many"' in page
    assert re.search(r'value="never"[^>]* checked', page)


def test_everything_written_is_read_at_the_end_and_kept(ana, draft):
    _send(ana, draft, 1, visitor="yes", soil="damp", go="skip")
    _send(ana, draft, 2, sun="35", go="next")
    _send(ana, draft, 3, **{"often-weed": "every-day", "b-pots": "0"}, go="next")
    days = {"days.0.day": "Monday", "days.0.wet": "no", "bench": "Green."}
    _send(ana, draft, 4, **days, go="next")
    page = people.shown(ana.client.get(f"/journal/end/{draft}/"))
    for told in ("35", "Every day", "Monday", "Green."):
        assert told in page
    kept = flows.keep(ana.space, draft=draft, zone="UTC")
    answers = flows.read(ana.space, reflection=kept).answers
    assert answers.first("often-weed") == Coding(SYSTEM, "every-day")
    assert answers.first("b-pots") == 0


def test_a_form_in_another_language_says_so_and_our_words_stay_english(
    ana, draft, monkeypatch
):
    monkeypatch.setitem(WEEK.raw, "language", "de-CH")
    page = people.shown(_page(ana, draft, 1))
    assert '<div class="fields stack" lang="de-CH">' in page
    assert re.search(r'<label class="quiet unset"[^>]* lang="en">', page)
