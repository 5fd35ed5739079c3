"""Finding: what was looked for, with the words around it in hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdspace.journal import indexbook, records
from holdspace.journal.flows.looking import search
from holdspace.journal.flows.reading import open_each
from holdspace.journal.searching import AT_ONCE, Finds

if TYPE_CHECKING:
    from uuid import UUID

    from holdspace.accounts.spaces import Space
    from holdspace.core.vault import Entry
    from holdspace.journal.found import Query
    from holdspace.journal.records import Written


def find(space: Space, query: Query, *, zone: str, start: int) -> Finds:
    """Find reflections and read those that are shown; the query is kept nowhere.

    Where fewer are left than were shown before, the newest are shown again.

    Raises:
        SpaceDamaged: The manifest itself is damaged.
    """
    found = search(space, query, zone=zone, start=start, most=AT_ONCE)
    if start and start >= found.total:
        start = 0
        found = search(space, query, zone=zone, start=0, most=AT_ONCE)
    opened = open_each(space, [line.entry() for line in found.lines], _written)
    wanted = min(AT_ONCE, found.total - start)
    return Finds(
        found=found,
        start=start,
        written=dict(opened.made),
        damaged=opened.damaged + wanted - len(found.lines),
    )


def _written(entry: Entry, words: bytes) -> tuple[UUID, Written]:
    return entry.row, records.written_in(words)


def list_months(space: Space, *, zone: str) -> tuple[int, ...]:
    """List every month that holds something, newest first, without opening any.

    Raises:
        SpaceDamaged: The manifest itself is damaged.
    """
    return indexbook.read(space, zone, lambda view: tuple(view.months()))
