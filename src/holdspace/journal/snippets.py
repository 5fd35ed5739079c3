"""The words around a find: where, in a text as it was written, a folded word stands.

Pure functions. Folding makes letters fewer or more ("ß" becomes "ss", an accent goes),
so each folded letter remembers from which piece of the text it came.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from holdspace.journal.records import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BEFORE: Final = 60
AFTER: Final = 110
# How far a cut is moved to stand between two words.
_NEAR: Final = 20
_JOINING: Final = "\u200d"
_LONGEST_MARK: Final = 400


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a text with what was found in the middle, on one line."""

    before: str
    found: str
    after: str


def around_first(texts: Iterable[str], terms: Iterable[str]) -> Snippet | None:
    """Cut out the words around the first term that stands in one of the texts.

    Args:
        texts: Texts as they were written.
        terms: Folded words, in the order in which they matter.
    """
    listed = [(text, folded(text)) for text in texts]
    for term in terms:
        for text, plain in listed:
            if term in plain and (span := span_of(text, term)):
                return around(text, *span)
    return None


def around(text: str, start: int, end: int) -> Snippet:
    """Cut out ``text[start:end]`` with some words before and after it."""
    end = min(end, start + _LONGEST_MARK)
    first = _cut_before(text, start)
    last = _cut_after(text, end)
    before, found, after = text[first:start], text[start:end], text[end:last]
    return Snippet(
        f"{_left_out(text, first)}{_one_line(before)}",
        _one_line(found),
        f"{_one_line(after)}{_left_out(text, last)[::-1]}",
    )


def span_of(text: str, term: str) -> tuple[int, int] | None:
    """Where a folded term first stands in a text that was not folded.

    Letters that were folded together are taken whole, so the span may hold a little
    more than the term and never less.
    """
    plain = folded(text)
    at = plain.find(term)
    if not term or at < 0:
        return None
    if text.isascii() and len(text) == len(plain):
        # No space was taken away, and each letter became one.
        return at, at + len(term)
    start, count, after_space = 0, 0, True
    for first, last in _pieces(text):
        for letter in _plain(text[first:last]):
            # Spaces in a row are one, and none stands at the beginning.
            if letter == " " and after_space:
                continue
            after_space = letter == " "
            if count == at:
                start = first
            count += 1
            if count == at + len(term):
                return start, last
    return None


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """A letter with the marks that belong to it, one after the other.

    Marks change places among each other when a text is folded, and never leave
    their letter.
    """
    start = 0
    for place, letter in enumerate(text):
        if place > start and not _is_mark(letter):
            yield start, place
            start = place
    if text:
        yield start, len(text)


@lru_cache(maxsize=4_000)
def _is_mark(letter: str) -> bool:
    taken_apart = unicodedata.normalize("NFKD", letter.casefold())
    return bool(unicodedata.combining(taken_apart[0]))


def _plain(piece: str) -> str:
    return _plain_letter(piece) if len(piece) == 1 else _plain_piece(piece)


def _plain_piece(piece: str) -> str:
    # Between two letters, so that a space at its edge is not taken away.
    return folded(f"x{piece}x")[1:-1]


_plain_letter = lru_cache(maxsize=4_000)(_plain_piece)


def _cut_before(text: str, start: int) -> int:
    cut = start - BEFORE
    if cut <= 0:
        return 0
    for place in range(cut, min(cut + _NEAR, start)):
        if text[place].isspace():
            return place + 1
    return _beside(text, cut)


def _cut_after(text: str, end: int) -> int:
    cut = end + AFTER
    if cut >= len(text):
        return len(text)
    for place in range(cut, max(cut - _NEAR, end), -1):
        if text[place].isspace():
            return place
    return _beside(text, cut)


def _beside(text: str, place: int) -> int:
    """Move a cut forward to where it parts no letter from what belongs to it."""
    while place < len(text) and _belongs(text[place - 1], text[place]):
        place += 1
    return place


def _belongs(before: str, letter: str) -> bool:
    is_part = unicodedata.category(letter) in ("Mn", "Mc", "Me", "Sk")
    return is_part or _JOINING in (before, letter)


def _left_out(text: str, cut: int) -> str:
    """What stands for the words beyond a cut, close to a word that it parts."""
    if cut in (0, len(text)):
        return ""
    between = text[cut - 1].isspace() or text[cut].isspace()
    return "… " if between else "…"


def _one_line(text: str) -> str:
    words = " ".join(text.split())
    if not words:
        return " " if text else ""
    return f"{' ' * text[0].isspace()}{words}{' ' * text[-1].isspace()}"
