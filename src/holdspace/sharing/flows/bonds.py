"""A client and a therapist: invited, accepted, compared, ended."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import uuid4

import msgspec

from holdspace.accounts import flows as accounts
from holdspace.accounts import manifests, trails
from holdspace.accounts.trails import Touched
from holdspace.core import consent, vault
from holdspace.core.vault import Key, Unreadable
from holdspace.sharing import inviting, papers, records, settling, sides, store
from holdspace.sharing.flows import cards
from holdspace.sharing.records import Paper
from holdspace.sharing.refusals import AlreadyMet, Full, OwnCode
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from uuid import UUID

    from holdspace.accounts.spaces import Space
    from holdspace.sharing.records import Card, Held
    from holdspace.sharing.store import BondRow

INVITE_LASTS: Final = timedelta(days=14)
MOST_INVITES: Final = 50
"""How many codes of one therapist may wait to be used: each lets somebody join."""
NEVER: Final = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An invite that nobody used yet.

    Attributes:
        id: Its id.
        called: What the therapist called whom they invited; empty if damaged.
        ends_at: When it ends.
    """

    id: UUID
    called: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Invited:
    """What somebody with a code is shown before they accept.

    Attributes:
        therapist: Who invites.
        card: What they say of themselves.
    """

    therapist: UUID
    card: Card


@dataclass(frozen=True, slots=True)
class HeldBond:
    """A therapist, as their client sees it.

    Attributes:
        id: The bond.
        therapist: Who.
        name: What they were called when the bond was made.
        card: What they say of themselves now.
        compared: Whether the phrase was compared.
        key_changed: Whether they have another key than the pinned one.
        met_at: When the bond was made; the start of 1970 if that is damaged.
    """

    id: UUID
    therapist: UUID
    name: str
    card: Card | None
    compared: bool
    key_changed: bool
    met_at: datetime
    _paper: Paper | None = field(repr=False)

    def phrase(self) -> str:
        """The phrase to be read aloud. It takes about as long as a password.

        Raises:
            Unreadable: What the client holds of the bond is damaged.
        """
        if self._paper is None:
            raise Unreadable
        return self._paper.phrase()

    def was_made_by(self, code: str) -> bool:
        """Whether this bond was made by accepting with this code."""
        paper = self._paper
        return paper is not None and paper.code_hash == accounts.hash_of(code)


@dataclass(frozen=True, slots=True)
class Client:
    """A client, as their therapist sees it.

    Attributes:
        id: The bond.
        name: What they want to be called.
        compared: Whether the phrase was compared.
        met_at: When the bond was made.
    """

    id: UUID
    name: str
    compared: bool
    met_at: datetime
    _held: Held = field(repr=False)

    def phrase(self) -> str:
        """The phrase to be read aloud. It takes about as long as a password."""
        return self._held.phrase()


def invite(space: Space, *, called: str, now: datetime) -> str:
    """Make a code with which one person may accept this therapist, once.

    Where spaces are made by invitation only, it lets them make one as well.

    Args:
        space: The therapist's.
        called: What the therapist calls whom they invite, for themselves alone.
        now: The moment.

    Returns:
        The code as it is shown; only its hash is kept.

    Raises:
        NotThere: They are no therapist.
        SecondStepMissing: They sign in with a password alone.
        PromiseStale: Their card is not complete, or was not confirmed for too long.
        Full: As many codes wait as may wait at once.
    """
    sides.check_therapist(space)
    cards.check_promise(space.person, today=now.date())
    row = uuid4()
    sealed = inviting.seal_called(space, row, called)
    ends_at = consent.end_of((now + INVITE_LASTS).date())
    with manifests.taking_turns(space.person):
        if store.count_invites(space.person, now) >= MOST_INVITES:
            raise Full
        code = accounts.invite(first=False)
        store.add_invite(space.person, row, accounts.hash_of(code), ends_at, sealed)
    return code


def list_invites(space: Space) -> tuple[Waiting, ...]:
    """The invites of this therapist that were not used, also one that just ended.

    Raises:
        NotThere: They are no therapist.
        SecondStepMissing: They sign in with a password alone.
    """
    sides.check_therapist(space)
    return tuple(
        Waiting(row, inviting.open_called(space, row, sealed), ends_at)
        for row, sealed, ends_at in store.list_invites(space.person)
    )


def withdraw_invite(space: Space, *, invite: UUID) -> None:
    """Let a code that was not used allow nothing any more.

    Raises:
        NotThere: They are no therapist, or there is no such invite of theirs.
        SecondStepMissing: They sign in with a password alone.
    """
    sides.check_therapist(space)
    with manifests.taking_turns(space.person):
        accounts.end_invitations([store.remove_invite(space.person, invite)])


def look_at_invite(code: str, *, now: datetime) -> Invited:
    """See who invites, before accepting.

    Raises:
        NotThere: It was used, has ended, was withdrawn, or never was.
    """
    therapist = store.find_invite(accounts.hash_of(code), now)
    card = cards.get_card(therapist)
    if card is None or not accounts.is_therapist(therapist):
        raise NotThere
    return Invited(therapist, card)


def accept_invite(space: Space, *, code: str, called: str, now: datetime) -> UUID:
    """Accept a therapist: pin their key, and make a key for what is between the two.

    Nothing is shared by it.

    Args:
        space: The client's.
        code: As it was typed.
        called: What the client wants to be called.
        now: The moment.

    Returns:
        The bond.

    Raises:
        NotThere: The code was used, has ended, was withdrawn, or never was.
        AlreadyMet: There is a bond between these two.
        OwnCode: The code is their own.
    """
    invited = look_at_invite(code, now=now)
    therapist = invited.therapist
    if therapist == space.person:
        raise OwnCode
    if store.is_bond(client=space.person, therapist=therapist):
        raise AlreadyMet
    bond, code_hash = uuid4(), accounts.hash_of(code)
    with (
        sides.both_taking_turns(space.person, therapist),
        manifests.changing(space) as changes,
    ):
        if not store.use_invite(code_hash, now):
            raise NotThere
        accounts.end_invitations([code_hash])
        paper = _new_paper(space, invited, called=called, code_hash=code_hash, now=now)
        store.add_bond(
            bond,
            client=space.person,
            therapist=therapist,
            paper=papers.first_paper(space, changes, bond, paper),
            offer=papers.seal_offer(bond, paper, client=space.person, was=None),
        )
        with_name = {"with": paper.name}
        trails.add(space.person, what=Touched.THERAPIST_MET, now=now, more=with_name)
        trails.add(therapist, what=Touched.CLIENT_MET, now=now)
    return bond


def list_therapists(
    space: Space, *, now: datetime | None = None
) -> tuple[HeldBond, ...]:
    """The therapists of this client.

    One whose paper is damaged is named by the card and not compared: nothing can be
    shared in it, and it can be ended. Where ``now`` is told, a bond that was listed and
    is not here any more leaves the list, with a line in the trail.
    """
    found = settling.every_paper(space, now=now)
    told = store.list_cards([row.therapist for row, _ in found])
    return tuple(_held_bond(row, paper, told) for row, paper in found)


def list_clients(space: Space, *, now: datetime | None = None) -> tuple[Client, ...]:
    """The clients of this therapist; what a new one handed over is taken in.

    One that does not open is left out. Where ``now`` is told, a bond that was listed
    and is not here any more leaves the list, with a line in the trail.

    Raises:
        NotThere: They are no therapist.
        SecondStepMissing: They sign in with a password alone.
    """
    sides.check_therapist(space)
    return tuple(
        Client(row.id, held.offer.called, held.compared, held.offer.met_at, held)
        for row, held in settling.held_of(space, now=now)
    )


def compare(space: Space, *, bond: UUID, now: datetime) -> None:
    """Say that the phrase was read aloud, and that it was the same.

    Raises:
        NotThere: There is no such bond of theirs.
        SecondStepMissing: A therapist signs in with a password alone.
        Unreadable: What they hold of it is damaged.
    """
    row = store.get_bond(bond)
    if row.client == space.person:
        with manifests.changing(space) as changes:
            paper = papers.read_paper(space, store.get_bond(bond), changes.get(bond))
            paper = msgspec.structs.replace(paper, compared=True)
            papers.write_paper(space, changes, bond, paper)
            _note_compared(space, paper.name, now)
        return
    sides.as_therapist(space, bond)
    with manifests.changing(space) as changes:
        held = settling.held_in_turn(space, changes, store.get_bond(bond))
        held = msgspec.structs.replace(held, compared=True)
        papers.write_held(space, changes, bond, held)
        _note_compared(space, held.offer.called, now)


def accept_new_key(space: Space, *, bond: UUID, now: datetime) -> None:
    """Pin the key that the therapist has now; the phrase is to be compared anew.

    Where it is the pinned one already, nothing is changed.

    Raises:
        NotThere: There is no such bond of this client.
        Unreadable: What they hold of it is damaged.
    """
    row = sides.as_client(space, bond)
    with sides.both_taking_turns(row.client, row.therapist):
        public = accounts.public_key(row.therapist).to_bytes()
        paper = settling.paper_of(space, store.get_bond(bond))
        if public == paper.therapist_public:
            return
        settling.renew(space, row, therapist_public=public)
        trails.add(space.person, what=Touched.KEY_CHANGED, now=now)


def end_bond(space: Space, *, bond: UUID, now: datetime) -> None:
    """End a bond: everything that was shared in it is destroyed.

    What was read cannot be unread. Either side may do so at any time.

    Raises:
        NotThere: There is no such bond of theirs.
        SecondStepMissing: A therapist signs in with a password alone.
    """
    row = store.get_bond(bond)
    if row.client != space.person:
        sides.as_therapist(space, bond)
    with sides.both_taking_turns(row.client, row.therapist):
        # Asked again in the turn: the other side may have ended it meanwhile.
        store.get_bond(bond)
        # A damaged part of the list must not keep anybody from ending it.
        with suppress(Unreadable), manifests.changing(space) as changes:
            settling.forget(changes, bond)
        store.destroy_bond(bond)
        for person in (row.client, row.therapist):
            trails.add(person, what=Touched.BOND_ENDED, now=now)
    accounts.empty_log()


def _held_bond(row: BondRow, paper: Paper | None, told: dict[UUID, str]) -> HeldBond:
    card = records.read_card(told[row.therapist]) if row.therapist in told else None
    if paper is None:
        name = card.name if card is not None else ""
        return HeldBond(
            id=row.id,
            therapist=row.therapist,
            name=name,
            card=card,
            compared=False,
            key_changed=False,
            met_at=NEVER,
            _paper=None,
        )
    public = accounts.public_key(row.therapist).to_bytes()
    return HeldBond(
        id=row.id,
        therapist=row.therapist,
        name=paper.name,
        card=card,
        compared=paper.compared,
        key_changed=public != paper.therapist_public,
        met_at=paper.met_at,
        _paper=paper,
    )


def _new_paper(
    space: Space, invited: Invited, *, called: str, code_hash: str, now: datetime
) -> Paper:
    return Paper(
        therapist=invited.therapist,
        therapist_public=accounts.public_key(invited.therapist).to_bytes(),
        client_public=space.opened.private.public.to_bytes(),
        bond_key=vault.key_bytes(Key.new()),
        name=invited.card.name,
        called=called,
        compared=False,
        met_at=now,
        code_hash=code_hash,
    )


def _note_compared(space: Space, name: str, now: datetime) -> None:
    more = {"with": name}
    trails.add(space.person, what=Touched.PHRASE_COMPARED, now=now, more=more)
