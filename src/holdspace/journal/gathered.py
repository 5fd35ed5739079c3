"""Pages of the index gathered into one table of arrays, for counting over all of it.

Nothing is made for each reflection: the pieces of a column are joined as the bytes that
they are, and read at once. Importing this imports NumPy, so only what counts over a
whole diary does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from holdspace.journal.indexpages import NO_OFFSET, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from holdspace.journal.indexpages import Columns

    type Whole = NDArray[np.int64]
    type Floats = NDArray[np.float64]

_NAN: Final = np.float32(np.nan).tobytes()
_NONE: Final = b"\0"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen at one question, one after the other.

    Attributes:
        of: For each choice its place in the table, ascending.
        which: For each choice its place in ``Gathered.said``.
    """

    of: Whole
    which: Whole


@dataclass(frozen=True, slots=True)
class Gathered:
    """Tables of several pages, one below the other.

    Attributes:
        of: For each place the place of the reflection that it is, or belongs to,
            counted over all pages.
        names: Canonical addresses of guides; several places may hold the same.
        guides: For each place its guide, as a place in ``names``; empty for rows of
            groups.
        whens: Minutes since the start of 1970, UTC; empty for those.
        offsets: Minutes east of UTC, 0 where none was given; empty for those.
        numbers: By question, NaN where it was not answered.
        said: Codes and own words, each once.
        choices: By question.
    """

    of: Whole
    names: tuple[str, ...]
    guides: Whole
    whens: Whole
    offsets: Whole
    numbers: dict[str, Floats]
    said: tuple[str, ...]
    choices: dict[str, Chosen]

    def __len__(self) -> int:
        return len(self.of)

    def number(self, link: str) -> Floats:
        """The answers to a question that asks for a number; NaN where there is none."""
        found = self.numbers.get(link)
        return np.full(len(self), np.nan) if found is None else found

    def first(self, link: str) -> Whole:
        """What each chose first at a question, as a place in ``said``, or -1."""
        found = np.full(len(self), -1, dtype=np.int64)
        if link in self.choices:
            chosen = self.choices[link]
            # Backwards, as of several the one that is written last stays.
            found[chosen.of[::-1]] = chosen.which[::-1]
        return found


def gather(pages: Sequence[Columns], tables: Sequence[Table]) -> Gathered:
    """Put one table of each page below the other.

    Args:
        pages: The pages.
        tables: Of each page the table that is wanted; an empty one where it has none.
    """
    lengths = [len(table) for table in tables]
    before = _starts(len(page) for page in pages)
    said, known = _each_once(pages)
    # A choice is a place among the words of its page, behind those of the pages before.
    shift = np.repeat(_starts(len(page.said) for page in pages), lengths)
    names = tuple(name for page in pages for name in page.names)
    guides = _whole(tables, "guides", np.uint16)
    named = [len(table.guides) // 2 for table in tables]
    offsets = _whole(tables, "offsets", np.int16)
    return Gathered(
        of=_whole(tables, "of", np.uint8) + np.repeat(before, lengths),
        names=names,
        guides=guides + np.repeat(_starts(len(page.names) for page in pages), named),
        whens=_whole(tables, "whens", np.int32),
        offsets=np.where(offsets == NO_OFFSET, 0, offsets),
        numbers={link: _numbers(tables, link) for link in _links(tables, "numbers")},
        said=said,
        choices={
            link: _chosen(tables, link, shift, known)
            for link in _links(tables, "choices")
        },
    )


def _each_once(pages: Sequence[Columns]) -> tuple[tuple[str, ...], Whole]:
    """All words, and for those of all pages one after the other which of them it is."""
    places: dict[str, int] = {}
    known = [places.setdefault(one, len(places)) for page in pages for one in page.said]
    return tuple(places), np.array(known, dtype=np.int64)


def _starts(lengths: Iterable[int]) -> Whole:
    ends = np.cumsum([0, *lengths], dtype=np.int64)
    return ends[:-1]


def _whole(tables: Sequence[Table], name: str, kind: type[np.integer]) -> Whole:
    joined = b"".join(getattr(table, name) for table in tables)
    return np.frombuffer(joined, dtype=kind).astype(np.int64)


def _links(tables: Sequence[Table], name: str) -> list[str]:
    return list(
        dict.fromkeys(link for table in tables for link in getattr(table, name))
    )


def _numbers(tables: Sequence[Table], link: str) -> Floats:
    joined = b"".join(
        table.numbers[link] if link in table.numbers else _NAN * len(table)
        for table in tables
    )
    return np.frombuffer(joined, dtype=np.float32).astype(np.float64)


def _chosen(tables: Sequence[Table], link: str, shift: Whole, known: Whole) -> Chosen:
    nothing = b"", b""
    parts = [table.choices.get(link, nothing) for table in tables]
    joined = b"".join(
        counts or _NONE * len(table)
        for table, (counts, _) in zip(tables, parts, strict=True)
    )
    counts = np.frombuffer(joined, dtype=np.uint8).astype(np.int64)
    flat = np.frombuffer(b"".join(one for _, one in parts), dtype=np.uint16)
    of = np.repeat(np.arange(len(counts)), counts)
    return Chosen(of, known[flat.astype(np.int64) + shift[of]])
