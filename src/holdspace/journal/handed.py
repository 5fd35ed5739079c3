"""What rooms above the journal lay beside it: guides handed over, and what follows.

The journal knows no room above it. A room that has something to say joins in when the
program starts; one that stays silent changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from holdspace.accounts.spaces import Space


@dataclass(frozen=True, slots=True)
class Laid:
    """Something that another room lays onto Today.

    Attributes:
        template: What draws it.
        page: What it shows; the template knows it as ``laid``.
    """

    template: str
    page: object


class Hands(Protocol):
    """What a room above says to the journal."""

    def handed_to(self, space: Space) -> Collection[str]:
        """The short names of guides that were handed to this person to begin."""

    def lay(self, space: Space, *, now: datetime) -> Laid | None:
        """What stands on Today beside the journal's own, if anything."""

    def after(self, space: Space, *, reflection: UUID, now: datetime) -> str:
        """The page that comes next once a new reflection was kept; empty if none."""


_joined: Final[list[Hands]] = []


def join_in(hands: Hands) -> None:
    """Let a room above have its say; called once, when the program starts."""
    _joined.append(hands)


def is_handed(space: Space, guide: str) -> bool:
    """Whether the guide of this short name was handed to this person."""
    return any(guide in hands.handed_to(space) for hands in _joined)


def laid_on_today(space: Space, *, now: datetime) -> tuple[Laid, ...]:
    """What other rooms lay onto Today."""
    every = (hands.lay(space, now=now) for hands in _joined)
    return tuple(laid for laid in every if laid is not None)


def next_after(space: Space, *, reflection: UUID, now: datetime) -> str:
    """The address of what comes next after a reflection was kept; empty if nothing."""
    for hands in _joined:
        where = hands.after(space, reflection=reflection, now=now)
        if where:
            return where
    return ""
