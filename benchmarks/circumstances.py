"""What was around an episode: unbalanced, overlapping, iid or coming in runs.

Each answer is made of one normal variable, so that the same process which makes mood
carry over can make circumstances carry over, while both know nothing of each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from benchmarks.moods import scattered
from scipy.special import ndtr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from benchmarks.moods import Floats
    from numpy.random import Generator

COMPANY: Final = {
    "alone": 0.48,
    "partner": 0.2,
    "therapist": 0.08,
    "friend": 0.1,
    "family": 0.1,
    "colleague": 0.02,
    "stranger": 0.02,
}
ALONE: Final = {"none": 0.5, "not-wanted": 0.38, "helped": 0.1, "some": 0.02}
WITH_SOMEBODY: Final = {
    "helped": 0.48,
    "some": 0.25,
    "none": 0.12,
    "made-worse": 0.08,
    "not-wanted": 0.07,
}
SETTING: Final = {"home": 0.66, "work-or-study": 0.13, "out": 0.14, "elsewhere": 0.07}
KINDS: Final = {
    "sadness": 0.55,
    "grief": 0.22,
    "frustration": 0.25,
    "anger": 0.15,
    "relief": 0.1,
    "joy": 0.03,
    "tenderness": 0.08,
    "empathy": 0.07,
    "moved": 0.1,
    "fear": 0.12,
    "overwhelm": 0.3,
    "pain": 0.05,
}
TRIGGER: Final = {
    "thought": 0.25,
    "conflict": 0.25,
    "loss": 0.2,
    "own-failing": 0.12,
    "someones-pain": 0.07,
    "overload": 0.25,
    "loneliness": 0.18,
    "powerlessness": 0.12,
    "kindness-or-beauty": 0.06,
    "film-music-book": 0.1,
    "memory": 0.2,
    "body": 0.05,
    "therapy-topic": 0.03,
    "unknown": 0.08,
}
APOLOGY_ALONE: Final = {"neither": 0.86, "felt-the-urge": 0.1, "said-sorry": 0.04}
APOLOGY: Final = {"said-sorry": 0.36, "felt-the-urge": 0.24, "neither": 0.4}
CLEARER: Final = {"yes": 0.22, "a-little": 0.34, "not-yet": 0.28, "no": 0.16}
FEELINGS: Final = {
    "sadness": 0.5,
    "grief": 0.2,
    "shame": 0.2,
    "loneliness": 0.25,
    "helplessness": 0.2,
    "longing": 0.1,
    '"homesick': 0.08,
}
HIGH: Final = 6
"""What the numbers are said to be high from, when one of their levels is set."""

NUMBERS: Final = ("intensity", "held-back", "ashamed")
SINGLE: Final = ("support", "setting", "apology", "clearer")

_CHANNELS: Final = 12 + len(KINDS) + len(TRIGGER) + len(FEELINGS)


@dataclass(slots=True)
class Around:
    """What was answered about each of so many episodes.

    Attributes:
        numbers: By question.
        single: By question the code that was chosen.
        several: By question and code, whether it was chosen.
        silent: By question, where nothing was answered.
    """

    numbers: dict[str, Floats]
    single: dict[str, np.ndarray]
    several: dict[str, dict[str, np.ndarray]]
    silent: dict[str, np.ndarray]

    def has(self, question: str, level: str) -> np.ndarray:
        """Whether each was of this level, answered or not."""
        if question in self.numbers:
            return (self.numbers[question] >= HIGH) == (level == "high")
        if question in self.single:
            return np.asarray(self.single[question] == level)
        return self.several[question][level]


def draw(
    times: Floats,
    carry: tuple[float, float],
    forced: Mapping[tuple[str, str], np.ndarray],
    chance: Generator,
) -> Around:
    """Draw what was around episodes at these moments.

    Args:
        times: When they were, ascending, in minutes.
        carry: The share of each answer that carries over, from 0 to 1, and for how
            many minutes.
        forced: For a question and level, which episodes have it and which do not.
        chance: Where chance comes from.
    """
    share, keep = carry
    z = np.sqrt(1 - share) * scattered(times, 0, _CHANNELS, chance)
    if share:
        z += np.sqrt(share) * scattered(times, keep, _CHANNELS, chance)
    u = ndtr(z)
    columns = iter(u.T)
    count = len(times)
    company = _company(next(columns), next(columns), forced)
    alone, therapy = company["alone"], company["therapist"]
    fate = next(columns)
    support = np.where(alone, _one(ALONE, fate), _one(WITH_SOMEBODY, fate))
    setting = _one(SETTING, next(columns))
    setting = np.where(therapy & (next(columns) < 0.9), "in-session", setting)
    fate = next(columns)
    apology = np.where(alone, _one(APOLOGY_ALONE, fate), _one(APOLOGY, fate))
    clearer = _one(CLEARER, next(columns))
    kinds = {code: next(columns) < often for code, often in KINDS.items()}
    trigger = {code: next(columns) < often for code, often in TRIGGER.items()}
    trigger["therapy-topic"] |= therapy & (next(columns) < 0.6)
    feelings = {code: next(columns) < often for code, often in FEELINGS.items()}
    strong = 4.5 + kinds["grief"] + kinds["overwhelm"] + 2 * z[:, -1]
    held = _two_heaps(next(columns), next(columns))
    ashamed = np.clip(np.round(0.5 * held + 5 * next(columns) - 0.5), 0, 10)
    around = Around(
        numbers={
            "intensity": np.clip(np.round(strong), 0, 10),
            "held-back": held,
            "ashamed": ashamed,
        },
        single={
            "support": support,
            "setting": setting,
            "apology": apology,
            "clearer": clearer,
        },
        several={
            "company": company,
            "kinds": kinds,
            "trigger": trigger,
            "feelings": feelings,
        },
        silent={},
    )
    for (question, level), flags in forced.items():
        _force(around, question, level, flags, chance)
    _never_nothing(around)
    for question in (*NUMBERS, *SINGLE, *around.several):
        around.silent[question] = chance.random(count) < 0.08
    for question, _ in forced:
        around.silent[question][:] = False
    return around


def _one(shares: Mapping[str, float], u: Floats) -> np.ndarray:
    edges = np.cumsum(list(shares.values()))
    places = np.searchsorted(edges, u * edges[-1], side="right")
    return np.array(list(shares))[np.minimum(places, len(shares) - 1)]


def _company(
    u: Floats, more: Floats, forced: Mapping[tuple[str, str], np.ndarray]
) -> dict[str, np.ndarray]:
    first = _one(COMPANY, u)
    for (question, level), flags in forced.items():
        if question == "company":
            others = {code: p for code, p in COMPANY.items() if code != level}
            first = np.where(flags, level, _one(others, u))
    company = {code: first == code for code in COMPANY}
    # Sometimes two people; never alone and with somebody.
    if not any(question == "company" for question, _ in forced):
        company["friend"] = company["friend"] | (company["partner"] & (more < 0.12))
        company["family"] = company["family"] | (company["partner"] & (more > 0.9))
    return company


def _two_heaps(u: Floats, within: Floats) -> Floats:
    low, high = np.floor(4 * within), 7 + np.floor(4 * within)
    return np.where(u < 0.38, high, low)


def _force(
    around: Around, question: str, level: str, flags: np.ndarray, chance: Generator
) -> None:
    count = len(flags)
    if question in around.numbers:
        low, high = chance.integers(0, 4, count), chance.integers(7, 11, count)
        up = flags if level == "high" else ~flags
        around.numbers[question] = np.where(up, high, low).astype(float)
    elif question in around.single:
        pool = around.single[question]
        others = pool[pool != level]
        drawn = chance.choice(others, count) if len(others) else pool
        around.single[question] = np.where(flags, level, drawn)
    elif question != "company":
        around.several[question][level] = flags.copy()


def _never_nothing(around: Around) -> None:
    for question, spare in (("kinds", "sadness"), ("trigger", "unknown")):
        chosen = around.several[question]
        nothing = ~np.any(list(chosen.values()), axis=0)
        chosen[spare] = chosen[spare] | nothing
