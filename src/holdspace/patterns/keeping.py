"""Patterns that a person kept, held against what their entries say now.

Pure. Nothing of a kept pattern is stored but which statement it is, which way it went
and what it said, so a correction or a deletion counts the next time somebody looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from holdspace.accounts.flows import KeptPattern
    from holdspace.core.insights import Statement

MORE: Final = "more"
LESS: Final = "less"
EVEN: Final = "even"
COUNTED: Final = "counted"
# Units in which a statement goes one way or the other, and where the middle is.
_MIDDLE: Final[Mapping[str, float]] = {"points": 0.0, "ratio": 1.0}
_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Compared:
    """What became of kept patterns.

    Attributes:
        held: Those that the entries still carry, by the statement they are.
        gone: Those that they no longer carry, in the order in which they were kept.
    """

    held: Mapping[str, KeptPattern]
    gone: tuple[KeptPattern, ...]


def compare(kept: Iterable[KeptPattern], statements: Iterable[Statement]) -> Compared:
    """Hold kept patterns against what is shown now.

    One holds while its statement is shown and goes the same way. Its numbers may have
    moved: the page says what it said when it was kept.
    """
    shown = {one.id: leaning(one) for one in statements if one.shown}
    held: dict[str, KeptPattern] = {}
    gone: list[KeptPattern] = []
    for one in kept:
        if shown.get(one.id) == one.leaning:
            held[one.id] = one
        else:
            gone.append(one)
    return Compared(held, tuple(gone))


def leaning(statement: Statement) -> str:
    """Which way a statement goes: its whole interval lies on one side, or does not.

    What is counted goes no way.
    """
    middle = _MIDDLE.get(statement.unit)
    if middle is None or statement.low is None or statement.high is None:
        return COUNTED
    if statement.low > middle:
        return MORE
    return LESS if statement.high < middle else EVEN


def mark_of(*parts: str) -> str:
    """An opaque name for something on a page, to be sent back in a form's body.

    It is made of what the thing says, so that it fits nothing else. It guards nothing:
    whoever may see the page could make it.
    """
    digest = blake2b(digest_size=_BYTES)
    for part in parts:
        raw = part.encode()
        digest.update(len(raw).to_bytes(8) + raw)
    return digest.hexdigest()
