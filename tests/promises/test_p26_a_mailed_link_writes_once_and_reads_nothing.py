"""P-26: a link in a mail writes one rating, reads nothing, and ends with its window."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import get_resolver

from holdspace.web import clock
from tests.promises import letterbox, people, raw
from tests.promises.places import every_page

pytestmark = pytest.mark.django_db(transaction=True)

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HIDDEN = "words that no link reaches"
METHODS = ("get", "head", "options", "put", "patch", "delete")
FORM_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


@pytest.fixture
def held(settings):
    letterbox.opened(settings)
    with clock.held_at(NOON) as held:
        yield held


@pytest.fixture
def mailed(held, transactional_db):
    """Ana, her reflection, and the link that was mailed about it."""
    ana = people.ana()
    letterbox.ask(ana)
    kept = ana.write(HIDDEN)
    letterbox.after(held, minutes=20)
    (link,) = letterbox.links()
    return ana, kept, link


def _later(ana, kept):
    ana.unlock()
    ana.browser.get("/today/")
    page = ana.read(kept).content.decode()
    return page.count('aria-labelledby="later-')


def test_it_writes_once(mailed):
    ana, kept, link = mailed
    assert Client().post(link, {"mood": "7"}).status_code == 303
    for given in ({"mood": "2"}, {"mood": "7"}, {}):
        assert Client().post(link, given).status_code == 404
    assert _later(ana, kept) == 1
    assert "7" in ana.read(kept).content.decode()


def test_two_at_the_same_time_write_once(mailed):
    ana, kept, link = mailed
    before = len(raw.rows("journal_slip"))
    together = threading.Barrier(4)
    answers = []

    def tap(mood):
        together.wait()
        try:
            answers.append(Client().post(link, {"mood": str(mood)}).status_code)
        finally:
            connection.close()

    taps = [threading.Thread(target=tap, args=(mood,)) for mood in range(4)]
    for one in taps:
        one.start()
    for one in taps:
        one.join()
    assert sorted(answers) == [303, 404, 404, 404]
    assert len(raw.rows("journal_slip")) == before + 1
    assert _later(ana, kept) == 1


def test_opening_it_changes_nothing_however_often(mailed):
    ana, kept, link = mailed
    before = [raw.rows(table) for table in raw.private_tables()]
    for _ in range(3):
        for method in METHODS:
            answer = getattr(Client(), method)(link)
            assert answer.status_code in (200, 405)
    assert [raw.rows(table) for table in raw.private_tables()] == before
    assert Client().post(link, {"mood": "5"}).status_code == 303
    assert _later(ana, kept) == 1


def test_it_ends_with_its_window(mailed, held):
    _, _, link = mailed
    held.move(timedelta(minutes=20))
    assert Client().get(link).status_code == 200
    held.move(timedelta(seconds=1))
    assert Client().get(link).status_code == 404
    assert Client().post(link, {"mood": "5"}).status_code == 404


@pytest.mark.parametrize(
    ("waits", "lasts"),
    [
        ({"minutes": 90}, {"minutes": 60}),
        ({"hours": 22}, {"hours": 10}),
    ],
)
def test_so_do_the_other_two(held, transactional_db, waits, lasts):
    ana = people.ana()
    code = "90-minutes" if "minutes" in waits else "next-day"
    letterbox.ask(ana, which=(code,))
    ana.write(HIDDEN)
    letterbox.after(held, **waits)
    (link,) = letterbox.links()
    held.move(timedelta(**lasts))
    assert Client().get(link).status_code == 200
    held.move(timedelta(seconds=1))
    assert Client().post(link, {"mood": "5"}).status_code == 404


def test_used_ended_and_never_there_are_one_answer(mailed, held):
    _, _, link = mailed
    Client().post(link, {"mood": "5"})
    letterbox.after(held, minutes=70)
    ended = letterbox.links()[1]
    held.move(timedelta(minutes=61))
    tries = (link, ended, "/note/x/", f"/note/{'A' * 43}/", "/note/%00/", "/note/é/")
    for method in ("get", "post"):
        answers = {
            (answer.status_code, answer.content, answer.headers["Cache-Control"])
            for answer in (
                getattr(Client(), method)(one, {"mood": "5"}) for one in tries
            )
        }
        assert len(answers) == 1
        assert next(iter(answers))[0] == 404


def test_its_token_fetches_nothing_at_any_address(mailed):
    """Neither as a cookie, a field, a query nor a header is it good for anything."""
    ana, kept, link = mailed
    token = link.split("/")[2]
    draft = ana.begin() if ana.unlock() else None
    names = list(ana.browser.cookies)
    plain, armed = Client(), Client(headers={"Authorization": f"Bearer {token}"})
    for name in names:
        armed.cookies[name] = token
    for where in every_page(get_resolver(), row=kept, draft=draft):
        without = plain.get(where)
        for given in ({}, {"token": token}, {"next": f"/note/{token}/"}):
            answer = armed.get(where, given)
            assert HIDDEN not in answer.content.decode(errors="replace")
            assert answer.status_code == without.status_code, where
        answer = armed.post(where, {"token": token, "code": token, "password": token})
        assert HIDDEN not in answer.content.decode(errors="replace")
        assert ana.name not in answer.content.decode(errors="replace")


def test_its_page_tells_nothing_of_anybody_and_is_the_same_for_everybody(
    mailed, held, cleo
):
    ana, kept, link = mailed
    answer = Client().get(link)
    told = answer.content.decode()
    for word in (HIDDEN, ana.name, ana.sign_in, str(ana.id), str(kept)):
        assert word not in told
    assert letterbox.ADDRESS not in told
    assert link.split("/")[2] not in told
    assert not re.search(r"cried|tears|minutes|20|tomorrow", _text(told))
    assert cleo.browser.get(link).content == answer.content
    assert ana.browser.get(link).content == answer.content
    letterbox.after(held, minutes=70)
    assert Client().get(letterbox.links()[1]).content == answer.content
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies


def _text(page):
    main = page.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"<[^>]+>", " ", main)


def test_what_it_wrote_keeps_its_true_time_and_is_marked(mailed, held):
    ana, kept, link = mailed
    held.move(timedelta(minutes=4))
    Client().post(link, {"mood": "7"})
    held.move(timedelta(days=6))
    assert _later(ana, kept) == 1
    page = ana.read(kept).content.decode()
    # In the zone of whoever writes: Berlin.
    assert "23 November 2026, 13:24" in page
    assert "no proof of who wrote it" in page
