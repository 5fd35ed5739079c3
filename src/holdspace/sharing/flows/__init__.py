"""What a client and a therapist can do with what is between them."""

from holdspace.core.consent import GrantEnded, PromiseStale
from holdspace.sharing.flows.basket import (
    NoRoom,
    look_into_basket,
    put_into_basket,
    take_out_of_basket,
)
from holdspace.sharing.flows.bonds import (
    Client,
    HeldBond,
    Invited,
    Waiting,
    accept_invite,
    accept_new_key,
    compare,
    end_bond,
    invite,
    list_clients,
    list_invites,
    list_therapists,
    look_at_invite,
    withdraw_invite,
)
from holdspace.sharing.flows.cards import confirm_card, get_card, save_card
from holdspace.sharing.flows.copies import (
    Described,
    HeldCopy,
    SharedCopy,
    list_copies,
    list_shared,
    open_copies,
    read_shared,
    share,
    take_back,
)
from holdspace.sharing.flows.news import list_unopened
from holdspace.sharing.flows.sweeping import count_overdue, sweep
from holdspace.sharing.records import Away, Card
from holdspace.sharing.refusals import (
    AlreadyMet,
    CardMissing,
    KeyChanged,
    NotCompared,
    SecondStepMissing,
)

__all__ = [
    "AlreadyMet",
    "Away",
    "Card",
    "CardMissing",
    "Client",
    "Described",
    "GrantEnded",
    "HeldBond",
    "HeldCopy",
    "Invited",
    "KeyChanged",
    "NoRoom",
    "NotCompared",
    "PromiseStale",
    "SecondStepMissing",
    "SharedCopy",
    "Waiting",
    "accept_invite",
    "accept_new_key",
    "compare",
    "confirm_card",
    "count_overdue",
    "end_bond",
    "get_card",
    "invite",
    "list_clients",
    "list_copies",
    "list_invites",
    "list_shared",
    "list_therapists",
    "list_unopened",
    "look_at_invite",
    "look_into_basket",
    "open_copies",
    "put_into_basket",
    "read_shared",
    "save_card",
    "share",
    "sweep",
    "take_back",
    "take_out_of_basket",
    "withdraw_invite",
]
