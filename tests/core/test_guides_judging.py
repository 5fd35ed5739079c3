"""Whether a response fits its form."""

import json
from uuid import UUID

import pytest

from holdspace.core.guides import (
    check_response,
    fitting,
    judging,
    missing,
    read_guide,
    unpack,
)

OPTIONS = [{"valueCoding": {"system": "s", "code": c, "display": c}} for c in "abc"]


def question(link, kind="string", **more):
    return {"linkId": link, "type": kind} | more


GUIDE = read_guide(
    json.dumps(
        {
            "resourceType": "Questionnaire",
            "url": "https://x.org/g",
            "item": [
                question("a", "integer"),
                question(
                    "p",
                    "group",
                    item=[
                        question("c", "choice", answerOption=OPTIONS),
                        question("d", "display"),
                    ],
                ),
                question("g", "group", repeats=True, item=[question("need")]),
                question("under", item=[question("below", "boolean")]),
                question("file", "attachment"),
                question("odd", "made-up"),
                question("list", "choice", answerValueSet="http://x.org/vs"),
                question("must", required=True),
                question(
                    "why",
                    enableWhen=[{"question": "a", "operator": "=", "answerInteger": 1}],
                ),
            ],
        }
    ).encode()
)


def entry(link, *answers, **more):
    return {"linkId": link, "answer": list(answers)} | more


def judge(*items, status="in-progress", questionnaire="https://x.org/g|1"):
    found = {
        "resourceType": "QuestionnaireResponse",
        "id": str(UUID(int=1)),
        "status": status,
        "questionnaire": questionnaire,
        "item": items,
    }
    return [
        (
            problem.link_id,
            problem.path.removeprefix("QuestionnaireResponse."),
            problem.sentence,
        )
        for problem in check_response(GUIDE, unpack(json.dumps(found).encode()))
    ]


def test_a_response_that_fits_has_no_problems():
    assert (
        judge(
            entry("a", {"valueInteger": 1}),
            {
                "linkId": "p",
                "item": [entry("c", {"valueCoding": {"system": "s", "code": "a"}})],
            },
            {"linkId": "g", "item": [entry("need", {"valueString": "x"})]},
            {"linkId": "g", "item": [entry("need", {"valueString": "y"})]},
            entry(
                "under",
                {"valueString": "x", "item": [entry("below", {"valueBoolean": False})]},
            ),
            entry("file", {"valueAttachment": {}}),
            entry("list", {"valueCoding": {"code": "any"}}),
            entry("must", {"valueString": "x"}),
            entry("why", {"valueString": "x"}),
            status="completed",
        )
        == []
    )
    assert judge(questionnaire="") == []


def test_another_form_is_noticed():
    assert judge(questionnaire="https://x.org/other|1") == [
        ("", "questionnaire", judging.OTHER_FORM)
    ]


@pytest.mark.parametrize(
    ("items", "problem"),
    [
        ([entry("z", {"valueString": "secret"})], ("", "item[0]", judging.UNKNOWN)),
        ([entry("c")], ("", "item[0]", judging.UNKNOWN)),
        ([entry("must"), entry("a")], ("a", "item[1]", judging.ORDER)),
        ([entry("a"), entry("a")], ("a", "item[1]", judging.TWICE)),
        (
            [entry("p", {"valueString": "x"})],
            ("p", "item[0]", judging.NO_ANSWER_HERE),
        ),
        (
            [{"linkId": "p", "item": [entry("d", {"valueString": "x"})]}],
            ("d", "item[0].item[0]", judging.NO_ANSWER_HERE),
        ),
        (
            [{"linkId": "under", "item": [entry("below")]}],
            ("under", "item[0]", judging.NOT_UNDER),
        ),
        ([entry("a", {})], ("a", "item[0].answer[0]", judging.EMPTY)),
        (
            [entry("a", {"valueString": "1"})],
            ("a", "item[0].answer[0]", judging.OTHER_KIND),
        ),
        (
            [entry("a", {"valueInteger": 1.5})],
            ("a", "item[0].answer[0]", judging.OTHER_KIND),
        ),
        (
            [entry("a", {"valueInteger": 1, "valueString": "1"})],
            ("a", "item[0].answer[0]", judging.OTHER_KIND),
        ),
        (
            [entry("odd", {"valueString": "x"})],
            ("odd", "item[0].answer[0]", judging.NOT_KNOWN),
        ),
        (
            [entry("a", {"valueInteger": 1}, {"valueInteger": 2})],
            ("a", "item[0]", fitting.ONE),
        ),
        (
            [
                {
                    "linkId": "p",
                    "item": [entry("c", {"valueCoding": {"system": "s", "code": "x"}})],
                }
            ],
            ("c", "item[0].item[0].answer[0]", fitting.NOT_OFFERED),
        ),
        ([entry("g")] * 101, ("g", "item[100]", fitting.TOO_MANY_ROWS)),
        (
            [entry("list", {"valueString": "any"})],
            ("list", "item[0].answer[0]", fitting.NOT_OFFERED),
        ),
        (
            [
                entry(
                    "under",
                    {
                        "valueString": "x",
                        "item": [entry("below", {"valueString": "x"})],
                    },
                )
            ],
            ("below", "item[0].answer[0].item[0].answer[0]", judging.OTHER_KIND),
        ),
    ],
)
def test_each_misfit_is_named_with_its_place(items, problem):
    assert judge(*items) == [problem]


def test_only_what_is_finished_is_asked_for_all():
    why = entry("why", {"valueString": "x"})
    assert judge(why) == []
    assert judge(why, status="completed") == [
        ("must", "item.where(linkId='must')", missing.NEEDED),
        ("why", "item.where(linkId='why')", judging.SWITCHED_OFF),
    ]
