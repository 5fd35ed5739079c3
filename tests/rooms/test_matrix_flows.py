"""Every flow between two people, told by everybody: what ``matrix-flows.txt`` says.

A new flow, and a new argument of one, fail here until they are known.
"""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.db import transaction

from holdspace.care import flows as care
from holdspace.library import shelf
from holdspace.sharing import flows as sharing
from holdspace.sharing.sources import Source
from tests.rooms import bonds, company, people
from tests.rooms.company import ACTORS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from tests.rooms.company import Company

pytestmark = pytest.mark.django_db

FILE = Path(__file__).with_name("matrix-flows.txt")
PEOPLE = ACTORS[1:]
GIVEN: Mapping[str, object] = {
    "now": people.NOON,
    "at": people.NOON,
    "seen": people.NOON,
    "called": "Somebody",
    "card": bonds.CARD,
    "document": b"words",
    "about": bonds.LETTER,
    "pieces": [sharing.Piece(uuid4(), b"words", bonds.LETTER)],
    "until": None,
    "is_shown": bool,
    "minutes": 50,
    "most": 5,
    "words": "words",
    "source": Source(words="words"),
    "marks": ("never a mark",),
    "guide": shelf.CHECK_IN,
    "why": "words",
    "smaller": "",
    "look_on": None,
    "aside": True,
    "stands": True,
}
APART = {sharing.have_read: {"until": people.NOON}}
OF_A_BOND = {"bond", "copy"}
OF_ONES_OWN = {"care.note_moment"}
"""What looks into a therapist's own calendar, where any bond may be named in vain."""
PARTIES = ("ana", "ben")
ROOMS = {"sharing": sharing, "care": care}
EVERY = {
    f"{room}.{name}": found
    for room, flows in ROOMS.items()
    for name in flows.__all__
    if inspect.isfunction(found := getattr(flows, name))
}
FLOWS = {
    name: flow
    for name, flow in EVERY.items()
    if "space" in inspect.signature(flow).parameters
}
WITHOUT_A_SPACE = {
    "sharing.get_card",
    "sharing.look_at_invite",
    "sharing.sweep",
    "sharing.count_overdue",
    "care.check",
    "care.overwrite",
    "care.reseal",
}
"""What opens nothing: a card is in clear, and the others are the furniture's."""


def _table() -> dict[str, dict[str, str]]:
    lines = FILE.read_text("utf-8").splitlines()
    head, *rest = [one.split() for one in lines if one and not one.startswith("#")]
    assert tuple(head[1:]) == PEOPLE
    return {name: dict(zip(PEOPLE, cells, strict=True)) for name, *cells in rest}


TABLE = _table()


def tell(flow: Callable[..., object], known: Mapping[str, object]) -> tuple[str, str]:
    """How the flow ends, and what it gives; whatever it changed is as before."""
    known = {**known, **APART.get(flow, {})}
    given = {name: known[name] for name in inspect.signature(flow).parameters}
    with transaction.atomic():
        try:
            found = flow(**given)
            found = list(found) if inspect.isgenerator(found) else found
        except Exception as refusal:  # noqa: BLE001 - its kind is what is compared
            return type(refusal).__name__, ""
        finally:
            transaction.set_rollback(True)
    return "works", repr(found)


@pytest.fixture
def everybody(db: None, held: object) -> Company:
    del db, held
    return company.gather()


def _known(everybody: Company, actor: str, things: Mapping[str, UUID]) -> dict:
    """What every argument of a flow is given, by its name."""
    return {
        **things,
        **GIVEN,
        "space": everybody.people[actor].space,
        "therapist": everybody.people["ben"].id,
        "copies": [things["copy"]],
        "code": everybody.code,
    }


def test_every_flow_stands_in_the_table_and_nothing_else():
    assert set(TABLE) == set(FLOWS)
    assert set(EVERY) - set(FLOWS) == WITHOUT_A_SPACE


def test_every_flow_tells_everybody_what_the_table_says(everybody):
    found = {}
    for name, flow in FLOWS.items():
        found[name] = {}
        for actor in PEOPLE:
            ended, _ = tell(flow, _known(everybody, actor, everybody.things))
            found[name][actor] = ended
    assert written(found) == written(TABLE)


def test_of_a_bond_that_ended_and_of_none_nothing_is_there(everybody):
    for name in set(FLOWS) - OF_ONES_OWN:
        flow = FLOWS[name]
        if OF_A_BOND.isdisjoint(inspect.signature(flow).parameters):
            continue
        for actor in PEOPLE:
            ended = {
                tell(flow, _known(everybody, actor, things))[0]
                for things in (everybody.over, everybody.nothing)
            }
            assert ended == {"NotThere"}, (name, actor)


def test_no_flow_gives_others_anything_of_the_two(everybody):
    ids = map(str, everybody.things.values())
    theirs = (company.WORDS, company.NOTED, *ids)
    for name, flow in FLOWS.items():
        for actor in set(PEOPLE) - set(PARTIES):
            _, told = tell(flow, _known(everybody, actor, everybody.things))
            assert not [one for one in theirs if one in told], (name, actor)


def written(cells: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Lines as they stand in the table, so that a difference can be read."""
    return [
        f"{name:28}" + "".join(f" {cells[name][actor]:12}" for actor in PEOPLE).rstrip()
        for name in sorted(cells)
    ]
