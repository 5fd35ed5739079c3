"""A client and a therapist, and what a thief opens who has a therapist's password."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product
from uuid import UUID, uuid4

import msgspec

from holdspace.accounts import flows as accounts
from holdspace.accounts import store
from holdspace.accounts.spaces import Space
from holdspace.core import vault
from holdspace.core.vault import About, Key, Sealed, Unreadable
from holdspace.sharing import flows
from holdspace.sharing.flows import Card, Described
from tests.promises import people, raw

NOON = datetime(2031, 4, 17, 12, tzinfo=UTC)
CARD = Card(
    name="Ben Okoye",
    reading_days=(0, 3),
    reply_time="within two working days",
    belongs="What needs a conversation.",
    emergency="Call the line of your country.",
    limits="I may have to act when a child is in danger.",
)
KINDS = (
    *("bond", "bond/held", "bond/offer", "bond/renewed", "copy", "copy/key"),
    *("copy/record", "copy/offer", "copy/held", "copy/opened", "invite"),
    "parcel",
    *("reflection", "draft", "profile", "trail", "browsers", "trail/line"),
)
VERSIONS = range(1, 6)


def space_of(somebody):
    """Their space, opened with their password as a thief would."""
    lock = store.get_lock(somebody.id)
    opened = vault.open_with_password(somebody.id, lock, somebody.password)
    return Space(somebody.id, uuid4(), opened)


def therapist(sign_in, name):
    """Somebody who was made a therapist, with a second step and a card."""
    ben = people.Somebody(sign_in, name).join()
    accounts.add_therapist(sign_in=sign_in, now=NOON)
    store.add_app(ben.id, accounts.new_app_secret(), 0)
    card = msgspec.structs.replace(CARD, name=name)
    flows.save_card(space_of(ben), card, now=NOON)
    return ben


def meet(client, ben, *, compared=True):
    """Let somebody accept a therapist and compare the phrase."""
    code = flows.invite(space_of(ben), called="somebody", now=NOON)
    space = space_of(client)
    bond = flows.accept_invite(space, code=code, called="Ana", now=NOON)
    if compared:
        flows.compare(space, bond=bond, now=NOON)
        flows.compare(space_of(ben), bond=bond, now=NOON)
    return bond


def share(client, bond, words, *, until=None, now=NOON):
    """Share a sentence."""
    return flows.share(
        space_of(client),
        bond=bond,
        document=words.encode(),
        about=Described("sentence", "A sentence"),
        until=until,
        now=now,
    )


def opened_by(ben):
    """Everything that opens with one person's password, whatever road leads there.

    Each stored envelope that names a key which was found is tried at every place it
    could belong to; keys found inside go on opening others.
    """
    opened = space_of(ben).opened
    keys, known = {opened.key.id: opened.key}, 0
    words = []
    while known < len(keys):
        # What was found inside may open a further layer of what was tried before.
        known = len(keys)
        words = [
            inside
            for row, sealed, strict in _envelopes()
            for inside in _opens(sealed, row, keys, opened, strict)
        ]
        keys |= {key.id: key for inside in words for key in _keys_in(inside)}
    return words


def _envelopes():
    for table in raw.private_tables():
        for row in raw.rows(table):
            ident = str(row.get("id", row.get("person_id", "")))
            for value in row.values():
                if isinstance(value, bytes) and value.startswith(b"HS\x01"):
                    # What lies between two people has to open where its key is known.
                    yield ident, Sealed(value), table.startswith("sharing_")


def _opens(sealed, row, keys, opened, strict):
    layers = []
    while sealed.startswith(b"HS\x01"):
        inside = _unsealed(sealed, row, keys, opened, strict)
        if inside is None:
            break
        layers.append(inside)
        sealed = Sealed(inside)
    return layers


def _unsealed(sealed, row, keys, opened, strict):
    to_public = vault.is_sealed_to_public(sealed)
    key = keys.get(sealed[4:20])
    if key is None and not (to_public and opened.private.public.id == sealed[4:20]):
        return None
    for person, kind, version in product(_people(), KINDS, VERSIONS):
        about = About(person, _uuid(row, person), kind, version)
        try:
            if to_public:
                return opened.unseal_from(sealed, about)
            return vault.unseal(sealed, key, about)
        except Unreadable:
            continue
    # Whoever does not know where it belongs has not looked, and proves nothing.
    assert not strict, row
    return None


def _people():
    return [UUID(str(row["id"])) for row in raw.rows("accounts_person")]


def _uuid(row, person):
    return UUID(row) if len(row) in (32, 36) else person


def _keys_in(inside):
    """Whatever 32 bytes in a row inside could be a key are tried as one."""
    try:
        found = msgspec.msgpack.decode(inside)
    except msgspec.MsgspecError:
        return
    yield from _walk(found)


def _walk(value):
    if isinstance(value, dict):
        for one in value.values():
            yield from _walk(one)
    elif isinstance(value, list):
        for one in value:
            yield from _walk(one)
    elif isinstance(value, bytes) and len(value) == 32:
        yield Key(value)
