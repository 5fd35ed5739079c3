"""Changing what opens a space: another password, another recovery code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from holdspace.accounts import browsers, store, trails
from holdspace.accounts.flows.opening import damage_told, seal_code
from holdspace.accounts.trails import Touched
from holdspace.core import vault

if TYPE_CHECKING:
    from datetime import datetime

    from holdspace.accounts.spaces import Space
    from holdspace.core.vault import Cost, Lock, Opened


class ChangedMeanwhile(Exception):
    """Somebody changed password or code at the same moment; theirs stays."""


def change_password(
    space: Space, *, password: str, new_password: str, cost: Cost, now: datetime
) -> Opened:
    """Let another password open the space, and end every browser.

    The data key stays. Sessions that are not listed end by themselves, because each
    is bound to the password it began with.

    Returns:
        The opened space, to unlock it again in the browser that asked.

    Raises:
        WrongPassword: The password of before is another one.
        ChangedMeanwhile: It was changed elsewhere at this very moment.
        SpaceDamaged: The stored key is damaged.
    """
    was, opened = check_password(space, password)
    lock = vault.change_password(space.person, was, opened, new_password, cost)
    with transaction.atomic():
        if not store.replace_lock(space.person, lock, was=was):
            raise ChangedMeanwhile
        store.remove_all_unlocked(space.person)
        store.remove_sessions(browsers.sessions_of(space))
        trails.add(space.person, what=Touched.PASSWORD_CHANGED, now=now)
    return opened


def change_code(space: Space, *, password: str, now: datetime) -> None:
    """Put another recovery code in place; it waits to be typed back.

    Raises:
        WrongPassword: The password is another one.
        ChangedMeanwhile: Password or code were changed at this very moment.
        SpaceDamaged: The stored key is damaged.
    """
    was, opened = check_password(space, password)
    lock, code = vault.change_code(space.person, was, opened)
    sealed = seal_code(space.person, opened, code)
    with transaction.atomic():
        if not store.replace_lock(space.person, lock, was=was, code=sealed):
            raise ChangedMeanwhile
        trails.add(space.person, what=Touched.CODE_MADE, now=now)


def check_password(space: Space, password: str) -> tuple[Lock, Opened]:
    """Make sure, by one derivation, that this password opens this space.

    Returns:
        The lock that it opened, to change that one and no other, and its keys.

    Raises:
        WrongPassword: It is another password.
        SpaceDamaged: The stored key is damaged.
    """
    with damage_told():
        lock = store.get_lock(space.person)
        return lock, vault.open_with_password(space.person, lock, password)
