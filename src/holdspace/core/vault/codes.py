"""The recovery code: the second way to one's own words.

It is random, so it needs no slow derivation: there are 2**140 of them, and
making each try slower would protect nothing that this leaves open.
"""

from __future__ import annotations

import secrets
import unicodedata
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from holdspace.core.vault.keys import KEY_BYTES, Key

if TYPE_CHECKING:
    from uuid import UUID

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 28
GROUP: Final = 4

_MISREAD: Final = str.maketrans("OIL", "011")


class WrongCode(Exception):
    """This is not the person's recovery code."""


def new_code() -> str:
    """Draw a recovery code: 140 random bits, as it is shown to the person."""
    return shown("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))


def shown(code: str) -> str:
    """Part a plain code into groups of four, joined by hyphens."""
    groups = (code[at : at + GROUP] for at in range(0, LENGTH, GROUP))
    return "-".join(groups)


def plain(typed: str) -> str:
    """Read a code as a person may have typed it.

    Case does not matter, nor do spaces and hyphens or dashes of any kind; the
    letter O is read as 0, and I and L as 1.

    Raises:
        WrongCode: What is left is not 28 characters of the alphabet.
    """
    kept = (
        mark
        for mark in typed
        if not mark.isspace() and unicodedata.category(mark) != "Pd"
    )
    code = "".join(kept).upper().translate(_MISREAD)
    if len(code) != LENGTH or not set(code) <= set(ALPHABET):
        raise WrongCode
    return code


def key_of(person: UUID, code: str) -> Key:
    """Derive the key that a code opens.

    The salt is the person's id rather than the salt of the password: a new
    password draws a new salt, and the code has to outlive it.

    Raises:
        WrongCode: ``code`` does not have the form of a recovery code.
    """
    label = b"holdspace/v1/code key"
    derivation = HKDF(SHA256(), KEY_BYTES, salt=person.bytes, info=label)
    return Key(derivation.derive(plain(code).encode("ascii")))
