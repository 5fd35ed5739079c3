"""What the pages about access show, decided here as plain records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from django.conf import settings

from holdspace.accounts.names import is_zone
from holdspace.accounts.trails import Touched

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo
    from uuid import UUID

    from holdspace.accounts.browsers import Browser
    from holdspace.accounts.trails import Line, Trail

TOLD: Final[dict[str, str]] = {
    Touched.SPACE_MADE: "The space was made",
    Touched.PASSWORD_CHANGED: "The password was changed",
    Touched.CODE_USED: "The recovery code was used, and a new one made",
    Touched.CODE_MADE: "A new recovery code was made",
    Touched.ROTATION_BEGUN: "A new key, password and recovery code were made",
    Touched.ROTATION_FINISHED: "Everything was sealed under the new key",
    Touched.BROWSER_ENDED: "Other browsers were signed out",
    Touched.EXPORTED: "Everything was exported",
    Touched.IMPORTED: "An export was taken in",
    Touched.FACTOR_ON: "A second step for signing in was turned on",
    Touched.FACTOR_OFF: "A second step for signing in was turned off",
    Touched.BACKUP_CODES: "New backup codes were made",
    Touched.LETTERS_ON: "Follow-ups by e-mail were turned on",
    Touched.LETTERS_OFF: "Follow-ups by e-mail were turned off",
    Touched.KEEPER_ON: "You became a keeper, who puts forms on the shelf",
    Touched.KEEPER_OFF: "You are no longer a keeper",
    Touched.THERAPIST_ON: "You became a therapist here, who can invite clients",
    Touched.THERAPIST_OFF: "You are no longer a therapist here",
    Touched.THERAPIST_MET: "A therapist's invitation was accepted",
    Touched.CLIENT_MET: "A client accepted your invitation",
    Touched.PHRASE_COMPARED: "The phrase was compared",
    Touched.KEY_CHANGED: "A therapist's new key was taken",
    Touched.BOND_ENDED: "A connection was ended, and what was shared in it destroyed",
    Touched.BOND_GONE: "A connection was not here any more",
    Touched.SHARED: "Something was shared",
    Touched.OPENED: "Something shared was opened for the first time",
    Touched.TAKEN_BACK: "Something shared was taken back",
    Touched.SHARE_ENDED: "The time of something shared was over",
}
UNKNOWN: Final = "Something that this version has no words for"


@dataclass(frozen=True, slots=True)
class LinePage:
    """One line of the trail."""

    told: str
    at: str
    aside: str


@dataclass(frozen=True, slots=True)
class TrailPage:
    """The trail, newest first."""

    lines: tuple[LinePage, ...]
    older: int
    lost: int
    broken: int


@dataclass(frozen=True, slots=True)
class BrowserPage:
    """One browser in the list."""

    id: UUID
    name: str
    since: str
    here: bool
    unlocked: bool


def zone_of(name: str) -> ZoneInfo:
    """The zone that a person writes in, or the one of this server."""
    return ZoneInfo(name if is_zone(name) else settings.TIME_ZONE)


def trail(kept: Trail, zone: tzinfo) -> TrailPage:
    """The trail with its moments in the person's zone."""
    lines = tuple(_line(one, zone) for one in reversed(kept.lines))
    return TrailPage(lines, kept.older, kept.lost, kept.broken)


def browsers(
    listed: Iterable[Browser], *, here: str, unlocked: set[UUID], zone: tzinfo
) -> tuple[BrowserPage, ...]:
    """The browsers of a person, this one first."""
    shown = (
        BrowserPage(
            id=one.id,
            name=one.agent,
            since=_moment(one.began, zone),
            here=one.session == here,
            unlocked=one.unlocked in unlocked,
        )
        for one in listed
    )
    return tuple(sorted(shown, key=lambda one: not one.here))


def _line(line: Line, zone: tzinfo) -> LinePage:
    told = TOLD.get(line.what, UNKNOWN)
    return LinePage(told, _told_at(line.at, zone), _aside(line))


def _aside(line: Line) -> str:
    if left := line.more.get("left", ""):
        return f"{left} could not be opened, and stayed as they were."
    if name := line.more.get("with", ""):
        return f"With {name}."
    count = line.more.get("count", "1")
    return "" if count == "1" else f"How many: {count}."


def _told_at(at: str, zone: tzinfo) -> str:
    # Whoever has the public key can send a line with any text for its moment.
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return "at an unknown time"
    return _moment(moment, zone) if moment.tzinfo else "at an unknown time"


def _moment(moment: datetime, zone: tzinfo) -> str:
    there = moment.astimezone(zone)
    return f"{there.day} {there:%B %Y at %H:%M}"
