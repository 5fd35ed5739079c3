from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from tests.journeys import chromium, watching
from tests.journeys import server as servers
from tests.journeys.person import Person

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext

    from tests.journeys.server import Server
    from tests.journeys.watching import Watch

PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
    "timezone_id": "Europe/London",
}
DESK = {"viewport": {"width": 1280, "height": 800}, "timezone_id": "Europe/London"}
PATIENCE = 15_000


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium.found()
    if path is None:
        missing = "No Chromium here. Install one, or name it in CHROMIUM."
        if os.environ.get("HOLDSPACE_JOURNEYS") == "required":
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=list(chromium.ARGUMENTS)
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with servers.running() as started:
        yield started


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Open a browser window of its own, closed when the story ends."""
    contexts: list[BrowserContext] = []

    def context(**options: object) -> BrowserContext:
        made = browser.new_context(**{**PHONE, **options})
        made.set_default_timeout(PATIENCE)
        contexts.append(made)
        return made

    yield context
    for each in contexts:
        each.close()


@pytest.fixture
def meet(
    opened: Callable[..., BrowserContext], server: Server
) -> Callable[..., tuple[Person, Watch]]:
    """Somebody new at a browser of their own, and what is watched about it."""

    def somebody(**options: object) -> tuple[Person, Watch]:
        context = opened(**options)
        watch = watching.over(context, server)
        return Person(context.new_page(), server), watch

    return somebody


@pytest.fixture(scope="module")
def space(browser: Browser, server: Server) -> str:
    """A space that was made before the story begins; its recovery code."""
    context = browser.new_context()
    robin = Person(context.new_page(), server)
    robin.join()
    context.close()
    return robin.code
