"""P-39: what patterns show is worked out anew, stored nowhere, and nobody else's."""

from __future__ import annotations

import io
import json
import logging
import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from holdspace.web import log
from tests import episodes
from tests.promises import raw

pytestmark = pytest.mark.django_db(transaction=True)

LETTER, CHANCE = "/patterns/", "/patterns/chance/"
ASKED = {"pattern": "3.company.partner"}
PLACES = re.compile(r'(?:href|action|src)="([^"]*)"')
TITLE = re.compile(r"<title>([^<]*)</title>")
OPENING = re.compile(r"From [^<]+?, [A-Z][a-z]+ \d{4}")
SHOWN = ("points of 10", "Your entries carry this", "shuffles")
# Of the rows about being signed in, some move with every page.
MOVING = {"accounts_unlocked", "accounts_session"}


def _bring(somebody, made):
    file = SimpleUploadedFile("x.json", episodes.bundle(made))
    assert somebody.browser.post("/you/import/", {"file": file}).status_code == 200


def _look(somebody):
    letter = somebody.browser.get(LETTER)
    asked = somebody.browser.post(CHANCE, ASKED)
    return letter.content.decode(), asked


def _kept(somebody):
    answer = somebody.browser.post(
        "/you/export/", {"form": "bundle", "password": somebody.password}
    )
    entries = json.loads(b"".join(answer.streaming_content))["entry"]
    found = [one["resource"] for one in entries]
    return [
        one["id"] for one in found if "after-tears|" in one.get("questionnaire", "")
    ]


def _stored():
    names = [one for one in raw.private_tables() if one not in MOVING]
    return raw.values(names)


def test_looking_and_shuffling_leave_nothing_in_any_table(ana):
    _bring(ana, episodes.episodes(80, company=3.0))
    _look(ana)
    before = _stored()
    letter, asked = _look(ana)
    assert "Your entries carry this" in letter
    assert "shuffles" in asked.content.decode()
    assert _stored() == before
    everything = raw.everything()
    for told in SHOWN:
        assert not raw.found_in(everything, told)


def test_no_log_says_what_was_shown(ana):
    _bring(ana, episodes.episodes(80, company=3.0))
    stream = io.StringIO()
    loggers = [logging.getLogger(name) for name in settings.LOGGING["loggers"]]
    handlers = {
        one
        for logger in (logging.getLogger(), *loggers)
        for one in logger.handlers
        if isinstance(one, log.Handler)
    }
    assert handlers
    before = [(handler, handler.setStream(stream)) for handler in handlers]
    _look(ana)
    ana.browser.post(CHANCE, {"pattern": f"5.feelings.{episodes.OWN}", "seed": "x"})
    for handler, stood in before:
        handler.setStream(stood)
    assert "partner" not in stream.getvalue()
    assert "kitchen" not in stream.getvalue()
    assert "pattern" not in stream.getvalue()


def test_no_address_and_no_title_says_what_is_shown(ana):
    _bring(ana, episodes.episodes(80, company=3.0))
    letter, asked = _look(ana)
    assert 'value="3.company.partner"' in letter
    for page in (letter, asked.content.decode()):
        assert TITLE.search(page)[1] == "Patterns · Notes"
        for place in PLACES.findall(page):
            assert place.startswith("/static/") or "?" not in place
            assert "partner" not in place
            assert "kitchen" not in place
    for answer in (ana.browser.get(LETTER), asked):
        assert answer["Cache-Control"] == "no-store"


def test_what_is_let_go_of_counts_no_more_at_once(ana):
    _bring(ana, episodes.episodes(80, company=3.0))
    letter, _ = _look(ana)
    assert "Your entries carry this" in letter
    for row in _kept(ana)[:40]:
        ana.browser.post(f"/journal/let-go/{row}/")
    letter, asked = _look(ana)
    assert "Your entries carry this" not in letter
    assert asked.status_code == 303


def test_what_is_corrected_counts_at_once(ana):
    kept = ana.write("x", guide="check-in", mood="4")
    first = ana.browser.get(LETTER).content.decode()
    assert "From 1 check-in," in OPENING.search(first)[0] + ","
    answer = ana.browser.post(f"/journal/correct/{kept}/", {"screen": "1"})
    draft = answer["Location"].split("/")[-3]
    ana.save(draft, 1, {"when.date": "2025-03-09", "when.time": "10:00", "mood": "2"})
    ana.keep(draft)
    assert "From 1 check-in, March 2025" in ana.browser.get(LETTER).content.decode()


def test_nobody_elses_page_shows_any_of_it(ana, cleo, client):
    empty = cleo.browser.get(LETTER).content
    nothing = cleo.browser.post(CHANCE, {"pattern": "3.company.nobody"})
    _bring(ana, episodes.episodes(80, company=3.0))
    _look(ana)
    assert cleo.browser.get(LETTER).content == empty
    answer = cleo.browser.post(CHANCE, ASKED)
    assert (answer.status_code, answer.content) == (303, nothing.content)
    assert answer["Location"] == nothing["Location"]
    for visit in (client.get(LETTER), client.post(CHANCE, ASKED)):
        assert visit.status_code in (303, 403)
        assert b"points of 10" not in visit.content
