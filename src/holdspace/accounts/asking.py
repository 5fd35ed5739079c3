"""Asking the tables in SQL of our own: for the few reads that every page makes.

The ORM makes its SQL anew for each query, which takes eight times as long as the
answer does. What is asked a dozen times for one page is asked here instead.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.db import connection

from holdspace.core.vault import Sealed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    type Bytes = bytes | memoryview[int]
    type Asked = UUID | datetime | str | int


def ask(sql: str, *values: Asked) -> list[tuple[Any, ...]]:
    """Read rows; ``values`` take the places of ``%s``, ids and moments as they are."""
    with connection.cursor() as cursor:
        cursor.execute(sql, [_bound(value) for value in values])
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def each(sql: str, *values: Asked) -> Iterator[tuple[Any, ...]]:
    """Read rows one at a time, so that what was worked through is let go of.

    Memory that is used again is quick; many megabytes that are fresh are not.
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [_bound(value) for value in values])
        yield from cursor


def ask_one(sql: str, *values: Asked) -> tuple[Any, ...] | None:
    """Read the first row, if there is one."""
    with connection.cursor() as cursor:
        cursor.execute(sql, [_bound(value) for value in values])
        found: tuple[Any, ...] | None = cursor.fetchone()
        return found


def places(values: Sequence[object]) -> str:
    """As many places as there are values, for ``IN (…)``."""
    return ", ".join(["%s"] * len(values))


def sealed_of[Key](pairs: Iterable[tuple[Key, Bytes]]) -> dict[Key, Sealed]:
    """Take pairs of a key and sealed bytes as a mapping."""
    return {key: Sealed(bytes(sealed)) for key, sealed in pairs}


def id_of(value: UUID | str) -> UUID:
    """An id as it was read: SQLite keeps it as 32 digits."""
    return value if isinstance(value, UUID) else UUID(hex=value)


def moment_of(value: datetime) -> datetime:
    """A moment as it was read: SQLite keeps it in UTC without saying so."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _bound(value: Asked) -> str | int | datetime:
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        adapted: Any = connection.ops.adapt_datetimefield_value(value)
        return cast("str | datetime", adapted)
    return value
