"""P-44: a letter opens to the two of a bond only, and an ended bond destroys it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from holdspace.accounts import flows as accounts
from holdspace.core.vault import CHEAPEST
from holdspace.sharing import flows
from tests.promises import between, raw
from tests.promises.between import NOON

pytestmark = pytest.mark.django_db(transaction=True)

LETTER = "the heron came back to the weir tonight"
ANSWER = "thank you for telling me about the heron"
WHY = "so that we both see what was there before the wave"
SMALLER = "one line of it is plenty"
GUIDE = "diary-card"
WORDS = (LETTER, ANSWER, WHY, SMALLER)


@pytest.fixture
def ben(transactional_db):
    return between.therapist("ben-who-listens", "Ben Okoye")


@pytest.fixture
def dora(transactional_db):
    return between.therapist("dora-who-listens", "Dora Vance")


@pytest.fixture
def bond(ana, ben):
    """Ana and Ben write to each other, and Ben assigns something."""
    made = between.meet(ana, ben)
    _send(ana, made, LETTER)
    _send(ben, made, ANSWER, now=NOON + timedelta(hours=1))
    flows.assign(
        between.space_of(ben),
        bond=made,
        guide=GUIDE,
        why=WHY,
        smaller=SMALLER,
        now=NOON,
    )
    return made


def _send(somebody, bond, words, now=NOON):
    return flows.send_letter(
        between.space_of(somebody), bond=bond, words=words, now=now
    )


def _opened(somebody):
    return b"\n".join(between.opened_by(somebody))


def _sealed():
    return [bytes(row["sealed"]) for row in raw.rows("sharing_parcel")]


def test_a_stolen_database_holds_no_word_of_it(bond):
    del bond
    assert len(_sealed()) == 3
    stored = raw.everything()
    for words in (*WORDS, GUIDE):
        assert not raw.found_in(b"\n".join(_sealed()), words)
    for words in WORDS:
        assert not raw.found_in(stored, words)


def test_either_password_opens_it(ana, ben, bond):
    del bond
    for one in (ana, ben):
        opened = _opened(one)
        assert all(words.encode() in opened for words in WORDS)


def test_nobody_elses_password_opens_it(ana, ben, dora, cleo, bond):
    """Another therapist of the same client, and another client of the same one."""
    del bond
    for client, therapist in ((ana, dora), (cleo, ben)):
        _send(client, between.meet(client, therapist), "a letter of their own")
    for one in (dora, cleo):
        opened = _opened(one)
        assert b"a letter of their own" in opened
        assert not any(words.encode() in opened for words in WORDS)


def test_it_is_moved_to_no_other_bond_and_no_other_letter(ana, ben, dora, bond):
    other = between.meet(ana, dora)
    _send(ana, other, "a letter to Dora")
    row = raw.rows("sharing_parcel")[0]
    raw.run(
        "UPDATE sharing_parcel SET bond_id = %s WHERE id = %s",
        raw.stored(other),
        row["id"],
    )
    found = flows.list_letters(between.space_of(dora), bond=other)
    assert [one.words for one in found] == ["a letter to Dora"]
    assert flows.list_assigned(between.space_of(dora), bond=other) == ()
    here = flows.list_letters(between.space_of(ben), bond=bond)
    assert "a letter to Dora" not in [one.words for one in here]


@pytest.mark.parametrize("ends", ["ana", "ben"])
def test_an_ended_bond_destroys_it(ana, ben, bond, ends):
    sealed = _sealed()
    by = {"ana": ana, "ben": ben}[ends]
    flows.end_bond(between.space_of(by), bond=bond, now=NOON)
    assert raw.rows("sharing_parcel") == []
    left = raw.everything()
    assert not any(one[20:120] in left for one in sealed)
    for one in (ana, ben):
        assert not any(words.encode() in _opened(one) for words in WORDS)


def test_a_letter_that_was_taken_back_leaves_no_byte(ana, ben, bond):
    words = "this one was not meant to be sent"
    letter = _send(ana, bond, words)
    (sealed,) = (
        bytes(row["sealed"])
        for row in raw.rows("sharing_parcel")
        if UUID(str(row["id"])) == letter
    )
    flows.take_letter_back(between.space_of(ana), bond=bond, letter=letter)
    assert sealed[20:120] not in raw.everything()
    for one in (ana, ben):
        assert words.encode() not in _opened(one)


def test_after_a_clients_new_key_the_key_before_opens_nothing_of_it(ana, ben, bond):
    space = between.space_of(ana)
    before = {one[4:20] for one in _sealed()}
    fresh = accounts.begin_rotation(
        space,
        password=ana.password,
        new_password="eleven boats below the lock",
        cost=CHEAPEST,
        now=NOON,
    )
    space = type(space)(space.person, space.unlocked, fresh)
    while not accounts.go_on(space, now=NOON).finished:
        pass
    assert before.isdisjoint({one[4:20] for one in _sealed()})
    found = flows.list_letters(between.space_of(ben), bond=bond)
    assert [one.words for one in found] == [LETTER, ANSWER]
