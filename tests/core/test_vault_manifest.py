"""The list of what a person has says which rows exist, and at what version."""

from contextlib import suppress
from uuid import UUID, uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.core import vault
from holdspace.core.vault import Entry, Key, Padding, Root, Shard, Unreadable

ANA = uuid4()
minutes = st.integers(-(2**53) + 1, 2**53 - 1)
entries = st.builds(
    Entry,
    st.uuids(),
    st.text(
        st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=32
    ),
    st.integers(0, 2**63 - 1),
    minutes,
    minutes,
)


@given(st.lists(entries, max_size=20))
def test_a_list_comes_back_as_it_was_written(listed):
    shard = Shard.new()
    for entry in listed:
        shard = shard.put(entry)
    again = vault.read_shard(vault.pack_shard(shard))
    assert {entry.row: entry for entry in again} == {
        entry.row: entry for entry in listed
    }
    assert vault.pack_shard(again) == vault.pack_shard(shard)


def test_a_list_never_changes_under_somebody_who_holds_it():
    entry = Entry(uuid4(), "reflection", 1, 29_000_000)
    empty = Shard.new()
    one = empty.put(entry)
    two = one.put(Entry(entry.row, "reflection", 2, 29_000_000))
    assert (len(empty), len(one), len(two)) == (0, 1, 1)
    assert empty.get(entry.row) is None
    assert one.get(entry.row) == entry
    assert two.get(entry.row).version == 2
    assert len(two.without(entry.row)) == 0
    assert two.without(uuid4()) == two
    assert "reflection" not in repr(two)
    with pytest.raises(AttributeError):
        entry.version = 7


def test_the_order_in_which_rows_came_does_not_show():
    one, two = (Entry(uuid4(), "draft", 1, 0) for _ in range(2))
    forth, back = Shard.new().put(one).put(two), Shard.new().put(two).put(one)
    assert vault.pack_shard(forth) == vault.pack_shard(back)


@pytest.mark.parametrize(
    "entry",
    [
        Entry(ANA, "", 1, 0),
        Entry(ANA, "k" * 33, 1, 0),
        Entry(ANA, "später", 1, 0),
        Entry(ANA, "draft", -1, 0),
        Entry(ANA, "draft", 2**63, 0),
        Entry(ANA, "draft", 1, 2**53),
        Entry(ANA, "draft", 1, -(2**53)),
        Entry(ANA, "draft", 1, 0, 2**53),
    ],
)
def test_what_could_not_be_read_back_is_never_listed(entry):
    with pytest.raises(ValueError, match=r"kind|version|minute"):
        Shard.new().put(entry)
    packed = b"\x01" + msgspec.msgpack.Encoder(uuid_format="bytes").encode([entry])
    with pytest.raises(Unreadable):
        vault.read_shard(packed)


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_or_a_list(data):
    for start in (b"", b"\x01", b"\x01\x91", b"\x01\x91\x95\xc4\x10" + bytes(16)):
        for read in (vault.read_shard, vault.read_root):
            with suppress(Unreadable):
                assert isinstance(read(start + data), Shard | Root)


def test_deeply_nested_bytes_are_refused():
    with pytest.raises(Unreadable):
        vault.read_shard(b"\x01" + b"\x91" * 100_000)
    with pytest.raises(Unreadable):
        vault.read_shard(b"\x01\x91\x96" + b"\x91" * 100_000)


@given(st.uuids())
def test_a_row_belongs_to_one_of_64_shards(row):
    assert vault.shard_of(row) == row.bytes[0] % 64


def test_random_rows_spread_over_all_shards():
    assert {vault.shard_of(uuid4()) for _ in range(3000)} == set(range(vault.SHARDS))


@given(st.lists(st.integers(0, 63), max_size=10))
def test_a_root_counts_the_versions_of_each_shard(raised):
    root = Root.new()
    for shard in raised:
        root = root.raised(shard)
    assert root.versions == tuple(raised.count(shard) for shard in range(64))
    packed = vault.pack_root(root)
    assert len(packed) == 513
    assert vault.read_root(packed) == root


@pytest.mark.parametrize(("at_least", "version"), [(0, 3), (3, 3), (9, 9)])
def test_a_root_counts_on_to_what_a_part_lists(at_least, version):
    root = Root.new().raised(5).raised(5).raised(5, at_least=at_least)
    assert root.versions[5] == version
    assert root.raised(5).versions[5] == version + 1


@pytest.mark.parametrize(
    "versions", [(), (0,) * 63, (0,) * 65, (-1,) + (0,) * 63, (2**63,) + (0,) * 63]
)
def test_a_root_names_64_versions(versions):
    with pytest.raises(ValueError, match="64"):
        Root(versions)


@pytest.mark.parametrize("shard", [-1, 64])
def test_there_are_64_shards(shard):
    with pytest.raises(ValueError, match="63"):
        Root.new().raised(shard)
    with pytest.raises(ValueError, match="63"):
        vault.about_shard(ANA, shard, 1)


def test_each_part_of_the_list_has_a_place_of_its_own():
    places = {vault.about_shard(ANA, shard, 1) for shard in range(64)}
    places |= {vault.about_shard(ANA, 0, 2), vault.about_root(ANA)}
    assert len(places) == 66
    assert vault.about_root(ANA).row == UUID(int=64)
    assert vault.about_root(ANA).version == 1


def test_an_older_row_put_back_is_noticed():
    key, row = Key.new(), uuid4()
    first, second = Entry(row, "reflection", 1, 0), Entry(row, "reflection", 2, 0)
    older = vault.seal(b"as it was", key, first.about(ANA))
    newer = vault.seal(b"as it is", key, second.about(ANA))
    listed = Shard.new().put(first).put(second).get(row)
    assert vault.unseal(newer, key, listed.about(ANA)) == b"as it is"
    with pytest.raises(Unreadable):
        vault.unseal(older, key, listed.about(ANA))


def test_an_older_list_put_back_is_noticed():
    key, entry = Key.new(), Entry(uuid4(), "reflection", 1, 0)
    number = vault.shard_of(entry.row)
    root = Root.new().raised(number)
    older = _sealed(Shard.new(), key, number, root)
    root = root.raised(number)
    newer = _sealed(Shard.new().put(entry), key, number, root)
    place = vault.about_shard(ANA, number, root.versions[number])
    assert list(vault.read_shard(vault.unseal(newer, key, place))) == [entry]
    with pytest.raises(Unreadable):
        vault.unseal(older, key, place)
    with pytest.raises(Unreadable):
        vault.unseal(newer, key, vault.about_shard(ANA, (number + 1) % 64, 2))


def _sealed(shard, key, number, root):
    about = vault.about_shard(ANA, number, root.versions[number])
    return vault.seal(vault.pack_shard(shard), key, about, Padding.WORDS)
