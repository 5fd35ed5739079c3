"""Help is one tap away, without an account, a session or a database.

None of these tests may touch the database: pytest-django refuses it, which is
the proof that the pages stand when the database is down.
"""

from __future__ import annotations

import re

import pytest
from django.test import Client

from holdspace.web import help as lines


@pytest.fixture(autouse=True)
def _keepers_country(settings):
    settings.HELP_COUNTRY = "GB"


PAGES = ["/help/", "/help/de/", "/help/show/", "/help/print/", "/offline/"]


@pytest.mark.parametrize("page", PAGES)
def test_help_looks_up_neither_a_session_nor_a_person(client, settings, page):
    client.cookies[settings.SESSION_COOKIE_NAME] = "a-session-that-is-not-there"
    answer = client.get(page)
    assert answer.status_code == 200
    assert not answer.cookies


@pytest.mark.parametrize("page", PAGES)
def test_help_may_be_kept_on_the_device(client, page):
    assert client.get(page)["Cache-Control"] == "private, no-cache"


def test_the_first_sentence_says_whom_to_call(client):
    page = client.get("/help/").content.decode()
    heading = re.search(r"<h1.*?</h1>", page, re.DOTALL).group()
    assert "If your life is in danger now, call" in heading
    assert 'href="tel:999"' in heading


def test_the_keepers_country_comes_first_and_can_be_changed(client):
    assert '<h2 id="here" class="country-name">United Kingdom' in _text(client)
    answer = client.post("/help/country/", {"country": "DE"})
    assert (answer.status_code, answer["Location"]) == (303, "/help/")
    cookie = answer.cookies["country"]
    assert cookie.value == "DE"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 365 * 24 * 3600
    assert '<h2 id="here" class="country-name">Germany' in _text(client)


def test_a_choice_sent_by_another_site_changes_nothing(client):
    answer = client.post(
        "/help/country/", {"country": "DE"}, headers={"sec-fetch-site": "cross-site"}
    )
    assert answer.status_code == 302
    assert not answer.cookies


def test_a_choice_needs_no_token_because_the_page_may_be_an_old_one():
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/help/country/", {"country": "FR"}).status_code == 303


def test_a_country_that_nobody_knows_is_not_there(client):
    assert client.post("/help/country/", {"country": "XX"}).status_code == 404
    assert client.get("/help/xx/").status_code == 404


def test_without_any_country_the_page_still_says_what_to_call(client, settings):
    settings.HELP_COUNTRY = ""
    client.cookies["country"] = "nonsense"
    page = _text(client)
    assert "call the emergency number where you are." in page
    assert 'href="tel:112"' in page


def test_every_country_and_every_line_stand_on_the_page(client):
    page = _text(client)
    for country in lines.countries():
        assert f'id="{country.code}"' in page
        for line in country.lines:
            assert f'href="{line.href}"' in page.replace("&amp;", "&")


def test_every_line_says_when_it_was_checked_and_that_nobody_dialled_it(client):
    page = _text(client)
    shown = page.count('class="line-entry"')
    assert page.count("Checked ") == shown
    assert "Nobody has dialled them for you." in page


def test_the_page_says_that_nobody_is_watching(client):
    page = _text(client)
    assert "Nobody is watching this page" in page
    assert "nothing typed here calls for help" in page


def test_a_text_message_says_what_to_write(client):
    page = _text(client, "/help/us/")
    assert "Text HOME to 741741" in page
    assert 'href="sms:741741?body=HOME"' in page


def test_digits_after_the_call_are_told(client):
    assert "Call 119, then 8" in _text(client, "/help/id/")


def test_the_sentence_to_show_is_large_plain_and_names_the_number(client):
    page = _text(client, "/help/show/")
    assert "I am not safe right now." in page
    assert re.search(r"Please stay with me, or help me call .*999", page)
    assert page.count('class="phrase"') == 3


def test_the_sheet_to_print_holds_the_lines(client):
    page = _text(client, "/help/print/")
    assert "116 123" in page
    assert "Someone I can call" in page


def _text(client: Client, page: str = "/help/") -> str:
    return client.get(page).content.decode()
