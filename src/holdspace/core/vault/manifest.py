"""The list of what a person has: the authority on which rows exist.

Each row is sealed with its version, and the manifest says which version is
the one. An older row put back is noticed because the list names a newer one;
a row taken away is noticed because the list still names it. The list comes in
64 shards, each sealed with its own version, and a root that names those.

A whole older state, root and shards and rows together, put back is not
noticed: nothing newer is left to compare it with.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import attrgetter
from struct import Struct as Layout
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Final, Self
from uuid import UUID

import msgspec

from holdspace.core.vault.envelopes import HIGHEST_VERSION, About, check_kind
from holdspace.core.vault.keys import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

SHARDS: Final = 64
FURTHEST: Final = 2**53 - 1
LAYOUT: Final = b"\x01"

_Version = Annotated[int, msgspec.Meta(ge=0, le=HIGHEST_VERSION)]
_Minute = Annotated[int, msgspec.Meta(ge=-FURTHEST, le=FURTHEST)]


class Entry(
    msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False
):
    """One row that exists, and at what version.

    Attributes:
        row: The row's id.
        kind: What kind of thing it is, as in ``About``.
        version: The one version that counts.
        when: Minutes since the start of 1970 (UTC) of the moment the row is
            about, to sort by; 0 if there is none.
        leaving: The minute at which the row is to be overwritten; 0 if it
            stays.
    """

    row: UUID
    kind: str
    version: _Version
    when: _Minute
    leaving: _Minute = 0

    def about(self, person: UUID) -> About:
        """Give the place at which this row's envelope opens."""
        return About(person, self.row, self.kind, self.version)


_ENCODER: Final = msgspec.msgpack.Encoder(uuid_format="bytes")
_DECODER: Final = msgspec.msgpack.Decoder(list[Entry])
_SHARD_IDS: Final = tuple(UUID(int=number) for number in range(SHARDS))


def shard_of(row: UUID) -> int:
    """Tell which shard lists a row: 0 to 63, from its random id."""
    return row.bytes[0] % SHARDS


def about_shard(person: UUID, shard: int, version: int) -> About:
    """Give the place at which a shard is sealed.

    Raises:
        ValueError: There is no such shard (a bug).
    """
    if not 0 <= shard < SHARDS:
        message = "A shard is from 0 to 63."
        raise ValueError(message)
    return About(person, _SHARD_IDS[shard], "manifest/shard", version)


def about_root(person: UUID) -> About:
    """Give the place at which the root is sealed, always at version 1.

    Nothing stands above the root that could name its version; this is where
    the promise about older rows ends.
    """
    return About(person, UUID(int=SHARDS), "manifest/root", 1)


def _check(entry: Entry) -> None:
    check_kind(entry.kind, entry.version)
    if abs(entry.when) > FURTHEST or abs(entry.leaving) > FURTHEST:
        message = "A minute is at most 2**53 - 1 from the start of 1970."
        raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Shard:
    """One part of the list. It never changes: each change gives a new one.

    Iterating gives the entries, in no order worth knowing.
    """

    _entries: Mapping[UUID, Entry] = field(
        default_factory=lambda: MappingProxyType({}), repr=False
    )

    @classmethod
    def new(cls) -> Self:
        """Give a shard that lists nothing."""
        return cls()

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, row: UUID) -> Entry | None:
        """Give the entry of a row, or nothing if the list has no such row."""
        return self._entries.get(row)

    def put(self, entry: Entry) -> Self:
        """List a row, in place of an older entry of it.

        Raises:
            ValueError: The entry cannot be written down (a bug).
        """
        return self.put_all((entry,))

    def put_all(self, entries: Iterable[Entry]) -> Self:
        """List several rows, each in place of an older entry of it.

        Raises:
            ValueError: An entry cannot be written down (a bug).
        """
        listed = {entry.row: entry for entry in entries}
        # Checked on the way in: what cannot be read back would close the list.
        for entry in listed.values():
            _check(entry)
        return self._with({**self._entries, **listed})

    def without(self, row: UUID) -> Self:
        """Take a row off the list, if it is there."""
        kept = {one: entry for one, entry in self._entries.items() if one != row}
        return self._with(kept)

    def _with(self, entries: dict[UUID, Entry]) -> Self:
        return type(self)(MappingProxyType(entries))


def pack_shard(shard: Shard) -> bytes:
    """Write a shard down, ready to be sealed with ``Padding.WORDS``."""
    # The same order as that of the ids, without asking each id for it.
    entries = sorted(shard, key=attrgetter("row.int"))
    return LAYOUT + _ENCODER.encode(entries)


def read_shard(data: bytes) -> Shard:
    """Read what ``pack_shard`` wrote.

    Raises:
        Unreadable: It is not a shard, or lists a row twice.
    """
    if not data.startswith(LAYOUT):
        raise Unreadable
    try:
        entries = _DECODER.decode(data[len(LAYOUT) :])
        for kind in {entry.kind for entry in entries}:
            check_kind(kind, 0)
    except (msgspec.MsgspecError, ValueError):
        raise Unreadable from None
    rows = {entry.row: entry for entry in entries}
    if len(rows) != len(entries):
        raise Unreadable
    return Shard(MappingProxyType(rows))


_ROOT: Final = Layout(f">{SHARDS}Q")


@dataclass(frozen=True, slots=True)
class Root:
    """Names the version of each shard.

    Attributes:
        versions: 64 of them; 0 means that the shard has not been written yet
            and lists nothing.

    Raises:
        ValueError: There are not 64, or one is out of bounds (a bug).
    """

    versions: tuple[int, ...] = (0,) * SHARDS

    def __post_init__(self) -> None:
        low, high = min(self.versions, default=-1), max(self.versions, default=-1)
        if len(self.versions) != SHARDS or low < 0 or high > HIGHEST_VERSION:
            message = "A root names 64 versions, each from 0 to 2**63 - 1."
            raise ValueError(message)

    @classmethod
    def new(cls) -> Self:
        """Give the root of a list in which no shard has been written yet."""
        return cls()

    def raised(self, shard: int, *, at_least: int = 0) -> Self:
        """Name the next version of one shard, or a later one.

        Args:
            shard: Which.
            at_least: The lowest that it may be.

        Raises:
            ValueError: There is no such shard, or no such version (a bug).
        """
        if not 0 <= shard < SHARDS:
            message = "A shard is from 0 to 63."
            raise ValueError(message)
        before, after = self.versions[:shard], self.versions[shard + 1 :]
        newer = max(self.versions[shard] + 1, at_least)
        return type(self)((*before, newer, *after))


def pack_root(root: Root) -> bytes:
    """Write the root down: always 513 bytes, to be sealed with ``SMALL``."""
    return LAYOUT + _ROOT.pack(*root.versions)


def read_root(data: bytes) -> Root:
    """Read what ``pack_root`` wrote.

    Raises:
        Unreadable: It is not a root.
    """
    if not data.startswith(LAYOUT) or len(data) != len(LAYOUT) + _ROOT.size:
        raise Unreadable
    try:
        return Root(_ROOT.unpack_from(data, len(LAYOUT)))
    except ValueError:
        raise Unreadable from None
