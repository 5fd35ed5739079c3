"""Which items are on, given what was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from holdspace.core.guides.answers import Answers
from holdspace.core.guides.naming import row_name
from holdspace.core.guides.values import order, same

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdspace.core.guides.guide import Condition, Guide, Place
    from holdspace.core.guides.values import Value

_SIGNS = {">": (1,), ">=": (0, 1), "<": (-1,), "<=": (-1, 0)}


class Level(NamedTuple):
    """The whole form, or one row of a repeating group, with all that is around it.

    ``chain`` goes from the whole form inwards, ``prefixes`` beside it. A new,
    empty row is a level too; its prefix is empty.
    """

    chain: tuple[Answers, ...]
    prefixes: tuple[str, ...]
    indexes: tuple[int, ...]
    blank: bool = False

    @property
    def prefix(self) -> str:
        """How the names of fields at this level begin."""
        return self.prefixes[-1]


class Levels:
    """Every row that there is, by the repeating groups it stands in."""

    def __init__(self, guide: Guide, answers: Answers) -> None:
        whole = Level((answers,), ("",), ())
        self._found: dict[tuple[str, ...], list[Level]] = {(): [whole]}
        for place in guide.places.values():
            if place.item.is_rows:
                self._add(place)

    def at(self, scope: tuple[str, ...]) -> list[Level]:
        """Give the levels on which the items of this scope stand."""
        return self._found[scope]

    def _add(self, place: Place) -> None:
        group, found = place.item.link_id, []
        for outer in self._found[place.scope]:
            for index, row in enumerate(outer.chain[-1].rows(group)):
                prefix = row_name(outer.prefix, group, index)
                found.append(
                    Level(
                        (*outer.chain, row),
                        (*outer.prefixes, prefix),
                        (*outer.indexes, index),
                    )
                )
        whole = self._found[()][0].chain[0]
        depth = len(place.scope) + 1
        empty = (Answers(),) * depth
        blank = Level((whole, *empty), ("",) * (depth + 1), (), blank=True)
        self._found[*place.scope, group] = [*found, blank]


def enabled(guide: Guide, answers: Answers) -> frozenset[str]:
    """Name the items that are on.

    An item is on when everything it stands in is on and its own rules hold.
    Answers of items that are off count as absent, wherever they stand in the
    form and in whatever order they were given. Several rules hold when any of
    them does, unless the form asks for all. ``!=`` holds without an answer.

    An item outside of repeating groups is named by its linkId. One inside is
    named as its field is, ``group.0.item``, once for each row there is; its
    bare linkId says whether it would be on in a new, empty row.
    """
    on: set[str] = set()
    levels = Levels(guide, answers)
    for link in guide.order:
        place = guide.places[link]
        for level in levels.at(place.scope):
            if _is_on(guide, place, level, on):
                on.add(level.prefix + link)
    return frozenset(on)


def settle(guide: Guide, answers: Answers) -> Answers:
    """Leave out the answers to everything that is switched off."""
    return _settled(guide, answers, enabled(guide, answers), "", ())


def _settled(
    guide: Guide,
    answers: Answers,
    on: frozenset[str],
    at: str,
    scope: tuple[str, ...],
) -> Answers:
    # What stands where the guide has no such item is not switched off by it.
    here = {
        link
        for link in answers.links
        if link in guide.places and guide.places[link].scope == scope
    }
    kept = answers.without(link for link in here if at + link not in on)
    for group in kept.links:
        rows = kept.rows(group)
        if rows:
            kept = kept.with_rows(
                group,
                (
                    _settled(
                        guide, row, on, row_name(at, group, index), (*scope, group)
                    )
                    for index, row in enumerate(rows)
                ),
            )
    return kept


def _is_on(guide: Guide, place: Place, level: Level, on: set[str]) -> bool:
    if place.parent:
        # A row stands in its group, and the group stands one level further out.
        outside = guide.places[place.parent].item.is_rows
        prefix = level.prefixes[-2] if outside else level.prefix
        if prefix + place.parent not in on:
            return False
    rules = place.item.enable_when
    if not rules:
        return True
    held = (_holds(rule, _asked(guide, rule, place, level, on)) for rule in rules)
    return any(held) if place.item.enable_any else all(held)


def _asked(
    guide: Guide, rule: Condition, place: Place, level: Level, on: set[str]
) -> list[Value]:
    """Find what was answered to the question of a rule, as near as it stands."""
    other = guide.places.get(rule.question)
    if other is None:
        return []
    shared = 0
    for mine, theirs in zip(place.scope, other.scope, strict=False):
        if mine != theirs:
            break
        shared += 1
    start = level.chain[shared], level.prefixes[shared]
    return list(_values(other.item.link_id, *start, other.scope[shared:], on))


def _values(
    link: str, answers: Answers, prefix: str, groups: tuple[str, ...], on: set[str]
) -> Iterator[Value]:
    if not groups:
        if prefix + link in on:
            yield from answers.values(link)
        return
    for index, row in enumerate(answers.rows(groups[0])):
        inner = row_name(prefix, groups[0], index)
        yield from _values(link, row, inner, groups[1:], on)


def _holds(rule: Condition, values: list[Value]) -> bool:
    expected = rule.expected
    if expected is None:
        return True
    if rule.operator == "exists":
        return bool(values) is expected
    if rule.operator == "=":
        return any(same(value, expected) for value in values)
    if rule.operator == "!=":
        return not any(same(value, expected) for value in values)
    return any(order(value, expected) in _SIGNS[rule.operator] for value in values)
