"""Who has the data folder in use: many programs at once, or a restore alone."""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

NAME = "in-use"
SWEEPER = "sweeper"
# Kept open for as long as this process lives: the lock ends with it, however it ends.
_held: list[int] = []


class InUse(Exception):
    """Another program has this data folder, in a way that does not go with ours."""


def hold(folder: Path, *, alone: bool = False) -> None:
    """Say that this process uses the data folder, until the process ends.

    Every command that may write holds it beside the others; a restore holds it
    alone. The file is empty and says nothing.

    Raises:
        InUse: Somebody holds it alone, or ``alone`` was asked for and others do.
    """
    opened = os.open(folder / NAME, os.O_CREAT | os.O_RDWR, 0o600)
    kind = fcntl.LOCK_EX if alone else fcntl.LOCK_SH
    try:
        fcntl.flock(opened, kind | fcntl.LOCK_NB)
    except OSError:
        os.close(opened)
        raise InUse from None
    _held.append(opened)


def take_turn(folder: Path) -> bool:
    """Whether this process is the one that sweeps, from now until it ends.

    The file is empty and says nothing.
    """
    opened = os.open(folder / SWEEPER, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(opened)
        return False
    _held.append(opened)
    return True


def let_go() -> None:
    """Give back what this process held."""
    while _held:
        os.close(_held.pop())
