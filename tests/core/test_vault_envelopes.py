"""Envelopes open with their key, at their place, whole, and not otherwise."""

import copy
import pickle  # noqa: TID251 - to see it refused
from dataclasses import FrozenInstanceError, replace
from uuid import UUID, uuid4

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from holdspace.core import vault
from holdspace.core.vault import (
    About,
    Key,
    Padding,
    PrivateKey,
    PublicKey,
    Sealed,
    Unreadable,
)

KEY, PRIVATE = Key.new(), PrivateKey.new()
ABOUT = About(uuid4(), uuid4(), "reflection", 2)
WORDS = b"It was about the letter, after all."
ONE = vault.seal(WORDS, KEY, ABOUT, Padding.SMALL)
TWO = vault.seal_to(WORDS, PRIVATE.public, ABOUT, Padding.SMALL)

kinds = st.text(
    st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=32
)
places = st.builds(About, st.uuids(), st.uuids(), kinds, st.integers(0, 2**63 - 1))


@given(words=st.binary(max_size=9000), about=places, pad=st.sampled_from(Padding))
def test_what_was_sealed_opens_at_its_place(words, about, pad):
    assert vault.unseal(vault.seal(words, KEY, about, pad), KEY, about) == words
    sealed = vault.seal_to(words, PRIVATE.public, about, pad)
    assert vault.unseal_from(sealed, PRIVATE, about) == words


@given(about=places)
def test_nothing_opens_at_another_place(about):
    with pytest.raises(Unreadable):
        vault.unseal(ONE, KEY, about)
    with pytest.raises(Unreadable):
        vault.unseal_from(TWO, PRIVATE, about)


def test_a_changed_byte_anywhere_closes_an_envelope_under_a_key():
    for at in range(len(ONE)):
        changed = bytearray(ONE)
        changed[at] ^= 0x80
        with pytest.raises(Unreadable):
            vault.unseal(Sealed(bytes(changed)), KEY, ABOUT)


@given(at=st.integers(0, len(TWO) - 1), by=st.integers(1, 255))
@example(at=51, by=0x40)
def test_a_changed_byte_anywhere_closes_an_envelope_to_a_public_key(at, by):
    changed = bytearray(TWO)
    changed[at] ^= by
    with pytest.raises(Unreadable):
        vault.unseal_from(Sealed(bytes(changed)), PRIVATE, ABOUT)


def test_the_top_bit_of_an_encapsulated_key_is_no_second_spelling():
    # X25519 ignores that bit; HPKE hashes the bytes as they came.
    changed = bytearray(TWO)
    changed[51] ^= 0x80
    with pytest.raises(Unreadable):
        vault.unseal_from(Sealed(bytes(changed)), PRIVATE, ABOUT)


@given(data=st.binary(max_size=200))
def test_any_bytes_are_refused_in_the_same_way(data):
    for start in (b"", ONE[:4], ONE[:20], ONE[:32], TWO[:4], TWO[:20], TWO[:52]):
        sealed = Sealed(start + data)
        with pytest.raises(Unreadable) as refusal:
            vault.unseal(sealed, KEY, ABOUT)
        assert str(refusal.value) == ""
        with pytest.raises(Unreadable) as refusal:
            vault.unseal_from(sealed, PRIVATE, ABOUT)
        assert str(refusal.value) == ""
        assert vault.is_sealed_to_public(sealed) in (True, False)


def test_another_key_does_not_open():
    with pytest.raises(Unreadable):
        vault.unseal(ONE, Key.new(), ABOUT)
    with pytest.raises(Unreadable):
        vault.unseal_from(TWO, PrivateKey.new(), ABOUT)


def test_the_same_words_never_give_the_same_envelope_twice():
    assert vault.seal(WORDS, KEY, ABOUT) != vault.seal(WORDS, KEY, ABOUT)
    again = vault.seal_to(WORDS, PRIVATE.public, ABOUT)
    assert again != vault.seal_to(WORDS, PRIVATE.public, ABOUT)


def test_an_envelope_shows_no_words():
    assert WORDS not in vault.seal(WORDS, KEY, ABOUT)
    assert WORDS not in vault.seal_to(WORDS, PRIVATE.public, ABOUT)


def test_what_was_sealed_to_a_public_key_is_told_apart():
    assert vault.is_sealed_to_public(TWO)
    assert not vault.is_sealed_to_public(ONE)
    assert not vault.is_sealed_to_public(Sealed(b""))


@given(
    one=st.integers(0, 4_194_300),
    other=st.integers(0, 4_194_300),
)
def test_lengths_in_one_bucket_look_the_same(one, other):
    same = vault.bucket(one) == vault.bucket(other)
    sizes = [4096, 16384, 65536, 262144, 1048576, 4194304]
    assert vault.bucket(one) in sizes
    assert vault.bucket(one) >= one + 4
    assert same or (vault.bucket(one) < vault.bucket(other)) == (one < other)


@pytest.mark.parametrize("pad", Padding)
def test_what_is_too_long_is_refused_before_anything_is_sealed(pad):
    words = bytes(4_194_301)
    with pytest.raises(vault.TooLong):
        vault.seal(words, KEY, ABOUT, pad)
    with pytest.raises(vault.TooLong):
        vault.seal_to(words, PRIVATE.public, ABOUT, pad)


def test_the_longest_words_fit():
    words = bytes(4_194_300)
    sealed = vault.seal(words, KEY, ABOUT)
    assert len(sealed) == 4_194_304 + 48
    assert vault.unseal(sealed, KEY, ABOUT) == words


@pytest.mark.parametrize("point", [0, 1, 2**255 - 19 - 1])
def test_nothing_is_sealed_to_a_key_that_would_hide_nothing(point):
    public = PublicKey.from_bytes(point.to_bytes(32, "little"))
    with pytest.raises(Unreadable):
        vault.seal_to(WORDS, public, ABOUT)


@pytest.mark.parametrize("length", [0, 16, 31, 33, 64])
def test_keys_of_another_length_are_refused(length):
    for kind in (Key, PublicKey, PrivateKey, PublicKey.from_bytes):
        with pytest.raises(Unreadable):
            kind(bytes(length))


def test_keys_are_equal_when_they_open_the_same():
    one, same, other = Key(bytes(32)), Key(bytes(32)), Key.new()
    assert one == same
    assert one != other
    assert len({one, same, other}) == 2
    pair = PrivateKey(bytes(32))
    assert pair == PrivateKey(bytes(32))
    assert pair != PRIVATE
    assert pair.public == PublicKey.from_bytes(pair.public.to_bytes())


@pytest.mark.parametrize("secret", [KEY, PRIVATE, vault.Opened(KEY, PRIVATE)])
def test_a_secret_key_is_neither_shown_nor_pickled_nor_copied(secret):
    inside = (KEY._secret, PRIVATE._secret)
    for way in (repr, str, "{}".format):
        shown = way(secret)
        assert all(one.hex() not in shown for one in inside)
        assert all(repr(one) not in shown for one in inside)
    for way in (pickle.dumps, copy.copy, copy.deepcopy):
        if not (way is copy.copy and isinstance(secret, vault.Opened)):
            with pytest.raises(TypeError):
                way(secret)


def test_keys_and_places_never_change():
    with pytest.raises(FrozenInstanceError):
        KEY.id = b""
    with pytest.raises(FrozenInstanceError):
        PRIVATE.public = None
    with pytest.raises(FrozenInstanceError):
        ABOUT.version = 1


@pytest.mark.parametrize("kind", ["", "k" * 33, "später", "a\nb", "a\0", "\x7f"])
def test_a_kind_that_cannot_be_written_is_a_bug(kind):
    with pytest.raises(ValueError, match="kind"):
        replace(ABOUT, kind=kind)


@pytest.mark.parametrize("version", [-1, 2**63])
def test_a_version_that_cannot_be_written_is_a_bug(version):
    with pytest.raises(ValueError, match="version"):
        replace(ABOUT, version=version)


def test_a_place_is_at_version_one_unless_said():
    assert About(UUID(int=1), UUID(int=2), "x").version == 1
