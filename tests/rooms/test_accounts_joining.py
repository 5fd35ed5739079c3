"""Joining: three ways to decide who may, and what is asked of them."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from holdspace.accounts import flows
from holdspace.accounts.flows import Profile
from holdspace.accounts.models import Invitation, Person
from holdspace.accounts.names import tidy_code, tidy_name
from holdspace.core.vault import CHEAPEST
from tests.rooms import people

GOOD = {
    "name": "",
    "sign_in": "ana",
    "password": people.PASSWORD,
    "of_age": "on",
    "zone": "Europe/London",
}


def _join(client, code="", **more):
    return client.post("/create/", {**GOOD, "invitation": code, **more})


@pytest.fixture
def open_house(settings):
    settings.SIGNUP = "open"


# --- Who may ---------------------------------------------------------------------


def test_alone_takes_the_first_person_with_the_code_and_nobody_after(visitor):
    code = flows.invite(first=True)
    made = _join(visitor, code, name="Ana")
    assert made.status_code in (302, 303)
    assert made["Location"] == "/code/"
    assert Person.objects.count() == 1
    other = people.browser()
    page = people.shown(other.get("/create/"))
    assert "This space has its person already" in page
    assert _join(other, code, sign_in="cleo").status_code == 200
    assert _join(other, flows.invite(first=False), sign_in="cleo").status_code == 200
    assert Person.objects.count() == 1


@pytest.mark.parametrize("code", ["", "AAAA-BBBB-CCCC-DDDD", "x" * 41])
def test_alone_needs_the_code(visitor, code):
    flows.invite(first=True)
    answer = _join(visitor, code)
    assert answer.status_code == 422
    assert not Person.objects.exists()
    # What was typed is still there, and the password is not.
    page = people.shown(answer)
    assert 'value="ana"' in page
    assert people.PASSWORD not in page


def test_a_new_first_code_takes_the_place_of_the_old_one(visitor):
    old = flows.invite(first=True)
    new = flows.invite(first=True)
    assert _join(visitor, old).status_code == 422
    assert _join(visitor, new)["Location"] == "/code/"


def test_a_code_may_be_typed_as_it_comes(visitor):
    code = flows.invite(first=True)
    typed = f"  {code.lower().replace('-', ' ')} "
    assert _join(visitor, typed)["Location"] == "/code/"


def test_invited_takes_each_code_once(visitor, settings):
    settings.SIGNUP = "invited"
    first, second = flows.invite(first=False), flows.invite(first=False)
    assert _join(visitor, first)["Location"] == "/code/"
    other = people.browser()
    assert _join(other, first, sign_in="cleo").status_code == 422
    assert _join(other, second, sign_in="cleo")["Location"] == "/code/"
    assert not Invitation.objects.exists()
    assert Person.objects.count() == 2


def test_a_code_is_not_used_up_by_a_name_that_is_taken(visitor, settings):
    settings.SIGNUP = "invited"
    _join(visitor, flows.invite(first=False))
    code = flows.invite(first=False)
    other = people.browser()
    taken = _join(other, code)
    assert taken.status_code == 422
    assert "in use" in people.shown(taken)
    assert _join(other, code, sign_in="cleo")["Location"] == "/code/"


@pytest.mark.usefixtures("open_house")
def test_open_asks_for_no_code(visitor):
    assert 'name="invitation"' not in people.shown(visitor.get("/create/"))
    assert _join(visitor)["Location"] == "/code/"


def test_only_the_hash_of_a_code_is_stored(db):
    code = flows.invite(first=False)
    (row,) = Invitation.objects.all()
    assert code.replace("-", "") not in row.code_hash
    assert len(row.code_hash) == 64


@pytest.mark.django_db(transaction=True)
def test_of_two_first_persons_at_once_one_comes_in():
    code = flows.invite(first=True)
    gate = threading.Barrier(2)
    outcomes = []

    def join(name):
        try:
            gate.wait()
            flows.create_space(
                sign_in=name,
                password=people.PASSWORD,
                profile=Profile(),
                cost=CHEAPEST,
                signup="alone",
                invitation=code,
            )
            outcomes.append("in")
        except flows.NotInvited:
            outcomes.append("not")
        finally:
            connection.close()

    threads = [threading.Thread(target=join, args=(name,)) for name in ("ana", "cleo")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["in", "not"]
    assert Person.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_with_one_name_at_once_one_comes_in():
    gate = threading.Barrier(2)
    outcomes = []

    def join():
        from holdspace.accounts.store import NameTaken

        try:
            gate.wait()
            flows.create_space(
                sign_in="ana",
                password=people.PASSWORD,
                profile=Profile(),
                cost=CHEAPEST,
                signup="open",
                invitation="",
            )
            outcomes.append("in")
        except NameTaken:
            outcomes.append("taken")
        finally:
            connection.close()

    threads = [threading.Thread(target=join) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["in", "taken"]


# --- What is asked ---------------------------------------------------------------


@pytest.mark.usefixtures("open_house")
def test_the_age_has_to_be_ticked(visitor, settings):
    assert "I am 16 or older." in people.shown(visitor.get("/create/"))
    assert _join(visitor, of_age="").status_code == 422
    settings.MIN_AGE = 18
    assert "I am 18 or older." in people.shown(visitor.get("/create/"))
    settings.MIN_AGE = 0
    assert "or older" not in people.shown(visitor.get("/create/"))
    assert _join(visitor, of_age="")["Location"] == "/code/"


@pytest.mark.usefixtures("open_house")
@pytest.mark.parametrize(
    "password",
    [
        "",
        "fourteen marks",
        "aaaaaaaaaaaaaaaaaaaa",
        "passwordpassword",
        "password1234567",
        "123456789012345",
        "abcdefghijklmnop",
        "qwertyuiop12345",
        "abcabcabcabcabcabc",
        "            ana            ",
        "my own dearest ana-maria",
        "x1!" * 334,
        "null\0null\0null\0null",
    ],
)
def test_passwords_that_are_easy_to_guess_are_not_taken(visitor, password):
    sign_in = "ana-maria"
    answer = _join(visitor, sign_in=sign_in, password=password)
    assert answer.status_code == 422
    assert not Person.objects.exists()


@pytest.mark.usefixtures("open_house")
@pytest.mark.parametrize(
    "password",
    [
        "fifteen marks !",
        "ein Reiher steht am Wehr",
        "пять слов только для меня",
        "雨の夜に川辺で鷺が一羽立っていて静か",
        "😀🌧️🪨🦢🌊🕯️🍞🧥🪟🫖🌾🌙⛰️🚪🧭",
        "  spaces at both ends, kept  ",
        "tab\tand\\slash\"quote'<b>&amp;",
        ("a heron by the weir, nine lamps, " * 40)[:1000],
    ],
)
def test_any_characters_may_be_in_a_password(visitor, password):
    # Repeated long sentences are still a repetition; make the last one not be one.
    if len(password) == 1000:
        password = f"{password[:990]}and a door"
    assert _join(visitor, password=password)["Location"] == "/code/"
    other = people.browser()
    signed = other.post("/sign-in/", {"sign_in": "ana", "password": password})
    assert signed.status_code in (302, 303)
    wrong = people.browser().post(
        "/sign-in/", {"sign_in": "ana", "password": f"{password} "}
    )
    assert wrong.status_code == 422


@pytest.mark.usefixtures("open_house")
def test_a_password_has_up_to_a_thousand_characters(visitor):
    password = "".join(chr(0x4E00 + 7 * n % 20000) for n in range(1001))
    assert _join(visitor, password=password).status_code == 422
    assert _join(visitor, password=password[:1000])["Location"] == "/code/"


@pytest.mark.usefixtures("open_house")
@pytest.mark.parametrize("name", ["", "   ", "\u200b", "a\u0007b", "x" * 255, "\u00ad"])
def test_a_sign_in_name_can_be_seen(visitor, name):
    assert _join(visitor, sign_in=name).status_code == 422


@pytest.mark.usefixtures("open_house")
@pytest.mark.parametrize("name", ["\ufdfa" * 100, "ΰ" * 254, "ﬃ" * 254, "İ" * 254])
def test_a_name_that_grows_when_it_is_tidied_breaks_nothing(visitor, name):
    answer = _join(visitor, sign_in=name)
    assert answer.status_code in (302, 303, 422)
    if answer.status_code != 422:
        signed = people.browser().post(
            "/sign-in/", {"sign_in": name, "password": people.PASSWORD}
        )
        assert signed.status_code in (302, 303)


@pytest.mark.usefixtures("open_house")
@pytest.mark.parametrize(
    ("made", "typed"),
    [
        ("Ana@Example.org", "ana@example.ORG"),
        (" ana ", "ANA"),
        ("\uff21\uff4e\uff41", "ana"),
        ("straße", "STRASSE"),
        ("Ǆana", "ǆANA"),
    ],
)
def test_case_and_spacing_of_a_name_do_not_matter(visitor, made, typed):
    assert _join(visitor, sign_in=made)["Location"] == "/code/"
    signed = people.browser().post(
        "/sign-in/", {"sign_in": typed, "password": people.PASSWORD}
    )
    assert signed.status_code in (302, 303)
    again = _join(people.browser(), sign_in=typed)
    assert again.status_code == 422
    assert "in use" in people.shown(again)


@given(st.text(max_size=30))
def test_tidying_twice_is_tidying_once(name):
    assert tidy_name(tidy_name(name)) == tidy_name(name)
    assert tidy_code(tidy_code(name)) == tidy_code(name)


@pytest.mark.usefixtures("open_house")
def test_a_zone_that_is_not_known_is_left_out(visitor):
    assert _join(visitor, zone="Mars/Base")["Location"] == "/code/"
    visitor.get("/code/")
    page = people.shown(visitor.get("/you/"))
    assert "Mars" not in page
