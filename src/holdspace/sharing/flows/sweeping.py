"""Removing what has ended, without anybody's key."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from holdspace.accounts import flows as accounts
from holdspace.accounts import trails
from holdspace.accounts.trails import Touched
from holdspace.sharing import sides, store
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

GRACE: Final = timedelta(hours=1)
"""The sweeper comes once a minute; what lies here longer waits for nobody."""


def sweep(now: datetime) -> int:
    """Overwrite and remove every copy and invite whose time is over.

    Returns:
        How many copies that were.
    """
    accounts.end_invitations(store.remove_ended_invites(now))
    ended = store.list_ended_copies(now)
    for bond, count in Counter(bond for _, bond in ended).items():
        _end(bond, [copy for copy, of in ended if of == bond], count, now)
    if ended:
        accounts.empty_log()
    return len(ended)


def count_overdue(now: datetime) -> int:
    """How many copies nobody overwrote though their time is over for a while."""
    return store.count_ended_copies(now - GRACE)


def _end(bond: UUID, copies: list[UUID], count: int, now: datetime) -> None:
    try:
        row = store.get_bond(bond)
    except NotThere:
        return  # it was ended at this moment, and its copies with it
    # One of the two may be deleting everything at this moment.
    with suppress(NotThere), sides.both_taking_turns(row.client, row.therapist):
        store.remove_copies(copies)
        for person in (row.client, row.therapist):
            more = {"count": str(count)}
            trails.add(person, what=Touched.SHARE_ENDED, now=now, more=more)
