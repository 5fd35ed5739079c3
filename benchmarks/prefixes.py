"""A diary as it was after so many responses, without making it anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from holdspace.core.insights import Choices, Diary, Later

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.moods import Floats


def first(diary: Diary, count: int) -> Diary:
    """The oldest responses of a diary: the same as ``diary_of`` makes of them."""
    return Diary(
        kind=diary.kind[:count],
        when=diary.when[:count],
        local=diary.local[:count],
        has_hour=diary.has_hour[:count],
        numbers=dict(_answered(diary, count)),
        choices={
            link: _chosen(found, count)
            for link, found in diary.choices.items()
            if (found.of < count).any()
        },
        later={
            at: Later(one.mood[:count], one.tension[:count], one.minutes[:count])
            for at, one in diary.later.items()
        },
        ledger=tuple(one for one in diary.ledger if one[0] < count),
    )


def _answered(diary: Diary, count: int) -> Iterator[tuple[str, Floats]]:
    for link, found in diary.numbers.items():
        if not np.isnan(found[:count]).all():
            yield link, found[:count]


def _chosen(found: Choices, count: int) -> Choices:
    # What is said stands in the order in which it came: what came later ends it.
    rows = found.of < count
    which = found.which[rows]
    return Choices(found.said[: int(which.max()) + 1], found.of[rows], which)
