"""What stands in templates and styles: no stranger, no scolding, no giant file."""

from __future__ import annotations

import ast
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOMS = Path(__file__).parents[2] / "src" / "holdspace"
TEMPLATES = sorted(ROOMS.rglob("templates/**/*.html"))
STYLES = sorted(ROOMS.rglob("static/**/*.css"))
SCRIPTS = sorted(ROOMS.rglob("static/**/*.js"))
MODULES = sorted(ROOMS.rglob("*.py"))
GUIDES = sorted((ROOMS / "content" / "guides").glob("*.json"))

LONGEST_TEMPLATE = 120
LONGEST_STYLE = 150
# Names that XML needs and that nobody loads.
NAMESPACES = {"http://www.w3.org/2000/svg"}
# A link that a person may choose to follow is no load.
FOLLOWED = {("a", "href")}
# No page uses htmx yet; the first one that does puts its attributes here.
HX_ALLOWED: set[str] = set()

HOST = re.compile(r"(?:https?:)?//[a-z0-9-]+\.[a-z0-9.-]+[^\s\"')]*", re.IGNORECASE)
LOGIC = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
COMMENT = re.compile(r"{% comment %}.*?{% endcomment %}|<!--.*?-->", re.DOTALL)
NOT_SAID = re.compile(r"!|\bshould\b|\binvalid\b", re.IGNORECASE)
SPOKEN = {"alt", "aria-label", "aria-description", "placeholder", "title", "content"}


def named(path):
    return str(path.relative_to(ROOMS))


class Reading(HTMLParser):
    """What a template says, and what its tags carry."""

    def __init__(self, path):
        super().__init__()
        self.said: list[str] = []
        self.carried: list[tuple[str, str, str]] = []
        self.feed(LOGIC.sub(" ", COMMENT.sub(" ", path.read_text(encoding="utf-8"))))

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            self.carried.append((tag, name, value or ""))
            if name in SPOKEN:
                self.said.append(value or "")

    def handle_data(self, data):
        self.said.append(data)


def _texts(found):
    if isinstance(found, dict):
        for key, value in found.items():
            if key in {"text", "display", "title", "description"}:
                yield str(value)
            yield from _texts(value)
    elif isinstance(found, list):
        for value in found:
            yield from _texts(value)


def _sentences(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and isinstance(node.body[0] if node.body else None, ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in told:
            yield from [node.value] if _is_sentence(node.value) else []


def _is_sentence(value):
    return isinstance(value, str) and re.search(r"[a-z]{2} [a-z]{2}", value)


def test_there_is_something_to_look_at():
    assert len(TEMPLATES) > 40
    assert STYLES
    assert SCRIPTS
    assert GUIDES


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_never_scolds_or_shouts(path):
    assert not NOT_SAID.findall(" ".join(Reading(path).said))


@pytest.mark.parametrize("path", GUIDES, ids=named)
def test_a_guide_never_scolds_or_shouts(path):
    found = json.loads(path.read_text(encoding="utf-8"))
    assert not NOT_SAID.findall(" ".join(_texts(found)))


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_sentence_in_the_code_never_scolds_or_shouts(path):
    if "migrations" not in path.parts:
        assert not [one for one in _sentences(path) if NOT_SAID.search(one)]


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_loads_nothing_from_elsewhere(path):
    loads = [
        (tag, name, value)
        for tag, name, value in Reading(path).carried
        if (tag, name) not in FOLLOWED and set(HOST.findall(value)) - NAMESPACES
    ]
    assert not loads


@pytest.mark.parametrize("path", [*STYLES, *SCRIPTS], ids=named)
def test_a_style_or_script_loads_nothing_from_elsewhere(path):
    assert not set(HOST.findall(path.read_text(encoding="utf-8"))) - NAMESPACES


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_has_no_script_or_style_of_its_own(path):
    carried = Reading(path).carried
    assert not [name for _, name, _ in carried if name.startswith("on")]
    assert not [value for _, name, value in carried if name == "style"]
    text = LOGIC.sub(" ", path.read_text(encoding="utf-8"))
    assert not re.findall(r"<style\b|<script\b(?![^>]*\bsrc=)", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_uses_only_the_htmx_that_is_allowed(path):
    used = {name for _, name, _ in Reading(path).carried if name.startswith("hx-")}
    assert used <= HX_ALLOWED


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_fits_a_screen_or_two(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_TEMPLATE


@pytest.mark.parametrize("path", STYLES, ids=named)
def test_a_style_sheet_fits_a_screen_or_two(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_STYLE


INCLUDED = re.compile(r'{% include "([^"]+)" ([^%]*\bonly) %}')


def test_a_form_that_is_included_alone_is_given_what_it_is_sent_with():
    forms = {
        str(path).partition("templates/")[2]
        for path in TEMPLATES
        if "{% csrf_token %}" in path.read_text(encoding="utf-8")
    }
    included = [
        (named(path), name, given)
        for path in TEMPLATES
        for name, given in INCLUDED.findall(path.read_text(encoding="utf-8"))
    ]
    alone = [one for one in included if one[1] in forms]
    assert alone
    assert [one for one in alone if "csrf_token=csrf_token" not in one[2]] == []
