"""P-17: a session's row holds no id, no name and no moment, and signs nobody in."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from tests.promises import raw

pytestmark = pytest.mark.django_db(transaction=True)

COLUMNS = {"id", "sealed", "ends_at"}


def _row():
    (row,) = raw.rows("accounts_session")
    return row


def _token(ana):
    return ana.browser.cookies[settings.SESSION_COOKIE_NAME].value


def test_a_row_has_a_name_derived_a_seal_and_a_day(ana):
    row = _row()
    assert set(row) == COLUMNS
    assert str(row["ends_at"])[11:19] in ("00:00:00", "")


def test_no_id_name_or_token_is_in_it(ana):
    held = raw.values(["accounts_session"])
    for secret in (str(ana.id), ana.id.hex, ana.sign_in, ana.name, _token(ana)):
        assert not raw.found_in(held, secret)
    assert ana.id.bytes not in held


def test_the_token_in_the_cookie_is_nowhere_in_the_database(ana):
    stolen = raw.everything()
    assert not raw.found_in(stolen, _token(ana))


def test_a_stolen_row_signs_nobody_in(ana):
    row = _row()
    for value in (row["id"], row["sealed"].hex(), row["sealed"].hex()[:64]):
        thief = Client()
        thief.cookies[settings.SESSION_COOKIE_NAME] = value
        assert "/sign-in/" in thief.get("/unlock/")["Location"]


def test_two_sessions_of_one_person_have_nothing_in_common(ana):
    first = _row()
    Client().post("/sign-in/", {"sign_in": ana.sign_in, "password": ana.password})
    rows = raw.rows("accounts_session")
    (second,) = [row for row in rows if row["id"] != first["id"]]
    same = sum(a == b for a, b in zip(first["sealed"], second["sealed"], strict=False))
    # Magic, version and type come first and are four bytes in every envelope.
    assert same < 4 + len(first["sealed"]) * 0.05


@pytest.mark.parametrize("sealed", [b"", b"\0" * 400])
def test_a_damaged_row_is_no_session(ana, sealed):
    assert raw.run("UPDATE accounts_session SET sealed = %s", sealed)
    assert "/sign-in/" in ana.browser.get("/unlock/")["Location"]


def test_a_row_put_under_another_token_is_no_session(ana, cleo):
    one, other = raw.rows("accounts_session")
    for row, sealed in ((one, other["sealed"]), (other, one["sealed"])):
        assert raw.run(
            "UPDATE accounts_session SET sealed = %s WHERE id = %s", sealed, row["id"]
        )
    for who in (ana, cleo):
        assert "/sign-in/" in who.browser.get("/unlock/")["Location"]
