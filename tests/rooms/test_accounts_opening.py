"""The recovery code, signing in, locking, unlocking, and getting back in."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings as now_set

from holdspace.accounts import flows
from holdspace.accounts.models import PersonLock, Session, Unlocked
from holdspace.core.vault import CHEAPEST, Cost
from tests.rooms import people

KEY = now_set.UNLOCKED_COOKIE_NAME


@pytest.fixture
def newcomer(db, held, settings):
    """Somebody who has just made a space, before typing the code back."""
    settings.SIGNUP = "open"
    client = people.browser()
    client.post(
        "/create/",
        {"sign_in": "ana", "password": people.PASSWORD, "of_age": "on", "name": "Ana"},
    )
    return client


def _code_on(client):
    page = people.shown(client.get("/code/"))
    return page.partition('id="recovery-code">')[2].partition("<")[0].strip()


def _sign_in(client, name="ana", password=people.PASSWORD, **more):
    return client.post("/sign-in/", {"sign_in": name, "password": password, **more})


# --- The recovery code -----------------------------------------------------------


def test_today_waits_for_the_recovery_code(newcomer):
    assert newcomer.get("/today/")["Location"] == "/code/"
    code = _code_on(newcomer)
    assert len(code.split("-")) == 7
    assert newcomer.post("/code/", {"code": code})["Location"] == "/today/"
    assert newcomer.get("/today/").status_code == 200
    # It is shown once: now it is nowhere any more.
    assert newcomer.get("/code/")["Location"] == "/today/"
    assert PersonLock.objects.get().code_to_confirm is None


@pytest.mark.parametrize(
    "typed",
    [
        lambda code: code.lower(),
        lambda code: code.replace("-", " "),
        lambda code: code.replace("-", ""),
        lambda code: f"\n {code} \t",
        lambda code: code.replace("-", "\u2013"),
    ],
)
def test_the_code_may_be_typed_as_it_comes(newcomer, typed):
    code = typed(_code_on(newcomer))
    assert newcomer.post("/code/", {"code": code})["Location"] == "/today/"


@pytest.mark.parametrize(
    "typed",
    [
        lambda code: "",
        lambda code: code[:-1],
        lambda code: code[:4],
        lambda code: code[5:],
        lambda code: code[:-1] + ("A" if code[-1] != "A" else "B"),
        lambda code: code + "A",
        lambda code: "\0" * 28,
        lambda code: "x" * 5000,
        lambda code: "é" * 28,
    ],
)
def test_only_the_whole_code_counts(newcomer, typed):
    code = typed(_code_on(newcomer))
    answer = newcomer.post("/code/", {"code": code})
    assert answer.status_code == 422
    assert newcomer.get("/today/")["Location"] == "/code/"
    # The code is still on the page, to be typed again.
    assert _code_on(newcomer) in people.shown(answer)


def test_the_code_is_there_again_after_signing_in_later(newcomer):
    code = _code_on(newcomer)
    client = people.browser()
    _sign_in(client)
    assert client.get("/today/")["Location"] == "/code/"
    assert _code_on(client) == code


# --- Signing in and unlocking ----------------------------------------------------


def test_signing_in_opens_the_space_and_leads_on(ana):
    client = people.browser()
    answer = _sign_in(client, next="/timeline/")
    assert answer["Location"] == "/timeline/"
    assert client.get("/timeline/").status_code == 200
    assert _sign_in(people.browser())["Location"] == "/today/"


@pytest.mark.parametrize(
    "where",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example",
        "javascript:alert(1)",
        "\\\\elsewhere.example",
        "today/",
        " /today/",
        "/\n/elsewhere.example",
    ],
)
@pytest.mark.parametrize("page", ["/sign-in/", "/unlock/"])
def test_nothing_leads_elsewhere(ana, where, page):
    client = people.browser() if page == "/sign-in/" else ana.locked_browser()
    sent = {"sign_in": "ana", "password": people.PASSWORD, "next": where}
    answer = client.post(page, sent)
    assert answer.status_code in (302, 303)
    assert answer["Location"].startswith("/")
    assert not answer["Location"].startswith(("//", "/\\"))
    assert "\n" not in answer["Location"]


def test_unknown_and_wrong_get_the_same_answer(ana):
    del ana
    answers = [
        _sign_in(people.browser(), "ana", "not the password at all"),
        _sign_in(people.browser(), "nobody", "not the password at all"),
    ]
    pages = {
        _without_token(people.shown(a)).replace('"nobody"', '"ana"') for a in answers
    }
    assert {a.status_code for a in answers} == {422}
    assert len(pages) == 1
    assert "do not belong together" in pages.pop()
    assert not any(KEY in a.cookies for a in answers)


def _without_token(page):
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)


def test_a_password_field_is_never_filled_again(ana):
    del ana
    secret = "something else entirely"
    assert secret not in people.shown(_sign_in(people.browser(), "ana", secret))


def test_locking_closes_at_once_and_the_password_opens_again(ana):
    assert ana.client.get("/today/").status_code == 200
    assert ana.client.post("/lock/")["Location"] == "/locked/"
    assert not Unlocked.objects.filter(id=ana.space.unlocked).exists()
    closed = ana.client.get("/today/")
    assert closed["Location"] == "/unlock/?next=%2Ftoday%2F"
    page = ana.client.get(closed["Location"])
    assert 'name="next" value="/today/"' in people.shown(page)
    wrong = ana.client.post("/unlock/", {"password": "not this one, not at all"})
    assert wrong.status_code == 422
    right = {"password": people.PASSWORD, "next": "/timeline/"}
    assert ana.client.post("/unlock/", right)["Location"] == "/timeline/"
    assert ana.client.get("/today/").status_code == 200


def test_an_old_cookie_opens_nothing_after_the_lock(ana):
    cookie = ana.client.cookies[KEY].value
    ana.client.post("/lock/")
    ana.client.cookies[KEY] = cookie
    assert ana.client.get("/today/").status_code == 303


def test_locking_needs_a_form_of_ours_and_the_idle_address_works_as_well(ana):
    assert ana.client.get("/lock/").status_code == 405
    assert ana.client.get("/locked/").status_code == 200
    assert ana.client.get("/today/").status_code == 303


def test_the_space_locks_when_nobody_uses_it(ana, held):
    held.move(timedelta(minutes=14))
    assert ana.client.get("/today/").status_code == 200
    held.move(timedelta(minutes=14))
    assert ana.client.get("/today/").status_code == 200
    held.move(timedelta(minutes=21))
    assert ana.client.get("/today/")["Location"].startswith("/unlock/")
    flows.sweep(held.moment)
    assert not Unlocked.objects.exists()


def test_the_end_of_an_open_space_is_stored_in_steps_of_five_minutes(ana, held):
    held.move(timedelta(minutes=7, seconds=13))
    ana.client.get("/today/")
    ends = {row.ends_at.timestamp() % 300 for row in Unlocked.objects.all()}
    assert ends == {0}


def test_the_cookie_of_one_person_opens_nothing_of_another(ana, cleo):
    cleo.client.cookies[KEY] = ana.client.cookies[KEY].value
    assert cleo.client.get("/today/").status_code == 303


@pytest.mark.parametrize(
    "cookie",
    ["", ".", "x", "0" * 32, f"{'0' * 32}.x", "é.ü", "." * 5000, "a" * 4000, "Ù¡" * 32],
)
def test_a_cookie_that_is_none_opens_nothing(ana, cookie):
    ana.client.cookies[KEY] = cookie
    assert ana.client.get("/today/").status_code == 303
    ana.client.cookies[now_set.SESSION_COOKIE_NAME] = cookie
    assert ana.client.get("/today/").status_code == 303


def test_half_a_cookie_opens_nothing(ana):
    number, _, half = ana.client.cookies[KEY].value.partition(".")
    for value in (f"{number}.{half[:-1]}", f"{number}.A{half[1:]}", f"{number}."):
        ana.client.cookies[KEY] = value
        assert ana.client.get("/today/").status_code == 303


def test_signing_out_ends_the_session(ana):
    assert ana.client.post("/sign-out/")["Location"] == "/"
    assert ana.client.get("/today/")["Location"].startswith("/unlock/")
    assert ana.client.get("/unlock/")["Location"] == "/sign-in/"
    assert not Session.objects.exists()


def test_two_browsers_are_locked_one_by_one(ana):
    other = ana.browser()
    ana.client.post("/lock/")
    assert ana.client.get("/today/").status_code == 303
    assert other.get("/today/").status_code == 200


def test_a_weaker_cost_is_raised_at_the_next_sign_in(ana, settings):
    stronger = Cost(CHEAPEST.memory_kib * 2, CHEAPEST.passes, CHEAPEST.lanes)
    settings.PASSWORD_COST = stronger
    _sign_in(people.browser())
    assert PersonLock.objects.get(person=ana.id).memory_kib == stronger.memory_kib
    assert _sign_in(people.browser())["Location"] == "/today/"


def test_a_damaged_key_is_told_apart_from_a_wrong_password(ana):
    PersonLock.objects.filter(person=ana.id).update(by_password=b"nothing")
    answer = _sign_in(people.browser())
    assert answer.status_code == 409
    assert _sign_in(people.browser(), "ana", "not the password!").status_code == 422


# --- Getting back in -------------------------------------------------------------


def _recover(client, code, name="ana", password=people.OTHER_PASSWORD):
    sent = {"sign_in": name, "code": code, "password": password}
    return client.post("/recover/", sent)


def test_the_recovery_code_opens_everything_and_gives_a_new_code(ana):
    row = people.keep(ana, words="still here")
    client = people.browser()
    answer = _recover(client, ana.code)
    assert answer["Location"] == "/code/"
    fresh = _code_on(client)
    assert fresh != ana.code
    client.post("/code/", {"code": fresh})
    assert "still here" in people.shown(client.get(f"/journal/read/{row}/"))
    # What was open elsewhere is closed, the old password and code are of no use.
    assert ana.client.get("/today/").status_code == 303
    assert _sign_in(people.browser()).status_code == 422
    assert _recover(people.browser(), ana.code).status_code == 422
    assert _sign_in(people.browser(), password=people.OTHER_PASSWORD).status_code != 422
    assert _recover(people.browser(), fresh)["Location"] == "/code/"


def test_recovering_with_an_unknown_name_or_a_wrong_code_gets_one_answer(ana):
    wrong = "-".join(["0000"] * 7)
    answers = [
        _recover(people.browser(), wrong),
        _recover(people.browser(), wrong, name="nobody"),
        _recover(people.browser(), ana.code, name="nobody"),
        _recover(people.browser(), ana.code[:-1]),
    ]
    assert {a.status_code for a in answers} == {422}
    assert all("do not belong together here" in people.shown(a) for a in answers)
    assert _sign_in(people.browser())["Location"] == "/today/"


def test_recovering_with_a_weak_password_changes_nothing(ana):
    answer = _recover(people.browser(), ana.code, password="password1234567")
    assert answer.status_code == 422
    assert _sign_in(people.browser())["Location"] == "/today/"
    assert _recover(people.browser(), ana.code)["Location"] == "/code/"


# --- The profile -----------------------------------------------------------------


def test_the_profile_can_be_changed_and_comes_back_escaped(ana):
    sent = {"name": "<b>Ana</b> & co", "zone": "Asia/Tokyo"}
    assert ana.client.post("/you/", sent)["Location"] == "/you/?kept=1"
    page = ana.client.get("/today/").content.decode()
    assert "&lt;b&gt;Ana&lt;/b&gt; &amp; co" in page
    assert "<b>Ana" not in page
    profile = flows.get_profile(ana.space)
    assert (profile.name, profile.zone) == ("<b>Ana</b> & co", "Asia/Tokyo")


@pytest.mark.parametrize("zone", ["Mars/Base", "../../etc/passwd", "x" * 61, "\0"])
def test_an_unknown_zone_is_refused_and_nothing_is_changed(ana, zone):
    answer = ana.client.post("/you/", {"name": "Other", "zone": zone})
    assert answer.status_code == 422
    assert flows.get_profile(ana.space).name == ""


def test_a_damaged_profile_keeps_nobody_out(ana):
    PersonLock.objects.filter(person=ana.id).update(profile=b"nothing")
    assert ana.client.get("/today/").status_code == 200
    assert ana.client.post("/you/", {"name": "Ana", "zone": ""}).status_code == 303
    assert flows.get_profile(ana.space).name == "Ana"


def test_a_profile_put_back_from_before_is_not_taken(ana):
    old = bytes(PersonLock.objects.get(person=ana.id).profile)
    flows.rename(ana.space, name="New", zone="")
    PersonLock.objects.filter(person=ana.id).update(profile=old)
    assert flows.get_profile(ana.space).name == ""
