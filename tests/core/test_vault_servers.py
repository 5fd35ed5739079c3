"""Keys of the server: derived from its secret, one for each purpose."""

from __future__ import annotations

import hashlib
import hmac
from uuid import UUID

import pytest

from holdspace.core import vault
from holdspace.core.vault import About, Key, Unreadable

SECRET = "a long secret of the server, with ümlauts in it"
ABOUT = About(vault.NOBODY, UUID(int=7), "letter")


def _by_hand(purpose):
    """HKDF of RFC 5869 with SHA-256, one block, as envelope-v1 writes it down."""
    root = hmac.digest(bytes(32), SECRET.encode(), hashlib.sha256)
    info = b"holdspace/v1/server key" + purpose.encode()
    return Key(hmac.digest(root, info + b"\x01", hashlib.sha256))


@pytest.mark.parametrize("purpose", ["letter", "x"])
def test_it_is_the_key_that_the_document_writes_down(purpose):
    assert vault.server_key(SECRET, purpose) == _by_hand(purpose)
    sealed = vault.seal(b"words", _by_hand(purpose), ABOUT)
    assert vault.unseal(sealed, vault.server_key(SECRET, purpose), ABOUT) == b"words"


@pytest.mark.parametrize(
    ("secret", "purpose"), [("another secret", "letter"), (SECRET, "other")]
)
def test_another_secret_or_purpose_opens_nothing(secret, purpose):
    sealed = vault.seal(b"words", vault.server_key(SECRET, "letter"), ABOUT)
    with pytest.raises(Unreadable):
        vault.unseal(sealed, vault.server_key(secret, purpose), ABOUT)
