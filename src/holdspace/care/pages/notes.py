"""A therapist's notes, as plain records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdspace.care.pages.moments import moment_said

if TYPE_CHECKING:
    from datetime import datetime, tzinfo
    from uuid import UUID

    from holdspace.care.looked import Kept, Notes


@dataclass(frozen=True, slots=True)
class NotePage:
    """One note; without words where it cannot be opened."""

    id: UUID
    when: str
    words: str
    is_damaged: bool


@dataclass(frozen=True, slots=True)
class NotesPage:
    """The notes about one client, newest first."""

    name: str
    notes: tuple[NotePage, ...]
    more: int


def note(kept: Kept, *, now: datetime, zone: tzinfo) -> NotePage:
    """One note."""
    words = kept.note.words if kept.note else ""
    return NotePage(kept.id, moment_said(kept.at, now, zone), words, kept.note is None)


def notes(found: Notes, *, now: datetime, zone: tzinfo) -> NotesPage:
    """The notes about one client."""
    listed = tuple(note(one, now=now, zone=zone) for one in found.kept)
    return NotesPage(found.called, listed, found.more)
