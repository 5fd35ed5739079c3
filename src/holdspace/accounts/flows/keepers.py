"""Keepers: who may put forms on the shelf. It opens nothing of anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from holdspace.accounts import store, trails
from holdspace.accounts.names import tidy_name
from holdspace.accounts.trails import Touched
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID


def is_keeper(person: UUID) -> bool:
    """Whether this person may put forms on the shelf."""
    return store.is_keeper(person)


def check_keeper(person: UUID) -> None:
    """Let a keeper pass.

    Raises:
        NotThere: They are none. Whoever is not has no such pages.
    """
    if not store.is_keeper(person):
        raise NotThere


def list_keepers() -> list[str]:
    """The names that keepers sign in with."""
    return store.list_keepers()


def add_keeper(*, sign_in: str, now: datetime) -> bool:
    """Make somebody a keeper, at the machine; their trail tells them.

    Returns:
        Whether they were none before.

    Raises:
        NotThere: Nobody signs in with this name.
    """
    return make_keeper(_named(sign_in), now=now)


def remove_keeper(*, sign_in: str, now: datetime) -> bool:
    """End that somebody is a keeper; what they put on the shelf stays there.

    Returns:
        Whether they were one before.

    Raises:
        NotThere: Nobody signs in with this name.
    """
    return _change(_named(sign_in), Touched.KEEPER_OFF, now=now)


def make_keeper(person: UUID, *, now: datetime | None) -> bool:
    """Make this person a keeper; without a moment nothing is noted in the trail."""
    return _change(person, Touched.KEEPER_ON, now=now)


def _named(sign_in: str) -> UUID:
    found = store.get_person_by_name(tidy_name(sign_in))
    if found is None:
        raise NotThere
    return found.id


def _change(person: UUID, what: Touched, *, now: datetime | None) -> bool:
    with transaction.atomic():
        is_on = what is Touched.KEEPER_ON
        changed = store.replace_is_keeper(person, is_keeper=is_on)
        if changed and now is not None:
            trails.add(person, what=what, now=now)
    return changed
