"""The timeline, and one reflection whole."""

from __future__ import annotations

from calendar import month_name as month_names
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cache, lru_cache
from itertools import chain, groupby
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.urls import reverse

from holdspace.journal.found import MOST_LINES
from holdspace.journal.pages.answers import (
    LinePage,
    SectionPage,
    day_of,
    is_empty,
    lines_of,
    moment_of,
    sections,
    title_of,
)
from holdspace.journal.records import OWN
from holdspace.library import shelf
from holdspace.library.facts import is_ours

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdspace.core.guides import Answers, Guide
    from holdspace.journal.found import Line, Month
    from holdspace.journal.opened import OpenReflection

# The calendar words each of them anew whenever it is asked.
_MONTHS: Final = tuple(month_names)
_LATER_TITLES: Final = {
    "20-minutes": "About twenty minutes later",
    "90-minutes": "About an hour and a half later",
    "next-day": "The next day",
}


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
    whole: bool


@dataclass(frozen=True, slots=True)
class RowPage:
    """One line of the timeline, or of what a search found.

    Attributes:
        address: Where the whole of it is read.
        title: The name of its guide.
        aside: When it was, and how much was added later.
        feelings: The feelings that were named.
        excerpt: The beginning of what was written.
    """

    address: str
    title: str
    aside: str
    feelings: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class DayPage:
    """The reflections of one day."""

    day: str
    rows: tuple[RowPage, ...]


@dataclass(frozen=True, slots=True)
class MonthLink:
    """A month that holds something, or a year by its newest month, and how much.

    Numbers are texts: as numbers, each would be written in the manner of a place.
    """

    address: str
    name: str
    count: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class PartLink:
    """Another month, or another part of a month that holds much."""

    address: str
    name: str


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """The timeline: one month of days, and the way to the others.

    The months of its own year are listed one by one, those of other years by year:
    ten years are a hundred and twenty months.
    """

    title: str
    year: str
    days: tuple[DayPage, ...]
    months: tuple[MonthLink, ...]
    years: tuple[MonthLink, ...]
    newer: PartLink | None
    older: PartLink | None
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
        whole=found.whole,
    )


def timeline(month: Month, zone: tzinfo) -> TimelinePage:
    """One month of the timeline, with days as they begin in ``zone``."""
    order = list(month.months.items())
    place = 0 if month.current is None else list(month.months).index(month.current)
    year = 0 if month.current is None else month.current // 12
    by_day = groupby(month.lines, key=lambda one: one.when.astimezone(zone).date())
    days = tuple(
        DayPage(day_of(day), tuple(row(one, zone) for one in ones))
        for day, ones in by_day
    )
    return TimelinePage(
        title="" if month.current is None else month_title(month.current),
        year=str(year),
        days=days,
        months=tuple(
            MonthLink(_address(back), month_name(one), str(count), back == place)
            for back, (one, count) in enumerate(order)
            if one // 12 == year
        ),
        years=tuple(_years(month.months, year)),
        newer=_newer(month, place),
        older=_older(month, place),
        damaged=month.damaged,
    )


def _newer(month: Month, place: int) -> PartLink | None:
    if month.start:
        start = max(month.start - MOST_LINES, 0)
        return PartLink(_address(place, start), f"Later in {_named(month)}")
    return _month_beside(month, place - 1)


def _older(month: Month, place: int) -> PartLink | None:
    if month.left:
        start = month.start + MOST_LINES
        return PartLink(_address(place, start), f"Earlier in {_named(month)}")
    return _month_beside(month, place + 1)


def _month_beside(month: Month, place: int) -> PartLink | None:
    if not 0 <= place < len(month.months):
        return None
    return PartLink(_address(place), month_name(list(month.months)[place]))


def _address(back: int, start: int = 0) -> str:
    """Where a month stands, or a part of it: built here, as there are many of them."""
    whole = f"{_timeline_address()}{back}/"
    return f"{whole}{start}/" if start else whole


@cache
def _timeline_address() -> str:
    return reverse("journal:timeline")


def _named(month: Month) -> str:
    return "" if month.current is None else month_name(month.current)


def _years(months: dict[int, int], but: int) -> Iterator[MonthLink]:
    numbered = enumerate(months.items())
    for year, ones in groupby(numbered, key=lambda one: one[1][0] // 12):
        inside = list(ones)
        if year != but:
            count = sum(count for _, (_, count) in inside)
            yield MonthLink(_address(inside[0][0]), str(year), str(count))


def row(line: Line, zone: tzinfo, day: str = "") -> RowPage:
    """One line of the timeline, or, with its day, of what a search found."""
    time = "" if line.day_only else f"{line.when.astimezone(zone):%H:%M}"
    told = [", ".join(part for part in (day, time) if part)]
    if line.later:
        told.append(f"{line.later} added later")
    return RowPage(
        address=f"{_address_before_id()}{line.row}/",
        title="" if line.guide is None else title_of(line.guide),
        aside=" · ".join(part for part in told if part),
        feelings=", ".join(feelings_of(line)),
        excerpt=line.excerpt,
    )


@cache
def _address_before_id() -> str:
    # Asking Django for each line of a page takes as long as the rest of the line.
    nothing = UUID(int=0)
    return reverse("journal:read", args=[nothing]).removesuffix(f"{nothing}/")


def feelings_of(line: Line) -> list[str]:
    """The feelings of a line, as they are read."""
    if not line.feelings:
        return []
    named = {} if line.guide is None else _feelings_named(line.guide)
    return [
        one.removeprefix(OWN) if one.startswith(OWN) else named.get(one, one)
        for one in line.feelings
    ]


@lru_cache(maxsize=64)
def _feelings_named(guide: Guide) -> dict[str, str]:
    item = guide.item("feelings")
    return {} if item is None else {one.code: one.text for one in item.options}


def month_of(moment: datetime) -> str:
    """The month of a moment, as it is read."""
    return f"{moment:%B} {moment.year}"


def month_title(month: int) -> str:
    """A month with its year, as it is read."""
    return f"{month_name(month)} {month // 12}"


def month_name(month: int) -> str:
    """A month, as it is read."""
    return _MONTHS[month % 12 + 1]


def slug_of(month: int) -> str:
    """A month as 2026-11."""
    return f"{month // 12:04}-{month % 12 + 1:02}"


def _when(found: OpenReflection, zone: tzinfo) -> str:
    moment = found.when.astimezone(zone)
    return moment_of(moment) if _has_time(found) else day_of(moment.date())


def _has_time(found: OpenReflection) -> bool:
    # A day alone may have been given; midnight would be an invention.
    given = found.answers.first("when") if is_ours(found.guide) else None
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
