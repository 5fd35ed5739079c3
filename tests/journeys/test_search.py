from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys import watching

pytestmark = pytest.mark.usefixtures("space")
HERON = "The heron stood in the Fluß at Zürich"
KETTLE = "The kettle sang and nobody came"


@pytest.fixture(scope="module")
def diary(browser, server, space):
    """Two reflections, kept before the stories begin."""
    del space
    from tests.journeys.person import Person

    context = browser.new_context()
    robin = Person(context.new_page(), server)
    robin.sign_in()
    for words in (HERON, KETTLE):
        robin.begin("A short check-in")
        robin.write(words)
        robin.to_end()
        robin.keep()
    context.close()


def _stored(page):
    return page.evaluate(
        """async () => JSON.stringify([
          {...localStorage}, {...sessionStorage}, history.state, location.href,
          document.cookie, document.title, await indexedDB.databases(),
          await Promise.all((await caches.keys()).map(async (name) =>
            (await (await caches.open(name)).keys()).map((each) => each.url))),
        ])"""
    )


def test_it_finds_as_one_types_and_leaves_no_trace(meet, diary, server):
    del diary
    robin, watch = meet()
    page = robin.page
    robin.sign_in()
    robin.press("Search")
    box = page.get_by_label("Words", exact=True)
    box.press_sequentially("zurich", delay=5)
    expect(page.locator("mark")).to_have_text("Zürich")
    expect(page.get_by_role("status").get_by_text("One reflection")).to_be_visible()
    expect(box).to_be_focused()
    expect(page.locator("a.entry")).to_have_count(1)
    box.fill("kettle nobody")
    expect(page.locator("mark")).to_have_text("kettle")
    box.fill("cormorant")
    expect(page.get_by_text("Nothing found with this.")).to_be_visible()
    box.fill("")
    expect(page.get_by_text("You can look for anything you wrote")).to_be_visible()
    box.fill("the")
    expect(page.get_by_text("2 reflections")).to_be_visible()
    assert robin.path == "/search/"
    watching.check_title(page)
    for told in ("zurich", "kettle", "cormorant"):
        assert told not in _stored(page).lower()
        assert told not in server.log.read_text().lower()
        assert told not in str(watch.requests)
    watch.check()


def test_by_keyboard_alone(meet, diary):
    del diary
    robin, watch = meet()
    page = robin.page
    robin.sign_in()
    robin.go("/search/")
    page.get_by_label("Words", exact=True).focus()
    page.keyboard.type("heron")
    page.keyboard.press("Enter")
    expect(page.locator("mark")).to_have_text("heron")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "feeling"
    page.keyboard.type("grief")
    expect(page.get_by_text("Nothing found with this.")).to_be_visible()
    assert page.evaluate("document.activeElement.name") == "feeling"
    watch.check()


def test_an_older_answer_never_takes_the_place_of_a_newer_one(meet, diary):
    del diary
    robin, _ = meet()
    page = robin.page
    robin.sign_in()
    robin.go("/search/")
    held = []

    def hold(route):
        slow = "heron" in (route.request.post_data or "")
        if slow:
            held.append(route)
        else:
            route.continue_()

    page.route("**/search/", hold)
    box = page.get_by_label("Words", exact=True)
    box.fill("heron")
    page.wait_for_timeout(500)
    box.fill("kettle")
    expect(page.locator("mark")).to_have_text("kettle")
    assert held
    for route in held:
        route.continue_()
    page.wait_for_timeout(500)
    expect(page.locator("mark")).to_have_text("kettle")


def test_without_a_connection_it_says_so_and_looks_again(meet, diary):
    del diary
    robin, _ = meet()
    page = robin.page
    robin.sign_in()
    robin.go("/search/")
    page.context.set_offline(True)
    box = page.get_by_label("Words", exact=True)
    box.fill("heron")
    expect(page.get_by_text("This did not reach the server.")).to_be_visible()
    expect(box).to_have_value("heron")
    page.context.set_offline(False)
    expect(page.locator("mark")).to_have_text("heron")
    expect(page.get_by_text("This did not reach the server.")).to_have_count(0)


def test_a_space_that_locked_itself_keeps_what_was_typed(meet, diary):
    del diary
    robin, _ = meet()
    page = robin.page
    robin.sign_in()
    robin.go("/search/")
    box = page.get_by_label("Words", exact=True)
    box.fill("kettle")
    expect(page.locator("mark")).to_have_text("kettle")
    page.context.clear_cookies(name="holdspace-key")
    box.fill("heron")
    expect(page.get_by_text("Your space is locked.")).to_be_visible()
    expect(page.locator("a.entry")).to_have_count(0)
    expect(box).to_have_value("heron")
    with page.context.expect_page() as opening:
        robin.press("Unlock it in a new tab")
    other = opening.value
    other.get_by_label("Password").fill("a slow heron over the reservoir")
    other.get_by_role("button", name="Unlock", exact=True).click()
    other.wait_for_url("**/search/")
    assert other.get_by_label("Words", exact=True).input_value() == ""
    other.close()
    page.bring_to_front()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("mark")).to_have_text("heron")


def test_it_works_without_script(meet, diary):
    del diary
    robin, watch = meet(java_script_enabled=False)
    page = robin.page
    robin.sign_in()
    robin.press("Search")
    page.get_by_label("Words", exact=True).fill("FLUSS zurich")
    page.locator("form[role=search] button").click()
    page.wait_for_load_state()
    assert robin.path == "/search/"
    assert page.locator("mark").inner_text() == "Fluß"
    assert page.get_by_label("Words", exact=True).input_value() == "FLUSS zurich"
    page.get_by_text("Look closer").click()
    page.get_by_label("A feeling").select_option("grief")
    page.locator("form[role=search] button").click()
    page.get_by_text("Nothing found with this.").wait_for()
    page.get_by_label("A feeling").select_option("")
    page.locator("form[role=search] button").click()
    page.locator("a.entry").click()
    page.wait_for_url("**/journal/read/**")
    assert HERON in robin.read()
    watch.check()
