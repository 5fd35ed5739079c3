"""What the list of evidence notes shows, and the page of one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from holdspace.library import evidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from holdspace.library.evidence import Fact, Note, Place, Reference

# In the order in which they are shown.
PLACES: Final[Mapping[Place, str]] = {
    "relief": "Relief, and time",
    "people": "Other people",
    "tears": "Tears themselves",
    "sense": "Making sense of it",
    "therapy": "In therapy",
}

# Surest first. Said in full once, on the page with the list.
GRADES_TOLD: Final[Mapping[str, str]] = {
    "strong": "Several good studies of different kinds agree.",
    "moderate": "Studies agree, and have limits: few groups of people, or only what "
    "people say of themselves.",
    "weak": "There is little, or it is about something that is only near to tears.",
    "contested": "Good studies do not agree with each other.",
    "unsupported": "We looked, and found no study that shows it.",
}


@dataclass(frozen=True, slots=True)
class GradePage:
    """A grade, and what it means."""

    name: str
    told: str


@dataclass(frozen=True, slots=True)
class PlacePage:
    """The notes of one place in the list."""

    title: str
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class ListPage:
    """All notes.

    Attributes:
        places: The notes in their places.
        heard: What many have read that does not hold, or not wholly.
        grades: What the grades mean.
        oldest: The day on which the one longest ago was last compared.
        is_reviewed: Whether a clinician approved them all.
    """

    places: tuple[PlacePage, ...]
    heard: tuple[Note, ...]
    grades: tuple[GradePage, ...]
    oldest: date
    is_reviewed: bool


@dataclass(frozen=True, slots=True)
class FactPage:
    """A fact, and the numbers of the studies it was found in."""

    told: str
    is_ours: bool
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NotePage:
    """One note with what it rests on.

    Attributes:
        note: The note.
        grade: What its grades mean.
        facts: What may be shown of what it rests on.
        sources: The studies, in the order of their numbers.
    """

    note: Note
    grade: tuple[GradePage, ...]
    facts: tuple[FactPage, ...]
    sources: tuple[Reference, ...]


def list_page() -> ListPage:
    """Put the notes in their places."""
    found = evidence.notes()
    return ListPage(
        places=tuple(
            PlacePage(title, tuple(one for one in found if one.place == place))
            for place, title in PLACES.items()
        ),
        heard=tuple(sorted(_heard(found), key=lambda one: one.place != "read")),
        grades=tuple(
            GradePage(name, GRADES_TOLD[grade])
            for grade, name in evidence.GRADES.items()
        ),
        oldest=min(one.checked for one in found),
        is_reviewed=all(one.reviewed for one in found),
    )


def note_page(code: str) -> NotePage | None:
    """Find the page of a note by its code; none if there is no such note."""
    for one in evidence.notes():
        if one.code == code:
            return _note_page(one)
    return None


def _note_page(one: Note) -> NotePage:
    known = evidence.references()
    return NotePage(
        note=one,
        grade=tuple(
            GradePage(evidence.GRADES[each], GRADES_TOLD[each]) for each in one.grade
        ),
        facts=tuple(_fact_page(fact, one.sources) for fact in one.shown),
        sources=tuple(known[name] for name in one.sources),
    )


def _fact_page(fact: Fact, sources: tuple[str, ...]) -> FactPage:
    return FactPage(
        told=fact.told,
        is_ours=fact.mark == "worked-out",
        numbers=tuple(sources.index(name) + 1 for name in fact.sources),
    )


def _heard(notes: Iterable[Note]) -> list[Note]:
    return [one for one in notes if one.heard]
