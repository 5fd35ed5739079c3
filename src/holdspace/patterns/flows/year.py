"""Looking back on twelve months. Nothing of it is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdspace.core.insights import CHECK_IN, HELD_BACK, TEARS
from holdspace.core.insights.counting import counts_of
from holdspace.patterns import spans as stretches
from holdspace.patterns.flows.looking import look_at_patterns
from holdspace.patterns.years import Counted, Year

if TYPE_CHECKING:
    from datetime import date, datetime

    from holdspace.accounts.spaces import Space
    from holdspace.core.insights import Diary, Statement
    from holdspace.patterns.spans import Span

_OF_RHYTHM: Final = ("4.rate", "4.change")


def look_at_year(space: Space, *, span: str, now: datetime) -> Year:
    """Count twelve months of a person's reflections.

    Args:
        space: Whose.
        span: Which, by its code; the last twelve months if there are none of that code.
        now: When, in the zone that the person's days begin in.

    Raises:
        SpaceDamaged: The manifest itself is damaged.
    """
    found = look_at_patterns(space, now=now)
    listed = stretches.spans(found.diary, now.date())
    chosen = next((one for one in listed if one.code == span), listed[0])
    part = stretches.within(found.diary, chosen.first, chosen.end)
    carried = tuple(one for one in found.statements if one.shown and is_pattern(one))
    return Year(listed, chosen, _counted(part, chosen), counts_of(part), carried)


def is_pattern(statement: Statement) -> bool:
    """Whether a statement is one to look back on."""
    # Not each hour and weekday, nor how often each moment was better or worse.
    if statement.number == 1:
        return statement.unit == "points"
    return statement.number in (2, 3) or statement.id in _OF_RHYTHM


def _counted(part: Diary, span: Span) -> Counted:
    def within(kind: int, first: date = span.first, end: date = span.end) -> int:
        return stretches.how_many(part, kind, first, end)

    months = stretches.months_of(span)
    ends = (*months[1:], span.end)
    return Counted(
        tears=within(TEARS),
        held_back=within(HELD_BACK),
        check_ins=within(CHECK_IN),
        months=tuple(
            (first, _tears_in(part, first, end))
            for first, end in zip(months, ends, strict=True)
        ),
    )


def _tears_in(part: Diary, first: date, end: date) -> int | None:
    if not len(stretches.within(part, first, end)):
        return None
    return stretches.how_many(part, TEARS, first, end)
