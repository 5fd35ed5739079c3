"""What a keeper's pages show, decided here as plain records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from holdspace.library import measures
from holdspace.library import pages as library
from holdspace.library.fields import Sheet
from holdspace.library.flows import State
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from uuid import UUID

    from holdspace.library.flows import Arrived, Kept
    from holdspace.library.pages import SheetPage

MOST_NOTES: Final = 100
MOST_NAMED: Final = 30
LONGEST_SAID: Final = 1_000
_SHORT: Final = 120


@dataclass(frozen=True, slots=True)
class LinePage:
    """One version in a list."""

    id: UUID
    title: str
    version: str
    aside: str


@dataclass(frozen=True, slots=True)
class GroupPage:
    """The versions that stand in one place."""

    heading: str
    says: str
    lines: tuple[LinePage, ...]


@dataclass(frozen=True, slots=True)
class ScreenPage:
    """One screen of a form, to be led to."""

    number: int
    title: str


@dataclass(frozen=True, slots=True)
class FormPage:
    """One version of a form: what reading it showed, and what can be done with it.

    Attributes:
        kept: What is stored about it.
        stands: Where it stands and since when, in a sentence.
        size: How large its file is.
        is_draft: Whether it was never published.
        is_published: Whether it is published now.
        says: What the file itself says about its copyright.
        remarks: What is to be known about its name and its file.
        questions: How many questions a person can be shown.
        lacking: How many of them cannot be answered here.
        unanswerable: Some of those, by their texts.
        more_unanswerable: How many of those are not shown.
        notes: What was mended or is not known here.
        more_notes: How many notes are not shown.
        screens: Its screens.
        measure: The name of the measure that it is taken for, or nothing.
        misfits: In what the form and the facts about that measure disagree.
        measures: The codes and names of those that are known here.
    """

    kept: Kept
    stands: str
    size: str
    is_draft: bool
    is_published: bool
    says: str
    remarks: tuple[str, ...]
    questions: int
    lacking: int
    unanswerable: tuple[str, ...]
    more_unanswerable: int
    notes: tuple[str, ...]
    more_notes: int
    screens: tuple[ScreenPage, ...]
    measure: str
    misfits: tuple[str, ...]
    measures: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """A form as a client will see it: the whole of it, or one screen."""

    id: UUID
    title: str
    description: str
    sheets: tuple[SheetPage, ...]
    screens: tuple[ScreenPage, ...]
    number: int
    language: str


def groups(forms: Iterable[Kept]) -> tuple[GroupPage, ...]:
    """Everything that was brought in, by where it stands; empty groups are left out."""
    forms = tuple(forms)
    headings = (
        (State.DRAFT, "Not published yet", "Only keepers see these."),
        (
            State.PUBLISHED,
            "Published",
            "Of several versions of one form, the one published last is the one that "
            "is begun.",
        ),
        (
            State.RETIRED,
            "Retired",
            "Nobody begins these any more. What was answered with them stays readable.",
        ),
    )
    found = (
        GroupPage(
            heading, says, tuple(_line(one) for one in forms if one.state is state)
        )
        for state, heading, says in headings
    )
    return tuple(group for group in found if group.lines)


def form(kept: Kept, arrived: Arrived) -> FormPage:
    """One version of a form, with what reading it showed."""
    notes = arrived.guide.notes
    lacking = len(arrived.unanswerable)
    attached = measures.attach(arrived.guide, kept.measure)
    return FormPage(
        kept=kept,
        stands=_stands(kept),
        size=_size(len(arrived.raw)),
        is_draft=kept.state is State.DRAFT,
        is_published=kept.state is State.PUBLISHED,
        says=_said(arrived.guide.raw.get("copyright")),
        remarks=arrived.remarks,
        questions=arrived.questions,
        lacking=lacking,
        unanswerable=tuple(
            _cut(item.text) or item.link_id
            for item in arrived.unanswerable[:MOST_NAMED]
        ),
        more_unanswerable=max(lacking - MOST_NAMED, 0),
        notes=notes[:MOST_NOTES],
        more_notes=max(len(notes) - MOST_NOTES, 0),
        screens=_screens(arrived),
        measure="" if attached is None else attached.measure.name,
        misfits=() if attached is None else tuple(m.sentence for m in attached.misfits),
        measures=tuple((one.code, one.name) for one in measures.every_measure()),
    )


def preview(kept: Kept, arrived: Arrived, number: int = 0) -> PreviewPage:
    """The form as a client will see it; ``number`` picks one screen, 0 the whole.

    Raises:
        NotThere: It has no such screen.
    """
    guide = arrived.guide
    if number > len(guide.screens):
        raise NotThere
    whole = library.try_page(guide, all_stand=True)
    sheets: Sequence[SheetPage] = whole.sheets
    if number:
        sheets = library.sheet_pages(guide, [guide.screens[number - 1]], Sheet())
    return PreviewPage(
        id=kept.id,
        title=arrived.title,
        description=_said(guide.raw.get("description")),
        sheets=tuple(sheets),
        screens=_screens(arrived),
        number=number,
        language=whole.language,
    )


def _screens(arrived: Arrived) -> tuple[ScreenPage, ...]:
    return tuple(
        ScreenPage(number, _cut(screen.text))
        for number, screen in enumerate(arrived.guide.screens, start=1)
    )


def _line(kept: Kept) -> LinePage:
    return LinePage(kept.id, kept.title, kept.version, _stands(kept))


def _stands(kept: Kept) -> str:
    day = _day(kept.since)
    if kept.state is State.DRAFT:
        return f"Brought in on {day}."
    if kept.state is State.RETIRED:
        return f"Retired on {day}."
    if kept.is_open:
        return f"Published on {day}, in the open list."
    return f"Published on {day}, to be handed out."


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _said(found: object) -> str:
    text = found if isinstance(found, str) else ""
    return text if len(text) <= LONGEST_SAID else f"{text[:LONGEST_SAID].rstrip()} …"


def _cut(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[:_SHORT].rstrip()} …"


def _size(count: int) -> str:
    return f"{count:,} bytes" if count < 10_000 else f"{-(-count // 1024):,} KiB"
