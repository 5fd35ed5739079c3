"""Ana and Ben: a client and her therapist, from the invite to the compared phrase."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from holdspace.accounts import flows as accounts
from holdspace.accounts import store as accounts_store
from holdspace.sharing import flows, settling, store
from holdspace.sharing.flows import Card, Described
from tests.rooms import people
from tests.rooms.people import NOON

if TYPE_CHECKING:
    from uuid import UUID

    from tests.rooms.people import Someone

CARD = Card(
    name="Ben Okoye",
    about="I work with grief and with couples.",
    reading_days=(0, 3),
    reply_time="within two working days",
    belongs="What needs a conversation.",
    emergency="Call the line of your country.",
    limits="I may have to act when a child is in danger.",
)
LETTER = Described(kind="reflection", title="After tears, Sunday evening")
LATER = NOON + timedelta(hours=1)


def therapist(sign_in: str = "ben@example.org", *, card: Card | None = CARD) -> Someone:
    """Somebody who was made a therapist, with a second step and a card."""
    ben = people.make(sign_in)
    accounts.add_therapist(sign_in=sign_in, now=NOON)
    accounts_store.add_app(ben.id, accounts.new_app_secret(), 0)
    if card is not None:
        flows.save_card(ben.space, card, now=NOON)
    return ben


def meet(client: Someone, ben: Someone, *, compared: bool = True) -> UUID:
    """Let somebody accept a therapist, and both compare the phrase."""
    code = flows.invite(ben.space, called="the one on Mondays", now=NOON)
    bond = flows.accept_invite(client.space, code=code, called="Ana", now=NOON)
    flows.list_clients(ben.space)
    if compared:
        for one in (client, ben):
            flows.compare(one.space, bond=bond, now=NOON)
    return bond


def share(client: Someone, bond: UUID, words: bytes, **more: object) -> UUID:
    """Share something until it is taken back."""
    given = {"about": LETTER, "until": None, "now": NOON, **more}
    return flows.share(client.space, bond=bond, document=words, **given)


def renew(client: Someone, bond: UUID) -> None:
    """Make a new bond key for the therapist's key, as a new key of either does."""
    row = store.get_bond(bond)
    public = accounts.public_key(row.therapist).to_bytes()
    settling.renew(client.space, row, therapist_public=public)
