"""What this server holds about one person: every stored column, with its bytes.

It is read from the schema of the running database, whatever tables that has, so it
looks into the tables of every room. It reads whole bytes and opens nothing; ADR 0021
tells why that does not go through each room's store.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from holdspace.accounts import columns, store
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from holdspace.accounts.columns import Column

FEW: Final = 2
PAGE: Final = 25
_NAMES_A_PERSON: Final = ("person_id", "person")
_CLEAR: Final = 1024
_UNKNOWN: Final = columns.Column("not described yet", "not described yet", "")


@dataclass(frozen=True, slots=True)
class Value:
    """One stored value.

    Attributes:
        column: Its column.
        text: What stands there in clear, as it is stored.
        hex: Its first bytes, in groups of four.
        length: How many bytes it has.
        cut: Whether there are more than are shown.
        empty: Whether nothing is stored there.
    """

    column: str
    text: str
    hex: str
    length: int
    cut: bool
    empty: bool


@dataclass(frozen=True, slots=True)
class Named:
    """One column of a table, and what is said of it."""

    name: str
    described: Column
    kind: str

    @property
    def binary(self) -> bool:
        """Whether it holds bytes, not text or a number."""
        return self.kind == "BinaryField"


@dataclass(frozen=True, slots=True)
class Held:
    """What one table holds about one person.

    Attributes:
        name: The table.
        says: What it is for, in one sentence.
        columns: Its columns.
        count: How many rows are this person's.
        size: How many bytes these have in all.
        rows: Some of these rows.
    """

    name: str
    says: str
    columns: tuple[Named, ...]
    count: int
    size: str
    rows: tuple[tuple[Value, ...], ...]

    @property
    def sealed(self) -> int:
        """How many of its columns hold envelopes."""
        return sum(one.described.pad is not None for one in self.columns)


@dataclass(frozen=True, slots=True)
class Everything:
    """What all tables hold about one person.

    Attributes:
        held: Tables with rows of this person.
        nothing: Tables that could have some and have none.
        nobody: Tables in which no row leads to a person.
    """

    held: tuple[Held, ...]
    nothing: tuple[Held, ...]
    nobody: tuple[Held, ...]


def everything(person: UUID) -> Everything:
    """Tell of every table of the database what it holds about this person."""
    held, nothing, nobody = [], [], []
    for schema in _schemas():
        road = schema.road(person)
        if road is None:
            nobody.append(_empty(schema))
        elif (one := _held(schema, road, first=0, most=FEW)).count:
            held.append(one)
        else:
            nothing.append(one)
    return Everything(tuple(held), tuple(nothing), tuple(nobody))


def rows_of(person: UUID, table: str, page: int) -> tuple[Held, int]:
    """Tell the rows of one page of one table.

    Returns:
        The table with these rows, and how many pages there are.

    Raises:
        NotThere: No such table has rows of this person, or not so many.
    """
    for schema in _schemas():
        road = schema.road(person)
        if schema.name != table or road is None:
            continue
        found = _held(schema, road, first=(page - 1) * PAGE, most=PAGE)
        if found.rows:
            return found, -(-found.count // PAGE)
    raise NotThere


@dataclass(frozen=True, slots=True)
class _Road:
    """How rows of one person are found in a table: a condition and its values."""

    condition: str
    values: tuple[str | UUID, ...]


@dataclass(frozen=True)
class _Schema:
    """One table as the database itself describes it."""

    name: str
    columns: tuple[Named, ...]
    keys: tuple[str, ...]
    relations: dict[str, tuple[str, str]]
    others: dict[str, _Schema]

    def road(self, person: UUID) -> _Road | None:
        """How to find this person's rows; nothing if no way leads from here to them."""
        return self._road(_stored(person), frozenset())

    def _road(self, person: str | UUID, seen: frozenset[str]) -> _Road | None:
        if self.name == store.PEOPLE:
            return _Road(f"{_quoted(self.keys[0])} = %s", (person,))
        parts = list(self._parts(person, seen | {self.name}))
        if not parts:
            return None
        conditions = " OR ".join(part.condition for part in parts)
        return _Road(f"({conditions})", sum((part.values for part in parts), ()))

    def _parts(self, person: str | UUID, seen: frozenset[str]) -> Iterator[_Road]:
        for column in self.columns:
            target, table = self.relations.get(column.name, ("", ""))
            here = _quoted(column.name)
            if table == store.PEOPLE:
                yield _Road(f"{here} = %s", (person,))
            elif not table and column.name in _NAMES_A_PERSON:
                # Not bound to a person by the database, and named as if it were.
                text = connection.vendor != "sqlite" and column.kind != "UUIDField"
                place = f"CAST({here} AS text)" if text else here
                yield _Road(f"{place} = %s", (str(person) if text else person,))
            elif table in self.others and table not in seen:
                further = self.others[table]._road(person, seen)
                if further is not None:
                    inner = f"SELECT {_quoted(target)} FROM {_quoted(table)}"  # noqa: S608 - names of the schema
                    condition = f"{here} IN ({inner} WHERE {further.condition})"
                    yield _Road(condition, further.values)


def _schemas() -> list[_Schema]:
    """Every table, in the order of the descriptions, what is undescribed last."""
    found: dict[str, _Schema] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            found[table] = _schema(cursor, table, found)
    order = {name: number for number, name in enumerate(columns.tables())}
    return sorted(found.values(), key=lambda one: order.get(one.name, len(order)))


def _schema(cursor: Any, table: str, others: dict[str, _Schema]) -> _Schema:  # noqa: ANN401 - Django's cursor
    see = connection.introspection
    named = tuple(
        Named(
            name=one.name,
            described=columns.described().get((table, one.name), _UNKNOWN),
            kind=str(see.get_field_type(one.type_code, one)),
        )
        for one in see.get_table_description(cursor, table)
    )
    relations = {
        name: (str(other[0]), str(other[1]))
        for name, other in see.get_relations(cursor, table).items()
    }
    keys = tuple(see.get_primary_key_columns(cursor, table) or [named[0].name])
    return _Schema(table, named, keys, relations, others)


def _empty(schema: _Schema) -> Held:
    described = columns.tables().get(schema.name)
    says = "This table is not described yet." if described is None else described.says
    return Held(schema.name, says, schema.columns, count=0, size="", rows=())


def _held(schema: _Schema, road: _Road, *, first: int, most: int) -> Held:
    lengths = [f"length({_bytes(one)})" for one in schema.columns]
    sizes = ", ".join(f"coalesce(sum({length}), 0)" for length in lengths)
    where = f"FROM {_quoted(schema.name)} WHERE {road.condition}"
    order = ", ".join(_quoted(key) for key in schema.keys)
    wanted = ", ".join(
        f"substr({_bytes(one)}, 1, {one.described.shown if one.binary else _CLEAR}), "
        f"{length}"
        for one, length in zip(schema.columns, lengths, strict=True)
    )
    empty = _empty(schema)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*), {sizes} {where}", road.values)
        count, *sums = cursor.fetchone()
        cursor.execute(
            f"SELECT {wanted} {where} ORDER BY {order} LIMIT %s OFFSET %s",
            (*road.values, most, first),
        )
        rows = tuple(_row(schema, found) for found in cursor.fetchall())
    return Held(
        empty.name, empty.says, empty.columns, count, _size(int(sum(sums))), rows
    )


def _row(schema: _Schema, found: tuple[Any, ...]) -> tuple[Value, ...]:
    pairs = zip(found[::2], found[1::2], strict=True)
    return tuple(
        _value(one, start, length)
        for one, (start, length) in zip(schema.columns, pairs, strict=True)
    )


def _value(column: Named, start: Any, length: int | None) -> Value:  # noqa: ANN401 - as the driver gives it
    if start is None or length is None:
        return Value(column.name, "", "", 0, cut=False, empty=True)
    given = bytes(start)
    guarded = column.described.shown < columns.WHOLE
    shown = given[: column.described.shown] if guarded else given
    return Value(
        column=column.name,
        text="" if column.binary else shown.decode("utf-8", "replace"),
        hex=shown[: columns.WHOLE].hex(" ", -4),
        length=length,
        cut=len(shown) < length,
        empty=False,
    )


def _bytes(column: Named) -> str:
    """The expression of a column's bytes: of what is no bytes, as it is written."""
    name = _quoted(column.name)
    if column.binary:
        return name
    if connection.vendor == "sqlite":
        return f"CAST({name} AS BLOB)"
    return f"convert_to({name}::text, 'UTF8')"


def _stored(person: UUID) -> str | UUID:
    return person.hex if connection.vendor == "sqlite" else person


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _size(count: int) -> str:
    if count < 10_000:
        return f"{count:,} bytes"
    return f"{-(-count // 1024):,} KiB"
