"""Comparing two scores: more than noise is one question, likely to matter another.

The first asks whether the measure could show such a change although nothing changed
(reliable change: Jacobson and Truax, J Consult Clin Psychol 1991;59:12-19). The second
asks how large a change people were found to notice (minimal important difference).
Published values differ by method and population, so each is answered for itself, with
its reference. Nothing here says that somebody is better or worse.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from decimal import Decimal

    from holdspace.core.scoring.facts import Change, Measure, Scale


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one published value says of a change; nothing if it holds one way only."""

    value: Change
    reached: bool | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two scores of one scale beside each other.

    Attributes:
        change: The later minus the earlier.
        too_close: They ask about days that overlap: then nothing is concluded.
        noise: What each published value says about more than noise.
        matters: What each published value says about likely to matter.
    """

    change: Decimal
    too_close: bool
    noise: tuple[Verdict, ...]
    matters: tuple[Verdict, ...]

    @property
    def more_than_noise(self) -> bool | None:
        """Whether it is; nothing where no value says so, or where they disagree."""
        said = {verdict.reached for verdict in self.noise} - {None}
        return said.pop() if len(said) == 1 else None

    @property
    def may_matter(self) -> bool:
        """Whether anything may be concluded about mattering.

        What lies within a measure's own unsteadiness matters to nobody yet, however
        small the change is that people on average were found to notice.
        """
        return not self.too_close and self.more_than_noise is not False


def compare(
    measure: Measure, scale: Scale, before: Decimal, after: Decimal, *, days: Decimal
) -> Comparison:
    """Compare two scores of one scale.

    Args:
        measure: The facts.
        scale: Which score.
        before: The earlier score.
        after: The later score.
        days: How many days lie between them.
    """
    change = after - before
    too_close = days < measure.recall_days
    return Comparison(
        change=change,
        too_close=too_close,
        noise=() if too_close else _verdicts(scale, "noise", change),
        matters=() if too_close else _verdicts(scale, "matters", change),
    )


def _verdicts(
    scale: Scale, means: Literal["noise", "matters"], change: Decimal
) -> tuple[Verdict, ...]:
    values = (one for one in scale.changes if one.is_shown and one.means == means)
    return tuple(Verdict(one, _reached(one, change)) for one in values)


def _reached(value: Change, change: Decimal) -> bool | None:
    other_way = {"any": False, "lower": change > 0, "higher": change < 0}
    if other_way[value.towards]:
        return None
    return abs(change) >= value.points
