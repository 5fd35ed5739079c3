"""How long ``holdspace patterns`` takes: to start, for one file, for each of many.

Each is a process of its own, as from a shell, on invented Bundles. One line of JSON for
each figure:

    name        what is asked for
    n           how many episodes a file has
    files       how many files
    wall_ms     from the start of the process to its end, the median
    cpu_ms      its processor time, the smallest
    more_ms     of several files: processor time of one more

Run: ``python -m benchmarks.patterns [ROUNDS]``
"""

from __future__ import annotations

import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROUNDS = 5
MANY = 40
GUIDES = "https://holdspace.org/guides/"
START = datetime(2016, 1, 1, 9, 0, tzinfo=UTC)
CHOICES = {
    "setting": ("home", "out", "in-session"),
    "company": ("alone", "partner", "friend"),
    "support": ("helped", "some", "none"),
    "kinds": ("sadness", "anger", "overwhelm"),
    "feelings": ("grief", "shame", "longing"),
    "trigger": ("conflict", "memory", "unknown"),
    "clearer": ("yes", "a-little", "no"),
}
NUMBERS = ("intensity", "held-back", "ashamed", "mood-before", "mood-after")


def main(rounds: int) -> None:
    """Invent the files, run the command on them, print."""
    with tempfile.TemporaryDirectory(prefix="holdspace-bench-") as folder:
        tell("help", 0, 0, rounds, ["--help"])
        for n in (20, 150, 1_000, 10_000):
            file = Path(folder) / f"{n}.json"
            file.write_bytes(bundle(n))
            tell("patterns", n, 1, rounds, ["--json", str(file)])
        file = Path(folder) / "150.json"
        tell("patterns", 150, MANY, rounds, ["--json", *[str(file)] * MANY])


def tell(name: str, n: int, files: int, rounds: int, given: list[str]) -> None:
    """Run the command some times and print how long it took."""
    walls, cpus = zip(*(measured(given) for _ in range(rounds)), strict=True)
    found: dict[str, Any] = {"name": name, "n": n, "files": files}
    found["wall_ms"] = round(1_000 * statistics.median(walls), 1)
    found["cpu_ms"] = round(1_000 * min(cpus), 1)
    if files > 1:
        alone = min(measured([given[0], given[1]])[1] for _ in range(rounds))
        found["more_ms"] = round(1_000 * (min(cpus) - alone) / (files - 1), 1)
    print(json.dumps(found), flush=True)


def measured(given: list[str]) -> tuple[float, float]:
    """Run the command once; its time on the wall and on the processor."""
    command = [sys.executable, "-m", "holdspace.cli", "patterns", *given]
    before, wall = _spent(), time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - wall, _spent() - before


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def bundle(n: int) -> bytes:
    """Invent a diary of so many episodes, two in three of them rated later."""
    chance = random.Random(n)  # noqa: S311 - invented diaries, not keys
    entries = []
    when = START
    for number in range(n):
        when += timedelta(hours=chance.randint(6, 9) * 3)
        ident = f"r{number}"
        entries.append(_response("after-tears", ident, when, _items(chance)))
        if number % 3:
            rated = [_of(ident), _chose("at", "90-minutes"), _number(chance, "mood")]
            late = when + timedelta(minutes=chance.randint(70, 140))
            entries.append(_response("after-tears-later", f"l{number}", late, rated))
    found = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    return json.dumps(found).encode()


def _items(chance: random.Random) -> list[Any]:
    chosen = [_chose(link, chance.choice(codes)) for link, codes in CHOICES.items()]
    return [*chosen, *(_number(chance, link) for link in NUMBERS)]


def _response(guide: str, ident: str, when: datetime, items: list[Any]) -> Any:
    return {
        "fullUrl": f"urn:uuid:{ident}",
        "resource": {
            "resourceType": "QuestionnaireResponse",
            "id": ident,
            "questionnaire": f"{GUIDES}{guide}|1.0.0",
            "status": "completed",
            "authored": when.isoformat(),
            "item": items,
        },
    }


def _chose(link: str, code: str) -> Any:
    return {"linkId": link, "answer": [{"valueCoding": {"code": code}}]}


def _number(chance: random.Random, link: str) -> Any:
    return {"linkId": link, "answer": [{"valueInteger": chance.randint(0, 10)}]}


def _of(ident: str) -> Any:
    reference = {"reference": f"QuestionnaireResponse/{ident}"}
    return {"linkId": "of", "answer": [{"valueReference": reference}]}


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
