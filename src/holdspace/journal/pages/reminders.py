"""The page of the mails a person asked for, and what others say about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.conf import settings

from holdspace.journal import followups
from holdspace.journal.pages.answers import day_of
from holdspace.library import shelf

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import tzinfo

    from holdspace.journal.opened import OpenDraft, OpenReflection
    from holdspace.journal.reminders import Line, Planned, Reminders

NAMES: Final = {
    "20-minutes": "About twenty minutes later",
    "90-minutes": "About an hour and a half later",
    "next-day": "The next day",
}


@dataclass(frozen=True, slots=True)
class ChoicePage:
    """One of the three times a mail can come."""

    code: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class LinePage:
    """One mail that was sent or given up."""

    at: str
    name: str
    became: str


@dataclass(frozen=True, slots=True)
class RemindersPage:
    """What a person asked to be mailed, and what was."""

    address: str
    asked: str
    choices: tuple[ChoicePage, ...]
    planned: int
    ledger: tuple[LinePage, ...]


@dataclass(frozen=True, slots=True)
class MailsPage:
    """What the page of one reflection says about mails."""

    quiet: bool
    told: str


def reminders(
    kept: Reminders,
    zone: tzinfo,
    now: datetime,
    which: Collection[str] | None = None,
) -> RemindersPage:
    """The page; ``which`` is what was ticked on a form that comes back."""
    every = [window.code for window in followups.WINDOWS]
    # Whoever has not chosen yet sees all of them ticked, to take away what is too much.
    chosen = which if which is not None else kept.which if kept.address else every
    return RemindersPage(
        address=kept.address,
        asked=kept.asked.address if kept.asked else "",
        choices=tuple(ChoicePage(one, NAMES[one], one in chosen) for one in every),
        planned=sum(_is_open(one, now) for one in kept.planned),
        ledger=tuple(_line(one, zone) for one in kept.ledger),
    )


def may_mail(opened: OpenDraft, kept: Reminders) -> bool:
    """Whether keeping this draft may lead to mails."""
    name = opened.guide.url.removeprefix(shelf.GUIDES)
    wanted = settings.MAIL and kept.address and kept.which
    new = opened.draft.of is None
    return bool(wanted and new and followups.is_followed(name, opened.answers))


def mails_about(
    found: OpenReflection, kept: Reminders, now: datetime
) -> MailsPage | None:
    """What is said about mails beside a reflection, if there is anything to say."""
    ahead = [one for one in kept.planned if one.reflection == found.row]
    ahead = [one for one in ahead if _is_open(one, now)]
    if not (settings.MAIL and kept.address):
        return None
    if found.document.quiet and now <= found.when + followups.LONGEST:
        return MailsPage(quiet=True, told="")
    if not ahead:
        return None
    many = "A mail is" if len(ahead) == 1 else f"{len(ahead)} mails are"
    return MailsPage(quiet=False, told=f"{many} planned about this.")


def _is_open(one: Planned, now: datetime) -> bool:
    return not one.ended and datetime.fromisoformat(one.ends) > now


def _line(line: Line, zone: tzinfo) -> LinePage:
    name = NAMES.get(line.code, "A code to type back")
    became = (
        "taken by the mail server" if line.accepted else "given up: it was not taken"
    )
    if line.answered:
        became = f"{became}, answered {_moment(line.answered, zone)}"
    return LinePage(_moment(line.at, zone), name, became)


def _moment(at: str, zone: tzinfo) -> str:
    moment = datetime.fromisoformat(at).astimezone(zone)
    return f"{day_of(moment.date())}, {moment:%H:%M}"
