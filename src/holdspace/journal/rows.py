"""The sealed road of the journal's rows: open, change, seal and list again.

Every change of a row and of the manifest that lists it is one transaction.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import msgspec

from holdspace.accounts import manifests
from holdspace.core import guides, vault
from holdspace.core.vault import Entry, Unreadable
from holdspace.journal import documents, drafting, indexbook, store
from holdspace.journal.documents import Draft, Reflection
from holdspace.journal.kinds import DRAFT, REFLECTION
from holdspace.journal.opened import OpenDraft, OpenReflection
from holdspace.library import shelf
from holdspace.library.facts import is_ours
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from holdspace.accounts.spaces import Space
    from holdspace.core.guides import Answers, Guide


@contextmanager
def changing(space: Space) -> Iterator[manifests.Changes]:
    """Change rows, the manifest that lists them and the index, in one transaction.

    Raises:
        Unreadable: A part of the manifest that is needed is damaged.
    """
    with manifests.changing(space) as changes:
        yield changes
        changes.write()
        indexbook.follow(space, changes)


def add_draft(
    space: Space,
    guide: Guide,
    answers: Answers,
    authored: str,
    zone: str,
    *,
    of: UUID | None = None,
    base: int = 0,
) -> UUID:
    """Seal and list a new draft."""
    with changing(space) as changes:
        row = _free_row(changes)
        empty = Draft(msgspec.Raw(b"{}"), authored, zone, of=of, base=base)
        draft = drafting.with_answers(empty, guide, row, answers)
        entry = Entry(
            row, DRAFT, 1, minute_of(guide.canonical, answers, authored, zone)
        )
        about = entry.about(space.person)
        store.add(
            space.person,
            row,
            vault.seal(documents.pack(draft), space.opened.key, about),
        )
        changes.put(entry)
    return row


def _free_row(changes: manifests.Changes) -> UUID:
    # A new row goes into a part of the list that can be read: one damaged part
    # must not keep anybody from beginning.
    for _ in range(16):
        row = uuid4()
        with suppress(Unreadable):
            changes.get(row)
            return row
    raise Unreadable


@contextmanager
def changing_draft(
    space: Space, draft: UUID
) -> Iterator[tuple[Entry, Draft, manifests.Changes]]:
    """Hold a draft while it is changed: nobody else changes it meanwhile.

    Raises:
        NotThere: There is no such draft of this person.
        Unreadable: It is damaged.
    """
    with changing(space) as changes:
        entry = changes.get(draft)
        if entry is None or entry.kind != DRAFT or entry.leaving:
            raise NotThere
        yield entry, documents.read(words_in(space, entry), Draft), changes


def words_in(space: Space, entry: Entry) -> bytes:
    """Open the row that the manifest lists, at the version that it lists.

    Raises:
        Unreadable: It is damaged, an older copy, or missing although it is listed.
    """
    try:
        sealed = store.get(space.person, entry.row)
    except NotThere as gone:
        raise Unreadable from gone
    return space.opened.unseal(sealed, entry.about(space.person))


def words_now(space: Space, row: UUID, kind: str) -> tuple[Entry, bytes]:
    """Open a row that others may be changing at this moment.

    List and row are read one after the other, so a save in between makes them
    disagree. That is not damage: what the list says now is tried then.

    Raises:
        NotThere: There is no such row of this kind.
        Unreadable: It is damaged.
    """
    entry = get_entry(space, row, kind)
    while True:
        try:
            return entry, words_in(space, entry)
        except Unreadable:
            newer = get_entry(space, row, kind)
            if newer == entry:
                raise
            entry = newer


def replace_draft(
    space: Space, entry: Entry, draft: Draft, changes: manifests.Changes
) -> None:
    """Seal a draft anew, at its next version."""
    opened = open_up(entry.row, draft)
    when = minute_of(opened.guide.canonical, opened.answers, draft.authored, draft.zone)
    newer = Entry(entry.row, DRAFT, entry.version + 1, when)
    reseal(space, newer, documents.pack(draft), changes)


def reseal(
    space: Space, entry: Entry, words: bytes, changes: manifests.Changes
) -> None:
    """Seal and list a row at the version that ``entry`` names."""
    sealed = vault.seal(words, space.opened.key, entry.about(space.person))
    store.replace(space.person, entry.row, sealed)
    changes.put(entry)


def change_reflection(
    space: Space,
    row: UUID,
    changes: manifests.Changes,
    change: Callable[[Reflection], Reflection],
    *,
    when: int | None = None,
) -> None:
    """Open a reflection, change it and seal it at its next version.

    Raises:
        NotThere: There is no such reflection of this person.
        Unreadable: It is damaged.
    """
    entry = changes.get(row)
    if entry is None or entry.kind != REFLECTION or entry.leaving:
        raise NotThere
    changed = change(documents.read(words_in(space, entry), Reflection))
    newer = msgspec.structs.replace(
        entry, version=entry.version + 1, when=entry.when if when is None else when
    )
    reseal(space, newer, documents.pack(changed), changes)


def append(
    space: Space,
    target: UUID,
    guide: Guide,
    answers: Answers,
    authored: str,
    changes: manifests.Changes,
    *,
    locked: bool = False,
) -> None:
    """Add later answers to a reflection, which stays otherwise as it is."""
    packed = guides.pack(
        guide,
        answers,
        ident=uuid4(),
        authored=authored,
        status="completed",
        of=f"QuestionnaireResponse/{target}",
    )

    def longer(document: Reflection) -> Reflection:
        later = (*document.later, msgspec.Raw(packed))
        return msgspec.structs.replace(
            document, later=later, locked=document.locked or locked
        )

    change_reflection(space, target, changes, longer)


def get_entry(space: Space, row: UUID, kind: str) -> Entry:
    """What the manifest lists of a row of this kind.

    Raises:
        NotThere: Nothing, or it was let go of.
    """
    entry = manifests.get(space, row)
    if entry is None or entry.kind != kind or entry.leaving:
        raise NotThere
    return entry


def open_up(row: UUID, draft: Draft) -> OpenDraft:
    """Put guide and answers beside a draft.

    Raises:
        Unreadable: Its guide is not on this shelf, or its answers are damaged.
    """
    with _understood():
        guide = guide_of(draft)
        return OpenDraft(row, draft, guide, drafting.answers_of(draft, guide))


def open_reflection(entry: Entry, words: bytes) -> OpenReflection:
    """Put guide and answers beside a reflection.

    Raises:
        Unreadable: Its guide is not on this shelf, or its answers are damaged.
    """
    document = documents.read(words, Reflection)
    with _understood():
        response = guides.unpack(bytes(document.response))
        guide = shelf.guide(response.canonical)
        later = [guides.unpack(bytes(one)) for one in document.later]
        return OpenReflection(
            row=entry.row,
            when=datetime.fromtimestamp(entry.when * 60, tz=UTC),
            document=document,
            guide=guide,
            answers=response.answers(guide),
            later=tuple(
                (one.authored, one.answers(shelf.guide(one.canonical))) for one in later
            ),
            whole=is_ours(guide) or not response.unread(guide),
        )


@contextmanager
def _understood() -> Iterator[None]:
    # A guide that a later version of Holdspace brought, say: one piece that cannot
    # be shown here must not keep the others from being shown.
    try:
        yield
    except (guides.ResponseUnreadable, shelf.NotOnTheShelf) as refusal:
        raise Unreadable from refusal


def guide_of(draft: Draft) -> Guide:
    """The guide that a draft is written with, in its version."""
    return shelf.guide(guides.unpack(bytes(draft.response)).canonical)


def minute_of(canonical: str, answers: Answers, authored: str, zone: str) -> int:
    """The minute a row is about: the answer to ``when``, else when it was written.

    In a form from elsewhere a question of that name may ask for anything.
    """
    given = answers.first("when") if canonical.startswith(shelf.GUIDES) else None
    where = drafting.zone_of(zone)
    moment = drafting.moment_of(given, where) if isinstance(given, str) else None
    return minutes(moment or datetime.fromisoformat(authored))


def minutes(moment: datetime) -> int:
    """Whole minutes since the start of 1970."""
    return int(moment.timestamp() // 60)
