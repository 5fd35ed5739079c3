"""What comes in while nobody has the key: a rating, or a receipt for a mail.

Both are sealed to the person's public key and wait, all in one table and of one
size, until the space is next open. Sealing to a public key proves no author.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID  # noqa: TC003  (msgspec reads the annotations when it runs)

import msgspec

from holdspace.core.vault import About, Unreadable

KIND: Final = "slip"


class Rating(msgspec.Struct, frozen=True, tag="rating"):
    """How somebody said they were.

    Attributes:
        at: When that was; it stays true however late this is filed.
        given: What was chosen, by the names of the form.
        reflection: What a mail had asked about, if a mail had asked.
        code: Which follow-up the mail was.
        letter: Which mail.
    """

    at: str
    given: dict[str, list[str]]
    reflection: UUID | None = None
    code: str = ""
    letter: UUID | None = None


class Receipt(msgspec.Struct, frozen=True, tag="receipt"):
    """What became of a mail.

    Attributes:
        at: When.
        letter: Which mail.
        code: Which follow-up it was, or nothing for a code to type back.
        accepted: The mail server took it; otherwise it was given up.
    """

    at: str
    letter: UUID
    code: str
    accepted: bool


type Slip = Rating | Receipt


def about(person: UUID, slip: UUID) -> About:
    """The place that a slip belongs to."""
    return About(person, slip, KIND)


def pack(slip: Slip) -> bytes:
    """Write a slip down, ready to be sealed."""
    return msgspec.json.encode(slip)


def read(words: bytes) -> Slip:
    """Read what ``pack`` wrote.

    Raises:
        Unreadable: It is no slip.
    """
    try:
        return msgspec.json.decode(words, type=Rating | Receipt)
    except (msgspec.MsgspecError, ValueError) as refusal:
        raise Unreadable from refusal
