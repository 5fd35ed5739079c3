"""P-13: for anybody else, what is somebody's is exactly as if it did not exist."""

from __future__ import annotations

import re
from itertools import product
from uuid import uuid4

import pytest
from django.urls import get_resolver

from tests.promises import raw
from tests.promises.places import address, doors, has_id

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "for nobody but Ana"
DOORS = [door for door in doors(get_resolver()) if has_id(door[1])]
METHODS = ("get", "post")


FORM_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


def _alike(answer, ids):
    """What an answer says, apart from the id that was asked for."""
    assert WORDS.encode() not in answer.content
    said = f"{answer.headers.get('Location', '')} {answer.content.decode()}"
    for one in ids:
        said = said.replace(str(one), "ID").replace(one.hex, "ID")
    return answer.status_code, FORM_TOKEN.sub("", said)


def test_there_are_such_doors():
    assert len(DOORS) >= 11


def test_cleo_gets_the_same_answer_for_anas_ids_as_for_none(ana, cleo):
    kept, draft = ana.write(WORDS), ana.begin()
    names = ("journal_sealedrow", "journal_leaving", "journal_waiting")
    before = [raw.rows(table) for table in names]
    tries = ((kept, draft), (uuid4(), uuid4()), (draft, kept))
    for (name, converters), method in product(DOORS, METHODS):
        answers = []
        for row, open_draft in tries:
            where = address(name, converters, row=row, draft=open_draft)
            answer = getattr(cleo.browser, method)(where)
            answers.append(_alike(answer, (row, open_draft)))
        assert answers[0] == answers[1] == answers[2], (name, method)
    assert [raw.rows(table) for table in names] == before
    assert ana.read(kept).status_code == 200


READING = ("journal:write", "journal:end", "journal:both", "journal:read")


def test_and_that_answer_is_not_there(ana, cleo):
    kept, draft = ana.write(WORDS), ana.begin()
    for name in READING:
        where = address(name, dict(DOORS)[name], row=kept, draft=draft)
        assert ana.browser.get(where).status_code in (200, 303), name
        assert cleo.browser.get(where).status_code == 404, name


CHANGING = (
    "journal:correct",
    "journal:add",
    "journal:later",
    "journal:quiet",
    "journal:let_go",
    "journal:take_back",
    "journal:end",
)


def test_nor_can_it_be_changed(ana, cleo):
    kept, draft = ana.write(WORDS), ana.begin()
    given = {"at": "20-minutes", "words": "x", "go": "keep"}
    for name in CHANGING:
        where = address(name, dict(DOORS)[name], row=kept, draft=draft)
        assert cleo.browser.post(where, given).status_code == 404, name


def test_a_visitor_is_led_to_the_door_whatever_the_id(ana, client):
    kept, draft = ana.write(WORDS), ana.begin()
    for name, converters in DOORS:
        for row, open_draft in ((kept, draft), (uuid4(), uuid4())):
            where = address(name, converters, row=row, draft=open_draft)
            for method in METHODS:
                answer = getattr(client, method)(where)
                assert answer.status_code in (303, 403, 405), (name, method)
                assert WORDS.encode() not in answer.content


def test_cleos_own_pages_hold_nothing_of_anas(ana, cleo):
    ana.write(WORDS)
    pages = ("/today/", "/timeline/", "/search/", "/words/", "/you/", "/you/held/")
    for where in pages:
        page = cleo.browser.get(where).content.decode()
        assert WORDS not in page
        assert ana.name not in page
    found = cleo.browser.post("/search/", {"words": "nobody"}).content.decode()
    assert "/journal/read/" not in found
    assert "for nobody but" not in found
