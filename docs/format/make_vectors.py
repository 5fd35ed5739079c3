"""Make the vectors of envelope-v1.md again: python docs/format/make_vectors.py.

They come from the second reader, not from the product, and are the same bytes
each time. What stands in for random bytes is counted out from a name.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import second_reader as reader
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

Vector = dict[str, Any]

HERE = Path(__file__).parent / "vectors"
WORDS = b"Tears came, and then it was quiet."
POLICIES = ("none", "small", "words")
CHEAP = (8, 1, 1)
PASSWORD = "quiet rain — später"  # noqa: S105
SUITE = {"mode": 0, "kem_id": 32, "kdf_id": 1, "aead_id": 2}


def counted(name: str, length: int = 32) -> bytes:
    """Bytes that stand in for random ones; no secret."""
    return hashlib.shake_256(b"holdspace vectors " + name.encode()).digest(length)


def uuid(name: str) -> UUID:
    """A version 4 UUID that stands in for a random one."""
    return UUID(bytes=counted(name, 16), version=4)


ANA, CLEO = uuid("person"), uuid("another person")
KEY, OTHER = counted("key"), counted("another key")
PRIVATE, STRANGER = counted("private"), counted("another private")
NONCE, EPHEMERAL = counted("nonce", 12), counted("ephemeral")
PLACE = reader.Place(ANA, uuid("row"), "reflection", 3)


def shown(name: str, place: reader.Place, **more: str) -> Vector:
    """One vector as it is written into a file."""
    where = {
        "person": str(place.person),
        "row": str(place.row),
        "kind": place.kind,
        "version": place.version,
    }
    return {"name": name, **where, **more}


def under(plain: bytes, place: reader.Place = PLACE, secret: bytes = KEY) -> bytes:
    """A type 1 envelope with the vectors' nonce."""
    return reader.write_under(secret, NONCE, plain, place)


def to(plain: bytes, place: reader.Place = PLACE, private: bytes = PRIVATE) -> bytes:
    """A type 2 envelope with the vectors' ephemeral key."""
    return reader.write_to(reader.public_of(private), EPHEMERAL, plain, place)


def changed(sealed: bytes, at: int) -> bytes:
    """The same bytes with one bit turned over."""
    at %= len(sealed)
    return sealed[:at] + bytes((sealed[at] ^ 1,)) + sealed[at + 1 :]


def broken(sealed: bytes, box_at: int) -> dict[str, bytes]:
    """What can happen to stored bytes, region by region."""
    middle = "nonce" if box_at == 32 else "enc"
    return {
        "changed: magic": changed(sealed, 0),
        "changed: format version": changed(sealed, 2),
        "changed: type": sealed[:3] + bytes((3 - sealed[3],)) + sealed[4:],
        "changed: a type there is not": sealed[:3] + b"\x07" + sealed[4:],
        "changed: key id, first byte": changed(sealed, 4),
        "changed: key id, last byte": changed(sealed, 19),
        f"changed: {middle}, first byte": changed(sealed, 20),
        f"changed: {middle}, last byte": changed(sealed, box_at - 2),
        "changed: box, first byte": changed(sealed, box_at),
        "changed: tag, first byte": changed(sealed, -16),
        "changed: tag, last byte": changed(sealed, -1),
        "cut: empty": b"",
        "cut: half a header": sealed[:10],
        "cut: header only": sealed[:20],
        "cut: nothing in the box": sealed[:box_at],
        "cut: last byte": sealed[:-1],
        "cut: first byte": sealed[1:],
        "longer by a byte": sealed + b"\0",
    }


def under_head(head: bytes) -> bytes:
    """A type 1 envelope that is whole, but whose header says ``head``."""
    plain = reader.padded(WORDS, "small")
    box = reader.cipher(KEY).encrypt(NONCE, plain, reader.context(head, PLACE))
    return head + NONCE + box


def to_head(head: bytes) -> bytes:
    """A type 2 envelope that is whole, but whose header says ``head``."""
    public, enc = reader.public_of(PRIVATE), reader.public_of(EPHEMERAL)
    info = reader.context(head, PLACE)
    key, nonce = reader.hpke(EPHEMERAL, public, enc, public, info)
    plain = reader.padded(WORDS, "small")
    return head + enc + AESGCM(key).encrypt(nonce, plain, b"")


def misnamed(sealed: bytes) -> dict[str, bytes]:
    """Headers that another writer could authenticate, and no reader takes."""
    head = sealed[:20]
    return {
        "sealed whole, with another key's id": head[:4] + reader.key_id(OTHER),
        "sealed whole, as format version 2": head[:2] + b"\x02" + head[3:],
        "sealed whole, as the other type": (
            head[:3] + bytes((3 - head[3],)) + head[4:]
        ),
        "sealed whole, with another magic": b"hs" + head[2:],
    }


def moved() -> dict[str, reader.Place]:
    """Places at which an envelope of PLACE does not open."""
    return {
        "moved: another person": replace(PLACE, person=CLEO),
        "moved: another row": replace(PLACE, row=uuid("another row")),
        "moved: person and row change places": replace(
            PLACE, person=PLACE.row, row=PLACE.person
        ),
        "relabelled: another kind": replace(PLACE, kind="draft"),
        "relabelled: a longer kind": replace(PLACE, kind="reflections"),
        "relabelled: a shorter kind": replace(PLACE, kind="reflectio"),
        "rolled back: an older version passed for the newer": replace(PLACE, version=4),
        "rolled forward: a newer version passed for the older": replace(
            PLACE, version=2
        ),
    }


def misfilled() -> dict[str, bytes]:
    """Plaintexts that no writer makes."""
    good = reader.padded(WORDS, "small")
    beyond = (len(good) - 3).to_bytes(4, "big") + good[4:]
    return {
        "padding: last byte is not zero": good[:-1] + b"\x01",
        "padding: first byte is not zero": changed(good, 4 + len(WORDS)),
        "padding: length one beyond the end": beyond,
        "padding: length far beyond the end": b"\xff" * 4 + good[4:],
        "padding: three bytes, no length": b"\0\0\0",
        "padding: nothing at all": b"",
    }


def envelopes() -> Vector:
    """Both types of envelope."""
    small = reader.padded(WORDS, "small")
    one, two = under(small), to(small)
    first = [
        shown(
            f"under a key, padding {policy}",
            PLACE,
            secret=KEY.hex(),
            words=WORDS.hex(),
            padding=policy,
            nonce=NONCE.hex(),
            sealed=under(reader.padded(WORDS, policy)).hex(),
        )
        for policy in POLICIES
    ]
    edge = replace(PLACE, kind="k" * 32, version=2**63 - 1)
    first.append(
        shown(
            "under a key, no words, longest kind, highest version",
            edge,
            secret=KEY.hex(),
            words="",
            padding="none",
            nonce=NONCE.hex(),
            sealed=under(reader.padded(b"", "none"), edge).hex(),
        )
    )
    second = [
        shown(
            f"to a public key, padding {policy}",
            PLACE,
            private=PRIVATE.hex(),
            public=reader.public_of(PRIVATE).hex(),
            words=WORDS.hex(),
            padding=policy,
            ephemeral=EPHEMERAL.hex(),
            sealed=to(reader.padded(WORDS, policy)).hex(),
        )
        for policy in POLICIES
    ]
    return {
        "ids": [
            {"secret": KEY.hex(), "id": reader.key_id(KEY).hex()},
            {
                "public": reader.public_of(PRIVATE).hex(),
                "id": reader.public_key_id(reader.public_of(PRIVATE)).hex(),
            },
        ],
        "open": first + second,
        "refuse": refused_under(one, two) + refused_from(one, two),
    }


def refused_under(one: bytes, two: bytes) -> list[Vector]:
    """What a secret key does not open."""
    secret = KEY.hex()
    other = reader.write_under(OTHER, NONCE, reader.padded(WORDS, "small"), PLACE)
    cases = {
        **broken(one, 32),
        **{name: under(plain) for name, plain in misfilled().items()},
        **{name: under_head(head) for name, head in misnamed(one).items()},
        "another key's envelope": other,
        "another key's envelope, relabelled with this key's id": (
            one[:20] + other[20:]
        ),
        "an envelope to a public key": two,
    }
    return [
        shown(f"under a key, {name}", PLACE, secret=secret, sealed=sealed.hex())
        for name, sealed in cases.items()
    ] + [
        shown(f"under a key, {name}", place, secret=secret, sealed=one.hex())
        for name, place in moved().items()
    ]


def refused_from(one: bytes, two: bytes) -> list[Vector]:
    """What a private key does not open."""
    private = PRIVATE.hex()
    other = to(reader.padded(WORDS, "small"), private=STRANGER)
    cases = {
        **broken(two, 52),
        **{name: to(plain) for name, plain in misfilled().items()},
        **{name: to_head(head) for name, head in misnamed(two).items()},
        "another recipient's envelope": other,
        "another recipient's envelope, relabelled with this key's id": (
            two[:20] + other[20:]
        ),
        "enc of all zeros": two[:20] + bytes(32) + two[52:],
        "an envelope under a secret key": one,
    }
    return [
        shown(f"to a public key, {name}", PLACE, private=private, sealed=sealed.hex())
        for name, sealed in cases.items()
    ] + [
        shown(f"to a public key, {name}", place, private=private, sealed=two.hex())
        for name, place in moved().items()
    ]


def wrapped(person: UUID, kind: str, under_key: bytes, inside: bytes) -> str:
    """A key sealed under another, as a lock holds it."""
    place = reader.Place(person, person, kind, 1)
    plain = reader.padded(inside, "none")
    return reader.write_under(under_key, NONCE, plain, place).hex()


CODE = "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV"


def lock_of(person: UUID, data: bytes, private: bytes) -> Vector:
    """One person's lock."""
    salt = counted(f"salt {person}", 16)
    verifier, password_key = reader.password_keys(person, PASSWORD, salt, CHEAP)
    code_key = reader.code_key(person, CODE)
    return {
        "cost": list(CHEAP),
        "salt": salt.hex(),
        "verifier": verifier.hex(),
        "by_password": wrapped(person, "key/password", password_key, data),
        "by_code": wrapped(person, "key/code", code_key, data),
        "public": reader.public_of(private).hex(),
        "private": wrapped(person, "key/private", data, private),
    }


def locks() -> Vector:
    """Passwords, codes, locks, and what breaks them."""
    mine, hers = lock_of(ANA, KEY, PRIVATE), lock_of(CLEO, OTHER, STRANGER)
    usual = (65536, 3, 4)
    salt = counted("usual salt", 16)
    verifier, password_key = reader.password_keys(ANA, PASSWORD, salt, usual)
    spellings = (
        CODE,
        "ol23456789abcdefghjkmnpqrstv",
        " 0i23\u20134567 89AB\tCDEF\u2014GHJKMNPQRSTV ",
    )
    return {
        "derive": {
            "person": str(ANA),
            "password": PASSWORD,
            "salt": salt.hex(),
            "cost": list(usual),
            "verifier": verifier.hex(),
            "password_key": password_key.hex(),
            "code": CODE,
            "code_key": reader.code_key(ANA, CODE).hex(),
        },
        "open": {
            "person": str(ANA),
            "password": [PASSWORD, PASSWORD.replace("ä", "a\u0308")],
            "code": spellings,
            "data_key": KEY.hex(),
            "private": PRIVATE.hex(),
            "lock": mine,
        },
        "refuse": refused_locks(mine, hers),
        "rotation": rotation(),
    }


def rotation() -> Vector:
    """A lock while a new data key is put in place, and what lies beside it."""
    new, pair = counted("key after"), counted("private after")
    before = wrapped(ANA, "key/before", new, KEY + PRIVATE)
    shard = reader.Place(ANA, UUID(int=5), "manifest/shard", 2)
    rows = {
        "under the key before": (PLACE, under(reader.padded(WORDS, "words"))),
        "under the key of now": (
            PLACE,
            under(reader.padded(WORDS, "words"), secret=new),
        ),
    }
    stranger = reader.Place(CLEO, CLEO, "key/before", 1)
    theirs = reader.write_under(
        new, NONCE, reader.padded(KEY + PRIVATE, "none"), stranger
    )
    refused = {
        "of another person": theirs.hex(),
        "a changed byte": changed(bytes.fromhex(before), 60).hex(),
        "cut short": before[:-2],
        "without its private key": wrapped(ANA, "key/before", new, KEY),
        "with something behind": wrapped(ANA, "key/before", new, KEY + PRIVATE + b"0"),
        "under the key before itself": wrapped(ANA, "key/before", KEY, KEY + PRIVATE),
        "of another kind": wrapped(ANA, "key/private", new, KEY + PRIVATE),
    }
    to_before = reader.write_to(
        reader.public_of(PRIVATE), EPHEMERAL, reader.padded(WORDS, "words"), PLACE
    )
    return {
        "person": str(ANA),
        "password": PASSWORD,
        "lock": {**lock_of(ANA, new, pair), "before": before},
        "data_key": new.hex(),
        "private": pair.hex(),
        "data_key_before": KEY.hex(),
        "private_before": PRIVATE.hex(),
        "open": [
            shown(name, place, sealed=sealed.hex(), words=WORDS.hex())
            for name, (place, sealed) in rows.items()
        ],
        "open_from": [
            shown(
                "to the public key before",
                PLACE,
                sealed=to_before.hex(),
                words=WORDS.hex(),
            )
        ],
        "refuse": [
            shown(
                "a shard of the manifest under the key before",
                shard,
                sealed=under(reader.padded(b"\x01\x90", "words"), shard).hex(),
            ),
            shown(
                "a row under another key",
                PLACE,
                sealed=under(reader.padded(WORDS, "words"), secret=OTHER).hex(),
            ),
        ],
        "refuse_before": [
            {"name": name, "before": sealed} for name, sealed in refused.items()
        ],
    }


def refused_locks(mine: Vector, hers: Vector) -> list[Vector]:
    """Locks, passwords and codes that do not open, with the outcome of each."""

    def spoilt(field: str, at: int) -> Vector:
        return {**mine, field: changed(bytes.fromhex(mine[field]), at).hex()}

    def given(field: str) -> Vector:
        return {**mine, field: hers[field]}

    password, code = {"password": PASSWORD}, {"code": CODE}
    wrong_password, wrong_code = "wrong password", "wrong code"
    unreadable = "unreadable"
    swapped = {**given("public"), "private": hers["private"]}
    cases = [
        ("another password", mine, {"password": "quiet"}, wrong_password),
        ("no password", mine, {"password": ""}, wrong_password),
        (
            "a password in other case",
            mine,
            {"password": PASSWORD.upper()},
            wrong_password,
        ),
        ("another salt", given("salt"), password, wrong_password),
        ("another cost", {**mine, "cost": [16, 1, 1]}, password, wrong_password),
        ("a changed verifier", spoilt("verifier", 5), password, wrong_password),
        ("another person's lock", hers, password, wrong_password),
        ("a salt cut short", {**mine, "salt": "00"}, password, unreadable),
        ("far too much memory", {**mine, "cost": [2**27, 1, 1]}, password, unreadable),
        ("far too many passes", {**mine, "cost": [8, 2**31, 1]}, password, unreadable),
        ("no passes", {**mine, "cost": [8, 0, 1]}, password, unreadable),
        ("too many lanes", {**mine, "cost": [262144, 1, 17]}, password, unreadable),
        (
            "too little memory for the lanes",
            {**mine, "cost": [8, 1, 2]},
            password,
            unreadable,
        ),
        ("a changed wrapped key", spoilt("by_password", -1), password, unreadable),
        ("a wrapped key of another person", given("by_password"), password, unreadable),
        (
            "the code's wrapped key in the password's place",
            {**mine, "by_password": mine["by_code"]},
            password,
            unreadable,
        ),
        ("a swapped public key", given("public"), password, unreadable),
        ("a swapped pair", swapped, password, unreadable),
        ("a changed private key", spoilt("private", 40), password, unreadable),
        ("another code", mine, {"code": CODE[:-1] + "W"}, wrong_code),
        ("a code cut short", mine, {"code": CODE[:-1]}, wrong_code),
        (
            "a code with a letter there is not",
            mine,
            {"code": CODE[:-1] + "U"},
            wrong_code,
        ),
        ("no code", mine, {"code": ""}, wrong_code),
        ("a code's wrapped key of another person", given("by_code"), code, wrong_code),
        ("a changed key id", spoilt("by_code", 4), code, wrong_code),
        ("a changed key under the code", spoilt("by_code", -1), code, unreadable),
        ("a swapped public key, opened by code", given("public"), code, unreadable),
    ]
    return [
        {"name": name, "person": str(ANA), **tried, "outcome": outcome, "lock": lock}
        for name, lock, tried, outcome in cases
    ]


def sessions() -> Vector:
    """Cookies, halves and tokens."""
    session = uuid("session")
    half, token = counted("session half"), reader.cookie(counted("token"))
    place = reader.Place(ANA, session, "key/session", 1)
    sealed = reader.write_under(half, NONCE, reader.padded(KEY, "none"), place)
    nobody = reader.Place(UUID(int=0), UUID(int=0), "session", 1)
    data = b'{"kept": true}'
    under_token = reader.write_under(
        reader.token_key(token), NONCE, reader.padded(data, "small"), nobody
    )
    whole = {
        "person": str(ANA),
        "session": str(session),
        "secret": half.hex(),
        "cookie": reader.cookie(sealed),
    }
    wrong: dict[str, dict[str, str]] = {
        "another person": {"person": str(CLEO)},
        "another session": {"session": str(uuid("another session"))},
        "another half": {"secret": counted("another half").hex()},
        "half a half": {"secret": half[:16].hex()},
        "a cookie cut short": {"cookie": whole["cookie"][:-4]},
        "a cookie with padding characters": {"cookie": whole["cookie"] + "="},
        "a cookie with a space": {"cookie": " " + whole["cookie"]},
        "a cookie of other letters": {"cookie": "ä" * 112},
        "an empty cookie": {"cookie": ""},
    }
    return {
        "open": [{"name": "a session", **whole, "data_key": KEY.hex()}],
        "refuse": [{"name": name, **whole, **other} for name, other in wrong.items()],
        "token": {
            "token": token,
            "id": reader.token_id(token),
            "key": reader.token_key(token).hex(),
            "data": data.hex(),
            "sealed": under_token.hex(),
        },
    }


def packed(*entries: bytes) -> str:
    """A shard of fewer than 16 entries."""
    return (b"\x01" + bytes((0x90 + len(entries),)) + b"".join(entries)).hex()


def entry(row: UUID, tail: str, items: int = 5) -> bytes:
    """One entry in MessagePack: row, then the kind "draft", then ``tail``."""
    kind = bytes((0xA5,)) + b"draft"
    return bytes((0x90 + items, 0xC4, 16)) + row.bytes + kind + bytes.fromhex(tail)


def manifest() -> Vector:
    """Shards and roots before they are sealed."""
    low, high = sorted((uuid("row"), uuid("another row")))
    plain = entry(low, "03 ce01ba8140 00")
    other = entry(high, "01 00 ce01ba8141")
    versions = [0] * 62 + [1, 2**63 - 1]
    root = b"\x01" + b"".join(number.to_bytes(8, "big") for number in versions)
    nine = "cf8000000000000000"
    return {
        "open": [
            {"name": "nothing yet", "shard": packed(), "entries": []},
            {
                "name": "two rows",
                "shard": packed(plain, other),
                "entries": [
                    [str(low), "draft", 3, 29000000, 0],
                    [str(high), "draft", 1, 0, 29000001],
                ],
            },
            {"name": "a root", "root": root.hex(), "versions": versions},
        ],
        "refuse": [
            {"name": "empty", "shard": ""},
            {"name": "no list", "shard": "01"},
            {"name": "another layout", "shard": "0290"},
            {"name": "a row twice", "shard": packed(plain, plain)},
            {"name": "a byte more", "shard": packed(plain) + "00"},
            {"name": "a byte less", "shard": packed(plain)[:-2]},
            {"name": "an item more", "shard": packed(entry(low, "03 00 00 00", 6))},
            {"name": "two items less", "shard": packed(entry(low, "03", 3))},
            {"name": "version below 0", "shard": packed(entry(low, "ff 00 00"))},
            {"name": "version 2^63", "shard": packed(entry(low, f"{nine} 00 00"))},
            {"name": "when 2^63", "shard": packed(entry(low, f"03 {nine} 00"))},
            {"name": "version no number", "shard": packed(entry(low, "c0 00 00"))},
            {"name": "a row of 15 bytes", "shard": "01 91 95 c40f" + "00" * 15},
            {
                "name": "a kind that is not ASCII",
                "shard": packed(plain.replace(b"draft", b"dra\xc3\xa4")),
            },
            {
                "name": "a kind that is not text",
                "shard": packed(plain.replace(b"draft", b"dra\xff\xff")),
            },
            {"name": "an empty root", "root": ""},
            {"name": "a root of another layout", "root": "02" + root.hex()[2:]},
            {"name": "a root cut short", "root": root.hex()[:-2]},
            {"name": "a longer root", "root": root.hex() + "00"},
            {"name": "a root with 2^63", "root": root.hex()[:-16] + "8" + "0" * 15},
        ],
    }


def padding() -> Vector:
    """Lengths of words and the sizes of their plaintext."""
    edges = [0, 1, 252, 253, 1020, 4092, 4093, 16380, 16381, 65532, 65533]
    edges += [262140, 262141, 1048572, 1048573, 4194300]
    return {
        "sizes": [
            {"length": edge, **{name: reader.size(edge, name) for name in POLICIES}}
            for edge in edges
        ],
        "refuse": [4194301, 2**32],
    }


def rfc_9180() -> Vector:
    """Two encryptions of RFC 9180's base-mode vector for our suite.

    Only the RFC's inputs are written here. The rest is worked out, and a test
    compares it with the RFC's own figures.
    """
    info = "4f6465206f6e2061204772656369616e2055726e"
    private = "497b4502664cfea5d5af0b39934dac72242a74f8480451e1aee7d6a53320333d"
    ephemeral = "179d4b53b6365c45b600c4163b61d95cbc2f4d9e36f1695558dce265ab8bab11"
    plain = "4265617574792069732074727574682c20747275746820626561757479"
    recipient = reader.public_of(bytes.fromhex(private))
    enc = reader.public_of(bytes.fromhex(ephemeral))
    key, base = reader.hpke(
        bytes.fromhex(ephemeral), recipient, enc, recipient, bytes.fromhex(info)
    )
    encryptions = []
    for sequence, aad in enumerate((b"Count-0", b"Count-1")):
        nonce = base[:-1] + bytes((base[-1] ^ sequence,))
        box = AESGCM(key).encrypt(nonce, bytes.fromhex(plain), aad)
        encryptions.append(
            {"aad": aad.hex(), "nonce": nonce.hex(), "pt": plain, "ct": box.hex()}
        )
    return {
        **SUITE,
        "info": info,
        "skRm": private,
        "pkRm": recipient.hex(),
        "skEm": ephemeral,
        "enc": enc.hex(),
        "key": key.hex(),
        "base_nonce": base.hex(),
        "encryptions": encryptions,
    }


FILES = {
    "envelopes": envelopes,
    "locks": locks,
    "sessions": sessions,
    "manifest": manifest,
    "padding": padding,
    "rfc9180-x25519-sha256-aes256gcm": rfc_9180,
}


def text(name: str) -> str:
    """The whole text of one file of vectors."""
    return json.dumps(FILES[name](), indent=1, ensure_ascii=True) + "\n"


if __name__ == "__main__":
    for each in FILES:
        (HERE / f"{each}.json").write_text(text(each), encoding="ascii")
