"""P-16: no page stays in a cache, and no title or address tells what it is about."""

from __future__ import annotations

import gc
import re
import sys
from types import FunctionType, ModuleType

import pytest
from django.test import Client
from django.urls import get_resolver, resolve

from holdspace.web.headers import KEPT_PAGES
from tests.promises import raw
from tests.promises.places import address, doors, every_page

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "Zimtfarbene Erleichterung"
FEELING = "Fernwehmut"
TELLING = re.compile(
    r"tear|cry|cried|therap|feel|grief|sad|mood|journal|diary|reflect|holdspace",
    re.IGNORECASE,
)
TITLE = re.compile(r"<title>([^<]*)</title>")
METHODS = ("get", "post")


@pytest.fixture
def places(ana):
    draft = ana.begin()
    ana.save(draft, 1, {"feelings": ["grief", FEELING], "feelings-words": WORDS})
    kept = ana.keep(draft)
    open_draft = ana.begin()
    ana.save(open_draft, 1, {"feelings-words": WORDS})
    return {
        name: address(name, converters, row=kept, draft=open_draft)
        for name, converters in doors(get_resolver())
    }


def _read(answer):
    return (b"".join(answer) if answer.streaming else answer.content).decode()


def _is_last(place):
    name, _ = place
    # What ends the session or changes what was written is tried after the rest.
    return name.split(":")[-1] in {"lock", "locked", "sign_out", "leave", "let_go"}


def test_every_page_of_a_person_says_no_store(ana, places):
    for name, place in sorted(places.items(), key=_is_last):
        for method in METHODS:
            answer = getattr(ana.browser, method)(place)
            if name in KEPT_PAGES and method == "get":
                assert "no-cache" in answer["Cache-Control"], name
            elif name not in KEPT_PAGES:
                assert answer["Cache-Control"] == "no-store", (name, method)
            # The address of a mailed link allows something, and is told to nobody.
            mailed = name == "journal:note" or (name, method) == (
                "journal:noted",
                "get",
            )
            policy = "no-referrer" if mailed else "same-origin"
            assert answer["Referrer-Policy"] == policy, name


def test_pages_that_may_be_kept_are_the_same_for_everybody(ana, places):
    for name in KEPT_PAGES:
        mine, theirs = ana.browser.get(places[name]), Client().get(places[name])
        assert _read(mine) == _read(theirs), name


def test_refusals_and_what_broke_say_no_store_too(ana):
    ana.browser.raise_request_exception = False
    answers = [
        ana.browser.get("/nowhere/"),
        ana.browser.get("/timeline/nonsense/"),
        ana.browser.generic("POST", "/begin/", b"x" * 70_000, "text/plain"),
        Client(enforce_csrf_checks=True).post("/begin/", {"words": WORDS}),
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 413, 403]
    for answer in answers:
        assert answer["Cache-Control"] == "no-store"


def test_no_title_tells_anything(ana, places):
    titles = set()
    for _, place in sorted(places.items(), key=_is_last):
        titles |= set(TITLE.findall(_read(ana.browser.get(place))))
    assert len(titles) > 8
    for title in titles:
        for telling in (WORDS, FEELING, ana.name, ana.sign_in):
            assert telling.lower() not in title.lower()
    private = {title for title in titles if not _is_public(title)}
    assert [title for title in private if TELLING.search(title)] == []


def _is_public(title):
    # These are read before anybody signs in, and say what the place is.
    return "·" not in title


def test_no_address_tells_anything(ana, places):
    seen = set(places.values())
    for _, place in sorted(places.items(), key=_is_last):
        for method in METHODS:
            answer = getattr(ana.browser, method)(place)
            seen.add(answer.headers.get("Location", ""))
            seen |= set(re.findall(r'(?:href|action)="([^"]*)"', _read(answer)))
    for where in seen:
        for telling in (WORDS, FEELING, ana.name, ana.sign_in, "after-tears", "grief"):
            assert telling.lower() not in where.lower(), where


def test_no_form_sends_words_in_an_address(ana, places):
    for place in places.values():
        page = _read(ana.browser.get(place))
        for form in re.findall(r"<form[^>]*>", page):
            assert 'method="post"' in form, place


def test_going_back_shows_what_was_written_because_it_was_kept(ana):
    draft = ana.begin()
    ana.save(draft, 1, {"feelings-words": WORDS})
    page = ana.browser.get(f"/journal/write/{draft}/1/")
    assert page["Cache-Control"] == "no-store"
    assert WORDS in _read(page)


SEARCH = {"words": WORDS.upper(), "feeling": f'"{FEELING}', "month": "2026-11"}


def test_a_search_is_in_no_title_address_or_cookie_and_is_not_cached(ana, places):
    assert "journal:search" in places
    for sent in (SEARCH, {"words": WORDS}, {"words": "Zimt"}):
        answer = ana.browser.post("/search/", sent)
        page = _read(answer)
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "no-store"
        assert "Location" not in answer
        assert TITLE.findall(page) == ["Search · Notes"]
        for where in re.findall(r'(?:href|action)="([^"]*)"', page):
            assert "zimt" not in where.lower()
            assert FEELING.lower() not in where.lower()
            assert "?" not in where
        for cookie in ana.browser.cookies.values():
            assert "zimt" not in cookie.value.lower()


def test_a_search_changes_nothing_that_is_stored(ana, places):
    assert places
    # What the index itself needs is made by the first reading of it.
    ana.browser.get("/search/")
    before = {table: raw.rows(table) for table in raw.tables()}
    asked = "Kranichzug ueber Vallendar"
    for words in (asked, WORDS, f'"{WORDS}" {asked}'):
        ana.browser.post("/search/", {**SEARCH, "words": words})
        ana.browser.post("/search/", {"words": words, "start": "20"})
    assert {table: raw.rows(table) for table in raw.tables()} == before
    for telling in (asked, WORDS, FEELING):
        assert not raw.found_in(raw.everything(), telling)


def test_every_address_has_a_view(ana):
    for place in every_page(get_resolver(), row=ana.id, draft=ana.id):
        assert resolve(place)


def _remembered():
    """Every text that a cached function of ours holds on to."""
    seen, waiting = set(), []
    for name, module in list(sys.modules.items()):
        if name.startswith("holdspace."):
            waiting += [one for one in vars(module).values() if _is_cached(one)]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif id(one) not in seen and not isinstance(one, type | ModuleType):
            seen.add(id(one))
            is_code = isinstance(one, FunctionType)
            waiting += () if is_code else gc.get_referents(one)


def _is_cached(one):
    return hasattr(one, "cache_info") and callable(one)


def test_no_cache_of_the_program_remembers_words_or_words_of_ones_own(ana, places):
    ana.browser.get("/timeline/")
    assert FEELING in ana.browser.get("/patterns/").content.decode()
    found = ana.browser.post("/search/", {"words": FEELING.upper()}).content.decode()
    assert FEELING in found
    assert places
    kept = {one.casefold() for one in _remembered()}
    assert "grief" in kept
    for telling in (FEELING, WORDS, *WORDS.split()):
        assert not [one for one in kept if telling.casefold() in one]
