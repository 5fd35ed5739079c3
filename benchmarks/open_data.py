"""Published figures, counted again in open data that somebody has a copy of.

``python -m benchmarks.open_data moods FILE`` reads the moods of Rowland and Wenzel
(Mindfulness 11, 2020, 10.1007/s12671-020-01335-4): 125 people, 40 days, 6 prompts a
day, four pleasant and four unpleasant feelings from 0 to 100. It counts consecutive
observations, published as 14,257, and how often a low moment was better at the next
prompt. Then it calls low moments tears by the toss of a coin: what Holdspace says of
tears against low moments without them has to be *no difference*.

``python -m benchmarks.open_data crying FILE`` reads the HELP trial (Addiction 98,
2003; ``HELPfull`` of R's mosaicData): how an item on crying goes along with the other
nineteen of its scale, between people and within them. No word of the scale is in here.

Both read a CSV file that whoever runs this has got by themselves; none comes along.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from benchmarks.bounds import least, most

from holdspace.core.insights import HELD_BACK, TEARS, Episode, Rating, diary_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    type Floats = NDArray[np.float64]

FEELINGS: Final = tuple(f"emo{number}_m" for number in range(1, 9))
PLEASANT: Final = 4
LOW: Final = 1.5
CLEARLY: Final = 0.5
APART: Final = 103
"""Minutes between two prompts, on average."""
FEW: Final = 10
TOSSES: Final = 4
START: Final = 28_000_000
DAY: Final = 24 * 60

ITEMS: Final = tuple(f"F1{letter}" for letter in "ABCDEFGHIJKLMNOPQRST")
CRYING: Final = "F1Q"
TURNED: Final = ("F1D", "F1H", "F1L", "F1P")
"""Items in which more is better."""
WORST: Final = 3


def table(file: Path, columns: Sequence[str]) -> Floats:
    """Read these columns of a CSV file, NaN where a cell is empty."""
    with file.open(encoding="utf-8", newline="") as opened:
        rows = [
            [_number(row[name]) for name in columns] for row in csv.DictReader(opened)
        ]
    return np.array(rows, dtype=float).reshape(-1, len(columns))


def _number(cell: str) -> float:
    return float(cell) if cell.strip() not in ("", "NA", "nan") else np.nan


def moods_of(file: Path) -> Iterator[tuple[Floats, Floats, Floats]]:
    """Give for each person the days, the prompts and the moods, complete ones only.

    A mood is what is pleasant less what is unpleasant, from -100 to 100.
    """
    rows = table(file, ("subjno", "dayno", "beep", *FEELINGS))
    rows = rows[~np.isnan(rows).any(axis=1)]
    for person in np.unique(rows[:, 0]):
        own = rows[rows[:, 0] == person]
        own = own[np.lexsort((own[:, 2], own[:, 1]))]
        feelings = own[:, 3:]
        mood = feelings[:, :PLEASANT].mean(1) - feelings[:, PLEASANT:].mean(1)
        yield own[:, 1], own[:, 2], mood


def followed(days: Floats, prompts: Floats) -> NDArray[np.int64]:
    """Which moments are followed by the next prompt of the same day."""
    return np.flatnonzero((np.diff(days) == 0) & (np.diff(prompts) == 1))


def recovery(file: Path) -> dict[str, object]:
    """Count consecutive observations, and what came after low moments."""
    pairs, before, after = 0, [], []
    people = list(moods_of(file))
    for days, prompts, mood in people:
        first = followed(days, prompts)
        pairs += len(first)
        own = (mood - mood.mean()) / mood.std(ddof=1)
        low = first[own[first] <= -LOW]
        before.append(own[low])
        after.append(own[low + 1])
    start, end = np.concatenate(before), np.concatenate(after)
    return {
        "people": len(people),
        "pairs": pairs,
        "low": len(start),
        "better": float(np.mean(end > start)),
        "clearly-better": float(np.mean(end - start >= CLEARLY)),
        "from": float(start.mean()),
        "to": float(end.mean()),
    }


def tossed(
    days: Floats, prompts: Floats, mood: Floats, chance: np.random.Generator
) -> list[Episode]:
    """Make a diary of the moments below usual, half of them called tears."""
    ten = np.round((mood + 100) / 20)
    first = followed(days, prompts)
    low = first[mood[first] < mood.mean()]
    kinds = chance.permutation(np.where(np.arange(len(low)) % 2, TEARS, HELD_BACK))
    made = []
    for place, kind in zip(low.tolist(), kinds.tolist(), strict=True):
        when = START + int(days[place] * DAY + prompts[place] * APART)
        later = Rating("90-minutes", when + APART, mood=float(ten[place + 1]))
        numbers = {"mood-before": float(ten[place])}
        made.append(Episode(kind, when, 0, numbers=numbers, later=(later,)))
    return made


def by_the_toss(file: Path, seed: int = 1) -> dict[str, object]:
    """Compare tears that are none with low moments, person by person."""
    from holdspace.core.insights import look_at

    chance = np.random.default_rng(seed)
    told, shown, relief, asked = [], 0, 0, 0
    for days, prompts, mood in moods_of(file):
        for _ in range(TOSSES):
            diary = diary_of(tossed(days, prompts, mood, chance))
            said = {one.id: one for one in look_at(diary)}
            one = said["2.remembered.90-minutes"]
            asked += 1
            if one.estimate is None or one.low is None:
                continue
            told.append(one.estimate)
            different = one.shown and (one.low > 0 or (one.high or 0) < 0)
            shown += different
            relief += different and one.low > 0
    return {
        "diaries": asked,
        "compared": len(told),
        "mean": float(np.mean(told)) if told else None,
        "difference": shown / asked,
        "relief": relief / asked,
        "least": least(relief, asked),
        "most": most(relief, asked),
    }


def crying(file: Path) -> dict[str, object]:
    """How an item on crying goes along with the rest of its scale."""
    rows = table(file, ("ID", "TIME", "A1", *ITEMS))
    rows = rows[~np.isnan(rows[:, 3:]).any(axis=1)]
    answers = rows[:, 3:].copy()
    for item in TURNED:
        place = ITEMS.index(item)
        answers[:, place] = WORST - answers[:, place]
    item = answers[:, ITEMS.index(CRYING)]
    rest = answers.sum(1) - item
    first = rows[:, 1] == 0
    spells = [item[first & (rows[:, 2] == sex)] for sex in (1, 2)]
    within, visits, people = _within(rows[:, 0], item, rest)
    return {
        "people": int(first.sum()),
        "between": float(np.corrcoef(item[first], rest[first])[0, 1]),
        "people-again": people,
        "visits": visits,
        "within": within,
        "any-men": float(np.mean(spells[0] > 0)),
        "any-women": float(np.mean(spells[1] > 0)),
    }


def _within(who: Floats, item: Floats, rest: Floats) -> tuple[float, int, int]:
    """The same, with each person's own mean taken away."""
    kept = [who == one for one in np.unique(who) if np.sum(who == one) > 1]
    own = np.concatenate([item[one] - item[one].mean() for one in kept])
    beside = np.concatenate([rest[one] - rest[one].mean() for one in kept])
    return float(np.corrcoef(own, beside)[0, 1]), len(own), len(kept)


def main() -> int:
    """Count in the file that was pointed to; 2 if it does not hold what it takes."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("data", choices=("moods", "crying"))
    asked.add_argument("file", type=Path)
    given = asked.parse_args()
    try:
        if given.data == "crying":
            print(json.dumps(crying(given.file)))
        else:
            print(json.dumps(recovery(given.file)))
            print(json.dumps(by_the_toss(given.file)))
    except (OSError, KeyError, ValueError) as trouble:
        print(f"This file cannot be used: {trouble!r}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
