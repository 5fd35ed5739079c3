"""The page of what is held: quick with many rows, and plain where there are none."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from holdspace.accounts import held
from holdspace.journal.models import SealedRow, Waiting
from tests.rooms import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(db):
    return people.make("ana")


def _add_rows(person, count):
    SealedRow.objects.bulk_create(
        SealedRow(person_id=person, id=uuid4(), sealed=bytes(100)) for _ in range(count)
    )


def test_the_page_asks_no_more_of_the_database_when_there_are_more_rows(ana):
    _add_rows(ana.id, 1)
    # The first page of a browser settles what its later pages do not ask for again.
    ana.client.get("/you/held/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert ana.client.get("/you/held/").status_code == 200
    _add_rows(ana.id, 300)
    with CaptureQueriesContext(connection) as many:
        page = ana.client.get("/you/held/")
    assert len(many) == len(few)
    assert "301 rows" in people.shown(page)
    assert len(page.content) < 100_000


def test_rows_come_in_pages_and_each_comes_once(ana):
    _add_rows(ana.id, held.PAGE + 3)
    first = people.shown(ana.client.get("/you/held/journal_sealedrow/"))
    second = people.shown(ana.client.get("/you/held/journal_sealedrow/?page=2"))

    assert "Page 1 of 2" in first
    assert "?page=2" in first
    assert first.count("held-row") == held.PAGE
    assert second.count("held-row") == 3
    assert "?page=3" not in second


@pytest.mark.parametrize("page", ["3", "999999999999999999999", "0", "-1", "x", "²"])
def test_a_page_that_is_not_there_is_not_there_and_nonsense_is_the_first(ana, page):
    _add_rows(ana.id, held.PAGE + 3)
    answer = ana.client.get("/you/held/journal_sealedrow/", {"page": page})
    assert answer.status_code == (404 if page[0] in "39" else 200)


@pytest.mark.parametrize(
    "table", ["accounts_session", "django_migrations", "journal_waiting", "nonsense"]
)
def test_a_table_without_rows_of_theirs_has_no_page(ana, table):
    assert ana.client.get(f"/you/held/{table}/").status_code == 404


def test_nothing_is_held_in_a_table_without_rows_and_that_is_said(ana):
    named = {one.name for one in held.everything(ana.id).nothing}
    assert "journal_waiting" in named
    Waiting.objects.create(
        person_id=ana.id, id=uuid4(), draft=uuid4(), count=1, sealed=b"x" * 99
    )
    found = held.everything(ana.id)
    assert "journal_waiting" not in {one.name for one in found.nothing}
    (waiting,) = (one for one in found.held if one.name == "journal_waiting")
    assert waiting.count == 1


def test_a_table_that_leads_to_a_person_through_another_one_is_theirs(ana):
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO account_emailaddress (email, verified, "primary", user_id) '
            "VALUES ('somebody@example.org', %s, %s, %s)",
            [True, True, held._stored(ana.id)],
        )
        cursor.execute("SELECT id FROM account_emailaddress")
        (address,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO account_emailconfirmation (created, key, email_address_id) "
            "VALUES ('2026-01-01 00:00:00+00:00', 'some-key', %s)",
            [address],
        )
    found = {one.name: one for one in held.everything(ana.id).held}
    assert found["account_emailaddress"].count == 1
    assert found["account_emailconfirmation"].count == 1
    assert "account_emailaddress" not in {
        one.name for one in held.everything(people.make("cleo").id).held
    }


def test_the_page_is_for_reading_only(ana):
    for where in ("/you/held/", "/you/held/accounts_person/"):
        assert ana.client.post(where).status_code == 405
        assert ana.client.get(where)["Cache-Control"] == "no-store"


def test_the_page_of_a_person_leads_there(ana):
    assert 'href="/you/held/"' in people.shown(ana.client.get("/you/"))
