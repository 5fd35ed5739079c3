"""Everybody who may try an address or a flow, and what is Ana's.

Ana writes, has things of every kind, and shares with Ben, her therapist. Dora is a
therapist of others. Fay was Ana's therapist before. Cleo has a space here and no
business in Ana's. Kim keeps the shelf. A visitor has no space.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from holdspace.accounts import flows as accounts
from holdspace.care import flows as care
from holdspace.library import shelf
from holdspace.sharing import flows as sharing
from tests.rooms import bonds, people, sheets
from tests.rooms.test_accounts_second_step import set_up_app

if TYPE_CHECKING:
    from django.test import Client

    from tests.rooms.people import Someone

ACTORS = ("visitor", "ana", "ben", "dora", "fay", "cleo", "kim")
THERAPISTS = ("ben", "dora", "fay")
WORDS = "for nobody but Ana"
NOTED = "for nobody but Ben"


@dataclass
class Company:
    """Who there is.

    Attributes:
        people: Everybody with a space, by name.
        things: What is Ana's, by the name that addresses and flows have for it.
        over: Ids of the same names from what was between Ana and Fay.
        nothing: Ids of the same names that belong to nothing.
        code: Lets somebody accept Ben, once.
    """

    people: dict[str, Someone]
    things: dict[str, UUID]
    over: dict[str, UUID]
    nothing: dict[str, UUID]
    code: str

    def browser(self, actor: str) -> Client:
        """A browser of its own of this actor's; that of a person is unlocked."""
        client = people.browser()
        if actor != "visitor":
            client.cookies = deepcopy(self.people[actor].client.cookies)
        return client


def gather() -> Company:
    """Make everybody, and everything of Ana's."""
    found = {
        name: bonds.therapist(name) if name in THERAPISTS else people.make(name)
        for name in ACTORS[1:]
    }
    accounts.add_keeper(sign_in="kim", now=people.NOON)
    ana, ben, fay = found["ana"], found["ben"], found["fay"]
    things = {**_written(ana), **_between(ana, ben), "form": _brought_in(found["kim"])}
    things |= _of_ben(ben, things["bond"])
    over = {**things, **_between(ana, fay)}
    sharing.end_bond(ana.space, bond=over["bond"], now=people.NOON)
    nothing = {name: uuid4() for name in things}
    code = sharing.invite(ben.space, called="Somebody else", now=people.NOON)
    return Company(found, things, over, nothing, code)


def _between(ana: Someone, therapist: Someone) -> dict[str, UUID]:
    """What there is between a client and a therapist: one thing of each kind."""
    bond = bonds.meet(ana, therapist)
    sharing.invite(therapist.space, called="Somebody else", now=people.NOON)
    (waiting,) = sharing.list_invites(therapist.space)
    copy = bonds.share(ana, bond, WORDS.encode())
    sharing.send_letter(ana.space, bond=bond, words=WORDS, now=people.NOON)
    (letter,) = sharing.list_letters(therapist.space, bond=bond)
    task = sharing.assign(
        therapist.space, bond=bond, guide=shelf.CHECK_IN, why=WORDS, now=people.NOON
    )
    return {
        "bond": bond,
        "copy": copy,
        "invite": waiting.id,
        "letter": letter.id,
        "task": task,
    }


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


def _of_ben(ben: Someone, bond: UUID) -> dict[str, UUID]:
    """What Ben has for himself about Ana."""
    now, note = people.NOON, uuid4()
    session = care.add_session(ben.space, bond=bond, at=now, minutes=50, now=now)
    care.write_note(
        ben.space, bond=bond, note=note, words=NOTED, at=now, seen=None, now=now
    )
    return {"note": note, "session": session}


def _brought_in(kim: Someone) -> UUID:
    file = SimpleUploadedFile("form.json", sheets.written())
    answer = kim.client.post("/keeper/", {"file": file})
    return UUID(answer["Location"].split("/")[3])
