"""Sealing the journal's rows anew under another key, and overwriting all of them."""

from __future__ import annotations

from itertools import batched
from typing import TYPE_CHECKING, Final

from holdspace.accounts import manifests
from holdspace.core import vault
from holdspace.core.vault import About, Unreadable
from holdspace.journal import store
from holdspace.journal.kinds import WAITING

if TYPE_CHECKING:
    from uuid import UUID

    from holdspace.accounts.resealing import Piece
    from holdspace.core.vault import Sealed

AT_ONCE: Final = 128
"""How many rows one transaction seals anew or overwrites."""


def reseal(piece: Piece) -> None:
    """Seal what does not lie under the present key anew, one bounded piece of it.

    Every row keeps its version, so that the list of rows stays as it is. A row that
    does not open is counted and left where it is. What lies of the index under
    another key is thrown away: it is made again when it is needed.

    Raises:
        SpaceDamaged: The root of the manifest is damaged.
    """
    space = piece.space
    _reseal_waiting(piece)
    header = vault.header_under(space.opened.key)
    store.remove_index_under_another(space.person, header)
    # Neighbours in the list come together, so that each part of it is opened once
    # or twice and not for every row.
    rows = sorted(
        store.list_under_another(space.person, header),
        key=lambda row: (vault.shard_of(row), row),
    )
    done = 0
    for some in batched(rows, AT_ONCE):
        if piece.is_full:
            piece.left += len(rows) - done
            return
        _reseal_rows(piece, some)
        done += len(some)


def overwrite(person: UUID) -> None:
    """Overwrite everything of a person with noise, before it is deleted."""
    store.overwrite(person, AT_ONCE)


def _reseal_rows(piece: Piece, rows: tuple[UUID, ...]) -> None:
    space = piece.space
    with manifests.changing(space) as changes:
        fresh: dict[UUID, Sealed] = {}
        for row, sealed in store.list_for(space.person, rows).items():
            if sealed.startswith(vault.header_under(space.opened.key)):
                continue  # saved by the person in the meantime
            try:
                entry = changes.get(row)
                if entry is None:
                    raise Unreadable
                about = entry.about(space.person)
                words = space.opened.unseal(sealed, about)
            except Unreadable:
                piece.damaged += 1
                continue
            fresh[row] = vault.seal(words, space.opened.key, about)
            piece.room -= len(sealed)
        store.replace_many(space.person, fresh)


def _reseal_waiting(piece: Piece) -> None:
    space = piece.space
    public = space.opened.private.public
    with manifests.taking_turns(space.person):
        # Author and time stay as unproved as they were.
        waiting = store.list_waiting_to_another(space.person, vault.header_to(public))
        fresh: dict[UUID, Sealed] = {}
        for page, sealed in waiting.items():
            about = About(space.person, page, WAITING, 1)
            try:
                words = space.opened.unseal_from(sealed, about)
            except Unreadable:
                piece.damaged += 1
                continue
            fresh[page] = vault.seal_to(words, public, about)
            piece.room -= len(sealed)
        store.replace_waiting(space.person, fresh)
