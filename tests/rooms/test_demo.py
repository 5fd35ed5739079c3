from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from uuid import uuid4

import pytest
from django.conf import settings
from django.urls import reverse

from holdspace.accounts import flows as accounts
from holdspace.accounts.spaces import Space
from holdspace.config import demo
from holdspace.core import guides
from holdspace.journal import flows as journal
from holdspace.library import shelf
from holdspace.patterns import flows as patterns
from holdspace.web.phrases import mentions_danger

NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
TAPPED = 116
A_YEAR_AND_A_DAY_AGO = NOW - timedelta(days=366)


@pytest.fixture
def space(db):
    demo.make(NOW)
    person, opened = accounts.open_with_password(
        sign_in=demo.SIGN_IN, password=demo.PASSWORD, cost=settings.PASSWORD_COST
    )
    return Space(person, uuid4(), opened)


def _told(space):
    entries = journal.list_entries(space, kind=journal.REFLECTION)
    return journal.open_entries(space, entries)


def test_the_invented_person_is_there_with_their_code_typed_back(space):
    assert accounts.is_code_confirmed(space.person)
    assert len(demo.PASSWORD) >= settings.PASSWORD_LEAST
    profile = accounts.get_profile(space)
    assert profile.name == demo.NAME
    assert profile.words_added["feelings"] == ("unhurried", "homesick", "wistful")


def test_the_year_can_be_read_whole_with_its_quiet_weeks(space):
    found = _told(space)
    told, days = found.made, [one.when for one in found.made]

    assert (len(told), found.damaged) == (60 + TAPPED, 0)
    assert all(A_YEAR_AND_A_DAY_AGO < day < NOW for day in days)
    gaps = [later - earlier for later, earlier in pairwise(days)]
    assert sum(gap > timedelta(days=18) for gap in gaps) >= 3
    names = {one.guide.url.removeprefix(shelf.GUIDES) for one in told}
    assert names == {shelf.AFTER_TEARS, shelf.HELD_BACK_TEARS, shelf.CHECK_IN}
    assert sum(bool(one.answers.rows("support-ledger")) for one in told) > 15
    later = [answers for one in told for _, answers in one.later]
    rated = {code for answers in later for code in answers.codes("at")}
    assert rated == {"20-minutes", "90-minutes", "next-day"}
    assert sum(not answers.codes("at") for answers in later) == 4
    words = [w for one in told for w in guides.words_of(one.guide, one.answers)]
    guide = shelf.guide(shelf.LATER)
    words += [word for answers in later for word in guides.words_of(guide, answers)]
    assert len(words) > 60
    assert not mentions_danger(words)


def test_the_year_shows_a_pattern_and_more_that_it_cannot_tell(space):
    statements = patterns.look_at_patterns(space, now=NOW).statements
    along = [one for one in statements if one.number == 3]

    assert any(one.shown for one in along)
    assert sum(not one.shown for one in along) > 20
    assert not next(one for one in statements if one.number == 2).shown


def test_one_draft_is_open_and_one_follow_up_has_its_time(space):
    drafts, damaged = journal.open_drafts(space, zone=demo.ZONE)
    due = journal.due_follow_up(space, now=NOW)

    assert (len(drafts), damaged) == (1, 0)
    assert due is not None
    assert due.code == "next-day"


def test_a_space_with_somebody_in_it_is_left_alone(space):
    before = _told(space)
    demo.make(NOW + timedelta(days=1))

    assert _told(space) == before


def test_the_same_figures_are_drawn_each_time():
    def drawn():
        chance = Random(7)  # noqa: S311
        moments = [(told, demo._moment(told, NOW, chance)) for told in demo._diary()]
        return [demo._given(told, at, chance) for told, at in moments]

    assert drawn() == drawn()


@pytest.mark.parametrize(("is_demo", "times"), [(True, 1), (False, 0)])
def test_every_page_of_a_demo_says_that_it_is_invented(
    client, db, settings, is_demo, times
):
    settings.DEMO = is_demo

    for name in ("web:arrive", "web:about", "library:try", "accounts:sign_in"):
        page = client.get(reverse(name)).content.decode()
        assert page.count("Nothing here happened to anybody.") == times
