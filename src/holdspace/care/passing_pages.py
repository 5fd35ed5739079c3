"""Letters and assigned guides, as a therapist's pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdspace.sharing import flows as sharing
from holdspace.sharing import passing_pages as shared

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, tzinfo

    from holdspace.accounts.spaces import Space
    from holdspace.sharing.flows import Assigned, Client
    from holdspace.sharing.passing_pages import SuggestedPage


@dataclass(frozen=True, slots=True)
class AssignedPage:
    """What passed between a therapist and one client, as it stands on the brief.

    Attributes:
        ahead: What was assigned and has no day, or one that is not over.
        earlier: How much was assigned besides.
        new_letters: How many letters came since they last looked.
    """

    ahead: tuple[SuggestedPage, ...]
    earlier: int
    new_letters: int


def assigned(
    found: Iterable[Assigned], *, name: str, now: datetime, zone: tzinfo
) -> tuple[SuggestedPage, ...]:
    """Lay out everything that was assigned to one client, the newest first."""
    return tuple(shared.suggested(one, name=name, now=now, zone=zone) for one in found)


def read_part(
    space: Space, client: Client, *, now: datetime, zone: tzinfo
) -> AssignedPage:
    """Look at what passed between a therapist and one client, for the brief.

    Raises:
        NotThere: This is no client of theirs.
        SecondStepMissing: There is no second step yet.
        Unreadable: What they hold of the client is damaged.
    """
    tasks, letters = sharing.look_at_parcels(space, bond=client.id)
    pages = assigned(tasks, name=client.name, now=now, zone=zone)
    ahead = tuple(one for one in pages if one.is_ahead)
    new = sum(one.is_new for one in letters)
    return AssignedPage(ahead, len(pages) - len(ahead), new)
