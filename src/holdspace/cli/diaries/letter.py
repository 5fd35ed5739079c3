"""What a diary says as a letter for a terminal: sentences, one part after another."""

from __future__ import annotations

import shutil
import textwrap
from datetime import date
from typing import TYPE_CHECKING, Final

from holdspace.core.insights import CHECK_IN, HELD_BACK, TEARS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from holdspace.cli.diaries.looking import Looked

MOST_COLUMNS: Final = 80
FEWEST_COLUMNS: Final = 20
PARTS: Final[Mapping[int, str]] = {
    1: "How you were, before and after tears",
    2: "Beside low moments without tears",
    3: "What went along with more or less relief after 90 minutes",
    4: "How often, and when",
    5: "Words, places and needs",
}
NOT_YET: Final = "What cannot be told yet"
NOTHING: Final = "There is nothing in this file to tell of yet."
ENDS: Final = (
    "Counted on this machine, from this file alone. Nothing was sent, and nothing was "
    "kept. Whoever reads along here can read it too."
)
_CALLED: Final[Mapping[int, tuple[str, str]]] = {
    TEARS: ("time of tears", "times of tears"),
    HELD_BACK: ("time of held-back tears", "times of held-back tears"),
    CHECK_IN: ("check-in", "check-ins"),
}
_EPOCH: Final = date(1970, 1, 1).toordinal()


def written(looked: Looked) -> str:
    """Write the letter of one file, wrapped to the terminal."""
    columns = min(shutil.get_terminal_size((MOST_COLUMNS, 24)).columns, MOST_COLUMNS)
    width = max(FEWEST_COLUMNS, columns)
    return "\n".join(_wrapped(_blocks(looked), width))


def named(file: str) -> str:
    """Give a name, or a sentence, without anything that steers a terminal."""
    return "".join(
        one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in file
    )


def _blocks(looked: Looked) -> Iterator[tuple[str, list[str]]]:
    """The parts of the letter: a heading, and its sentences."""
    yield named(looked.file), [_rests_on(looked)]
    shown = [one for one in looked.statements if one.shown]
    for number, heading in PARTS.items():
        sentences = [one.sentence for one in shown if one.number == number]
        if sentences:
            yield heading, sentences
    not_yet = [one.sentence for one in looked.statements if not one.shown]
    if not_yet:
        yield NOT_YET, list(dict.fromkeys(not_yet))
    if looked.left_out:
        yield "Left out", [f"{n} {why}." for why, n in sorted(looked.left_out.items())]
    yield "", [ENDS]


def _rests_on(looked: Looked) -> str:
    if looked.days is None:
        return NOTHING
    counts = [
        f"{looked.kinds[kind]:,} {one if looked.kinds[kind] == 1 else several}"
        for kind, (one, several) in _CALLED.items()
        if looked.kinds[kind]
    ]
    first, last = (date.fromordinal(day + _EPOCH).isoformat() for day in looked.days)
    when = f"on {first}" if first == last else f"from {first} to {last}"
    return f"{_listed(counts)}, {when}."


def _listed(parts: list[str]) -> str:
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last


def _wrapped(blocks: Iterable[tuple[str, list[str]]], width: int) -> Iterator[str]:
    for heading, sentences in blocks:
        if heading:
            yield from textwrap.wrap(heading, width)
            yield ""
        for sentence in sentences:
            yield textwrap.fill(
                named(sentence), width, initial_indent="  ", subsequent_indent="  "
            )
            yield ""
