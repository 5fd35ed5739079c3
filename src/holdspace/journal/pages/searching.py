"""The search page: what can be looked for, and what was found."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from holdspace.journal import snippets
from holdspace.journal.pages.answers import day_of
from holdspace.journal.pages.reading import RowPage, month_title, row, slug_of
from holdspace.journal.searching import AT_ONCE, FILTERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import tzinfo

    from holdspace.journal.found import Line
    from holdspace.journal.records import Written
    from holdspace.journal.searching import Asked, Finds, Option
    from holdspace.journal.snippets import Snippet


@dataclass(frozen=True, slots=True)
class ChoicePage:
    """Something to choose in a select."""

    value: str
    text: str
    current: bool


@dataclass(frozen=True, slots=True)
class SelectPage:
    """One select: ``chosen`` is what it sends now, and nothing if that is any."""

    name: str
    label: str
    chosen: str
    options: tuple[ChoicePage, ...]


@dataclass(frozen=True, slots=True)
class MonthsPage:
    """The months of one year, newest first."""

    year: str
    options: tuple[ChoicePage, ...]


@dataclass(frozen=True, slots=True)
class FindPage:
    """One reflection that was found, with the words around the first find."""

    row: RowPage
    snippet: Snippet | None


@dataclass(frozen=True, slots=True)
class FoundPage:
    """What was found: ``newer`` and ``older`` are where the next ones begin."""

    told: str
    total: int
    rows: tuple[FindPage, ...]
    damaged: int
    newer: int | None
    older: int | None


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The search page; ``found`` is nothing where nothing was looked for."""

    words: str
    closer: bool
    left_out: bool
    selects: tuple[SelectPage, ...]
    month: str
    years: tuple[MonthsPage, ...]
    found: FoundPage | None


def search(
    asked: Asked,
    finds: Finds | None,
    *,
    offered: Mapping[str, tuple[Option, ...]],
    months: Iterable[int],
    zone: tzinfo,
) -> SearchPage:
    """The page for a search, or for one that has not begun."""
    selects = (
        _select(one.name, one.label, asked.chosen.get(one.name, ""), offered[one.name])
        for one in FILTERS
    )
    return SearchPage(
        words=asked.words,
        closer=asked.closer,
        left_out=asked.left_out,
        selects=tuple(selects),
        month="" if asked.month is None else slug_of(asked.month),
        years=_years(set(months), asked.month),
        found=None if finds is None else _found(asked, finds, zone),
    )


def _select(
    name: str, label: str, chosen: str, options: Iterable[Option]
) -> SelectPage:
    listed = (ChoicePage(one.value, one.text, one.value == chosen) for one in options)
    return SelectPage(name, label, chosen, tuple(listed))


def _years(months: set[int], current: int | None) -> tuple[MonthsPage, ...]:
    # The month that was asked for stands there even if nothing is left in it.
    wanted = months if current is None else months | {current}
    newest_first = sorted(wanted, reverse=True)
    return tuple(
        MonthsPage(
            f"{year:04}",
            tuple(
                ChoicePage(slug_of(one), month_title(one), one == current)
                for one in group
            ),
        )
        for year, group in groupby(newest_first, key=lambda month: month // 12)
    )


def _found(asked: Asked, finds: Finds, zone: tzinfo) -> FoundPage:
    lines = [one for one in finds.found.lines if one.row in finds.written]
    total = finds.found.total
    end = min(finds.start + AT_ONCE, total)
    return FoundPage(
        told=_told(total, finds.start, end),
        total=total,
        rows=tuple(_find(asked, one, finds.written[one.row], zone) for one in lines),
        damaged=finds.damaged,
        newer=max(finds.start - AT_ONCE, 0) if finds.start else None,
        older=end if end < total else None,
    )


def _told(total: int, start: int, end: int) -> str:
    if total == 0:
        return "Nothing found with this."
    count = "One reflection" if total == 1 else f"{total:,} reflections"
    return count if not start and end >= total else f"{count}: {start + 1} to {end}"


def _find(asked: Asked, line: Line, written: Written, zone: tzinfo) -> FindPage:
    snippet = None
    if asked.terms:
        snippet = snippets.around_first(written.texts, asked.terms)
        if snippet is None:
            snippet = snippets.around_first(written.labels, asked.terms)
    day = day_of(line.when.astimezone(zone).date())
    return FindPage(row(line, zone, day), snippet)
