"""P-18: a public key swapped in the database is noticed when the space is opened."""

from __future__ import annotations

import pytest

from holdspace.core.vault import PrivateKey
from tests.promises import raw

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "sealed before the key was swapped"


def _put(person, **columns):
    for column, value in columns.items():
        assert raw.run(
            f"UPDATE accounts_personlock SET {column} = %s WHERE person_id = %s",  # noqa: S608
            value,
            person,
        )


def _lock(person):
    (lock,) = [
        row
        for row in raw.rows("accounts_personlock")
        if str(row["person_id"]).replace("-", "") == person.hex
    ]
    return lock


def _refused(answer):
    page = answer.content.decode()
    return answer.status_code == 409 and WORDS not in page and "opened" in page


def test_at_signing_in(ana):
    ana.write(WORDS)
    ana.browser.post("/sign-out/")
    _put(ana.id, public=PrivateKey.new().public.to_bytes())
    assert _refused(ana.sign_in_again())


def test_at_unlocking(ana):
    ana.write(WORDS)
    ana.browser.post("/lock/")
    _put(ana.id, public=PrivateKey.new().public.to_bytes())
    assert _refused(ana.unlock())


def test_in_the_middle_of_a_session(ana):
    kept = ana.write(WORDS)
    _put(ana.id, public=PrivateKey.new().public.to_bytes())
    assert _refused(ana.read(kept))


def test_with_the_private_half_that_belongs_to_it(ana, cleo):
    ana.write(WORDS)
    ana.browser.post("/lock/")
    theirs = _lock(cleo.id)
    _put(ana.id, public=theirs["public"], private=theirs["private"])
    assert _refused(ana.unlock())


def test_put_back_everything_opens_again(ana):
    kept = ana.write(WORDS)
    own = _lock(ana.id)["public"]
    _put(ana.id, public=PrivateKey.new().public.to_bytes())
    assert _refused(ana.read(kept))
    _put(ana.id, public=own)
    assert WORDS in ana.read(kept).content.decode()
