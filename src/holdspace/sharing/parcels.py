"""Letters and what was assigned: what is in a parcel, and how it is sealed.

A parcel lies under the bond key, so that either side opens it. Which of the two wrote
it stands inside: nothing proves it to a third, and between the two nobody else can.
"""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003  (msgspec reads the annotations)
from typing import TYPE_CHECKING, Final

import msgspec

from holdspace.core import vault
from holdspace.core.vault import About, Unreadable
from holdspace.sharing import records, store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from holdspace.core.vault import Key, Sealed
    from holdspace.sharing.store import BondRow

PARCEL: Final = "parcel"


class Letter(msgspec.Struct, frozen=True, tag="letter"):
    """A letter.

    Attributes:
        by_client: Whether the client wrote it; otherwise the therapist did.
        words: What was written.
        at: When it was sent.
    """

    by_client: bool
    words: str
    at: datetime


class Task(msgspec.Struct, frozen=True, tag="task"):
    """A guide or a measure that a therapist assigned.

    Attributes:
        guide: Its address, without a version: it is begun in the newest one.
        why: In one line, what it is for.
        smaller: A smaller version, in words; empty if there is none.
        look_on: The day on which both mean to look at it, if they named one.
        at: When it was assigned.
    """

    guide: str
    why: str
    smaller: str
    look_on: date | None
    at: datetime


type Parcel = Letter | Task


def seal(row: BondRow, parcel: UUID, what: Parcel, key: Key) -> Sealed:
    """Seal a parcel under the bond key.

    Raises:
        TooLong: It is longer than an envelope holds.
    """
    return vault.seal(records.pack(what), key, _about(row, parcel))


def read(row: BondRow, parcel: UUID, sealed: Sealed, keys: Sequence[Key]) -> Parcel:
    """Open a parcel with the key that its envelope names.

    Raises:
        Unreadable: It is damaged, lies elsewhere, or under none of these keys.
    """
    words = _unseal(row, parcel, sealed, keys)
    try:
        return msgspec.msgpack.decode(words, type=Letter | Task)
    except msgspec.MsgspecError as refusal:
        raise Unreadable from refusal


def reseal(row: BondRow, keys: Sequence[Key], key: Key) -> None:
    """Seal the parcels of a bond anew under a key that takes the place of others.

    What does not open is left as it is. Call it inside the turns of both.
    """
    fresh = {}
    for parcel, sealed in store.list_parcels(row.id).items():
        try:
            words = _unseal(row, parcel, sealed, keys)
        except Unreadable:
            continue
        fresh[parcel] = vault.seal(words, key, _about(row, parcel))
    store.replace_parcels(fresh)


def _unseal(row: BondRow, parcel: UUID, sealed: Sealed, keys: Sequence[Key]) -> bytes:
    for key in keys:
        if sealed.startswith(vault.header_under(key)):
            return vault.unseal(sealed, key, _about(row, parcel))
    raise Unreadable


def _about(row: BondRow, parcel: UUID) -> About:
    return About(row.client, parcel, PARCEL)
