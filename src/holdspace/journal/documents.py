"""What lies inside a sealed row, as plain records. Only flows take them out."""

from __future__ import annotations

from uuid import UUID  # noqa: TC003  (msgspec reads the annotations when it runs)

import msgspec

from holdspace.core.vault import Unreadable


class Mark(msgspec.Struct, frozen=True):
    """Who wrote a screen last: how often it was written, from which page, its count."""

    revision: int = 0
    page: str = ""
    count: int = 0


class Other(msgspec.Struct, frozen=True):
    """A second text for a screen that was written elsewhere at the same time.

    Attributes:
        screen: The number of the screen, from 0.
        given: What was typed, by the names of the form.
        page: The page it was typed on.
        count: How often that page had saved.
        at: When it came in.
        locked: It came in while the space was locked, so that no key proves whose
            it is.
    """

    screen: int
    given: dict[str, list[str]]
    page: str
    count: int
    at: str
    locked: bool = False


class Draft(msgspec.Struct, frozen=True):
    """A guide that is being filled in.

    Attributes:
        response: The answers so far, a QuestionnaireResponse.
        authored: When the first of it was written.
        zone: The time zone it is written in.
        of: The kept reflection that this corrects, if any.
        base: The version of that reflection when the correcting began.
        marks: Who wrote each screen last.
        others: Second texts that the person has not decided on yet.
        locked: Some of it came in while the space was locked.
        screen: The screen that was written last, from 0.
        lost: How many pieces that came in while it was locked could not be opened.
    """

    response: msgspec.Raw
    authored: str
    zone: str
    of: UUID | None = None
    base: int = 0
    marks: dict[int, Mark] = msgspec.field(default_factory=dict)
    others: tuple[Other, ...] = ()
    locked: bool = False
    screen: int = 0
    lost: int = 0


class Reflection(msgspec.Struct, frozen=True):
    """A kept reflection with everything that was added to it later.

    Attributes:
        response: The QuestionnaireResponse.
        later: QuestionnaireResponses of what was added, oldest first.
        declined: Follow-ups that the person did not want.
        locked: Some of it came in while the space was locked.
        quiet: No mail is sent about it.
    """

    response: msgspec.Raw
    later: tuple[msgspec.Raw, ...] = ()
    declined: tuple[str, ...] = ()
    locked: bool = False
    quiet: bool = False


class Arrival(msgspec.Struct, frozen=True):
    """One screen as it came in for a locked draft.

    ``seen`` is the revision of the screen that the page had shown.
    """

    screen: int
    given: dict[str, list[str]]
    seen: int
    page: str
    count: int
    zone: str
    at: str


def pack(document: Draft | Reflection | Arrival) -> bytes:
    """Write a record down, ready to be sealed."""
    return msgspec.json.encode(document)


def read[Document: (Draft, Reflection, Arrival)](
    words: bytes, kind: type[Document]
) -> Document:
    """Read what ``pack`` wrote.

    Raises:
        Unreadable: It is not such a record.
    """
    try:
        return msgspec.json.decode(words, type=kind)
    except (msgspec.MsgspecError, ValueError) as refusal:
        raise Unreadable from refusal
