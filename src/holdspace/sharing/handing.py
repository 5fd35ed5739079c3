"""What this room lays beside the journal: guides handed over, letters, and answers.

It joins in with ``journal.handed`` when the program starts, so that the journal never
imports this room.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from django.urls import reverse

from holdspace.accounts import flows as accounts
from holdspace.core.vault import TooLong, Unreadable
from holdspace.journal import drafting, handed
from holdspace.journal.views.parts import zone_of
from holdspace.sharing import answering, flows, passing_pages
from holdspace.sharing.passing_pages import FromPage, TodayPart

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from holdspace.accounts.spaces import Space

MOST_ON_TODAY: Final = 3


def handed_to(space: Space) -> frozenset[str]:
    """Give the guides that a therapist of theirs handed to this person."""
    return flows.handed_to(space)


def lay(space: Space, *, now: datetime) -> handed.Laid | None:
    """Lay onto Today what is suggested for a day ahead, and who wrote a letter."""
    every, new = flows.look_at_all_parcels(space)
    if not every and not new:
        return None
    names = {one.id: one.name for one in flows.list_therapists(space)}
    zone = drafting.zone_of(zone_of(accounts.get_profile(space)))
    pages = [
        passing_pages.suggested(one, name=names.get(one.bond, ""), now=now, zone=zone)
        for one in every
    ]
    ahead = tuple(one for one in pages if one.is_ahead)
    letters = tuple(FromPage(bond, names.get(bond, "")) for bond in sorted(new))
    part = TodayPart(ahead[:MOST_ON_TODAY], letters, len(ahead) > MOST_ON_TODAY)
    return handed.Laid("sharing/passing_today.html", part) if ahead or new else None


def after(space: Space, *, reflection: UUID, now: datetime) -> str:
    """After an assigned guide: share where that was said before, then show and ask."""
    assigned = flows.list_all_assigned(space)
    if not assigned:
        return ""
    # Whatever stands in the way of sharing is told on the page that comes next, and
    # never stands in the way of what was just kept.
    with suppress(Unreadable, TooLong):
        answered = answering.look_at(space, reflection, assigned)
        if answered.tasks:
            answering.share_standing(space, reflection, answered, now=now)
            return reverse("sharing:answered", args=[reflection])
    return ""
