"""The only module that reads and writes the accounts' tables."""

from __future__ import annotations

import secrets
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db import IntegrityError, OperationalError, connection, transaction

from holdspace.accounts.asking import (
    ask,
    ask_one,
    moment_of,
    places,
    sealed_of,
)
from holdspace.accounts.models import (
    Halfway,
    Invitation,
    ManifestPart,
    Person,
    PersonLock,
    Session,
    TrailLine,
    Unlocked,
    WrongSteps,
)
from holdspace.core.vault import Cost, Lock, Sealed
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from uuid import UUID


PEOPLE = Person._meta.db_table
"""The table that every row of somebody leads to."""
MOST_TRAIL_LINES = 500
"""How many lines of a trail may wait to be taken in."""
_DOCUMENTS = ("profile", "trail", "browsers")
_SEALED_COLUMNS = (
    *("salt", "by_password", "by_code", "private", "before", "code_to_confirm"),
    *_DOCUMENTS,
)
_PERSON = (
    f"SELECT sign_in, password, is_keeper, is_therapist FROM {PEOPLE} WHERE id = %s"
)
_LOCKS = PersonLock._meta.db_table
_LOCK = (
    "SELECT memory_kib, passes, lanes, password, salt, by_password, by_code, public, "
    f"private, before FROM {_LOCKS} JOIN {PEOPLE} ON {PEOPLE}.id = person_id "
    "WHERE person_id = %s"
)
_DOCUMENT = {
    name: f"SELECT {name} FROM {_LOCKS} WHERE person_id = %s"
    for name in (*_DOCUMENTS, "code_to_confirm")
}
_MANIFEST = (
    f"SELECT part, sealed FROM {ManifestPart._meta.db_table} WHERE person_id = %s"
)
_UNLOCKED = (
    f"SELECT secret, ends_at FROM {Unlocked._meta.db_table} "
    "WHERE person_id = %s AND id = %s AND ends_at > %s"
)
_SESSION = f"SELECT sealed FROM {Session._meta.db_table} WHERE id = %s AND ends_at > %s"
_ENDING = (Halfway, WrongSteps, Unlocked, Session)
_FIRST_KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class NameTaken(Exception):
    """Somebody already signs in with this name."""


def anybody() -> bool:
    """Whether this space has a person yet."""
    return Person.objects.exists()


def add_person(
    *, person: UUID, sign_in: str, lock: Lock, profile: Sealed, code: Sealed
) -> None:
    """Store a new person with their lock, profile and the code to confirm.

    Raises:
        NameTaken: The sign-in name is in use.
    """
    try:
        with transaction.atomic():
            Person.objects.create(
                id=person, sign_in=sign_in, password=lock.verifier.hex()
            )
            PersonLock.objects.create(
                person_id=person,
                profile=profile,
                code_to_confirm=code,
                **_columns(lock),
            )
    except IntegrityError as refusal:
        raise NameTaken from refusal


def get_person(person: UUID) -> Person | None:
    """Find a person by id."""
    row = ask_one(_PERSON, person)
    if row is None:
        return None
    sign_in, password, is_keeper, is_therapist = row
    found = Person(
        id=person,
        sign_in=sign_in,
        password=password,
        is_keeper=bool(is_keeper),
        is_therapist=bool(is_therapist),
    )
    found._state.adding = False
    return found


def get_person_by_name(sign_in: str) -> Person | None:
    """Find a person by the name they sign in with."""
    return Person.objects.filter(sign_in=sign_in).first()


def is_keeper(person: UUID) -> bool:
    """Whether this person may put forms on the shelf."""
    return Person.objects.filter(id=person, is_keeper=True).exists()


def replace_is_keeper(person: UUID, *, is_keeper: bool) -> bool:
    """Make somebody a keeper, or end it; says whether that changed anything."""
    rows = Person.objects.filter(id=person, is_keeper=not is_keeper)
    return rows.update(is_keeper=is_keeper) == 1


def list_keepers() -> list[str]:
    """The names that keepers sign in with."""
    rows = Person.objects.filter(is_keeper=True).order_by("sign_in")
    return list(rows.values_list("sign_in", flat=True))


def is_therapist(person: UUID) -> bool:
    """Whether others may bring this person things for a session."""
    return Person.objects.filter(id=person, is_therapist=True).exists()


def replace_is_therapist(person: UUID, *, is_therapist: bool) -> bool:
    """Make somebody a therapist, or end it; says whether that changed anything."""
    rows = Person.objects.filter(id=person, is_therapist=not is_therapist)
    return rows.update(is_therapist=is_therapist) == 1


def list_therapists() -> list[str]:
    """The names that therapists sign in with."""
    rows = Person.objects.filter(is_therapist=True).order_by("sign_in")
    return list(rows.values_list("sign_in", flat=True))


def get_lock(person: UUID) -> Lock:
    """Read how a person's key is wrapped.

    Raises:
        NotThere: There is no such person.
    """
    row = ask_one(_LOCK, person)
    if row is None:
        raise NotThere
    memory_kib, passes, lanes, password, *columns, before = row
    salt, by_password, by_code, public, private = (bytes(one) for one in columns)
    return Lock(
        cost=Cost(memory_kib, passes, lanes),
        salt=salt,
        verifier=_verifier(password),
        by_password=Sealed(by_password),
        by_code=Sealed(by_code),
        public=public,
        private=Sealed(private),
        before=None if before is None else Sealed(bytes(before)),
    )


def replace_lock(
    person: UUID, lock: Lock, *, was: Lock, code: Sealed | None = None
) -> bool:
    """Store a changed lock, and a new code to confirm where there is one.

    A lock is changed after a slow derivation, so somebody else may have changed it
    meanwhile; then theirs stays.

    Returns:
        Whether the lock was still the one that ``was`` says, and is changed now.
    """
    columns = _columns(lock)
    if code is not None:
        columns["code_to_confirm"] = code
    with transaction.atomic():
        rows = PersonLock.objects.filter(person=person, by_code=was.by_code)
        changed = rows.filter(by_password=was.by_password).update(**columns) == 1
        if changed:
            Person.objects.filter(id=person).update(password=lock.verifier.hex())
    return changed


def replace_keys(person: UUID, lock: Lock, *, was: Lock, code: Sealed) -> bool:
    """Store a lock of new keys, with the code to confirm; false as `replace_lock`."""
    # Apart from `replace_lock`, which leaves `before` alone: a password that changes
    # while a rotation ends must not bring the keys before back.
    changed = replace_lock(person, lock, was=was, code=code)
    if changed:
        PersonLock.objects.filter(person=person).update(before=lock.before)
    return changed


def remove_before(person: UUID) -> None:
    """Forget the keys before, once nothing lies under them any more."""
    PersonLock.objects.filter(person=person).update(before=None)


def get_code_to_confirm(person: UUID) -> Sealed | None:
    """The sealed recovery code that was not typed back yet, if any."""
    return get_document(person, "code_to_confirm")


def remove_code_to_confirm(person: UUID) -> None:
    """Forget the recovery code, once it was typed back."""
    PersonLock.objects.filter(person=person).update(code_to_confirm=None)


def get_profile(person: UUID) -> Sealed:
    """Read the sealed profile.

    Raises:
        NotThere: There is no such person.
    """
    return get_document(person, "profile") or Sealed(b"")


def replace_profile(person: UUID, profile: Sealed) -> None:
    """Store a changed profile."""
    replace_document(person, "profile", profile)


def get_document(person: UUID, name: str) -> Sealed | None:
    """Read one sealed document of the person themselves, if it was written.

    Raises:
        NotThere: There is no such person.
    """
    row = ask_one(_DOCUMENT[name], person)
    if row is None:
        raise NotThere
    return None if row[0] is None else Sealed(bytes(row[0]))


def replace_document(person: UUID, name: str, sealed: Sealed) -> None:
    """Store a changed document of the person themselves."""
    PersonLock.objects.filter(person=person).update(**{name: sealed})


def add_line(
    person: UUID, row: UUID, sealed: Sealed, *, most: int = MOST_TRAIL_LINES
) -> bool:
    """Let a line of the trail wait to be taken in, unless ``most`` or more do."""
    if TrailLine.objects.filter(person=person).count() >= most:
        return False
    TrailLine.objects.create(person_id=person, id=row, sealed=sealed)
    return True


def is_line(person: UUID) -> bool:
    """Whether a line of the trail waits to be taken in."""
    return TrailLine.objects.filter(person=person).exists()


def list_lines(person: UUID) -> dict[UUID, Sealed]:
    """Read the lines of the trail that wait to be taken in."""
    rows = TrailLine.objects.filter(person=person).values_list("id", "sealed")
    return {row: Sealed(bytes(sealed)) for row, sealed in rows}


def remove_lines(person: UUID, rows: Iterable[UUID]) -> None:
    """Remove lines of the trail that were taken in."""
    TrailLine.objects.filter(person=person, id__in=list(rows)).delete()


@contextmanager
def alone_with(person: UUID) -> Iterator[None]:
    """Run a change to one person's rows in a transaction nobody else is in.

    On SQLite the transaction itself takes the write lock; on PostgreSQL the
    person's lock row is held, so two devices of one person take turns while other
    people are not kept waiting.
    """
    with transaction.atomic():
        rows = PersonLock.objects.select_for_update().filter(person=person)
        if not rows.values_list("person_id").first():
            raise NotThere
        yield


def list_manifest(person: UUID) -> dict[int, Sealed]:
    """Read every part of a person's manifest."""
    return sealed_of(ask(_MANIFEST, person))


def get_manifest(person: UUID, parts: tuple[int, ...]) -> dict[int, Sealed]:
    """Read some parts of a person's manifest; absent ones are left out."""
    return sealed_of(ask(f"{_MANIFEST} AND part IN ({places(parts)})", person, *parts))


def replace_manifest(person: UUID, parts: dict[int, Sealed]) -> None:
    """Store some parts of a person's manifest."""
    ManifestPart.objects.bulk_create(
        [ManifestPart(person_id=person, part=p, sealed=s) for p, s in parts.items()],
        update_conflicts=True,
        unique_fields=["person", "part"],
        update_fields=["sealed"],
    )


def add_unlocked(
    person: UUID, secret: bytes, unlocked: UUID, ends_at: datetime
) -> None:
    """Store the row half of an unlocked space."""
    Unlocked.objects.create(
        id=unlocked, person_id=person, secret=secret, ends_at=ends_at
    )


def get_unlocked(
    person: UUID, unlocked: UUID, now: datetime
) -> tuple[bytes, datetime] | None:
    """The row half of an unlocked space and its end, if it has not ended."""
    found = ask_one(_UNLOCKED, person, unlocked, now)
    return None if found is None else (bytes(found[0]), moment_of(found[1]))


def replace_unlocked_end(unlocked: UUID, ends_at: datetime) -> None:
    """Let an unlocked space last longer."""
    Unlocked.objects.filter(id=unlocked).update(ends_at=ends_at)


def remove_unlocked(person: UUID, unlocked: UUID) -> None:
    """Lock one browser: without this row its cookie opens nothing."""
    Unlocked.objects.filter(person=person, id=unlocked).delete()


def remove_all_unlocked(person: UUID) -> None:
    """Lock every browser of one person; what waits for a second step ends as well."""
    remove_all_halfway(person)
    Unlocked.objects.filter(person=person).delete()


def remove_other_unlocked(person: UUID, unlocked: UUID) -> None:
    """Lock every browser of one person except for one; what waits ends as well."""
    remove_all_halfway(person)
    Unlocked.objects.filter(person=person).exclude(id=unlocked).delete()


def list_unlocked(person: UUID, now: datetime) -> set[UUID]:
    """Which browsers have the space of a person open now."""
    rows = Unlocked.objects.filter(person=person, ends_at__gt=now)
    return set(rows.values_list("id", flat=True))


def remove_ended(now: datetime) -> None:
    """Remove unlocked spaces, sessions and what waits, once their end has passed."""
    for model in _ENDING:
        model._default_manager.filter(ends_at__lte=now).delete()


def count_people() -> int:
    """How many people have a space here."""
    return Person.objects.count()


def count_without_lock() -> int:
    """How many people have no lock, so that nothing opens for them."""
    return Person.objects.filter(personlock=None).count()


def count_codes_to_confirm() -> int:
    """How many people have not typed their recovery code back yet."""
    return PersonLock.objects.exclude(code_to_confirm=None).count()


def count_ended(by: datetime) -> int:
    """How many rows with an end had theirs before ``by`` and are still here."""
    return sum(
        model._default_manager.filter(ends_at__lte=by).count() for model in _ENDING
    )


def add_invitation(code_hash: str, *, first: bool) -> None:
    """Store the hash of a code; a new first code takes the place of older ones."""
    with transaction.atomic():
        if first:
            Invitation.objects.filter(first=True).delete()
        Invitation.objects.create(code_hash=code_hash, first=first)


def is_invitation(code_hash: str) -> bool:
    """Whether a code with this hash lets somebody join."""
    return Invitation.objects.filter(code_hash=code_hash).exists()


def is_first_invitation(code_hash: str) -> bool:
    """Whether it is the code that was printed at the machine for the first person."""
    return Invitation.objects.filter(code_hash=code_hash, first=True).exists()


def remove_invitation(code_hash: str) -> bool:
    """Use a code up; says whether it was there to be used."""
    return Invitation.objects.filter(code_hash=code_hash).delete()[0] == 1


def remove_invitations(code_hashes: Iterable[str]) -> None:
    """Let some codes end that were not used."""
    Invitation.objects.filter(code_hash__in=list(code_hashes), first=False).delete()


def get_session(row: str, now: datetime) -> Sealed | None:
    """Read a session's sealed content, if it has not ended."""
    found = ask_one(_SESSION, row, now)
    return None if found is None else Sealed(bytes(found[0]))


def is_session(row: str) -> bool:
    """Whether a session with this id is stored."""
    return Session.objects.filter(id=row).exists()


def replace_session(row: str, sealed: Sealed, ends_at: datetime) -> None:
    """Store a session's sealed content, new or changed."""
    Session.objects.update_or_create(
        id=row, defaults={"sealed": sealed, "ends_at": ends_at}
    )


def remove_session(row: str) -> None:
    """End a session."""
    Session.objects.filter(id=row).delete()


def list_sessions(rows: Iterable[str], now: datetime) -> set[str]:
    """Which of these sessions are stored and have not ended."""
    found = Session.objects.filter(id__in=list(rows), ends_at__gt=now)
    return set(found.values_list("id", flat=True))


def remove_sessions(rows: Iterable[str]) -> None:
    """End some sessions."""
    Session.objects.filter(id__in=list(rows)).delete()


def remove_person(person: UUID) -> None:
    """Overwrite the keys and lists of a person with noise, then remove everything.

    The tables of other rooms go with the person, as their foreign keys say.
    """
    with transaction.atomic():
        rows = PersonLock.objects.filter(person=person)
        for row in rows:
            kept = {
                name: secrets.token_bytes(len(getattr(row, name)))
                for name in _SEALED_COLUMNS
                if getattr(row, name) is not None
            }
            rows.update(**kept)
        for part in ManifestPart.objects.filter(person=person):
            part.sealed = secrets.token_bytes(len(part.sealed))
            part.save(update_fields=["sealed"])
        Person.objects.filter(id=person).delete()


def empty_log() -> None:
    """Empty SQLite's write-ahead log, which may hold pages as they were before.

    Whoever reads from it at this moment is waited for as long as for any lock; if
    that is not enough it stays, until it is next emptied.
    """
    if connection.vendor == "sqlite":
        with suppress(OperationalError), connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def is_step(person: UUID) -> bool:
    """Whether signing in takes this person a second step."""
    found = Authenticator.objects.filter(user=person, type__in=_FIRST_KINDS)
    return bool(found.exists())


def list_steps(person: UUID) -> list[Authenticator]:
    """A person's second steps, opened where they open."""
    return list(Authenticator.objects.filter(user=person))


def add_app(person: UUID, secret: str, last: int) -> None:
    """Store an authenticator app, and the number of the code it was proved with."""
    with transaction.atomic():
        step = TOTP.activate(Person(id=person), secret).instance
        step.data["last"] = last
        step.save()


def add_passkey(person: UUID, name: str, credential: dict[str, Any]) -> None:
    """Store a passkey under a name of ours."""
    # Loaded where it is needed: what it brings along takes 13 MiB.
    from allauth.mfa.webauthn.internal.auth import WebAuthn

    WebAuthn.add(Person(id=person), name, credential)


def add_backup_codes(person: UUID) -> None:
    """Store backup codes, unless there are some."""
    RecoveryCodes.activate(Person(id=person))


def replace_step(step: Authenticator) -> None:
    """Store a second step that was used or changed."""
    step.save()


def remove_step(person: UUID, step: int) -> bool:
    """Remove one second step; says whether it was there to be removed."""
    return bool(Authenticator.objects.filter(user=person, pk=step).delete()[0])


def remove_backup_codes(person: UUID) -> None:
    """Remove a person's backup codes."""
    kind = Authenticator.Type.RECOVERY_CODES
    Authenticator.objects.filter(user=person, type=kind).delete()


def add_halfway(person: UUID, secret: bytes, row: UUID, ends_at: datetime) -> None:
    """Store the row half of what waits for a second step."""
    Halfway.objects.create(id=row, person_id=person, secret=secret, ends_at=ends_at)


def get_halfway(person: UUID, row: UUID, now: datetime) -> bytes | None:
    """The row half of what waits for a second step, if it has not ended."""
    rows = Halfway.objects.filter(person=person, id=row, ends_at__gt=now)
    found = rows.values_list("secret").first()
    return None if found is None else bytes(found[0])


def remove_halfway(row: UUID) -> None:
    """End one browser's waiting for a second step."""
    Halfway.objects.filter(id=row).delete()


def remove_all_halfway(person: UUID) -> None:
    """End all waiting for a second step of one person."""
    Halfway.objects.filter(person=person).delete()


def get_wrong_steps(person: UUID, now: datetime) -> int:
    """How many wrong codes were typed for this person lately."""
    rows = WrongSteps.objects.filter(person=person, ends_at__gt=now)
    found = rows.values_list("count").first()
    return 0 if found is None else found[0]


def replace_wrong_steps(person: UUID, count: int, ends_at: datetime) -> None:
    """Store how many wrong codes were typed, and until when that counts."""
    WrongSteps.objects.update_or_create(
        person_id=person, defaults={"count": count, "ends_at": ends_at}
    )


def _columns(lock: Lock) -> dict[str, object]:
    return {
        "memory_kib": lock.cost.memory_kib,
        "passes": lock.cost.passes,
        "lanes": lock.cost.lanes,
        "salt": lock.salt,
        "by_password": lock.by_password,
        "by_code": lock.by_code,
        "public": lock.public,
        "private": lock.private,
    }


def _verifier(column: str) -> bytes:
    # A damaged column must read as a verifier that matches nothing, not as a crash.
    try:
        return bytes.fromhex(column)
    except ValueError:
        return b""
