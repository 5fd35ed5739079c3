"""The only module that reads and writes the table of this room."""

from __future__ import annotations

import secrets
from itertools import batched
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import BinaryField
from django.db.models.functions import Length, Substr

from holdspace.accounts.asking import ask, ask_one, id_of, places, sealed_of
from holdspace.care.models import CareRow
from holdspace.core.vault import Sealed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

_ROWS = f"SELECT id, sealed FROM {CareRow._meta.db_table} WHERE person_id = %s"


def get(person: UUID, row: UUID) -> Sealed | None:
    """Read one sealed row of one person, if it is there."""
    found = ask_one(f"{_ROWS} AND id = %s", person, row)
    return None if found is None else Sealed(bytes(found[1]))


def list_for(person: UUID, rows: Iterable[UUID]) -> dict[UUID, Sealed]:
    """Read some rows of one person; absent ones are left out."""
    wanted = list(rows)
    if not wanted:
        return {}
    found = ask(f"{_ROWS} AND id IN ({places(wanted)})", person, *wanted)
    return sealed_of((id_of(row), sealed) for row, sealed in found)


def put(person: UUID, row: UUID, sealed: Sealed) -> None:
    """Store a row, new or with a new content."""
    CareRow.objects.bulk_create(
        [CareRow(person_id=person, id=row, sealed=sealed)],
        update_conflicts=True,
        unique_fields=["person", "id"],
        update_fields=["sealed"],
    )


def replace_many(person: UUID, rows: Mapping[UUID, Sealed]) -> None:
    """Store a new content for several rows; one that is gone stays gone."""
    for row, sealed in rows.items():
        CareRow.objects.filter(person=person, id=row).update(sealed=sealed)


def remove(person: UUID, row: UUID) -> None:
    """Overwrite a row with noise, then remove it."""
    rows = CareRow.objects.filter(person=person, id=row)
    for (sealed,) in rows.values_list("sealed"):
        rows.update(sealed=secrets.token_bytes(len(sealed)))
    rows.delete()


def list_under_another(person: UUID, header: bytes) -> list[UUID]:
    """The rows of a person whose envelope does not begin with ``header``."""
    head = Substr("sealed", 1, len(header), output_field=BinaryField())
    rows = CareRow.objects.filter(person=person).annotate(head=head)
    return list(rows.exclude(head=header).values_list("id", flat=True))


def overwrite(person: UUID, at_once: int) -> None:
    """Overwrite every row of a person with noise, some at a time; they stay there."""
    rows = CareRow.objects.filter(person=person)
    for some in batched(rows.values_list("id", Length("sealed")), at_once):
        with transaction.atomic():
            noise = {row: Sealed(secrets.token_bytes(size)) for row, size in some}
            replace_many(person, noise)
