"""The page Today: a greeting, what was left open, a follow-up that has its time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from holdspace.journal.pages.answers import day_of, title_of
from holdspace.journal.pages.writing import DropsPage, adds, drops
from holdspace.library import shelf

if TYPE_CHECKING:
    from uuid import UUID

    from holdspace.journal.opened import FollowUp, OpenDraft
    from holdspace.library.fields import FieldPage


@dataclass(frozen=True, slots=True)
class LeftOpenPage:
    """A draft on the page Today."""

    row: UUID
    title: str
    changes: bool
    since: str
    drops: DropsPage
    screen: int


@dataclass(frozen=True, slots=True)
class FollowUpPage:
    """A follow-up on the page Today."""

    row: UUID
    code: str
    headline: str
    fields: tuple[FieldPage, ...]


@dataclass(frozen=True, slots=True)
class TodayPage:
    """The page Today."""

    greeting: str
    name: str
    follow_up: FollowUpPage | None
    left_open: tuple[LeftOpenPage, ...]
    leaving: tuple[UUID, ...]
    damaged: int


def greeting(now: datetime) -> str:
    """A greeting for the hour, in the zone of ``now``."""
    if 5 <= now.hour < 12:
        return "Good morning"
    return "Good afternoon" if 12 <= now.hour < 18 else "Good evening"


def left_open(opened: OpenDraft, now: datetime) -> LeftOpenPage:
    """A draft, with the screen on which it was left."""
    began = datetime.fromisoformat(opened.draft.authored).astimezone(now.tzinfo)
    changes = opened.draft.of is not None
    title = title_of(opened.guide)
    return LeftOpenPage(
        row=opened.row,
        title=f"A change to: {title}" if changes and not adds(opened) else title,
        changes=changes,
        since=_since(began, now) if not changes else "A change, left open",
        drops=drops(opened.guide, opened.answers),
        screen=opened.draft.screen + 1,
    )


def follow_up(
    found: FollowUp, fields: tuple[FieldPage, ...], now: datetime
) -> FollowUpPage:
    """A follow-up whose time it is."""
    return FollowUpPage(found.row, found.code, _headline(found, now), fields)


def _headline(found: FollowUp, now: datetime) -> str:
    minutes = int((now - found.when).total_seconds() // 60)
    happened = {
        shelf.AFTER_TEARS: "You cried",
        shelf.HELD_BACK_TEARS: "You held tears back",
    }.get(found.guide, "You checked in")
    return f"{happened} {_ago(minutes)}."


def _ago(minutes: int) -> str:
    if minutes < 50:
        return f"about {max(5, round(minutes / 5) * 5)} minutes ago"
    if minutes < 75:
        return "about an hour ago"
    if minutes < 105:
        return "about an hour and a half ago"
    if minutes < 10 * 60:
        return f"about {round(minutes / 60)} hours ago"
    return "yesterday" if minutes < 40 * 60 else "some days ago"


def _since(began: datetime, now: datetime) -> str:
    days = (now.date() - began.date()).days
    if days <= 0:
        return f"Left open today at {began:%H:%M}"
    if days == 1:
        return "Left open yesterday"
    if days < 7:
        return f"Left open on {began:%A}"
    return f"Left open on {day_of(began.date())}"
