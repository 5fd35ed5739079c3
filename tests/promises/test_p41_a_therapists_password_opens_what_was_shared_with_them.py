"""P-41: a stolen database and a therapist's password give what is shared with them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from holdspace.sharing import flows
from tests.promises import between, people, raw
from tests.promises.between import NOON

pytestmark = pytest.mark.django_db(transaction=True)

SHARED = "it was the song at the weir"
OTHERS = {
    "kept to herself": "a thing she keeps for herself",
    "shared with another": "a line for another therapist",
    "taken back": "a line that was taken back",
    "ended": "a line whose day is over",
    "of a bond that ended": "a line of before",
    "of another client": "a line by another client",
}


@pytest.fixture
def everybody(ana, cleo):
    """Ana shares with Ben and with Dora; Cleo shares with Ben, and ends that."""
    ben = between.therapist("ben-who-listens", "Ben Okoye")
    dora = between.therapist("dora-who-listens", "Dora Vance")
    with_ben, with_dora = between.meet(ana, ben), between.meet(ana, dora)
    cleos = between.meet(cleo, ben)
    ana.write(OTHERS["kept to herself"])
    cleo.write(OTHERS["of another client"])
    between.share(ana, with_ben, SHARED)
    between.share(ana, with_dora, OTHERS["shared with another"])
    between.share(cleo, cleos, OTHERS["of a bond that ended"])
    back = between.share(ana, with_ben, OTHERS["taken back"])
    between.share(ana, with_ben, OTHERS["ended"], until=NOON.date())
    for bond in (with_ben, cleos):
        flows.list_copies(between.space_of(ben), bond=bond, now=NOON)
    flows.take_back(between.space_of(ana), copy=back, now=NOON)
    flows.end_bond(between.space_of(ben), bond=cleos, now=NOON)
    flows.sweep(NOON + timedelta(days=1))
    return ben, dora


def test_what_opens_is_what_was_shared_and_is_still_there(everybody):
    ben, _ = everybody
    opened = b"\n".join(between.opened_by(ben))
    assert SHARED.encode() in opened
    for words in OTHERS.values():
        assert words.encode() not in opened


def test_it_is_so_for_each_therapist(everybody):
    _, dora = everybody
    opened = b"\n".join(between.opened_by(dora))
    assert OTHERS["shared with another"].encode() in opened
    for words in (SHARED, *OTHERS.values()):
        is_theirs = words == OTHERS["shared with another"]
        assert (words.encode() in opened) == is_theirs


def test_what_a_client_shares_later_is_found_the_same_way_before_it_is_taken_in(ana):
    """The look also finds what still lies sealed to the therapist's public key."""
    ben = between.therapist("ben-who-listens", "Ben Okoye")
    between.share(ana, between.meet(ana, ben), SHARED)
    assert SHARED.encode() in b"\n".join(between.opened_by(ben))


def test_without_a_password_nothing_of_it_can_be_read(everybody):
    stored = raw.everything().lower()
    for words in (SHARED, *OTHERS.values(), "A sentence"):
        for form in raw.forms(words):
            assert form not in stored


def test_the_clients_own_password_is_not_the_therapists_way(everybody):
    """A client with somebody else's therapist has nothing of theirs."""
    mallory = people.Somebody("mallory", "Mallory").join()
    opened = b"\n".join(between.opened_by(mallory))
    for words in (SHARED, *OTHERS.values()):
        assert words.encode() not in opened
