"""Writing: begin, keep as it is written, decide between two texts."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from holdspace.accounts import flows as accounts
from holdspace.accounts import manifests
from holdspace.core import guides, vault
from holdspace.core.guides import AnswersRefused
from holdspace.core.vault import About, Entry, TooLong, Unreadable
from holdspace.journal import documents, drafting, handed, rows, store
from holdspace.journal.documents import Arrival, Draft
from holdspace.journal.drafting import Choice, Outcome
from holdspace.journal.flows.looking import list_drafts
from holdspace.journal.flows.reading import is_kept
from holdspace.journal.kinds import DRAFT, REFLECTION, WAITING
from holdspace.library import shelf
from holdspace.library.facts import is_ours
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from holdspace.accounts.spaces import Space
    from holdspace.core.guides import Guide
    from holdspace.journal.found import Around
    from holdspace.journal.opened import OpenDraft
    from holdspace.journal.tokens import Pass


class NotWhole(Exception):
    """Part of it came from elsewhere and cannot be asked here: it stays as it is."""


def may_begin(space: Space, guide: str) -> bool:
    """Whether this person may begin the guide of this short name.

    What is open, anybody may. What is assigned, whoever it was handed to may as well.
    """
    return guide in shelf.open_guides() or handed.is_handed(space, guide)


def begin(space: Space, *, guide: str, now: datetime, zone: str) -> UUID:
    """Begin a draft of a guide; that it happened now is kept at once.

    Args:
        space: Whose.
        guide: The short name of the guide.
        now: When.
        zone: The person's time zone.

    Raises:
        NotThere: There is no such guide, or none that this person may begin.
    """
    if not may_begin(space, guide):
        raise NotThere
    chosen = shelf.guide(guide)
    moment = now.astimezone(drafting.zone_of(zone)).isoformat(timespec="seconds")
    answers = guides.begin(chosen, moment=moment)
    # A guide that does not ask when it was has its moment from the response alone.
    if _asks_when(chosen):
        answers = answers.with_values("when", (moment,))
    return rows.add_draft(space, chosen, answers, moment, zone)


def begin_addition(
    space: Space,
    *,
    reflection: UUID,
    now: datetime,
    zone: str,
    given: Mapping[str, Sequence[str]] | None = None,
) -> UUID:
    """Begin a draft that will be added to a kept reflection.

    Args:
        space: Whose.
        reflection: Which.
        now: When.
        zone: The person's time zone.
        given: What was tapped already, by the names of the form.

    Raises:
        AnswersRefused: What was tapped does not fit.
        NotThere: There is no such reflection of this person.
    """
    rows.get_entry(space, reflection, REFLECTION)
    moment = now.astimezone(drafting.zone_of(zone)).isoformat(timespec="seconds")
    guide = shelf.guide(shelf.LATER)
    tapped = guides.check(guide, given or {}, zone=drafting.zone_of(zone))
    answers = tapped.with_values("when", (moment,))
    return rows.add_draft(space, guide, answers, moment, zone, of=reflection)


def begin_correction(space: Space, *, reflection: UUID, zone: str) -> UUID:
    """Begin a draft that will take the place of a kept reflection's answers.

    A correction of it that was begun before and left open is gone on with.

    Raises:
        NotThere: There is no such reflection of this person.
        NotWhole: It holds something that cannot be shown here and would be lost.
        Unreadable: It is damaged.
    """
    entry, words = rows.words_now(space, reflection, REFLECTION)
    begun = _begun_correction(space, entry)
    if begun is not None:
        return begun
    found = rows.open_reflection(entry, words)
    if not found.whole:
        raise NotWhole
    authored = guides.unpack(bytes(found.document.response)).authored
    return rows.add_draft(
        space,
        found.guide,
        found.answers,
        authored,
        zone,
        of=reflection,
        base=entry.version,
    )


def open_draft(space: Space, *, draft: UUID, zone: str) -> OpenDraft:
    """Open a draft, with everything filed that came in while the space was locked.

    Raises:
        NotThere: There is no such draft of this person.
        Unreadable: It is damaged.
    """
    if store.is_waiting(space.person, draft):
        with rows.changing_draft(space, draft) as (entry, document, changes):
            document = _file_waiting(space, draft, document, zone)
            rows.replace_draft(space, entry, document, changes)
    _, words = rows.words_now(space, draft, DRAFT)
    return rows.open_up(draft, documents.read(words, Draft))


def open_drafts(
    space: Space, *, zone: str, around: Around | None = None
) -> tuple[tuple[OpenDraft, ...], int]:
    """Open what was left open, newest first, and count what could not be opened.

    What came in, while the space was locked, for a reflection that had been kept
    elsewhere becomes a correction of it that waits to be looked at.
    """
    if rescue_waiting(space, zone):
        around = None
    found: list[OpenDraft] = []
    damaged = 0
    for entry in list_drafts(space) if around is None else around.drafts:
        try:
            found.append(open_draft(space, draft=entry.row, zone=zone))
        except (NotThere, Unreadable):
            damaged += 1
    return tuple(found), damaged


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
        AnswersRefused: What was typed does not fit. The answers stay as they were,
            and what was typed stands beside them, so that leaving loses nothing.
        TooLong: All of it together is longer than a draft can hold.
        Unreadable: The draft is damaged.
    """
    arrival = _arrival(token, given, count, zone, now)
    refusal: AnswersRefused | None = None
    outcome = Outcome.BESIDE
    try:
        with rows.changing_draft(space, token.draft) as (entry, document, changes):
            document = _file_waiting(space, token.draft, document, zone)
            guide = rows.guide_of(document)
            if token.screen >= len(guide.screens):
                raise NotThere
            try:
                document, outcome = drafting.apply(
                    document, guide, token.draft, arrival, default_zone=zone
                )
            except AnswersRefused as refused:
                refusal = refused
                document = drafting.set_aside(document, arrival)
            if outcome is not Outcome.OLDER:
                rows.replace_draft(space, entry, document, changes)
    except TooLong:
        if refusal is None:
            raise
    if refusal is not None:
        raise refusal
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
    words = documents.pack(_arrival(token, given, count, zone, now))
    about = About(token.person, token.page, WAITING, 1)
    with manifests.taking_turns(token.person):
        if not store.is_staying(token.person, token.draft):
            raise NotThere
        # The public key is read inside the turn: a rotation that ended in between
        # would leave behind what nothing opens any more.
        sealed = vault.seal_to(words, accounts.public_key(token.person), about)
        store.add_waiting(token.person, token.page, token.draft, count, sealed)


def decide(space: Space, *, draft: UUID, page: str, choice: Choice, zone: str) -> None:
    """Settle two texts for one question as the person decided.

    Raises:
        NotThere: There is no such draft, or no such second text.
        AnswersRefused: The second text does not fit and was to be used.
    """
    with rows.changing_draft(space, draft) as (entry, document, changes):
        other = next((one for one in document.others if one.page == page), None)
        if other is None:
            raise NotThere
        document = drafting.decide(
            document,
            rows.guide_of(document),
            draft,
            other=other,
            choice=choice,
            default_zone=zone,
        )
        rows.replace_draft(space, entry, document, changes)


def _asks_when(guide: Guide) -> bool:
    place = guide.places.get("when") if is_ours(guide) else None
    return place is not None and place.item.type == "dateTime" and not place.scope


def _begun_correction(space: Space, target: Entry) -> UUID | None:
    for entry in list_drafts(space):
        with suppress(NotThere, Unreadable):
            _, words = rows.words_now(space, entry.row, DRAFT)
            draft = documents.read(words, Draft)
            if (draft.of, draft.base) == (target.row, target.version):
                return entry.row
    return None


def rescue_waiting(space: Space, zone: str) -> bool:
    """Let what came in for a kept reflection wait as a correction of it.

    Returns:
        Whether there was any.
    """
    rescued = False
    for draft in store.list_drafts_waited_for(space.person):
        # A damaged reflection must not keep anybody from Today.
        with suppress(NotThere, Unreadable):
            if is_kept(space, row=draft):
                correction = begin_correction(space, reflection=draft, zone=zone)
                store.replace_waiting_draft(space.person, draft, correction)
                rescued = True
    return rescued


def _file_waiting(space: Space, row: UUID, draft: Draft, zone: str) -> Draft:
    waiting = store.list_waiting(space.person, row)
    if not waiting:
        return draft
    guide = rows.guide_of(draft)
    arrivals: list[tuple[Arrival, UUID]] = []
    done: list[UUID] = []
    for page, sealed in waiting.items():
        about = About(space.person, page, WAITING, 1)
        try:
            words = space.opened.unseal_from(sealed, about)
            arrivals.append((documents.read(words, Arrival), page))
        except Unreadable:
            # Anybody who can write to the database can put noise here; it must not
            # keep the person from the rest of their draft. They are told.
            draft = msgspec.structs.replace(draft, lost=draft.lost + 1)
            done.append(page)
    for arrival, page in sorted(arrivals, key=lambda one: (one[0].at, one[0].count)):
        longer = drafting.file_arrival(draft, guide, row, arrival, default_zone=zone)
        # What does not fit any more goes on waiting, until there is room.
        with suppress(TooLong):
            vault.bucket(len(documents.pack(longer)))
            draft = longer
            done.append(page)
    store.remove_waiting(space.person, row, done)
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
