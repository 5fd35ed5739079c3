"""What insights are made from: a diary as columns, and nothing that was written in it.

A diary holds numbers, codes and moments, no sentences but a person's own words for a
feeling. It knows nothing of forms, files, pages or keys; whoever has answers in hand
makes one with ``diary_of``, or fills the arrays from columns of their own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    type Floats = NDArray[np.float64]
    type Whole = NDArray[np.int64]
    type Flags = NDArray[np.bool_]

TEARS: Final = 0
HELD_BACK: Final = 1
CHECK_IN: Final = 2

NO_OFFSET: Final = 0
"""Where a moment was kept without its zone, its hour is that of Greenwich."""

ON_TIME: Final[Mapping[str, tuple[int, int]]] = {
    "20-minutes": (10, 40),
    "90-minutes": (60, 150),
    "next-day": (16 * 60, 32 * 60),
}
"""From when to when, in minutes after the episode, a later rating is on time.

A rating outside of these keeps its moment and is not counted as on time. Source: the
data dictionary of the guide *After tears*.
"""


@dataclass(frozen=True, slots=True)
class Rating:
    """One later rating.

    Attributes:
        at: Which one it answers: a key of ``ON_TIME``.
        when: The minute it is about, since the start of 1970, UTC.
        mood: 0 to 10, if it was said.
        tension: 0 to 10, if it was said.
        resolved: ``yes``, ``partly`` or ``no``, if it was said.
    """

    at: str
    when: int
    mood: float | None = None
    tension: float | None = None
    resolved: str | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """One line of the support ledger; None where nothing was said."""

    need: str
    asked: bool | None = None
    came: bool | None = None
    helped: str | None = None


@dataclass(frozen=True, slots=True)
class Episode:
    """One response to one of the three guides.

    Attributes:
        kind: ``TEARS``, ``HELD_BACK`` or ``CHECK_IN``.
        when: The minute it is about, since the start of 1970, UTC.
        offset: Minutes east of UTC in which that moment was given, if it was.
        day_only: A day was given and no time: it has no hour, and nothing is on time.
        numbers: Numbers by question; yes and no are 1 and 0.
        choices: Codes by question, in the order in which they were chosen; a person's
            own words begin with ``"``.
        later: What was rated later.
        ledger: The lines of the support ledger.
    """

    kind: int
    when: int
    offset: int | None = None
    day_only: bool = False
    numbers: Mapping[str, float] = field(default_factory=dict)
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    later: Sequence[Rating] = ()
    ledger: Sequence[Need] = ()


@dataclass(frozen=True, slots=True)
class Choices:
    """What was chosen at one question, one after the other.

    Attributes:
        said: The codes and own words, each once.
        of: For each choice the place of its response in the diary, ascending.
        which: For each choice its place in ``said``.
    """

    said: tuple[str, ...]
    of: Whole
    which: Whole

    def answered(self, length: int) -> Flags:
        """Which of the responses of a diary of this length chose anything."""
        flags = np.zeros(length, dtype=np.bool_)
        flags[self.of] = True
        return flags

    def chose(self, code: str, length: int) -> Flags:
        """Which of them chose this."""
        flags = np.zeros(length, dtype=np.bool_)
        if code in self.said:
            flags[self.of[self.which == self.said.index(code)]] = True
        return flags

    def first(self, length: int) -> Choices:
        """Those of the first so many responses."""
        size = int(np.searchsorted(self.of, length))
        return Choices(self.said, self.of[:size], self.which[:size])


@dataclass(frozen=True, slots=True)
class Later:
    """The later ratings of one kind that are on time, one place for each response.

    Attributes:
        mood: NaN where there is none.
        tension: NaN where there is none.
        minutes: After the episode; NaN where there is none.
    """

    mood: Floats
    tension: Floats
    minutes: Floats

    def first(self, length: int) -> Later:
        """Those of the first so many responses."""
        return Later(self.mood[:length], self.tension[:length], self.minutes[:length])


@dataclass(frozen=True, slots=True)
class Diary:
    """Responses to the three guides, column by column, oldest first.

    All arrays but those of ``choices`` have one place for each response.

    Attributes:
        kind: ``TEARS``, ``HELD_BACK`` or ``CHECK_IN``.
        when: Minutes since the start of 1970, UTC, ascending.
        local: The same on the person's own clock at that moment.
        has_hour: Whether the time of day is known.
        numbers: By question, NaN where it was not answered. A question that nobody
            answered may be missing.
        choices: By question. A question that nobody answered may be missing.
        later: By the keys of ``ON_TIME``, all three.
        ledger: The lines of the support ledger, with the place of their response.
    """

    kind: Whole
    when: Whole
    local: Whole
    has_hour: Flags
    numbers: Mapping[str, Floats]
    choices: Mapping[str, Choices]
    later: Mapping[str, Later]
    ledger: Sequence[tuple[int, Need]] = ()

    def __len__(self) -> int:
        return len(self.when)

    def until(self, minute: int) -> Diary:
        """The diary without what it says of a later time.

        A year that was mistyped would otherwise make a life of empty weeks.
        """
        n = int(np.searchsorted(self.when, minute, side="right"))
        if n == len(self):
            return self
        return Diary(
            kind=self.kind[:n],
            when=self.when[:n],
            local=self.local[:n],
            has_hour=self.has_hour[:n],
            numbers={link: one[:n] for link, one in self.numbers.items()},
            choices={link: one.first(n) for link, one in self.choices.items()},
            later={at: one.first(n) for at, one in self.later.items()},
            ledger=tuple(one for one in self.ledger if one[0] < n),
        )

    def number(self, link: str) -> Floats:
        """The answers to a question that asks for a number; NaN where there is none."""
        found = self.numbers.get(link)
        return np.full(len(self), np.nan) if found is None else found

    def chose(self, link: str, code: str) -> Flags:
        """Which responses chose a code at a question."""
        found = self.choices.get(link)
        if found is None:
            return np.zeros(len(self), dtype=np.bool_)
        return found.chose(code, len(self))

    def answered(self, link: str) -> Flags:
        """Which responses chose anything at a question."""
        found = self.choices.get(link)
        if found is None:
            return np.zeros(len(self), dtype=np.bool_)
        return found.answered(len(self))


def diary_of(episodes: Iterable[Episode]) -> Diary:
    """Make a diary of episodes in any order.

    Of several later ratings of the same kind the first that is on time counts.
    """
    ordered = sorted(episodes, key=lambda one: (one.when, one.kind))
    when = np.array([one.when for one in ordered], dtype=np.int64)
    offset = np.array([one.offset or NO_OFFSET for one in ordered], dtype=np.int64)
    return Diary(
        kind=np.array([one.kind for one in ordered], dtype=np.int64),
        when=when,
        local=when + offset,
        has_hour=np.array([not one.day_only for one in ordered], dtype=np.bool_),
        numbers=_numbers(ordered),
        choices=_choices(ordered),
        later={at: _later(ordered, at) for at in ON_TIME},
        ledger=tuple(
            (place, need) for place, one in enumerate(ordered) for need in one.ledger
        ),
    )


def _numbers(episodes: Sequence[Episode]) -> dict[str, Floats]:
    found: dict[str, Floats] = {}
    for place, one in enumerate(episodes):
        for link, number in one.numbers.items():
            if link not in found:
                found[link] = np.full(len(episodes), np.nan)
            found[link][place] = number
    return found


def _choices(episodes: Sequence[Episode]) -> dict[str, Choices]:
    # Which codes were said at each question, in the order in which they came.
    said: dict[str, dict[str, int]] = {}
    pairs: dict[str, tuple[list[int], list[int]]] = {}
    for place, one in enumerate(episodes):
        for link, codes in one.choices.items():
            known = said.setdefault(link, {})
            of, which = pairs.setdefault(link, ([], []))
            for code in dict.fromkeys(codes):
                of.append(place)
                which.append(known.setdefault(code, len(known)))
    return {
        link: Choices(
            tuple(said[link]),
            np.array(of, dtype=np.int64),
            np.array(which, dtype=np.int64),
        )
        for link, (of, which) in pairs.items()
    }


def _later(episodes: Sequence[Episode], at: str) -> Later:
    mood, tension, minutes = (np.full(len(episodes), np.nan) for _ in range(3))
    earliest, latest = ON_TIME[at]
    for place, one in enumerate(episodes):
        for rating in sorted(one.later, key=lambda other: other.when):
            after = rating.when - one.when
            if rating.at != at or one.day_only or not earliest <= after <= latest:
                continue
            minutes[place] = after
            mood[place] = np.nan if rating.mood is None else rating.mood
            tension[place] = np.nan if rating.tension is None else rating.tension
            break
    return Later(mood, tension, minutes)
