"""HTTP in, HTTP out, by what a person is doing."""

from holdspace.accounts.views.changing import key, key_onward, new_code, password
from holdspace.accounts.views.deleting import delete, deleted
from holdspace.accounts.views.entering import (
    code,
    create,
    lock,
    locked,
    recover,
    sign_in,
    sign_out,
    unlock,
    you,
)
from holdspace.accounts.views.holding import held, held_table
from holdspace.accounts.views.looking import browsers, end_browser, trail

__all__ = [
    "browsers",
    "code",
    "create",
    "delete",
    "deleted",
    "end_browser",
    "held",
    "held_table",
    "key",
    "key_onward",
    "lock",
    "locked",
    "new_code",
    "password",
    "recover",
    "sign_in",
    "sign_out",
    "trail",
    "unlock",
    "you",
]
