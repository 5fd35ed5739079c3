from __future__ import annotations

from tests.journeys import watching

WORDS = "It came when she asked how I slept."
CLEARER = "That I have been tired since the spring."


def test_a_first_reflection_on_a_phone_is_kept_and_found_again(meet):
    robin, watch = meet()
    page = robin.page
    page.on("load", watching.check_title)
    robin.go("/")
    robin.join()
    robin.begin()

    robin.pick("sadness", "relief")
    robin.next()
    robin.pick("a memory")
    robin.write(WORDS)
    robin.next()
    robin.rate("Mood now", 4)
    robin.pick("throat", "heavy")
    watching.check_no_sideways(page)
    robin.next()
    robin.pick("a little")
    robin.write(CLEARER)
    robin.next()
    robin.pick("rest")
    robin.to_end()
    assert WORDS in robin.read()
    robin.keep()
    assert "Kept." in robin.read()
    assert "sadness, relief" in robin.read()
    assert WORDS in robin.read()

    robin.sign_out()
    robin.go("/timeline/")
    assert WORDS not in page.content()
    robin.sign_in()
    robin.press("Timeline")
    page.wait_for_url("**/timeline/")
    page.locator("a.entry").first.click()
    page.wait_for_url("**/journal/read/**")
    assert WORDS in robin.read()
    assert CLEARER in robin.read()
    assert "throat" in robin.read()
    watch.check()
