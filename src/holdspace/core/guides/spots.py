"""Where in a form, and in which rows of it, an expression is worked out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from holdspace.core.guides.enabling import settled
from holdspace.core.guides.naming import row_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from holdspace.core.guides.answers import Answers
    from holdspace.core.guides.enabling import Level, Levels
    from holdspace.core.guides.guide import Guide, Place
    from holdspace.core.guides.values import Value


class Spot(NamedTuple):
    """One item on one level, which an expression is about."""

    name: str
    place: Place
    level: Level
    text: str


def spots(texts: Mapping[str, str], guide: Guide, levels: Levels) -> Iterator[Spot]:
    """Find every place that an expression is about, blank rows too."""
    for link, place in guide.places.items():
        if link in texts and place.item.supported:
            for level in levels.at(place.scope):
                yield Spot(level.prefix + link, place, level, texts[link])


def is_owned(guide: Guide, link: str) -> bool:
    """Tell whether only the form may answer: nobody can, here or around it."""
    while link:
        place = guide.places[link]
        if place.item.read_only or place.item.hidden:
            return True
        link = place.parent
    return False


def forgotten(answers: Answers, scope: tuple[str, ...], link: str) -> Answers:
    """Leave out the answers to one question, in all rows."""
    if not scope:
        return answers.without((link,))
    rows = [forgotten(row, scope[1:], link) for row in answers.rows(scope[0])]
    return answers.with_rows(scope[0], rows)


def filled(
    answers: Answers, spot: Spot, indexes: tuple[int, ...], values: tuple[Value, ...]
) -> Answers:
    """Put in what was calculated, where nobody answered otherwise."""
    link, scope = spot.place.item.link_id, spot.place.scope
    if not indexes:
        return answers if answers.values(link) else answers.with_values(link, values)
    group = scope[len(scope) - len(indexes)]
    rows = list(answers.rows(group))
    rows[indexes[0]] = filled(rows[indexes[0]], spot, indexes[1:], values)
    return answers.with_rows(group, rows)


def seen(level: Level, shown: dict[str, str]) -> Level:
    """Give a level the names that its rows have in the response as it is seen."""
    if level.blank or len(level.prefixes) == 1:
        return level
    prefixes = tuple(shown.get(one, "\n") for one in level.prefixes)
    return level._replace(prefixes=prefixes)


def shown(guide: Guide, answers: Answers, on: frozenset[str]) -> dict[str, str]:
    """Say how each row is called once rows with nothing in them are left out."""
    names = {"": ""}
    if guide.repeating:
        _name_rows(guide, answers, on, (), ("", ""), names)
    return names


def _name_rows(
    guide: Guide,
    answers: Answers,
    on: frozenset[str],
    scope: tuple[str, ...],
    at: tuple[str, str],
    names: dict[str, str],
) -> None:
    for group in answers.links:
        place = guide.places.get(group)
        if place is None or at[0] + group not in on:
            continue
        count = 0
        for index, row in enumerate(answers.rows(group)):
            inner = row_name(at[0], group, index)
            if settled(guide, row, on, inner, (*scope, group)):
                names[inner] = row_name(at[1], group, count)
                count += 1
                both = inner, names[inner]
                _name_rows(guide, row, on, (*scope, group), both, names)
