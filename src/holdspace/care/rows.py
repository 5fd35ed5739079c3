"""The sealed road of a therapist's own rows: open, seal, list, remove.

Each change of a row is one transaction with the manifest that lists it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdspace.accounts import manifests
from holdspace.care import store
from holdspace.core import vault
from holdspace.core.vault import Entry, Unreadable

if TYPE_CHECKING:
    from uuid import UUID

    from holdspace.accounts.manifests import Changes
    from holdspace.accounts.spaces import Space


def read(space: Space, row: UUID, kind: str) -> bytes | None:
    """Open a row that others may be changing at this moment; nothing if not listed.

    Raises:
        Unreadable: It is damaged, missing although it is listed, or an older copy.
    """
    entry = manifests.get(space, row)
    while True:
        try:
            return _open(space, entry, kind)
        except Unreadable:
            # List and row are read one after the other: what the list says now is
            # tried before this is called damage.
            newer = manifests.get(space, row)
            if newer == entry:
                raise
            entry = newer


def read_in_turn(space: Space, changes: Changes, row: UUID, kind: str) -> bytes | None:
    """Open a row while nobody else changes it.

    Raises:
        Unreadable: It is damaged, missing although it is listed, or an older copy.
    """
    return _open(space, changes.get(row), kind)


def read_many(space: Space, wanted: list[UUID], kind: str) -> dict[UUID, bytes | None]:
    """Open several rows with one look at the list; None where one does not open.

    Raises:
        SpaceDamaged: Nothing vouches for any row.
    """
    looked = manifests.look(space, {vault.shard_of(row) for row in wanted})
    stored = store.list_for(space.person, wanted)
    found: dict[UUID, bytes | None] = {}
    for row in wanted:
        try:
            entry = looked.shard(vault.shard_of(row)).get(row)
            if entry is None or entry.kind != kind or row not in stored:
                raise Unreadable
            found[row] = space.opened.unseal(stored[row], entry.about(space.person))
        except Unreadable:
            found[row] = None
    return found


def write(
    space: Space, changes: Changes, row: UUID, kind: str, words: bytes, *, when: int = 0
) -> None:
    """Seal a row at its next version, and list it.

    Raises:
        TooLong: It is longer than an envelope holds.
        Unreadable: The part of the manifest that lists it is damaged.
    """
    entry = changes.get(row)
    version = changes.first_version(row) if entry is None else entry.version + 1
    newer = Entry(row, kind, version, when)
    sealed = vault.seal(words, space.opened.key, newer.about(space.person))
    store.put(space.person, row, sealed)
    changes.put(newer)


def remove(space: Space, changes: Changes, row: UUID) -> None:
    """Overwrite a row, remove it, and list it no longer.

    Raises:
        Unreadable: The part of the manifest that lists it is damaged.
    """
    changes.remove(row)
    store.remove(space.person, row)


def _open(space: Space, entry: Entry | None, kind: str) -> bytes | None:
    if entry is None:
        return None
    sealed = store.get(space.person, entry.row)
    if sealed is None or entry.kind != kind:
        raise Unreadable
    return space.opened.unseal(sealed, entry.about(space.person))
