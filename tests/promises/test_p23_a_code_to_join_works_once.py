"""P-23: a code that lets somebody join works once, and only its hash is kept."""

from __future__ import annotations

import pytest
from django.test import Client

from holdspace.accounts import flows
from tests.promises import people, raw

pytestmark = pytest.mark.django_db(transaction=True)


def _join(name, code):
    given = {
        "sign_in": name,
        "password": people.PASSWORD,
        "of_age": "on",
        "invitation": code,
    }
    return Client().post("/create/", given)


def test_it_works_once(settings):
    settings.SIGNUP = "invited"
    code = flows.invite(first=False)
    assert _join("the-first", code).status_code in (302, 303)
    assert _join("the-second", code).status_code == 422
    assert len(raw.rows("accounts_person")) == 1


def test_without_one_nobody_joins(settings):
    settings.SIGNUP = "invited"
    for code in ("", "AAAA-AAAA-AAAA-AAAA"):
        assert _join("somebody", code).status_code == 422
    assert raw.rows("accounts_person") == []


def test_only_its_hash_is_kept(settings):
    settings.SIGNUP = "invited"
    code = flows.invite(first=False)
    stolen = raw.everything()
    assert not raw.found_in(stolen, code)
    assert not raw.found_in(stolen, code.replace("-", ""))


def test_a_space_for_one_is_closed_once_somebody_is_in(settings):
    settings.SIGNUP = "alone"
    assert _join("the-first", flows.invite(first=True)).status_code in (302, 303)
    assert _join("the-second", flows.invite(first=True)).status_code in (200, 422)
    assert len(raw.rows("accounts_person")) == 1


def test_a_newer_first_code_takes_the_place_of_the_older(settings):
    settings.SIGNUP = "alone"
    older, newer = flows.invite(first=True), flows.invite(first=True)
    assert _join("the-first", older).status_code == 422
    assert _join("the-first", newer).status_code in (302, 303)
