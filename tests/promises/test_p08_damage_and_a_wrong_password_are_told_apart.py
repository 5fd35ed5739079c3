"""P-08: a wrong password never reads as damage, nor damage to a seal as a wrong one."""

from __future__ import annotations

import pytest

from tests.promises import people, raw

pytestmark = pytest.mark.django_db(transaction=True)

WRONG = ("do not belong together here", "This password does not open this space")
DAMAGED = "cannot be opened"
SEALS = ("by_password", "private")


def _spoil(person, column):
    (sealed,) = raw.one(
        f"SELECT {column} FROM accounts_personlock WHERE person_id = %s",  # noqa: S608
        person,
    )
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    assert raw.run(
        f"UPDATE accounts_personlock SET {column} = %s WHERE person_id = %s",  # noqa: S608
        changed,
        person,
    )


def _told(answer):
    page = answer.content.decode()
    return any(told in page for told in WRONG), DAMAGED in page


def test_a_wrong_password_is_called_one(ana):
    ana.browser.post("/sign-out/")
    answer = ana.sign_in_again("another password altogether")
    assert answer.status_code == 422
    assert _told(answer) == (True, False)


def test_a_wrong_password_at_unlocking_is_called_one(ana):
    ana.browser.post("/lock/")
    answer = ana.unlock("another password altogether")
    assert answer.status_code == 422
    assert _told(answer) == (True, False)


@pytest.mark.parametrize("column", SEALS)
def test_a_damaged_key_is_not_called_a_wrong_password(ana, column):
    ana.browser.post("/sign-out/")
    _spoil(ana.id, column)
    answer = ana.sign_in_again()
    assert answer.status_code == 409
    assert _told(answer) == (False, True)


@pytest.mark.parametrize("column", SEALS)
def test_a_wrong_password_before_a_damaged_key_is_still_a_wrong_password(ana, column):
    ana.browser.post("/sign-out/")
    _spoil(ana.id, column)
    assert _told(ana.sign_in_again("another password altogether")) == (True, False)


def test_a_damaged_row_does_not_ask_for_the_password(ana):
    kept = ana.write("soon to be damaged")
    sealed = raw.sealed_row(ana.id, kept)
    raw.put_sealed(ana.id, kept, sealed[:-1] + bytes([sealed[-1] ^ 1]))
    answer = ana.read(kept)
    assert answer.status_code == 409
    assert 'type="password"' not in answer.content.decode()


def test_a_damaged_recovery_seal_is_not_called_a_wrong_code(ana):
    _spoil(ana.id, "by_code")
    given = {
        "sign_in": ana.sign_in,
        "code": ana.code,
        "password": "a later word for the door",
    }
    answer = people.Client().post("/recover/", given)
    assert answer.status_code == 409
    assert _told(answer) == (False, True)
