"""The page of patterns as a whole: which parts it has, and what stands above them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from holdspace.core.insights import CHECK_IN, HELD_BACK, TEARS, over_time
from holdspace.patterns.beside import without_tears
from holdspace.patterns.pages.along import along
from holdspace.patterns.pages.holding import holding
from holdspace.patterns.pages.parts import day_of, listed, said
from holdspace.patterns.pages.relief import course
from holdspace.patterns.pages.rhythm import rhythm
from holdspace.patterns.pages.words import words

if TYPE_CHECKING:
    from holdspace.core.insights import Diary
    from holdspace.patterns.found import Patterns
    from holdspace.patterns.pages.along import AlongPage
    from holdspace.patterns.pages.holding import HoldingPage
    from holdspace.patterns.pages.parts import SaidPage
    from holdspace.patterns.pages.relief import CoursePage
    from holdspace.patterns.pages.rhythm import RhythmPage
    from holdspace.patterns.pages.words import WordsPage

FEW: Final = 8
"""With fewer times of tears most answers are *not yet*, and the letter is short."""


@dataclass(frozen=True, slots=True)
class LetterPage:
    """All that the page says.

    Attributes:
        opening: What it is made from.
        is_empty: Whether there is nothing yet that it could be made from.
        is_small: Whether there is little yet, so that most of it is folded.
        tears: How many times of tears.
        few: With how many it is no longer little.
        care: A kind sentence about the last while.
        damaged: How many reflections cannot be opened.
        mood: How mood went on.
        tension: How tension went on.
        comparison: Tears against low moments without them.
        along: What goes along with relief.
        rhythm: How often and when.
        words: What was named: feelings, triggers, places, needs.
        holding: Holding back and saying sorry, over time.
    """

    opening: str
    is_empty: bool
    is_small: bool
    tears: int
    few: int
    care: str
    damaged: int
    mood: CoursePage | None
    tension: CoursePage | None
    comparison: tuple[SaidPage, ...]
    along: AlongPage
    rhythm: RhythmPage
    words: WordsPage
    holding: HoldingPage | None


def letter(patterns: Patterns) -> LetterPage:
    """Lay out what was worked out, one thing after the other."""
    diary, statements = patterns.diary, patterns.statements
    months = over_time(diary)
    tears = int(np.count_nonzero(diary.kind == TEARS))
    return LetterPage(
        opening=_opening(diary),
        is_empty=not len(diary),
        is_small=tears < FEW,
        tears=tears,
        few=FEW,
        care=patterns.care,
        damaged=patterns.damaged,
        mood=course(statements, "mood", without_tears(diary, "mood")),
        tension=course(statements, "tension", without_tears(diary, "tension")),
        comparison=tuple(said(one) for one in statements if one.number == 2),
        along=along(statements),
        rhythm=rhythm(statements, months),
        words=words(statements),
        holding=holding(diary, months),
    )


def _opening(diary: Diary) -> str:
    if not len(diary):
        return ""
    tears = _counted(diary, TEARS, "time with tears", "times with tears")
    held = "held back", "held back"
    if not tears:
        held = "time of holding back", "times of holding back"
    counted = (
        tears,
        _counted(diary, HELD_BACK, *held),
        _counted(diary, CHECK_IN, "check-in", "check-ins"),
    )
    return f"From {listed([one for one in counted if one])}, {_span(diary)}."


def _counted(diary: Diary, kind: int, one: str, more: str) -> str:
    count = int(np.count_nonzero(diary.kind == kind))
    return f"{count} {one if count == 1 else more}" if count else ""


def _span(diary: Diary) -> str:
    first, last = day_of(int(diary.local.min())), day_of(int(diary.local.max()))
    if (first.year, first.month) == (last.year, last.month):
        return f"{last:%B %Y}"
    if first.year == last.year:
        return f"{first:%B} to {last:%B %Y}"
    return f"{first:%B %Y} to {last:%B %Y}"
