"""Making the frozen document of what a person chose to bring.

Pure: from pages that are laid out already to a document. Nothing is in it that was not
chosen, and nothing of it is looked up again later.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final

from holdspace.patterns.keeping import mark_of
from holdspace.sharing.brought import (
    ANSWERS,
    MEASURE,
    PATTERN,
    REFLECTION,
    WORDS,
    Brought,
    Chart,
    Dot,
    Figure,
    Line,
    Part,
    Table,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from holdspace.journal.pages.answers import LinePage
    from holdspace.journal.pages.chart import ChartPage
    from holdspace.journal.pages.measures import MeasurePage, ScalePage
    from holdspace.journal.pages.reading import ReadPage

LOCKED_NOTE: Final = (
    "Part of this came in while the space was locked, so there is no proof of who "
    "wrote it."
)
PATTERN_NOTE: Final = (
    "Worked out by Holdspace from what was written there. “You” is whoever wrote it. "
    "That two things go along is no cause."
)
MEASURE_NOTE: Final = (
    "Counted by Holdspace by published rules. A number is no diagnosis."
)
EMPTY: Final = "That it happened is kept. Nothing else was written."
WORDS_TITLE: Final = "Something of my own"


@dataclass(frozen=True, slots=True)
class AnswerOffer:
    """One answer that can be brought alone; the mark is made of what it says."""

    mark: str
    label: str
    said: str


@dataclass(frozen=True, slots=True)
class PartOffer:
    """Answers under one heading."""

    title: str
    offers: tuple[AnswerOffer, ...]


def offers_of(page: ReadPage) -> tuple[PartOffer, ...]:
    """List the answers of a reflection, each to be chosen by itself."""
    return tuple(
        PartOffer(part.title, tuple(map(_offer, part.lines)))
        for part in _parts(page)
        if part.lines
    )


def marks_of(page: ReadPage) -> frozenset[str]:
    """The marks of all answers of a reflection."""
    return frozenset(_mark(line) for part in _parts(page) for line in part.lines)


def of_reflection(
    page: ReadPage, *, told: Iterable[str] = (), attention: bool = False
) -> Brought:
    """A reflection whole, with what was added later.

    Args:
        page: The reflection as it is read.
        told: What is said of its numbers, if it is a measure.
        attention: Whether one of its answers asks for attention.
    """
    return Brought(
        kind=REFLECTION,
        title=page.title,
        when=page.when,
        notes=_notes(page),
        told=(EMPTY,) if page.is_empty and not page.later else tuple(told),
        parts=tuple(_parts(page)),
        attention=attention,
    )


def of_answers(
    page: ReadPage, marks: frozenset[str], *, attention: bool = False
) -> Brought:
    """Those answers of a reflection that carry one of these marks, and no others."""
    kept = (
        Part(part.title, part.when, tuple(o for o in part.lines if _mark(o) in marks))
        for part in _parts(page)
    )
    return Brought(
        kind=ANSWERS,
        title=page.title,
        when=page.when,
        notes=_notes(page),
        parts=tuple(part for part in kept if part.lines),
        attention=attention,
    )


def of_pattern(sentence: str, when: str, tables: Iterable[Table] = ()) -> Brought:
    """A sentence that somebody's entries carry, with its numbers where it has any."""
    return Brought(
        kind=PATTERN,
        title="A pattern",
        when=when,
        notes=(PATTERN_NOTE,),
        told=(sentence,),
        tables=tuple(tables),
    )


def of_measure(page: MeasurePage, code: str) -> Brought:
    """The numbers of one measure over time, as its first page shows them.

    No answer is in it, so nothing of it asks for attention.
    """
    return Brought(
        kind=MEASURE,
        title=page.name,
        notes=tuple(one for one in (MEASURE_NOTE, page.credit) if one),
        told=(f"{page.about} {page.upwards}",),
        figures=tuple(map(_figure, page.scales)),
        tables=(_numbers(page),),
        measure=code,
    )


def of_words(words: str) -> Brought:
    """A sentence that somebody wrote for whom it is shared with."""
    return Brought(kind=WORDS, title=WORDS_TITLE, words=words.replace("\r\n", "\n"))


def _notes(page: ReadPage) -> tuple[str, ...]:
    return (LOCKED_NOTE,) if page.locked else ()


def _parts(page: ReadPage) -> Iterator[Part]:
    first = (Part(one.title, "", _lines(one.lines)) for one in page.sections)
    later = (Part(one.title, one.when, _lines(one.lines)) for one in page.later)
    return chain(first, later)


def _lines(lines: Iterable[LinePage]) -> tuple[Line, ...]:
    return tuple(
        Line(one.label, one.values, one.is_text, one.rows, one.within) for one in lines
    )


def _offer(line: Line) -> AnswerOffer:
    rows = (" · ".join(row) for row in line.rows)
    said = "\n".join(line.values) if line.is_text else ", ".join(line.values)
    return AnswerOffer(_mark(line), line.label or line.within, said or "; ".join(rows))


def _mark(line: Line) -> str:
    rows = ("\n".join(row) for row in line.rows)
    return mark_of(line.within, line.label, *line.values, "", *rows)


def _figure(scale: ScalePage) -> Figure:
    after = (one for one in (scale.noise, scale.matters) if one)
    return Figure(scale.name, (*scale.told, *after), _chart(scale.chart))


def _chart(page: ChartPage | None) -> Chart | None:
    if page is None:
        return None
    return Chart(
        title=page.title,
        description=page.description,
        dots=tuple(Dot(one.x, one.y, one.label, one.label_y) for one in page.dots),
        gaps=tuple(Dot(one.x, one.y) for one in page.gaps),
        line=page.line,
        low=page.low,
        high=page.high,
        first=page.first,
        last=page.last,
        radius=page.radius,
    )


def _numbers(page: MeasurePage) -> Table:
    return Table(
        caption="All numbers, newest first",
        heads=("Day", *(one.name for one in page.scales)),
        rows=tuple(
            (
                f"{row.day}, counted on paper" if row.on_paper else row.day,
                *(cell.said for cell in row.cells),
            )
            for row in page.rows
        ),
    )
