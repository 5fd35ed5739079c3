"""What several views of the client's side need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdspace.accounts import flows as accounts
from holdspace.journal import drafting
from holdspace.journal.views.parts import zone_of
from holdspace.sharing import flows, pages
from holdspace.web import clock
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from datetime import tzinfo
    from uuid import UUID

    from holdspace.accounts.spaces import Space
    from holdspace.sharing.flows import HeldBond
    from holdspace.sharing.pages import CopyPage, TherapistPage


def zone_here(space: Space) -> tzinfo:
    """The time zone a person writes in."""
    return drafting.zone_of(zone_of(accounts.get_profile(space)))


def find_bond(space: Space, bond: UUID) -> HeldBond:
    """One of the therapists of this client.

    Raises:
        NotThere: There is no such bond of theirs.
    """
    found = (one for one in flows.list_therapists(space) if one.id == bond)
    one = next(found, None)
    if one is None:
        raise NotThere
    return one


def therapists_of(
    space: Space, zone: tzinfo, chosen: UUID | None = None
) -> tuple[TherapistPage, ...]:
    """The therapists of this client, laid out."""
    now = clock.now()
    return tuple(
        pages.therapist(one, now=now, zone=zone, chosen=chosen)
        for one in flows.list_therapists(space, now=now)
    )


def shared_by(
    space: Space, zone: tzinfo, therapists: tuple[TherapistPage, ...]
) -> tuple[CopyPage, ...]:
    """What this client shared with these therapists, laid out, newest first."""
    names = {one.bond: one.name for one in therapists}
    every = flows.list_shared(space, now=clock.now())
    copies = [one for one in every if one.bond in names]
    return pages.shared(copies, names, zone)
