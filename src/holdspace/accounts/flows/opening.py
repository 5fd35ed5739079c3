"""Opening and locking: by password, by recovery code, by the two halves of a key."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import transaction

from holdspace.accounts import browsers, store, trails
from holdspace.accounts.moments import rounded_up
from holdspace.accounts.names import tidy_name
from holdspace.accounts.resealing import guarded
from holdspace.accounts.spaces import Space
from holdspace.accounts.trails import Touched
from holdspace.core import vault
from holdspace.core.vault import About, Cost, Lock, Opened, Sealed
from holdspace.web.refusals import SpaceDamaged

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, timedelta

_NOBODY = UUID(int=0)


def open_with_password(
    *, sign_in: str, password: str, cost: Cost
) -> tuple[UUID, Opened]:
    """Open the space of whoever signs in with this name and password.

    An unknown name costs the same work as a wrong password and gets the same
    answer, so neither the answer nor its time tells who has a space here. A
    password kept at a weaker cost than ``cost`` is raised to it on the way.

    Raises:
        WrongPassword: Name and password do not belong together.
        SpaceDamaged: They do, but the stored key is damaged.
    """
    found = store.get_person_by_name(tidy_name(sign_in))
    if found is None:
        vault.pretend(password, cost)
        raise vault.WrongPassword
    with damage_told():
        lock = store.get_lock(found.id)
        opened = vault.open_with_password(found.id, lock, password)
    if lock.cost.weaker_than(cost):
        raised = vault.change_password(found.id, lock, opened, password, cost)
        # Only if nothing else changed the lock meanwhile: it is tried again next time.
        store.replace_lock(found.id, raised, was=lock)
    return found.id, opened


def open_space(*, sign_in: str, password: str, cost: Cost) -> Space:
    """Open a space for one piece of work, without unlocking it in any browser.

    Raises:
        WrongPassword: Name and password do not belong together.
        SpaceDamaged: They do, but the stored key is damaged.
    """
    person, opened = open_with_password(sign_in=sign_in, password=password, cost=cost)
    return _space_without_browser(person, opened)


def open_with_code(
    *, sign_in: str, code: str, password: str, cost: Cost, now: datetime
) -> tuple[UUID, Opened]:
    """Open a space with its recovery code, and give it a new password and code.

    Every browser ends, as with a changed password.

    The code that was used stops working: it was typed somewhere, and may have
    been seen. The new one waits to be typed back, as at the beginning.

    Raises:
        WrongCode: Name and code do not belong together, or the code was used
            elsewhere at this very moment.
        SpaceDamaged: They do, but the stored key is damaged.
    """
    found = store.get_person_by_name(tidy_name(sign_in))
    person = found.id if found else _NOBODY
    with damage_told():
        before = store.get_lock(person) if found else _lock_of_nobody(cost)
        opened = vault.open_with_code(person, before, code)
    lock = vault.change_password(person, before, opened, password, cost)
    lock, fresh = vault.change_code(person, lock, opened)
    sealed = seal_code(person, opened, fresh)
    with transaction.atomic():
        if not store.replace_lock(person, lock, was=before, code=sealed):
            raise vault.WrongCode
        store.remove_all_unlocked(person)
        listed = browsers.sessions_of(_space_without_browser(person, opened))
        store.remove_sessions(listed)
        trails.add(person, what=Touched.CODE_USED, now=now)
    return person, opened


def get_code_to_confirm(space: Space) -> str | None:
    """The recovery code that still waits to be typed back.

    If the waiting one is damaged there is a new one: it must not shut the person
    out of a space that opens.
    """
    sealed = store.get_code_to_confirm(space.person)
    if sealed is None:
        return None
    about = about_person(space.person, "code-to-confirm")
    try:
        return space.opened.unseal(sealed, about).decode()
    except vault.Unreadable:
        return _new_code(space)


def is_code_confirmed(person: UUID) -> bool:
    """Whether a person has typed their recovery code back."""
    return store.get_code_to_confirm(person) is None


def confirm_code(space: Space, *, code: str) -> None:
    """Prove that the typed recovery code opens this space, then forget it here.

    The proof is a trial: the code itself unwraps the key. Nothing that could
    check parts of it is kept.

    Raises:
        WrongCode: It does not open this space.
    """
    vault.open_with_code(space.person, store.get_lock(space.person), code)
    store.remove_code_to_confirm(space.person)


def unlock(
    *, person: UUID, opened: Opened, now: datetime, idle: timedelta
) -> tuple[Space, str]:
    """Unlock a space in one browser.

    Returns:
        The space, and the cookie's value: its half of what opens the space.
    """
    unlocked = uuid4()
    cookie, secret = vault.split(opened.key, person, unlocked)
    store.add_unlocked(person, secret, unlocked, rounded_up(now + idle))
    return guarded(Space(person, unlocked, opened)), f"{unlocked.hex}.{cookie}"


def get_space(
    *, person: UUID, cookie: str, now: datetime, idle: timedelta
) -> Space | None:
    """The space that a browser has unlocked, or nothing if it is locked.

    Being used puts the idle lock off; the stored end moves in steps of five
    minutes, so that the row tells no moment.

    Raises:
        SpaceDamaged: It is unlocked, but the person's stored keys are damaged.
    """
    unlocked = _unlocked_in(cookie)
    found = store.get_unlocked(person, unlocked, now) if unlocked else None
    if unlocked is None or found is None:
        return None
    secret, ends_at = found
    try:
        key = vault.join(cookie.partition(".")[2], secret, person, unlocked)
    except vault.Unreadable:
        return None
    if rounded_up(now + idle) > ends_at:
        store.replace_unlocked_end(unlocked, rounded_up(now + idle))
    with damage_told():
        opened = vault.open_with_key(person, store.get_lock(person), key)
    return guarded(Space(person, unlocked, opened))


def lock_space(*, person: UUID, cookie: str) -> None:
    """Lock a space in one browser, at once.

    Nothing is opened for it, so that it works with a damaged key as well.
    """
    unlocked = _unlocked_in(cookie)
    if unlocked is not None:
        store.remove_unlocked(person, unlocked)


def public_key(person: UUID) -> vault.PublicKey:
    """What anybody may seal to for this person, without being able to open it.

    Raises:
        NotThere: There is no such person.
    """
    return vault.PublicKey.from_bytes(store.get_lock(person).public)


def sweep(now: datetime) -> None:
    """Remove unlocked spaces and sessions that have ended."""
    store.remove_ended(now)


@contextmanager
def damage_told() -> Iterator[None]:
    """Tell a damaged lock apart from one damaged row: with it, nothing opens.

    Raises:
        SpaceDamaged: What is needed to open the space is damaged.
    """
    try:
        yield
    except vault.Unreadable as refusal:
        raise SpaceDamaged from refusal


def seal_code(person: UUID, opened: Opened, code: str) -> Sealed:
    """Seal a recovery code until it was typed back."""
    about = about_person(person, "code-to-confirm")
    return vault.seal(code.encode(), opened.key, about, pad=vault.Padding.SMALL)


def about_person(person: UUID, kind: str, version: int = 1) -> About:
    """Where something of the person themselves is sealed."""
    return About(person=person, row=person, kind=kind, version=version)


def _space_without_browser(person: UUID, opened: Opened) -> Space:
    return guarded(Space(person, uuid4(), opened))


def _new_code(space: Space) -> str:
    # Until the lock that it was made for is still the one that is stored: a code
    # that is shown is one that opens.
    while True:
        before = store.get_lock(space.person)
        lock, code = vault.change_code(space.person, before, space.opened)
        sealed = seal_code(space.person, space.opened, code)
        if store.replace_lock(space.person, lock, was=before, code=sealed):
            return code


def _unlocked_in(cookie: str) -> UUID | None:
    try:
        return UUID(hex=cookie.partition(".")[0])
    except ValueError:
        return None


def _lock_of_nobody(cost: Cost) -> Lock:
    # Trying a code against a name that does not exist takes the same path.
    nothing = Sealed(b"")
    return Lock(cost, bytes(16), b"", nothing, nothing, bytes(32), nothing)
