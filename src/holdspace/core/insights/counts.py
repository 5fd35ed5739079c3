"""Counts as statements: how often each thing came, out of how many times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from holdspace.core.insights.clumping import intervals_of
from holdspace.core.insights.saying import in_a_hundred
from holdspace.core.insights.statements import Statement, WhyNot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdspace.core.insights.diary import Flags

FEWEST: Final = 10
"""From fewer answers no share is given, only the count."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One thing that is counted.

    Attributes:
        id: Of the statement.
        sentence: What is said of it, without the end: *Of 6 times, 4 were on a Monday*.
    """

    id: str
    sentence: str


def statements(counted: Sequence[Counted], chosen: Flags) -> tuple[Statement, ...]:
    """Make a statement of each thing that is counted.

    Of ten answers and more its share is given, with the interval of ``clumping``. Of
    fewer the count alone is given, as a count, and the statement is not shown as one
    about the person: five of ten may be a quarter as well as three quarters.

    Args:
        counted: What is counted.
        chosen: One row for each answer, oldest first, one column for each of them.
    """
    answers = len(chosen)
    counts = chosen.sum(axis=0)
    if answers < FEWEST:
        return tuple(
            _few(one, int(count), answers)
            for one, count in zip(counted, counts, strict=True)
        )
    low, high = intervals_of(chosen)
    return tuple(
        Statement(
            id=one.id,
            shown=True,
            n=answers,
            unit="share",
            estimate=float(counts[place] / answers),
            low=float(low[place]),
            high=float(high[place]),
            sentence=(
                f"{one.sentence}: in the long run"
                f" {in_a_hundred(low[place], high[place])}."
            ),
        )
        for place, one in enumerate(counted)
    )


def _few(one: Counted, count: int, answers: int) -> Statement:
    return Statement(
        id=one.id,
        shown=False,
        why_not=WhyNot.TOO_FEW,
        n=answers,
        unit="count",
        estimate=float(count),
        needed=FEWEST - answers,
        sentence=f"{one.sentence}. That is too few to say more.",
    )
