"""The rows of a repeating group in a form: which there are, and what goes with them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from holdspace.library.filling import OWN, UNIT
from holdspace.library.naming import outer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from holdspace.core.guides import Item
    from holdspace.library.sheet import Given, Sheet

MOST_ROWS: Final = 100


def row_numbers(given: Given, name: str) -> tuple[int, ...]:
    """List the numbers of the rows that a form speaks of."""
    shape = re.compile(re.escape(name) + r"\.(0|[1-9]\d{0,3})\..+", re.DOTALL)
    found = (shape.fullmatch(one) for one in given)
    return tuple(sorted({int(match[1]) for match in found if match}))


def most_rows(item: Item) -> int:
    """Count the rows that a group may have."""
    return MOST_ROWS if item.max_occurs is None else min(item.max_occurs, MOST_ROWS)


def blank_rows(item: Item, there: int, sheet: Sheet, place: int) -> int:
    """Count the empty rows: one to begin with, and one that was asked for."""
    wanted = not (sheet.sends and there) or sheet.more == place
    least = max(int(wanted), (item.min_occurs or 0) - there)
    return max(0, min(least, most_rows(item) - there))


def carried(
    given: Given, items: Sequence[Item], before: str
) -> Iterator[tuple[str, str]]:
    """Give what a row does not show, as names and values of a form.

    The engine reads a row as a whole, so that this has to travel with it, or it
    would be lost.
    """
    for item in items:
        if item.hidden or item.read_only:
            yield from given_to(given, item, before)
        elif not item.is_rows:
            yield from carried(given, item.items, before)


def _is_in_row(one: str, name: str) -> bool:
    # Another question may be called by the same name with something behind it.
    number, dot, _ = one.removeprefix(f"{name}.").partition(".")
    return one.startswith(f"{name}.") and bool(dot) and number.isdecimal()


def given_to(given: Given, item: Item, before: str) -> Iterator[tuple[str, str]]:
    """Give all that a form says to an item and to what stands in it."""
    name = before + item.link_id
    parts = [name, name + OWN, name + UNIT, f"{name}.date", f"{name}.time"]
    ends = {name} if item.is_rows else set(parts)
    for one, values in given.items():
        if one in ends or (item.is_rows and _is_in_row(one, name)):
            yield from ((outer(one), value) for value in values)
    if not item.is_rows:
        for child in item.items:
            yield from given_to(given, child, before)
