"""What an unlocked session keeps, half here and half there.

The cookie holds the data key sealed under a secret, the session's row holds
the secret: neither is of use alone, and deleting the row locks the space.
"""

from __future__ import annotations

import base64
import secrets
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from holdspace.core.vault.envelopes import (
    LONGEST_KIND,
    About,
    Sealed,
    seal,
    unseal,
)
from holdspace.core.vault.keys import KEY_BYTES, Key, Unreadable
from holdspace.core.vault.padding import Padding

TOKEN_BYTES: Final = 32
UNLOCKED: Final = "key/session"
HALFWAY: Final = "key/halfway"
NOBODY: Final = UUID(int=0)


def _to_text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _from_text(text: str) -> bytes:
    """Read what ``_to_text`` wrote, in that one spelling and no other."""
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        raise Unreadable from None
    if _to_text(data) != text:
        raise Unreadable
    return data


def split(
    key: Key, person: UUID, session: UUID, kind: str = UNLOCKED
) -> tuple[str, bytes]:
    """Part the data key into a half for the cookie and a half for the row.

    Halves of one kind never join as another: what waits between a password and
    a second step (``HALFWAY``) is of no use as an unlocked session.

    Returns:
        The cookie's value, and the 32 bytes for the session's row.
    """
    half = Key.new()
    about = About(person, session, kind)
    return _to_text(seal(key._secret, half, about, Padding.NONE)), half._secret


def join(
    cookie: str, secret: bytes, person: UUID, session: UUID, kind: str = UNLOCKED
) -> Key:
    """Put the data key together again.

    Raises:
        Unreadable: The halves are not of one session, person and kind, or one
            of them is not what ``split`` gave.
    """
    about = About(person, session, kind)
    return Key(unseal(Sealed(_from_text(cookie)), Key(secret), about))


def server_key(secret: str, use: str) -> Key:
    """Work out the server's own key for one use from its long secret.

    For what the server has to read without anybody's password, and a stolen
    database must not tell. Whoever has the server's secret too, reads it.

    Raises:
        Unreadable: The use is not 1 to 32 printable ASCII characters.
    """
    if not (use.isascii() and use.isprintable() and 1 <= len(use) <= LONGEST_KIND):
        raise Unreadable
    label = b"holdspace/v1/server key" + use.encode("ascii")
    derivation = HKDF(SHA256(), KEY_BYTES, salt=None, info=label)
    return Key(derivation.derive(secret.encode("utf-8", "surrogatepass")))


def new_token() -> str:
    """Draw the random text, 256 bits of it, that a cookie carries."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def _from_token(token: str, label: bytes) -> bytes:
    derivation = HKDF(SHA256(), KEY_BYTES, salt=None, info=label)
    return derivation.derive(token.encode("utf-8", "surrogatepass"))


def token_id(token: str) -> str:
    """Tell the name by which a token's row is found, in 64 hex digits.

    It does not lead back to the token, so a stolen table signs nobody in.
    Any text has one; text that is no token has one that no row carries.
    """
    return _from_token(token, b"holdspace/v1/token id").hex()


def _token_key(token: str) -> Key:
    return Key(_from_token(token, b"holdspace/v1/token key"))


_SESSION: Final = About(NOBODY, NOBODY, "session")


def seal_under_token(data: bytes, token: str) -> Sealed:
    """Seal a session's data so that only the bearer of the token has it.

    The token is the place as well as the key: each row has its own. An older
    state of the same session put back in its row is not noticed.

    Raises:
        TooLong: The data does not fit into one envelope.
    """
    return seal(data, _token_key(token), _SESSION, Padding.SMALL)


def unseal_under_token(sealed: Sealed, token: str) -> bytes:
    """Open what ``seal_under_token`` sealed.

    Raises:
        Unreadable: Another token, or not what was sealed.
    """
    return unseal(sealed, _token_key(token), _SESSION)
