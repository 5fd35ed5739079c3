"""What a therapist says of themselves, and their reading promise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from holdspace.core import consent
from holdspace.sharing import records, sides, store
from holdspace.sharing.refusals import CardMissing

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from holdspace.accounts.spaces import Space
    from holdspace.sharing.records import Card


def get_card(therapist: UUID) -> Card | None:
    """What a therapist says of themselves, if they said anything."""
    says = store.get_card(therapist)
    return None if says is None else records.read_card(says)


def save_card(space: Space, card: Card, *, now: datetime) -> None:
    """Keep what a therapist says of themselves; that confirms the promise as well.

    It is stored in clear, since whoever is invited reads it before there is a key.
    One that is not complete is kept, and confirms nothing.

    Raises:
        NotThere: They are no therapist.
        SecondStepMissing: They sign in with a password alone.
    """
    sides.check_therapist(space)
    confirmed_on = now.date() if card.is_complete else None
    card = msgspec.structs.replace(card, confirmed_on=confirmed_on)
    store.replace_card(space.person, records.write_card(card))


def confirm_card(space: Space, *, now: datetime) -> None:
    """Say that the reading promise holds as it stands.

    Raises:
        NotThere: They are no therapist.
        SecondStepMissing: They sign in with a password alone.
        CardMissing: There is no complete one to confirm.
    """
    sides.check_therapist(space)
    card = get_card(space.person)
    if card is None or not card.is_complete:
        raise CardMissing
    save_card(space, card, now=now)


def check_promise(therapist: UUID, *, today: date) -> None:
    """Let somebody share with a therapist whose reading promise holds.

    Raises:
        PromiseStale: It was never given, or not confirmed for too long.
    """
    card = get_card(therapist)
    is_given = card is not None and card.is_complete
    consent.check_may_share(card.confirmed_on if is_given and card else None, today)
