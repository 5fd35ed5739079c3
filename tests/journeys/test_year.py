"""A year to look back on: chosen, seen, printed and taken along."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from tests.journeys import watching
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_every_page import AXE, SHADES, SIZES

pytestmark = pytest.mark.usefixtures("space")
OWN = "The hedge stood in the rain, and so did I."
LINES = "It was a year.\nThe kettle sang most mornings."


@pytest.fixture(scope="module")
def diary(browser, server, space):
    """Two reflections, kept before the stories begin."""
    del space
    from tests.journeys.person import Person

    context = browser.new_context()
    robin = Person(context.new_page(), server)
    robin.sign_in()
    for words in (("Longing", "Grief"), ("Sadness", "Fear")):
        robin.begin()
        for word in words:
            robin.pick(word)
        robin.to_end()
        robin.keep()
    context.close()


def _look(page):
    """Every size and both themes: nothing out of place for anybody."""
    page.evaluate(AXE_SCRIPT)
    for shade in SHADES:
        page.emulate_media(color_scheme=shade, reduced_motion="reduce")
        for width in SIZES:
            page.set_viewport_size({"width": width, "height": 844})
            watching.check_no_sideways(page)
            page.evaluate(
                "document.getAnimations().filter((one) => one instanceof CSSTransition)"
                ".forEach((one) => one.finish())"
            )
            found = page.evaluate(AXE)["violations"]
            told = [(one["id"], one["nodes"][0]["html"][:200]) for one in found]
            assert told == [], (shade, width)
    page.set_viewport_size({"width": 640, "height": 800})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    watching.check_no_sideways(page)
    page.evaluate("document.documentElement.style.fontSize = ''")
    watching.check_title(page)


def _choose(robin):
    page = robin.page
    robin.go("/patterns/")
    robin.press("Choose what goes on it")
    page.wait_for_url("**/patterns/year/")
    assert page.locator("[name=ticked]:checked").count() == 0
    page.get_by_label("At the top of the page").fill(OWN)
    page.get_by_label("You wrote down 2 times of tears.").check()
    page.get_by_label("These months").check()
    page.get_by_label("Something you wrote once").fill(LINES)


@pytest.mark.parametrize("where", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_year_is_chosen_seen_and_taken_along(meet, diary, where, script):
    del diary
    robin, watch = meet(**where, java_script_enabled=script)
    page = robin.page
    robin.sign_in()
    _choose(robin)
    robin.press("See the page")
    sheet = page.locator("article")
    expect(sheet).to_contain_text(OWN)
    expect(sheet).to_contain_text("You wrote down 2 times of tears.")
    expect(sheet).to_contain_text("The kettle sang most mornings.")
    expect(sheet).not_to_contain_text("longing")
    with page.expect_download() as coming:
        robin.press("Save as PDF")
    assert coming.value.suggested_filename == "year.pdf"
    assert Path(coming.value.path()).read_bytes().startswith(b"%PDF-")
    robin.press("Change what is on it")
    expect(page.get_by_label("At the top of the page")).to_have_value(OWN)
    expect(page.get_by_label("These months")).to_be_checked()
    expect(page.get_by_label("Something you wrote once")).to_have_value(LINES)
    assert robin.path == "/patterns/year/"
    watch.check()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_folded_list_is_opened_and_chosen_at_once(meet, diary, script):
    del diary
    robin, watch = meet(**PHONE, java_script_enabled=script)
    page = robin.page
    robin.sign_in()
    robin.go("/patterns/year/")
    page.get_by_label("At the top of the page").fill(OWN)
    grief = page.get_by_label("Grief, 1 of 2 times")
    expect(grief).to_be_hidden()
    page.get_by_text("Feelings, 5 lines").click()
    expect(grief).to_be_visible()
    page.get_by_role("button", name="Choose all of these").click()
    expect(page.locator("[name=ticked]:checked")).to_have_count(5)
    expect(grief).to_be_visible()
    expect(grief).to_be_checked()
    expect(page.get_by_label("At the top of the page")).to_have_value(OWN)
    assert robin.path == "/patterns/year/"
    robin.press("See the page")
    expect(page.locator("article")).to_contain_text("Fear, 1 of 2 times")
    watch.check()


def test_every_step_at_every_size_and_in_every_light(meet, diary):
    del diary
    robin, watch = meet(**DESK)
    page = robin.page
    robin.sign_in()
    robin.go("/patterns/year/")
    _look(page)
    robin.press("See the page")
    expect(page.get_by_text("Nothing is chosen yet")).to_be_visible()
    _look(page)
    _choose(robin)
    page.get_by_label("At the top of the page").fill("Rain \N{CLOUD WITH RAIN}")
    robin.press("See the page")
    _look(page)
    robin.press("Save as PDF")
    expect(page.get_by_text("in the typefaces that a PDF is made with")).to_be_visible()
    _look(page)
    page.context.clear_cookies(name="holdspace-key")
    robin.press("Change what is on it")
    expect(
        page.get_by_role("heading", name="Your space has locked itself")
    ).to_be_visible()
    expect(page.get_by_label("Your lines")).to_have_value(LINES)
    _look(page)
    watch.check()


def test_by_keyboard_alone(meet, diary):
    del diary
    robin, watch = meet(**DESK)
    page = robin.page
    robin.sign_in()
    robin.go("/patterns/year/")
    page.get_by_label("At the top of the page").focus()
    page.keyboard.type(OWN)
    # Past the button that shows the page.
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "ticked"
    page.keyboard.press("Space")
    button = page.get_by_role("button", name="See the page", exact=True).last
    for _ in range(60):
        page.keyboard.press("Tab")
        if button.evaluate("(one) => one === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("article")).to_contain_text(OWN)
    watch.check()


def test_printed_it_is_the_page_alone(meet, diary, server):
    del diary
    robin, _ = meet(**DESK)
    page = robin.page
    robin.sign_in()
    _choose(robin)
    robin.press("See the page")
    page.emulate_media(media="print")
    for hidden in ("header.bar", "footer", "form", ".no-print"):
        for one in page.locator(hidden).all():
            expect(one).to_be_hidden()
    expect(page.locator("article")).to_be_visible()
    told = server.log.read_text().lower()
    assert "hedge" not in told
    assert "kettle" not in told
