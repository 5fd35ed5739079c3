"""Ratings that come in while nobody has the key, and how they are filed later."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import msgspec

from holdspace.accounts import flows as accounts
from holdspace.accounts import manifests
from holdspace.core import guides, vault
from holdspace.core.guides import AnswersRefused
from holdspace.core.vault import TooLong, Unreadable
from holdspace.journal import documents, drafting, followups, rows, slips, store
from holdspace.journal.documents import Draft
from holdspace.journal.flows.keeping import keep
from holdspace.journal.flows.looking import list_between, list_drafts
from holdspace.journal.flows.reading import open_entries
from holdspace.journal.kinds import DRAFT, REFLECTION
from holdspace.journal.slips import Rating, Receipt
from holdspace.library import shelf
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from uuid import UUID

    from holdspace.accounts.spaces import Space
    from holdspace.core.guides import Answers

RATED: Final = ("mood", "tension")
MOST_RATINGS: Final = 100
"""How many may wait for one person; whoever rates more has not been there for weeks."""
MOST_SLIPS: Final = 200
WAITS_FOR_DRAFT: Final = followups.LONGEST


@dataclass(frozen=True, slots=True)
class Filed:
    """What was filed: how many ratings, how many pieces could not be opened.

    Attributes:
        now: When that was.
        ratings: How many ratings found their place.
        lost: How many pieces could not be opened.
        waiting: How many ratings are held back; they are where they were.
        receipts: What became of mails, by the id of the slip; they still wait.
        answered: Which mails were answered, and when.
        rated: The reflections that have a rating more.
    """

    now: datetime
    ratings: int = 0
    lost: int = 0
    waiting: int = 0
    receipts: dict[UUID, Receipt] = field(default_factory=dict)
    answered: dict[UUID, str] = field(default_factory=dict)
    rated: tuple[UUID, ...] = ()


def check_rating(given: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Take mood and tension out of a form, if they fit and one of them is there.

    Returns:
        What was chosen; nothing, if nothing was.

    Raises:
        AnswersRefused: What was given does not fit.
    """
    chosen = {name: list(given[name]) for name in RATED if name in given}
    answers = guides.check(shelf.guide(shelf.LATER), chosen, zone=drafting.zone_of())
    return {name: chosen[name] for name in RATED if answers.values(name)}


def rate_locked(
    *, person: UUID, page: UUID, given: Mapping[str, Sequence[str]], now: datetime
) -> bool:
    """Keep how somebody is, while their space is locked and without a label.

    It can be written and not read: the next unlocking files it. The same page sent
    twice is one rating.

    Returns:
        Whether anything was chosen.

    Raises:
        AnswersRefused: What was given does not fit.
        NotThere: There is no such person.
        TooMuchWaiting: More waits already than is taken.
    """
    chosen = check_rating(given)
    if chosen:
        rating = Rating(now.isoformat(timespec="seconds"), chosen)
        add_slip(person, page, rating, most=MOST_RATINGS)
    return bool(chosen)


def add_slip(person: UUID, slip: UUID, what: slips.Slip, *, most: int) -> None:
    """Seal a slip to a person and leave it for their next unlocking.

    Raises:
        NotThere: There is no such person.
        TooMuchWaiting: They have ``most`` of them waiting already.
    """
    with manifests.taking_turns(person):
        # The public key is read inside the turn: a rotation that ended in between
        # would leave behind what nothing opens any more.
        key = accounts.public_key(person)
        sealed = vault.seal_to(slips.pack(what), key, slips.about(person, slip))
        store.add_slip(person, slip, sealed, most=most)


def file_slips(space: Space, *, now: datetime, zone: str) -> Filed:
    """File what came in without a key, with its true time, oldest first.

    A rating goes to the newest reflection in whose window it falls, or to the one
    that a mail had asked about. One that belongs nowhere becomes a check-in of its
    own: it was an answer to "how are you now". What a mail had asked about a
    reflection that is gone goes with it. While a draft is open that it may belong
    to, it waits for a day or so.

    Returns:
        What was filed. Receipts are handed back, for the ledger; hand it on to
        ``note_slips``.
    """
    ratings, receipts, lost = _open_slips(space)
    filed = 0
    answered: dict[UUID, str] = {}
    rated: dict[UUID, None] = {}
    for slip, rating in sorted(ratings.items(), key=lambda one: _moment_of(one[1])):
        place = _file(space, slip, rating, now, zone)
        if place is None:
            continue
        filed += 1
        rated.update(dict.fromkeys(place))
        if rating.letter is not None:
            answered[rating.letter] = rating.at
    waiting = 0
    if filed < len(ratings):
        waiting = len(ratings.keys() & store.list_slips(space.person).keys())
    return Filed(now, filed, lost, waiting, receipts, answered, tuple(rated))


def _open_slips(
    space: Space,
) -> tuple[dict[UUID, Rating], dict[UUID, Receipt], int]:
    ratings: dict[UUID, Rating] = {}
    receipts: dict[UUID, Receipt] = {}
    lost = 0
    for slip, sealed in store.list_slips(space.person).items():
        try:
            about = slips.about(space.person, slip)
            words = slips.read(space.opened.unseal_from(sealed, about))
            _moment_of(words)
            if isinstance(words, Rating):
                check_rating(words.given)
                ratings[slip] = words
            else:
                receipts[slip] = words
        except (Unreadable, ValueError, AnswersRefused):
            # Anybody who can write to the database can put noise here; it must not
            # keep the person from Today. They are told.
            lost += store.remove_slip(space.person, slip)
    return ratings, receipts, lost


def _moment_of(slip: slips.Slip) -> datetime:
    moment = datetime.fromisoformat(slip.at)
    if moment.tzinfo is None:
        raise ValueError
    return moment


def _file(
    space: Space, slip: UUID, rating: Rating, now: datetime, zone: str
) -> Collection[UUID] | None:
    """The reflection that has it now, if it is not on its own; None if none was filed.

    What is not filed waits on, or went with what it was about.
    """
    at = _moment_of(rating)
    target, code = rating.reflection, rating.code
    if target is None:
        target, code = _target_of(space, at)
        if target is None and now - at < WAITS_FOR_DRAFT and _may_belong(space, at):
            return None
    elif _is_leaving(space, target):
        # It may come back for ten minutes; then this belongs to it again.
        return None
    where = drafting.zone_of(zone)
    moment = at.astimezone(where).isoformat(timespec="seconds")
    answers = guides.check(shelf.guide(shelf.LATER), rating.given, zone=where)
    answers = answers.with_values("when", (moment,))
    try:
        with manifests.taking_turns(space.person):
            if not store.remove_slip(space.person, slip):
                return None
            if target is None:
                _keep_as_check_in(space, answers, moment, zone)
            else:
                _append(space, target, code, answers, moment)
    except NotThere:
        # The reflection was let go of, and what was said about it goes with it.
        store.remove_slip(space.person, slip)
        return None
    except (TooLong, Unreadable):
        # Nothing more fits there, or it is damaged: it stands on its own then. Where
        # not even that can be listed, it goes on waiting.
        with suppress(Unreadable), manifests.taking_turns(space.person):
            if store.remove_slip(space.person, slip):
                _keep_as_check_in(space, answers, moment, zone)
                return ()
        return None
    return () if target is None else (target,)


def _may_belong(space: Space, at: datetime) -> bool:
    """Whether a draft is open in whose window this falls, once it is kept."""
    for draft in list_drafts(space):
        began = datetime.fromtimestamp(draft.when * 60, tz=UTC)
        due = followups.due(when=began, now=at, settled=())
        if due is not None and _may_be_followed(space, draft.row):
            return True
    return False


def _may_be_followed(space: Space, draft: UUID) -> bool:
    """Whether this draft is of a guide that is followed up; a damaged one may be."""
    try:
        _, words = rows.words_now(space, draft, DRAFT)
        opened = rows.open_up(draft, documents.read(words, Draft))
    except (NotThere, Unreadable):
        return True
    return opened.guide.url.removeprefix(shelf.GUIDES) in followups.GUIDES


def _target_of(space: Space, at: datetime) -> tuple[UUID | None, str]:
    """The newest reflection in whose window a rating falls, and which window."""
    first = rows.minutes(at - followups.LONGEST)
    last = rows.minutes(at)
    for found in open_entries(space, list_between(space, first, last)).made:
        name = found.guide.url.removeprefix(shelf.GUIDES)
        if followups.is_followed(name, found.answers):
            window = followups.due(when=found.when, now=at, settled=found.settled)
            if window is not None:
                return found.row, window.code
    return None, ""


def _is_leaving(space: Space, reflection: UUID) -> bool:
    with suppress(Unreadable):
        entry = manifests.get(space, reflection)
        return entry is not None and bool(entry.leaving)
    return False


def _append(
    space: Space, target: UUID, code: str, answers: Answers, moment: str
) -> None:
    guide = shelf.guide(shelf.LATER)
    with rows.changing(space) as changes:
        entry = changes.get(target)
        if entry is None or entry.kind != REFLECTION or entry.leaving:
            raise NotThere
        found = rows.open_reflection(entry, rows.words_in(space, entry))
        if code not in found.rated:
            # Otherwise it was answered meanwhile: then this is one more rating, and
            # keeps its time without taking the other's place.
            labelled = guides.check(guide, {"at": [code]}, zone=drafting.zone_of())
            answers = answers.with_values("at", labelled.values("at"))
        rows.append(space, target, guide, answers, moment, changes, locked=True)


def _keep_as_check_in(space: Space, answers: Answers, moment: str, zone: str) -> None:
    draft = rows.add_draft(space, shelf.guide(shelf.CHECK_IN), answers, moment, zone)
    with rows.changing_draft(space, draft) as (entry, document, changes):
        marked = msgspec.structs.replace(document, locked=True)
        rows.replace_draft(space, entry, marked, changes)
    keep(space, draft=draft, zone=zone)
