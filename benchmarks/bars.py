"""The bars that patterns have to keep, from what was read in many diaries."""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
from benchmarks.bounds import least, most
from benchmarks.truths import MAIN, difference

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.cells import Cell
    from benchmarks.truths import Truths

    from holdspace.core.insights import Statement

ERRORS: Final = 0.07
COVERAGE: Final = 0.87
BIAS: Final = 0.2
RELIEF: Final = 0.05
POWER_AT: Final = 80
TWICE: Final = 2


@dataclass(slots=True)
class Read:
    """What one diary said.

    Attributes:
        rated: How many rated episodes it has.
        patterns: By how many were there, the patterns that were shown then.
        said: By how many were there, all statements.
        others: By the rule of another tracker, whether it ever showed something, and
            how much it shows in the end.
        broken: By how many were there, the error that there was instead.
    """

    rated: int
    patterns: dict[int, list[str]] = field(default_factory=dict)
    said: dict[int, tuple[Statement, ...]] = field(default_factory=dict)
    others: dict[str, tuple[bool, int]] = field(default_factory=dict)
    broken: dict[int, str] = field(default_factory=dict)


def judge(
    cell: Cell, reads: Sequence[Read], truths: Truths
) -> Iterator[dict[str, object]]:
    """Judge what was read by every bar that the cell has."""
    yield broken(reads)
    if cell.null:
        yield errors(reads)
        yield from others(reads)
    for size in cell.sizes:
        yield from coverage(reads, truths, size)
        yield from comparing(cell, reads, truths, size)
    if cell.power:
        yield from power(cell, reads, truths)


def broken(reads: Sequence[Read]) -> dict[str, object]:
    """How many diaries could not be read at all, at some size."""
    which = {place: one.broken for place, one in enumerate(reads) if one.broken}
    return {
        "bar": "broken",
        "diaries": len(reads),
        "broken": len(which),
        "kept": not which,
        "examples": dict(list(which.items())[:3]),
    }


def errors(reads: Sequence[Read]) -> dict[str, object]:
    """How many diaries without any effect ever showed a pattern."""
    ever = [any(one.patterns.values()) for one in reads]
    first = [
        min(size for size, found in one.patterns.items() if found)
        for one in reads
        if any(one.patterns.values())
    ]
    which: defaultdict[str, int] = defaultdict(int)
    for one in reads:
        for identity in set().union(*one.patterns.values()):
            which[identity] += 1
    high = most(sum(ever), len(ever))
    return {
        "bar": "errors",
        "diaries": len(ever),
        "share": float(np.mean(ever)),
        "most": high,
        "kept": high <= ERRORS,
        "first": {size: first.count(size) for size in sorted(set(first))},
        "which": dict(sorted(which.items(), key=lambda one: -one[1])[:8]),
        "longest": max(max(one.patterns, default=0) for one in reads),
    }


def others(reads: Sequence[Read]) -> Iterator[dict[str, object]]:
    """What the rules of other trackers showed in the same diaries."""
    for name in sorted({name for one in reads for name in one.others}):
        found = [one.others[name] for one in reads if name in one.others]
        yield {
            "bar": "others",
            "rule": name,
            "diaries": len(found),
            "share": float(np.mean([ever for ever, _ in found])),
            "in-the-end": float(np.mean([many > 0 for _, many in found])),
            "patterns": float(np.mean([many for _, many in found])),
        }


def group_of(identity: str) -> str:
    """Coverage is judged by the statement, in the third kind by the factor."""
    parts = identity.split(".")
    if parts[0] == "1" and len(parts) == 4:
        return f"1.{parts[1]}.shares"
    return ".".join(parts[:2] if parts[0] == "3" else parts)


def coverage(
    reads: Sequence[Read], truths: Truths, size: int
) -> Iterator[dict[str, object]]:
    """How often the intervals hold the truth, over all that were computed.

    The bound is for as many tries as diaries have one: those of one diary are not
    independent of each other.
    """
    known: dict[object, float | None] = {}
    found: defaultdict[str, list[tuple[int, float, float]]] = defaultdict(list)
    for number, one in enumerate(reads):
        for said in one.said.get(size, ()):
            if said.low is None or said.high is None:
                continue
            key = (said.id, said.level, said.against)
            if key not in known:
                known[key] = truths.of(said)
            truth = known[key]
            if truth is not None:
                covers = said.low - 1e-9 <= truth <= said.high + 1e-9
                miss = 0.0 if said.estimate is None else said.estimate - truth
                found[group_of(said.id)].append((number, float(covers), miss))
    for group, tries in sorted(found.items()):
        diaries = len({number for number, _, _ in tries})
        share = float(np.mean([covers for _, covers, _ in tries]))
        low = least(share * diaries, diaries)
        yield {
            "bar": "coverage",
            "rated": size,
            "group": group,
            "diaries": diaries,
            "intervals": len(tries),
            "share": share,
            "least": low,
            "bias": float(np.mean([miss for _, _, miss in tries])),
            "kept": low >= COVERAGE if diaries >= 1_000 else None,
        }


def comparing(
    cell: Cell, reads: Sequence[Read], truths: Truths, size: int
) -> Iterator[dict[str, object]]:
    """What tears are said to do against low moments without them."""
    for identity in (f"2.remembered.{MAIN}", f"2.at-logging.{MAIN}"):
        said = [s for one in reads for s in one.said.get(size, ()) if s.id == identity]
        told = [one for one in said if one.estimate is not None]
        if not said:
            continue
        shown = [one for one in told if one.shown]
        relief = sum(one.low is not None and one.low > 0 for one in shown)
        worse = sum(one.high is not None and one.high < 0 for one in shown)
        line: dict[str, object] = {
            "bar": "comparing",
            "rated": size,
            "id": identity,
            "diaries": len(said),
            "compared": len(told),
            "n": float(np.median([one.n for one in said])),
            "relief": relief / len(said),
            "worse": worse / len(said),
            "about-the-same": (len(shown) - relief - worse) / len(said),
        }
        truth = truths.of(said[0])
        if told and truth is not None:
            bias = float(np.mean([one.estimate for one in told])) - truth
            line |= {"truth": truth, "bias": bias}
            if cell.idle:
                high = most(relief, len(said))
                line |= {"most": high, "kept": abs(bias) <= BIAS and high <= RELIEF}
        yield line


def power(
    cell: Cell, reads: Sequence[Read], truths: Truths
) -> Iterator[dict[str, object]]:
    """How often a true difference is shown, and whether the size needed was right."""
    assert cell.settings.effect is not None
    identity = "3." + ".".join(cell.settings.effect[:2])
    shares: dict[int, float] = {}
    for size in cell.sizes:
        said = [_find(one.said[size], identity) for one in reads if size in one.said]
        hits = sum(one is not None and one.shown for one in said)
        shares[size] = hits / len(said)
        line: dict[str, object] = {
            "bar": "power",
            "id": identity,
            "rated": size,
            "diaries": len(said),
            "share": shares[size],
        }
        known = [one for one in said if one is not None]
        if size == POWER_AT:
            low = least(hits, len(said))
            truth = difference(truths.pool, known[0]) if known else None
            line |= {"least": low, "kept": low >= cell.power, "truth": truth}
        yield line
    yield from needed(reads, identity, shares)


def needed(
    reads: Sequence[Read], identity: str, shares: dict[int, float]
) -> Iterator[dict[str, object]]:
    """How many rated episodes the page says it takes, beside how many it took."""
    took = {half: _reached(shares, half) for half in (0.5, 0.8)}
    for size in shares:
        said = [_find(one.said[size], identity) for one in reads if size in one.said]
        told = [
            size + one.needed
            for one in said
            if one is not None and not one.shown and one.needed is not None
        ]
        if len(told) < len(reads) / 10:
            continue
        middle = float(np.median(told))
        right = [
            size_it_took / TWICE <= middle <= size_it_took * TWICE
            for size_it_took in took.values()
            if size_it_took is not None
        ]
        yield {
            "bar": "needed",
            "id": identity,
            "rated": size,
            "told": len(told),
            "median": middle,
            "tenth": float(np.quantile(told, 0.1)),
            "nine-tenths": float(np.quantile(told, 0.9)),
            "took-half": took[0.5],
            "took-most": took[0.8],
            "kept": all(right) if right else None,
        }


def _reached(shares: dict[int, float], wanted: float) -> float | None:
    """At which size this share is reached, between sizes by a straight line."""
    sizes = list(shares)
    for size, following in itertools.pairwise(sizes):
        if shares[size] < wanted <= shares[following]:
            part = (wanted - shares[size]) / (shares[following] - shares[size])
            return size + part * (following - size)
    return None


def _find(said: Sequence[Statement], identity: str) -> Statement | None:
    return next((one for one in said if one.id == identity), None)
