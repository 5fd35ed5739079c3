"""Sealing a copy for one therapist, and taking its key in on the therapist's side."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from holdspace.core import vault
from holdspace.core.vault import About, Entry, PublicKey, Unreadable
from holdspace.sharing import records, store
from holdspace.sharing.records import CopyHeld, CopyKey, OpenedAt, Record

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from holdspace.accounts.spaces import Space
    from holdspace.core.vault import Key, Sealed
    from holdspace.sharing.records import Offer, Paper
    from holdspace.sharing.store import BondRow, CopyRow

COPY: Final = "copy"
RECORD: Final = "copy/record"
_KEY: Final = "copy/key"
_OFFER: Final = "copy/offer"
_HELD: Final = "copy/held"
_OPENED: Final = "copy/opened"
_SMALL: Final = vault.Padding.SMALL


def seal_document(client: UUID, copy: UUID, document: bytes, key: Key) -> Sealed:
    """Seal what is shared under the copy's own key.

    Raises:
        TooLong: It is longer than an envelope holds.
    """
    return vault.seal(document, key, About(client, copy, COPY))


def open_document(client: UUID, copy: UUID, sealed: Sealed, key: Key) -> bytes:
    """Open what was shared.

    Raises:
        Unreadable: It is damaged.
    """
    return vault.unseal(sealed, key, About(client, copy, COPY))


def seal_offer(client: UUID, copy: UUID, paper: Paper, given: CopyKey) -> Sealed:
    """Seal the key of a copy to the therapist; the bond key says who made it."""
    inner = vault.seal(records.pack(given), paper.key, About(client, copy, _KEY))
    public = PublicKey.from_bytes(paper.therapist_public)
    return vault.seal_to(inner, public, About(paper.therapist, copy, _OFFER))


def open_offer(space: Space, row: CopyRow, offer: Offer) -> CopyKey:
    """Open the key of a copy, as it was handed over.

    Raises:
        Unreadable: It is damaged, or the client did not make it.
    """
    if row.offer is None:
        raise Unreadable
    about = About(space.person, row.id, _OFFER)
    inner = vault.Sealed(space.opened.unseal_from(row.offer, about))
    # A bond key may have been renewed more than once since this was shared.
    for key in offer.keys:
        if inner.startswith(vault.header_under(key)):
            words = vault.unseal(inner, key, About(offer.client, row.id, _KEY))
            return records.read(words, CopyKey)
    raise Unreadable


def about_held(therapist: UUID, copy: UUID) -> About:
    """Where what a therapist holds of a copy is sealed."""
    return About(therapist, copy, _HELD)


def seal_held(space: Space, copy: UUID, held: CopyHeld) -> Sealed:
    """Seal what a therapist holds of a copy."""
    about = about_held(space.person, copy)
    return vault.seal(records.pack(held), space.opened.key, about)


def open_held(space: Space, row: CopyRow) -> CopyHeld:
    """Open what a therapist holds of a copy.

    Raises:
        Unreadable: It is damaged, was not taken in, or lies in another bond.
    """
    if row.held is None:
        raise Unreadable
    words = space.opened.unseal(row.held, about_held(space.person, row.id))
    held = records.read(words, CopyHeld)
    if held.bond != row.bond:
        raise Unreadable
    return held


def seal_record(space: Space, entry: Entry, record: Record) -> Sealed:
    """Seal what a client holds of a copy."""
    about = entry.about(space.person)
    return vault.seal(records.pack(record), space.opened.key, about)


def open_record(space: Space, row: CopyRow, entry: Entry | None) -> Record:
    """Open what a client holds of a copy, as their list names it.

    Raises:
        Unreadable: It is not listed, damaged, an older one, or lies in another bond.
    """
    if entry is None or entry.kind != RECORD:
        raise Unreadable
    words = space.opened.unseal(row.record, entry.about(space.person))
    record = records.read(words, Record)
    if record.bond != row.bond:
        raise Unreadable
    return record


def seal_opened(client: UUID, copy: UUID, key: Key, at: datetime) -> Sealed:
    """Seal when a copy was first opened, under the copy's key."""
    about = About(client, copy, _OPENED)
    return vault.seal(records.pack(OpenedAt(at)), key, about, _SMALL)


def opened_at(client: UUID, row: CopyRow, key: Key) -> datetime | None:
    """When a copy was first opened; None where it was not, or where that is damaged."""
    if row.opened is None:
        return None
    try:
        words = vault.unseal(row.opened, key, About(client, row.id, _OPENED))
        return records.read(words, OpenedAt).at
    except Unreadable:
        return None


def take_in(space: Space, bond: BondRow, offer: Offer) -> None:
    """Take the keys of new copies in under the therapist's key, in their turn.

    What does not open stays where it is.
    """
    changed: dict[UUID, dict[str, Sealed | None]] = {}
    for row in store.list_copies(bond.id):
        if row.offer is not None:
            with suppress(Unreadable):
                held = CopyHeld(open_offer(space, row, offer), bond.id)
                changed[row.id] = {
                    "held": seal_held(space, row.id, held),
                    "offer": None,
                }
    store.replace_copies(changed)
