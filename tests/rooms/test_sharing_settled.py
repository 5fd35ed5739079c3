"""What lies between two comes into step: what is gone, came back, or was renewed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from holdspace.accounts import flows as accounts
from holdspace.accounts import manifests, trails
from holdspace.sharing import copying, flows, resealing, settling, sides, store
from holdspace.sharing.models import Copy
from holdspace.web import clock
from holdspace.web.refusals import NotThere
from tests.rooms import bonds, people
from tests.rooms.bonds import LATER
from tests.rooms.people import NOON

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ana():
    return people.make("ana@example.org")


@pytest.fixture
def ben():
    return bonds.therapist()


@pytest.fixture
def bond(ana, ben):
    return bonds.meet(ana, ben)


def _named(somebody):
    every = manifests.list_all(somebody.space).entries
    return {one.row for one in every if one.kind == copying.RECORD}


def _told(somebody, what):
    trails.take_in(somebody.space)
    lines = trails.read(somebody.space).lines
    return [line.more for line in lines if line.what == what]


def test_what_ended_leaves_the_list_and_is_told_once(ana, bond):
    bonds.share(ana, bond, b"x", until=NOON.date())
    stays = bonds.share(ana, bond, b"x")
    after = NOON + timedelta(days=2)
    flows.sweep(after)
    flows.list_shared(ana.space, now=after)
    assert _named(ana) == {stays}
    assert _told(ana, "share-ended") == [{"count": "1"}]


def test_what_went_before_its_end_leaves_the_list_with_a_line(ana, bond):
    bonds.share(ana, bond, b"x", until=NOON.date())
    bonds.share(ana, bond, b"x")
    Copy.objects.all().delete()
    flows.list_shared(ana.space, now=LATER)
    assert _named(ana) == set()
    assert _told(ana, "share-ended") == [{"count": "2"}]


def test_what_came_back_is_destroyed_in_both_turns_with_a_line(
    ana, ben, bond, monkeypatch
):
    copy = bonds.share(ana, bond, b"x")
    stolen = Copy.objects.get(id=copy)
    flows.take_back(ana.space, copy=copy, now=LATER)
    stolen.save(force_insert=True)
    turns, emptied = [], []
    taking = sides.both_taking_turns
    monkeypatch.setattr(
        sides,
        "both_taking_turns",
        lambda one, other: turns.append({one, other}) or taking(one, other),
    )
    monkeypatch.setattr(accounts, "empty_log", lambda: emptied.append(True))
    flows.list_shared(ana.space, now=LATER)
    assert not Copy.objects.exists()
    assert turns == [{ana.id, ben.id}]
    assert emptied == [True]
    assert _told(ana, "share-ended") == [{"count": "1"}]


def test_a_copy_under_a_key_that_was_renewed_unseen_is_taken_in(ana, ben, bond):
    bonds.renew(ana, bond)
    flows.compare(ana.space, bond=bond, now=NOON)
    copy = bonds.share(ana, bond, b"x")
    bonds.renew(ana, bond)
    flows.list_clients(ben.space)
    flows.compare(ben.space, bond=bond, now=NOON)
    found = flows.open_copies(ben.space, bond=bond, copies=[copy], now=LATER)
    assert found == {copy: b"x"}


def test_a_key_that_did_not_change_leaves_everything_as_it_was(ana, bond):
    before = store.get_bond(bond)
    flows.accept_new_key(ana.space, bond=bond, now=NOON)
    assert store.get_bond(bond) == before
    assert flows.list_therapists(ana.space)[0].compared
    assert _told(ana, "key-changed") == []


def test_somebody_who_goes_meanwhile_does_not_stop_the_sweeping(
    ana, ben, bond, monkeypatch
):
    cleo = people.make("cleo@example.org")
    other = bonds.meet(cleo, ben)
    bonds.share(ana, bond, b"x", until=NOON.date())
    bonds.share(cleo, other, b"x", until=NOON.date())
    add = trails.add

    def gone(person, **more):
        if person == ana.id:
            raise NotThere
        add(person, **more)

    monkeypatch.setattr(trails, "add", gone)
    flows.sweep(NOON + timedelta(days=2))
    assert not Copy.objects.filter(bond=other).exists()


def test_a_bond_that_ends_meanwhile_does_not_stop_a_rotation(ana, ben, bond):
    dora = bonds.therapist("dora@example.org")
    other = bonds.meet(ana, dora)
    asked, real = [], settling.renew

    def renew(space, row, **more):
        asked.append(row.id)
        if len(asked) == 1:
            raise NotThere
        real(space, row, **more)

    opened = accounts.begin_rotation(
        ana.space,
        password=people.PASSWORD,
        new_password="eleven lamps along the towpath",
        cost=people.CHEAPEST,
        now=NOON,
    )
    _, space = people.unlocked_browser(ana.id, opened)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(settling, "renew", renew)
        resealing._renew_bonds(space)
    assert set(asked) == {bond, other}


def test_no_client_can_fill_the_room_for_what_touches_a_therapists_access(
    ana, ben, bond, monkeypatch
):
    trails.take_in(ben.space)
    monkeypatch.setattr(trails, "MOST_BETWEEN", 3)
    monkeypatch.setattr(trails.store, "MOST_TRAIL_LINES", 5)
    for _ in range(7):
        copy = bonds.share(ana, bond, b"x")
        flows.open_copies(ben.space, bond=bond, copies=[copy], now=LATER)
        flows.take_back(ana.space, copy=copy, now=LATER)
    accounts.remove_therapist(sign_in="ben@example.org", now=NOON)
    assert len(_told(ben, "taken-back")) == 3
    assert len(_told(ben, "therapist-off")) == 1


def test_a_therapist_is_not_told_of_what_they_never_opened(ana, ben, bond):
    flows.take_back(ana.space, copy=bonds.share(ana, bond, b"x"), now=LATER)
    assert _told(ben, "taken-back") == []
    assert _told(ana, "taken-back") == [{}]


def test_nothing_opens_before_the_therapist_compared_and_the_brief_says_so(ana, ben):
    bond = bonds.meet(ana, ben, compared=False)
    flows.compare(ana.space, bond=bond, now=NOON)
    copy = bonds.share(ana, bond, b"x")
    with pytest.raises(flows.NotCompared):
        flows.open_copies(ben.space, bond=bond, copies=[copy], now=LATER)
    with clock.held_at(LATER):
        page = people.shown(ben.client.get(reverse("care:brief", args=[bond])))
        thing = ben.client.get(reverse("care:thing", args=[bond, copy]))
    assert bonds.LETTER.title in page
    assert "It stands by title only" in page
    assert "Nothing is new" not in page
    assert "They brought none" not in page
    assert thing.status_code == 303
    assert thing.headers["Location"] == reverse("care:phrase", args=[bond])
    assert flows.list_shared(ana.space)[0].opened_at is None
    flows.compare(ben.space, bond=bond, now=NOON)
    assert flows.open_copies(ben.space, bond=bond, copies=[copy], now=LATER)


def test_no_more_copies_are_shared_than_a_bond_holds(ana, bond, monkeypatch):
    monkeypatch.setattr(flows.copies, "MOST_COPIES", 2)
    first = bonds.share(ana, bond, b"x")
    bonds.share(ana, bond, b"x")
    with pytest.raises(flows.Full):
        bonds.share(ana, bond, b"x")
    flows.take_back(ana.space, copy=first, now=LATER)
    bonds.share(ana, bond, b"x")


def test_the_page_says_kindly_that_a_bond_is_full(ana, bond, monkeypatch):
    monkeypatch.setattr(flows.copies, "MOST_COPIES", 0)
    url = reverse("sharing:words")
    given = {"words": "hello", "bond": str(bond), "until": "open", "go": "see"}
    with clock.held_at(NOON):
        page = ana.client.post(url, given).content.decode()
        seen = re.search(r'name="seen" value="([^"]*)"', page)[1]
        copy = re.findall(r'name="copy" value="([^"]*)"', page)
        more = {"go": "share", "seen": seen, "copy": copy}
        told = ana.client.post(url, {**given, **more})
    assert told.status_code == 409
    assert "as much is shared with this person as there is room for" in people.shown(
        told
    )


def test_what_is_destroyed_is_overwritten_whole_and_never_read(
    ana, ben, bond, monkeypatch
):
    copies = [bonds.share(ana, bond, b"x" * 9000) for _ in range(5)]
    flows.open_copies(ben.space, bond=bond, copies=copies[:2], now=LATER)
    before, noise, read, looking = _stored(), {}, [], []

    def watch(execute, sql, params, many, context):
        if looking:
            return execute(sql, params, many, context)
        if sql.startswith("DELETE"):
            looking.append(True)
            noise.update(_stored())
            looking.clear()
        elif sql.startswith("SELECT"):
            read.append(re.sub(r"LENGTH\([^)]*\)", "", sql))
        return execute(sql, params, many, context)

    monkeypatch.setattr(store, "_AT_ONCE", 2)
    with connection.execute_wrapper(watch):
        store.remove_copies(copies)
    assert not Copy.objects.exists()
    assert {key: len(one) for key, one in noise.items()} == {
        key: len(one) for key, one in before.items()
    }
    last = {key: one for key, one in noise.items() if key[0] == max(copies)}
    assert not any(one == before[key] for key, one in last.items())
    assert not any(f'"{name}"' in sql for sql in read for name in NAMES)


NAMES = ("sealed", "record", "offer", "held", "opened")


def _stored():
    every = {row.id: row for row in Copy.objects.all()}
    return {
        (copy, name): bytes(getattr(row, name))
        for copy, row in every.items()
        for name in NAMES
        if getattr(row, name) is not None
    }
