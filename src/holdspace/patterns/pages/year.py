"""What can stand on a year's page, what was chosen of it, and the page itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from holdspace.patterns.keeping import mark_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from holdspace.patterns.spans import Span
    from holdspace.patterns.years import Asked, Counted, Year

TITLE: Final = "A year to look back on"
FILE_TITLE: Final = "A year"
END: Final = "Nothing stands here that was not chosen for it."
WATER: Final = "Times of tears, month by month"
NUMBERS: Final = "In numbers"
WORDS: Final = "Lines of your own"
CARRIED: Final = "What your entries carry"
CARRIED_NOTE: Final = "From everything written so far, not from this time alone."
# The beginning of a statement's name, and the heading that it stands under.
_HEADINGS: Final[Mapping[str, str]] = {
    "5.feelings.": "Feelings",
    "5.needs.": "Needs",
    "5.trigger.": "What came before the tears",
    "5.body-places.": "In the body",
}
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

# The drawing's frame, in its own units.
WIDTH: Final = 24
HIGHEST: Final = 66
TOP: Final = 18
LEAST: Final = 1.5


@dataclass(frozen=True, slots=True)
class Level:
    """One month as a level of water: in words, and where it is drawn."""

    name: str
    short: str
    letter: str
    count: int
    share: float
    x: str
    middle: str
    y: str
    height: str
    label_y: str


@dataclass(frozen=True, slots=True)
class Water:
    """Twelve months side by side, and the same in one sentence."""

    told: str
    each: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that can be chosen, as it will stand on the page."""

    mark: str
    text: str
    ticked: bool = False
    water: Water | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """What can be chosen under one heading."""

    heading: str
    offers: tuple[Offer, ...]
    note: str = ""


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
    water: Water | None = None
    lines: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


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
    """Lay out what can be chosen; nothing is ticked but what was ticked before."""
    sections = tuple(_sections(found, asked.ticked))
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


def water(months: Sequence[tuple[date, int]]) -> Water:
    """Draw months as levels; the fullest fills its place."""
    most = max((count for _, count in months), default=0) or 1
    each = tuple(
        _level(place, day, count, count / most)
        for place, (day, count) in enumerate(months)
    )
    said = ", ".join(f"{one.name} {one.count}" for one in each)
    return Water(f"{WATER}: {said}.", each)


def _sections(found: Year, ticked: frozenset[str]) -> Iterator[Section]:
    counted = found.counted
    if counted.tears:
        drawn = water(counted.months)
        yield Section(WATER, (_offer(drawn.told, ticked, drawn),))
    yield from _listed(NUMBERS, _numbers(counted), ticked)
    for start, heading in _HEADINGS.items():
        said = (one.sentence for one in found.statements if one.id.startswith(start))
        yield from _listed(heading, said, ticked)
    carried = (one.sentence for one in found.carried)
    yield from _listed(CARRIED, carried, ticked, CARRIED_NOTE)


def _listed(
    heading: str, sentences: Iterable[str], ticked: frozenset[str], note: str = ""
) -> Iterator[Section]:
    offers = tuple(_offer(one, ticked) for one in sentences)
    if offers:
        yield Section(heading, offers, note)


def _offer(text: str, ticked: frozenset[str], drawn: Water | None = None) -> Offer:
    mark = mark_of(text)
    return Offer(mark, text, mark in ticked, drawn)


def _numbers(counted: Counted) -> Iterator[str]:
    if counted.tears:
        yield f"You wrote down {_times(counted.tears)} of tears."
    if counted.held_back:
        yield f"You wrote down {_times(counted.held_back)} of tears held back."
    if counted.check_ins:
        yield f"You wrote down {_times(counted.check_ins)} how you were."
    if counted.days:
        yield f"You wrote on {counted.days} day{'s' * (counted.days != 1)}."


def _times(count: int) -> str:
    return f"{count} time{'s' * (count != 1)}"


def _part(section: Section) -> Part | None:
    chosen = [one for one in section.offers if one.ticked]
    if not chosen:
        return None
    drawn = chosen[0].water
    lines = () if drawn else tuple(one.text for one in chosen)
    return Part(section.heading, section.note, drawn, lines)


def _plain(part: Part) -> dict[str, Any]:
    found: dict[str, Any] = {"heading": part.heading}
    if part.note:
        found["note"] = part.note
    if part.water:
        each = [
            {"count": one.count, "share": one.share, "short": one.short}
            for one in part.water.each
        ]
        found["months"] = {"told": part.water.told, "each": each}
    if part.lines:
        found["lines"] = part.lines
    if part.words:
        found["words"] = part.words
    return found


def _level(place: int, day: date, count: int, share: float) -> Level:
    height = LEAST + share * HIGHEST
    y = TOP + HIGHEST - height
    return Level(
        name=_month(day),
        short=_NAMES[day.month - 1][:3],
        letter=_NAMES[day.month - 1][0],
        count=count,
        share=share,
        x=f"{place * WIDTH + 3}",
        middle=f"{place * WIDTH + WIDTH / 2:g}",
        y=f"{y:.1f}",
        height=f"{height:.1f}",
        label_y=f"{y - 4:.1f}",
    )


def _month(day: date) -> str:
    return f"{_NAMES[day.month - 1]} {day.year}"
