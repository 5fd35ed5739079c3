"""The index: sealed pages that make finding and opening many reflections quick.

The rows are the truth and the manifest says which of them count. The index holds
nothing else, and may be lost, damaged or older than they are: it is then mended from
them, and what it says beyond them is never shown. That it is in step is seen from its
head, which names the version of each part of the manifest that it was made from and
a sum over the rows that it holds.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

import msgspec

from holdspace.accounts import manifests
from holdspace.accounts.manifests import Looked
from holdspace.core import vault
from holdspace.core.vault import About, Entry, Sealed, Shard, Unreadable
from holdspace.journal import drafting, indexpages, store
from holdspace.journal.kinds import DRAFT, REFLECTION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import tzinfo

    from holdspace.accounts.spaces import Space
    from holdspace.journal.indexpages import Columns, Words

HEAD: Final = 0
"""The part of the index that names all others."""
FIRST_COLUMNS: Final = 1
FIRST_WORDS: Final = 2**30
LAYOUT: Final = f"2/{sys.byteorder}"
NEVER: Final = -1
"""Seen instead of a version: this part of the manifest is not all in the index yet."""
MOST_STALE: Final = 8
"""More parts of the manifest than this are not read anew on every page."""

_SUM: Final = 2**128
_NOTHING: Final = (-1, Sealed(b""))


class PageLost(Exception):
    """A page of the index is not there as its head says: changed meanwhile, or damaged.

    Never told to anybody: the index is mended from the rows, and looked at again.
    """


class PageNote(msgspec.Struct, array_like=True, frozen=True):
    """What the head says of one page.

    Attributes:
        version: The version that both parts of the page are sealed at.
        count: How many reflections it holds.
        months: How many of each month, counted from the year 0.
    """

    version: int = 0
    count: int = 0
    months: dict[int, int] = msgspec.field(default_factory=dict)


class Head(msgspec.Struct, array_like=True, frozen=True):
    """What the index holds and what it was made from.

    Attributes:
        layout: Of pages and arrays; another one is made anew.
        zone: The time zone in which months begin.
        seen: For each shard of the manifest the version it was read at, or ``NEVER``.
        sums: For each shard a sum over its reflections that are in the pages.
        aside: What those shards list beside: drafts, and what is being let go of.
        pages: The pages, in the order in which they came to be.
    """

    layout: str
    zone: str
    seen: tuple[int, ...]
    sums: tuple[bytes, ...]
    aside: tuple[Entry, ...] = ()
    pages: tuple[PageNote, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """The index as it stands, in step with the manifest.

    Attributes:
        space: Whose.
        head: Its head.
        aside: Drafts, and what is being let go of.
        damaged_parts: How many parts of the manifest cannot be opened.
        doubtful: Those of them that changed after the index was made: what the index
            has of them is not vouched for.
    """

    space: Space
    head: Head
    aside: tuple[Entry, ...]
    damaged_parts: int
    doubtful: frozenset[int] = field(default_factory=frozenset)

    def months(self) -> dict[int, int]:
        """How many reflections each month holds, newest month first."""
        found: dict[int, int] = {}
        for page in self.head.pages:
            for month, count in page.months.items():
                found[month] = found.get(month, 0) + count
        return dict(sorted(found.items(), reverse=True))

    def pages_of(self, *months: int) -> list[int]:
        """The pages that hold something of these months."""
        return [
            number
            for number, page in enumerate(self.head.pages)
            if not page.months.keys().isdisjoint(months)
        ]

    def every_page(self) -> range:
        """All pages."""
        return range(len(self.head.pages))

    def may_show(self, row: UUID) -> bool:
        """Whether the manifest vouches for what the index has of a row."""
        return not self.doubtful or vault.shard_of(row) not in self.doubtful

    def columns(self, pages: Iterable[int]) -> Iterator[tuple[int, Columns]]:
        """Open the columns of some pages.

        Raises:
            PageLost: One is not there as the head says.
        """
        for number, words in self._opened(pages, "columns"):
            yield number, _told(indexpages.read_columns, words)

    def words(self, pages: Iterable[int]) -> Iterator[tuple[int, Words]]:
        """Open the words of some pages.

        Raises:
            PageLost: One is not there as the head says.
        """
        for number, words in self._opened(pages, "words"):
            yield number, _told(indexpages.read_words, words)

    def _opened(self, pages: Iterable[int], what: str) -> Iterator[tuple[int, bytes]]:
        numbers = sorted(pages)
        wanted = [part_of(number, what) for number in numbers]
        found = store.read_index(self.space.person, wanted)
        for number, part in zip(numbers, wanted, strict=True):
            there, sealed = next(found, _NOTHING)
            if there != part:
                raise PageLost
            yield number, open_part(self.space, self.head, number, what, sealed)


def get_view(space: Space, zone: str | None, *, whole: bool) -> View | None:
    """The index as it stands, or nothing if it is to be mended first.

    Args:
        space: Whose.
        zone: The name of the zone in which months begin; None where they do not matter.
        whole: Whether every part of the manifest is opened, so that damage to any of
            them is noticed, or only those that changed since the index was made.

    Raises:
        SpaceDamaged: The manifest itself is damaged.
    """
    # The head first: whoever changes both changes the manifest in the same
    # transaction, so a newer manifest shows that the head is older, never the reverse.
    head = get_head(space)
    if head is None or zone not in (None, head.zone):
        return None
    if whole:
        looked = manifests.look(space)
        stale = _changed(head, looked.versions)
    else:
        versions = manifests.versions(space)
        stale = _changed(head, versions)
        looked = manifests.look(space, stale) if stale else Looked(versions, {})
        if looked.versions != versions:
            # Changed between the two readings.
            return None
    damaged = looked.damaged
    readable = [n for n in stale if n not in damaged]
    if len(readable) > MOST_STALE:
        return None
    aside = [one for one in head.aside if vault.shard_of(one.row) not in readable]
    for number in readable:
        shard = looked.shard(number)
        if sum_of(shard) != head.sums[number] or head.seen[number] == NEVER:
            return None
        aside.extend(one for one in shard if is_aside(one))
    return View(space, head, tuple(aside), len(damaged), damaged.intersection(stale))


def _changed(head: Head, versions: tuple[int, ...]) -> list[int]:
    return [n for n in range(vault.SHARDS) if versions[n] != head.seen[n]]


def is_shown(entry: Entry) -> bool:
    """Whether an entry of the manifest is a reflection that stays."""
    return entry.kind == REFLECTION and not entry.leaving


def is_aside(entry: Entry) -> bool:
    """Whether an entry is a draft, or a reflection or draft that is being let go of.

    Other rooms list what is theirs in the same manifest, some of it with an end. That
    is not let go of here, and is theirs to settle.
    """
    return entry.kind in (DRAFT, REFLECTION) and not is_shown(entry)


def weight(row: UUID, version: int) -> int:
    """What one row adds to the sum of its shard."""
    return row.int * (version + 1) % _SUM


def sum_of(shard: Shard) -> bytes:
    """The sum over the reflections of a shard: which rows, each at which version."""
    total = sum(weight(one.row, one.version) for one in shard if is_shown(one))
    return packed_sum(total)


def packed_sum(total: int) -> bytes:
    """Write a sum down."""
    return (total % _SUM).to_bytes(16, "big")


def month_of(when: int, zone: tzinfo) -> int:
    """The month of a minute, counted from the year 0, in a zone."""
    moment = datetime.fromtimestamp(when * 60, tz=zone)
    return moment.year * 12 + moment.month - 1


def zone_of(head: Head) -> tzinfo:
    """The zone in which the months of an index begin."""
    return drafting.zone_of(head.zone)


def part_of(page: int, what: str) -> int:
    """The number of the stored part that holds columns or words of a page."""
    return page + (FIRST_COLUMNS if what == "columns" else FIRST_WORDS)


def about_part(person: UUID, part: int, what: str, version: int) -> About:
    """Where a part of the index is sealed."""
    return About(person, UUID(int=part), f"index/{what}", version)


def open_part(space: Space, head: Head, page: int, what: str, sealed: Sealed) -> bytes:
    """Unseal a part of a page at the version that the head names.

    Raises:
        PageLost: It is another version, somebody else's, or damaged.
    """
    version = head.pages[page].version
    about = about_part(space.person, part_of(page, what), what, version)
    # Never under a key before, not even during a rotation: whoever has that key could
    # otherwise write pages of their own. What lies under it is made again.
    return _told(lambda one: space.opened.unseal_now(one, about), sealed)


def get_head(space: Space) -> Head | None:
    """The head of the index, if there is one that opens and is of this layout."""
    sealed = store.get_index(space.person, HEAD)
    if sealed is None:
        return None
    try:
        # Nothing stands above the head that could name its version; what is in an
        # older one is found out by the manifest.
        about = about_part(space.person, HEAD, "head", 1)
        head = _HEAD.decode(space.opened.unseal_now(sealed, about))
    except (Unreadable, msgspec.MsgspecError, ValueError):
        return None
    if head.layout != LAYOUT or {len(head.seen), len(head.sums)} != {vault.SHARDS}:
        return None
    return head


def pack_head(head: Head) -> bytes:
    """Write a head down, ready to be sealed with ``Padding.WORDS``."""
    return _ENCODER.encode(head)


_ENCODER: Final = msgspec.msgpack.Encoder(uuid_format="bytes")
_HEAD: Final = msgspec.msgpack.Decoder(Head)


def _told[Given, Made](make: Callable[[Given], Made], given: Given) -> Made:
    try:
        return make(given)
    except Unreadable as refusal:
        raise PageLost from refusal
