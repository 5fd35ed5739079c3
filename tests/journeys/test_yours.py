"""What is a person's own to change, take along and end: by keyboard, script or none."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from tests.journeys import server as servers
from tests.journeys.person import PASSWORD, SIGN_IN
from tests.journeys.test_keyboard import _enter, _tab_to
from tests.journeys.tour import shown_by_app

OTHER = "nine lamps over the harbour wall"


@pytest.fixture
def server():
    """A server of one story: the person deletes everything in the end."""
    with servers.running() as started:
        yield started


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_the_keyboard_alone_leads_through_all_that_is_yours(meet, script):
    robin, watch = meet(java_script_enabled=script, has_touch=False, is_mobile=False)
    page = robin.page
    robin.join()
    robin.begin("A short check-in")
    page.locator("textarea").first.fill("The cormorant came back.")
    robin.to_end()
    robin.press("Keep")

    _from_you(robin, "Export")
    _tab_to(page, "Your password")
    page.keyboard.type(PASSWORD)
    with page.expect_download() as saved:
        _tab_to(page, "Save as a Bundle")
        page.keyboard.press("Enter")
    bundle = json.loads(saved.value.path().read_text())
    assert "The cormorant came back." in json.dumps(bundle)

    _from_you(robin, "Change the password")
    _tab_to(page, "Your password")
    page.keyboard.type(PASSWORD)
    _tab_to(page, "A new password")
    page.keyboard.type(OTHER)
    _tab_to(page, "Change it")
    _press(page)
    expect(page.get_by_role("status").first).to_be_visible()

    _from_you(robin, "A second step at signing in")
    _tab_to(page, "Set up an app")
    _enter(page, "**/app/")
    key = page.locator(".code-shown").inner_text()
    _tab_to(page, "The code that the app shows now")
    page.keyboard.type(shown_by_app(key))
    _tab_to(page, "Your password, once more")
    page.keyboard.type(OTHER)
    _tab_to(page, "Ask for it from now on")
    _press(page)
    backup = page.locator(".codes li").first.inner_text()
    _tab_to(page, "I have kept them")
    _press(page)

    _from_you(robin, "Sign out")
    robin.go("/sign-in/")
    _tab_to(page, "Sign-in name or e-mail address")
    page.keyboard.type(SIGN_IN)
    _tab_to(page, "Password")
    page.keyboard.type(OTHER)
    _tab_to(page, "Sign in")
    _press(page)
    _tab_to(page, "Code")
    page.keyboard.type(backup)
    _tab_to(page, "Go on")
    _enter(page, "**/today/")

    _from_you(robin, "Where you are signed in")
    expect(page.get_by_text("this one", exact=True)).to_be_visible()
    _from_you(robin, "What touched access")
    expect(page.get_by_text("The password was changed").first).to_be_visible()
    _from_you(robin, "See what is held")
    expect(page.get_by_text("sealed").first).to_be_visible()

    _from_you(robin, "Delete everything")
    _tab_to(page, "Your password")
    page.keyboard.type(OTHER)
    _tab_to(page, "To be sure")
    page.keyboard.type("delete")
    _tab_to(page, "Delete everything")
    _enter(page, "**/deleted/")
    watch.check()


def _from_you(robin, name):
    robin.go("/you/")
    _tab_to(robin.page, name)
    _press(robin.page)


def _press(page):
    with page.expect_navigation():
        page.keyboard.press("Enter")
