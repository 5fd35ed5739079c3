"""The product, the document's second reader and the vectors agree."""

import importlib.util
import json
import secrets
import sys
from pathlib import Path
from uuid import UUID, uuid4

import cryptography_vectors
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from holdspace.core import vault
from holdspace.core.vault import About, Cost, Key, Lock, Padding, PrivateKey, PublicKey
from holdspace.core.vault.codes import key_of
from holdspace.core.vault.passwords import derive

FORMAT = Path(__file__).parents[2] / "docs" / "format"
SUITE_NAMES = {"mode": 0, "kem_id": 32, "kdf_id": 1, "aead_id": 2}


def _load(name):
    spec = importlib.util.spec_from_file_location(name, FORMAT / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


reader = _load("second_reader")
maker = _load("make_vectors")


def _vectors(name):
    return json.loads((FORMAT / "vectors" / f"{name}.json").read_text("ascii"))


def _named(vectors):
    return [pytest.param(vector, id=vector["name"]) for vector in vectors]


def _about(vector):
    person, row = UUID(vector["person"]), UUID(vector["row"])
    return About(person, row, vector["kind"], vector["version"])


def _place(vector):
    about = _about(vector)
    return reader.Place(about.person, about.row, about.kind, about.version)


def _unseal(vector):
    sealed = bytes.fromhex(vector["sealed"])
    if "secret" in vector:
        key = Key(bytes.fromhex(vector["secret"]))
        return vault.unseal(sealed, key, _about(vector))
    private = PrivateKey(bytes.fromhex(vector["private"]))
    return vault.unseal_from(sealed, private, _about(vector))


def _read(vector):
    sealed = bytes.fromhex(vector["sealed"])
    if "secret" in vector:
        return reader.read_under(
            bytes.fromhex(vector["secret"]), sealed, _place(vector)
        )
    return reader.read_from(bytes.fromhex(vector["private"]), sealed, _place(vector))


ENVELOPES = _vectors("envelopes")
LOCKS = _vectors("locks")
SESSIONS = _vectors("sessions")
MANIFEST = _vectors("manifest")


@pytest.mark.parametrize("name", maker.FILES)
def test_the_vectors_come_out_the_same_when_made_again(name):
    written = (FORMAT / "vectors" / f"{name}.json").read_text("ascii")
    assert maker.text(name) == written


def test_every_file_of_vectors_has_a_maker_and_stands_in_the_document():
    files = {path.stem for path in (FORMAT / "vectors").iterdir()}
    assert files == set(maker.FILES)
    document = (FORMAT / "envelope-v1.md").read_text("utf-8")
    assert all(f"vectors/{name}.json" in document for name in files)


def test_key_ids_are_worked_out_as_written():
    secret, public = ENVELOPES["ids"]
    assert Key(bytes.fromhex(secret["secret"])).id.hex() == secret["id"]
    assert PublicKey(bytes.fromhex(public["public"])).id.hex() == public["id"]


@pytest.mark.parametrize("vector", _named(ENVELOPES["open"]))
def test_both_readers_open(vector):
    assert _unseal(vector).hex() == vector["words"]
    assert _read(vector).hex() == vector["words"]


@pytest.mark.parametrize("vector", _named(ENVELOPES["refuse"]))
def test_both_readers_refuse(vector):
    with pytest.raises(vault.Unreadable) as refusal:
        _unseal(vector)
    assert refusal.value.args == ()
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None
    with pytest.raises(reader.Refused):
        _read(vector)


@pytest.mark.parametrize("policy", Padding)
@pytest.mark.parametrize("length", [0, 1, 1000, 4092, 4093, 70000])
def test_the_second_reader_opens_and_writes_what_the_product_seals(policy, length):
    words, secret = secrets.token_bytes(length), secrets.token_bytes(32)
    about = About(uuid4(), uuid4(), "reflection", 7)
    place = reader.Place(about.person, about.row, "reflection", 7)
    sealed = vault.seal(words, Key(secret), about, policy)
    assert reader.read_under(secret, sealed, place) == words
    plain = reader.padded(words, policy.value)
    assert reader.write_under(secret, sealed[20:32], plain, place) == sealed


@pytest.mark.parametrize("policy", Padding)
def test_the_second_reader_opens_what_the_product_seals_to_a_public_key(policy):
    private, words = secrets.token_bytes(32), secrets.token_bytes(300)
    about = About(uuid4(), uuid4(), "draft", 0)
    place = reader.Place(about.person, about.row, "draft", 0)
    public = PublicKey.from_bytes(reader.public_of(private))
    assert PrivateKey(private).public == public
    sealed = vault.seal_to(words, public, about, policy)
    assert reader.read_from(private, sealed, place) == words
    assert len(sealed) == 20 + 32 + reader.size(300, policy.value) + 16


def test_sizes_are_as_written():
    padding = _vectors("padding")
    key, about = Key.new(), About(uuid4(), uuid4(), "x")
    for sizes in padding["sizes"]:
        assert vault.bucket(sizes["length"]) == sizes["words"]
        for policy in Padding:
            sealed = vault.seal(bytes(sizes["length"]), key, about, policy)
            assert len(sealed) - 48 == sizes[policy.value]
    for length in padding["refuse"]:
        with pytest.raises(vault.TooLong):
            vault.bucket(length)


def test_passwords_and_codes_lead_to_the_keys_as_written():
    given = LOCKS["derive"]
    person, salt = UUID(given["person"]), bytes.fromhex(given["salt"])
    cost = Cost(*given["cost"])
    assert cost == Cost()
    verifier, key = derive(person, given["password"], salt, cost)
    assert verifier.hex() == given["verifier"]
    assert key == Key(bytes.fromhex(given["password_key"]))
    code_key = Key(bytes.fromhex(given["code_key"]))
    assert key_of(person, given["code"]) == code_key


def _lock(fields):
    stored = {
        name: bytes.fromhex(text) for name, text in fields.items() if name != "cost"
    }
    return Lock(cost=Cost(*fields["cost"]), **stored)


def _open_lock(vector):
    person, lock = UUID(vector["person"]), _lock(vector["lock"])
    if "password" in vector:
        return vault.open_with_password(person, lock, vector["password"])
    return vault.open_with_code(person, lock, vector["code"])


@pytest.mark.parametrize("way", ["password", "code"])
def test_a_lock_opens_with_each_spelling(way):
    given = LOCKS["open"]
    assert len(given[way]) > 1
    for spelling in given[way]:
        opened = _open_lock(
            {"person": given["person"], "lock": given["lock"], way: spelling}
        )
        assert opened.key == Key(bytes.fromhex(given["data_key"]))
        assert opened.private == PrivateKey(bytes.fromhex(given["private"]))


OUTCOMES = {
    "wrong password": vault.WrongPassword,
    "wrong code": vault.WrongCode,
    "unreadable": vault.Unreadable,
}


ROTATION = LOCKS["rotation"]


def _rotating():
    return _open_lock(ROTATION)


def test_a_lock_in_rotation_holds_the_keys_before():
    opened = _rotating()
    before = opened.before
    assert before is not None
    assert opened.key == Key(bytes.fromhex(ROTATION["data_key"]))
    assert before.key == Key(bytes.fromhex(ROTATION["data_key_before"]))
    assert before.private == PrivateKey(bytes.fromhex(ROTATION["private_before"]))
    person, new = UUID(ROTATION["person"]), bytes.fromhex(ROTATION["data_key"])
    sealed = bytes.fromhex(ROTATION["lock"]["before"])
    key, private = reader.keys_before(person, new, sealed)
    assert key.hex() == ROTATION["data_key_before"]
    assert private.hex() == ROTATION["private_before"]


@pytest.mark.parametrize("vector", _named(ROTATION["open"] + ROTATION["open_from"]))
def test_both_readers_open_during_a_rotation(vector):
    sealed, about = vault.Sealed(bytes.fromhex(vector["sealed"])), _about(vector)
    words = bytes.fromhex(vector["words"])
    if vault.is_sealed_to_public(sealed):
        private = bytes.fromhex(ROTATION["private_before"])
        assert _rotating().unseal_from(sealed, about) == words
        assert reader.read_from(private, sealed, _place(vector)) == words
        return
    assert _rotating().unseal(sealed, about) == words
    keys = [bytes.fromhex(ROTATION[name]) for name in ("data_key", "data_key_before")]
    assert reader.read_while_rotating(*keys, sealed, _place(vector)) == words


@pytest.mark.parametrize("vector", _named(ROTATION["refuse"]))
def test_both_readers_refuse_during_a_rotation(vector):
    sealed = vault.Sealed(bytes.fromhex(vector["sealed"]))
    with pytest.raises(vault.Unreadable):
        _rotating().unseal_now(sealed, _about(vector))
    keys = [bytes.fromhex(ROTATION[name]) for name in ("data_key", "data_key_before")]
    with pytest.raises(reader.Refused):
        reader.read_while_rotating(*keys, sealed, _place(vector))


@pytest.mark.parametrize("vector", _named(ROTATION["refuse_before"]))
def test_damaged_keys_before_open_nothing_and_keep_nobody_out(vector):
    lock = {**ROTATION["lock"], "before": vector["before"]}
    opened = _open_lock({**ROTATION, "lock": lock})
    assert opened.key == Key(bytes.fromhex(ROTATION["data_key"]))
    assert opened.before is None
    person, new = UUID(ROTATION["person"]), bytes.fromhex(ROTATION["data_key"])
    with pytest.raises(reader.Refused):
        reader.keys_before(person, new, bytes.fromhex(vector["before"]))


@pytest.mark.parametrize("vector", _named(LOCKS["refuse"]))
def test_a_broken_lock_is_refused_with_its_outcome(vector):
    with pytest.raises(OUTCOMES[vector["outcome"]]) as refusal:
        _open_lock(vector)
    assert refusal.value.args == ()


@pytest.mark.parametrize("vector", _named(SESSIONS["open"]))
def test_the_halves_of_a_session_join(vector):
    assert _join(vector) == Key(bytes.fromhex(vector["data_key"]))


@pytest.mark.parametrize("vector", _named(SESSIONS["refuse"]))
def test_halves_that_do_not_belong_together_do_not_join(vector):
    with pytest.raises(vault.Unreadable):
        _join(vector)


def _join(vector):
    person, session = UUID(vector["person"]), UUID(vector["session"])
    return vault.join(
        vector["cookie"], bytes.fromhex(vector["secret"]), person, session
    )


def test_a_token_leads_to_its_id_and_its_data_as_written():
    given = SESSIONS["token"]
    assert vault.token_id(given["token"]) == given["id"]
    data = vault.unseal_under_token(bytes.fromhex(given["sealed"]), given["token"])
    assert data.hex() == given["data"]


@pytest.mark.parametrize("vector", _named(MANIFEST["open"]))
def test_shards_and_roots_are_read_and_written_as_written(vector):
    if "root" in vector:
        root = vault.read_root(bytes.fromhex(vector["root"]))
        assert list(root.versions) == vector["versions"]
        assert vault.pack_root(root).hex() == vector["root"]
        return
    shard = vault.read_shard(bytes.fromhex(vector["shard"]))
    expected = [
        vault.Entry(UUID(row), kind, version, when, leaving)
        for row, kind, version, when, leaving in vector["entries"]
    ]
    assert sorted(shard, key=lambda entry: entry.row) == expected
    assert vault.pack_shard(shard).hex() == vector["shard"]


@pytest.mark.parametrize("vector", _named(MANIFEST["refuse"]))
def test_broken_shards_and_roots_are_refused(vector):
    part = "root" if "root" in vector else "shard"
    read = {"root": vault.read_root, "shard": vault.read_shard}[part]
    with pytest.raises(vault.Unreadable):
        read(bytes.fromhex(vector[part]))


def _rfc_vector():
    path = Path(cryptography_vectors.__file__).parent / "HPKE" / "test-vectors.json"
    matching = [
        vector
        for vector in json.loads(path.read_text())
        if SUITE_NAMES.items() <= vector.items()
    ]
    assert len(matching) == 1
    return matching[0]


def test_our_copy_of_the_rfc_9180_vector_is_the_rfcs():
    ours, theirs = _vectors("rfc9180-x25519-sha256-aes256gcm"), _rfc_vector()
    encryptions = ours.pop("encryptions")
    assert {name: theirs[name] for name in ours} == ours
    assert encryptions == theirs["encryptions"][: len(encryptions)]


def test_the_suite_reaches_the_key_of_rfc_9180_and_no_other():
    theirs = {
        name: bytes.fromhex(text)
        for name, text in _rfc_vector().items()
        if isinstance(text, str)
    }
    words = b"Sealed with the RFC's own key and nonce."
    box = AESGCM(theirs["key"]).encrypt(theirs["base_nonce"], words, b"")
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    private = X25519PrivateKey.from_private_bytes(theirs["skRm"])
    assert suite.decrypt(theirs["enc"] + box, private, theirs["info"]) == words


def test_the_second_reader_opens_every_encryption_of_rfc_9180():
    theirs = _rfc_vector()
    enc, private, public, info = (
        bytes.fromhex(theirs[name]) for name in ("enc", "skRm", "pkRm", "info")
    )
    key, base = reader.hpke(private, enc, enc, public, info)
    for sequence, one in enumerate(theirs["encryptions"]):
        nonce = (int.from_bytes(base) ^ sequence).to_bytes(12)
        assert nonce.hex() == one["nonce"]
        box, aad = bytes.fromhex(one["ct"]), bytes.fromhex(one["aad"])
        assert AESGCM(key).decrypt(nonce, box, aad).hex() == one["pt"]
