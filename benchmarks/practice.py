"""A therapist with sixty clients; one of them brought 500 things, ten measures in them.

What ``bench.py`` measures on a therapist's pages, and the floor beside it.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from benchmarks import diaries
from benchmarks.measures import Measure, Pages
from benchmarks.running import Server
from django.db import connections

from holdspace.accounts import flows as accounts
from holdspace.accounts import manifests
from holdspace.care import flows as care
from holdspace.core.vault import About
from holdspace.core.vault.envelopes import _context
from holdspace.sharing import brought, copying, gathering, records
from holdspace.sharing import flows as sharing
from holdspace.sharing.brought import Brought, Chart, Dot, Figure, Table
from holdspace.sharing.flows import Card, Described
from holdspace.sharing.sources import Source

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from uuid import UUID

    from holdspace.accounts.spaces import Space
    from holdspace.core.vault import Key

    type Work = Callable[[], object]

SIGN_IN = "ben"
CLIENTS = 60
THINGS = 500
MEASURES = 10
TIMES_EACH = 24


@dataclass
class Practice:
    """A therapist, and the client who brought everything.

    Attributes:
        space: The therapist's.
        bond: The one with that client.
        client: Who that client is.
        bonds: Those with all clients.
        code: A backup code with which the therapist signs in.
        bare: A bare connection to the file that everything lies in.
    """

    space: Space
    bond: UUID
    client: UUID
    bonds: list[UUID]
    code: str
    bare: sqlite3.Connection = field(repr=False)


def make(bare: sqlite3.Connection, *, clients: int = CLIENTS) -> Practice:
    """Make the therapist, the clients, and everything that was brought."""
    space, code = _therapist()
    bonds = [_meet(space, f"client-{number}") for number in range(clients - 1)]
    client = diaries.make_space("the-client")
    bond = _accept(space, client, "The client")
    for number, one in enumerate(_things(client)):
        moment = diaries.NOW - timedelta(hours=THINGS - number)
        about = Described(one.kind, one.title)
        document = brought.pack(one)
        sharing.share(
            client, bond=bond, document=document, about=about, until=None, now=moment
        )
    return Practice(space, bond, client.person, [*bonds, bond], code, bare)


def _therapist() -> tuple[Space, str]:
    space = diaries.make_space(SIGN_IN)
    accounts.add_therapist(sign_in=SIGN_IN, now=diaries.NOW)
    secret = accounts.new_app_secret()
    shown = format_hotp_value(hotp_value(secret, int(diaries.NOW.timestamp()) // 30))
    accounts.add_app(space, secret=secret, code=shown, now=diaries.NOW)
    codes = accounts.get_backup_codes(space)
    assert codes is not None
    card = Card(
        name="Ben",
        reading_days=(0, 1, 2, 3, 4),
        reply_time="Within two days.",
        belongs="Whatever takes longer than a page.",
        emergency="The lines under Help.",
        limits="If somebody may come to harm.",
    )
    sharing.save_card(space, card, now=diaries.NOW)
    return space, codes[0]


def _meet(therapist: Space, name: str) -> UUID:
    return _accept(therapist, diaries.make_space(name), name)


def _accept(therapist: Space, client: Space, called: str) -> UUID:
    now = diaries.NOW - timedelta(days=60)
    code = sharing.invite(therapist, called=called, now=now)
    bond = sharing.accept_invite(client, code=code, called=called, now=now)
    sharing.list_clients(therapist)
    for side in (client, therapist):
        sharing.compare(side, bond=bond, now=now)
    return bond


def _things(client: Space) -> Iterator[Brought]:
    """Reflections as their pages show them, and measures with two years of numbers."""
    rows = diaries.fill(client, THINGS - MEASURES)
    for row in rows:
        yield gathering.gather(client, Source(row=row), now=diaries.NOW).brought
    for number in range(MEASURES):
        yield _measure(f"Measure {number + 1}")


def _measure(name: str) -> Brought:
    figures = range(TIMES_EACH)
    dots = tuple(Dot(str(34 + 10 * at), str(30 + at * 7 % 120)) for at in figures)
    line = " ".join(f"{dot.x},{dot.y}" for dot in dots)
    chart = Chart(name, "Between 4 and 19.", dots, line=line, low="0", high="27")
    rows = tuple((f"{at + 1} October", str(at * 5 % 27)) for at in figures)
    return Brought(
        kind=brought.MEASURE,
        title=name,
        told=("Higher means more of it.",),
        figures=(Figure(name, ("The newest is lower than the one before.",), chart),),
        tables=(Table("All numbers, newest first", ("Day", name), rows),),
        measure=name.lower().replace(" ", "-"),
    )


# --- The floor ---------------------------------------------------------------------


def _plain(key: Key, sealed: bytes, about: About) -> bytes:
    """Decrypt with nothing around it."""
    context = _context(sealed[:20], about)
    plain = key._cipher.decrypt(sealed[20:32], memoryview(sealed)[32:], context)
    return plain[4 : 4 + int.from_bytes(plain[:4], "big")]


def _floor_clients(practice: Practice) -> Work:
    space = practice.space
    places = {}
    for bond in practice.bonds:
        entry = manifests.get(space, bond)
        assert entry is not None
        places[bond.hex] = entry.about(space.person)
    asked = "SELECT id, held FROM sharing_bond WHERE therapist_id = ?"

    def work() -> object:
        found = practice.bare.execute(asked, (space.person.hex,))
        return [
            msgspec.msgpack.decode(_plain(space.opened.key, held, places[bond]))
            for bond, held in found
        ]

    return work


def _floor_brief(practice: Practice) -> Work:
    """What is known of each thing that was brought, and what is shown of them."""
    space, bond = practice.space, practice.bond
    brief = care.read_brief(space, bond=bond, now=diaries.NOW)
    shown = [one.copy.id for one in (*brief.fresh, *brief.measures)]
    copies = sharing.list_copies(space, bond=bond, now=diaries.NOW)
    abouts = {one.id.hex: copying.about_held(space.person, one.id) for one in copies}
    client = practice.client
    listed = "SELECT id, held FROM sharing_copy WHERE bond_id = ?"
    opened = "SELECT sealed FROM sharing_copy WHERE id = ?"

    def work() -> object:
        keys = {}
        for copy, held in practice.bare.execute(listed, (bond.hex,)):
            words = _plain(space.opened.key, held, abouts[copy])
            keys[copy] = records.read(words, records.CopyHeld).copy.key
        found = []
        for one in shown:
            (sealed,) = practice.bare.execute(opened, (one.hex,)).fetchone()
            about = About(client, one, copying.COPY)
            found.append(brought.unpack(_plain(keys[one.hex], sealed, about)))
        return found

    return work


# --- What is measured --------------------------------------------------------------


def _brief(practice: Practice) -> Work:
    return lambda: care.read_brief(practice.space, bond=practice.bond, now=diaries.NOW)


def _clients(practice: Practice) -> Work:
    return lambda: care.list_clients(practice.space)


ALL = (
    Measure("brief", _floor_brief, _brief, path=lambda p, b: p.get(f"/care/{b.bond}/")),
    Measure("clients", _floor_clients, _clients, path=lambda p, _: p.get("/care/")),
)
SIZES = {"brief": THINGS, "clients": CLIENTS}


@contextlib.contextmanager
def served(folder: Path, practice: Practice) -> Iterator[Pages]:
    """Serve the practice that lies in a folder, with the therapist signed in."""
    connections.close_all()
    server = Server(folder)
    server.start()
    try:
        pages = Pages(server)
        pages.browser.get("/sign-in/")
        given = {"sign_in": SIGN_IN, "password": diaries.PASSWORD}
        answer = pages.browser.post("/sign-in/", **given)
        assert answer.where == "/sign-in/second-step/", answer.where
        pages.browser.get("/sign-in/second-step/")
        answer = pages.browser.post("/sign-in/second-step/", code=practice.code)
        assert answer.status in (302, 303), answer.status
        yield pages
    finally:
        server.stop()
