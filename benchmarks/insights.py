"""Whether patterns keep their bars, cell by cell, on diaries whose truth is known.

``python -m benchmarks.insights`` prints one JSON object a line: the cell, the bar, how
many diaries, the share that was counted, its exact 97.5 % bound, and whether that keeps
the bar; it ends with 1 if one does not. ``--cells null help``, ``--diaries 2000``,
``--jobs 2``; ``--every`` looks after each single episode, to see that nothing is first
shown between the looks that are counted; ``--errors`` counts errors and nothing else.

Bars: *errors*, *coverage*, *power*, *needed*, *comparing*. *others* has none.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
from benchmarks import bars
from benchmarks.cells import CELLS
from benchmarks.others import shown_by_others
from benchmarks.prefixes import first
from benchmarks.simulated import simulate
from benchmarks.truths import MAIN, truths_of

from holdspace.core.insights import TEARS, diary_of, look_at
from holdspace.core.insights import going_along as module
from holdspace.core.insights.estimating import differences_of
from holdspace.core.insights.going_along import going_along
from holdspace.core.insights.looks import LOOKS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.bars import Read
    from benchmarks.cells import Cell

    from holdspace.core.insights import Diary, Statement
    from holdspace.core.insights.diary import Floats
    from holdspace.core.insights.estimating import Differences, Levels

FIRST: Final = 20
LAST: Final = 150
A_CELL: Final = 100_000
"""Of each cell so many seeds are its own: cells are not to share their people."""


def read_diary(cell: Cell, every: bool, seed: int) -> Read:
    """Make one diary and read it as the person would have, again and again."""
    module.differences_of = differences_of if every else kept_differences()
    diary = diary_of(simulate(cell.settings, seed))
    ends = rated_ends(diary)
    looks = list(range(FIRST, LAST + 1)) if every else list(LOOKS)
    wanted = set(cell.sizes) | (set(looks) if cell.null else set())
    read = bars.Read(rated=len(ends))
    for size in sorted(size for size in wanted if size <= len(ends)):
        until = first(diary, ends[size - 1])
        try:
            said = look_at(until) if size in cell.sizes else going_along(until)
        except Exception as trouble:  # noqa: BLE001 - whatever it is, it is counted
            read.broken[size] = repr(trouble)
            continue
        if cell.null and FIRST <= size <= LAST:
            read.patterns[size] = [one.id for one in said if is_pattern(one)]
        if size in cell.sizes:
            read.said[size] = said
    if cell.null:
        read.others = {
            name: (bool(found.any()), int(found[-1]))
            for name, found in shown_by_others(diary).items()
            if len(found)
        }
    return read


def kept_differences() -> Callable[[Floats, Levels, Floats], Differences]:
    """Let what a look saw be kept until the next diary, which saves most of the time.

    The same ratings and circumstances give the same differences, however many episodes
    came since. ``--every`` works each one out anew.
    """
    seen: dict[tuple[bytes, ...], Differences] = {}

    def kept(change: Floats, levels: Levels, beside: Floats) -> Differences:
        arrays = (change, levels.at, levels.silent, levels.question, beside)
        key = tuple(one.tobytes() for one in arrays)
        if key not in seen:
            seen[key] = differences_of(change, levels, beside)
        return seen[key]

    return kept


def rated_ends(diary: Diary) -> list[int]:
    """After how many responses each rated episode of tears is there."""
    rated = (
        (diary.kind == TEARS)
        & ~np.isnan(diary.number("mood-before"))
        & ~np.isnan(diary.later[MAIN].mood)
    )
    return (np.flatnonzero(rated) + 1).tolist()


def is_pattern(said: Statement) -> bool:
    """Whether this says that something goes along with relief."""
    return said.number == 3 and said.shown


def run(name: str, given: argparse.Namespace) -> Iterator[dict[str, object]]:
    """Read all diaries of a cell and judge them by every bar that it has."""
    cell = CELLS[name]
    if given.errors:
        cell = replace(cell, sizes=())
    first_seed = A_CELL * (1 + list(CELLS).index(name))
    seeds = range(first_seed, first_seed + given.diaries)
    read_one = partial(read_diary, cell, given.every)
    if given.jobs > 1:
        with ProcessPoolExecutor(given.jobs) as pool:
            reads = list(pool.map(read_one, seeds, chunksize=10))
    else:
        reads = [read_one(seed) for seed in seeds]
    for line in bars.judge(cell, reads, truths_of(cell, given.pooled)):
        yield {"cell": name, **line}


def main() -> int:
    """Judge the cells that were asked for; 1 if a bar is not kept."""
    # One thread a process: the arrays are small, and there are other processes.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--cells", nargs="*", choices=sorted(CELLS), default=list(CELLS))
    asked.add_argument("--diaries", type=int, default=2_000)
    asked.add_argument("--pooled", type=int, default=400)
    asked.add_argument("--jobs", type=int, default=1)
    asked.add_argument("--every", action="store_true")
    asked.add_argument("--errors", action="store_true")
    given = asked.parse_args()
    kept = True
    for name in given.cells:
        for line in run(name, given):
            print(json.dumps(line), flush=True)
            kept &= line.get("kept") is not False
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
