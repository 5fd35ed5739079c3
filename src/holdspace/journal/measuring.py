"""Scores of what was written: from one response, or from the columns of the index.

A score is never stored. It is counted anew from the answers wherever it is shown, so a
correction of an answer, or of a fact, never leaves an old number behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import accumulate
from math import isfinite
from typing import TYPE_CHECKING, NamedTuple

from holdspace.core import guides, scoring
from holdspace.core.guides import Coding
from holdspace.core.scoring import Unscored, Why
from holdspace.journal import records
from holdspace.library import measures, shelf

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from uuid import UUID

    from holdspace.core.guides import Answers
    from holdspace.core.scoring import Measure, Result
    from holdspace.journal.indexpages import Columns
    from holdspace.library.measures import Attached

MEASURE = "measure"
"""The question of the guide for totals on paper that says which measure it is."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One time that a measure was answered, or its total entered.

    Attributes:
        row: The reflection.
        when: The moment it is about.
        on_paper: Its total was counted on paper.
        results: For each scale its score, or why there is none.
    """

    row: UUID
    when: datetime
    on_paper: bool
    results: tuple[Result, ...]


class Place(NamedTuple):
    """Where something that was measured stands in the index; ordered by its moment."""

    minute: int
    row: bytes
    at: int
    canonical: str
    sheet: Sheet


@dataclass(frozen=True, slots=True)
class Series:
    """Everything that one measure ever gave, oldest first; scored only where looked at.

    Attributes:
        measure: The measure.
        places: Where it stands in the index.
    """

    measure: Measure
    places: tuple[Place, ...]

    def __len__(self) -> int:
        return len(self.places)

    def readings(self, start: int = 0, end: int | None = None) -> tuple[Reading, ...]:
        """Score a part of it."""
        return tuple(
            place.sheet.reading(place.at, place.canonical, self.measure)
            for place in self.places[start:end]
        )

    def place_of(self, row: UUID) -> int | None:
        """Where a reflection stands in it, if it does."""
        rows = [place.row for place in self.places]
        return rows.index(row.bytes) if row.bytes in rows else None


def measured(canonical: str, answers: Answers) -> tuple[Measure, tuple[Result, ...]]:
    """Score the answers to a form.

    Raises:
        NoSuchMeasure: The form is no measure, or is not scored.
    """
    if measures.is_paper(canonical):
        code = next(iter(answers.codes(MEASURE)), "")
        measure = measures.measure(code)
        return measure, entered(measure, answers)
    attached = measures.attached(canonical)
    if attached is None or not attached.is_scored:
        raise measures.NoSuchMeasure
    numbers = attached.numbers_in(answers)
    return attached.measure, scoring.score(attached.measure, numbers)


def entered(measure: Measure, answers: Answers) -> tuple[Result, ...]:
    """The scores that were counted on paper."""
    given = {
        scale.code: answers.first(measures.paper_link(measure, scale))
        for scale in measure.scales
    }
    numbers = {
        code: Decimal(value)
        for code, value in given.items()
        if isinstance(value, int | Decimal) and not isinstance(value, bool)
    }
    return _on_paper(measure, numbers)


def asks_kindly(canonical: str, answers: Answers) -> bool:
    """Whether the answers to this form ask for the card with ways to reach somebody."""
    attached = measures.attached(canonical)
    if attached is None or not attached.is_scored:
        return False
    return scoring.asks_kindly(attached.measure, attached.numbers_in(answers))


def is_measure(canonical: str) -> bool:
    """Whether answers to this form are scored; nothing is opened to tell."""
    attached = measures.attached(canonical)
    return measures.is_paper(canonical) or (attached is not None and attached.is_scored)


def observations(response: bytes) -> Iterator[tuple[str, bytes]]:
    """The scores of one completed response as FHIR, each with its id."""
    read = guides.unpack(response)
    if read.status not in ("completed", "amended") or not is_measure(read.canonical):
        return
    guide = shelf.guide(read.canonical)
    answers = read.answers(guide)
    try:
        measure, results = measured(read.canonical, answers)
    except measures.NoSuchMeasure:
        return
    given = answers.first("when")
    told = isinstance(given, str) and guides.is_moment(given)
    effective = str(given) if told else read.authored
    for result in results:
        if not isinstance(result, Unscored) and effective:
            scale = result.scale
            code = Coding(measures.LOINC, scale.loinc, f"{measure.name} {scale.name}")
            if not scale.loinc:
                own = measures.own_code(measure, scale)
                code = Coding(measures.CODES, own, code.display)
            yield guides.observation(
                read.ident, code, effective=effective, score=result.value
            )


def places_in(columns: Columns) -> Iterator[tuple[Measure, Place]]:
    """Find everything on one page of the index that is a measure, unscored."""
    wanted = {at: n for at, n in enumerate(columns.names) if is_measure(n)}
    if not wanted:
        return
    sheet = Sheet(columns)
    whens = columns.whens()
    for at, name in enumerate(columns.table.guide_places()):
        if name in wanted:
            measure = sheet.measure(at, wanted[name])
            if measure is not None:
                row = columns.row(at).bytes
                yield measure, Place(whens[at], row, at, wanted[name], sheet)


def _on_paper(measure: Measure, numbers: Mapping[str, Decimal]) -> tuple[Result, ...]:
    return tuple(
        scoring.entered(measure, scale, numbers[scale.code])
        if scale.code in numbers
        else Unscored(scale, Why.MISSING)
        for scale in measure.scales
    )


def _by_code(weights: Mapping[tuple[str, str], Decimal]) -> dict[str, Decimal]:
    # The index keeps a code without its system, and marks what is a text.
    texts = {
        f"{records.OWN}{text}": w for (system, text), w in weights.items() if not system
    }
    return {**{code: weight for (_, code), weight in weights.items()}, **texts}


class Sheet:
    """One page of the index, read by question and place."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._table = columns.table
        self._codes: dict[str, dict[int, str]] = {}
        self._weights: dict[str, dict[int, Mapping[str, Decimal]]] = {}

    def measure(self, place: int, canonical: str) -> Measure | None:
        """Which measure stands at a place."""
        if not measures.is_paper(canonical):
            attached = measures.attached(canonical)
            return None if attached is None else attached.measure
        try:
            return measures.measure(self._code(MEASURE, place) or "")
        except measures.NoSuchMeasure:
            return None

    def reading(self, place: int, canonical: str, measure: Measure) -> Reading:
        """Score what stands at a place."""
        return Reading(
            row=self._columns.row(place),
            when=datetime.fromtimestamp(self._table.minutes()[place] * 60, tz=UTC),
            on_paper=measures.is_paper(canonical),
            results=self._results(place, canonical, measure),
        )

    def _results(
        self, place: int, canonical: str, measure: Measure
    ) -> tuple[Result, ...]:
        if measures.is_paper(canonical):
            return self._paper(place, measure)
        attached = measures.attached(canonical)
        if attached is None:
            return ()
        return scoring.score(measure, self._numbers(place, canonical, attached))

    def _paper(self, place: int, measure: Measure) -> tuple[Result, ...]:
        given = {
            scale.code: self._number(measures.paper_link(measure, scale), place)
            for scale in measure.scales
        }
        numbers = {code: one for code, one in given.items() if one is not None}
        return _on_paper(measure, numbers)

    def _numbers(
        self, place: int, canonical: str, attached: Attached
    ) -> dict[int, Decimal]:
        weights = self._weights.get(canonical)
        if weights is None:
            weights = {
                item: _by_code(attached.weights.get(link, {}))
                for item, link in attached.links.items()
            }
            self._weights[canonical] = weights
        found: dict[int, Decimal] = {}
        for item, link in attached.links.items():
            number = self._weighed(link, place, weights[item])
            if number is not None:
                found[item] = number
        return found

    def _weighed(
        self, link: str, place: int, weights: Mapping[str, Decimal]
    ) -> Decimal | None:
        code = self._code(link, place)
        if code:
            return weights.get(code)
        number = self._number(link, place)
        return None if number is None else weights.get(str(number), number)

    def _number(self, link: str, place: int) -> Decimal | None:
        column = self._table.numbers.get(link)
        if column is None:
            return None
        number = memoryview(column).cast("f")[place]
        return Decimal(number) if isfinite(number) else None

    def _code(self, link: str, place: int) -> str | None:
        if link not in self._codes:
            self._codes[link] = self._first_codes(link)
        return self._codes[link].get(place)

    def _first_codes(self, link: str) -> dict[int, str]:
        if link not in self._table.choices:
            return {}
        counts, flat = self._table.choices[link]
        chosen = memoryview(flat).cast("H")
        starts = accumulate(counts, initial=0)
        return {
            place: self._columns.said[chosen[start]]
            for place, (count, start) in enumerate(zip(counts, starts, strict=False))
            if count
        }
