"""The list of which of a person's rows exist, kept sealed and changed in one go.

Every room that stores sealed rows of a person notes them here in the same
transaction. A row that is not listed, or listed at another version, is not
shown: so a row put back from an older copy is noticed.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdspace.accounts import store
from holdspace.core import vault
from holdspace.core.vault import Entry, Opened, Root, Sealed, Shard
from holdspace.web.refusals import SpaceDamaged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from holdspace.accounts.spaces import Space

ROOT = vault.SHARDS
"""The number of the part that holds the versions of all the others."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What the manifest lists, and how many of its parts could not be opened."""

    entries: tuple[Entry, ...]
    damaged_parts: int


class Changes:
    """Changes to one manifest that are written together, or not at all."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._root: Root | None = None
        self._shards: dict[int, Shard] = {}
        self._touched: set[int] = set()

    def get(self, row: UUID) -> Entry | None:
        """What is listed of ``row``.

        Raises:
            Unreadable: The part of the manifest that would list it is damaged.
        """
        return self._shard(row).get(row)

    def load(self, listed: Iterable[UUID]) -> None:
        """Read every part that lists one of these rows at once; ``get`` does it singly.

        Raises:
            SpaceDamaged: The root is damaged or gone.
        """
        numbers = {vault.shard_of(row) for row in listed} - self._shards.keys()
        if not numbers:
            return
        found = store.get_manifest(self._space.person, (*numbers, ROOT))
        if self._root is None:
            self._root = _open_root(self._space, found)
        for number in numbers:
            # A damaged part is told by ``get``, to whoever asks for a row in it.
            with suppress(vault.Unreadable):
                self._shards[number] = _open_shard(
                    self._space, self._root, number, found
                )

    def put(self, entry: Entry) -> None:
        """List a row, new or at a new version."""
        self._keep(entry.row, self._shard(entry.row).put(entry))

    def put_all(self, entries: Iterable[Entry]) -> None:
        """List several rows, new or at a new version, with one change of each part."""
        parts: dict[int, list[Entry]] = {}
        for entry in entries:
            parts.setdefault(vault.shard_of(entry.row), []).append(entry)
        for some in parts.values():
            row = some[0].row
            self._keep(row, self._shard(row).put_all(some))

    def remove(self, row: UUID) -> None:
        """List a row no longer."""
        self._keep(row, self._shard(row).without(row))

    def write(self) -> None:
        """Seal and store what changed, and the root that vouches for it."""
        if self._root is None or not self._touched:
            return
        parts = {}
        for number in self._touched:
            self._root = self._root.raised(number)
            parts[number] = _seal_shard(
                self._space, self._root, number, self._shards[number]
            )
        parts[ROOT] = _seal_root(self._space.person, self._space.opened, self._root)
        store.replace_manifest(self._space.person, parts)

    def _keep(self, row: UUID, shard: Shard) -> None:
        number = vault.shard_of(row)
        self._shards[number] = shard
        self._touched.add(number)

    def _shard(self, row: UUID) -> Shard:
        number = vault.shard_of(row)
        if number not in self._shards:
            found = store.get_manifest(self._space.person, (number, ROOT))
            if self._root is None:
                self._root = _open_root(self._space, found)
            self._shards[number] = _open_shard(self._space, self._root, number, found)
        return self._shards[number]


@contextmanager
def taking_turns(person: UUID) -> Iterator[None]:
    """Change a person's rows while nobody else does, without a key.

    Raises:
        NotThere: There is no such person.
    """
    with store.alone_with(person):
        yield


@contextmanager
def changing(space: Space) -> Iterator[Changes]:
    """Change the manifest together with the rows it lists, in one transaction.

    Raises:
        Unreadable: A part of the manifest that is needed is damaged.
    """
    with store.alone_with(space.person):
        changes = Changes(space)
        yield changes
        changes.write()


def begin(person: UUID, opened: Opened) -> None:
    """Store the empty manifest of a new person."""
    store.replace_manifest(person, {ROOT: _seal_root(person, opened, Root())})


def get(space: Space, row: UUID) -> Entry | None:
    """What is listed of one row.

    Raises:
        Unreadable: The part of the manifest that would list it is damaged.
    """
    number = vault.shard_of(row)
    found = store.get_manifest(space.person, (number, ROOT))
    root = _open_root(space, found)
    return _open_shard(space, root, number, found).get(row)


def list_all(space: Space) -> Listed:
    """Everything that is listed; a damaged part never hides the others.

    Raises:
        SpaceDamaged: The root is damaged or gone, so nothing can be vouched for.
    """
    found = store.list_manifest(space.person)
    root = _open_root(space, found)
    entries: list[Entry] = []
    damaged = 0
    for number in range(vault.SHARDS):
        try:
            entries.extend(_open_shard(space, root, number, found))
        except vault.Unreadable:
            damaged += 1
    return Listed(entries=tuple(entries), damaged_parts=damaged)


def _open_root(space: Space, found: dict[int, Sealed]) -> Root:
    # A missing root is damage: every space begins with one, so that removing the
    # whole manifest cannot pass for a diary in which nothing was ever written.
    sealed = found.get(ROOT)
    if sealed is None:
        raise SpaceDamaged
    about = vault.about_root(space.person)
    try:
        return vault.read_root(space.opened.unseal(sealed, about))
    except vault.Unreadable as refusal:
        raise SpaceDamaged from refusal


def _open_shard(
    space: Space, root: Root, number: int, found: dict[int, Sealed]
) -> Shard:
    version = root.versions[number]
    if version == 0:
        return Shard()
    sealed = found.get(number)
    if sealed is None:
        raise vault.Unreadable
    about = vault.about_shard(space.person, number, version)
    return vault.read_shard(space.opened.unseal(sealed, about))


def _seal_root(person: UUID, opened: Opened, root: Root) -> Sealed:
    about = vault.about_root(person)
    return vault.seal(vault.pack_root(root), opened.key, about, vault.Padding.SMALL)


def _seal_shard(space: Space, root: Root, number: int, shard: Shard) -> Sealed:
    about = vault.about_shard(space.person, number, root.versions[number])
    return vault.seal(vault.pack_shard(shard), space.opened.key, about)
