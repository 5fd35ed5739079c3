"""What a statement is: one thing that a diary says, with its count and its uncertainty.

A statement always has its sentence, also when it says that there is not enough to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class WhyNot(StrEnum):
    """Why a statement is not made.

    Attributes:
        TOO_FEW: There are not enough episodes yet.
        NOTHING_TO_COMPARE: What it would be compared with is missing.
        CANNOT_TELL: There are episodes, and they leave it open.
    """

    TOO_FEW = "too-few"
    NOTHING_TO_COMPARE = "nothing-to-compare"
    CANNOT_TELL = "cannot-tell-yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement, made or not.

    Attributes:
        id: Which one: its number in the data dictionary, then what it is about, with
            dots between: ``1.mood.90-minutes``. The same for the same question in
            every diary, so that it can be kept and looked for again.
        shown: Whether the diary carries it.
        why_not: Why it does not.
        n: How many episodes (or ratings, needs, weeks) it rests on.
        estimate: The best single number, if there is one.
        low: The lower end of its 90 % interval.
        high: The upper end.
        unit: Of these three: ``points``, ``share``, ``a-week``, ``ratio``, ``count``.
        sentence: The same in plain words. It stands by itself when read aloud.
        needed: About how many more (of what ``n`` counts) it would take to say
            something, where that can be said.
        factor: What was compared, in statements of the third kind: a question.
        level: The answer to it.
        against: What that was compared with: another answer, or ``not-`` and the same.
        n_level: How many episodes had that answer.
        n_against: How many had the other.
        q: How easily chance alone would bring this, over all factors and all looks: at
            most 0.05 where it is shown.
    """

    id: str
    shown: bool
    n: int
    unit: str
    sentence: str
    why_not: WhyNot | None = None
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    needed: int | None = None
    factor: str | None = None
    level: str | None = None
    against: str | None = None
    n_level: int | None = None
    n_against: int | None = None
    q: float | None = None

    @property
    def number(self) -> int:
        """The number of its kind in the data dictionary, 1 to 6."""
        return int(self.id.partition(".")[0])

    def plain(self) -> dict[str, Any]:
        """Give what a program reads: all fields of its kind, some of them None."""
        found: dict[str, Any] = {
            "id": self.id,
            "shown": self.shown,
            "why_not": None if self.why_not is None else str(self.why_not),
            "n": self.n,
            "estimate": self.estimate,
            "low": self.low,
            "high": self.high,
            "unit": self.unit,
            "needed": self.needed,
            "sentence": self.sentence,
        }
        if self.factor is not None:
            found |= {
                "factor": self.factor,
                "level": self.level,
                "against": self.against,
                "n_level": self.n_level,
                "n_against": self.n_against,
                "q": self.q,
            }
        return found
