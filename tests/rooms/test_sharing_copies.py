"""What a client shared: frozen, sealed for one therapist, opened, ended, taken back."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from holdspace.accounts import columns, manifests
from holdspace.accounts import flows as accounts
from holdspace.core import vault
from holdspace.core.vault import TooLong
from holdspace.journal import flows as journal
from holdspace.sharing import flows
from holdspace.sharing.flows import Described, GrantEnded, KeyChanged, NotCompared
from holdspace.sharing.models import Bond, Copy
from holdspace.web.refusals import NotThere
from tests.rooms import bonds, people
from tests.rooms.bonds import LATER
from tests.rooms.people import NOON

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = NOON.date()
NEW = "eleven lamps along the towpath"


@pytest.fixture
def ana():
    return people.make("ana@example.org")


@pytest.fixture
def ben():
    return bonds.therapist()


@pytest.fixture
def bond(ana, ben):
    return bonds.meet(ana, ben)


def _rotate(somebody):
    opened = accounts.begin_rotation(
        somebody.space,
        password=people.PASSWORD,
        new_password=NEW,
        cost=people.CHEAPEST,
        now=NOON,
    )
    _, somebody.space = people.unlocked_browser(somebody.id, opened)
    for _ in range(20):
        if (done := accounts.go_on(somebody.space, now=NOON)).finished:
            _, somebody.space = people.unlocked_browser(
                somebody.id, opened.without_before()
            )
            return done
    raise AssertionError("it does not come to an end")


def test_what_is_shared_is_read_as_it_was(ana, ben, bond):
    row = uuid4()
    about = Described("answer", "One answer", row)
    copy = bonds.share(ana, bond, b"it was the song", about=about)
    (shared,) = flows.list_shared(ana.space)
    assert (shared.id, shared.bond, shared.row) == (copy, bond, row)
    assert (shared.kind, shared.title) == ("answer", "One answer")
    assert (shared.shared_at, shared.ends_at, shared.opened_at) == (NOON, None, None)
    (held,) = flows.list_copies(ben.space, bond=bond, now=LATER)
    assert (held.id, held.kind, held.title) == (copy, "answer", "One answer")
    opened = flows.open_copies(ben.space, bond=bond, copies=[copy], now=LATER)
    assert opened == {copy: flows.read_shared(ana.space, copy=copy)}
    assert opened[copy] == b"it was the song"


def test_that_it_was_opened_is_told_with_the_first_moment(ana, ben, bond):
    copy = bonds.share(ana, bond, b"x")
    flows.list_copies(ben.space, bond=bond, now=LATER)
    assert flows.list_shared(ana.space)[0].opened_at is None
    for later in (LATER, LATER + timedelta(days=1)):
        flows.open_copies(ben.space, bond=bond, copies=[copy], now=later)
    assert flows.list_shared(ana.space)[0].opened_at == LATER
    (held,) = flows.list_copies(ben.space, bond=bond, now=LATER)
    assert held.opened
    assert held.opened_at == LATER


def test_the_newest_stand_first_on_both_sides(ana, ben, bond):
    made = [
        bonds.share(ana, bond, b"x", now=NOON + timedelta(hours=n)) for n in (1, 3, 2)
    ]
    newest = [made[1], made[2], made[0]]
    assert [one.id for one in flows.list_shared(ana.space)] == newest
    held = flows.list_copies(ben.space, bond=bond, now=NOON + timedelta(days=1))
    assert [one.id for one in held] == newest


def test_it_can_be_read_until_its_day_is_over_everywhere(ana, ben, bond):
    copy = bonds.share(ana, bond, b"x", until=TODAY)
    end = NOON + timedelta(days=1)
    assert flows.list_shared(ana.space)[0].ends_at == end
    before = end - timedelta(seconds=1)
    assert len(flows.list_copies(ben.space, bond=bond, now=before)) == 1
    assert flows.open_copies(ben.space, bond=bond, copies=[copy], now=before)
    assert flows.list_copies(ben.space, bond=bond, now=end) == ()
    assert flows.open_copies(ben.space, bond=bond, copies=[copy], now=end) == {}


def test_sweeping_removes_what_ended_and_nothing_else(ana, ben, bond):
    short = bonds.share(ana, bond, b"x", until=TODAY)
    long = bonds.share(ana, bond, b"x", until=TODAY + timedelta(days=1))
    always = bonds.share(ana, bond, b"x")
    assert flows.sweep(NOON + timedelta(hours=23)) == 0
    assert flows.sweep(NOON + timedelta(days=1)) == 1
    left = set(Copy.objects.values_list("id", flat=True))
    assert left == {long, always}
    assert {one.id for one in flows.list_shared(ana.space)} == left
    with pytest.raises(NotThere):
        flows.read_shared(ana.space, copy=short)
    assert flows.count_overdue(NOON + timedelta(days=2)) == 0
    assert flows.count_overdue(NOON + timedelta(days=2, hours=1)) == 1
    assert flows.sweep(NOON + timedelta(days=400)) == 1
    assert set(Copy.objects.values_list("id", flat=True)) == {always}


def test_a_day_that_is_over_cannot_be_chosen(ana, bond):
    with pytest.raises(GrantEnded):
        bonds.share(ana, bond, b"x", until=TODAY - timedelta(days=1))
    with pytest.raises(GrantEnded):
        bonds.share(ana, bond, b"x", until=date(2020, 1, 1))
    assert not Copy.objects.exists()


def test_an_end_that_was_moved_in_the_database_ends_it_as_before(ana, ben, bond):
    copy = bonds.share(ana, bond, b"x", until=TODAY)
    flows.list_copies(ben.space, bond=bond, now=LATER)
    after = NOON + timedelta(days=2)
    for moved in (None, NOON + timedelta(days=100)):
        Copy.objects.update(ends_at=moved)
        assert flows.list_copies(ben.space, bond=bond, now=after) == ()
        assert flows.open_copies(ben.space, bond=bond, copies=[copy], now=after) == {}


def test_what_was_taken_back_opens_no_longer(ana, ben, bond):
    copy = bonds.share(ana, bond, b"x")
    kept = bonds.share(ana, bond, b"y")
    flows.open_copies(ben.space, bond=bond, copies=[copy, kept], now=LATER)
    flows.take_back(ana.space, copy=copy, now=LATER)
    opened = flows.open_copies(ben.space, bond=bond, copies=[copy, kept], now=LATER)
    assert opened == {kept: b"y"}
    assert [one.id for one in flows.list_shared(ana.space)] == [kept]
    for refused in (flows.take_back, flows.read_shared):
        more = {"now": LATER} if refused is flows.take_back else {}
        with pytest.raises(NotThere):
            refused(ana.space, copy=copy, **more)


def test_what_was_taken_back_and_put_back_is_destroyed_when_the_client_looks(
    ana, ben, bond
):
    copy = bonds.share(ana, bond, b"x")
    stolen = Copy.objects.get(id=copy)
    flows.take_back(ana.space, copy=copy, now=LATER)
    stolen.save(force_insert=True)
    assert flows.list_shared(ana.space) == ()
    assert not Copy.objects.exists()


def test_other_people_have_no_such_copy_and_no_such_bond(ana, ben, bond):
    copy = bonds.share(ana, bond, b"x")
    cleo, other = people.make("cleo@example.org"), bonds.therapist("dan@example.org")
    bonds.meet(cleo, other)
    for somebody in (cleo, ben, other):
        with pytest.raises(NotThere):
            bonds.share(somebody, bond, b"x")
        with pytest.raises(NotThere):
            flows.read_shared(somebody.space, copy=copy)
        with pytest.raises(NotThere):
            flows.take_back(somebody.space, copy=copy, now=LATER)
    with pytest.raises(NotThere):
        flows.open_copies(other.space, bond=bond, copies=[copy], now=LATER)
    assert flows.list_shared(cleo.space) == ()
    theirs = flows.list_clients(other.space)[0].id
    assert flows.open_copies(other.space, bond=theirs, copies=[copy], now=LATER) == {}


def test_one_damaged_copy_never_hides_the_others(ana, ben, bond):
    broken, whole = bonds.share(ana, bond, b"x"), bonds.share(ana, bond, b"y")
    Copy.objects.filter(id=broken).update(offer=b"\0" * 4000, record=b"\0" * 4000)
    kinds = {one.id: one.kind for one in flows.list_shared(ana.space)}
    assert kinds == {broken: "damaged", whole: bonds.LETTER.kind}
    held = flows.list_copies(ben.space, bond=bond, now=LATER)
    assert [one.id for one in held] == [whole]
    opened = flows.open_copies(ben.space, bond=bond, copies=[broken, whole], now=LATER)
    assert opened == {whole: b"y"}
    flows.take_back(ana.space, copy=broken, now=LATER)
    assert [one.id for one in flows.list_shared(ana.space)] == [whole]


def test_a_copy_that_was_moved_to_another_therapist_shows_as_damaged(ana, ben, bond):
    other = bonds.meet(ana, bonds.therapist("dora@example.org"))
    copy = bonds.share(ana, bond, b"x")
    Copy.objects.filter(id=copy).update(bond_id=other)
    (seen,) = flows.list_shared(ana.space)
    assert seen.kind == "damaged"
    with pytest.raises(vault.Unreadable):
        flows.read_shared(ana.space, copy=copy)


@pytest.mark.parametrize("taken_in", [True, False])
def test_a_copy_that_was_moved_to_another_client_is_not_shown_there(
    taken_in, ana, ben, bond
):
    other = bonds.meet(people.make("cleo@example.org"), ben)
    copy = bonds.share(ana, bond, b"x")
    if taken_in:
        flows.open_copies(ben.space, bond=bond, copies=[copy], now=LATER)
    Copy.objects.filter(id=copy).update(bond_id=other)
    assert flows.list_copies(ben.space, bond=other, now=LATER) == ()
    assert flows.open_copies(ben.space, bond=other, copies=[copy], now=LATER) == {}


def test_a_bond_whose_paper_is_damaged_is_shown_and_can_be_ended(ana, ben, bond):
    other = bonds.therapist("dora@example.org")
    whole = bonds.meet(ana, other)
    bonds.share(ana, bond, b"x")
    Bond.objects.filter(id=bond).update(paper=b"\0" * 600)
    compared = {one.id: one.compared for one in flows.list_therapists(ana.space)}
    assert compared == {bond: False, whole: True}
    (broken,) = [one for one in flows.list_therapists(ana.space) if not one.compared]
    assert broken.name == "Ben Okoye"
    for refused in (broken.phrase, lambda: bonds.share(ana, bond, b"x")):
        with pytest.raises(vault.Unreadable):
            refused()
    flows.end_bond(ana.space, bond=bond, now=LATER)
    assert [one.id for one in flows.list_therapists(ana.space)] == [whole]
    assert not Copy.objects.exists()


def test_every_sealed_column_has_the_padding_that_is_described(ana, ben, bond):
    """A backup looks envelopes over by what is said of them."""
    flows.invite(ben.space, called="x" * 400, now=NOON)
    copy = bonds.share(ana, bond, b"x" * 9000)
    flows.open_copies(ben.space, bond=bond, copies=[copy], now=LATER)
    bonds.share(ana, bond, b"x")
    flows.accept_new_key(ana.space, bond=bond, now=NOON)
    seen = set()
    for (table, name), column in columns.described().items():
        if table.startswith("sharing_") and column.pad is not None:
            for value in _values(table, name):
                seen.add((table, name))
                assert vault.looks_whole(value[:4], len(value), column.pad), name
    assert {name for _, name in seen} >= {"paper", "offer", "held", "record", "opened"}


def _values(table, name):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name} FROM {table} WHERE {name} IS NOT NULL")  # noqa: S608
        return [bytes(value) for (value,) in cursor]


def test_what_is_too_long_is_refused_and_nothing_is_kept(ana, bond):
    with pytest.raises(TooLong):
        bonds.share(ana, bond, bytes(5 * 1024 * 1024))
    assert not Copy.objects.exists()


def test_nothing_is_shared_with_somebody_who_is_no_therapist_any_more(ana, ben, bond):
    accounts.remove_therapist(sign_in="ben@example.org", now=NOON)
    with pytest.raises(NotThere):
        bonds.share(ana, bond, b"x")
    flows.end_bond(ana.space, bond=bond, now=LATER)
    assert not Bond.objects.exists()


def test_after_a_therapists_new_key_nothing_is_shared_before_it_is_taken_and_compared(
    ana, ben, bond
):
    before = bonds.share(ana, bond, b"before")
    _rotate(ben)
    assert flows.list_therapists(ana.space)[0].key_changed
    with pytest.raises(KeyChanged):
        bonds.share(ana, bond, b"x")
    old = flows.list_therapists(ana.space)[0].phrase()
    bonds.renew(ana, bond)
    with pytest.raises(NotCompared):
        bonds.share(ana, bond, b"x")
    (seen,), (client,) = flows.list_therapists(ana.space), flows.list_clients(ben.space)
    assert seen.phrase() == client.phrase() != old
    assert (seen.compared, client.compared, seen.key_changed) == (False,) * 3
    flows.compare(ana.space, bond=bond, now=NOON)
    after = bonds.share(ana, bond, b"after")
    flows.compare(ben.space, bond=bond, now=NOON)
    opened = flows.open_copies(ben.space, bond=bond, copies=[before, after], now=LATER)
    assert opened == {before: b"before", after: b"after"}


def test_after_a_clients_new_key_the_bond_key_is_new_and_everything_opens(
    ana, ben, bond
):
    first = bonds.share(ana, bond, b"first")
    old = flows.list_therapists(ana.space)[0].phrase()
    assert _rotate(ana).damaged == 0
    (seen,) = flows.list_therapists(ana.space)
    assert not seen.compared
    with pytest.raises(NotCompared):
        bonds.share(ana, bond, b"x")
    assert flows.read_shared(ana.space, copy=first) == b"first"
    flows.compare(ben.space, bond=bond, now=NOON)
    opened = flows.open_copies(ben.space, bond=bond, copies=[first], now=LATER)
    assert opened == {first: b"first"}
    (client,) = flows.list_clients(ben.space)
    assert client.phrase() == seen.phrase() != old
    flows.compare(ana.space, bond=bond, now=NOON)
    second = bonds.share(ana, bond, b"second")
    assert {one.id for one in flows.list_shared(ana.space)} == {first, second}
    opened_at = {one.id: one.opened_at for one in flows.list_shared(ana.space)}
    assert opened_at == {first: LATER, second: None}


def test_a_key_that_is_renewed_twice_before_the_therapist_looks_is_taken_in(
    ana, ben, bond
):
    copy = bonds.share(ana, bond, b"x")
    for _ in range(2):
        bonds.renew(ana, bond)
    (client,) = flows.list_clients(ben.space)
    flows.compare(ben.space, bond=bond, now=NOON)
    assert client.phrase() == flows.list_therapists(ana.space)[0].phrase()
    opened = flows.open_copies(ben.space, bond=bond, copies=[copy], now=LATER)
    assert opened == {copy: b"x"}


def test_a_renewed_key_that_the_client_did_not_make_is_not_taken_in(ana, ben, bond):
    other = people.make("cleo@example.org")
    code = flows.invite(ben.space, called="x", now=NOON)
    theirs = flows.accept_invite(other.space, code=code, called="Cleo", now=NOON)
    phrase = flows.list_therapists(ana.space)[0].phrase()
    offer = Bond.objects.get(id=theirs).offer
    Bond.objects.filter(id=bond).update(offer=offer)
    assert {one.name for one in flows.list_clients(ben.space)} == {"Ana", "Cleo"}
    (seen,) = [one for one in flows.list_clients(ben.space) if one.name == "Ana"]
    assert seen.compared
    assert seen.phrase() == phrase


def _stored(person):
    every = Bond.objects.filter(Q(client=person) | Q(therapist=person)).values_list()
    copies = Copy.objects.values_list()
    return [bytes(v) for row in (*every, *copies) for v in row if _is_bytes(v)]


def _is_bytes(value):
    return isinstance(value, (bytes, memoryview))


@pytest.mark.parametrize("taken_in", [True, False])
@pytest.mark.parametrize("side", ["client", "therapist"])
def test_after_a_rotation_nothing_between_them_names_the_key_before(
    side, taken_in, ana, ben, bond
):
    who = ana if side == "client" else ben
    copy = bonds.share(ana, bond, b"x", until=TODAY)
    flows.invite(ben.space, called="x", now=NOON)
    if taken_in:
        flows.open_copies(ben.space, bond=bond, copies=[copy], now=LATER)
    opened = who.space.opened
    headers = (vault.header_under(opened.key), vault.header_to(opened.private.public))
    assert any(value.startswith(headers) for value in _stored(who.id))
    assert _rotate(who).damaged == 0
    assert not any(value.startswith(headers) for value in _stored(who.id))
    assert [one.called for one in flows.list_invites(ben.space)] == ["x"]
    flows.compare(ben.space, bond=bond, now=NOON)
    found = flows.open_copies(ben.space, bond=bond, copies=[copy], now=LATER)
    assert found == {copy: b"x"}
    assert flows.list_shared(ana.space)[0].opened_at == LATER


def _taken_in(ana, ben, bond, many):
    for number in range(many):
        bonds.share(ana, bond, b"%d" % number)
    flows.list_copies(ben.space, bond=bond, now=LATER)


def _queries(what):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        what()
    return len(asked)


def test_how_many_questions_a_list_asks_does_not_grow(ana, ben, bond):
    counts = []
    for many in (1, 8):
        _taken_in(ana, ben, bond, many)
        cleo = people.make(f"cleo{many}@example.org")
        bonds.meet(cleo, ben)
        counts.append(
            (
                _queries(lambda: flows.list_clients(ben.space)),
                _queries(lambda: flows.list_copies(ben.space, bond=bond, now=LATER)),
                _queries(lambda: flows.list_shared(ana.space)),
            )
        )
    assert counts[0] == counts[1]
    assert counts[0] == (5, 4, 2)


@pytest.mark.parametrize("days", [0, 5])
def test_what_ends_is_not_a_reflection_that_was_let_go_of(ana, ben, bond, days):
    copy = bonds.share(ana, bond, b"x", until=TODAY + timedelta(days=1))

    around = journal.come_back(ana.space, now=NOON + timedelta(days=days))

    assert around.leaving == around.over == ()
    assert manifests.get(ana.space, copy) is not None


def test_an_id_that_belongs_to_something_else_is_no_copys(ana, ben, bond):
    cleo = people.make("cleo@example.org")
    theirs = bonds.share(cleo, bonds.meet(cleo, ben), b"words")
    for other in (theirs, people.keep(ana), bond):
        piece = flows.Piece(other, b"words", bonds.LETTER)
        with pytest.raises(NotThere):
            flows.share_all(ana.space, bond=bond, pieces=[piece], until=None, now=NOON)
    assert flows.list_shared(ana.space) == ()
    assert not flows.are_shared(ana.space, [theirs])
