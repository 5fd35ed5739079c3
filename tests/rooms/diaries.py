"""Invented diaries for the tests of patterns: columns in hand, nothing kept."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from holdspace.core.insights import (
    CHECK_IN,
    HELD_BACK,
    TEARS,
    Episode,
    Need,
    Rating,
    diary_of,
)

if TYPE_CHECKING:
    from holdspace.core.insights import Diary

DAY = 24 * 60
START = 29_400_000  # some minute of November 2025
OWN = '"like the kitchen when everybody has left and the radio is still on'
LONG = '"' + "onewordwithoutanyend" * 12
AFTER = {"20-minutes": 20, "90-minutes": 90, "next-day": 20 * 60}


def episodes(count: int, seed: int = 3, *, company: float = 0.0) -> list[Episode]:
    """So many episodes over nine months; with company mood rises by so much more."""
    chance = Random(seed)  # noqa: S311  (believable figures, not secrets)
    return [_episode(chance, place, count, company) for place in range(count)]


def diary(count: int, seed: int = 3, *, company: float = 0.0) -> Diary:
    """The same as columns."""
    return diary_of(episodes(count, seed, company=company))


def _episode(chance: Random, place: int, count: int, company: float) -> Episode:
    kind = chance.choice([TEARS] * 5 + [HELD_BACK] * 2 + [CHECK_IN])
    when = START + place * 270 * DAY // count + chance.randrange(DAY)
    before = chance.randint(1, 5)
    if kind == CHECK_IN:
        return Episode(kind, when, 60, numbers={"mood": before, "tension": 5})
    together = chance.random() < 0.5
    rise = company if together and kind == TEARS else 0.0
    numbers = {
        "mood-before": before,
        "mood-after": max(0, before + chance.choice((-1, 0, 0, 1))),
        "tension-before": 8 - before,
        "tension-after": 8 - before,
        "held-back": chance.randint(0, 8),
        "ashamed": chance.randint(0, 6),
    }
    later = [
        Rating(at, when + minutes, *_rated(chance, before + rise))
        for at, minutes in AFTER.items()
        if chance.random() < 0.8
    ]
    choices = _choices(chance, together) if kind == TEARS else {}
    ledger = [Need("rest", asked=True, came=together, helped="yes")] * (kind == TEARS)
    return Episode(kind, when, 60, False, numbers, choices, later, ledger)


def _rated(chance: Random, start: float) -> tuple[float, float]:
    mood = min(10, max(0, round(start + chance.gauss(1.0, 1.0))))
    return mood, max(0, 8 - mood)


def _choices(chance: Random, together: bool) -> dict[str, list[str]]:
    return {
        "company": ["partner" if together else "alone"],
        "feelings": chance.sample(["sadness", "grief", "relief", OWN, LONG], 2),
        "trigger": [chance.choice(("memory", "loss", "conflict"))],
        "body-places": chance.sample(["throat", "chest", "whole-body", "numb"], 2),
        "needs": ["rest", "quiet"],
        "apology": [chance.choice(("said-sorry", "felt-the-urge", "neither"))],
    }
