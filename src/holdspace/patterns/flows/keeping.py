"""Keeping a pattern, and letting go of one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from holdspace.accounts import flows as accounts
from holdspace.accounts.flows import KeptPattern
from holdspace.patterns.flows.looking import look_at_patterns
from holdspace.patterns.keeping import leaning, mark_of

if TYPE_CHECKING:
    from datetime import datetime

    from holdspace.accounts.flows import Profile
    from holdspace.accounts.spaces import Space


class Changed(Exception):
    """What was to be kept is not said any more, or is said differently."""


class NoRoom(Exception):
    """As many patterns are kept as can be."""


def keep_pattern(space: Space, *, mark: str, now: datetime) -> None:
    """Keep a statement that is shown now, by what it says now.

    One that was kept before is kept anew with what it says now.

    Args:
        space: Whose.
        mark: Which, as the page named it: of its id and its sentence.
        now: When.

    Raises:
        Changed: No statement that is shown has this mark.
        NoRoom: As many are kept as can be.
        Unreadable: What the person told about themselves is damaged.
    """
    shown = (one for one in look_at_patterns(space, now=now).statements if one.shown)
    found = next((one for one in shown if mark_of(one.id, one.sentence) == mark), None)
    if found is None:
        raise Changed
    kept = KeptPattern(found.id, leaning(found), found.sentence)
    accounts.change_profile(space, lambda profile: _with(profile, kept))


def let_go_of_pattern(space: Space, *, mark: str) -> None:
    """Keep a pattern no longer; one that is not kept is let go of already.

    Args:
        space: Whose.
        mark: Which, as the page named it: of its id and what it said.

    Raises:
        Unreadable: What the person told about themselves is damaged.
    """
    accounts.change_profile(space, lambda profile: _without(profile, mark))


def _with(profile: Profile, kept: KeptPattern) -> Profile:
    others = tuple(one for one in profile.patterns if one.id != kept.id)
    changed = accounts.with_patterns(replace(profile, patterns=others), (kept,))
    if kept not in changed.patterns:
        raise NoRoom
    return changed


def _without(profile: Profile, mark: str) -> Profile:
    left = tuple(
        one for one in profile.patterns if mark_of(one.id, one.sentence) != mark
    )
    return replace(profile, patterns=left)
