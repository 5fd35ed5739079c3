"""The browsers in which somebody is signed in, as their own sealed list.

A session's row names nobody, and goes on naming nobody: which of them are a
person's stands in one paper under their data key, and nowhere else.
"""

from __future__ import annotations

from datetime import datetime  # noqa: TC003  (msgspec reads the annotations)
from typing import TYPE_CHECKING
from uuid import UUID  # noqa: TC003  (the same)

import msgspec

from holdspace.accounts import manifests, papers, store
from holdspace.accounts.papers import Paper
from holdspace.core import vault
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterable

    from holdspace.accounts.spaces import Space

MOST = 50
"""How many browsers are listed; in the oldest beyond that, signing in ends."""


class Browser(msgspec.Struct, frozen=True):
    """One browser in which the space was opened.

    Attributes:
        id: Names it on the page; random.
        session: The id of its session's row.
        unlocked: The id of what is unlocked there, while it is.
        began: When it signed in.
        agent: Roughly which browser it is.
    """

    id: UUID
    session: str
    unlocked: UUID
    began: datetime
    agent: str


def note(space: Space, *, session: str, known: UUID, agent: str, now: datetime) -> None:
    """List the browser in which a space was just opened.

    Args:
        space: The space that was opened.
        session: The id of the session's row there.
        known: What this browser was listed as before, by its own word.
        agent: Roughly which browser it is.
        now: When.

    Raises:
        Unreadable: The part of the manifest that guards the list is damaged.
    """
    with manifests.changing(space) as changes:
        there = _there(_read_in_turn(space, changes), now, and_also=known)
        before = next((one for one in there if one.id == known), None)
        began = before.began if before else now
        others = [one for one in there if one.id != known and one.session != session]
        this = Browser(known, session, space.unlocked, began, agent)
        _write(space, changes, [*others, this])


def list_there(space: Space, *, now: datetime) -> tuple[Browser, ...]:
    """The browsers that are still signed in, newest first.

    Raises:
        Unreadable: The list is damaged, was taken away, or is an older copy.
    """
    there = _there(_read(papers.read(space, Paper.BROWSERS)), now)
    return tuple(sorted(there, key=lambda one: one.began, reverse=True))


def end(
    space: Space, changes: manifests.Changes, browser: UUID, *, now: datetime
) -> None:
    """End one browser at once: its next request is signed out and locked.

    Raises:
        NotThere: No such browser is signed in.
        Unreadable: The list is damaged.
    """
    there = _there(_read_in_turn(space, changes, strict=True), now)
    this = next((one for one in there if one.id == browser), None)
    if this is None:
        raise NotThere
    store.remove_sessions((this.session,))
    store.remove_unlocked(space.person, this.unlocked)
    _write(space, changes, [one for one in there if one.id != browser])


def end_others(
    space: Space, changes: manifests.Changes, *, session: str, now: datetime
) -> int:
    """End every browser but the one of this session, and say how many that were.

    Those that are not listed are locked and stay signed in: nothing but this list
    knows which sessions are whose. A changed password ends those, too.
    """
    store.remove_other_unlocked(space.person, space.unlocked)
    there = _there(_read_in_turn(space, changes), now)
    others = [one for one in there if one.session != session]
    store.remove_sessions(one.session for one in others)
    _write(space, changes, [one for one in there if one.session == session])
    return len(others)


def sessions_of(space: Space) -> tuple[str, ...]:
    """The ids of every session that is listed; a damaged list has none."""
    try:
        return tuple(one.session for one in _read(papers.read(space, Paper.BROWSERS)))
    except vault.Unreadable:
        return ()


def _there(
    listed: Iterable[Browser], now: datetime, *, and_also: UUID | None = None
) -> list[Browser]:
    listed = list(listed)
    alive = store.list_sessions((one.session for one in listed), now)
    return [one for one in listed if one.session in alive or one.id == and_also]


def _write(space: Space, changes: manifests.Changes, browsers: list[Browser]) -> None:
    browsers.sort(key=lambda one: one.began)
    for one in browsers[:-MOST]:
        store.remove_sessions((one.session,))
        store.remove_unlocked(space.person, one.unlocked)
    words = msgspec.json.encode(browsers[-MOST:])
    papers.write(space, changes, Paper.BROWSERS, words)


def _read_in_turn(
    space: Space, changes: manifests.Changes, *, strict: bool = False
) -> tuple[Browser, ...]:
    try:
        return _read(papers.read_in_turn(space, changes, Paper.BROWSERS))
    except vault.Unreadable:
        if strict:
            raise
        # The list is begun anew: it is a help, and must not lock anybody out.
        return ()


def _read(words: bytes | None) -> tuple[Browser, ...]:
    try:
        return () if words is None else _decode(words)
    except msgspec.MsgspecError as refusal:
        raise vault.Unreadable from refusal


def _decode(words: bytes) -> tuple[Browser, ...]:
    return msgspec.json.decode(words, type=tuple[Browser, ...])
