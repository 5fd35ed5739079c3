"""The brief, as plain records: a minute's reading."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from holdspace.care.pages.moments import day_said, moment_said
from holdspace.care.pages.notes import NotePage, note
from holdspace.sharing.brought import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, tzinfo
    from uuid import UUID

    from holdspace.care.looked import Brief, Shown
    from holdspace.sharing.brought import Brought
    from holdspace.sharing.flows import HeldCopy


@dataclass(frozen=True, slots=True)
class ThingPage:
    """One thing that was opened.

    Attributes:
        id: Names it in an address.
        when: When it was brought.
        until: Until when it can be read, in words; nothing if until taken back.
        title: What it is called.
        brought: What is in it.
        is_long: Whether it stands here by its title alone.
        is_words: Whether it is a sentence for this therapist.
        asks: Whether an answer in it asks for attention.
    """

    id: UUID
    when: str
    until: str
    title: str
    brought: Brought | None
    is_long: bool
    is_words: bool
    asks: bool


@dataclass(frozen=True, slots=True)
class MeasurePage:
    """The newest of one measure, in a sentence or two."""

    id: UUID
    title: str
    when: str
    says: tuple[str, ...]
    asks: bool


@dataclass(frozen=True, slots=True)
class TitlePage:
    """One thing that is not opened on this page."""

    id: UUID
    title: str
    when: str
    is_opened: bool


@dataclass(frozen=True, slots=True)
class BriefPage:
    """One client before a session.

    Attributes:
        bond: Names the client in an address.
        name: What they want to be called.
        is_compared: Whether the phrase was compared.
        next: When the session is that goes on or comes next.
        since: From when on something counts as new, in words.
        first: What asks for attention.
        asking: What they wrote for this therapist.
        fresh: What else is new.
        measures: The newest of each measure.
        unopened: How many things are new and have no room on the page.
        rest: Everything else, by title.
        note: What was noted last.
        are_notes_damaged: Whether the list of notes cannot be opened.
        is_calendar_damaged: Whether the calendar cannot be opened.
    """

    bond: UUID
    name: str
    is_compared: bool
    next: str
    since: str
    first: tuple[ThingPage, ...]
    asking: tuple[ThingPage, ...]
    fresh: tuple[ThingPage, ...]
    measures: tuple[MeasurePage, ...]
    unopened: int
    rest: tuple[TitlePage, ...]
    note: NotePage | None
    are_notes_damaged: bool
    is_calendar_damaged: bool


def brief(found: Brief, *, now: datetime, zone: tzinfo) -> BriefPage:
    """The page of one client."""
    things = [thing(one, now=now, zone=zone) for one in found.fresh]
    calm = [one for one in things if not one.asks]
    kept = found.note.kept if found.note else ()
    return BriefPage(
        bond=found.client.id,
        name=found.client.name,
        is_compared=found.client.compared,
        next=moment_said(found.next.at, now, zone) if found.next else "",
        since=_since(found, now, zone),
        first=tuple(one for one in things if one.asks),
        asking=tuple(one for one in calm if one.is_words),
        fresh=tuple(one for one in calm if not one.is_words),
        measures=tuple(_measure(one, now, zone) for one in found.measures),
        unopened=sum(one.opened_at is None for one in found.rest),
        rest=titles(found.rest, now=now, zone=zone),
        note=note(kept[0], now=now, zone=zone) if kept else None,
        are_notes_damaged=found.note is None,
        is_calendar_damaged=found.is_calendar_damaged,
    )


def thing(shown: Shown, *, now: datetime, zone: tzinfo) -> ThingPage:
    """One thing that was opened."""
    copy = shown.copy
    return ThingPage(
        id=copy.id,
        when=moment_said(copy.shared_at, now, zone),
        until=_until(copy),
        title=copy.title,
        brought=shown.brought,
        is_long=shown.is_long,
        is_words=copy.kind == WORDS,
        asks=shown.asks,
    )


def titles(
    copies: Iterable[HeldCopy], *, now: datetime, zone: tzinfo
) -> tuple[TitlePage, ...]:
    """Things by their titles."""
    today = now.astimezone(zone).date()
    return tuple(
        TitlePage(
            copy.id,
            copy.title,
            day_said(copy.shared_at.astimezone(zone).date(), today),
            copy.opened_at is not None,
        )
        for copy in copies
    )


def _measure(shown: Shown, now: datetime, zone: tzinfo) -> MeasurePage:
    brought = shown.brought
    return MeasurePage(
        id=shown.copy.id,
        title=shown.copy.title,
        when=moment_said(shown.copy.shared_at, now, zone),
        says=_says(brought) if brought else ("It cannot be opened here.",),
        asks=bool(brought and brought.attention),
    )


def _says(brought: Brought) -> tuple[str, ...]:
    """What the copy itself says of the number and how it changed."""
    figures = (sentence for figure in brought.figures for sentence in figure.told)
    return tuple(figures) or brought.told


def _until(copy: HeldCopy) -> str:
    if copy.ends_at is None:
        return ""
    # It ends at noon of the day after the one that was chosen.
    last = copy.ends_at.date() - timedelta(days=1)
    return f"until the end of {last.day} {last:%B %Y}"


def _since(found: Brief, now: datetime, zone: tzinfo) -> str:
    day = found.since.astimezone(zone).date()
    said = f"{day:%A} {day.day} {day:%B}"
    if day.year != now.astimezone(zone).year:
        said = f"{said} {day.year}"
    return f"the session of {said}" if found.last else said
