"""Diaries from Bundles: read plainly, from anybody's hand, without a server.

Much is taken that an import refuses: unknown versions and questions, answers nested or
flat, references in any of their forms. What makes no sense is left out and counted, by
reason, never by what stood there.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import msgspec

from holdspace.cli import dictionary
from holdspace.core.insights import (
    CHECK_IN,
    HELD_BACK,
    TEARS,
    Episode,
    Need,
    Rating,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

MOST_BYTES: Final = 256 * 1024 * 1024
"""How long a file may be."""
MOST_RESPONSES: Final = 200_000
"""How many responses it may hold, later ratings among them."""
MOST_WORDS: Final = 2_000
"""How many different own words are told apart."""
MOST_CHOICES: Final = 255
"""How many choices at one question are looked at: as many as are kept in a space."""
LONGEST_WORD: Final = 200
MOST_DEPTH: Final = 32

OWN: Final = '"'
"""Stands before a word that is the person's own, so that no code looks like one."""

_RESPONSE: Final = "QuestionnaireResponse"
_KINDS: Final[Mapping[str, int]] = {
    "after-tears": TEARS,
    "held-back-tears": HELD_BACK,
    "check-in": CHECK_IN,
}
_LATER: Final = "after-tears-later"
_OURS: Final = frozenset({*_KINDS, _LATER})
_LEDGER: Final = "support-ledger"
_ENDED: Final = frozenset({"completed", "amended"})
_KEPT: Final = "https://holdspace.org/fhir/kept"
_YEARS: Final = range(1900, 2200)
_DAY: Final = 24 * 60
_FARTHEST: Final = 14 * 60


class NotReadable(Exception):
    """This file is not read. The message says why, and holds no word of it."""


class LeftOut(StrEnum):
    """Why something in a file does not count.

    Attributes:
        NOT_FINISHED: A response that is marked as open, broken off or an error.
        UNREADABLE: A response of another form than FHIR R4 gives it.
        NO_MOMENT: One that says no moment, or none between 1900 and 2199.
        FOLLOWS_NOTHING: A later rating of a response that is not in the file.
        NOT_LATER: A later rating that does not say which one it is.
        NUMBER: A number outside of its range.
        CHOICE: A choice that the guides do not know, or a word longer than others.
    """

    NOT_FINISHED = "not-finished"
    UNREADABLE = "unreadable"
    NO_MOMENT = "no-moment"
    FOLLOWS_NOTHING = "follows-nothing"
    NOT_LATER = "not-later"
    NUMBER = "number"
    CHOICE = "choice"


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

    Of several resources with the same id the last one counts.

    Raises:
        NotReadable: It is no Bundle, or more than is read at once. No other exception
            leaves this function, for any bytes.
    """
    if len(raw) > MOST_BYTES:
        raise NotReadable(f"it is longer than {MOST_BYTES // 1024**2} MiB.")
    reading = _Reading()
    for entry in _entries(raw):
        reading.take(entry)
    return reading.settled()


class _Coding(msgspec.Struct, gc=False):
    """A code, with the words beside it."""

    code: str | None = None
    display: str | None = None


class _Answer(msgspec.Struct, rename="camel", gc=False):
    """One answer; which of these is there depends on the question."""

    value_integer: Any = None
    value_decimal: Any = None
    value_boolean: Any = None
    value_coding: _Coding | str | None = None
    value_string: str | None = None
    value_date_time: str | None = None
    value_date: str | None = None
    value_reference: Any = None
    item: tuple[_Item, ...] = ()


class _Item(msgspec.Struct, rename="camel", gc=False):
    """A question with its answers, or a group."""

    link_id: str = ""
    answer: tuple[_Answer, ...] = ()
    item: tuple[_Item, ...] = ()


class _Head(msgspec.Struct, rename="camel", gc=False):
    """What a resource says of itself."""

    resource_type: str = ""


class _Response(msgspec.Struct, rename="camel", gc=False):
    """A response, as far as it is looked at."""

    resource_type: str = ""
    id: str = ""
    questionnaire: str = ""
    status: str = "completed"
    authored: str = ""
    item: tuple[_Item, ...] = ()


class _Beside[Resource](msgspec.Struct, rename="camel", gc=False):
    """An entry."""

    resource: Resource
    full_url: str = ""
    extension: Any = None


class _Bundle(msgspec.Struct, rename="camel", gc=False):
    """A Bundle, its entries unread."""

    resource_type: str = ""
    entry: list[msgspec.Raw] = []


_BUNDLE: Final = msgspec.json.Decoder(_Bundle)
_ENTRY: Final = msgspec.json.Decoder(_Beside[_Response])
_HEAD: Final = msgspec.json.Decoder(_Beside[_Head])
_MARK: Final = b"\xef\xbb\xbf"


def _entries(raw: bytes) -> Sequence[msgspec.Raw]:
    try:
        bundle = _BUNDLE.decode(raw.removeprefix(_MARK))
    except (ValueError, RecursionError, OverflowError):
        raise NotReadable("it is no FHIR Bundle in JSON, or breaks off.") from None
    if bundle.resource_type != "Bundle":
        raise NotReadable("it is no FHIR Bundle.")
    if len(bundle.entry) > MOST_RESPONSES:
        raise NotReadable(f"it has more than {MOST_RESPONSES:,} entries.")
    return bundle.entry


@dataclass(slots=True)
class _Said:
    """What one response says.

    Attributes:
        when: The moment it is about, as it was given.
        of: The response that it follows, as it was given.
        numbers: By question.
        choices: By question.
        ledger: What the rows of the support ledger say, each by question.
    """

    when: str = ""
    of: str = ""
    numbers: dict[str, float] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    ledger: list[_Said] = field(default_factory=list)

    def first(self, link: str) -> str | None:
        """What was chosen first at a question."""
        found = self.choices.get(link)
        return found[0] if found else None

    def flag(self, link: str) -> bool | None:
        """Yes, no, or nothing."""
        found = self.numbers.get(link)
        return None if found is None else bool(found)


class _Reading:
    """One pass through one file."""

    def __init__(self) -> None:
        self._left_out: Counter[LeftOut] = Counter()
        # What each response is, by its key: an episode, a rating and what that is of,
        # or nothing that counts. What comes later under the same key stays.
        self._kept: dict[str, Episode | tuple[str, Rating] | None] = {}
        # The keys, by every name under which a response may be referred to.
        self._named: dict[str, str] = {}
        self._words: set[str] = set()

    def take(self, raw: msgspec.Raw) -> None:
        """Take one entry in."""
        try:
            entry = _ENTRY.decode(raw)
        except (ValueError, RecursionError, OverflowError):
            if _kind_of(raw) in (_RESPONSE, ""):
                self._left_out[LeftOut.UNREADABLE] += 1
            return
        response = entry.resource
        guide = _guide_of(response.questionnaire)
        if response.resource_type != _RESPONSE or guide not in _OURS:
            return
        key = response.id or entry.full_url or f"#{len(self._kept)}"
        self._kept[key] = self._made(entry, guide)
        for name in (response.id, entry.full_url, _ident_in(entry.full_url)):
            if name:
                self._named[name] = key

    def settled(self) -> Bundled:
        """Say what all of it is together."""
        ratings: dict[str, list[Rating]] = {}
        for made in self._kept.values():
            if isinstance(made, tuple):
                of, rating = made
                key = self._named.get(of) or self._named.get(_ident_in(of), "")
                if isinstance(self._kept.get(key), Episode):
                    ratings.setdefault(key, []).append(rating)
                else:
                    self._left_out[LeftOut.FOLLOWS_NOTHING] += 1
        followed = (
            _with_later(made, ratings[key]) if key in ratings else made
            for key, made in self._kept.items()
            if isinstance(made, Episode)
        )
        return Bundled(tuple(followed), self._left_out)

    def _made(
        self, entry: _Beside[_Response], guide: str
    ) -> Episode | tuple[str, Rating] | None:
        if entry.resource.status not in _ENDED:
            self._left_out[LeftOut.NOT_FINISHED] += 1
            return None
        said = _Said()
        self._walk(entry.resource.item, said, said, 1)
        if guide == _LATER:
            return self._rating(entry.resource, said)
        return self._episode(entry, _KINDS[guide], said)

    def _episode(
        self, entry: _Beside[_Response], kind: int, said: _Said
    ) -> Episode | None:
        moment = _moment_of(said.when, entry)
        if moment is None:
            self._left_out[LeftOut.NO_MOMENT] += 1
            return None
        when, offset, day_only = moment
        return Episode(
            kind=kind,
            when=when,
            offset=offset,
            day_only=day_only,
            numbers=said.numbers,
            choices=said.choices,
            ledger=tuple(_needs(said.ledger)),
        )

    def _rating(self, response: _Response, said: _Said) -> tuple[str, Rating] | None:
        # A day alone is on time for nothing.
        text = said.when or response.authored
        moment = _minute(text) if "T" in text else None
        at = said.first("at")
        if moment is None or at is None:
            why = LeftOut.NO_MOMENT if moment is None else LeftOut.NOT_LATER
            self._left_out[why] += 1
            return None
        rating = Rating(
            at=at,
            when=moment[0],
            mood=said.numbers.get("mood"),
            tension=said.numbers.get("tension"),
            resolved=said.first("resolved"),
        )
        return said.of, rating

    def _walk(
        self, items: Iterable[_Item], said: _Said, into: _Said, depth: int
    ) -> None:
        for item in items:
            link, answers = item.link_id, item.answer
            if answers:
                take = _TAKING.get(link)
                if take is not None:
                    take(self, link, answers, into)
                for answer in answers:
                    if answer.item and depth < MOST_DEPTH:
                        self._walk(answer.item, said, into, depth + 1)
            if item.item and depth < MOST_DEPTH:
                inner = into
                if link == _LEDGER:
                    inner = _Said()
                    said.ledger.append(inner)
                self._walk(item.item, said, inner, depth + 1)

    def _take_flag(self, link: str, answers: Sequence[_Answer], into: _Said) -> None:
        given = answers[-1].value_boolean
        if isinstance(given, bool):
            into.numbers[link] = float(given)

    def _take_when(self, _link: str, answers: Sequence[_Answer], into: _Said) -> None:
        into.when = answers[0].value_date_time or answers[0].value_date or ""

    def _take_of(self, _link: str, answers: Sequence[_Answer], into: _Said) -> None:
        into.of = _reference_in(answers[0])

    def _take_number(self, link: str, answers: Sequence[_Answer], into: _Said) -> None:
        given = answers[-1].value_integer
        given = answers[-1].value_decimal if given is None else given
        if given is None:
            return
        low, high = dictionary.RANGES[link]
        fits = isinstance(given, int | float) and not isinstance(given, bool)
        if fits and low <= given <= high:
            into.numbers[link] = float(given)
        else:
            self._left_out[LeftOut.NUMBER] += 1

    def _take_choices(self, link: str, answers: Sequence[_Answer], into: _Said) -> None:
        known = dictionary.CODES[link]
        found = into.choices.get(link, [])
        for answer in answers[:MOST_CHOICES]:
            coding = answer.value_coding
            if isinstance(coding, _Coding) and coding.code in known:
                found.append(coding.code)
            elif word := self._word(answer, link):
                found.append(word)
        if found:
            into.choices[link] = found

    def _word(self, answer: _Answer, link: str) -> str:
        """Give what was answered in another way than by a code that is known."""
        word = _word_in(answer)
        if not word.strip():
            return ""
        if link not in dictionary.OPEN and word in dictionary.CODES[link]:
            return word
        is_new = word not in self._words
        if (
            link not in dictionary.OPEN
            or len(word) > LONGEST_WORD
            or (is_new and len(self._words) >= MOST_WORDS)
        ):
            self._left_out[LeftOut.CHOICE] += 1
            return ""
        self._words.add(word)
        return f"{OWN}{word}"


type _Take = Callable[[_Reading, str, Sequence[_Answer], _Said], None]

_TAKING: Final[Mapping[str, _Take]] = {
    **dict.fromkeys(dictionary.RANGES, _Reading._take_number),
    **dict.fromkeys(dictionary.CODES, _Reading._take_choices),
    **dict.fromkeys(dictionary.FLAGS, _Reading._take_flag),
    "when": _Reading._take_when,
    "of": _Reading._take_of,
}


def _kind_of(raw: msgspec.Raw) -> str:
    try:
        return _HEAD.decode(raw).resource.resource_type
    except (ValueError, RecursionError, OverflowError):
        return ""


def _guide_of(canonical: str) -> str:
    bare = canonical.partition("|")[0].partition("#")[0]
    return bare.rstrip("/").rpartition("/")[2]


def _ident_in(reference: str) -> str:
    bare = reference.partition("/_history/")[0].rpartition("/")[2]
    return bare.removeprefix("urn:uuid:").removeprefix("#")


def _reference_in(answer: _Answer) -> str:
    given = answer.value_reference
    if not isinstance(given, dict):
        return answer.value_string or ""
    named = given.get("identifier")
    found = given.get("reference")
    if found is None and isinstance(named, dict):
        found = named.get("value")
    return found if isinstance(found, str) else ""


def _word_in(answer: _Answer) -> str:
    coding = answer.value_coding
    if isinstance(coding, _Coding):
        return coding.display or coding.code or ""
    return coding or answer.value_string or ""


def _needs(rows: Iterable[_Said]) -> Iterable[Need]:
    for row in rows:
        need = row.first("need")
        if need is not None:
            yield Need(
                need=need,
                asked=row.flag("asked"),
                came=row.flag("came"),
                helped=row.first("helped"),
            )


def _with_later(main: Episode, later: Sequence[Rating]) -> Episode:
    return Episode(
        kind=main.kind,
        when=main.when,
        offset=main.offset,
        day_only=main.day_only,
        numbers=main.numbers,
        choices=main.choices,
        later=later,
        ledger=main.ledger,
    )


type _Moment = tuple[int, int | None, bool]
"""A minute, the minutes east of UTC in which it was given, and whether as a day."""


def _moment_of(given: str, entry: _Beside[_Response]) -> _Moment | None:
    found = _minute(given)
    is_day = bool(given) and "T" not in given
    if found is None:
        found = _minute(entry.resource.authored)
        return found and (found[0], found[1], is_day)
    if not is_day:
        return (*found, False)
    day = found[0]
    # Where the day began for the person who named it, if the file says so.
    about = _minute(_about(entry.extension))
    if about is None or abs(about[0] - day) > _FARTHEST:
        return day, 0, True
    return about[0], day - about[0], True


def _minute(text: str) -> tuple[int, int | None] | None:
    try:
        moment = datetime.fromisoformat(text)
    except (ValueError, TypeError):
        return None
    if moment.year not in _YEARS:
        return None
    offset = moment.utcoffset()
    east = None if offset is None else int(offset.total_seconds() // 60)
    minute = (moment.toordinal() - _EPOCH) * _DAY + moment.hour * 60 + moment.minute
    return minute - (east or 0), east


_EPOCH: Final = datetime(1970, 1, 1).toordinal()  # noqa: DTZ001 - a count of days


def _about(extension: object) -> str:
    for kept in _dicts(extension):
        if kept.get("url") == _KEPT:
            for one in _dicts(kept.get("extension")):
                if one.get("url") == "about":
                    found = one.get("valueDateTime")
                    return found if isinstance(found, str) else ""
    return ""


def _dicts(found: object) -> list[dict[str, Any]]:
    if not isinstance(found, list):
        return []
    return [one for one in found if isinstance(one, dict)]
