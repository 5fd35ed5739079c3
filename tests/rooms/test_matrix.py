"""Every address, asked for by everybody: what ``matrix.txt`` says, no more and no less.

A new address fails here until it stands in the table.
"""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import get_resolver, reverse

from holdspace.accounts import store as accounts_store
from holdspace.library import shelf
from holdspace.library.evidence import note
from tests.promises.places import doors, has_id
from tests.rooms import company
from tests.rooms.company import ACTORS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.http import HttpResponse

    from tests.rooms.company import Company

pytestmark = pytest.mark.django_db

FILE = Path(__file__).with_name("matrix.txt")
PARTS: Mapping[str, object] = {
    "number": 1,
    "back": 0,
    "start": 0,
    "token": "never-a-token",
    "table": "accounts_person",
    "pace": "longer-out",
    "minutes": 3,
}
CODES: Mapping[str, str] = {
    "web:help_country": "GB",
    "library:guide": shelf.code_of(shelf.guide(shelf.AFTER_TEARS)),
    "library:sheet": shelf.code_of(shelf.guide(shelf.AFTER_TEARS)),
    "library:evidence_note": note("apology").code,
}
OWNER = {"practice": "kim", "care": "ben"}
"""Whose the things of a room are; where nobody is named, they are Ana's."""
METHODS = ("get", "post")
SENT: Mapping[str, str] = {"words": company.WORDS, "go": "stand", "part": "all"}
"""What a form of a client's sends."""
FORM_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
LEADS_IN = ("/sign-in/", "/unlock/")
PLACES = dict(doors(get_resolver()))
SPACES = sorted({name.partition(":")[0] for name in PLACES})
WITH_ID = {name for name, parts in PLACES.items() if has_id(parts)}


def _table() -> dict[str, dict[str, str]]:
    lines = FILE.read_text("utf-8").splitlines()
    head, *rest = [one.split() for one in lines if one and not one.startswith("#")]
    assert tuple(head[1:]) == ACTORS
    return {name: dict(zip(ACTORS, cells, strict=True)) for name, *cells in rest}


TABLE = _table()


def address(name: str, everybody: Company, things: Mapping[str, UUID]) -> str:
    """One address of the space, filled with these things where it takes an id."""
    known = {**PARTS, **things, "code": CODES.get(name, everybody.code)}
    return reverse(name, kwargs={part: known[part] for part, _ in PLACES[name]})


def ask(
    everybody: Company,
    actor: str,
    method: str,
    where: str,
    sent: Mapping[str, str] | None = None,
) -> HttpResponse:
    """What this actor gets; whatever it changed is as it was before."""
    client = everybody.browser(actor)
    with transaction.atomic():
        answer = getattr(client, method)(where, sent)
        # A page that is sent in pieces asks the database while it is read.
        answer.whole = b"".join(answer) if answer.streaming else answer.content
        transaction.set_rollback(True)
    return answer


def outcome(answer: HttpResponse) -> str:
    """The cell of one answer."""
    if answer.status_code == 404:
        return "404" if answer.whole == not_there() else "ended"
    if answer.headers.get("Location", "").startswith(LEADS_IN):
        return "door"
    return str(answer.status_code)


def not_there() -> bytes:
    """The page of what is not there, and of what is somebody else's."""
    return render_to_string("web/refused/not_there.html").encode()


@pytest.fixture
def everybody(db: None, held: object) -> Company:
    del db, held
    return company.gather()


def alike(answer: HttpResponse, things: Mapping[str, UUID]) -> tuple[int, str]:
    """What an answer says, apart from the ids that were asked for."""
    said = f"{answer.headers.get('Location', '')} {answer.whole.decode()}"
    for one in things.values():
        said = said.replace(str(one), "ID").replace(one.hex, "ID")
    return answer.status_code, FORM_TOKEN.sub("", said)


def test_every_address_stands_in_the_table_and_nothing_else():
    assert set(TABLE) == set(PLACES)


def _of(space: str) -> list[str]:
    return sorted(name for name in PLACES if name.startswith(f"{space}:"))


@pytest.mark.parametrize("space", SPACES)
def test_everybody_gets_what_the_table_says(everybody, space):
    found = {}
    for name in _of(space):
        where = address(name, everybody, everybody.things)
        found[name] = {
            actor: "/".join(
                outcome(ask(everybody, actor, method, where)) for method in METHODS
            )
            for actor in ACTORS
        }
    assert _written(found) == _written({name: TABLE[name] for name in found})


@pytest.mark.parametrize("space", sorted({one.partition(":")[0] for one in WITH_ID}))
def test_to_others_what_is_somebodys_is_as_if_it_did_not_exist(everybody, space):
    for name in sorted(set(_of(space)) & WITH_ID):
        others = (one for one in ACTORS if one != OWNER.get(space, "ana"))
        for actor, method in product(others, METHODS):
            there, never = (
                _told(everybody, actor, method, name, things)
                for things in (everybody.things, everybody.nothing)
            )
            assert there == never, (name, actor, method)
            assert company.WORDS not in there[1]
            assert company.NOTED not in there[1]


@pytest.mark.parametrize("has_step", [True, False])
def test_the_addresses_of_a_client_take_nothing_from_their_therapist(
    everybody, has_step
):
    if not has_step:
        ben = everybody.people["ben"].id
        for step in accounts_store.list_steps(ben):
            accounts_store.remove_step(ben, step.id)
    for name in sorted(set(_of("sharing")) & WITH_ID):
        where = address(name, everybody, everybody.things)
        for method in METHODS:
            answer = ask(everybody, "ben", method, where, SENT)
            assert answer.status_code in (404, 405), (name, method)


def _told(
    everybody: Company, actor: str, method: str, name: str, things: Mapping[str, UUID]
) -> tuple[int, str]:
    where = address(name, everybody, things)
    return alike(ask(everybody, actor, method, where), things)


def _written(cells: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Lines as they stand in the table, so that a difference can be read."""
    return [
        f"{name:30}" + "".join(f" {cells[name][actor]:9}" for actor in ACTORS).rstrip()
        for name in sorted(cells)
    ]
