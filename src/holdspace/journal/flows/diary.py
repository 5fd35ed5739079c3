"""A person's diary as columns: what tears, held-back tears and check-ins say together.

It stands apart from the other flows and is not among those of ``journal.flows``: it
needs NumPy, which a server does not import before somebody looks at patterns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from holdspace.core.insights import (
    CHECK_IN,
    HELD_BACK,
    ON_TIME,
    TEARS,
    Choices,
    Diary,
    Later,
    Need,
)
from holdspace.journal import gathered, indexbook, records
from holdspace.journal.indexpages import Table
from holdspace.library import shelf

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from holdspace.accounts.spaces import Space
    from holdspace.core.insights.diary import Flags, Whole
    from holdspace.journal.gathered import Gathered
    from holdspace.journal.index import View
    from holdspace.journal.indexpages import Columns

_KINDS: Final[Mapping[str, int]] = {
    shelf.AFTER_TEARS: TEARS,
    shelf.HELD_BACK_TEARS: HELD_BACK,
    shelf.CHECK_IN: CHECK_IN,
}
_OTHER: Final = -1
_LEDGER: Final = "support-ledger"
_DAY: Final = 24 * 60
_FARTHEST_EAST: Final = 13 * 60 + 45
_FLAGS: Final = {0.0: False, 1.0: True}


def read_diary(space: Space) -> Diary:
    """Read what patterns are made from: three guides, and what was rated later.

    Opens the columns of the index and no row. What the manifest does not vouch for is
    left out, and so are drafts and what is being let go of.

    Raises:
        SpaceDamaged: The manifest itself is damaged.
    """
    return indexbook.read(space, None, _diary)


def _diary(view: View) -> Diary:
    pages = [columns for _, columns in view.columns(view.every_page())]
    return diary_in(pages, _shown(view, pages))


def _shown(view: View, pages: Sequence[Columns]) -> Flags:
    if not view.doubtful:
        return np.ones(sum(map(len, pages)), dtype=np.bool_)
    rows = (row for columns in pages for row in columns.all_rows())
    return np.array([view.may_show(row) for row in rows], dtype=np.bool_)


def diary_in(pages: Sequence[Columns], shown: Flags) -> Diary:
    """Make a diary of columns.

    Args:
        pages: The pages of an index.
        shown: For each reflection on them, in their order, whether it counts.
    """
    main = gathered.gather(pages, [page.table for page in pages])
    kinds = _kind_of(main, _KINDS)
    order = _order(pages, main, kinds, shown & (kinds != _OTHER))
    # Where each reflection of the pages stands in the diary, or that it does not.
    places = np.full(len(main), _OTHER, dtype=np.int64)
    places[order] = np.arange(len(order))
    when = main.whens[order]
    has_hour = (_flags(pages)[order] & records.DAY_ONLY) == 0
    local = np.where(has_hour, when + main.offsets[order], _day_of(when))
    return Diary(
        kind=kinds[order],
        when=when,
        local=local,
        has_hour=has_hour,
        numbers=_numbers(main, order),
        choices=dict(_choices(main, places)),
        later=_later(pages, places, when, has_hour),
        ledger=_ledger(pages, places),
    )


def _kind_of(table: Gathered, kinds: Mapping[str, int]) -> Whole:
    bare = (name.partition("|")[0] for name in table.names)
    found = [
        kinds.get(name.removeprefix(shelf.GUIDES), _OTHER)
        if name.startswith(shelf.GUIDES)
        else _OTHER
        for name in bare
    ]
    return np.array(found, dtype=np.int64)[table.guides]


def _flags(pages: Sequence[Columns]) -> NDArray[np.uint8]:
    return np.frombuffer(b"".join(page.flags for page in pages), dtype=np.uint8)


def _order(
    pages: Sequence[Columns], main: Gathered, kinds: Whole, wanted: Flags
) -> Whole:
    # Of one minute and kind in the order of their ids: so an exported file has them.
    joined = b"".join(page.rows for page in pages)
    ids = np.frombuffer(joined, dtype=">u8").reshape(-1, 2)
    order = np.lexsort((ids[:, 1], ids[:, 0], kinds, main.whens))
    return order[wanted[order]]


def _day_of(when: Whole) -> Whole:
    """The start of the day that a midnight somewhere began, as its people count.

    A day that was given without a time is kept as the moment it began where the person
    was, without saying where. Taken for a place between ten hours west of Greenwich and
    nearly fourteen east of it, it is that day.
    """
    return (when + _FARTHEST_EAST) // _DAY * _DAY


def _numbers(main: Gathered, order: Whole) -> dict[str, NDArray[np.float64]]:
    found = {link: column[order] for link, column in main.numbers.items()}
    return {k: one for k, one in found.items() if not np.isnan(one).all()}


def _choices(main: Gathered, places: Whole) -> Iterator[tuple[str, Choices]]:
    for link, chosen in main.choices.items():
        of = places[chosen.of]
        order = np.argsort(of, kind="stable")
        order = order[of[order] != _OTHER]
        if len(order):
            of, which = _each_once(of[order], chosen.which[order], len(main.said))
            said, which = _in_order_said(which)
            yield link, Choices(tuple(main.said[one] for one in said), of, which)


def _each_once(of: Whole, which: Whole, words: int) -> tuple[Whole, Whole]:
    """Leave out what one response chose twice."""
    _, first = np.unique(of * words + which, return_index=True)
    if len(first) == len(of):
        return of, which
    first.sort()
    return of[first], which[first]


def _in_order_said(which: Whole) -> tuple[list[int], Whole]:
    """Number words in the order in which they were first said."""
    words, first, again = np.unique(which, return_index=True, return_inverse=True)
    by_first = np.argsort(first)
    numbers = np.empty(len(words), dtype=np.int64)
    numbers[by_first] = np.arange(len(words))
    return words[by_first].tolist(), numbers[again]


def _later(
    pages: Sequence[Columns], places: Whole, when: Whole, has_hour: Flags
) -> dict[str, Later]:
    table = gathered.gather(pages, [page.later for page in pages])
    of = places[table.of]
    rated = (of != _OTHER) & (_kind_of(table, {shelf.LATER: 0}) == 0)
    rated &= has_hour[of] if len(when) else False
    codes = table.first("at")
    return {
        at: _rated(table, at, of, when, rated & (codes == _place(table.said, at)))
        for at in ON_TIME
    }


def _place(said: Sequence[str], code: str) -> int:
    # Of a code that nobody chose no place; that of no choice at all is -1.
    return said.index(code) if code in said else len(said)


def _rated(table: Gathered, at: str, of: Whole, when: Whole, wanted: Flags) -> Later:
    mood, tension, minutes = (np.full(len(when), np.nan) for _ in range(3))
    earliest, latest = ON_TIME[at]
    found = np.flatnonzero(wanted)
    after = table.whens[found] - when[of[found]]
    on_time = (earliest <= after) & (after <= latest)
    found, after = found[on_time], after[on_time]
    # The first on time counts: written last, so that it stays.
    order = np.argsort(after, kind="stable")[::-1]
    at_place = of[found[order]]
    minutes[at_place] = after[order]
    mood[at_place] = table.number("mood")[found[order]]
    tension[at_place] = table.number("tension")[found[order]]
    return Later(mood, tension, minutes)


def _ledger(pages: Sequence[Columns], places: Whole) -> tuple[tuple[int, Need], ...]:
    rows = [page.groups.get(_LEDGER, Table()) for page in pages]
    table = gathered.gather(pages, rows)
    of, need, helped = places[table.of], table.first("need"), table.first("helped")
    order = np.argsort(of, kind="stable")
    order = order[(of[order] != _OTHER) & (need[order] >= 0)]
    lines = zip(
        need[order].tolist(),
        np.nan_to_num(table.number("asked")[order], nan=_OTHER).tolist(),
        np.nan_to_num(table.number("came")[order], nan=_OTHER).tolist(),
        helped[order].tolist(),
        strict=True,
    )
    # There are few different ones, and each is made once.
    made: dict[tuple[int, float, float, int], Need] = {}
    return tuple(
        (place, made.get(line) or made.setdefault(line, _need(table.said, *line)))
        for place, line in zip(of[order].tolist(), lines, strict=True)
    )


def _need(
    said: Sequence[str], need: int, asked: float, came: float, helped: int
) -> Need:
    return Need(
        need=said[need],
        asked=_FLAGS.get(asked),
        came=_FLAGS.get(came),
        helped=said[helped] if helped >= 0 else None,
    )
