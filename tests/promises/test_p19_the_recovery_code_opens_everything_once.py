"""P-19: the recovery code opens everything without the password, and ends with use."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.promises import people, raw

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "still here after the password was lost"
NEW = "a later word for the door"
NEWER = "the latest word for the door"


def _recover(ana, code, password):
    ana.browser = Client()
    given = {"sign_in": ana.sign_in, "code": code, "password": password}
    return ana.browser.post("/recover/", given)


def test_it_opens_everything_and_sets_a_new_password(ana):
    kept, old = ana.write(WORDS), ana.password
    draft = ana.begin()
    ana.save(draft, 1, {"feelings-words": WORDS})
    assert _recover(ana, ana.code, NEW).status_code in (302, 303)
    assert WORDS in ana.read(kept).content.decode()
    page = ana.browser.get(f"/journal/write/{draft}/1/").content.decode()
    assert WORDS in page
    ana.confirm_code()
    ana.browser.post("/sign-out/")
    assert ana.sign_in_again(old).status_code == 422
    assert ana.sign_in_again(NEW).status_code in (302, 303)


def test_it_ends_after_use_and_another_takes_its_place(ana):
    kept, used = ana.write(WORDS), ana.code
    _recover(ana, used, NEW)
    ana.confirm_code()
    assert ana.code != used
    assert _recover(ana, used, NEWER).status_code == 422
    assert _recover(ana, ana.code, NEWER).status_code in (302, 303)
    assert WORDS in ana.read(kept).content.decode()


def test_it_ends_every_other_browser(ana):
    kept, other = ana.write(WORDS), ana.browser
    _recover(ana, ana.code, NEW)
    assert len(raw.rows("accounts_unlocked")) == 1
    answer = other.get(f"/journal/read/{kept}/")
    assert answer.status_code == 303
    assert "/sign-in/" in other.get("/unlock/")["Location"]


def test_a_wrong_code_changes_nothing(ana):
    before = raw.rows("accounts_personlock")
    swapped = ana.code[:-1] + ("0" if ana.code[-1] != "0" else "1")
    assert _recover(ana, swapped, NEW).status_code == 422
    assert raw.rows("accounts_personlock") == before


def test_the_code_of_another_person_is_a_wrong_code(ana, cleo):
    assert _recover(ana, cleo.code, NEW).status_code == 422


def test_it_is_forgotten_here_once_it_was_typed_back():
    ana = people.Somebody("ana-who-writes", "Anastasija").join(confirm=False)
    (lock,) = raw.rows("accounts_personlock")
    assert lock["code_to_confirm"] is not None
    ana.confirm_code()
    (lock,) = raw.rows("accounts_personlock")
    assert lock["code_to_confirm"] is None
    assert ana.browser.get("/code/").status_code == 303


def test_part_of_it_proves_nothing():
    ana = people.Somebody("ana-who-writes", "Anastasija").join(confirm=False)
    code = people.CODE.search(ana.browser.get("/code/").content.decode())[1]
    pages = set()
    for part in ("0" * 28, code[:-5], code[:4], f"{code}-{code[:4]}"):
        answer = ana.browser.post("/code/", {"code": part})
        assert answer.status_code == 422
        pages.add(answer.content.decode().count("This is not the whole code"))
    assert pages == {1}
    (lock,) = raw.rows("accounts_personlock")
    assert lock["code_to_confirm"] is not None


@pytest.mark.parametrize("typed", [str.lower, lambda c: c.replace("-", " ")])
def test_how_it_is_typed_does_not_matter(ana, typed):
    assert _recover(ana, typed(ana.code), NEW).status_code in (302, 303)
