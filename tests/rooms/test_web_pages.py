"""How every page behaves: headers, titles, leaving, and what works offline."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest
from django.dispatch import receiver
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse

from holdspace.web import offline
from holdspace.web.leaving import LEAVING

# Arriving asks whether a space can be made here; Help asks nothing.
pytestmark = pytest.mark.django_db

PUBLIC = [
    "/",
    "/about/",
    "/help/",
    "/help/fr/",
    "/help/show/",
    "/help/print/",
    "/offline/",
]
RUDE = re.compile(r"!|\bshould\b|\binvalid\b|\berror\b", re.IGNORECASE)


@pytest.mark.parametrize("page", PUBLIC)
def test_a_title_says_nothing_about_anybody(client, page):
    title = re.search(r"<title>(.*?)</title>", _text(client, page)).group(1)
    assert title == "Notes" or title.endswith(" · Notes")


@pytest.mark.parametrize("page", PUBLIC)
def test_help_and_leaving_stand_first_in_the_same_place(client, page):
    header = re.search(r"<header.*?</header>", _text(client, page), re.DOTALL).group()
    assert header.index("Need help now?") < header.index("Leave quickly")


@pytest.mark.parametrize("page", PUBLIC)
def test_a_page_asks_nothing_of_another_host_and_runs_nothing_inline(client, page):
    text = _text(client, page)
    assert not re.findall(r'(?:src|action)="(?:https?:)?//', text)
    assert not re.findall(r'<link[^>]+href="(?:https?:)?//', text)
    assert not re.findall(r"<script(?![^>]*\bsrc=)", text)
    assert not re.findall(r"\s(?:style|on[a-z]+)=", text)
    assert "<style" not in text


@pytest.mark.parametrize("page", PUBLIC)
def test_a_page_speaks_calmly(client, page):
    text = re.sub(r"<!doctype html>|<[^>]*>", " ", _text(client, page))
    assert not RUDE.findall(text)


@pytest.mark.parametrize("page", PUBLIC)
def test_every_page_carries_the_strict_headers(client, page):
    answer = client.get(page)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


@pytest.mark.parametrize("page", ["/", "/about/", "/leave/", "/no/such/page/"])
def test_a_page_is_not_stored_unless_it_is_nobodys(client, page):
    assert client.get(page)["Cache-Control"] == "no-store"


def test_styles_may_be_kept(client):
    answer = client.get(static("web/css/base.css"))
    answer.close()
    assert answer.status_code == 200
    assert answer["Cache-Control"] != "no-store"


def test_arriving_says_what_this_is_and_is_not(client):
    page = _text(client, "/")
    assert "Nobody is watching this page" in page
    assert "not a crisis service" in page


def test_leaving_goes_somewhere_neutral_and_is_told_to_the_rooms(client, settings):
    settings.LEAVE_TO = "https://weather.example/"
    told = []

    @receiver(LEAVING)
    def end(request, response, **_):
        told.append(request.path)
        response.delete_cookie("key")

    @receiver(LEAVING)
    def fail(**_):
        raise RuntimeError

    try:
        answer = client.get("/leave/")
    finally:
        LEAVING.disconnect(end)
        LEAVING.disconnect(fail)
    assert (answer.status_code, answer["Location"]) == (303, "https://weather.example/")
    assert answer["Clear-Site-Data"] == '"cache"'
    assert told == ["/leave/"]
    assert "key" in answer.cookies


def test_people_are_told_beforehand_what_leaving_does(client):
    page = _text(client, "/about/")
    assert "cannot clear your browser\u2019s history" in page
    assert "private window" in page


def test_the_browser_keeps_help_and_nothing_else(client):
    answer = client.get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    kept = json.loads(
        re.match(r"const KEPT = (.*);\n", answer.content.decode()).group(1)
    )
    assert kept["pages"] == ["/help/", "/help/show/", "/offline/"]
    assert kept["help"] == "/help/"
    assert re.fullmatch("[0-9a-f]{16}", kept["version"])
    assert all(each.startswith(static("web/")) for each in kept["assets"])


def test_the_browser_keeps_every_file_that_the_help_pages_need(client):
    needed = {
        address
        for page in ("/help/", "/help/show/", "/offline/")
        for address in re.findall(
            rf'(?:href|src)="({re.escape(static(""))}[^"]+)"', _text(client, page)
        )
    }
    assert needed == {static(name) for name in offline.ASSETS}


def test_every_style_of_this_room_is_linked_and_layered(client):
    folder = files("holdspace.web").joinpath("static", "web", "css")
    page = _text(client, "/")
    for each in folder.iterdir():
        text = each.read_text()
        assert static(f"web/css/{each.name}") in page
        assert "@layer" in text
        assert len(text.splitlines()) <= 150
        assert "http" not in text


READ = [("ink", "paper", 7), ("ink", "card", 7), ("ink", "mist", 7)] + [
    (text, ground, 4.5)
    for text in ("soft", "rain", "deep", "birch", "moss", "clay")
    for ground in ("paper", "card", "mist")
]
SEEN = [("edge", "paper", 3), ("edge", "card", 3), ("focus", "paper", 3)]
FILLED = [("on-rain", "rain", 4.5), ("paper", "deep", 4.5), ("on-rain", "deep", 4.5)]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground", "least"), READ + SEEN + FILLED)
def test_colours_can_be_told_apart(scheme, text, ground, least):
    colours = _colours(scheme)
    first, second = _light(colours[text]), _light(colours[ground])
    ratio = (max(first, second) + 0.05) / (min(first, second) + 0.05)
    assert ratio >= least


def _colours(scheme):
    path = files("holdspace.web").joinpath("static", "web", "css", "tokens.css")
    light, dark = path.read_text().split("prefers-color-scheme: dark")
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", light))
    return {**found, **dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", scheme * dark))}


def _light(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_no_script_of_this_room_builds_code_or_markup_from_text():
    folder = files("holdspace.web").joinpath("static", "web", "js")
    for each in folder.iterdir():
        text = each.read_text()
        for risky in (
            "innerHTML",
            "eval(",
            "new Function",
            "localStorage",
            "http:",
            "https:",
        ):
            assert risky not in text, each.name


def test_every_address_of_this_room_has_the_promised_name():
    for name in ("arrive", "about", "help", "show", "help_print", "leave", "offline"):
        assert reverse(f"web:{name}").startswith("/")
    assert reverse("web:service_worker") == "/sw.js"
    assert reverse("web:help_country", args=["de"]) == "/help/de/"
    with pytest.raises(NoReverseMatch):
        reverse("web:anything_else")


def _text(client, page):
    return client.get(page).content.decode()
