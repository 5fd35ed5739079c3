"""Numbers over time: the scores of all that was measured, and totals from paper."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from holdspace.core import guides
from holdspace.core.guides import AnswersRefused, Problem
from holdspace.core.scoring import Unscored, Why
from holdspace.journal import drafting, indexbook, measuring, rows
from holdspace.journal.flows.keeping import keep
from holdspace.journal.measuring import Series
from holdspace.library import measures, shelf

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from holdspace.accounts.spaces import Space
    from holdspace.core.guides import Answers
    from holdspace.core.scoring import Limits, Measure, Result
    from holdspace.journal.index import View
    from holdspace.journal.measuring import Place


def look_at_measures(space: Space) -> tuple[Series, ...]:
    """All that was measured, the measure that was there first before the others.

    Opens the columns of the index and no row.

    Raises:
        SpaceDamaged: The manifest itself is damaged.
    """
    return indexbook.read(space, None, _series)


def keep_total(
    space: Space, *, given: Mapping[str, Sequence[str]], now: datetime, zone: str
) -> UUID:
    """Keep a total that was counted on paper, as a reflection like any other.

    Args:
        space: Whose.
        given: What was typed, by the names of the guide's questions.
        now: When.
        zone: The person's time zone.

    Returns:
        The id of the reflection.

    Raises:
        AnswersRefused: No measure, no number, or one that the measure cannot give.
            Nothing is kept.
    """
    guide = shelf.guide(shelf.PAPER_TOTAL)
    where = drafting.zone_of(zone)
    answers = guides.settle(guide, guides.check(guide, given, zone=where))
    problems = tuple(_problems(answers))
    if problems:
        raise AnswersRefused(problems, answers)
    moment = now.astimezone(where).isoformat(timespec="seconds")
    draft = rows.add_draft(space, guide, answers, moment, zone)
    return keep(space, draft=draft, zone=zone)


def _series(view: View) -> tuple[Series, ...]:
    found: dict[str, tuple[Measure, list[Place]]] = {}
    for _, columns in view.columns(view.every_page()):
        for measure, place in measuring.places_in(columns):
            if not view.doubtful or view.may_show(UUID(bytes=place.row)):
                found.setdefault(measure.code, (measure, []))[1].append(place)
    series = (
        Series(measure, tuple(sorted(places, key=_oldest_first)))
        for measure, places in found.values()
    )
    return tuple(sorted(series, key=_first_there))


def _oldest_first(place: Place) -> tuple[int, bytes]:
    return place.minute, place.row


def _first_there(series: Series) -> tuple[int, str]:
    return series.places[0].minute, series.measure.name


def _problems(answers: Answers) -> Iterator[Problem]:
    code = next(iter(answers.codes(measuring.MEASURE)), "")
    try:
        measure = measures.measure(code)
    except measures.NoSuchMeasure:
        yield _problem(measuring.MEASURE, "Which measure is it?")
        return
    results = measuring.entered(measure, answers)
    if all(_is_missing(one) for one in results):
        link = measures.paper_link(measure, measure.scales[0])
        yield _problem(link, "Which number came out? Nothing is kept without one.")
    for result in results:
        if isinstance(result, Unscored) and not _is_missing(result):
            limits = measure.limits(result.scale)
            link = measures.paper_link(measure, result.scale)
            yield _problem(link, _range_told(measure, limits))


def _is_missing(result: Result) -> bool:
    return isinstance(result, Unscored) and result.why is Why.MISSING


def _range_told(measure: Measure, limits: Limits) -> str:
    told = f"{measure.name} goes from {limits.low} to {limits.high}"
    steps = f", in steps of {limits.step}" if limits.step != 1 else ""
    return f"{told}{steps}. Is another number on the sheet?"


def _problem(link: str, sentence: str) -> Problem:
    path = f"QuestionnaireResponse.item.where(linkId='{link}')"
    return Problem(link_id=link, path=path, sentence=sentence, name=link)
