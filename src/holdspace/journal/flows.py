"""What a person can do with their reflections, one story a function."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

import msgspec

from holdspace.accounts import flows as accounts
from holdspace.accounts import manifests
from holdspace.accounts.spaces import Space
from holdspace.core import guides, vault
from holdspace.core.guides import Answers, Guide
from holdspace.core.vault import About, Entry, Unreadable
from holdspace.journal import documents, drafting, followups, store
from holdspace.journal.documents import Arrival, Draft, Reflection
from holdspace.journal.drafting import Choice, Outcome
from holdspace.journal.tokens import Pass
from holdspace.library import shelf
from holdspace.web.refusals import NotThere

UNDO_FOR: Final = timedelta(minutes=10)
"""How long letting go can be undone."""

BEGINNINGS: Final = (shelf.AFTER_TEARS, shelf.HELD_BACK_TEARS, shelf.CHECK_IN)
DRAFT, REFLECTION, WAITING = "draft", "reflection", "waiting"

_STEP_SECONDS = 300


class NotSettled(Exception):
    """Two texts for one question wait for the person's decision."""


class ChangedMeanwhile(Exception):
    """The reflection that is being corrected was changed elsewhere."""


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A draft with its guide and answers in hand."""

    row: UUID
    draft: Draft
    guide: Guide
    answers: Answers


@dataclass(frozen=True, slots=True)
class OpenReflection:
    """A kept reflection with its guide, answers and later answers in hand.

    Attributes:
        row: Its id.
        when: The moment it is about.
        document: The record as it is sealed.
        guide: The guide, in the version it was written with.
        answers: The answers.
        later: What was added later: when it was authored, and its answers.
    """

    row: UUID
    when: datetime
    document: Reflection
    guide: Guide
    answers: Answers
    later: tuple[tuple[str, Answers], ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """What could be opened of some rows, and how many could not.

    One damaged row never hides the others.
    """

    reflections: tuple[OpenReflection, ...]
    damaged: int


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A reflection whose follow-up has its time now."""

    row: UUID
    guide: str
    when: datetime
    code: str


# --- Writing ----------------------------------------------------------------------


def begin(space: Space, *, guide: str, now: datetime, zone: str) -> UUID:
    """Begin a draft of a guide; that it happened now is kept at once.

    Raises:
        NotThere: There is no such guide to begin with.
    """
    if guide not in BEGINNINGS:
        raise NotThere
    moment = now.astimezone(drafting.zone_of(zone)).isoformat(timespec="seconds")
    answers = Answers().with_values("when", (moment,))
    return _add_draft(space, shelf.guide(guide), answers, moment, zone)


def begin_addition(space: Space, *, reflection: UUID, now: datetime, zone: str) -> UUID:
    """Begin a draft that will be added to a kept reflection.

    Raises:
        NotThere: There is no such reflection of this person.
    """
    _entry(space, reflection, REFLECTION, now)
    moment = now.astimezone(drafting.zone_of(zone)).isoformat(timespec="seconds")
    answers = Answers().with_values("when", (moment,))
    guide = shelf.guide(shelf.LATER)
    return _add_draft(space, guide, answers, moment, zone, of=reflection)


def begin_correction(
    space: Space, *, reflection: UUID, now: datetime, zone: str
) -> UUID:
    """Begin a draft that will take the place of a kept reflection's answers.

    Raises:
        NotThere: There is no such reflection of this person.
        Unreadable: It is damaged.
    """
    entry = _entry(space, reflection, REFLECTION, now)
    found = read(space, reflection=reflection, now=now)
    authored = guides.unpack(bytes(found.document.response)).authored
    return _add_draft(
        space,
        found.guide,
        found.answers,
        authored,
        zone,
        of=reflection,
        base=entry.version,
    )


def open_draft(space: Space, *, draft: UUID, now: datetime, zone: str) -> OpenDraft:
    """Open a draft, with everything filed that came in while the space was locked.

    Raises:
        NotThere: There is no such draft of this person.
        Unreadable: It is damaged.
    """
    if store.is_waiting(space.person, draft):
        with _changing_draft(space, draft, now) as (entry, document, changes):
            document = _file_waiting(space, draft, document, zone)
            _replace_draft(space, entry, document, changes)
    entry = _entry(space, draft, DRAFT, now)
    return _opened(draft, _read_draft(space, entry))


def write_answers(
    space: Space,
    *,
    token: Pass,
    given: Mapping[str, Sequence[str]],
    count: int,
    zone: str,
    now: datetime,
) -> Outcome:
    """Keep what was typed on one screen of a draft.

    Returns:
        Whether it was kept, came too late to matter, or stands beside another text
        that was written elsewhere in the meantime.

    Raises:
        NotThere: There is no such draft of this person.
        AnswersRefused: What was typed does not fit; nothing was changed.
        Unreadable: The draft is damaged.
    """
    arrival = _arrival(token, given, count, zone, now)
    with _changing_draft(space, token.draft, now) as (entry, document, changes):
        document = _file_waiting(space, token.draft, document, zone)
        guide = _guide_of(document)
        if token.screen >= len(guide.screens):
            raise NotThere
        document, outcome = drafting.apply(
            document, guide, token.draft, arrival, default_zone=zone
        )
        if outcome is not Outcome.OLDER:
            _replace_draft(space, entry, document, changes)
    return outcome


def write_locked(
    *,
    token: Pass,
    given: Mapping[str, Sequence[str]],
    count: int,
    zone: str,
    now: datetime,
) -> None:
    """Keep what was typed while the space was locked, sealed to the person's key.

    It can be written and not read: the next unlocking files it.

    Raises:
        NotThere: The draft is gone.
        TooMuchWaiting: More waits for this draft than is taken.
        TooLong: It is longer than can be kept at all.
    """
    if not store.is_there(token.person, token.draft):
        raise NotThere
    words = documents.pack(_arrival(token, given, count, zone, now))
    about = About(token.person, token.page, WAITING, 1)
    sealed = vault.seal_to(words, accounts.public_key(token.person), about)
    store.add_waiting(token.person, token.page, token.draft, count, sealed)


def decide(
    space: Space, *, draft: UUID, page: str, choice: Choice, now: datetime, zone: str
) -> None:
    """Settle two texts for one question as the person decided.

    Raises:
        NotThere: There is no such draft, or no such second text.
        AnswersRefused: The second text does not fit and was to be used.
    """
    with _changing_draft(space, draft, now) as (entry, document, changes):
        other = next((one for one in document.others if one.page == page), None)
        if other is None:
            raise NotThere
        document = drafting.decide(
            document,
            _guide_of(document),
            draft,
            other=other,
            choice=choice,
            default_zone=zone,
        )
        _replace_draft(space, entry, document, changes)


def keep(
    space: Space,
    *,
    draft: UUID,
    now: datetime,
    zone: str,
    anyway: str = "",
) -> UUID:
    """Keep a draft: as a reflection, as a correction of one, or as an addition to one.

    Args:
        space: Whose.
        draft: Which.
        now: When.
        zone: The person's time zone, where the draft names none.
        anyway: After ``ChangedMeanwhile``: ``instead`` puts the correction in the
            changed reflection's place, ``beside`` makes it a reflection of its own.

    Returns:
        The id of the reflection.

    Raises:
        NotThere: There is no such draft, or what it corrects is gone.
        NotSettled: Two texts for one question wait for a decision.
        ChangedMeanwhile: What it corrects was changed elsewhere; nothing is lost.
        Unreadable: The draft, or what it belongs to, is damaged.
    """
    opened = open_draft(space, draft=draft, now=now, zone=zone)
    if opened.draft.others:
        raise NotSettled
    _remember_words(space, opened)
    with _changing_draft(space, draft, now) as (entry, document, changes):
        fresh = _opened(draft, document)
        target = document.of
        if target is None or anyway == "beside":
            _keep_as_own(space, entry, fresh, changes, now)
            return draft
        if fresh.guide.url == shelf.guide(shelf.LATER).url:
            _keep_as_addition(space, fresh, target, changes, now)
        else:
            _keep_as_correction(
                space, fresh, target, changes, now, instead=anyway == "instead"
            )
        changes.remove(draft)
        store.remove(space.person, draft)
        return target


# --- Reading ----------------------------------------------------------------------


def read(space: Space, *, reflection: UUID, now: datetime) -> OpenReflection:
    """Open one reflection.

    Raises:
        NotThere: There is no such reflection of this person.
        Unreadable: It is damaged, missing, or an older copy was put in its place.
    """
    entry = _entry(space, reflection, REFLECTION, now)
    try:
        sealed = store.get(space.person, reflection)
    except NotThere as gone:
        # The manifest vouches for it, so its absence is damage, not a mistake.
        raise Unreadable from gone
    return _opened_reflection(space, entry, sealed)


def list_entries(space: Space, *, kind: str, now: datetime) -> tuple[Entry, ...]:
    """List what the manifest vouches for, newest first, without opening anything.

    Raises:
        Unreadable: The manifest itself is damaged.
    """
    entries = manifests.list_all(space).entries
    here = [one for one in entries if one.kind == kind and not one.leaving]
    return tuple(sorted(here, key=lambda one: (-one.when, one.row)))


def open_entries(space: Space, entries: Sequence[Entry]) -> Shelf:
    """Open some reflections; those that cannot be opened are counted."""
    rows = store.list_for(space.person, (entry.row for entry in entries))
    found: list[OpenReflection] = []
    damaged = 0
    for entry in entries:
        try:
            found.append(_opened_reflection(space, entry, rows[entry.row]))
        except (KeyError, Unreadable):
            damaged += 1
    return Shelf(tuple(found), damaged)


def open_drafts(
    space: Space, *, now: datetime, zone: str
) -> tuple[tuple[OpenDraft, ...], int]:
    """Open what was left open, newest first, and count what could not be opened."""
    found: list[OpenDraft] = []
    damaged = 0
    for entry in list_entries(space, kind=DRAFT, now=now):
        try:
            found.append(open_draft(space, draft=entry.row, now=now, zone=zone))
        except (NotThere, Unreadable):
            damaged += 1
    return tuple(found), damaged


# --- Afterwards -------------------------------------------------------------------


def due_follow_up(space: Space, *, now: datetime) -> FollowUp | None:
    """The newest reflection whose follow-up has its time now, if any."""
    earliest = _minutes(now - followups.LONGEST)
    entries = list_entries(space, kind=REFLECTION, now=now)
    recent = [one for one in entries if one.when >= earliest]
    for found in open_entries(space, recent).reflections:
        name = found.guide.url.removeprefix(shelf.GUIDES)
        if not followups.is_followed(name, found.answers):
            continue
        settled = {c for _, answers in found.later for c in answers.codes("at")}
        settled |= set(found.document.declined)
        window = followups.due(when=found.when, now=now, settled=settled)
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
    with manifests.changing(space) as changes:
        _append(space, reflection, guide, answers, moment, changes, now)
    return True


def decline_follow_up(
    space: Space, *, reflection: UUID, code: str, now: datetime
) -> None:
    """Note that a follow-up is not wanted, so that it is not offered again."""
    if code not in {window.code for window in followups.WINDOWS}:
        raise NotThere

    def without(document: Reflection) -> Reflection:
        declined = tuple(dict.fromkeys((*document.declined, code)))
        return msgspec.structs.replace(document, declined=declined)

    with manifests.changing(space) as changes:
        _change_reflection(space, reflection, changes, now, without)


def let_go(space: Space, *, row: UUID, now: datetime) -> None:
    """Let go of a draft or a reflection; for ten minutes it can be taken back.

    Then it is overwritten, by whoever uses this server next or by the sweeper.

    Raises:
        NotThere: There is no such row of this person.
    """
    with manifests.changing(space) as changes:
        entry = changes.get(row)
        if entry is None or entry.leaving or entry.kind not in (DRAFT, REFLECTION):
            raise NotThere
        leaves = now + UNDO_FOR
        changes.put(msgspec.structs.replace(entry, leaving=_minutes(leaves)))
        store.add_leaving(space.person, row, _coarse(leaves))


def take_back(space: Space, *, row: UUID, now: datetime) -> str:
    """Undo letting go.

    Returns:
        The kind of what is back: a draft or a reflection.

    Raises:
        NotThere: The ten minutes are over, or there was nothing to undo.
    """
    with manifests.changing(space) as changes:
        entry = changes.get(row)
        if entry is None or not entry.leaving or entry.leaving < _minutes(now):
            raise NotThere
        if not store.remove_leaving(space.person, row):
            raise NotThere
        changes.put(msgspec.structs.replace(entry, leaving=0))
        return entry.kind


def sweep(now: datetime) -> int:
    """Overwrite what was let go of and whose ten minutes are over; needs no key."""
    return store.remove_left(now)


def change_words(
    space: Space, *, question: str, added: Iterable[str], hidden: Iterable[str]
) -> None:
    """Keep which words a person added to a question, and which they put away."""
    profile = accounts.get_profile(space)
    accounts.change_profile(
        space,
        replace(
            profile,
            words_added={**profile.words_added, question: tuple(dict.fromkeys(added))},
            words_hidden={**profile.words_hidden, question: tuple(hidden)},
        ),
    )


# --- Beneath ----------------------------------------------------------------------


def _add_draft(
    space: Space,
    guide: Guide,
    answers: Answers,
    authored: str,
    zone: str,
    *,
    of: UUID | None = None,
    base: int = 0,
) -> UUID:
    row = uuid4()
    empty = Draft(msgspec.Raw(b"{}"), authored=authored, zone=zone, of=of, base=base)
    draft = drafting.with_answers(empty, guide, row, answers)
    entry = Entry(row, DRAFT, 1, _when(answers, authored))
    sealed = vault.seal(
        documents.pack(draft), space.opened.key, entry.about(space.person)
    )
    with manifests.changing(space) as changes:
        store.add(space.person, row, sealed)
        changes.put(entry)
    return row


@contextmanager
def _changing_draft(
    space: Space, draft: UUID, now: datetime
) -> Iterator[tuple[Entry, Draft, manifests.Changes]]:
    with manifests.changing(space) as changes:
        entry = changes.get(draft)
        if entry is None or entry.kind != DRAFT or entry.leaving:
            raise NotThere
        yield entry, _read_draft(space, entry), changes


def _read_draft(space: Space, entry: Entry) -> Draft:
    try:
        sealed = store.get(space.person, entry.row)
    except NotThere as gone:
        raise Unreadable from gone
    words = vault.unseal(sealed, space.opened.key, entry.about(space.person))
    return documents.read(words, Draft)


def _replace_draft(
    space: Space, entry: Entry, draft: Draft, changes: manifests.Changes
) -> None:
    opened = _opened(entry.row, draft)
    when = _when(opened.answers, draft.authored)
    newer = Entry(entry.row, DRAFT, entry.version + 1, when)
    _reseal(space, newer, documents.pack(draft), changes)


def _reseal(
    space: Space, entry: Entry, words: bytes, changes: manifests.Changes
) -> None:
    sealed = vault.seal(words, space.opened.key, entry.about(space.person))
    store.replace(space.person, entry.row, sealed)
    changes.put(entry)


def _file_waiting(space: Space, row: UUID, draft: Draft, zone: str) -> Draft:
    waiting = store.list_waiting(space.person, row)
    if not waiting:
        return draft
    guide = _guide_of(draft)
    arrivals: list[Arrival] = []
    for page, sealed in waiting.items():
        about = About(space.person, page, WAITING, 1)
        try:
            words = vault.unseal_from(sealed, space.opened.private, about)
            arrivals.append(documents.read(words, Arrival))
        except Unreadable:
            # Anybody who can write to the database can put noise here; it must not
            # keep the person from the rest of their draft.
            continue
    for arrival in sorted(arrivals, key=lambda one: (one.at, one.count)):
        draft = drafting.file_arrival(draft, guide, row, arrival, default_zone=zone)
    store.remove_waiting(space.person, row, waiting)
    return draft


def _arrival(
    token: Pass,
    given: Mapping[str, Sequence[str]],
    count: int,
    zone: str,
    now: datetime,
) -> Arrival:
    return Arrival(
        screen=token.screen,
        given={name: list(values) for name, values in given.items()},
        seen=token.seen,
        page=token.page.hex,
        count=count,
        zone=zone,
        at=now.isoformat(),
    )


def _keep_as_own(
    space: Space,
    entry: Entry,
    opened: OpenDraft,
    changes: manifests.Changes,
    now: datetime,
) -> None:
    draft = opened.draft
    document = Reflection(_completed(opened, opened.row), locked=draft.locked)
    when = _when(opened.answers, draft.authored)
    newer = Entry(entry.row, REFLECTION, entry.version + 1, when)
    _reseal(space, newer, documents.pack(document), changes)
    store.remove_waiting(space.person, entry.row)


def _keep_as_correction(
    space: Space,
    opened: OpenDraft,
    target: UUID,
    changes: manifests.Changes,
    now: datetime,
    *,
    instead: bool,
) -> None:
    entry = changes.get(target)
    if entry is None or entry.kind != REFLECTION or entry.leaving:
        raise NotThere
    if entry.version != opened.draft.base and not instead:
        raise ChangedMeanwhile

    def corrected(document: Reflection) -> Reflection:
        return msgspec.structs.replace(
            document,
            response=_completed(opened, target),
            locked=document.locked or opened.draft.locked,
        )

    when = _when(opened.answers, opened.draft.authored)
    _change_reflection(space, target, changes, now, corrected, when=when)


def _keep_as_addition(
    space: Space,
    opened: OpenDraft,
    target: UUID,
    changes: manifests.Changes,
    now: datetime,
) -> None:
    answers = guides.settle(opened.guide, opened.answers)
    if answers.without(("when",)):
        authored = opened.draft.authored
        _append(space, target, opened.guide, answers, authored, changes, now)


def _append(
    space: Space,
    target: UUID,
    guide: Guide,
    answers: Answers,
    authored: str,
    changes: manifests.Changes,
    now: datetime,
) -> None:
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
        return msgspec.structs.replace(document, later=later)

    _change_reflection(space, target, changes, now, longer)


def _change_reflection(
    space: Space,
    row: UUID,
    changes: manifests.Changes,
    now: datetime,
    change: Callable[[Reflection], Reflection],
    *,
    when: int | None = None,
) -> None:
    entry = changes.get(row)
    if entry is None or entry.kind != REFLECTION or entry.leaving:
        raise NotThere
    try:
        sealed = store.get(space.person, row)
    except NotThere as gone:
        raise Unreadable from gone
    words = vault.unseal(sealed, space.opened.key, entry.about(space.person))
    changed = change(documents.read(words, Reflection))
    newer = msgspec.structs.replace(
        entry, version=entry.version + 1, when=entry.when if when is None else when
    )
    _reseal(space, newer, documents.pack(changed), changes)


def _completed(opened: OpenDraft, row: UUID) -> msgspec.Raw:
    return msgspec.Raw(
        guides.pack(
            opened.guide,
            guides.settle(opened.guide, opened.answers),
            ident=row,
            authored=opened.draft.authored,
            status="completed",
        )
    )


def _entry(space: Space, row: UUID, kind: str, now: datetime) -> Entry:
    entry = manifests.get(space, row)
    if entry is None or entry.kind != kind or entry.leaving:
        raise NotThere
    return entry


def _opened(row: UUID, draft: Draft) -> OpenDraft:
    guide = _guide_of(draft)
    return OpenDraft(row, draft, guide, drafting.answers_of(draft, guide))


def _guide_of(draft: Draft) -> Guide:
    return shelf.guide(guides.unpack(bytes(draft.response)).canonical)


def _opened_reflection(
    space: Space, entry: Entry, sealed: vault.Sealed
) -> OpenReflection:
    words = vault.unseal(sealed, space.opened.key, entry.about(space.person))
    document = documents.read(words, Reflection)
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
    )


def _remember_words(space: Space, opened: OpenDraft) -> None:
    """Put a person's own words on their lists, so that they can be tapped next time."""
    profile = accounts.get_profile(space)
    added = dict(profile.words_added)
    for question in opened.answers.links:
        item = opened.guide.item(question)
        if item is None or item.type != "open-choice":
            continue
        own = [v for v in opened.answers.values(question) if isinstance(v, str)]
        # Feelings now and feelings beneath the tears are one vocabulary.
        lists = "feelings" if question.startswith("feelings") else question
        known = added.get(lists, ())
        if set(own) - set(known):
            added[lists] = tuple(dict.fromkeys((*known, *own)))
    if added != profile.words_added:
        accounts.change_profile(space, replace(profile, words_added=added))


def _when(answers: Answers, authored: str) -> int:
    given = answers.first("when")
    moment = given if isinstance(given, str) else authored
    try:
        return _minutes(datetime.fromisoformat(moment))
    except ValueError:
        return _minutes(datetime.fromisoformat(authored))


def _minutes(moment: datetime) -> int:
    return int(moment.timestamp() // 60)


def _coarse(moment: datetime) -> datetime:
    steps = -(-int(moment.timestamp()) // _STEP_SECONDS)
    return datetime.fromtimestamp(steps * _STEP_SECONDS, tz=UTC)
