"""Which items are on, given what was answered."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from holdspace.core.guides.answers import Answers
from holdspace.core.guides.naming import row_name
from holdspace.core.guides.values import order, same

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from holdspace.core.guides.guide import Condition, Guide, Place
    from holdspace.core.guides.refusals import Problem
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
        for place in guide.repeating:
            self._add(place)

    @property
    def scopes(self) -> Iterable[tuple[str, ...]]:
        """The repeating groups that there are levels of, the whole form first."""
        return self._found.keys()

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


class Worked(NamedTuple):
    """A form as it stands: the answers that count, and what was worked out.

    Args:
        answers: The answers, with what is calculated and without what is off.
        on: What is on, named as ``enabled`` does.
        calculated: Each calculated question by its name in a form, with its
            values; none where there is no result.
        problems: What could not be worked out. Without any words of the person.
    """

    answers: Answers
    on: frozenset[str]
    calculated: dict[str, tuple[Value, ...]]
    problems: tuple[Problem, ...]


def enabled(
    guide: Guide,
    answers: Answers,
    levels: Levels | None = None,
    *,
    moment: str | None = None,
) -> frozenset[str]:
    """Name the items that are on.

    An item is on when everything it stands in is on and its own rules hold.
    Answers of items that are off count as absent, wherever they stand in the
    form and in whatever order they were given. Several rules hold when any of
    them does, unless the form asks for all. ``!=`` holds without an answer.

    An item outside of repeating groups is named by its linkId. One inside is
    named as its field is, ``group.0.item``, once for each row there is; its
    bare linkId says whether it would be on in a new, empty row.

    Args:
        guide: The guide.
        answers: The answers to it.
        levels: The levels of these answers, if they were made already.
        moment: What ``now()`` says in an expression, as a FHIR dateTime.
    """
    if guide.formulas:
        return work_out(guide, answers, moment=moment).on
    return frozenset(Enabling(guide, levels or Levels(guide, answers)).run())


def settle(guide: Guide, answers: Answers, *, moment: str | None = None) -> Answers:
    """Leave out the answers to everything that is switched off.

    What the form calculates is put in, where it has such expressions.
    """
    if guide.formulas:
        return work_out(guide, answers, moment=moment).answers
    return settled(guide, answers, enabled(guide, answers))


def work_out(guide: Guide, answers: Answers, *, moment: str | None = None) -> Worked:
    """Say how a form stands: what is on, what counts, and what is calculated.

    Never raises for any expression: what cannot be worked out is told in
    ``problems``. A rule that cannot be keeps its item on, so that nobody loses an
    answer to it; a calculation that cannot be gives no answer.

    Args:
        guide: The guide.
        answers: What was answered.
        moment: What ``now()`` says, as a FHIR dateTime with a zone. Without one,
            a form that asks for it keeps what was calculated before.
    """
    if guide.formulas:
        # Only a guide with expressions pays for what can work them out.
        from holdspace.core.guides import working

        return working.work_out(guide, answers, moment)
    on = enabled(guide, answers)
    return Worked(settled(guide, answers, on), on, {}, ())


def settled(
    guide: Guide,
    answers: Answers,
    on: frozenset[str],
    at: str = "",
    scope: tuple[str, ...] = (),
) -> Answers:
    """Leave out, of a form or a row of it, the answers to what is not on."""
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
                    settled(guide, row, on, row_name(at, group, index), (*scope, group))
                    for index, row in enumerate(rows)
                ),
            )
    return kept


class Enabling:
    """One walk through the guide, from what is asked to what asks for it.

    Args:
        guide: The guide.
        levels: The levels of the answers.
        found: Whether the rules hold that are expressions, by the names of their
            items, where the guide has such rules. One that is missing holds.
    """

    def __init__(
        self, guide: Guide, levels: Levels, found: Mapping[str, bool] | None = None
    ) -> None:
        self.places = guide.places
        self.sometimes = guide.sometimes if found is None else guide.order
        self.levels = levels
        self.on: set[str] = set(guide.always if found is None else ())
        self.found = found or {}
        self.held: dict[tuple[int, int, str], bool] = {}

    def run(self) -> set[str]:
        """Name the items that are on."""
        for link in self.sometimes:
            place = self.places[link]
            for level in self.levels.at(place.scope):
                if self.is_on(place, level):
                    self.on.add(level.prefix + link)
        return self.on

    def is_on(self, place: Place, level: Level) -> bool:
        """Tell whether one item is on, on one level."""
        if place.parent:
            # A row stands in its group, and the group one level further out.
            outside = self.places[place.parent].item.is_rows
            prefix = level.prefixes[-2] if outside else level.prefix
            if prefix + place.parent not in self.on:
                return False
        if not self.found.get(level.prefix + place.item.link_id, True):
            return False
        rules = place.item.enable_when
        if not rules:
            return True
        held = (self.holds(rule, place, level) for rule in rules)
        return any(held) if place.item.enable_any else all(held)

    def holds(self, rule: Condition, place: Place, level: Level) -> bool:
        """Tell whether a rule holds, its question being looked for nearby first."""
        other = self.places.get(rule.question)
        if other is None:
            return holds(rule, ())
        shared = _shared(place.scope, other.scope)
        start = level.chain[shared], level.prefixes[shared]
        inwards = other.scope[shared:]
        if shared == len(place.scope):
            return holds(rule, self.values(rule.question, *start, inwards))
        # All rows that look out from here see the same: look once, or many
        # rows that each look at many rows would take minutes.
        key = id(rule), shared, start[1]
        if key not in self.held:
            self.held[key] = holds(rule, self.values(rule.question, *start, inwards))
        return self.held[key]

    def values(
        self, link: str, answers: Answers, prefix: str, groups: tuple[str, ...]
    ) -> Iterator[Value]:
        """Give the answers to a question, from here inwards."""
        if not groups:
            if prefix + link in self.on:
                yield from answers.values(link)
            return
        for index, row in enumerate(answers.rows(groups[0])):
            inner = row_name(prefix, groups[0], index)
            yield from self.values(link, row, inner, groups[1:])


def _shared(mine: tuple[str, ...], theirs: tuple[str, ...]) -> int:
    """Count the repeating groups, from outside, that both stand in."""
    alike = (one == other for one, other in zip(mine, theirs, strict=False))
    return sum(takewhile(bool, alike))


def holds(rule: Condition, values: Iterable[Value]) -> bool:
    """Tell whether one rule holds, given the answers to what it asks."""
    expected = rule.expected
    if expected is None:
        return True
    if rule.operator == "exists":
        return any(True for _ in values) is expected
    if rule.operator == "=":
        return any(same(value, expected) for value in values)
    if rule.operator == "!=":
        return not any(same(value, expected) for value in values)
    return any(order(value, expected) in _SIGNS[rule.operator] for value in values)
