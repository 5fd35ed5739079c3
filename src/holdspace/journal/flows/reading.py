"""Reading: one reflection, a list of what there is, some of it opened."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from holdspace.accounts import manifests
from holdspace.core.vault import Entry, Unreadable
from holdspace.journal import rows, store
from holdspace.journal.kinds import REFLECTION
from holdspace.journal.opened import Opened, OpenReflection
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from holdspace.accounts.manifests import Listed
    from holdspace.accounts.spaces import Space
    from holdspace.core.vault import Sealed


def read(space: Space, *, reflection: UUID) -> OpenReflection:
    """Open one reflection.

    Raises:
        NotThere: There is no such reflection of this person.
        Unreadable: It is damaged, missing, or an older copy was put in its place.
    """
    return rows.open_reflection(*rows.words_now(space, reflection, REFLECTION))


def is_kept(space: Space, *, row: UUID) -> bool:
    """Whether this row is a kept reflection; a draft keeps its id when it is kept."""
    entry = manifests.get(space, row)
    return entry is not None and entry.kind == REFLECTION and not entry.leaving


def list_all(space: Space) -> Listed:
    """List what the manifest vouches for, and how much of it cannot be read.

    Reads all of it; what lists a part of a diary asks the index instead.

    Raises:
        SpaceDamaged: The manifest itself is damaged.
    """
    return manifests.list_all(space)


def list_entries(
    space: Space, *, kind: str, listed: Listed | None = None
) -> tuple[Entry, ...]:
    """List all there is of one kind, newest first, without opening anything.

    Args:
        space: Whose.
        kind: Drafts or reflections.
        listed: What was listed a moment ago, to save reading it again.

    Raises:
        SpaceDamaged: The manifest itself is damaged.
    """
    entries = (listed or list_all(space)).entries
    here = [one for one in entries if one.kind == kind and not one.leaving]
    return tuple(sorted(here, key=lambda one: (-one.when, one.row)))


def open_entries(space: Space, entries: Sequence[Entry]) -> Opened[OpenReflection]:
    """Open some reflections; those that cannot be opened are counted."""
    return open_each(space, entries, rows.open_reflection)


def open_each[Made](
    space: Space, entries: Sequence[Entry], make: Callable[[Entry, bytes], Made]
) -> Opened[Made]:
    """Make something of each of some reflections; those that do not open are counted.

    Args:
        space: Whose.
        entries: Which.
        make: Is given what the manifest lists of one, and its words.
    """
    sealed = store.list_for(space.person, (entry.row for entry in entries))
    found: list[Made] = []
    damaged = 0
    for entry in entries:
        try:
            found.append(_make(space, entry, sealed.get(entry.row), make))
        except Unreadable:
            damaged += 1
        except NotThere:
            # Let go of in this very moment.
            continue
    return Opened(tuple(found), damaged)


def _make[Made](
    space: Space,
    entry: Entry,
    sealed: Sealed | None,
    make: Callable[[Entry, bytes], Made],
) -> Made:
    if sealed is not None:
        with suppress(Unreadable):
            about = entry.about(space.person)
            words = space.opened.unseal(sealed, about)
            return make(entry, words)
    return make(*rows.words_now(space, entry.row, REFLECTION))
