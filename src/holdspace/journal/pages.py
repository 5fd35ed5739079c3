"""What the journal's pages show: decided here from records, drawn by templates."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Final

from holdspace.core import guides
from holdspace.core.guides import Answers, Coding, Guide, Item, Value
from holdspace.journal import drafting
from holdspace.library import shelf

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from holdspace.core.vault import Entry
    from holdspace.journal.opened import FollowUp, OpenDraft, OpenReflection
    from holdspace.library.fields import FieldPage

TITLES: Final = {
    shelf.AFTER_TEARS: "Tears",
    shelf.HELD_BACK_TEARS: "Tears that stayed inside",
    shelf.CHECK_IN: "A check-in",
    shelf.LATER: "Something to add",
}
_LATER_TITLES: Final = {
    "20-minutes": "About twenty minutes later",
    "90-minutes": "About an hour and a half later",
    "next-day": "The next day",
}
_EXCERPT = 140


@dataclass(frozen=True, slots=True)
class DropsPage:
    """The small row of drops: which screens hold something, and which is shown."""

    states: tuple[str, ...]
    label: str


@dataclass(frozen=True, slots=True)
class LeftOpenPage:
    """A draft on the page Today."""

    row: UUID
    title: str
    since: str
    drops: DropsPage
    screen: int


@dataclass(frozen=True, slots=True)
class FollowUpPage:
    """A follow-up on the page Today."""

    row: UUID
    code: str
    headline: str
    fields: tuple[FieldPage, ...]


@dataclass(frozen=True, slots=True)
class TodayPage:
    """The page Today."""

    greeting: str
    name: str
    follow_up: FollowUpPage | None
    left_open: tuple[LeftOpenPage, ...]
    damaged: int


@dataclass(frozen=True, slots=True)
class WritePage:
    """One screen of a guide."""

    row: UUID
    number: int
    count: int
    title: str
    hint: str
    fields: tuple[FieldPage, ...]
    drops: DropsPage
    token: str
    saves: int
    lost: int
    corrects: bool
    locked: bool
    two_texts: bool

    @property
    def is_first(self) -> bool:
        """Whether there is nothing to go back to."""
        return self.number == 1


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
    title: str
    first: tuple[LinePage, ...]
    other: tuple[LinePage, ...]
    other_raw: tuple[str, ...]
    locked: bool


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


@dataclass(frozen=True, slots=True)
class WordPage:
    """One word of ours on the list, shown or put away."""

    code: str
    text: str
    shown: bool


def greeting(now: datetime) -> str:
    """A greeting for the hour, in the zone of ``now``."""
    if 5 <= now.hour < 12:
        return "Good morning"
    return "Good afternoon" if 12 <= now.hour < 18 else "Good evening"


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


def left_open(opened: OpenDraft, now: datetime) -> LeftOpenPage:
    """A draft, with the first screen that is still empty."""
    answered = drafting.answered_screens(opened.guide, opened.answers)
    empty = (n for n, filled in enumerate(answered, start=1) if not filled)
    began = datetime.fromisoformat(opened.draft.authored).astimezone(now.tzinfo)
    return LeftOpenPage(
        row=opened.row,
        title=title_of(opened.guide),
        since=_since(began, now),
        drops=drops(opened.guide, opened.answers),
        screen=next(empty, len(answered)),
    )


def follow_up(
    found: FollowUp, fields: tuple[FieldPage, ...], now: datetime
) -> FollowUpPage:
    """A follow-up whose time it is."""
    return FollowUpPage(found.row, found.code, _headline(found, now), fields)


def end(opened: OpenDraft) -> EndPage:
    """Everything that was written, screen by screen."""
    return EndPage(
        row=opened.row,
        of=opened.draft.of,
        lost=opened.draft.lost,
        is_empty=_is_empty(opened.guide, opened.answers),
        sections=sections(opened.guide, opened.answers, _zone(opened)),
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
        lines = _lines(opened.guide, screen, answers, zone)
        raw: tuple[str, ...] = ()
    except guides.AnswersRefused:
        lines = ()
        raw = tuple(v for vs in other.given.values() for v in vs if v)
    return BothPage(
        row=opened.row,
        page=other.page,
        title=screen.text,
        first=_lines(opened.guide, screen, opened.answers, zone),
        other=lines,
        other_raw=raw,
        locked=other.locked,
    )


def read(found: OpenReflection, zone: tzinfo) -> ReadPage:
    """One reflection whole, with what was added later."""
    return ReadPage(
        row=found.row,
        title=title_of(found.guide),
        when=_when(found, zone),
        is_empty=_is_empty(found.guide, found.answers),
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
        DayPage(_day(day), tuple(_row(one, zone) for one in ones))
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


def words(item: Item, hidden: Iterable[str]) -> tuple[WordPage, ...]:
    """The list of our words for a question, shown or put away."""
    away = set(hidden)
    return tuple(
        WordPage(option.code, option.text, option.code not in away)
        for option in item.options
    )


def sections(guide: Guide, answers: Answers, zone: tzinfo) -> tuple[SectionPage, ...]:
    """The answers of each screen that holds any."""
    settled = guides.settle(guide, answers)
    pages = (
        SectionPage(number, screen.text, _lines(guide, screen, settled, zone))
        for number, screen in enumerate(guide.screens, start=1)
    )
    return tuple(page for page in pages if page.lines)


def title_of(guide: Guide) -> str:
    """What a reflection of this guide is called on the pages."""
    return TITLES.get(guide.url.removeprefix(shelf.GUIDES), guide.title)


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


def _lines(
    guide: Guide, parent: Item, answers: Answers, zone: tzinfo
) -> tuple[LinePage, ...]:
    lines: list[LinePage] = []
    for item in parent.items:
        if item.hidden or item.type == "display":
            continue
        if item.type == "group" and item.repeats:
            rows = tuple(
                _row_texts(item, row, zone) for row in answers.rows(item.link_id)
            )
            if rows:
                lines.append(LinePage(item.text, (), rows=rows))
        elif item.type == "group":
            lines.extend(_lines(guide, item, answers, zone))
        elif values := answers.values(item.link_id):
            texts = tuple(_text(item, value, zone) for value in values)
            lines.append(LinePage(item.text, texts, is_text=item.type == "text"))
    return tuple(lines)


def _row_texts(group: Item, row: Answers, zone: tzinfo) -> tuple[str, ...]:
    texts: list[str] = []
    for item in group.items:
        values = row.values(item.link_id)
        if values:
            said = ", ".join(_text(item, value, zone) for value in values)
            texts.append(said if not texts else f"{item.text} {said}")
    return tuple(texts)


def _text(item: Item, value: Value, zone: tzinfo) -> str:
    if isinstance(value, Coding):
        named = (o.text for o in item.options if o.code == value.code)
        return next(named, value.display or value.code)
    if isinstance(value, bool):
        return "yes" if value else "no"
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
    return _day(moment.date()) if only_a_day else _moment(moment.astimezone(zone))


def _number(item: Item, value: int | Decimal) -> str:
    if item.maximum == 10 and item.low_label:
        return f"{value} of 10 (0 {item.low_label}, 10 {item.high_label})"
    return str(value)


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


def _is_empty(guide: Guide, answers: Answers) -> bool:
    # When it was is filled in at the first tap; beyond that, nothing was said.
    return not guides.settle(guide, answers).without(("when", "at"))


def _when(found: OpenReflection, zone: tzinfo) -> str:
    moment = found.when.astimezone(zone)
    return _moment(moment) if _has_time(found) else _day(moment.date())


def _has_time(found: OpenReflection) -> bool:
    # A day alone may have been given; midnight would be an invention.
    given = found.answers.first("when")
    return not isinstance(given, str) or "T" in given


def chosen_texts(found: OpenReflection, link_id: str, zone: tzinfo) -> list[str]:
    """What was chosen at one question, as it is read."""
    item = found.guide.item(link_id)
    if item is None:
        return []
    return [_text(item, value, zone) for value in found.answers.values(link_id)]


def _later(authored: str, answers: Answers, zone: tzinfo) -> LaterPage:
    guide = shelf.guide(shelf.LATER)
    code = next(iter(answers.codes("at")), "")
    moment = datetime.fromisoformat(authored).astimezone(zone)
    shown = answers.without(("at", "when"))
    lines = tuple(
        line for screen in guide.screens for line in _lines(guide, screen, shown, zone)
    )
    return LaterPage(_LATER_TITLES.get(code, "Added later"), _moment(moment), lines)


def _needs_screen(found: OpenReflection) -> int | None:
    """Where the support ledger is filled in, if there is a need that it is about."""
    if found.answers.codes("needs") == ("none",) or not found.answers.values("needs"):
        return None
    for number, screen in enumerate(found.guide.screens, start=1):
        if any(item.link_id == "support-ledger" for item in screen.items):
            return number
    return None


def _zone(opened: OpenDraft) -> tzinfo:
    return drafting.zone_of(opened.draft.zone)


def _headline(found: FollowUp, now: datetime) -> str:
    minutes = int((now - found.when).total_seconds() // 60)
    happened = {
        shelf.AFTER_TEARS: "You cried",
        shelf.HELD_BACK_TEARS: "You held tears back",
    }.get(found.guide, "You checked in")
    return f"{happened} {_ago(minutes)}."


def _ago(minutes: int) -> str:
    if minutes < 50:
        return f"about {max(5, round(minutes / 5) * 5)} minutes ago"
    if minutes < 75:
        return "about an hour ago"
    if minutes < 105:
        return "about an hour and a half ago"
    if minutes < 10 * 60:
        return f"about {round(minutes / 60)} hours ago"
    return "yesterday" if minutes < 40 * 60 else "some days ago"


def _since(began: datetime, now: datetime) -> str:
    days = (now.date() - began.date()).days
    if days <= 0:
        return f"Left open today at {began:%H:%M}"
    if days == 1:
        return "Left open yesterday"
    if days < 7:
        return f"Left open on {began:%A}"
    return f"Left open on {_day(began.date())}"


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def _moment(moment: datetime) -> str:
    return f"{_day(moment.date())}, {moment:%H:%M}"


def _month_name(slug: str) -> str:
    return date.fromisoformat(f"{slug}-01").strftime("%B")
