"""One file looked into: what the diary in it says, or why it was not read."""

from __future__ import annotations

import gc
import sys
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

import msgspec
import numpy as np

from holdspace.cli.diaries.reading import read_bundle
from holdspace.cli.diaries.refusals import LeftOut, NotReadable
from holdspace.cli.diaries.resources import MOST_BYTES
from holdspace.core.insights import diary_of, look_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdspace.core.insights import Diary, Statement

STANDARD: Final = "-"
_PIECE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of one file.

    Attributes:
        file: Its name, as it was given.
        statements: What its diary says, made or not.
        error: Why it was not read; empty if it was. It holds no word of the file.
        kinds: How many responses count, by kind.
        days: The first and the last day of them, as days since the start of 1970.
        left_out: What does not count, by reason.
    """

    file: str
    statements: tuple[Statement, ...] = ()
    error: str = ""
    kinds: Counter[int] = field(default_factory=Counter)
    days: tuple[int, int] | None = None
    left_out: Counter[LeftOut] = field(default_factory=Counter)

    @property
    def was_read(self) -> bool:
        """Whether the file was read."""
        return not self.error

    def line(self) -> bytes:
        """Write it as one line of JSON, as ``docs/format/patterns.md`` tells it."""
        # A name need not be text; what of it is none is written as a question mark.
        found: dict[str, Any] = {"file": self.file.encode(errors="replace").decode()}
        if self.error:
            found["error"] = self.error
        else:
            found["statements"] = [one.plain() for one in self.statements]
        if self.left_out:
            found["left_out"] = {
                why.name.lower().replace("_", "-"): n
                for why, n in sorted(self.left_out.items())
            }
        return _ENCODER.encode(found) + b"\n"


def look_into(name: str) -> Looked:
    """Look into one file; ``-`` is standard input."""
    try:
        with _unswept():
            bundled = read_bundle(_read(name))
            diary = diary_of(bundled.episodes)
        statements = tuple(look_at(diary))
    except NotReadable as refusal:
        return Looked(name, error=str(refusal))
    except OSError as broken:
        return Looked(name, error=f"It cannot be opened: {broken.strerror}.")
    except (ArithmeticError, np.linalg.LinAlgError):
        # A fault of ours; the other files are still looked into.
        return Looked(name, error="Its numbers could not be worked out.")
    return Looked(
        file=name,
        statements=statements,
        kinds=Counter(diary.kind.tolist()),
        days=_days(diary),
        left_out=bundled.left_out,
    )


@contextmanager
def _unswept() -> Iterator[None]:
    """Look for no circles among the objects of a file: there are none.

    Looking again and again takes a fifth of the time of reading.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _days(diary: Diary) -> tuple[int, int] | None:
    if not len(diary):
        return None
    days = diary.local // (24 * 60)
    return int(days.min()), int(days.max())


def _read(name: str) -> bytes:
    if name == STANDARD:
        return _bounded(sys.stdin.buffer)
    with Path(name).open("rb") as file:
        return _bounded(file)


def _bounded(file: IO[bytes]) -> bytes:
    # Piece by piece: what has no end is not waited for, and nothing is taken ahead.
    pieces, size = [], 0
    while size <= MOST_BYTES and (piece := file.read(_PIECE)):
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)


_ENCODER: Final = msgspec.json.Encoder()
