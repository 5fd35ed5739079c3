"""Finding: what was looked for, with the words around it in hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdspace.journal import indexbook
from holdspace.journal.flows.looking import search
from holdspace.journal.flows.reading import open_entries
from holdspace.journal.searching import AT_ONCE, Finds

if TYPE_CHECKING:
    from holdspace.accounts.spaces import Space
    from holdspace.journal.found import Query


def find(space: Space, query: Query, *, zone: str, start: int) -> Finds:
    """Find reflections and open those that are shown; the query is kept nowhere.

    Where fewer are left than were shown before, the newest are shown again.

    Raises:
        SpaceDamaged: The manifest itself is damaged.
    """
    found = search(space, query, zone=zone, start=start, most=AT_ONCE)
    if start and start >= found.total:
        start = 0
        found = search(space, query, zone=zone, start=0, most=AT_ONCE)
    opened = open_entries(space, [line.entry() for line in found.lines])
    wanted = min(AT_ONCE, found.total - start)
    return Finds(
        found=found,
        start=start,
        opened={one.row: one for one in opened.reflections},
        damaged=opened.damaged + wanted - len(found.lines),
    )


def list_months(space: Space, *, zone: str) -> tuple[int, ...]:
    """List every month that holds something, newest first, without opening any.

    Raises:
        SpaceDamaged: The manifest itself is damaged.
    """
    return indexbook.read(space, zone, lambda view: tuple(view.months()))
