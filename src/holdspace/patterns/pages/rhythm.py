"""When tears came: months as water, the hours and weekdays quietly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from holdspace.patterns.pages.counts import counts
from holdspace.patterns.pages.parts import by_id, month_name, said, short_month
from holdspace.patterns.water import water

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdspace.core.insights import Month, Statement
    from holdspace.patterns.pages.counts import CountPage
    from holdspace.patterns.pages.parts import SaidPage
    from holdspace.patterns.water import Water

FEWEST_MONTHS: Final = 3
MOST_DRAWN: Final = 12
_SENTENCES: Final = ("4.rate", "4.change")
_HOURS: Final = {
    "night": "at night",
    "morning": "in the morning",
    "afternoon": "in the afternoon",
    "evening": "in the evening",
}


@dataclass(frozen=True, slots=True)
class MonthPage:
    """One month in a table."""

    name: str
    tears: int
    held_back: int
    check_ins: int


@dataclass(frozen=True, slots=True)
class RhythmPage:
    """How often and when.

    Attributes:
        said: The sentences: how often, and whether that changed.
        water: The last months, drawn.
        months: All months, newest first.
        hours: At what time of the day.
        weekdays: On which days.
    """

    said: tuple[SaidPage, ...]
    water: Water | None
    months: tuple[MonthPage, ...]
    hours: tuple[CountPage, ...]
    weekdays: tuple[CountPage, ...]


def rhythm(statements: Sequence[Statement], months: Sequence[Month]) -> RhythmPage:
    """Lay out how often tears came, and when."""
    found = by_id(statements)
    return RhythmPage(
        said=tuple(said(found[one]) for one in _SENTENCES if one in found),
        water=_water(months[-MOST_DRAWN:]),
        months=tuple(
            MonthPage(month_name(one), one.tears, one.held_back, one.check_ins)
            for one in reversed(months)
        ),
        hours=counts(statements, "4.hours", lambda code: _HOURS.get(code, code)),
        weekdays=counts(statements, "4.weekdays", str.capitalize),
    )


def _water(months: Sequence[Month]) -> Water | None:
    if len(months) < FEWEST_MONTHS:
        return None
    told = "; ".join(f"{month_name(one)}: {one.tears}" for one in months if one.tears)
    return water(
        "Times of tears, month by month",
        f"{told}.",
        [(short_month(one), one.tears) for one in months],
    )
