"""The only module that reads and writes the tables of this room."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from itertools import batched
from typing import TYPE_CHECKING

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.db.models.functions import Length

from holdspace.core.vault import Sealed
from holdspace.sharing.models import Bond, Card, Copy, Invite, Parcel
from holdspace.sharing.refusals import AlreadyMet
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

_BOND = ("id", "client_id", "therapist_id", "paper", "offer", "held")
_COPY = ("id", "bond_id", "ends_at", "record", "offer", "held", "opened")
_SEALED_IN_COPY = ("sealed", "record", "offer", "held", "opened")
_AT_ONCE = 200
"""How many copies one statement removes."""
_SEALED_IN_BOND = ("paper", "offer", "held")


@dataclass(frozen=True, slots=True)
class BondRow:
    """A bond as it is stored."""

    id: UUID
    client: UUID
    therapist: UUID
    paper: Sealed
    offer: Sealed | None
    held: Sealed | None


@dataclass(frozen=True, slots=True)
class CopyRow:
    """A copy as it is stored, apart from what was shared."""

    id: UUID
    bond: UUID
    ends_at: datetime | None
    record: Sealed
    offer: Sealed | None
    held: Sealed | None
    opened: Sealed | None


def get_card(therapist: UUID) -> str | None:
    """What a therapist says of themselves, if they said anything."""
    cards = Card.objects.filter(therapist=therapist)
    return cards.values_list("written", flat=True).first()


def list_cards(therapists: Iterable[UUID]) -> dict[UUID, str]:
    """What several therapists say of themselves."""
    cards = Card.objects.filter(therapist__in=list(therapists))
    return dict(cards.values_list("therapist_id", "written"))


def replace_card(therapist: UUID, written: str) -> None:
    """Store what a therapist says of themselves."""
    Card.objects.update_or_create(therapist_id=therapist, defaults={"written": written})


def add_invite(
    therapist: UUID, invite: UUID, code_hash: str, ends_at: datetime, sealed: Sealed
) -> None:
    """Store an invite."""
    Invite.objects.create(
        id=invite,
        therapist_id=therapist,
        code_hash=code_hash,
        ends_at=ends_at,
        sealed=sealed,
    )


def list_invites(therapist: UUID) -> list[tuple[UUID, Sealed, datetime]]:
    """The invites of a therapist, the longest lasting first."""
    invites = Invite.objects.filter(therapist=therapist)
    found = invites.order_by("-ends_at", "id").values_list("id", "sealed", "ends_at")
    return [(invite, Sealed(bytes(sealed)), ends) for invite, sealed, ends in found]


def find_invite(code_hash: str, now: datetime) -> UUID:
    """Whose invite this code is.

    Raises:
        NotThere: It was used, has ended, was withdrawn, or never was.
    """
    invites = Invite.objects.filter(code_hash=code_hash, ends_at__gt=now)
    found = invites.values_list("therapist_id", flat=True).first()
    if found is None:
        raise NotThere
    return found


def use_invite(code_hash: str, now: datetime) -> bool:
    """Use an invite up; says whether it was there to be used."""
    invites = Invite.objects.filter(code_hash=code_hash, ends_at__gt=now)
    return len(_destroy_invites(invites)) == 1


def remove_invite(therapist: UUID, invite: UUID) -> str:
    """Take an invite back.

    Returns:
        The hash of its code.

    Raises:
        NotThere: There is none of this therapist.
    """
    invites = Invite.objects.filter(therapist=therapist, id=invite)
    hashes = _destroy_invites(invites)
    if not hashes:
        raise NotThere
    return hashes[0]


def remove_ended_invites(now: datetime) -> list[str]:
    """Remove the invites that have ended; gives the hashes of their codes."""
    return _destroy_invites(Invite.objects.filter(ends_at__lte=now))


def replace_invite(therapist: UUID, invite: UUID, sealed: Sealed) -> None:
    """Store an invite that was sealed anew."""
    Invite.objects.filter(therapist=therapist, id=invite).update(sealed=sealed)


def add_bond(
    bond: UUID, *, client: UUID, therapist: UUID, paper: Sealed, offer: Sealed
) -> None:
    """Store a bond.

    Raises:
        AlreadyMet: There is one between these two.
    """
    try:
        with transaction.atomic():
            Bond.objects.create(
                id=bond,
                client_id=client,
                therapist_id=therapist,
                paper=paper,
                offer=offer,
            )
    except IntegrityError as refusal:
        raise AlreadyMet from refusal


def is_bond(*, client: UUID, therapist: UUID) -> bool:
    """Whether there is a bond between these two."""
    return Bond.objects.filter(client=client, therapist=therapist).exists()


def has_therapist(client: UUID) -> bool:
    """Whether there is any bond of this client."""
    return Bond.objects.filter(client=client).exists()


def get_bond(bond: UUID) -> BondRow:
    """Read a bond.

    Raises:
        NotThere: There is none.
    """
    found = Bond.objects.filter(id=bond).values_list(*_BOND).first()
    if found is None:
        raise NotThere
    return _bond(*found)


def list_bonds_of_client(client: UUID) -> list[BondRow]:
    """The bonds of a client."""
    rows = Bond.objects.filter(client=client).order_by("id")
    return [_bond(*one) for one in rows.values_list(*_BOND)]


def list_bonds_of_therapist(therapist: UUID) -> list[BondRow]:
    """The bonds of a therapist."""
    rows = Bond.objects.filter(therapist=therapist).order_by("id")
    return [_bond(*one) for one in rows.values_list(*_BOND)]


def list_bonds(person: UUID) -> list[BondRow]:
    """The bonds of a person, on whichever side."""
    rows = Bond.objects.filter(Q(client=person) | Q(therapist=person)).order_by("id")
    return [_bond(*one) for one in rows.values_list(*_BOND)]


def replace_bond(bond: UUID, **columns: Sealed | None) -> None:
    """Store changed columns of a bond: ``paper``, ``offer`` or ``held``."""
    Bond.objects.filter(id=bond).update(**columns)


def destroy_bond(bond: UUID) -> None:
    """Overwrite a bond, its copies and parcels with noise, then remove them."""
    destroy_copies(Copy.objects.filter(bond=bond))
    _destroy_parcels(Parcel.objects.filter(bond=bond))
    rows = Bond.objects.filter(id=bond)
    for row in rows:
        rows.update(**_noise(row, _SEALED_IN_BOND))
    rows.delete()


def add_copy(
    copy: UUID,
    bond: UUID,
    *,
    ends_at: datetime | None,
    sealed: Sealed,
    record: Sealed,
    offer: Sealed,
) -> None:
    """Store a copy."""
    Copy.objects.create(
        id=copy,
        bond_id=bond,
        ends_at=ends_at,
        sealed=sealed,
        record=record,
        offer=offer,
    )


def list_copies(bond: UUID, only: Iterable[UUID] | None = None) -> list[CopyRow]:
    """The copies in a bond, or those of them that are wanted."""
    rows = Copy.objects.filter(bond=bond)
    if only is not None:
        rows = rows.filter(id__in=list(only))
    return [_copy(*one) for one in rows.values_list(*_COPY)]


def list_copies_of_client(client: UUID) -> list[CopyRow]:
    """The copies that a client shared, with whomever."""
    rows = Copy.objects.filter(bond__client=client).values_list(*_COPY)
    return [_copy(*one) for one in rows]


def list_copies_of_therapist(therapist: UUID) -> list[CopyRow]:
    """The copies that were shared with a therapist, by whomever."""
    rows = Copy.objects.filter(bond__therapist=therapist).values_list(*_COPY)
    return [_copy(*one) for one in rows]


def list_bonds_with_unopened(therapist: UUID, now: datetime) -> set[UUID]:
    """The bonds of a therapist in which a copy is there that was not opened yet."""
    copies = Copy.objects.filter(bond__therapist=therapist, opened=None)
    copies = copies.exclude(ends_at__lte=now)
    return set(copies.values_list("bond_id", flat=True))


def list_copies_named(copies: Iterable[UUID]) -> list[CopyRow]:
    """Some copies, whosever they are; absent ones are left out."""
    rows = Copy.objects.filter(id__in=list(copies)).values_list(*_COPY)
    return [_copy(*one) for one in rows]


def get_copy(client: UUID, copy: UUID) -> CopyRow:
    """Read a copy of this client, apart from what was shared.

    Raises:
        NotThere: There is none, or it is somebody else's.
    """
    rows = Copy.objects.filter(bond__client=client, id=copy).values_list(*_COPY)
    found = rows.first()
    if found is None:
        raise NotThere
    return _copy(*found)


def list_documents(bond: UUID, copies: Iterable[UUID]) -> dict[UUID, Sealed]:
    """What was shared in some copies of a bond; absent ones are left out."""
    rows = Copy.objects.filter(bond=bond, id__in=list(copies))
    return {copy: Sealed(bytes(s)) for copy, s in rows.values_list("id", "sealed")}


def replace_copies(columns: Mapping[UUID, Mapping[str, Sealed | None]]) -> None:
    """Store changed columns of several copies, the same of each.

    One that is gone stays gone.
    """
    if not columns:
        return
    # One prepared statement: through the ORM, one each takes longer than sealing does.
    names = list(next(iter(columns.values())))
    ident = Copy._meta.get_field("id")
    quoted = connection.ops.quote_name
    sets = ", ".join(f"{quoted(name)} = %s" for name in names)
    values = [
        (
            *(changed[name] for name in names),
            ident.get_db_prep_value(copy, connection),
        )
        for copy, changed in columns.items()
    ]
    with connection.cursor() as cursor:
        table = quoted(Copy._meta.db_table)
        cursor.executemany(f"UPDATE {table} SET {sets} WHERE id = %s", values)


def remove_copies(copies: Iterable[UUID]) -> None:
    """Overwrite some copies with noise, then remove them."""
    destroy_copies(Copy.objects.filter(id__in=list(copies)))


def list_ended_copies(now: datetime) -> list[tuple[UUID, UUID]]:
    """The copies whose time is over, each with its bond."""
    ended = Copy.objects.filter(ends_at__lte=now).order_by("bond_id", "id")
    return list(ended.values_list("id", "bond_id"))


def count_ended_copies(by: datetime) -> int:
    """How many copies ended before ``by`` and are still here."""
    return Copy.objects.filter(ends_at__lte=by).count()


def destroy_copies(copies: QuerySet[Copy]) -> None:
    """Overwrite copies with noise, then remove them.

    Only their lengths are read: many long ones together would fill the memory.
    """
    sizes = {f"{name}_size": Length(name) for name in _SEALED_IN_COPY}
    asked = copies.order_by("id").annotate(**sizes).values_list("id", *sizes)
    for some in batched(list(asked), _AT_ONCE):
        for copy, *lengths in some:
            noise = {
                name: secrets.token_bytes(length)
                for name, length in zip(_SEALED_IN_COPY, lengths, strict=True)
                if length is not None
            }
            Copy.objects.filter(id=copy).update(**noise)
        Copy.objects.filter(id__in=[copy for copy, *_ in some]).delete()


def count_copies(bond: UUID) -> int:
    """How many copies there are in a bond."""
    return Copy.objects.filter(bond=bond).count()


def add_parcel(bond: UUID, parcel: UUID, sealed: Sealed) -> None:
    """Store a parcel."""
    Parcel.objects.create(id=parcel, bond_id=bond, sealed=sealed)


def list_parcels(bond: UUID) -> dict[UUID, Sealed]:
    """The parcels in a bond, in no order."""
    rows = Parcel.objects.filter(bond=bond).values_list("id", "sealed")
    return {parcel: Sealed(bytes(sealed)) for parcel, sealed in rows}


def list_parcels_of_therapist(therapist: UUID) -> dict[UUID, dict[UUID, Sealed]]:
    """The parcels in every bond of a therapist, by bond, in no order."""
    rows = Parcel.objects.filter(bond__therapist=therapist)
    found: dict[UUID, dict[UUID, Sealed]] = {}
    for bond, parcel, sealed in rows.values_list("bond_id", "id", "sealed"):
        found.setdefault(bond, {})[parcel] = Sealed(bytes(sealed))
    return found


def count_parcels(bond: UUID) -> int:
    """How many parcels there are in a bond."""
    return Parcel.objects.filter(bond=bond).count()


def get_parcel(bond: UUID, parcel: UUID) -> Sealed:
    """Read one parcel.

    Raises:
        NotThere: There is none in this bond.
    """
    rows = Parcel.objects.filter(bond=bond, id=parcel)
    found = rows.values_list("sealed", flat=True).first()
    if found is None:
        raise NotThere
    return Sealed(bytes(found))


def replace_parcels(parcels: Mapping[UUID, Sealed]) -> None:
    """Store parcels that were sealed anew; one that is gone stays gone."""
    for parcel, sealed in parcels.items():
        Parcel.objects.filter(id=parcel).update(sealed=sealed)


def remove_parcel(bond: UUID, parcel: UUID) -> None:
    """Overwrite a parcel with noise, then remove it."""
    _destroy_parcels(Parcel.objects.filter(bond=bond, id=parcel))


def _destroy_parcels(parcels: QuerySet[Parcel]) -> None:
    for row in parcels:
        Parcel.objects.filter(id=row.id).update(**_noise(row, ("sealed",)))
    parcels.delete()


def remove_all_invites(therapist: UUID) -> list[str]:
    """Overwrite and remove a therapist's invites; gives the hashes of their codes."""
    return _destroy_invites(Invite.objects.filter(therapist=therapist))


def count_invites(therapist: UUID, now: datetime) -> int:
    """How many invites of a therapist can still be used."""
    return Invite.objects.filter(therapist=therapist, ends_at__gt=now).count()


def _destroy_invites(invites: QuerySet[Invite]) -> list[str]:
    hashes = []
    for row in invites:
        here = Invite.objects.filter(id=row.id)
        here.update(**_noise(row, ("sealed",)))
        if here.delete()[0]:
            hashes.append(row.code_hash)
    return hashes


def _noise(row: Bond | Invite | Parcel, columns: Iterable[str]) -> dict[str, bytes]:
    sizes = {name: getattr(row, name) for name in columns}
    return {
        name: secrets.token_bytes(len(was))
        for name, was in sizes.items()
        if was is not None
    }


def _bond(
    bond: UUID, client: UUID, therapist: UUID, *sealed: bytes | memoryview | None
) -> BondRow:
    paper, offer, held = map(_sealed, sealed)
    return BondRow(bond, client, therapist, paper or Sealed(b""), offer, held)


def _copy(
    copy: UUID,
    bond: UUID,
    ends_at: datetime | None,
    *sealed: bytes | memoryview | None,
) -> CopyRow:
    record, offer, held, opened = map(_sealed, sealed)
    return CopyRow(copy, bond, ends_at, record or Sealed(b""), offer, held, opened)


def _sealed(column: bytes | memoryview | None) -> Sealed | None:
    # SQLite gives bytes, and a copy of each would take as long as opening it.
    whole = column if isinstance(column, bytes | None) else bytes(column)
    return None if whole is None else Sealed(whole)
