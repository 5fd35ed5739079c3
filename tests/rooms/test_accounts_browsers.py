"""Where somebody is signed in: seen, told apart, and ended."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from holdspace.accounts import browsers, flows, store
from holdspace.accounts.agents import browser_of
from holdspace.web import clock
from tests.rooms import people

PHONE = "Mozilla/5.0 (Android 16; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0 SM-G991B"
LAPTOP = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/26.1 Safari/605.1.15"
)
_ID = re.compile(r'name="browser" value="([0-9a-f-]{36})"')


def sign_in(name="ana", agent=PHONE):
    client = people.browser()
    client.defaults["HTTP_USER_AGENT"] = agent
    answer = client.post("/sign-in/", {"sign_in": name, "password": people.PASSWORD})
    assert answer.status_code in (302, 303)
    return client


def _page(client):
    return people.shown(client.get("/you/browsers/"))


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        (PHONE, "Firefox on Android"),
        (LAPTOP, "Safari on Mac"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like "
            "Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1 "
            "CriOS/142.0 Mobile/15E148 Safari/604.1",
            "Chrome on iPhone",
        ),
        ("", "A browser"),
        ("<script>alert(1)</script>", "A browser"),
    ],
)
def test_a_browser_is_named_coarsely(agent, told):
    assert browser_of(agent) == told


def test_the_list_names_each_browser_and_this_one(ana, held):
    del ana
    sign_in()
    held.move(timedelta(hours=2))
    laptop = sign_in(agent=LAPTOP)
    page = _page(laptop)
    assert page.index("Safari on Mac") < page.index("Firefox on Android")
    assert page.count(">this one<") == 1
    assert "23 November 2026 at 12:00" in page
    assert "23 November 2026 at 14:00" in page
    # The phone has locked itself meanwhile.
    assert page.count("Unlocked now") == 1
    assert page.count("Locked now") == 1
    assert "SM-G991B" not in page
    assert "145.0" not in page


def test_unlocking_again_is_the_same_browser_since_it_signed_in(ana, held):
    del ana
    client = sign_in()
    held.move(timedelta(hours=3))
    client.post("/lock/")
    client.post("/unlock/", {"password": people.PASSWORD})
    page = _page(client)
    assert page.count("Firefox on Android") == 1
    assert "at 12:00" in page


def test_an_ended_browser_is_signed_out_and_locked_with_its_next_request(ana):
    kept = people.keep(ana, words="the weir was loud")
    phone, laptop = sign_in(), sign_in(agent=LAPTOP)
    (browser,) = _ID.findall(_page(laptop))
    assert phone.get(f"/journal/read/{kept}/").status_code == 200
    answer = laptop.post("/you/browsers/end/", {"browser": browser})
    assert answer["Location"] == "/you/browsers/?ended=1"
    answer = phone.get(f"/journal/read/{kept}/")
    assert answer["Location"].startswith("/unlock/")
    assert phone.get("/unlock/")["Location"].startswith("/sign-in/")
    assert laptop.get(f"/journal/read/{kept}/").status_code == 200
    assert "Firefox" not in _page(laptop)


def test_all_others_end_at_once(ana):
    del ana
    others = [sign_in(), sign_in(), sign_in(agent=LAPTOP)]
    here = sign_in()
    here.post("/you/browsers/end/", {"browser": "others"})
    for one in others:
        assert one.get("/today/").status_code == 303
        assert one.get("/unlock/")["Location"].startswith("/sign-in/")
    assert here.get("/today/").status_code == 200
    assert _page(here).count("Firefox on Android") == 1


def test_nobody_ends_somebody_elses_browser(ana, cleo):
    del ana, cleo
    mine, hers = sign_in("ana"), sign_in("cleo")
    sign_in("cleo", LAPTOP)
    (browser,) = _ID.findall(_page(hers))
    unknown = "12345678-1234-4234-8234-123456789abc"
    answers = [
        mine.post("/you/browsers/end/", {"browser": one})
        for one in (browser, unknown, "", "anything")
    ]
    assert {one.status_code for one in answers} == {404}
    assert len({people.shown(one) for one in answers}) == 1
    assert "Safari on Mac" in _page(hers)


def test_signing_out_takes_a_browser_off_the_list(ana):
    del ana
    phone, laptop = sign_in(), sign_in(agent=LAPTOP)
    phone.post("/sign-out/")
    assert "Firefox" not in _page(laptop)


def test_the_list_does_not_grow_without_end(ana, held, monkeypatch):
    monkeypatch.setattr(browsers, "MOST", 3)
    clients = []
    for _ in range(5):
        held.move(timedelta(minutes=1))
        clients.append(sign_in())
    listed = flows.list_browsers(ana.space, now=clock.now())
    assert len(listed) == 3
    # What is not listed any more is not signed in any more.
    here = [client.get("/today/").status_code for client in clients]
    assert here == [303, 303, 200, 200, 200]


def test_a_damaged_list_is_said_and_keeps_nobody_out(ana):
    client = sign_in()
    store.replace_document(ana.id, "browsers", b"noise" * 900)
    assert "cannot be opened" in _page(client)
    another = sign_in(agent=LAPTOP)
    assert another.get("/today/").status_code == 200
    assert "Safari on Mac" in _page(another)


def test_an_older_list_put_back_is_noticed(ana):
    client = sign_in()
    older = store.get_document(ana.id, "browsers")
    sign_in(agent=LAPTOP)
    store.replace_document(ana.id, "browsers", older)
    assert "cannot be opened" in _page(client)
