"""A client and a therapist: invited, accepted, compared, ended."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import msgspec
import pytest
from django.db import connection

from holdspace.accounts import flows as accounts
from holdspace.accounts import store as accounts_store
from holdspace.accounts import trails
from holdspace.accounts.flows import NotInvited, Profile
from holdspace.core.vault import CHEAPEST
from holdspace.sharing import flows
from holdspace.sharing.flows import (
    AlreadyMet,
    CardMissing,
    NotCompared,
    OwnCode,
    PromiseStale,
    SecondStepMissing,
)
from holdspace.sharing.models import Bond, Copy
from holdspace.web.refusals import NotThere
from tests.rooms import bonds, people
from tests.rooms.bonds import CARD, LATER
from tests.rooms.people import NOON

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ana():
    return people.make("ana@example.org")


@pytest.fixture
def ben():
    return bonds.therapist()


def _trail(somebody):
    trails.take_in(somebody.space)
    lines = trails.read(somebody.space).lines
    return [(line.what, line.more.get("with", "")) for line in lines]


def test_both_sides_see_each_other_and_the_same_phrase(ana, ben):
    bond = bonds.meet(ana, ben, compared=False)
    (seen,) = flows.list_therapists(ana.space)
    (client,) = flows.list_clients(ben.space)
    assert seen.id == client.id == bond
    assert seen.phrase() == client.phrase()
    assert len(seen.phrase().split()) == 5
    assert (seen.name, client.name) == ("Ben Okoye", "Ana")
    assert seen.card.reply_time == CARD.reply_time
    assert (seen.compared, client.compared, seen.key_changed) == (False,) * 3


def test_each_side_says_for_itself_that_the_phrase_was_the_same(ana, ben):
    bond = bonds.meet(ana, ben, compared=False)
    flows.compare(ana.space, bond=bond, now=NOON)
    assert flows.list_therapists(ana.space)[0].compared
    assert not flows.list_clients(ben.space)[0].compared
    flows.compare(ben.space, bond=bond, now=NOON)
    assert flows.list_clients(ben.space)[0].compared


def test_the_phrases_of_two_bonds_have_no_word_in_common(ana, ben):
    cleo = people.make("cleo@example.org")
    bonds.meet(ana, ben)
    bonds.meet(cleo, ben)
    one, other = (client.phrase() for client in flows.list_clients(ben.space))
    assert set(one.split()).isdisjoint(other.split())


def test_nothing_is_shared_by_accepting(ana, ben):
    bond = bonds.meet(ana, ben)
    assert flows.list_shared(ana.space) == ()
    assert flows.list_copies(ben.space, bond=bond, now=LATER) == ()
    assert not Copy.objects.exists()


def test_a_code_works_once_and_shows_the_card_before(ana, ben):
    code = flows.invite(ben.space, called="Monday", now=NOON)
    assert flows.look_at_invite(code.lower(), now=NOON).card.name == "Ben Okoye"
    flows.accept_invite(ana.space, code=code, called="Ana", now=NOON)
    cleo = people.make("cleo@example.org")
    for refused in (
        lambda: flows.look_at_invite(code, now=NOON),
        lambda: flows.accept_invite(cleo.space, code=code, called="Cleo", now=NOON),
        lambda: flows.look_at_invite("no such code", now=NOON),
    ):
        with pytest.raises(NotThere):
            refused()


def test_a_code_ends_after_two_weeks_and_is_swept(ana, ben):
    code = flows.invite(ben.space, called="Monday", now=NOON)
    flows.look_at_invite(code, now=NOON + timedelta(days=14))
    with pytest.raises(NotThere):
        flows.look_at_invite(code, now=NOON + timedelta(days=15))
    flows.sweep(NOON + timedelta(days=14))
    assert [one.called for one in flows.list_invites(ben.space)] == ["Monday"]
    flows.sweep(NOON + timedelta(days=15))
    assert flows.list_invites(ben.space) == ()
    with pytest.raises(NotInvited):
        accounts.check_invited(signup="invited", code=code)


def test_a_code_that_was_withdrawn_allows_nothing(ben):
    code = flows.invite(ben.space, called="Monday", now=NOON)
    accounts.check_invited(signup="invited", code=code)
    (waiting,) = flows.list_invites(ben.space)
    cleo = bonds.therapist("cleo@example.org")
    with pytest.raises(NotThere):
        flows.withdraw_invite(cleo.space, invite=waiting.id)
    flows.withdraw_invite(ben.space, invite=waiting.id)
    with pytest.raises(NotThere):
        flows.look_at_invite(code, now=NOON)
    with pytest.raises(NotInvited):
        accounts.check_invited(signup="invited", code=code)


def test_whoever_has_no_space_joins_with_the_code_and_accepts_with_it_then(ben):
    code = flows.invite(ben.space, called="Monday", now=NOON)
    person, opened = accounts.create_space(
        sign_in="dora@example.org",
        password=people.PASSWORD,
        profile=Profile(),
        cost=CHEAPEST,
        signup="invited",
        invitation=code,
    )
    _, space = people.unlocked_browser(person, opened)
    with pytest.raises(NotInvited):
        accounts.check_invited(signup="invited", code=code)
    flows.accept_invite(space, code=code, called="Dora", now=NOON)
    assert [one.name for one in flows.list_clients(ben.space)] == ["Dora"]


def test_a_code_that_was_accepted_lets_nobody_join_any_more(ana, ben):
    code = flows.invite(ben.space, called="Monday", now=NOON)
    flows.accept_invite(ana.space, code=code, called="Ana", now=NOON)
    with pytest.raises(NotInvited):
        accounts.check_invited(signup="invited", code=code)


def test_nobody_meets_twice_nor_themselves(ana, ben):
    bonds.meet(ana, ben)
    code = flows.invite(ben.space, called="again", now=NOON)
    for somebody, refusal in ((ana, AlreadyMet), (ben, OwnCode)):
        with pytest.raises(refusal):
            flows.accept_invite(somebody.space, code=code, called="x", now=NOON)
    flows.look_at_invite(code, now=NOON)


def test_somebody_can_have_two_therapists(ana, ben):
    other = bonds.therapist(
        "cleo@example.org", card=msgspec.structs.replace(CARD, name="Cleo Marsh")
    )
    bonds.meet(ana, ben)
    bonds.meet(ana, other)
    names = {one.name for one in flows.list_therapists(ana.space)}
    assert names == {"Ben Okoye", "Cleo Marsh"}
    assert len(flows.list_clients(ben.space)) == 1


def _therapists_flows(space, bond):
    return {
        "invite": lambda: flows.invite(space, called="x", now=NOON),
        "invites": lambda: flows.list_invites(space),
        "withdraw": lambda: flows.withdraw_invite(space, invite=uuid4()),
        "card": lambda: flows.save_card(space, CARD, now=NOON),
        "confirm": lambda: flows.confirm_card(space, now=NOON),
        "clients": lambda: flows.list_clients(space),
        "copies": lambda: flows.list_copies(space, bond=bond, now=NOON),
        "open": lambda: flows.open_copies(space, bond=bond, copies=[], now=NOON),
        "compare": lambda: flows.compare(space, bond=bond, now=NOON),
        "end": lambda: flows.end_bond(space, bond=bond, now=NOON),
    }


@pytest.mark.parametrize("name", list(_therapists_flows(None, None)))
def test_a_therapist_needs_a_second_step_for_everything(name, ana, ben):
    bond = bonds.meet(ana, ben)
    (app,) = accounts_store.list_steps(ben.id)
    accounts_store.remove_step(ben.id, app.pk)
    with pytest.raises(SecondStepMissing):
        _therapists_flows(ben.space, bond)[name]()
    assert Bond.objects.count() == 1


@pytest.mark.parametrize("name", list(_therapists_flows(None, None)))
def test_to_anybody_else_a_therapists_ways_are_not_there(name, ana, ben):
    bond = bonds.meet(ana, ben)
    cleo = people.make("cleo@example.org")
    accounts.remove_therapist(sign_in="ben@example.org", now=NOON)
    for somebody in (cleo, ben):
        with pytest.raises(NotThere):
            _therapists_flows(somebody.space, bond)[name]()
    assert Bond.objects.count() == 1


@pytest.mark.parametrize("name", ["copies", "open", "compare", "end"])
def test_another_therapist_has_no_such_bond(name, ana, ben):
    bond = bonds.meet(ana, ben)
    other = bonds.therapist("cleo@example.org")
    with pytest.raises(NotThere):
        _therapists_flows(other.space, bond)[name]()
    assert Bond.objects.count() == 1


@pytest.mark.parametrize("missing", ["reply_time", "belongs", "emergency", "limits"])
def test_nobody_is_invited_before_everything_that_matters_is_said(missing, ben):
    card = msgspec.structs.replace(CARD, **{missing: "  "})
    flows.save_card(ben.space, card, now=NOON)
    assert flows.get_card(ben.id).confirmed_on is None
    with pytest.raises(PromiseStale):
        flows.invite(ben.space, called="x", now=NOON)
    with pytest.raises(CardMissing):
        flows.confirm_card(ben.space, now=NOON)


def test_a_stale_promise_stops_inviting_and_sharing_until_it_is_confirmed(ana, ben):
    bond = bonds.meet(ana, ben)
    late = NOON + timedelta(days=91)
    with pytest.raises(PromiseStale):
        flows.invite(ben.space, called="x", now=late)
    with pytest.raises(PromiseStale):
        bonds.share(ana, bond, b"x", now=late)
    flows.confirm_card(ben.space, now=late)
    flows.invite(ben.space, called="x", now=late)
    bonds.share(ana, bond, b"x", now=late)


def test_a_therapist_who_never_wrote_a_card_has_none():
    ben = bonds.therapist(card=None)
    assert flows.get_card(ben.id) is None
    with pytest.raises(PromiseStale):
        flows.invite(ben.space, called="x", now=NOON)


def test_sharing_waits_for_the_phrase(ana, ben):
    bond = bonds.meet(ana, ben, compared=False)
    with pytest.raises(NotCompared):
        bonds.share(ana, bond, b"x")
    flows.compare(ana.space, bond=bond, now=NOON)
    bonds.share(ana, bond, b"x")


@pytest.mark.parametrize("side", ["client", "therapist"])
def test_either_side_ends_it_and_everything_between_them_is_gone(side, ana, ben):
    bond = bonds.meet(ana, ben)
    bonds.share(ana, bond, b"it was the song")
    who = ana if side == "client" else ben
    flows.end_bond(who.space, bond=bond, now=LATER)
    assert not Bond.objects.exists()
    assert not Copy.objects.exists()
    assert flows.list_therapists(ana.space, now=LATER) == ()
    assert flows.list_clients(ben.space, now=LATER) == ()
    assert flows.list_shared(ana.space) == ()
    for somebody in (ana, ben):
        assert ("bond-ended", "") in _trail(somebody)
        with pytest.raises(NotThere):
            flows.compare(somebody.space, bond=bond, now=LATER)


def test_a_bond_that_was_taken_away_is_missed_once(ana, ben):
    bonds.meet(ana, ben)
    Bond.objects.all().delete()
    for _ in range(2):
        assert flows.list_therapists(ana.space, now=LATER) == ()
        assert flows.list_clients(ben.space, now=LATER) == ()
    for somebody in (ana, ben):
        assert [what for what, _ in _trail(somebody)].count("bond-gone") == 1


def test_two_can_meet_again_after_an_end(ana, ben):
    flows.end_bond(ana.space, bond=bonds.meet(ana, ben), now=NOON)
    bond = bonds.meet(ana, ben)
    assert [one.id for one in flows.list_clients(ben.space)] == [bond]


def test_deleting_a_space_ends_its_bonds_and_the_other_one_is_told(ana, ben):
    bond = bonds.meet(ana, ben)
    bonds.share(ana, bond, b"it was the song")
    accounts.delete_everything(ana.space, password=people.PASSWORD)
    assert flows.list_clients(ben.space, now=LATER) == ()
    assert not Copy.objects.exists()
    assert ("bond-ended", "") in _trail(ben)


def test_a_therapist_who_leaves_takes_invites_and_card_along(ana, ben):
    bonds.meet(ana, ben)
    code = flows.invite(ben.space, called="x", now=NOON)
    accounts.delete_everything(ben.space, password=people.PASSWORD)
    assert flows.list_therapists(ana.space, now=LATER) == ()
    with pytest.raises(NotThere):
        flows.look_at_invite(code, now=NOON)
    with pytest.raises(NotInvited):
        accounts.check_invited(signup="invited", code=code)
    assert flows.get_card(ben.id) is None


def test_the_trail_tells_each_what_concerns_them(ana, ben):
    bond = bonds.meet(ana, ben)
    copy = bonds.share(ana, bond, b"x")
    flows.open_copies(ben.space, bond=bond, copies=[copy], now=LATER)
    flows.open_copies(ben.space, bond=bond, copies=[copy], now=LATER)
    flows.take_back(ana.space, copy=copy, now=LATER)
    assert _trail(ana) == [
        ("therapist-met", "Ben Okoye"),
        ("phrase-compared", "Ben Okoye"),
        ("copy-shared", "Ben Okoye"),
        ("copy-opened", ""),
        ("taken-back", ""),
    ]
    assert _trail(ben) == [
        ("therapist-on", ""),
        ("client-met", ""),
        ("phrase-compared", "Ana"),
        ("taken-back", ""),
    ]


def test_codes_of_somebody_who_is_no_therapist_any_more_let_nobody_join(ben):
    code = flows.invite(ben.space, called="x", now=NOON)
    accounts.remove_therapist(sign_in="ben@example.org", now=NOON)
    with pytest.raises(NotInvited):
        accounts.check_invited(signup="invited", code=code)
    accounts.add_therapist(sign_in="ben@example.org", now=NOON)
    assert flows.list_invites(ben.space) == ()


def test_only_so_many_codes_wait_at_once(ben, monkeypatch):
    monkeypatch.setattr(flows.bonds, "MOST_INVITES", 2)
    flows.invite(ben.space, called="x", now=NOON - timedelta(days=30))
    for _ in range(2):
        flows.invite(ben.space, called="x", now=NOON)
    with pytest.raises(flows.Full):
        flows.invite(ben.space, called="x", now=NOON)


def test_a_note_of_whom_a_code_is_for_is_overwritten_before_it_goes(ana, ben):
    written = []

    def watch(execute, sql, params, many, context):
        if "sharing_invite" in sql and not sql.startswith("SELECT"):
            written.append(sql.split()[0])
        return execute(sql, params, many, context)

    flows.invite(ben.space, called="x", now=NOON - timedelta(days=30))
    code = flows.invite(ben.space, called="x", now=NOON)
    flows.invite(ben.space, called="x", now=NOON)
    with connection.execute_wrapper(watch):
        flows.sweep(NOON)
        flows.accept_invite(ana.space, code=code, called="Ana", now=NOON)
        (left,) = flows.list_invites(ben.space)
        flows.withdraw_invite(ben.space, invite=left.id)
    assert written == ["UPDATE", "DELETE"] * 3
