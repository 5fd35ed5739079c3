"""Whether statements 4 and 5 keep what they promise, on diaries made by chance.

Three things are tried, cell by cell, and one JSON line is printed for each:

- ``rate``: how often the 90 % interval of ``4.rate`` holds the rate that was the truth;
- ``change``: how many diaries in which nothing changes are *ever* told that something
  did, looked at until there are 150 times of tears; and how often a true change is
  found within 24 weeks;
- ``share``: how often the intervals of counted words hold the truth.

Beside them what the usual intervals, which know of no bouts, would have held.

Ends with 1 where a share is worse than its bar allows, by the 97.5 % bound of a
binomial. Cells named ``hard`` have no bar: they show where the methods end.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Final

import numpy as np

from holdspace.core.insights import CHECK_IN, TEARS, Diary
from holdspace.core.insights.changing import BETWEEN_LOOKS, FIRST_LOOK, change
from holdspace.core.insights.clumping import (
    count_interval,
    intervals_of,
    share_interval,
)
from holdspace.core.insights.observing import WEEK, observed
from holdspace.core.insights.rates import rate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    type Floats = NDArray[np.float64]
    type Made = Callable[[np.random.Generator, int, float], Floats]

COVERED: Final = 0.87
EVER: Final = 0.01
MOST_TEARS: Final = 150
CHECK_INS: Final = (0.0, 3.0)
SURE: Final = 1e9
"""Degrees of freedom with which nothing is allowed for what is not known."""


def steady(chance: np.random.Generator, weeks: int, each: float) -> Floats:
    """Tears that come independently of each other."""
    return chance.uniform(0, weeks, chance.poisson(each * weeks))


def uneven(shape: float) -> Made:
    """Weeks whose rates differ by chance (negative binomial counts)."""

    def made(chance: np.random.Generator, weeks: int, each: float) -> Floats:
        return _weekly(chance, chance.gamma(shape, each / shape, weeks))

    return made


def bouts(chance: np.random.Generator, weeks: int, each: float) -> Floats:
    """Three times of tears in a few days, on average, then a pause."""
    before = 4
    starts = chance.uniform(-before, weeks, chance.poisson(each / 3 * (weeks + before)))
    sizes = 1 + chance.poisson(2, len(starts))
    when = np.repeat(starts, sizes) + chance.exponential(2 / 7, sizes.sum())
    return when[(when >= 0) & (when < weeks)]


def phases(ratio: float, stay: float) -> Made:
    """Busy and quiet phases that last some weeks (a Markov-modulated process)."""

    def made(chance: np.random.Generator, weeks: int, each: float) -> Floats:
        turns = chance.random(weeks) < 1 / stay
        turns[0] = chance.random() < 0.5
        busy = np.cumsum(turns) % 2 == 1
        quiet_rate = 2 * each / (1 + ratio)
        return _weekly(chance, np.where(busy, ratio * quiet_rate, quiet_rate))

    return made


def _weekly(chance: np.random.Generator, rates: Floats) -> Floats:
    starts = np.repeat(np.arange(len(rates)), chance.poisson(rates))
    return starts + chance.random(len(starts))


PROCESSES: Final[dict[str, Made]] = {
    "steady": steady,
    "uneven": uneven(0.5),
    "bouts": bouts,
    "phases": phases(4, 4),
    "hard-uneven": uneven(0.2),
    "hard-phases": phases(4, 8),
    "hard-swings": phases(10, 4),
}


def diary(chance: np.random.Generator, tears: Floats, check_ins: Floats) -> Diary:
    """Make a diary of moments, in weeks, and of nothing else."""
    moments = np.concatenate((tears, check_ins))
    kinds = np.repeat([TEARS, CHECK_IN], [len(tears), len(check_ins)])
    order = np.argsort(moments, kind="stable")
    when = (moments[order] * WEEK).astype(np.int64)
    hours = np.ones(len(when), dtype=np.bool_)
    return Diary(kinds[order], when, when, hours, {}, {}, {})


def _made(
    chance: np.random.Generator, made: Made, weeks: int, each: float, check_ins: float
) -> Diary:
    beside = chance.uniform(0, weeks, chance.poisson(check_ins * weeks))
    return diary(chance, made(chance, weeks, each), beside)


def rates(diaries: int) -> Iterator[dict[str, object]]:
    """How often the interval of the rate holds the truth."""
    for name, made in PROCESSES.items():
        for weeks in (8, 12, 20, 52, 150):
            for each in (0.2, 1.0, 3.0, 10.0):
                yield _rate_cell(name, made, weeks, each, diaries)


def _rate_cell(
    name: str, made: Made, weeks: int, each: float, diaries: int
) -> dict[str, object]:
    chance = np.random.default_rng([weeks, round(each * 10), len(name)])
    held, widths, plain = [], [], []
    for _ in range(diaries):
        seen = observed(_made(chance, made, weeks + 1, each, 3.0))
        found = rate(seen)
        if found.low is None or found.high is None:
            continue
        held.append(found.low <= each <= found.high)
        widths.append((found.high - found.low) / each)
        low, high = count_interval(len(seen.tears), 1.0, SURE)
        plain.append(low <= each * seen.weeks <= high)
    return _covered("rate", held) | {
        "process": name,
        "weeks": weeks,
        "a_week": each,
        "width": round(float(np.median(widths)), 2),
        "poisson": round(float(np.mean(plain)), 4),
        "bar": None if name.startswith("hard") else COVERED,
    }


def changes(diaries: int) -> Iterator[dict[str, object]]:
    """How often a change is told where there is none, and found where there is one."""
    for name, made in PROCESSES.items():
        for each in (0.5, 1.0, 3.0, 10.0):
            for check_ins in CHECK_INS:
                yield _unchanged_cell(name, made, each, check_ins, diaries)
    for name in ("steady", "uneven", "phases"):
        for weeks in (32, 52, 104):
            for each, times in ((1.0, 3.0), (3.0, 3.0), (3.0, 2.0), (4.0, 0.25)):
                yield _changed_cell(name, weeks, each, times, diaries // 5)


def _unchanged_cell(
    name: str, made: Made, each: float, check_ins: float, diaries: int
) -> dict[str, object]:
    chance = np.random.default_rng([round(each * 10), round(check_ins), len(name)])
    weeks = min(320, int(MOST_TEARS * 1.2 / each) + 8)
    told, held = [], []
    for _ in range(diaries):
        found = list(_looks(_made(chance, made, weeks, each, check_ins)))
        told.append(any(one.shown for one in found))
        held += [one.low <= 1 <= one.high for one in found[-1:] if one.low is not None]
    return {
        "what": "unchanged",
        "process": name,
        "a_week": each,
        "check_ins": check_ins,
        "n": len(told),
        "ever": round(float(np.mean(told)), 4),
        "bound": round(_bound(told, over=False), 4),
        "held": round(float(np.mean(held)), 3) if held else None,
        "bar": None if name.startswith("hard") else EVER,
    }


def _changed_cell(
    name: str, weeks: int, each: float, times: float, diaries: int
) -> dict[str, object]:
    chance = np.random.default_rng([weeks, round(each), round(times * 4), len(name)])
    made, after = PROCESSES[name], 24
    found, held = [], []
    for _ in range(diaries):
        tears = np.concatenate(
            (made(chance, weeks, each), weeks + made(chance, after, each * times))
        )
        beside = chance.uniform(0, weeks + after, chance.poisson(2 * (weeks + after)))
        looks = list(_looks(diary(chance, tears, beside), until=10_000))
        since = looks[(weeks - FIRST_LOOK) // BETWEEN_LOOKS + 1 :]
        found.append(any(one.shown for one in since))
        # Twelve weeks after the change all of its weeks are those compared.
        whole = looks[weeks // BETWEEN_LOOKS : weeks // BETWEEN_LOOKS + 1]
        held += [one.low <= times <= one.high for one in whole if one.low is not None]
    return {
        "what": "changed",
        "process": name,
        "weeks_before": weeks,
        "a_week": each,
        "times": times,
        "n": len(found),
        "found": round(float(np.mean(found)), 3),
        "held": round(float(np.mean(held)), 3) if held else None,
        "bar": None,
    }


def _looks(one: Diary, until: int = MOST_TEARS) -> Iterator[object]:
    # The statement changes at looks only: this is what is said after every episode.
    seen = observed(one)
    end = seen.weeks if len(seen.tears) <= until else float(seen.tears[until - 1])
    look = FIRST_LOOK
    while look <= end:
        yield change(seen.until(look))
        look += BETWEEN_LOOKS


def shares(diaries: int) -> Iterator[dict[str, object]]:
    """How often the intervals of counted words hold the truth."""
    truth = np.array([0.05, 0.1, 0.2, 0.35, 0.5, 0.1, 0.2, 0.05])
    for carry in (0.0, 0.3, 0.5, 0.7):
        for length in (10, 20, 40, 100, 400):
            chance = np.random.default_rng([length, round(carry * 10)])
            held = [
                _held(chance, truth, length, carry) for _ in range(max(200, diaries))
            ]
            for place in range(5):
                yield _covered("share", [one[place] for one in held]) | {
                    "carry": carry,
                    "answers": length,
                    "truth": truth[place],
                    "wilson": round(
                        float(np.mean([one[8 + place] for one in held])), 4
                    ),
                    "bar": None if carry > 0.5 else COVERED,
                }


def _held(
    chance: np.random.Generator, truth: Floats, length: int, carry: float
) -> list[bool]:
    chosen = chance.random((length, len(truth))) < truth
    kept = chance.random((length, len(truth))) < carry
    for row in range(1, length):
        chosen[row] = np.where(kept[row], chosen[row - 1], chosen[row])
    low, high = intervals_of(chosen)
    least, most = share_interval(chosen.mean(axis=0), float(length), SURE)
    within = ((low <= truth) & (truth <= high), (least <= truth) & (truth <= most))
    return np.concatenate(within).tolist()


def _covered(what: str, held: list[bool]) -> dict[str, object]:
    return {
        "what": what,
        "n": len(held),
        "held": round(float(np.mean(held)), 4),
        "bound": round(_bound(held, over=True), 4),
    }


def _bound(flags: list[bool], *, over: bool) -> float:
    # The end of Wilson's 95 % interval on the side that favours the statement.
    share, size, z = float(np.mean(flags)), len(flags), 1.96
    middle = (share + z * z / (2 * size)) / (1 + z * z / size)
    half = z * np.sqrt(share * (1 - share) / size + z * z / (4 * size**2))
    half /= 1 + z * z / size
    return float(middle + half if over else middle - half)


def _passes(line: dict[str, object]) -> bool:
    if line["bar"] is None:
        return True
    if line["what"] == "unchanged":
        return line["bound"] <= line["bar"]
    return line["bound"] >= line["bar"]


def main() -> int:
    """Print all cells; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--diaries", type=int, default=2_000, help="in each cell")
    parser.add_argument("--only", choices=("rate", "change", "share"))
    chosen = parser.parse_args()
    made = {"rate": rates, "change": changes, "share": shares}
    missed = 0
    for name, cells in made.items():
        if chosen.only not in (None, name):
            continue
        for line in cells(chosen.diaries):
            passes = _passes(line)
            missed += not passes
            print(json.dumps(line | {"passes": passes}), flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
