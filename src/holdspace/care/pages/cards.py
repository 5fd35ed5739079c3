"""The reading promise and the invites, as plain records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from holdspace.care.pages.moments import day_said
from holdspace.core import consent

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID

    from holdspace.sharing.flows import Card, Waiting


@dataclass(frozen=True, slots=True)
class PromisePage:
    """How a reading promise stands.

    Attributes:
        is_given: Whether everything is said that a client has to know.
        is_current: Whether it was confirmed lately enough.
        confirmed: The day it was last confirmed, in words.
        ends: The last day on which it holds, in words.
        away: That they are away, in a sentence, or nothing.
    """

    is_given: bool
    is_current: bool
    confirmed: str
    ends: str
    away: str


@dataclass(frozen=True, slots=True)
class InvitePage:
    """One invite that nobody used yet, and the last day on which it works."""

    id: UUID
    called: str
    ends: str


def promise(card: Card | None, *, today: date) -> PromisePage:
    """How it stands today."""
    if card is None or not card.is_complete or card.confirmed_on is None:
        return PromisePage(False, False, "", "", "")
    confirmed = card.confirmed_on
    return PromisePage(
        is_given=True,
        is_current=consent.is_current(confirmed, today),
        confirmed=_said(confirmed),
        ends=_said(consent.promise_ends(confirmed)),
        away=_away(card, today),
    )


def invites(listed: Iterable[Waiting], *, today: date) -> tuple[InvitePage, ...]:
    """The invites that can still be used."""
    return tuple(
        InvitePage(
            one.id,
            one.called or "Nobody was named",
            # It ends at noon of the day after its last one.
            day_said(one.ends_at.date() - timedelta(days=1), today),
        )
        for one in listed
    )


def _away(card: Card, today: date) -> str:
    away = card.away
    if away is None or today > away.until:
        return ""
    said = f"from {_said(away.since)} to {_said(away.until)}"
    now = "are" if away.since <= today else "will be"
    return f"Clients are told that you {now} away {said}."


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
