"""The pages of the index: what is known of up to 96 reflections, column by column.

A page has two parts, sealed apart: its columns (ids, moments, numbers, choices) and
its words. Columns lie in flat arrays, so that opening ten years of them decodes a few
hundred pieces and not a hundred thousand. Nothing here is the truth: every page can be
made again from the rows.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from itertools import accumulate
from math import nan
from typing import TYPE_CHECKING, Final, cast
from uuid import UUID

import msgspec

from holdspace.core.vault import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from holdspace.journal.records import Record, Values

MOST_RECORDS: Final = 96
MOST_BYTES: Final = 62_000
"""How many bytes of words a page takes: they lie in envelopes of 64 KiB then, unless a
single reflection is longer."""
_OVERHEAD: Final = 48
FEELINGS: Final = "feelings"

NO_OFFSET: Final = -(2**15)
MOST_CHOICES: Final = 255
"""How many choices at one question are kept: what 8 bits can count."""
MOST_SAID: Final = 2**16
_ID: Final = 16
_FARTHEST: Final = 2**31 - 1


class Table(msgspec.Struct, array_like=True):
    """Answers of several responses or rows, column by column.

    All arrays are in the machine's own byte order, which the head of the index names,
    and have one place for each response; a response that does not answer a question
    has NaN there, or a count of 0.

    Attributes:
        of: The place, in the page, of the reflection that this is, was added to, or
            is a row of (8 bits each).
        guides: Places in ``Columns.names`` (16 bits each); empty for rows of groups.
        whens: Minutes since the start of 1970, UTC (32 bits each); empty for those.
        offsets: Minutes east of UTC, or ``NO_OFFSET`` (16 bits each); empty for those.
        numbers: By question, 32-bit floats: what a person rates or counts is exact in
            them, longer decimals are rounded to seven digits.
        choices: By question: how many each chose (8 bits each), and, one after
            the other, what they chose, as places in ``Columns.said`` (16 bits each).
    """

    of: bytes = b""
    guides: bytes = b""
    whens: bytes = b""
    offsets: bytes = b""
    numbers: dict[str, bytes] = msgspec.field(default_factory=dict)
    choices: dict[str, tuple[bytes, bytes]] = msgspec.field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.of)

    def guide_places(self) -> Sequence[int]:
        """The guides, as places in ``Columns.names``."""
        return memoryview(self.guides).cast("H")

    def minutes(self) -> Sequence[int]:
        """The minutes, one for each place."""
        return memoryview(self.whens).cast("i")

    def choosing(self, link: str, choice: int) -> set[int]:
        """The places that chose this at a question."""
        if link not in self.choices:
            return set()
        counts, flat = self.choices[link]
        ends = list(accumulate(counts))
        chosen = memoryview(flat).cast("H")
        return {
            bisect_right(ends, at) for at, one in enumerate(chosen) if one == choice
        }


class Columns(msgspec.Struct, array_like=True):
    """The columns of a page.

    Attributes:
        rows: The ids of the reflections, 16 bytes each.
        versions: The version of each row that this was made from (32 bits each).
        flags: ``DAMAGED`` and so on (8 bits each).
        names: Canonical addresses of guides.
        said: Codes and own words, each once.
        table: What was answered.
        later: What was added later.
        groups: Rows of repeating groups, by group.
    """

    rows: bytes = b""
    versions: bytes = b""
    flags: bytes = b""
    names: list[str] = msgspec.field(default_factory=list)
    said: list[str] = msgspec.field(default_factory=list)
    table: Table = msgspec.field(default_factory=Table)
    later: Table = msgspec.field(default_factory=Table)
    groups: dict[str, Table] = msgspec.field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.flags)

    def row(self, place: int) -> UUID:
        """The id of the reflection at a place."""
        return UUID(bytes=self.rows[place * _ID : (place + 1) * _ID])

    def all_rows(self) -> list[UUID]:
        """The ids of all reflections of the page."""
        return [self.row(place) for place in range(len(self))]

    def place_of(self, row: UUID) -> int | None:
        """Where a reflection stands, if it does."""
        found = self.rows.find(row.bytes)
        while found % _ID and found >= 0:
            found = self.rows.find(row.bytes, found + 1)
        return None if found < 0 else found // _ID

    def all_versions(self) -> Sequence[int]:
        """The versions, one for each place."""
        return memoryview(self.versions).cast("I")

    def whens(self) -> Sequence[int]:
        """The minutes, one for each place."""
        return self.table.minutes()

    def places_choosing(self, links: Iterable[str], word: str) -> set[int]:
        """The places that chose a code, or an own word, at any of these questions."""
        if word not in self.said:
            return set()
        choice = self.said.index(word)
        return {at for link in links for at in self.table.choosing(link, choice)}


class Words(msgspec.Struct, array_like=True):
    """The words of a page, with what a list shows of each reflection.

    Attributes:
        rows: The ids of the reflections, 16 bytes each.
        versions: The version of each row that this was made from (32 bits each).
        flags: ``DAMAGED`` and so on (8 bits each).
        guides: Places in ``names`` (16 bits each).
        names: Canonical addresses of guides.
        feelings: How many each named (8 bits each), and, one after the other, which, as
            places in ``said`` (16 bits each).
        said: Codes and own words for feelings, each once.
        later: How much was added later to each, up to 255 (8 bits each).
        ends: Where each reflection ends in ``text`` (32 bits each).
        whens: Minutes since the start of 1970, UTC (32 bits each).
        labels: The folded wordings of what was chosen, each once and ended by a line
            end, as UTF-8.
        chosen: How many of them each reflection has (16 bits each), and, one after the
            other, which (16 bits each).
        excerpts: The beginning of each, as it was written, ended by a line end.
        text: The folded texts of all reflections, each ended by a line end, as UTF-8.
            It stands last, and is looked through where it lies: copying it out of each
            page would take as long as finding something in it.
    """

    rows: bytes = b""
    versions: bytes = b""
    flags: bytes = b""
    guides: bytes = b""
    names: list[str] = msgspec.field(default_factory=list)
    feelings: tuple[bytes, bytes] = (b"", b"")
    said: list[str] = msgspec.field(default_factory=list)
    later: bytes = b""
    ends: bytes = b""
    whens: bytes = b""
    labels: bytes = b""
    chosen: tuple[bytes, bytes] = (b"", b"")
    excerpts: bytes = b""
    text: memoryview = memoryview(b"")

    def __len__(self) -> int:
        return len(self.flags)

    def row(self, place: int) -> UUID:
        """The id of the reflection at a place."""
        return UUID(bytes=self.rows[place * _ID : (place + 1) * _ID])

    def version(self, place: int) -> int:
        """The version that the reflection at a place was taken from."""
        return memoryview(self.versions).cast("I")[place]

    def guide(self, place: int) -> str:
        """The canonical address of the guide of the reflection at a place."""
        return self.names[memoryview(self.guides).cast("H")[place]]

    def feelings_at(self, place: int) -> list[str]:
        """The feelings named at a place: codes, and own words marked so."""
        counts, flat = self.feelings
        start = sum(counts[:place])
        chosen = memoryview(flat).cast("H")[start : start + counts[place]]
        return [self.said[one] for one in chosen]

    def minutes(self) -> Sequence[int]:
        """The minutes, one for each place."""
        return memoryview(self.whens).cast("i")

    def all_excerpts(self) -> list[str]:
        """The beginning of what was written, for each place."""
        return self.excerpts.decode().split("\n")

    def places_with(self, term: bytes) -> set[int]:
        """The places of the reflections that say a folded term, or chose it."""
        found: set[int] = set()
        page = cast("bytes", self.text.obj)
        start = len(page) - len(self.text)
        ends = memoryview(self.ends).cast("I")
        at = page.find(term, start)
        while at >= 0:
            place = bisect_right(ends, at - start)
            found.add(place)
            at = page.find(term, start + ends[place])
        if term in self.labels:
            found |= self._places_labelled(term)
        return found

    def _places_labelled(self, term: bytes) -> set[int]:
        labels = self.labels.split(b"\n")
        wanted = {number for number, label in enumerate(labels) if term in label}
        counts, flat = self.chosen
        chosen = memoryview(flat).cast("H")
        found, start = set(), 0
        for place, count in enumerate(memoryview(counts).cast("H")):
            if not wanted.isdisjoint(chosen[start : start + count]):
                found.add(place)
            start += count
        return found


def room_in(columns: Columns, words: Words, more: Sequence[Record]) -> int:
    """How many of some further records a page takes.

    One that is longer than a page has a page of its own.
    """
    taken = len(words.text) + len(words.excerpts) + len(words.labels)
    taken += len(words.chosen[1]) + _OVERHEAD * len(words)
    for number, record in enumerate(more):
        taken += _size(record)
        last = number + len(columns)
        if last >= MOST_RECORDS or (last and taken > MOST_BYTES):
            return number
    return len(more)


def _size(record: Record) -> int:
    # A character is one byte at the least; a page of other scripts may overflow into
    # the next larger envelope, which costs a little time and nothing else.
    letters = len(record.words) + len(record.excerpt)
    return letters + 2 * len(record.labels) + _OVERHEAD


def with_records(
    columns: Columns, words: Words, more: Iterable[Record]
) -> tuple[Columns, Words]:
    """Give the page with further records at the end."""
    page = _Page(columns, words)
    for record in more:
        page.add(record)
    return page.done()


def without_record(columns: Columns, words: Words, place: int) -> tuple[Columns, Words]:
    """Give the page without the record at a place."""
    shorter = Columns(
        rows=_cut(columns.rows, place, _ID),
        versions=_cut(columns.versions, place, 4),
        flags=_cut(columns.flags, place, 1),
        names=columns.names,
        said=columns.said,
        table=_without_of(columns.table, place),
        later=_without_of(columns.later, place),
        groups={k: _without_of(one, place) for k, one in columns.groups.items()},
    )
    return shorter, _without_words(words, place)


def _without_words(words: Words, place: int) -> Words:
    ends = array("I", words.ends)
    start = ends[place - 1] if place else 0
    gone = ends[place] - start
    later = array("I", (end - gone for end in ends[place + 1 :]))
    counts, flat = array("H", words.chosen[0]), words.chosen[1]
    first = 2 * sum(counts[:place])
    last = first + 2 * counts[place]
    excerpts = words.excerpts.split(b"\n")
    del excerpts[place]
    named, felt = words.feelings
    from_, to = 2 * sum(named[:place]), 2 * sum(named[: place + 1])
    return Words(
        rows=_cut(words.rows, place, _ID),
        versions=_cut(words.versions, place, 4),
        flags=_cut(words.flags, place, 1),
        guides=_cut(words.guides, place, 2),
        names=words.names,
        feelings=(_cut(named, place, 1), felt[:from_] + felt[to:]),
        said=words.said,
        later=_cut(words.later, place, 1),
        ends=ends[:place].tobytes() + later.tobytes(),
        whens=_cut(words.whens, place, 4),
        labels=words.labels,
        chosen=(_cut(words.chosen[0], place, 2), flat[:first] + flat[last:]),
        excerpts=b"\n".join(excerpts),
        text=memoryview(_cut_out(words.text, start, start + gone)),
    )


def pack(part: Columns | Words) -> bytes:
    """Write a part of a page down, ready to be sealed with ``Padding.WORDS``."""
    return msgspec.msgpack.encode(part)


_COLUMNS: Final = msgspec.msgpack.Decoder(Columns)
_WORDS: Final = msgspec.msgpack.Decoder(Words)


def read_columns(data: bytes) -> Columns:
    """Read the columns of a page.

    Raises:
        Unreadable: They are none.
    """
    try:
        return _COLUMNS.decode(data)
    except (msgspec.MsgspecError, ValueError):
        raise Unreadable from None


def read_words(data: bytes) -> Words:
    """Read the words of a page.

    Raises:
        Unreadable: They are none.
    """
    try:
        return _WORDS.decode(data)
    except (msgspec.MsgspecError, ValueError):
        raise Unreadable from None


class _Known:
    """Words that are each kept once, and named by their place."""

    def __init__(self, words: list[str]) -> None:
        self.words = list(words)
        self._places = {word: place for place, word in enumerate(words)}

    def places(self, words: Iterable[str]) -> list[int]:
        found = []
        for word in words:
            place = self._places.get(word)
            if place is None:
                place = len(self.words)
                if place >= MOST_SAID:
                    continue
                self._places[word] = place
                self.words.append(word)
            found.append(place)
        return found


class _Rows:
    """A table that grows."""

    def __init__(self, table: Table) -> None:
        self._of = bytearray(table.of)
        self._guides = array("H", table.guides)
        self._whens = array("i", table.whens)
        self._offsets = array("h", table.offsets)
        self._numbers = {link: array("f", one) for link, one in table.numbers.items()}
        self._choices = {
            link: (bytearray(counts), array("H", flat))
            for link, (counts, flat) in table.choices.items()
        }

    def add(self, values: Values, names: _Known, said: _Known, *, of: int) -> None:
        length = len(self._of)
        self._of.append(of)
        if values.guide:
            self._guides.extend(names.places((values.guide,)))
            self._whens.append(max(-_FARTHEST, min(_FARTHEST, values.when)))
            offset = NO_OFFSET if values.offset is None else values.offset
            self._offsets.append(offset)
        for link in values.numbers.keys() - self._numbers.keys():
            self._numbers[link] = array("f", (nan,)) * length
        for link, column in self._numbers.items():
            column.append(values.numbers.get(link, nan))
        for link in values.choices.keys() - self._choices.keys():
            self._choices[link] = (bytearray(length), array("H"))
        for link, (counts, flat) in self._choices.items():
            places = said.places(values.choices.get(link, ())[:MOST_CHOICES])
            counts.append(len(places))
            flat.extend(places)

    def done(self) -> Table:
        return Table(
            of=bytes(self._of),
            guides=self._guides.tobytes(),
            whens=self._whens.tobytes(),
            offsets=self._offsets.tobytes(),
            numbers={link: one.tobytes() for link, one in self._numbers.items()},
            choices={
                link: (bytes(counts), flat.tobytes())
                for link, (counts, flat) in self._choices.items()
            },
        )


class _Page:
    """A page that grows."""

    def __init__(self, columns: Columns, words: Words) -> None:
        self._rows = bytearray(columns.rows)
        self._versions = array("I", columns.versions)
        self._flags = bytearray(columns.flags)
        self._names, self._said = _Known(columns.names), _Known(columns.said)
        self._table, self._later = _Rows(columns.table), _Rows(columns.later)
        self._groups = {link: _Rows(one) for link, one in columns.groups.items()}
        self._text = bytearray(words.text)
        self._ends, self._excerpts = array("I", words.ends), bytearray(words.excerpts)
        self._labels = _Known([one.decode() for one in words.labels.splitlines()])
        self._chosen = [array("H", one) for one in words.chosen]
        self._listed = bytearray(words.guides), bytearray(words.later)
        self._named, self._felt = _Known(words.names), _Known(words.said)
        self._feelings = bytearray(words.feelings[0]), array("H", words.feelings[1])

    def add(self, record: Record) -> None:
        place = len(self._flags)
        self._rows += record.row.bytes
        self._versions.append(record.version)
        self._flags.append(record.flags)
        self._table.add(record.values, self._names, self._said, of=place)
        for one in record.later:
            self._later.add(one, self._names, self._said, of=place)
        for link, rows in record.groups.items():
            group = self._groups.setdefault(link, _Rows(Table()))
            for one in rows:
                group.add(one, self._names, self._said, of=place)
        self._text += record.words.encode("utf-8", "replace") + b"\n"
        self._ends.append(len(self._text))
        guide = self._named.places((record.values.guide,))
        self._listed[0].extend(array("H", guide).tobytes())
        self._listed[1].append(min(len(record.later), 255))
        felt = record.values.choices.get(FEELINGS, ())[:MOST_CHOICES]
        places = self._felt.places(felt)
        self._feelings[0].append(len(places))
        self._feelings[1].extend(places)
        labels = self._labels.places(record.labels)
        self._chosen[0].append(len(labels))
        self._chosen[1].extend(labels)
        self._excerpts += record.excerpt.encode("utf-8", "replace") + b"\n"

    def done(self) -> tuple[Columns, Words]:
        columns = Columns(
            rows=bytes(self._rows),
            versions=self._versions.tobytes(),
            flags=bytes(self._flags),
            names=self._names.words,
            said=self._said.words,
            table=self._table.done(),
            later=self._later.done(),
            groups={link: one.done() for link, one in self._groups.items()},
        )
        words = Words(
            rows=columns.rows,
            versions=columns.versions,
            flags=columns.flags,
            guides=bytes(self._listed[0]),
            names=self._named.words,
            feelings=(bytes(self._feelings[0]), self._feelings[1].tobytes()),
            said=self._felt.words,
            later=bytes(self._listed[1]),
            ends=self._ends.tobytes(),
            whens=columns.table.whens,
            labels="".join(f"{one}\n" for one in self._labels.words).encode(),
            chosen=(self._chosen[0].tobytes(), self._chosen[1].tobytes()),
            excerpts=bytes(self._excerpts),
            text=memoryview(bytes(self._text)),
        )
        return columns, words


def _without_of(table: Table, place: int) -> Table:
    gone = {at for at, of in enumerate(table.of) if of == place}
    shorter = _shorter(table, gone) if gone else table
    moved = bytes(of - 1 if of > place else of for of in shorter.of)
    return msgspec.structs.replace(shorter, of=moved)


def _shorter(table: Table, gone: set[int]) -> Table:
    for place in sorted(gone, reverse=True):
        choices = {}
        for link, (counts, flat) in table.choices.items():
            start = 2 * sum(counts[:place])
            end = start + 2 * counts[place]
            choices[link] = (_cut(counts, place, 1), flat[:start] + flat[end:])
        table = Table(
            of=_cut(table.of, place, 1),
            guides=_cut(table.guides, place, 2),
            whens=_cut(table.whens, place, 4),
            offsets=_cut(table.offsets, place, 2),
            numbers={k: _cut(one, place, 4) for k, one in table.numbers.items()},
            choices=choices,
        )
    return table


def _cut(data: bytes, place: int, width: int) -> bytes:
    return _cut_out(data, place * width, (place + 1) * width)


def _cut_out(data: bytes | memoryview, start: int, end: int) -> bytes:
    return b"".join((data[:start], data[end:]))
