"""P-12: a page's token writes to one screen of one draft for twelve hours, no more."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client

from holdspace.journal import flows, tokens
from holdspace.web import clock
from tests.promises import people, raw

pytestmark = pytest.mark.django_db(transaction=True)

HIDDEN = "already there and not for a token"
SENT = "sent with a token alone"
AUTOSAVE = {"X-Autosave": "1"}


class OlderSigner(signing.TimestampSigner):
    """Signs as the product does, with the same key, some time ago."""

    ago = 0

    def timestamp(self):
        return signing.b62_encode(int(time.time()) - self.ago)


def _aged(token, seconds):
    """The same token, as it was when it had been issued ``seconds`` earlier."""
    parts = signing.loads(token, salt=tokens._SALT)
    signer = OlderSigner(salt=tokens._SALT)
    signer.ago = int(seconds)
    return signer.sign_object(parts)


def _post(browser, draft, number, token, words=SENT, **more):
    given = {"token": token, "count": 1, "feelings-words": words, **more}
    where = f"/journal/write/{draft}/{number}/"
    return browser.post(where, given, headers=AUTOSAVE)


@pytest.fixture
def written(ana):
    draft = ana.begin()
    ana.save(draft, 1, {"feelings-words": HIDDEN})
    return draft


def test_a_token_lets_a_stranger_write_and_shows_them_nothing(ana, written):
    token = ana.token_for(written)
    stranger = Client()
    answer = _post(stranger, written, 1, token)
    assert answer.json()["kept"]
    assert HIDDEN not in answer.content.decode()
    without_script = stranger.post(
        f"/journal/write/{written}/1/", {"token": token, "count": 2}, follow=True
    )
    assert HIDDEN not in without_script.content.decode()
    page = stranger.get(f"/journal/write/{written}/1/", {"token": token}, follow=True)
    assert HIDDEN not in page.content.decode()


def test_a_token_ends_after_twelve_hours(ana, written):
    token = ana.token_for(written)
    twelve = timedelta(hours=12).total_seconds()
    assert twelve == tokens.LASTS_SECONDS
    assert _post(Client(), written, 1, _aged(token, twelve - 60)).json()["kept"]
    answer = _post(Client(), written, 1, _aged(token, twelve + 60))
    assert answer.status_code == 403
    assert answer.json() == {"kept": False}


def test_what_was_typed_into_a_page_that_is_too_old_is_given_back(ana, written):
    token = _aged(ana.token_for(written), 13 * 3600)
    answer = ana.send(written, 1, {"feelings-words": SENT}, token)
    assert answer.status_code == 422
    assert SENT in answer.content.decode()
    answer = people.Somebody("nobody", "").send(
        written, 1, {"feelings-words": SENT}, token
    )
    assert answer.status_code == 403
    assert SENT in answer.content.decode()
    assert HIDDEN not in answer.content.decode()


def test_a_token_names_one_screen_whatever_the_address_says(ana, written):
    token = ana.token_for(written, 1)
    other = ana.begin()
    assert _post(ana.browser, other, 4, token).json()["kept"]
    first = ana.browser.get(f"/journal/write/{written}/1/").content.decode()
    assert SENT in first
    for where in (f"/journal/write/{other}/1/", f"/journal/write/{other}/4/"):
        assert SENT not in ana.browser.get(where).content.decode()


def test_a_token_writes_only_questions_of_its_screen(ana, written):
    token = ana.token_for(written, 1)
    _post(ana.browser, written, 1, token, **{"trigger-words": "of another screen"})
    second = ana.browser.get(f"/journal/write/{written}/2/").content.decode()
    assert "of another screen" not in second


def test_what_is_no_token_writes_nothing(ana, written):
    before = raw.sealed_row(ana.id, written)
    for changed in ("", "nonsense", "a:b:c"):
        assert _post(ana.browser, written, 1, changed).status_code == 403
        assert _post(Client(), written, 1, changed).status_code == 403
    assert raw.sealed_row(ana.id, written) == before
    assert raw.rows("journal_waiting") == []


def test_a_changed_token_writes_nothing(ana, written):
    token = ana.token_for(written)
    body, _, seal = token.partition(":")
    other = signing.dumps(signing.loads(token, salt=tokens._SALT), salt="elsewhere")
    for changed in (f"{body}x:{seal}", token[:-2], other):
        assert _post(Client(), written, 1, changed).status_code == 403


def test_a_token_for_a_draft_that_is_gone_writes_nothing(ana, written):
    token = ana.token_for(written)
    ana.browser.post(f"/journal/let-go/{written}/")
    flows.sweep(clock.now() + timedelta(minutes=20))
    answer = _post(Client(), written, 1, token)
    assert answer.status_code == 404
    assert raw.rows("journal_waiting") == []


def test_an_older_save_of_a_page_never_takes_the_place_of_a_newer_one(ana, written):
    token = ana.token_for(written)
    browser = Client()
    where = f"/journal/write/{written}/1/"
    for count, words in ((9, "the newer one"), (3, "the older one")):
        given = {"token": token, "count": count, "feelings-words": words}
        assert browser.post(where, given, headers=AUTOSAVE).json()["kept"]
    page = ana.browser.get(where).content.decode()
    assert "the older one" not in page
