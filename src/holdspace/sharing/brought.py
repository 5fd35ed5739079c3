"""The frozen document of one thing that is shared: all that is shown, as text.

Everything is worked out before it is sealed, so that showing it needs no clock, no
zone, no guide and no profile, and is the same wherever it is shown. A later version may
add fields, and a reader passes over those that it does not know.
"""

from __future__ import annotations

from typing import Final

import msgspec

VERSION: Final = 1

REFLECTION: Final = "reflection"
ANSWERS: Final = "answers"
PATTERN: Final = "pattern"
MEASURE: Final = "measure"
WORDS: Final = "words"

LONGEST_WORDS: Final = 4_000
"""So many characters fit into a sentence of one's own."""
_FEW: Final = 80


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """One answer: what was asked, and what was said.

    Attributes:
        label: What was asked.
        values: What was said.
        is_text: Whether it was written freely.
        rows: What was said in rows of several answers.
        within: What stands above several questions that belong together.
    """

    label: str
    values: tuple[str, ...] = ()
    is_text: bool = False
    rows: tuple[tuple[str, ...], ...] = ()
    within: str = ""


class Part(msgspec.Struct, frozen=True, omit_defaults=True):
    """Answers under one heading; ``when`` where they were added later."""

    title: str
    when: str = ""
    lines: tuple[Line, ...] = ()


class Dot(msgspec.Struct, frozen=True, omit_defaults=True):
    """A number in a drawing, or a place where there is none."""

    x: str
    y: str
    label: str = ""
    label_y: str = ""


class Chart(msgspec.Struct, frozen=True, omit_defaults=True):
    """A drawing of numbers over time, as plain figures, and the same in words."""

    title: str
    description: str
    dots: tuple[Dot, ...]
    gaps: tuple[Dot, ...] = ()
    line: str = ""
    low: str = ""
    high: str = ""
    first: str = ""
    last: str = ""
    radius: str = ""


class Figure(msgspec.Struct, frozen=True, omit_defaults=True):
    """One score over time: its name, what is said of it, its drawing."""

    name: str
    told: tuple[str, ...] = ()
    chart: Chart | None = None


class Table(msgspec.Struct, frozen=True, omit_defaults=True):
    """A table: what it is, what stands above, and its rows, the first cell a name."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Brought(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing as it is shared, whole.

    Attributes:
        kind: What it is: one of the names above.
        title: What it is called.
        when: Which moment or span it is about.
        version: How it is written down.
        notes: What is said of how it came about.
        words: A sentence of the person's own, written for whom it is shared with.
        told: Sentences of ours.
        parts: Answers.
        figures: Scores over time.
        tables: The same as numbers.
        attention: Whether an answer in it says that thoughts of being dead or of
            hurting oneself were there. It is no measure of a risk.
        measure: The code of the measure that it is about, if it is about one.
    """

    kind: str
    title: str
    when: str = ""
    version: int = VERSION
    notes: tuple[str, ...] = ()
    words: str = ""
    told: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    attention: bool = False
    measure: str = ""

    @property
    def told_apart(self) -> str:
        """What tells it from others of the same title, in few words."""
        if self.kind == WORDS:
            return _few(self.words)
        if self.kind == PATTERN:
            return _few("".join(self.told[:1]))
        lines = [line for part in self.parts for line in part.lines]
        if self.kind == ANSWERS and lines:
            more = f", and {len(lines) - 1} more" if len(lines) > 1 else ""
            return f"{self.when}. {_few(lines[0].label or lines[0].within)}{more}"
        return self.when

    def texts(self) -> list[str]:
        """Everything in it that a person may have written."""
        lines = [line for part in self.parts for line in part.lines]
        said = [text for line in lines for text in line.values]
        rows = [text for line in lines for row in line.rows for text in row]
        return [self.words, *said, *rows]


def _few(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= _FEW else f"{flat[: _FEW - 1].rstrip()}…"


_READER: Final = msgspec.json.Decoder(Brought)


def pack(brought: Brought) -> bytes:
    """Write it down; the same document gives the same bytes."""
    return msgspec.json.encode(brought)


def unpack(document: bytes) -> Brought | None:
    """Read it back; nothing if it is damaged or of a version that is not known here."""
    try:
        found = _READER.decode(document)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return found if found.version == VERSION else None
