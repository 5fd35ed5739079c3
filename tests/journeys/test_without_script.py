from __future__ import annotations

FIRST = "What I wrote in the first window."
SECOND = "What I wrote in the second one."


def test_the_whole_journey_works_without_script_and_two_tabs_lose_nothing(meet):
    robin, watch = meet(java_script_enabled=False)
    page = robin.page
    robin.go("/")
    robin.join()
    robin.begin()
    page.locator("label", has_text="grief").first.locator("input").check()
    page.locator("textarea").first.fill("In my own words.")
    robin.next()
    page.go_back()
    assert page.locator("textarea").first.input_value() == "In my own words."
    assert page.locator("input[value=grief]").first.is_checked()
    page.go_forward()

    address = page.url
    other = page.context.new_page()
    other.goto(address)
    page.locator("textarea").first.fill(FIRST)
    robin.next()
    other.locator("textarea").first.fill(SECOND)
    other.get_by_role("button", name="Next", exact=True).click()
    other.wait_for_url("**/both/**")
    told = other.locator("main").inner_text()
    assert "Nothing was overwritten" in told
    assert FIRST in told
    assert SECOND in told
    other.get_by_role("button", name="Keep both together").click()
    other.close()

    robin.to_end()
    assert FIRST in robin.read()
    assert SECOND in robin.read()
    robin.keep()
    robin.sign_out()
    robin.sign_in()
    robin.press("Timeline")
    page.locator("a.entry").first.click()
    for told in ("grief", "In my own words.", FIRST, SECOND):
        assert told in robin.read()
    watch.check()
