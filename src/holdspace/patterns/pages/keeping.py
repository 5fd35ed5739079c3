"""Kept patterns on the page: under each statement, and those that no longer hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from holdspace.patterns.keeping import compare, mark_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from holdspace.accounts.flows import KeptPattern
    from holdspace.core.insights import Statement


@dataclass(frozen=True, slots=True)
class KeepPage:
    """What stands under a statement that is shown: to keep it, or to let go of it.

    Attributes:
        place: Its place on the page, from 1: where the page is shown again.
        mark: Which it is, opaque.
        sentence: What it says now.
        kept: Whether it is kept.
        said: What it said when it was kept, where that was something else.
        now: Which it is as it reads now, opaque.
    """

    place: int
    mark: str
    sentence: str
    kept: bool = False
    said: str = ""
    now: str = ""


@dataclass(frozen=True, slots=True)
class GonePage:
    """A kept pattern that the entries no longer carry."""

    mark: str
    said: str


@dataclass(frozen=True, slots=True)
class KeepingPage:
    """Kept patterns on the page.

    Attributes:
        gone: Those that no longer hold: told until they are let go of.
        under: What stands under each statement that is shown, by its id.
    """

    gone: tuple[GonePage, ...] = ()
    under: Mapping[str, KeepPage] = field(default_factory=dict)


def keeping(
    kept: Iterable[KeptPattern], statements: Iterable[Statement]
) -> KeepingPage:
    """Hold what is kept against what is shown now, and lay it out."""
    shown = [one for one in statements if one.shown]
    compared = compare(kept, shown)
    return KeepingPage(
        tuple(
            GonePage(mark_of(one.id, one.sentence), one.sentence)
            for one in compared.gone
        ),
        {
            one.id: _under(one, place, compared.held.get(one.id))
            for place, one in enumerate(shown, start=1)
        },
    )


def _under(statement: Statement, place: int, kept: KeptPattern | None) -> KeepPage:
    sentence = statement.sentence
    now = mark_of(statement.id, sentence)
    if kept is None:
        return KeepPage(place, now, sentence, now=now)
    said = "" if kept.sentence == sentence else kept.sentence
    return KeepPage(place, mark_of(kept.id, kept.sentence), sentence, True, said, now)
