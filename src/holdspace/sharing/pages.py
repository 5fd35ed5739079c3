"""What the client's pages show: decided here from records, drawn by templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Protocol

from holdspace.accounts.trails import Touched
from holdspace.core import consent
from holdspace.journal.pages.answers import day_of, moment_of
from holdspace.web.phrases import mentions_danger

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, tzinfo
    from uuid import UUID

    from holdspace.accounts.trails import Line
    from holdspace.sharing.gathering import Chosen
    from holdspace.sharing.records import Away, Card

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
GONE_IS_TOLD: Final = timedelta(days=30)


class Met(Protocol):
    """A therapist as their client's flows find them."""

    @property
    def id(self) -> UUID:
        """The bond."""

    @property
    def name(self) -> str:
        """What they were called when the bond was made."""

    @property
    def card(self) -> Card | None:
        """What they say of themselves now."""

    @property
    def compared(self) -> bool:
        """Whether the phrase was compared."""

    @property
    def key_changed(self) -> bool:
        """Whether they have another key than the pinned one."""

    @property
    def met_at(self) -> datetime:
        """When the bond was made."""


class Shared(Protocol):
    """A copy as the flows of whoever shared it find it."""

    @property
    def id(self) -> UUID:
        """Which."""

    @property
    def bond(self) -> UUID:
        """With whom."""

    @property
    def title(self) -> str:
        """What it is called."""

    @property
    def told_apart(self) -> str:
        """What tells it from others of the same title."""

    @property
    def shared_at(self) -> datetime:
        """When it was shared."""

    @property
    def ends_at(self) -> datetime | None:
        """When it ends, if it does."""

    @property
    def opened_at(self) -> datetime | None:
        """When it was first opened, if it was."""


@dataclass(frozen=True, slots=True)
class PromisePage:
    """What a therapist says of themselves, and their reading promise.

    Attributes:
        name: Who they are.
        about: What they do.
        days: On which days of the week they read.
        reply_time: How long an answer usually takes.
        belongs: What belongs in a session.
        emergency: What to do when it cannot wait.
        limits: When they may have to tell somebody else.
        away: When they are away, and who is there instead; empty if they are not.
        confirmed: When they last confirmed it.
        is_current: Whether that was lately enough to be relied on.
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
        promise: What they say of themselves, if they say anything now.
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
    """One thing that is shared.

    Attributes:
        copy: Which.
        title: What it is called.
        told_apart: What tells it from others of the same title.
        bond: With whom.
        name: What they are called.
        shared: When it was shared.
        until: Until when it can be read.
        opened: When it was first opened; empty if it was not yet.
    """

    copy: UUID
    title: str
    told_apart: str
    bond: UUID
    name: str
    shared: str
    until: str
    opened: str


@dataclass(frozen=True, slots=True)
class Problems:
    """What is still to be chosen, field by field; false if nothing is."""

    what: str = ""
    bond: str = ""
    until: str = ""

    def __bool__(self) -> bool:
        """Whether anything is."""
        return bool(self.what or self.bond or self.until)


@dataclass(frozen=True, slots=True)
class CarePage:
    """What is said beside something that is about to be shared.

    Attributes:
        cannot_wait: Whether to say what to do if it cannot wait.
        attention: Whether it stands first on the therapist's page.
        unsaid: Reflections with an answer that asks for attention and is not shared.
    """

    cannot_wait: bool
    attention: bool
    unsaid: tuple[UUID, ...]


def promise(card: Card, today: date) -> PromisePage:
    """Lay out what a therapist says of themselves.

    Args:
        card: What they say.
        today: The day, as the server's days begin: one day for everybody.
    """
    days = [DAYS[one] for one in sorted(set(card.reading_days)) if 0 <= one < len(DAYS)]
    return PromisePage(
        name=card.name,
        about=card.about,
        days=_listed(days),
        reply_time=card.reply_time,
        belongs=card.belongs,
        emergency=card.emergency,
        limits=card.limits,
        away=_away(card.away, today),
        confirmed=day_of(card.confirmed_on) if card.confirmed_on else "",
        is_current=card.is_complete and consent.is_current(card.confirmed_on, today),
    )


def therapist(
    found: Met, *, now: datetime, zone: tzinfo, chosen: UUID | None = None
) -> TherapistPage:
    """Lay out one therapist of a client."""
    told = None if found.card is None else promise(found.card, now.date())
    return TherapistPage(
        bond=found.id,
        name=(told.name if told else "") or found.name,
        met=day_of(found.met_at.astimezone(zone).date()),
        promise=told,
        compared=found.compared,
        why_not=_why_not(found, told),
        chosen=found.id == chosen,
    )


def gone(lines: Iterable[Line], *, now: datetime, zone: tzinfo) -> str:
    """The day on which a bond was last found gone, in words; empty if long ago.

    Args:
        lines: The person's trail.
        now: The moment.
        zone: In which zone they live.
    """
    found = [datetime.fromisoformat(o.at) for o in lines if o.what == Touched.BOND_GONE]
    if not found or now - max(found) > GONE_IS_TOLD:
        return ""
    return day_of(max(found).astimezone(zone).date())


def shared(
    copies: Iterable[Shared], names: Mapping[UUID, str], zone: tzinfo
) -> tuple[CopyPage, ...]:
    """Lay out what is shared, in the order in which it is given."""
    return tuple(copy(one, names.get(one.bond, ""), zone) for one in copies)


def copy(found: Shared, name: str, zone: tzinfo) -> CopyPage:
    """Lay out one thing that is shared."""
    opened = found.opened_at
    return CopyPage(
        copy=found.id,
        title=found.title,
        told_apart=found.told_apart,
        bond=found.bond,
        name=name,
        shared=moment_of(found.shared_at.astimezone(zone)),
        until=until_told(found.ends_at and consent.last_day(found.ends_at)),
        opened=moment_of(opened.astimezone(zone)) if opened else "",
    )


def care(chosen: Sequence[Chosen]) -> CarePage:
    """Whether something has to be said beside what is about to be shared."""
    texts = [text for one in chosen for text in one.brought.texts()]
    attention = any(one.brought.attention for one in chosen)
    unsaid = tuple(one.unsaid for one in chosen if one.unsaid is not None)
    waits = attention or bool(unsaid) or mentions_danger(texts)
    return CarePage(waits, attention, unsaid)


def until_told(day: date | None) -> str:
    """Until when, as it is said before sharing."""
    return f"until the end of {day_of(day)}" if day else "until you take it back"


def _why_not(found: Met, told: PromisePage | None) -> str:
    if found.key_changed:
        return KEY_CHANGED
    if not found.compared:
        return NOT_COMPARED
    return "" if told is not None and told.is_current else STALE


def _away(away: Away | None, today: date) -> str:
    if away is None or away.until < today:
        return ""
    now = "Away" if away.since <= today else "Will be away"
    told = f"{now} from {day_of(away.since)} to {day_of(away.until)}."
    return f"{told} Meanwhile: {away.cover}" if away.cover else told


def _listed(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
