"""P-31: deleting everything leaves no row, no name and no sealed byte here."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from holdspace.web import clock
from tests.promises import letterbox, people, raw

pytestmark = pytest.mark.django_db(transaction=True)


def _fill(somebody):
    for n in range(3):
        somebody.write(f"the harbour was quiet {n}")
    draft = somebody.begin()
    token = somebody.token_for(draft)
    kept = somebody.write("to be let go")
    somebody.browser.post(f"/journal/let-go/{kept}/")
    somebody.browser.post("/lock/")
    somebody.send(draft, 1, {"feelings-words": "sent while locked"}, token)
    somebody.unlock()


def _delete(somebody):
    sent = {"password": somebody.password, "word": "delete"}
    return somebody.browser.post("/you/delete/", sent)


def _of(person):
    """Every row of this person, in every table there is."""
    found = []
    for table in raw.tables():
        for row in raw.rows(table):
            names = {raw.stored(person), str(person)}
            if names & {str(value) for value in row.values()}:
                found.append((table, row))
    return found


def _pieces(rows):
    """Some bytes out of the middle of each sealed thing."""
    for _, row in rows:
        for value in row.values():
            if isinstance(value, bytes) and len(value) > 100:
                yield value[40:72]


def test_no_row_and_no_name_is_left_in_any_table(ana, cleo):
    _fill(ana)
    person = ana.id
    before = _of(person)
    assert len({table for table, _ in before}) >= 7
    hers = sorted(map(str, _of(cleo.id)))
    assert _delete(ana)["Location"] == "/deleted/"
    assert _of(person) == []
    assert not raw.found_in(raw.values(raw.tables()), ana.sign_in)
    # Nobody else's rows were touched.
    assert sorted(map(str, _of(cleo.id))) == hers


def test_no_sealed_byte_is_left_in_the_files(ana):
    _fill(ana)
    person = ana.id
    pieces = list(_pieces(_of(person)))
    assert len(pieces) > 10
    if connection.vendor == "sqlite":
        assert sum(piece in raw.file_bytes() for piece in pieces) > 10
    _delete(ana)
    stolen = raw.everything()
    assert [piece for piece in pieces if piece in stolen] == []
    assert person.bytes not in stolen
    assert not raw.found_in(stolen, person.hex)
    assert not raw.found_in(stolen, ana.sign_in)


def test_the_password_opens_nothing_any_more_and_others_read_on(ana, cleo):
    _fill(ana)
    hers = cleo.write("the lamps were lit")
    _delete(ana)
    assert ana.sign_in_again().status_code == 422
    assert "the lamps were lit" in cleo.read(hers).content.decode()


def test_no_session_of_theirs_is_left(ana, cleo):
    before = len(raw.rows("accounts_session"))
    other = type(ana)(ana.sign_in, ana.name, ana.password)
    other.sign_in_again()
    assert len(raw.rows("accounts_session")) == before + 1
    _delete(ana)
    assert len(raw.rows("accounts_session")) == 1
    assert len(raw.rows("accounts_unlocked")) == 1
    assert other.browser.get("/today/").status_code == 303
    assert "Unlocked now" in cleo.browser.get("/you/browsers/").content.decode()


MAILS = ("journal_letter", "journal_link")


@pytest.fixture
def mailed(settings, transactional_db):
    """Ana, with a link that was mailed, and mails that are planned."""
    letterbox.opened(settings)
    with clock.held_at(datetime(2026, 11, 23, 12, 0, tzinfo=UTC)) as held:
        ana = people.ana()
        letterbox.ask(ana)
        ana.write("the harbour was quiet")
        letterbox.after(held, minutes=20)
        ana.unlock()
        yield ana, held


def _ask_for_a_code(somebody):
    given = {"go": "address", "address": "another@letterbox.example"}
    assert somebody.browser.post("/you/reminders/", given).status_code == 303


def test_no_mail_goes_out_afterwards_and_no_link_is_left(mailed):
    ana, held = mailed
    (link,) = letterbox.links()
    _ask_for_a_code(ana)
    assert [len(raw.rows(table)) for table in MAILS] == [3, 1]
    pieces = [row["sealed"][40:72] for table in MAILS for row in raw.rows(table)]
    _delete(ana)
    assert [raw.rows(table) for table in MAILS] == [[], []]
    stolen = raw.everything()
    assert [piece for piece in pieces if piece in stolen] == []
    assert Client().get(link).status_code == 404
    for _ in range(24):
        letterbox.after(held, hours=1)
    assert len(mail.outbox) == 1


def test_nor_if_the_list_of_them_was_damaged(mailed, cleo):
    ana, held = mailed
    (link,) = letterbox.links()
    letterbox.ask(cleo)
    cleo.write("the lamps were lit")
    hers = 3
    _ask_for_a_code(ana)
    assert len(raw.rows("journal_letter")) == hers + 3
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_personlock SET profile = %s WHERE person_id = %s",
            [b"noise" * 50, raw.stored(ana.id)],
        )
    _delete(ana)
    # Nobody else's mails were touched.
    assert len(raw.rows("journal_letter")) == hers
    assert Client().get(link).status_code == 404
    before = len(mail.outbox)
    letterbox.after(held, minutes=20)
    for _ in range(24):
        letterbox.after(held, hours=1)
    assert [sent.to for sent in mail.outbox[before:]] == [[letterbox.ADDRESS]] * hers
