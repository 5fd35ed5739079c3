"""In which bonds something is there that a therapist has not opened or read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdspace.core.vault import Unreadable
from holdspace.sharing import parcels, settling, sides, store
from holdspace.sharing.parcels import Letter

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from holdspace.accounts.spaces import Space
    from holdspace.core.vault import Sealed
    from holdspace.sharing.records import Held
    from holdspace.sharing.store import BondRow


def list_unopened(space: Space, *, now: datetime) -> set[UUID]:
    """The bonds in which something is there that was not opened yet.

    It is told without opening anything, for a list of many clients. What stands in the
    database is taken at its word: whoever writes to it can add a bond to these, or take
    one away.

    Raises:
        NotThere: They are no therapist.
        SecondStepMissing: They sign in with a password alone.
    """
    sides.check_therapist(space)
    return store.list_bonds_with_unopened(space.person, now)


def list_unread(space: Space) -> set[UUID]:
    """The bonds with a letter that came since this therapist last looked.

    Nobody is told that it was asked, and no letter counts as read by it. What does not
    open is left out.

    Raises:
        NotThere: They are no therapist.
        SecondStepMissing: They sign in with a password alone.
    """
    sides.check_therapist(space)
    stored = store.list_parcels_of_therapist(space.person)
    return {
        row.id
        for row, held in settling.held_of(space)
        if any(
            _is_unread(row, held, parcel, sealed)
            for parcel, sealed in stored.get(row.id, {}).items()
        )
    }


def _is_unread(row: BondRow, held: Held, parcel: UUID, sealed: Sealed) -> bool:
    try:
        found = parcels.read(row, parcel, sealed, held.keys)
    except Unreadable:
        return False
    seen = held.beside.seen_until
    is_theirs = isinstance(found, Letter) and found.by_client
    return is_theirs and (seen is None or found.at > seen)
