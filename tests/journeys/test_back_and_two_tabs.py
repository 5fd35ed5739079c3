from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.usefixtures("space")
FIRST = "The first window's sentence."
SECOND = "The second window's sentence."


def test_back_shows_what_was_written(meet):
    robin, watch = meet()
    page = robin.page
    robin.sign_in()
    robin.begin()
    robin.pick("longing")
    robin.write(FIRST)
    robin.next()
    page.go_back()
    page.wait_for_url("**/1/")
    assert page.locator("textarea").first.input_value() == FIRST
    assert page.get_by_label("longing").first.is_checked()
    robin.next()
    robin.press("Back")
    page.wait_for_url("**/1/")
    assert page.locator("textarea").first.input_value() == FIRST
    watch.check()


def test_what_was_typed_and_not_sent_is_there_after_going_away_and_back(meet):
    """Several times over, because parting words were once lost now and then."""
    robin, _ = meet()
    page = robin.page
    robin.go("/help/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    robin.sign_in()
    for time in range(6):
        robin.begin("A short check-in")
        words = f"{FIRST} {time}"
        page.locator("textarea").first.press_sequentially(words, delay=1)
        robin.go("/help/")
        page.wait_for_timeout(300)
        page.go_back()
        page.wait_for_url("**/1/")
        expect(page.locator("textarea").first).to_have_value(words)


def test_the_second_of_two_tabs_is_told_and_both_texts_are_kept(meet):
    robin, watch = meet()
    page = robin.page
    robin.sign_in()
    robin.begin()
    other = page.context.new_page()
    other.goto(page.url)
    line = page.locator("[data-kept]")
    page.locator("textarea").first.fill(FIRST)
    expect(line).to_have_text("Kept as you write.")
    other.locator("textarea").first.fill(SECOND)
    told = other.locator("[data-kept]")
    expect(told).to_contain_text("also changed in another window")
    assert other.locator("textarea").first.input_value() == SECOND
    robin.to_end()
    assert FIRST in robin.read()
    robin.press("Look at both")
    page.wait_for_url("**/both/**")
    assert FIRST in robin.read()
    assert SECOND in robin.read()
    robin.press("Keep both together")
    page.wait_for_url("**/end/**")
    assert FIRST in robin.read()
    assert SECOND in robin.read()
    watch.check()


def test_a_page_that_was_let_go_gives_the_words_back(meet):
    robin, _ = meet()
    page = robin.page
    robin.sign_in()
    robin.begin("A short check-in")
    other = page.context.new_page()
    other.goto(page.url)
    robin.to_end()
    robin.press("Let it go")
    page.wait_for_url("**/gone/**")
    other.locator("textarea").first.fill(SECOND)
    other.get_by_role("button", name="Next", exact=True).click()
    returned = other.locator("textarea[readonly]")
    expect(returned.or_(other.locator("[data-kept]")).first).to_be_visible()
    assert SECOND in (returned.first.input_value() if returned.count() else "")
