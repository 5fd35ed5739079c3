"""A whole file: which responses count, and which rating follows which of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from holdspace.cli.diaries import dictionary
from holdspace.cli.diaries.answers import Listener
from holdspace.cli.diaries.moments import moment_of, read_moment
from holdspace.cli.diaries.refusals import LeftOut
from holdspace.cli.diaries.resources import entries_in, guide_in, ident_in, read_entry
from holdspace.core.insights import Episode, Rating

if TYPE_CHECKING:
    import msgspec

    from holdspace.cli.diaries.answers import Said
    from holdspace.cli.diaries.resources import Entry, Response

_ENDED: Final = frozenset({"completed", "amended"})
_OURS: Final = frozenset({*dictionary.KINDS, dictionary.LATER})


@dataclass(frozen=True, slots=True)
class Bundled:
    """What a Bundle holds of a diary.

    Attributes:
        episodes: The responses that count, in the order of the file.
        left_out: What does not, by reason.
    """

    episodes: tuple[Episode, ...]
    left_out: Counter[LeftOut]


def read_bundle(raw: bytes) -> Bundled:
    """Read the diary in a Bundle.

    Of several responses with the same id the last one counts.

    Raises:
        NotReadable: It is no Bundle, or more than is read at once. No other exception
            leaves this function, for any bytes.
    """
    reading = _Reading()
    for entry in entries_in(raw):
        reading.take(entry)
    return reading.settled()


@dataclass(frozen=True, slots=True)
class _Follows:
    """A later rating, and what it refers to."""

    of: str
    rating: Rating


class _Reading:
    """One pass through one file."""

    def __init__(self) -> None:
        self._left_out: Counter[LeftOut] = Counter()
        self._listener = Listener(self._left_out)
        # What each response is, by its key, or that it does not count.
        self._kept: dict[str, Episode | _Follows | None] = {}
        # What is rated later of an episode, by its key; filled in when all is read.
        self._later: dict[str, list[Rating]] = {}
        # The keys, by every name under which a response may be referred to.
        self._named: dict[str, str] = {}

    def take(self, raw: msgspec.Raw) -> None:
        """Take one entry in."""
        try:
            entry = read_entry(raw)
        except ValueError:
            self._left_out[LeftOut.UNREADABLE] += 1
            return
        if entry is None:
            return
        guide = guide_in(entry.resource.questionnaire)
        if guide not in _OURS:
            return
        ident, url = entry.resource.id, entry.full_url
        key = ident or url or f"#{len(self._kept)}"
        self._later[key] = []
        self._kept[key] = self._made(entry, guide, self._later[key])
        for name in (ident, url, ident_in(url)):
            if name:
                self._named[name] = key

    def settled(self) -> Bundled:
        """Say what all of it is together."""
        for made in self._kept.values():
            if isinstance(made, _Follows):
                key = self._named.get(made.of) or self._named.get(ident_in(made.of), "")
                if isinstance(self._kept.get(key), Episode):
                    self._later[key].append(made.rating)
                else:
                    self._left_out[LeftOut.FOLLOWS_NOTHING] += 1
        episodes = (one for one in self._kept.values() if isinstance(one, Episode))
        return Bundled(tuple(episodes), self._left_out)

    def _made(
        self, entry: Entry[Response], guide: str, later: list[Rating]
    ) -> Episode | _Follows | None:
        if entry.resource.status not in _ENDED:
            self._left_out[LeftOut.NOT_FINISHED] += 1
            return None
        said = self._listener.said_in(entry.resource.item)
        if guide == dictionary.LATER:
            return self._rating(entry.resource, said)
        moment = moment_of(said.when, entry)
        if moment is None:
            self._left_out[LeftOut.NO_MOMENT] += 1
            return None
        return Episode(
            kind=dictionary.KINDS[guide],
            when=moment.minute,
            offset=moment.east,
            day_only=moment.day_only,
            numbers=said.numbers,
            choices=said.choices,
            later=later,
            ledger=tuple(said.needs()),
        )

    def _rating(self, response: Response, said: Said) -> _Follows | None:
        moment, at = read_moment(said.when or response.authored), said.first("at")
        # A day alone is on time for nothing.
        if moment is None or moment.day_only or at is None:
            why = LeftOut.NOT_LATER if at is None else LeftOut.NO_MOMENT
            self._left_out[why] += 1
            return None
        numbers = said.numbers
        rating = Rating(
            at=at,
            when=moment.minute,
            mood=numbers.get("mood"),
            tension=numbers.get("tension"),
            resolved=said.first("resolved"),
        )
        return _Follows(said.of, rating)
