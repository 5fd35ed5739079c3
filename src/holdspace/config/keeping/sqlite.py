"""Copies of an SQLite file that is being written to, and what is in a copy."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote

from holdspace.config.keeping.copies import (
    MIGRATIONS,
    CopyRefused,
    Looked,
    check_space,
    disk_full,
    left_out,
    sealed_columns,
    unfit,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from holdspace.config.keeping.copies import Told

BEGINNING = b"SQLite format 3\0"
PAGES_A_STEP = 1024
_FULL = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE)


def copy(source: Path, part: Path, told: Told) -> Counter[str]:
    """Copy the database as it is at this moment, while others go on writing.

    One read transaction is held over the whole copy. Without it each write by
    somebody else would make the copy begin anew; with it nobody waits, and the rows
    can be counted in the very state that is copied.

    Returns:
        How many rows each table had in that state, without what stays out.

    Raises:
        CopyRefused: There is no room, or the source cannot be read.
    """
    with _refusing(), closing(_opened(source, "rw")) as reading:
        reading.execute("BEGIN")
        rows = _rows(reading)
        (pages,) = reading.execute("PRAGMA page_count").fetchone()
        (size,) = reading.execute("PRAGMA page_size").fetchone()
        check_space(part.parent, pages * size)
        with closing(sqlite3.connect(part, isolation_level=None)) as writing:
            # The name is given when all is done, so there is nothing to roll back.
            writing.execute("PRAGMA journal_mode=OFF")
            writing.execute("PRAGMA synchronous=OFF")
            reading.backup(
                writing,
                pages=PAGES_A_STEP,
                progress=lambda _, left, of: told("copying", of - left, of),
            )
        reading.execute("ROLLBACK")
        _empty_log(reading)
    with _refusing(), closing(sqlite3.connect(part, isolation_level=None)) as writing:
        # One file that opens without making others beside it.
        writing.execute("PRAGMA journal_mode=DELETE")
        writing.execute("PRAGMA secure_delete=ON")
        for table in left_out():
            if rows.pop(table, None) is not None:
                writing.execute(f"DELETE FROM {table}")  # noqa: S608 - names from our own description
    return rows


def look(path: Path, told: Told) -> Looked:
    """Read a copy from its file and say what it holds.

    Raises:
        CopyRefused: It is damaged, or not a database.
    """
    try:
        with closing(_opened(path, "ro&immutable=1")) as reading:
            told("checking", 0, 2)
            if reading.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
                raise CopyRefused(
                    "its pages do not fit together: this copy is damaged."
                )
            told("checking", 1, 2)
            rows = _rows(reading)
            found = Looked(rows, _migrations(reading, rows), _unfit(reading, rows))
            told("checking", 2, 2)
            return found
    except sqlite3.DatabaseError:
        raise CopyRefused("it is damaged, or not a database.") from None


def _opened(path: Path, how: str) -> sqlite3.Connection:
    address = f"file:{quote(str(path))}?mode={how}"
    opened = sqlite3.connect(address, uri=True, isolation_level=None, timeout=20)
    opened.execute("PRAGMA temp_store=MEMORY")
    return opened


def _rows(reading: sqlite3.Connection) -> Counter[str]:
    names = reading.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' "
        "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    ).fetchall()
    counted: Counter[str] = Counter()
    for (name,) in names:
        counted[name] = reading.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - read from the schema
    return counted


def _migrations(
    reading: sqlite3.Connection, rows: Counter[str]
) -> frozenset[tuple[str, str]]:
    if MIGRATIONS not in rows:
        return frozenset()
    return frozenset(reading.execute(f"SELECT app, name FROM {MIGRATIONS}"))  # noqa: S608 - a constant


def _unfit(reading: sqlite3.Connection, rows: Counter[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for table, names in sealed_columns().items():
        there = reading.execute("SELECT name FROM pragma_table_info(?)", (table,))
        for name in {one for (one,) in there} & set(names) if table in rows else ():
            # Lengths and first bytes alone: no page of a long row is read for it.
            groups = reading.execute(
                f'SELECT CAST(substr("{name}", 1, 4) AS BLOB), length("{name}"), '  # noqa: S608 - names from our own description
                f'count(*) FROM "{table}" WHERE "{name}" IS NOT NULL GROUP BY 1, 2'
            )
            found[f"{table}.{name}"] = unfit(table, name, groups)
    return +found


def _empty_log(reading: sqlite3.Connection) -> None:
    # While a copy is read, the write-ahead log cannot be emptied, and what was let
    # go of meanwhile stays in it. Nobody is kept waiting for this either.
    reading.execute("PRAGMA busy_timeout=0")
    reading.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as met:
        if getattr(met, "sqlite_errorcode", None) in _FULL:
            raise disk_full() from None
        raise CopyRefused(
            "the database could not be read whole. `holdspace doctor` looks at it."
        ) from None
