"""How mood and tension went on after tears: a sentence, a drawing, the numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from holdspace.patterns import charts
from holdspace.patterns.charts import NOTHING, Value
from holdspace.patterns.pages.counts import count_of, counted
from holdspace.patterns.pages.parts import by_id, change, said

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdspace.core.insights import Statement
    from holdspace.patterns.beside import Beside
    from holdspace.patterns.charts import Plot
    from holdspace.patterns.pages.counts import CountPage
    from holdspace.patterns.pages.parts import SaidPage

MOMENTS: Final = (
    ("right-after", "Right after", ("right", "after")),
    ("20-minutes", "20 minutes later", ("20", "min")),
    ("90-minutes", "90 minutes later", ("90", "min")),
    ("next-day", "The next day", ("next", "day")),
)
MAIN: Final = "90-minutes"
_SHARES: Final = ("better", "same", "worse")
_WAYS: Final = {
    "mood": {"better": "better than before", "same": "the same", "worse": "worse"},
    "tension": {"better": "lower than before", "same": "the same", "worse": "higher"},
}
_BEFORE: Final = "before"
_FEWEST_BESIDE: Final = 2
"""Beside the start: one alone would look like a course."""


@dataclass(frozen=True, slots=True)
class LinePage:
    """One line of the table beside a drawing.

    Attributes:
        name: The moment.
        change: What changed, in words.
        likely: Between what the average likely lies; empty where nothing is said.
        count: How many ratings.
        beside: The same without tears; empty where nobody said.
        shares: How often it was better, the same, worse, and how often it would likely
            be in the long run; empty where nothing is said.
    """

    name: str
    change: str
    likely: str
    count: int
    beside: str
    shares: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CoursePage:
    """How one of the two went on.

    Attributes:
        what: ``mood`` or ``tension``.
        moment: When the lead is about.
        lead: The first sentence.
        more: All other sentences, for whoever reads instead of looking.
        shares: How often it was better, the same, worse, at the moment of the lead.
        all_alike: The same in a sentence, where it was one of them every time.
        plot: The drawing, if there is anything to draw.
        lines: The same as a table.
        beside: What stands beside tears; empty where nothing does.
        is_dashed: Whether it is drawn as well.
    """

    what: str
    moment: str
    lead: SaidPage
    more: tuple[SaidPage, ...]
    shares: tuple[CountPage, ...]
    all_alike: str
    plot: Plot | None
    lines: tuple[LinePage, ...]
    beside: str
    is_dashed: bool


def course(
    statements: Sequence[Statement], what: str, beside: Beside | None
) -> CoursePage | None:
    """How mood or tension went on; nothing where no statement speaks of it."""
    found = by_id(statements)
    moments = {
        code: found[f"1.{what}.{code}"]
        for code, _, _ in MOMENTS
        if f"1.{what}.{code}" in found
    }
    if not moments:
        return None
    lead = _lead(moments)
    dashed = beside if beside and len(beside.found) >= _FEWEST_BESIDE else None
    more = (one for code in moments for one in _of_moment(found, f"1.{what}.{code}"))
    shares = tuple(
        counted(one.id, _way_of(what, one), one) for one in _shares(found, lead.id)
    )
    moment = next(name for code, name, _ in MOMENTS if moments.get(code) is lead)
    return CoursePage(
        what=what,
        moment=moment,
        lead=said(lead),
        more=tuple(said(one) for one in more if one is not lead),
        shares=shares,
        all_alike=next(
            (
                f"{moment}: {one.name} in all {one.of}."
                for one in shares
                if _is_all(one)
            ),
            "",
        ),
        plot=_plot(what, moments, dashed),
        lines=_lines(what, found, beside),
        beside=beside.name if beside else "",
        is_dashed=dashed is not None,
    )


def _lead(moments: Mapping[str, Statement]) -> Statement:
    order = (MAIN, "next-day", "20-minutes", "right-after")
    there = [moments[code] for code in order if code in moments]
    return next((one for one in there if one.shown), there[0])


def _of_moment(found: Mapping[str, Statement], ident: str) -> list[Statement]:
    # How often it was the same or worse stands in the table; said, it would be long.
    return [found[ident], *_shares(found, ident)[:1]]


def _is_all(one: CountPage) -> bool:
    return one.count == one.of > 0


def _shares(found: Mapping[str, Statement], ident: str) -> list[Statement]:
    # Where there are too few to say more, the statement itself has counted them.
    shares = (found.get(f"{ident}.{way}") for way in _SHARES)
    return [one for one in shares if one is not None and one.shown]


def _plot(
    what: str, moments: Mapping[str, Statement], beside: Beside | None
) -> Plot | None:
    values = [_value(moments.get(code)) for code, _, _ in MOMENTS]
    if all(one is NOTHING for one in values):
        return None
    start = Value(0.0, 0.0, 0.0)
    others = [beside.value(code) for code, _, _ in MOMENTS] if beside else []
    stops = [((_BEFORE,), (_BEFORE,)), *(_stop(moments, *one) for one in MOMENTS)]
    return charts.plot(
        f"{what.capitalize()} after tears, compared with before",
        _described(what, moments, beside),
        stops,
        [start, *values],
        [start, *others] if others else (),
        ticks=charts.change_ticks([*values, *others]),
    )


def _value(statement: Statement | None) -> Value:
    if statement is None or not statement.shown or statement.estimate is None:
        return NOTHING
    return Value(statement.estimate, statement.low, statement.high)


def _stop(
    moments: Mapping[str, Statement], code: str, _: str, short: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    count = f"({moments[code].n if code in moments else 0})"
    wide = {"min": "minutes"}
    return (" ".join(wide.get(one, one) for one in short), count), (*short, count)


def _described(
    what: str, moments: Mapping[str, Statement], beside: Beside | None
) -> str:
    way = _way(what)
    told = [
        f"{name}: {change(one.estimate, *way)}, likely {_likely(one, *way)}, "
        f"from {one.n} ratings."
        for code, name, _ in MOMENTS
        if (one := moments.get(code)) and one.shown and one.estimate is not None
    ]
    if beside:
        told.append(f"Dashed, {beside.name}: {beside.told(way)}.")
    return " ".join(told)


def _lines(
    what: str, found: Mapping[str, Statement], beside: Beside | None
) -> tuple[LinePage, ...]:
    way = _way(what)
    return tuple(
        LinePage(
            name=name,
            change=_changed(one, way),
            likely=_likely(one, *way) if one.shown else "",
            count=one.n,
            beside=beside.cell(code, way) if beside else "",
            shares=tuple(
                (_way_of(what, share), _share_cell(share))
                for share in _shares(found, one.id)
            ),
        )
        for code, name, _ in MOMENTS
        if (one := found.get(f"1.{what}.{code}"))
    )


def _way_of(what: str, share: Statement) -> str:
    return _WAYS[what][share.id.rpartition(".")[2]]


def _share_cell(statement: Statement) -> str:
    count = f"{count_of(statement)} of {statement.n}"
    if statement.low is None or statement.high is None:
        return count
    low, high = round(100 * statement.low), round(100 * statement.high)
    return f"{count} (of 100 likely {low} to {high})"


def _changed(statement: Statement, way: tuple[str, str]) -> str:
    if not statement.shown or statement.estimate is None:
        return "not enough to say yet"
    return change(statement.estimate, *way)


def _likely(statement: Statement, up: str, down: str) -> str:
    if statement.low is None or statement.high is None:
        return ""
    low, high = change(statement.low, up, down), change(statement.high, up, down)
    return f"between {low} and {high}"


def _way(what: str) -> tuple[str, str]:
    return ("more", "less") if what == "tension" else ("higher", "lower")
