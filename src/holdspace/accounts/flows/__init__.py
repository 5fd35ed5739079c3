"""What a person can do with their space: make it, open it, lock it, get back in."""

from holdspace.accounts.flows.joining import (
    NotInvited,
    anybody,
    check_invited,
    create_space,
    invite,
    may_join,
)
from holdspace.accounts.flows.opening import (
    confirm_code,
    get_code_to_confirm,
    get_space,
    is_code_confirmed,
    lock_space,
    open_with_code,
    open_with_password,
    public_key,
    sweep,
    unlock,
)
from holdspace.accounts.flows.profiles import (
    Profile,
    change_profile,
    get_profile,
    rename,
)
from holdspace.accounts.flows.tallies import Tally, tally

__all__ = [
    "NotInvited",
    "Profile",
    "Tally",
    "anybody",
    "change_profile",
    "check_invited",
    "confirm_code",
    "create_space",
    "get_code_to_confirm",
    "get_profile",
    "get_space",
    "invite",
    "is_code_confirmed",
    "lock_space",
    "may_join",
    "open_with_code",
    "open_with_password",
    "public_key",
    "rename",
    "sweep",
    "tally",
    "unlock",
]
