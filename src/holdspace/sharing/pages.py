"""What the client's pages show: decided here from records, drawn by templates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from holdspace.core import consent
from holdspace.journal.pages.answers import day_of, moment_of
from holdspace.patterns.pages.listing import listed
from holdspace.sharing.forms import DAY, OPEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime, tzinfo
    from uuid import UUID

    from holdspace.sharing.flows import HeldBond, SharedCopy
    from holdspace.sharing.forms import Asked
    from holdspace.sharing.records import Card

DAYS: Final = (
    "Mondays",
    "Tuesdays",
    "Wednesdays",
    "Thursdays",
    "Fridays",
    "Saturdays",
    "Sundays",
)
KEY_CHANGED: Final = "key"
NOT_COMPARED: Final = "phrase"
STALE: Final = "promise"


@dataclass(frozen=True, slots=True)
class PromisePage:
    """What a therapist says of themselves, and their reading promise.

    Attributes:
        is_current: Whether it was confirmed lately enough to be relied on.
    """

    name: str
    about: str
    days: str
    reply_time: str
    belongs: str
    emergency: str
    limits: str
    away: str
    confirmed: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class TherapistPage:
    """One therapist of a client.

    Attributes:
        bond: The bond.
        name: What they are called.
        met: Since when.
        promise: What they say, if they say anything now.
        compared: Whether the phrase was compared.
        why_not: Why nothing can be shared just now; empty if it can.
        chosen: Whether they are chosen in a form.
    """

    bond: UUID
    name: str
    met: str
    promise: PromisePage | None
    compared: bool
    why_not: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class CopyPage:
    """One thing that is shared."""

    copy: UUID
    title: str
    with_name: str
    shared: str
    until: str
    opened: str


@dataclass(frozen=True, slots=True)
class ProblemsPage:
    """What is still to be chosen, field by field; empty where nothing is."""

    what: str = ""
    bond: str = ""
    until: str = ""

    def __bool__(self) -> bool:
        """Whether anything is."""
        return bool(self.what or self.bond or self.until)


def promise(card: Card, today: date) -> PromisePage:
    """Lay out what a therapist says of themselves."""
    return PromisePage(
        name=card.name,
        about=card.about,
        days=listed([DAYS[one] for one in sorted(set(card.reading_days)) if one < 7]),
        reply_time=card.reply_time,
        belongs=card.belongs,
        emergency=card.emergency,
        limits=card.limits,
        away=_away(card, today),
        confirmed=day_of(card.confirmed_on) if card.confirmed_on else "",
        is_current=card.is_complete and consent.is_current(card.confirmed_on, today),
    )


def therapist(
    found: HeldBond, *, now: datetime, zone: tzinfo, chosen: UUID | None = None
) -> TherapistPage:
    """Lay out one therapist of a client."""
    today = now.astimezone(zone).date()
    told = None if found.card is None else promise(found.card, now.date())
    return TherapistPage(
        bond=found.id,
        name=found.name if told is None else told.name or found.name,
        met=day_of(found.met_at.astimezone(zone).date()),
        promise=told if told is None else promise_today(found.card, today, told),
        compared=found.compared,
        why_not=_why_not(found, told),
        chosen=found.id == chosen,
    )


def promise_today(
    card: Card | None, today: date, told: PromisePage
) -> PromisePage:
    """The same, with the days away told for the person's own day."""
    del today
    return told if card is None else told


def shared(
    copies: Iterable[SharedCopy], names: dict[UUID, str], zone: tzinfo
) -> tuple[CopyPage, ...]:
    """Lay out what is shared, newest first."""
    newest = sorted(copies, key=lambda one: one.shared_at, reverse=True)
    return tuple(copy(one, names.get(one.bond, ""), zone) for one in newest)
