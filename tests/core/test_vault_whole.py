"""Stored bytes are told to be cut or not ours without any key."""

from __future__ import annotations

from uuid import uuid4

import pytest

from holdspace.core import vault
from holdspace.core.vault import About, Padding


def _sealed(length, pad, *, public=False):
    about = About(uuid4(), uuid4(), "reflection")
    words = b"w" * length
    if public:
        return vault.seal_to(words, vault.PrivateKey.new().public, about, pad)
    return vault.seal(words, vault.Key.new(), about, pad)


@pytest.mark.parametrize("pad", list(Padding))
@pytest.mark.parametrize("public", [False, True])
@pytest.mark.parametrize("length", [0, 1, 252, 253, 4092, 4093, 70_000])
def test_what_was_sealed_looks_whole_and_nothing_shorter_or_longer_does(
    pad, public, length
):
    sealed = _sealed(length, pad, public=public)

    assert vault.looks_whole(sealed, len(sealed), pad)
    if pad is not Padding.NONE:
        for other in (sealed[:-1], sealed + b"\0", sealed[:200], sealed[:20], b""):
            assert not vault.looks_whole(other, len(other), pad)


def test_four_bytes_are_enough_to_know_the_kind_by():
    sealed = _sealed(10, Padding.WORDS)
    assert vault.looks_whole(sealed[:4], len(sealed), Padding.WORDS)
    assert not vault.looks_whole(sealed[:3], len(sealed), Padding.WORDS)


@pytest.mark.parametrize("start", [b"HS\x02\x01", b"HS\x01\x03", b"hs\x01\x01", b""])
def test_another_beginning_is_not_ours(start):
    length = len(_sealed(10, Padding.WORDS))
    assert not vault.looks_whole(start, length, Padding.WORDS)


def test_a_key_that_was_cut_before_its_header_ends_is_told():
    sealed = _sealed(32, Padding.NONE)
    assert not vault.looks_whole(sealed, 40, Padding.NONE)


def test_words_of_a_size_between_two_classes_are_told():
    sealed = _sealed(300, Padding.SMALL)
    assert not vault.looks_whole(sealed, len(sealed), Padding.WORDS)
