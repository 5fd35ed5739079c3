"""P-42: what was shared until a day opens no longer then, and is overwritten."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from holdspace.accounts import manifests, trails
from holdspace.config import sweeper
from holdspace.sharing import flows
from holdspace.web import clock
from tests.promises import between, raw
from tests.promises.between import NOON

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "only until Thursday"
STAYS = "until it is taken back"
END = timedelta(days=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def held():
    with clock.held_at(NOON) as held:
        yield held


@pytest.fixture
def shared(held, ana):
    """A copy until the end of this day, and one without an end."""
    ben = between.therapist("ben-who-listens", "Ben Okoye")
    bond = between.meet(ana, ben)
    short = between.share(ana, bond, WORDS, until=NOON.date())
    long = between.share(ana, bond, STAYS)
    return ben, bond, short, long


def _read(ben, bond, copies):
    space = between.space_of(ben)
    listed = flows.list_copies(space, bond=bond, now=clock.now())
    opened = flows.open_copies(space, bond=bond, copies=copies, now=clock.now())
    assert {one.id for one in listed} == set(opened)
    return set(opened)


def _bytes_of(copy):
    every = {UUID(str(row["id"])): row for row in raw.rows("sharing_copy")}
    return [value for value in every[copy].values() if isinstance(value, bytes)]


def _pieces(sealed):
    """Parts of the sealed bytes that no two envelopes have in common."""
    return [sealed[at : at + 32] for at in (24, len(sealed) // 2, len(sealed) - 32)]


def test_from_its_end_on_it_opens_no_longer_though_nobody_swept(held, shared):
    ben, bond, short, long = shared
    held.move(END - SECOND)
    assert _read(ben, bond, [short, long]) == {short, long}
    held.move(SECOND)
    assert _read(ben, bond, [short, long]) == {long}
    assert len(raw.rows("sharing_copy")) == 2


def test_sweeping_leaves_nothing_of_it_in_table_file_or_log_ahead(held, shared):
    ben, bond, short, long = shared
    _read(ben, bond, [short, long])
    there = _bytes_of(short)
    assert len(there) >= 4
    assert all(piece in raw.everything() for one in there for piece in _pieces(one))
    held.move(END)
    sweeper.sweep()
    left = raw.everything()
    for sealed in there:
        for piece in _pieces(sealed):
            assert piece not in left
    assert _read(ben, bond, [short, long]) == {long}


def test_it_is_swept_when_the_server_starts_again(held, shared, monkeypatch):
    held.move(timedelta(days=40))
    monkeypatch.setattr(sweeper.holding, "take_turn", lambda _data: True)
    monkeypatch.setattr(sweeper._stop, "wait", lambda _seconds: True)
    monkeypatch.setattr(sweeper.connection, "close", lambda: None)
    sweeper._run()
    assert len(raw.rows("sharing_copy")) == 1


def test_both_sides_are_told_and_the_clients_list_forgets_it(held, ana, shared):
    ben, _, short, long = shared
    held.move(END)
    sweeper.sweep()
    listed = flows.list_shared(between.space_of(ana), now=clock.now())
    assert [one.id for one in listed] == [long]
    for somebody in (ana, ben):
        space = between.space_of(somebody)
        trails.take_in(space)
        told = [line for line in trails.read(space).lines if line.what == "share-ended"]
        assert [line.more for line in told] == [{"count": "1"}]
    named = {one.row for one in manifests.list_all(between.space_of(ana)).entries}
    assert long in named
    assert short not in named


def test_an_end_that_was_moved_in_the_database_keeps_nothing_open(held, shared):
    ben, bond, short, long = shared
    _read(ben, bond, [short, long])
    raw.run("UPDATE sharing_copy SET ends_at = NULL")
    held.move(END)
    assert _read(ben, bond, [short, long]) == {long}
