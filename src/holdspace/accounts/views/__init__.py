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
from holdspace.accounts.views.second_step import (
    add_app,
    add_passkey,
    backup_codes,
    backup_codes_file,
    new_backup_codes,
    remove_step,
    second_step,
    second_steps,
)

__all__ = [
    "add_app",
    "add_passkey",
    "backup_codes",
    "backup_codes_file",
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
    "new_backup_codes",
    "new_code",
    "password",
    "recover",
    "remove_step",
    "second_step",
    "second_steps",
    "sign_in",
    "sign_out",
    "trail",
    "unlock",
    "you",
]
