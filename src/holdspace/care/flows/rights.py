"""Who may be in this room: a therapist, with a second step at signing in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdspace.sharing import sides

if TYPE_CHECKING:
    from uuid import UUID


def check(person: UUID) -> None:
    """Let a therapist with a second step pass.

    Raises:
        NotThere: They are no therapist. Whoever is none has no such pages.
        SecondStepMissing: Their password alone would let somebody in here.
    """
    sides.check_person(person)
