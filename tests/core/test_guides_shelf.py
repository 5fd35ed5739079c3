"""Every guide that ships is one that the engine knows in full."""

import json
from datetime import UTC
from importlib.resources import files
from uuid import UUID

import pytest

from holdspace.core.guides import (
    Answers,
    asked,
    check,
    check_response,
    given_from,
    pack,
    read_guide,
    unpack,
)

SHELF = sorted(
    (
        one
        for one in (files("holdspace") / "content" / "guides").iterdir()
        if one.name.endswith(".json")
    ),
    key=lambda one: one.name,
)


@pytest.fixture(params=SHELF, ids=lambda one: one.name)
def guide(request):
    return read_guide(request.param.read_bytes())


def test_it_is_understood_in_full(guide):
    unknown = [p.item.link_id for p in guide.places.values() if not p.item.supported]
    assert unknown in ([], ["of"])
    assert [note for note in guide.notes if not note.startswith("of ")] == []
    assert not any(place.item.required for place in guide.places.values())


def test_its_screens_ask_everything_once(guide):
    by_screen = [link for screen in guide.screens for link in asked(guide, screen)]
    assert by_screen == list(asked(guide))


def test_any_whole_answer_goes_there_and_back(guide):
    fields = {link: [_some(guide.item(link))] for link in asked(guide)}
    fields = {link: texts for link, texts in fields.items() if texts != [None]}
    answers = check(guide, fields, zone=UTC)
    assert len(answers.links) == len(fields)
    packed = pack(
        guide,
        answers,
        ident=UUID(int=1),
        authored="2026-11-23",
        status="in-progress",
    )
    assert json.loads(packed)["questionnaire"] == guide.canonical
    assert unpack(packed).answers(guide) == answers
    assert check_response(guide, unpack(packed)) == ()
    assert check(guide, given_from(guide, answers), zone=UTC) == answers


def test_an_empty_one_is_complete(guide):
    assert check(guide, {}, zone=UTC, complete=True) == Answers()


def _some(item):
    if item.is_rows:
        return None
    if item.options:
        return item.options[0].code
    if item.type == "integer":
        return str(item.minimum)
    moments = {"dateTime": "2026-11-23", "date": "2026-11-23", "time": "18:30"}
    return {"boolean": "no", **moments}.get(item.type, "words")
