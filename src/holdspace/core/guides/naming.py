"""How a field in a person's form is named after the item it answers."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from holdspace.core.guides.guide import Item

OWN = "+own"
UNIT = "+unit"
DAY, CLOCK = ".date", ".time"
MOST_NAME = 4_000

_ROW = re.compile(r"\.(0|[1-9][0-9]{0,3})(?=\.)")


def row_name(prefix: str, link_id: str, index: int) -> str:
    """Name the start of all fields in one row of a repeating group."""
    return f"{prefix}{link_id}.{index}."


def posted_rows(names: Iterable[str]) -> dict[str, list[int]]:
    """Find which rows of which repeating groups a form speaks of, in order."""
    found: dict[str, set[int]] = {}
    for name in names:
        if len(name) > MOST_NAME:
            continue
        for match in _ROW.finditer(name):
            found.setdefault(name[: match.start()], set()).add(int(match[1]))
    return {group: sorted(rows) for group, rows in found.items()}


def have_clash(items: tuple[Item, ...]) -> bool:
    """Tell whether two fields of a form over these items would share a name."""
    groups = list(_rows_within(items))
    names = Counter(_names(items))
    links = {group.link_id for group in groups}
    if max(names.values(), default=1) > 1 or any(_in_row(n, links) for n in names):
        return True
    return any(have_clash(group.items) for group in groups)


def _in_row(name: str, groups: set[str]) -> bool:
    return any(name[: match.start()] in groups for match in _ROW.finditer(name))


def _names(items: tuple[Item, ...]) -> Iterator[str]:
    for item in items:
        if item.is_rows:
            yield item.link_id + "."
            continue
        if item.is_question:
            yield item.link_id
        if item.type == "open-choice":
            yield item.link_id + OWN
        if item.type == "quantity":
            yield item.link_id + UNIT
        if item.type == "dateTime":
            yield item.link_id + DAY
            yield item.link_id + CLOCK
        yield from _names(item.items)


def _rows_within(items: tuple[Item, ...]) -> Iterator[Item]:
    for item in items:
        if item.is_rows:
            yield item
        else:
            yield from _rows_within(item.items)
