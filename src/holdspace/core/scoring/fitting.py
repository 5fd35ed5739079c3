"""Whether a form that came in is the measure that it is taken for.

Facts are put to a form only after the form was compared with them. If anything does
not agree, it is told and nothing is scored: a wrong number is worse than none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from decimal import Decimal

    from holdspace.core.scoring.facts import Measure


@dataclass(frozen=True, slots=True)
class ItemShape:
    """What counts about one question of a form.

    Attributes:
        link: Its name in the form.
        steps: The numbers of the answers that it offers, in the form's order; None for
            an answer without a number.
        repeats: Whether it takes several answers, or stands in a group that repeats.
        number: The number that the form prints before it, if it prints one.
        distinct: Whether each answer can be told from the others by its code alone.
    """

    link: str
    steps: tuple[Decimal | None, ...]
    repeats: bool = False
    number: int | None = None
    distinct: bool = True


@dataclass(frozen=True, slots=True)
class Shape:
    """The questions of a form whose answers are numbers, in the form's order."""

    items: tuple[ItemShape, ...]


@dataclass(frozen=True, slots=True)
class Misfit:
    """One thing in which form and facts disagree, in a sentence for the keeper."""

    sentence: str


def fits(measure: Measure, shape: Shape) -> tuple[Misfit, ...]:
    """Compare a form with the facts about a measure.

    Returns:
        What does not agree. Where it is empty the form may be scored; where it is not,
        nothing of it is.
    """
    if measure.licence.allows != "items":
        return (
            Misfit(
                f"The items of {measure.name} may not be used here without a licence; "
                "totals that were counted on paper may be entered."
            ),
        )
    count = len(shape.items)
    if not measure.items <= count <= measure.items + measure.unscored:
        return (
            Misfit(
                f"The form has {count} questions whose answers are numbers; "
                f"{measure.name} has {measure.items}."
            ),
        )
    scored = shape.items[: measure.items]
    return (*_answers_misfit(measure, scored), *_order_misfit(measure, scored))


def placed(measure: Measure, shape: Shape) -> dict[int, str]:
    """Say which question of a fitting form is which item, by the item's number."""
    scored = shape.items[: measure.items]
    return {number: item.link for number, item in enumerate(scored, start=1)}


def claimed_by(
    measures: Iterable[Measure], codes: Collection[str], own: Collection[str]
) -> Measure | None:
    """Find the one measure that a form's own codes name.

    Args:
        measures: Those that are known.
        codes: The LOINC codes of the form.
        own: Its codes of our own code system.

    Returns:
        The measure; none if they name none, or more than one.
    """
    named = [m for m in measures if m.code in own or not m.codes.isdisjoint(codes)]
    return named[0] if len(named) == 1 else None


def _answers_misfit(measure: Measure, items: tuple[ItemShape, ...]) -> Iterable[Misfit]:
    wanted = [measure.lowest + n for n in range(_steps(measure))]
    for number, item in enumerate(items, start=1):
        if item.repeats:
            yield Misfit(f"Question {number} takes more than one answer.")
        elif None in item.steps:
            yield Misfit(f"An answer to question {number} has no number.")
        elif sorted(one for one in item.steps if one is not None) != wanted:
            yield Misfit(
                f"The answers to question {number} do not count from "
                f"{measure.lowest} to {measure.highest}."
            )
        elif not item.distinct:
            yield Misfit(f"Two answers to question {number} share one code.")


def _steps(measure: Measure) -> int:
    return int(measure.highest - measure.lowest) + 1


def _order_misfit(measure: Measure, items: tuple[ItemShape, ...]) -> Iterable[Misfit]:
    printed = [item.number for item in items if item.number is not None]
    if len(printed) == len(items) and printed != list(range(1, len(items) + 1)):
        yield Misfit("The numbers before the questions are not in order.")
    if measure.reversed and len({_rises(item) for item in items}) > 1:
        # Turned round in the form already, or listed from the other end: which of the
        # two cannot be seen, and the one would be counted backwards twice.
        yield Misfit(
            "The answers count upwards at some questions and downwards at others, so "
            f"it is not clear whether items {_listed(measure.reversed)} are turned "
            "round in the form already."
        )


def _rises(item: ItemShape) -> bool:
    steps: Mapping[int, Decimal | None] = dict(enumerate(item.steps))
    first, last = steps.get(0), steps.get(len(steps) - 1)
    return first is not None and last is not None and first < last


def _listed(numbers: tuple[int, ...]) -> str:
    *most, last = (str(number) for number in numbers)
    return f"{', '.join(most)} and {last}" if most else last
