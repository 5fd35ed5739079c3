"""What can stand on a year's page, what was chosen of it, and the page itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from holdspace.core.insights.phrases import SAID_WHOLE, phrase
from holdspace.core.insights.saying import without_span
from holdspace.patterns.keeping import mark_of
from holdspace.patterns.pages.counts import count_of, counts
from holdspace.patterns.pages.parts import starting
from holdspace.patterns.water import LEAST_BRIM, water

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from holdspace.core.insights import Statement
    from holdspace.patterns.spans import Span
    from holdspace.patterns.water import Water
    from holdspace.patterns.years import Asked, Counted, Year

TITLE: Final = "A year to look back on"
FILE_TITLE: Final = "A year"
END: Final = "Nothing stands here that was not chosen for it."
MONTHS: Final = "Times of tears, month by month"
NUMBERS: Final = "In numbers"
WORDS: Final = "Lines of your own"
CARRIED: Final = "What your entries carry"
CARRIED_NOTE: Final = "From everything written so far, not from this time alone."
UNWRITTEN: Final = "nothing written"
SHORT: Final = 56
MANY: Final = 4
"""So many lines are folded, and stand in two columns where they are short."""
# What is counted, and the heading that it stands under.
_HEADINGS: Final[Mapping[str, str]] = {
    "feelings": "Feelings",
    "needs": "Needs",
    "trigger": "What brought the tears",
    "body-places": "In the body",
}
_LEDGER: Final[Mapping[str, str]] = {
    "5.needs.asked": "Asked for",
    "5.needs.came": "Came",
    "5.needs.helped": "Helped",
}
_NO_NAMES: Final = ("others", "different", "asked", "came", "helped")
_NAMES: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True)
class MonthPage:
    """One month.

    Attributes:
        name: Its name in full.
        short: Its name where there is little room.
        count: Its number; none where nothing at all was written.
        share: Its share of the brim.
    """

    name: str
    short: str
    count: int | None
    share: float

    @property
    def told(self) -> str:
        """Its number, as somebody says it."""
        return UNWRITTEN if self.count is None else str(self.count)


@dataclass(frozen=True, slots=True)
class MonthsPage:
    """Twelve months side by side: in one sentence, as numbers, and drawn."""

    told: str
    each: tuple[MonthPage, ...]
    drawn: Water | None


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that can be chosen, as it will stand on the page."""

    mark: str
    text: str
    ticked: bool = False
    months: MonthsPage | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """What can be chosen under one heading."""

    heading: str
    offers: tuple[Offer, ...]
    note: str = ""

    @property
    def mark(self) -> str:
        """What the button sends that chooses all of it."""
        return mark_of(self.heading)

    @property
    def is_folded(self) -> bool:
        """Whether it has so many lines that they are folded away."""
        return len(self.offers) >= MANY

    @property
    def is_open(self) -> bool:
        """Whether something in it is chosen, which nobody has to look for."""
        return any(one.ticked for one in self.offers)

    @property
    def has_more(self) -> bool:
        """Whether something in it is not chosen yet."""
        return not all(one.ticked for one in self.offers)

    def whole(self) -> Section:
        """The same with everything in it chosen."""
        return replace(
            self, offers=tuple(replace(one, ticked=True) for one in self.offers)
        )


@dataclass(frozen=True, slots=True)
class SpanPage:
    """One stretch of time that can be chosen."""

    code: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Part:
    """What stands under one heading of the page."""

    heading: str
    note: str = ""
    months: MonthsPage | None = None
    lines: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def is_short(self) -> bool:
        """Whether its lines are short and many, so that two columns hold them."""
        longest = max(map(len, self.lines), default=0)
        return len(self.lines) >= MANY and longest <= SHORT


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page itself, on the screen and on paper."""

    span: str
    own: str
    parts: tuple[Part, ...]
    heading: str = TITLE
    end: str = END

    @property
    def is_empty(self) -> bool:
        """Whether nothing was chosen for it."""
        return not (self.own or self.parts)

    def plain(self) -> dict[str, Any]:
        """The page as ``typst/year.typ`` takes it. Its title is ours alone."""
        return {
            "title": FILE_TITLE,
            "lang": "en",
            "heading": self.heading,
            "span": self.span,
            "own": self.own,
            "parts": [_plain(part) for part in self.parts],
            "end": self.end,
        }


@dataclass(frozen=True, slots=True)
class YearPage:
    """Everything that can be chosen, and what was.

    Attributes:
        spans: Which twelve months there are to choose from.
        span: The name of those that are looked at.
        sections: What can be chosen, by heading.
        asked: What was sent.
        changed: Something that was ticked reads differently by now, or is gone.
    """

    spans: tuple[SpanPage, ...]
    span: str
    sections: tuple[Section, ...]
    asked: Asked
    changed: bool

    def sheet(self) -> Sheet:
        """The page with what was chosen, and nothing else."""
        parts = [part for one in self.sections if (part := _part(one)) is not None]
        if self.asked.paragraphs:
            parts.append(Part(WORDS, words=self.asked.paragraphs))
        return Sheet(self.span, self.asked.sentence, tuple(parts))


def year(found: Year, asked: Asked) -> YearPage:
    """Lay out what can be chosen; nothing is ticked but what a person chose."""
    sections = tuple(
        one.whole() if one.mark == asked.every else one
        for one in _sections(found, asked.ticked)
    )
    offered = {one.mark for section in sections for one in section.offers}
    return YearPage(
        spans=tuple(
            SpanPage(one.code, name_of(one), one == found.span) for one in found.spans
        ),
        span=name_of(found.span),
        sections=sections,
        asked=asked,
        changed=not asked.ticked <= offered,
    )


def name_of(span: Span) -> str:
    """What a stretch of time is called."""
    if span.code.isdecimal():
        return span.code
    last = span.end.replace(year=span.end.year - (span.end.month == 1))
    last = last.replace(month=(span.end.month - 2) % 12 + 1)
    return f"{_month(span.first)} to {_month(last)}"


def months(tears: Sequence[tuple[date, int | None]]) -> MonthsPage:
    """Tell and draw the times of tears in each month."""
    most = max(LEAST_BRIM, *(count or 0 for _, count in tears))
    each = tuple(
        MonthPage(_month(day), _NAMES[day.month - 1][:3], count, (count or 0) / most)
        for day, count in tears
    )
    told = ", ".join(f"{one.name} {one.told}" for one in each)
    drawn = water(MONTHS, told, [(one.short, one.count or 0) for one in each])
    return MonthsPage(f"{MONTHS}: {told}.", each, drawn)


def _sections(found: Year, ticked: frozenset[str]) -> Iterator[Section]:
    counted = found.counted
    if counted.tears:
        told = months(counted.months)
        yield Section(MONTHS, (_offer(told.told, ticked, told),))
    yield from _listed(NUMBERS, _numbers(counted), ticked)
    for link, heading in _HEADINGS.items():
        statements = starting(found.statements, f"5.{link}")
        said = (*_named(statements, link), *_marked(statements))
        yield from _listed(heading, said, ticked)
    carried = (without_span(one.sentence) for one in found.carried)
    yield from _listed(CARRIED, carried, ticked, CARRIED_NOTE)


def _listed(
    heading: str, sentences: Iterable[str], ticked: frozenset[str], note: str = ""
) -> Iterator[Section]:
    offers = tuple(_offer(f"{one[:1].upper()}{one[1:]}", ticked) for one in sentences)
    if offers:
        yield Section(heading, offers, note)


def _offer(text: str, ticked: frozenset[str], told: MonthsPage | None = None) -> Offer:
    mark = mark_of(text)
    return Offer(mark, text, mark in ticked, told)


def _named(statements: Sequence[Statement], link: str) -> Iterable[str]:
    named = counts(
        statements, f"5.{link}", lambda code: phrase(link, code), without=_NO_NAMES
    )
    return (
        f"{SAID_WHOLE.get((link, one.code), one.name)}, {one.count} of {_times(one.of)}"
        for one in named
    )


def _marked(statements: Iterable[Statement]) -> Iterator[str]:
    for one in statements:
        if one.id == "5.feelings.different" and one.shown:
            yield one.sentence
        how = _LEDGER.get(one.id)
        if how and one.n:
            needs = "1 need" if one.n == 1 else f"{one.n} needs"
            yield f"{how}: {count_of(one)} of {needs}"


def _numbers(counted: Counted) -> Iterator[str]:
    if counted.tears:
        yield f"You wrote down {_times(counted.tears)} of tears."
    if counted.held_back:
        yield f"You wrote down {_times(counted.held_back)} of tears held back."
    if counted.check_ins:
        yield f"You checked in {_times(counted.check_ins)}."


def _times(count: int) -> str:
    return f"{count} time{'s' * (count != 1)}"


def _part(section: Section) -> Part | None:
    chosen = [one for one in section.offers if one.ticked]
    if not chosen:
        return None
    told = chosen[0].months
    lines = () if told else tuple(one.text for one in chosen)
    return Part(section.heading, section.note, told, lines)


def _plain(part: Part) -> dict[str, Any]:
    found: dict[str, Any] = {"heading": part.heading}
    if part.note:
        found["note"] = part.note
    if part.months:
        each = [
            {"count": one.count, "share": one.share, "short": one.short}
            for one in part.months.each
        ]
        found["months"] = {"told": part.months.told, "each": each}
    if part.lines:
        found |= {"lines": part.lines, "short": part.is_short}
    if part.words:
        found["words"] = part.words
    return found


def _month(day: date) -> str:
    return f"{_NAMES[day.month - 1]} {day.year}"
