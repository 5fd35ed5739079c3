"""Letters both ways and what is assigned, through the flows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from holdspace.accounts import flows as accounts
from holdspace.core.vault import CHEAPEST
from holdspace.sharing import flows
from holdspace.web.refusals import NotThere
from tests.rooms import bonds, people
from tests.rooms.bonds import LATER
from tests.rooms.people import NOON

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "The bridge was closed again, and I stood there for a while."
ANSWER = "Thank you for telling me about the bridge."
WHY = "It may show what was there before the wave."


@pytest.fixture
def ana():
    return people.make("ana@example.org")


@pytest.fixture
def ben():
    return bonds.therapist()


@pytest.fixture
def bond(ana, ben):
    return bonds.meet(ana, ben)


def _send(someone, bond, words=WORDS, now=NOON):
    return flows.send_letter(someone.space, bond=bond, words=words, now=now)


def _letters(someone, bond):
    return flows.list_letters(someone.space, bond=bond)


def _assign(ben, bond, guide="diary-card", **more):
    given = {"why": WHY, "now": NOON, **more}
    return flows.assign(ben.space, bond=bond, guide=guide, **given)


# --- Letters ------------------------------------------------------------------------


def test_a_letter_goes_each_way(ana, ben, bond):
    _send(ana, bond)
    _send(ben, bond, ANSWER, LATER)
    mine = [(one.mine, one.words, one.sent_at) for one in _letters(ana, bond)]
    assert mine == [(True, WORDS, NOON), (False, ANSWER, LATER)]
    assert [one.mine for one in _letters(ben, bond)] == [False, True]


def test_it_is_new_until_one_looked_and_the_other_side_learns_nothing(ana, ben, bond):
    _send(ana, bond)
    assert [one.is_new for one in _letters(ana, bond)] == [False]
    assert [one.is_new for one in _letters(ben, bond)] == [True]
    before = _letters(ana, bond)
    flows.have_read(ben.space, bond=bond, until=NOON)
    assert [one.is_new for one in _letters(ben, bond)] == [False]
    assert _letters(ana, bond) == before
    _send(ana, bond, "And one more.", LATER)
    assert [one.is_new for one in _letters(ben, bond)] == [False, True]
    flows.have_read(ben.space, bond=bond, until=NOON)
    assert [one.is_new for one in _letters(ben, bond)] == [False, True]


def test_only_who_wrote_it_takes_it_back_and_then_nobody_reads_it(ana, ben, bond):
    letter = _send(ana, bond)
    with pytest.raises(NotThere):
        flows.take_letter_back(ben.space, bond=bond, letter=letter)
    flows.have_read(ben.space, bond=bond, until=NOON)
    flows.take_letter_back(ana.space, bond=bond, letter=letter)
    assert _letters(ana, bond) == _letters(ben, bond) == ()
    with pytest.raises(NotThere):
        flows.take_letter_back(ana.space, bond=bond, letter=letter)


@pytest.mark.parametrize("words", ["", "  \r\n ", "x" * (flows.LONGEST_LETTER + 1)])
def test_nothing_and_too_much_are_refused(ana, bond, words):
    with pytest.raises(flows.WordsDoNotFit):
        _send(ana, bond, words)
    assert _letters(ana, bond) == ()


def test_the_longest_letter_arrives_whole(ana, ben, bond):
    words = "\N{CLOUD WITH RAIN}" * flows.LONGEST_LETTER
    _send(ana, bond, words)
    assert [one.words for one in _letters(ben, bond)] == [words]


def test_a_stale_promise_stops_letters_to_the_therapist_alone(ana, ben, bond):
    later = NOON + timedelta(days=91)
    with pytest.raises(flows.PromiseStale):
        _send(ana, bond, now=later)
    _send(ben, bond, ANSWER, later)
    assert [one.words for one in _letters(ana, bond)] == [ANSWER]


def test_nothing_is_sealed_before_the_phrase_was_compared(ana, ben):
    bond = bonds.meet(ana, ben, compared=False)
    for someone in (ana, ben):
        with pytest.raises(flows.NotCompared):
            _send(someone, bond)


def test_nobody_else_finds_them(ana, ben, bond):
    cleo, dora = people.make("cleo@example.org"), bonds.therapist("dora@example.org")
    letter = _send(ana, bond)
    task = _assign(ben, bond)
    for other in (cleo, dora):
        for story in (
            lambda one: _letters(one, bond),
            lambda one: _send(one, bond),
            lambda one: flows.have_read(one.space, bond=bond, until=NOON),
            lambda one: flows.take_letter_back(one.space, bond=bond, letter=letter),
            lambda one: flows.list_assigned(one.space, bond=bond),
            lambda one: flows.put_aside(one.space, bond=bond, task=task, aside=True),
            lambda one: _assign(one, bond),
            lambda one: flows.withdraw(one.space, bond=bond, task=task),
        ):
            with pytest.raises(NotThere):
                story(other)
    assert len(_letters(ana, bond)) == len(flows.list_all_assigned(ana.space)) == 1


def test_a_bond_that_is_full_takes_no_more(ana, bond, monkeypatch):
    monkeypatch.setattr("holdspace.sharing.flows.parcels.MOST_PARCELS", 1)
    _send(ana, bond)
    with pytest.raises(flows.Full):
        _send(ana, bond)


# --- What was assigned --------------------------------------------------------------


def test_a_guide_is_handed_to_one_client(ana, ben, bond):
    day = date(2026, 11, 26)
    task = _assign(ben, bond, smaller="Only the first question.", look_on=day)
    (seen,) = flows.list_all_assigned(ana.space)
    assert (seen.id, seen.bond, seen.why, seen.look_on) == (task, bond, WHY, day)
    assert seen.smaller == "Only the first question."
    assert seen.guide is not None
    assert flows.handed_to(ana.space) == {"diary-card"}
    assert flows.list_assigned(ben.space, bond=bond)[0].id == task
    assert flows.handed_to(ben.space) == frozenset()


@pytest.mark.parametrize("guide", ["after-tears-later", "target-sheet", "no-such"])
def test_what_is_not_for_handing_out_is_not_there(ben, bond, guide):
    with pytest.raises(NotThere):
        _assign(ben, bond, guide)


@pytest.mark.parametrize(
    "given", [{"why": " "}, {"why": "x" * 301}, {"smaller": "x" * 301}]
)
def test_the_lines_of_an_assignment_have_their_length(ben, bond, given):
    with pytest.raises(flows.WordsDoNotFit):
        _assign(ben, bond, **given)


def test_a_client_assigns_nothing(ana, bond):
    with pytest.raises(NotThere):
        _assign(ana, bond)


def test_a_therapist_whose_promise_is_stale_assigns_nothing(ben, bond):
    with pytest.raises(flows.PromiseStale):
        _assign(ben, bond, now=NOON + timedelta(days=91))


def test_putting_aside_is_told_to_nobody_and_can_be_undone(ana, ben, bond):
    task = _assign(ben, bond)
    before = flows.list_assigned(ben.space, bond=bond)
    flows.put_aside(ana.space, bond=bond, task=task, aside=True)
    assert flows.list_all_assigned(ana.space)[0].is_aside
    assert flows.list_assigned(ben.space, bond=bond) == before
    flows.put_aside(ana.space, bond=bond, task=task, aside=False)
    assert not flows.list_all_assigned(ana.space)[0].is_aside


def test_the_therapist_withdraws_it(ana, ben, bond):
    task = _assign(ben, bond)
    with pytest.raises(NotThere):
        flows.withdraw(ana.space, bond=bond, task=task)
    flows.withdraw(ben.space, bond=bond, task=task)
    assert flows.list_all_assigned(ana.space) == ()
    assert flows.handed_to(ana.space) == frozenset()


def test_a_letter_is_no_assignment_and_an_assignment_no_letter(ana, ben, bond):
    letter, task = _send(ben, bond, ANSWER), _assign(ben, bond)
    with pytest.raises(NotThere):
        flows.withdraw(ben.space, bond=bond, task=letter)
    with pytest.raises(NotThere):
        flows.take_letter_back(ben.space, bond=bond, letter=task)


def test_answers_go_until_further_notice_only_where_that_was_said(ana, ben, bond):
    _assign(ben, bond)
    (task,) = flows.list_all_assigned(ana.space)
    assert not task.stands
    letter = _send(ben, bond)
    for other in (uuid4(), letter):
        with pytest.raises(NotThere):
            flows.let_stand(ana.space, bond=bond, task=other, stands=True)
    flows.let_stand(ana.space, bond=bond, task=task.id, stands=True)
    assert flows.list_all_assigned(ana.space)[0].stands
    assert not flows.list_assigned(ben.space, bond=bond)[0].stands
    flows.let_stand(ana.space, bond=bond, task=task.id, stands=False)
    assert not flows.list_all_assigned(ana.space)[0].stands


def test_until_further_notice_ends_with_what_was_assigned(ana, ben, bond):
    task = _assign(ben, bond)
    flows.let_stand(ana.space, bond=bond, task=task, stands=True)
    flows.withdraw(ben.space, bond=bond, task=task)
    _assign(ben, bond)
    assert [one.stands for one in flows.list_all_assigned(ana.space)] == [False]


def test_no_more_is_meant_for_a_guide_that_was_assigned_twice(ana, ben, bond):
    first, second = _assign(ben, bond), _assign(ben, bond, now=LATER)
    for task in (first, second):
        flows.let_stand(ana.space, bond=bond, task=task, stands=True)
    flows.let_stand(ana.space, bond=bond, task=first, stands=False)
    assert not any(one.stands for one in flows.list_all_assigned(ana.space))


# --- Another key, and the end -------------------------------------------------------


def _with_a_new_key(someone):
    fresh = accounts.begin_rotation(
        someone.space,
        password=people.PASSWORD,
        new_password=people.OTHER_PASSWORD,
        cost=CHEAPEST,
        now=LATER,
    )
    space, _ = accounts.unlock(
        person=someone.id, opened=fresh, now=LATER, idle=timedelta(minutes=15)
    )
    for _ in range(50):
        if accounts.go_on(space, now=LATER).finished:
            break
    return replace(someone, space=space)


def test_a_letter_whose_bytes_are_another_ones_is_left_out(ana, ben, bond):
    first, second = _send(ana, bond), _send(ana, bond, "Another.", LATER)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sharing_parcel SET sealed = (SELECT sealed FROM sharing_parcel "
            "WHERE id = %s) WHERE id = %s",
            [first.hex, second.hex],
        )
    assert [one.id for one in _letters(ben, bond)] == [first]


def test_after_a_rotation_everything_is_there_under_another_key(ana, ben, bond):
    letter = _send(ana, bond)
    _assign(ben, bond)
    flows.have_read(ben.space, bond=bond, until=NOON)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM sharing_parcel")
        before = {bytes(row[0]) for row in cursor.fetchall()}
    ana = _with_a_new_key(ana)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM sharing_parcel")
        after = {bytes(row[0]) for row in cursor.fetchall()}
    # Sixteen bytes name the key: none of those before is named any more.
    assert {one[:20] for one in before}.isdisjoint({one[:20] for one in after})
    for someone in (ana, ben):
        assert [one.id for one in _letters(someone, bond)] == [letter]
        assert [one.is_new for one in _letters(someone, bond)] == [False]
    assert len(flows.list_all_assigned(ana.space)) == 1
    with pytest.raises(flows.NotCompared):
        _send(ana, bond)


def test_after_the_therapists_rotation_the_new_key_is_taken_first(ana, ben, bond):
    _send(ana, bond)
    ben = _with_a_new_key(ben)
    assert [one.words for one in _letters(ben, bond)] == [WORDS]
    for someone in (ana, ben):
        with pytest.raises(flows.KeyChanged):
            _send(someone, bond)
    bonds.renew(ana, bond)
    flows.list_clients(ben.space)
    for someone in (ana, ben):
        flows.compare(someone.space, bond=bond, now=LATER)
    _send(ben, bond, ANSWER, LATER)
    for someone in (ana, ben):
        assert [one.words for one in _letters(someone, bond)] == [WORDS, ANSWER]


def test_an_ended_bond_leaves_no_parcel(ana, ben, bond):
    _send(ana, bond)
    _assign(ben, bond)
    flows.end_bond(ana.space, bond=bond, now=LATER)
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM sharing_parcel")
        assert cursor.fetchone() == (0,)
    for someone in (ana, ben):
        with pytest.raises(NotThere):
            _letters(someone, bond)
    assert flows.list_all_assigned(ana.space) == ()
