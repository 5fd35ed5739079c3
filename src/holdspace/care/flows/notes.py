"""What a therapist notes for themselves, one note at a time."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid5

from holdspace.accounts import flows as accounts
from holdspace.accounts import manifests
from holdspace.care import documents, rows
from holdspace.care.documents import Folder, Note, Place
from holdspace.care.flows.clients import get_client
from holdspace.care.flows.rights import check
from holdspace.care.kinds import FOLDER, NOTE
from holdspace.care.looked import Kept, Notes
from holdspace.core.vault import Unreadable
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from datetime import datetime

    from holdspace.accounts.spaces import Space

LONGEST_NOTE: Final = 50_000
"""How many characters one note takes: some twenty pages."""


class NoteTooLong(Exception):
    """A note has more characters than fit into one."""


class NoWords(Exception):
    """A note without a word is none."""


class ChangedMeanwhile(Exception):
    """Another page changed this note since the one that is sent was opened.

    Attributes:
        note: The note as it is now.
    """

    def __init__(self, note: Note) -> None:
        super().__init__()
        self.note = note


def folder_of(person: UUID, bond: UUID) -> UUID:
    """Under which id the list of one client's notes lies."""
    return uuid5(person, f"{FOLDER}/{bond}")


def read_notes(space: Space, *, bond: UUID, most: int) -> Notes:
    """The newest notes about one client; of one who left, too.

    Raises:
        NotThere: There is neither such a client nor a note about one.
        SecondStepMissing: There is no second step yet.
        Unreadable: The list of the notes is damaged.
    """
    check(space.person)
    folder = _folder(rows.read(space, folder_of(space.person, bond), FOLDER))
    called = folder.called if folder else get_client(space, bond=bond).name
    places = folder.places if folder else ()
    found = rows.read_many(space, [place.note for place in places[:most]], NOTE)
    kept = tuple(_kept(place, found[place.note]) for place in places[:most])
    return Notes(called, kept, len(places) - len(kept))


def read_note(space: Space, *, bond: UUID, note: UUID) -> Note:
    """One note about one client.

    Raises:
        NotThere: There is no such note about this client.
        SecondStepMissing: There is no second step yet.
        Unreadable: It is damaged.
    """
    check(space.person)
    words = rows.read(space, note, NOTE)
    found = None if words is None else documents.read(words, Note)
    if found is None or found.bond != bond:
        raise NotThere
    return found


def write_note(
    space: Space,
    *,
    bond: UUID,
    note: UUID,
    words: str,
    at: datetime,
    seen: datetime | None,
    now: datetime,
) -> None:
    """Keep a note, new or changed.

    Args:
        space: Whose.
        bond: About whom.
        note: Which; an id that was drawn for the page, if it is new.
        words: What is noted.
        at: The moment it is about.
        seen: When the note was last changed, as the page knew it; None if new.
        now: This moment.

    Raises:
        NotThere: There is no such client, and no note about one, or the note that
            was changed is gone.
        SecondStepMissing: There is no second step yet.
        NoWords: There is no word in it.
        NoteTooLong: It is too long for one note.
        ChangedMeanwhile: Another page changed it; both texts are for the therapist
            to decide about.
        Unreadable: What it would stand beside is damaged.
    """
    check(space.person)
    if not words.strip():
        raise NoWords
    if len(words) > LONGEST_NOTE:
        raise NoteTooLong
    called = _name_now(space, bond)
    with manifests.changing(space) as changes:
        row = folder_of(space.person, bond)
        folder = _folder(rows.read_in_turn(space, changes, row, FOLDER))
        if folder is None and not called:
            raise NotThere
        folder = folder or Folder(bond)
        _check_seen(space, changes, bond, note, seen)
        fresh = Note(bond, at, words, now)
        rows.write(space, changes, note, NOTE, documents.pack(fresh))
        others = [place for place in folder.places if place.note != note]
        places = sorted((*others, Place(note, at)), key=_newest_first)
        folder = Folder(bond, called or folder.called, tuple(places))
        rows.write(space, changes, row, FOLDER, documents.pack(folder))


def remove_note(space: Space, *, bond: UUID, note: UUID) -> None:
    """Overwrite one note with noise and take it away.

    It cannot be taken back, which is why the page asks first.

    Raises:
        NotThere: There is no such note about this client.
        SecondStepMissing: There is no second step yet.
        Unreadable: The list of the notes is damaged.
    """
    check(space.person)
    with manifests.changing(space) as changes:
        row = folder_of(space.person, bond)
        folder = _folder(rows.read_in_turn(space, changes, row, FOLDER))
        if folder is None or note not in {place.note for place in folder.places}:
            raise NotThere
        rows.remove(space, changes, note)
        left = tuple(place for place in folder.places if place.note != note)
        if left:
            folder = Folder(bond, folder.called, left)
            rows.write(space, changes, row, FOLDER, documents.pack(folder))
        else:
            rows.remove(space, changes, row)
    accounts.empty_log()


def list_folders(space: Space) -> tuple[Folder, ...]:
    """Every client about whom there are notes; a damaged list is left out.

    Raises:
        NotThere: They are no therapist.
        SecondStepMissing: There is no second step yet.
        SpaceDamaged: Nothing vouches for any row.
    """
    check(space.person)
    listed = manifests.list_all(space).entries
    wanted = [entry.row for entry in listed if entry.kind == FOLDER]
    found = rows.read_many(space, wanted, FOLDER).values()
    folders = []
    for words in found:
        with suppress(Unreadable):
            folder = _folder(words)
            if folder is not None:
                folders.append(folder)
    return tuple(sorted(folders, key=lambda one: one.called.casefold()))


def _name_now(space: Space, bond: UUID) -> str:
    try:
        return get_client(space, bond=bond).name
    except NotThere:
        return ""


def _check_seen(
    space: Space,
    changes: manifests.Changes,
    bond: UUID,
    note: UUID,
    seen: datetime | None,
) -> None:
    listed = changes.get(note)
    if listed is None:
        if seen is not None:
            raise NotThere
        return
    # An id that a page drew may be that of anything: only a note of this client is
    # written over.
    if listed.kind != NOTE:
        raise NotThere
    words = rows.read_in_turn(space, changes, note, NOTE)
    there = None if words is None else documents.read(words, Note)
    if there is None or there.bond != bond:
        raise NotThere
    if there.changed != seen:
        raise ChangedMeanwhile(there)


def _folder(words: bytes | None) -> Folder | None:
    return None if words is None else documents.read(words, Folder)


def _kept(place: Place, words: bytes | None) -> Kept:
    note = None
    if words is not None:
        with suppress(Unreadable):
            note = documents.read(words, Note)
    return Kept(place.note, place.at, note)


def _newest_first(place: Place) -> tuple[float, str]:
    return -place.at.timestamp(), str(place.note)
