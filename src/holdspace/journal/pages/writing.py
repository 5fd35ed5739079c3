"""The pages on which a draft is written, looked at whole, and decided on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from holdspace.core import guides
from holdspace.journal import drafting
from holdspace.journal.pages.answers import (
    LinePage,
    SectionPage,
    is_empty,
    lines_of,
    sections,
)
from holdspace.library import shelf

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import tzinfo
    from uuid import UUID

    from holdspace.core.guides import Answers, Guide, Item
    from holdspace.journal.opened import OpenDraft
    from holdspace.library.shapes import FieldPage, NotesPage


MOST_DROPS: Final = 12


@dataclass(frozen=True, slots=True)
class DropsPage:
    """The small row of drops: which screens hold something, and which is shown."""

    states: tuple[str, ...]
    label: str

    @property
    def are_many(self) -> bool:
        """Whether they are too many for a row; then words alone say where one is."""
        return len(self.states) > MOST_DROPS


@dataclass(frozen=True, slots=True)
class WritePage:
    """One screen of a guide."""

    row: UUID
    number: int
    count: int
    title: str
    notes: NotesPage
    fields: tuple[FieldPage, ...]
    amiss: tuple[FieldPage, ...]
    language: str
    drops: DropsPage
    token: str
    saves: int
    lost: int
    corrects: bool
    locked: bool
    beside: bool

    @property
    def is_first(self) -> bool:
        """Whether there is nothing to go back to."""
        return self.number == 1

    @property
    def is_silent(self) -> bool:
        """Whether nothing is asked here, as things stand."""
        return all(one.kind == "carried" for one in self.fields)


@dataclass(frozen=True, slots=True)
class EndPage:
    """The end of a guide: everything that was written."""

    row: UUID
    of: UUID | None
    sections: tuple[SectionPage, ...]
    is_empty: bool
    last: int
    lost: int
    corrects: bool
    adds: bool
    locked: bool
    two_texts: bool


@dataclass(frozen=True, slots=True)
class BothPage:
    """Two texts for one screen, to be decided on."""

    row: UUID
    page: str
    number: int
    title: str
    first: tuple[LinePage, ...]
    other: tuple[LinePage, ...]
    fits: bool
    locked: bool


@dataclass(frozen=True, slots=True)
class WordPage:
    """One word of ours on the list, shown or put away."""

    code: str
    text: str
    shown: bool


def drops(guide: Guide, answers: Answers, current: int | None = None) -> DropsPage:
    """The drops of a draft; ``current`` is the number of the screen, from 1."""
    answered = drafting.answered_screens(guide, answers)
    states = tuple(
        "now" if number == current else "on" if filled else ""
        for number, filled in enumerate(answered, start=1)
    )
    if current is not None:
        return DropsPage(states, f"Page {current} of {len(states)}")
    return DropsPage(states, f"{sum(answered)} of {len(states)} pages hold something")


def end(opened: OpenDraft) -> EndPage:
    """Everything that was written, screen by screen."""
    return EndPage(
        row=opened.row,
        of=opened.draft.of,
        lost=opened.draft.lost,
        is_empty=is_empty(opened.guide, opened.answers),
        sections=sections(
            opened.guide,
            opened.answers,
            _zone(opened),
            moment=opened.draft.authored,
        ),
        last=len(opened.guide.screens),
        corrects=opened.draft.of is not None and not adds(opened),
        adds=adds(opened),
        locked=opened.draft.locked,
        two_texts=bool(opened.draft.others),
    )


def adds(opened: OpenDraft) -> bool:
    """Whether this draft will be added to a reflection."""
    return opened.guide.url.endswith(f"/{shelf.LATER}")


def both(opened: OpenDraft, default_zone: str) -> BothPage | None:
    """The first pair of texts that waits for a decision."""
    if not opened.draft.others:
        return None
    other = opened.draft.others[0]
    screens = opened.guide.screens
    screen = screens[min(other.screen, len(screens) - 1)]
    zone = drafting.zone_of(opened.draft.zone, default_zone)
    try:
        answers = guides.check(opened.guide, other.given, zone=zone, screen=screen)
        lines, fits = lines_of(opened.guide, screen, answers, zone), True
    except guides.AnswersRefused:
        lines, fits = as_typed(opened.guide, other.given), False
    return BothPage(
        row=opened.row,
        page=other.page,
        number=min(other.screen, len(screens) - 1) + 1,
        title=screen.text,
        first=lines_of(opened.guide, screen, opened.answers, zone),
        other=lines,
        fits=fits,
        locked=other.locked,
    )


def as_typed(guide: Guide, given: Mapping[str, Sequence[str]]) -> tuple[LinePage, ...]:
    """What was typed, under the questions it was typed at."""
    return tuple(
        LinePage(
            _question_of(guide, name), tuple(one for one in values if one), is_text=True
        )
        for name, values in given.items()
        if any(values)
    )


def _question_of(guide: Guide, name: str) -> str:
    """The text of the question that a name in a form belongs to, or else the name."""
    parts = re.split(r"([.+])", name)
    whole = ("".join(parts[:end]) for end in range(len(parts), 0, -2))
    inner = ("".join(parts[start:]) for start in range(2, len(parts), 2))
    for link in (*whole, *inner):
        item = guide.item(link)
        if item is not None and item.text:
            return item.text
    return name


def words(item: Item, hidden: Iterable[str]) -> tuple[WordPage, ...]:
    """The list of our words for a question, shown or put away."""
    away = set(hidden)
    return tuple(
        WordPage(option.code, option.text, option.code not in away)
        for option in item.options
    )


def _zone(opened: OpenDraft) -> tzinfo:
    return drafting.zone_of(opened.draft.zone)
