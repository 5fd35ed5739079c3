"""Putting a new data key in place, piece by piece, so that it can be interrupted."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdspace.accounts import browsers, manifests, papers, store, trails
from holdspace.accounts.flows.changing import ChangedMeanwhile, check_password
from holdspace.accounts.flows.opening import seal_code
from holdspace.accounts.flows.profiles import reseal_profile
from holdspace.accounts.resealing import RESEALING, Piece, is_rotating, row_of
from holdspace.accounts.spaces import Space
from holdspace.accounts.trails import Touched
from holdspace.core import vault
from holdspace.core.vault import Entry
from holdspace.web.refusals import SpaceDamaged

if TYPE_CHECKING:
    from datetime import datetime

    from holdspace.core.vault import Cost, Opened


class NotFinished(Exception):
    """An earlier rotation is still going on; that one is finished first."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a rotation has come.

    Attributes:
        finished: Nothing that opens lies under the keys before any more, and they
            are forgotten.
        left: How many things are still to be sealed anew.
        damaged: How many could not be opened and were left as they are.
    """

    finished: bool
    left: int = 0
    damaged: int = 0


def begin_rotation(
    space: Space, *, password: str, new_password: str, cost: Cost, now: datetime
) -> Opened:
    """Put a new data key, pair and recovery code in place, and end other browsers.

    What was written before opens under the keys before, which lie sealed under the
    new one, until ``go_on`` has sealed everything anew.

    Returns:
        The opened space, to unlock it again in the browser that asked.

    Raises:
        WrongPassword: The password of before is another one.
        NotFinished: An earlier rotation is still going on.
        ChangedMeanwhile: Password or code were changed at this very moment.
        SpaceDamaged: The stored key or the root of the manifest is damaged.
    """
    was, opened = check_password(space, password)
    if was.before is not None:
        raise NotFinished if is_rotating(space) else SpaceDamaged
    person = space.person
    lock, fresh, code = vault.rotate(person, was, opened, new_password, cost)
    renewed = Space(person, space.unlocked, fresh)
    with store.alone_with(person):
        sealed = seal_code(person, fresh, code)
        if not store.replace_keys(person, lock, was=was, code=sealed):
            raise ChangedMeanwhile
        store.remove_all_unlocked(person)
        manifests.reseal_all(renewed)
        trails.reseal_lines(renewed)
        with manifests.changing(renewed) as changes:
            reseal_profile(renewed, changes)
            papers.reseal(renewed, changes)
            with suppress(vault.Unreadable):
                changes.put(Entry(row_of(person), "rotation", 1, 0))
        store.remove_sessions(browsers.sessions_of(renewed))
        trails.add(person, what=Touched.ROTATION_BEGUN, now=now)
    return fresh


def go_on(space: Space, *, now: datetime) -> Progress:
    """Seal one bounded piece anew; when nothing is left, forget the keys before.

    Raises:
        SpaceDamaged: The root of the manifest is damaged.
    """
    if not is_rotating(space):
        return Progress(finished=True)
    piece = Piece(space)
    RESEALING.send(sender=Piece, piece=piece)
    if piece.left:
        return Progress(finished=False, left=piece.left, damaged=piece.damaged)
    with manifests.changing(space) as changes:
        # Two pages may have gone on with it at once: only one finishes it.
        if store.get_lock(space.person).before is not None:
            store.remove_before(space.person)
            with suppress(vault.Unreadable):
                changes.remove(row_of(space.person))
            more = {"left": str(piece.damaged)} if piece.damaged else {}
            what = Touched.ROTATION_FINISHED
            trails.add(space.person, what=what, now=now, more=more)
    return Progress(finished=True, damaged=piece.damaged)
