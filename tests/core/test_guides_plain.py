"""What is found fitting at once is what the judge finds fitting, and reads the same."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import UTC
from importlib.resources import files
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdspace.core.guides import (
    AnswersRefused,
    Taken,
    check,
    check_response,
    pack,
    read_guide,
    row_for,
    unpack,
)
from holdspace.core.guides.plain import fitting_answers, read_plain

FOLDER = files("holdspace") / "content" / "guides"
GUIDES = [
    read_guide(one.read_bytes())
    for one in FOLDER.iterdir()
    if one.name.endswith(".json")
]
IDENT = UUID("0f7d4c57-8f5e-4e39-8a37-4a2f3f5f3f11")
RULES = {
    "resourceType": "Questionnaire",
    "url": "https://x.org/g",
    "version": "1",
    "item": [
        {"linkId": "a", "type": "boolean"},
        {
            "linkId": "g",
            "type": "group",
            "enableWhen": [{"question": "a", "operator": "=", "answerBoolean": True}],
            "item": [
                {"linkId": "b", "type": "integer"},
                {
                    "linkId": "c",
                    "type": "text",
                    "enableWhen": [
                        {"question": "b", "operator": ">", "answerInteger": 3}
                    ],
                },
            ],
        },
        {
            "linkId": "r",
            "type": "group",
            "repeats": True,
            "item": [
                {"linkId": "d", "type": "boolean"},
                {
                    "linkId": "e",
                    "type": "text",
                    "enableWhen": [
                        {"question": "d", "operator": "=", "answerBoolean": True}
                    ],
                },
            ],
        },
    ],
}
RULED = read_guide(json.dumps(RULES).encode())


@st.composite
def fields(draw, guide):
    """A form in which some of the questions are answered, rightly or not."""
    found = {}
    for link, place in guide.places.items():
        item = place.item
        if not item.is_question or not draw(st.booleans()):
            continue
        prefixes = [""]
        if place.scope:
            rows = range(draw(st.integers(0, 2)))
            prefixes = [f"{place.scope[0]}.{row}." for row in rows]
        for prefix in prefixes:
            found[prefix + link] = draw(_values(item))
    return found


def _values(item):
    if item.options:
        codes = st.sampled_from([one.code for one in item.options])
        most = 4 if item.repeats else 1
        own = st.sampled_from(["weir-blue", "}},{", "[{", '"'])
        any_of = codes | own if item.type == "open-choice" else codes
        return st.lists(any_of, max_size=most, unique=True)
    simple = {
        "boolean": ["yes", "no"],
        "integer": ["0", "7", "10", "-1", "99999"],
        "dateTime": ["2026-11-23", "2026-11-23T12:00:00Z"],
    }
    return st.sampled_from(simple.get(item.type, ["words", '}},{"valueCoding":'])).map(
        lambda one: [one]
    )


@st.composite
def responses(draw):
    """A response as we write them, or one that somebody has been at."""
    guide = draw(st.sampled_from([*GUIDES, RULED]))
    try:
        answers = check(guide, draw(fields(guide)), zone=UTC)
    except AnswersRefused as refusal:
        answers = refusal.fitting
    status = draw(st.sampled_from(["completed", "in-progress"]))
    raw = pack(
        guide,
        answers,
        ident=IDENT,
        authored="2026-11-23T12:00:00Z",
        status="in-progress" if draw(st.booleans()) else status,
    )
    found = json.loads(raw)
    found["status"] = status
    for _ in range(draw(st.integers(0, 2))):
        _touch(draw, found.get("item", []))
    return guide, json.dumps(found, separators=(",", ":"), sort_keys=True).encode()


def _touch(draw, items):
    """Change one thing somewhere in a tree of items."""
    if not items:
        return
    one = draw(st.sampled_from(items))
    if one.get("item") and draw(st.booleans()):
        _touch(draw, one["item"])
        return
    answers = one.get("answer", [])
    what = draw(st.sampled_from(["twice", "turn", "code", "kind", "again", "link"]))
    if what == "twice" and answers:
        answers.append(deepcopy(answers[0]))
    elif what == "turn":
        items.reverse()
    elif what == "code" and answers and "valueCoding" in answers[0]:
        answers[0]["valueCoding"]["code"] = "none"
    elif what == "kind" and answers:
        answers[0] = draw(
            st.sampled_from(
                [
                    {"valueString": ""},
                    {"valueInteger": 3},
                    {"valueBoolean": False},
                    {"valueDateTime": "yesterday"},
                    {},
                    {"valueInteger": 3, "valueBoolean": True},
                    {"valueCoding": {"display": "x"}},
                ]
            )
        )
    elif what == "again":
        items.append(deepcopy(one))
    elif what == "link":
        one["linkId"] = "nowhere"


@settings(max_examples=400, deadline=None)
@given(responses())
def test_what_is_found_fitting_at_once_is_judged_fitting_and_reads_the_same(made):
    guide, raw = made
    plain = read_plain(raw)
    answers = None if plain is None else fitting_answers(guide, plain)
    response = unpack(raw)
    if answers is not None:
        assert check_response(guide, response) == ()
        assert answers == response.answers(guide)
    taken = Taken.plainly(plain, raw, IDENT) or Taken.wholly(response.raw, IDENT)
    assert unpack(taken.raw).raw == response.raw
    if check_response(guide, response):
        with pytest.raises(AnswersRefused):
            taken.answers(guide)
    else:
        assert taken.answers(guide) == response.answers(guide)


@pytest.mark.parametrize("given", [False, None])
def test_an_answer_that_its_own_row_switches_off_is_never_found_fitting(given):
    row = [{"linkId": "e", "answer": [{"valueString": "words"}]}]
    if given is not None:
        row.insert(0, {"linkId": "d", "answer": [{"valueBoolean": given}]})
    made = {
        "resourceType": "QuestionnaireResponse",
        "id": str(IDENT),
        "questionnaire": RULED.canonical,
        "status": "completed",
        "authored": "2026-11-23T12:00:00Z",
        "item": [{"linkId": "r", "item": row}],
    }
    plain = read_plain(json.dumps(made).encode())
    assert plain is not None
    assert fitting_answers(RULED, plain) is None


@pytest.mark.parametrize("guide", GUIDES, ids=lambda one: one.title)
def test_what_we_write_ourselves_is_found_fitting_at_once(guide):
    whole = {
        link: [one.code for one in place.item.options if not one.exclusive][:1]
        or _simple(place.item)
        for link, place in guide.places.items()
        if place.item.is_question and not place.scope and place.item.supported
    }
    answers = check(guide, whole, zone=UTC)
    raw = pack(
        guide,
        answers,
        ident=IDENT,
        authored="2026-11-23T12:00:00Z",
        status="completed",
    )
    plain = read_plain(raw)
    assert plain is not None
    assert fitting_answers(guide, plain) == unpack(raw).answers(guide)


def _simple(item):
    if item.type == "integer":
        return [str(item.minimum or 0)]
    day = ["2026-11-23"]
    known = {"boolean": ["no"], "dateTime": day, "date": day, "time": ["09:30"]}
    return known.get(item.type, ["words"])


@pytest.mark.parametrize("link", [b'"of"', rb'"\u006f\u0066"', rb'"o\u0066"'])
def test_a_later_one_names_what_it_follows(link):
    guide = next(one for one in GUIDES if "of" in one.places)
    raw = pack(
        guide,
        check(guide, {"mood": ["3"]}, zone=UTC),
        ident=IDENT,
        authored="2026-11-23T12:00:00Z",
        status="completed",
        of=f"QuestionnaireResponse/{IDENT}",
    ).replace(b'"of"', link)
    taken = Taken.plainly(read_plain(raw), raw, IDENT)
    assert taken is not None
    assert taken.of == f"QuestionnaireResponse/{IDENT}"
    assert taken.answers(guide).first("mood") == 3


@given(st.uuids(), st.sampled_from(range(16)), st.sampled_from(range(16)))
def test_an_id_is_kept_where_it_tells_nothing_and_worked_out_where_it_tells(
    ident, version, variant
):
    digits = list(ident.hex)
    digits[12], digits[16] = f"{version:x}", f"{variant:x}"
    made = UUID("".join(digits))
    tells_nothing = version in (3, 4, 5) and variant in (8, 9, 10, 11)
    for written in (str(made), str(made).upper()):
        assert (row_for(written) == made) is tells_nothing
    for written in (made.hex, f"{{{made}}}", f"urn:uuid:{made}", f"{made}\n"):
        assert row_for(written) != made
