"""What happens between two steps: damage, another device, a second tap."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from holdspace.accounts import flows as accounts
from holdspace.accounts.models import PersonLock
from holdspace.core.vault import Unreadable
from holdspace.journal import flows, rows, store
from holdspace.journal.models import Leaving
from holdspace.journal.opened import Opened
from holdspace.journal.tokens import Pass
from holdspace.library import shelf
from holdspace.web.refusals import NotThere
from tests.rooms import people

pytestmark = pytest.mark.django_db


def _damage(someone, column):
    row = PersonLock.objects.get(person=someone.id)
    bytes_ = bytearray(bytes(getattr(row, column)))
    bytes_[-1] ^= 1
    PersonLock.objects.filter(person=someone.id).update(**{column: bytes(bytes_)})


def test_a_damaged_code_that_waits_is_replaced_by_one_that_opens(db):
    person, opened = accounts.create_space(
        sign_in="ana",
        password=people.PASSWORD,
        profile=accounts.Profile(),
        cost=people.CHEAPEST,
        signup="open",
        invitation="",
    )
    _, space = people.unlocked_browser(person, opened)
    first = accounts.get_code_to_confirm(space)
    row = PersonLock.objects.get(person=person)
    PersonLock.objects.update(code_to_confirm=bytes(row.code_to_confirm)[:-1] + b"x")
    fresh = accounts.get_code_to_confirm(space)
    assert fresh != first
    accounts.confirm_code(space, code=fresh)
    assert accounts.is_code_confirmed(person)


def test_a_damaged_profile_is_left_alone_by_words_and_mended_by_its_owner(ana):
    _damage(ana, "profile")
    with pytest.raises(Unreadable):
        accounts.change_profile(ana.space, lambda profile: profile)
    kept = people.keep(ana, words="still kept")
    assert flows.read(ana.space, reflection=kept).answers
    accounts.rename(ana.space, name="Ana", zone="UTC")
    assert accounts.get_profile(ana.space).name == "Ana"


def test_a_save_between_two_readings_is_no_damage(ana, monkeypatch):
    kept = people.keep(ana, words="read while it changes")
    real, calls = store.get, []

    def get(person, row):
        if not calls:
            calls.append(row)
            code = "90-minutes"
            flows.decline_follow_up(ana.space, reflection=kept, code=code)
        return real(person, row)

    monkeypatch.setattr(store, "get", get)
    found = flows.read(ana.space, reflection=kept)
    assert found.document.declined == ("90-minutes",)


def test_a_guide_that_is_not_on_this_shelf_hides_nothing_else(ana, monkeypatch):
    people.keep(ana, words="from a later version")
    entries = flows.list_entries(ana.space, kind=flows.REFLECTION)

    def guide(name):
        raise shelf.NotOnTheShelf

    monkeypatch.setattr(rows.shelf, "guide", guide)
    assert flows.open_entries(ana.space, entries) == Opened((), 1)


@pytest.mark.django_db(transaction=True)
def test_what_was_overwritten_since_it_was_listed_is_not_called_damaged(ana, held):
    kept = people.keep(ana, words="gone since")
    entries = flows.list_entries(ana.space, kind=flows.REFLECTION)
    flows.let_go(ana.space, row=kept, now=held.moment)
    assert flows.sweep(held.moment + timedelta(hours=1)) == 1
    assert flows.open_entries(ana.space, entries) == Opened((), 0)


def test_a_second_tap_is_not_a_second_rating(ana, held):
    kept = people.keep(ana, mood=["2"])
    given = {"at": ["90-minutes"], "mood": ["5"]}
    for _ in range(2):
        assert flows.follow_up(
            ana.space, reflection=kept, given=given, now=held.moment, zone="UTC"
        )
    assert len(flows.read(ana.space, reflection=kept).later) == 1


def test_keeping_what_is_kept_changes_nothing(ana):
    kept = people.keep(ana, words="once")
    assert flows.keep(ana.space, draft=kept, zone="UTC") == kept


def test_a_screen_that_the_guide_does_not_have_takes_nothing(ana, held):
    draft = people.begin(ana)
    token = Pass(ana.id, draft, 99, 0, uuid4())
    with pytest.raises(NotThere):
        flows.write_answers(
            ana.space, token=token, given={}, count=0, zone="UTC", now=held.moment
        )


def test_what_the_sweeper_has_begun_with_cannot_be_taken_back(ana, held):
    kept = people.keep(ana, words="on its way")
    flows.let_go(ana.space, row=kept, now=held.moment)
    Leaving.objects.filter(person=ana.id).delete()
    with pytest.raises(NotThere):
        flows.take_back(ana.space, row=kept, now=held.moment)


def test_no_part_of_the_list_that_can_be_read_means_no_new_row(ana, monkeypatch):
    def get(changes, row):
        raise Unreadable

    monkeypatch.setattr(rows.manifests.Changes, "get", get)
    with pytest.raises(Unreadable):
        people.begin(ana)
