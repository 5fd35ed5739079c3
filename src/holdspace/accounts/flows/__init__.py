"""What a person can do with their space: make it, open it, lock it, get back in."""

from holdspace.accounts.flows.changing import (
    ChangedMeanwhile,
    change_code,
    change_password,
)
from holdspace.accounts.flows.deleting import delete_everything
from holdspace.accounts.flows.joining import (
    NotInvited,
    anybody,
    check_invited,
    create_space,
    invite,
    may_join,
)
from holdspace.accounts.flows.looking import (
    end_browser,
    end_other_browsers,
    list_browsers,
    list_open,
    read_trail,
    settle_in,
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
from holdspace.accounts.flows.rotating import (
    NotFinished,
    Progress,
    begin_rotation,
    go_on,
)
from holdspace.accounts.flows.tallies import Tally, tally
from holdspace.accounts.resealing import is_rotating

__all__ = [
    "ChangedMeanwhile",
    "NotFinished",
    "NotInvited",
    "Profile",
    "Progress",
    "Tally",
    "anybody",
    "begin_rotation",
    "change_code",
    "change_password",
    "change_profile",
    "check_invited",
    "confirm_code",
    "create_space",
    "delete_everything",
    "end_browser",
    "end_other_browsers",
    "get_code_to_confirm",
    "get_profile",
    "get_space",
    "go_on",
    "invite",
    "is_code_confirmed",
    "is_rotating",
    "list_browsers",
    "list_open",
    "lock_space",
    "may_join",
    "open_with_code",
    "open_with_password",
    "public_key",
    "read_trail",
    "rename",
    "settle_in",
    "sweep",
    "tally",
    "unlock",
]
