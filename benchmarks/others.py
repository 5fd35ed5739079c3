"""What the published rules of other trackers would have shown in the same diaries.

Models of rules as their makers describe them, not runs of their programs:

- *correlation*: two series go together if Pearson's r is beyond 0.2 in size, from 30
  days on; a setting lets it begin at 5;
- *lift*: a thing and a feeling go together if they were there at once 3 times or more
  and 1.5 times as often as by chance;
- *three and three*: a thing matters if there are 3 days with and 3 without it and the
  averages are 20 % apart.

All of them look at single circumstances of an episode beside how it was 90 minutes
later: the change, whether it was better or worse, and the rating itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from benchmarks.circumstances import HIGH

from holdspace.core.insights import TEARS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from holdspace.core.insights import Diary

    type Table = NDArray[np.float64]

QUESTIONS: Final = (
    "company",
    "support",
    "setting",
    "kinds",
    "trigger",
    "apology",
    "clearer",
)
NUMBERS: Final = ("intensity", "held-back", "ashamed")
FIRST_LOOK: Final = 20
LAST_LOOK: Final = 150
FROM: Final = {"correlation": 30, "correlation-from-5": 5, "lift": 1, "three-three": 1}


def shown_by_others(diary: Diary) -> dict[str, NDArray[np.int64]]:
    """How many patterns each rule shows after each rated episode, from 20 to 150."""
    things, before, after = _rated(diary)
    looks = np.arange(1, len(after) + 1)
    counts = {
        "correlation": _correlated(things, after - before),
        "correlation-from-5": _correlated(things, after - before),
        "lift": _lifted(things, after > before) + _lifted(things, after < before),
        "three-three": _three_and_three(things, after),
    }
    return {
        name: np.where(looks >= FROM[name], found, 0)[FIRST_LOOK - 1 : LAST_LOOK]
        for name, found in counts.items()
    }


def _rated(diary: Diary) -> tuple[Table, Table, Table]:
    before = diary.number("mood-before")
    after = diary.later["90-minutes"].mood
    rows = np.flatnonzero((diary.kind == TEARS) & ~np.isnan(before) & ~np.isnan(after))
    things = [diary.number(question)[rows] >= HIGH for question in NUMBERS]
    for question in QUESTIONS:
        found = diary.choices.get(question)
        for code in () if found is None else found.said:
            things.append(diary.chose(question, code)[rows])
    return np.array(things, dtype=float).T, before[rows], after[rows]


def _so_far(table: Table) -> Table:
    return np.cumsum(table, axis=0)


def _correlated(things: Table, change: Table) -> NDArray[np.int64]:
    n = np.arange(1, len(change) + 1)[:, None]
    y = change[:, None]
    sx, sy = _so_far(things), _so_far(y)
    covered = n * _so_far(things * y) - sx * sy
    spread = (n * sx - sx * sx) * (n * _so_far(y * y) - sy * sy)
    r = np.divide(
        covered, np.sqrt(spread), out=np.zeros_like(covered), where=spread > 1e-9
    )
    return np.sum(np.abs(r) > 0.2, axis=1)


def _lifted(things: Table, outcome: NDArray[np.bool_]) -> NDArray[np.int64]:
    n = np.arange(1, len(outcome) + 1)[:, None]
    y = outcome[:, None].astype(float)
    together = _so_far(things * y)
    return np.sum(
        (together >= 3) & (together * n >= 1.5 * _so_far(things) * _so_far(y)), axis=1
    )


def _three_and_three(things: Table, after: Table) -> NDArray[np.int64]:
    y = after[:, None]
    with_it, without = _so_far(things), _so_far(1 - things)
    enough = (with_it >= 3) & (without >= 3)
    high = _so_far(things * y) / np.maximum(with_it, 1)
    low = _so_far((1 - things) * y) / np.maximum(without, 1)
    return np.sum(enough & (np.abs(high - low) >= 0.2 * low), axis=1)
