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
from holdspace.sharing.refusals import KeyChanged, NotCompared
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID

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
        TooLong: It is longer than an envelope holds.
    """
    row = sides.as_client(space, bond)
    ends_at = None if until is None else consent.end_of(until)
    consent.check_may_read(Grant(now, ends_at), now)
    cards.check_promise(row.therapist, today=now.date())
    copy, key = uuid4(), Key.new()
    sealed = copying.seal_document(space.person, copy, document, key)
    secret = vault.key_bytes(key)
    given = CopyKey(secret, about.kind, about.title, now, ends_at, about.asks)
    kept = Record(bond, given, about.row, about.told_apart)
    with (
        sides.both_taking_turns(row.client, row.therapist),
        manifests.changing(space) as changes,
    ):
        row = store.get_bond(bond)
        paper = papers.read_paper(space, row, changes.get(bond))
        _check_key(row, paper)
        version = changes.first_version(copy)
        leaving = 0 if ends_at is None else papers.minute_of(ends_at)
        entry = Entry(copy, copying.RECORD, version, papers.minute_of(now), leaving)
        changes.put(entry)
        store.add_copy(
            copy,
            bond,
            ends_at=ends_at,
            sealed=sealed,
            record=copying.seal_record(space, entry, kept),
            offer=copying.seal_offer(space.person, copy, paper, given),
        )
        more = {"with": paper.name}
        trails.add(space.person, what=Touched.SHARED, now=now, more=more)
    return copy


def list_shared(space: Space) -> tuple[SharedCopy, ...]:
    """What this client shared and is still there, the newest first.

    A copy that is not on the client's list is destroyed: it was taken back, and came
    back with an older copy of the database. One whose record is damaged is shown as
    that, since somebody may still open it, and can be taken back.
    """
    listed = _records(space)
    rows = store.list_copies_of_client(space.person)
    if any(row.id not in listed for row in rows):
        _destroy_unlisted(space)
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

    What was read cannot be unread.

    Raises:
        NotThere: There is no such copy of theirs.
    """
    row = store.get_copy(space.person, copy)
    bond = store.get_bond(row.bond)
    with sides.both_taking_turns(bond.client, bond.therapist):
        store.get_copy(space.person, copy)
        with suppress(Unreadable), manifests.changing(space) as changes:
            changes.remove(copy)
        store.remove_copies([copy])
        for person in (bond.client, bond.therapist):
            trails.add(person, what=Touched.TAKEN_BACK, now=now)
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
    space: Space, *, bond: UUID, copies: Iterable[UUID], now: datetime
) -> dict[UUID, bytes]:
    """Open what a client shared; that it was opened is noted for the client.

    Returns:
        What was shared, by copy. One that is not there, has ended or is damaged is
        left out.

    Raises:
        NotThere: They are no therapist, or there is no such bond of theirs.
        SecondStepMissing: They sign in with a password alone.
        Unreadable: What they hold of the bond is damaged.
    """
    row = sides.as_therapist(space, bond)
    wanted = set(copies)
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
            if held.opened_at is None:
                first[copy.id] = held
    if first:
        _note_opened(space, row, first, now)
    return found


def _age(one: SharedCopy | HeldCopy) -> tuple[datetime, UUID]:
    return one.shared_at, one.id


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


def _destroy_unlisted(space: Space) -> None:
    with manifests.changing(space) as changes:
        unlisted = []
        for row in store.list_copies_of_client(space.person):
            # A damaged part of the list says nothing of what it lists.
            with suppress(Unreadable):
                if changes.get(row.id) is None:
                    unlisted.append(row.id)
        store.remove_copies(unlisted)


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
                "held": copying.seal_held(space, copy, CopyHeld(held.copy, now)),
                "opened": copying.seal_opened(row.client, copy, key, now),
            }
        store.replace_copies(changed)
        if changed:
            more = {"count": str(len(changed))}
            trails.add(row.client, what=Touched.OPENED, now=now, more=more)
