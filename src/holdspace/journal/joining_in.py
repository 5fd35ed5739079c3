"""What the journal does when something happens to a whole space."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from django.dispatch import receiver

from holdspace.accounts.resealing import OVERWRITING, RESEALING
from holdspace.core.vault import Unreadable
from holdspace.journal import flows
from holdspace.web import clock

if TYPE_CHECKING:
    from holdspace.accounts.resealing import Piece
    from holdspace.accounts.spaces import Space


@receiver(RESEALING)
def reseal(piece: Piece, **_: object) -> None:
    """Seal the journal's rows anew."""
    flows.reseal(piece)


@receiver(OVERWRITING)
def overwrite(space: Space, **_: object) -> None:
    """End the mails that are planned, and overwrite the journal's rows."""
    with suppress(Unreadable):
        flows.stop_letters(space, now=clock.now())
    # A damaged profile names none of them.
    flows.end_letters_of(space.person)
    flows.overwrite(space.person)
