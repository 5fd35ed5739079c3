"""P-38: a score is stored nowhere; no address and no title says what is measured."""

from __future__ import annotations

import re

import pytest

from holdspace.library import measures
from tests.promises import raw

pytestmark = pytest.mark.django_db(transaction=True)

PLACES = re.compile(r'(?:href|action|src)="([^"]*)"')
TITLE = re.compile(r"<title>([^<]*)</title>")
CODES = [one.code for one in measures.every_measure()]
# Three letters may stand among a million sealed bytes by chance; five do not.
LONG = [code.encode() for code in CODES if len(code) >= 5]


def _enter(ana, code="phq-9", total="17", day="2026-11-03"):
    sent = {"measure": code, code: total, "when": day, "go": "keep"}
    answer = ana.browser.post("/measures/paper/", sent)
    assert answer.status_code == 303, answer.content.decode()
    return answer["Location"]


def _says(text):
    return [code for code in CODES if code in text.lower()]


def test_no_column_says_which_measure_was_answered_or_what_came_out(ana):
    _enter(ana)
    _enter(ana, "who-5", "52")
    assert "The number was 17" in ana.browser.get("/measures/1/").content.decode()
    stolen = raw.values(raw.private_tables()).lower()
    assert b"phq-9" in LONG
    assert not [code for code in LONG if code in stolen]
    assert b"paper-total" not in stolen
    assert b"2026-11-03" not in stolen


def test_looking_at_numbers_leaves_nothing(ana):
    _enter(ana)
    ana.browser.get("/measures/")
    tables = [one for one in raw.private_tables() if one != "accounts_unlocked"]
    before = raw.values([one for one in tables if one != "accounts_session"])
    for path in ("/measures/", "/measures/1/", "/measures/1/0/"):
        assert ana.browser.get(path).status_code == 200
    after = raw.values([one for one in tables if one != "accounts_session"])
    assert before == after


def test_no_address_and_no_title_says_what_is_measured(ana):
    led = [_enter(ana, code, "6") for code in ("phq-9", "gad-7", "isi")]
    pages = ["/measures/", *led, "/timeline/", "/today/"]
    for path in pages:
        assert not _says(path)
        page = ana.browser.get(path).content.decode()
        assert not _says(TITLE.search(page)[1])
        for place in PLACES.findall(page):
            assert place.startswith("/static/") or not _says(place)


def test_a_corrected_number_leaves_no_older_one_behind(ana):
    _enter(ana)
    page = ana.browser.get("/measures/1/").content.decode()
    row = re.search(r"/journal/read/([0-9a-f-]{36})/", page)[1]
    answer = ana.browser.post(f"/journal/correct/{row}/", {"screen": "1"})
    draft = answer["Location"].split("/")[-3]
    ana.save(draft, 2, {"phq-9": "9"})
    ana.keep(draft)
    page = ana.browser.get("/measures/1/").content.decode()
    assert "The number was 9" in page
    assert "17" not in re.sub(r"<svg.*?</svg>|[0-9a-f-]{36}", "", page, flags=re.DOTALL)
