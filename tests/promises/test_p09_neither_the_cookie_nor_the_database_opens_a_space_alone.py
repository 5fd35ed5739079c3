"""P-09: what opens a space lies half in the cookie and half in the database."""

from __future__ import annotations

import itertools
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client

from holdspace.core import vault
from holdspace.core.vault import About, Key, Sealed, Unreadable
from tests.promises import raw

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "behind two halves of one key"
KEY_BYTES = 32
UNLOCK = "/unlock/"


def _cookie(somebody):
    return somebody.browser.cookies[settings.UNLOCKED_COOKIE_NAME].value


def test_the_cookie_opens_nothing_once_the_row_is_gone(ana):
    kept = ana.write(WORDS)
    assert ana.read(kept).status_code == 200
    assert raw.run("DELETE FROM accounts_unlocked")
    answer = ana.read(kept)
    assert answer.status_code == 303
    assert answer["Location"].startswith(UNLOCK)


def test_the_cookie_opens_nothing_beside_another_half(ana):
    kept = ana.write(WORDS)
    assert raw.run("UPDATE accounts_unlocked SET secret = %s", b"\7" * KEY_BYTES)
    assert ana.read(kept)["Location"].startswith(UNLOCK)


def test_the_row_opens_nothing_without_the_cookie(ana):
    kept = ana.write(WORDS)
    del ana.browser.cookies[settings.UNLOCKED_COOKIE_NAME]
    assert ana.read(kept)["Location"].startswith(UNLOCK)


def test_the_cookie_opens_nothing_for_somebody_else(ana, cleo):
    kept = ana.write(WORDS)
    cleo.browser.cookies[settings.UNLOCKED_COOKIE_NAME] = _cookie(ana)
    assert cleo.read(kept)["Location"].startswith(UNLOCK)


def test_the_cookie_alone_does_not_sign_in(ana):
    kept = ana.write(WORDS)
    thief = Client()
    thief.cookies[settings.UNLOCKED_COOKIE_NAME] = _cookie(ana)
    assert thief.get(f"/journal/read/{kept}/").status_code == 303
    assert WORDS not in thief.get("/timeline/", follow=True).content.decode()


def _candidates():
    """Every run of bytes in the database that has the length of a key."""
    for table in raw.private_tables():
        for row in raw.rows(table):
            for value in row.values():
                if isinstance(value, bytes):
                    short = value if len(value) < 400 else value[:60] + value[-60:]
                    for place in range(len(short) - KEY_BYTES + 1):
                        yield short[place : place + KEY_BYTES]
                if isinstance(value, str) and len(value) == 2 * KEY_BYTES:
                    yield bytes.fromhex(value)


def test_no_value_in_the_database_is_a_key_that_opens_anything(ana):
    """Not even while the space is unlocked."""
    kept = ana.write(WORDS)
    (lock,) = raw.rows("accounts_personlock")
    seals = [
        (Sealed(lock["private"]), About(ana.id, ana.id, "key/private")),
        (Sealed(lock["by_password"]), About(ana.id, ana.id, "key/password")),
        (Sealed(lock["by_code"]), About(ana.id, ana.id, "key/code")),
        (Sealed(raw.sealed_row(ana.id, kept)), About(ana.id, kept, "reflection", 3)),
    ]
    candidates = set(_candidates())
    assert len(candidates) > 500
    for key in map(Key, candidates):
        assert not any(_opens(sealed, key, about) for sealed, about in seals)


def test_no_value_in_the_cookies_is_a_key_that_opens_anything(ana):
    ana.write(WORDS)
    (lock,) = raw.rows("accounts_personlock")
    private = Sealed(lock["private"])
    number, _, half = _cookie(ana).partition(".")
    assert len(number) == 32
    sealed = vault.sessions._from_text(half)
    for place in range(len(sealed) - KEY_BYTES + 1):
        key = Key(sealed[place : place + KEY_BYTES])
        assert not _opens(private, key, About(ana.id, ana.id, "key/private"))


def test_both_halves_together_do_open_it(ana):
    """So that the trials above are known to be made in the right way."""
    kept = ana.write(WORDS)
    (unlocked,) = raw.rows("accounts_unlocked")
    (lock,) = raw.rows("accounts_personlock")
    number, _, half = _cookie(ana).partition(".")
    key = vault.join(half, unlocked["secret"], ana.id, UUID(hex=number))
    private = Sealed(lock["private"])
    assert _opens(private, key, About(ana.id, ana.id, "key/private"))
    reflection = Sealed(raw.sealed_row(ana.id, kept))
    assert _opens(reflection, key, About(ana.id, kept, "reflection", 3))


def test_two_unlocked_browsers_have_no_half_in_common(ana):
    first = _cookie(ana)
    ana.browser.post("/lock/")
    ana.unlock()
    second = _cookie(ana)
    pieces = [first.split("."), second.split(".")]
    assert all(a != b for a, b in itertools.pairwise(pieces))
    assert set(pieces[0]).isdisjoint(pieces[1])


def _opens(sealed, key, about):
    try:
        vault.unseal(sealed, key, about)
    except Unreadable:
        return False
    return True
