"""Letters both ways, and what a therapist assigns: written, read, taken back."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import uuid4

import msgspec

from holdspace.accounts import flows as accounts
from holdspace.accounts import manifests
from holdspace.core.vault import Unreadable
from holdspace.library import shelf
from holdspace.sharing import papers, parcels, settling, sides, store
from holdspace.sharing.flows import cards
from holdspace.sharing.parcels import Letter, Task
from holdspace.sharing.records import Beside, Paper
from holdspace.sharing.refusals import Full, KeyChanged, NotCompared, WordsDoNotFit
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime
    from uuid import UUID

    from holdspace.accounts.manifests import Changes
    from holdspace.accounts.spaces import Space
    from holdspace.core.guides import Guide
    from holdspace.core.vault import Key
    from holdspace.sharing.parcels import Parcel
    from holdspace.sharing.records import Held
    from holdspace.sharing.store import BondRow

    type _Found = tuple[UUID, Parcel]

LONGEST_LETTER: Final = 4000
LONGEST_LINE: Final = 300
MOST_PARCELS: Final = 300
"""How many parcels a bond holds: every page of Today opens all of them, since nothing
outside of an envelope says what is in it, and all are sealed anew in one go."""


@dataclass(frozen=True, slots=True)
class SentLetter:
    """A letter, as one of the two sees it.

    Attributes:
        id: Its id.
        mine: Whether they wrote it themselves.
        words: What was written.
        sent_at: When it was sent.
        is_new: Whether it came from the other since they last looked.
    """

    id: UUID
    mine: bool
    words: str
    sent_at: datetime
    is_new: bool


@dataclass(frozen=True, slots=True)
class Assigned:
    """A guide or measure that was assigned, as one of the two sees it.

    Attributes:
        id: Its id.
        bond: Between whom.
        url: The address of the guide, without a version.
        guide: The guide; None if it is not on the shelf any more.
        why: In one line, what it is for.
        smaller: A smaller version, in words; empty if there is none.
        look_on: The day on which both mean to look at it, if there is one.
        assigned_at: When it was assigned.
        is_aside: Whether the client put it aside; a therapist is never told.
        stands: Whether its answers go to the therapist until further notice; told to
            the client alone.
    """

    id: UUID
    bond: UUID
    url: str
    guide: Guide | None
    why: str
    smaller: str
    look_on: date | None
    assigned_at: datetime
    is_aside: bool = False
    stands: bool = False


@dataclass(frozen=True, slots=True)
class _Side:
    """A bond, with what the one who looks holds of it."""

    row: BondRow
    kept: Paper | Held

    @property
    def is_client(self) -> bool:
        return isinstance(self.kept, Paper)

    @property
    def keys(self) -> tuple[Key, ...]:
        return self.kept.keys


def send_letter(space: Space, *, bond: UUID, words: str, now: datetime) -> UUID:
    """Send a letter to the other side of a bond.

    Raises:
        NotThere: There is no such bond of theirs.
        SecondStepMissing: A therapist signs in with a password alone.
        WordsDoNotFit: Nothing was written, or more than a letter holds.
        PromiseStale: The therapist has not confirmed lately when they read; this
            stops letters to them, and not their own.
        KeyChanged: The therapist has another key than the pinned one.
        NotCompared: They have not compared the phrase.
        Full: There are as many parcels as a bond holds.
        Unreadable: What they hold of it is damaged.
    """
    words = words.replace("\r\n", "\n").strip()
    if not 0 < len(words) <= LONGEST_LETTER:
        raise WordsDoNotFit
    with _in_turn(space, bond) as (side, _):
        if side.is_client:
            cards.check_promise(side.row.therapist, today=now.date())
        return _add(space, side, Letter(side.is_client, words, now))


def list_letters(space: Space, *, bond: UUID) -> tuple[SentLetter, ...]:
    """The letters of a bond, oldest first. Damaged ones are left out.

    Raises:
        NotThere: There is no such bond of theirs.
        SecondStepMissing: A therapist signs in with a password alone.
        Unreadable: What they hold of it is damaged.
    """
    side = _side(space, bond)
    return _letters(side, _opened(side))


def have_read(space: Space, *, bond: UUID, until: datetime) -> None:
    """Note for oneself alone up to which letter one has looked.

    Whoever wrote is never told.

    Raises:
        NotThere: There is no such bond of theirs.
        SecondStepMissing: A therapist signs in with a password alone.
        Unreadable: What they hold of it is damaged.
    """
    with _in_turn(space, bond) as (side, changes):
        seen = side.kept.beside.seen_until
        if seen is None or until > seen:
            _note(space, changes, side, seen_until=until)


def take_letter_back(space: Space, *, bond: UUID, letter: UUID) -> None:
    """Destroy a letter of one's own, read or not. What was read cannot be unread.

    Raises:
        NotThere: There is no such letter of theirs.
        SecondStepMissing: A therapist signs in with a password alone.
        Unreadable: It is damaged, so nobody can tell whose it is.
    """
    with _in_turn(space, bond) as (side, _):
        found = _read(side, letter)
        if not isinstance(found, Letter) or found.by_client != side.is_client:
            raise NotThere
        store.remove_parcel(bond, letter)
    accounts.empty_log()


def assign(
    space: Space,
    *,
    bond: UUID,
    guide: str,
    why: str,
    smaller: str = "",
    look_on: date | None = None,
    now: datetime,
) -> UUID:
    """Hand a guide or a measure to a client; it may also stay empty.

    Args:
        space: The therapist's.
        bond: To whom.
        guide: The short name of the guide.
        why: In one line, what it is for.
        smaller: A smaller version, in words.
        look_on: The day on which both mean to look at it.
        now: The moment.

    Raises:
        NotThere: They are no therapist, there is no such bond of theirs, or no such
            guide that can be handed out.
        SecondStepMissing: They sign in with a password alone.
        WordsDoNotFit: The line of why is empty, or one of the two is too long.
        PromiseStale: They have not confirmed lately when they read.
        KeyChanged, NotCompared, Full, Unreadable: As for a letter.
    """
    why, smaller = why.strip(), smaller.strip()
    if not 0 < len(why) <= LONGEST_LINE or len(smaller) > LONGEST_LINE:
        raise WordsDoNotFit
    sides.as_therapist(space, bond)
    found = shelf.handed_out().get(guide)
    if found is None:
        raise NotThere
    cards.check_promise(space.person, today=now.date())
    with _in_turn(space, bond) as (side, _):
        return _add(space, side, Task(found.url, why, smaller, look_on, now))


def list_assigned(space: Space, *, bond: UUID) -> tuple[Assigned, ...]:
    """What was assigned in a bond, the newest first. Damaged ones are left out.

    Raises:
        NotThere: There is no such bond of theirs.
        SecondStepMissing: A therapist signs in with a password alone.
        Unreadable: What they hold of it is damaged.
    """
    side = _side(space, bond)
    return _assigned(side, _opened(side))


def look_at_parcels(
    space: Space, *, bond: UUID
) -> tuple[tuple[Assigned, ...], tuple[SentLetter, ...]]:
    """What was assigned in a bond, and its letters, read in one go.

    Raises:
        NotThere: There is no such bond of theirs.
        SecondStepMissing: A therapist signs in with a password alone.
        Unreadable: What they hold of it is damaged.
    """
    side = _side(space, bond)
    opened = tuple(_opened(side))
    return _assigned(side, opened), _letters(side, opened)


def list_all_assigned(space: Space) -> tuple[Assigned, ...]:
    """What was assigned to this client by any of their therapists, the newest first."""
    return look_at_all_parcels(space)[0]


def look_at_all_parcels(space: Space) -> tuple[tuple[Assigned, ...], frozenset[UUID]]:
    """What was assigned to this client, newest first, and who wrote something new.

    A bond that does not open is left out.

    Returns:
        What was assigned, and the bonds with a letter that came since they last looked.
    """
    tasks: list[Assigned] = []
    new: set[UUID] = set()
    for side in _client_sides(space):
        opened = tuple(_opened(side))
        tasks += _assigned(side, opened)
        if any(one.is_new for one in _letters(side, opened)):
            new.add(side.row.id)
    tasks.sort(key=lambda one: one.assigned_at, reverse=True)
    return tuple(tasks), frozenset(new)


def put_aside(space: Space, *, bond: UUID, task: UUID, aside: bool) -> None:
    """Put something that was assigned aside, or take it up again; nobody is told.

    Raises:
        NotThere: They are not the client, or nothing of the kind was assigned.
        Unreadable: What they hold of it is damaged.
    """
    sides.as_client(space, bond)
    with _in_turn(space, bond) as (side, changes):
        here = store.list_parcels(bond)
        if task not in here:
            raise NotThere
        put = {one for one in side.kept.beside.aside if one in here} - {task}
        if aside:
            put.add(task)
        _note(space, changes, side, aside=tuple(sorted(put)))


def let_stand(space: Space, *, bond: UUID, task: UUID, stands: bool) -> None:
    """Let the answers to a guide go to the therapist until further notice, or no more.

    That is said of one assignment and ends with it: the same guide, assigned anew, is
    asked for anew. Where one guide was assigned twice, no more is meant for both.

    Args:
        space: The client's.
        bond: To whom.
        task: What was assigned.
        stands: Whether they go.

    Raises:
        NotThere: They are not the client, or nothing of the kind was assigned to them.
        Unreadable: What they hold of it is damaged.
    """
    sides.as_client(space, bond)
    with _in_turn(space, bond) as (side, changes):
        urls = {one.id: one.url for one in _assigned(side, _opened(side))}
        if task not in urls:
            raise NotThere
        alike = {one for one, url in urls.items() if url == urls[task]}
        standing = (set(side.kept.beside.standing) & urls.keys()) - alike
        if stands:
            standing.add(task)
        _note(space, changes, side, standing=tuple(sorted(standing)))


def withdraw(space: Space, *, bond: UUID, task: UUID) -> None:
    """Take back what was assigned; what was answered stays the client's.

    Raises:
        NotThere: They are no therapist, or nothing of the kind was assigned there.
        SecondStepMissing: They sign in with a password alone.
        Unreadable: It is damaged.
    """
    sides.as_therapist(space, bond)
    with _in_turn(space, bond) as (side, _):
        if not isinstance(_read(side, task), Task):
            raise NotThere
        store.remove_parcel(bond, task)
    accounts.empty_log()


def handed_to(space: Space) -> frozenset[str]:
    """The short names of the guides that were assigned to this client."""
    found = list_all_assigned(space)
    return frozenset(shelf.name_of(one.guide) for one in found if one.guide)


def _row(space: Space, bond: UUID) -> BondRow:
    """A bond of this person, on whichever side."""
    row = store.get_bond(bond)
    if row.client == space.person:
        return row
    sides.check_therapist(space)
    if row.therapist != space.person:
        raise NotThere
    return row


def _side(space: Space, bond: UUID) -> _Side:
    row = _row(space, bond)
    if row.client == space.person:
        return _Side(row, settling.paper_of(space, row))
    return _Side(row, settling.held_of_one(space, row))


def _client_sides(space: Space) -> Iterator[_Side]:
    """The bonds of this client, those that do not open left out."""
    for row in store.list_bonds_of_client(space.person):
        with suppress(Unreadable):
            yield _Side(row, settling.paper_of(space, row))


@contextmanager
def _in_turn(space: Space, bond: UUID) -> Iterator[tuple[_Side, Changes]]:
    """A bond while nobody else changes what this person holds of it."""
    _row(space, bond)
    with manifests.changing(space) as changes:
        # Asked again in the turn: the other side may have ended it meanwhile.
        row = store.get_bond(bond)
        kept: Paper | Held
        if row.client == space.person:
            kept = papers.read_paper(space, row, changes.get(bond))
        else:
            kept = settling.held_in_turn(space, changes, row)
        yield _Side(row, kept), changes


def _add(space: Space, side: _Side, what: Parcel) -> UUID:
    _check_key(space, side)
    if store.count_parcels(side.row.id) >= MOST_PARCELS:
        raise Full
    parcel = uuid4()
    sealed = parcels.seal(side.row, parcel, what, side.keys[0])
    store.add_parcel(side.row.id, parcel, sealed)
    return parcel


def _check_key(space: Space, side: _Side) -> None:
    """Let nothing be sealed under a key that somebody in between may know."""
    if isinstance(side.kept, Paper):
        if not accounts.is_therapist(side.row.therapist):
            raise NotThere
        public = accounts.public_key(side.row.therapist)
        pinned = side.kept.therapist_public
    else:
        public = space.opened.private.public
        pinned = side.kept.offer.therapist_public
    if public.to_bytes() != pinned:
        raise KeyChanged
    if not side.kept.compared:
        raise NotCompared


def _note(space: Space, changes: Changes, side: _Side, **fields: object) -> None:
    beside: Beside = msgspec.structs.replace(side.kept.beside, **fields)
    if isinstance(side.kept, Paper):
        paper = msgspec.structs.replace(side.kept, beside=beside)
        papers.write_paper(space, changes, side.row.id, paper)
    else:
        held = msgspec.structs.replace(side.kept, beside=beside)
        papers.write_held(space, changes, side.row.id, held)


def _read(side: _Side, parcel: UUID) -> Parcel:
    sealed = store.get_parcel(side.row.id, parcel)
    return parcels.read(side.row, parcel, sealed, side.keys)


def _opened(side: _Side) -> Iterator[_Found]:
    for parcel, sealed in store.list_parcels(side.row.id).items():
        try:
            found = parcels.read(side.row, parcel, sealed, side.keys)
        except Unreadable:
            continue
        yield parcel, found


def _letters(side: _Side, opened: Iterable[_Found]) -> tuple[SentLetter, ...]:
    seen = side.kept.beside.seen_until
    found = [
        SentLetter(
            id=parcel,
            mine=letter.by_client == side.is_client,
            words=letter.words,
            sent_at=letter.at,
            is_new=letter.by_client != side.is_client
            and (seen is None or letter.at > seen),
        )
        for parcel, letter in opened
        if isinstance(letter, Letter)
    ]
    return tuple(sorted(found, key=lambda one: (one.sent_at, one.id)))


def _assigned(side: _Side, opened: Iterable[_Found]) -> tuple[Assigned, ...]:
    tasks = [(parcel, one) for parcel, one in opened if isinstance(one, Task)]
    if not tasks:
        return ()  # the shelf is asked of a table
    on_the_shelf = {one.url: one for one in shelf.handed_out().values()}
    beside = side.kept.beside
    found = [
        Assigned(
            id=parcel,
            bond=side.row.id,
            url=task.guide,
            guide=on_the_shelf.get(task.guide),
            why=task.why,
            smaller=task.smaller,
            look_on=task.look_on,
            assigned_at=task.at,
            is_aside=parcel in beside.aside,
            stands=parcel in beside.standing,
        )
        for parcel, task in tasks
    ]
    return tuple(sorted(found, key=lambda one: one.assigned_at, reverse=True))
