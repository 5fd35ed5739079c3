"""What must hold on every page of every story, seen from inside the browser."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

    from tests.journeys.server import Server

TELLING = ("tear", "cry", "sad", "feel", "therap", "reflect", "help line", "holdspace")
# Chromium tells of every answer above 399; the stories look at those themselves.
_ORDINARY = "Failed to load resource"


@dataclass
class Watch:
    """What happened in one browser while a story was told.

    Attributes:
        said: Errors and warnings in the console, refusals of the policy among them.
        hosts: Other hosts that were asked for anything.
        requests: Method and path of each request.
    """

    said: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)
    requests: list[tuple[str, str]] = field(default_factory=list)

    def check(self) -> None:
        """Nothing was wrong, and nobody else was asked for anything."""
        assert self.said == []
        assert self.hosts == set()


def over(context: BrowserContext, server: Server) -> Watch:
    """Watch every page of a context."""
    watch = Watch()
    allowed = {urlsplit(server.url).netloc, urlsplit(server.elsewhere).netloc}

    def console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and _ORDINARY not in message.text:
            watch.said.append(f"{message.type}: {message.text}")

    def request(made: Request) -> None:
        place = urlsplit(made.url)
        if place.scheme in ("http", "https", "ws", "wss"):
            watch.requests.append((made.method, place.path))
            if place.netloc not in allowed:
                watch.hosts.add(place.netloc)

    def page(opened: Page) -> None:
        opened.on("pageerror", lambda error: watch.said.append(f"page: {error}"))

    context.on("console", console)
    context.on("request", request)
    context.on("page", page)
    return watch


def check_title(page: Page) -> None:
    """The title in the tab and the history tells nobody what this is about."""
    title = page.title()
    assert title == "Notes" or title.endswith("· Notes"), title
    assert not any(word in title.lower() for word in TELLING), title


def check_no_sideways(page: Page) -> None:
    """Nothing makes the page scroll sideways."""
    wide = page.evaluate(
        """() => {
          const room = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= room) return [];
          return [...document.querySelectorAll("body *")]
            .filter((each) => each.getBoundingClientRect().right > room + 1)
            .map((each) => each.tagName + "." + each.className)
            .slice(0, 6);
        }"""
    )
    assert wide == [], wide
