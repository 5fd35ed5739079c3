"""In which bonds something is there that a therapist has not opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdspace.sharing import sides, store

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from holdspace.accounts.spaces import Space


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
