"""P-29: what touched access is told to its person alone, and not unnoticed untold."""

from __future__ import annotations

import pytest

from holdspace.accounts import trails
from holdspace.accounts.trails import Touched
from holdspace.web import clock
from tests.promises import people, raw

pytestmark = pytest.mark.django_db(transaction=True)

CHANGED = "The password was changed"
MADE = "The space was made"
DAMAGED = "cannot be opened"
OTHER = "nine heron feathers, one stone"


def _trail(ana):
    return ana.browser.get("/you/trail/").content.decode()


def _change_password(ana, new):
    sent = {"password": ana.password, "new_password": new}
    assert ana.browser.post("/you/password/", sent).status_code == 303
    ana.password = new


def _stored():
    (lock,) = raw.rows("accounts_personlock")
    return lock["trail"]


def _put(ana, trail):
    assert raw.run(
        "UPDATE accounts_personlock SET trail = %s WHERE person_id = %s", trail, ana.id
    )


def test_no_stored_byte_tells_what_touched_access(ana):
    _change_password(ana, OTHER)
    ana.browser.post("/you/code/", {"password": ana.password})
    ana.confirm_code()
    sent = {"sign_in": ana.sign_in, "code": ana.code, "password": people.PASSWORD}
    assert people.Somebody("", "").browser.post("/recover/", sent).status_code == 302
    stolen = raw.everything()
    for what in Touched:
        assert not raw.found_in(stolen, what.value)
    ana.password = people.PASSWORD
    ana.sign_in_again()
    ana.confirm_code()
    assert CHANGED in _trail(ana)


def test_a_line_that_waits_has_the_same_size_whatever_it_tells(ana):
    ana.browser.post("/lock/")
    for what in Touched:
        trails.add(ana.id, what=what, now=clock.now())
    lines = raw.rows("accounts_trailline")
    assert len(lines) == len(Touched)
    assert {len(row["sealed"]) for row in lines} == {4096 + 68}
    assert set(lines[0]) == {"person_id", "id", "sealed"}


def test_an_older_trail_put_back_is_noticed(ana):
    older = _stored()
    _change_password(ana, OTHER)
    assert CHANGED in _trail(ana)
    newer = _stored()
    _put(ana, older)
    assert DAMAGED in _trail(ana)
    _put(ana, newer)
    assert CHANGED in _trail(ana)


def test_a_trail_that_was_taken_away_is_missed(ana):
    _change_password(ana, OTHER)
    _trail(ana)
    _put(ana, None)
    page = _trail(ana)
    assert DAMAGED in page
    assert "Nothing yet" not in page


def test_a_trail_of_somebody_else_is_not_shown(ana, cleo):
    theirs = {
        str(row["person_id"]): row["trail"] for row in raw.rows("accounts_personlock")
    }
    assert MADE in _trail(ana)
    _put(ana, theirs[raw.stored(cleo.id)])
    assert DAMAGED in _trail(ana)
    assert MADE not in _trail(ana)


def test_a_damaged_trail_keeps_nobody_from_what_they_wrote(ana):
    kept = ana.write("the harbour was quiet")
    _put(ana, b"noise" * 900)
    ana.browser.post("/lock/")
    assert ana.unlock().status_code == 303
    assert "the harbour was quiet" in ana.read(kept).content.decode()


def test_reading_and_writing_leave_no_trail(ana):
    before = _stored()
    kept = ana.write("the harbour was quiet")
    ana.read(kept)
    ana.timeline()
    assert raw.rows("accounts_trailline") == []
    assert _stored() == before
