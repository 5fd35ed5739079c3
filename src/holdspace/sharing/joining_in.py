"""What this room does when something happens to a whole space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.dispatch import receiver

from holdspace.accounts.resealing import OVERWRITING, RESEALING, WITHDRAWING
from holdspace.journal import handed
from holdspace.sharing import handing, resealing
from holdspace.web import clock

if TYPE_CHECKING:
    from uuid import UUID

    from holdspace.accounts.resealing import Piece
    from holdspace.accounts.spaces import Space

handed.join_in(handing)


@receiver(RESEALING)
def reseal(piece: Piece, **_: object) -> None:
    """Seal what this person holds of bonds and copies anew."""
    resealing.reseal(piece)


@receiver(OVERWRITING)
def overwrite(space: Space, **_: object) -> None:
    """End every bond of this person, and what was shared in it."""
    resealing.overwrite(space, now=clock.now())


@receiver(WITHDRAWING)
def withdraw(person: UUID, **_: object) -> None:
    """End the invites of somebody who is no therapist any more."""
    resealing.end_invites(person)
