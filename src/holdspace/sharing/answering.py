"""After an assigned guide was answered: who suggested it, and sharing what was said.

Nothing goes by itself but where the person said *until further notice* before; they
see it at once, and can take it back.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdspace.core import guides
from holdspace.journal import flows as journal
from holdspace.journal import measuring
from holdspace.sharing import flows, gathering
from holdspace.sharing.brought import pack
from holdspace.sharing.sources import Source
from holdspace.web.phrases import mentions_danger
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from holdspace.accounts.spaces import Space
    from holdspace.sharing.flows import Assigned, SharedCopy


@dataclass(frozen=True, slots=True)
class Answered:
    """A reflection that answers something assigned.

    Attributes:
        tasks: What was assigned and is answered by it, once for each bond.
        asks_kindly: Whether an answer of a measure in it asks for care.
        mentions_danger: Whether plain words in it may mean that somebody wants to die.
    """

    tasks: tuple[Assigned, ...]
    asks_kindly: bool
    mentions_danger: bool


def look_at(space: Space, reflection: UUID, assigned: Iterable[Assigned]) -> Answered:
    """Look at what was kept, and by whom it was suggested.

    Raises:
        NotThere: There is no such reflection of this person.
        Unreadable: It is damaged.
    """
    found = journal.read(space, reflection=reflection)
    alike = [one for one in assigned if one.url == found.guide.url]
    # Of two in one bond the one that stands counts, otherwise the newest.
    alike.sort(key=lambda one: (one.stands, one.assigned_at))
    tasks = {one.bond: one for one in alike}
    return Answered(
        tuple(tasks.values()),
        measuring.asks_kindly(found.guide.canonical, found.answers),
        mentions_danger(guides.words_of(found.guide, found.answers)),
    )


def share_standing(
    space: Space, reflection: UUID, answered: Answered, *, now: datetime
) -> None:
    """Share it whole where that was said before, until it is taken back.

    Where an answer is about dying or hurting oneself nothing goes by itself: telling
    somebody of that is a choice each time. Where it cannot be shared just now it stays
    with the person.

    Raises:
        NotThere: There is no such reflection of this person.
        Unreadable: It is damaged.
        TooLong: It is longer than an envelope holds.
    """
    if answered.asks_kindly or answered.mentions_danger:
        return
    for task in answered.tasks:
        if task.stands:
            _share(space, reflection, task.bond, now=now)


def copy_of(space: Space, reflection: UUID, bond: UUID) -> SharedCopy | None:
    """The newest copy of a reflection that is shared in a bond, if there is one."""
    copies = flows.list_shared(space)
    found = (one for one in copies if one.row == reflection and one.bond == bond)
    return next(found, None)


def _share(space: Space, reflection: UUID, bond: UUID, *, now: datetime) -> None:
    brought = gathering.gather(space, Source(row=reflection), now=now).brought
    about = flows.Described(
        brought.kind,
        brought.title,
        reflection,
        asks=brought.attention,
        told_apart=brought.told_apart,
    )
    with suppress(
        flows.PromiseStale, flows.KeyChanged, flows.NotCompared, flows.Full, NotThere
    ):
        flows.share(
            space,
            bond=bond,
            document=pack(brought),
            about=about,
            until=None,
            now=now,
        )
