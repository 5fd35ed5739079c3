"""Keys of the server itself, for what it must read without anybody being there.

They come from the server's own secret, which does not lie in the database. They
open nothing that a person wrote.
"""

from __future__ import annotations

from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from holdspace.core.vault.keys import KEY_BYTES, Key

_LABEL: Final = b"holdspace/v1/server key/"


def server_key(secret: str, purpose: str) -> Key:
    """Derive the server's key for one purpose from its secret.

    Whoever has both the database and the secret opens what it sealed. Another
    secret gives other keys: what was sealed before is unreadable then.

    Args:
        secret: The server's long random secret.
        purpose: What the key is for, in printable ASCII; each has its own key.
    """
    info = _LABEL + purpose.encode("ascii")
    return Key(HKDF(SHA256(), KEY_BYTES, salt=None, info=info).derive(secret.encode()))
