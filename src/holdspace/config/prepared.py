"""The database of a new space: made from a prepared file, then brought up to date.

Migrating an empty database takes seconds, because Django renders every step of
its history; reading the finished tables from a file takes none.
"""

from __future__ import annotations

import os
import re
import sqlite3
from importlib.resources import files
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

PREPARED = "prepared.sql"
# Envelopes take 4, 16 or 64 KiB: as half as many pages as SQLite would make of them by
# itself they are read in two thirds of the time. Still larger pages stay half empty.
PAGE_BYTES = 8192
# Whenever the file is written, the moments of migrating are set to this one.
_APPLIED = "'2026-01-01 00:00:00+00:00'"
_MOMENT = re.compile(r"'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[^']*'")


def make_database() -> None:
    """Make the database if there is none, and bring it up to date.

    The file appears under its name only when it is complete, so that a power cut
    in this moment leaves nothing half made.
    """
    default = settings.DATABASES["default"]
    if default["ENGINE"].endswith("sqlite3"):
        path = Path(default["NAME"])
        if not path.exists():
            _from_prepared(path)
    call_command("migrate", verbosity=0, interactive=False)


def dump(path: Path) -> str:
    """Write down the tables and rows of a freshly migrated SQLite file."""
    with sqlite3.connect(path) as connection:
        lines = "\n".join(connection.iterdump())
    return _MOMENT.sub(_APPLIED, lines) + "\n"


def _from_prepared(path: Path) -> None:
    script = files("holdspace.config").joinpath(PREPARED).read_text(encoding="utf-8")
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    connection = sqlite3.connect(unfinished)
    try:
        connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
        connection.executescript(script)
    finally:
        connection.close()
    unfinished.replace(path)
