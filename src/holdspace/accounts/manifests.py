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
from holdspace.web.refusals import Locked, SpaceDamaged

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from uuid import UUID

    from holdspace.accounts.spaces import Space

ROOT = vault.SHARDS
"""The number of the part that holds the versions of all the others."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What the manifest lists, and how many of its parts could not be opened."""

    entries: tuple[Entry, ...]
    damaged_parts: int


@dataclass(frozen=True, slots=True)
class Looked:
    """The manifest as it was found: every part opened, none of them read yet.

    Attributes:
        versions: The version of each shard, as the root names it.
        words: What each written shard holds, unsealed; None where it does not open.
    """

    versions: tuple[int, ...]
    words: dict[int, bytes | None]

    @property
    def damaged(self) -> frozenset[int]:
        """The shards that cannot be opened."""
        return frozenset(n for n, words in self.words.items() if words is None)

    def shard(self, number: int) -> Shard:
        """What one shard lists.

        Raises:
            Unreadable: It is damaged.
        """
        if number not in self.words:
            return Shard()
        words = self.words[number]
        if words is None:
            raise vault.Unreadable
        return vault.read_shard(words)


@dataclass(frozen=True, slots=True)
class Changed:
    """What one transaction did to one shard.

    Attributes:
        before: Its version and what it listed before.
        after: Its version and what it lists now.
    """

    before: tuple[int, Shard]
    after: tuple[int, Shard]

    def entries(self) -> Iterator[tuple[Entry | None, Entry | None]]:
        """Go through the rows that changed: what was listed, and what is."""
        (_, was), (_, now) = self.before, self.after
        for row in {one.row for one in was} | {one.row for one in now}:
            pair = was.get(row), now.get(row)
            if pair[0] != pair[1]:
                yield pair


class Changes:
    """Changes to one manifest that are written together, or not at all."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._root: Root | None = None
        self._shards: dict[int, Shard] = {}
        self._before: dict[int, tuple[int, Shard]] = {}
        self._touched: set[int] = set()
        self._highest: dict[int, int] = {}

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
        for number in numbers:
            # A damaged part is told by ``get``, to whoever asks for a row in it.
            with suppress(vault.Unreadable):
                self._take(number, found)

    def first_version(self, row: UUID) -> int:
        """The version for a row that may have been here once, under the same id.

        No part of the list is ever older than a row that it lists or listed, so that
        at its next version nothing of this row can have been sealed before.

        Raises:
            Unreadable: The part of the manifest that would list it is damaged.
        """
        self._shard(row)
        root = self._root or Root()
        return root.versions[vault.shard_of(row)] + 1

    def put(self, entry: Entry) -> None:
        """List a row, new or at a new version."""
        self.put_all((entry,))

    def put_all(self, entries: Iterable[Entry]) -> None:
        """List several rows, new or at a new version, with one change of each part."""
        parts: dict[int, list[Entry]] = {}
        for entry in entries:
            parts.setdefault(vault.shard_of(entry.row), []).append(entry)
        for some in parts.values():
            row = some[0].row
            self._keep(row, self._shard(row).put_all(some))
            number = vault.shard_of(row)
            versions = (one.version for one in some)
            self._highest[number] = max(self._highest.get(number, 0), *versions)

    def remove(self, row: UUID) -> None:
        """List a row no longer."""
        self._keep(row, self._shard(row).without(row))

    def write(self) -> None:
        """Seal and store what changed, and the root that vouches for it."""
        if self._root is None or not self._touched:
            return
        parts = {}
        for number in self._touched:
            # What ``first_version`` rests on: a row that moved on twice in one
            # transaction takes the part that lists it along.
            at_least = self._highest.get(number, 0)
            self._root = self._root.raised(number, at_least=at_least)
            parts[number] = _seal_shard(
                self._space, self._root, number, self._shards[number]
            )
        parts[ROOT] = _seal_root(self._space.person, self._space.opened, self._root)
        store.replace_manifest(self._space.person, parts)
        self._touched.clear()

    def written(self) -> dict[int, Changed]:
        """What was done to which shard, once it is written."""
        if self._root is None:
            return {}
        found = {}
        for number, before in self._before.items():
            after = (self._root.versions[number], self._shards[number])
            if after[0] != before[0]:
                found[number] = Changed(before, after)
        return found

    def _keep(self, row: UUID, shard: Shard) -> None:
        number = vault.shard_of(row)
        self._shards[number] = shard
        self._touched.add(number)

    def _shard(self, row: UUID) -> Shard:
        number = vault.shard_of(row)
        if number not in self._shards:
            self._take(number, store.get_manifest(self._space.person, (number, ROOT)))
        return self._shards[number]

    def _take(self, number: int, found: dict[int, Sealed]) -> None:
        if self._root is None:
            self._root = _open_root(self._space, found)
        shard = _open_shard(self._space, self._root, number, found)
        self._shards[number] = shard
        self._before[number] = (self._root.versions[number], shard)


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


def reseal_all(space: Space) -> int:
    """Seal every part under the present key, at the version it has.

    Call it inside the person's turn, when a new key has just been put in place.

    Returns:
        How many parts are damaged; they are left as they are.

    Raises:
        SpaceDamaged: The root is damaged or gone, so nothing can be vouched for.
    """
    found = store.list_manifest(space.person)
    opened, about = space.opened, vault.about_root(space.person)
    try:
        root = vault.read_root(opened.unseal(found.get(ROOT, Sealed(b"")), about))
    except vault.Unreadable as refusal:
        raise SpaceDamaged from refusal
    parts = {ROOT: _seal_root(space.person, opened, root)}
    written = [number for number in range(vault.SHARDS) if root.versions[number]]
    for number in written:
        about = vault.about_shard(space.person, number, root.versions[number])
        try:
            words = opened.unseal(found.get(number, Sealed(b"")), about)
        except vault.Unreadable:
            continue
        parts[number] = vault.seal(words, opened.key, about)
    store.replace_manifest(space.person, parts)
    return len(written) + 1 - len(parts)


def get(space: Space, row: UUID) -> Entry | None:
    """What is listed of one row.

    Raises:
        Unreadable: The part of the manifest that would list it is damaged.
    """
    number = vault.shard_of(row)
    found = store.get_manifest(space.person, (number, ROOT))
    root = _open_root(space, found)
    return _open_shard(space, root, number, found).get(row)


def versions(space: Space) -> tuple[int, ...]:
    """The version of each shard, as the root names it.

    Raises:
        SpaceDamaged: The root is damaged or gone, so nothing can be vouched for.
    """
    return _open_root(space, store.get_manifest(space.person, (ROOT,))).versions


def look(space: Space, only: Collection[int] | None = None) -> Looked:
    """Open every part of the manifest, so that damage is noticed; read none yet.

    Args:
        space: Whose.
        only: The shards that are opened, where not all of them matter.

    Raises:
        SpaceDamaged: The root is damaged or gone, so nothing can be vouched for.
    """
    if only is None:
        found = store.list_manifest(space.person)
    else:
        found = store.get_manifest(space.person, (*only, ROOT))
    root = _open_root(space, found)
    words: dict[int, bytes | None] = {}
    for number, version in enumerate(root.versions):
        if version and (only is None or number in only):
            try:
                words[number] = _shard_words(space, number, version, found)
            except vault.Unreadable:
                words[number] = None
    return Looked(root.versions, words)


def list_all(space: Space) -> Listed:
    """Everything that is listed; a damaged part never hides the others.

    Raises:
        SpaceDamaged: The root is damaged or gone, so nothing can be vouched for.
    """
    looked = look(space)
    entries: list[Entry] = []
    damaged = 0
    for number in looked.words:
        try:
            entries.extend(looked.shard(number))
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
    # Never under a key before, not even during a rotation: whoever has that key
    # could otherwise write a list of their own.
    try:
        return vault.read_root(space.opened.unseal_now(sealed, about))
    except vault.Unreadable as refusal:
        if _is_replaced(space):
            # Another browser put a new key in place since this request began.
            raise Locked from refusal
        raise SpaceDamaged from refusal


def _is_replaced(space: Space) -> bool:
    public = space.opened.private.public.to_bytes()
    return store.get_lock(space.person).public != public


def _open_shard(
    space: Space, root: Root, number: int, found: dict[int, Sealed]
) -> Shard:
    version = root.versions[number]
    if version == 0:
        return Shard()
    return vault.read_shard(_shard_words(space, number, version, found))


def _shard_words(
    space: Space, number: int, version: int, found: dict[int, Sealed]
) -> bytes:
    sealed = found.get(number)
    if sealed is None:
        raise vault.Unreadable
    about = vault.about_shard(space.person, number, version)
    return space.opened.unseal_now(sealed, about)


def _seal_root(person: UUID, opened: Opened, root: Root) -> Sealed:
    about = vault.about_root(person)
    return vault.seal(vault.pack_root(root), opened.key, about, vault.Padding.SMALL)


def _seal_shard(space: Space, root: Root, number: int, shard: Shard) -> Sealed:
    about = vault.about_shard(space.person, number, root.versions[number])
    return vault.seal(vault.pack_shard(shard), space.opened.key, about)
