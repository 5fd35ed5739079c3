"""Keeping: a draft becomes a reflection, a correction of one, or an addition to one."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from holdspace.accounts import flows as accounts
from holdspace.core import guides
from holdspace.core.vault import Entry, Unreadable
from holdspace.journal import documents, rows, store
from holdspace.journal.documents import Reflection
from holdspace.journal.flows.reading import is_kept
from holdspace.journal.flows.writing import open_draft
from holdspace.journal.kinds import REFLECTION
from holdspace.library import shelf
from holdspace.library.facts import is_ours

if TYPE_CHECKING:
    from uuid import UUID

    from holdspace.accounts import manifests
    from holdspace.accounts.spaces import Space
    from holdspace.journal.opened import OpenDraft


class NotSettled(Exception):
    """Two texts for one question wait for the person's decision."""


class ChangedMeanwhile(Exception):
    """The reflection that is being corrected was changed elsewhere."""


class TargetGone(ChangedMeanwhile):
    """The reflection that this belongs to was let go of."""


def keep(
    space: Space,
    *,
    draft: UUID,
    zone: str,
    anyway: str = "",
) -> UUID:
    """Keep a draft: as a reflection, as a correction of one, or as an addition to one.

    Keeping what is kept already changes nothing.

    Args:
        space: Whose.
        draft: Which.
        zone: The person's time zone, where the draft names none.
        anyway: After ``ChangedMeanwhile``: ``instead`` puts the correction in the
            changed reflection's place, ``beside`` makes it a reflection of its own.

    Returns:
        The id of the reflection.

    Raises:
        NotThere: There is no such draft.
        NotSettled: Two texts for one question wait for a decision.
        ChangedMeanwhile: What it corrects was changed elsewhere; nothing is lost.
        TargetGone: What it belongs to was let go of; nothing is lost.
        TooLong: With it, the reflection would be longer than can be kept.
        Unreadable: The draft, or what it belongs to, is damaged.
    """
    if is_kept(space, row=draft):
        return draft
    opened = open_draft(space, draft=draft, zone=zone)
    if opened.draft.others:
        raise NotSettled
    _remember_words(space, opened)
    with rows.changing_draft(space, draft) as (entry, document, changes):
        if document.others or store.is_waiting(space.person, draft):
            # It came in after the look above, and nobody has read it yet.
            raise NotSettled
        fresh = rows.open_up(draft, document)
        target = document.of
        if target is None or anyway == "beside":
            _keep_as_own(space, entry, fresh, changes)
            return draft
        if fresh.guide.url == shelf.guide(shelf.LATER).url:
            _keep_as_addition(space, fresh, target, changes)
        else:
            _keep_as_correction(
                space, fresh, target, changes, instead=anyway == "instead"
            )
        changes.remove(draft)
        store.remove(space.person, draft)
        return target


def _keep_as_own(
    space: Space,
    entry: Entry,
    opened: OpenDraft,
    changes: manifests.Changes,
) -> None:
    draft = opened.draft
    document = Reflection(_completed(opened, opened.row), locked=draft.locked)
    when = rows.minute_of(
        opened.guide.canonical, opened.answers, draft.authored, draft.zone
    )
    newer = Entry(entry.row, REFLECTION, entry.version + 1, when)
    rows.reseal(space, newer, documents.pack(document), changes)


def _keep_as_correction(
    space: Space,
    opened: OpenDraft,
    target: UUID,
    changes: manifests.Changes,
    *,
    instead: bool,
) -> None:
    entry = _target(target, changes)
    if entry.version != opened.draft.base and not instead:
        raise ChangedMeanwhile

    def corrected(document: Reflection) -> Reflection:
        return msgspec.structs.replace(
            document,
            response=_completed(opened, target),
            locked=document.locked or opened.draft.locked,
        )

    draft = opened.draft
    when = rows.minute_of(
        opened.guide.canonical, opened.answers, draft.authored, draft.zone
    )
    rows.change_reflection(space, target, changes, corrected, when=when)


def _keep_as_addition(
    space: Space,
    opened: OpenDraft,
    target: UUID,
    changes: manifests.Changes,
) -> None:
    _target(target, changes)
    authored = opened.draft.authored
    answers = guides.settle(opened.guide, opened.answers, moment=authored)
    if answers.without(("when", "at")):
        draft = opened.draft
        rows.append(
            space,
            target,
            opened.guide,
            answers,
            draft.authored,
            changes,
            locked=draft.locked,
        )


def _target(target: UUID, changes: manifests.Changes) -> Entry:
    entry = changes.get(target)
    if entry is None or entry.kind != REFLECTION or entry.leaving:
        raise TargetGone
    return entry


def _completed(opened: OpenDraft, row: UUID) -> msgspec.Raw:
    return msgspec.Raw(
        guides.pack(
            opened.guide,
            guides.settle(opened.guide, opened.answers, moment=opened.draft.authored),
            ident=row,
            authored=opened.draft.authored,
            status="completed",
        )
    )


def _remember_words(space: Space, opened: OpenDraft) -> None:
    """Put a person's own words on their lists, so that they can be tapped next time.

    Only at our own guides: elsewhere a question of the same name may ask for anything.
    """
    if not is_ours(opened.guide):
        return
    own = _own_words(opened)
    known = accounts.get_profile(space).words_added
    if all(set(words) <= set(known.get(name, ())) for name, words in own.items()):
        return

    def longer(profile: accounts.Profile) -> accounts.Profile:
        added = dict(profile.words_added)
        for name, words in own.items():
            added[name] = tuple(dict.fromkeys((*added.get(name, ()), *words)))
        return replace(profile, words_added=added)

    # A damaged profile is left as it is; the words are in the reflection all the same.
    with suppress(Unreadable):
        accounts.change_profile(space, longer)


def _own_words(opened: OpenDraft) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for question in sorted(opened.answers.links):
        item = opened.guide.item(question)
        if item is None or item.type != "open-choice":
            continue
        own = [v for v in opened.answers.values(question) if isinstance(v, str)]
        # Feelings now and feelings beneath the tears are one vocabulary.
        name = "feelings" if question.startswith("feelings") else question
        found.setdefault(name, []).extend(own)
    return found
