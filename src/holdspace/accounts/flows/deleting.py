"""Deleting everything: every row of a person, and the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdspace.accounts import browsers, store
from holdspace.accounts.flows.changing import check_password
from holdspace.accounts.resealing import OVERWRITING

if TYPE_CHECKING:
    from holdspace.accounts.spaces import Space


def delete_everything(space: Space, *, password: str) -> None:
    """Delete a space with everything in it, for good.

    Rows are overwritten with noise in batches before they go. Interrupted in
    between, the person is still there, some of what they wrote cannot be read any
    more, and the same can be asked for again. Copies made earlier keep what they
    have.

    Raises:
        WrongPassword: The password is another one; nothing was touched.
        SpaceDamaged: The stored key is damaged.
    """
    check_password(space, password)
    sessions = browsers.sessions_of(space)
    store.remove_other_unlocked(space.person, space.unlocked)
    OVERWRITING.send(sender=None, space=space)
    store.remove_person(space.person)
    store.remove_sessions(sessions)
    store.empty_log()


def empty_log() -> None:
    """Let nothing that was overwritten stay where SQLite keeps pages as they were.

    Whoever is reading at this moment may keep it from being emptied; it is emptied the
    next time. PostgreSQL keeps old pages until it vacuums.
    """
    store.empty_log()
