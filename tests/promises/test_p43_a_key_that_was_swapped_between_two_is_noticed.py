"""P-43: a key that was swapped between a client and a therapist is noticed."""

from __future__ import annotations

from uuid import UUID

import pytest

from holdspace.accounts import store
from holdspace.core import vault
from holdspace.core.vault import Key, PrivateKey
from holdspace.sharing import flows, papers
from holdspace.sharing.flows import KeyChanged, NotCompared
from holdspace.sharing.records import Paper
from tests.promises import between, raw
from tests.promises.between import NOON

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "nobody else reads this"


@pytest.fixture
def ben(transactional_db):
    return between.therapist("ben-who-listens", "Ben Okoye")


def _swap(person, public):
    assert raw.run(
        "UPDATE accounts_personlock SET public = %s WHERE person_id = %s",
        public,
        raw.stored(person),
    )


def _bond(bond):
    every = {UUID(str(row["id"])): row for row in raw.rows("sharing_bond")}
    return every[bond]


def _put(bond, column, value):
    statement = f"UPDATE sharing_bond SET {column} = %s WHERE id = %s"  # noqa: S608
    assert raw.run(statement, value, raw.stored(bond))


def test_a_therapists_key_that_is_swapped_later_stops_sharing(ana, ben):
    bond = between.meet(ana, ben)
    _swap(ben.id, PrivateKey.new().public.to_bytes())
    with pytest.raises(KeyChanged):
        between.share(ana, bond, WORDS)
    assert raw.rows("sharing_copy") == []


def _in_the_middle(ana, ben):
    """A server that gave Ana a key of its own, and now hands Ben an offer of its own.

    It knows what Ana handed over, as that was sealed to its key, and can say
    everything to Ben that Ana said.
    """
    honest = store.get_lock(ben.id).public
    middle = PrivateKey.new()
    code = flows.invite(between.space_of(ben), called="somebody", now=NOON)
    _swap(ben.id, middle.public.to_bytes())
    bond = flows.accept_invite(between.space_of(ana), code=code, called="Ana", now=NOON)
    _swap(ben.id, honest)
    about = vault.About(ben.id, bond, papers.OFFER)
    words = vault.unseal_from(vault.Sealed(_bond(bond)["offer"]), middle, about)
    return bond, middle, papers.records.read(words, papers.Offer)


def _paper(ben, offer, *, client_public, therapist_public, bond_key):
    return Paper(
        therapist=ben.id,
        therapist_public=therapist_public,
        client_public=client_public,
        bond_key=bond_key,
        name="Ben Okoye",
        called=offer.called,
        compared=False,
        met_at=offer.met_at,
    )


def _offers(ben, middle, offer):
    """Whatever a server in the middle could hand on: its keys, or those it has seen."""
    own = store.get_lock(ben.id).public
    for client in (offer.client_public, middle.public.to_bytes()):
        for key in (offer.bond_key, vault.key_bytes(Key.new())):
            for therapist in (own, middle.public.to_bytes()):
                yield _paper(
                    ben,
                    offer,
                    client_public=client,
                    therapist_public=therapist,
                    bond_key=key,
                )


def _sealed_for(ben, bond, client, paper):
    offer = papers.Offer(
        client=client,
        client_public=paper.client_public,
        therapist_public=paper.therapist_public,
        bond_key=paper.bond_key,
        called=paper.called,
        met_at=paper.met_at,
    )
    public = vault.PublicKey.from_bytes(store.get_lock(ben.id).public)
    about = vault.About(ben.id, bond, papers.OFFER)
    words = papers.records.pack(offer)
    return vault.seal_to(words, public, about, vault.Padding.SMALL)


@pytest.mark.parametrize("which", range(8))
def test_whoever_stands_between_the_two_gets_two_phrases(which, ana, ben):
    bond, middle, offer = _in_the_middle(ana, ben)
    (seen,) = flows.list_therapists(between.space_of(ana))
    paper = list(_offers(ben, middle, offer))[which]
    _put(bond, "offer", _sealed_for(ben, bond, ana.id, paper))
    clients = flows.list_clients(between.space_of(ben))
    # An offer that does not name the therapist's own key is not even taken in.
    own = paper.therapist_public == store.get_lock(ben.id).public
    assert len(clients) == own
    assert all(client.phrase() != seen.phrase() for client in clients)
    with pytest.raises((NotCompared, KeyChanged)):
        between.share(ana, bond, WORDS)


def test_the_client_is_told_as_soon_as_the_swap_is_undone(ana, ben):
    _in_the_middle(ana, ben)
    (seen,) = flows.list_therapists(between.space_of(ana))
    assert seen.key_changed


def test_without_a_swap_the_phrase_is_the_same(ana, ben):
    between.meet(ana, ben)
    (seen,) = flows.list_therapists(between.space_of(ana))
    (client,) = flows.list_clients(between.space_of(ben))
    assert client.phrase() == seen.phrase()


def test_an_older_paper_that_is_put_back_does_not_open(ana, ben):
    bond = between.meet(ana, ben, compared=False)
    older = _bond(bond)["paper"]
    flows.compare(between.space_of(ana), bond=bond, now=NOON)
    _put(bond, "paper", older)
    (seen,) = flows.list_therapists(between.space_of(ana))
    assert not seen.compared
    with pytest.raises(vault.Unreadable):
        seen.phrase()
    with pytest.raises(vault.Unreadable):
        between.share(ana, bond, WORDS)


def test_a_pinned_key_that_was_given_up_does_not_come_back(ana, ben):
    bond = between.meet(ana, ben)
    older, public = _bond(bond)["paper"], store.get_lock(ben.id).public
    _swap(ben.id, PrivateKey.new().public.to_bytes())
    flows.accept_new_key(between.space_of(ana), bond=bond, now=NOON)
    _put(bond, "paper", older)
    _swap(ben.id, public)
    with pytest.raises(vault.Unreadable):
        between.share(ana, bond, WORDS)


def test_a_copy_that_the_client_did_not_seal_is_not_shown(ana, ben):
    bond = between.meet(ana, ben)
    copy = between.share(ana, bond, WORDS)
    row = raw.rows("sharing_copy")[0]
    forged = between.share(ana, bond, "another")
    raw.run(
        "UPDATE sharing_copy SET offer = %s, sealed = %s WHERE id = %s",
        row["offer"],
        row["sealed"],
        raw.stored(forged),
    )
    listed = flows.list_copies(between.space_of(ben), bond=bond, now=NOON)
    assert [one.id for one in listed] == [copy]
