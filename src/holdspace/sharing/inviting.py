"""What a therapist notes of an invite for themselves: whom it is for, sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdspace.core import vault
from holdspace.core.vault import About, Unreadable
from holdspace.sharing import records
from holdspace.sharing.records import Called

if TYPE_CHECKING:
    from uuid import UUID

    from holdspace.accounts.spaces import Space
    from holdspace.core.vault import Sealed

_INVITE: Final = "invite"


def about(therapist: UUID, invite: UUID) -> About:
    """Where an invite's note is sealed."""
    return About(therapist, invite, _INVITE)


def seal_called(space: Space, invite: UUID, called: str) -> Sealed:
    """Seal what a therapist calls whom they invite."""
    words, place = records.pack(Called(called)), about(space.person, invite)
    return vault.seal(words, space.opened.key, place, vault.Padding.SMALL)


def open_called(space: Space, invite: UUID, sealed: Sealed) -> str:
    """What a therapist calls whom they invited; nothing where that is damaged."""
    try:
        words = space.opened.unseal(sealed, about(space.person, invite))
        return records.read(words, Called).called
    except Unreadable:
        return ""
