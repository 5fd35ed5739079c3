"""The timeline, and one reflection whole."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from itertools import chain, groupby
from typing import TYPE_CHECKING, Final

from holdspace.core import guides
from holdspace.journal.pages.answers import (
    LinePage,
    SectionPage,
    chosen_texts,
    day_of,
    is_empty,
    lines_of,
    moment_of,
    sections,
    title_of,
)
from holdspace.library import shelf

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from holdspace.core.guides import Answers
    from holdspace.core.vault import Entry
    from holdspace.journal.opened import OpenReflection

_LATER_TITLES: Final = {
    "20-minutes": "About twenty minutes later",
    "90-minutes": "About an hour and a half later",
    "next-day": "The next day",
}
_EXCERPT = 140


@dataclass(frozen=True, slots=True)
class LaterPage:
    """Something that was added to a reflection later."""

    title: str
    when: str
    lines: tuple[LinePage, ...]


@dataclass(frozen=True, slots=True)
class ReadPage:
    """One reflection whole."""

    row: UUID
    title: str
    when: str
    is_empty: bool
    sections: tuple[SectionPage, ...]
    later: tuple[LaterPage, ...]
    needs_screen: int | None
    locked: bool


@dataclass(frozen=True, slots=True)
class RowPage:
    """One line of the timeline."""

    row: UUID
    title: str
    when: str
    feelings: str
    excerpt: str
    later: int


@dataclass(frozen=True, slots=True)
class DayPage:
    """The reflections of one day."""

    day: str
    rows: tuple[RowPage, ...]


@dataclass(frozen=True, slots=True)
class MonthLink:
    """A month that holds something; ``back`` counts from the newest."""

    back: int
    slug: str
    name: str
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class YearPage:
    """The months of one year."""

    year: str
    months: tuple[MonthLink, ...]


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """The timeline: one month of days, and the way to the others."""

    title: str
    days: tuple[DayPage, ...]
    years: tuple[YearPage, ...]
    newer: MonthLink | None
    older: MonthLink | None
    damaged: int


def read(found: OpenReflection, zone: tzinfo) -> ReadPage:
    """One reflection whole, with what was added later."""
    return ReadPage(
        row=found.row,
        title=title_of(found.guide),
        when=_when(found, zone),
        is_empty=is_empty(found.guide, found.answers),
        sections=sections(found.guide, found.answers, zone),
        later=tuple(_later(*one, zone) for one in found.later),
        needs_screen=_needs_screen(found),
        locked=found.document.locked,
    )


def timeline(
    *,
    months: Sequence[tuple[str, int]],
    current: str,
    found: Sequence[OpenReflection],
    damaged: int,
    zone: tzinfo,
) -> TimelinePage:
    """One month of the timeline.

    Args:
        months: Every month that holds something, newest first, with how many.
        current: The month that is shown, as ``2026-11``.
        found: Its reflections, newest first.
        damaged: How many of them could not be opened.
        zone: The zone in which days begin.
    """
    links = [
        MonthLink(back, slug, _month_name(slug), count, slug == current)
        for back, (slug, count) in enumerate(months)
    ]
    place = next((n for n, link in enumerate(links) if link.current), len(links))
    by_day = groupby(found, key=lambda one: one.when.astimezone(zone).date())
    days = tuple(
        DayPage(day_of(day), tuple(_row(one, zone) for one in ones))
        for day, ones in by_day
    )
    years = tuple(
        YearPage(year, tuple(group))
        for year, group in groupby(links, key=lambda link: link.slug[:4])
    )
    return TimelinePage(
        title=f"{_month_name(current)} {current[:4]}" if current else "",
        days=days,
        years=years,
        newer=links[place - 1] if 0 < place < len(links) else None,
        older=links[place + 1] if place + 1 < len(links) else None,
        damaged=damaged,
    )


def months_of(entries: Sequence[Entry], zone: tzinfo) -> dict[str, Sequence[Entry]]:
    """Divide entries, newest first, into months such as ``2026-11``.

    Looks at a few entries of each month, not at all of them: a diary of ten years
    has ten thousand entries and a hundred months.
    """
    months: dict[str, Sequence[Entry]] = {}
    start = 0
    while start < len(entries):
        newest = datetime.fromtimestamp(entries[start].when * 60, tz=zone)
        first = newest.replace(day=1, hour=0, minute=0, second=0)
        since = -int(first.timestamp() // 60)
        end = bisect_right(entries, since, lo=start, key=lambda entry: -entry.when)
        months[f"{newest.year:04}-{newest.month:02}"] = entries[start:end]
        start = end
    return months


def month_of(moment: datetime) -> str:
    """A month, as it is read."""
    return f"{moment:%B} {moment.year}"


def _row(found: OpenReflection, zone: tzinfo) -> RowPage:
    feelings = chosen_texts(found, "feelings", zone)
    texts = guides.words_of(found.guide, found.answers)
    own = [text for text in texts if text not in feelings]
    first = " ".join(own[0].split()) if own else ""
    return RowPage(
        row=found.row,
        title=title_of(found.guide),
        when=found.when.astimezone(zone).strftime("%H:%M") if _has_time(found) else "",
        feelings=", ".join(feelings),
        excerpt=first if len(first) <= _EXCERPT else f"{first[:_EXCERPT].rstrip()} …",
        later=len(found.later),
    )


def _when(found: OpenReflection, zone: tzinfo) -> str:
    moment = found.when.astimezone(zone)
    return moment_of(moment) if _has_time(found) else day_of(moment.date())


def _has_time(found: OpenReflection) -> bool:
    # A day alone may have been given; midnight would be an invention.
    given = found.answers.first("when")
    return not isinstance(given, str) or "T" in given


def _later(authored: str, answers: Answers, zone: tzinfo) -> LaterPage:
    guide = shelf.guide(shelf.LATER)
    code = next(iter(answers.codes("at")), "")
    moment = datetime.fromisoformat(authored).astimezone(zone)
    shown = answers.without(("at", "when"))
    screens = (lines_of(guide, screen, shown, zone) for screen in guide.screens)
    lines = tuple(chain.from_iterable(screens))
    return LaterPage(_LATER_TITLES.get(code, "Added later"), moment_of(moment), lines)


def _needs_screen(found: OpenReflection) -> int | None:
    """Where the support ledger is filled in, if there is a need that it is about."""
    if found.answers.codes("needs") == ("none",) or not found.answers.values("needs"):
        return None
    for number, screen in enumerate(found.guide.screens, start=1):
        if any(item.link_id == "support-ledger" for item in screen.items):
            return number
    return None


def _month_name(slug: str) -> str:
    return date.fromisoformat(f"{slug}-01").strftime("%B")
