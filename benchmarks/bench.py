"""How fast a diary of ten years is: reading, finding, keeping, taking along.

Prints one line for each figure, with ``--json`` one object a line:

    name       what is done, see ``MEASURES``
    over       "process": the flow alone; "http": the whole page through the server
    n          how many reflections the diary has
    others     how many other diaries lie in the same database
    median_ms  wall time of one call, the median
    cpu_ms     processor time of one call, the smallest of a few rounds; over "http"
               that of the server alone
    floor_ms   the same work with nothing around it, smallest, in the same run
    ratio      cpu_ms / floor_ms

The floor of reading is fetching the sealed bytes in their best layout with the bare
driver, decrypting and decoding them; that of keeping is one such row written durably.
``patterns`` is what is worked out beyond opening: from the columns to the sentences.
``brief`` and ``clients`` are a therapist's pages: one client who brought 500 things,
and sixty clients; there ``n`` is how many.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.measures import Bench, Measure, Pages


SIZES = (10, 1_000, 10_000, 100_000)
SIGN_IN = "ana"
ROUNDS = 3
OF_A_PRACTICE = ("brief", "clients")
PRACTICE = 0
"""The size that stands for a practice instead of a diary."""


@dataclass
class Figure:
    """One figure, as it is printed."""

    name: str
    over: str
    n: int
    others: int
    median_ms: float
    cpu_ms: float
    floor_ms: float | None
    ratio: float | None


def main() -> int:
    """Make the diaries, measure, print."""
    given = _given()
    if given.folder:
        for figure in _in_child(Path(given.folder), given.n[0], given):
            _tell(figure, as_json=True)
        return 0
    sizes = given.n if _wants(given, others=True) else []
    for n in (*sizes, *([PRACTICE] if _wants(given, others=False) else [])):
        with tempfile.TemporaryDirectory(prefix="holdspace-bench-") as folder:
            for figure in _measured(Path(folder), n, given):
                _tell(figure, as_json=given.json)
    return 0


def _wants(given: argparse.Namespace, *, others: bool) -> bool:
    """Whether something of a practice is asked for, or something other than that."""
    return not given.only or any(
        (name not in OF_A_PRACTICE) is others for name in given.only
    )


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./do bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one object a line")
    parser.add_argument("--n", type=int, nargs="+", default=SIZES, help="diary sizes")
    parser.add_argument("--others", type=int, default=0, help="other diaries beside it")
    parser.add_argument("--only", nargs="+", help="some of the names")
    parser.add_argument("--no-http", action="store_true", help="flows alone")
    parser.add_argument("--in", dest="folder", help=argparse.SUPPRESS)
    return parser.parse_args()


def _measured(folder: Path, n: int, given: argparse.Namespace) -> Iterator[Figure]:
    # One process for each size: Django is set up once for one database.
    command = [sys.executable, "-m", "benchmarks.bench", "--n", str(n)]
    command += ["--others", str(given.others), "--in", str(folder)]
    command += ["--only", *given.only] if given.only else []
    command += ["--no-http"] if given.no_http else []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            yield Figure(**json.loads(line))
    if child.returncode:
        raise SystemExit(f"Measuring a diary of {n} ended before it was done.")


def _in_child(folder: Path, n: int, given: argparse.Namespace) -> Iterator[Figure]:
    os.environ["HOLDSPACE_DATA"] = str(folder)
    os.environ["DATABASE_URL"] = ""
    os.environ["SIGNUP"] = "open"
    from holdspace.cli import setting_up

    setting_up.make_ready()
    from benchmarks import diaries, measures

    if n == PRACTICE:
        yield from _in_practice(folder, given)
        return
    space = diaries.make_space(SIGN_IN)
    rows = diaries.fill(space, n)
    for number in range(given.others):
        diaries.fill(diaries.make_space(f"other-{number}"), 20, seed=number)
    with contextlib.closing(sqlite3.connect(folder / "space.sqlite3")) as bare:
        bare.execute("PRAGMA mmap_size=134217728")
        bare.execute("PRAGMA synchronous=FULL")
        bare.execute("PRAGMA cache_size=-20000")
        bench = measures.Bench(space=space, rows=rows, bare=bare)
        measures.look(space)
        for measure in measures.ALL:
            if not given.only or measure.name in given.only:
                yield _process(bench, measure, n, given.others)
        if given.no_http:
            return
        with measures.served(folder) as pages:
            for measure in measures.ALL:
                if measure.path is not None and (
                    not given.only or measure.name in given.only
                ):
                    yield _http(pages, bench, measure, n, given.others)


def _in_practice(folder: Path, given: argparse.Namespace) -> Iterator[Figure]:
    from benchmarks import practice

    with contextlib.closing(sqlite3.connect(folder / "space.sqlite3")) as bare:
        made = practice.make(bare)
        wanted = [
            one for one in practice.ALL if one.name in (given.only or OF_A_PRACTICE)
        ]
        for one in wanted:
            yield _process(made, one, practice.SIZES[one.name], 0)
        if given.no_http:
            return
        with practice.served(folder, made) as pages:
            for one in wanted:
                yield _http(pages, made, one, practice.SIZES[one.name], 0)


def _process(bench: Bench, measure: Measure, n: int, others: int) -> Figure:
    floor = _fastest(measure.floor(bench), measure.times)
    run = measure.run(bench)
    run()
    walls, cpus = [], []
    for _ in range(measure.times):
        prepared = measure.prepare(bench)
        wall, cpu = time.perf_counter(), time.process_time()
        run(prepared) if prepared is not None else run()
        cpus.append(time.process_time() - cpu)
        walls.append(time.perf_counter() - wall)
    return _figure(measure, "process", n, others, walls, min(cpus), floor)


def _fastest(work: Callable[[], object], times: int) -> float:
    best = float("inf")
    for _ in range(times):
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return best


def _http(pages: Pages, bench: Bench, measure: Measure, n: int, others: int) -> Figure:
    assert measure.path is not None
    ask = measure.path(pages, bench)
    ask()
    walls, cpus = [], []
    for _ in range(ROUNDS):
        before = pages.cpu_seconds()
        for _ in range(measure.calls):
            wall = time.perf_counter()
            ask()
            walls.append(time.perf_counter() - wall)
        spent = pages.cpu_seconds() - before
        cpus.append(spent / measure.calls)
    return _figure(measure, "http", n, others, walls, min(cpus), None)


def _figure(
    measure: Measure,
    over: str,
    n: int,
    others: int,
    walls: list[float],
    cpu: float,
    floor: float | None,
) -> Figure:
    return Figure(
        name=measure.name,
        over=over,
        n=n,
        others=others,
        median_ms=round(1_000 * statistics.median(walls), 2),
        cpu_ms=round(1_000 * cpu, 2),
        floor_ms=None if floor is None else round(1_000 * floor, 2),
        ratio=None if not floor else round(cpu / floor, 2),
    )


def _tell(figure: Figure, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(asdict(figure)), flush=True)
        return
    floor = "" if figure.floor_ms is None else f"{figure.floor_ms:10.2f}"
    ratio = "" if figure.ratio is None else f"{figure.ratio:7.2f}"
    print(
        f"{figure.name:16} {figure.over:8} {figure.n:7} {figure.median_ms:10.2f} wall "
        f"{figure.cpu_ms:10.2f} cpu {floor:>10} floor {ratio:>7}",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
