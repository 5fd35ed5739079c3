from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.usefixtures("space")
JUST_NOW = "What I typed just before I left, on"


def _writing(robin, way):
    robin.sign_in()
    robin.begin("A short check-in")
    words = f"{JUST_NOW} {way}."
    robin.page.locator("textarea").first.press_sequentially(words, delay=1)
    return words


def _check_gone(robin, words):
    page = robin.page
    page.wait_for_url(robin.server.elsewhere)
    page.go_back()
    page.wait_for_load_state()
    assert words not in page.content()
    assert page.locator("textarea").count() == 0
    robin.go("/today/")
    assert robin.path in ("/sign-in/", "/unlock/")


def _check_kept(robin, words):
    robin.sign_in()
    for n in range(robin.page.get_by_role("link", name="Pick it up").count()):
        robin.go("/today/")
        robin.page.get_by_role("link", name="Pick it up").nth(n).click()
        robin.page.wait_for_url("**/write/**")
        if robin.page.locator("textarea").first.input_value() == words:
            return
    raise AssertionError(words)


def test_the_link_blanks_the_page_keeps_the_words_and_locks(meet):
    robin, watch = meet()
    words = _writing(robin, "the link")
    robin.page.get_by_role("link", name="Leave quickly").last.click(no_wait_after=True)
    _check_gone(robin, words)
    _check_kept(robin, words)
    watch.check()


def test_shift_three_times_does_the_same(meet):
    robin, watch = meet(has_touch=False, is_mobile=False)
    words = _writing(robin, "the key")
    page = robin.page
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    expect(page.locator("[data-leaving-dots]")).to_contain_text("●●○")
    page.keyboard.press("Shift")
    _check_gone(robin, words)
    _check_kept(robin, words)
    watch.check()


def test_capital_letters_do_not_leave(meet):
    robin, _ = meet(has_touch=False, is_mobile=False)
    robin.sign_in()
    robin.begin("A short check-in")
    robin.page.locator("textarea").first.focus()
    for letter in "ABCDEF":
        robin.page.keyboard.press(f"Shift+{letter}")
    assert robin.page.locator("textarea").first.input_value() == "ABCDEF"


def test_leaving_works_without_script(meet):
    robin, _ = meet(java_script_enabled=False)
    robin.sign_in()
    robin.begin("A short check-in")
    robin.write("Kept with a tap.")
    robin.press("Go to the end")
    robin.page.get_by_role("link", name="Leave quickly").last.click()
    _check_gone(robin, "Kept with a tap.")
    _check_kept(robin, "Kept with a tap.")
