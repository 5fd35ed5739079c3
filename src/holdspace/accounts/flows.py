"""What a person can do with their space: make it, open it, lock it, get back in."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from holdspace.accounts import manifests, store
from holdspace.accounts.names import tidy_code, tidy_name
from holdspace.accounts.spaces import Space
from holdspace.core import vault
from holdspace.core.vault import About, Cost, Lock, Opened, Sealed

STEP = timedelta(minutes=5)
"""How coarse the stored end of an unlocked space is."""

_CODE_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
_NOBODY = UUID(int=0)


class NotInvited(Exception):
    """Joining needs a code, and this is not one that works."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person told about themselves; sealed wherever it is stored.

    Attributes:
        name: What they want to be called, or nothing.
        zone: The IANA name of the time zone they write in, or nothing.
        country: The country whose help lines they want first (ISO 3166), or nothing.
        words_added: Their own words for a question, by the question's id.
        words_hidden: Words of ours they do not want to see, by the question's id.
        version: How often it was changed.
    """

    name: str = ""
    zone: str = ""
    country: str = ""
    words_added: dict[str, tuple[str, ...]] = field(default_factory=dict)
    words_hidden: dict[str, tuple[str, ...]] = field(default_factory=dict)
    version: int = 1


def anybody() -> bool:
    """Whether somebody has a space here yet."""
    return store.anybody()


def may_join(signup: str) -> bool:
    """Whether anybody can make a space here at all now."""
    return signup != "alone" or not store.anybody()


def check_invited(*, signup: str, code: str) -> None:
    """Check that somebody who wants to join may.

    Raises:
        NotInvited: The code is not one that works now.
    """
    if signup == "open":
        return
    if not may_join(signup) or not store.is_invitation(_hash(code)):
        raise NotInvited


def invite(*, first: bool) -> str:
    """Make a code that lets one person join, once; only its hash is kept.

    Args:
        first: For the very first person, printed when the space starts. It takes
            the place of an earlier one, and ends when that person has joined.

    Returns:
        The code as it is shown.
    """
    raw = "".join(secrets.choice(_CODE_ALPHABET) for _ in range(16))
    store.add_invitation(_hash(raw), first=first)
    return "-".join(raw[i : i + 4] for i in range(0, 16, 4))


def create_space(
    *,
    sign_in: str,
    password: str,
    profile: Profile,
    cost: Cost,
    signup: str,
    invitation: str,
) -> tuple[UUID, Opened]:
    """Make a space for a new person, with a key of their own.

    The recovery code waits, sealed under that key, until it was typed back once.

    Raises:
        NotInvited: The code is not one that works, or was used meanwhile.
        NameTaken: Somebody else signs in with this name.
    """
    check_invited(signup=signup, code=invitation)
    person = uuid4()
    # The slow derivation happens before the transaction: it must not hold the
    # database's write lock while everybody else waits.
    lock, opened, code = vault.new_lock(person, password, cost)
    with transaction.atomic():
        if signup != "open" and not store.remove_invitation(_hash(invitation)):
            raise NotInvited
        if not may_join(signup):
            raise NotInvited
        store.add_person(
            person=person,
            sign_in=tidy_name(sign_in),
            lock=lock,
            profile=_seal_profile(person, opened, profile),
            code=_seal_code(person, opened, code),
        )
        manifests.begin(person, opened)
    return person, opened


def open_with_password(
    *, sign_in: str, password: str, cost: Cost
) -> tuple[UUID, Opened]:
    """Open the space of whoever signs in with this name and password.

    An unknown name costs the same work as a wrong password and gets the same
    answer, so neither the answer nor its time tells who has a space here. A
    password kept at a weaker cost than ``cost`` is raised to it on the way.

    Raises:
        WrongPassword: Name and password do not belong together.
        Unreadable: They do, but the stored key is damaged.
    """
    found = store.get_person_by_name(tidy_name(sign_in))
    if found is None:
        vault.pretend(password, cost)
        raise vault.WrongPassword
    lock = store.get_lock(found.id)
    opened = vault.open_with_password(found.id, lock, password)
    if lock.cost.weaker_than(cost):
        store.replace_lock(
            found.id, vault.change_password(found.id, lock, opened, password, cost)
        )
    return found.id, opened


def open_with_code(
    *, sign_in: str, code: str, password: str, cost: Cost
) -> tuple[UUID, Opened]:
    """Open a space with its recovery code, and give it a new password and code.

    The code that was used stops working: it was typed somewhere, and may have
    been seen. The new one waits to be typed back, as at the beginning.

    Raises:
        WrongCode: Name and code do not belong together.
        Unreadable: They do, but the stored key is damaged.
    """
    found = store.get_person_by_name(tidy_name(sign_in))
    person = found.id if found else _NOBODY
    lock = store.get_lock(person) if found else _lock_of_nobody(cost)
    opened = vault.open_with_code(person, lock, code)
    lock = vault.change_password(person, lock, opened, password, cost)
    lock, fresh = vault.change_code(person, lock, opened)
    with transaction.atomic():
        store.replace_lock(person, lock, code=_seal_code(person, opened, fresh))
        store.remove_all_unlocked(person)
    return person, opened


def get_code_to_confirm(space: Space) -> str | None:
    """The recovery code that still waits to be typed back.

    Raises:
        Unreadable: It is stored, but damaged.
    """
    sealed = store.get_code_to_confirm(space.person)
    if sealed is None:
        return None
    about = _about(space.person, "code-to-confirm")
    return vault.unseal(sealed, space.opened.key, about).decode()


def is_code_confirmed(person: UUID) -> bool:
    """Whether a person has typed their recovery code back."""
    return store.get_code_to_confirm(person) is None


def confirm_code(space: Space, *, code: str) -> None:
    """Prove that the typed recovery code opens this space, then forget it here.

    The proof is a trial: the code itself unwraps the key. Nothing that could
    check parts of it is kept.

    Raises:
        WrongCode: It does not open this space.
    """
    vault.open_with_code(space.person, store.get_lock(space.person), code)
    store.remove_code_to_confirm(space.person)


def unlock(
    *, person: UUID, opened: Opened, now: datetime, idle: timedelta
) -> tuple[Space, str]:
    """Unlock a space in one browser.

    Returns:
        The space, and the cookie's value: its half of what opens the space.
    """
    unlocked = uuid4()
    cookie, secret = vault.split(opened.key, person, unlocked)
    store.add_unlocked(person, secret, unlocked, _coarse(now + idle))
    return Space(person, unlocked, opened), f"{unlocked.hex}.{cookie}"


def get_space(
    *, person: UUID, cookie: str, now: datetime, idle: timedelta
) -> Space | None:
    """The space that a browser has unlocked, or nothing if it is locked.

    Being used puts the idle lock off; the stored end moves in steps of five
    minutes, so that the row tells no moment.

    Raises:
        Unreadable: It is unlocked, but the person's stored keys are damaged.
    """
    unlocked = _unlocked_in(cookie)
    found = store.get_unlocked(person, unlocked, now) if unlocked else None
    if unlocked is None or found is None:
        return None
    secret, ends_at = found
    try:
        key = vault.join(cookie.partition(".")[2], secret, person, unlocked)
    except vault.Unreadable:
        return None
    if _coarse(now + idle) > ends_at:
        store.replace_unlocked_end(unlocked, _coarse(now + idle))
    opened = vault.open_with_key(person, store.get_lock(person), key)
    return Space(person, unlocked, opened)


def lock_space(*, person: UUID, cookie: str) -> None:
    """Lock a space in one browser, at once.

    Nothing is opened for it, so that it works with a damaged key as well.
    """
    unlocked = _unlocked_in(cookie)
    if unlocked is not None:
        store.remove_unlocked(person, unlocked)


def public_key(person: UUID) -> vault.PublicKey:
    """What anybody may seal to for this person, without being able to open it.

    Raises:
        NotThere: There is no such person.
    """
    return vault.PublicKey.from_bytes(store.get_lock(person).public)


def get_profile(space: Space) -> Profile:
    """Read what the person told about themselves.

    A damaged profile reads as an empty one: it must not keep anybody from their
    reflections.
    """
    entry = manifests.get(space, space.person)
    version = entry.version if entry else 1
    about = _about(space.person, "profile", version)
    try:
        words = vault.unseal(store.get_profile(space.person), space.opened.key, about)
    except vault.Unreadable:
        return Profile(version=version)
    kept = json.loads(words)
    for name in ("words_added", "words_hidden"):
        kept[name] = {link: tuple(words) for link, words in kept[name].items()}
    return Profile(**kept, version=version)


def change_profile(space: Space, profile: Profile) -> None:
    """Keep a changed profile."""
    with manifests.changing(space) as changes:
        entry = changes.get(space.person)
        version = (entry.version if entry else 1) + 1
        changed = replace(profile, version=version)
        sealed = _seal_profile(space.person, space.opened, changed)
        store.replace_profile(space.person, sealed)
        changes.put(vault.Entry(space.person, "profile", version, 0))


def rename(space: Space, *, name: str, zone: str) -> None:
    """Keep another name to be called by, and another time zone."""
    change_profile(space, replace(get_profile(space), name=name, zone=zone))


def sweep(now: datetime) -> None:
    """Remove unlocked spaces and sessions that have ended."""
    store.remove_ended(now)


def _unlocked_in(cookie: str) -> UUID | None:
    try:
        return UUID(hex=cookie.partition(".")[0])
    except ValueError:
        return None


def _seal_profile(person: UUID, opened: Opened, profile: Profile) -> Sealed:
    kept = asdict(profile)
    version = kept.pop("version")
    about = _about(person, "profile", version)
    return vault.seal(json.dumps(kept).encode(), opened.key, about)


def _seal_code(person: UUID, opened: Opened, code: str) -> Sealed:
    about = _about(person, "code-to-confirm")
    return vault.seal(code.encode(), opened.key, about, pad=vault.Padding.SMALL)


def _about(person: UUID, kind: str, version: int = 1) -> About:
    return About(person=person, row=person, kind=kind, version=version)


def _coarse(moment: datetime) -> datetime:
    seconds = int(STEP.total_seconds())
    steps = -(-int(moment.timestamp()) // seconds)
    return datetime.fromtimestamp(steps * seconds, tz=UTC)


def _hash(code: str) -> str:
    return hashlib.sha256(tidy_code(code).encode()).hexdigest()


def _lock_of_nobody(cost: Cost) -> Lock:
    # Trying a code against a name that does not exist takes the same path.
    nothing = Sealed(b"")
    return Lock(cost, bytes(16), b"", nothing, nothing, bytes(32), nothing)
