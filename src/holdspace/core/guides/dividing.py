"""How a form is divided into screens: what a person sees at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from holdspace.core.guides.guide import Item

    # Makes a group that the form does not have, of a text and items.
    type Make = Callable[[str, tuple[Item, ...]], Item]

# A screen of a form that has no pages of its own holds about as many questions.
MOST_AT_ONCE = 12
TABLES = frozenset({"table", "htable", "gtable", "atable", "grid"})
_SHELVES = frozenset({"tab-container", "wizard"})


def screens_of(items: Sequence[Item], make: Make) -> tuple[Item, ...]:
    """Divide a form's items into screens, so that none is lost.

    Top-level groups marked as pages are screens, and so are the groups inside of a
    tab container or wizard; what stands between them gets a screen of its own,
    unless all of it is hidden. A form without any of these is one screen, or, when it
    asks more than ``MOST_AT_ONCE`` questions outside of tables, as many as its own
    groups make.
    """
    found: tuple[Item, ...] = ()
    if any(_is_page(item) or _is_shelf(item) for item in items):
        found = tuple(_paged(items, make))
    elif _questions(items, of_table=0) > MOST_AT_ONCE:
        found = tuple(_divided("", items, make))
    return found or (make("", tuple(items)),)


def _is_page(item: Item) -> bool:
    return item.control == "page" and _is_open(item)


def _is_shelf(item: Item) -> bool:
    inside = (one for one in item.items if not one.hidden)
    return (
        item.control in _SHELVES
        and _is_open(item)
        and bool(item.items)
        and all(one.type == "group" for one in inside)
    )


def _is_open(item: Item) -> bool:
    return item.type == "group" and not (item.hidden or item.repeats)


def _paged(items: Sequence[Item], make: Make) -> Iterator[Item]:
    loose: list[Item] = []
    for item in items:
        if _is_shelf(item):
            yield from _loose(loose, make)
            yield from _unpacked(item)
            loose = []
        elif _is_page(item):
            yield from _loose(loose, make)
            yield item
            loose = []
        else:
            loose.append(item)
    yield from _loose(loose, make)


def _loose(items: Sequence[Item], make: Make) -> Iterator[Item]:
    if not all(item.hidden for item in items):
        yield make("", tuple(items))


def _unpacked(shelf: Item) -> Iterator[Item]:
    """Give the groups of a container as screens; its own text opens the first one."""
    said = "\n".join(filter(None, (shelf.text, shelf.help)))
    return _opened(said, (inner for inner in shelf.items if not inner.hidden))


def _opened(said: str, screens: Iterator[Item]) -> Iterator[Item]:
    for screen in screens:
        told = "\n".join(filter(None, (said, screen.help)))
        yield replace(screen, help=told) if said else screen
        said = ""


def _divided(title: str, items: Sequence[Item], make: Make) -> Iterator[Item]:
    """Divide a long run of items at its groups, and what is between by number.

    Text to read goes with what it stands before.
    """
    loose: list[Item] = []
    for item in items:
        if not _is_open(item) or item.control in TABLES or not item.supported:
            loose.append(item)
            continue
        if _questions(loose):
            yield from _portions(title, loose, make)
            loose = []
        yield from _group(title, item, loose, make)
        loose = []
    yield from _portions(title, loose, make)


def _group(title: str, item: Item, before: list[Item], make: Make) -> Iterator[Item]:
    if _questions(item.items) > MOST_AT_ONCE:
        named = ": ".join(filter(None, (title, item.text)))
        notes = [one for one in before if not one.hidden]
        yield from _opened(item.help, _divided(named, (*notes, *item.items), make))
    elif any(not one.hidden for one in before):
        yield make(title, (*before, item))
    else:
        yield replace(item, text=": ".join(filter(None, (title, item.text))))


def _portions(title: str, items: Sequence[Item], make: Make) -> Iterator[Item]:
    portion: list[Item] = []
    for item in items:
        # A heading stays with the question that it introduces.
        if item.type != "display" and _questions((*portion, item)) > MOST_AT_ONCE:
            heading = len(portion) - len(_headings(portion))
            yield from _titled(title, portion[:heading], make)
            portion = portion[heading:]
        portion.append(item)
    yield from _titled(title, portion, make)


def _headings(items: Sequence[Item]) -> list[Item]:
    found: list[Item] = []
    for item in reversed(items):
        if item.type != "display":
            break
        found.append(item)
    return found


def _titled(title: str, items: Sequence[Item], make: Make) -> Iterator[Item]:
    if not all(item.hidden for item in items):
        yield make(title, tuple(items))


def _questions(items: Sequence[Item], *, of_table: int = 1) -> int:
    return sum(_weight(item, of_table) for item in items if not item.hidden)


def _weight(item: Item, of_table: int) -> int:
    if item.type == "group" and item.control in TABLES:
        return of_table
    return item.is_question + _questions(item.items, of_table=of_table)
