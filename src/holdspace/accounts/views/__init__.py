"""HTTP in, HTTP out: joining, signing in, locking, and the second step."""

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
    "code",
    "create",
    "lock",
    "locked",
    "new_backup_codes",
    "recover",
    "remove_step",
    "second_step",
    "second_steps",
    "sign_in",
    "sign_out",
    "unlock",
    "you",
]
