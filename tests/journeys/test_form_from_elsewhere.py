"""A form that somebody else wrote: brought in, published, answered, kept and read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys import server as servers
from tests.journeys import watching
from tests.journeys.person import SIGN_IN, Person
from tests.journeys.test_any_form import _title
from tests.journeys.test_keyboard import _enter, _tab_to

FORM = Path(__file__).parents[1] / "forms" / "seven-evenings.json"
WAYS = ("with script", "without script", "by keyboard alone")
TOTAL = "The five lines together"


@pytest.fixture(scope="module")
def server():
    with servers.running(SIGNUP="invited") as started:
        yield started


@pytest.fixture(scope="module")
def keys(browser, server):
    """The cookies with which the keeper's space is open."""
    context = browser.new_context()
    Person(context.new_page(), server, invited=server.tell("invite")).join()
    assert "is a keeper now" in server.tell("keeper", "add", SIGN_IN)
    cookies = context.cookies()
    context.close()
    return cookies


@pytest.fixture
def come(opened, server, keys):
    """A keeper or a client at a browser, and what is watched about it."""

    def somebody(*, keeper, way):
        script = way != "without script"
        context = opened(has_touch=False, is_mobile=False, java_script_enabled=script)
        watch = watching.over(context, server)
        if keeper:
            context.add_cookies(keys)
            return Person(context.new_page(), server), watch
        name = f"ana-{way.replace(' ', '-')}"
        ana = Person(
            context.new_page(), server, known_as=name, invited=server.tell("invite")
        )
        ana.join()
        return ana, watch

    return somebody


def _publish(kim, title, *, scripted=True):
    """Bring the form in, look at it as a client would, and publish it for everybody."""
    page = kim.page
    form = json.loads(FORM.read_bytes())
    form["title"] = title
    form["url"] = f"{form['url']}/{title.replace(' ', '-').replace(',', '')}"
    file = {
        "name": "form.json",
        "mimeType": "application/json",
        "buffer": json.dumps(form).encode(),
    }
    kim.go("/you/")
    kim.press("Forms")
    page.get_by_label("The file").set_input_files([file])
    kim.press("Bring it in")
    page.wait_for_url("**/keeper/form/**")
    expect(page.get_by_role("status")).to_contain_text("as a draft")
    who = page.get_by_label("Who was it?")
    kim.press("The whole form")
    # Everything stands there, also what hangs on an answer that nobody gave.
    expect(who).to_be_visible()
    expect(page.get_by_text("What was it?")).to_be_visible()
    kim.press("Screen 1: Who was there")
    expect(who).to_be_hidden()
    page.get_by_label("yes", exact=True).check(force=True)
    if scripted:
        expect(who).to_be_visible()
    kim.press("← Back to the form")
    page.get_by_label("By which licence or leave").fill("Written by ourselves.")
    page.get_by_label("Show it in the open list").check()
    kim.press("Publish this version")
    page.get_by_text("It is published.").wait_for()


def _begin(ana, title):
    ana.go("/guides/")
    ana.page.get_by_role("link", name=title).click()
    told = ana.read()
    assert "Not reviewed by a clinician yet." in told
    assert "Written by ourselves." in told
    ana.press("Begin")
    ana.page.wait_for_url("**/journal/write/**")


def _on(ana, title):
    ana.press("Next")
    _title(ana, title)


def _check_read(ana):
    told = ana.read()
    for each in (
        "Who was it?\nAna's brother",
        "Monday · Was there supper? yes · What was it? Soup",
        "Thursday",
        "In these seven evenings",
        "I stood at the window\nevery evening",
        f"{TOTAL}\n7",
        "55 of 100 (0 cold through, 100 warm to the corners)",
        "2.5 kilometres",
        "The lamp on the stairs stayed on.",
    ):
        assert each in told, each
    # It was asked of somebody who was alone.
    assert "What kept you company instead?" not in told


@pytest.mark.parametrize("way", WAYS[:2])
def test_a_form_from_elsewhere_is_published_answered_kept_and_read(come, way):
    title = f"Seven evenings, {way}"
    kim, seen = come(keeper=True, way=way)
    scripted = way == "with script"
    _publish(kim, title, scripted=scripted)
    seen.check()

    ana, watch = come(keeper=False, way=way)
    page = ana.page
    _begin(ana, title)
    who = page.get_by_label("Who was it?")
    company = page.get_by_role("radiogroup", name="Was somebody with you")
    if scripted:
        company.get_by_label("no", exact=True).check(force=True)
        page.get_by_label("the rain").check(force=True)
    company.get_by_label("yes").check(force=True)
    if not scripted:
        ana.press("Next")
        page.wait_for_url("**brought**")
    who.fill("Ana's brother")
    _on(ana, "Evening by evening")

    evening, dish = page.get_by_label("Which evening?"), page.get_by_label("What was")
    evening.fill("Monday")
    page.get_by_label("yes", exact=True).check(force=True)
    page.get_by_role("button", name="Add another").click()
    page.wait_for_url("**more=**")
    expect(dish.nth(0)).to_be_visible()
    expect(dish.nth(1)).to_be_hidden()
    dish.nth(0).fill("Soup")
    evening.nth(1).fill("Thursday")
    _on(ana, "How often")

    # Half way, and away: it waits where it was left.
    ana.go("/today/")
    ana.press("Pick it up")
    page.wait_for_url("**/journal/write/**")
    while page.get_by_role("table").count() == 0:
        ana.next()
    table = page.get_by_role("table", name="In these seven evenings")
    often = ("some evenings", "most evenings", "every evening", "not once")
    for row, said in enumerate((*often, often[0]), start=1):
        table.get_by_role("row").nth(row).get_by_label(said).check()
    _on(ana, "How it was")

    expect(page.get_by_role("status", name=TOTAL)).to_have_text("7")
    warm = page.get_by_role("textbox", name="How warm was the house?")
    if scripted:
        page.get_by_role("slider", name="How warm was the house?").press("ArrowRight")
        expect(warm).to_have_value("55")
    else:
        warm.fill("55")
    page.get_by_role("textbox", name="How far did you walk?").fill("2.5")
    page.get_by_label("Anything that you would").fill(
        "The lamp on the stairs stayed on."
    )
    ana.press("Next")
    page.wait_for_url("**/journal/end/**")
    _check_read(ana)
    ana.keep()
    _check_read(ana)
    watch.check()


def test_a_form_from_elsewhere_is_answered_by_keyboard_alone(come):
    title = f"Seven evenings, {WAYS[2]}"
    kim, _ = come(keeper=True, way=WAYS[2])
    _publish(kim, title)

    ana, watch = come(keeper=False, way=WAYS[2])
    page = ana.page
    keys = page.keyboard
    ana.go("/guides/")
    _tab_to(page, title)
    _enter(page, "**/guides/**")
    _tab_to(page, "Begin")
    _enter(page, "**/1/**")
    _tab_to(page, "yes")
    keys.press("Space")
    _tab_to(page, "Who was it?")
    keys.type("Ana's brother")
    _tab_to(page, "Next")
    _enter(page, "**/2/**")

    _tab_to(page, "Which evening?")
    keys.type("Monday")
    _tab_to(page, "yes")
    keys.press("Space")
    _tab_to(page, "What was it?")
    keys.type("Soup")
    _tab_to(page, "Add another")
    _enter(page, "**more=**")
    # The keyboard goes on in the row that is new.
    _tab_to(page, "Which evening?")
    keys.type("Thursday")
    _tab_to(page, "Next")
    _enter(page, "**/3/**")

    for steps in (1, 2, 3, 0, 1):
        _tab_to(page, "not once")
        keys.press("Space")
        for _ in range(steps):
            keys.press("ArrowRight")
    _tab_to(page, "Next")
    _enter(page, "**/4/**")

    expect(page.get_by_role("status", name=TOTAL)).to_have_text("7")
    _tab_to(page, "How warm was the house?")
    keys.press("Shift+Tab")
    keys.press("ArrowRight")
    _tab_to(page, "How far did you walk?")
    keys.type("2.5")
    _tab_to(page, "Anything that you would")
    keys.type("The lamp on the stairs stayed on.")
    _tab_to(page, "Next")
    _enter(page, "**/end/**")
    _check_read(ana)
    _tab_to(page, "Keep")
    _enter(page, "**/read/**")
    _check_read(ana)
    watch.check()
