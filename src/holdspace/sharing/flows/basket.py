"""The basket: what waits to be brought. It lies in the profile, as sources."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from holdspace.accounts import flows as accounts
from holdspace.sharing import sources, store
from holdspace.sharing.sources import MOST_WAITING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from holdspace.accounts.flows import Profile
    from holdspace.accounts.spaces import Space
    from holdspace.sharing.sources import Source


class NoRoom(Exception):
    """The basket is full, or this is too long to wait in it."""


def has_therapist(space: Space) -> bool:
    """Whether there is anybody whom this person could bring something to."""
    return store.has_therapist(space.person)


def look_into_basket(space: Space) -> tuple[Source, ...]:
    """What waits to be brought, in the order in which it was put in."""
    return sources.read(accounts.get_profile(space).basket)


def put_into_basket(space: Space, source: Source) -> None:
    """Let something wait to be brought; what waits already waits once.

    Raises:
        NoRoom: The basket is full, or it is too long to wait.
        Unreadable: What the person told about themselves is damaged.
    """
    if not source.may_wait:
        raise NoRoom
    accounts.change_profile(space, lambda profile: _with(profile, source))


def take_out_of_basket(space: Space, marks: Iterable[str]) -> None:
    """Let what carries one of these marks wait no longer.

    Raises:
        Unreadable: What the person told about themselves is damaged.
    """
    gone = frozenset(marks)
    accounts.change_profile(space, lambda profile: _without(profile, gone))


def _with(profile: Profile, source: Source) -> Profile:
    waiting = tuple(one for one in sources.read(profile.basket) if one != source)
    if len(waiting) >= MOST_WAITING:
        raise NoRoom
    return _holding(profile, (*waiting, source))


def _without(profile: Profile, gone: frozenset[str]) -> Profile:
    waiting = sources.read(profile.basket)
    return _holding(profile, (one for one in waiting if one.mark not in gone))


def _holding(profile: Profile, waiting: Iterable[Source]) -> Profile:
    return replace(profile, basket=tuple(map(sources.plain, waiting)))
