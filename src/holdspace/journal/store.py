"""The only module that reads and writes the journal's tables."""

from __future__ import annotations

import secrets
from itertools import batched
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import BinaryField
from django.db.models.functions import Length, Substr

from holdspace.core.vault import Sealed
from holdspace.journal.models import IndexPart, Leaving, SealedRow, Waiting
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

MOST_WAITING = 200
"""How many pages may wait for one draft; a person with that many has not slept."""

_FEW = 32
"""How many parts of an index are asked for by their numbers."""


class TooMuchWaiting(Exception):
    """More came in for a locked draft than is taken before it is opened."""


def add(person: UUID, row: UUID, sealed: Sealed) -> None:
    """Store a new sealed row."""
    SealedRow.objects.create(person_id=person, id=row, sealed=sealed)


def get(person: UUID, row: UUID) -> Sealed:
    """Read one sealed row of one person.

    Raises:
        NotThere: It does not exist, or it is somebody else's.
    """
    found = SealedRow.objects.filter(person=person, id=row).values_list("sealed")
    first = found.first()
    if first is None:
        raise NotThere
    return Sealed(bytes(first[0]))


def is_staying(person: UUID, row: UUID) -> bool:
    """Whether a person has such a row and has not let go of it."""
    if Leaving.objects.filter(person=person, id=row).exists():
        return False
    return SealedRow.objects.filter(person=person, id=row).exists()


def list_for(person: UUID, rows: Iterable[UUID]) -> dict[UUID, Sealed]:
    """Read some rows of one person; absent ones are left out."""
    found = SealedRow.objects.filter(person=person, id__in=list(rows))
    return {row: Sealed(bytes(s)) for row, s in found.values_list("id", "sealed")}


def list_under_another(person: UUID, header: bytes) -> list[UUID]:
    """The rows of a person whose envelope does not begin with ``header``."""
    rows = SealedRow.objects.filter(person=person)
    return list(_beginning(rows, header).values_list("id", flat=True))


def list_waiting_to_another(person: UUID, header: bytes) -> dict[UUID, Sealed]:
    """What waits of a person, whose envelope does not begin with ``header``."""
    rows = _beginning(Waiting.objects.filter(person=person), header)
    return {page: Sealed(bytes(s)) for page, s in rows.values_list("id", "sealed")}


def replace_many(person: UUID, rows: Mapping[UUID, Sealed]) -> None:
    """Store a new content for several rows; one that is gone stays gone."""
    _put(SealedRow, person, rows)


def replace_waiting(person: UUID, rows: Mapping[UUID, Sealed]) -> None:
    """Store what waits, sealed to another public key; what is gone stays gone."""
    _put(Waiting, person, rows)


def replace(person: UUID, row: UUID, sealed: Sealed) -> None:
    """Store a new content for a row."""
    SealedRow.objects.filter(person=person, id=row).update(sealed=sealed)


def remove(person: UUID, row: UUID) -> None:
    """Overwrite a row with noise, then remove it and what waited for it."""
    rows = SealedRow.objects.filter(person=person, id=row)
    for (sealed,) in rows.values_list("sealed"):
        rows.update(sealed=secrets.token_bytes(len(sealed)))
    rows.delete()
    remove_waiting(person, row)


def overwrite(person: UUID, at_once: int) -> None:
    """Overwrite every row of a person with noise, some at a time; they stay there."""
    for model in (SealedRow, Waiting):
        every = model._default_manager.filter(person=person)
        sizes = list(every.values_list("id", Length("sealed")))
        for some in batched(sizes, at_once):
            noise = {row: Sealed(secrets.token_bytes(size)) for row, size in some}
            with transaction.atomic():
                _put(model, person, noise)
    parts = IndexPart.objects.filter(person=person).values_list(
        "part", Length("sealed")
    )
    for pages in batched(list(parts), at_once):
        replace_index(person, {p: Sealed(secrets.token_bytes(n)) for p, n in pages})


def add_waiting(
    person: UUID, page: UUID, draft: UUID, count: int, sealed: Sealed
) -> None:
    """Store what came in for a locked draft; an older save of a page changes nothing.

    Raises:
        TooMuchWaiting: The draft has too many pages waiting already.
    """
    waiting = Waiting.objects.filter(person=person, draft=draft)
    same_page = waiting.filter(id=page)
    with transaction.atomic():
        if not same_page.exists() and waiting.count() >= MOST_WAITING:
            raise TooMuchWaiting
        # Two saves of one page may arrive at once, and an unlocking may take the row
        # out in between: then there is nothing to change, and it is made anew.
        kept = False
        while not kept:
            _, kept = Waiting.objects.get_or_create(
                person_id=person,
                id=page,
                defaults={"draft": draft, "count": count, "sealed": sealed},
            )
            newer = same_page.filter(count__lte=count)
            kept = kept or bool(newer.update(count=count, sealed=sealed))
            kept = kept or same_page.filter(count__gt=count).exists()


def list_waiting(person: UUID, draft: UUID) -> dict[UUID, Sealed]:
    """Read what waits for a draft, by the page it was written on.

    The rows are held until the transaction ends, so that nothing newer is taken
    away unread with them.
    """
    rows = Waiting.objects.select_for_update().filter(person=person, draft=draft)
    return {page: Sealed(bytes(s)) for page, s in rows.values_list("id", "sealed")}


def is_waiting(person: UUID, draft: UUID) -> bool:
    """Whether anything waits for a draft."""
    return Waiting.objects.filter(person=person, draft=draft).exists()


def list_drafts_waited_for(person: UUID) -> set[UUID]:
    """The drafts of a person for which something waits."""
    rows = Waiting.objects.filter(person=person)
    return set(rows.values_list("draft", flat=True).distinct())


def replace_waiting_draft(person: UUID, draft: UUID, other: UUID) -> None:
    """Let what waits for one draft wait for another."""
    Waiting.objects.filter(person=person, draft=draft).update(draft=other)


def remove_waiting(
    person: UUID, draft: UUID, pages: Iterable[UUID] | None = None
) -> None:
    """Remove what waited for a draft: all of it, or what these pages sent."""
    rows = Waiting.objects.filter(person=person, draft=draft)
    if pages is not None:
        rows = rows.filter(id__in=list(pages))
    rows.delete()


def list_index(person: UUID, parts: Sequence[int]) -> dict[int, Sealed]:
    """Read some parts of a person's index; absent ones are left out."""
    rows = IndexPart.objects.filter(person=person)
    if len(parts) > _FEW:
        # Naming hundreds of parts costs more than passing over some between them.
        wanted = set(parts)
        found = rows.filter(part__range=(min(parts), max(parts)))
        pairs = found.values_list("part", "sealed").iterator()
        return {p: Sealed(bytes(s)) for p, s in pairs if p in wanted}
    pairs = rows.filter(part__in=parts).values_list("part", "sealed").iterator()
    return {p: Sealed(bytes(s)) for p, s in pairs}


def replace_index(person: UUID, parts: dict[int, Sealed]) -> None:
    """Store some parts of a person's index, new or changed."""
    IndexPart.objects.bulk_create(
        [IndexPart(person_id=person, part=p, sealed=s) for p, s in parts.items()],
        update_conflicts=True,
        unique_fields=["person", "part"],
        update_fields=["sealed"],
    )


def remove_index(person: UUID) -> None:
    """Throw a person's index away; it is made again when it is needed."""
    IndexPart.objects.filter(person=person).delete()


def remove_index_under_another(person: UUID, header: bytes) -> None:
    """Throw away what lies of an index under another key than ``header`` names."""
    _beginning(IndexPart.objects.filter(person=person), header).delete()


def add_leaving(person: UUID, row: UUID, overwrite_at: datetime) -> None:
    """Note that a row is to be overwritten."""
    Leaving.objects.update_or_create(
        person_id=person, id=row, defaults={"overwrite_at": overwrite_at}
    )


def remove_leaving(person: UUID, row: UUID) -> bool:
    """Take that note back; says whether it was still there."""
    return Leaving.objects.filter(person=person, id=row).delete()[0] == 1


def remove_left(now: datetime) -> int:
    """Overwrite and remove every row whose time has come; says how many.

    On SQLite the write-ahead log is emptied too: it may hold the pages as they
    were before. PostgreSQL keeps old pages until it vacuums.
    """
    due = list(
        Leaving.objects.filter(overwrite_at__lte=now).values_list("person_id", "id")
    )
    for person, row in due:
        with transaction.atomic():
            # Asked again inside the transaction: it may have been undone meanwhile.
            if remove_leaving(person, row):
                remove(person, row)
    if due and connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return len(due)


def count_due(by: datetime) -> int:
    """How many rows were to be overwritten before ``by`` and are still here."""
    return Leaving.objects.filter(overwrite_at__lte=by).count()


def _beginning[Row: (SealedRow, Waiting, IndexPart)](
    rows: QuerySet[Row], header: bytes
) -> QuerySet[Row]:
    head = Substr("sealed", 1, len(header), output_field=BinaryField())
    return rows.annotate(head=head).exclude(head=header)


def _put(
    model: type[SealedRow | Waiting], person: UUID, rows: Mapping[UUID, Sealed]
) -> None:
    # One prepared statement for all of them: an update each through the ORM takes
    # longer than sealing does. An upsert would bring a row back that the sweeper
    # removed in this moment.
    if not rows:
        return
    ident = model._meta.get_field("id")
    whose = ident.get_db_prep_value(person, connection)
    table = connection.ops.quote_name(model._meta.db_table)
    statement = f"UPDATE {table} SET sealed = %s WHERE person_id = %s AND id = %s"  # noqa: S608  (our own table's name)
    values = [
        (sealed, whose, ident.get_db_prep_value(row, connection))
        for row, sealed in rows.items()
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)
