"""Keys and envelopes: the only code that touches cryptography.

The vault turns a person's words into sealed bytes and back, for the person
and to one named recipient. It knows no database, no clock and no request, and
it never writes to a log. Its bytes are set down in
``docs/format/envelope-v1.md``; where the two disagree, one of them is a bug.
"""

from holdspace.core.vault.certificate import own_certificate
from holdspace.core.vault.codes import WrongCode
from holdspace.core.vault.envelopes import (
    About,
    Sealed,
    header_to,
    header_under,
    is_sealed_to_public,
    looks_whole,
    seal,
    seal_to,
    unseal,
    unseal_from,
)
from holdspace.core.vault.keys import Key, PrivateKey, PublicKey, Unreadable, key_bytes
from holdspace.core.vault.locks import (
    Before,
    Lock,
    Opened,
    change_code,
    change_password,
    new_lock,
    open_with_code,
    open_with_key,
    open_with_password,
    rotate,
)
from holdspace.core.vault.manifest import (
    SHARDS,
    Entry,
    Root,
    Shard,
    about_root,
    about_shard,
    pack_root,
    pack_shard,
    read_root,
    read_shard,
    shard_of,
)
from holdspace.core.vault.padding import Padding, TooLong, bucket
from holdspace.core.vault.passwords import CHEAPEST, Cost, WrongPassword, pretend
from holdspace.core.vault.phrase import phrase_of
from holdspace.core.vault.sessions import (
    HALFWAY,
    NOBODY,
    join,
    new_token,
    seal_under_token,
    server_key,
    split,
    token_id,
    unseal_under_token,
)

__all__ = [
    "CHEAPEST",
    "HALFWAY",
    "NOBODY",
    "SHARDS",
    "About",
    "Before",
    "Cost",
    "Entry",
    "Key",
    "Lock",
    "Opened",
    "Padding",
    "PrivateKey",
    "PublicKey",
    "Root",
    "Sealed",
    "Shard",
    "TooLong",
    "Unreadable",
    "WrongCode",
    "WrongPassword",
    "about_root",
    "about_shard",
    "bucket",
    "change_code",
    "change_password",
    "header_to",
    "header_under",
    "is_sealed_to_public",
    "join",
    "key_bytes",
    "looks_whole",
    "new_lock",
    "new_token",
    "open_with_code",
    "open_with_key",
    "open_with_password",
    "own_certificate",
    "pack_root",
    "pack_shard",
    "phrase_of",
    "pretend",
    "read_root",
    "read_shard",
    "rotate",
    "seal",
    "seal_to",
    "seal_under_token",
    "server_key",
    "shard_of",
    "split",
    "token_id",
    "unseal",
    "unseal_from",
    "unseal_under_token",
]
