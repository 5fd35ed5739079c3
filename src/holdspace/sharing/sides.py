"""Whose side of a bond somebody is on, and whether they may be there."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from holdspace.accounts import flows as accounts
from holdspace.accounts import manifests
from holdspace.sharing import store
from holdspace.sharing.refusals import SecondStepMissing
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from holdspace.accounts.spaces import Space
    from holdspace.sharing.store import BondRow


def check_therapist(space: Space) -> None:
    """Let a therapist pass who signs in with a second step.

    Raises:
        NotThere: They are no therapist. Whoever is not has no such pages.
        SecondStepMissing: They sign in with a password alone.
    """
    check_person(space.person)


def check_person(person: UUID) -> None:
    """Ask the same where there is no unlocked space.

    Raises:
        NotThere: They are no therapist.
        SecondStepMissing: They sign in with a password alone.
    """
    if not accounts.is_therapist(person):
        raise NotThere
    if not accounts.has_second_step(person):
        raise SecondStepMissing


def as_client(space: Space, bond: UUID) -> BondRow:
    """A bond of this person as its client.

    Raises:
        NotThere: There is none, or they are not its client.
    """
    row = store.get_bond(bond)
    if row.client != space.person:
        raise NotThere
    return row


def as_therapist(space: Space, bond: UUID) -> BondRow:
    """A bond of this person as its therapist.

    Raises:
        NotThere: They are no therapist, or there is no such bond of theirs.
        SecondStepMissing: They sign in with a password alone.
    """
    check_therapist(space)
    row = store.get_bond(bond)
    if row.therapist != space.person:
        raise NotThere
    return row


@contextmanager
def both_taking_turns(one: UUID, other: UUID) -> Iterator[None]:
    """Change what is between two people while nobody else does.

    The turns are always taken in one order, so that two who do this at once never
    wait for each other.

    Raises:
        NotThere: One of them is not there.
    """
    with ExitStack() as turns:
        for person in sorted({one, other}):
            turns.enter_context(manifests.taking_turns(person))
        yield
