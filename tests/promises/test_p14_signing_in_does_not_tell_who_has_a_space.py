"""P-14: an unknown name and a wrong password get one answer, for the same work."""

from __future__ import annotations

import re
import sys
from contextlib import contextmanager

import pytest
from django.core.cache import cache
from django.test import Client

from holdspace.core.vault import passwords

pytestmark = pytest.mark.django_db(transaction=True)

KNOWN, UNKNOWN = "ana-who-writes", "nob-who-writes"
WRONG = "another password altogether"
NEW = "a later word for the door"


@contextmanager
def watching():
    """Write down what each slow derivation costs, without changing anything."""
    costs = []

    def look(frame, event, _):
        if event == "call" and frame.f_code is passwords.derive.__code__:
            costs.append(frame.f_locals["cost"])

    sys.setprofile(look)
    try:
        yield costs
    finally:
        sys.setprofile(None)


def _try(where, name, **given):
    browser = Client()
    with watching() as costs:
        answer = browser.post(where, {"sign_in": name, **given})
    page = answer.content.decode().replace(name, "NAME")
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)
    cookies = {key: one["max-age"] for key, one in answer.cookies.items()}
    headers = {k: v for k, v in answer.headers.items() if k != "Content-Length"}
    headers.pop("Content-Security-Policy", None)
    return answer.status_code, page, cookies, headers, costs


def test_signing_in(ana):
    known = _try("/sign-in/", KNOWN, password=WRONG)
    unknown = _try("/sign-in/", UNKNOWN, password=WRONG)
    assert known == unknown
    assert known[0] == 422
    assert len(known[-1]) == 1


def test_a_right_password_costs_the_same_work(ana):
    status, *_, costs = _try("/sign-in/", KNOWN, password=ana.password)
    assert status in (302, 303)
    assert costs == _try("/sign-in/", UNKNOWN, password=WRONG)[-1]


def test_signing_in_with_any_password(ana):
    for password in ("x", " ", "x" * 1000, "x" * 1001, "a\u0301" * 9, "\0", ""):
        known = _try("/sign-in/", KNOWN, password=password)
        unknown = _try("/sign-in/", UNKNOWN, password=password)
        assert known == unknown


def test_recovering_with_a_wrong_code(ana):
    # One code in 32 ends in 0 itself.
    last = "1" if ana.code.endswith("0") else "0"
    for code in (ana.code[:-1] + last, "0000-0000", ana.code[:14]):
        known = _try("/recover/", KNOWN, code=code, password=NEW)
        unknown = _try("/recover/", UNKNOWN, code=code, password=NEW)
        assert known == unknown
        assert known[0] == 422


def test_many_tries_are_slowed_down_alike(ana, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key"}
    cache.clear()
    known = [_try("/sign-in/", KNOWN, password=WRONG) for _ in range(8)]
    unknown = [_try("/sign-in/", UNKNOWN, password=WRONG) for _ in range(8)]
    cache.clear()
    assert known == unknown
    assert [len(costs) for *_, costs in known] == [1] * 5 + [0] * 3


def test_the_watch_sees_a_derivation():
    with watching() as costs:
        passwords.pretend("x", passwords.CHEAPEST)
    assert costs == [passwords.CHEAPEST]
