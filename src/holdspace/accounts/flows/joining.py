"""Joining: who may, with which code, and a new space with a key of its own."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import transaction

from holdspace.accounts import manifests, store, trails
from holdspace.accounts.flows.keepers import make_keeper
from holdspace.accounts.flows.opening import seal_code
from holdspace.accounts.flows.profiles import Profile, seal_profile
from holdspace.accounts.names import tidy_code, tidy_name
from holdspace.accounts.trails import Touched
from holdspace.core import vault

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from holdspace.core.vault import Cost, Opened

_CODE_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"


class NotInvited(Exception):
    """Joining needs a code, and this is not one that works."""


def anybody() -> bool:
    """Whether somebody has a space here yet."""
    return store.anybody()


def may_join(signup: str) -> bool:
    """Whether anybody can make a space here at all now."""
    return signup != "alone" or not store.anybody()


def check_invited(*, signup: str, code: str) -> None:
    """Check that somebody who wants to join may.

    Raises:
        NotInvited: The code is not one that works now.
    """
    if signup == "open":
        return
    if not may_join(signup) or not store.is_invitation(hash_of(code)):
        raise NotInvited


def invite(*, first: bool) -> str:
    """Make a code that lets one person join, once; only its hash is kept.

    Args:
        first: For the very first person, printed when the space starts. It takes
            the place of an earlier one, and ends when that person has joined.

    Returns:
        The code as it is shown.
    """
    raw = "".join(secrets.choice(_CODE_ALPHABET) for _ in range(16))
    store.add_invitation(hash_of(raw), first=first)
    return "-".join(raw[i : i + 4] for i in range(0, 16, 4))


def create_space(
    *,
    sign_in: str,
    password: str,
    profile: Profile,
    cost: Cost,
    signup: str,
    invitation: str,
    now: datetime | None = None,
) -> tuple[UUID, Opened]:
    """Make a space for a new person, with a key of their own.

    The recovery code waits, sealed under that key, until it was typed back once.
    The trail begins with this moment where ``now`` tells it. Whoever joins with the
    code that was printed at the machine for the first person is made its keeper.

    Raises:
        NotInvited: The code is not one that works, or was used meanwhile.
        NameTaken: Somebody else signs in with this name.
    """
    check_invited(signup=signup, code=invitation)
    person = uuid4()
    # The slow derivation happens before the transaction: it must not hold the
    # database's write lock while everybody else waits.
    lock, opened, code = vault.new_lock(person, password, cost)
    with transaction.atomic():
        is_first = signup != "open" and store.is_first_invitation(hash_of(invitation))
        if signup != "open" and not store.remove_invitation(hash_of(invitation)):
            raise NotInvited
        if not may_join(signup):
            raise NotInvited
        store.add_person(
            person=person,
            sign_in=tidy_name(sign_in),
            lock=lock,
            profile=seal_profile(person, opened, profile),
            code=seal_code(person, opened, code),
        )
        manifests.begin(person, opened)
        if now is not None:
            trails.add(person, what=Touched.SPACE_MADE, now=now)
        if is_first:
            make_keeper(person, now=now)
    return person, opened


def end_invitations(code_hashes: Iterable[str]) -> None:
    """Let codes that were made here and not used let nobody join any more."""
    store.remove_invitations(code_hashes)


def hash_of(code: str) -> str:
    """What is kept of an invitation's code."""
    return hashlib.sha256(tidy_code(code).encode()).hexdigest()
