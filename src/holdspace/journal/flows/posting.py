"""Mails going out, and what their links allow: no key of a person is needed here."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from holdspace.accounts import flows as accounts
from holdspace.accounts import manifests
from holdspace.accounts.moments import rounded_up
from holdspace.core import vault
from holdspace.core.vault import Unreadable
from holdspace.journal import postbox, reminders, store
from holdspace.journal.flows.slips import MOST_SLIPS, add_slip, check_rating
from holdspace.journal.reminders import Leave, Words
from holdspace.journal.slips import Rating, Receipt
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdspace.core.vault import Sealed

_log = logging.getLogger("holdspace.letters")

HOLD: Final = timedelta(minutes=10)
"""For how long a mail that was taken in hand is left alone by everybody else."""

SENT: Final = "sent"
GIVEN_UP: Final = "given-up"


class Outcome(Enum):
    """What became of one try to send a mail."""

    SENT = auto()
    AGAIN = auto()
    OVER = auto()


@dataclass(frozen=True, slots=True)
class LetterCounts:
    """How many mails of all people were sent, wait, and were given up."""

    sent: int
    waiting: int
    given_up: int


def take_due_letters(now: datetime) -> list[UUID]:
    """Take in hand the mails whose time has come; nobody else takes them meanwhile."""
    until = rounded_up(now + HOLD)
    due = store.list_due_letters(now)
    return [one for one in due if store.hold_letter(one, now, until)]


def send_letter(letter: UUID, *, now: datetime, again: timedelta) -> Outcome:
    """Try to hand one mail to the mail server.

    Args:
        letter: Which.
        now: The moment.
        again: In what time it would be tried again. What would be too late then is
            given up now.

    Returns:
        Whether it was accepted, is to be tried again, or is over.
    """
    words = _open(letter)
    if words is None:
        return Outcome.OVER
    ends = datetime.fromisoformat(words.ends)
    if now >= ends:
        return _end(letter, words, now, accepted=False)
    try:
        postbox.send(words.address, *_text(letter, words), now=now)
    except postbox.Away:
        if now + again >= ends:
            return _end(letter, words, now, accepted=False)
        store.replace_due(letter, rounded_up(now + again + HOLD))
        return Outcome.AGAIN
    except postbox.Refused:
        return _end(letter, words, now, accepted=False)
    return _end(letter, words, now, accepted=True)


def end_letters_of(person: UUID) -> None:
    """Remove every mail of a person that waits, with its link, when they go.

    Their own list of them may be damaged, so each mail is opened with the server's
    key. One that does not open says nothing of whose it is, and is given up at its
    time.
    """
    for letter, sealed in store.list_letters().items():
        with suppress(Unreadable):
            words = _words_in(letter, sealed)
            if words.person == person:
                _drop(letter, words)


def check_link(token: str, *, now: datetime) -> None:
    """See whether a link still allows anything; this changes nothing.

    Raises:
        NotThere: It was used, has ended, or never was: nobody can tell which.
    """
    _open_link(token, now)


def answer_link(
    token: str, *, given: Mapping[str, Sequence[str]], now: datetime
) -> bool:
    """Keep the one rating that a link allows, sealed to the person, and end the link.

    Nothing can be read with it, and whoever has it proves nothing but that.

    Returns:
        Whether anything was chosen; otherwise the link stays.

    Raises:
        NotThere: It was used, has ended, or never was.
        AnswersRefused: What was given does not fit; the link stays.
        TooMuchWaiting: More waits for the person than is taken; the link stays.
    """
    leave = _open_link(token, now)
    chosen = check_rating(given)
    if not chosen:
        return False
    at = now.isoformat(timespec="seconds")
    rating = Rating(at, chosen, leave.reflection, leave.code, leave.letter)
    with manifests.taking_turns(leave.person):
        # Of two at the same time, one removes it.
        if not store.remove_link(vault.token_id(token)):
            raise NotThere
        add_slip(leave.person, uuid4(), rating, most=MOST_SLIPS)
    return True


def count_letters() -> LetterCounts:
    """Count mails for the keeper: no addresses, no people, no moments."""
    return LetterCounts(
        sent=store.get_tally(SENT),
        waiting=store.count_letters(),
        given_up=store.get_tally(GIVEN_UP),
    )


def _open(letter: UUID) -> Words | None:
    """What a mail says, if it may still go out."""
    try:
        words = _words_in(letter, store.get_letter(letter))
    except NotThere:
        return None
    except Unreadable:
        _log.warning("a letter could not be opened: was the secret changed?")
        if store.remove_letter(letter):
            store.tally(GIVEN_UP)
        return None
    if not _is_there(words.person):
        # Planned in the moment in which everything of theirs was deleted.
        _drop(letter, words)
        return None
    return words


def _words_in(letter: UUID, sealed: Sealed) -> Words:
    plain = vault.unseal(sealed, postbox.server_key(), postbox.about(letter))
    return reminders.read(plain, Words)


def _is_there(person: UUID) -> bool:
    try:
        accounts.public_key(person)
    except NotThere:
        return False
    except Unreadable:
        pass  # Damaged, and so of somebody who is there.
    return True


def _drop(letter: UUID, words: Words) -> None:
    store.remove_letter(letter)
    if words.token:
        store.remove_link(vault.token_id(words.token))


def _text(letter: UUID, words: Words) -> tuple[str, str]:
    if words.reflection is None:
        return postbox.code(words.digits)
    leave = Leave(words.person, words.reflection, letter, words.code, words.ends)
    ends = rounded_up(datetime.fromisoformat(words.ends))
    sealed = vault.seal_under_token(reminders.pack(leave), words.token)
    # Before it is sent, or a quick tap would find nothing. Each try has the same link.
    store.add_link(vault.token_id(words.token), ends, sealed)
    return postbox.note(words.token)


def _end(letter: UUID, words: Words, now: datetime, *, accepted: bool) -> Outcome:
    # Taken back in this very moment: then nobody is told, and the link ends as well.
    there = store.remove_letter(letter)
    if words.token and not (there and accepted):
        store.remove_link(vault.token_id(words.token))
    if there:
        store.tally(SENT if accepted else GIVEN_UP)
        at = now.isoformat(timespec="seconds")
        receipt = Receipt(at, letter, words.code, accepted)
        try:
            add_slip(words.person, uuid4(), receipt, most=MOST_SLIPS)
        except NotThere:
            # Everything of theirs was deleted in this very moment.
            _drop(letter, words)
        except store.TooMuchWaiting:
            pass
    return Outcome.SENT if accepted else Outcome.OVER


def _open_link(token: str, now: datetime) -> Leave:
    sealed = store.get_link(vault.token_id(token))
    try:
        leave = reminders.read(vault.unseal_under_token(sealed, token), Leave)
    except Unreadable:
        # Noise that somebody put there: it opens nothing, like a link that never was.
        raise NotThere from None
    if now > datetime.fromisoformat(leave.ends) or not _is_there(leave.person):
        raise NotThere
    return leave
