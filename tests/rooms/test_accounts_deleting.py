"""Deleting everything: asked twice, whole, and nobody else's."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.conf import settings as now_set

from holdspace.accounts import flows
from holdspace.accounts.models import Person, Session, Unlocked
from holdspace.cli import starting
from tests.rooms import people
from tests.rooms.test_accounts_browsers import LAPTOP, sign_in

SENT = {"password": people.PASSWORD, "word": "delete"}


def test_everything_of_the_person_goes_and_nothing_of_anybody_else(ana, cleo):
    people.keep(ana, words="the weir was loud")
    people.begin(ana)
    hers = people.keep(cleo, words="the lamps were lit")
    client = sign_in()
    answer = client.post("/you/delete/", SENT)
    assert answer["Location"] == "/deleted/"
    assert "It is deleted" in people.shown(client.get("/deleted/"))
    assert not Person.objects.filter(id=ana.id).exists()
    for model in apps.get_models():
        if any(field.name == "person" for field in model._meta.get_fields()):
            assert not model._default_manager.filter(person=ana.id).exists()
    page = cleo.client.get(f"/journal/read/{hers}/")
    assert "the lamps were lit" in people.shown(page)


def test_every_browser_is_signed_out(ana):
    del ana
    others = [sign_in(), sign_in(agent=LAPTOP)]
    here = sign_in()
    assert Session.objects.count() > 2
    before = Session.objects.count()
    here.post("/you/delete/", SENT)
    for one in (*others, here):
        assert one.get("/unlock/")["Location"].startswith("/sign-in/")
    assert Session.objects.count() == before - 3
    assert not Unlocked.objects.exists()
    assert not here.cookies[now_set.UNLOCKED_COOKIE_NAME].value


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({**SENT, "password": "not the one at all"}, "does not open this space"),
        ({**SENT, "word": "yes"}, "This is another word"),
        ({**SENT, "word": ""}, "still missing"),
        ({"word": "delete"}, "still missing"),
    ],
)
def test_without_word_and_password_nothing_is_touched(ana, sent, told):
    kept = people.keep(ana, words="the weir was loud")
    client = sign_in()
    answer = client.post("/you/delete/", sent)
    assert answer.status_code == 422
    assert told in people.shown(answer)
    page = people.shown(client.get(f"/journal/read/{kept}/"))
    assert "the weir was loud" in page


def test_the_word_may_be_typed_in_any_case(ana):
    client = sign_in()
    client.post("/you/delete/", {**SENT, "word": " DELETE "})
    assert not Person.objects.filter(id=ana.id).exists()


def test_looking_at_the_page_deletes_nothing(ana):
    client = sign_in()
    assert "What stays" in people.shown(client.get("/you/delete/"))
    assert Person.objects.filter(id=ana.id).exists()


def test_the_name_is_free_again_and_opens_nothing_of_before(ana, settings):
    settings.SIGNUP = "open"
    people.keep(ana, words="the weir was loud")
    sign_in().post("/you/delete/", SENT)
    again = people.make("ana")
    assert again.id != ana.id
    assert "the weir" not in people.shown(again.client.get("/timeline/"))


def test_interrupted_it_can_be_asked_for_again(ana, monkeypatch):
    for n in range(3):
        people.keep(ana, words=f"number {n}")
    client = sign_in()

    def killed(_person):
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr("holdspace.accounts.store.remove_person", killed)
        assert client.post("/you/delete/", SENT).status_code == 500
    assert Person.objects.filter(id=ana.id).exists()
    assert client.get("/timeline/").status_code == 200
    assert client.post("/you/delete/", SENT)["Location"] == "/deleted/"
    assert not Person.objects.filter(id=ana.id).exists()


def test_alone_again_the_next_start_prints_a_code_for_the_first_person(
    ana, settings, capsys
):
    settings.SIGNUP = "alone"
    del ana
    starting._tell(settings)
    assert "One-time code" not in capsys.readouterr().out
    sign_in().post("/you/delete/", SENT)
    assert not flows.anybody()
    starting._tell(settings)
    assert "One-time code for the first person" in capsys.readouterr().out
