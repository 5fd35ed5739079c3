"""From a password to a key: slow on purpose, once, and never beside itself.

One Argon2id evaluation gives both the bytes that prove the password and the
key that it opens, so that no cheaper way to try passwords exists than this.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from holdspace.core.vault.keys import KEY_BYTES, Key, Unreadable, expand

SALT_BYTES: Final = 16
MOST_MEMORY_KIB: Final = 256 * 1024
MOST_PASSES: Final = 16
MOST_LANES: Final = 16
LEAST_MEMORY_A_LANE_KIB: Final = 8

# One at once in each worker, 64 MiB at the usual cost: without a limit, a handful of
# sign-ins sent together would take all the memory of a small machine.
_AT_ONCE: Final = BoundedSemaphore(1)


class WrongPassword(Exception):
    """This is not the person's password."""


@dataclass(frozen=True, slots=True)
class Cost:
    """How much work one try at a password takes.

    It is stored with each person's lock, so that it can be raised for new
    locks without closing old ones. The bounds are checked here because a row
    that somebody changed could otherwise make the server use all its memory.

    Attributes:
        memory_kib: Memory in KiB, from 8 for each lane to 262,144 (256 MiB).
        passes: Passes over that memory, 1 to 16.
        lanes: Lanes, 1 to 16.

    Raises:
        Unreadable: A figure lies outside its bounds.

    References:
        RFC 9106, section 4: the default is its second recommended choice.
    """

    memory_kib: int = 65536
    passes: int = 3
    lanes: int = 4

    def __post_init__(self) -> None:
        least = LEAST_MEMORY_A_LANE_KIB * self.lanes
        if not (
            1 <= self.lanes <= MOST_LANES
            and 1 <= self.passes <= MOST_PASSES
            and least <= self.memory_kib <= MOST_MEMORY_KIB
        ):
            raise Unreadable

    def weaker_than(self, other: Cost) -> bool:
        """Tell whether this asks for less memory or fewer passes than ``other``.

        Lanes are left out: they share the same work among more cores.
        """
        return self.memory_kib < other.memory_kib or self.passes < other.passes


CHEAPEST: Final = Cost(memory_kib=8, passes=1, lanes=1)
"""For tests only: a try at a password costs next to nothing."""


def derive(person: UUID, password: str, salt: bytes, cost: Cost) -> tuple[bytes, Key]:
    """Work out what proves the password and the key it opens.

    Raises:
        Unreadable: The salt has another length than this module gives it.
    """
    if len(salt) != SALT_BYTES:
        raise Unreadable
    # A lone surrogate cannot come from a browser, but it must not become a
    # crash that tells one address from another.
    written = unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
    argon = Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    )
    root = slowly(argon, written)
    verifier = expand(root, b"holdspace/v1/verifier" + person.bytes)
    return verifier, Key(expand(root, b"holdspace/v1/password key" + person.bytes))


def slowly(argon: Argon2id, secret: bytes) -> bytes:
    """Derive, one at a time in this process."""
    with _AT_ONCE:
        return argon.derive(secret)


def same(one: bytes, other: bytes) -> bool:
    """Compare in a time that does not tell where two values differ."""
    return bytes_eq(one, other)


def pretend(password: str, cost: Cost) -> None:
    """Spend the work of a real try, for a sign-in that belongs to nobody.

    Without it, a quick refusal would tell that an address has no account.
    """
    derive(UUID(int=0), password, bytes(SALT_BYTES), cost)
