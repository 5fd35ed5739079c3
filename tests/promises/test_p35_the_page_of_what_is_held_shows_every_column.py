"""P-35: A person is shown every stored column of theirs, with its actual bytes."""

from __future__ import annotations

import html
import re
from uuid import uuid4

import pytest
from django.db import connection

from holdspace.accounts import columns, held
from tests.promises import raw

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "The heron came back"
OF_A_PERSON = {
    "accounts_person",
    "accounts_personlock",
    "accounts_manifestpart",
    "accounts_unlocked",
    "journal_sealedrow",
}
ROW = re.compile(r'<dl class="lines held-row">(.*?)</dl>', re.DOTALL)
FIELD = re.compile(
    r'<dt><code class="bytes">(\w+)</code></dt>\s*<dd>(.*?)</dd>', re.DOTALL
)
SHOWN = re.compile(r'<code class="bytes">(.*?)</code>', re.DOTALL)


def _page(somebody, where="/you/held/"):
    answer = somebody.browser.get(where)
    assert answer.status_code == 200
    return answer.content.decode()


def _all_rows(somebody, table):
    """Every row of a table as the pages show it: column to bytes shown and length."""
    found, page = [], 1
    while True:
        text = _page(somebody, f"/you/held/{table}/?page={page}")
        for row in ROW.findall(text):
            found.append({name: _read(said) for name, said in FIELD.findall(row)})
        if f"?page={page + 1}" not in text:
            return found
        page += 1


def _read(said):
    shown = SHOWN.search(said)
    if shown is None:
        return None
    length = re.search(r"(\d+) bytes?<", said)
    return html.unescape(shown[1]), int(length[1])


def _of(somebody, table):
    """The rows of a table that are somebody's, as the database itself holds them."""
    mine = raw.stored(somebody.id)
    key = "id" if table == "accounts_person" else "person_id"
    return [one for one in raw.rows(table) if str(one[key]) == str(mine)]


def _is_shown(table, column, value, said):
    text, length = said
    whole = columns.described()[table, column].shown == columns.WHOLE
    if isinstance(value, bytes):
        start = value[: 64 if whole else 8]
        return length == len(value) and text.strip(" …").replace(" ", "") == start.hex()
    stored = _as_written(value)
    if whole:
        return text == stored and length == len(stored.encode())
    return text == f"{stored[:8]}…" and length == len(stored.encode())


def _as_written(value):
    """A value in clear as this database writes it."""
    if connection.vendor == "sqlite":
        # It has no yes and no of its own, only 1 and 0.
        return str(int(value) if isinstance(value, bool) else value)
    return raw.one("SELECT %s::text", value)[0] if value is not None else ""


@pytest.mark.parametrize("table", sorted(OF_A_PERSON))
def test_every_column_of_every_row_is_shown_as_it_is_stored(ana, cleo, table):
    ana.write(WORDS)
    cleo.write("Another diary")
    there = _of(ana, table)
    assert there

    shown = _all_rows(ana, table)

    assert len(shown) == len(there)
    names = raw.columns(table)
    for row in there:
        assert any(
            set(one) == set(names)
            and all(
                one[name] is None
                if row[name] is None
                else _is_shown(table, name, row[name], one[name])
                for name in names
            )
            for one in shown
        ), table


def test_every_table_of_the_database_is_named(ana):
    text = _page(ana)
    for table in raw.tables():
        for name in raw.columns(table):
            assert f'<code class="bytes">{name}</code>' in text, (table, name)
    everything = held.everything(ana.id)
    parts = (everything.held, everything.nothing, everything.nobody)
    named = sorted(one.name for part in parts for one in part)
    assert named == sorted(raw.tables())


def test_a_new_table_with_a_column_nobody_described_shows_as_well(ana):
    raw.run("CREATE TABLE diary_extra (person_id varchar(64), note varchar(64))")
    try:
        mine = str(raw.stored(ana.id))
        raw.run("INSERT INTO diary_extra VALUES (%s, 'not described')", mine)
        raw.run("INSERT INTO diary_extra VALUES (%s, 'of somebody else')", uuid4().hex)
        text = _page(ana)
    finally:
        raw.run("DROP TABLE diary_extra")
    assert "not described yet" in text
    assert "of somebody else" not in text
    assert ">not described<" in text


def test_nothing_of_somebody_else_is_shown(ana, cleo):
    ana.write(WORDS)
    cleo.write("Another diary")
    whole = _page(ana)
    pages = {one: whole + _page(ana, f"/you/held/{one}/") for one in OF_A_PERSON}
    for table in OF_A_PERSON:
        for row in _of(cleo, table):
            text = pages[table]
            assert str(raw.stored(cleo.id)) not in text
            assert cleo.sign_in not in text
            for value in row.values():
                if isinstance(value, bytes) and len(value) > 16:
                    assert value[20:40].hex(" ", -4) not in text


def test_what_would_help_to_try_a_password_or_to_open_the_space_is_cut(ana):
    ana.write(WORDS)
    pages = [_page(ana), *(_page(ana, f"/you/held/{one}/") for one in OF_A_PERSON)]
    (lock,), (person,) = _of(ana, "accounts_personlock"), _of(ana, "accounts_person")
    (open_now,) = _of(ana, "accounts_unlocked")
    for text in pages:
        squeezed = text.replace(" ", "")
        assert bytes(lock["salt"]).hex() not in squeezed
        assert bytes(open_now["secret"]).hex() not in squeezed
        assert person["password"] not in squeezed


def test_it_is_closed_while_the_space_is_locked(ana, client):
    ana.browser.post("/lock/")
    for where in ("/you/held/", "/you/held/accounts_person/"):
        assert ana.browser.get(where).status_code == 303
        assert client.get(where).status_code == 303
