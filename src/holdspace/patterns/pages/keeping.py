"""A kept pattern beside its statement, and one that the entries no longer carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdspace.patterns.keeping import mark_of

if TYPE_CHECKING:
    from holdspace.core.insights import Statement
    from holdspace.patterns.keeping import Compared


@dataclass(frozen=True, slots=True)
class KeepPage:
    """What stands under a statement that is shown: to keep it, or to let go of it.

    Attributes:
        place: Its place on the page, from 1: where the page is shown again.
        mark: Which it is, opaque.
        kept: Whether it is kept.
        said: What it said when it was kept, where that was something else.
    """

    place: int
    mark: str
    kept: bool = False
    said: str = ""


@dataclass(frozen=True, slots=True)
class GonePage:
    """A kept pattern that the entries no longer carry."""

    mark: str
    said: str


def keep(statement: Statement, compared: Compared, place: int) -> KeepPage:
    """What stands under one statement that is shown."""
    kept = compared.held.get(statement.id)
    if kept is None:
        return KeepPage(place, mark_of(statement.id, statement.sentence))
    said = "" if kept.sentence == statement.sentence else kept.sentence
    return KeepPage(place, mark_of(kept.id, kept.sentence), kept=True, said=said)


def gone(compared: Compared) -> tuple[GonePage, ...]:
    """What is told of kept patterns that no longer hold, until they are let go of."""
    return tuple(
        GonePage(mark_of(one.id, one.sentence), one.sentence) for one in compared.gone
    )
