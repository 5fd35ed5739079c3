"""Therapists: whom clients may bring things to. It opens nothing of anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from holdspace.accounts import store, trails
from holdspace.accounts.names import tidy_name
from holdspace.accounts.resealing import WITHDRAWING
from holdspace.accounts.trails import Touched
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID


def is_therapist(person: UUID) -> bool:
    """Whether this person may invite clients."""
    return store.is_therapist(person)


def list_therapists() -> list[str]:
    """The names that therapists sign in with."""
    return store.list_therapists()


def add_therapist(*, sign_in: str, now: datetime) -> bool:
    """Make somebody a therapist, at the machine; their trail tells them.

    Returns:
        Whether they were none before.

    Raises:
        NotThere: Nobody signs in with this name.
    """
    return _change(sign_in, Touched.THERAPIST_ON, now=now)


def remove_therapist(*, sign_in: str, now: datetime) -> bool:
    """End that somebody is a therapist: nothing shared opens for them from now on.

    What clients shared stays until they take it back, end it, or it ends by itself.
    Codes of theirs that nobody used allow nothing any more.

    Returns:
        Whether they were one before.

    Raises:
        NotThere: Nobody signs in with this name.
    """
    return _change(sign_in, Touched.THERAPIST_OFF, now=now)


def _change(sign_in: str, what: Touched, *, now: datetime) -> bool:
    found = store.get_person_by_name(tidy_name(sign_in))
    if found is None:
        raise NotThere
    with transaction.atomic():
        is_on = what is Touched.THERAPIST_ON
        changed = store.replace_is_therapist(found.id, is_therapist=is_on)
        if changed:
            trails.add(found.id, what=what, now=now)
            if not is_on:
                WITHDRAWING.send(sender=None, person=found.id)
    return changed
