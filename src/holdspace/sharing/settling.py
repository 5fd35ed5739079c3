"""Bringing what each side holds of its bonds into step with what is stored.

One side can end or renew a bond while the other is away. What came of it is found
here, the next time that the other one looks.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from holdspace.accounts import manifests, trails
from holdspace.accounts.trails import Touched
from holdspace.core import vault
from holdspace.core.vault import Key, Unreadable
from holdspace.sharing import copying, papers, parcels, sides, store
from holdspace.sharing.records import Beside, Held, Paper

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from uuid import UUID

    from holdspace.accounts.manifests import Changes
    from holdspace.accounts.spaces import Space
    from holdspace.core.vault import Entry
    from holdspace.sharing.store import BondRow

    type Reads[Kept] = Callable[[Space, BondRow, Entry | None], Kept]


def papers_of(
    space: Space, *, now: datetime | None = None
) -> list[tuple[BondRow, Paper]]:
    """What this client holds of each of their bonds; damaged ones are left out."""
    return _whole(every_paper(space, now=now))


def every_paper(
    space: Space, *, now: datetime | None = None
) -> list[tuple[BondRow, Paper | None]]:
    """What this client holds of each of their bonds; None where it does not open."""
    rows = store.list_bonds_of_client
    return _found(space, papers.PAPER, rows, papers.read_paper, now)


def held_of(space: Space, *, now: datetime | None = None) -> list[tuple[BondRow, Held]]:
    """What this therapist holds of each of their bonds, new ones taken in.

    Damaged ones are left out.
    """
    rows = store.list_bonds_of_therapist
    if any(row.offer is not None for row in rows(space.person)):
        take_in(space)
    return _whole(_found(space, papers.HELD, rows, papers.read_held, now))


def paper_of(space: Space, row: BondRow) -> Paper:
    """What this client holds of one bond.

    Raises:
        Unreadable: It is damaged.
    """
    return papers.read_paper(space, row, manifests.get(space, row.id))


def held_of_one(space: Space, row: BondRow) -> Held:
    """What this therapist holds of one bond, taken in if it is new.

    Raises:
        Unreadable: It is damaged.
    """
    if row.offer is not None:
        take_in(space)
        row = store.get_bond(row.id)
    return papers.read_held(space, row, manifests.get(space, row.id))


def keys_of(space: Space, bond: UUID) -> tuple[Key, ...]:
    """The key of a bond, and those that it took the place of, for either side.

    An envelope names its key. Only the first one seals.

    Raises:
        NotThere: There is no such bond of theirs.
        SecondStepMissing: A therapist signs in with a password alone.
        Unreadable: What they hold of it is damaged.
    """
    row = store.get_bond(bond)
    if row.client == space.person:
        return paper_of(space, row).keys
    return held_of_one(space, sides.as_therapist(space, bond)).offer.keys


def take_in(space: Space) -> None:
    """Take in what clients handed over; what does not open is left where it is."""
    with manifests.changing(space) as changes:
        for row in store.list_bonds_of_therapist(space.person):
            if row.offer is not None:
                with suppress(Unreadable):
                    _take(space, changes, row)


def take_everything_in(space: Space) -> None:
    """Take in the keys of every copy in every bond, and of every bond."""
    for row, held in held_of(space):
        with manifests.changing(space):
            copying.take_in(space, row, held.offer)


def held_in_turn(space: Space, changes: Changes, row: BondRow) -> Held:
    """What this therapist holds of one bond, while nobody else changes it.

    Raises:
        Unreadable: It is damaged.
    """
    if row.offer is not None:
        return _take(space, changes, row)
    return papers.read_held(space, row, changes.get(row.id))


def renew(space: Space, row: BondRow, *, therapist_public: bytes) -> None:
    """Make a new bond key for a therapist's key; the phrase is to be compared anew.

    Raises:
        NotThere: The bond was ended.
        Unreadable: What the client holds of it is damaged.
    """
    with (
        sides.both_taking_turns(row.client, row.therapist),
        manifests.changing(space) as changes,
    ):
        row = store.get_bond(row.id)
        was = papers.read_paper(space, row, changes.get(row.id))
        proved = was.bond_key if row.offer is None else was.proved
        paper = msgspec.structs.replace(
            was,
            therapist_public=therapist_public,
            client_public=space.opened.private.public.to_bytes(),
            bond_key=vault.key_bytes(Key.new()),
            keys_before=(was.bond_key, *was.keys_before),
            compared=False,
            proved=proved,
        )
        papers.write_paper(space, changes, row.id, paper)
        parcels.reseal(row, was.keys, paper.key)
        key = None if proved is None else Key(proved)
        offer = papers.seal_offer(row.id, paper, client=space.person, was=key)
        store.replace_bond(row.id, offer=offer)


def forget(changes: Changes, bond: UUID) -> None:
    """Take a bond that ends, and its copies, off the list of whoever ends it."""
    changes.remove(bond)
    for copy in store.list_copies(bond):
        changes.remove(copy.id)


def _take(space: Space, changes: Changes, row: BondRow) -> Held:
    entry = changes.get(row.id)
    was = None if entry is None else papers.read_held(space, row, entry)
    offer = papers.open_offer(space, row, None if was is None else was.key)
    held = Held(offer, beside=Beside() if was is None else was.beside)
    papers.write_held(space, changes, row.id, held)
    return held


def _found[Kept](
    space: Space,
    kind: str,
    rows_of: Callable[[UUID], list[BondRow]],
    read: Reads[Kept],
    now: datetime | None,
) -> list[tuple[BondRow, Kept | None]]:
    listed, rows = _listed(space, kind), rows_of(space.person)
    found = _read(space, rows, listed, read)
    if any(kept is None for _, kept in found):
        # List and rows are read one after the other, so it is asked once more.
        listed, rows = _listed(space, kind), rows_of(space.person)
        found = _read(space, rows, listed, read)
    gone = listed.keys() - {row.id for row in rows}
    if now is not None and gone:
        _drop(space, gone, kind, now)
    return found


def _listed(space: Space, kind: str) -> dict[UUID, Entry]:
    every = manifests.list_all(space).entries
    return {entry.row: entry for entry in every if entry.kind == kind}


def _read[Kept](
    space: Space, rows: list[BondRow], listed: dict[UUID, Entry], read: Reads[Kept]
) -> list[tuple[BondRow, Kept | None]]:
    found: list[tuple[BondRow, Kept | None]] = []
    for row in rows:
        kept = None
        with suppress(Unreadable):
            kept = read(space, row, listed.get(row.id))
        found.append((row, kept))
    return found


def _whole[Kept](
    found: list[tuple[BondRow, Kept | None]],
) -> list[tuple[BondRow, Kept]]:
    return [(row, kept) for row, kept in found if kept is not None]


def _drop(space: Space, gone: set[UUID], kind: str, now: datetime) -> None:
    with manifests.changing(space) as changes:
        here = {row.id for row in store.list_bonds(space.person)}
        for bond in sorted(gone - here):
            entry = changes.get(bond)
            if entry is not None and entry.kind == kind:
                changes.remove(bond)
                trails.add(space.person, what=Touched.BOND_GONE, now=now)
