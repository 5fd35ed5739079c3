"""Whether the time of a refused sign-in tells that a name has a space.

Both kinds of refusal are measured in turn, through the whole program and at the real
cost of a password, by the clock on the wall and by the processor's, which other work
on the machine disturbs less: one line of JSON for each kind and one for their ratio,
unknown name to wrong password. A ratio of 1 is what is wanted. The ratio of one half of
the rounds to the other, of one kind, says how far from 1 means anything.

Run: ``python benchmarks/sign_in_time.py [ROUNDS]``
"""

from __future__ import annotations

import json
import os
import random
import secrets
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROUNDS = 40
KNOWN, UNKNOWN = "ana-who-writes", "nob-who-writes"
PASSWORD = "seven quiet herons at Vallendar"  # noqa: S105  (invented, for this file)
WRONG = "another password altogether"


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        set_up(folder)
        seconds = measure(rounds)
        close()
    for clock in ("wall", "processor"):
        taken = {kind: getattr(times, clock) for kind, times in seconds.items()}
        for kind, times in taken.items():
            tell(clock=clock, kind=kind, rounds=rounds, **summary(times))
        known, unknown = (statistics.median(times) for times in taken.values())
        tell(
            clock=clock,
            ratio_of_medians=round(unknown / known, 4),
            ratio_of_half_to_half=round(noise(taken["wrong password"]), 4),
        )


def set_up(folder: str) -> None:
    os.environ["HOLDSPACE_DATA"] = folder
    os.environ["SECRET_KEY"] = secrets.token_urlsafe(48)
    os.environ["SIGNUP"] = "open"
    os.environ["DATABASE_URL"] = ""
    os.environ["DJANGO_SETTINGS_MODULE"] = "holdspace.config.space.settings"
    import django

    django.setup()
    from django.conf import settings

    from holdspace.config import prepared

    # Rate limits would answer instead of the password after a few tries.
    settings.ACCOUNT_RATE_LIMITS = False
    prepared.make_database()
    join()


def join() -> None:
    from holdspace.accounts import flows
    from holdspace.core.vault import Cost

    flows.create_space(
        sign_in=KNOWN,
        password=PASSWORD,
        profile=flows.Profile(),
        cost=Cost(),
        signup="open",
        invitation="",
    )


@dataclass
class Seconds:
    """What the rounds of one kind took."""

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)


def measure(rounds: int) -> dict[str, Seconds]:
    names = {"wrong password": KNOWN, "unknown name": UNKNOWN}
    seconds = {kind: Seconds() for kind in names}
    for name in names.values():
        one_try(name)
    for _ in range(rounds):
        # In a new order each round, so that neither kind always follows the other.
        for kind in random.sample(list(names), 2):
            wall, processor = one_try(names[kind])
            seconds[kind].wall.append(wall)
            seconds[kind].processor.append(processor)
    return seconds


def one_try(name: str) -> tuple[float, float]:
    from django.test import Client

    browser = Client(headers={"host": "localhost"})
    given = {"sign_in": name, "password": WRONG}
    start = time.perf_counter(), time.process_time()
    answer = browser.post("/sign-in/", given)
    end = time.perf_counter(), time.process_time()
    assert answer.status_code == 422, answer.status_code
    return end[0] - start[0], end[1] - start[1]


def summary(times: list[float]) -> dict[str, float]:
    low, middle, high = statistics.quantiles(times, n=4)
    milliseconds = {"median": middle, "quarter": low, "three_quarters": high}
    return {f"{name}_ms": round(each * 1000, 2) for name, each in milliseconds.items()}


def noise(times: list[float]) -> float:
    """The same ratio between two halves of one kind: what chance alone makes."""
    return statistics.median(times[::2]) / statistics.median(times[1::2])


def tell(**figures: object) -> None:
    print(json.dumps(figures))


def close() -> None:
    from django.db import connections

    connections.close_all()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
