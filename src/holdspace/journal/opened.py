"""What is in hand once a row was opened; never stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from holdspace.core.guides import Answers, Guide
    from holdspace.journal.documents import Draft, Reflection


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A draft with its guide and answers in hand."""

    row: UUID
    draft: Draft
    guide: Guide
    answers: Answers


@dataclass(frozen=True, slots=True)
class OpenReflection:
    """A kept reflection with its guide, answers and later answers in hand.

    Attributes:
        row: Its id.
        when: The moment it is about.
        document: The record as it is sealed.
        guide: The guide, in the version it was written with.
        answers: The answers.
        later: What was added later: when it was authored, and its answers.
        whole: Whether all of it can be shown; what came from elsewhere may hold more.
    """

    row: UUID
    when: datetime
    document: Reflection
    guide: Guide
    answers: Answers
    later: tuple[tuple[str, Answers], ...]
    whole: bool = True

    @property
    def rated(self) -> set[str]:
        """The follow-ups that were answered."""
        return {code for _, answers in self.later for code in answers.codes("at")}

    @property
    def settled(self) -> set[str]:
        """The follow-ups that were answered, or not wanted."""
        return self.rated | set(self.document.declined)


@dataclass(frozen=True, slots=True)
class Opened[Made]:
    """What was made of those rows that open, and how many do not.

    One damaged row never hides the others.
    """

    made: tuple[Made, ...]
    damaged: int


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A reflection whose follow-up has its time now."""

    row: UUID
    guide: str
    when: datetime
    code: str
