"""Regular expressions of strangers: matched in linear time, or not at all."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

MOST_PATTERN = 1_000
MOST_TEXT = 200_000
MOST_PLACES = 2_000
_MEMORY = 1 << 18


def matches(pattern: str, text: str) -> bool | None:
    """Tell whether the whole of ``text`` is what ``pattern`` describes.

    The whole text is meant, as FHIR's ``regex`` extension means it; a dot stands
    for line ends too. The time grows with the length of the text and never
    more quickly, whatever the pattern is.

    Returns:
        None where the pattern is refused or not known: too long, too large once
        it is unfolded, looking back or ahead, or malformed; or where the text is
        longer than any answer. Then nothing is said about the text.
    """
    found = _engine(pattern, text)
    if found is None:
        return None
    return found.fullmatch(text) is not None


def occurs(pattern: str, text: str) -> bool | None:
    """Tell whether ``pattern`` is found in ``text``; None as in ``matches``."""
    found = _engine(pattern, text)
    if found is None:
        return None
    return found.search(text) is not None


def replaced(pattern: str, text: str, by: str, most: int) -> str | None:
    """Replace each place that fits ``pattern``; ``$1`` in ``by`` is the first group.

    Returns:
        None as in ``matches``, and where more than ``most`` characters would
        come of it, or it fits in more than 2,000 places.
    """
    found = _engine(pattern, text)
    if found is None:
        return None
    pieces: list[str] = []
    length = end = 0
    for count, match in enumerate(found.finditer(text)):
        piece = text[end : match.start()] + _filled(by, match)
        pieces.append(piece)
        length += len(piece)
        end = match.end()
        if length > most or count == MOST_PLACES:
            return None
    whole = "".join(pieces) + text[end:]
    return whole if len(whole) <= most else None


def _engine(pattern: str, text: str) -> Any | None:  # noqa: ANN401  (no types)
    if len(pattern) > MOST_PATTERN or len(text) > MOST_TEXT or not _writable(text):
        return None
    return _compiled(pattern)


def _writable(text: str) -> bool:
    """Tell whether there is no half a character in it."""
    return text.isascii() or not any("\ud800" <= one <= "\udfff" for one in text)


def _filled(by: str, match: Any) -> str:  # noqa: ANN401  (re2 has no types)
    pieces = by.split("$")
    filled = pieces[0]
    for piece in pieces[1:]:
        number = piece[:1]
        if number.isascii() and number.isdigit() and int(number) <= match.re.groups:
            filled += (match.group(int(number)) or "") + piece[1:]
        else:
            filled += "$" + piece
    return filled


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> Any | None:  # noqa: ANN401  (re2 has no types)
    # Only a form with a regular expression pays for the engine.
    import re2

    options = re2.Options()
    options.dot_nl = True
    options.log_errors = False
    options.max_mem = _MEMORY
    try:
        return re2.compile(pattern, options)
    except (re2.error, UnicodeError):
        return None
