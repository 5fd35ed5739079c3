"""Holding back, feeling ashamed and saying sorry, month by month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from holdspace.patterns import charts
from holdspace.patterns.charts import Value
from holdspace.patterns.pages.parts import month_name, points, short_month, times
from holdspace.patterns.water import thirds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdspace.core.insights import Diary, Month
    from holdspace.core.insights.diary import Floats
    from holdspace.patterns.charts import Plot

FEWEST_MONTHS: Final = 3
MOST_DRAWN: Final = 12
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
        plot: Holding back, and feeling ashamed as smaller dots.
        has_ashamed: Whether there are smaller dots.
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
    # How ashamed somebody felt is not averaged: no such number is theirs to live up to.
    held = _given(diary, "held-back")
    told = [_mean_told(held)] if len(held) else []
    said = sum(one.said_sorry for one in months)
    urged = sum(one.felt_the_urge for one in months)
    asked = sum(one.apology_answered for one in months)
    if asked:
        told.append(
            f"You said sorry for your tears {times(said)} and felt the urge to "
            f"{times(urged)}, of {_answers(asked)} that you answered it."
        )
    return told


def _answers(count: int) -> str:
    return "the one time" if count == 1 else f"{count} times"


def _mean_told(found: Floats) -> str:
    mean, often = points(float(found.mean())), times(len(found))
    return f"You rated how much you held back {often}: {mean} of 10 on average."


def _given(diary: Diary, link: str) -> Floats:
    numbers = diary.number(link)
    return numbers[~np.isnan(numbers)]


def _plot(months: Sequence[Month]) -> Plot | None:
    held = [Value(one.mean_held_back) for one in months]
    ashamed = [Value(one.mean_ashamed) for one in months]
    if sum(one.estimate is not None for one in held) < FEWEST_MONTHS:
        return None
    names = [short_month(one) for one in months]
    return charts.plot(
        "Holding back, month by month",
        _described(months),
        [
            ((wide,), (narrow,))
            for wide, narrow in zip(names, thirds(names), strict=True)
        ],
        held,
        ashamed,
        ticks=_TICKS,
        # Single answers: a line between them would show what nobody said.
        joined=False,
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
    dashed = f" Smaller dots, feeling ashamed. {'; '.join(beside)}." if beside else ""
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
