"""Trying a guide without an account, the still page, and the shelf."""

import html
import json
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from holdspace.core.guides import read_guide
from holdspace.library import breathing, guide_pages, shelf
from holdspace.library.facts import facts_of

# The open list asks which forms the practice has published.
pytestmark = pytest.mark.django_db


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


SHELF = sorted({shelf.name_of(one) for one in shelf.every_version()})


@pytest.mark.parametrize("name", SHELF)
def test_a_guide_is_found_by_each_of_its_names(name: str) -> None:
    guide = shelf.guide(name)
    assert shelf.guide(guide.url) is guide
    assert shelf.guide(guide.canonical) is guide


def test_what_is_not_on_the_shelf_is_said_so() -> None:
    with pytest.raises(shelf.NotOnTheShelf):
        shelf.guide(f"{shelf.GUIDES}after-tears|9.9.9")


def page_of(name: str) -> str:
    """Where the page of a guide is."""
    return f"/guides/{shelf.code_of(shelf.guide(name))}/"


PUBLIC = [
    "/guides/",
    page_of("grounding"),
    f"{page_of('grounding')}sheet/",
    "/breathe/",
]


@pytest.mark.parametrize("path", [*PUBLIC, "/breathe/longer-out/3/"])
def test_the_pages_of_the_shelf_know_nobody(path: str) -> None:
    reply = Client().get(path)
    assert reply.status_code == 200
    assert not reply.cookies
    (title,) = re.findall(r"<title>(.*?)</title>", reply.content.decode())
    assert title in {"Guides · Notes", "A guide · Notes", "A quiet page · Notes"} or (
        title == "Try it · Notes"
    )
    assert Client().post(path, {"words": "rain"}).status_code in {403, 405}


def test_the_open_list_holds_what_is_open_and_nothing_else() -> None:
    page = Client().get("/guides/").content.decode()
    listed = re.findall(r'class="entry" href="([^"]+)"', page)
    assert sorted(listed) == sorted(page_of(name) for name in shelf.open_guides())
    for name in ("urges", "target-sheet", shelf.LATER):
        assert shelf.guide(name).title not in page
    assert re.findall(r'<h2 class="h3" id="[a-z0-9-]+">([^<]+)', page) == [
        "After tears",
        "Settling",
        "Thoughts",
        "Feelings and body",
        "Parts",
        "After a session",
        "Change and loss",
    ]


@pytest.mark.parametrize("name", sorted(shelf.our_open_guides()))
def test_a_name_leads_to_the_page_and_stays_in_no_address(name: str) -> None:
    reply = Client().get(f"/guides/{name}/")
    assert (reply.status_code, reply.headers["Location"]) == (302, page_of(name))
    page = Client().get(page_of(name)).content.decode()
    assert not re.findall(rf'(?:href|action)="[^"]*{name}', page)


@pytest.mark.parametrize("name", sorted(shelf.our_open_guides()))
def test_a_guide_tells_what_it_is_before_it_is_begun(name: str) -> None:
    page = html.unescape(Client().get(page_of(name)).content.decode())
    facts = facts_of(shelf.guide(name))
    assert facts.purpose in page
    for paragraph in facts.source.split("\n\n"):
        assert f"<dd>{paragraph}</dd>" in page
    assert "Not reviewed by a clinician yet." in page
    assert "No clinician has reviewed" not in page
    assert re.search(r"(One page|\d+ pages), about \d+ to \d+ minutes", page)
    assert "<form" not in page
    assert f"/sign-in/?next={page_of(name)}" in page
    if facts.touches:
        assert page.index(facts.touches) < page.index("Sign in to begin")


def test_a_reviewed_guide_says_when() -> None:
    raw = {**shelf.guide("grounding").raw, "approvalDate": "2027-01-31"}
    page = guide_pages.guide_page("g", read_guide(json.dumps(raw).encode()))
    assert page.reviewed == "Reviewed by a clinician; approved on 2027-01-31."


def test_a_guide_of_an_unknown_place_is_still_listed() -> None:
    raw = {"resourceType": "Questionnaire", "url": "https://x.test/f", "title": "F"}
    (place,) = guide_pages.list_page([read_guide(json.dumps(raw).encode())])
    assert (place.title, place.cards[0].title) == ("From this practice", "F")


def test_breathing_stands_still_until_it_is_asked_to_move() -> None:
    still = Client().get("/breathe/").content.decode()
    assert "pace-" not in still
    assert "at-0" not in still
    # What to do instead comes before the drawing, and holding is folded away.
    assert still.index("does not feel good") < still.index('class="breath"')
    assert still.index("<details") < still.index("/breathe/square/")


@pytest.mark.parametrize("pace", breathing.PACES, ids=lambda pace: pace.name)
@pytest.mark.parametrize("minutes", breathing.MINUTES)
def test_a_pace_has_a_style_for_everything_it_names(
    pace: breathing.Pace, minutes: int
) -> None:
    page = Client().get(f"/breathe/{pace.name}/{minutes}/").content.decode()
    styles = "".join(
        Path(finders.find(f"library/css/{name}.css") or "").read_text(encoding="utf-8")
        for name in ("breath", "beats")
    )
    (drawing,) = re.findall(r'<div class="(breath [^"]+)"', page)
    beats = re.findall(r'<span class="(at-\d+)">', page)
    assert beats == [f"at-{second}" for second in range(pace.length)]
    for name in (*drawing.split(), *beats):
        assert re.search(rf"\.{name}\b", styles), name
    assert f"@keyframes beat-{pace.length} " in styles
    assert ("Holding the breath is not for everybody" in page) == pace.held


@pytest.mark.parametrize("pace", breathing.PACES, ids=lambda pace: pace.name)
def test_the_drawing_turns_where_the_breath_turns(pace: breathing.Pace) -> None:
    styles = Path(finders.find("library/css/breath.css") or "").read_text("utf-8")
    found = re.search(
        rf"\.pace-{pace.name} \.breath-shape {{ animation: ([a-z-]+) (\d+)s", styles
    )
    assert found is not None
    assert int(found[2]) == pace.length
    (frames,) = re.findall(rf"@keyframes {found[1]} {{(.*?)\n}}", styles, re.DOTALL)
    wide = re.search(r"^ *([^{]*?) { transform: scale\(1\)", frames, re.MULTILINE)
    assert wide is not None
    told = [float(one.strip().rstrip("%")) for one in wide[1].split(",")]
    stages = [seconds for _, seconds in pace.stages]
    turns = [stages[0], *([stages[0] + stages[1]] if pace.held else [])]
    assert told == [pytest.approx(100 * one / pace.length, abs=0.001) for one in turns]


@pytest.mark.parametrize(
    "path", ["/breathe/longer-out/4/", "/breathe/never/3/", "/guides/never/"]
)
def test_what_is_not_there_is_not_there(path: str, db: None) -> None:
    assert Client().get(path).status_code == 404
