"""The brief: one page about one client, to be read in a minute before a session."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from holdspace.care.flows.clients import get_client
from holdspace.care.flows.days import read_calendar
from holdspace.care.flows.notes import read_notes
from holdspace.care.looked import Brief, Shown
from holdspace.care.sessions import last_session, next_session
from holdspace.core.vault import Unreadable
from holdspace.sharing import brought
from holdspace.sharing import flows as sharing
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from holdspace.accounts.spaces import Space
    from holdspace.care.documents import Calendar
    from holdspace.care.looked import Notes
    from holdspace.sharing.flows import HeldCopy

MOST_SHOWN: Final = 5
"""How many things are opened on the page: what a minute has room for."""
MOST_CHARACTERS: Final = 600
"""How long the words of one thing are that is shown whole."""
MOST_MEASURES: Final = 12
WITHOUT_CALENDAR: Final = timedelta(days=7)
"""How far back the page looks where the calendar knows of no session before."""


def read_brief(space: Space, *, bond: UUID, now: datetime) -> Brief:
    """Everything that stands on the page; what it shows is noted as opened.

    What is long stands there by its title alone, and is not noted.
    Before the phrase was compared nothing is opened, and all of it stands by title.

    Raises:
        NotThere: This is no client of theirs.
        SecondStepMissing: There is no second step yet.
    """
    client = get_client(space, bond=bond)
    calendar = _calendar(space)
    last = last_session(calendar, bond, now) if calendar else None
    since = last.at if last else now - WITHOUT_CALENDAR
    copies = sharing.list_copies(space, bond=bond, now=now)
    opened: dict[UUID, bytes] = {}
    if client.compared:
        fresh, measures, rest = _chosen(copies, since)
        wanted = [copy.id for copy in (*fresh, *measures)]
        opened = sharing.open_copies(
            space, bond=bond, copies=wanted, now=now, is_shown=_is_shown
        )
    else:
        fresh, measures, rest = (), (), tuple(sorted(copies, key=_order))
    shown = _shown(fresh, opened)
    return Brief(
        client=client,
        last=last,
        next=next_session(calendar, bond, now) if calendar else None,
        since=since,
        fresh=tuple(sorted(map(_without_long, shown), key=_asks_first)),
        measures=tuple(sorted(_shown(measures, opened), key=_asks_first)),
        rest=rest,
        note=_last_note(space, bond),
        is_calendar_damaged=calendar is None,
    )


def read_thing(space: Space, *, bond: UUID, copy: UUID, now: datetime) -> Shown:
    """One thing that a client brought; that is noted as opened.

    Raises:
        NotThere: This is no client of theirs, or it is not there any more.
        SecondStepMissing: There is no second step yet.
        NotCompared: The phrase was not compared yet.
    """
    get_client(space, bond=bond)
    for one in sharing.list_copies(space, bond=bond, now=now):
        if one.id == copy:
            opened = sharing.open_copies(space, bond=bond, copies=[copy], now=now)
            return _shown((one,), opened)[0]
    raise NotThere


def _calendar(space: Space) -> Calendar | None:
    # A damaged calendar never hides what a client brought.
    try:
        return read_calendar(space)
    except Unreadable:
        return None


def _last_note(space: Space, bond: UUID) -> Notes | None:
    try:
        return read_notes(space, bond=bond, most=1)
    except Unreadable:
        return None


def _chosen(
    copies: Iterable[HeldCopy], since: datetime
) -> tuple[tuple[HeldCopy, ...], tuple[HeldCopy, ...], tuple[HeldCopy, ...]]:
    """Part them: what is new, the newest of each measure, everything else."""
    fresh: list[HeldCopy] = []
    measures: dict[str, HeldCopy] = {}
    rest: list[HeldCopy] = []
    for copy in sorted(copies, key=_order):
        if copy.kind == brought.MEASURE:
            is_first = copy.title not in measures and len(measures) < MOST_MEASURES
            if is_first:
                measures[copy.title] = copy
            else:
                rest.append(copy)
        elif len(fresh) < MOST_SHOWN and _is_new(copy, since):
            fresh.append(copy)
        else:
            rest.append(copy)
    return tuple(fresh), tuple(measures.values()), tuple(rest)


def _order(copy: HeldCopy) -> tuple[bool, float]:
    # What asks for attention has room on the page before anything else has.
    return not (copy.asks and copy.opened_at is None), -copy.shared_at.timestamp()


def _is_new(copy: HeldCopy, since: datetime) -> bool:
    return copy.shared_at >= since or copy.opened_at is None


def _shown(copies: Iterable[HeldCopy], opened: dict[UUID, bytes]) -> tuple[Shown, ...]:
    return tuple(
        Shown(copy, brought.unpack(opened[copy.id]) if copy.id in opened else None)
        for copy in copies
    )


def _asks_first(shown: Shown) -> bool:
    return not shown.asks


def _is_shown(document: bytes) -> bool:
    found = brought.unpack(document)
    return found is None or found.kind == brought.MEASURE or not _is_long(found)


def _is_long(found: brought.Brought) -> bool:
    return sum(map(len, found.texts())) > MOST_CHARACTERS


def _without_long(shown: Shown) -> Shown:
    if shown.brought is None or not _is_long(shown.brought):
        return shown
    return Shown(shown.copy, None, is_long=True)
