"""Looking at who was here: the browsers that are signed in, and the trail."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from holdspace.accounts import browsers, manifests, store, trails
from holdspace.accounts.trails import Touched
from holdspace.core.vault import Unreadable

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from holdspace.accounts.browsers import Browser
    from holdspace.accounts.spaces import Space
    from holdspace.accounts.trails import Trail


def settle_in(
    space: Space, *, session: str, browser: UUID, agent: str, now: datetime
) -> None:
    """List the browser in which a space was just opened, and take the trail in.

    Raises:
        Unreadable: A part of the manifest that guards one of them is damaged.
    """
    with suppress(Unreadable):
        browsers.note(space, session=session, known=browser, agent=agent, now=now)
    trails.take_in(space)


def list_browsers(space: Space, *, now: datetime) -> tuple[Browser, ...]:
    """The browsers in which the person is signed in, newest first.

    Raises:
        Unreadable: The list is damaged, was taken away, or is an older copy.
    """
    return browsers.list_there(space, now=now)


def list_open(space: Space, *, now: datetime) -> set[UUID]:
    """Which of their browsers have the space open at this moment."""
    return store.list_unlocked(space.person, now)


def end_browser(space: Space, *, browser: UUID, now: datetime) -> None:
    """Sign one browser out and lock it, at once.

    Raises:
        NotThere: No such browser is signed in.
        Unreadable: The list is damaged.
    """
    with manifests.changing(space) as changes:
        browsers.end(space, changes, browser, now=now)
        trails.add(space.person, what=Touched.BROWSER_ENDED, now=now)


def end_other_browsers(space: Space, *, session: str, now: datetime) -> None:
    """Sign every other browser out and lock it, at once.

    A browser that is not listed is locked and stays signed in; changing the password
    ends that, too.

    Raises:
        Unreadable: The part of the manifest that guards the list is damaged.
    """
    with manifests.changing(space) as changes:
        ended = browsers.end_others(space, changes, session=session, now=now)
        more = {"browsers": str(ended)}
        trails.add(space.person, what=Touched.BROWSER_ENDED, now=now, more=more)


def read_trail(space: Space) -> Trail:
    """Everything that touched access, with what waited taken in.

    Raises:
        Unreadable: The trail is damaged, was taken away, or is an older copy.
    """
    with suppress(Unreadable):
        trails.take_in(space)
    return trails.read(space)
