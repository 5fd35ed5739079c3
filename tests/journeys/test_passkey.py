"""A passkey is added, and asked for at the next signing in."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tests.journeys import watching
from tests.journeys.person import PASSWORD, SIGN_IN, Person


@pytest.fixture
def device(opened, server):
    """A browser with a device that keeps passkeys, at an address that takes them."""
    here = replace(server, url=server.url.replace("127.0.0.1", "localhost"))
    context = opened()
    watch = watching.over(context, here)
    page = context.new_page()
    protocol = context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    added = protocol.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )

    def forget():
        name = {"authenticatorId": added["authenticatorId"]}
        protocol.send("WebAuthn.clearCredentials", name)

    return Person(page, here), watch, forget


def _type_password(robin):
    robin.go("/sign-in/")
    robin.page.get_by_label("Sign-in name or e-mail address").fill(SIGN_IN)
    robin.page.get_by_label("Password").fill(PASSWORD)
    robin.press("Sign in")
    robin.page.wait_for_url("**/sign-in/second-step/")


def test_a_passkey_is_made_and_signs_in_after_the_password(device):
    robin, watch, forget = device
    robin.join()
    robin.go("/you/second-step/passkey/")
    robin.page.get_by_label("Password").fill(PASSWORD)
    robin.press("Go on")
    robin.press("Make a passkey")
    robin.page.wait_for_url("**/you/second-step/codes/")
    robin.press("I have kept them")
    expect(robin.page.get_by_role("heading", name="Passkey 1")).to_be_visible()
    robin.sign_out()
    _type_password(robin)
    robin.go("/today/")
    assert robin.path == "/sign-in/"
    robin.go("/sign-in/second-step/")
    watching.check_title(robin.page)
    robin.press("Use a passkey")
    robin.page.wait_for_url("**/today/")
    robin.sign_out()
    # The device has lost it: the page stays, and says so.
    forget()
    _type_password(robin)
    robin.press("Use a passkey")
    expect(robin.page.get_by_text("The passkey was not used")).to_be_visible()
    assert robin.path == "/sign-in/second-step/"
    assert watch.said == []
