"""The phrase by which two people make sure that nobody stands between them.

Both read it aloud. It is worked out from the public key of each and from a key that
one of them made for the other, so that it is the same only if both hold the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from holdspace.core.vault.passwords import slowly

if TYPE_CHECKING:
    from holdspace.core.vault.keys import Key, PublicKey

WORDS: Final = 5
CONSONANTS: Final = "bdfghjklmnprstvz"
VOWELS: Final = "aiou"
MEMORY_KIB: Final = 65536
PASSES: Final = 3
LANES: Final = 4
SALT: Final = b"holdspace/phrase"

_WORD_BYTES: Final = 2
_SHAPE: Final = ((12, CONSONANTS), (10, VOWELS), (6, CONSONANTS), (4, VOWELS))


def phrase_of(client: PublicKey, therapist: PublicKey, bond: Key) -> str:
    """Give the five words that say that both sides hold these three keys.

    A server in the middle would choose two keys and look for two phrases that are
    alike. With 80 bits that takes 2**40 tries, and each of them is as slow as a try
    at a password.

    Args:
        client: The public key of the one who made the bond key.
        therapist: The public key of the one it was made for.
        bond: The bond key.
    """
    argon = Argon2id(
        salt=SALT,
        length=WORDS * _WORD_BYTES,
        iterations=PASSES,
        lanes=LANES,
        memory_cost=MEMORY_KIB,
    )
    drawn = slowly(argon, client.raw + therapist.raw + bond._secret)
    return " ".join(
        _word(int.from_bytes(drawn[at : at + _WORD_BYTES], "big"))
        for at in range(0, len(drawn), _WORD_BYTES)
    )


def _word(number: int) -> str:
    """Write 16 bits as a word that can be said: four, two, four, two and four."""
    shape = (*_SHAPE, (0, CONSONANTS))
    return "".join(marks[(number >> by) & (len(marks) - 1)] for by, marks in shape)
