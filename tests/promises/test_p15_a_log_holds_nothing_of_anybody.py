"""P-15: a log holds no path, no address, no name and no words, whatever breaks."""

from __future__ import annotations

import io
import logging
import re

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from holdspace.config import sweeper
from holdspace.web import log
from tests.promises import people, raw

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "Inselweiser Kummer am Anleger"
ADDRESS = "203.0.113.77"
AGENT = "Wombatbrowser"


def _handlers():
    named = [logging.getLogger(name) for name in settings.LOGGING["loggers"]]
    for logger in (logging.getLogger(), *named):
        yield from (one for one in logger.handlers if isinstance(one, log.Handler))


@pytest.fixture
def written():
    """What the log's own handlers write while the test runs."""
    stream = io.StringIO()
    before = [(handler, handler.setStream(stream)) for handler in set(_handlers())]
    yield stream
    for handler, stood in before:
        handler.setStream(stood)


def _breaking(table):
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO put_away")


def _mending(table):
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE put_away RENAME TO {table}")


def _somebody():
    browser = Client(
        raise_request_exception=False,
        headers={"user-agent": AGENT},
        REMOTE_ADDR=ADDRESS,
    )
    return people.Somebody("ana-who-writes", "Anastasija", browser=browser).join()


def _journey(ana):
    kept = ana.write(WORDS)
    draft = ana.begin()
    token = ana.token_for(draft)
    ana.read(kept)
    ana.read(draft)
    ana.browser.get(f"/{WORDS}/", {"q": WORDS})
    ana.browser.get("/timeline/nonsense/")
    ana.browser.post("/search/", {"words": WORDS, "feeling": WORDS})
    ana.browser.post("/begin/", {"guide": WORDS})
    ana.browser.post(f"/journal/write/{draft}/1/", {"token": WORDS})
    ana.browser.generic("POST", "/begin/", b"x" * 70_000, "text/plain")
    Client(enforce_csrf_checks=True).post("/begin/", {"guide": WORDS})
    ana.browser.get("/today/", headers={"host": "elsewhere.example"})
    ana.sign_in_again(WORDS)
    sealed = raw.sealed_row(ana.id, kept)
    raw.put_sealed(ana.id, kept, sealed[:-1])
    ana.read(kept)
    broken = []
    _breaking("journal_sealedrow")
    try:
        broken.append(ana.read(kept))
        broken.append(ana.browser.post("/search/", {"words": WORDS}))
        broken.append(ana.send(draft, 1, {"feelings-words": WORDS}, token))
        sweeper.sweep()
    finally:
        _mending("journal_sealedrow")
    _breaking("accounts_person")
    try:
        ana.browser.get("/today/")
        broken.append(ana.sign_in_again(WORDS))
        ana.browser.get("/leave/")
    finally:
        _mending("accounts_person")
    return kept, draft, broken


def test_a_whole_journey_with_breaks_in_it_leaves_nothing_readable(written, capfd):
    ana = _somebody()
    kept, draft, broken = _journey(ana)
    told = written.getvalue() + "".join(capfd.readouterr())
    assert [answer.status_code for answer in broken] == [500, 500, 503, 500]
    assert told.count("incident=") >= 2
    assert WORDS in broken[2].content.decode(), "what was typed comes back"
    names = (WORDS, ana.sign_in, ana.name, ana.password, ana.code, AGENT, ADDRESS)
    ids = [shape for one in (kept, draft, ana.id) for shape in (str(one), one.hex)]
    values = [one.value for one in ana.browser.cookies.values() if one.value]
    for secret in (*names, *ids, *values):
        assert not raw.found_in(told.encode(), secret), secret
    assert (
        re.search(r"/(journal|today|begin|sign-in|leave|timeline|search)", told) is None
    )
    assert "SELECT" not in told
    assert "203.0.113" not in told


def test_the_number_on_the_page_is_the_one_in_the_log(written):
    ana = _somebody()
    kept = ana.write(WORDS)
    _breaking("journal_sealedrow")
    try:
        page = ana.read(kept).content.decode()
    finally:
        _mending("journal_sealedrow")
    (incident,) = re.findall(r"incident=([0-9a-f]{8})", written.getvalue())
    assert incident in page
    assert WORDS not in page
    assert "Traceback" not in page


def test_a_journey_without_breaks_leaves_nothing_at_all(written):
    ana = _somebody()
    ana.read(ana.write(WORDS))
    ana.browser.post("/search/", {"words": WORDS})
    ana.browser.post("/sign-out/")
    assert written.getvalue() == ""


def test_what_names_itself_says_nothing(ana):
    kept = ana.write(WORDS)
    from django.apps import apps

    from holdspace.accounts.spaces import Space
    from holdspace.core import vault

    for model in apps.get_models():
        if model._meta.app_label in ("accounts", "journal"):
            for row in model.objects.all():
                assert re.fullmatch(r"[a-z ]+", str(row))
    lock, opened, code = vault.new_lock(ana.id, ana.password, vault.CHEAPEST)
    told = repr([lock, opened, opened.key, Space(ana.id, kept, opened)])
    assert code not in told
    assert ana.password not in told
    assert opened.key._secret.hex() not in told
    assert repr(opened.key._secret) not in told
