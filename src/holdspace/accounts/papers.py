"""What is sealed about the person themselves, each paper guarded by the manifest.

A paper is one envelope in a column of the person's lock. The manifest names its
version, so that an older copy put back, or one taken away, does not open.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from holdspace.accounts import manifests, store
from holdspace.core import vault
from holdspace.core.vault import About, Entry

if TYPE_CHECKING:
    from holdspace.accounts.spaces import Space
    from holdspace.core.vault import Sealed


class Paper(StrEnum):
    """Which paper; also the kind in its envelope and the name of its column."""

    TRAIL = "trail"
    BROWSERS = "browsers"


def row_of(person: UUID, paper: str) -> UUID:
    """Under which id the manifest lists a paper; no random row has it."""
    return uuid5(person, paper)


def read(space: Space, paper: Paper) -> bytes | None:
    """Open a paper, or tell that it was never written.

    Raises:
        Unreadable: It is damaged, missing although it is listed, or an older copy.
    """
    row = row_of(space.person, paper)
    entry = manifests.get(space, row)
    while True:
        try:
            return _open(space, paper, entry)
        except vault.Unreadable:
            # List and column are read one after the other: what the list says now
            # is tried before this is called damage.
            newer = manifests.get(space, row)
            if newer == entry:
                raise
            entry = newer


def read_in_turn(
    space: Space, changes: manifests.Changes, paper: Paper
) -> bytes | None:
    """Open a paper while nobody else changes it.

    Raises:
        Unreadable: It is damaged, missing although it is listed, or an older copy.
    """
    return _open(space, paper, changes.get(row_of(space.person, paper)))


def write(space: Space, changes: manifests.Changes, paper: Paper, words: bytes) -> None:
    """Seal a paper at its next version, and list it.

    Raises:
        TooLong: It is longer than an envelope holds.
        Unreadable: The part of the manifest that lists it is damaged.
    """
    row = row_of(space.person, paper)
    entry = changes.get(row)
    version = 1 if entry is None else entry.version + 1
    about = About(space.person, row, paper, version)
    sealed = vault.seal(words, space.opened.key, about)
    store.replace_document(space.person, paper, sealed)
    changes.put(Entry(row, paper, version, 0))


def reseal(space: Space, changes: manifests.Changes) -> None:
    """Seal every paper under the present key, where it is; damaged ones stay."""
    for paper in Paper:
        try:
            entry = changes.get(row_of(space.person, paper))
            words = _open(space, paper, entry)
        except vault.Unreadable:
            continue
        if entry is not None and words is not None:
            sealed = vault.seal(words, space.opened.key, entry.about(space.person))
            store.replace_document(space.person, paper, sealed)


def _open(space: Space, paper: Paper, entry: Entry | None) -> bytes | None:
    if entry is None:
        return None
    sealed: Sealed | None = store.get_document(space.person, paper)
    if sealed is None:
        raise vault.Unreadable
    return space.opened.unseal(sealed, entry.about(space.person))
