"""Looking up what a source names, as it is now, and freezing it into a document."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from holdspace.accounts import flows as accounts
from holdspace.core.scoring import Unscored
from holdspace.journal import drafting, measuring
from holdspace.journal import flows as journal
from holdspace.journal import pages as laid_out
from holdspace.journal.pages.chart import plain
from holdspace.journal.views.parts import zone_of
from holdspace.library import measures
from holdspace.sharing import making
from holdspace.sharing.brought import Table
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, tzinfo
    from uuid import UUID

    from holdspace.accounts.spaces import Space
    from holdspace.core.insights import Statement
    from holdspace.journal.opened import OpenReflection
    from holdspace.journal.pages.reading import ReadPage
    from holdspace.patterns.found import Patterns
    from holdspace.sharing.brought import Brought
    from holdspace.sharing.sources import Source

_COURSE: Final = 1
_RHYTHM: Final = 4


class ReadsDifferently(Exception):
    """What was chosen is not said any more, or is said differently."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Something that is to be brought: from where, and what it is now.

    Attributes:
        source: From where.
        brought: What it is now.
        unsaid: A reflection with an answer that asks for attention and is not in what
            is brought; whether to bring it as well is the person's to decide.
    """

    source: Source
    brought: Brought
    unsaid: UUID | None = None


def gather(space: Space, source: Source, *, now: datetime) -> Chosen:
    """Freeze what a source names.

    Args:
        space: Whose.
        source: What.
        now: When; patterns say nothing of later times.

    Raises:
        NotThere: There is no such reflection or measure of this person.
        ReadsDifferently: It is there, and does not say any more what was chosen.
        Unreadable: It is damaged.
    """
    if source.row is not None:
        return Chosen(source, _reflection(space, source.row, frozenset(source.marks)))
    if source.pattern:
        return Chosen(source, _pattern(space, source.pattern, now))
    if source.measure:
        return _measure(space, source)
    if not source.words.strip():
        raise NotThere
    return Chosen(source, making.of_words(source.words))


def read_page(space: Space, row: UUID) -> ReadPage:
    """A reflection as it is read.

    Raises:
        NotThere: There is no such reflection of this person.
        Unreadable: It is damaged.
    """
    return laid_out.read(journal.read(space, reflection=row), _zone(space))


def measure_code(space: Space, number: int) -> str:
    """The code of the measure that has this number on the person's own list.

    Raises:
        NotThere: There is none.
    """
    found = journal.look_at_measures(space)
    if not 1 <= number <= len(found):
        raise NotThere
    return found[number - 1].measure.code


def pattern_id(space: Space, mark: str, *, now: datetime) -> str:
    """The id of the statement that a page named by a mark.

    Raises:
        ReadsDifferently: No statement that is shown has this mark.
    """
    # Not at start: patterns bring NumPy.
    from holdspace.patterns.flows import look_at_patterns
    from holdspace.patterns.keeping import mark_of

    for one in look_at_patterns(space, now=now).statements:
        if one.shown and mark_of(one.id, one.sentence) == mark:
            return one.id
    raise ReadsDifferently


def _reflection(space: Space, row: UUID, marks: frozenset[str]) -> Brought:
    found, zone = journal.read(space, reflection=row), _zone(space)
    page = laid_out.read(found, zone)
    attention = _asks_kindly(found)
    if not marks:
        return making.of_reflection(page, told=_scored(found), attention=attention)
    offered = making.marks_of(page)
    if not marks <= offered:
        raise ReadsDifferently
    if attention:
        # An answer that was not chosen is not told in a roundabout way either.
        rest = making.marks_of(laid_out.read(_without_safety(found), zone))
        attention = not marks <= rest
    return making.of_answers(page, marks, attention=attention)


def _asks_kindly(found: OpenReflection) -> bool:
    return measuring.asks_kindly(found.guide.canonical, found.answers)


def _without_safety(found: OpenReflection) -> OpenReflection:
    attached = measures.attached(found.guide.canonical)
    if attached is None:
        return found
    link = attached.links[attached.measure.safety_item]
    return replace(found, answers=found.answers.without((link,)))


def _scored(found: OpenReflection) -> Iterator[str]:
    try:
        measure, results = measuring.measured(found.guide.canonical, found.answers)
    except measures.NoSuchMeasure:
        return
    for result in results:
        if not isinstance(result, Unscored):
            limits = measure.limits(result.scale)
            ends = f"{plain(limits.low)} to {plain(limits.high)}"
            yield (
                f"{measure.name}, {result.scale.name}: {plain(result.value)}, "
                f"in a range from {ends}."
            )


def _measure(space: Space, source: Source) -> Chosen:
    zone = _zone(space)
    for number, one in enumerate(journal.look_at_measures(space), start=1):
        if one.measure.code == source.measure:
            page = laid_out.measure_over_time(one, number=number, back=0, zone=zone)
            if page is not None:
                newest = journal.read(space, reflection=page.rows[0].row)
                unsaid = newest.row if _asks_kindly(newest) else None
                return Chosen(source, making.of_measure(page, source.measure), unsaid)
    raise NotThere


def _pattern(space: Space, statement: str, now: datetime) -> Brought:
    # Not at start: patterns bring NumPy.
    from holdspace.patterns import pages
    from holdspace.patterns.flows import look_at_patterns

    found = look_at_patterns(space, now=now)
    for one in found.statements:
        if one.shown and one.id == statement:
            opening = pages.letter(found).opening
            return making.of_pattern(one.sentence, opening, _tables(found, one))
    raise ReadsDifferently


def _tables(found: Patterns, statement: Statement) -> Iterator[Table]:
    from holdspace.patterns import pages

    page = pages.letter(found)
    if statement.number == _COURSE:
        for course in (page.mood, page.tension):
            if course is not None and statement.id.startswith(f"1.{course.what}."):
                yield Table(
                    caption=f"{course.what.capitalize()} after tears, as a table",
                    heads=("When", "In points of 10", "Likely", "Ratings"),
                    rows=tuple(
                        (one.name, one.change, one.likely or "not said", str(one.count))
                        for one in course.lines
                    ),
                )
    if statement.number == _RHYTHM:
        yield Table(
            caption="Month by month, newest first",
            heads=("Month", "Tears", "Held back", "Check-ins"),
            rows=tuple(
                (one.name, str(one.tears), str(one.held_back), str(one.check_ins))
                for one in page.rhythm.months
            ),
        )


def _zone(space: Space) -> tzinfo:
    return drafting.zone_of(zone_of(accounts.get_profile(space)))
