"""P-22: nothing readable lies in a cache, a mail, a temporary file or the browser."""

from __future__ import annotations

import json
import re
import tempfile
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import caches

import holdspace
from holdspace.accounts import spooling
from holdspace.config import counter
from tests.promises import people, raw

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "Heimlich geweinte Sommerregen"
LONG = f"{WORDS} " * 3000


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder for temporary files that is empty when the journey begins."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    assert tempfile.gettempdir() == str(tmp_path)
    yield tmp_path
    tempfile.tempdir = None


def _journey():
    ana = people.ana()
    draft = ana.begin()
    ana.save(draft, 1, {"feelings-words": LONG})
    kept = ana.keep(draft)
    ana.read(kept)
    ana.timeline()
    _carry(ana)
    return ana


def _carry(ana):
    """Take everything along in each form, and bring a long file in."""
    for form in ("markdown", "page", "bundle"):
        given = {"form": form, "password": ana.password}
        answer = ana.browser.post("/you/export/", given)
        whole = b"".join(answer.streaming_content)
        assert WORDS in whole.decode()
    # Longer than what is held in memory, so that it goes through a file on its way.
    long = whole + b" " * (2 * spooling.PIECE)
    answer = ana.browser.post("/you/import/", {"file": BytesIO(long)})
    assert "here already" in answer.content.decode()


def test_no_temporary_file_is_made(folder):
    _journey()
    assert list(folder.rglob("*")) == []


def test_no_file_is_made_in_the_folder_of_the_data():
    data = Path(settings.DATA)
    before = {path.name for path in data.rglob("*")}
    ana = _journey()
    after = {path.name for path in data.rglob("*")}
    allowed = {path.name for path in raw.files()}
    assert after - before <= allowed
    for path in data.rglob("*"):
        if path.is_file():
            assert not raw.found_in(path.read_bytes(), WORDS)
            assert not raw.found_in(path.read_bytes(), ana.name)


def test_no_cache_holds_a_word_or_a_name(settings):
    """With the rate limits on, which are what a cache is used for here."""
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
    ana = _journey()
    ana.browser.post("/sign-out/")
    ana.sign_in_again("another password altogether")
    ana.sign_in_again()
    counted = vars(counter._here)
    assert counted["_held"]
    for alias in settings.CACHES:
        held = repr((counted, vars(caches[alias]))).encode()
        for secret in (WORDS, ana.name, ana.sign_in, ana.password, str(ana.id)):
            assert not raw.found_in(held, secret)


def test_no_mail_is_sent():
    ana = _journey()
    given = {"sign_in": ana.sign_in, "code": "x", "password": "y"}
    ana.browser.post("/recover/", given)
    assert mail.outbox == []


def test_nothing_is_kept_in_the_tables_that_came_with_the_libraries():
    _journey()
    empty = (
        "account_emailaddress",
        "account_emailconfirmation",
        "auth_group",
        "auth_group_permissions",
    )
    for table in empty:
        assert raw.rows(table) == []


STORES = re.compile(r"localStorage|sessionStorage|indexedDB|document\.cookie|caches\.")
SCRIPTS = sorted(Path(holdspace.__file__).parent.rglob("static/**/*.js"))


def test_no_script_of_ours_stores_anything_but_the_help_pages():
    found = {path.name for path in SCRIPTS if STORES.search(path.read_text())}
    assert len(SCRIPTS) > 3
    assert found == {"worker.js"}


def test_what_the_worker_keeps_is_nobodys(client):
    ana = people.ana()
    ana.write(WORDS)
    mine = ana.browser.get("/sw.js").content.decode()
    assert mine == client.get("/sw.js").content.decode()
    kept = json.loads(mine.partition("\n")[0].removeprefix("const KEPT = ").rstrip(";"))
    for page in kept["pages"]:
        answer = ana.browser.get(page)
        assert answer.content == client.get(page).content
        assert WORDS not in answer.content.decode()
