"""How a space answers 32 connections at once, and how much memory it takes.

One server, several diaries, connections of several people that read, look through a
month, search and keep, each as fast as it gets answers. Prints one JSON line and ends
with 1 if an answer was wrong or the 99th percentile is not under half a second.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

MOST_MS = 500
MOST_MIB = 160
PAGES = ("/today/", "/timeline/", "/timeline/3/", "/you/", "/journal/read/{one}/")


def main() -> int:
    """Make the diaries, load the server, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--n", type=int, default=10_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="holdspace-load-") as folder:
        found = _run(Path(folder), given)
    print(json.dumps(found))
    good = not found["errors"] and found["p99_ms"] < MOST_MS
    return 0 if good and found["memory_mib"] < MOST_MIB else 1


def _run(folder: Path, given: argparse.Namespace) -> dict[str, object]:
    os.environ.update(HOLDSPACE_DATA=str(folder), DATABASE_URL="", SIGNUP="open")
    from holdspace.cli import setting_up

    setting_up.make_ready()
    from benchmarks import diaries, measures

    space = diaries.make_space("ana")
    rows = diaries.fill(space, given.n)
    measures.look(space)
    paths = [page.format(one=rows[len(rows) // 2]) for page in PAGES]
    with measures.served(folder) as pages:
        rest, spent = pages.memory_kib(), pages.cpu_seconds()
        until = time.monotonic() + given.seconds
        took: list[float] = []
        wrong: list[str] = []

        def visit(number: int) -> None:
            browser = pages.browser.other()
            turn = number
            while time.monotonic() < until:
                turn += 1
                started = time.perf_counter()
                try:
                    if turn % 6 == 5:
                        answer = browser.post("/search/", words=diaries.RARE)
                    else:
                        answer = browser.get(paths[turn % len(paths)])
                    if answer.status != 200:
                        wrong.append(str(answer.status))
                except Exception as gone:  # noqa: BLE001 - every failure counts
                    wrong.append(type(gone).__name__)
                took.append(time.perf_counter() - started)

        visitors = [
            threading.Thread(target=visit, args=(one,))
            for one in range(given.connections)
        ]
        for one in visitors:
            one.start()
        for one in visitors:
            one.join()
        memory, spent = pages.memory_kib(), pages.cpu_seconds() - spent
    took.sort()
    return {
        "name": "load",
        "connections": given.connections,
        "n": given.n,
        "answers": len(took),
        "errors": len(wrong),
        "kinds_of_errors": sorted(set(wrong)),
        "cpu_ms": round(1_000 * spent / len(took), 1),
        "p50_ms": round(1_000 * statistics.median(took), 1),
        "p99_ms": round(1_000 * took[int(len(took) * 0.99)], 1),
        "memory_at_rest_mib": round(rest / 1024, 1),
        "memory_mib": round(memory / 1024, 1),
    }


if __name__ == "__main__":
    sys.exit(main())
