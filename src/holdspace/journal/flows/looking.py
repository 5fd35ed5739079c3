"""Looking through the diary: a month of it, words in it, all of its columns."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from holdspace.core.vault import About, Entry, Unreadable
from holdspace.journal import followups, index, indexbook, records, rows, store
from holdspace.journal.found import MOST_LINES, Around, Found, Line, Month, Query
from holdspace.journal.kinds import DRAFT, REFLECTION
from holdspace.library import shelf

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from uuid import UUID

    from holdspace.accounts.spaces import Space
    from holdspace.journal.index import View
    from holdspace.journal.indexpages import Columns, Words


_MOST_HELD: Final = 12


@dataclass(slots=True)
class _Hits:
    """Where the reflections stand that were found: page, place, minute.

    A few pages are held: those that came to be last, where the newest mostly stand.
    """

    places: list[tuple[int, int, int]] = field(default_factory=list)
    held: dict[int, Words] = field(default_factory=dict)

    def add(self, number: int, words: Words, places: Iterable[int]) -> None:
        self.held[number] = words
        if len(self.held) > _MOST_HELD:
            del self.held[next(iter(self.held))]
        whens = words.minutes()
        self.places.extend((number, place, whens[place]) for place in places)

    def newest(self, start: int, most: int) -> list[tuple[int, int, int]]:
        self.places.sort(key=_newest_first)
        return self.places[start : start + most]


def _newest_first(hit: tuple[int, int, int]) -> int:
    return -hit[2]


def look_at_month(
    space: Space, *, zone: str, back: int, start: int = 0
) -> Month | None:
    """Show a month of the diary, counted back from the newest that holds something.

    Opens the rows that it shows and no others: at most ``MOST_LINES``, from the
    newest that ``start`` leaves.

    Returns:
        The month, or nothing if there are not so many.

    Raises:
        SpaceDamaged: The manifest itself is damaged.
    """
    return indexbook.read(
        space, zone, lambda view: _month(view, back, start), whole=True
    )


def _month(view: View, back: int, start: int) -> Month | None:
    months = view.months()
    whole = view.damaged_parts == 0
    if back >= len(months):
        return Month({}, None, (), 0, whole) if back == 0 else None
    current = list(months)[back]
    hits = _matching(view, Query(month=current))
    total = len(hits.places)
    if start and start >= total:
        return None
    listed = _lines(view, hits, hits.newest(start, MOST_LINES))
    lines = _opening(view, listed)
    return Month(
        months=months,
        current=current,
        lines=tuple(lines),
        damaged=len(listed) - len(lines),
        whole=whole,
        start=start,
        left=total - start - len(listed),
    )


def search(
    space: Space, query: Query, *, zone: str, start: int = 0, most: int = 20
) -> Found:
    """Find reflections; what was looked for is kept nowhere.

    Raises:
        SpaceDamaged: The manifest itself is damaged.
    """

    def found(view: View) -> Found:
        hits = _matching(view, query)
        lines = _lines(view, hits, hits.newest(start, most))
        return Found(
            total=len(hits.places),
            lines=tuple(line for line in lines if line.guide is not None),
            months=tuple(view.months()),
        )

    return indexbook.read(space, zone, found)


def open_all(space: Space, *, zone: str) -> tuple[Columns, ...]:
    """Open the columns of all reflections: moments, numbers and choices, no texts.

    Raises:
        SpaceDamaged: The manifest itself is damaged.
    """
    return indexbook.read(
        space,
        zone,
        lambda view: tuple(page for _, page in view.columns(view.every_page())),
    )


def count_damaged(space: Space) -> int:
    """Count the reflections of which nothing could be read when they were looked at.

    Opens the columns of the index and no row.

    Raises:
        SpaceDamaged: The manifest itself is damaged.
    """
    return indexbook.read(space, None, _damaged)


def look_around(space: Space, *, now: datetime) -> Around:
    """List what a person comes back to, without opening any of it.

    Raises:
        SpaceDamaged: The manifest itself is damaged.
    """
    return indexbook.read(space, None, lambda view: _around(view, now), whole=True)


def list_drafts(space: Space) -> tuple[Entry, ...]:
    """List what was left open, newest first.

    Raises:
        SpaceDamaged: The manifest itself is damaged.
    """
    return indexbook.read(space, None, _drafts)


def list_between(space: Space, first: int, last: int) -> tuple[Entry, ...]:
    """List the reflections that are about a minute between two, newest first.

    Raises:
        SpaceDamaged: The manifest itself is damaged.
    """
    found = indexbook.read(space, None, lambda view: _since(view, first))
    return tuple(one for one in found if one.when <= last)


def _around(view: View, now: datetime) -> Around:
    minute = rows.minutes(now)
    let_go = [one for one in view.aside if one.leaving]
    return Around(
        drafts=_drafts(view),
        recent=_since(view, rows.minutes(now - followups.LONGEST)),
        leaving=tuple(one for one in let_go if one.leaving >= minute),
        over=tuple(one for one in let_go if one.leaving < minute),
        whole=view.damaged_parts == 0,
    )


def _damaged(view: View) -> int:
    return sum(
        bool(flag & records.DAMAGED)
        for _, columns in view.columns(view.every_page())
        for flag in columns.flags
    )


def _drafts(view: View) -> tuple[Entry, ...]:
    found = [one for one in view.aside if one.kind == DRAFT and not one.leaving]
    return tuple(sorted(found, key=_newest_entry_first))


def _since(view: View, since: int) -> tuple[Entry, ...]:
    first = index.month_of(since, index.zone_of(view.head))
    pages = view.pages_of(*(month for month in view.months() if month >= first))
    found = [
        Entry(columns.row(place), REFLECTION, columns.all_versions()[place], when)
        for _, columns in view.columns(pages)
        for place, when in enumerate(columns.whens())
        if when >= since and view.may_show(columns.row(place))
    ]
    return tuple(sorted(found, key=_newest_entry_first))


def _newest_entry_first(entry: Entry) -> tuple[int, UUID]:
    return -entry.when, entry.row


def _matching(view: View, query: Query) -> _Hits:
    pages: Collection[int] = view.every_page()
    if query.month is not None:
        pages = view.pages_of(query.month)
    chosen: dict[int, set[int]] = {}
    if query.chosen:
        for number, columns in view.columns(pages):
            found = _with_choices(columns, query.chosen)
            if found:
                chosen[number] = found
        pages = chosen.keys()
    hits = _Hits()
    terms = [term.encode("utf-8", "replace") for term in query.terms]
    for number, words in view.words(pages):
        places = _with_terms(words, terms) if terms else set(range(len(words)))
        if query.chosen:
            places &= chosen[number]
        if query.month is not None:
            places = _of_month(view, words, places, query.month)
        if view.doubtful:
            places = {one for one in places if view.may_show(words.row(one))}
        if places:
            hits.add(number, words, places)
    return hits


def _of_month(view: View, words: Words, places: set[int], month: int) -> set[int]:
    zone = index.zone_of(view.head)
    whens = words.minutes()
    return {one for one in places if index.month_of(whens[one], zone) == month}


def _with_terms(words: Words, terms: list[bytes]) -> set[int]:
    found: set[int] | None = None
    for term in terms:
        here = words.places_with(term)
        found = here if found is None else found & here
        if not found:
            return set()
    return found or set()


def _with_choices(
    columns: Columns, wanted: Iterable[tuple[tuple[str, ...], str]]
) -> set[int]:
    found = set(range(len(columns)))
    for links, word in wanted:
        found &= columns.places_choosing(links, word)
    return found


def _opening(view: View, lines: Sequence[Line]) -> list[Line]:
    """Keep the lines of rows that open now, at the version that the manifest lists.

    Raises:
        PageLost: One can be read that could not be when the index was made.
    """
    sealed = store.list_for(view.space.person, (line.row for line in lines))
    found: list[Line] = []
    for line in lines:
        with suppress(Unreadable):
            if line.row in sealed:
                about = About(view.space.person, line.row, REFLECTION, line.version)
                words = view.space.opened.unseal(sealed[line.row], about)
                if line.guide is None:
                    # It was not to be read when the index was made. If that changed,
                    # the index is to be mended; if not, it stays damaged.
                    records.record_of(line.entry(), words)
                    raise index.PageLost
                found.append(line)
    return found


def _lines(
    view: View, hits: _Hits, wanted: Sequence[tuple[int, int, int]]
) -> list[Line]:
    numbers = {number for number, _, _ in wanted}
    pages = {number: hits.held[number] for number in numbers & hits.held.keys()}
    pages |= view.words(numbers - pages.keys())
    excerpts = {number: words.all_excerpts() for number, words in pages.items()}
    return [
        _line(pages[number], place, excerpts[number][place])
        for number, place, _ in wanted
    ]


def _line(words: Words, place: int, excerpt: str) -> Line:
    flags = words.flags[place]
    is_damaged = bool(flags & records.DAMAGED)
    return Line(
        row=words.row(place),
        version=words.version(place),
        when=datetime.fromtimestamp(words.minutes()[place] * 60, tz=UTC),
        day_only=bool(flags & records.DAY_ONLY),
        guide=None if is_damaged else shelf.guide(words.guide(place)),
        feelings=tuple(words.feelings_at(place)),
        excerpt=excerpt,
        later=words.later[place],
    )
