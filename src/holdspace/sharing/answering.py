"""After an assigned guide was answered: who suggested it, and sharing what was said.

Nothing goes by itself but where the person said *until further notice* before; they
see it at once, and can take it back.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from holdspace.journal import flows as journal
from holdspace.sharing import flows, gathering
from holdspace.sharing.brought import pack
from holdspace.sharing.sources import Source
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from holdspace.accounts.spaces import Space
    from holdspace.sharing.flows import Assigned, SharedCopy


def answered(
    space: Space, reflection: UUID, assigned: Iterable[Assigned]
) -> tuple[Assigned, ...]:
    """What was assigned and is answered by this reflection, once for each bond.

    Raises:
        NotThere: There is no such reflection of this person.
        Unreadable: It is damaged.
    """
    url = journal.read(space, reflection=reflection).guide.url
    found = {one.bond: one for one in assigned if one.url == url}
    return tuple(found.values())


def share(space: Space, reflection: UUID, bond: UUID, *, now: datetime) -> None:
    """Share a reflection whole until it is taken back, as was said before.

    Where it cannot be shared just now it stays with the person.

    Raises:
        NotThere: There is no such reflection of this person.
        Unreadable: It is damaged.
        TooLong: It is longer than an envelope holds.
    """
    source = Source(row=reflection)
    brought = gathering.gather(space, source, now=now).brought
    about = flows.Described(
        brought.kind, brought.title, reflection, asks=brought.attention
    )
    with suppress(flows.PromiseStale, flows.KeyChanged, flows.NotCompared, NotThere):
        flows.share(
            space,
            bond=bond,
            document=pack(brought),
            about=about,
            until=None,
            now=now,
        )


def copy_of(space: Space, reflection: UUID, bond: UUID) -> SharedCopy | None:
    """The newest copy of a reflection that is shared in a bond, if there is one."""
    copies = flows.list_shared(space)
    found = (one for one in copies if one.row == reflection and one.bond == bond)
    return next(found, None)
