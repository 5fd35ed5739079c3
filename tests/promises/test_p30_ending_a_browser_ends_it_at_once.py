"""P-30: a changed password and an ended browser end at once what was open."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.conf import settings

from tests.promises import people, raw

pytestmark = pytest.mark.django_db(transaction=True)

AGENT = "Mozilla/5.0 (Android 16; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0"
WORDS = "the harbour was quiet"
_ID = re.compile(r'name="browser" value="([0-9a-f-]{36})"')


def _another(ana):
    other = people.Somebody(ana.sign_in, ana.name, ana.password)
    other.browser.defaults["HTTP_USER_AGENT"] = AGENT
    other.sign_in_again()
    return other


def _reads(somebody, kept):
    answer = somebody.read(kept)
    return answer.status_code == 200 and WORDS in answer.content.decode()


def _is_out(somebody, kept):
    assert somebody.read(kept).status_code == 303
    answer = somebody.browser.get("/unlock/")
    return answer.status_code == 303 and answer["Location"].startswith("/sign-in/")


def _carry_out(somebody):
    sent = {"password": somebody.password, "form": "bundle"}
    answer = somebody.browser.post("/you/export/", sent)
    assert WORDS in b"".join(answer.streaming_content).decode()


def _dearer(settings):
    cost = settings.PASSWORD_COST
    settings.PASSWORD_COST = replace(cost, memory_kib=cost.memory_kib * 2)


def test_a_changed_password_ends_every_other_browser(ana):
    kept = ana.write(WORDS)
    others = [_another(ana) for _ in range(2)]
    assert all(_reads(one, kept) for one in others)
    new = "eleven lamps along the towpath"
    sent = {"password": ana.password, "new_password": new}
    ana.browser.post("/you/password/", sent)
    assert all(_is_out(one, kept) for one in others)
    assert _reads(ana, kept)
    # The cookies of before are of no use to a thief either.
    assert len(raw.rows("accounts_unlocked")) == 1
    assert len(raw.rows("accounts_session")) == 1


def test_the_recovery_code_ends_every_other_browser(ana):
    kept = ana.write(WORDS)
    lost, other = _another(ana), people.Somebody(ana.sign_in, ana.name)
    sent = {"sign_in": ana.sign_in, "code": ana.code}
    sent["password"] = "eleven lamps along the towpath"
    assert other.browser.post("/recover/", sent).status_code == 302
    # Before any of them asks for anything.
    assert len(raw.rows("accounts_unlocked")) == 1
    assert len(raw.rows("accounts_session")) == 1
    assert all(_is_out(one, kept) for one in (ana, lost))
    other.confirm_code()
    assert _reads(other, kept)


def test_the_recovery_code_typed_in_a_browser_that_is_signed_in_keeps_it_in(ana):
    kept = ana.write(WORDS)
    lost = _another(ana)
    ana.browser.post("/lock/")
    sent = {"sign_in": ana.sign_in, "code": ana.code}
    sent["password"] = "eleven lamps along the towpath"
    assert ana.browser.post("/recover/", sent).status_code == 302
    ana.confirm_code()
    assert _reads(ana, kept)
    assert _is_out(lost, kept)


def test_one_browser_is_ended_and_the_others_go_on(ana):
    kept = ana.write(WORDS)
    lost, other = _another(ana), _another(ana)
    page = ana.browser.get("/you/browsers/").content.decode()
    assert page.count("Firefox on Android") == 2 * 2
    newest, oldest = _ID.findall(page)
    ana.browser.post("/you/browsers/end/", {"browser": oldest})
    ended = [_reads(one, kept) for one in (lost, other)]
    assert ended.count(False) == 1
    ana.browser.post("/you/browsers/end/", {"browser": newest})
    assert _is_out(lost, kept)
    assert _is_out(other, kept)
    assert _reads(ana, kept)


@pytest.mark.parametrize("raised", [False, True], ids=["", "raised-cost"])
@pytest.mark.parametrize("ended", ["others", "one"])
def test_a_browser_that_gave_its_password_again_is_ended_like_any_other(
    ana, settings, raised, ended
):
    kept = ana.write(WORDS)
    lost = _another(ana)
    if raised:
        _dearer(settings)
    _carry_out(lost)
    if raised:
        # Bound to what was stored of the password: this one signs in anew.
        ana.sign_in_again()
    if ended == "one":
        page = ana.browser.get("/you/browsers/").content.decode()
        (ended,) = _ID.findall(page)
    ana.browser.post("/you/browsers/end/", {"browser": ended})
    assert _is_out(lost, kept)
    assert _reads(ana, kept)
    assert len(raw.rows("accounts_session")) == 1


def test_a_browser_that_unlocked_at_a_raised_cost_is_ended_like_any_other(
    ana, settings
):
    kept = ana.write(WORDS)
    lost = _another(ana)
    lost.browser.post("/lock/")
    _dearer(settings)
    assert lost.unlock().status_code == 303
    assert _reads(lost, kept)
    ana.sign_in_again()
    ana.browser.post("/you/browsers/end/", {"browser": "others"})
    assert _is_out(lost, kept)


def test_deleting_everything_leaves_no_session_of_a_browser_that_exported(ana):
    ana.write(WORDS)
    lost = _another(ana)
    _carry_out(lost)
    ana.browser.post("/you/delete/", {"password": ana.password, "word": "delete"})
    assert raw.rows("accounts_session") == []


def test_a_copied_pair_of_cookies_ends_with_its_browser(ana):
    kept = ana.write(WORDS)
    lost = _another(ana)
    thief = people.Somebody(ana.sign_in, "")
    for name in (settings.SESSION_COOKIE_NAME, settings.UNLOCKED_COOKIE_NAME):
        thief.browser.cookies[name] = lost.browser.cookies[name].value
    assert _reads(thief, kept)
    ana.browser.post("/you/browsers/end/", {"browser": "others"})
    assert _is_out(thief, kept)


def test_no_stored_byte_tells_which_session_is_whose_or_which_browser(ana, cleo):
    _another(ana)
    _another(cleo)
    sessions = [row["id"] for row in raw.rows("accounts_session")]
    assert len(sessions) == 4
    others = [table for table in raw.private_tables() if table != "accounts_session"]
    stolen = raw.values(others)
    for session in sessions:
        assert not raw.found_in(stolen, session)
    for told in ("Firefox", "Android", "Mozilla", "145.0"):
        assert not raw.found_in(raw.everything(), told)
