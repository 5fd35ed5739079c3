"""What is true of a kind of person, to count how often that is covered.

Where the simulator says so, the truth is exact: nothing goes along with anything, and
tears do nothing. Everything else is the mean over many other diaries of the same kind:
of rated episodes, in ratings as they are given, with floor, ceiling and heaping.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from benchmarks.circumstances import HIGH, NUMBERS
from benchmarks.simulated import simulate

from holdspace.core.insights import CHECK_IN, HELD_BACK, TEARS, diary_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.cells import Cell

    from holdspace.core.insights import Diary, Statement

POOLED: Final = 400
"""From how many diaries a truth is taken, of seeds that are used for nothing else."""
FIRST_SEED: Final = 900_000_000
MAIN: Final = "90-minutes"


@dataclass(slots=True)
class Truths:
    """The truths of one cell; ``of`` says None where it knows of none."""

    cell: Cell
    pool: Sequence[Diary]

    def of(self, said: Statement) -> float | None:
        """What a statement would say if it knew everything."""
        number, _, rest = said.id.partition(".")
        if number == "1" and self.cell.lasting:
            return None
        if number == "1":
            return self._relief(*rest.split("."))
        if number == "2":
            return self._against(rest)
        if number == "3" and said.unit == "points":
            return self._difference(said)
        return None

    def _relief(self, what: str, at: str, share: str = "") -> float | None:
        change = np.concatenate([_change(one, what, at) for one in self.pool])
        change = change[~np.isnan(change)]
        if share:
            wanted = {"better": 1, "same": 0, "worse": -1}[share]
            up = np.sign(change) * (-1 if what == "tension" else 1)
            return float(np.mean(up == wanted))
        return float(np.mean(change))

    def _against(self, rest: str) -> float | None:
        if not rest.endswith(MAIN):
            return None
        if self.cell.idle:
            return 0.0
        return matched(self.pool, remembered=rest.startswith("remembered"))

    def _difference(self, said: Statement) -> float | None:
        # Where a level goes with the mood before, that is held equal: still nothing.
        if self.cell.null and self.cell.settings.wider is None:
            return 0.0
        if said.factor in NUMBERS and said.factor != self._balanced:
            return None
        return difference(self.pool, said)

    @property
    def _balanced(self) -> str:
        # From where on a number is high is known only where it has two heaps.
        effect = self.cell.settings.effect
        return effect[0] if effect is not None and self.cell.settings.balanced else ""


def truths_of(cell: Cell, pooled: int = POOLED) -> Truths:
    """Simulate what the truths of a cell are taken from."""
    seeds = range(FIRST_SEED, FIRST_SEED + pooled)
    return Truths(cell, [diary_of(simulate(cell.settings, seed)) for seed in seeds])


def matched(pool: Sequence[Diary], *, remembered: bool) -> float | None:
    """Tears against the others at each mood, weighted by how often tears had it.

    Moods that fewer than fifty of the others had are left out.
    """
    starts: list[list[np.ndarray]] = [[], []]
    ends: list[list[np.ndarray]] = [[], []]
    for diary in pool:
        start, other = _start(diary, remembered=remembered)
        end = diary.later[MAIN].mood
        usable = ~np.isnan(start) & ~np.isnan(end)
        for place, rows in enumerate((diary.kind == TEARS, diary.kind == other)):
            starts[place].append(start[rows & usable])
            ends[place].append(end[rows & usable])
    tears, others = (np.concatenate(one) for one in starts)
    after, beside = (np.concatenate(one) for one in ends)
    found, weights = [], []
    for mood in np.unique(tears):
        if np.sum(others == mood) >= 50:
            found.append(after[tears == mood].mean() - beside[others == mood].mean())
            weights.append(np.sum(tears == mood))
    return float(np.average(found, weights=weights)) if found else None


def _start(diary: Diary, *, remembered: bool) -> tuple[np.ndarray, int]:
    if remembered:
        return diary.number("mood-before"), HELD_BACK
    now = np.where(
        diary.kind == CHECK_IN, diary.number("mood"), diary.number("mood-after")
    )
    return now, CHECK_IN


def difference(pool: Sequence[Diary], said: Statement) -> float | None:
    """The mean change with a level less that with what it is held against."""
    assert said.factor is not None
    assert said.level is not None
    assert said.against is not None
    sums = np.zeros((2, 2))
    for diary in pool:
        change = _change(diary, "mood", MAIN)
        usable = ~np.isnan(change)
        for place, level in enumerate((said.level, said.against)):
            rows = usable & level_of(diary, said.factor, level)[diary.kind == TEARS]
            sums[place] += rows.sum(), change[rows].sum()
    if sums[:, 0].min() < 200:
        return None
    means = sums[:, 1] / sums[:, 0]
    return float(means[0] - means[1])


def level_of(diary: Diary, factor: str, level: str) -> np.ndarray:
    """Which responses have a level; ``not-`` is any other answer."""
    if factor in NUMBERS:
        high = diary.number(factor) >= HIGH
        return high if level == "high" else _answered(diary, factor) & ~high
    if level.startswith("not-") and not diary.chose(factor, level).any():
        other = level_of(diary, factor, level.removeprefix("not-"))
        return _answered(diary, factor) & ~other
    return diary.chose(factor, level)


def _answered(diary: Diary, factor: str) -> np.ndarray:
    if factor in NUMBERS:
        return ~np.isnan(diary.number(factor))
    return diary.answered(factor)


def _change(diary: Diary, what: str, at: str) -> np.ndarray:
    tears = diary.kind == TEARS
    start = diary.number(f"{what}-before")[tears]
    if at == "right-after":
        return diary.number(f"{what}-after")[tears] - start
    found = diary.later[at].mood if what == "mood" else diary.later[at].tension
    return found[tears] - start
