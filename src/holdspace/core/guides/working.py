"""A form with expressions, worked out: what is on, and what is calculated.

Nothing here looks at the order in which somebody answered. The work begins anew each
time, with nothing calculated and every such rule holding, and goes on in rounds until
a round changes nothing. In one round all expressions see the same response.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from holdspace.core.guides.asking import place_path
from holdspace.core.guides.budget import Budget, NotCalculable
from holdspace.core.guides.enabling import Enabling, Levels, Worked, settled
from holdspace.core.guides.refusals import Problem
from holdspace.core.guides.results import values_of
from holdspace.core.guides.sight import Form, Sight
from holdspace.core.guides.spots import filled, forgotten, is_owned, seen, shown, spots

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from holdspace.core.guides.answers import Answers
    from holdspace.core.guides.guide import Guide
    from holdspace.core.guides.spots import Spot
    from holdspace.core.guides.values import Value

MOST_ROUNDS: Final = 20

NOT_CALCULATED: Final = "This cannot be calculated."
NO_RULE: Final = "Whether this is asked cannot be worked out, so it is."
CIRCLE: Final = "This goes round in a circle, so it is not calculated."


class Round(NamedTuple):
    """What one round found: answers and rules by their spot's name, or why not."""

    values: dict[str, tuple[Value, ...]]
    rules: dict[str, bool]
    failed: dict[str, str]


def work_out(guide: Guide, answers: Answers, moment: str | None = None) -> Worked:
    """Work out a guide that has expressions: see ``enabling.work_out``."""
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
        if moment is None and guide.formulas.timed:
            # What was calculated at its moment is better than nothing.
            self.base = answers
        self.levels = Levels(guide, self.base)
        self.spots = tuple(spots(guide.formulas.calculated, guide, self.levels))
        self.ruled = tuple(spots(guide.formulas.enable, guide, self.levels))
        self.last = Round({}, {}, {})

    def without_owned(self, links: Iterable[str], answers: Answers) -> Answers:
        """Forget what only the form may answer, so that it is calculated anew."""
        for link in links:
            if is_owned(self.guide, link):
                scope = self.guide.places[link].scope
                answers = forgotten(answers, scope, link)
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
        whole, on, kept = self.standing(before)
        sight = Sight(self.form, kept)
        rows = shown(self.guide, whole, on)
        failed = dict.fromkeys(self.circle, CIRCLE)
        values: dict[str, tuple[Value, ...]] = {}
        for spot in self.spots:
            if spot.name not in self.circle:
                try:
                    values[spot.name] = self.calculated(sight, spot, rows)
                except NotCalculable:
                    failed[spot.name] = NOT_CALCULATED
        rules: dict[str, bool] = {}
        for spot in self.ruled:
            if _rule(spot) not in self.circle:
                try:
                    rules[spot.name] = self.holds(sight, spot, rows)
                except NotCalculable:
                    failed[_rule(spot)] = NO_RULE
        return Round(values, rules, failed)

    def standing(self, found: Round) -> tuple[Answers, frozenset[str], Answers]:
        """Give the answers with what was found, what is on then, and what counts."""
        whole = self.base
        for spot in self.spots:
            values = found.values.get(spot.name, ())
            if values and not spot.level.blank:
                whole = filled(whole, spot, spot.level.indexes, values)
        levels = Levels(self.guide, whole)
        on = frozenset(Enabling(self.guide, levels, found.rules).run())
        return whole, on, settled(self.guide, whole, on)

    def calculated(
        self, sight: Sight, spot: Spot, rows: dict[str, str]
    ) -> tuple[Value, ...]:
        result = sight.work_out(spot.text, spot.place, seen(spot.level, rows))
        return values_of(spot.place.item, result)

    def holds(self, sight: Sight, spot: Spot, rows: dict[str, str]) -> bool:
        result = sight.work_out(spot.text, spot.place, seen(spot.level, rows))
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


def propose(guide: Guide, answers: Answers, moment: str | None) -> Answers:
    """Put in the first answers that are expressions, where there is none yet.

    What needs more than the form, its first answers and a moment gives none.
    """
    form = Form(guide, moment, Budget())
    sight = Sight(form, answers)
    for spot in spots(guide.formulas.initial, guide, Levels(guide, answers)):
        if spot.level.blank:
            continue
        try:
            result = sight.work_out(spot.text, spot.place, spot.level)
            values = values_of(spot.place.item, result)
        except NotCalculable:
            continue
        answers = filled(answers, spot, spot.level.indexes, values)
    return answers
