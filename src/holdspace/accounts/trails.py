"""The trail of what touched access to a space, readable by its person only.

A line comes in sealed to the person's public key, so that it can be added without
their key, by whatever happened. When the space is next open it is taken into the
trail, one paper under the data key whose version the manifest names.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

import msgspec

from holdspace.accounts import manifests, papers, store
from holdspace.accounts.papers import Paper
from holdspace.core import vault
from holdspace.core.vault import About, PublicKey

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from holdspace.accounts.spaces import Space

MOST_KEPT = 1000
"""How many lines a trail keeps; of older ones only their number is kept."""
KIND = "trail/line"


class Touched(StrEnum):
    """What touched access."""

    SPACE_MADE = "space-made"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105  (the name of what happened)
    CODE_USED = "code-used"
    CODE_MADE = "code-made"
    ROTATION_BEGUN = "rotation-begun"
    ROTATION_FINISHED = "rotation-finished"
    BROWSER_ENDED = "browser-ended"
    EXPORTED = "exported"
    IMPORTED = "imported"
    FACTOR_ON = "factor-on"
    FACTOR_OFF = "factor-off"
    BACKUP_CODES = "backup-codes"
    LETTERS_ON = "letters-on"
    LETTERS_OFF = "letters-off"
    KEEPER_ON = "keeper-on"
    KEEPER_OFF = "keeper-off"
    THERAPIST_ON = "therapist-on"
    THERAPIST_OFF = "therapist-off"
    THERAPIST_MET = "therapist-met"
    CLIENT_MET = "client-met"
    PHRASE_COMPARED = "phrase-compared"
    KEY_CHANGED = "key-changed"
    BOND_ENDED = "bond-ended"
    BOND_GONE = "bond-gone"
    SHARED = "copy-shared"
    OPENED = "copy-opened"
    TAKEN_BACK = "taken-back"
    SHARE_ENDED = "share-ended"


MOST_BETWEEN: Final = 200
"""How many lines may wait before no more are added of what others can bring about.

The rest of the room is for what touches a person's own access: nobody else can fill it.
"""
_BETWEEN: Final = frozenset(
    {
        Touched.CLIENT_MET,
        Touched.PHRASE_COMPARED,
        Touched.BOND_ENDED,
        Touched.BOND_GONE,
        Touched.SHARED,
        Touched.OPENED,
        Touched.TAKEN_BACK,
        Touched.SHARE_ENDED,
    }
)


class Line(msgspec.Struct, frozen=True):
    """One thing that touched access.

    Attributes:
        what: A value of ``Touched``, or of a later version's.
        at: When, as it was said by what added the line.
        more: What belongs to it, by name; later versions may know more names.
    """

    what: str
    at: str
    more: dict[str, str] = msgspec.field(default_factory=dict)


class Trail(msgspec.Struct, frozen=True):
    """Everything that touched access, oldest first.

    Attributes:
        lines: The newest ``MOST_KEPT`` of them.
        older: How many lines before those are not kept any more.
        lost: How many came in that could not be opened.
        broken: How often the trail before was found damaged, and begun anew.
    """

    lines: tuple[Line, ...] = ()
    older: int = 0
    lost: int = 0
    broken: int = 0


def add(
    person: UUID, *, what: Touched, now: datetime, more: Mapping[str, str] | None = None
) -> None:
    """Note that something touched access, in the transaction that does it.

    No key is needed. Until the space is next open, nothing proves who added the
    line, and whoever can write to the database can take it away again. Beyond
    ``store.MOST_TRAIL_LINES`` waiting lines no more are added, and beyond
    ``MOST_BETWEEN`` none of what passes between two people.

    Raises:
        NotThere: There is no such person.
    """
    line = Line(what, now.isoformat(timespec="seconds"), dict(more or {}))
    # In the person's turn: a rotation must not change the public key in between.
    with store.alone_with(person):
        public = PublicKey.from_bytes(store.get_lock(person).public)
        row = uuid4()
        sealed = vault.seal_to(msgspec.json.encode(line), public, _about(person, row))
        most = MOST_BETWEEN if what in _BETWEEN else store.MOST_TRAIL_LINES
        store.add_line(person, row, sealed, most=most)


def take_in(space: Space) -> None:
    """Take the lines that wait into the trail, under the data key.

    A trail that is found damaged is begun anew, and says so from then on.

    Raises:
        Unreadable: The part of the manifest that guards the trail is damaged.
    """
    if not store.is_line(space.person):
        return
    with manifests.changing(space) as changes:
        waiting = store.list_lines(space.person)
        lines, lost = _opened(space, waiting)
        try:
            trail = _read(papers.read_in_turn(space, changes, Paper.TRAIL))
        except vault.Unreadable:
            # Asked first, so that a damaged manifest is not taken for this.
            changes.get(papers.row_of(space.person, Paper.TRAIL))
            trail = Trail(broken=1)
        trail = _longer(trail, lines, lost)
        papers.write(space, changes, Paper.TRAIL, msgspec.json.encode(trail))
        store.remove_lines(space.person, waiting)


def read(space: Space) -> Trail:
    """Read the trail as it was taken in.

    Raises:
        Unreadable: It is damaged, was taken away, or an older copy was put back.
    """
    return _read(papers.read(space, Paper.TRAIL))


def reseal_lines(space: Space) -> None:
    """Seal the lines that wait to the present public key; damaged ones stay.

    Call it inside the person's turn.
    """
    public = space.opened.private.public
    for row, sealed in store.list_lines(space.person).items():
        about = _about(space.person, row)
        try:
            words = space.opened.unseal_from(sealed, about)
        except vault.Unreadable:
            continue
        store.remove_lines(space.person, (row,))
        store.add_line(space.person, row, vault.seal_to(words, public, about))


def _opened(
    space: Space, waiting: Mapping[UUID, vault.Sealed]
) -> tuple[list[Line], int]:
    lines: list[Line] = []
    lost = 0
    for row, sealed in waiting.items():
        try:
            words = space.opened.unseal_from(sealed, _about(space.person, row))
            lines.append(msgspec.json.decode(words, type=Line))
        except (vault.Unreadable, msgspec.MsgspecError):
            lost += 1
    return sorted(lines, key=lambda line: line.at), lost


def _longer(trail: Trail, lines: Iterable[Line], lost: int) -> Trail:
    every = (*trail.lines, *lines)
    kept = every[-MOST_KEPT:]
    return Trail(
        kept, trail.older + len(every) - len(kept), trail.lost + lost, trail.broken
    )


def _read(words: bytes | None) -> Trail:
    if words is None:
        return Trail()
    try:
        return msgspec.json.decode(words, type=Trail)
    except msgspec.MsgspecError as refusal:
        raise vault.Unreadable from refusal


def _about(person: UUID, row: UUID) -> About:
    return About(person, row, KIND)
