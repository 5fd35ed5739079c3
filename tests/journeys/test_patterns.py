"""Reading the letter and shuffling: every size, every light, by keyboard, on paper."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests import episodes
from tests.journeys import watching
from tests.journeys.person import Person
from tests.journeys.test_every_page import AXE, SHADES, SIZES
from tests.journeys.test_keyboard import FOCUSED

pytestmark = pytest.mark.usefixtures("space")

LETTER = "/patterns/"
ASK = "What chance alone would show"
SMALLEST = 12
UNFOLD = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
LETTERS = """() => [...document.querySelectorAll("svg.plot text")]
  .filter((each) => each.checkVisibility())
  .map((each) => [each.textContent.trim(), parseFloat(getComputedStyle(each).fontSize),
    each.getBoundingClientRect().left, each.getBoundingClientRect().right])"""


@pytest.fixture(scope="module")
def diary(browser, server, space):
    """Some months of an invented person, brought in before the stories begin."""
    del space
    context = browser.new_context()
    robin = Person(context.new_page(), server)
    robin.sign_in()
    robin.go("/you/import/")
    made = episodes.bundle(episodes.episodes(90, company=3.0))
    file = {"name": "x.json", "mimeType": "application/fhir+json", "buffer": made}
    robin.page.locator("input[type=file]").set_input_files(file)
    robin.page.locator("main form button").first.click()
    robin.page.wait_for_load_state()
    assert "90" in robin.read()
    context.close()


def _faults(page, where):
    page.evaluate(UNFOLD)
    for shade in SHADES:
        page.emulate_media(color_scheme=shade, reduced_motion="reduce")
        for width in (*SIZES, 768):
            page.set_viewport_size({"width": width, "height": 844})
            watching.check_no_sideways(page)
            for found in page.evaluate(AXE)["violations"]:
                nodes = [node["html"][:140] for node in found["nodes"][:3]]
                yield f"{where} at {width} in {shade}: {found['id']}: {nodes}"
            yield from _small(page, f"{where} at {width}", width)


def _small(page, where, width):
    for text, size, left, right in page.evaluate(LETTERS):
        if size < SMALLEST or left < 0 or right > width:
            yield f"{where}: {text!r} is {size} large, from {left} to {right}"


# Names beside a level, and names below a drawing: broken or overprinted when squeezed.
BROKEN = """() => [...document.querySelectorAll(".levels tbody th")]
  .filter((each) => each.checkVisibility() && each.clientWidth < 4.5 *
    parseFloat(getComputedStyle(each).fontSize)).map((each) => each.textContent)"""
OVERPRINTED = """() => [...document.querySelectorAll("svg.plot")].flatMap((plot) => {
  const boxes = [...plot.querySelectorAll(":scope > text")]
    .filter((each) => each.checkVisibility())
    .map((each) => [each.textContent.trim(), each.getBoundingClientRect()]);
  return boxes.flatMap(([name, a], at) => boxes.slice(at + 1)
    .filter(([, b]) => a.left < b.right - 1 && b.left < a.right - 1 &&
      a.top < b.bottom - 1 && b.top < a.bottom - 1).map(([other]) => [name, other]));
})"""


def _large(page):
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    for width in (640, 390):
        page.set_viewport_size({"width": width, "height": 844})
        watching.check_no_sideways(page)
        assert page.evaluate(BROKEN) == []
        assert page.evaluate(OVERPRINTED) == []
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.emulate_media(forced_colors="active")
    watching.check_no_sideways(page)
    page.emulate_media(forced_colors="none")


def test_letter_and_shuffles_are_whole_at_every_size_and_in_every_light(meet, diary):
    del diary
    robin, watch = meet(is_mobile=False, has_touch=False)
    page = robin.page
    robin.sign_in()
    robin.press("Patterns")
    assert robin.path == LETTER
    page.evaluate(AXE_SCRIPT)
    assert page.locator("svg.plot[role=img]").count() >= 4
    assert list(_faults(page, "letter")) == []
    _large(page)
    watching.check_title(page)
    page.get_by_role("button", name=ASK).first.click()
    page.wait_for_url("**/patterns/chance/")
    page.evaluate(AXE_SCRIPT)
    assert list(_faults(page, "chance")) == []
    _large(page)
    watching.check_title(page)
    watch.check()


def test_every_drawing_is_told_to_whoever_cannot_see_it(meet, diary):
    del diary
    robin, _ = meet()
    robin.sign_in()
    robin.go(LETTER)
    robin.page.evaluate(UNFOLD)
    for drawing in robin.page.locator("svg.plot").all():
        for part in ("title", "desc"):
            assert len(drawing.locator(f"> {part}").text_content() or "") > 10
        names = (drawing.get_attribute("aria-labelledby") or "").split()
        assert len(names) == 2
        assert all(robin.page.locator(f"#{name}").count() == 1 for name in names)
        card = drawing.locator("xpath=ancestor::section[1]")
        assert card.locator("table").count() >= 1


def test_it_is_read_and_shuffled_by_keyboard_alone_and_without_script(meet, diary):
    del diary
    robin, watch = meet(is_mobile=False, has_touch=False, java_script_enabled=False)
    page = robin.page
    robin.sign_in()
    robin.go(LETTER)
    assert "Your entries carry this" in robin.read()
    page.get_by_role("button", name=ASK).last.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert re.search(r"Of 500 shuffles, \w+ showed", robin.read())
    before = page.locator("svg.strip").inner_html()
    page.get_by_role("button", name="Shuffle again").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("svg.strip").inner_html() != before
    robin.press("Back to your patterns")
    assert robin.path == LETTER
    watch.check()


def test_the_focus_is_seen_wherever_it_goes(meet, diary):
    del diary
    robin, _ = meet(is_mobile=False, has_touch=False)
    robin.sign_in()
    robin.go(LETTER)
    seen = set()
    for _ in range(60):
        robin.page.keyboard.press("Tab")
        at = robin.page.evaluate(FOCUSED)
        if at is None:
            break
        assert at["marked"], at
        assert at["inside"], at
        seen.add(at["name"].partition(":")[0])
    assert {
        ASK,
        "As a table, and in words",
        "What your entries cannot tell yet",
    } <= seen


def test_on_paper_the_letter_keeps_its_drawings_and_loses_its_buttons(meet, diary):
    del diary
    robin, _ = meet(is_mobile=False, has_touch=False)
    robin.sign_in()
    robin.go(LETTER)
    robin.page.emulate_media(media="print")
    assert robin.page.locator("svg.plot").first.is_visible()
    assert not robin.page.get_by_role("button", name=ASK).first.is_visible()
    watching.check_no_sideways(robin.page)
