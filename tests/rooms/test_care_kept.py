"""What a therapist keeps: sealed, listed, sealed anew with a new key, overwritten."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from holdspace.accounts import flows as accounts
from holdspace.accounts.resealing import OVERWRITING
from holdspace.care import flows, sessions
from holdspace.care.documents import Calendar, Session
from holdspace.care.models import CareRow
from holdspace.core.vault import CHEAPEST, Unreadable
from holdspace.sharing.flows import SecondStepMissing
from holdspace.web.refusals import NotThere
from tests.rooms import bonds, people
from tests.rooms.people import NOON

WORDS = "asked what the heron is for"


@pytest.fixture
def ben(db, held):
    return bonds.therapist("ben")


@pytest.fixture
def bond(ana, ben):
    return bonds.meet(ana, ben)


def noted(ben, bond, *, at=NOON, words=WORDS):
    note = uuid4()
    flows.write_note(
        ben.space, bond=bond, note=note, words=words, at=at, seen=None, now=NOON
    )
    return note


def placed(ben, bond, at=NOON):
    return flows.add_session(ben.space, bond=bond, at=at, minutes=50, now=NOON)


def stored():
    return b"".join(bytes(row.sealed) for row in CareRow.objects.all())


def test_neither_words_nor_names_nor_moments_lie_open(ben, bond):
    noted(ben, bond)
    placed(ben, bond)
    assert CareRow.objects.count() == 3
    for word in (WORDS.encode(), b"Ana", b"2026-11", str(bond).encode()):
        assert word not in stored()


def test_an_older_note_put_back_is_not_shown(ben, bond):
    note = noted(ben, bond)
    older = CareRow.objects.get(id=note).sealed
    there = flows.read_note(ben.space, bond=bond, note=note)
    flows.write_note(
        ben.space,
        bond=bond,
        note=note,
        words="changed",
        at=NOON,
        seen=there.changed,
        now=NOON,
    )
    CareRow.objects.filter(id=note).update(sealed=older)
    with pytest.raises(Unreadable):
        flows.read_note(ben.space, bond=bond, note=note)
    (kept,) = flows.read_notes(ben.space, bond=bond, most=9).kept
    assert kept.note is None


def test_one_damaged_note_never_hides_the_others(ben, bond):
    gone = noted(ben, bond)
    noted(ben, bond, at=NOON - timedelta(days=7), words="the other")
    CareRow.objects.filter(id=gone).delete()
    first, second = flows.read_notes(ben.space, bond=bond, most=9).kept
    assert first.note is None
    assert second.note.words == "the other"
    page = people.shown(ben.client.get(f"/care/{bond}/"))
    assert "Your last note" in page
    assert "cannot be opened" in page


def test_a_damaged_calendar_never_hides_a_client(ben, bond):
    placed(ben, bond)
    CareRow.objects.update(sealed=b"nothing of ours")
    assert "The calendar cannot be opened" in people.shown(ben.client.get("/care/"))
    page = people.shown(ben.client.get(f"/care/{bond}/"))
    assert "The calendar cannot be opened" in page
    assert ben.client.get("/care/calendar/").status_code == 409


def test_a_note_is_of_one_client_alone(ana, cleo, ben, bond):
    other = bonds.meet(cleo, ben)
    note = noted(ben, bond)
    with pytest.raises(NotThere):
        flows.read_note(ben.space, bond=other, note=note)
    with pytest.raises(NotThere):
        flows.remove_note(ben.space, bond=other, note=note)
    with pytest.raises(NotThere):
        flows.write_note(
            ben.space,
            bond=other,
            note=note,
            words="over it",
            at=NOON,
            seen=NOON,
            now=NOON,
        )


def test_no_row_but_a_note_is_written_over(ben, bond):
    placed(ben, bond)
    (calendar,) = CareRow.objects.values_list("id", flat=True)
    with pytest.raises(NotThere):
        flows.write_note(
            ben.space,
            bond=bond,
            note=calendar,
            words="over it",
            at=NOON,
            seen=None,
            now=NOON,
        )


def test_nothing_opens_without_the_second_step(ben, bond):
    noted(ben, bond)
    for step in accounts.list_steps(ben.id):
        accounts.remove_step(ben.space, step=step.id, now=NOON)
    with pytest.raises(SecondStepMissing):
        flows.read_notes(ben.space, bond=bond, most=1)
    with pytest.raises(SecondStepMissing):
        flows.read_calendar(ben.space)


def test_a_new_key_opens_what_was_kept_before(ben, bond):
    note = noted(ben, bond)
    placed(ben, bond)
    before = stored()
    opened = rotated(ben)
    assert flows.read_note(opened, bond=bond, note=note).words == WORDS
    assert len(flows.read_calendar(opened).sessions) == 1
    assert all(bytes(row.sealed) not in before for row in CareRow.objects.all())


def rotated(someone):
    """Put a new key in place, and give the space that it opens."""
    accounts.begin_rotation(
        someone.space,
        password=people.PASSWORD,
        new_password=people.OTHER_PASSWORD,
        cost=CHEAPEST,
        now=NOON,
    )
    space = accounts.open_space(
        sign_in=someone.sign_in, password=people.OTHER_PASSWORD, cost=CHEAPEST
    )
    while not accounts.go_on(space, now=NOON).finished:
        pass
    return accounts.open_space(
        sign_in=someone.sign_in, password=people.OTHER_PASSWORD, cost=CHEAPEST
    )


def test_deleting_everything_overwrites_it_first(ben, bond):
    noted(ben, bond)
    before = stored()
    OVERWRITING.send(None, space=ben.space)
    assert len(stored()) == len(before)
    assert all(bytes(row.sealed) not in before for row in CareRow.objects.all())


def test_a_removed_note_is_forgotten_and_its_row_is_gone(ben, bond):
    note = noted(ben, bond)
    flows.remove_note(ben.space, bond=bond, note=note)
    assert CareRow.objects.count() == 0
    assert flows.list_folders(ben.space) == ()


def at(hours):
    return Session(uuid4(), NOON + timedelta(hours=hours), 50, BOND)


BOND = uuid4()


@pytest.mark.parametrize(
    ("hours", "last", "coming"),
    [((-24, 1, 48), -24, 1), ((-1,), None, -1), ((-3, 24), -3, 24), ((), None, None)],
)
def test_the_last_session_is_one_that_is_over(hours, last, coming):
    calendar = Calendar(tuple(at(one) for one in hours))
    found = sessions.last_session(calendar, BOND, NOON)
    assert (found and found.at) == moment(last)
    found = sessions.next_session(calendar, BOND, NOON)
    assert (found and found.at) == moment(coming)


def moment(hours):
    return None if hours is None else NOON + timedelta(hours=hours)


def test_a_note_belongs_to_the_session_of_these_hours():
    calendar = Calendar((at(-30), at(-2), at(5)))
    near = sessions.nearest_session(calendar, BOND, NOON)
    assert near.at == moment(-2)
    assert sessions.nearest_session(calendar, uuid4(), NOON) is None
