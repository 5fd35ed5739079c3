"""A form from anywhere in a browser: it branches, repeats, is a table, is slid."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from tests.journeys import server as servers
from tests.journeys import watching
from tests.journeys.person import Person
from tests.journeys.test_every_page import AXE
from tests.journeys.test_keyboard import _tab_to

POINTS = "Points for the show"
HERE = Path(__file__).parent
BESIDE = ":".join(
    str(one) for one in (HERE / "forms_beside", servers.SOURCE, HERE.parents[1])
)


@pytest.fixture(scope="module")
def server():
    with servers.running(PYTHONPATH=BESIDE, FORM_BESIDE="allotment-week") as started:
        yield started


@pytest.fixture(scope="module")
def joined(browser, server):
    """A space that is there already; the cookies that it is open with."""
    context = browser.new_context()
    robin = Person(context.new_page(), server)
    robin.join()
    cookies = context.cookies()
    context.close()
    return cookies


@pytest.fixture
def arrive(opened, server, joined):
    """Somebody on the first page of the form, and what is watched about it."""

    def somebody(**options):
        context = opened(has_touch=False, is_mobile=False, **options)
        context.add_cookies(joined)
        watch = watching.over(context, server)
        robin = Person(context.new_page(), server)
        robin.begin()
        return robin, watch

    return somebody


def _title(robin, title):
    expect(robin.page.get_by_role("heading", level=1)).to_have_text(title)


def _look(page):
    """Nothing is out of place, in either light, on a small phone and a desk."""
    page.evaluate(AXE_SCRIPT)
    for shade in ("light", "dark"):
        page.emulate_media(color_scheme=shade, reduced_motion="reduce")
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            watching.check_no_sideways(page)
            found = page.evaluate(AXE)["violations"]
            assert [one["id"] for one in found] == []
    page.emulate_media(forced_colors="active")
    watching.check_no_sideways(page)
    page.emulate_media(forced_colors="none", color_scheme="light")
    page.set_viewport_size({"width": 390, "height": 844})


def test_with_script_questions_come_and_go_while_they_are_answered(arrive):
    robin, watch = arrive()
    page = robin.page
    who, again = page.get_by_label("Who came by?"), page.get_by_text("come again?")
    expect(who).to_be_hidden()
    visitor = page.get_by_role("radiogroup", name="Did somebody come by?")
    visitor.get_by_label("yes").check(force=True)
    expect(who).to_be_visible()
    expect(again).to_be_hidden()
    who.fill("Ana")
    expect(again).to_be_visible()
    visitor.get_by_label("no", exact=True).check(force=True)
    expect(who).to_be_hidden()
    # What hangs on something that is off is off as well.
    expect(again).to_be_hidden()
    visitor.get_by_label("yes").check(force=True)
    expect(who).to_have_value("Ana")
    _look(page)
    robin.next()
    # What was seen brings no page back.
    _title(robin, "Numbers and days")
    watch.check()


def test_without_script_the_page_comes_back_once_for_what_was_brought_up(arrive):
    robin, watch = arrive(java_script_enabled=False)
    page = robin.page
    who = page.get_by_label("Who came by?")
    expect(who).to_be_hidden()
    page.get_by_label("yes", exact=True).check(force=True)
    robin.press("Next")
    page.wait_for_url("**brought**")
    _title(robin, "Words and choices")
    expect(page.get_by_role("status")).to_contain_text("brought up something more")
    expect(who).to_be_visible()
    assert page.evaluate("location.hash").startswith("#at-")
    robin.press("Next")
    _title(robin, "Numbers and days")
    robin.press("Back")
    page.locator("input[value=waterlogged]").check(force=True)
    robin.next()
    for title in ("Side by side", "One after another", "After a frost", "To end with"):
        robin.next()
        _title(robin, title)
    watch.check()


def test_a_page_that_nothing_leads_to_is_passed_by(arrive):
    robin, _ = arrive()
    for title in ("Numbers and days", "Side by side", "One after another"):
        robin.next()
        _title(robin, title)
    robin.next()
    _title(robin, "To end with")
    robin.press("Back")
    _title(robin, "One after another")


def test_a_slider_has_no_place_until_the_keyboard_gives_it_one(arrive):
    robin, watch = arrive()
    page = robin.page
    robin.next()
    slider = page.get_by_role("slider", name="How much sun was there?")
    number = page.get_by_role("textbox", name="How much sun was there?")
    expect(slider).to_have_attribute("aria-valuetext", "nothing chosen yet")
    expect(number).to_have_value("")
    _tab_to(page, "How much sun was there?")
    page.keyboard.press("Shift+Tab")
    expect(slider).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(number).to_have_value("55")
    page.keyboard.press("Home")
    expect(number).to_have_value("0")
    assert slider.get_attribute("aria-valuetext") is None
    page.get_by_role("button", name="Leave it open").click()
    expect(number).to_have_value("")
    expect(slider).to_have_attribute("aria-valuetext", "nothing chosen yet")
    expect(slider).to_be_focused()
    # A tap in the very middle, where an untouched slider stands, is an answer too.
    slider.click()
    expect(number).to_have_value("50")
    number.fill("35")
    expect(slider).to_have_value("35")
    # What a form works out stands there as text, and says when there is nothing yet.
    expect(page.get_by_role("status", name=POINTS)).to_have_text("not yet")
    expect(page.get_by_text("This cannot be answered here.").first).to_be_visible()
    _look(page)
    robin.to_end()
    assert "35" in robin.read()
    watch.check()


def test_without_script_a_slider_is_its_number_and_its_ends(arrive):
    robin, _ = arrive(java_script_enabled=False)
    page = robin.page
    robin.next()
    expect(page.get_by_role("slider")).to_have_count(0)
    expect(page.get_by_text("100: from dawn to dusk")).to_be_visible()
    page.get_by_role("textbox", name="How much sun was there?").fill("101")
    robin.press("Next")
    expect(page.get_by_role("alert")).to_contain_text("Nothing is lost")
    page.get_by_role("link", name="How much sun was there?").click()
    number = page.get_by_role("textbox", name="How much sun was there?")
    expect(number).to_have_value("101")
    expect(number).to_have_attribute("aria-invalid", "true")
    number.fill("100")
    robin.press("Next")
    _title(robin, "Side by side")


@pytest.mark.parametrize("script", [True, False])
def test_what_is_worked_out_is_seen_when_the_page_comes_back(arrive, script):
    robin, watch = arrive(java_script_enabled=script)
    page = robin.page
    robin.next()
    points = page.get_by_role("status", name=POINTS)
    prize = page.get_by_label("Where would the prize stand?")
    expect(points).to_have_text("not yet")
    expect(prize).to_be_hidden()
    page.get_by_role("textbox", name="How much sun was there?").fill("50")
    robin.rate("How pleased were the worms?", 4)
    robin.press("Next")
    page.wait_for_url("**brought**")
    expect(points).to_have_text("54")
    expect(prize).to_be_visible()
    prize.fill("Beside the kettle.")
    robin.next()
    _title(robin, "Side by side")
    robin.to_end()
    for told in (POINTS, "54", "Beside the kettle."):
        assert told in robin.read()
    watch.check()


@pytest.mark.parametrize("script", [True, False])
def test_a_table_is_read_by_its_row_and_its_column(arrive, script):
    robin, watch = arrive(java_script_enabled=script)
    page = robin.page
    robin.next()
    robin.next()
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        table = page.get_by_role("table", name="How often did you do these?")
        expect(table.get_by_role("columnheader", name="Most days")).to_have_count(1)
        expect(table.get_by_role("rowheader")).to_have_count(4)
        expect(table.get_by_role("row")).to_have_count(5)
        cell = table.get_by_role("radio", name="Pull up weeds Most days", exact=True)
        expect(cell).to_have_count(1)
    cell.focus()
    page.keyboard.press("Space")
    expect(cell).to_be_checked()
    page.keyboard.press("ArrowRight")
    expect(table.get_by_role("radio", name="Pull up weeds Every day")).to_be_checked()
    page.get_by_role("textbox", name="New shed Pots").fill("0")
    page.get_by_role("combobox", name="Old shed Roof").select_option("Leaking")
    table.get_by_role("radio", name="Sit down and look Never").check()
    robin_row = table.get_by_role("row", name="Talk to the robin")
    expect(robin_row).to_have_count(0 if script else 1)
    if script:
        _look(page)
    robin.to_end()
    for told in ("Every day", "Leaking"):
        assert told in robin.read()
    watch.check()


@pytest.mark.parametrize("script", [True, False])
def test_rows_come_and_go_and_lose_nothing(arrive, script):
    robin, watch = arrive(java_script_enabled=script)
    page = robin.page
    for _ in range(3):
        robin.next()
    day = page.get_by_label("Which day?")
    expect(day).to_have_count(1)
    day.fill("Monday")
    page.get_by_label("yes", exact=True).check(force=True)
    if script:
        expect(page.get_by_text("Did you have a coat?")).to_be_visible()
    page.get_by_role("button", name="Add another").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**more=**")
    expect(day).to_have_count(2)
    expect(day.nth(0)).to_have_value("Monday")
    if script:
        assert page.evaluate("document.activeElement.matches('.ledger-row')")
    day.nth(1).fill("Tuesday")
    # The coat belongs to the row in which it rained.
    expect(page.get_by_text("Did you have a coat?").nth(0)).to_be_visible()
    expect(page.get_by_text("Did you have a coat?").nth(1)).to_be_hidden()
    page.get_by_role("button", name="Add another").click()
    expect(day).to_have_count(3)
    if script:
        _look(page)
    page.get_by_role("button", name="Take this one away").first.click()
    expect(day.nth(0)).to_have_value("Tuesday")
    page.locator('[name="days.0.wet"][value=no]').check(force=True)
    robin.to_end()
    assert "Tuesday" in robin.read()
    assert "Monday" not in robin.read()
    robin.keep()
    assert "Tuesday" in robin.read()
    watch.check()


def test_a_screen_reader_finds_every_question_by_its_words(arrive):
    robin, _ = arrive()
    tree = robin.page.locator("main form").aria_snapshot()
    for told in (
        'radiogroup "How is the soil?"',
        'radio "c) Waterlogged"',
        'group "What is growing?"',
        'combobox "Which seed merchant?"',
        'textbox "A1 Which plot is it?"',
        'textbox "another tool"',
    ):
        assert told in tree, tree
    assert "Who came by?" not in tree
