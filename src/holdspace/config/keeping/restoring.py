"""Putting a copy in the place of the database, without losing what was there."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdspace.config import holding
from holdspace.config.keeping import backups, postgres, sqlite
from holdspace.config.keeping.copies import (
    CopyRefused,
    Looked,
    check_migrations,
    check_space,
    checksum,
    could_not_write,
    left_out,
    sync,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from holdspace.config.keeping.copies import Told

_BESIDE = ("-wal", "-shm", "-journal")
IN_USE = (
    "the space is running, or another program has its database open. Stop it first; "
    "what it wrote meanwhile would be lost."
)


@dataclass(frozen=True)
class Restored:
    """A copy that is the database now.

    Attributes:
        looked: What it holds.
        kept_as: What the database of before is called now, if there was one.
        had_checksum: Whether a checksum lay beside the copy, and was right.
    """

    looked: Looked
    kept_as: str
    had_checksum: bool


def check(file: Path, told: Told) -> tuple[Looked, bool]:
    """Make sure that a file is a whole copy which this program understands.

    Returns:
        What it holds, and whether a checksum lay beside it.

    Raises:
        CopyRefused: It is not; nothing was changed.
    """
    if not file.is_file():
        raise CopyRefused(f"there is no file {file}.")
    if backups.kind_is_sqlite(file) != backups.on_sqlite():
        raise CopyRefused(
            "this is a copy of the other kind of database. DATABASE_URL says which one "
            "this space has: SQLite when it is empty, or PostgreSQL."
        )
    for ending in _BESIDE:
        beside = file.with_name(file.name + ending)
        if beside.exists() and beside.stat().st_size:
            raise CopyRefused(
                f"{beside.name} lies beside it: this is a database as it ran, not a "
                "backup, and part of it is in that file. Put both into an empty data "
                "folder under the name space.sqlite3, and start Holdspace there."
            )
    summed = _check_sum(file)
    looked = backups.look(file, told)
    check_migrations(looked)
    return looked, summed


def restore(file: Path, *, replace: bool, now: datetime, told: Told) -> Restored:
    """Make a copy the database of this space.

    The copy is brought up to date first, under another name; only then does it take
    the place of the database, in one step. What was there is kept beside it. Nobody
    stays signed in.

    Args:
        file: The copy; it is only read.
        replace: Whether a database that is there may make way.
        now: The moment, for the name under which the older one is kept.
        told: Takes how far it is.

    Raises:
        CopyRefused: Nothing was changed; why, and the way out.
    """
    _check_nobody_answers()
    looked, summed = check(file, told)
    try:
        if backups.on_sqlite():
            kept = _restore_sqlite(file, replace=replace, now=now, told=told)
        else:
            kept = _restore_postgres(file, replace=replace, now=now, told=told)
    except OSError as met:
        raise could_not_write(met) from None
    return Restored(looked, kept, summed)


def _check_nobody_answers() -> None:
    from django.conf import settings

    from holdspace.config import addresses

    if addresses.answers(settings.ADDRESS, settings.PORT):
        raise CopyRefused(
            f"something answers at {settings.ADDRESS}:{settings.PORT}. If that is "
            "Holdspace, stop it first; if not, give PORT for this command."
        )
    try:
        holding.hold(settings.DATA, alone=True)
    except holding.InUse:
        raise CopyRefused(IN_USE) from None


def _check_sum(file: Path) -> bool:
    beside = file.with_name(file.name + backups.SUM)
    if not beside.is_file():
        return False
    wanted = beside.read_text(encoding="ascii", errors="replace").partition(" ")[0]
    if wanted.strip() != checksum(file):
        raise CopyRefused(
            f"it is not what {beside.name} was made of: it changed since. Take another "
            "copy; or, if you changed it yourself, remove that file."
        )
    return True


def _restore_sqlite(file: Path, *, replace: bool, now: datetime, told: Told) -> str:
    path = backups.database_path()
    there = path.exists()
    if there and not replace:
        raise CopyRefused(
            f"there is a database at {path} already. --replace keeps it beside, under "
            "another name, and puts the copy in its place."
        )
    kept = path.with_name(f"{path.name}.before-{now:%Y%m%d-%H%M%S}")
    if kept.exists():
        raise CopyRefused(f"{kept.name} is there already. Try again in a second.")
    part = path.with_name(f"{path.name}.restoring")
    check_space(path.parent, 2 * file.stat().st_size)
    try:
        _copy_privately(file, part)
        told("bringing it up to date", 0, 1)
        with _as_database(part):
            _bring_up_to_date()
        told("bringing it up to date", 1, 1)
        sync(part)
        _switch(part, path, kept if there else None)
    finally:
        for ending in ("", *_BESIDE):
            part.with_name(part.name + ending).unlink(missing_ok=True)
    return kept.name if there else ""


def _switch(part: Path, path: Path, kept: Path | None) -> None:
    """Give the new file the name, in one step, and the old one another name."""
    if kept is None:
        # Left from a database that was removed by hand, a log would be read into
        # the new one and damage it.
        for ending in _BESIDE:
            path.with_name(path.name + ending).unlink(missing_ok=True)
    else:
        _close_for_good(path)
        _second_name(path, kept)
        for ending in _BESIDE:
            beside = path.with_name(path.name + ending)
            if beside.exists():
                beside.replace(kept.with_name(kept.name + ending))
    part.replace(path)
    sync(path.parent)


def _close_for_good(path: Path) -> None:
    """Take the old file's log into it, and make sure that nobody has it open.

    A damaged one is what somebody restores after. It is kept as it is, its log beside
    it: opened, SQLite would throw that log away.
    """
    with path.open("rb") as opened:
        if opened.read(len(sqlite.BEGINNING)) != sqlite.BEGINNING:
            return
    try:
        with closing(sqlite3.connect(path, isolation_level=None, timeout=1)) as old:
            # This needs the file for itself, and ends with no log beside it.
            old.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite3.OperationalError as met:
        if met.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise CopyRefused(IN_USE) from None
    except sqlite3.DatabaseError:
        return


def _second_name(path: Path, kept: Path) -> None:
    # With a second name first, there is no moment without a database under the
    # first one: a start in that moment would make an empty one.
    try:
        os.link(path, kept)
    except OSError:
        _copy_privately(path, kept)


def _copy_privately(source: Path, to: Path) -> None:
    to.unlink(missing_ok=True)
    opened = os.open(to, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    if os.geteuid() == 0:
        # Run by root, it is to be readable by whoever the space runs as.
        owner = to.parent.stat()
        os.fchown(opened, owner.st_uid, owner.st_gid)
    with source.open("rb") as reading, os.fdopen(opened, "wb") as writing:
        shutil.copyfileobj(reading, writing, 1 << 20)
        writing.flush()
        os.fsync(writing.fileno())


@contextmanager
def _as_database(path: Path) -> Iterator[None]:
    """Let Django's connection be to this file for a while."""
    from django.db import connection

    connection.close()
    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = path
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def _bring_up_to_date() -> None:
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0, interactive=False)
    # A sign-out since that day would come undone otherwise.
    with connection.cursor() as cursor:
        for table in left_out():
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608 - names from our own description


def _restore_postgres(file: Path, *, replace: bool, now: datetime, told: Told) -> str:
    from django.db import connection

    program = postgres.program("pg_restore")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        if cursor.fetchone()[0]:
            raise CopyRefused(IN_USE)
        there = bool(connection.introspection.table_names(cursor))
        if there and not replace:
            raise CopyRefused(
                "there are tables in this database already. --replace keeps them "
                "beside, in a schema of another name, and puts the copy in their place."
            )
        cursor.execute("SELECT current_schema()")
        schema = connection.ops.quote_name(cursor.fetchone()[0])
        kept = f"before_{now:%Y%m%d_%H%M%S}"
        cursor.execute(f"ALTER SCHEMA {schema} RENAME TO {kept}")
        cursor.execute(f"CREATE SCHEMA {schema}")
        try:
            told("putting it back", 0, 1)
            postgres.run(
                program,
                "--no-owner",
                "--no-privileges",
                "--exit-on-error",
                "--single-transaction",
                f"--schema={schema.strip('"')}",
                f"--dbname={postgres.environment()['PGDATABASE']}",
                str(file),
            )
            told("putting it back", 1, 1)
            _bring_up_to_date()
        except BaseException:
            cursor.execute(f"DROP SCHEMA {schema} CASCADE")
            cursor.execute(f"ALTER SCHEMA {kept} RENAME TO {schema}")
            raise
        if not there:
            with suppress(Exception):
                cursor.execute(f"DROP SCHEMA {kept}")
            kept = ""
    return kept
