"""Carrying in: what a Bundle holds becomes rows here; what is here already stays.

The file is read as a stream, checked entry by entry against the guides on the shelf,
and taken in batch by batch, each in one transaction with its part of the list. So a
long import holds little in memory, other devices can write in between, and one that
was interrupted is simply done again.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC
from typing import TYPE_CHECKING, Final

import msgspec

from holdspace.accounts import flows as accounts
from holdspace.accounts import manifests, trails
from holdspace.accounts.names import is_zone
from holdspace.accounts.trails import Touched
from holdspace.core import guides, vault
from holdspace.core.guides import (
    AnswersRefused,
    NotABundle,
    ResponseUnreadable,
    Taken,
)
from holdspace.core.vault import Entry, TooLong, Unreadable
from holdspace.journal import documents, drafting, rows, store
from holdspace.journal.carried import Refused, Tally
from holdspace.journal.documents import Draft, Other, Reflection
from holdspace.journal.flows.afterwards import come_back
from holdspace.journal.followups import WINDOWS
from holdspace.journal.kinds import DRAFT, REFLECTION
from holdspace.library import shelf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

    from holdspace.accounts.flows import Profile
    from holdspace.accounts.spaces import Space
    from holdspace.core.guides import Answers, BundleEntry, Note, Told
    from holdspace.core.vault import Sealed

BATCH: Final = 1_000
"""How many reflections are taken in in one transaction."""

BATCH_BYTES: Final = 8 * 1024 * 1024
MOST_WAITING: Final = 500
"""How many later answers may stand in the file before what they belong to."""

_OFFERED: Final = frozenset(window.code for window in WINDOWS)
_MOST_WORDS, _LONGEST_WORD, _LONGEST_NAME = 200, 60, 80
_RESPONSE, _QUESTIONNAIRE, _OUTCOME = (
    "QuestionnaireResponse",
    "Questionnaire",
    "OperationOutcome",
)


def import_bundle(
    space: Space,
    pieces: Iterable[bytes],
    *,
    now: datetime,
    tell: Callable[[Tally], None] = lambda tally: None,
) -> Tally:
    """Take in what a Bundle holds; nothing that is here already is changed by it.

    Every import comes through here, and leaves a line in the trail, before anything is
    written: one that ends early leaves it too. The index is not
    made longer by it: whoever looks next takes in what is new.

    Args:
        space: Whose.
        pieces: The file, in pieces.
        now: When.
        tell: Is shown the figures after each batch.

    Returns:
        What became of it. A file that breaks off is told by it, if something could
        be read before that.

    Raises:
        NotABundle: It is none. Nothing was changed.
        SpaceDamaged: The list of what is here is damaged. Nothing was changed.
    """
    come_back(space, now=now)
    taking = _Taking(space, tell, now)
    try:
        for entry in guides.read_bundle(pieces):
            taking.take(entry)
    except NotABundle:
        if not taking.tally.seen:
            raise
        taking.tally.cut = True
    taking.settle_all()
    return taking.tally


@dataclass(slots=True)
class _New:
    """One response that was checked and waits to be taken in."""

    # Not what was taken whole: its answers, taken apart, are many times its bytes.
    row: UUID
    raw: bytes
    canonical: str
    authored: str
    of: str | None
    is_draft: bool
    when: int
    note: Note
    later: list[_Later] = field(default_factory=list)


@dataclass(slots=True)
class _Later:
    """Later answers that wait for the reflection they belong to."""

    target: UUID
    row: UUID
    raw: bytes


class _Refusal(Exception):
    """One entry is not taken in; the others are."""

    def __init__(self, why: Refused) -> None:
        self.why = why
        super().__init__("One entry is not taken in.")


class _Taking:
    """One import: what is in hand, and what became of the rest."""

    def __init__(
        self, space: Space, tell: Callable[[Tally], None], now: datetime
    ) -> None:
        self.tally = Tally()
        self._space = space
        self._tell = tell
        self._now = now
        self._is_noted = False
        self._zone = accounts.get_profile(space).zone
        self._new: dict[UUID, _New] = {}
        self._later: list[_Later] = []
        self._differing: set[UUID] = set()
        self._told: Told | None = None
        self._bytes = 0

    def take(self, entry: BundleEntry) -> None:
        """Check one entry and hold it; what does not fit is counted."""
        self.tally.seen += 1
        if entry.kind == _RESPONSE:
            try:
                self._hold(entry)
            except _Refusal as refusal:
                self.tally.refused[refusal.why] += 1
        elif entry.kind == "Person":
            self._told = guides.read_told(entry.resource)
        elif entry.kind not in (_QUESTIONNAIRE, _OUTCOME) and not _is_counted(entry):
            self.tally.refused[Refused.NOT_A_REFLECTION] += 1

    def settle(self) -> None:
        """Write what is in hand; later answers whose reflection is not here wait."""
        new, later = self._new, self._later
        self._new, self._later, self._bytes = {}, [], 0
        if new or later:
            self._note()
            with manifests.changing(self._space) as changes:
                batch = _Batch(self._space, changes, self.tally, self._differing)
                self._later = batch.write(new.values(), later)
            self._tell(self.tally)
        over = len(self._later) - MOST_WAITING
        if over > 0:
            del self._later[-over:]
            self.tally.refused[Refused.NOTHING_TO_FOLLOW] += over

    def settle_all(self) -> None:
        """Write the rest; what still waits then has nothing to follow."""
        self.settle()
        self._note()
        if self._later:
            self.tally.refused[Refused.NOTHING_TO_FOLLOW] += len(self._later)
        if self._told is not None:
            self.tally.told = _take_told(self._space, self._told)

    def _note(self) -> None:
        """Leave the one line in the trail, before the first that is written."""
        if not self._is_noted:
            trails.add(self._space.person, what=Touched.IMPORTED, now=self._now)
            self._is_noted = True

    def _hold(self, entry: BundleEntry) -> None:
        row = _row_of(entry)
        if row == self._space.person:
            # Under that id the list keeps what the person told about themselves.
            raise _Refusal(Refused.UNREADABLE)
        taken = _taken(entry, row)
        answers = _checked(taken)
        if taken.of is not None and taken.status != "in-progress":
            target = guides.row_for(guides.ident_in(taken.of))
            later = _Later(target, row, taken.raw)
            known = self._new.get(target)
            (self._later if known is None else known.later).append(later)
            return
        if len(self._new) >= BATCH or self._bytes >= BATCH_BYTES:
            # Only now: what was added to a reflection stands right behind it, and is
            # written together with it.
            self.settle()
        new = _New(
            row=row,
            raw=taken.raw,
            canonical=taken.canonical,
            authored=taken.authored,
            of=taken.of,
            is_draft=taken.status == "in-progress",
            when=_minute(entry.note, answers, taken, self._zone),
            note=entry.note,
        )
        first = self._new.setdefault(row, new)
        if first is not new:
            self.tally.same += first.raw == new.raw
            self.tally.different += first.raw != new.raw
        self._bytes += len(new.raw)


def _is_counted(entry: BundleEntry) -> bool:
    """Whether it is a score that an export of ours counted from a response."""
    if entry.kind != guides.OBSERVATION:
        return False
    try:
        return guides.is_ours(entry.resource)
    except ValueError:
        return False


class _Batch:
    """What is written in one transaction."""

    def __init__(
        self,
        space: Space,
        changes: manifests.Changes,
        tally: Tally,
        differing: set[UUID],
    ) -> None:
        self._space = space
        self._changes = changes
        self._tally = tally
        self._differing = differing
        self._sealed: dict[UUID, Sealed] = {}
        self._fresh: list[Entry] = []

    def write(self, new: Iterable[_New], later: Iterable[_Later]) -> list[_Later]:
        """Write what is new; give back later answers that have nothing to follow."""
        new, later = list(new), list(later)
        self._changes.load([*(n.row for n in new), *(one.target for one in later)])
        self._write([one for one in new if not one.is_draft])
        waiting: list[_Later] = []
        for target, ones in _by_target(later).items():
            waiting += self._follow(target, ones)
        # Last, because a correction is bound to the version that it corrects.
        self._write([one for one in new if one.is_draft])
        return waiting

    def _write(self, new: Iterable[_New]) -> None:
        self._sealed, self._fresh = {}, []
        there = [(one, entry) for one in new if (entry := self._place(one)) is not None]
        store.add_all(self._space.person, self._sealed)
        self._changes.put_all(self._fresh)
        known = store.list_for(self._space.person, (one.row for one, _ in there))
        for one, entry in there:
            self._compare(one, entry, known.get(one.row))

    def _place(self, one: _New) -> Entry | None:
        """Seal what is new; give the entry of what is here already."""
        try:
            entry = self._changes.get(one.row)
        except Unreadable:
            self._refuse(Refused.DAMAGED, one)
            return None
        if entry is not None:
            return self._standing(one, entry)
        kind = DRAFT if one.is_draft else REFLECTION
        # Not 1: it may have been here, changed and let go of, under this very id.
        version = self._changes.first_version(one.row)
        fresh = Entry(one.row, kind, version, one.when)
        words = self._draft(one) if one.is_draft else self._reflection(one)
        about = fresh.about(self._space.person)
        try:
            self._sealed[one.row] = vault.seal(words, self._space.opened.key, about)
        except TooLong:
            self._refuse(Refused.TOO_LONG, one)
            return None
        self._fresh.append(fresh)
        if one.is_draft:
            self._tally.drafts += 1
        else:
            added = len({later.row for later in one.later})
            self._tally.reflections += 1
            self._tally.later += added
            self._tally.same += len(one.later) - added
        return None

    def _standing(self, one: _New, entry: Entry) -> Entry | None:
        if entry.leaving:
            self._tally.leaving += 1 + len(one.later)
            return None
        if entry.kind != (DRAFT if one.is_draft else REFLECTION):
            # A draft that was kept here meanwhile, above all.
            self._tally.different += 1
            return None
        return entry

    def _reflection(self, one: _New) -> bytes:
        later = {added.row: added for added in reversed(one.later)}
        declined = dict.fromkeys(one.note.declined)
        document = Reflection(
            response=msgspec.Raw(one.raw),
            later=tuple(msgspec.Raw(added.raw) for added in reversed(later.values())),
            declined=tuple(c for c in declined if c in _OFFERED),
            locked=one.note.locked,
            quiet=one.note.quiet,
        )
        return documents.pack(document)

    def _draft(self, one: _New) -> bytes:
        screens = len(shelf.guide(one.canonical).screens)
        read = [_other(text, screens) for text in one.note.others]
        others = tuple(other for other in read if other is not None)
        of = one.note.of or guides.ident_in(one.of or "")
        target = guides.row_for(of) if of else None
        draft = Draft(
            response=msgspec.Raw(one.raw),
            authored=one.authored,
            zone=one.note.zone if is_zone(one.note.zone) else "",
            of=target,
            base=self._base(target) if target and one.note.current else 0,
            others=others,
            locked=one.note.locked,
            screen=min(one.note.screen, screens - 1),
            lost=one.note.lost + len(read) - len(others),
        )
        return documents.pack(draft)

    def _base(self, target: UUID) -> int:
        """The version that a correction may replace; none if it is another text."""
        with suppress(Unreadable):
            entry = self._changes.get(target)
            if entry is not None and target not in self._differing:
                return entry.version
        return 0

    def _compare(self, one: _New, entry: Entry, sealed: Sealed | None) -> None:
        try:
            if sealed is None:
                raise Unreadable
            words = self._space.opened.unseal(sealed, entry.about(self._space.person))
            if one.is_draft:
                draft = documents.read(words, Draft)
                self._count(one.row, same=_is_same(bytes(draft.response), one.raw))
                return
            document = documents.read(words, Reflection)
            self._count(one.row, same=_is_same(bytes(document.response), one.raw))
            self._lengthen(entry, document, one.later)
        except Unreadable:
            self._refuse(Refused.DAMAGED, one)

    def _follow(self, target: UUID, ones: list[_Later]) -> list[_Later]:
        """Add later answers to what is here; give them back if it is not."""
        try:
            entry = self._changes.get(target)
            if entry is None:
                return ones
            if entry.leaving:
                self._tally.leaving += len(ones)
                return []
            if entry.kind != REFLECTION:
                self._tally.refused[Refused.NOTHING_TO_FOLLOW] += len(ones)
                return []
            words = rows.words_in(self._space, entry)
            self._lengthen(entry, documents.read(words, Reflection), ones)
        except Unreadable:
            self._tally.refused[Refused.DAMAGED] += len(ones)
        return []

    def _lengthen(
        self, entry: Entry, document: Reflection, ones: Iterable[_Later]
    ) -> None:
        known = {guides.unpack(bytes(o)).ident: bytes(o) for o in document.later}
        added: list[_Later] = []
        for one in ones:
            if one.row in known:
                self._count(one.row, same=_is_same(known[one.row], one.raw))
            else:
                known[one.row] = one.raw
                added.append(one)
        if not added:
            return
        longer = msgspec.structs.replace(
            document,
            later=(*document.later, *(msgspec.Raw(one.raw) for one in added)),
        )
        newer = msgspec.structs.replace(entry, version=entry.version + 1)
        try:
            rows.reseal(self._space, newer, documents.pack(longer), self._changes)
        except TooLong:
            self._tally.refused[Refused.TOO_LONG] += len(added)
        else:
            self._tally.later += len(added)

    def _count(self, row: UUID, same: bool) -> None:
        if same:
            self._tally.same += 1
        else:
            self._tally.different += 1
            self._differing.add(row)

    def _refuse(self, why: Refused, one: _New) -> None:
        self._tally.refused[why] += 1 + len(one.later)


def _row_of(entry: BundleEntry) -> UUID:
    # Something that names it, in this order; without any, its own text does.
    named = entry.ident or guides.ident_in(entry.url)
    try:
        if not named:
            named = guides.written(entry.resource)
        return guides.row_for(named)
    except (ValueError, TypeError, ArithmeticError, RecursionError):
        raise _Refusal(Refused.UNREADABLE) from None


def _taken(entry: BundleEntry, row: UUID) -> Taken:
    if entry.raw is not None:
        plain = Taken.plainly(entry.plain, entry.raw, row)
        if plain is not None:
            return plain
    try:
        return Taken.wholly(entry.resource, row)
    except (ResponseUnreadable, ValueError, ArithmeticError, RecursionError):
        raise _Refusal(Refused.UNREADABLE) from None


def _checked(taken: Taken) -> Answers:
    if taken.status not in ("completed", "amended", "in-progress"):
        raise _Refusal(Refused.NOT_FINISHED)
    # Its version has to be named: what is kept is read with exactly that one.
    if "|" not in taken.canonical:
        raise _Refusal(Refused.UNKNOWN_GUIDE)
    try:
        guide = shelf.guide(taken.canonical)
    except shelf.NotOnTheShelf:
        raise _Refusal(Refused.UNKNOWN_GUIDE) from None
    if (
        "T" not in taken.authored
        or not guides.is_moment(taken.authored)
        or drafting.moment_of(taken.authored, UTC) is None
    ):
        raise _Refusal(Refused.NO_MOMENT)
    if taken.has_rules:
        raise _Refusal(Refused.DOES_NOT_FIT)
    try:
        return taken.answers(guide)
    except (AnswersRefused, ResponseUnreadable):
        raise _Refusal(Refused.DOES_NOT_FIT) from None


def _minute(note: Note, answers: Answers, taken: Taken, zone: str) -> int:
    about = drafting.moment_of(note.about, UTC) if "T" in note.about else None
    if about is not None:
        return rows.minutes(about)
    zone = note.zone or zone
    return rows.minute_of(taken.canonical, answers, taken.authored, zone)


def _other(text: str, screens: int) -> Other | None:
    try:
        other = msgspec.json.decode(text, type=Other)
    except (msgspec.MsgspecError, ValueError):
        return None
    return other if 0 <= other.screen < screens else None


def _is_same(here: bytes, there: bytes) -> bool:
    if here == there:
        return True
    try:
        return guides.unpack(here).raw == guides.unpack(there).raw
    except ResponseUnreadable:
        return False


def _by_target(later: Iterable[_Later]) -> dict[UUID, list[_Later]]:
    found: dict[UUID, list[_Later]] = {}
    for one in later:
        found.setdefault(one.target, []).append(one)
    return found


def _take_told(space: Space, told: Told) -> bool:
    """Take over what the person told, where nothing of it is told here."""
    before = accounts.get_profile(space)
    after = _with_told(before, told)
    if after == before:
        return False
    accounts.change_profile(space, lambda now: _with_told(now, told), mend=True)
    return True


def _with_told(profile: Profile, told: Told) -> Profile:
    hidden = _lists(told.hidden)
    patterns = (accounts.KeptPattern(*parts) for parts in told.patterns)
    return replace(
        accounts.with_patterns(profile, patterns),
        name=profile.name or " ".join(told.name.split())[:_LONGEST_NAME],
        zone=profile.zone or (told.zone if is_zone(told.zone) else ""),
        words_added=_joined(profile.words_added, _lists(told.added)),
        words_hidden={**hidden, **profile.words_hidden},
    )


def _lists(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    asked = {
        link
        for guide in shelf.every_version()
        for link, place in guide.places.items()
        if place.item.type == "open-choice"
    }
    found: dict[str, list[str]] = {}
    for question, word in pairs:
        if question in asked and len(word) <= _LONGEST_WORD:
            found.setdefault(question, []).append(" ".join(word.split()))
    return {name: tuple(dict.fromkeys(words)) for name, words in found.items()}


def _joined(
    here: Mapping[str, tuple[str, ...]], there: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    joined = dict(here)
    for name, words in there.items():
        both = dict.fromkeys((*here.get(name, ()), *words))
        joined[name] = tuple(both)[: max(_MOST_WORDS, len(here.get(name, ())))]
    return joined
