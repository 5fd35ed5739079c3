"""Sealing a therapist's own rows anew under another key, and overwriting them."""

from __future__ import annotations

from itertools import batched
from typing import TYPE_CHECKING, Final

from holdspace.accounts import manifests
from holdspace.care import store
from holdspace.core import vault
from holdspace.core.vault import Unreadable

if TYPE_CHECKING:
    from uuid import UUID

    from holdspace.accounts.resealing import Piece
    from holdspace.core.vault import Sealed

AT_ONCE: Final = 128
"""How many rows one transaction seals anew or overwrites."""


def reseal(piece: Piece) -> None:
    """Seal what does not lie under the present key anew, one bounded piece of it.

    Every row keeps its version. A row that does not open is counted and left.

    Raises:
        SpaceDamaged: The root of the manifest is damaged.
    """
    space = piece.space
    header = vault.header_under(space.opened.key)
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
    """Overwrite everything of a therapist's own with noise, before it is deleted."""
    store.overwrite(person, AT_ONCE)


def _reseal_rows(piece: Piece, rows: tuple[UUID, ...]) -> None:
    space = piece.space
    with manifests.changing(space) as changes:
        fresh: dict[UUID, Sealed] = {}
        for row, sealed in store.list_for(space.person, rows).items():
            if sealed.startswith(vault.header_under(space.opened.key)):
                continue  # kept by the therapist in the meantime
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
