"""What is stored for each person so that they, and only they, can unlock.

A random data key seals everything. It lies here twice, sealed once under a
key from the password and once under a key from the recovery code. The
person's key pair lies here too, its private half sealed under the data key.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from holdspace.core.vault.codes import WrongCode, key_of, new_code
from holdspace.core.vault.envelopes import (
    About,
    names_key,
    names_public,
    seal,
    unseal,
    unseal_from,
)
from holdspace.core.vault.keys import KEY_BYTES, Key, PrivateKey, Unreadable
from holdspace.core.vault.padding import Padding
from holdspace.core.vault.passwords import SALT_BYTES, WrongPassword, derive, same

if TYPE_CHECKING:
    from uuid import UUID

    from holdspace.core.vault.envelopes import Sealed
    from holdspace.core.vault.passwords import Cost


@dataclass(frozen=True, slots=True, repr=False)
class Lock:
    """Everything stored for one person's lock, all of it safe to store.

    Somebody who steals it can try passwords, at the price of ``cost`` each.
    An older lock put back makes the older password open again: the vault
    cannot tell, because nothing newer is left to compare it with.

    Attributes:
        cost: The work one try at the password takes.
        salt: Random, new with every password.
        verifier: What the right password leads to.
        by_password: The data key, sealed under the password's key.
        by_code: The data key, sealed under the recovery code's key.
        public: The public half of the person's pair.
        private: The private half, sealed under the data key.
        before: While a new data key is being put in place: the one before and
            its private key, sealed under the new one.
    """

    cost: Cost
    salt: bytes
    verifier: bytes
    by_password: Sealed
    by_code: Sealed
    public: bytes
    private: Sealed
    before: Sealed | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """The keys that a rotation replaces; they open and no longer seal."""

    key: Key
    private: PrivateKey


@dataclass(frozen=True, slots=True)
class Opened:
    """An unlocked space: what opens everything. It is never stored.

    Attributes:
        key: The data key.
        private: The private half of the person's pair; its public half has
            been checked against the stored one.
        before: The keys before, while rows may still lie under them.
    """

    key: Key
    private: PrivateKey
    before: Before | None = None

    def unseal(self, sealed: Sealed, about: About) -> bytes:
        """Open what was sealed for this space at ``about``.

        During a rotation that is also what lies under the key before: whoever has
        that key can make such an envelope too, until the rotation is finished.

        Raises:
            Unreadable: Another key, another place, or not what was sealed.
        """
        if self.before is not None and names_key(sealed, self.before.key):
            return unseal(sealed, self.before.key, about)
        return unseal(sealed, self.key, about)

    def unseal_now(self, sealed: Sealed, about: About) -> bytes:
        """Open what lies under the present data key, and nothing under one before.

        Raises:
            Unreadable: Another key, another place, or not what was sealed.
        """
        return unseal(sealed, self.key, about)

    def unseal_from(self, sealed: Sealed, about: About) -> bytes:
        """Open what anybody sealed to this space's public key at ``about``.

        Raises:
            Unreadable: Another key, another place, or not what was sealed.
        """
        if self.before is not None:
            public = self.before.private.public
            if names_public(sealed, public):
                return unseal_from(sealed, self.before.private, about)
        return unseal_from(sealed, self.private, about)

    def without_before(self) -> Opened:
        """The same space, in which the keys before open nothing any more."""
        return replace(self, before=None)


def _about(person: UUID, what: str) -> About:
    return About(person, person, f"key/{what}")


def _by_code(person: UUID, key: Key) -> tuple[Sealed, str]:
    code = new_code()
    wrapping, about = key_of(person, code), _about(person, "code")
    return seal(key._secret, wrapping, about, Padding.NONE), code


def _by_password(
    person: UUID, key: Key, password: str, cost: Cost
) -> tuple[bytes, bytes, Sealed]:
    salt = secrets.token_bytes(SALT_BYTES)
    verifier, wrapping = derive(person, password, salt, cost)
    about = _about(person, "password")
    return salt, verifier, seal(key._secret, wrapping, about, Padding.NONE)


def new_lock(person: UUID, password: str, cost: Cost) -> tuple[Lock, Opened, str]:
    """Make a person's lock, with a fresh data key, pair and recovery code.

    Returns:
        The lock to store, the opened space, and the recovery code to show
        once. The code is not stored anywhere.
    """
    key, private = Key.new(), PrivateKey.new()
    salt, verifier, by_password = _by_password(person, key, password, cost)
    by_code, code = _by_code(person, key)
    lock = Lock(
        cost=cost,
        salt=salt,
        verifier=verifier,
        by_password=by_password,
        by_code=by_code,
        public=private.public.to_bytes(),
        private=seal(private._secret, key, _about(person, "private"), Padding.NONE),
    )
    return lock, Opened(key, private), code


def open_with_key(person: UUID, lock: Lock, key: Key) -> Opened:
    """Open the pair with the data key, as a session holds it.

    Raises:
        Unreadable: This is not the data key of this lock, the private key is
            damaged, or somebody swapped the stored public key.
    """
    private = PrivateKey(unseal(lock.private, key, _about(person, "private")))
    if private.public.to_bytes() != lock.public:
        raise Unreadable
    return Opened(key, private, _open_before(person, lock, key))


def _open_before(person: UUID, lock: Lock, key: Key) -> Before | None:
    # Damaged, it opens nothing that lies under the key before. It must not keep the
    # person from everything else.
    if lock.before is None:
        return None
    try:
        both = unseal(lock.before, key, _about(person, "before"))
        return Before(Key(both[:KEY_BYTES]), PrivateKey(both[KEY_BYTES:]))
    except Unreadable:
        return None


def open_with_password(person: UUID, lock: Lock, password: str) -> Opened:
    """Open a person's lock with their password.

    Raises:
        WrongPassword: It is another password.
        Unreadable: The password is right, but what it opens is damaged, from
            another person's lock, or has a public key that is not its own.
    """
    verifier, wrapping = derive(person, password, lock.salt, lock.cost)
    if not same(verifier, lock.verifier):
        raise WrongPassword
    about = _about(person, "password")
    return open_with_key(person, lock, Key(unseal(lock.by_password, wrapping, about)))


def open_with_code(person: UUID, lock: Lock, code: str) -> Opened:
    """Open a person's lock with the recovery code, as they typed it.

    The whole code is proved at once by opening what it sealed; nothing is
    stored against which a part of it could be tried.

    Raises:
        WrongCode: It is another code, or has not the form of one.
        Unreadable: The code is right, but what it opens is damaged.
    """
    wrapping = key_of(person, code)
    if not names_key(lock.by_code, wrapping):
        raise WrongCode
    about = _about(person, "code")
    return open_with_key(person, lock, Key(unseal(lock.by_code, wrapping, about)))


def change_password(
    person: UUID, lock: Lock, opened: Opened, password: str, cost: Cost
) -> Lock:
    """Make the lock that ``password`` opens from now on, at ``cost``.

    The data key and the recovery code stay. A copy of the older lock still
    opens with the older password.

    Raises:
        Unreadable: ``opened`` does not belong to this lock.
    """
    # Sealing a stranger's key into this lock would lose everything in it.
    open_with_key(person, lock, opened.key)
    salt, verifier, sealed = _by_password(person, opened.key, password, cost)
    return replace(lock, cost=cost, salt=salt, verifier=verifier, by_password=sealed)


def change_code(person: UUID, lock: Lock, opened: Opened) -> tuple[Lock, str]:
    """Make the lock that a new recovery code opens, and the code to show.

    The code before it opens nothing in the new lock.

    Raises:
        Unreadable: ``opened`` does not belong to this lock.
    """
    open_with_key(person, lock, opened.key)
    by_code, code = _by_code(person, opened.key)
    return replace(lock, by_code=by_code), code


def rotate(
    person: UUID, lock: Lock, opened: Opened, password: str, cost: Cost
) -> tuple[Lock, Opened, str]:
    """Make a lock with a new data key, pair and recovery code, opened by ``password``.

    The keys before lie in the new lock, sealed under the new data key, until
    everything was sealed anew: nothing becomes unreadable in between. Older locks
    and cookies open nothing that is sealed under the new key.

    Returns:
        The lock to store, the opened space, and the recovery code to show once.

    Raises:
        Unreadable: ``opened`` does not belong to this lock, or an earlier rotation
            is not finished.
    """
    open_with_key(person, lock, opened.key)
    if lock.before is not None:
        # Two keys before would be needed, and one of them would be lost.
        raise Unreadable
    fresh, new, code = new_lock(person, password, cost)
    both = opened.key._secret + opened.private._secret
    sealed = seal(both, new.key, _about(person, "before"), Padding.NONE)
    before = Before(opened.key, opened.private)
    return replace(fresh, before=sealed), replace(new, before=before), code
