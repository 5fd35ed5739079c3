"""Between password and second step: the key lies in halves and opens nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from holdspace.accounts import store
from holdspace.accounts.flows.opening import damage_told
from holdspace.accounts.moments import rounded_up
from holdspace.core import vault

if TYPE_CHECKING:
    from holdspace.core.vault import Opened

LASTS = timedelta(minutes=10)


def begin_halfway(*, person: UUID, opened: Opened, now: datetime) -> tuple[UUID, str]:
    """Put the key away in two halves until the second step is taken.

    Returns:
        The row that has the one half, and the cookie's value with the other.
    """
    row = uuid4()
    cookie, secret = vault.split(opened.key, person, row, vault.HALFWAY)
    store.add_halfway(person, secret, row, rounded_up(now + LASTS))
    return row, cookie


def open_halfway(
    *, person: UUID, row: UUID, cookie: str, now: datetime
) -> Opened | None:
    """Put the halves together again, or nothing if they are not both there.

    Raises:
        SpaceDamaged: They are, but the person's stored keys are damaged.
    """
    secret = store.get_halfway(person, row, now)
    if secret is None:
        return None
    try:
        key = vault.join(cookie, secret, person, row, vault.HALFWAY)
    except vault.Unreadable:
        return None
    with damage_told():
        return vault.open_with_key(person, store.get_lock(person), key)


def end_halfway(row: UUID) -> None:
    """End the waiting of one browser."""
    store.remove_halfway(row)
