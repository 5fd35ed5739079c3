"""Diaries of people who do not exist, with a truth that is known.

Written from the description of what patterns may say, without a look at how Holdspace
works anything out: it is meant to catch it out. Mood runs on in continuous time and
recovers by itself; tears, held-back tears and low check-ins come when it is low;
ratings are remembered with error, heaped and missing. What tears do, and what goes
along with relief, is added on top, so that it is known.

``python -m benchmarks.simulated --cell NAME --write FOLDER`` writes diaries as Bundles,
for ``holdspace patterns``.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from benchmarks.circumstances import NUMBERS, Around, draw
from benchmarks.moods import LEAST, MOST, rated, scattered, steady

from holdspace.core.insights import CHECK_IN, HELD_BACK, TEARS, Episode, Rating

if TYPE_CHECKING:
    from collections.abc import Mapping

    from benchmarks.moods import Floats
    from numpy.random import Generator

STEP: Final = 10
"""Minutes between two points at which mood is known."""
DAY: Final = 24 * 60
WEEK: Final = 7 * DAY
START: Final = 28_000_000
"""The first minute: a day in spring 2023."""
LAGS: Final = {"20-minutes": 20, "90-minutes": 90, "next-day": 22 * 60}
LATE: Final = {"20-minutes": 50, "90-minutes": 170, "next-day": 12 * 60}
"""How much later a late rating is, at least."""
TAIL: Final = 3 * DAY
EARLIER: Final = 2
"""How many points after tears came, or nearly, the diary is opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How one person is, and keeps their diary.

    Attributes:
        weeks: For how long.
        tears: Episodes of tears a week, on average.
        held: Held-back tears a week.
        low: Check-ins a week that come because mood is low.
        ordinary: Check-ins a week at any moment.
        base: The mood to which this person returns.
        fast: Spread of what comes and goes within hours.
        fast_minutes: How long that lasts.
        slow: Spread of what lasts for days.
        slow_days: How long that lasts.
        drift: How much higher usual mood is at the end than at the beginning.
        pull: How much likelier tears are for each point that mood is lower (log).
        held_pull: The same for held-back tears.
        dip: What tears do to mood right after.
        help: What they do at a later rating, by which one.
        noise: Spread of what moves a later rating beyond all this.
        skewed: That noise has a long tail upwards.
        relief: Spread of how well this person recovers at all, which comes and goes.
        relief_days: How long that lasts.
        effect: A question, a level and by how many points more the mood at 90 minutes
            is then.
        balanced: Of the first so many rated episodes exactly half have that level.
        wider: A question, a level and how many times wider the noise is then.
        follows: How many points more intense an episode is for each point that mood is
            lower.
        recall: Spread of the error of a remembered mood.
        even: The share of ratings heaped on even numbers.
        fives: The share heaped on 0, 5 and 10.
        kept: The share of later ratings that are given.
        missing: ``random``; ``more-when-better``; ``only-when-better`` and
            ``only-when-worse`` than the mood at logging.
        late: The share of given ratings that come too late.
        carry: The share of circumstances that carries over.
        carry_days: For how long.
    """

    weeks: float = 85
    tears: float = 3.4
    held: float = 1.2
    low: float = 1.2
    ordinary: float = 2
    base: float = 6
    fast: float = 1.4
    fast_minutes: float = 140
    slow: float = 1.0
    slow_days: float = 2
    drift: float = 0
    pull: float = 0.9
    held_pull: float = 0.9
    dip: float = 0
    help: Mapping[str, float] = field(default_factory=dict)
    noise: float = 1
    skewed: bool = False
    relief: float = 0
    relief_days: float = 20
    effect: tuple[str, str, float] | None = None
    balanced: int = 0
    wider: tuple[str, str, float] | None = None
    follows: float = 0
    recall: float = 0.7
    even: float = 0.2
    fives: float = 0.15
    kept: float = 2 / 3
    missing: str = "random"
    late: float = 0.05
    carry: float = 0
    carry_days: float = 30


@dataclass(slots=True)
class Moments:
    """The moments of all responses, ascending, and what was felt and rated.

    Attributes:
        kind: As in an episode.
        place: Which point of the grid of moods each is at.
        before: The remembered mood; NaN where it was not asked or given.
        now: The mood at logging.
        given: By which later rating: whether it came, on time or not.
        late: The same: whether it came late.
        mood: The later rating.
    """

    kind: np.ndarray
    place: np.ndarray
    before: Floats
    now: Floats
    given: dict[str, np.ndarray] = field(default_factory=dict)
    late: dict[str, np.ndarray] = field(default_factory=dict)
    mood: dict[str, Floats] = field(default_factory=dict)


def simulate(settings: Settings, seed: int) -> list[Episode]:
    """Invent one diary, oldest response first; the same for the same seed."""
    chance = np.random.default_rng(seed)
    path = _path(settings, chance)
    kind, place = _moments(settings, path, chance)
    # What is remembered is how it was as tears came; now is when it is written down.
    before = path[place - EARLIER]
    before = before + settings.recall * chance.standard_normal(len(place))
    before = rated(before, settings.even, settings.fives, chance)
    before[chance.random(len(place)) < 0.04] = np.nan
    before[kind == CHECK_IN] = np.nan
    now = path[place] + np.where(kind == TEARS, settings.dip, 0)
    now = rated(now, settings.even, settings.fives, chance)
    moments = Moments(kind, place, before, now)
    _plan_later(settings, moments, chance)
    around = _around(settings, moments, chance)
    _rate_later(settings, path, moments, around, chance)
    return _episodes(settings, path, moments, around, chance)


def _path(settings: Settings, chance: Generator) -> Floats:
    points = int((settings.weeks * WEEK + TAIL) / STEP)
    fast = steady(points, settings.fast_minutes / STEP, chance)
    slow = steady(points, settings.slow_days * DAY / STEP, chance)
    usual = settings.base + settings.drift * (np.arange(points) / points - 0.5)
    return usual + settings.fast * fast + settings.slow * slow


def _moments(
    settings: Settings, path: Floats, chance: Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Draw when responses come: more likely while mood is low, seldom at night."""
    inside = len(path) - TAIL // STEP
    awake = np.where((np.arange(inside) * STEP) % DAY < 7 * 60, 0.05, 1.0)
    lower = settings.base - path[:inside]
    kinds, places = [], []
    for kind, a_week, pull in (
        (TEARS, settings.tears, settings.pull),
        (HELD_BACK, settings.held, settings.held_pull),
        (CHECK_IN, settings.low, 1.2),
        (CHECK_IN, settings.ordinary, 0),
    ):
        # Beyond four points lower it becomes no likelier: a floor of its own.
        often = awake * np.exp(pull * np.minimum(lower, 4))
        often *= a_week * settings.weeks / often.sum()
        found = np.flatnonzero(chance.random(inside) < often)
        found += 0 if kind == CHECK_IN else EARLIER
        kinds.append(np.full(len(found), kind))
        places.append(found)
    kind, place = np.concatenate(kinds), np.concatenate(places)
    order = np.lexsort((kind, place))
    return kind[order], place[order]


def _plan_later(settings: Settings, moments: Moments, chance: Generator) -> None:
    count = len(moments.kind)
    asked = (moments.kind != CHECK_IN) | (moments.now <= 3)
    for at in LAGS:
        share = 1.0 if settings.missing.startswith("only") else settings.kept
        moments.given[at] = asked & (chance.random(count) < share)
        moments.late[at] = chance.random(count) < settings.late


def _around(settings: Settings, moments: Moments, chance: Generator) -> Around:
    tears = moments.kind == TEARS
    forced = {}
    if settings.effect is not None and settings.balanced:
        forced[settings.effect[:2]] = _halved(settings, moments, chance)[tears]
    times = moments.place[tears] * float(STEP)
    around = draw(times, (settings.carry, settings.carry_days * DAY), forced, chance)
    if settings.follows:
        low = np.nan_to_num(settings.base - moments.before[tears])
        shift = np.round(settings.follows * (low - low.mean()))
        around.numbers["intensity"] = np.clip(
            around.numbers["intensity"] + shift, 0, 10
        )
    return around


def _halved(settings: Settings, moments: Moments, chance: Generator) -> np.ndarray:
    flags = chance.random(len(moments.kind)) < 0.5
    at = "90-minutes"
    on_time = moments.given[at] & ~moments.late[at] & ~np.isnan(moments.before)
    first = np.flatnonzero(on_time & (moments.kind == TEARS))[: settings.balanced]
    flags[first] = chance.permutation(np.arange(len(first)) < len(first) // 2)
    return flags


def _rate_later(
    settings: Settings,
    path: Floats,
    moments: Moments,
    around: Around,
    chance: Generator,
) -> None:
    count = len(moments.kind)
    tears = moments.kind == TEARS
    times = moments.place * float(STEP)
    wave = scattered(times, settings.relief_days * DAY, 1, chance)[:, 0]
    more = np.zeros(count)
    wide = np.ones(count)
    if settings.effect is not None:
        question, level, points = settings.effect
        more[tears] = points * around.has(question, level)
    if settings.wider is not None:
        question, level, ratio = settings.wider
        wide[tears] = np.where(around.has(question, level), ratio, 1)
    for at, lag in LAGS.items():
        shift = np.where(moments.late[at], lag + LATE[at], lag) // STEP
        latent = path[moments.place + shift] + settings.relief * wave
        latent = latent + settings.noise * wide * _shocks(settings, count, chance)
        latent[tears] += settings.help.get(at, 0)
        if at == "90-minutes":
            latent = latent + more
        mood = rated(latent, settings.even, settings.fives, chance)
        # Whether it is better or worse is felt against how it was at logging.
        moments.given[at] &= _is_given(settings, mood - moments.now, chance)
        moments.mood[at] = mood


def _shocks(settings: Settings, count: int, chance: Generator) -> Floats:
    if settings.skewed:
        return chance.exponential(size=count) - 1
    return chance.standard_normal(count)


def _is_given(settings: Settings, change: Floats, chance: Generator) -> np.ndarray:
    if settings.missing == "only-when-better":
        return change > 0
    if settings.missing == "only-when-worse":
        return change < 0
    if settings.missing == "more-when-better":
        return chance.random(len(change)) < np.where(change > 0, 1, 0.45)
    return np.ones(len(change), dtype=bool)


def _episodes(
    settings: Settings,
    path: Floats,
    moments: Moments,
    around: Around,
    chance: Generator,
) -> list[Episode]:
    minute = chance.integers(0, STEP, len(moments.kind))
    tense = rated(
        11 - path[moments.place] + chance.standard_normal(len(minute)),
        settings.even,
        settings.fives,
        chance,
    )
    calm = chance.integers(-1, 3, len(minute))
    which = np.cumsum(moments.kind == TEARS) - 1
    when = START + moments.place * STEP + minute
    made = []
    for place, kind in enumerate(moments.kind.tolist()):
        later = tuple(
            Rating(
                at,
                int(when[place] + lag + (LATE[at] if moments.late[at][place] else 0)),
                mood=float(moments.mood[at][place]),
                tension=float(np.clip(tense[place] - calm[place], LEAST, MOST)),
            )
            for at, lag in LAGS.items()
            if moments.given[at][place]
        )
        numbers = _numbers(kind, moments, place, tense)
        choices: dict[str, list[str]] = {}
        if kind == TEARS:
            _tell(around, int(which[place]), numbers, choices)
        made.append(Episode(kind, int(when[place]), 0, False, numbers, choices, later))
    return made


def _numbers(
    kind: int, moments: Moments, place: int, tense: Floats
) -> dict[str, float]:
    if kind == CHECK_IN:
        return {"mood": float(moments.now[place]), "tension": float(tense[place])}
    numbers = {"mood-after": float(moments.now[place])}
    if not np.isnan(moments.before[place]):
        numbers["mood-before"] = float(moments.before[place])
        numbers["tension-before"] = float(tense[place])
    return numbers


def _tell(
    around: Around,
    which: int,
    numbers: dict[str, float],
    choices: dict[str, list[str]],
) -> None:
    for question in NUMBERS:
        if not around.silent[question][which]:
            numbers[question] = float(around.numbers[question][which])
    for question, codes in around.single.items():
        if not around.silent[question][which]:
            choices[question] = [str(codes[which])]
    for question, chosen in around.several.items():
        found = [code for code, flags in chosen.items() if flags[which]]
        if found and not around.silent[question][which]:
            choices[question] = found


def main() -> int:
    """Write diaries of one cell as Bundles."""
    from benchmarks.bundles import bundle_of
    from benchmarks.cells import CELLS

    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--cell", choices=sorted(CELLS), default="null")
    asked.add_argument("--diaries", type=int, default=10)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--write", type=Path, required=True, metavar="FOLDER")
    given = asked.parse_args()
    given.write.mkdir(parents=True, exist_ok=True)
    for number in range(given.diaries):
        episodes = simulate(CELLS[given.cell].settings, given.seed + number)
        name = given.write / f"{given.cell}-{given.seed + number}.json"
        name.write_bytes(bundle_of(episodes))
    return 0


if __name__ == "__main__":
    sys.exit(main())
