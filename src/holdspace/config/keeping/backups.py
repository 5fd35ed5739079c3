"""One copy of everything that was confirmed, made while the space is in use."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from holdspace.config.keeping import postgres, sqlite
from holdspace.config.keeping.copies import (
    CopyRefused,
    Looked,
    check_migrations,
    checksum,
    could_not_write,
    sync,
)

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator
    from datetime import datetime

    from holdspace.config.keeping.copies import Told

SUM = ".sha256"
SECRET = ".secret-key"  # noqa: S105 - the end of a file's name
_BESIDE = ("-wal", "-shm", "-journal")


@dataclass(frozen=True)
class Made:
    """A backup that was written, read again and found whole.

    Attributes:
        path: Where it is.
        checksum: The SHA-256 of the file.
        looked: What it holds.
        with_secret: Whether the secret lies beside it.
    """

    path: Path
    checksum: str
    looked: Looked
    with_secret: bool


def on_sqlite() -> bool:
    """Whether this space keeps its rows in one SQLite file."""
    engine: str = settings.DATABASES["default"]["ENGINE"]
    return engine.endswith("sqlite3")


def database_path() -> Path:
    """Where the SQLite file of this space is, or would be."""
    return Path(settings.DATABASES["default"]["NAME"])


def back_up(
    target: Path, *, overwrite: bool, secret: Path | None, now: datetime, told: Told
) -> Made:
    """Write one verified copy of the database to ``target``.

    It appears under its name when it is complete, synced and verified, and not
    before: whatever interrupts it leaves no file there that looks like a backup.

    Args:
        target: A file to be, or a folder, in which a name with the moment is given.
        overwrite: Whether a file of that name may be replaced.
        secret: The secret to put beside it, if it is wanted.
        now: The moment, for the name.
        told: Takes how far it is.

    Raises:
        CopyRefused: Nothing was written under that name; why, and the way out.
    """
    path = _named(target, now)
    _check_target(path, overwrite=overwrite)
    try:
        with _part_of(path) as part:
            counted = _copy(part, told)
            sync(part)
            looked = look(part, told)
            _compare(counted, looked)
            check_migrations(looked)
            total = checksum(part)
            _give_name(part, path, overwrite=overwrite)
        write_private(path.with_name(path.name + SUM), f"{total}  {path.name}\n")
        if secret is not None:
            beside = path.with_name(path.name + SECRET)
            write_private(beside, secret.read_text(encoding="ascii"))
        sync(path.parent)
    except OSError as met:
        raise could_not_write(met) from None
    return Made(path, total, looked, with_secret=secret is not None)


def look(path: Path, told: Told) -> Looked:
    """Open a copy from its file and say what it holds; it is not changed.

    Raises:
        CopyRefused: It is damaged, or of neither kind of database.
    """
    if kind_is_sqlite(path):
        return sqlite.look(path, told)
    return postgres.look(path, told)


def kind_is_sqlite(path: Path) -> bool:
    """Whether a copy is of SQLite; otherwise it is of PostgreSQL.

    Raises:
        CopyRefused: It is of neither, or cannot be read.
    """
    try:
        with path.open("rb") as opened:
            start = opened.read(len(sqlite.BEGINNING))
    except OSError as met:
        raise CopyRefused(f"it could not be read: {met.strerror}.") from None
    if start == sqlite.BEGINNING:
        return True
    if start.startswith(postgres.BEGINNING):
        return False
    raise CopyRefused("this file is no backup, or its beginning is damaged.")


def write_private(path: Path, text: str) -> None:
    """Write a small file whole or not at all, for its owner's eyes alone."""
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    opened = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(opened, "w", encoding="ascii") as writing:
        writing.write(text)
        writing.flush()
        os.fsync(writing.fileno())
    part.replace(path)


def _named(target: Path, now: datetime) -> Path:
    if not target.is_dir():
        return target
    ending = "sqlite3" if on_sqlite() else "pgdump"
    return target / f"holdspace-{now:%Y%m%d-%H%M%S}.{ending}"


def _check_target(path: Path, *, overwrite: bool) -> None:
    if not path.parent.is_dir():
        raise CopyRefused(f"there is no folder {path.parent}. Make it first.")
    if on_sqlite():
        source = database_path()
        if not source.exists():
            raise CopyRefused(
                f"there is no database at {source}. HOLDSPACE_DATA says where it is."
            )
        if path.exists() and path.samefile(source):
            raise CopyRefused("that is the database itself. Give it another name.")
    if path.exists() and not overwrite:
        raise CopyRefused(
            f"{path} is there already. Give another name, a folder, or --overwrite."
        )


@contextmanager
def _part_of(path: Path) -> Iterator[Path]:
    """A private file beside ``path`` to write into; it is gone afterwards."""
    part = path.with_name(f"{path.name}.part")
    opened = os.open(part, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CopyRefused("another backup is writing to that name now.") from None
        # What a killed backup left is not continued.
        os.ftruncate(opened, 0)
        os.fchmod(opened, 0o600)
        try:
            yield part
        finally:
            for ending in ("", *_BESIDE):
                part.with_name(part.name + ending).unlink(missing_ok=True)
    finally:
        os.close(opened)


def _copy(part: Path, told: Told) -> Counter[str]:
    if on_sqlite():
        return sqlite.copy(database_path(), part, told)
    return postgres.copy(part, told)


def _compare(counted: Counter[str], looked: Looked) -> None:
    # A Counter holds nothing of a table without rows, and so do the lines of a dump.
    if +counted != +looked.rows:
        raise CopyRefused(
            "the copy has not the rows that were there to copy. Nothing was kept of it."
        )


def _give_name(part: Path, path: Path, *, overwrite: bool) -> None:
    path.with_name(path.name + SUM).unlink(missing_ok=True)
    if overwrite:
        part.replace(path)
        return
    try:
        # A link never takes the place of a file, even of one made just now.
        os.link(part, path)
    except FileExistsError:
        raise CopyRefused(f"{path} was made by somebody else meanwhile.") from None
    except OSError:
        # Some file systems have no links. The name was free a moment ago.
        part.replace(path)
