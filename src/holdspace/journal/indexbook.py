"""Changing the index: following what a person does, and mending what is not in step."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import msgspec

from holdspace.accounts import manifests
from holdspace.core import vault
from holdspace.core.vault import Entry, Unreadable
from holdspace.journal import drafting, index, indexpages, records, store
from holdspace.journal.index import Head, PageLost, PageNote
from holdspace.journal.indexpages import Columns, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from uuid import UUID

    from holdspace.accounts.manifests import Changed, Changes, Looked
    from holdspace.accounts.spaces import Space
    from holdspace.journal.index import View
    from holdspace.journal.records import Record

AT_ONCE: Final = 1_000
"""How many rows are taken into the index in one transaction: about half a second. Of a
very long diary a twentieth, so that the work grows as the diary does."""
_PARTS: Final = 20
_READ_AT_ONCE: Final = 100
_MOST_TRIES: Final = 2_000
_MOST_LOST: Final = 8
"""How often pages may be lost between a mending and the reading after it."""


def read[Found](
    space: Space,
    zone: str | None,
    reader: Callable[[View], Found],
    *,
    whole: bool = False,
) -> Found:
    """Read something from the index, mending it until it is in step.

    Args:
        space: Whose.
        zone: The name of the zone in which months begin; None where they do not matter.
        reader: What is read; called again where the index had to be mended.
        whole: As in ``index.get_view``.

    Raises:
        SpaceDamaged: The manifest itself is damaged.
        Unreadable: The index cannot be mended (a bug, or something that goes on
            changing the database).
    """
    lost = 0
    for _ in range(_MOST_TRIES):
        thorough = False
        view = index.get_view(space, zone, whole=whole)
        if view is not None:
            try:
                return reader(view)
            except PageLost:
                thorough = True
                lost += 1
                if lost > _MOST_LOST:
                    break
        mend(space, zone, thorough=thorough)
    raise Unreadable


def follow(space: Space, changes: Changes) -> None:
    """Take over what one transaction did, as a part of it.

    Where the index is not in step, or is not there, it is left as it is: whoever reads
    next mends it. Costs the same however long the diary is.
    """
    done = changes.written()
    moved = [
        pair
        for changed in done.values()
        for pair in changed.entries()
        if any(one is not None and index.is_shown(one) for one in pair)
    ]
    if not moved:
        return
    head = index.get_head(space)
    if head is None or not all(_in_step(head, *one) for one in done.items()):
        return
    book = _Book(space, head)
    try:
        for before, _ in moved:
            if before is not None and index.is_shown(before):
                book.take_out(before)
        fresh = [one for _, one in moved if one is not None and index.is_shown(one)]
        book.take_in(sorted(fresh, key=lambda one: one.when))
    except PageLost:
        # What is on the pages is unknown now; nothing was written of this.
        return
    for number, changed in done.items():
        book.note(number, *changed.after)
    book.write()


def mend(space: Space, zone: str | None, *, thorough: bool) -> None:
    """Bring the index into step with the manifest, or nearer to it.

    Some rows are taken in, ``AT_ONCE`` or a twentieth of all, so that nobody else waits
    long; it is called until nothing is missing.

    Args:
        space: Whose.
        zone: The zone in which months begin from now on; None leaves it as it is.
        thorough: Whether the words of all pages are opened as well, and what could not
            be opened before is tried again.

    Raises:
        SpaceDamaged: The manifest itself is damaged.
    """
    with manifests.taking_turns(space.person):
        looked = manifests.look(space)
        head = index.get_head(space)
        if head is None:
            store.remove_index(space.person)
            head = Head(
                layout=index.LAYOUT,
                zone=zone or "UTC",
                seen=(index.NEVER,) * vault.SHARDS,
                sums=(index.packed_sum(0),) * vault.SHARDS,
            )
        book = _Book(space, msgspec.structs.replace(head, zone=zone or head.zone))
        book.mend(looked, thorough=thorough)
        book.write()


def _in_step(head: Head, number: int, changed: Changed) -> bool:
    version, shard = changed.before
    seen = head.seen[number]
    if seen == version:
        return True
    return seen != index.NEVER and index.sum_of(shard) == head.sums[number]


def _record_of(space: Space, entry: Entry, sealed: vault.Sealed | None) -> Record:
    try:
        if sealed is None:
            return records.damaged(entry)
        words = space.opened.unseal(sealed, entry.about(space.person))
        return records.record_of(entry, words)
    except Unreadable:
        return records.damaged(entry)


class _Book:
    """The index while it is being changed; nothing is stored before ``write``."""

    def __init__(self, space: Space, head: Head) -> None:
        self._space = space
        self._head = head
        self._zone = drafting.zone_of(head.zone)
        self._pages: dict[int, tuple[Columns, Words]] = {}
        self._notes = list(head.pages)
        self._dirty: set[int] = set()
        self._seen = list(head.seen)
        self._sums = list(head.sums)
        self._aside = list(head.aside)

    def take_out(self, entry: Entry) -> None:
        """Take a row off the page that it is on.

        Raises:
            PageLost: It is on no page.
        """
        month = index.month_of(entry.when, self._zone)
        for number, note in enumerate(self._notes):
            if month in note.months:
                place = self._page(number)[0].place_of(entry.row)
                if place is not None:
                    self._set(
                        number,
                        *indexpages.without_record(*self._page(number), place),
                    )
                    return
        raise PageLost

    def put_in(self, more: Sequence[Record]) -> None:
        """Put records on the last page, and on new ones."""
        while more:
            number = len(self._notes) - 1
            room = indexpages.room_in(*self._page(number), more) if number >= 0 else 0
            if room == 0:
                self._notes.append(PageNote())
                number += 1
                self._pages[number] = (Columns(), Words())
                room = indexpages.room_in(*self._page(number), more)
            page = indexpages.with_records(*self._page(number), more[:room])
            self._set(number, *page)
            more = more[room:]

    def note(self, number: int, version: int, shard: vault.Shard) -> None:
        """Note that all of a shard is in the index, as of this version."""
        self._seen[number] = version
        self._sums[number] = index.sum_of(shard)
        self._aside = [
            one for one in self._aside if vault.shard_of(one.row) != number
        ] + [one for one in shard if index.is_aside(one)]

    def mend(self, looked: Looked, *, thorough: bool) -> None:
        """Take out what the manifest does not list, and put in what it does."""
        shards = {
            number: looked.shard(number)
            for number in range(vault.SHARDS)
            if number not in looked.damaged
        }
        wanted = {
            one.row: one
            for shard in shards.values()
            for one in shard
            if index.is_shown(one)
        }
        known = self._compare(wanted, looked.damaged, thorough=thorough)
        missing = sorted(
            (one for row, one in wanted.items() if row not in known),
            key=lambda one: one.when,
        )
        # Each time looks at everything once: more at a time where there is more.
        most = max(AT_ONCE, len(wanted) // _PARTS)
        self.take_in(missing[:most])
        late = {vault.shard_of(one.row) for one in missing[most:]}
        for number, shard in shards.items():
            self.note(number, looked.versions[number], shard)
            if number in late:
                self._seen[number] = index.NEVER

    def write(self) -> None:
        """Seal and store what changed."""
        parts = {}
        for number in self._dirty:
            version = self._notes[number].version + 1
            columns, words = self._pages[number]
            months = Counter(index.month_of(w, self._zone) for w in columns.whens())
            self._notes[number] = PageNote(version, len(columns), dict(months))
            for what, part in (("columns", columns), ("words", words)):
                place = index.part_of(number, what)
                parts[place] = self._seal(place, what, version, indexpages.pack(part))
        head = msgspec.structs.replace(
            self._head,
            seen=tuple(self._seen),
            sums=tuple(self._sums),
            aside=tuple(self._aside),
            pages=tuple(self._notes),
        )
        parts[index.HEAD] = self._seal(index.HEAD, "head", 1, index.pack_head(head))
        store.replace_index(self._space.person, parts)

    def _seal(self, part: int, what: str, version: int, words: bytes) -> vault.Sealed:
        about = index.about_part(self._space.person, part, what, version)
        return vault.seal(words, self._space.opened.key, about)

    def _page(self, number: int) -> tuple[Columns, Words]:
        if number not in self._pages:
            view = index.View(self._space, self._head, (), 0)
            _, columns = next(view.columns((number,)))
            _, words = next(view.words((number,)))
            self._pages[number] = (columns, words)
        return self._pages[number]

    def _set(self, number: int, columns: Columns, words: Words) -> None:
        self._pages[number] = (columns, words)
        self._dirty.add(number)

    def _compare(
        self,
        wanted: dict[UUID, Entry],
        damaged: frozenset[int],
        *,
        thorough: bool,
    ) -> set[UUID]:
        """Take wrong records out of the pages, and tell which rows are right."""
        known: set[UUID] = set()
        for number in range(len(self._notes)):
            try:
                columns = self._columns(number, thorough=thorough)
                wrong = set()
                for place, row in enumerate(columns.all_rows()):
                    entry = wanted.get(row)
                    version = columns.all_versions()[place]
                    right = entry is not None and entry.version == version
                    unsure = vault.shard_of(row) in damaged
                    again = thorough and columns.flags[place] & records.DAMAGED
                    if row in known or again or not (right or unsure):
                        wrong.add(row)
                self._drop(number, wrong)
            except PageLost:
                # Its rows are taken in anew, onto other pages.
                self._set(number, Columns(), Words())
                continue
            known.update(row for row in columns.all_rows() if row not in wrong)
            self._recount(number, columns)
        return known

    def _columns(self, number: int, *, thorough: bool) -> Columns:
        if thorough:
            return self._page(number)[0]
        view = index.View(self._space, self._head, (), 0)
        _, columns = next(view.columns((number,)))
        return columns

    def _drop(self, number: int, wrong: Iterable[UUID]) -> None:
        for row in wrong:
            place = self._page(number)[0].place_of(row)
            if place is not None:
                page = indexpages.without_record(*self._page(number), place)
                self._set(number, *page)

    def _recount(self, number: int, columns: Columns) -> None:
        # The zone may be another one than the months were counted in.
        months = Counter(index.month_of(w, self._zone) for w in columns.whens())
        self._notes[number] = msgspec.structs.replace(
            self._notes[number], months=dict(months)
        )

    def take_in(self, entries: list[Entry]) -> None:
        """Make records of rows, and put them in."""
        for start in range(0, len(entries), _READ_AT_ONCE):
            some = entries[start : start + _READ_AT_ONCE]
            sealed = store.list_for(self._space.person, (one.row for one in some))
            self.put_in(
                [_record_of(self._space, one, sealed.get(one.row)) for one in some]
            )
