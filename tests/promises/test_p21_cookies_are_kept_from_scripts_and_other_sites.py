"""P-21: cookies of a space are kept from scripts, other sites and plain HTTP."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

from tests.promises import people

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = ("SESSION_COOKIE_NAME", "UNLOCKED_COOKIE_NAME", "CSRF_COOKIE_NAME")
PRINT = """
import json
from holdspace.config.space import settings
names = ("SESSION_COOKIE_NAME", "UNLOCKED_COOKIE_NAME", "CSRF_COOKIE_NAME")
flags = ("HTTPS", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
         "SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_HTTPONLY",
         "SESSION_COOKIE_SAMESITE", "CSRF_COOKIE_SAMESITE",
         "SESSION_EXPIRE_AT_BROWSER_CLOSE")
print(json.dumps({name: getattr(settings, name) for name in names + flags}))
"""


def _cookies(browser):
    return {name: browser.cookies[getattr(settings, name)] for name in NAMES}


def test_each_cookie_is_for_this_site_only_and_not_for_scripts():
    ana = people.ana()
    for name, cookie in _cookies(ana.browser).items():
        assert cookie["httponly"], name
        assert cookie["samesite"] == "Strict", name
        assert cookie["path"] == "/", name
        assert not cookie["domain"], name


def test_the_two_that_open_anything_end_with_the_browser():
    cookies = _cookies(people.ana().browser)
    for name in ("SESSION_COOKIE_NAME", "UNLOCKED_COOKIE_NAME"):
        assert not cookies[name]["max-age"]
        assert not cookies[name]["expires"]


def test_over_https_each_is_bound_to_host_and_https(settings):
    settings.HTTPS = True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    for name, cookie in _cookies(people.ana().browser).items():
        assert cookie["secure"], name


def test_the_settings_bind_them_as_soon_as_there_is_https():
    found = _settings(BEHIND_PROXY="yes", HOSTS="space.example")
    assert found.pop("HTTPS") is True
    names = [found.pop(name) for name in NAMES]
    assert all(name.startswith("__Host-") for name in names)
    assert len(set(names)) == 3
    assert set(found.values()) == {True, "Strict"}


def test_without_https_the_names_are_plain_because_browsers_would_refuse_them():
    found = _settings()
    assert found["HTTPS"] is False
    assert not any(found[name].startswith("__") for name in NAMES)


def test_signing_out_takes_them_back(client):
    ana = people.ana()
    answer = ana.browser.post("/sign-out/")
    for name in ("SESSION_COOKIE_NAME", "UNLOCKED_COOKIE_NAME"):
        assert answer.cookies[getattr(settings, name)].value == ""


def test_nothing_else_is_left_in_the_browser():
    ana = people.ana()
    ana.write("nothing of this in a cookie")
    known = {getattr(settings, name) for name in NAMES}
    assert set(ana.browser.cookies) <= known
    for cookie in ana.browser.cookies.values():
        assert "nothing of this" not in cookie.value


def _settings(**given):
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(sys.path),
        "SECRET_KEY": "only for tests, and long enough to be taken as one",
        "HOLDSPACE_DATA": os.environ["HOLDSPACE_DATA"],
        **given,
    }
    told = subprocess.run(
        [sys.executable, "-c", PRINT], env=environment, capture_output=True, check=True
    )
    return json.loads(told.stdout)
