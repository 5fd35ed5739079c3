"""Mails that a person asked for: where to, which, and what is planned for them."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import msgspec
from django.conf import settings

from holdspace.accounts import flows as accounts
from holdspace.accounts import trails
from holdspace.accounts.moments import rounded_down, rounded_up
from holdspace.accounts.trails import Touched
from holdspace.core import vault
from holdspace.core.vault import Unreadable
from holdspace.journal import drafting, followups, postbox, reminders, rows, store
from holdspace.journal.flows.reading import read
from holdspace.journal.reminders import Asked, Line, Planned, Reminders, Words
from holdspace.library import shelf
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from holdspace.accounts.spaces import Space
    from holdspace.journal.documents import Reflection
    from holdspace.journal.flows.slips import Filed

DIGITS = 6


class TooManyCodes(Exception):
    """As many codes as are mailed in a day were mailed already."""


class CodeEnded(Exception):
    """The code is too old, was tried too often, or there is none."""


class WrongDigits(Exception):
    """These are not the digits that were mailed."""


def get_reminders(space: Space) -> Reminders:
    """What a person asked to be mailed, and what was."""
    return reminders_in(accounts.get_profile(space))


def reminders_in(profile: accounts.Profile) -> Reminders:
    """The same, out of a profile that is in hand already."""
    return reminders.read_kept(profile.reminders)


def ask_address(space: Space, *, address: str, now: datetime) -> None:
    """Mail a code to an address, to see that it is the person's own.

    Until the code was typed back, nothing else is mailed to it.

    Raises:
        TooManyCodes: Enough were mailed today; nothing changed.
    """
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    at = now.isoformat(timespec="seconds")

    def asked(kept: Reminders) -> Reminders:
        codes = reminders.codes_of_a_day(kept.codes, now)
        if len(codes) >= reminders.MOST_CODES_A_DAY:
            raise TooManyCodes
        ends = (now + reminders.CODE_LASTS).isoformat(timespec="seconds")
        _drop_code(kept)
        words = Words(space.person, address, ends, digits=digits)
        letter = uuid4()
        _add_letter(letter, rounded_down(now), words)
        return msgspec.structs.replace(
            kept, asked=Asked(address, digits, at, letter=letter), codes=(*codes, at)
        )

    _change(space, asked, mend=True)


def confirm_address(
    space: Space, *, digits: str, which: Collection[str], now: datetime
) -> None:
    """Take an address as proved, and switch on the mails that were chosen.

    What was planned for another address is planned anew for this one.

    Raises:
        WrongDigits: They are not those that were mailed; the try is counted.
        CodeEnded: The code is too old or was tried too often; a new one is needed.
    """
    wrong = False
    moved: set[UUID] = set()

    def confirmed(kept: Reminders) -> Reminders:
        nonlocal wrong, moved
        asked = kept.asked
        if asked is None or asked.tries >= reminders.MOST_TRIES:
            raise CodeEnded
        if now > datetime.fromisoformat(asked.at) + reminders.CODE_LASTS:
            raise CodeEnded
        given = digits.encode("utf-8", "surrogatepass")
        if not secrets.compare_digest(given, asked.digits.encode()):
            wrong = True
            return msgspec.structs.replace(
                kept, asked=msgspec.structs.replace(asked, tries=asked.tries + 1)
            )
        chosen = _known(which)
        if asked.address != kept.address:
            moved = {one.reflection for one in kept.planned}
        planned = _ending(kept, now, lambda one: bool(moved) or one.code not in chosen)
        return msgspec.structs.replace(
            kept, address=asked.address, which=chosen, asked=None, planned=planned
        )

    _change(space, confirmed)
    if wrong:
        raise WrongDigits
    for reflection in moved:
        plan_letters(space, reflection=reflection, now=now)
    trails.add(space.person, what=Touched.LETTERS_ON, now=now)


def choose_letters(space: Space, *, which: Collection[str], now: datetime) -> None:
    """Change which follow-ups are mailed; what is planned of the others is dropped."""
    chosen = _known(which)

    def changed(kept: Reminders) -> Reminders:
        planned = _ending(kept, now, lambda one: one.code not in chosen)
        return msgspec.structs.replace(kept, which=chosen, planned=planned)

    _change(space, changed, mend=True)


def stop_letters(space: Space, *, now: datetime) -> None:
    """Forget the address and drop all that is planned; sent links end as well."""

    def stopped(kept: Reminders) -> Reminders:
        _drop_code(kept)
        for one in kept.planned:
            _drop(one)
        return Reminders(codes=kept.codes, ledger=kept.ledger)

    if reminders_in(accounts.get_profile(space)).address:
        trails.add(space.person, what=Touched.LETTERS_OFF, now=now)
    _change(space, stopped, mend=True)


def set_quiet(space: Space, *, reflection: UUID, quiet: bool) -> None:
    """Note that a reflection wants no mails, or wants them again.

    Raises:
        NotThere: There is no such reflection of this person.
    """

    def changed(document: Reflection) -> Reflection:
        return msgspec.structs.replace(document, quiet=quiet)

    with rows.changing(space) as changes:
        rows.change_reflection(space, reflection, changes, changed)


def plan_letters(space: Space, *, reflection: UUID, now: datetime) -> None:
    """Make what is planned for a reflection fit what it is now.

    After keeping, correcting, answering, letting go and taking back: what fits no
    longer is dropped, what lies ahead is planned. A follow-up is mailed once; when the
    moment is corrected afterwards, a mail that went out stays the only one. A damaged
    profile is left as it is, and nothing is planned.
    """
    profile = accounts.get_profile(space)
    kept = reminders_in(profile)
    planned_before = any(one.reflection == reflection for one in kept.planned)
    if not planned_before and not (kept.address and postbox.is_open()):
        return
    zone = drafting.zone_of(profile.zone, str(settings.TIME_ZONE))
    when, wanted = _wanted(space, reflection)

    def planned(kept: Reminders) -> Reminders:
        staying = _staying(kept, reflection, wanted, when, now)
        there = {one.code for one in staying if one.reflection == reflection}
        fresh = []
        for code in kept.which if kept.address and postbox.is_open() else ():
            window = reminders.window_of(code)
            if code not in wanted or code in there or window is None or when is None:
                continue
            due = reminders.due_at(window, when=when, now=now, zone=zone)
            if due is not None:
                ends = when + window.ends
                fresh.append(_plan(space, kept.address, reflection, code, due, ends))
        return msgspec.structs.replace(kept, planned=(*staying, *fresh))

    with suppress(Unreadable):
        _change(space, planned)


def note_slips(space: Space, filed: Filed) -> None:
    """Write into the ledger what became of mails, and which were answered.

    What was answered meanwhile is not mailed about any more. A damaged profile is
    left as it is; the receipts wait on.
    """
    if filed.receipts or filed.answered:
        with suppress(Unreadable):
            _note(space, filed)
    for reflection in filed.rated:
        plan_letters(space, reflection=reflection, now=filed.now)


def _note(space: Space, filed: Filed) -> None:
    def noted(kept: Reminders) -> Reminders:
        fresh = [
            Line(one.letter, one.code, one.at, one.accepted)
            for slip, one in filed.receipts.items()
            if store.remove_slip(space.person, slip)
        ]
        lines = sorted((*fresh, *kept.ledger), key=lambda one: one.at, reverse=True)
        ledger = tuple(
            msgspec.structs.replace(one, answered=filed.answered[one.letter])
            if one.letter in filed.answered
            else one
            for one in lines[: reminders.LONGEST_LEDGER]
        )
        return msgspec.structs.replace(kept, ledger=ledger)

    _change(space, noted)


def _change(
    space: Space, change: Callable[[Reminders], Reminders], *, mend: bool = False
) -> None:
    # One transaction with the letters and links that are added or removed in it. A
    # damaged profile is begun anew only where the person asked for something: what
    # else was in it may still be got back out of a copy.
    def changed(profile: accounts.Profile) -> accounts.Profile:
        kept = reminders_in(profile)
        return replace(profile, reminders=reminders.to_keep(change(kept)))

    accounts.change_profile(space, changed, mend=mend)


def _known(which: Collection[str]) -> tuple[str, ...]:
    return tuple(one.code for one in followups.WINDOWS if one.code in which)


def _wanted(space: Space, reflection: UUID) -> tuple[datetime | None, set[str]]:
    """When a reflection was, and which of its follow-ups may still be asked about."""
    try:
        found = read(space, reflection=reflection)
    except (NotThere, Unreadable):
        return None, set()
    name = found.guide.url.removeprefix(shelf.GUIDES)
    if found.document.quiet or not followups.is_followed(name, found.answers):
        return found.when, set()
    codes = {window.code for window in followups.WINDOWS}
    return found.when, codes - found.settled


def _staying(
    kept: Reminders,
    reflection: UUID,
    wanted: set[str],
    when: datetime | None,
    now: datetime,
) -> tuple[Planned, ...]:
    staying = []
    for one in kept.planned:
        if one.reflection != reflection:
            # What is over is forgotten on the way.
            if datetime.fromisoformat(one.ends) > now:
                staying.append(one)
            continue
        fits = one.code in wanted
        if store.has_letter(one.letter):
            fits = fits and _ends(when, one.code) == one.ends
        elif not _went_out(kept, one, now):
            # A copy that was put back knows of it and has no letter: planned anew.
            fits = False
        left = one if fits else _end(kept, one, now)
        if left is not None:
            staying.append(left)
    return tuple(staying)


def _ends(when: datetime | None, code: str) -> str:
    window = reminders.window_of(code)
    if when is None or window is None:
        return ""
    return (when + window.ends).isoformat(timespec="seconds")


def _ending(
    kept: Reminders, now: datetime, which: Callable[[Planned], bool]
) -> tuple[Planned, ...]:
    """What stays of all that is planned when these are ended."""
    left = (_end(kept, one, now) if which(one) else one for one in kept.planned)
    return tuple(one for one in left if one is not None)


def _end(kept: Reminders, one: Planned, now: datetime) -> Planned | None:
    """End a mail and its link; one that went out is remembered as ended."""
    if _drop(one) or not _went_out(kept, one, now):
        return None
    return msgspec.structs.replace(one, ended=True)


def _went_out(kept: Reminders, one: Planned, now: datetime) -> bool:
    """Whether a mail that waits no longer was sent or given up."""
    if any(line.letter == one.letter for line in kept.ledger):
        return True
    return not one.due or datetime.fromisoformat(one.due) <= now


def _drop(planned: Planned) -> bool:
    """Remove a mail and its link; says whether it was still to go out."""
    store.remove_link(planned.link)
    return store.remove_letter(planned.letter)


def _drop_code(kept: Reminders) -> None:
    if kept.asked is not None and kept.asked.letter is not None:
        store.remove_letter(kept.asked.letter)


def _plan(
    space: Space,
    address: str,
    reflection: UUID,
    code: str,
    due: datetime,
    ends: datetime,
) -> Planned:
    letter, token = uuid4(), vault.new_token()
    until = ends.isoformat(timespec="seconds")
    words = Words(
        space.person, address, until, code=code, token=token, reflection=reflection
    )
    at = rounded_up(due)
    _add_letter(letter, at, words)
    link = vault.token_id(token)
    return Planned(letter, link, reflection, code, until, at.isoformat())


def _add_letter(letter: UUID, due: datetime, words: Words) -> None:
    sealed = vault.seal(
        reminders.pack(words), postbox.server_key(), postbox.about(letter)
    )
    store.add_letter(letter, due, sealed)
