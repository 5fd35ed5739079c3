"""What a file that goes out lacks, and what became of one that came in: in figures."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import Enum


@dataclass(frozen=True, slots=True)
class Lacks:
    """What an export lacks.

    Attributes:
        left_out: How many reflections and drafts could not be opened.
        damaged_parts: How many parts of the list could not be read.
        lost: How many pieces without a place yet could not be opened.
        waiting: How many ratings still wait for a draft, or for ten minutes to pass.
    """

    left_out: int = 0
    damaged_parts: int = 0
    lost: int = 0
    waiting: int = 0

    @property
    def nothing(self) -> bool:
        """Whether everything is there."""
        return self == Lacks()


class Refused(Enum):
    """Why one entry of a file was not taken in."""

    NOT_A_REFLECTION = "something else than a reflection"
    UNREADABLE = "not readable as a reflection"
    UNKNOWN_GUIDE = "written with a guide, or a version of one, that is not here"
    DOES_NOT_FIT = "with answers that do not fit their guide"
    NO_MOMENT = "without the moment it was written at"
    NOT_FINISHED = "marked as an error, or as broken off"
    NOTHING_TO_FOLLOW = "added to a reflection that is neither here nor in the file"
    TOO_LONG = "longer than can be kept"
    DAMAGED = "belonging to something here that cannot be opened"


@dataclass(slots=True)
class Tally:
    """What became of a file, in figures.

    Attributes:
        reflections: How many reflections are new here.
        drafts: How many drafts are new here.
        later: How many later answers are new here.
        same: How many were here already, exactly so.
        different: How many are here already and differ; they stayed as they are here.
        leaving: How many were let go of here minutes ago; they stayed so.
        refused: How many were not taken in, by reason.
        told: Whether anything the person told about themselves was taken over.
        cut: The file could not be read to its end.
        seen: How many entries were read so far.
    """

    reflections: int = 0
    drafts: int = 0
    later: int = 0
    same: int = 0
    different: int = 0
    leaving: int = 0
    refused: Counter[Refused] = field(default_factory=Counter)
    told: bool = False
    cut: bool = False
    seen: int = 0

    @property
    def whole(self) -> bool:
        """Whether everything in the file is here now, as it is in the file."""
        return not (self.refused or self.different or self.leaving or self.cut)
