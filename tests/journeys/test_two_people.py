"""A client and a therapist in two browsers at once: from the invite to taking back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys import server as servers
from tests.journeys import watching
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.person import PASSWORD, Person
from tests.journeys.test_every_page import _look
from tests.journeys.test_keyboard import _enter, _tab_to
from tests.journeys.tour import shown_by_app

BEN = "ben-of-the-second-floor"
ANA = "ana-of-the-stories"
WORDS = "The smell of his coat, and then the whole kitchen."
NOT_SHARED = "This one stays with me."
FAULTS = ("axe", "sideways", "titles", "modes")


@pytest.fixture(scope="module")
def server():
    with servers.running(SIGNUP="invited") as started:
        yield started


@pytest.fixture
def two(opened, server):
    """Ana at a telephone and Ben at a desk, both new, and what is watched of each."""

    def somebody(known_as, name, **options):
        context = opened(**{**options, "is_mobile": False, "has_touch": False})
        watch = watching.over(context, server)
        return Person(context.new_page(), server, name=name, known_as=known_as), watch

    return somebody(ANA, "Ana", **PHONE), somebody(BEN, "Ben", **DESK)


def _become_therapist(ben):
    ben.invited = ben.server.tell("invite")
    ben.join()
    assert "is a therapist now" in ben.server.tell("therapist", "add", BEN)
    page = ben.page
    ben.go("/care/")
    expect(page.get_by_role("heading", name="One thing first")).to_be_visible()
    ben.go("/you/second-step/app/")
    page.get_by_label("The code that the app shows now").fill(
        shown_by_app(page.locator(".code-shown").inner_text())
    )
    page.get_by_label("Your password, once more").fill(PASSWORD)
    ben.press("Ask for it from now on")
    ben.press("I have kept them")


def _promise(ben):
    page = ben.page
    ben.go("/care/card/")
    page.get_by_label("Your name, as clients know you").fill("Ben Okoye")
    ben.pick("Tuesday", "Thursday")
    for label, said in {
        "How long does an answer usually take?": "By the next session.",
        "What belongs in the session": "Whatever needs a conversation.",
        "What can a client do when it cannot wait?": "Call a line under Help.",
        "When may you have to tell somebody else?": "When a child is in danger.",
    }.items():
        page.get_by_label(label).fill(said)
    ben.press("Keep and confirm")
    expect(page.get_by_role("status")).to_contain_text("confirmed today")


def _invite(ben):
    ben.go("/care/invites/")
    ben.page.get_by_label("Whom is it for?").fill("The one on Mondays")
    ben.press("Make a code")
    return ben.page.locator(".code-card .code").inner_text()


def _accept(ana, code, look):
    page = ana.page
    ana.go("/meet/")
    page.get_by_label("The code").fill(code)
    ana.press("See who it is")
    expect(page.get_by_role("heading", name="Ben Okoye")).to_be_visible()
    told = ana.read()
    for each in ("nothing is shared", "Tuesday", "Call a line under Help."):
        assert each in told, each
    look(page, "meet")
    ana.invited = code
    ana.join()
    ana.go(f"/meet/{code}/")
    page.get_by_label("The name that they may call you by here").fill("Ana")
    ana.press("Accept")
    page.wait_for_url("**/therapists/**")


def _compare(ana, ben, look):
    ana.go("/therapists/")
    ana.press("Ben Okoye")
    ana.press("The five words")
    look(ana.page, "phrase")
    ben.go("/care/")
    ben.press("compare it")
    look(ben.page, "care-phrase")
    for one in (ana, ben):
        expect(one.page.locator(".five-words")).to_be_visible()
    words = ana.page.locator(".five-words li").all_inner_texts()
    assert words == ben.page.locator(".five-words").inner_text().split()
    assert len(words) == 5
    ana.press("We read it aloud, and it was the same")
    ben.press("They were the same")


def _write(ana):
    ana.begin()
    ana.pick("grief")
    ana.write(WORDS)
    ana.next()
    ana.write(NOT_SHARED)
    ana.to_end()
    ana.keep()


def _share_by_keyboard(ana, look):
    """One answer, shared without touching anything but keys; the preview's article."""
    page = ana.page
    _tab_to(page, "Bring this, or one answer of it")
    _enter(page, "**/share/reflection/**")
    look(page, "choose")
    page.evaluate("document.activeElement.blur()")
    _tab_to(page, "All of it")
    page.keyboard.press("ArrowDown")
    for _ in range(20):
        page.keyboard.press("Tab")
        label = page.evaluate("document.activeElement.closest('label')?.textContent")
        if label and WORDS in label:
            break
    page.keyboard.press("Space")
    _tab_to(page, "Ben Okoye")
    page.keyboard.press("Space")
    _tab_to(page, "Until I take it back")
    page.keyboard.press("Space")
    _tab_to(page, "See it as they will")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What Ben Okoye will see")).to_be_visible()
    (article,) = page.locator("[data-preview] article").all()
    shown = article.evaluate("(each) => each.outerHTML")
    look(page, "preview")
    _tab_to(page, "Share it with Ben Okoye")
    _enter(page, "**/shared/**")
    expect(page.get_by_role("status").first).to_contain_text("Shared.")
    expect(page.get_by_text("Not opened yet.")).to_be_visible()
    return shown


def test_from_the_invite_to_taking_back(two):
    (ana, of_ana), (ben, of_ben) = two
    found = {what: [] for what in (*FAULTS, "seen")}

    def look(page, name):
        _look(page, name, found)

    _become_therapist(ben)
    _promise(ben)
    look(ben.page, "card")
    _accept(ana, _invite(ben), look)
    _compare(ana, ben, look)
    _write(ana)
    preview = _share_by_keyboard(ana, look)
    assert WORDS in preview
    assert NOT_SHARED not in preview

    ben.go("/care/")
    look(ben.page, "care")
    ben.press("Ana")
    (article,) = ben.page.locator("article").all()
    assert article.evaluate("(each) => each.outerHTML") == preview
    assert NOT_SHARED not in ben.page.content()
    look(ben.page, "brief")

    ana.go("/shared/")
    expect(ana.page.get_by_text("Opened on")).to_be_visible()
    look(ana.page, "shared")
    ana.page.get_by_role("button", name="Take it back").click()
    expect(ana.page.get_by_role("status")).to_contain_text("Taken back.")

    ben.page.reload()
    assert ben.page.locator("article").count() == 0
    assert WORDS not in ben.page.content()
    assert [found[what] for what in FAULTS] == [[], [], [], []]
    of_ana.check()
    of_ben.check()
