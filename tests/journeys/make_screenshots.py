"""Take the README's pictures: ``python -m tests.journeys.make_screenshots``.

Everything on them is invented. The browser's own fonts are used, so pictures from
two machines differ a little.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from tests.journeys import chromium
from tests.journeys import server as servers
from tests.journeys.person import Person

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
PHONE = {"width": 390, "height": 844}
DIARY = (
    ("2026-10-02", "22:40", ("sadness", "longing"), "The song in the supermarket."),
    ("2026-10-11", "18:05", ("relief", "tenderness"), "I told her about the house."),
    ("2026-10-11", "09:20", ("frustration",), "Third letter from the office."),
    ("2026-10-24", "07:15", ("grief", "love"), "His scarf was still on the hook."),
)


def main() -> int:
    """Write the pictures; 1 when there is no Chromium."""
    path = chromium.found()
    if path is None:
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with servers.running() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=list(chromium.ARGUMENTS)
        )
        robin = _somebody(browser, server)
        for entry in DIARY:
            _keep(robin, *entry)
        _question(robin)
        _timeline(robin)
        browser.close()
    return 0


def _somebody(browser: Browser, server: servers.Server) -> Person:
    context = browser.new_context(
        viewport=PHONE,
        device_scale_factor=1.5,
        timezone_id="Europe/London",
        reduced_motion="reduce",
        locale="en-GB",
    )
    robin = Person(context.new_page(), server)
    robin.join()
    return robin


def _keep(
    robin: Person, day: str, time: str, feelings: tuple[str, ...], words: str
) -> None:
    robin.begin(
        "I felt like crying and did not" if len(feelings) == 1 else "Reflect on tears"
    )
    robin.pick(*feelings)
    robin.write(words)
    date = robin.page.locator('[name="when.date"]')
    while not date.count():
        robin.next()
    date.fill(day)
    robin.page.locator('[name="when.time"]').fill(time)
    robin.to_end()
    robin.keep()


def _question(robin: Person) -> None:
    robin.begin()
    robin.pick("relief", "tenderness", "being moved")
    _take(robin.page, "question.png")
    robin.page.emulate_media(color_scheme="dark")
    _take(robin.page, "question-dark.png")
    robin.page.emulate_media(color_scheme="light")


def _timeline(robin: Person) -> None:
    robin.go("/timeline/")
    _take(robin.page, "timeline.png")


def _take(page: Page, name: str) -> None:
    page.evaluate("document.activeElement.blur()")
    page.mouse.move(0, 0)
    page.wait_for_timeout(1500)
    page.screenshot(path=FOLDER / name, scale="device")


if __name__ == "__main__":
    sys.exit(main())
