"""A second reader and writer of envelope-v1.md, made from that document alone.

It shares no code with the product. It takes X25519, AES-GCM and Argon2id from
the ``cryptography`` library; HKDF and HPKE are written out from RFC 5869 and
RFC 9180. Its writers take nonces and ephemeral keys from the caller, which the
product never does: use it to make and to check vectors, and for nothing else.
"""

from __future__ import annotations

import base64
import hmac
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

if TYPE_CHECKING:
    from uuid import UUID

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SUITE = b"HPKE" + bytes.fromhex("0020 0001 0002")
KEM = b"KEM" + bytes.fromhex("0020")


class Refused(Exception):
    """The one refusal of section 1."""


@dataclass(frozen=True)
class Place:
    """Where an envelope belongs."""

    person: UUID
    row: UUID
    kind: str
    version: int


def extract(salt: bytes, secret: bytes) -> bytes:
    """HKDF-Extract of RFC 5869."""
    return hmac.digest(salt or bytes(32), secret, "sha256")


def expand(secret: bytes, info: bytes, length: int) -> bytes:
    """HKDF-Expand of RFC 5869."""
    made = block = b""
    while len(made) < length:
        counter = bytes((len(made) // 32 + 1,))
        block = hmac.digest(secret, block + info + counter, "sha256")
        made += block
    return made[:length]


def key_id(secret: bytes) -> bytes:
    """The id of a secret key (section 3)."""
    return expand(secret, b"holdspace/v1/key id", 16)


def public_key_id(public: bytes) -> bytes:
    """The id of a public key (section 3)."""
    return expand(public, b"holdspace/v1/public key id", 16)


def cipher(secret: bytes) -> AESGCM:
    """What encrypts under a secret key (section 3)."""
    return AESGCM(expand(secret, b"holdspace/v1/seal", 32))


def public_of(private: bytes) -> bytes:
    """The public half of a private key."""
    pair = x25519.X25519PrivateKey.from_private_bytes(private)
    return pair.public_key().public_bytes_raw()


def header(kind_of_envelope: int, name: bytes) -> bytes:
    """Bytes 0 to 19 of an envelope (section 4)."""
    return b"HS\x01" + bytes((kind_of_envelope,)) + name


def context(head: bytes, place: Place) -> bytes:
    """What is authenticated beside the words (section 4)."""
    kind = place.kind.encode("ascii")
    fixed = place.person.bytes + place.row.bytes + place.version.to_bytes(8, "big")
    return b"holdspace/v1/envelope" + head + fixed + bytes((len(kind),)) + kind


def size(length: int, policy: str) -> int:
    """The size of the plaintext for words of some length (section 5)."""
    if policy == "none":
        return length + 4
    if policy == "small":
        return (length + 4 + 255) // 256 * 256
    buckets = (4096, 16384, 65536, 262144, 1048576, 4194304)
    return next(bucket for bucket in buckets if length + 4 <= bucket)


def padded(words: bytes, policy: str) -> bytes:
    """The plaintext of an envelope (section 5)."""
    plain = len(words).to_bytes(4, "big") + words
    return plain + bytes(size(len(words), policy) - len(plain))


def unpadded(plain: bytes) -> bytes:
    """The words in a plaintext (section 5)."""
    length = int.from_bytes(plain[:4], "big")
    if len(plain) < 4 + length or plain[4 + length :].strip(b"\0"):
        raise Refused
    return plain[4 : 4 + length]


def write_under(secret: bytes, nonce: bytes, plain: bytes, place: Place) -> bytes:
    """An envelope of type 1 around a plaintext that is already padded."""
    head = header(1, key_id(secret))
    return head + nonce + cipher(secret).encrypt(nonce, plain, context(head, place))


def read_under(secret: bytes, sealed: bytes, place: Place) -> bytes:
    """The words in an envelope of type 1."""
    head = header(1, key_id(secret))
    if len(sealed) < 52 or sealed[:20] != head:
        raise Refused
    try:
        plain = cipher(secret).decrypt(sealed[20:32], sealed[32:], context(head, place))
    except Exception as refusal:
        raise Refused from refusal
    return unpadded(plain)


def labelled_extract(suite: bytes, salt: bytes, label: bytes, secret: bytes) -> bytes:
    """LabeledExtract of RFC 9180, section 4."""
    return extract(salt, b"HPKE-v1" + suite + label + secret)


def labelled_expand(
    suite: bytes, secret: bytes, label: bytes, info: bytes, length: int
) -> bytes:
    """LabeledExpand of RFC 9180, section 4."""
    named = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    return expand(secret, named, length)


def hpke(
    private: bytes, other: bytes, enc: bytes, recipient: bytes, info: bytes
) -> tuple[bytes, bytes]:
    """Key and base nonce of RFC 9180 in base mode, from either side.

    Args:
        private: The ephemeral private key (sender) or the recipient's.
        other: The other side's public key.
        enc: The ephemeral public key.
        recipient: The recipient's public key.
        info: What the key schedule binds.
    """
    mine = x25519.X25519PrivateKey.from_private_bytes(private)
    shared = mine.exchange(x25519.X25519PublicKey.from_public_bytes(other))
    eae = labelled_extract(KEM, b"", b"eae_prk", shared)
    secret = labelled_expand(KEM, eae, b"shared_secret", enc + recipient, 32)
    psk_id = labelled_extract(SUITE, b"", b"psk_id_hash", b"")
    schedule = b"\0" + psk_id + labelled_extract(SUITE, b"", b"info_hash", info)
    root = labelled_extract(SUITE, secret, b"secret", b"")
    return (
        labelled_expand(SUITE, root, b"key", schedule, 32),
        labelled_expand(SUITE, root, b"base_nonce", schedule, 12),
    )


def write_to(public: bytes, ephemeral: bytes, plain: bytes, place: Place) -> bytes:
    """An envelope of type 2 around a plaintext that is already padded."""
    head, enc = header(2, public_key_id(public)), public_of(ephemeral)
    key, nonce = hpke(ephemeral, public, enc, public, context(head, place))
    return head + enc + AESGCM(key).encrypt(nonce, plain, b"")


def read_from(private: bytes, sealed: bytes, place: Place) -> bytes:
    """The words in an envelope of type 2."""
    public = public_of(private)
    head, enc = header(2, public_key_id(public)), sealed[20:52]
    if len(sealed) < 72 or sealed[:20] != head:
        raise Refused
    try:
        key, nonce = hpke(private, enc, enc, public, context(head, place))
        plain = AESGCM(key).decrypt(nonce, sealed[52:], b"")
    except Exception as refusal:
        raise Refused from refusal
    return unpadded(plain)


def password_keys(
    person: UUID, password: str, salt: bytes, cost: tuple[int, int, int]
) -> tuple[bytes, bytes]:
    """Verifier and password key (section 7)."""
    memory, passes, lanes = cost
    root = Argon2id(
        salt=salt, length=32, memory_cost=memory, iterations=passes, lanes=lanes
    ).derive(unicodedata.normalize("NFC", password).encode())
    return (
        expand(root, b"holdspace/v1/verifier" + person.bytes, 32),
        expand(root, b"holdspace/v1/password key" + person.bytes, 32),
    )


def code_key(person: UUID, typed: str) -> bytes:
    """The key of a recovery code as somebody typed it (section 8)."""
    code = "".join(
        mark
        for mark in typed
        if not mark.isspace() and unicodedata.category(mark) != "Pd"
    ).upper()
    code = code.replace("O", "0").replace("I", "1").replace("L", "1")
    if len(code) != 28 or any(mark not in ALPHABET for mark in code):
        raise Refused
    root = extract(person.bytes, code.encode())
    return expand(root, b"holdspace/v1/code key", 32)


def token_id(token: str) -> str:
    """What a token's row is found by (section 9)."""
    return expand(extract(b"", token.encode()), b"holdspace/v1/token id", 32).hex()


def token_key(token: str) -> bytes:
    """What a token's data is sealed under (section 9)."""
    return expand(extract(b"", token.encode()), b"holdspace/v1/token key", 32)


def cookie(sealed: bytes) -> str:
    """How an envelope is spelt in a cookie (section 9)."""
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def keys_before(person: UUID, data: bytes, sealed: bytes) -> tuple[bytes, bytes]:
    """The data key and the private key that a rotation replaces (section 11)."""
    both = read_under(data, sealed, Place(person, person, "key/before", 1))
    if len(both) != 64:
        raise Refused
    return both[:32], both[32:]


def read_while_rotating(
    data: bytes, before: bytes, sealed: bytes, place: Place
) -> bytes:
    """The words under whichever of two data keys the envelope names (section 11)."""
    is_before = sealed[:20] == header(1, key_id(before))
    if is_before and not place.kind.startswith("manifest/"):
        return read_under(before, sealed, place)
    return read_under(data, sealed, place)
