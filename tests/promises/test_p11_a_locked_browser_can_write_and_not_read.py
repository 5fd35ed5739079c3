"""P-11: while the space is locked, a page goes on keeping and nothing can be read."""

from __future__ import annotations

import pytest
from django.urls import get_resolver, reverse

from holdspace.core import vault
from holdspace.core.vault import Sealed
from tests.promises import raw
from tests.promises.places import every_page

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = "written while it was open"
AFTER = "written after it had locked"


def test_what_is_typed_after_the_lock_is_kept(ana):
    draft = ana.begin()
    token = ana.token_for(draft)
    ana.browser.post("/lock/")
    answer = ana.send(draft, 1, {"feelings-words": AFTER}, token, **{"X-Autosave": "1"})
    assert answer.json() == {
        "kept": True,
        "locked": True,
        "where": reverse("accounts:unlock"),
    }
    ana.unlock()
    page = ana.browser.get(f"/journal/write/{draft}/1/").content.decode()
    assert AFTER in page


def test_it_is_sealed_to_the_public_key_and_marked(ana):
    draft = ana.begin()
    token = ana.token_for(draft)
    ana.browser.post("/lock/")
    ana.send(draft, 1, {"feelings-words": AFTER}, token)
    (waiting,) = raw.rows("journal_waiting")
    assert vault.is_sealed_to_public(Sealed(waiting["sealed"]))
    ana.unlock()
    page = ana.browser.get(f"/journal/write/{draft}/1/").content.decode()
    assert "there is no proof that it was you" in page
    kept = ana.keep(draft)
    assert "no proof of who wrote it" in ana.read(kept).content.decode()


def test_what_was_written_in_the_open_is_not_marked(ana):
    kept = ana.write(BEFORE)
    assert "no proof" not in ana.read(kept).content.decode()


def test_the_answer_to_a_locked_save_holds_nothing_that_was_written(ana):
    draft = ana.begin()
    ana.save(draft, 1, {"feelings-words": BEFORE})
    token = ana.token_for(draft)
    ana.browser.post("/lock/")
    for headers in ({}, {"X-Autosave": "1"}):
        answer = ana.send(draft, 1, {"feelings-words": AFTER}, token, **headers)
        assert BEFORE not in answer.content.decode()
        assert AFTER not in answer.content.decode()


@pytest.mark.parametrize("way", ["/lock/", "/sign-out/"])
def test_no_page_shows_anything_while_it_is_locked(ana, way):
    kept, draft = ana.write(BEFORE), ana.begin()
    ana.save(draft, 1, {"feelings-words": BEFORE})
    ana.browser.post(way)
    for place in every_page(get_resolver(), row=kept, draft=draft):
        answer = ana.browser.get(place)
        page = b"".join(answer) if answer.streaming else answer.content
        assert BEFORE.encode() not in page, place
        assert ana.name.encode() not in page, place
