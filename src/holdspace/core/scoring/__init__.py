"""Scores of measures: counted by published rules, compared, never a diagnosis.

Facts about a measure and the answers to its items give a score, or the reason why
there is none. Two scores are compared with what was published about that measure.
Knows nothing of forms as files, of pages, keys or people, and holds no wording of any
measure.
"""

from holdspace.core.scoring.asking import asks_kindly
from holdspace.core.scoring.comparing import Comparison, Verdict, compare
from holdspace.core.scoring.facts import (
    Band,
    Change,
    CutOff,
    FactsRefused,
    Limits,
    Measure,
    Scale,
    read_facts,
)
from holdspace.core.scoring.fitting import (
    ItemShape,
    Misfit,
    Shape,
    claimed_by,
    fits,
    placed,
)
from holdspace.core.scoring.scores import (
    Result,
    Scored,
    Unscored,
    Why,
    band_of,
    entered,
    score,
)

__all__ = [
    "Band",
    "Change",
    "Comparison",
    "CutOff",
    "FactsRefused",
    "ItemShape",
    "Limits",
    "Measure",
    "Misfit",
    "Result",
    "Scale",
    "Scored",
    "Shape",
    "Unscored",
    "Verdict",
    "Why",
    "asks_kindly",
    "band_of",
    "claimed_by",
    "compare",
    "entered",
    "fits",
    "placed",
    "read_facts",
    "score",
]
