"""Answers as they are read: what was asked, and what was said."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from holdspace.core import guides
from holdspace.core.guides import Answers, Coding, Guide, Item, Quantity, Value
from holdspace.journal import drafting
from holdspace.library import shelf
from holdspace.library.facts import is_ours, moment_links
from holdspace.library.kinds import LEDGER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime, tzinfo


TITLES: Final = {
    shelf.AFTER_TEARS: "Tears",
    shelf.HELD_BACK_TEARS: "Tears that stayed inside",
    shelf.CHECK_IN: "A check-in",
    shelf.LATER: "Something to add",
    **dict.fromkeys(shelf.CLOSER_LOOKS, "A closer look at a thought"),
}


@dataclass(frozen=True, slots=True)
class LinePage:
    """One answer, as it is read: what was asked, and what was said.

    Attributes:
        within: What the group says that the question stands in; it may be half of it.
    """

    label: str
    values: tuple[str, ...]
    is_text: bool = False
    rows: tuple[tuple[str, ...], ...] = ()
    within: str = ""


@dataclass(frozen=True, slots=True)
class SectionPage:
    """The answers of one screen; ``number`` leads back to it."""

    number: int
    title: str
    lines: tuple[LinePage, ...]


def sections(
    guide: Guide, answers: Answers, zone: tzinfo, *, moment: str | None = None
) -> tuple[SectionPage, ...]:
    """The answers of each screen that holds any.

    Args:
        guide: The guide.
        answers: The answers.
        zone: Where moments are shown.
        moment: When it was written, for what a form works out from it.
    """
    settled = guides.settle(guide, answers, moment=moment)
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
            if item.link_id == LEDGER:
                # A need alone stands among the needs already.
                filled = tuple(row for row in filled if len(row.links) > 1)
            rows = tuple(_row_texts(item, row, zone) for row in filled)
            if rows:
                lines.append(LinePage(item.text, (), rows=rows))
        elif item.type == "group":
            lines.extend(_within(item, lines_of(guide, item, answers, zone)))
        elif values := answers.values(item.link_id):
            texts = tuple(text_of(item, value, zone) for value in values)
            before = _before(guide, item, answers)
            if before is not None:
                texts = (f"{before} before, {values[0]} now{_ends(item)}",)
            label = item.text.removesuffix(", if you like")
            lines.append(LinePage(label, texts, is_text=item.type == "text"))
        if item.is_question:
            lines.extend(lines_of(guide, item, answers, zone))
    return tuple(lines)


def _within(group: Item, lines: Sequence[LinePage]) -> Iterator[LinePage]:
    """Lines under what their group says; the group that is nearest counts."""
    return (replace(line, within=line.within or group.text) for line in lines)


def _before(guide: Guide, item: Item, answers: Answers) -> Value | None:
    """The number given the first time, where a rating is asked once more."""
    first = guide.item(item.link_id.removesuffix(AGAIN)) if is_ours(guide) else None
    if first is None or first is item or {first.type, item.type} != {"integer"}:
        return None
    return answers.first(first.link_id)


# The end of a link id that asks for the rating of another one once more.
AGAIN: Final = "-again"

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
        # What the ends of a rating mean would be told again in every row.
        said = text_of(item, value, zone).removesuffix(_ends(item))
        code = value.code if isinstance(value, Coding) else said
        # What comes first in a row says what the row is about.
        asked = item.text if item.text.endswith("?") else f"{item.text}:"
        plain = said if not texts else f"{asked} {said}"
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
    if item.type in ("date", "dateTime"):
        return _said_moment(value, zone)
    return value


def _said_moment(value: str, zone: tzinfo) -> str:
    moment = drafting.moment_of(value, zone)
    if moment is None:
        return value
    only_a_day = len(value) == len("2026-11-23")
    return day_of(moment.date()) if only_a_day else moment_of(moment.astimezone(zone))


def _number(item: Item, value: int | Decimal) -> str:
    ends = _ends(item)
    return f"{value} of {item.maximum}{ends}" if ends else str(value)


def _ends(item: Item) -> str:
    """What the ends of a rating mean, in brackets; nothing where that is not told."""
    low, high = item.minimum, item.maximum
    if low is None or high is None or not item.low_label:
        return ""
    return f" ({low} {item.low_label}, {high} {item.high_label})"


def is_empty(guide: Guide, answers: Answers) -> bool:
    """Whether nothing was said beyond when it was."""
    # When it was is filled in at the first tap; beyond that, nothing was said.
    return not guides.settle(guide, answers).without(moment_links(guide))


def day_of(day: date) -> str:
    """A day, as it is read."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def moment_of(moment: datetime) -> str:
    """A moment, as it is read."""
    return f"{day_of(moment.date())}, {moment:%H:%M}"
