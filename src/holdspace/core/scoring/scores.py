"""Counting a score: from the answers to the items, or from a total on paper.

The rule for all measures here: an answer that is missing is never a zero and is never
guessed. Without all of its items a score does not exist, and the reason is given. That
is stricter than some manuals, which fill in what is missing; none of the facts here
names such a rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdspace.core.scoring.facts import Band, Measure, Scale


class Why(Enum):
    """Why something cannot be scored."""

    MISSING = "missing"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Scored:
    """A score: a number, and never what it would mean for a person."""

    scale: Scale
    value: Decimal


@dataclass(frozen=True, slots=True)
class Unscored:
    """No score, and why.

    Attributes:
        scale: Which score there is not.
        why: The reason.
        items: The items it is about, if it is about any.
    """

    scale: Scale
    why: Why
    items: tuple[int, ...] = ()


type Result = Scored | Unscored


def score(measure: Measure, numbers: Mapping[int, Decimal]) -> tuple[Result, ...]:
    """Count all scores of a measure.

    Args:
        measure: The facts.
        numbers: The number of each answered item, by the item's number from 1; an item
            that was left open is not in it.

    Returns:
        For each scale a score, or why there is none. The order in which items were
        answered changes nothing.
    """
    return tuple(_scale_score(measure, scale, numbers) for scale in measure.scales)


def _scale_score(
    measure: Measure, scale: Scale, numbers: Mapping[int, Decimal]
) -> Result:
    missing = tuple(item for item in scale.items if item not in numbers)
    if missing:
        return Unscored(scale, Why.MISSING, missing)
    outside = tuple(i for i in scale.items if not _is_answer(measure, numbers[i]))
    if outside:
        return Unscored(scale, Why.OUTSIDE, outside)
    counted = (_counted(measure, item, numbers[item]) for item in scale.items)
    return Scored(scale, sum(counted, Decimal(0)) * measure.times)


def entered(measure: Measure, scale: Scale, total: Decimal) -> Result:
    """Take a total that was counted on paper, if it can be one."""
    limits = measure.limits(scale)
    fits = total.is_finite() and limits.low <= total <= limits.high
    if not fits or (total - limits.low) % limits.step:
        return Unscored(scale, Why.OUTSIDE)
    return Scored(scale, total)


def band_of(scored: Scored) -> Band | None:
    """The published part of the range that a score lies in, for a therapist's eyes."""
    shown = (band for band in scored.scale.bands if band.is_shown)
    return next((b for b in shown if b.low <= scored.value <= b.high), None)


def _is_answer(measure: Measure, number: Decimal) -> bool:
    if not number.is_finite():
        return False
    return measure.lowest <= number <= measure.highest and not number % 1


def _counted(measure: Measure, item: int, number: Decimal) -> Decimal:
    if item in measure.reversed:
        return measure.lowest + measure.highest - number
    return number
