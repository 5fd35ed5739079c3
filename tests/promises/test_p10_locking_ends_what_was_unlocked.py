"""P-10: the idle lock, locking, signing out and leaving end the unlocked space."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from holdspace.accounts import flows
from holdspace.web import clock
from tests.promises import people, raw

pytestmark = pytest.mark.django_db(transaction=True)

MOMENT = datetime(2031, 4, 17, 22, 41, 13, tzinfo=UTC)
STEP = timedelta(minutes=5)
WORDS = "shut away when nobody is there"


def _unlocked():
    return raw.rows("accounts_unlocked")


def _sessions():
    return raw.rows("accounts_session")


def _is_locked(answer):
    return answer.status_code == 303 and "/unlock/" in answer["Location"]


def test_a_space_left_alone_locks_itself():
    with clock.held_at(MOMENT) as held:
        ana = people.ana()
        kept = ana.write(WORDS)
        held.move(timedelta(minutes=settings.IDLE_MINUTES) + STEP)
        assert _is_locked(ana.read(kept))
        flows.sweep(clock.now())
        assert _unlocked() == []


def test_being_there_puts_the_lock_off():
    with clock.held_at(MOMENT) as held:
        ana = people.ana()
        kept = ana.write(WORDS)
        for _ in range(6):
            held.move(timedelta(minutes=settings.IDLE_MINUTES - 1))
            assert ana.read(kept).status_code == 200


def test_nothing_moves_the_lock_on_while_it_is_locked():
    with clock.held_at(MOMENT) as held:
        ana = people.ana()
        kept = ana.write(WORDS)
        held.move(timedelta(minutes=settings.IDLE_MINUTES) + STEP)
        (before,) = _unlocked()
        assert _is_locked(ana.read(kept))
        ana.browser.get("/help/")
        (after,) = _unlocked()
        assert before == after


@pytest.mark.parametrize("way", ["/lock/", "/sign-out/"])
def test_locking_and_signing_out_end_it_at_once(ana, way):
    kept = ana.write(WORDS)
    cookie = ana.browser.cookies[settings.UNLOCKED_COOKIE_NAME].value
    ana.browser.post(way)
    assert _unlocked() == []
    ana.browser.cookies[settings.UNLOCKED_COOKIE_NAME] = cookie
    assert ana.read(kept).status_code == 303


def test_leaving_quickly_ends_it_and_signs_out(ana):
    kept = ana.write(WORDS)
    before = {name: one.value for name, one in ana.browser.cookies.items()}
    answer = ana.browser.get("/leave/")
    assert answer.status_code == 303
    assert answer["Location"] == settings.LEAVE_TO
    assert _unlocked() == []
    assert _sessions() == []
    for name, value in before.items():
        ana.browser.cookies[name] = value
    assert ana.read(kept).status_code == 303
    assert "/sign-in/" in ana.browser.get("/unlock/")["Location"]


WAYS = {"/lock/": "post", "/locked/": "get", "/sign-out/": "post", "/leave/": "get"}


@pytest.mark.parametrize("way", WAYS)
def test_each_way_ends_it_even_when_the_stored_key_was_changed(ana, way):
    ana.write(WORDS)
    assert raw.run("UPDATE accounts_personlock SET public = %s", b"\1" * 32)
    answer = getattr(ana.browser, WAYS[way])(way)
    assert answer.status_code in (200, 303)
    assert _unlocked() == []
    assert (_sessions() == []) is (way in ("/sign-out/", "/leave/"))


def test_signing_out_ends_the_session_row(ana):
    assert len(_sessions()) == 1
    ana.browser.post("/sign-out/")
    assert _sessions() == []


def test_a_session_ends_by_itself():
    with clock.held_at(MOMENT) as held:
        ana = people.ana()
        held.move(timedelta(seconds=settings.SESSION_COOKIE_AGE) + timedelta(days=1))
        assert "/sign-in/" in ana.browser.get("/unlock/")["Location"]
        flows.sweep(clock.now())
        assert _sessions() == []


def test_unlocking_again_leaves_no_second_row(ana):
    ana.unlock()
    ana.unlock()
    assert len(_unlocked()) == 1


def test_locking_one_browser_leaves_the_other(ana):
    other = people.Somebody(ana.sign_in, ana.name)
    other.sign_in_again()
    assert len(_unlocked()) == 2
    ana.browser.post("/lock/")
    assert len(_unlocked()) == 1
    assert other.browser.get("/today/").status_code == 200
