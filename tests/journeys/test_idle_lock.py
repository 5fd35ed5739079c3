from __future__ import annotations

import pytest

pytestmark = pytest.mark.usefixtures("space")
WORDS = "Half a sentence, and then the phone rang"


def test_after_a_while_the_space_locks_itself_and_nothing_typed_is_lost(meet):
    robin, watch = meet()
    page = robin.page
    robin.sign_in()
    page.clock.install()
    robin.begin("A short check-in")
    address = page.url
    page.locator("textarea").first.press_sequentially(WORDS, delay=1)
    page.clock.fast_forward("16:00")
    page.wait_for_url("**/locked/")
    shown = page.content()
    assert WORDS not in shown
    assert "Robin" not in shown
    assert page.get_by_role("link", name="Timeline").count() == 0
    page.go_back()
    page.wait_for_load_state()
    assert WORDS not in page.content()

    robin.go("/unlock/")
    robin.unlock()
    page.wait_for_url("**/today/")
    page.goto(address)
    assert page.locator("textarea").first.input_value() == WORDS
    watch.check()


def test_a_page_somebody_writes_on_stays_open(meet):
    robin, _ = meet()
    page = robin.page
    robin.sign_in()
    page.clock.install()
    robin.begin("A short check-in")
    for _ in range(4):
        page.clock.fast_forward("09:00")
        page.locator("textarea").first.press_sequentially("still here ", delay=1)
    assert "/journal/write/" in robin.path


def test_words_that_did_not_arrive_stay_covered_until_they_have(meet):
    robin, _ = meet()
    page = robin.page
    robin.sign_in()
    page.clock.install()
    robin.begin("A short check-in")
    address = page.url
    page.context.set_offline(True)
    page.locator("textarea").first.press_sequentially(WORDS, delay=1)
    page.clock.fast_forward("16:00")
    page.clock.run_for(10_000)
    cover = page.locator(".cover")
    cover.get_by_text("has not reached the server").wait_for()
    assert not page.locator("textarea").first.is_visible()
    assert "/journal/write/" in robin.path
    page.context.set_offline(False)
    page.clock.run_for(120_000)
    page.wait_for_url("**/locked/")
    robin.go("/unlock/")
    robin.unlock()
    page.goto(address)
    assert page.locator("textarea").first.input_value() == WORDS
