"""The only module that reads and writes the journal's tables."""

from __future__ import annotations

import secrets
from itertools import batched
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import BinaryField, F
from django.db.models.functions import Length, Substr

from holdspace.accounts.asking import ask, ask_one, each, id_of, places, sealed_of
from holdspace.core.vault import Sealed
from holdspace.journal.models import (
    IndexPart,
    Leaving,
    Letter,
    LetterTally,
    Link,
    SealedRow,
    Slip,
    Waiting,
)
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

MOST_WAITING = 200
"""How many pages may wait for one draft; a person with that many has not slept."""

type Arrived = type[Waiting] | type[Slip]
WAITING_PAGES = Waiting
SLIPS = Slip

_ROWS = f"SELECT id, sealed FROM {SealedRow._meta.db_table} WHERE person_id = %s"
_SLIPS = f"SELECT id, sealed FROM {Slip._meta.db_table} WHERE person_id = %s"
_INDEX = f"SELECT part, sealed FROM {IndexPart._meta.db_table} WHERE person_id = %s"
_IN_ORDER = "ORDER BY part"
_WAITED_FOR = (
    f"SELECT DISTINCT draft FROM {Waiting._meta.db_table} WHERE person_id = %s"
)
_FEW = 32
"""How many parts of an index are asked for by their numbers."""


class TooMuchWaiting(Exception):
    """More came in for a locked draft than is taken before it is opened."""


def add(person: UUID, row: UUID, sealed: Sealed) -> None:
    """Store a new sealed row."""
    SealedRow.objects.create(person_id=person, id=row, sealed=sealed)


def add_all(person: UUID, rows: Mapping[UUID, Sealed]) -> None:
    """Store sealed rows that the list has not named yet.

    What stood under such an id unlisted gives way, and so does a note that it is to
    be overwritten: that was about something that is gone.
    """
    leaving = Leaving.objects.filter(person=person)
    if leaving.exists():
        leaving.filter(id__in=list(rows)).delete()
    _execute_for(
        SealedRow,
        "INSERT INTO {table} (sealed, person_id, id) VALUES (%s, %s, %s) "
        "ON CONFLICT (person_id, id) DO UPDATE SET sealed = excluded.sealed",
        person,
        rows,
    )


def get(person: UUID, row: UUID) -> Sealed:
    """Read one sealed row of one person.

    Raises:
        NotThere: It does not exist, or it is somebody else's.
    """
    found = ask_one(f"{_ROWS} AND id = %s", person, row)
    if found is None:
        raise NotThere
    return Sealed(bytes(found[1]))


def is_staying(person: UUID, row: UUID) -> bool:
    """Whether a person has such a row and has not let go of it."""
    if Leaving.objects.filter(person=person, id=row).exists():
        return False
    return SealedRow.objects.filter(person=person, id=row).exists()


def list_for(person: UUID, rows: Iterable[UUID]) -> dict[UUID, Sealed]:
    """Read some rows of one person; absent ones are left out."""
    wanted = list(rows)
    if not wanted:
        return {}
    found = ask(f"{_ROWS} AND id IN ({places(wanted)})", person, *wanted)
    return sealed_of((id_of(row), sealed) for row, sealed in found)


def list_under_another(person: UUID, header: bytes) -> list[UUID]:
    """The rows of a person whose envelope does not begin with ``header``."""
    rows = SealedRow.objects.filter(person=person)
    return list(_beginning(rows, header).values_list("id", flat=True))


def list_sealed_to_another(
    kind: Arrived, person: UUID, header: bytes
) -> dict[UUID, Sealed]:
    """What arrived for a person, whose envelope does not begin with ``header``."""
    if kind is Slip:
        slips = _beginning(Slip.objects.filter(person=person), header)
        return sealed_of(slips.values_list("id", "sealed"))
    pages = _beginning(Waiting.objects.filter(person=person), header)
    return sealed_of(pages.values_list("id", "sealed"))


def replace_many(person: UUID, rows: Mapping[UUID, Sealed]) -> None:
    """Store a new content for several rows; one that is gone stays gone."""
    _put(SealedRow, person, rows)


def replace_arrived(kind: Arrived, person: UUID, rows: Mapping[UUID, Sealed]) -> None:
    """Store what arrived, sealed to another public key; what is gone stays gone."""
    _put(kind, person, rows)


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
    for model in (SealedRow, Waiting, Slip):
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
    return {id_of(draft) for (draft,) in ask(_WAITED_FOR, person)}


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


def get_index(person: UUID, part: int) -> Sealed | None:
    """Read one part of a person's index, if it is there."""
    found = ask_one(f"{_INDEX} AND part = %s", person, part)
    return None if found is None else Sealed(bytes(found[1]))


def read_index(person: UUID, parts: Sequence[int]) -> Iterator[tuple[int, Sealed]]:
    """Read some parts of a person's index, in their order; absent ones are left out."""
    if not parts:
        return
    wanted = set(parts)
    if len(wanted) > _FEW:
        # Naming hundreds of parts costs more than passing over some between them.
        ends = min(wanted), max(wanted)
        found = each(f"{_INDEX} AND part BETWEEN %s AND %s {_IN_ORDER}", person, *ends)
    else:
        named = f"{_INDEX} AND part IN ({places(parts)}) {_IN_ORDER}"
        found = each(named, person, *parts)
    for part, sealed in found:
        if part in wanted:
            yield part, Sealed(bytes(sealed))


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
    """Overwrite and remove every row whose time has come; says how many."""
    due = list(
        Leaving.objects.filter(overwrite_at__lte=now).values_list("person_id", "id")
    )
    for person, row in due:
        with transaction.atomic():
            # Asked again inside the transaction: it may have been undone meanwhile.
            if remove_leaving(person, row):
                remove(person, row)
    return len(due)


def add_slip(person: UUID, slip: UUID, sealed: Sealed, *, most: int) -> None:
    """Store what came in without a key; the same slip a second time changes nothing.

    Raises:
        TooMuchWaiting: The person has ``most`` of them waiting already.
    """
    slips = Slip.objects.filter(person=person)
    with transaction.atomic():
        if not slips.filter(id=slip).exists() and slips.count() >= most:
            raise TooMuchWaiting
        Slip.objects.get_or_create(
            person_id=person, id=slip, defaults={"sealed": sealed}
        )


def list_slips(person: UUID) -> dict[UUID, Sealed]:
    """Read what came in for a person without a key."""
    return sealed_of((id_of(slip), sealed) for slip, sealed in ask(_SLIPS, person))


def remove_slip(person: UUID, slip: UUID) -> bool:
    """Remove a slip; says whether it was still there."""
    return Slip.objects.filter(person=person, id=slip).delete()[0] == 1


def add_letter(letter: UUID, due_at: datetime, sealed: Sealed) -> None:
    """Store a mail that is to go out."""
    Letter.objects.create(id=letter, due_at=due_at, sealed=sealed)


def list_due_letters(now: datetime) -> list[UUID]:
    """The mails whose time has come, the longest waiting first."""
    due = Letter.objects.filter(due_at__lte=now).order_by("due_at", "id")
    return list(due.values_list("id", flat=True))


def hold_letter(letter: UUID, now: datetime, until: datetime) -> bool:
    """Take a mail whose time has come, so that nobody else does before ``until``.

    Returns:
        Whether it was there to be taken.
    """
    due = Letter.objects.filter(id=letter, due_at__lte=now)
    return due.update(due_at=until) == 1


def get_letter(letter: UUID) -> Sealed:
    """Read a mail that is to go out.

    Raises:
        NotThere: It was sent, given up or taken back.
    """
    found = Letter.objects.filter(id=letter).values_list("sealed").first()
    if found is None:
        raise NotThere
    return Sealed(bytes(found[0]))


def has_letter(letter: UUID) -> bool:
    """Whether a mail is still to go out."""
    return Letter.objects.filter(id=letter).exists()


def list_letters() -> dict[UUID, Sealed]:
    """Read all mails that are to go out, of all people."""
    return sealed_of(Letter.objects.values_list("id", "sealed"))


def remove_letters_before(moment: datetime) -> None:
    """Remove mails that were due so long ago that their windows are over."""
    Letter.objects.filter(due_at__lte=moment).delete()


def replace_due(letter: UUID, due_at: datetime) -> None:
    """Let a mail be tried again at another time."""
    Letter.objects.filter(id=letter).update(due_at=due_at)


def remove_letter(letter: UUID) -> bool:
    """Remove a mail; says whether it was still there."""
    return Letter.objects.filter(id=letter).delete()[0] == 1


def count_letters() -> int:
    """How many mails are to go out."""
    return Letter.objects.count()


def add_link(link: str, ends_at: datetime, sealed: Sealed) -> None:
    """Store what a link allows; a second try at the same mail changes nothing."""
    Link.objects.get_or_create(id=link, defaults={"ends_at": ends_at, "sealed": sealed})


def get_link(link: str) -> Sealed:
    """Read what a link allows.

    Raises:
        NotThere: There is no such link: it ended, was used, or never was.
    """
    found = Link.objects.filter(id=link).values_list("sealed").first()
    if found is None:
        raise NotThere
    return Sealed(bytes(found[0]))


def remove_link(link: str) -> bool:
    """Remove a link; says whether it was still there."""
    return Link.objects.filter(id=link).delete()[0] == 1


def remove_ended_links(now: datetime) -> None:
    """Remove the links whose window is over."""
    Link.objects.filter(ends_at__lte=now).delete()


def tally(what: str) -> None:
    """Count one mail that was sent, or given up."""
    LetterTally.objects.get_or_create(id=what)
    LetterTally.objects.filter(id=what).update(count=F("count") + 1)


def get_tally(what: str) -> int:
    """How many mails were sent, or given up."""
    found = LetterTally.objects.filter(id=what).values_list("count").first()
    return 0 if found is None else int(found[0])


def count_due(by: datetime) -> int:
    """How many rows were to be overwritten before ``by`` and are still here."""
    return Leaving.objects.filter(overwrite_at__lte=by).count()


def _beginning[Row: (SealedRow, Waiting, Slip, IndexPart)](
    rows: QuerySet[Row], header: bytes
) -> QuerySet[Row]:
    head = Substr("sealed", 1, len(header), output_field=BinaryField())
    return rows.annotate(head=head).exclude(head=header)


def _put(
    model: type[SealedRow | Waiting | Slip], person: UUID, rows: Mapping[UUID, Sealed]
) -> None:
    # An upsert would bring a row back that the sweeper removed in this moment.
    statement = "UPDATE {table} SET sealed = %s WHERE person_id = %s AND id = %s"
    _execute_for(model, statement, person, rows)


def _execute_for(
    model: type[SealedRow | Waiting | Slip],
    statement: str,
    person: UUID,
    rows: Mapping[UUID, Sealed],
) -> None:
    # One prepared statement for all of them: through the ORM, one each takes longer
    # than sealing does.
    if not rows:
        return
    ident = model._meta.get_field("id")
    whose = ident.get_db_prep_value(person, connection)
    table = connection.ops.quote_name(model._meta.db_table)
    values = [
        (sealed, whose, ident.get_db_prep_value(row, connection))
        for row, sealed in rows.items()
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement.format(table=table), values)
