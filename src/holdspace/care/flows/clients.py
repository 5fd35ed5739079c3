"""The clients of a therapist, as the relation knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdspace.care.flows.rights import check
from holdspace.sharing import flows as sharing
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from uuid import UUID

    from holdspace.accounts.spaces import Space
    from holdspace.sharing.flows import Client


def list_clients(space: Space) -> tuple[Client, ...]:
    """Every client, by name; whoever has just accepted is taken in.

    Raises:
        NotThere: They are no therapist.
        SecondStepMissing: There is no second step yet.
    """
    check(space.person)
    clients = sharing.list_clients(space)
    return tuple(sorted(clients, key=lambda one: one.name.casefold()))


def get_client(space: Space, *, bond: UUID) -> Client:
    """One client.

    Raises:
        NotThere: They are no therapist, or this is no client of theirs.
        SecondStepMissing: There is no second step yet.
    """
    for client in list_clients(space):
        if client.id == bond:
            return client
    raise NotThere
