"""The pages of numbers over time: what happened first, then what it may mean.

A person sees their number, its range, the change since last time, and what published
values say about such a change. No range is given a name here, and no illness either.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from holdspace.core import scoring
from holdspace.core.scoring import Scored, Unscored, Why
from holdspace.journal.pages.answers import day_of
from holdspace.journal.pages.chart import ChartPage, chart, plain, short
from holdspace.library import measures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, tzinfo
    from uuid import UUID

    from holdspace.core.guides import Problem
    from holdspace.core.scoring import (
        Comparison,
        Limits,
        Measure,
        Result,
        Scale,
        Verdict,
    )
    from holdspace.journal.measuring import Reading, Series

PER_PAGE: Final = 60
FEWEST_FOR_ENDS: Final = 3


@dataclass(frozen=True, slots=True)
class ListedPage:
    """One measure on the list of those that hold something."""

    number: int
    name: str
    about: str
    last: str


@dataclass(frozen=True, slots=True)
class KnownPage:
    """One measure that is known here, and where that is from."""

    code: str
    name: str
    about: str
    licence: str
    credit: str
    source: str


@dataclass(frozen=True, slots=True)
class ValuePage:
    """One published value, and what it says of this change."""

    said: str
    value: str
    doubt: str
    reference: str


@dataclass(frozen=True, slots=True)
class ScalePage:
    """One score over time."""

    name: str
    told: tuple[str, ...]
    noise: str
    noise_values: tuple[ValuePage, ...]
    matters: str
    matters_values: tuple[ValuePage, ...]
    chart: ChartPage | None


@dataclass(frozen=True, slots=True)
class CellPage:
    """A number of one scale, or why there is none."""

    scale: str
    said: str


@dataclass(frozen=True, slots=True)
class RowPage:
    """One line of the table."""

    row: UUID
    day: str
    cells: tuple[CellPage, ...]
    on_paper: bool


@dataclass(frozen=True, slots=True)
class MeasurePage:
    """A measure over time."""

    number: int
    name: str
    about: str
    upwards: str
    counting: str
    recall: str
    interval: str
    credit: str
    scales: tuple[ScalePage, ...]
    rows: tuple[RowPage, ...]
    newer: int | None
    older: int | None
    back: int


@dataclass(frozen=True, slots=True)
class NumberPage:
    """A field for a number that was counted on paper."""

    name: str
    label: str
    hint: str
    value: str
    problem: str


@dataclass(frozen=True, slots=True)
class PaperPage:
    """The page on which a total from paper is entered."""

    code: str
    name: str
    counting: str
    numbers: tuple[NumberPage, ...]
    day: str
    day_problem: str
    problems: bool


def listed_measures(found: Sequence[Series], zone: tzinfo) -> tuple[ListedPage, ...]:
    """The measures that hold something, in the order in which they came."""
    return tuple(
        ListedPage(number, one.measure.name, one.measure.about, _last(one, zone))
        for number, one in enumerate(found, start=1)
    )


def known_measures() -> tuple[KnownPage, ...]:
    """The measures that are known here."""
    return tuple(
        KnownPage(
            code=one.code,
            name=one.name,
            about=one.about,
            licence=one.licence.told,
            credit=one.licence.credit,
            source=one.reference,
        )
        for one in measures.every_measure()
    )


def measure_over_time(
    found: Series, *, number: int, back: int, zone: tzinfo
) -> MeasurePage | None:
    """A measure over time, ``back`` pages back from the newest; nothing before that."""
    end = len(found) - back * PER_PAGE
    if end <= 0:
        return None
    start = max(0, end - PER_PAGE)
    readings = found.readings(start, end)
    one = found.measure
    return MeasurePage(
        number=number,
        name=one.name,
        about=one.about,
        upwards=one.upwards,
        counting=one.counting,
        recall=one.recall,
        interval=one.interval,
        credit=one.licence.credit,
        scales=tuple(_scale(one, scale, readings, zone) for scale in one.scales),
        rows=tuple(_row(one, reading, zone) for reading in reversed(readings)),
        newer=back - 1 if back else None,
        older=back + 1 if start else None,
        back=back,
    )


def paper_total(
    one: Measure, given: Mapping[str, Sequence[str]], problems: Sequence[Problem]
) -> PaperPage:
    """The fields for a total of this measure, with what was typed already."""
    told = {problem.link_id: problem.sentence for problem in problems}
    return PaperPage(
        code=one.code,
        name=one.name,
        counting=one.counting,
        numbers=tuple(_number(one, scale, given, told) for scale in one.scales),
        day=_typed(given, "when"),
        day_problem=told.get("when", ""),
        problems=bool(problems),
    )


def _number(
    one: Measure,
    scale: Scale,
    given: Mapping[str, Sequence[str]],
    told: Mapping[str, str],
) -> NumberPage:
    name = measures.paper_link(one, scale)
    return NumberPage(
        name=name,
        label=_name(scale),
        hint=_range(one.limits(scale)),
        value=_typed(given, name),
        problem=told.get(name, ""),
    )


def _typed(given: Mapping[str, Sequence[str]], name: str) -> str:
    values = given.get(name) or ("",)
    return values[0]


def _range(limits: Limits) -> str:
    told = f"{plain(limits.low)} to {plain(limits.high)}"
    return f"{told}, in steps of {plain(limits.step)}" if limits.step != 1 else told


def _last(series: Series, zone: tzinfo) -> str:
    (reading,) = series.readings(len(series) - 1)
    count = len(series)
    times = "Once," if count == 1 else f"{count} times, last"
    return f"{times} on {day_of(_day(reading, zone))}."


def _day(reading: Reading, zone: tzinfo) -> date:
    return reading.when.astimezone(zone).date()


def _row(one: Measure, reading: Reading, zone: tzinfo) -> RowPage:
    return RowPage(
        row=reading.row,
        day=day_of(_day(reading, zone)),
        cells=tuple(
            CellPage(_name(result.scale), _cell(one, result))
            for result in reading.results
        ),
        on_paper=reading.on_paper,
    )


def _cell(one: Measure, result: Result) -> str:
    if isinstance(result, Scored):
        return plain(result.value)
    return _why_not(one, result)


def _why_not(one: Measure, result: Unscored) -> str:
    if result.why is Why.OUTSIDE:
        return f"cannot be scored: a number outside of the range of {one.name}"
    if not result.items:
        return "no number was entered"
    if len(result.items) == 1:
        return f"cannot be scored: answer {result.items[0]} was left open"
    listed = ", ".join(str(item) for item in result.items[:-1])
    return f"cannot be scored: answers {listed} and {result.items[-1]} were left open"


def _scale(
    one: Measure, scale: Scale, readings: Sequence[Reading], zone: tzinfo
) -> ScalePage:
    place = one.scales.index(scale)
    points = [(_day(r, zone), _value(r.results[place])) for r in readings]
    scored = [(day, value) for day, value in points if value is not None]
    limits = one.limits(scale)
    compared = _compared(one, scale, scored)
    title = one.name if scale.code == measures.TOTAL else _name(scale)
    return ScalePage(
        name=_name(scale),
        told=tuple(_told(scored, len(points), limits)),
        noise=_noise_told(one, compared),
        noise_values=_values(compared.noise if compared else ()),
        matters=_matters_told(compared),
        matters_values=_values(compared.matters if compared else ()),
        chart=chart(f"{title} over time", _drawn(scored, limits), points, limits),
    )


def _value(result: Result) -> Decimal | None:
    return result.value if isinstance(result, Scored) else None


def _compared(
    one: Measure, scale: Scale, scored: Sequence[tuple[date, Decimal]]
) -> Comparison | None:
    if len(scored) < 2:
        return None
    (earlier, before), (later, after) = scored[-2:]
    if before == after:
        return None
    days = Decimal((later - earlier).days)
    return scoring.compare(one, scale, before, after, days=days)


def _told(
    scored: Sequence[tuple[date, Decimal]], count: int, limits: Limits
) -> list[str]:
    if not scored:
        return ["Nothing could be counted yet. The table says why."]
    day, value = scored[-1]
    if len(scored) == 1:
        told = [
            f"The number was {plain(value)} on {day_of(day)}, in a range from "
            f"{plain(limits.low)} to {plain(limits.high)}.",
            "One number alone says nothing about a change.",
        ]
    else:
        told = [_change_told(scored)]
    if len(scored) >= FEWEST_FOR_ENDS:
        values = [value for _, value in scored]
        told.append(
            f"Of {len(values)} numbers the lowest was {plain(min(values))} and the "
            f"highest {plain(max(values))}; the range goes from {plain(limits.low)} to "
            f"{plain(limits.high)}."
        )
    if count > len(scored):
        rest = count - len(scored)
        told.append(
            "One time could not be counted; the table says why."
            if rest == 1
            else f"{rest} times could not be counted; the table says why."
        )
    return told


def _change_told(scored: Sequence[tuple[date, Decimal]]) -> str:
    (earlier, before), (later, after) = scored[-2:]
    change = after - before
    if not change:
        same = f"the same as on {day_of(earlier)}"
        return f"The number was {plain(after)} on {day_of(later)}, {same}."
    way = "higher" if change > 0 else "lower"
    return (
        f"The number was {plain(after)} on {day_of(later)}. That is "
        f"{_points(abs(change))} {way} than on "
        f"{day_of(earlier)}, when it was {plain(before)}."
    )


def _points(number: Decimal) -> str:
    return "1 point" if number == 1 else f"{plain(number)} points"


def _noise_told(one: Measure, compared: Comparison | None) -> str:
    if compared is None:
        return ""
    if compared.too_close:
        return (
            f"Both ask about {one.recall}, and they lie closer together than that. So "
            "nothing is concluded from the difference."
        )
    if not compared.noise:
        return (
            "How large a change has to be, to be more than the unsteadiness of the "
            "measure itself, is in no source that was checked."
        )
    if compared.more_than_noise:
        return "This change is more than the unsteadiness of the measure itself."
    if compared.more_than_noise is False:
        return "This change can be the unsteadiness of the measure, and mean nothing."
    return "Published values do not agree about a change of this size."


def _matters_told(compared: Comparison | None) -> str:
    if compared is None or compared.too_close:
        return ""
    if not compared.matters:
        return "From which size on people notice a change is in no source checked."
    if not compared.may_matter:
        return "As long as it may be unsteadiness, nothing follows from its size."
    said = {verdict.reached for verdict in compared.matters} - {None}
    lightly = (
        " Whether it is more than unsteadiness is not known, so take it lightly."
        if compared.more_than_noise is None
        else ""
    )
    if said == {True}:
        return f"People were found to notice a change of this size.{lightly}"
    if said == {False}:
        return f"People were not found to notice a change of this size.{lightly}"
    if not said:
        return "The published values were found for changes the other way only."
    return f"Published values do not agree about a change of this size.{lightly}"


def _values(verdicts: Sequence[Verdict]) -> tuple[ValuePage, ...]:
    return tuple(_value_page(verdict) for verdict in verdicts)


def _value_page(verdict: Verdict) -> ValuePage:
    value = verdict.value
    said = {
        True: "By this value, yes",
        False: "By this value, no",
        None: "Found for the other way only",
    }[verdict.reached]
    among = value.population
    way = {"any": "", "lower": ", downwards", "higher": ", upwards"}[value.towards]
    return ValuePage(
        said=said,
        value=f"{_points(value.points)} or more{way}: {value.method}; {among}.",
        doubt=value.doubt,
        reference=value.reference,
    )


def _drawn(scored: Sequence[tuple[date, Decimal]], limits: Limits) -> str:
    if not scored:
        return ""
    (first, before), (last, after) = scored[0], scored[-1]
    ends = f"Drawn from {plain(limits.low)} at the foot to {plain(limits.high)} on top."
    if len(scored) == 1:
        return f"{ends} One number: {plain(after)} on {short(last)}."
    return (
        f"{ends} {len(scored)} numbers, the first {plain(before)} on {short(first)}, "
        f"the last {plain(after)} on {short(last)}. The table below says all of them."
    )


def _name(scale: Scale) -> str:
    if scale.code == measures.TOTAL:
        return "The total"
    return f"{scale.name[:1].upper()}{scale.name[1:]}"
