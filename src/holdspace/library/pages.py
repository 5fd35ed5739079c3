"""What the pages of this room show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdspace.library import shelf
from holdspace.library.fields import Sheet, fields_of, notes_on, sheets_of
from holdspace.library.shapes import language_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdspace.core.guides import Guide, Item, Problem
    from holdspace.library.shapes import FieldPage, NotesPage


@dataclass(frozen=True, slots=True)
class SheetPage:
    """One screen of a guide, as a section of a longer page."""

    title: str
    notes: NotesPage
    fields: tuple[FieldPage, ...]
    frame: FieldPage


@dataclass(frozen=True, slots=True)
class TryPage:
    """A whole guide at once, to be tried without an account."""

    title: str
    description: str
    sheets: tuple[SheetPage, ...]
    language: str = ""


def try_page(guide: Guide, *, all_stand: bool = False) -> TryPage:
    """Lay out all screens of a guide on one page.

    All questions stand on the same page, so those that hang on another one are
    laid out too and shown or hidden by the page's style and script; with
    ``all_stand`` they are all there.
    """
    sheet = Sheet(whole=True, all_stand=all_stand)
    sheets = sheet_pages(guide, guide.screens, sheet)
    description = guide.raw.get("description", "")
    return TryPage(guide.title, description, sheets, language_of(guide))


def sheet_pages(
    guide: Guide, screens: Sequence[Item], sheet: Sheet
) -> tuple[SheetPage, ...]:
    """Lay out screens of a guide as sections of one page."""
    return tuple(
        SheetPage(screen.text or guide.title, notes_on(screen), fields, frame)
        for screen, fields, frame in sheets_of(guide, screens, sheet)
    )


def rating(
    given: Mapping[str, Sequence[str]] | None = None,
    problems: Sequence[Problem] = (),
) -> tuple[FieldPage, ...]:
    """Mood and tension now, and nothing else: no label, no moment, no words."""
    guide = shelf.guide(shelf.LATER)
    sheet = Sheet(
        given=given,
        problems=problems,
        leave_out=("of", "at", "when", "resolved", "words"),
    )
    return fields_of(guide, guide.screens[0], sheet)
