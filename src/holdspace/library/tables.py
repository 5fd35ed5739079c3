"""Which groups of questions can be drawn as a table, and read as one.

A table is drawn only where every cell has a plain meaning: the same answers for each
question, or the same questions for each group. Everything else stays a group.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from holdspace.core.guides import Item
    from holdspace.library.shapes import Kind

    type KindOf = Callable[[Item], Kind]

MOST_COLUMNS: Final = 11
_MATRIX: Final = frozenset({"table", "htable", "grid"})
_CHOSEN: Final = frozenset({"choice", "select", "chips", "scale", "yes-no"})
_CELLS: Final = _CHOSEN.difference({"chips"}) | {"line", "number", "slider"}


def questions_in(group: Item) -> tuple[Item, ...]:
    """List what a table has to show of a group: all but hidden things and texts."""
    return tuple(
        item for item in group.items if not item.hidden and item.type != "display"
    )


def is_matrix(group: Item, kind_of: KindOf) -> bool:
    """Tell whether it holds questions that all offer the same answers."""
    rows = questions_in(group)
    if group.control not in _MATRIX or not rows:
        return False
    if not all(_fits(item, kind_of, _CHOSEN) for item in rows):
        return False
    if len(rows[0].options) > MOST_COLUMNS:
        return False
    return all(_offers(one) == _offers(rows[0]) for one in rows)


def is_grid(group: Item, kind_of: KindOf) -> bool:
    """Tell whether it holds groups that all ask the same questions."""
    rows = questions_in(group)
    if group.control != "grid" or not rows:
        return False
    if not all(item.type == "group" and not item.repeats for item in rows):
        return False
    columns = [questions_in(row) for row in rows]
    if not all(row.supported and len(row.items) == len(columns[0]) for row in rows):
        return False
    return 0 < len(columns[0]) <= MOST_COLUMNS and _are_cells(columns, kind_of)


def _are_cells(rows: Sequence[Sequence[Item]], kind_of: KindOf) -> bool:
    headings = [_heading(item) for item in rows[0]]
    return all(
        [_heading(item) for item in row] == headings
        and all(_fits(item, kind_of, _CELLS) for item in row)
        for row in rows
    )


def _heading(item: Item) -> str:
    return item.short_text or item.text


def _fits(item: Item, kind_of: KindOf, kinds: frozenset[str]) -> bool:
    if item.type == "group" or item.type == "open-choice" or item.items:
        return False
    return kind_of(item) in kinds and not (item.flyover or item.legal)


def _offers(item: Item) -> tuple[object, ...]:
    offered = tuple((option.code, option.text) for option in item.options)
    return item.type, item.repeats, item.minimum, item.maximum, offered
