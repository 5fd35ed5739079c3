"""What something that is to be brought is made from, and how the basket remembers it.

A source says where to look, never what was found there: what is corrected or deleted
meanwhile is corrected or gone in the basket as well. A sentence of one's own has no
other place, so it is its own source.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID  # noqa: TC003 - msgspec reads the types at run time

import msgspec

from holdspace.patterns.keeping import mark_of
from holdspace.sharing.brought import LONGEST_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_WAITING: Final = 24
"""So many things fit into the basket: it lies in the profile, which is read often."""
LONGEST_WAITING: Final = 1_000
"""So long may a sentence be that waits there."""
MOST_MARKS: Final = 60


class Source(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where something is made from.

    Attributes:
        row: A reflection.
        marks: Those of its answers that are meant, by what they say; all if none.
        pattern: A statement, by its id.
        measure: A measure, by its code.
        words: A sentence of the person's own.
    """

    row: UUID | None = None
    marks: tuple[str, ...] = ()
    pattern: str = ""
    measure: str = ""
    words: str = ""

    @property
    def mark(self) -> str:
        """An opaque name for it on a page, to be sent back in a form's body."""
        return mark_of(msgspec.json.encode(self).decode())

    @property
    def fits(self) -> bool:
        """Whether it may be brought at all."""
        return len(self.words) <= LONGEST_WORDS and len(self.marks) <= MOST_MARKS

    @property
    def may_wait(self) -> bool:
        """Whether it is small enough for the basket."""
        return self.fits and len(self.words) <= LONGEST_WAITING


def plain(source: Source) -> dict[str, Any]:
    """A source as the profile holds it."""
    found: dict[str, Any] = msgspec.to_builtins(source)
    return found


def read(basket: Iterable[dict[str, Any]]) -> tuple[Source, ...]:
    """The sources in a basket; what is not known here is passed over."""
    found: list[Source] = []
    for one in basket:
        try:
            found.append(msgspec.convert(one, Source))
        except msgspec.ValidationError:
            continue
    return tuple(found)
