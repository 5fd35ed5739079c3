"""Copies of a PostgreSQL database, by its own programs, and what is in a copy."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import Counter
from typing import IO, TYPE_CHECKING, Any

from holdspace.config.keeping.copies import (
    MIGRATIONS,
    CopyRefused,
    Looked,
    disk_full,
    left_out,
    sealed_columns,
    unfit,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from holdspace.config.keeping.copies import Told

BEGINNING = b"PGDMP"
_BYTES = b"\\\\x"  # how a COPY line begins what is stored as bytes
_HEAD = 4
_NAMED = {"connect_timeout": "PGCONNECT_TIMEOUT", "application_name": "PGAPPNAME"}


def copy(part: Path, told: Told) -> Counter[str]:
    """Copy the database as it is at this moment, while others go on writing.

    ``pg_dump`` reads the snapshot in which the rows are counted here.

    Returns:
        How many rows each table had in that snapshot, without what stays out.

    Raises:
        CopyRefused: The program is missing, or did not do it.
    """
    from django.db import connection, transaction

    dump = program("pg_dump")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot(), current_schema()")
        snapshot, schema = cursor.fetchone()
        told("copying", 0, 1)
        run(
            dump,
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--schema={schema}",
            f"--snapshot={snapshot}",
            f"--file={part}",
            *(f"--exclude-table-data={schema}.{table}" for table in left_out()),
        )
        told("copying", 1, 1)
        return _rows(cursor)


def look(path: Path, told: Told) -> Looked:
    """Read a copy from its file and say what it holds.

    Raises:
        CopyRefused: It is damaged, or the program that reads it is missing.
    """
    rows: Counter[str] = Counter()
    steps: set[tuple[str, str]] = set()
    seen: dict[tuple[str, str], Counter[tuple[bytes, int]]] = {}
    wanted = sealed_columns()
    told("checking", 0, 1)
    for table, names, line in _lines(path):
        rows[table] += 1
        values = dict(zip(names, line.split(b"\t"), strict=True))
        if table == MIGRATIONS:
            steps.add((values["app"].decode(), values["name"].decode()))
        for name in wanted.get(table, ()):
            value = values.get(name, b"\\N")
            if value != b"\\N":
                measured = seen.setdefault((table, name), Counter())
                measured[_measure(value)] += 1
    told("checking", 1, 1)
    bad: Counter[str] = Counter()
    for (table, name), sizes in seen.items():
        groups = ((*measured, times) for measured, times in sizes.items())
        bad[f"{table}.{name}"] = unfit(table, name, groups)
    return Looked(rows, frozenset(steps), +bad)


def program(name: str) -> str:
    """Find one of PostgreSQL's own programs.

    Raises:
        CopyRefused: It is not on this machine.
    """
    found = shutil.which(name)
    if found is None:
        raise CopyRefused(
            f"{name} was not found. It comes with PostgreSQL's client programs: on "
            "Debian `apt install postgresql-client`, in the version of the server."
        )
    return found


def run(*command: str) -> None:
    """Run one of PostgreSQL's programs on the database of the settings.

    Raises:
        CopyRefused: It ended with a complaint, which is handed on.
    """
    done = subprocess.run(  # noqa: S603 - a program of the keeper's own machine
        command, env=environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        _complain(done.stderr)


def environment() -> dict[str, str]:
    """Where the database is and how it opens, as PostgreSQL's programs read it.

    The password goes through the environment: a command line can be read by
    everybody on the machine.
    """
    from django.conf import settings

    default: dict[str, Any] = settings.DATABASES["default"]
    given = {
        "PGDATABASE": default["NAME"],
        "PGUSER": default["USER"],
        "PGPASSWORD": default["PASSWORD"],
        "PGHOST": default["HOST"],
        "PGPORT": default["PORT"],
    }
    for name, value in default.get("OPTIONS", {}).items():
        if isinstance(value, str):
            given[_NAMED.get(name, f"PG{name.upper()}")] = value
    return os.environ | {name: value for name, value in given.items() if value}


def _complain(said: str) -> None:
    if "No space left" in said:
        raise disk_full()
    lines = said.strip().splitlines() or ["it gave no reason"]
    raise CopyRefused(lines[0])


def _rows(cursor: Any) -> Counter[str]:  # noqa: ANN401 - Django's cursor wrapper
    from django.db import connection

    counted: Counter[str] = Counter()
    without = left_out()
    for table in connection.introspection.table_names(cursor):
        if table not in without:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - read from the schema
            counted[table] = cursor.fetchone()[0]
    return counted


def _lines(path: Path) -> Iterator[tuple[str, list[str], bytes]]:
    command = (program("pg_restore"), "--data-only", "--file=-", str(path))
    with subprocess.Popen(  # noqa: S603 - a program of the keeper's own machine
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as reading:
        if reading.stdout is None or reading.stderr is None:
            raise CopyRefused("it could not be read.")
        yield from _copied(reading.stdout)
        said = reading.stderr.read().decode(errors="replace")
    if reading.returncode:
        _complain(said)


def _copied(lines: IO[bytes]) -> Iterator[tuple[str, list[str], bytes]]:
    table, names = "", list[str]()
    for raw in lines:
        line = raw.rstrip(b"\n")
        if not table and line.startswith(b"COPY "):
            head, _, rest = line.decode().partition(" (")
            table = head.removeprefix("COPY ").rpartition(".")[2].strip('"')
            names = [one.strip(' "') for one in rest.partition(")")[0].split(",")]
        elif line == b"\\.":
            table = ""
        elif table:
            yield table, names, line


def _measure(value: bytes) -> tuple[bytes, int]:
    if not value.startswith(_BYTES):
        return b"", 0
    digits = value[len(_BYTES) :]
    return bytes.fromhex(digits[: 2 * _HEAD].decode()), len(digits) // 2
