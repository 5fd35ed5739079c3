"""A client and a therapist: invited, accepted, compared, shared, opened, taken back."""

from __future__ import annotations

import pytest

from holdspace.sharing import flows
from holdspace.web.refusals import NotThere
from tests.rooms import bonds, people
from tests.rooms.bonds import LATER
from tests.rooms.people import NOON

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_whole_story():
    ana, ben = people.make("ana@example.org"), bonds.therapist()
    bond = bonds.meet(ana, ben)
    (seen,) = flows.list_therapists(ana.space)
    (client,) = flows.list_clients(ben.space)
    assert seen.phrase() == client.phrase()
    assert seen.name == "Ben Okoye"
    assert client.name == "Ana"
    copy = bonds.share(ana, bond, b"it was the song")
    (shared,) = flows.list_shared(ana.space)
    assert (shared.id, shared.opened_at) == (copy, None)
    (held,) = flows.list_copies(ben.space, bond=bond, now=LATER)
    assert (held.id, held.title, held.opened) == (copy, shared.title, False)
    opened = flows.open_copies(ben.space, bond=bond, copies=[copy], now=LATER)
    assert opened == {copy: b"it was the song"}
    assert flows.read_shared(ana.space, copy=copy) == b"it was the song"
    (shared,) = flows.list_shared(ana.space)
    assert shared.opened_at == LATER
    flows.take_back(ana.space, copy=copy, now=LATER)
    assert flows.list_shared(ana.space) == ()
    assert flows.list_copies(ben.space, bond=bond, now=LATER) == ()
    assert flows.open_copies(ben.space, bond=bond, copies=[copy], now=LATER) == {}
    flows.end_bond(ben.space, bond=bond, now=LATER)
    assert flows.list_clients(ben.space) == flows.list_therapists(ana.space) == ()
    with pytest.raises(NotThere):
        flows.compare(ana.space, bond=bond, now=NOON)
