"""The only module that reads and writes the journal's tables."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import connection, transaction

from holdspace.core.vault import Sealed
from holdspace.journal.models import Leaving, SealedRow, Waiting
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

MOST_WAITING = 200
"""How many pages may wait for one draft; a person with that many has not slept."""


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
