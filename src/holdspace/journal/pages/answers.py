"""Answers as they are read: what was asked, and what was said."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from holdspace.core import guides
from holdspace.core.guides import Answers, Coding, Guide, Item, Quantity, Value
from holdspace.journal import drafting
from holdspace.library import shelf

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime, tzinfo


TITLES: Final = {
    shelf.AFTER_TEARS: "Tears",
    shelf.HELD_BACK_TEARS: "Tears that stayed inside",
    shelf.CHECK_IN: "A check-in",
    shelf.LATER: "Something to add",
}


@dataclass(frozen=True, slots=True)
class LinePage:
    """One answer, as it is read: what was asked, and what was said."""

    label: str
    values: tuple[str, ...]
    is_text: bool = False
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class SectionPage:
    """The answers of one screen; ``number`` leads back to it."""

    number: int
    title: str
    lines: tuple[LinePage, ...]


def sections(guide: Guide, answers: Answers, zone: tzinfo) -> tuple[SectionPage, ...]:
    """The answers of each screen that holds any."""
    settled = guides.settle(guide, answers)
    pages = (
        SectionPage(number, screen.text, lines_of(guide, screen, settled, zone))
        for number, screen in enumerate(guide.screens, start=1)
    )
    return tuple(page for page in pages if page.lines)


def title_of(guide: Guide) -> str:
    """What a reflection of this guide is called on the pages."""
    return TITLES.get(guide.url.removeprefix(shelf.GUIDES), guide.title)


def lines_of(
    guide: Guide, parent: Item, answers: Answers, zone: tzinfo
) -> tuple[LinePage, ...]:
    """The answers below one item, as they are read."""
    lines: list[LinePage] = []
    for item in parent.items:
        if item.hidden or item.type == "display":
            continue
        if item.type == "group" and item.repeats:
            filled = answers.rows(item.link_id)
            # A need alone stands among the needs already.
            rows = tuple(_row_texts(item, r, zone) for r in filled if len(r.links) > 1)
            if rows:
                lines.append(LinePage(item.text, (), rows=rows))
        elif item.type == "group":
            lines.extend(lines_of(guide, item, answers, zone))
        elif values := answers.values(item.link_id):
            texts = tuple(text_of(item, value, zone) for value in values)
            label = item.text.removesuffix(", if you like")
            lines.append(LinePage(label, texts, is_text=item.type == "text"))
        if item.is_question:
            lines.extend(lines_of(guide, item, answers, zone))
    return tuple(lines)


# How a line of the support ledger is read: short, and in the order in which it came.
_LEDGER: Final = {
    ("asked", "yes"): "asked for",
    ("asked", "no"): "not asked for",
    ("came", "yes"): "came",
    ("came", "no"): "did not come",
    ("helped", "yes"): "helped",
    ("helped", "some"): "helped a little",
    ("helped", "no"): "did not help",
}


def _row_texts(group: Item, row: Answers, zone: tzinfo) -> tuple[str, ...]:
    texts: list[str] = []
    for item, value in _in_row(group.items, row):
        said = text_of(item, value, zone)
        code = value.code if isinstance(value, Coding) else said
        plain = said if not texts else f"{item.text} {said}"
        texts.append(_LEDGER.get((item.link_id, code), plain))
    return tuple(texts)


def _in_row(items: Sequence[Item], row: Answers) -> Iterator[tuple[Item, Value]]:
    for item in items:
        for value in row.values(item.link_id):
            yield item, value
        for inner in row.rows(item.link_id):
            yield from _in_row(item.items, inner)
        if not item.is_rows:
            yield from _in_row(item.items, row)


def text_of(item: Item, value: Value, zone: tzinfo) -> str:
    """One value, as it is read."""
    if isinstance(value, Coding):
        named = (o.text for o in item.options if o.code == value.code)
        return next(named, value.display or value.code)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Quantity):
        told = f"{value.comparator}{value.value} {value.unit or value.code}"
        return told.strip()
    if isinstance(value, int | Decimal):
        return _number(item, value)
    if item.type == "dateTime":
        return _said_moment(value, zone)
    return value


def _said_moment(value: str, zone: tzinfo) -> str:
    moment = drafting.moment_of(value, zone)
    if moment is None:
        return value
    only_a_day = len(value) == len("2026-11-23")
    return day_of(moment.date()) if only_a_day else moment_of(moment.astimezone(zone))


def _number(item: Item, value: int | Decimal) -> str:
    if item.maximum == 10 and item.low_label:
        return f"{value} of 10 (0 {item.low_label}, 10 {item.high_label})"
    return str(value)


def is_empty(guide: Guide, answers: Answers) -> bool:
    """Whether nothing was said beyond when it was."""
    # When it was is filled in at the first tap; beyond that, nothing was said.
    return not guides.settle(guide, answers).without(("when", "at"))


def day_of(day: date) -> str:
    """A day, as it is read."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def moment_of(moment: datetime) -> str:
    """A moment, as it is read."""
    return f"{day_of(moment.date())}, {moment:%H:%M}"
