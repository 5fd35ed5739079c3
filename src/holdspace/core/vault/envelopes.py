"""Sealing words under a key, or to one named recipient, and opening them.

An envelope opens only with its key and only at its place: whose it is, which
row, what kind of thing and at what version are authenticated with the words.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NewType

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from holdspace.core.vault.keys import ID_BYTES, Unreadable
from holdspace.core.vault.padding import (
    PREFIX_BYTES,
    Padding,
    fits,
    padded,
    unpadded,
)

if TYPE_CHECKING:
    from uuid import UUID

    from holdspace.core.vault.keys import Key, PrivateKey, PublicKey

Sealed = NewType("Sealed", bytes)
"""Bytes that came out of the vault and may be stored anywhere."""

UNDER_KEY: Final = b"HS\x01\x01"
TO_PUBLIC: Final = b"HS\x01\x02"
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
POINT_BYTES: Final = 32
HEADER_BYTES: Final = len(UNDER_KEY) + ID_BYTES
SHORTEST_UNDER_KEY: Final = HEADER_BYTES + NONCE_BYTES + PREFIX_BYTES + TAG_BYTES
SHORTEST_TO_PUBLIC: Final = HEADER_BYTES + POINT_BYTES + PREFIX_BYTES + TAG_BYTES
LONGEST_KIND: Final = 32
HIGHEST_VERSION: Final = 2**63 - 1

_SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


@lru_cache(maxsize=256)
def _is_kind(kind: str) -> bool:
    plain = kind.isascii() and kind.isprintable()
    return plain and 1 <= len(kind) <= LONGEST_KIND


def check_kind(kind: str, version: int) -> None:
    """Make sure that a kind and a version can be written into an envelope.

    Raises:
        ValueError: The kind is not 1 to 32 printable ASCII characters, or the
            version is not from 0 to 2**63 - 1. This is a bug of the caller.
    """
    if not _is_kind(kind):
        message = "A kind is 1 to 32 printable ASCII characters."
        raise ValueError(message)
    if not 0 <= version <= HIGHEST_VERSION:
        message = "A version is from 0 to 2**63 - 1."
        raise ValueError(message)


@dataclass(frozen=True, slots=True)
class About:
    """The place an envelope belongs to; it opens nowhere else.

    Attributes:
        person: Whose it is.
        row: Which row it lies in.
        kind: What kind of thing it is, in 1 to 32 printable ASCII characters.
        version: Which version of that row; a newer one never passes for an
            older one, nor the reverse.

    Raises:
        ValueError: Kind or version cannot be written down (a bug).
    """

    person: UUID
    row: UUID
    kind: str
    version: int = 1

    def __post_init__(self) -> None:
        check_kind(self.kind, self.version)


def _context(header: bytes, about: About) -> bytes:
    """Write down what is authenticated: fixed lengths first, kind last."""
    kind = about.kind.encode("ascii")
    return b"".join(
        (
            b"holdspace/v1/envelope",
            header,
            about.person.bytes,
            about.row.bytes,
            about.version.to_bytes(8, "big"),
            bytes((len(kind),)),
            kind,
        )
    )


def names_key(sealed: Sealed, key: Key) -> bool:
    """Tell whether the envelope says that ``key`` sealed it."""
    return sealed.startswith(header_under(key))


def names_public(sealed: Sealed, public: PublicKey) -> bool:
    """Tell whether the envelope says that it was sealed to ``public``."""
    return sealed.startswith(header_to(public))


def header_under(key: Key) -> bytes:
    """Give the 20 bytes with which every envelope under ``key`` begins."""
    return UNDER_KEY + key.id


def header_to(public: PublicKey) -> bytes:
    """Give the 20 bytes with which every envelope to ``public`` begins."""
    return TO_PUBLIC + public.id


def is_sealed_to_public(sealed: Sealed) -> bool:
    """Tell whether this was sealed to a public key rather than under a key.

    What came in while a person's space was locked is told apart by this: a
    public key proves no author, so such a piece may be from anybody.
    """
    return sealed.startswith(TO_PUBLIC)


def seal(words: bytes, key: Key, about: About, pad: Padding = Padding.WORDS) -> Sealed:
    """Seal ``words`` so that only ``key`` opens them, and only at ``about``.

    Each call draws a fresh nonce, so the same words never give the same
    envelope twice. The envelope is padded: its size tells how long the words
    are to the next bucket, not closer.

    Raises:
        TooLong: The words do not fit into the largest bucket.
    """
    header = UNDER_KEY + key.id
    nonce = secrets.token_bytes(NONCE_BYTES)
    plain = padded(words, pad)
    box = key._cipher.encrypt(nonce, plain, _context(header, about))
    return Sealed(header + nonce + box)


def unseal(sealed: Sealed, key: Key, about: About) -> bytes:
    """Open what ``seal`` sealed under ``key`` at ``about``.

    Raises:
        Unreadable: Another key, another place, or not what was sealed.
    """
    header = UNDER_KEY + key.id
    # The header is compared whole before anything is decrypted: it holds an
    # id worked out from the key, without which one envelope could be built
    # that opens under two keys.
    if len(sealed) < SHORTEST_UNDER_KEY or not sealed.startswith(header):
        raise Unreadable
    start = HEADER_BYTES + NONCE_BYTES
    # A view, because a copy of each large envelope would cost as much as opening it.
    nonce, box = sealed[HEADER_BYTES:start], memoryview(sealed)[start:]
    try:
        plain = key._cipher.decrypt(nonce, box, _context(header, about))
    except InvalidTag:
        raise Unreadable from None
    return unpadded(plain)


def seal_to(
    words: bytes, public: PublicKey, about: About, pad: Padding = Padding.WORDS
) -> Sealed:
    """Seal ``words`` to whoever holds the private half of ``public``.

    The sealer cannot open it again. It proves no author: everybody who has
    the public key can make one.

    Raises:
        TooLong: The words do not fit into the largest bucket.
        Unreadable: ``public`` is one of the few points nothing can be sealed
            to; no honest key pair has it.
    """
    header = TO_PUBLIC + public.id
    plain = padded(words, pad)
    try:
        box = _SUITE.encrypt(plain, public._curve(), _context(header, about))
    except ValueError:
        raise Unreadable from None
    return Sealed(header + box)


def unseal_from(sealed: Sealed, private: PrivateKey, about: About) -> bytes:
    """Open what ``seal_to`` sealed to the public half of ``private``.

    Raises:
        Unreadable: Another key, another place, or not what was sealed.
    """
    header = TO_PUBLIC + private.public.id
    if len(sealed) < SHORTEST_TO_PUBLIC or not sealed.startswith(header):
        raise Unreadable
    box = sealed[HEADER_BYTES:]
    try:
        plain = _SUITE.decrypt(box, private._curve, _context(header, about))
    except InvalidTag:
        raise Unreadable from None
    return unpadded(plain)


def looks_whole(start: bytes, length: int, pad: Padding) -> bool:
    """Tell, without any key, whether stored bytes can be an envelope of ours.

    It sees a header that is not ours, a cut and an added byte: a length tells by
    itself whether it is one that ``pad`` leads to. It proves nothing about what is
    inside; only opening does.

    Args:
        start: At least the first four bytes, to know the kind of envelope by.
        length: How many bytes are stored in all.
        pad: How this place is padded.
    """
    if start.startswith(UNDER_KEY):
        return fits(length - SHORTEST_UNDER_KEY, pad)
    if start.startswith(TO_PUBLIC):
        return fits(length - SHORTEST_TO_PUBLIC, pad)
    return False
