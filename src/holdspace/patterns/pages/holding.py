"""Holding back, feeling ashamed and saying sorry, month by month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from holdspace.patterns import charts
from holdspace.patterns.charts import Value
from holdspace.patterns.pages.parts import month_name, points, short_month, times

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdspace.core.insights import Diary, Month
    from holdspace.core.insights.diary import Floats
    from holdspace.patterns.charts import Plot

FEWEST_MONTHS: Final = 3
MOST_DRAWN: Final = 12
_RATED: Final = {
    "held-back": "how much you held back",
    "ashamed": "how ashamed you felt",
}
_TICKS: Final = ((0.0, "0"), (5.0, "5"), (10.0, "10"))


@dataclass(frozen=True, slots=True)
class HoldingLine:
    """One month in the table; what nobody answered is empty."""

    name: str
    held_back: str
    ashamed: str
    sorry: str


@dataclass(frozen=True, slots=True)
class HoldingPage:
    """How these went on over the months.

    Attributes:
        told: All of it together, in plain sentences; no trend is claimed.
        plot: Holding back, and feeling ashamed as a dashed line.
        has_ashamed: Whether there is a dashed line.
        lines: All months that say something, newest first.
    """

    told: tuple[str, ...]
    plot: Plot | None
    has_ashamed: bool
    lines: tuple[HoldingLine, ...]


def holding(diary: Diary, months: Sequence[Month]) -> HoldingPage | None:
    """Show these over time; nothing where nobody answered any of them."""
    answered = [one for one in months if _says_something(one)]
    if not answered:
        return None
    return HoldingPage(
        told=tuple(_told(diary, months)),
        plot=_plot(months[-MOST_DRAWN:]),
        has_ashamed=any(one.mean_ashamed is not None for one in months[-MOST_DRAWN:]),
        lines=tuple(_line(one) for one in reversed(answered)),
    )


def _says_something(month: Month) -> bool:
    return bool(
        month.mean_held_back is not None
        or month.mean_ashamed is not None
        or month.apology_answered
    )


def _told(diary: Diary, months: Sequence[Month]) -> list[str]:
    rated = ((what, _given(diary, link)) for link, what in _RATED.items())
    told = [_mean_told(what, found) for what, found in rated if len(found)]
    said = sum(one.said_sorry for one in months)
    urged = sum(one.felt_the_urge for one in months)
    asked = sum(one.apology_answered for one in months)
    if asked:
        told.append(
            f"Of {asked} times that you answered it, you said sorry for your tears "
            f"{times(said)} and felt the urge to {times(urged)}."
        )
    return told


def _mean_told(what: str, found: Floats) -> str:
    mean = points(float(found.mean()))
    return f"You rated {what} {times(len(found))}: {mean} of 10 on average."


def _given(diary: Diary, link: str) -> Floats:
    numbers = diary.number(link)
    return numbers[~np.isnan(numbers)]


def _plot(months: Sequence[Month]) -> Plot | None:
    held = [Value(one.mean_held_back) for one in months]
    ashamed = [Value(one.mean_ashamed) for one in months]
    if sum(one.estimate is not None for one in held) < FEWEST_MONTHS:
        return None
    return charts.plot(
        "Holding back, month by month",
        _described(months),
        [((short_month(one),), (short_month(one)[:1],)) for one in months],
        held,
        ashamed,
        ticks=_TICKS,
    )


def _described(months: Sequence[Month]) -> str:
    told = [
        f"{month_name(one)}: {_mean(one.mean_held_back)}"
        for one in months
        if one.mean_held_back is not None
    ]
    beside = [
        f"{month_name(one)}: {_mean(one.mean_ashamed)}"
        for one in months
        if one.mean_ashamed is not None
    ]
    dashed = f" Dashed, feeling ashamed. {'; '.join(beside)}." if beside else ""
    return f"From 0 to 10. {'; '.join(told)}.{dashed}"


def _line(month: Month) -> HoldingLine:
    return HoldingLine(
        name=month_name(month),
        held_back=_mean(month.mean_held_back),
        ashamed=_mean(month.mean_ashamed),
        sorry=f"{month.said_sorry} of {month.apology_answered}"
        if month.apology_answered
        else "",
    )


def _mean(value: float | None) -> str:
    return "" if value is None else points(value)
