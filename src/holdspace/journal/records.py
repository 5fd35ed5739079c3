"""What the index knows of one reflection: its values, and its words made plain.

Pure functions on opened records. The words are folded, so that searching asks for
neither capitals nor accents; they lie nowhere but inside sealed pages.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import msgspec

from holdspace.core.vault import Unreadable
from holdspace.journal import documents
from holdspace.journal.documents import Reflection
from holdspace.library import shelf

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from holdspace.core.guides import Item
    from holdspace.core.vault import Entry

DAMAGED: Final = 1
"""The row is listed and does not open."""
DAY_ONLY: Final = 2
"""A day was given and no time."""
LOCKED: Final = 4
"""Some of it came in while the space was locked."""

OWN: Final = '"'
"""Stands before a word that is the person's own, so that no code looks like one."""

NO_GUIDE: Final = "?"
"""Stands for the guide of a row that does not open."""

EXCERPT: Final = 140
MOST_WORDS: Final = 1024 * 1024
"""How many characters of one reflection are searched; the others are not found."""

_ALIKE: Final = str.maketrans(
    {
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
        "ø": "o",
        "đ": "d",
        "ł": "l",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "æ": "ae",
        "œ": "oe",
    }
)
_MARKS: Final = re.compile(r"[\u0300-\u036f]")
_SPACES: Final = re.compile(r"\s+")
_TEXT: Final = "valueString"
# A number may be longer than what a double holds.
_JSON: Final = msgspec.json.Decoder(float_hook=Decimal)
_MOMENTS: Final = ("valueDateTime", "valueDate")
_FARTHEST: Final = 1e300
_NUMBERS: Final = ("valueInteger", "valueDecimal")


@dataclass(slots=True)
class Values:
    """What one response, or one row of a group, says besides its texts.

    Attributes:
        guide: The canonical address of its guide; empty for a row of a group.
        when: The minute it is about, since the start of 1970 (UTC).
        offset: How many minutes east of UTC that moment was given in, or where it was
            not given, written in.
        numbers: Numbers by question; yes and no are 1 and 0.
        choices: Codes by question; own words begin with ``OWN``.
    """

    guide: str = ""
    when: int = 0
    offset: int | None = None
    numbers: dict[str, float] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Record:
    """One reflection as the index keeps it.

    Attributes:
        row: Its id.
        version: The version of the row that this was made from.
        flags: ``DAMAGED``, ``DAY_ONLY``, ``LOCKED``, added up.
        values: What was answered, but for texts.
        later: What was added later, oldest first.
        groups: The filled rows of repeating groups, by group.
        words: What the person wrote, folded, on one line.
        labels: The wordings of what they chose, folded, each once.
        excerpt: The beginning of the first text, as it was written.
    """

    row: UUID
    version: int
    flags: int
    values: Values
    later: list[Values] = field(default_factory=list)
    groups: dict[str, list[Values]] = field(default_factory=dict)
    words: str = ""
    labels: list[str] = field(default_factory=list)
    excerpt: str = ""


def folded(text: str) -> str:
    """Make a text plain: one line, small letters, no accents, simple quotes."""
    text = text.casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_ALIKE))
        # Casefolded again: some letters hide others until they are taken apart.
        text = _MARKS.sub("", text).casefold()
    return _SPACES.sub(" ", text).strip()


def _folded_label(label: str, ours: dict[str, str]) -> str:
    # Of what was chosen, a guide's wordings are remembered; a person's own words and
    # what stands in their answers alone never are.
    found = ours.get(label)
    return folded(label) if found is None else found


def record_of(entry: Entry, words: bytes) -> Record:
    """Make what the index keeps of a reflection.

    A reflection of a guide that is not on this shelf counts as damaged, as it does
    wherever it is read.

    Raises:
        Unreadable: It is not a reflection, or its guide is not on this shelf.
    """
    document = documents.read(words, Reflection)
    texts: list[str] = []
    labels: list[str] = []
    groups: dict[str, list[Values]] = {}
    main = _Reader(document.response, texts, labels, groups)
    main.values.when = entry.when
    first = " ".join(texts[0].split()) if texts else ""
    later = []
    for raw in document.later:
        one = _Reader(raw, texts, labels, {})
        one.values.when = one.moment()
        later.append(one.values)
    flags = LOCKED if document.locked else 0
    if main.given_when and "T" not in main.given_when:
        flags |= DAY_ONLY
    excerpt = first if len(first) <= EXCERPT else f"{first[:EXCERPT].rstrip()} …"
    plain = folded(" ".join(texts))[:MOST_WORDS]
    ours = _folded_wordings(main.values.guide)
    return Record(
        row=entry.row,
        version=entry.version,
        flags=flags,
        values=main.values,
        later=later,
        groups=groups,
        words=plain,
        labels=list(dict.fromkeys(_folded_label(one, ours) for one in labels)),
        excerpt=excerpt,
    )


@dataclass(frozen=True, slots=True)
class Written:
    """What a find is shown by: the texts of a reflection, and the wordings chosen."""

    texts: tuple[str, ...]
    labels: tuple[str, ...]


def written_in(words: bytes) -> Written:
    """Take out what a person wrote and chose, in the order in which it stands.

    Raises:
        Unreadable: It is not a reflection, or its guide is not on this shelf.
    """
    document = documents.read(words, Reflection)
    texts: list[str] = []
    labels: list[str] = []
    for raw in (document.response, *document.later):
        _Reader(raw, texts, labels, {})
    return Written(tuple(texts), tuple(labels))


def damaged(entry: Entry) -> Record:
    """What the index keeps of a row that does not open: that it is there."""
    values = Values(guide=NO_GUIDE, when=entry.when)
    return Record(entry.row, entry.version, DAMAGED, values)


class _Reader:
    """Walks through one response as it is stored, without checking it again."""

    def __init__(
        self,
        raw: bytes,
        texts: list[str],
        labels: list[str],
        groups: dict[str, list[Values]],
    ) -> None:
        self._texts, self._labels, self._groups = texts, labels, groups
        try:
            response = _JSON.decode(raw)
            canonical = response["questionnaire"]
            self._is_ours = canonical.startswith(shelf.GUIDES)
            self._labels_of = _labels(canonical)
            self._row_groups = _row_groups(canonical)
            self._long_texts = _long_texts(canonical)
            self.given_when = ""
            self._authored = str(response.get("authored", ""))
            self.values = Values(guide=canonical)
            self._walk(response.get("item", ()), self.values)
        except (
            msgspec.MsgspecError,
            ValueError,
            LookupError,
            TypeError,
            AttributeError,
            shelf.NotOnTheShelf,
        ) as refusal:
            raise Unreadable from refusal
        self.values.offset = _offset(self.given_when or self._authored)

    def moment(self) -> int:
        """The minute that the answers say, or in which they were written.

        Where they say a day and no time it is 0: that is on time for nothing.
        """
        for text in (self.given_when, self._authored):
            if text and "T" not in text:
                return 0
            try:
                return int(datetime.fromisoformat(text).timestamp() // 60)
            except (ValueError, OverflowError):
                continue
        return 0

    def _walk(self, items: Iterable[dict[str, Any]], into: Values) -> None:
        for item in items:
            link = item["linkId"]
            answers = item.get("answer")
            if answers:
                self._take(link, answers, into)
                for answer in answers:
                    self._walk(answer.get("item", ()), into)
                continue
            inner = item.get("item", ())
            if link in self._row_groups:
                row = Values()
                self._walk(inner, row)
                self._groups.setdefault(link, []).append(row)
            else:
                self._walk(inner, into)

    def _take(self, link: str, answers: list[dict[str, Any]], into: Values) -> None:
        long = link in self._long_texts
        for answer in answers:
            for name, value in answer.items():
                if name == "valueCoding":
                    code = value.get("code", "")
                    into.choices.setdefault(link, []).append(code)
                    label = self._labels_of.get((link, code)) or value.get(
                        "display", ""
                    )
                    self._labels.append(label or code)
                elif name == _TEXT and long:
                    self._texts.append(value)
                elif name == _TEXT:
                    into.choices.setdefault(link, []).append(f"{OWN}{value}")
                    self._labels.append(value)
                elif name in _NUMBERS:
                    # No longer than a double holds: a number is for looking, and
                    # the row keeps every digit of it.
                    into.numbers[link] = max(-_FARTHEST, min(float(value), _FARTHEST))
                elif name == "valueBoolean":
                    into.numbers[link] = 1.0 if value else 0.0
                elif link == "when" and self._is_ours and name in _MOMENTS:
                    self.given_when = value


def _offset(moment: str) -> int | None:
    try:
        given = datetime.fromisoformat(moment).utcoffset()
    except ValueError:
        return None
    return None if given is None else int(given.total_seconds() // 60)


def _every_item(items: Iterable[Item]) -> Iterator[Item]:
    for item in items:
        yield item
        yield from _every_item(item.items)


@cache
def _labels(canonical: str) -> dict[tuple[str, str], str]:
    return {
        (item.link_id, option.code): option.text
        for item in _every_item(shelf.guide(canonical).items)
        for option in item.options
    }


@cache
def _folded_wordings(canonical: str) -> dict[str, str]:
    return {text: folded(text) for text in _labels(canonical).values()}


@cache
def _row_groups(canonical: str) -> frozenset[str]:
    items = _every_item(shelf.guide(canonical).items)
    return frozenset(item.link_id for item in items if item.is_rows)


@cache
def _long_texts(canonical: str) -> frozenset[str]:
    # Answered in sentences, and not with one word beside others to tap.
    items = _every_item(shelf.guide(canonical).items)
    return frozenset(item.link_id for item in items if item.type in ("text", "string"))
