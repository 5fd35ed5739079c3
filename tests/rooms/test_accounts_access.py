"""Another password and another recovery code, asked for with the password of now."""

from __future__ import annotations

import pytest

from holdspace.accounts import flows, store
from holdspace.core import vault
from holdspace.core.vault import CHEAPEST
from holdspace.web import clock
from tests.rooms import people

NEW = "seven lanterns by the quay"


@pytest.fixture
def signed_in(ana):
    """Ana, signed in through the page, as she would be."""
    client = people.browser()
    client.post("/sign-in/", {"sign_in": "ana", "password": people.PASSWORD})
    return client


def _change(client, password=people.PASSWORD, new=NEW):
    sent = {"password": password, "new_password": new}
    return client.post("/you/password/", sent)


def _sign_in(password):
    client = people.browser()
    sent = {"sign_in": "ana", "password": password}
    return client.post("/sign-in/", sent).status_code


def test_the_new_password_opens_and_the_old_one_does_not(ana, signed_in):
    kept = people.keep(ana, words="the weir was loud")
    assert _change(signed_in)["Location"] == "/you/password/?changed=1"
    assert _sign_in(NEW) in (302, 303)
    assert _sign_in(people.PASSWORD) == 422
    # This browser goes on as it was.
    assert "the weir was loud" in people.shown(signed_in.get(f"/journal/read/{kept}/"))


def test_the_recovery_code_outlives_a_changed_password(ana, signed_in):
    _change(signed_in)
    opened = vault.open_with_code(ana.id, store.get_lock(ana.id), ana.code)
    assert opened.key == ana.space.opened.key


@pytest.mark.parametrize(
    ("password", "new", "field"),
    [
        ("not the one at all", NEW, "does not open this space"),
        (people.PASSWORD, "short", "A few more characters"),
        (people.PASSWORD, people.PASSWORD, "the password you have already"),
        (people.PASSWORD, "ana ana ana ana ana", "easy to guess"),
        (people.PASSWORD, "", "still missing"),
        ("", NEW, "still missing"),
    ],
)
def test_what_does_not_fit_is_said_and_changes_nothing(signed_in, password, new, field):
    answer = _change(signed_in, password, new)
    assert answer.status_code == 422
    assert field in people.shown(answer)
    assert NEW not in people.shown(answer)
    assert _sign_in(people.PASSWORD) in (302, 303)


def test_a_password_changed_elsewhere_at_the_same_moment_stays(
    ana, signed_in, monkeypatch
):
    real = vault.change_password

    def slowly(person, lock, opened, password, cost):
        changed = real(person, lock, opened, password, cost)
        theirs = real(person, lock, opened, people.OTHER_PASSWORD, cost)
        assert store.replace_lock(person, theirs, was=lock)
        return changed

    monkeypatch.setattr(vault, "change_password", slowly)
    answer = _change(signed_in)
    assert answer.status_code == 422
    assert "at the same moment" in people.shown(answer)
    assert _sign_in(people.OTHER_PASSWORD) in (302, 303)
    assert _sign_in(NEW) == 422


def test_guessing_the_password_here_is_counted_like_everywhere(signed_in, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "3/m/key"}
    wrong = [_change(signed_in, "not the one at all") for _ in range(3)]
    assert {one.status_code for one in wrong} == {422}
    assert "many tries" in people.shown(_change(signed_in))
    answer = signed_in.post("/you/code/", {"password": people.PASSWORD})
    assert "many tries" in people.shown(answer)


def test_the_right_password_is_not_counted_as_a_try(signed_in, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "2/m/key"}
    for new, old in ((NEW, people.PASSWORD), (people.PASSWORD, NEW)) * 2:
        assert _change(signed_in, old, new).status_code == 303


@pytest.mark.parametrize(
    "page", ["/you/password/", "/you/code/", "/you/key/", "/you/delete/"]
)
def test_a_locked_browser_is_asked_to_unlock_first(ana, page):
    client = ana.locked_browser()
    for answer in (client.get(page), client.post(page, {"password": people.PASSWORD})):
        assert answer.status_code == 303
        assert answer["Location"].startswith("/unlock/")


def test_a_new_code_is_shown_once_and_the_one_before_opens_nothing(ana, signed_in):
    answer = signed_in.post("/you/code/", {"password": people.PASSWORD})
    assert answer["Location"] == "/code/"
    assert signed_in.get("/today/")["Location"] == "/code/"
    page = people.shown(signed_in.get("/code/"))
    code = page.partition('id="recovery-code">')[2].partition("<")[0].strip()
    assert code != ana.code
    assert signed_in.post("/code/", {"code": code})["Location"] == "/today/"
    with pytest.raises(vault.WrongCode):
        vault.open_with_code(ana.id, store.get_lock(ana.id), ana.code)
    opened = vault.open_with_code(ana.id, store.get_lock(ana.id), code)
    assert opened.key == ana.space.opened.key


def test_a_new_code_takes_the_password(ana, signed_in):
    answer = signed_in.post("/you/code/", {"password": "not the one at all"})
    assert answer.status_code == 422
    vault.open_with_code(ana.id, store.get_lock(ana.id), ana.code)


def test_a_raised_cost_goes_into_a_changed_password(ana):
    dearer = vault.Cost(memory_kib=16, passes=1, lanes=1)
    flows.change_password(
        ana.space,
        password=people.PASSWORD,
        new_password=NEW,
        cost=dearer,
        now=clock.now(),
    )
    assert store.get_lock(ana.id).cost == dearer
    assert CHEAPEST.weaker_than(dearer)
