"""Everybody who may try an address or a flow, and what is Ana's.

Ana writes and has things of every kind. Cleo has a space here and no business in Ana's.
Kim keeps the shelf. A visitor has no space.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from holdspace.accounts import flows as accounts
from tests.rooms import people, sheets
from tests.rooms.test_accounts_second_step import set_up_app

if TYPE_CHECKING:
    from django.test import Client

    from tests.rooms.people import Someone

ACTORS = ("visitor", "ana", "cleo", "kim")
WORDS = "for nobody but Ana"


@dataclass
class Company:
    """Who there is.

    Attributes:
        people: Everybody with a space, by name.
        things: What is Ana's, by the name that addresses and flows have for it.
        nothing: Ids of the same names that belong to nothing.
    """

    people: dict[str, Someone]
    things: dict[str, UUID]
    nothing: dict[str, UUID]

    def browser(self, actor: str) -> Client:
        """A browser of its own of this actor's; that of a person is unlocked."""
        client = people.browser()
        if actor != "visitor":
            client.cookies = deepcopy(self.people[actor].client.cookies)
        return client


def gather() -> Company:
    """Make everybody, and everything of Ana's."""
    found = {name: people.make(name) for name in ACTORS[1:]}
    accounts.add_keeper(sign_in="kim", now=people.NOON)
    things = {**_written(found["ana"]), "form": _brought_in(found["kim"])}
    return Company(found, things, {name: uuid4() for name in things})


def _written(ana: Someone) -> dict[str, UUID]:
    kept = people.keep(ana, words=WORDS)
    set_up_app(ana)
    step = next(one.id for one in accounts.list_steps(ana.id) if one.kind == "totp")
    return {
        "reflection": kept,
        "row": kept,
        "draft": people.begin(ana),
        "step": step,
    }


def _brought_in(kim: Someone) -> UUID:
    file = SimpleUploadedFile("form.json", sheets.written())
    answer = kim.client.post("/keeper/", {"file": file})
    return UUID(answer["Location"].split("/")[3])
