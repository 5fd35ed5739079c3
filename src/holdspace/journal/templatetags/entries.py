"""What stands in long lists, written at once: lines of a diary, answers, choices.

As templates these took half of the time of their pages. Everything is escaped here.
"""

from __future__ import annotations

from html import escape
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from django import template
from django.utils.html import linebreaks
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from holdspace.journal.pages.answers import LinePage
    from holdspace.journal.pages.reading import DayPage, MonthLink, RowPage
    from holdspace.journal.pages.searching import ChoicePage
    from holdspace.journal.snippets import Snippet

register = template.Library()

_CHOSEN: Final = " selected"
_HERE: Final = ' aria-current="page"'


@register.simple_tag
def days(listed: Iterable[DayPage]) -> SafeString:
    """Write the days of a month, each with its lines."""
    written = (
        f'<section class="month" aria-label="{escape(one.day)}">\n'
        f'  <h2 class="h3">{escape(one.day)}</h2>\n'
        f"{''.join(map(entry, one.rows))}</section>\n"
        for one in listed
    )
    return SafeString("".join(written))


@register.simple_tag
def answers(lines: Iterable[LinePage]) -> SafeString:
    """Write what was asked and what was said, in groups as they were asked."""
    return SafeString("".join(_parts(lines)))


def _parts(lines: Iterable[LinePage]) -> Iterator[str]:
    for within, part in groupby(lines, key=attrgetter("within")):
        if within:
            yield f'<p class="within">{escape(within)}</p>\n'
        yield '<dl class="lines">\n'
        for line in part:
            yield f"  <dt>{escape(line.label)}</dt>\n"
            yield from (f"  <dd{one}</dd>\n" for one in _said(line))
        yield "</dl>\n"


def _said(line: LinePage) -> list[str]:
    if line.rows:
        return [f">{' · '.join(map(escape, row))}" for row in line.rows]
    if line.is_text:
        written = (linebreaks(one, autoescape=True) for one in line.values)
        return [f' class="own-words">{one}' for one in written]
    return [f">{', '.join(map(escape, line.values))}"]


@register.simple_tag
def entry(row: RowPage, snippet: Snippet | None = None) -> SafeString:
    """Write one line of the timeline, or of what a search found."""
    feelings = f"<span>{escape(row.feelings)}</span>" if row.feelings else ""
    return SafeString(
        f'<a class="entry" href="{escape(row.address)}">\n'
        f'  <span class="entry-head"><strong>{escape(row.title)}</strong> '
        f'<span class="quiet">{escape(row.aside)}</span></span>\n'
        f"  {feelings}\n  {_words(row, snippet)}\n</a>\n"
    )


@register.simple_tag
def months(links: Iterable[MonthLink]) -> SafeString:
    """Write the links to other months, or years, each with how much it holds."""
    written = (
        f'<li><a href="{escape(one.address)}"{_HERE if one.current else ""}>'
        f'{escape(one.name)}</a> <span class="quiet">{escape(one.count)}</span></li>'
        for one in links
    )
    return SafeString("".join(written))


@register.simple_tag
def choices(options: Iterable[ChoicePage]) -> SafeString:
    """Write the options of a select."""
    written = (
        f'<option value="{escape(one.value)}"{_CHOSEN if one.current else ""}>'
        f"{escape(one.text)}</option>"
        for one in options
    )
    return SafeString("".join(written))


def _words(row: RowPage, snippet: Snippet | None) -> str:
    if snippet is not None:
        return (
            f'<span class="quiet snippet">{escape(snippet.before)}'
            f"<mark>{escape(snippet.found)}</mark>{escape(snippet.after)}</span>"
        )
    if not row.excerpt:
        return ""
    return f'<span class="quiet">{escape(row.excerpt)}</span>'
