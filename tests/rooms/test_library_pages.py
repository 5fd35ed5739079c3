"""Trying a guide without an account, the still page, and the shelf."""

import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from holdspace.library import shelf


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def of(self, *names: str) -> list[dict[str, str]]:
        return [attrs for tag, attrs in self.found if tag in names]


@pytest.fixture
def tried() -> Tags:
    return Tags(Client().get("/try/").content.decode())


def test_trying_needs_no_database_no_session_and_no_cookie() -> None:
    reply = Client().get("/try/")
    assert reply.status_code == 200
    assert not reply.cookies
    assert "This page forgets everything when it closes." in reply.content.decode()


def test_nothing_on_the_page_can_be_sent(tried: Tags) -> None:
    assert not tried.of("form")
    assert all(button.get("type") == "button" for button in tried.of("button"))
    kinds = {one.get("type") for one in tried.of("input")}
    assert not kinds & {"submit", "image", None}
    for _, attrs in tried.found:
        assert not {"form", "formaction", "action", "ping"} & attrs.keys()
        assert not [name for name in attrs if name.startswith(("hx-", "data-hx", "on"))]


def test_the_browser_is_asked_to_remember_and_send_nothing(tried: Tags) -> None:
    typed = tried.of("textarea") + [
        one
        for one in tried.of("input")
        if one["type"] not in {"radio", "checkbox", "hidden"}
    ]
    assert typed
    assert all(one.get("autocomplete") == "off" for one in typed)
    words = [one for one in typed if one.get("type", "text") == "text"]
    assert all(one.get("spellcheck") == "false" for one in words)


def test_the_scripts_of_this_room_speak_to_no_server_and_keep_nothing() -> None:
    for name in ("try", "fields", "live", "slider"):
        found = finders.find(f"library/js/{name}.js")
        assert isinstance(found, str)
        script = Path(found).read_text(encoding="utf-8")
        forbidden = (
            r"fetch\(|XMLHttp|sendBeacon|WebSocket|EventSource|Storage|indexedDB|"
            r"cookie|caches|postMessage|import |location"
        )
        assert not re.search(forbidden, script)


def test_the_whole_guide_stands_on_the_page(tried: Tags) -> None:
    links = {one["data-link"] for _, one in tried.found if "data-link" in one}
    guide = shelf.guide(shelf.AFTER_TEARS)
    asked = {item.link_id for screen in guide.screens for item in screen.items}
    assert links == asked - {"support-ledger"}
    assert len(tried.of("h2")) == len(guide.screens) + 1


@pytest.mark.parametrize("path", ["/try/", "/settle/"])
def test_every_reference_on_the_page_has_its_other_end(path: str) -> None:
    tags = Tags(Client().get(path).content.decode())
    ids = Counter(attrs["id"] for _, attrs in tags.found if "id" in attrs)
    assert not [one for one, count in ids.items() if count > 1]
    for _, attrs in tags.found:
        for key in ("for", "aria-describedby", "aria-labelledby", "list"):
            assert set(attrs.get(key, "").split()) <= ids.keys()


@pytest.mark.parametrize("path", ["/try/", "/settle/"])
def test_no_style_or_script_is_written_into_the_page(path: str) -> None:
    tags = Tags(Client().get(path).content.decode())
    assert not tags.of("style")
    assert all("src" in one for one in tags.of("script"))
    assert not [attrs for _, attrs in tags.found if "style" in attrs]


def test_what_only_a_script_can_do_is_hidden_without_one(tried: Tags) -> None:
    (row,) = [one for _, one in tried.found if "data-needs-script" in one]
    assert "hidden" in row


def test_the_still_page_has_three_quiet_things_and_no_clock() -> None:
    reply = Client().get("/settle/")
    tags = Tags(reply.content.decode())
    assert reply.status_code == 200
    assert not reply.cookies
    assert len(tags.of("h3", "h2")) == 3
    assert not re.search(r"second|minute|timer", reply.content.decode())


@pytest.mark.parametrize("path", ["/try/", "/settle/"])
def test_titles_give_nothing_away(path: str) -> None:
    page = Client().get(path).content.decode()
    (title,) = re.findall(r"<title>(.*?)</title>", page)
    assert title.endswith("· Notes")
    assert not re.search("tear|cry|feel|mood", title, re.IGNORECASE)


@pytest.mark.parametrize("path", ["/try/", "/settle/"])
def test_these_pages_only_give(path: str) -> None:
    assert Client().post(path, {"feelings": "sadness"}).status_code in {403, 405}


@pytest.mark.parametrize("name", shelf.NAMES)
def test_a_guide_is_found_by_each_of_its_names(name: str) -> None:
    guide = shelf.guide(name)
    assert shelf.guide(guide.url) is guide
    assert shelf.guide(guide.canonical) is guide


def test_what_is_not_on_the_shelf_is_said_so() -> None:
    with pytest.raises(shelf.NotOnTheShelf):
        shelf.guide(f"{shelf.GUIDES}after-tears|9.9.9")


def test_nothing_else_lies_on_the_shelf() -> None:
    assert len(shelf.every_version()) == len(shelf.NAMES)
