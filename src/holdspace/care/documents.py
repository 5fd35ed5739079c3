"""What lies inside a therapist's own envelopes, as typed records."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003  (msgspec reads the annotations)
from uuid import UUID  # noqa: TC003  (msgspec reads the annotations when it runs)

import msgspec

from holdspace.core.vault import Unreadable


class Note(msgspec.Struct, frozen=True):
    """What a therapist noted, for themselves.

    Attributes:
        bond: The bond it belongs to.
        at: The moment of the session, or when it was begun.
        words: What was noted.
        changed: When it was last changed.
    """

    bond: UUID
    at: datetime
    words: str
    changed: datetime


class Place(msgspec.Struct, frozen=True):
    """Where one note of a client lies, and the moment it is about."""

    note: UUID
    at: datetime


class Folder(msgspec.Struct, frozen=True):
    """Which notes there are about one client.

    Attributes:
        bond: The bond they belong to.
        called: The client's name, as it was when a note was last kept; a folder
            stays when a bond ends.
        places: The notes, newest first.
    """

    bond: UUID
    called: str = ""
    places: tuple[Place, ...] = ()


class Session(msgspec.Struct, frozen=True):
    """One session in the calendar.

    Attributes:
        id: Names it in an address.
        at: When it begins.
        minutes: How long it lasts.
        bond: With whom.
    """

    id: UUID
    at: datetime
    minutes: int
    bond: UUID


class Calendar(msgspec.Struct, frozen=True):
    """Every session of a therapist, in their order: two years back, and what comes."""

    sessions: tuple[Session, ...] = ()


def pack(document: Note | Folder | Calendar) -> bytes:
    """Write a record down, ready to be sealed."""
    return msgspec.json.encode(document)


def read[D: (Note, Folder, Calendar)](words: bytes, kind: type[D]) -> D:
    """Read what ``pack`` wrote.

    Raises:
        Unreadable: It is something else.
    """
    try:
        return msgspec.json.decode(words, type=kind)
    except msgspec.MsgspecError as refusal:
        raise Unreadable from refusal
