"""What this room does when something happens to a whole space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.dispatch import receiver

from holdspace.accounts.resealing import OVERWRITING, RESEALING
from holdspace.care import flows

if TYPE_CHECKING:
    from holdspace.accounts.resealing import Piece
    from holdspace.accounts.spaces import Space


@receiver(RESEALING)
def reseal(piece: Piece, **_: object) -> None:
    """Seal a therapist's own rows anew."""
    flows.reseal(piece)


@receiver(OVERWRITING)
def overwrite(space: Space, **_: object) -> None:
    """Overwrite a therapist's own rows."""
    flows.overwrite(space.person)
