"""Letters and assigned guides, as a therapist's pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdspace.library import shelf
from holdspace.library.guide_pages import PLACES
from holdspace.library.facts import facts_of
from holdspace.sharing import passing_pages as shared

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, tzinfo

    from holdspace.sharing.flows import Assigned
    from holdspace.sharing.passing_pages import SuggestedPage

ELSEWHERE = "Measures, and what else is handed out"


@dataclass(frozen=True, slots=True)
class AssignedPage:
    """What was assigned to one client: what is ahead, and how much besides.

    Attributes:
        ahead: What has no day, or one that is not over.
        earlier: How many besides.
    """

    ahead: tuple[SuggestedPage, ...]
    earlier: int


def assigned(
    found: Iterable[Assigned], *, name: str, now: datetime, zone: tzinfo
) -> tuple[SuggestedPage, ...]:
    """Lay out everything that was assigned to one client, the newest first."""
    return tuple(shared.suggested(one, name=name, now=now, zone=zone) for one in found)


def part(pages: tuple[SuggestedPage, ...]) -> AssignedPage:
    """Lay out what was assigned, as it stands on the brief."""
    ahead = tuple(one for one in pages if one.is_ahead)
    return AssignedPage(ahead, len(pages) - len(ahead))


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Everything that can be handed out, in its places."""
    places: dict[str, list[tuple[str, str]]] = {}
    for name, guide in shelf.handed_out().items():
        place = PLACES.get(facts_of(guide).place, ELSEWHERE)
        places.setdefault(place, []).append((name, guide.title))
    return [
        (place, sorted(found, key=lambda one: one[1].casefold()))
        for place, found in sorted(places.items())
    ]
