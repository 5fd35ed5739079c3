"""What is in hand once the index was looked at; never stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from holdspace.core.vault import Entry
from holdspace.journal.kinds import REFLECTION

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from holdspace.core.guides import Guide


MOST_LINES: Final = 40
"""How many reflections of one month are shown at once."""


@dataclass(frozen=True, slots=True)
class Line:
    """What a list shows of one reflection.

    Attributes:
        row: Its id.
        version: The version of the row that this is from.
        when: The moment it is about.
        day_only: A day was given and no time.
        guide: The guide it was written with; none where the row did not open when the
            index was made.
        feelings: Codes of feelings; own words begin with ``records.OWN``.
        excerpt: The beginning of its first text.
        later: How much was added later.
    """

    row: UUID
    version: int
    when: datetime
    day_only: bool
    guide: Guide | None
    feelings: tuple[str, ...]
    excerpt: str
    later: int

    def entry(self) -> Entry:
        """What the manifest lists of it."""
        return Entry(
            self.row, REFLECTION, self.version, int(self.when.timestamp() // 60)
        )


@dataclass(frozen=True, slots=True)
class Around:
    """What a person comes back to.

    Attributes:
        drafts: What was left open, newest first.
        recent: The reflections of the last days, newest first.
        leaving: What was let go of and can still be taken back.
        over: What was let go of and is to be taken off the list.
        whole: Whether all of the manifest could be opened.
    """

    drafts: tuple[Entry, ...]
    recent: tuple[Entry, ...]
    leaving: tuple[Entry, ...]
    over: tuple[Entry, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class Month:
    """One month of a diary.

    Attributes:
        months: Every month that holds something, newest first, with how many; a
            month is counted from the year 0.
        current: The month that this is; none where nothing is kept.
        lines: Its reflections, newest first; some of them where there are many.
        damaged: How many of those could not be opened.
        whole: Whether all of the manifest could be opened.
        start: How many newer ones of this month there are.
        left: How many older ones of this month there are.
    """

    months: dict[int, int]
    current: int | None
    lines: tuple[Line, ...]
    damaged: int
    whole: bool
    start: int = 0
    left: int = 0


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for; all of it must be so. Never stored, never logged.

    Attributes:
        terms: Folded words or phrases, each of which stands somewhere in the words.
        chosen: Codes or own words (marked) chosen at a question: the names of the
            questions it may stand at, and the code.
        month: A month, counted from the year 0.
    """

    terms: tuple[str, ...] = ()
    chosen: tuple[tuple[tuple[str, ...], str], ...] = ()
    month: int | None = None

    def __bool__(self) -> bool:
        return bool(self.terms or self.chosen) or self.month is not None


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found.

    Attributes:
        total: How many reflections there are.
        lines: Some of them, newest first.
        months: Every month that holds something, newest first.
    """

    total: int
    lines: tuple[Line, ...] = ()
    months: tuple[int, ...] = ()
