"""A year to look back on, as plain records: what it holds, what was chosen of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date

    from holdspace.core.insights import Statement
    from holdspace.patterns.spans import Span

CHOOSE: Final = "choose"
SEE: Final = "see"
PDF: Final = "pdf"

LONGEST_SENTENCE: Final = 400
LONGEST_WORDS: Final = 4_000


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted in twelve months.

    Attributes:
        tears: How many times of tears.
        held_back: How many times of tears held back.
        check_ins: How many check-ins.
        months: The first day of each month, and its times of tears; none where nothing
            at all was written: that is a gap, and not a month without tears.
    """

    tears: int
    held_back: int
    check_ins: int
    months: tuple[tuple[date, int | None], ...]


@dataclass(frozen=True, slots=True)
class Year:
    """What twelve months hold that a person may choose from.

    Attributes:
        spans: The stretches of time there are.
        span: The one that is looked at.
        counted: Its numbers.
        statements: What is counted in it: feelings, needs, places.
        carried: What the whole diary carries. To look for patterns in a part of it
            would be one more look than their error budget knows of.
    """

    spans: tuple[Span, ...]
    span: Span
    counted: Counted
    statements: tuple[Statement, ...]
    carried: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody chose for the page, as it was sent.

    Attributes:
        span: Which twelve months.
        ticked: The marks of what was ticked.
        own: A sentence of their own, as typed.
        words: Lines of their own, as typed.
        every: The mark of a heading of which everything was chosen at once.
        go: Which button was pressed.
    """

    span: str = ""
    ticked: frozenset[str] = frozenset()
    own: str = ""
    words: str = ""
    every: str = ""
    go: str = CHOOSE

    @property
    def sentence(self) -> str:
        """The sentence of their own, on one line."""
        return " ".join(self.own.split())

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The lines of their own, without empty ones."""
        lines = (" ".join(line.split()) for line in self.words.splitlines())
        return tuple(line for line in lines if line)

    @property
    def is_sentence_too_long(self) -> bool:
        """Whether the sentence does not fit onto the page."""
        return len(self.own) > LONGEST_SENTENCE

    @property
    def are_words_too_long(self) -> bool:
        """Whether the lines do not fit onto the page."""
        return len(self.words) > LONGEST_WORDS

    @property
    def fits(self) -> bool:
        """Whether all that was typed fits onto the page."""
        return not (self.is_sentence_too_long or self.are_words_too_long)
