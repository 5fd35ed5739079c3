"""Who may be in this room: a therapist, with a second step at signing in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdspace.accounts import flows as accounts
from holdspace.sharing.refusals import SecondStepMissing
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from uuid import UUID


def check(person: UUID) -> None:
    """Let a therapist with a second step pass.

    Raises:
        NotThere: They are no therapist. Whoever is none has no such pages.
        SecondStepMissing: Their password alone would let somebody in here.
    """
    if not accounts.is_therapist(person):
        raise NotThere
    if not accounts.has_second_step(person):
        raise SecondStepMissing
