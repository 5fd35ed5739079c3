"""What is inside the envelopes of this room, and how it is written down."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003  (read when records are)
from typing import Final
from uuid import UUID  # noqa: TC003  (the same)

import msgspec

from holdspace.core import vault
from holdspace.core.vault import Key, PublicKey, Unreadable

NOT_SHORTER: Final = ("name", "reply_time", "belongs", "emergency", "limits")


class Away(msgspec.Struct, frozen=True):
    """Days on which a therapist does not read, and who is there instead."""

    since: date
    until: date
    cover: str = ""


class Card(msgspec.Struct, frozen=True):
    """What a therapist says of themselves, and their reading promise.

    Attributes:
        name: Who they are.
        about: What they do, in a few words of theirs.
        reading_days: The days of the week on which they read, 0 for Monday.
        reply_time: How long an answer usually takes.
        belongs: What belongs into a session and not here.
        emergency: What to do when it cannot wait.
        limits: When they may have to tell somebody else.
        away: When they are away.
        confirmed_on: The day on which the promise was last confirmed, if ever.
    """

    name: str = ""
    about: str = ""
    reading_days: tuple[int, ...] = ()
    reply_time: str = ""
    belongs: str = ""
    emergency: str = ""
    limits: str = ""
    away: Away | None = None
    confirmed_on: date | None = None

    @property
    def is_complete(self) -> bool:
        """Whether everything is said that a client has to know."""
        said = all(getattr(self, name).strip() for name in NOT_SHORTER)
        return said and bool(self.reading_days)


class Beside(msgspec.Struct, frozen=True):
    """What one side of a bond notes about parcels for themselves; nobody else sees it.

    Attributes:
        seen_until: When the newest letter was sent that they had before them.
        aside: What was assigned and they put aside.
        standing: What was assigned and is answered to the therapist until further
            notice; it ends with what was assigned.
    """

    seen_until: datetime | None = None
    aside: tuple[UUID, ...] = ()
    standing: tuple[UUID, ...] = ()


class Called(msgspec.Struct, frozen=True):
    """What a therapist calls whom they invited."""

    called: str


class Paper(msgspec.Struct, frozen=True):
    """What a client holds of a bond.

    Attributes:
        therapist: Whose key it is.
        therapist_public: The key that is pinned.
        client_public: The client's own key when the bond key was made.
        bond_key: The bond key.
        name: What the therapist was called on their card.
        called: What the client wants to be called.
        compared: Whether the phrase was compared.
        met_at: When the bond was made.
        keys_before: Bond keys that were renewed, oldest first.
        proved: The bond key that the therapist was seen to have taken in, if any.
        beside: What they note about parcels for themselves.
        code_hash: By which code it was made; empty in papers of before.
    """

    therapist: UUID
    therapist_public: bytes
    client_public: bytes
    bond_key: bytes
    name: str
    called: str
    compared: bool
    met_at: datetime
    keys_before: tuple[bytes, ...] = ()
    proved: bytes | None = None
    beside: Beside = Beside()
    code_hash: str = ""

    @property
    def key(self) -> Key:
        """The bond key."""
        return Key(self.bond_key)

    @property
    def keys(self) -> tuple[Key, ...]:
        """The bond key, and those that it took the place of."""
        return (self.key, *map(Key, self.keys_before))

    def phrase(self) -> str:
        """The phrase to be read aloud. It takes about as long as a password."""
        return _phrase(self.client_public, self.therapist_public, self.key)


class Offer(msgspec.Struct, frozen=True):
    """What a client hands to the therapist when a bond is made or renewed."""

    client: UUID
    client_public: bytes
    therapist_public: bytes
    bond_key: bytes
    called: str
    met_at: datetime
    keys_before: tuple[bytes, ...] = ()

    @property
    def key(self) -> Key:
        """The bond key."""
        return Key(self.bond_key)

    @property
    def keys(self) -> tuple[Key, ...]:
        """The bond key, and those that it took the place of."""
        return (self.key, *map(Key, self.keys_before))


class Held(msgspec.Struct, frozen=True):
    """What a therapist holds of a bond.

    Attributes:
        offer: What the client handed over.
        compared: Whether the phrase was compared.
        beside: What they note about parcels for themselves.
    """

    offer: Offer
    compared: bool = False
    beside: Beside = Beside()

    @property
    def key(self) -> Key:
        """The bond key."""
        return self.offer.key

    @property
    def keys(self) -> tuple[Key, ...]:
        """The bond key, and those that it took the place of."""
        return self.offer.keys

    def phrase(self) -> str:
        """The phrase to be read aloud. It takes about as long as a password."""
        offer = self.offer
        return _phrase(offer.client_public, offer.therapist_public, offer.key)


class CopyKey(msgspec.Struct, frozen=True):
    """What a client hands to the therapist with a copy."""

    copy_key: bytes
    kind: str
    title: str
    shared_at: datetime
    ends_at: datetime | None
    asks: bool = False

    @property
    def key(self) -> Key:
        """The key of the copy."""
        return Key(self.copy_key)


class CopyHeld(msgspec.Struct, frozen=True):
    """What a therapist holds of a copy, and in which bond it was shared."""

    copy: CopyKey
    bond: UUID
    opened_at: datetime | None = None


class Record(msgspec.Struct, frozen=True):
    """What a client holds of a copy: the same, the row, and what tells it apart."""

    bond: UUID
    copy: CopyKey
    row: UUID | None
    told_apart: str = ""


class OpenedAt(msgspec.Struct, frozen=True):
    """When a copy was first opened."""

    at: datetime


def pack(record: msgspec.Struct) -> bytes:
    """Write a record down, ready to be sealed."""
    return msgspec.msgpack.encode(record)


def read[Kept](words: bytes, kind: type[Kept]) -> Kept:
    """Read what ``pack`` wrote.

    Raises:
        Unreadable: It is not such a record.
    """
    try:
        return msgspec.msgpack.decode(words, type=kind)
    except msgspec.MsgspecError as refusal:
        raise Unreadable from refusal


def write_card(card: Card) -> str:
    """Write a card down, in clear."""
    return msgspec.json.encode(card).decode()


def read_card(says: str) -> Card:
    """Read a card; one that cannot be read is an empty one."""
    try:
        return msgspec.json.decode(says, type=Card)
    except msgspec.MsgspecError:
        return Card()


def _phrase(client: bytes, therapist: bytes, key: Key) -> str:
    one, other = PublicKey.from_bytes(client), PublicKey.from_bytes(therapist)
    return vault.phrase_of(one, other, key)
