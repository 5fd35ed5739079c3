"""A refusal is told on its page, a bug by a number alone."""

from __future__ import annotations

import logging
import re

import pytest
from django.core.exceptions import (
    PermissionDenied,
    SuspiciousOperation,
    TooManyFieldsSent,
)
from django.http import Http404, HttpResponse
from django.test import Client
from django.urls import include, path

from holdspace.core.vault import Unreadable
from holdspace.web import headers, refusals
from holdspace.web.errors import bad_request, broken, forbidden, not_there

WORDS = "the words of somebody"


class FartherAway(refusals.NotThere):
    pass


RAISED = {
    "not-there": refusals.NotThere(),
    "farther": FartherAway(),
    "http404": Http404(WORDS),
    "denied": PermissionDenied(WORDS),
    "unreadable": Unreadable(),
    "locked": refusals.Locked(),
    "many": TooManyFieldsSent(WORDS),
    "odd": SuspiciousOperation(WORDS),
    "bug": ValueError(WORDS),
}


def refuse(request, what):
    raise RAISED[what]


def take(request):
    return HttpResponse(request.POST.get("words", ""))


def stub(request):
    return HttpResponse("here")


accounts = ([path("unlock/", stub, name="unlock")], "accounts")
urlpatterns = [
    path("", include("holdspace.web.urls")),
    path("", include(accounts)),
    path("refuse/<str:what>/", refuse),
    path("take/", take),
    path("take-long/", headers.takes_long_words(take)),
]
handler400 = bad_request
handler403 = forbidden
handler404 = not_there
handler500 = broken
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def calm():
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("what", "status", "says"),
    [
        ("not-there", 404, "There is nothing at this address."),
        ("farther", 404, "There is nothing at this address."),
        ("unreadable", 409, "This one piece cannot be opened."),
        ("many", 413, "This is more than can be taken at once."),
        ("odd", 400, "This did not arrive in one piece."),
        ("bug", 500, "Something broke here. It was not you."),
    ],
)
def test_each_refusal_has_its_page(calm, what, status, says):
    answer = calm.get(f"/refuse/{what}/")
    page = answer.content.decode()
    assert answer.status_code == status
    assert says in page
    assert WORDS not in page
    assert "Need help now?" in page
    assert "Leave quickly" in page
    assert answer["Cache-Control"] == "no-store"


def test_not_yours_looks_exactly_like_not_there(calm):
    pages = {
        calm.get(f"/refuse/{what}/").content
        for what in ("not-there", "farther", "http404", "denied")
    }
    assert len(pages) == 1
    assert pages == {calm.get("/no/such/page/").content}


def test_a_locked_page_leads_to_unlocking_and_back(calm):
    answer = calm.get("/refuse/locked/?q=1")
    assert answer.status_code == 303
    assert answer["Location"] == "/unlock/?next=%2Frefuse%2Flocked%2F"


def test_what_was_posted_is_not_asked_for_again_by_a_redirect(calm):
    answer = calm.post("/refuse/locked/", {"words": WORDS})
    assert (answer.status_code, answer["Location"]) == (303, "/unlock/")


def test_a_draft_that_meets_a_lock_is_told_so(calm):
    answer = calm.post("/refuse/locked/", {}, headers={"x-autosave": "1"})
    assert answer.status_code == 423
    assert answer.json() == {"locked": True, "where": "/unlock/"}


def test_a_draft_that_meets_a_refusal_is_told_that_it_was_not_kept(calm):
    answer = calm.post("/refuse/not-there/", {}, headers={"x-autosave": "1"})
    assert (answer.status_code, answer.json()) == (404, {"kept": False})


def test_a_bug_shows_a_number_that_stands_in_the_log(calm, caplog):
    with caplog.at_level(logging.ERROR):
        page = calm.get("/refuse/bug/").content.decode()
    number = re.search(r"<b>([0-9a-f]{8})</b>", page).group(1)
    assert [record.request.incident for record in caplog.records] == [number]


def test_a_form_that_is_too_old_gives_back_every_word():
    strict = Client(enforce_csrf_checks=True)
    sent = {
        "feelings-words": WORDS,
        "q1": ["sadness", "relief"],
        "password": "never shown",
        "draft-token": "never shown either",
        "empty": "  ",
    }
    answer = strict.post("/take/", sent)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert WORDS in page
    assert "sadness\nrelief" in page
    assert "never shown" not in page
    assert page.count("<textarea readonly") == 2


def test_what_is_given_back_is_shown_as_text_and_not_as_a_page():
    strict = Client(enforce_csrf_checks=True)
    page = strict.post(
        "/take/", {"w": "<script>alert(1)</script> <b>"}
    ).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_a_form_that_is_too_old_and_cannot_be_read_still_gets_its_page():
    strict = Client(enforce_csrf_checks=True)
    answer = strict.generic("POST", "/take/", b"x", content_type="multipart/form-data")
    assert answer.status_code in {400, 403}


def test_only_pages_for_long_words_take_them(calm):
    much = {"words": "w" * (headers.MOST_BYTES + 1)}
    refused = calm.post("/take/", much)
    assert refused.status_code == 413
    assert "None of it was kept this time." in refused.content.decode()
    assert calm.post("/take-long/", much).status_code == 200
    assert calm.post("/take/", {"words": "few"}).status_code == 200
