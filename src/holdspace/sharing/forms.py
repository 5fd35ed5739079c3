"""The shape of what comes in from the client's pages, read once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final
from uuid import UUID

from holdspace.sharing.sources import MOST_MARKS, MOST_WAITING

if TYPE_CHECKING:
    from django.http import QueryDict

CHOOSE: Final = "choose"
SEE: Final = "see"
SHARE: Final = "share"
PUT: Final = "put"
PDF: Final = "pdf"
_GO: Final = (CHOOSE, SEE, SHARE, PUT, PDF)

ALL: Final = "all"
SOME: Final = "some"
OPEN: Final = "open"
DAY: Final = "day"

LONGEST_CALLED: Final = 80
LONGEST_MARK: Final = 64
LONGEST_TYPED: Final = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody chose on the way to sharing; nothing is chosen beforehand.

    Attributes:
        go: Which button was pressed.
        part: Whether all of a reflection is meant, or some answers.
        ticked: The marks of what was ticked.
        words: A sentence of their own, as typed.
        mark: A pattern, as its page named it.
        bond: For whom.
        until: Whether until it is taken back, or until a day.
        typed: The day as it was typed.
        seen: What the preview showed, by its mark.
        copies: The ids that the preview drew for what comes of it, so that a second
            tap on its button shares nothing twice.
    """

    go: str = CHOOSE
    part: str = ""
    ticked: tuple[str, ...] = ()
    words: str = ""
    mark: str = ""
    bond: UUID | None = None
    until: str = ""
    typed: str = ""
    seen: str = ""
    copies: tuple[UUID, ...] = ()

    @property
    def day(self) -> date | None:
        """The day that was typed, if it is one."""
        try:
            return date.fromisoformat(self.typed)
        except ValueError:
            return None


def read_asked(post: QueryDict) -> Asked:
    """Take what somebody chose; what was not offered is looked at later."""
    go = post.get("go", CHOOSE)
    ids = map(_uuid, post.getlist("copy")[:MOST_WAITING])
    marks = (one[:LONGEST_MARK] for one in post.getlist("ticked")[: MOST_MARKS + 1])
    ticked = tuple(dict.fromkeys(marks))
    return Asked(
        go=go if go in _GO else CHOOSE,
        # Whoever ticked answers has said that these are meant.
        part=post.get("part") or (SOME if ticked else ""),
        ticked=ticked,
        words=post.get("words", "").replace("\r\n", "\n"),
        mark=post.get("mark", "")[:LONGEST_MARK],
        bond=_uuid(post.get("bond", "")),
        until=post.get("until", ""),
        typed=post.get("day", "")[:LONGEST_TYPED],
        seen=post.get("seen", "")[:LONGEST_MARK],
        copies=tuple(dict.fromkeys(one for one in ids if one is not None)),
    )


def read_called(post: QueryDict) -> str:
    """The name that a therapist may call them by."""
    return " ".join(post.get("called", "").split())


def read_code(post: QueryDict) -> str:
    """A code as it was typed, without what is around it."""
    return "".join(post.get("code", "").split())[:LONGEST_MARK]


def read_row(post: QueryDict) -> UUID | None:
    """The reflection whose page somebody came from, if it was one."""
    return _uuid(post.get("row", ""))


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
