from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys import server as servers
from tests.journeys import watching
from tests.journeys.person import Person

WORDS = "The willow at the end of the street."
CACHED = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const text = await (await cache.match(request)).text();
      found.push([new URL(request.url).pathname, text]);
    }
  }
  return found;
}"""


@pytest.fixture
def short_lived():
    """A server that can be taken away in the middle of a story."""
    with servers.running() as started:
        yield started


def test_help_opens_without_a_network_and_nothing_private_is_kept(opened, short_lived):
    context = opened()
    watch = watching.over(context, short_lived)
    robin = Person(context.new_page(), short_lived)
    page = robin.page
    robin.go("/help/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    robin.join()
    robin.begin("A short check-in")
    robin.write(WORDS)
    robin.to_end()
    robin.keep()
    kept = robin.path

    cached = page.evaluate(CACHED)
    assert {path for path, _ in cached} >= {"/help/", "/help/show/", "/offline/"}
    for path, text in cached:
        assert path.startswith(("/help/", "/offline/", "/static/")), path
        assert WORDS not in text
        assert "Robin" not in text

    short_lived.stop()
    robin.go("/help/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("in danger now")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text("in danger now")
    robin.go("/help/show/")
    expect(page.locator(".loud").first).to_contain_text("I am not safe")
    for path in (kept, "/today/", "/timeline/"):
        robin.go(path)
        expect(page.locator("h1")).to_contain_text("no network")
        assert WORDS not in page.content()
    assert watch.hosts == set()
