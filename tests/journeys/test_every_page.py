"""Every page at every size and in every light, with nothing out of place."""

from __future__ import annotations

import json

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.journeys import server as servers
from tests.journeys import tour, watching
from tests.journeys.person import Person

AXE = "() => axe.run(document, OPTIONS)".replace(
    "OPTIONS",
    json.dumps(
        {
            "resultTypes": ["violations"],
            "elementRef": False,
            "runOnly": [
                "wcag2a",
                "wcag2aa",
                "wcag21a",
                "wcag21aa",
                "wcag22aa",
                "best-practice",
            ],
        }
    ),
)
SIZES = (320, 390, 1280)
SHADES = ("light", "dark")


@pytest.fixture(scope="module")
def faults(browser):
    """Everything that was out of place on the way past every page."""
    found = {"axe": [], "sideways": [], "titles": [], "modes": [], "seen": []}
    with servers.running(**servers.MAILS_NOWHERE) as server:
        context = browser.new_context(
            viewport={"width": 390, "height": 844}, timezone_id="Europe/London"
        )
        context.set_default_timeout(15_000)
        watch = watching.over(context, server)
        robin = Person(context.new_page(), server)
        for name in tour.everything(robin):
            robin.page.wait_for_load_state()
            _look(robin.page, name, found)
        found["said"] = watch.said
        found["hosts"] = sorted(watch.hosts)
        context.close()
    return found


def _look(page, name, found):
    found["seen"].append(name)
    try:
        watching.check_title(page)
    except AssertionError as fault:
        found["titles"].append(f"{name}: {fault}")
    page.evaluate(AXE_SCRIPT)
    for shade in SHADES:
        page.emulate_media(color_scheme=shade, reduced_motion="reduce")
        for width in SIZES:
            page.set_viewport_size({"width": width, "height": 844})
            _sideways(page, f"{name} at {width} in {shade}", found)
            _axe(page, f"{name} at {width} in {shade}", found)
    _modes(page, name, found)
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    page.set_viewport_size({"width": 390, "height": 844})


def _axe(page, where, found):
    # A colour on its way to another is neither: a tap just before would be judged.
    page.evaluate(
        "document.getAnimations().filter((one) => one instanceof CSSTransition)"
        ".forEach((one) => one.finish())"
    )
    for violation in page.evaluate(AXE)["violations"]:
        nodes = [node["html"][:140] for node in violation["nodes"][:3]]
        found["axe"].append(f"{where}: {violation['id']}: {nodes}")


def _sideways(page, where, found):
    try:
        watching.check_no_sideways(page)
    except AssertionError as fault:
        found["sideways"].append(f"{where}: {fault}")


def _modes(page, name, found):
    """Text twice as large, and colours the person chose."""
    page.set_viewport_size({"width": 640, "height": 800})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    _sideways(page, f"{name} with text at 200 %", found)
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.emulate_media(forced_colors="active")
    _sideways(page, f"{name} in forced colours", found)
    hidden = page.evaluate(
        """() => [...document.querySelectorAll("button, a, h1")]
          .filter((each) => each.checkVisibility() && each.textContent.trim())
          .filter((each) => {
            const style = getComputedStyle(each);
            return style.color === style.backgroundColor;
          }).map((each) => each.textContent.trim())"""
    )
    if hidden:
        found["modes"].append(f"{name}: {hidden}")
    page.emulate_media(forced_colors="none")


def test_every_page_was_seen(faults):
    assert len(faults["seen"]) >= 50


@pytest.mark.parametrize(
    "what", ["axe", "sideways", "titles", "modes", "said", "hosts"]
)
def test_nothing_is_out_of_place(faults, what):
    assert faults[what] == []
