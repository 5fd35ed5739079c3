"""Afterwards: follow-ups, letting go and taking back, words of one's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import msgspec

from holdspace.accounts import flows as accounts
from holdspace.accounts import manifests
from holdspace.accounts.moments import rounded_up
from holdspace.core import guides
from holdspace.journal import drafting, followups, rows, store
from holdspace.journal.flows.looking import look_around
from holdspace.journal.flows.reading import open_entries
from holdspace.journal.kinds import DRAFT, REFLECTION
from holdspace.journal.opened import FollowUp
from holdspace.library import shelf
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from holdspace.accounts.spaces import Space
    from holdspace.core.guides import Answers
    from holdspace.journal.documents import Reflection
    from holdspace.journal.found import Around

UNDO_FOR: Final = timedelta(minutes=10)
"""How long letting go can be undone."""


def come_back(space: Space, *, now: datetime) -> Around:
    """List what a person comes back to, and take off the list what was let go of.

    Not even its moment stays. The rows go as well, in case nothing has overwritten
    them yet: the person's own list says that they are to go, whatever became of the
    note about it.

    Raises:
        SpaceDamaged: The manifest itself is damaged.
    """
    around = look_around(space, now=now)
    if not around.over:
        return around
    minute = rows.minutes(now)
    with rows.changing(space) as changes:
        for one in around.over:
            entry = changes.get(one.row)
            if entry is not None and 0 < entry.leaving < minute:
                store.remove(space.person, entry.row)
                changes.remove(entry.row)
    return look_around(space, now=now)


def due_follow_up(
    space: Space, *, now: datetime, around: Around | None = None
) -> FollowUp | None:
    """The newest reflection whose follow-up has its time now, if any."""
    recent = (around or look_around(space, now=now)).recent
    for found in open_entries(space, recent).made:
        name = found.guide.url.removeprefix(shelf.GUIDES)
        if not followups.is_followed(name, found.answers):
            continue
        window = followups.due(when=found.when, now=now, settled=found.settled)
        if window is not None:
            return FollowUp(found.row, name, found.when, window.code)
    return None


def follow_up(
    space: Space,
    *,
    reflection: UUID,
    given: Mapping[str, Sequence[str]],
    now: datetime,
    zone: str,
) -> bool:
    """Add a later rating to a reflection, with its true time.

    Returns:
        Whether anything was answered; an empty form adds nothing.

    Raises:
        NotThere: There is no such reflection of this person.
        AnswersRefused: What was given does not fit.
        Unreadable: The reflection is damaged.
    """
    guide = shelf.guide(shelf.LATER)
    where = drafting.zone_of(zone)
    answers = guides.check(guide, given, zone=where)
    if not answers.without(("at", "when")):
        return False
    moment = now.astimezone(where).isoformat(timespec="seconds")
    answers = answers.with_values("when", (moment,))
    with rows.changing(space) as changes:
        if _is_rated(space, reflection, answers, changes):
            return True
        rows.append(space, reflection, guide, answers, moment, changes)
    return True


def _is_rated(
    space: Space, reflection: UUID, answers: Answers, changes: manifests.Changes
) -> bool:
    # A second tap on the same button is not a second rating.
    entry = changes.get(reflection)
    if entry is None or entry.kind != REFLECTION:
        raise NotThere
    found = rows.open_reflection(entry, rows.words_in(space, entry))
    return bool(found.rated & set(answers.codes("at")))


def decline_follow_up(space: Space, *, reflection: UUID, code: str) -> None:
    """Note that a follow-up is not wanted, so that it is not offered again."""
    if code not in {window.code for window in followups.WINDOWS}:
        raise NotThere

    def without(document: Reflection) -> Reflection:
        declined = tuple(dict.fromkeys((*document.declined, code)))
        return msgspec.structs.replace(document, declined=declined)

    with rows.changing(space) as changes:
        rows.change_reflection(space, reflection, changes, without)


def let_go(space: Space, *, row: UUID, now: datetime) -> None:
    """Let go of a draft or a reflection; for ten minutes it can be taken back.

    Then it is overwritten, by whoever uses this server next or by the sweeper.

    Raises:
        NotThere: There is no such row of this person.
    """
    with rows.changing(space) as changes:
        entry = changes.get(row)
        if entry is None or entry.leaving or entry.kind not in (DRAFT, REFLECTION):
            raise NotThere
        leaves = now + UNDO_FOR
        changes.put(msgspec.structs.replace(entry, leaving=rows.minutes(leaves)))
        store.add_leaving(space.person, row, rounded_up(leaves))


def take_back(space: Space, *, row: UUID, now: datetime) -> str:
    """Undo letting go.

    Returns:
        The kind of what is back: a draft or a reflection.

    Raises:
        NotThere: The ten minutes are over, or there was nothing to undo.
    """
    with rows.changing(space) as changes:
        entry = changes.get(row)
        if entry is None or not entry.leaving or entry.leaving < rows.minutes(now):
            raise NotThere
        if not store.remove_leaving(space.person, row):
            raise NotThere
        changes.put(msgspec.structs.replace(entry, leaving=0))
        return entry.kind


def sweep(now: datetime) -> int:
    """Overwrite what was let go of and whose ten minutes are over; needs no key.

    SQLite's write-ahead log is emptied too: it may hold the pages as they were before.
    Links whose window is over end too, and mails that nobody sent in time.
    """
    store.remove_ended_links(now)
    store.remove_letters_before(now - followups.LONGEST)
    left = store.remove_left(now)
    if left:
        accounts.empty_log()
    return left


def count_overdue(now: datetime) -> int:
    """How many rows nobody overwrote though their time is over for a while."""
    return store.count_due(now - UNDO_FOR)


def change_words(
    space: Space, *, question: str, added: Iterable[str], hidden: Iterable[str]
) -> None:
    """Keep which words a person added to a question, and which they put away."""

    def changed(profile: accounts.Profile) -> accounts.Profile:
        return replace(
            profile,
            words_added={**profile.words_added, question: tuple(dict.fromkeys(added))},
            words_hidden={**profile.words_hidden, question: tuple(hidden)},
        )

    accounts.change_profile(space, changed, mend=True)
