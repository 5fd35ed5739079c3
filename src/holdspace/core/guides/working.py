"""A form with expressions, worked out: what is on, and what is calculated.

Nothing here looks at the order in which somebody answered. The work begins anew each
time, with nothing calculated and every such rule holding, and goes on in rounds until
a round changes nothing. In one round all expressions see the same response.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from holdspace.core.guides.asking import place_path
from holdspace.core.guides.budget import Budget, NotCalculable
from holdspace.core.guides.enabling import Enabling, Levels, settled
from holdspace.core.guides.naming import row_name
from holdspace.core.guides.refusals import Problem
from holdspace.core.guides.results import values_of
from holdspace.core.guides.sight import Form, Sight

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdspace.core.guides.answers import Answers
    from holdspace.core.guides.enabling import Level
    from holdspace.core.guides.guide import Guide, Place
    from holdspace.core.guides.values import Value

MOST_ROUNDS: Final = 20

NOT_CALCULATED: Final = "This cannot be calculated."
NO_RULE: Final = "Whether this is asked cannot be worked out, so it is."
CIRCLE: Final = "This goes round in a circle, so it is not calculated."


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


class Spot(NamedTuple):
    """One item on one level, which an expression is about."""

    name: str
    place: Place
    level: Level
    text: str


class Round(NamedTuple):
    """What one round found: answers and rules by their spot's name, or why not."""

    values: dict[str, tuple[Value, ...]]
    rules: dict[str, bool]
    failed: dict[str, str]


def work_out(guide: Guide, answers: Answers, moment: str | None = None) -> Worked:
    """Work out what is on and what is calculated.

    Never raises for any expression: what cannot be worked out is told in
    ``problems``. A rule that cannot be keeps its item on, so that nobody loses an
    answer to it; a calculation that cannot be gives no answer.

    Args:
        guide: The guide.
        answers: What was answered.
        moment: What ``now()`` says, as a FHIR dateTime with a zone.
    """
    work = _Work(guide, answers, moment)
    while not work.rounds():
        pass
    return work.result()


class _Work:
    def __init__(self, guide: Guide, answers: Answers, moment: str | None) -> None:
        self.guide = guide
        self.form = Form(guide, moment, Budget())
        self.circle: set[str] = set()
        self.base = self.without_owned(guide.formulas.calculated, answers)
        self.levels = Levels(guide, self.base)
        self.spots = tuple(_spots(guide.formulas.calculated, guide, self.levels))
        self.ruled = tuple(_spots(guide.formulas.enable, guide, self.levels))
        self.last = Round({}, {}, {})

    def without_owned(self, links: Any, answers: Answers) -> Answers:  # noqa: ANN401
        """Forget what only the form may answer, so that it is calculated anew."""
        for link in links:
            if _is_owned(self.guide, link):
                scope = self.guide.places[link].scope
                answers = _forgotten(answers, scope, link)
        return answers

    def rounds(self) -> bool:
        """Go on until nothing changes; False when a circle was found and taken out."""
        found = Round({}, {}, {})
        unsteady: set[str] = set()
        for count in range(MOST_ROUNDS):
            self.last, before = self.round(found), found
            changed = _changed(before, self.last)
            found = self.last
            if not changed or self.form.budget.ended:
                return True
            if count >= MOST_ROUNDS // 2:
                unsteady |= changed
        self.circle |= unsteady
        return False

    def round(self, before: Round) -> Round:
        filled, on, kept = self.standing(before)
        sight = Sight(self.form, kept)
        shown = _shown(self.guide, filled, on)
        failed = dict.fromkeys(self.circle, CIRCLE)
        values: dict[str, tuple[Value, ...]] = {}
        for spot in self.spots:
            if spot.name not in self.circle:
                try:
                    values[spot.name] = self.calculated(sight, spot, shown)
                except NotCalculable:
                    failed[spot.name] = NOT_CALCULATED
        rules: dict[str, bool] = {}
        for spot in self.ruled:
            if _rule(spot) not in self.circle:
                try:
                    rules[spot.name] = self.holds(sight, spot, shown)
                except NotCalculable:
                    failed[_rule(spot)] = NO_RULE
        return Round(values, rules, failed)

    def standing(self, found: Round) -> tuple[Answers, frozenset[str], Answers]:
        """Give the answers with what was found, what is on then, and what counts."""
        filled = self.base
        for spot in self.spots:
            values = found.values.get(spot.name, ())
            if values and not spot.level.blank:
                filled = _filled(filled, spot, spot.level.indexes, values)
        levels = Levels(self.guide, filled)
        on = frozenset(Enabling(self.guide, levels, found.rules).run())
        return filled, on, settled(self.guide, filled, on)

    def calculated(
        self, sight: Sight, spot: Spot, shown: dict[str, str]
    ) -> tuple[Value, ...]:
        result = sight.work_out(spot.text, spot.place, _seen(spot.level, shown))
        return values_of(spot.place.item, result)

    def holds(self, sight: Sight, spot: Spot, shown: dict[str, str]) -> bool:
        result = sight.work_out(spot.text, spot.place, _seen(spot.level, shown))
        return bool(_truth(result))

    def result(self) -> Worked:
        if self.form.budget.ended:
            failed = {spot.name: NOT_CALCULATED for spot in self.spots}
            failed |= {_rule(spot): NO_RULE for spot in self.ruled}
            self.last = Round({}, {}, failed)
        _, on, kept = self.standing(self.last)
        return Worked(
            kept,
            on,
            {
                spot.name: self.last.values.get(spot.name, ())
                for spot in self.spots
                if not spot.level.blank and spot.name in on
            },
            tuple(self.problems()),
        )

    def problems(self) -> Iterator[Problem]:
        for spot in (*self.spots, *self.ruled):
            name = _rule(spot) if spot in self.ruled else spot.name
            sentence = self.last.failed.get(name)
            if sentence and not spot.level.blank:
                link = spot.place.item.link_id
                path = place_path(self.guide, link, spot.level.indexes)
                yield Problem(link, path, sentence, spot.name)


def _spots(texts: Any, guide: Guide, levels: Levels) -> Iterator[Spot]:  # noqa: ANN401
    for link, place in guide.places.items():
        if link in texts and place.item.supported:
            for level in levels.at(place.scope):
                yield Spot(level.prefix + link, place, level, texts[link])


def _rule(spot: Spot) -> str:
    """Name a rule apart from a calculation of the same item."""
    return f"{spot.name}\nrule"


def _truth(result: list[Any]) -> bool:
    """Tell whether a rule holds: a single true does, nothing does not."""
    if not result:
        return False
    data = getattr(result[0], "data", result[0])
    if len(result) > 1 or not isinstance(data, bool):
        raise NotCalculable
    return data


def _changed(before: Round, after: Round) -> set[str]:
    changed = {
        name
        for name in before.values.keys() | after.values.keys()
        if before.values.get(name, ()) != after.values.get(name, ())
    }
    return changed | {
        f"{name}\nrule"
        for name in before.rules.keys() | after.rules.keys()
        if before.rules.get(name, True) != after.rules.get(name, True)
    }


def _is_owned(guide: Guide, link: str) -> bool:
    """Tell whether only the form may answer: nobody can, here or around it."""
    while link:
        place = guide.places[link]
        if place.item.read_only or place.item.hidden:
            return True
        link = place.parent
    return False


def _forgotten(answers: Answers, scope: tuple[str, ...], link: str) -> Answers:
    if not scope:
        return answers.without((link,))
    rows = [_forgotten(row, scope[1:], link) for row in answers.rows(scope[0])]
    return answers.with_rows(scope[0], rows)


def _filled(
    answers: Answers, spot: Spot, indexes: tuple[int, ...], values: tuple[Value, ...]
) -> Answers:
    """Put in what was calculated, where nobody answered otherwise."""
    link, scope = spot.place.item.link_id, spot.place.scope
    if not indexes:
        return answers if answers.values(link) else answers.with_values(link, values)
    group = scope[len(scope) - len(indexes)]
    rows = list(answers.rows(group))
    rows[indexes[0]] = _filled(rows[indexes[0]], spot, indexes[1:], values)
    return answers.with_rows(group, rows)


def _seen(level: Level, shown: dict[str, str]) -> Level:
    """Give a level the names that its rows have in the response as it is seen."""
    if level.blank or len(level.prefixes) == 1:
        return level
    prefixes = tuple(shown.get(one, "\n") for one in level.prefixes)
    return level._replace(prefixes=prefixes)


def _shown(guide: Guide, answers: Answers, on: frozenset[str]) -> dict[str, str]:
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
