"""What a diary says, how sure that is, or that it is too little.

Pure functions on plain columns. Every statement has its count, an estimate, an interval
and a sentence; *not enough to say* is an answer like the others. Knows nothing of
forms, files, pages or keys.
"""

from holdspace.core.insights.diary import (
    CHECK_IN,
    HELD_BACK,
    ON_TIME,
    TEARS,
    Choices,
    Diary,
    Episode,
    Later,
    Need,
    Rating,
    diary_of,
)
from holdspace.core.insights.statements import Statement, WhyNot

__all__ = [
    "CHECK_IN",
    "HELD_BACK",
    "ON_TIME",
    "TEARS",
    "Choices",
    "Diary",
    "Episode",
    "Later",
    "Need",
    "Rating",
    "Statement",
    "WhyNot",
    "diary_of",
]
