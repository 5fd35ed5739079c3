"""How the rooms take part in putting a new data key in place.

The accounts know no room above them. A room that stores sealed things of a person
connects to ``RESEALING`` and seals its own anew, a bounded piece each time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid5

from django.dispatch import Signal

from holdspace.accounts import manifests
from holdspace.core import vault

if TYPE_CHECKING:
    from holdspace.accounts.spaces import Space

AT_ONCE: Final = 12 * 1024 * 1024
"""How many sealed bytes one piece seals anew: about a second of a small machine."""

# Sent with ``piece``. A receiver looks for what its room stores of that person and
# does not lie under the present key or to the present public key, opens it with
# ``piece.space.opened`` and seals it anew where it is. What does not open is counted
# and left. A receiver that fails stops the rotation, and the keys before stay: only
# when every receiver has come to its end are they forgotten.
RESEALING = Signal()

# Sent with ``space`` when everything of a person is deleted, before the person goes.
# A receiver ends what is on its way and overwrites with noise what its room stores of
# them; the rows themselves go with the person.
OVERWRITING = Signal()

# Sent with ``person`` when somebody is no therapist any more, in that transaction. A
# receiver ends what they offered to people whom nobody knows yet.
WITHDRAWING = Signal()


@dataclass(slots=True)
class Piece:
    """One bounded piece of sealing everything anew.

    Attributes:
        space: Whose; its ``opened`` opens with the keys before, too.
        room: How many more bytes may be sealed anew in this piece.
        left: How many things still lie under a key before and can be opened.
        damaged: How many things could not be opened.
    """

    space: Space
    room: int = AT_ONCE
    left: int = 0
    damaged: int = 0

    @property
    def is_full(self) -> bool:
        """Whether this piece has done enough."""
        return self.room <= 0


def is_rotating(space: Space) -> bool:
    """Whether a new key is being put in place and that is not finished."""
    return space.opened.before is not None


def guarded(space: Space) -> Space:
    """The space without the keys before, if its list knows of no rotation.

    Whoever kept the old key and puts the stored copy of it back after a rotation
    would otherwise have rows of their own making opened.
    """
    if not is_rotating(space):
        return space
    try:
        listed = manifests.get(space, row_of(space.person))
    except vault.Unreadable:
        # That part of the list is damaged, which is told wherever it matters. It
        # must not take everything away that was not sealed anew yet.
        return space
    if listed is not None:
        return space
    return replace(space, opened=space.opened.without_before())


def row_of(person: UUID) -> UUID:
    """Under which id the manifest lists that a rotation is going on."""
    return uuid5(person, "rotation")
