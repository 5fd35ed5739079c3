"""The trail: what touched access, told to its person and to nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from holdspace.accounts import flows, store, trails
from holdspace.accounts.models import TrailLine
from holdspace.accounts.pages import TOLD
from holdspace.accounts.trails import Touched
from holdspace.core import vault
from tests.rooms import people
from tests.rooms.test_accounts_browsers import sign_in

PASSWORD = people.PASSWORD


def _page(client):
    return people.shown(client.get("/you/trail/"))


@pytest.mark.parametrize("what", list(Touched))
def test_everything_that_can_touch_access_has_its_words(ana, held, what):
    trails.add(ana.id, what=what, now=held.moment)
    page = _page(ana.client)
    assert TOLD[what] in page
    assert "23 November 2026 at 12:00" in page
    assert not TrailLine.objects.exists()


def test_the_trail_tells_what_was_done_newest_first(ana, held):
    client = sign_in()
    for path, sent in (
        ("/you/password/", {"password": PASSWORD, "new_password": "x lamp by the y"}),
        ("/you/code/", {"password": "x lamp by the y"}),
        ("/you/browsers/end/", {"browser": "others"}),
    ):
        held.move(timedelta(minutes=1))
        assert client.post(path, sent).status_code == 303
    page = _page(client)
    places = [
        page.index(TOLD[what])
        for what in (
            Touched.BROWSER_ENDED,
            Touched.CODE_MADE,
            Touched.PASSWORD_CHANGED,
        )
    ]
    assert places == sorted(places)


def test_getting_back_in_by_code_leaves_a_line_that_needs_no_key(ana, held):
    flows.open_with_code(
        sign_in="ana",
        code=ana.code,
        password=people.OTHER_PASSWORD,
        cost=vault.CHEAPEST,
        now=held.moment,
    )
    (line,) = TrailLine.objects.all()
    assert vault.is_sealed_to_public(bytes(line.sealed))
    assert TOLD[Touched.CODE_USED] in _page_of_new_browser()


def _page_of_new_browser():
    client = people.browser()
    client.post("/sign-in/", {"sign_in": "ana", "password": people.OTHER_PASSWORD})
    return _page(client)


def test_making_a_space_begins_its_trail(db, settings, held):
    settings.SIGNUP = "open"
    client = people.browser()
    sent = {"sign_in": "new", "password": PASSWORD, "of_age": "on"}
    client.post("/create/", sent)
    assert TOLD[Touched.SPACE_MADE] in _page(client)


def test_moments_are_told_in_the_zone_of_the_person(db, held):
    tokyo = people.make("hana", zone="Asia/Tokyo")
    trails.add(tokyo.id, what=Touched.EXPORTED, now=held.moment)
    assert "23 November 2026 at 21:00" in _page(tokyo.client)


@pytest.mark.parametrize("how", ["older", "gone", "noise", "hers"])
def test_a_trail_that_was_tampered_with_is_told(ana, cleo, held, how):
    trails.add(cleo.id, what=Touched.EXPORTED, now=held.moment)
    trails.take_in(cleo.space)
    trails.add(ana.id, what=Touched.PASSWORD_CHANGED, now=held.moment)
    trails.take_in(ana.space)
    older = store.get_document(ana.id, "trail")
    trails.add(ana.id, what=Touched.EXPORTED, now=held.moment)
    trails.take_in(ana.space)
    put = {
        "older": older,
        "gone": None,
        "noise": b"x" * len(older),
        "hers": store.get_document(cleo.id, "trail"),
    }
    store.replace_document(ana.id, "trail", put[how])
    page = _page(ana.client)
    assert "cannot be opened" in page
    assert TOLD[Touched.PASSWORD_CHANGED] not in page
    # The next line begins a new one, which goes on saying so.
    trails.add(ana.id, what=Touched.CODE_MADE, now=held.moment)
    page = _page(ana.client)
    assert TOLD[Touched.CODE_MADE] in page
    assert "An earlier trail was found damaged, missing or exchanged" in page
    assert "An earlier trail" in _page(ana.client)


def test_a_line_that_does_not_open_is_counted(ana, cleo, held):
    trails.add(ana.id, what=Touched.EXPORTED, now=held.moment)
    trails.add(cleo.id, what=Touched.IMPORTED, now=held.moment)
    TrailLine.objects.filter(person=cleo.id).update(person=ana.id)
    page = _page(ana.client)
    assert TOLD[Touched.EXPORTED] in page
    assert TOLD[Touched.IMPORTED] not in page
    assert "1 line came in that could not be opened" in page


def test_a_line_of_a_later_version_is_shown_as_something(ana):
    public = flows.public_key(ana.id)
    row = people.UUID_OF_A_ROW
    about = vault.About(ana.id, row, trails.KIND)
    words = b'{"what": "moved-to-the-moon", "at": "one day", "new": [1]}'
    store.add_line(ana.id, row, vault.seal_to(words, public, about))
    page = _page(ana.client)
    assert "has no words for" in page
    assert "at an unknown time" in page


def test_the_trail_keeps_the_newest_lines_and_counts_the_others(ana, held, monkeypatch):
    monkeypatch.setattr(trails, "MOST_KEPT", 3)
    monkeypatch.setattr(store, "MOST_TRAIL_LINES", 4)
    for _ in range(6):
        trails.add(ana.id, what=Touched.EXPORTED, now=held.moment)
    assert TrailLine.objects.count() == 4
    page = _page(ana.client)
    assert page.count(TOLD[Touched.EXPORTED]) == 3
    assert "1 older line is not kept" in page


def test_a_damaged_manifest_never_keeps_the_trail_from_waiting(ana, held):
    trails.add(ana.id, what=Touched.EXPORTED, now=held.moment)
    trails.take_in(ana.space)
    number = vault.shard_of(trails.papers.row_of(ana.id, "trail"))
    store.replace_manifest(ana.id, {number: vault.Sealed(b"noise" * 30)})
    trails.add(ana.id, what=Touched.IMPORTED, now=held.moment)
    assert "cannot be opened" in _page(ana.client)
    # Nothing was begun anew over it: the line goes on waiting.
    assert TrailLine.objects.count() == 1
