"""What each side holds of a bond, sealed and guarded by each one's list.

A client's paper and what a therapist holds stand in their manifests, so that a key
that was swapped, and an older paper that was put back, do not open.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from holdspace.core import vault
from holdspace.core.vault import About, Entry, PublicKey, Unreadable
from holdspace.sharing import records, store
from holdspace.sharing.records import Held, Offer, Paper

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from holdspace.accounts.manifests import Changes
    from holdspace.accounts.spaces import Space
    from holdspace.core.vault import Key, Sealed
    from holdspace.sharing.store import BondRow

PAPER: Final = "bond"
HELD: Final = "bond/held"
OFFER: Final = "bond/offer"
RENEWED: Final = "bond/renewed"
_SMALL: Final = vault.Padding.SMALL


def read_paper(space: Space, row: BondRow, entry: Entry | None) -> Paper:
    """Open what a client holds of a bond, as their list names it.

    Raises:
        Unreadable: It is not listed, damaged, an older one, or of somebody else.
    """
    if entry is None or entry.kind != PAPER:
        raise Unreadable
    words = space.opened.unseal(row.paper, entry.about(space.person))
    paper = records.read(words, Paper)
    if paper.therapist != row.therapist:
        raise Unreadable
    return paper


def write_paper(space: Space, changes: Changes, bond: UUID, paper: Paper) -> None:
    """Seal what a client holds of a bond at its next version, and list it."""
    entry = _next(changes, bond, PAPER, paper.met_at)
    sealed = vault.seal(
        records.pack(paper), space.opened.key, entry.about(space.person), _SMALL
    )
    store.replace_bond(bond, paper=sealed)


def first_paper(space: Space, changes: Changes, bond: UUID, paper: Paper) -> Sealed:
    """Seal what a client holds of a new bond, and list it."""
    entry = _next(changes, bond, PAPER, paper.met_at)
    about = entry.about(space.person)
    return vault.seal(records.pack(paper), space.opened.key, about, _SMALL)


def read_held(space: Space, row: BondRow, entry: Entry | None) -> Held:
    """Open what a therapist holds of a bond, as their list names it.

    Raises:
        Unreadable: It is not listed, damaged, an older one, or of somebody else.
    """
    if entry is None or entry.kind != HELD or row.held is None:
        raise Unreadable
    words = space.opened.unseal(row.held, entry.about(space.person))
    held = records.read(words, Held)
    if held.offer.client != row.client:
        raise Unreadable
    return held


def write_held(space: Space, changes: Changes, bond: UUID, held: Held) -> None:
    """Seal what a therapist holds of a bond at its next version, and list it."""
    entry = _next(changes, bond, HELD, held.offer.met_at)
    sealed = vault.seal(
        records.pack(held), space.opened.key, entry.about(space.person), _SMALL
    )
    store.replace_bond(bond, held=sealed, offer=None)


def seal_offer(bond: UUID, paper: Paper, *, client: UUID, was: Key | None) -> Sealed:
    """Seal a bond key, and what belongs to it, to the therapist.

    Args:
        bond: Which bond.
        paper: What the client holds of it.
        client: Who the client is.
        was: The bond key before, which proves that a renewed one is the client's.
    """
    offer = Offer(
        client=client,
        client_public=paper.client_public,
        therapist_public=paper.therapist_public,
        bond_key=paper.bond_key,
        called=paper.called,
        met_at=paper.met_at,
        keys_before=paper.keys_before,
    )
    words = records.pack(offer)
    if was is not None:
        about = About(client, bond, RENEWED)
        words = vault.seal(words, was, about, _SMALL)
    public = PublicKey.from_bytes(paper.therapist_public)
    return vault.seal_to(words, public, About(paper.therapist, bond, OFFER), _SMALL)


def open_offer(space: Space, row: BondRow, was: Key | None) -> Offer:
    """Open what a client handed over.

    Raises:
        Unreadable: It does not open, is for another key than the therapist's own, or
            a renewed one does not come from the client.
    """
    if row.offer is None:
        raise Unreadable
    about = About(space.person, row.id, OFFER)
    words = space.opened.unseal_from(row.offer, about)
    if was is not None:
        about = About(row.client, row.id, RENEWED)
        words = vault.unseal(vault.Sealed(words), was, about)
    offer = records.read(words, Offer)
    # The phrase is made of what each side really has. A server that stands between
    # the two could otherwise hand on the key that it gave to the client as its own.
    if offer.client != row.client or offer.therapist_public not in _own_keys(space):
        raise Unreadable
    return offer


def minute_of(moment: datetime) -> int:
    """A moment as the list names it."""
    return int(moment.timestamp() // timedelta(minutes=1).total_seconds())


def _own_keys(space: Space) -> set[bytes]:
    opened = space.opened
    before = () if opened.before is None else (opened.before.private,)
    return {one.public.to_bytes() for one in (opened.private, *before)}


def _next(changes: Changes, bond: UUID, kind: str, met_at: datetime) -> Entry:
    was = changes.get(bond)
    version = changes.first_version(bond) if was is None else was.version + 1
    entry = Entry(bond, kind, version, minute_of(met_at))
    changes.put(entry)
    return entry
