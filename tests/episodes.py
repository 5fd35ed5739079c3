"""Invented diaries for the tests of patterns: as columns, and as a file to bring in."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING
from uuid import UUID

from holdspace.core import guides
from holdspace.core.insights import (
    CHECK_IN,
    HELD_BACK,
    TEARS,
    Episode,
    Need,
    Rating,
    diary_of,
)
from holdspace.library import shelf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdspace.core.insights import Diary

DAY = 24 * 60
START = 29_400_000  # some minute of November 2025
OWN = '"like the kitchen when everybody has left it for the night'
LONG = '"' + "onewordwithoutanyend" * 3
GUIDES = {TEARS: "after-tears", HELD_BACK: "held-back-tears", CHECK_IN: "check-in"}
AFTER = {"20-minutes": 20, "90-minutes": 90, "next-day": 20 * 60}


def episodes(count: int, seed: int = 3, *, company: float = 0.0) -> list[Episode]:
    """So many episodes over nine months; with company mood rises by so much more."""
    chance = Random(seed)  # noqa: S311  (believable figures, not secrets)
    return [_episode(chance, place, count, company) for place in range(count)]


def diary(count: int, seed: int = 3, *, company: float = 0.0) -> Diary:
    """The same as columns."""
    return diary_of(episodes(count, seed, company=company))


def bundle(made: list[Episode]) -> bytes:
    """The same as a file that a space takes in."""
    found = [one for place, each in enumerate(made) for one in _responses(place, each)]
    entries = [{"resource": json.loads(one)} for one in found]
    whole = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    return json.dumps(whole).encode()


def _responses(place: int, one: Episode) -> Iterator[bytes]:
    ident = UUID(int=place + 1, version=4)
    given = {name: [str(int(value))] for name, value in one.numbers.items()}
    for name, codes in one.choices.items():
        given[name] = [code for code in codes if not code.startswith('"')]
        given[f"{name}+own"] = [code[1:] for code in codes if code.startswith('"')]
    for row, need in enumerate(one.ledger):
        start = f"support-ledger.{row}."
        given |= {f"{start}need": [need.need], f"{start}asked": [_said(need.asked)]}
        given[f"{start}came"] = [_said(need.came)]
    yield _packed(GUIDES[one.kind], ident, given, one.when)
    for number, each in enumerate(one.later):
        rated = {"at": [each.at], "mood": [str(int(each.mood or 0))]}
        rated["tension"] = [str(int(each.tension or 0))]
        other = UUID(int=(place + 1) * 1000 + number, version=4)
        yield _packed("after-tears-later", other, rated, each.when, of=ident)


def _said(value: bool | None) -> str:
    return "yes" if value else "no"


def _packed(
    name: str,
    ident: UUID,
    given: dict[str, list[str]],
    minute: int,
    of: UUID | None = None,
) -> bytes:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    guide = shelf.guide(name)
    typed = {**given, "when": [moment.isoformat()]}
    return guides.pack(
        guide,
        guides.settle(guide, guides.check(guide, typed, zone=UTC)),
        ident=ident,
        authored=moment.isoformat(),
        status="completed",
        of=None if of is None else f"QuestionnaireResponse/{of}",
    )


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
