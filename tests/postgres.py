"""A PostgreSQL server of the tests' own: started for them, thrown away after them.

``HOLDSPACE_TEST_DATABASE=postgres`` asks for it. Its programs are looked for in
``POSTGRES_BIN``, then on the path, then where Debian and Homebrew put them. It
listens on a Unix socket in a folder of its own and nowhere else.
"""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote


class NoServer(Exception):
    """PostgreSQL was asked for, and its programs are not on this machine."""


def wanted() -> str | None:
    """The address of a server for this run, or nothing if SQLite is meant."""
    if os.environ.get("HOLDSPACE_TEST_POSTGRES"):
        return os.environ["HOLDSPACE_TEST_POSTGRES"]
    if os.environ.get("HOLDSPACE_TEST_DATABASE") != "postgres":
        return None
    return start(find_programs())


def find_programs() -> Path:
    """The folder with ``initdb`` and ``postgres``."""
    on_path = shutil.which("initdb")
    places = [
        os.environ.get("POSTGRES_BIN", ""),
        str(Path(on_path).resolve().parent) if on_path else "",
        *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)),
        *map(str, sorted(Path("/opt/homebrew/opt").glob("postgresql*/bin"))),
    ]
    for place in filter(None, places):
        if (Path(place) / "initdb").exists() and (Path(place) / "postgres").exists():
            return Path(place)
    raise NoServer(
        "PostgreSQL's initdb was not found; POSTGRES_BIN can name its folder."
    )


def start(programs: Path) -> str:
    """Start a server and give its address; it stops when this process ends."""
    folder = Path(tempfile.mkdtemp(prefix="holdspace-pg-"))
    # initdb refuses to run as root, so there it runs as somebody with less.
    owner = _owner()
    if owner:
        os.chown(folder, pwd.getpwnam(owner).pw_uid, pwd.getpwnam(owner).pw_gid)
    folder.chmod(0o755)
    extra: Any = {"user": owner, "group": pwd.getpwnam(owner).pw_gid} if owner else {}
    data = folder / "data"
    subprocess.run(
        [
            programs / "initdb",
            "-D",
            data,
            "-U",
            "holdspace",
            "-A",
            "trust",
            "--no-sync",
            "-E",
            "UTF8",
            "--locale=C",
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
        **extra,
    )
    server = subprocess.Popen(
        [
            programs / "postgres",
            "-D",
            data,
            "-k",
            folder,
            "-c",
            "listen_addresses=",
            "-c",
            "fsync=off",
            "-c",
            "max_connections=200",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        **extra,
    )
    atexit.register(_stop, server, folder)
    for _ in range(200):
        if (folder / ".s.PGSQL.5432").exists():
            break
        time.sleep(0.05)
    return f"postgres://holdspace@{quote(str(folder), safe='')}/postgres"


def _owner() -> str | None:
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _stop(server: subprocess.Popen[bytes], folder: Path) -> None:
    server.terminate()
    server.wait(timeout=10)
    shutil.rmtree(folder, ignore_errors=True)
