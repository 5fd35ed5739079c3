"""What a therapist has opened, as it goes from the flows to the pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from holdspace.care.documents import Note, Session
    from holdspace.sharing.brought import Brought
    from holdspace.sharing.flows import Client, HeldCopy


@dataclass(frozen=True, slots=True)
class Kept:
    """One note, or that it cannot be opened.

    Attributes:
        id: Names it in an address.
        at: The moment it is about.
        note: What was noted; nothing where it is damaged.
    """

    id: UUID
    at: datetime
    note: Note | None


@dataclass(frozen=True, slots=True)
class Notes:
    """Notes about one client, newest first.

    Attributes:
        called: The client's name.
        kept: Those that were asked for.
        more: How many there are besides.
    """

    called: str
    kept: tuple[Kept, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing that was opened: what is known of it, and what is in it.

    Attributes:
        copy: Which, and until when.
        brought: What is in it; nothing where it does not open, is not known here, or is
            too long for the page.
        is_long: Whether it is left out for its length; then it counts as not opened.
    """

    copy: HeldCopy
    brought: Brought | None
    is_long: bool = False

    @property
    def asks(self) -> bool:
        """Whether an answer in it asks for attention."""
        return self.brought.attention if self.brought else self.copy.asks


@dataclass(frozen=True, slots=True)
class Brief:
    """One client before a session.

    Attributes:
        client: Who it is about.
        last: The last session, as far as the calendar knows.
        next: The session that goes on or comes next.
        since: From when on something counts as new.
        fresh: What is new and not about a measure; what asked for attention is first.
        measures: The newest of each measure that they brought.
        rest: Everything else, newest first, not opened by this page.
        note: What was noted last, and how many notes there are besides.
        is_calendar_damaged: Whether the calendar cannot be opened.
    """

    client: Client
    last: Session | None
    next: Session | None
    since: datetime
    fresh: tuple[Shown, ...]
    measures: tuple[Shown, ...]
    rest: tuple[HeldCopy, ...]
    note: Notes | None
    is_calendar_damaged: bool
