"""An unlocked session lies in two halves, neither of use alone."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.core import vault
from holdspace.core.vault import Key, Sealed, Unreadable

ANA, SESSION, KEY = uuid4(), uuid4(), Key.new()
COOKIE, SECRET = vault.split(KEY, ANA, SESSION)
TOKEN = vault.new_token()

anything = st.text(st.characters(), max_size=200)


def test_the_halves_join_to_the_key():
    assert vault.join(COOKIE, SECRET, ANA, SESSION) == KEY


def test_neither_half_holds_the_key():
    assert KEY._secret != SECRET
    assert len(SECRET) == 32
    again, other = vault.split(KEY, ANA, SESSION)
    assert again != COOKIE
    assert other != SECRET


def test_a_cookie_is_plain_text_for_a_header():
    assert COOKIE.isascii()
    assert COOKIE.replace("-", "").replace("_", "").isalnum()
    assert len(COOKIE) == 112


@given(at=st.integers(0, 111), mark=st.sampled_from("AZaz09-_=+/ "))
def test_a_changed_cookie_does_not_join(at, mark):
    changed = COOKIE[:at] + mark + COOKIE[at + 1 :]
    if changed != COOKIE:
        with pytest.raises(Unreadable):
            vault.join(changed, SECRET, ANA, SESSION)


@given(cookie=anything, secret=st.binary(max_size=40))
def test_any_halves_are_refused_in_the_same_way(cookie, secret):
    with pytest.raises(Unreadable):
        vault.join(cookie, SECRET, ANA, SESSION)
    with pytest.raises(Unreadable):
        vault.join(COOKIE, secret, ANA, SESSION)


def test_a_session_is_of_one_person_and_one_row():
    with pytest.raises(Unreadable):
        vault.join(COOKIE, SECRET, uuid4(), SESSION)
    with pytest.raises(Unreadable):
        vault.join(COOKIE, SECRET, ANA, uuid4())


def test_tokens_are_long_and_each_is_new():
    assert len(TOKEN) == 43
    assert vault.new_token() != TOKEN


def test_a_token_id_does_not_hold_the_token():
    name = vault.token_id(TOKEN)
    assert len(bytes.fromhex(name)) == 32
    assert TOKEN not in name
    assert name == vault.token_id(TOKEN)
    assert name != vault.token_id(vault.new_token())


@given(token=anything)
def test_any_text_has_a_token_id(token):
    assert len(vault.token_id(token)) == 64


@given(data=st.binary(max_size=1000), token=anything)
def test_a_sessions_data_opens_with_its_token_only(data, token):
    sealed = vault.seal_under_token(data, TOKEN)
    assert (len(sealed) - 48) % 256 == 0
    assert vault.unseal_under_token(sealed, TOKEN) == data
    with pytest.raises(Unreadable):
        vault.unseal_under_token(sealed, token)
    with pytest.raises(Unreadable):
        vault.unseal_under_token(Sealed(data), TOKEN)
