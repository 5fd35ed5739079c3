"""What copies of both kinds of database share: refusals, findings, what stays out."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from holdspace.accounts import columns
from holdspace.core import vault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

MIGRATIONS = "django_migrations"


type Told = Callable[[str, int, int], None]
"""Takes how far something is, to show it to whoever waits: what, done, of how many."""


class CopyRefused(Exception):
    """A backup or a restore was not made; the message says why, and the way out.

    Nothing was changed: no file under the name that was asked for, no table.
    """


@dataclass(frozen=True)
class Looked:
    """What a copy holds, as read from its file again.

    Attributes:
        rows: How many rows each table has.
        migrations: Which steps its tables have been through.
        unfit: How many stored envelopes have no whole header or no length of the
            format, by table and column.
    """

    rows: Counter[str]
    migrations: frozenset[tuple[str, str]]
    unfit: Counter[str] = field(default_factory=Counter)


def left_out() -> list[str]:
    """The tables whose rows are not copied.

    Who is signed in and what is open right now belongs to the running server. A copy
    outlives both, and half of what opens a space has no business in it.
    """
    return [name for name, table in columns.tables().items() if table.passing]


def unfit(table: str, column: str, found: Iterable[tuple[bytes, int, int]]) -> int:
    """Count the envelopes of one column that cannot be whole.

    Args:
        table: The table as stored.
        column: The column as stored.
        found: The first bytes, the whole length, and how many have these.
    """
    described = columns.described().get((table, column))
    pad = None if described is None else described.pad
    if pad is None:
        return 0
    return sum(
        times
        for start, length, times in found
        if not vault.looks_whole(bytes(start), length, pad)
    )


def sealed_columns() -> dict[str, list[str]]:
    """Which columns of which tables hold envelopes."""
    found: dict[str, list[str]] = {}
    without = left_out()
    for (table, column), described in columns.described().items():
        if described.pad is not None and table not in without:
            found.setdefault(table, []).append(column)
    return found


def check_migrations(looked: Looked) -> None:
    """Make sure that this program knows every step that the tables went through.

    Raises:
        CopyRefused: They are of a newer Holdspace, or not of Holdspace.
    """
    from django.db.migrations.loader import MigrationLoader

    if ("accounts", "0001_initial") not in looked.migrations:
        raise CopyRefused("this is not the database of a Holdspace.")
    loader = MigrationLoader(None, ignore_no_migrations=True)
    known = set(loader.disk_migrations) | {
        step for one in loader.disk_migrations.values() for step in one.replaces
    }
    if looked.migrations - known:
        raise CopyRefused(
            "this was made by a newer Holdspace than this one. Bring the program up "
            "to date first."
        )


def checksum(path: Path) -> str:
    """The SHA-256 of a file, in hex digits."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def sync(path: Path) -> None:
    """Have a file or a folder written through to the disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def check_space(folder: Path, wanted: int) -> None:
    """Make sure that a copy of this size fits.

    Raises:
        CopyRefused: It does not.
    """
    if shutil.disk_usage(folder).free < wanted:
        raise disk_full()


def disk_full() -> CopyRefused:
    """What is said when a disk has no room for a copy."""
    return CopyRefused(
        "the disk is full: there is no room for this copy. Nothing was kept of it."
    )


def could_not_write(met: OSError) -> CopyRefused:
    """What is said when a file could not be written."""
    if met.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return disk_full()
    return CopyRefused(f"it could not be written: {met.strerror or 'no reason given'}.")
