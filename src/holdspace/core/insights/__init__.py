"""What a diary says, how sure that is, or that it is too little.

Pure functions on plain columns. Every statement has its count, an estimate, an interval
and a sentence; *not enough to say* is an answer like the others. Knows nothing of
forms, files, pages or keys.
"""

from holdspace.core.insights.caring import Care, care_of
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
from holdspace.core.insights.looking import look_at
from holdspace.core.insights.looks import LOOKS
from holdspace.core.insights.months import Month, over_time
from holdspace.core.insights.relief import MOMENTS, Change, course
from holdspace.core.insights.shuffling import Shuffled, shuffle
from holdspace.core.insights.statements import Statement, WhyNot

__all__ = [
    "CHECK_IN",
    "HELD_BACK",
    "LOOKS",
    "MOMENTS",
    "ON_TIME",
    "TEARS",
    "Care",
    "Change",
    "Choices",
    "Diary",
    "Episode",
    "Later",
    "Month",
    "Need",
    "Rating",
    "Shuffled",
    "Statement",
    "WhyNot",
    "care_of",
    "course",
    "diary_of",
    "look_at",
    "over_time",
    "shuffle",
]
