"""The keys that open what a person wrote, and the one refusal of the vault.

A key is named by an id worked out from the key itself. An envelope carries
the id of its key, so that it opens under one key only: AES-GCM alone does not
promise that.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Final, NoReturn, Self

from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

KEY_BYTES: Final = 32
ID_BYTES: Final = 16


class Unreadable(Exception):
    """This does not open: not with this key, or not at this place, or not whole.

    A wrong key, a changed byte and a row that was moved, rolled back or
    relabelled all end here, and nothing tells them apart. It carries no
    message, so that no words and no ids reach a log through it.
    """


def expand(secret: bytes, label: bytes, length: int = KEY_BYTES) -> bytes:
    """Derive ``length`` bytes for the use named by ``label`` (HKDF-Expand)."""
    return HKDFExpand(SHA256(), length, label).derive(secret)


class _Guarded:
    """Keeps a secret out of pickles, and so out of caches, tasks and copies."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __reduce__(self) -> NoReturn:
        message = "A secret key is never pickled or copied."
        raise TypeError(message)


@dataclass(frozen=True, slots=True, repr=False)
class Key(_Guarded):
    """A secret key that seals and opens. Two keys are equal if their ids are.

    Attributes:
        id: Names the key, and may be stored beside what it sealed. It does
            not lead back to the key.
    """

    _secret: bytes = field(compare=False)
    id: bytes = field(init=False)
    _cipher: AESGCM = field(init=False, compare=False)

    def __post_init__(self) -> None:
        if len(self._secret) != KEY_BYTES:
            raise Unreadable
        name = expand(self._secret, b"holdspace/v1/key id", ID_BYTES)
        object.__setattr__(self, "id", name)
        # The id and the cipher use separate children of the secret, so that
        # what is stored in clear says nothing about what encrypts.
        cipher = AESGCM(expand(self._secret, b"holdspace/v1/seal"))
        object.__setattr__(self, "_cipher", cipher)

    @classmethod
    def new(cls) -> Self:
        """Draw a fresh random key."""
        return cls(secrets.token_bytes(KEY_BYTES))


def key_bytes(key: Key) -> bytes:
    """Give the bytes of a key, only to be sealed at once together with other things.

    ``Key`` reads them again.
    """
    return key._secret


@dataclass(frozen=True, slots=True)
class PublicKey:
    """What others seal to. It opens nothing and may be known to everybody.

    It proves no author: whoever has it can seal to it.

    Attributes:
        raw: The 32 bytes of the X25519 public key.
        id: Names the key in the envelopes sealed to it.

    Raises:
        Unreadable: ``raw`` has another length.
    """

    raw: bytes
    id: bytes = field(init=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.raw) != KEY_BYTES:
            raise Unreadable
        name = expand(self.raw, b"holdspace/v1/public key id", ID_BYTES)
        object.__setattr__(self, "id", name)

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read a public key as it was stored.

        Raises:
            Unreadable: The bytes have another length.
        """
        return cls(raw)

    def to_bytes(self) -> bytes:
        """Give the 32 bytes to store or to hand out."""
        return self.raw

    def _curve(self) -> X25519PublicKey:
        return X25519PublicKey.from_public_bytes(self.raw)


@dataclass(frozen=True, slots=True, repr=False)
class PrivateKey(_Guarded):
    """Opens what was sealed to its public half.

    Attributes:
        public: The half that others may have.
    """

    _secret: bytes = field(compare=False)
    public: PublicKey = field(init=False)
    _curve: X25519PrivateKey = field(init=False, compare=False)

    def __post_init__(self) -> None:
        if len(self._secret) != KEY_BYTES:
            raise Unreadable
        curve = X25519PrivateKey.from_private_bytes(self._secret)
        public = PublicKey(curve.public_key().public_bytes_raw())
        object.__setattr__(self, "_curve", curve)
        object.__setattr__(self, "public", public)

    @classmethod
    def new(cls) -> Self:
        """Draw a fresh random pair."""
        return cls(secrets.token_bytes(KEY_BYTES))
