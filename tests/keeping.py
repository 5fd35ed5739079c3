"""The keeper's commands as a keeper runs them, on the database of the test."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).parents[1]
FREE_PORT = "47013"


@dataclass(frozen=True)
class Place:
    """A data folder, and with PostgreSQL a database, that ``holdspace`` works on."""

    folder: Path
    database: str

    def run(self, *command, **more):
        """Run the command in a process of its own."""
        return subprocess.run(
            [sys.executable, "-m", "holdspace.cli", *map(str, command)],
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            **more,
        )

    def environment(self):
        given = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT / "src"),
            "HOLDSPACE_DATA": str(self.folder),
            "PORT": FREE_PORT,
        }
        return given | self._url()

    def _url(self):
        if connection.vendor == "sqlite":
            return {}
        where = settings.DATABASES["default"]
        address = f"{where['USER']}@{quote(where['HOST'], safe='')}"
        return {"DATABASE_URL": f"postgres://{address}/{self.database}"}

    @contextmanager
    def opened(self):
        """Let everything in this test look into that database for a while."""
        before = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = self.database
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before


def here(folder):
    """The database of this test, as a place."""
    folder.mkdir()
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        # The command takes the folder and gives the file its usual name.
        (folder / "space.sqlite3").symlink_to(name)
    _put_secret(folder)
    return Place(folder, name)


def elsewhere(folder, *, secret=True):
    """A place with no database in it yet, and the secret if a keeper brought it."""
    folder.mkdir()
    if secret:
        _put_secret(folder)
    if connection.vendor == "sqlite":
        return Place(folder, str(folder / "space.sqlite3"))
    name = f"elsewhere_{folder.parent.name}_{os.getpid()}".lower()[:60]
    name = "".join(one if one.isalnum() else "_" for one in name)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
    return Place(folder, name)


def words_of(backup):
    """Everything that stands in a backup, unpacked."""
    if backup.read_bytes().startswith(b"SQLite"):
        return backup.read_bytes()
    return subprocess.run(
        ["pg_restore", "--file=-", backup], capture_output=True, check=True, timeout=60
    ).stdout


def _put_secret(folder):
    path = folder / "secret-key"
    path.write_text(settings.SECRET_KEY)
    path.chmod(0o600)
