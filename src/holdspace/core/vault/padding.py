"""How much of a length an envelope tells.

Words are padded to one of six sizes, so that a stolen database shows roughly
how much is stored and not how long each piece is.
"""

from __future__ import annotations

from enum import Enum
from typing import Final

from holdspace.core.vault.keys import Unreadable

KIB: Final = 1024
BUCKETS: Final = tuple(size * KIB for size in (4, 16, 64, 256, 1024, 4096))
PREFIX_BYTES: Final = 4
STEP: Final = 256


class TooLong(Exception):
    """What was given is longer than one envelope holds (4 MiB less 4 bytes)."""


class Padding(Enum):
    """How closely an envelope's size follows what is inside.

    ``WORDS`` is for everything a person wrote and for lists that grow with
    it: six sizes. ``SMALL`` is for short things of the machine whose rough
    size says nothing about a person, such as a session: steps of 256 bytes.
    ``NONE`` is for things that always have one length, such as a key.
    """

    WORDS = "words"
    SMALL = "small"
    NONE = "none"


def bucket(length: int) -> int:
    """Tell the padded size of ``length`` bytes of words.

    The size is that of the whole plaintext, its 4 bytes of length included:
    4, 16, 64 or 256 KiB, 1 or 4 MiB.

    Raises:
        TooLong: No bucket is that large.
    """
    for size in BUCKETS:
        if length + PREFIX_BYTES <= size:
            return size
    raise TooLong


def _size(length: int, pad: Padding) -> int:
    largest = bucket(length)
    if pad is Padding.WORDS:
        return largest
    if pad is Padding.SMALL:
        return -(-(length + PREFIX_BYTES) // STEP) * STEP
    return length + PREFIX_BYTES


def padded(words: bytes, pad: Padding) -> bytes:
    """Put the length before ``words`` and zeros after them.

    Raises:
        TooLong: They are longer than the largest bucket.
    """
    size = _size(len(words), pad)
    prefix = len(words).to_bytes(PREFIX_BYTES, "big")
    return (prefix + words).ljust(size, b"\0")


def unpadded(plain: bytes) -> bytes:
    """Take off what ``padded`` put on.

    Raises:
        Unreadable: The length lies beyond the end, or the padding is not zero.
    """
    end = PREFIX_BYTES + int.from_bytes(plain[:PREFIX_BYTES], "big")
    if end > len(plain) or not plain.endswith(bytes(len(plain) - end)):
        raise Unreadable
    return plain[PREFIX_BYTES:end]


def fits(inside: int, pad: Padding) -> bool:
    """Tell whether ``pad`` can lead to this many bytes after the length.

    ``Padding.NONE`` leads to any length from nothing up.
    """
    size = inside + PREFIX_BYTES
    if pad is Padding.WORDS:
        return size in BUCKETS
    if pad is Padding.SMALL:
        return 0 < size <= BUCKETS[-1] and size % STEP == 0
    return PREFIX_BYTES <= size <= BUCKETS[-1]
