"""All statements of a diary, in the order in which they are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdspace.core.insights.comparing import comparing
from holdspace.core.insights.counting import counts_of
from holdspace.core.insights.going_along import going_along
from holdspace.core.insights.relief import relief
from holdspace.core.insights.rhythm import rhythm_of

if TYPE_CHECKING:
    from holdspace.core.insights.diary import Diary
    from holdspace.core.insights.statements import Statement


def look_at(diary: Diary) -> tuple[Statement, ...]:
    """Make all statements that can be made of a diary, and say of the others why not.

    Work: at most 300 ms of one core for 10,000 episodes, 50 ms for 100.
    """
    return (
        *relief(diary),
        *comparing(diary),
        *going_along(diary),
        *rhythm_of(diary),
        *counts_of(diary),
    )
