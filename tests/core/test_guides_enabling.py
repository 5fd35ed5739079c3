"""What is on, what is off, and that silence counts as silence."""

import json
from decimal import Decimal

import pytest

from holdspace.core.guides import Answers, Coding, enabled, read_guide, settle

HOME = Coding("s", "home")


def read(*items):
    return read_guide(
        json.dumps({"resourceType": "Questionnaire", "item": items}).encode()
    )


def question(link, kind="string", **more):
    return {"linkId": link, "type": kind} | more


def when(question, operator, **answer):
    return {"question": question, "operator": operator, **answer}


@pytest.mark.parametrize(
    ("rule", "values", "on"),
    [
        (when("a", "exists", answerBoolean=True), (), False),
        (when("a", "exists", answerBoolean=True), (0,), True),
        (when("a", "exists", answerBoolean=True), (False,), True),
        (when("a", "exists", answerBoolean=False), (), True),
        (when("a", "exists", answerBoolean=False), (0,), False),
        (when("a", "=", answerInteger=0), (0,), True),
        (when("a", "=", answerInteger=0), (False,), False),
        (when("a", "=", answerBoolean=False), (False,), True),
        (when("a", "=", answerBoolean=False), (), False),
        (when("a", "!=", answerInteger=1), (), True),
        (when("a", "!=", answerInteger=1), (1,), False),
        (when("a", "!=", answerInteger=1), (2, 1), False),
        (when("a", "!=", answerInteger=1), (2,), True),
        (when("a", "=", answerCoding={"system": "s", "code": "home"}), (HOME,), True),
        (when("a", "=", answerCoding={"code": "home"}), (HOME,), True),
        (when("a", "=", answerCoding={"system": "t", "code": "home"}), (HOME,), False),
        (when("a", "=", answerString="home"), (HOME,), False),
        (when("a", "=", answerString="x"), ("y", "x"), True),
        (when("a", ">", answerDecimal=1.5), (2,), True),
        (when("a", ">", answerDecimal=1.5), (Decimal("1.50"),), False),
        (when("a", ">=", answerDecimal=1.5), (Decimal("1.50"),), True),
        (when("a", "<", answerInteger=3), (3,), False),
        (when("a", "<=", answerInteger=3), (3,), True),
        (when("a", "<=", answerInteger=3), (), False),
        (when("a", ">", answerCoding={"code": "home"}), (HOME,), False),
        (when("a", "<", answerDate="2026-01-01"), ("2025-12-31",), True),
        (when("gone", "=", answerInteger=3), (3,), False),
        (when("gone", "!=", answerInteger=3), (3,), True),
        (when("a", "~", answerInteger=3), (), True),
    ],
)
def test_each_rule(rule, values, on):
    guide = read(question("a"), question("b", enableWhen=[rule]))
    assert ("b" in enabled(guide, Answers({"a": values}))) is on


def test_several_rules_hold_together_or_one_by_one():
    rules = [when("a", "=", answerInteger=1), when("b", "=", answerInteger=1)]
    guide = read(
        question("a"),
        question("b"),
        question("any", enableWhen=rules, enableBehavior="any"),
        question("all", enableWhen=rules, enableBehavior="all"),
        question("unsaid", enableWhen=rules),
    )
    one = enabled(guide, Answers({"a": (1,)}))
    assert {"any", "unsaid"} <= one
    assert "all" not in one
    assert "all" in enabled(guide, Answers({"a": (1,), "b": (1,)}))


def test_an_item_is_on_only_with_everything_around_it():
    guide = read(
        question("a", "boolean"),
        question(
            "g",
            "group",
            enableWhen=[when("a", "=", answerBoolean=True)],
            item=[question("inner", "group", item=[question("q")])],
        ),
    )
    assert enabled(guide, Answers()) == {"a"}
    assert enabled(guide, Answers({"a": (True,)})) == {"a", "g", "inner", "q"}


CHAIN = read(
    question("last", enableWhen=[when("middle", "exists", answerBoolean=True)]),
    question("middle", enableWhen=[when("first", "=", answerInteger=1)]),
    question("first", "integer"),
)


def test_an_answer_to_what_is_off_counts_as_absent():
    kept = Answers({"first": (2,), "middle": ("x",), "last": ("y",)})
    assert enabled(CHAIN, kept) == {"first"}
    assert settle(CHAIN, kept) == Answers({"first": (2,)})
    again = kept.with_values("first", [1])
    assert settle(CHAIN, again) == again


def test_answers_of_other_guides_are_not_settled_away():
    assert settle(CHAIN, Answers({"elsewhere": (1,)})) == Answers({"elsewhere": (1,)})


ROWS = read(
    question("a", "boolean"),
    question(
        "g",
        "group",
        repeats=True,
        item=[
            question("need"),
            question("helped", enableWhen=[when("need", "exists", answerBoolean=True)]),
            question("outer", enableWhen=[when("a", "=", answerBoolean=True)]),
            question(
                "h",
                "group",
                repeats=True,
                enableWhen=[when("need", "=", answerString="rest")],
                item=[
                    question("deep"),
                    question(
                        "deeper",
                        enableWhen=[when("deep", "exists", answerBoolean=True)],
                    ),
                ],
            ),
        ],
    ),
    question("any-row", enableWhen=[when("helped", "=", answerString="yes")]),
    question("any-deep", enableWhen=[when("deep", "=", answerString="x")]),
    question(
        "k",
        "group",
        repeats=True,
        item=[question("other", enableWhen=[when("helped", "!=", answerString="yes")])],
    ),
)


def test_each_row_is_looked_at_for_itself():
    deep = Answers({"deep": ("x",), "deeper": ("z",)})
    rest = Answers({"need": ("rest",), "outer": ("o",)}, {"h": (deep,)})
    quiet = Answers({"need": ("quiet",), "helped": ("yes",)}, {"h": (deep,)})
    silent = Answers({"helped": ("yes",)})
    answers = Answers({}, {"g": (rest, quiet, silent)})
    on = enabled(ROWS, answers)
    assert {"g.0.need", "g.0.helped", "g.0.h", "g.0.h.0.deep", "g.0.h.0.deeper"} <= on
    assert {"g.1.helped", "any-row", "any-deep"} <= on
    assert on.isdisjoint({"g.0.outer", "g.1.h", "g.1.h.0.deep", "g.2.helped", "other"})
    assert settle(ROWS, answers) == Answers(
        {},
        {
            "g": (
                Answers({"need": ("rest",)}, {"h": (deep,)}),
                Answers({"need": ("quiet",), "helped": ("yes",)}),
            )
        },
    )


def test_a_new_row_is_named_by_bare_links():
    on = enabled(ROWS, Answers({"a": (True,)}))
    assert {"need", "outer", "other", "deep"}.isdisjoint(on) is False
    assert {"need", "outer", "other"} <= on
    assert on.isdisjoint({"helped", "h", "deep", "deeper"})


def test_rules_that_go_round_are_settled_once_and_for_all():
    guide = read(
        question("a", enableWhen=[when("b", "exists", answerBoolean=False)]),
        question("b", enableWhen=[when("a", "exists", answerBoolean=True)]),
        question("after", enableWhen=[when("a", "exists", answerBoolean=False)]),
    )
    answers = Answers({"after": ("x",)})
    assert enabled(guide, answers) == {"a", "after"}
    assert settle(guide, answers) == answers
