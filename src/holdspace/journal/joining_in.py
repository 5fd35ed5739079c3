"""What the journal does when something happens to a whole space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.dispatch import receiver

from holdspace.accounts.resealing import OVERWRITING, RESEALING
from holdspace.journal import flows

if TYPE_CHECKING:
    from uuid import UUID

    from holdspace.accounts.resealing import Piece


@receiver(RESEALING)
def reseal(piece: Piece, **_: object) -> None:
    """Seal the journal's rows anew."""
    flows.reseal(piece)


@receiver(OVERWRITING)
def overwrite(person: UUID, **_: object) -> None:
    """Overwrite the journal's rows."""
    flows.overwrite(person)
