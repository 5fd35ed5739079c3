"""Answers as FHIR responses: canonical, complete, and read back the same."""

import json
from decimal import Decimal
from uuid import UUID

import pytest

from holdspace.core.guides import (
    Answers,
    Coding,
    ResponseUnreadable,
    pack,
    read_guide,
    unpack,
)

IDENT = UUID("11111111-2222-4333-8444-555555555555")
WHEN = "2026-11-23T18:40:00+01:00"
OPTIONS = [{"valueCoding": {"system": "s", "code": c, "display": c}} for c in "abc"]


def read(*items):
    found = {
        "resourceType": "Questionnaire",
        "url": "https://x.org/g",
        "version": "1.0.0",
        "item": items,
    }
    return read_guide(json.dumps(found).encode())


def question(link, kind="string", **more):
    return {"linkId": link, "type": kind} | more


GUIDE = read(
    question(
        "p",
        "group",
        item=[
            question("f", "open-choice", repeats=True, answerOption=OPTIONS),
            question("mood", "integer"),
            question("share", "decimal", repeats=True),
            question("yes", "boolean"),
            question("day", "date"),
            question("when", "dateTime"),
            question("clock", "time"),
            question("words", "text"),
        ],
    ),
    question(
        "why",
        enableWhen=[{"question": "yes", "operator": "=", "answerBoolean": True}],
    ),
    question(
        "g",
        "group",
        repeats=True,
        item=[
            question("need", "choice", answerOption=OPTIONS),
            question("h", "group", repeats=True, item=[question("deep")]),
        ],
    ),
    question("of", "reference"),
    question("odd", "made-up"),
    question("under", item=[question("below")]),
)

FULL = Answers(
    {
        "f": (Coding("s", "b"), "rain"),
        "mood": (0,),
        "share": (Decimal("72.50"), Decimal("0")),
        "yes": (False,),
        "day": ("2026-11",),
        "when": ("2026-11-23T10:00:00Z",),
        "clock": ("10:00:00",),
        "words": ("é\n👩‍👧",),
    },
    {
        "g": (
            Answers({"need": (Coding("s", "a"),)}),
            Answers({}, {"h": (Answers({"deep": ("x",)}),)}),
        )
    },
)


def packed(answers, status="completed", **more):
    return pack(GUIDE, answers, ident=IDENT, authored=WHEN, status=status, **more)


def test_a_response_in_canonical_json():
    answers = Answers(
        {"f": (Coding("s", "b", "bee"), "rain"), "share": (Decimal("72.50"),)}
    )
    assert packed(answers).decode() == (
        '{"authored":"2026-11-23T18:40:00+01:00",'
        '"id":"11111111-2222-4333-8444-555555555555",'
        '"item":[{"item":[{"answer":[{"valueCoding":{"code":"b","system":"s"}},'
        '{"valueString":"rain"}],"linkId":"f"},'
        '{"answer":[{"valueDecimal":72.50}],"linkId":"share"}],"linkId":"p"}],'
        '"questionnaire":"https://x.org/g|1.0.0",'
        '"resourceType":"QuestionnaireResponse","status":"completed"}'
    )
    assert b'"item"' not in packed(Answers())


def test_what_was_packed_is_read_back():
    response = unpack(packed(FULL, of="urn:uuid:1"))
    assert response.answers(GUIDE) == FULL
    assert response.unread(GUIDE) == ()
    assert str(response.answers(GUIDE).first("share")) == "72.50"
    assert response.answers(GUIDE).first("f").display == "b"
    assert response.ident == IDENT
    assert response.canonical == GUIDE.canonical
    assert (response.status, response.authored) == ("completed", WHEN)
    assert response.of == "urn:uuid:1"
    assert "rain" not in repr(response)
    assert unpack(packed(Answers())).of is None


def test_what_is_switched_off_leaves_when_completed():
    answers = FULL.with_values("why", ["secret"])
    assert unpack(packed(answers, "in-progress")).answers(GUIDE) == answers
    assert unpack(packed(answers)).answers(GUIDE) == FULL


def test_the_same_answers_are_the_same_bytes():
    turned = Answers(
        {link: FULL.values(link) for link in sorted(FULL.links, reverse=True)},
        {"g": FULL.rows("g")},
    )
    assert packed(turned) == packed(FULL)


def test_codings_without_system_or_code_keep_what_they_have():
    answers = Answers({"f": (Coding("", "x"), Coding("", "", "wording"))})
    response = unpack(packed(answers))
    assert response.answers(GUIDE) == answers
    assert response.answers(GUIDE).values("f")[1].display == "wording"


@pytest.mark.parametrize(
    "wrong",
    [
        Answers({"mood": ("seven",)}),
        Answers({"mood": (Decimal(1),)}),
        Answers({"words": (3,)}),
        Answers({"share": ("1",)}),
        Answers({"yes": (1,)}),
        Answers({"day": (Coding("s", "a"),)}),
        Answers({"elsewhere": (1,)}),
        Answers({"odd": (1,)}),
        Answers({"g": (1,)}),
        Answers({"mood": (1,)}, {"mood": (Answers({"mood": (1,)}),)}),
        Answers({}, {"g": (Answers({"mood": (1,)}),)}),
        Answers({}, {"p": (Answers({"mood": (1,)}),)}),
    ],
)
def test_answers_to_another_form_are_a_mistake_not_a_loss(wrong):
    with pytest.raises(ValueError, match="question"):
        packed(wrong)


def test_a_whole_number_answers_a_decimal_question():
    assert unpack(packed(Answers({"share": (5,)}))).answers(GUIDE).first("share") == 5


def test_moments_and_what_is_followed_must_be_right():
    with pytest.raises(ValueError, match="dateTime"):
        pack(GUIDE, FULL, ident=IDENT, authored="now", status="completed")
    alone = read(question("a"))
    with pytest.raises(ValueError, match="follow"):
        pack(alone, Answers(), ident=IDENT, authored=WHEN, status="completed", of="x")


def response(*items, **more):
    found = {
        "resourceType": "QuestionnaireResponse",
        "id": str(IDENT),
        "status": "completed",
        "item": items,
    }
    return json.dumps(found | more).encode()


def entry(link, *answers, **more):
    return {"linkId": link, "answer": list(answers)} | more


def test_answers_are_found_wherever_groups_have_moved_them():
    found = unpack(response(entry("mood", {"valueInteger": 3}))).answers(GUIDE)
    assert found == Answers({"mood": (3,)})


def test_what_is_left_out_is_named_by_place():
    read_back = unpack(
        response(
            entry("mood", {"valueString": "x"}, {"valueInteger": 3}, {}),
            entry("gone", {"valueString": "x"}),
            entry("need", {"valueString": "in no row"}),
            entry("odd", {"valueString": "x"}),
            {"linkId": "p", "answer": [{"valueString": "on a group"}]},
            entry("g", {"valueString": "x"}, item=[entry("mood", {"valueInteger": 1})]),
            entry("under", {"valueString": "x", "item": [entry("below")]}),
            entry("of", {"valueReference": {"reference": 5}}),
        )
    )
    assert read_back.answers(GUIDE) == Answers({"mood": (3,), "under": ("x",)})
    assert read_back.unread(GUIDE) == tuple(
        f"QuestionnaireResponse.{place}"
        for place in (
            "item[0].answer[0]",
            "item[0].answer[2]",
            "item[1]",
            "item[2]",
            "item[3].answer[0]",
            "item[4].answer[0]",
            "item[5].item[0]",
            "item[5]",
        )
    )
    assert read_back.of is None


def test_what_is_followed_is_found_in_a_group():
    reference = {"valueReference": {"reference": "urn:uuid:2"}}
    inside = response({"linkId": "p", "item": [entry("of", reference)]})
    assert unpack(inside).of == "urn:uuid:2"
    assert unpack(response(entry("of", {"valueReference": "x"}))).of is None
    assert unpack(response({"linkId": "of"}, entry("a"))).of is None


def test_little_is_needed_to_be_read():
    bare = json.loads(response())
    del bare["item"]
    found = unpack(json.dumps(bare).encode())
    assert (found.canonical, found.authored) == ("", "")
    assert found.answers(GUIDE) == Answers()


def deep(levels):
    inner = entry("a")
    for _ in range(levels):
        inner = {"linkId": "g", "item": [inner]}
    return inner


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"{",
        response(resourceType="Questionnaire"),
        response(id="5"),
        response(id=5),
        response(status="done"),
        response(status=["completed"]),
        response(authored="yesterday"),
        response(authored=5),
        response(item={}),
        response("x"),
        response({"linkId": 5}),
        response({"linkId": "a", "answer": {}}),
        response({"linkId": "a", "answer": ["x"]}),
        response({"linkId": "a", "answer": [{"item": "x"}]}),
        response({"linkId": "a", "item": [5]}),
        response(deep(32)),
    ],
)
def test_what_is_no_response_is_unreadable(raw):
    with pytest.raises(ResponseUnreadable):
        unpack(raw)


def test_nesting_is_read_to_its_bound():
    assert unpack(response(deep(31))).answers(GUIDE) == Answers()
