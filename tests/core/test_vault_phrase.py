"""The phrase that two people read aloud: the same only if all three keys are."""

from __future__ import annotations

import re

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from holdspace.core import vault
from holdspace.core.vault import Key, PublicKey

ONE, OTHER = PublicKey(bytes(range(32))), PublicKey(bytes(range(32, 64)))
BOND = Key(bytes(range(64, 96)))
WORD = r"[bdfghjklmnprstvz][aiou][bdfghjklmnprstvz][aiou][bdfghjklmnprstvz]"


def test_it_is_five_words_that_can_be_said_and_always_the_same():
    phrase = vault.phrase_of(ONE, OTHER, BOND)
    assert re.fullmatch(rf"{WORD}(?: {WORD}){{4}}", phrase)
    assert phrase == vault.phrase_of(ONE, OTHER, Key(bytes(range(64, 96))))


@pytest.mark.parametrize(
    ("client", "therapist", "bond"),
    [
        (OTHER, ONE, BOND),
        (ONE, ONE, BOND),
        (OTHER, OTHER, BOND),
        (ONE, OTHER, Key(bytes(32))),
        (PublicKey(bytes([1]) + ONE.raw[1:]), OTHER, BOND),
    ],
)
def test_another_key_in_any_place_gives_another_phrase(client, therapist, bond):
    given = vault.phrase_of(client, therapist, bond).split()
    whole = vault.phrase_of(ONE, OTHER, BOND).split()
    assert all(one != other for one, other in zip(given, whole, strict=True))


def test_it_is_what_the_format_says():
    """Worked out here a second time, from docs/format/sharing.md alone."""
    argon = Argon2id(
        salt=b"holdspace/phrase", length=10, iterations=3, lanes=4, memory_cost=65536
    )
    drawn = argon.derive(bytes(range(96)))
    bits = "".join(f"{byte:08b}" for byte in drawn)
    words = []
    for at in range(0, 80, 16):
        word = ""
        for width, marks in ((4, 0), (2, 1), (4, 0), (2, 1), (4, 0)):
            word += ("bdfghjklmnprstvz", "aiou")[marks][int(bits[at : at + width], 2)]
            at += width
        words.append(word)
    assert vault.phrase_of(ONE, OTHER, BOND) == " ".join(words)
    assert vault.phrase_of(ONE, OTHER, BOND) == PUBLISHED


PUBLISHED = "jozus litij nuzok jaraj fipif"
"""What every version gives for these keys: a change here would part two people."""
