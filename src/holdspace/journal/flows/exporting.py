"""Carrying out: everything of one person, open, row by row.

Whatever leaves the space begins here, through the page or the command, in every
form. Only one batch of rows is held at a time; what cannot be opened is counted, and
never stops the rest.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import msgspec

from holdspace.accounts import flows as accounts
from holdspace.accounts import manifests, trails
from holdspace.accounts.trails import Touched
from holdspace.core import guides
from holdspace.core.guides import Note, Told
from holdspace.core.vault import Unreadable
from holdspace.journal import documents, measuring, rows, store
from holdspace.journal.carried import Lacks
from holdspace.journal.documents import Draft, Reflection
from holdspace.journal.flows.letters import note_slips
from holdspace.journal.flows.reading import is_kept, list_all
from holdspace.journal.flows.slips import file_slips
from holdspace.journal.flows.writing import open_draft, rescue_waiting
from holdspace.journal.kinds import DRAFT, REFLECTION
from holdspace.library import shelf
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from uuid import UUID

    from holdspace.accounts.spaces import Space
    from holdspace.core.vault import Entry, Sealed
    from holdspace.journal.opened import OpenDraft, OpenReflection

BATCH: Final = 64
"""How many rows are read at a time."""

PIECE: Final = 64 * 1024
RESPONSE: Final = "QuestionnaireResponse"


class Export:
    """Everything of one person, listed and ready to be carried out.

    Attributes:
        told: What the person told about themselves.
        reflections: What is listed of reflections, oldest first.
        drafts: What is listed of drafts, oldest first.
        done: How many rows were carried so far.
    """

    def __init__(
        self,
        space: Space,
        told: accounts.Profile,
        entries: Iterable[Entry],
        lacks: Lacks,
    ) -> None:
        """Use ``begin_export``, which makes sure that everything is filed."""
        self._space = space
        staying = sorted(
            (one for one in entries if not one.leaving),
            key=lambda one: (one.when, one.row),
        )
        self.told = told
        self.reflections = [one for one in staying if one.kind == REFLECTION]
        self.drafts = [one for one in staying if one.kind == DRAFT]
        self.done = 0
        self._lacks = lacks
        self._left_out = 0
        self._kept_meanwhile: list[UUID] = []

    @property
    def total(self) -> int:
        """How many rows there are to carry."""
        return len(self.reflections) + len(self.drafts)

    @property
    def lacks(self) -> Lacks:
        """What it lacks, as far as it was carried."""
        return replace(self._lacks, left_out=self._left_out)

    @property
    def whole(self) -> bool:
        """Whether everything is in it, as far as it was carried."""
        return self.lacks.nothing

    def bundle(self, *, now: datetime) -> Iterator[bytes]:
        """Give the whole of it as one FHIR Bundle, in pieces."""
        pending, size = [guides.bundle_start(now)], 0
        for piece in self._bundle_entries():
            pending.append(piece)
            size += len(piece)
            if size > PIECE:
                yield b"".join(pending)
                pending, size = [], 0
        pending.append(guides.bundle_end(self._sentences(), whole=self.whole))
        yield b"".join(pending)

    def open_reflections(self, entries: Sequence[Entry]) -> Iterator[OpenReflection]:
        """Open some of the reflections, to be read; others are counted."""
        for entry, words in self._words(entries):
            try:
                yield rows.open_reflection(entry, words)
            except Unreadable:
                self._left_out += 1

    def open_drafts(self) -> Iterator[OpenDraft]:
        """Open what was left open, to be read; what cannot be read is counted."""
        for entry, words in self._words(self.drafts):
            try:
                yield rows.open_up(entry.row, documents.read(words, Draft))
            except Unreadable:
                self._left_out += 1

    def _bundle_entries(self) -> Iterator[bytes]:
        told = guides.told_resource(_told(self.told))
        yield guides.bundle_entry("Person", "writer", told, None)
        used: set[str] = set()
        for entry, words in self._words(self.reflections):
            with self._counting():
                yield _carried(entry, documents.read(words, Reflection), used)
        versions = {entry.row: entry.version for entry in self.reflections}
        for entry, words in self._words(self.drafts):
            with self._counting():
                draft = documents.read(words, Draft)
                current = draft.of is not None and versions.get(draft.of) == draft.base
                yield _carried_draft(entry, draft, used, current=current)
        for row in self._kept_meanwhile:
            with self._counting(), suppress(NotThere):
                entry, words = rows.words_now(self._space, row, REFLECTION)
                yield _carried(entry, documents.read(words, Reflection), used)
        for canonical in sorted(used):
            with suppress(shelf.NotOnTheShelf):
                ident, raw = guides.guide_resource(shelf.guide(canonical))
                yield guides.bundle_entry("Questionnaire", ident, raw, None)

    @contextmanager
    def _counting(self) -> Iterator[None]:
        try:
            yield
        except (Unreadable, msgspec.MsgspecError):
            self._left_out += 1

    def _words(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, bytes]]:
        """Open rows batch by batch, as each is listed at that moment."""
        for start in range(0, len(entries), BATCH):
            batch = entries[start : start + BATCH]
            sealed = store.list_for(self._space.person, (one.row for one in batch))
            for entry in batch:
                self.done += 1
                try:
                    yield _open(self._space, entry, sealed.pop(entry.row, None))
                except Unreadable:
                    self._left_out += 1
                except NotThere:
                    # Let go of while this was going on, or a draft that was kept.
                    if self._is_kept(entry):
                        self._kept_meanwhile.append(entry.row)

    def _is_kept(self, entry: Entry) -> bool:
        with suppress(Unreadable):
            return entry.kind == DRAFT and is_kept(self._space, row=entry.row)
        return False

    def _sentences(self) -> Iterator[str]:
        lacks = self.lacks
        carried = self.total - lacks.left_out
        yield f"This file holds {carried} of {self.total} reflections and drafts."
        if lacks.left_out:
            yield f"Not in it: {lacks.left_out} that could not be opened."
        if lacks.damaged_parts:
            yield (
                f"{lacks.damaged_parts} of {manifests.ROOT} parts of the list of what "
                "there is could not be read. What they list is not in it."
            )
        if lacks.lost:
            yield (
                f"Not in it: {lacks.lost} that came in while the space was locked and "
                "could not be opened."
            )
        if lacks.waiting:
            yield (
                f"Not in it: {lacks.waiting} of the ratings that came in while the "
                "space was locked. A draft that they may belong to is open, or what "
                "they belong to was let go of minutes ago."
            )


def begin_export(space: Space, *, zone: str, now: datetime) -> Export:
    """List everything, and file what came in while the space was locked.

    A rating that cannot have its place yet goes on waiting, and is told as lacking.
    Every export begins here, in whichever form and through whichever door, and leaves
    a line in the trail before anything is carried out.

    Raises:
        SpaceDamaged: The list itself is damaged.
    """
    filed = file_slips(space, now=now, zone=zone)
    note_slips(space, filed)
    rescue_waiting(space, zone)
    for draft in store.list_drafts_waited_for(space.person):
        with suppress(NotThere, Unreadable):
            open_draft(space, draft=draft, zone=zone)
    trails.add(space.person, what=Touched.EXPORTED, now=now)
    listed = list_all(space)
    told = accounts.get_profile(space)
    lacks = Lacks(
        damaged_parts=listed.damaged_parts, lost=filed.lost, waiting=filed.waiting
    )
    return Export(space, told, listed.entries, lacks)


def _open(space: Space, entry: Entry, sealed: Sealed | None) -> tuple[Entry, bytes]:
    if sealed is not None:
        with suppress(Unreadable):
            return entry, space.opened.unseal(sealed, entry.about(space.person))
    return rows.words_now(space, entry.row, entry.kind)


class _Named(msgspec.Struct):
    """As much of a response as carrying it needs."""

    id: str = ""
    questionnaire: str = ""


_NAMED: Final = msgspec.json.Decoder(_Named)


def _carried(entry: Entry, document: Reflection, used: set[str]) -> bytes:
    note = Note(
        about=_moment(entry),
        locked=document.locked,
        declined=document.declined,
        quiet=document.quiet,
    )
    raw = bytes(document.response)
    canonical = _NAMED.decode(raw).questionnaire
    used.add(canonical)
    pieces = [guides.bundle_entry(RESPONSE, str(entry.row), raw, note)]
    if measuring.is_measure(canonical):
        pieces += _scores(raw)
    for later in map(bytes, document.later):
        named = _NAMED.decode(later)
        used.add(named.questionnaire)
        pieces.append(guides.bundle_entry(RESPONSE, named.id, later, None))
    return b"".join(pieces)


def _scores(raw: bytes) -> Iterator[bytes]:
    # What cannot be scored leaves a gap and not a number.
    with suppress(guides.ResponseUnreadable):
        for ident, score in measuring.observations(raw):
            yield guides.bundle_entry(guides.OBSERVATION, ident, score, None)


def _carried_draft(
    entry: Entry, draft: Draft, used: set[str], *, current: bool
) -> bytes:
    note = Note(
        about=_moment(entry),
        locked=draft.locked,
        zone=draft.zone,
        of=str(draft.of) if draft.of else "",
        current=current,
        screen=draft.screen,
        lost=draft.lost,
        others=tuple(msgspec.json.encode(other).decode() for other in draft.others),
    )
    raw = bytes(draft.response)
    used.add(_NAMED.decode(raw).questionnaire)
    return guides.bundle_entry(RESPONSE, str(entry.row), raw, note)


def _moment(entry: Entry) -> str:
    try:
        moment = datetime.fromtimestamp(entry.when * 60, tz=UTC)
    except (ValueError, OverflowError, OSError):
        return ""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment.year >= 1000 else ""


def _told(profile: accounts.Profile) -> Told:
    return Told(
        name=profile.name,
        zone=profile.zone,
        added=_pairs(profile.words_added),
        hidden=_pairs(profile.words_hidden),
        patterns=tuple((p.id, p.leaning, p.sentence) for p in profile.patterns),
    )


def _pairs(words: Mapping[str, Iterable[str]]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (question, word) for question in sorted(words) for word in words[question]
    )
