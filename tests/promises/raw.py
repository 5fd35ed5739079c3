"""What a thief has: every stored byte, without a key and without Django's models."""

from __future__ import annotations

import base64
import html
import json
from pathlib import Path
from urllib.parse import quote, quote_plus

from django.db import connection

PRIVATE = ("accounts_", "journal_", "sharing_", "care_")


def tables():
    return sorted(connection.introspection.table_names())


def private_tables():
    return [table for table in tables() if table.startswith(PRIVATE)]


def columns(table):
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, table)
    return [column.name for column in found]


def rows(table):
    """Every row of a table as a dict of what the database itself holds."""
    names = columns(table)
    listed = ", ".join(connection.ops.quote_name(name) for name in names)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {listed} FROM {table}")  # noqa: S608
        return [dict(zip(names, map(_plain, row), strict=True)) for row in cursor]


def run(statement, *values):
    """What somebody does who can write to the database."""
    with connection.cursor() as cursor:
        cursor.execute(statement, [_stored(value) for value in values])
        return cursor.rowcount


def one(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, [_stored(value) for value in values])
        found = cursor.fetchone()
    return None if found is None else tuple(map(_plain, found))


def stored(value):
    """An id as this database writes it."""
    return value.hex if connection.vendor == "sqlite" else str(value)


def sealed_row(person, row):
    found = one(
        "SELECT sealed FROM journal_sealedrow WHERE person_id = %s AND id = %s",
        person,
        row,
    )
    return None if found is None else found[0]


def put_sealed(person, row, sealed):
    assert run(
        "UPDATE journal_sealedrow SET sealed = %s WHERE person_id = %s AND id = %s",
        sealed,
        person,
        row,
    )


def manifest(person):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT part, sealed FROM accounts_manifestpart WHERE person_id = %s",
            [stored(person)],
        )
        return {part: bytes(sealed) for part, sealed in cursor}


def put_part(person, part, sealed):
    assert run(
        "UPDATE accounts_manifestpart SET sealed = %s "
        "WHERE person_id = %s AND part = %s",
        sealed,
        person,
        part,
    )


def values(names):
    """Every value of some tables, in one piece."""
    pieces = []
    for table in names:
        for row in rows(table):
            for value in row.values():
                pieces.append(
                    value if isinstance(value, bytes) else str(value).encode()
                )
    return b"\n".join(pieces)


def files():
    """The files of an SQLite database; PostgreSQL's belong to its server."""
    if connection.vendor != "sqlite":
        return []
    name = str(connection.settings_dict["NAME"])
    found = [Path(name), Path(f"{name}-wal"), Path(f"{name}-shm")]
    return [path for path in found if path.exists()]


def file_bytes():
    return b"\n".join(path.read_bytes() for path in files())


def everything():
    """Every table's values, and the files with what lies between the rows."""
    return values(tables()) + b"\n" + file_bytes()


def forms(words):
    """The shapes in which somebody's words could lie somewhere and still be read."""
    plain = words.encode()
    text = [
        quote(words),
        quote_plus(words),
        html.escape(words),
        json.dumps(words)[1:-1],
        plain.hex(),
        *(_base64(plain[start:]) for start in range(3)),
    ]
    found = [plain, words.encode("utf-16-le"), words.encode("utf-16-be")]
    found += [one.encode() for one in text]
    return [one.lower() for one in found]


def found_in(haystack, words):
    """Whether these words can be read in ``haystack`` in any of those shapes."""
    lowered = haystack.lower()
    return any(shape in lowered for shape in forms(words))


def _base64(data):
    whole = data[: len(data) // 3 * 3]
    return base64.b64encode(whole).decode()


def _plain(value):
    if isinstance(value, (memoryview, bytearray)):
        return bytes(value)
    return value


def _stored(value):
    return stored(value) if hasattr(value, "hex") and hasattr(value, "urn") else value
