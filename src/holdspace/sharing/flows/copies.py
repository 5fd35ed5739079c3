"""What a client shared: sealed for one therapist, seen, opened, taken back."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from holdspace.accounts import flows as accounts
from holdspace.accounts import manifests, trails
from holdspace.accounts.trails import Touched
from holdspace.core import consent, vault
from holdspace.core.consent import Grant
from holdspace.core.vault import Entry, Key, Unreadable
from holdspace.sharing import copying, papers, settling, sides, store
from holdspace.sharing.flows import cards
from holdspace.sharing.records import CopyHeld, CopyKey, Record
from holdspace.sharing.refusals import Full, KeyChanged, NotCompared
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import date
    from uuid import UUID

    from holdspace.accounts.manifests import Changes
    from holdspace.accounts.spaces import Space
    from holdspace.sharing.records import Paper
    from holdspace.sharing.store import BondRow, CopyRow


@dataclass(frozen=True, slots=True)
class Described:
    """What a copy is of, as both sides see it in their lists.

    Attributes:
        kind: Which kind of thing.
        title: Its title.
        row: The row it was made from, for the client alone; None if there is none.
        asks: Whether an answer in it asks for attention, so that it stands first.
        told_apart: What tells it from others of the same title, for the client alone.
    """

    kind: str
    title: str
    row: UUID | None = None
    asks: bool = False
    told_apart: str = ""


MOST_COPIES: Final = 1000
"""How many copies are shared in one bond at once."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What is about to be shared.

    Attributes:
        copy: The id of the copy that comes of it, drawn at random.
        document: What is shared, as it will be shown.
        about: What it is of.
    """

    copy: UUID
    document: bytes
    about: Described


@dataclass(frozen=True, slots=True)
class _Sealed:
    """A piece under its own key, and what goes with that key to both sides."""

    piece: Piece
    given: CopyKey
    document: vault.Sealed


DAMAGED: Final = Described("damaged", "Something of which the note is damaged")
"""What a client is shown of a copy whose record does not open."""


@dataclass(frozen=True, slots=True)
class SharedCopy:
    """A copy, as the client who shared it sees it.

    Attributes:
        id: Its id.
        bond: With whom.
        kind: Which kind of thing.
        title: Its title.
        shared_at: When it was shared.
        ends_at: When it ends; None until it is taken back.
        opened_at: When the therapist first opened it; None if not yet.
        row: The row it was made from, if there is one.
        told_apart: What tells it from others of the same title.
    """

    id: UUID
    bond: UUID
    kind: str
    title: str
    shared_at: datetime
    ends_at: datetime | None
    opened_at: datetime | None
    row: UUID | None
    told_apart: str = ""


@dataclass(frozen=True, slots=True)
class HeldCopy:
    """A copy, as the therapist sees it.

    Attributes:
        id: Its id.
        kind: Which kind of thing.
        title: Its title.
        shared_at: When it was shared.
        ends_at: When it ends; None until it is taken back.
        opened_at: When it was first opened; None if not yet.
        asks: Whether an answer in it asks for attention.
    """

    id: UUID
    kind: str
    title: str
    shared_at: datetime
    ends_at: datetime | None
    opened_at: datetime | None
    asks: bool = False

    @property
    def opened(self) -> bool:
        """Whether it was opened before."""
        return self.opened_at is not None


def share(
    space: Space,
    *,
    bond: UUID,
    document: bytes,
    about: Described,
    until: date | None,
    now: datetime,
) -> UUID:
    """Seal a frozen copy for one therapist, and for nobody else.

    Args:
        space: The client's.
        bond: With whom.
        document: What is shared, as it will be shown.
        about: What it is of.
        until: The last day on which it can be read; None until it is taken back.
        now: The moment.

    Returns:
        The copy.

    Raises:
        NotThere: There is no such bond of this client, or the other one is no
            therapist any more.
        PromiseStale: The therapist has not confirmed lately when they read.
        KeyChanged: The therapist has another key than the pinned one.
        NotCompared: The phrase was not compared.
        GrantEnded: That day is over.
        Full: There are as many copies as a bond holds.
        TooLong: It is longer than an envelope holds.
    """
    piece = Piece(uuid4(), document, about)
    share_all(space, bond=bond, pieces=[piece], until=until, now=now)
    return piece.copy


def share_all(
    space: Space,
    *,
    bond: UUID,
    pieces: Iterable[Piece],
    until: date | None,
    now: datetime,
) -> None:
    """Seal frozen copies for one therapist: all of them, or none.

    Copies that are there already are left as they are, so that who asks twice shares
    once.

    Raises:
        NotThere: There is no such bond of this client, the other one is no therapist
            any more, or the id of a copy belongs to something else.
        PromiseStale, KeyChanged, NotCompared, GrantEnded, Full, TooLong: As for one.
    """
    row = sides.as_client(space, bond)
    ends_at = None if until is None else consent.end_of(until)
    consent.check_may_read(Grant(now, ends_at), now)
    cards.check_promise(row.therapist, today=now.date())
    sealed = [_sealed(space, one, ends_at, now) for one in pieces]
    with (
        sides.both_taking_turns(row.client, row.therapist),
        manifests.changing(space) as changes,
    ):
        row = store.get_bond(bond)
        paper = papers.read_paper(space, row, changes.get(bond))
        _check_key(row, paper)
        here = store.list_copies_named(one.piece.copy for one in sealed)
        if any(one.bond != bond for one in here):
            raise NotThere
        there = {one.id for one in here}
        fresh = [one for one in sealed if one.piece.copy not in there]
        if fresh and store.count_copies(bond) + len(fresh) > MOST_COPIES:
            raise Full
        for one in fresh:
            _add(space, changes, paper, row, one)
            more = {"with": paper.name}
            trails.add(space.person, what=Touched.SHARED, now=now, more=more)


def are_shared(space: Space, copies: Collection[UUID]) -> bool:
    """Whether all of these copies are there, and this client shared them."""
    rows = store.list_copies_of_client(space.person)
    return bool(copies) and {one.id for one in rows} >= set(copies)


def list_shared(space: Space, *, now: datetime | None = None) -> tuple[SharedCopy, ...]:
    """What this client shared and is still there, the newest first.

    A copy that is not on the client's list is destroyed: it was taken back, and came
    back with an older copy of the database. One whose record is damaged is shown as
    that, since somebody may still open it, and can be taken back.

    Where ``now`` is told, the trail has a line of what was destroyed, and a copy that
    was listed and is not here any more leaves the list: one that ended was told of
    when it was swept, and of any other the trail has a line, too.
    """
    listed = _records(space)
    rows = store.list_copies_of_client(space.person)
    here = {row.id for row in rows}
    if here - listed.keys():
        _destroy_unlisted(space, now)
    if now is not None and listed.keys() - here:
        _drop_gone(space, listed.keys() - here, now)
    if here != listed.keys():
        listed, rows = _records(space), store.list_copies_of_client(space.person)
    found = [_shared(space, row, listed.get(row.id)) for row in rows]
    return tuple(sorted(found, key=_age, reverse=True))


def read_shared(space: Space, *, copy: UUID) -> bytes:
    """What this client shared, as it was frozen.

    Raises:
        NotThere: There is no such copy of theirs.
        Unreadable: It is damaged.
    """
    row = store.get_copy(space.person, copy)
    record = copying.open_record(space, row, manifests.get(space, copy))
    sealed = store.list_documents(row.bond, [copy])
    if copy not in sealed:
        raise NotThere
    return copying.open_document(space.person, copy, sealed[copy], record.copy.key)


def take_back(space: Space, *, copy: UUID, now: datetime) -> None:
    """Destroy a copy, so that the therapist can open it no longer.

    What was read cannot be unread. The therapist is told of one that they opened.

    Raises:
        NotThere: There is no such copy of theirs.
    """
    row = store.get_copy(space.person, copy)
    bond = store.get_bond(row.bond)
    with sides.both_taking_turns(bond.client, bond.therapist):
        row = store.get_copy(space.person, copy)
        with suppress(Unreadable), manifests.changing(space) as changes:
            changes.remove(copy)
        store.remove_copies([copy])
        trails.add(bond.client, what=Touched.TAKEN_BACK, now=now)
        if row.opened is not None:
            trails.add(bond.therapist, what=Touched.TAKEN_BACK, now=now)
    accounts.empty_log()


def list_copies(space: Space, *, bond: UUID, now: datetime) -> tuple[HeldCopy, ...]:
    """What a client shared with this therapist and can be read now, the newest first.

    Keys of new copies are taken in. A copy that does not open is left out.

    Raises:
        NotThere: They are no therapist, or there is no such bond of theirs.
        SecondStepMissing: They sign in with a password alone.
        Unreadable: What they hold of the bond is damaged.
    """
    row = sides.as_therapist(space, bond)
    copies = _taken_in(space, row)
    found = [
        HeldCopy(
            id=copy.id,
            kind=held.copy.kind,
            title=held.copy.title,
            shared_at=held.copy.shared_at,
            ends_at=held.copy.ends_at,
            opened_at=held.opened_at,
            asks=held.copy.asks,
        )
        for copy, held in _readable(space, copies, now)
    ]
    return tuple(sorted(found, key=_age, reverse=True))


def open_copies(
    space: Space,
    *,
    bond: UUID,
    copies: Iterable[UUID],
    now: datetime,
    is_shown: Callable[[bytes], bool] = bool,
) -> dict[UUID, bytes]:
    """Open what a client shared; that it was opened is noted for the client.

    Args:
        space: The therapist's.
        bond: Whose client shared it.
        copies: Which.
        now: The moment.
        is_shown: Whether one of them will be seen. Where it says no, nothing is noted,
            and whoever asks promises to show nothing of it.

    Returns:
        What was shared, by copy. One that is not there, has ended or is damaged is
        left out.

    Raises:
        NotThere: They are no therapist, or there is no such bond of theirs.
        SecondStepMissing: They sign in with a password alone.
        NotCompared: They have not compared the phrase, so nobody knows whose it is.
        Unreadable: What they hold of the bond is damaged.
    """
    row = sides.as_therapist(space, bond)
    wanted = set(copies)
    if not settling.held_of_one(space, store.get_bond(bond)).compared:
        raise NotCompared
    readable = list(_readable(space, _taken_in(space, row, wanted), now))
    sealed = store.list_documents(bond, wanted)
    found: dict[UUID, bytes] = {}
    first: dict[UUID, CopyHeld] = {}
    for copy, held in readable:
        if copy.id not in sealed:
            continue
        with suppress(Unreadable):
            found[copy.id] = copying.open_document(
                row.client, copy.id, sealed[copy.id], held.copy.key
            )
            if held.opened_at is None and is_shown(found[copy.id]):
                first[copy.id] = held
    if first:
        _note_opened(space, row, first, now)
    return found


def _age(one: SharedCopy | HeldCopy) -> tuple[datetime, UUID]:
    return one.shared_at, one.id


def _sealed(
    space: Space, piece: Piece, ends_at: datetime | None, now: datetime
) -> _Sealed:
    key, about = Key.new(), piece.about
    given = CopyKey(
        vault.key_bytes(key), about.kind, about.title, now, ends_at, about.asks
    )
    document = copying.seal_document(space.person, piece.copy, piece.document, key)
    return _Sealed(piece, given, document)


def _add(
    space: Space, changes: Changes, paper: Paper, row: BondRow, one: _Sealed
) -> None:
    copy, given = one.piece.copy, one.given
    if changes.get(copy) is not None:
        raise NotThere  # an entry of something else would be lost
    version = changes.first_version(copy)
    leaving = 0 if given.ends_at is None else papers.minute_of(given.ends_at)
    shared_at = papers.minute_of(given.shared_at)
    entry = Entry(copy, copying.RECORD, version, shared_at, leaving)
    changes.put(entry)
    about = one.piece.about
    record = Record(row.id, given, about.row, about.told_apart)
    store.add_copy(
        copy,
        row.id,
        ends_at=given.ends_at,
        sealed=one.document,
        record=copying.seal_record(space, entry, record),
        offer=copying.seal_offer(space.person, copy, paper, given),
    )


def _check_key(row: BondRow, paper: Paper) -> None:
    if not accounts.is_therapist(row.therapist):
        raise NotThere
    if accounts.public_key(row.therapist).to_bytes() != paper.therapist_public:
        raise KeyChanged
    if not paper.compared:
        raise NotCompared


def _records(space: Space) -> dict[UUID, Entry]:
    every = manifests.list_all(space).entries
    return {one.row: one for one in every if one.kind == copying.RECORD}


def _destroy_unlisted(space: Space, now: datetime | None) -> None:
    destroyed = 0
    for bond in store.list_bonds_of_client(space.person):
        with (
            sides.both_taking_turns(bond.client, bond.therapist),
            manifests.changing(space) as changes,
        ):
            unlisted = []
            for row in store.list_copies(bond.id):
                # A damaged part of the list says nothing of what it lists.
                with suppress(Unreadable):
                    if changes.get(row.id) is None:
                        unlisted.append(row.id)
            store.remove_copies(unlisted)
            destroyed += len(unlisted)
            if unlisted and now is not None:
                more = {"count": str(len(unlisted))}
                trails.add(space.person, what=Touched.SHARE_ENDED, now=now, more=more)
    if destroyed:
        accounts.empty_log()


def _drop_gone(space: Space, gone: Iterable[UUID], now: datetime) -> None:
    early = 0
    with manifests.changing(space) as changes:
        # List and rows were read one after the other, so it is asked once more.
        here = {row.id for row in store.list_copies_of_client(space.person)}
        for copy in gone:
            with suppress(Unreadable):
                entry = changes.get(copy)
                if entry is None or copy in here:
                    continue
                changes.remove(copy)
                early += not 0 < entry.leaving <= papers.minute_of(now)
        if early:
            more = {"count": str(early)}
            trails.add(space.person, what=Touched.SHARE_ENDED, now=now, more=more)


def _shared(space: Space, row: CopyRow, entry: Entry | None) -> SharedCopy:
    try:
        record = copying.open_record(space, row, entry)
    except Unreadable:
        minute = 0 if entry is None else entry.when
        return SharedCopy(
            id=row.id,
            bond=row.bond,
            kind=DAMAGED.kind,
            title=DAMAGED.title,
            shared_at=datetime.fromtimestamp(minute * 60, UTC),
            ends_at=row.ends_at,
            opened_at=None,
            row=None,
        )
    given = record.copy
    return SharedCopy(
        id=row.id,
        bond=row.bond,
        kind=given.kind,
        title=given.title,
        shared_at=given.shared_at,
        ends_at=given.ends_at,
        opened_at=copying.opened_at(space.person, row, given.key),
        row=record.row,
        told_apart=record.told_apart,
    )


def _taken_in(
    space: Space, row: BondRow, only: Iterable[UUID] | None = None
) -> list[CopyRow]:
    copies = store.list_copies(row.id, only)
    if any(copy.offer is not None for copy in copies) or row.offer is not None:
        with manifests.changing(space) as changes:
            held = settling.held_in_turn(space, changes, store.get_bond(row.id))
            copying.take_in(space, row, held.offer)
        copies = store.list_copies(row.id, only)
    return copies


def _readable(
    space: Space, copies: Iterable[CopyRow], now: datetime
) -> Iterable[tuple[CopyRow, CopyHeld]]:
    for copy in copies:
        with suppress(Unreadable, consent.GrantEnded):
            held = copying.open_held(space, copy)
            given = held.copy
            # The sealed end as well as the stored one: that one could be moved.
            consent.check_may_read(Grant(given.shared_at, given.ends_at), now)
            consent.check_may_read(Grant(given.shared_at, copy.ends_at), now)
            yield copy, held


def _note_opened(
    space: Space, row: BondRow, first: dict[UUID, CopyHeld], now: datetime
) -> None:
    with sides.both_taking_turns(row.client, row.therapist):
        here = {copy.id: copy for copy in store.list_copies(row.id)}
        changed: dict[UUID, dict[str, vault.Sealed | None]] = {}
        for copy, held in first.items():
            if copy not in here or here[copy].opened is not None:
                continue
            key = held.copy.key
            changed[copy] = {
                "held": copying.seal_held(
                    space, copy, CopyHeld(held.copy, row.id, now)
                ),
                "opened": copying.seal_opened(row.client, copy, key, now),
            }
        store.replace_copies(changed)
        if changed:
            more = {"count": str(len(changed))}
            trails.add(row.client, what=Touched.OPENED, now=now, more=more)
