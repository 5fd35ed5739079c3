"""Sealing what somebody holds of bonds and copies anew, and ending all of it."""

from __future__ import annotations

from contextlib import suppress
from itertools import batched
from typing import TYPE_CHECKING, Final

from holdspace.accounts import flows as accounts
from holdspace.accounts import manifests, trails
from holdspace.accounts.trails import Touched
from holdspace.core import vault
from holdspace.core.vault import About, Padding, Unreadable
from holdspace.sharing import copying, inviting, papers, settling, sides, store
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from holdspace.accounts.manifests import Changes
    from holdspace.accounts.resealing import Piece
    from holdspace.accounts.spaces import Space
    from holdspace.core.vault import Sealed
    from holdspace.sharing.store import BondRow, CopyRow

AT_ONCE: Final = 128
"""How many copies one transaction seals anew."""


def reseal(piece: Piece) -> None:
    """Seal what does not lie under the present key anew, one bounded piece of it.

    What clients handed over to a therapist's key before is taken in first. A client's
    bond keys are made anew, since whoever had the key before may know them; the phrase
    is then to be compared again. What does not open is counted and left where it is.

    Raises:
        SpaceDamaged: The root of the manifest is damaged.
    """
    space = piece.space
    settling.take_everything_in(space)
    _renew_bonds(space)
    with manifests.changing(space) as changes:
        for row in store.list_bonds(space.person):
            _reseal_bond(piece, changes, row)
        _reseal_invites(piece)
    copies = _copies_under_another(space)
    done = 0
    for some in batched(copies, AT_ONCE):
        if piece.is_full:
            piece.left += len(copies) - done
            return
        with manifests.changing(space) as changes:
            # Asked again in the turn: one may have been opened or taken back meanwhile.
            for copy in store.list_copies_named(some):
                _reseal_copy(piece, changes, copy)
        done += len(some)


def overwrite(space: Space, *, now: datetime) -> None:
    """End every bond of a person, and their invites; the others' trails are told."""
    for row in store.list_bonds(space.person):
        with sides.both_taking_turns(row.client, row.therapist):
            store.destroy_bond(row.id)
            other = row.therapist if row.client == space.person else row.client
            trails.add(other, what=Touched.BOND_ENDED, now=now)
    end_invites(space.person)


def end_invites(therapist: UUID) -> None:
    """Let the codes of a therapist that nobody used allow nothing any more."""
    accounts.end_invitations(store.remove_all_invites(therapist))


def _renew_bonds(space: Space) -> None:
    mine = space.opened.private.public.to_bytes()
    for row, paper in settling.papers_of(space):
        if paper.client_public != mine:
            # The therapist may have ended it meanwhile.
            with suppress(NotThere):
                settling.renew(space, row, therapist_public=paper.therapist_public)


def _reseal_bond(piece: Piece, changes: Changes, row: BondRow) -> None:
    is_client = row.client == piece.space.person
    column, kind = ("paper", papers.PAPER) if is_client else ("held", papers.HELD)
    sealed = row.paper if is_client else row.held
    if sealed is None or _is_present(piece, sealed):
        return
    about = _about(piece, changes, row, kind)
    fresh = _again(piece, sealed, about, Padding.SMALL)
    if fresh is not None:
        store.replace_bond(row.id, **{column: fresh})


def _reseal_copy(piece: Piece, changes: Changes, row: CopyRow) -> None:
    space = piece.space
    columns: dict[str, Sealed | None] = {}
    if store.get_bond(row.bond).client == space.person:
        about = _about(piece, changes, row, copying.RECORD)
        columns["record"] = _again(piece, row.record, about, Padding.WORDS)
    elif row.held is not None:
        about = copying.about_held(space.person, row.id)
        columns["held"] = _again(piece, row.held, about, Padding.WORDS)
    fresh = {name: sealed for name, sealed in columns.items() if sealed is not None}
    if fresh:
        store.replace_copies({row.id: fresh})


def _reseal_invites(piece: Piece) -> None:
    person = piece.space.person
    for row, sealed, _ in store.list_invites(person):
        if not _is_present(piece, sealed):
            about = inviting.about(person, row)
            fresh = _again(piece, sealed, about, Padding.SMALL)
            if fresh is not None:
                store.replace_invite(person, row, fresh)


def _copies_under_another(space: Space) -> list[UUID]:
    header = vault.header_under(space.opened.key)
    mine = [
        row.id
        for row in store.list_copies_of_client(space.person)
        if not row.record.startswith(header)
    ]
    theirs = [
        row.id
        for row in store.list_copies_of_therapist(space.person)
        if row.held is not None and not row.held.startswith(header)
    ]
    # Neighbours in the list come together, so that its parts are opened once or twice.
    mine.sort(key=lambda row: (vault.shard_of(row), row))
    return [*mine, *theirs]


def _about(
    piece: Piece, changes: Changes, row: BondRow | CopyRow, kind: str
) -> About | None:
    try:
        entry = changes.get(row.id)
    except Unreadable:
        return None
    if entry is None or entry.kind != kind:
        return None
    return entry.about(piece.space.person)


def _again(
    piece: Piece, sealed: Sealed, about: About | None, pad: Padding
) -> Sealed | None:
    if about is None:
        piece.damaged += 1
        return None
    try:
        words = piece.space.opened.unseal(sealed, about)
    except Unreadable:
        piece.damaged += 1
        return None
    piece.room -= len(sealed)
    return vault.seal(words, piece.space.opened.key, about, pad)


def _is_present(piece: Piece, sealed: Sealed) -> bool:
    return sealed.startswith(vault.header_under(piece.space.opened.key))
