"""P-24: another site can neither send a form in a person's name nor frame a page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import get_resolver

from tests.promises import raw
from tests.promises.places import address, doors

pytestmark = pytest.mark.django_db(transaction=True)

# What these take, and why no form token guards them, is said beside each view.
WITHOUT_FORM_TOKEN = {"journal:write", "journal:note", "web:choose_country"}
READ_ONLY = {"accounts:locked", "web:leave"}
OURS = {"default-src": "'none'", "frame-ancestors": "'none'", "base-uri": "'none'"}


@pytest.fixture
def elsewhere(ana):
    """Ana's browser, as another site would use it: cookies, and no form token."""
    browser = Client(enforce_csrf_checks=True)
    for name, cookie in ana.browser.cookies.items():
        browser.cookies[name] = cookie.value
    return browser


def test_no_form_without_its_token_is_taken(ana, elsewhere):
    kept, draft = ana.write("stays as it is"), ana.begin()
    before = [raw.rows(table) for table in raw.private_tables()]
    for name, converters in doors(get_resolver()):
        if name in WITHOUT_FORM_TOKEN:
            continue
        where = address(name, converters, row=kept, draft=draft)
        answer = elsewhere.post(where, {"go": "keep", "sign_in": "x"})
        assert answer.status_code in (403, 405), name
    assert [raw.rows(table) for table in raw.private_tables()] == before


def test_a_draft_is_not_written_without_its_own_token(ana, elsewhere):
    draft = ana.begin()
    before = raw.sealed_row(ana.id, draft)
    answer = elsewhere.post(f"/journal/write/{draft}/1/", {"feelings-words": "forged"})
    assert answer.status_code in (403, 422)
    assert raw.sealed_row(ana.id, draft) == before
    assert raw.rows("journal_waiting") == []


def test_reading_a_page_changes_nothing_of_what_was_written(ana):
    kept, draft = ana.write("stays as it is"), ana.begin()
    names = ("journal_sealedrow", "journal_leaving", "accounts_personlock")
    before = [raw.rows(table) for table in names]
    for name, converters in doors(get_resolver()):
        ana.browser.get(address(name, converters, row=kept, draft=draft))
    assert [raw.rows(table) for table in names] == before


def test_no_page_loads_from_elsewhere_or_can_be_framed(ana):
    kept, draft = ana.write("inside"), ana.begin()
    for name, converters in doors(get_resolver()):
        where = address(name, converters, row=kept, draft=draft)
        answer = ana.browser.get(where)
        policy = dict(
            part.strip().split(" ", 1)
            for part in answer["Content-Security-Policy"].split(";")
        )
        assert OURS.items() <= policy.items(), name
        assert "unsafe" not in answer["Content-Security-Policy"], name
        assert "http" not in answer["Content-Security-Policy"], name
        assert answer["X-Frame-Options"] == "DENY", name
