"""Variables, rules and answers that are expressions, worked out over a form."""

import json
import random
from copy import deepcopy
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdspace.core.guides import (
    Answers,
    Coding,
    GuideRefused,
    begin,
    check_response,
    enabled,
    pack,
    read_guide,
    settle,
    unpack,
    weights,
)
from holdspace.core.guides.working import CIRCLE, NO_RULE, NOT_CALCULATED, work_out

FHIR = "http://hl7.org/fhir/StructureDefinition/"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
MOMENT = "2026-11-24T10:30:00+01:00"


def told(url, expression, language="text/fhirpath", **more):
    value = {"language": language, "expression": expression, **more}
    return {"url": url, "valueExpression": value}


def calculated(expression, **more):
    return told(SDC + "calculatedExpression", expression, **more)


def rule(expression, **more):
    return told(SDC + "enableWhenExpression", expression, **more)


def first(expression):
    return told(SDC + "initialExpression", expression)


def variable(name, expression):
    return told(FHIR + "variable", expression, name=name)


def item(link, kind, *extensions, **more):
    found = {"linkId": link, "type": kind, **more}
    if extensions:
        found["extension"] = list(extensions)
    return found


def total(link, expression, kind="integer", **more):
    return item(link, kind, calculated(expression), readOnly=True, **more)


def guide_of(*items, variables=()):
    raw = {
        "resourceType": "Questionnaire",
        "url": "urn:form",
        "version": "1",
        "status": "active",
        "item": list(items),
        "extension": list(variables),
    }
    return read_guide(json.dumps(raw).encode())


def answer(link):
    return f"%resource.descendants().where(linkId='{link}').answer.value"


def shade(link, **more):
    options = [
        {
            "valueCoding": {"system": "urn:shades", "code": code},
            "extension": [{"url": FHIR + "ordinalValue", "valueDecimal": weight}],
        }
        for weight, code in enumerate("abcd")
    ]
    return item(link, "choice", answerOption=options, **more)


def coded(code):
    return Coding("urn:shades", code)


def by_link(worked):
    return {one.link_id: one.sentence for one in worked.problems}


def test_a_total_of_weights_is_calculated_and_kept():
    guide = guide_of(
        item("group", "group", item=[shade("q1"), shade("q2")]),
        total("sum", answer("q1") + ".ordinal() + " + answer("q2") + ".weight()"),
    )
    answers = Answers({"q1": [coded("b")], "q2": [coded("d")]})
    assert settle(guide, answers).values("sum") == (4,)
    packed = pack(
        guide, answers, ident=UUID(int=1), authored=MOMENT, status="completed"
    )
    response = unpack(packed)
    assert response.answers(guide).values("sum") == (4,)
    assert check_response(guide, response) == ()


def test_a_zero_is_a_result_and_nothing_is_none():
    guide = guide_of(
        shade("q1"), total("sum", answer("q1") + ".ordinal().sum()", "decimal")
    )
    worked = work_out(guide, Answers({"q1": [coded("a")]}))
    assert worked.calculated == {"sum": (Decimal(0),)}
    worked = work_out(guide, Answers())
    assert worked.calculated == {"sum": ()}
    assert worked.problems == ()


def test_one_calculation_may_need_another_whatever_stands_first():
    guide = guide_of(
        total("three", answer("two") + " + 1"),
        total("two", answer("one") + " + 1"),
        total("one", answer("start") + " + 1"),
        item("start", "integer"),
    )
    found = work_out(guide, Answers({"start": [0]})).calculated
    assert found == {"three": (3,), "two": (2,), "one": (1,)}


def test_variables_are_seen_from_the_outside_in_and_in_order():
    guide = guide_of(
        item(
            "group",
            "group",
            variable("inner", "%outer + 1"),
            variable("again", "%inner + 1"),
            item=[total("sum", "%again"), item("start", "integer")],
        ),
        total("outside", "%inner"),
        variables=[variable("outer", answer("start")), variable("x", "%later")],
    )
    worked = work_out(guide, Answers({"start": [5]}))
    assert worked.calculated == {"sum": (7,), "outside": ()}
    assert by_link(worked) == {"outside": NOT_CALCULATED}


def test_a_variable_that_fails_does_not_let_an_outer_one_stand_in_for_it():
    guide = guide_of(
        item("group", "group", variable("x", "%nothing"), item=[total("sum", "%x")]),
        variables=[variable("x", "1")],
    )
    assert work_out(guide, Answers()).calculated == {"sum": ()}


def test_each_row_has_its_own():
    guide = guide_of(
        item(
            "rows",
            "group",
            variable("row", "%context.item"),
            repeats=True,
            item=[
                item("size", "integer"),
                item(
                    "why", "string", rule("%row.where(linkId='size').answer.value > 2")
                ),
                total("twice", "%row.where(linkId='size').answer.value * 2"),
            ],
        ),
        total("all", answer("twice") + ".sum()"),
    )
    rows = [
        Answers({"size": [1], "why": ["not asked"]}),
        Answers({"why": ["nothing else in it"]}),
        Answers({"size": [3], "why": ["asked"]}),
    ]
    worked = work_out(guide, Answers(rows={"rows": rows}))
    assert worked.calculated["all"] == (8,)
    assert worked.answers.rows("rows") == (
        Answers({"size": [1], "twice": [2]}),
        Answers({"size": [3], "twice": [6], "why": ["asked"]}),
    )
    assert "rows.2.why" in worked.on
    assert not {"rows.0.why", "rows.1.why", "why"} & worked.on


def test_a_rule_joins_the_other_rules_and_those_around_it():
    asks = [{"question": "yes", "operator": "=", "answerBoolean": True}]
    guide = guide_of(
        item("yes", "boolean"),
        item("count", "integer"),
        item(
            "group",
            "group",
            rule(answer("count") + " > 1"),
            item=[
                item("both", "string", rule(answer("count") + " > 2"), enableWhen=asks)
            ],
        ),
    )
    for yes in (True, False, None):
        for count in (None, 0, 2, 3):
            values = {"yes": [yes]} if yes is not None else {}
            values |= {"count": [count]} if count is not None else {}
            on = enabled(guide, Answers(values))
            assert ("group" in on) is (count in (2, 3))
            assert ("both" in on) is (count == 3 and yes is True)


def test_what_is_off_is_neither_seen_nor_kept():
    asks = [{"question": "yes", "operator": "=", "answerBoolean": True}]
    guide = guide_of(
        item("yes", "boolean"),
        item("count", "integer", enableWhen=asks),
        total("sum", "iif(" + answer("count") + ".exists(), 1, 0)"),
        total("hidden", "7", enableWhen=asks),
    )
    answers = Answers({"yes": [False], "count": [3]})
    worked = work_out(guide, answers)
    assert worked.calculated == {"sum": (0,)}
    assert worked.answers == Answers({"yes": [False], "sum": [0]})


def test_only_true_turns_an_item_on():
    expressions = {
        "true": True,
        "false": False,
        "{}": False,
        answer("nowhere") + " = 1": False,
        "1": None,
        "true | false": None,
        "%nothing": None,
    }
    for expression, expected in expressions.items():
        guide = guide_of(item("q", "string", rule(expression)))
        worked = work_out(guide, Answers({"q": ["a heron"]}))
        # What cannot be worked out costs nobody an answer.
        assert ("q" in worked.on) is (expected is not False)
        assert by_link(worked) == ({"q": NO_RULE} if expected is None else {})
        kept = worked.answers.values("q")
        assert kept == (() if expected is False else ("a heron",))


@pytest.mark.parametrize(
    "items",
    [
        [
            total("a", "iif(" + answer("b") + ".empty(), 1, " + answer("b") + " + 1)"),
            total("b", answer("a") + " + 1"),
        ],
        [total("a", "iif(" + answer("a") + ".empty(), 1, " + answer("a") + " + 1)")],
        [total("a", "iif(" + answer("a") + ".exists(), {}, 1)")],
        [
            total("a", "iif(" + answer("b") + " = 1, 2, 1)"),
            total("b", answer("c")),
            total("c", answer("a")),
        ],
    ],
)
def test_a_circle_is_told_and_costs_nothing_else(items):
    guide = guide_of(*items, total("fine", "2 + 2"), item("words", "text"))
    worked = work_out(guide, Answers({"words": ["a heron"]}))
    links = {one["linkId"] for one in items}
    assert set(by_link(worked)) <= links
    assert CIRCLE in by_link(worked).values()
    assert worked.answers == Answers({"words": ["a heron"], "fine": [4]})


def test_a_rule_that_asks_itself_is_a_circle_and_keeps_the_answer():
    guide = guide_of(item("q", "integer", rule(answer("q") + ".empty()")))
    worked = work_out(guide, Answers({"q": [1]}))
    assert by_link(worked) == {"q": CIRCLE}
    assert worked.answers == Answers({"q": [1]})


def test_what_nobody_can_answer_is_calculated_whatever_was_sent():
    hidden = item("hidden", "integer", calculated("2"))
    hidden["extension"].append(
        {"url": FHIR + "questionnaire-hidden", "valueBoolean": True}
    )
    guide = guide_of(total("sum", "1"), hidden, total("none", "{}"))
    forged = Answers({"sum": [99], "hidden": [99], "none": [99]})
    assert settle(guide, forged) == Answers({"sum": [1], "hidden": [2]})


def test_where_somebody_may_answer_their_answer_stands():
    guide = guide_of(
        item("guess", "integer", calculated("7")), total("next", answer("guess") + "+1")
    )
    assert settle(guide, Answers()) == Answers({"guess": [7], "next": [8]})
    own = settle(guide, Answers({"guess": [3]}))
    assert own == Answers({"guess": [3], "next": [4]})


@pytest.mark.parametrize(
    ("kind", "expression", "result"),
    [
        ("integer", "7 / 2", None),
        ("integer", "8 / 2", 4),
        ("integer", "'4'", None),
        ("integer", "3000000000", None),
        ("decimal", "7 / 2", Decimal("3.5")),
        ("decimal", "3", Decimal(3)),
        ("decimal", "true", None),
        ("boolean", "1 > 0", True),
        ("boolean", "1 > 2", False),
        ("boolean", "1", None),
        ("string", "'a' & 'b'", "ab"),
        ("string", "1.50", "1.50"),
        ("string", "true", "true"),
        ("date", "today()", "2026-11-24"),
        ("date", "now()", "2026-11-24"),
        ("date", "today() - 1 year", "2025-11-24"),
        ("dateTime", "now()", MOMENT),
        ("dateTime", "now() + 90 minutes", "2026-11-24T12:00:00+01:00"),
        ("date", "'soon'", None),
        ("time", "timeOfDay()", "10:30:00"),
        ("integer", "1 | 2", None),
    ],
)
def test_a_result_becomes_an_answer_of_its_question(kind, expression, result):
    guide = guide_of(total("q", expression, kind))
    worked = work_out(guide, Answers(), MOMENT)
    expected = () if result is None else (result,)
    assert worked.calculated == {"q": expected}
    assert by_link(worked) == ({"q": NOT_CALCULATED} if result is None else {})


def test_a_result_may_be_an_option():
    for expression in (
        "'c'",
        answer("q1"),
        "%qitem.answerOption.value.where(code='c')",
    ):
        chosen = shade("q2", readOnly=True, extension=[calculated(expression)])
        worked = work_out(guide_of(shade("q1"), chosen), Answers({"q1": [coded("c")]}))
        assert worked.calculated == {"q2": (coded("c"),)}
    none = shade("q2", readOnly=True, extension=[calculated("'x'")])
    assert work_out(guide_of(none), Answers()).calculated == {"q2": ()}


def test_a_result_out_of_its_range_is_none():
    most = {"url": FHIR + "maxValue", "valueInteger": 5}
    over = item("q", "integer", calculated("6"), most, readOnly=True)
    worked = work_out(guide_of(over), Answers())
    assert worked.calculated == {"q": ()}
    assert by_link(worked) == {"q": NOT_CALCULATED}


def test_first_answers_need_nothing_but_the_form_and_the_moment():
    guide = guide_of(
        item("day", "date", first("today()")),
        item("when", "dateTime", first("now()")),
        item("name", "string", first("%patient.name.given")),
        item("count", "integer", first("1 + 1")),
        item("mine", "integer", first("5"), initial=[{"valueInteger": 3}]),
    )
    assert begin(guide, moment=MOMENT) == Answers(
        {"day": ["2026-11-24"], "when": [MOMENT], "count": [2], "mine": [3]}
    )
    assert begin(guide) == Answers({"count": [2], "mine": [3]})


def test_without_a_moment_what_was_calculated_at_its_own_is_kept():
    guide = guide_of(total("day", "today()", "date"))
    made = settle(guide, Answers(), moment="2020-05-01T08:00:00Z")
    assert made == Answers({"day": ["2020-05-01"]})
    assert settle(guide, made) == made
    assert settle(guide, made, moment=MOMENT) == Answers({"day": ["2026-11-24"]})


def test_what_is_not_known_is_told_and_not_asked():
    guide = guide_of(
        item("cql", "integer", calculated("x", language="text/cql"), readOnly=True),
        total("broken", "1 +"),
        item("rule", "string", rule("foo()")),
        item("init", "string", told(SDC + "initialExpression", "x", "text/cql")),
        item("fine", "integer", calculated("1")),
    )
    assert [
        link for link, place in guide.places.items() if not place.item.supported
    ] == ["cql", "broken", "rule"]
    notes = " ".join(guide.notes)
    closed = "cannot be answered here: it has an expression"
    assert f"cql {closed} in a language that is not known here." in notes
    assert f"broken {closed} that cannot be calculated." in notes
    assert "init has an expression that is left out." in notes
    assert "fine" not in notes


def test_a_form_with_very_many_expressions_is_read_in_part():
    long = "1" + " + 1" * 200
    guide = guide_of(*(total(f"q{n}", f"{n} + {long}") for n in range(100)))
    supported = [place.item.supported for place in guide.places.values()]
    assert supported[0] is True
    assert supported[-1] is False


def test_a_form_without_expressions_takes_no_notice():
    guide = guide_of(item("q", "integer"))
    assert not guide.formulas
    assert not guide_of(item("q", "integer", first("1"))).formulas


def test_problems_carry_the_place_and_no_words():
    guide = guide_of(
        item(
            "rows",
            "group",
            repeats=True,
            item=[item("words", "string"), total("n", "%context.nope + 'x' + 1")],
        )
    )
    rows = [Answers({"words": ["a heron"]}), Answers({"words": ["a weir"]})]
    found = work_out(guide, Answers(rows={"rows": rows})).problems
    assert [one for one in found if "heron" in str(one)] == []
    bad = guide_of(
        item(
            "rows",
            "group",
            repeats=True,
            item=[
                item("words", "string"),
                total("n", "%resource.item.item.answer > 1"),
            ],
        )
    )
    (one, two) = work_out(bad, Answers(rows={"rows": rows})).problems
    assert two.path == (
        "QuestionnaireResponse.item.where(linkId='rows')[1].item.where(linkId='n')"
    )
    assert (one.name, two.name) == ("rows.0.n", "rows.1.n")


LINKS = ("q1", "q2", "q3")
BRANCHING = guide_of(
    item("group", "group", item=[shade("q1"), shade("q2")]),
    shade("q3", extension=[rule(answer("q1") + ".ordinal() > 1")]),
    item("why", "string", rule("%sum > 3")),
    total("sum", "%sum", "decimal"),
    total("level", "iif(%sum > 4, 'high', 'low')", "string"),
    item("late", "string", rule(answer("level") + " = 'high'")),
    variables=[
        variable("all", "%resource.descendants().where(linkId.startsWith('q'))"),
        variable("sum", "%all.answer.value.ordinal().sum()"),
    ],
)
VALUES = st.dictionaries(
    st.sampled_from((*LINKS, "why", "late")), st.sampled_from("abcd"), max_size=5
)


def values_of(found):
    return {link: [coded(one) if link in LINKS else one] for link, one in found.items()}


@settings(max_examples=30, deadline=None)
@given(VALUES, st.randoms(use_true_random=False))
def test_the_order_of_answering_never_changes_the_result(found, order):
    pairs = list(values_of(found).items())
    straight = Answers()
    for link, values in pairs:
        straight = straight.with_values(link, values)
    order.shuffle(pairs)
    turned = Answers()
    for link, values in pairs:
        # Somebody may answer otherwise first, and see calculated answers between.
        turned = turned.with_values(link, [coded("d")] if link in LINKS else ["x"])
        turned = turned.merged(settle(BRANCHING, turned), ("sum", "level"))
        turned = turned.with_values(link, values)
    assert work_out(BRANCHING, straight) == work_out(BRANCHING, turned)


@settings(max_examples=30, deadline=None)
@given(VALUES)
def test_what_is_hidden_never_counts(found):
    answers = Answers(values_of(found))
    worked = work_out(BRANCHING, answers)
    off = {link for link in answers.links if link not in worked.on}
    without = work_out(BRANCHING, answers.without(off))
    assert without == worked
    assert not off & worked.answers.links
    assert work_out(BRANCHING, worked.answers) == worked


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_any_tangle_of_formulas_ends_and_says_so(seed):
    chance = random.Random(seed)  # noqa: S311
    links = [f"n{n}" for n in range(5)]
    items = []
    for link in links:
        one, other = chance.choice(links), chance.choice(links)
        text = chance.choice(
            [
                f"{answer(one)} + {answer(other)}",
                f"iif({answer(one)}.exists(), {answer(one)} + 1, 1)",
                f"iif({answer(one)}.exists(), {{}}, 2)",
                "1",
            ]
        )
        more = [rule(f"{answer(other)}.empty()")] if chance.random() < 0.3 else []
        items.append(item(link, "integer", calculated(text), *more, readOnly=True))
    guide = guide_of(*items)
    worked = work_out(guide, Answers())
    # What is given is steady: the same comes of it again.
    assert work_out(guide, worked.answers) == worked
    assert {one.sentence for one in worked.problems} <= {CIRCLE, NOT_CALCULATED}


def test_an_expression_on_a_label_or_under_a_number_does_no_harm():
    help_ = {"coding": [{"code": "help"}]}
    control = {
        "url": FHIR + "questionnaire-itemControl",
        "valueCodeableConcept": help_,
    }
    label = {"linkId": "h", "type": "display", "extension": [control, calculated("1")]}
    counted = [calculated("%qitem.linkId.count()")]
    guide = guide_of(
        {"linkId": "a", "type": "integer", "item": [label]},
        {"linkId": 7, "type": "integer", "readOnly": True, "extension": counted},
    )
    assert settle(guide, Answers()) == Answers({"7": (1,)})
    assert enabled(guide, Answers()) == {"a", "7"}


def test_circles_that_each_bring_another_to_light_end():
    """Each link steps on as long as the one before it is quiet."""
    items = [total("n0", f"iif({answer('n0')}.empty(), 1, {answer('n0')} + 1)")]
    for number in range(1, 15):
        own, before = answer(f"n{number}"), answer(f"n{number - 1}")
        steps = f"iif({own}.empty(), 1, {own} + 1)"
        items.append(total(f"n{number}", f"iif({before}.exists(), 1, {steps})"))
    worked = work_out(
        guide_of(*items, item("words", "text")), Answers({"words": ["a"]})
    )
    assert set(by_link(worked).values()) <= {CIRCLE, NOT_CALCULATED}
    assert len(by_link(worked)) == len(items)
    assert worked.answers.values("words") == ("a",)


def test_very_many_rows_end_within_the_share():
    nested = item(
        "outer",
        "group",
        repeats=True,
        item=[
            item(
                "inner",
                "group",
                repeats=True,
                item=[item("n", "integer"), total("one", "1"), total("two", "2")],
            )
        ],
    )
    rows = [Answers(rows={"inner": [Answers({"n": [1]})] * 100})] * 100
    guide = guide_of(nested, total("fine", "3"))
    worked = work_out(guide, Answers(rows={"outer": rows}))
    assert worked.answers == Answers(rows={"outer": rows})
    assert {one.sentence for one in worked.problems} == {NOT_CALCULATED}


ODD = (None, 1, -1, 1.5, "", "x", [], {}, True, [[]], "%resource", {"extension": [1]})


def damaged(found, chance):
    """Put something odd into some places of a form's JSON."""
    for _ in range(chance.randint(1, 5)):
        inner, place = found, None
        while isinstance(inner, dict | list) and inner and chance.random() < 0.9:
            keys = list(inner) if isinstance(inner, dict) else range(len(inner))
            place = inner, chance.choice(keys)
            inner = place[0][place[1]]
        if place:
            # A copy, so that nothing ends up inside itself.
            place[0][place[1]] = deepcopy(chance.choice(ODD))
    return found


ROWS = guide_of(
    item(
        "rows",
        "group",
        variable("row", "%context.item"),
        repeats=True,
        item=[
            item("size", "integer", first("2")),
            item("why", "string", rule("%row.where(linkId='size').answer.value > 2")),
            total("twice", "%row.where(linkId='size').answer.value * 2"),
            item("day", "date", first("today()")),
        ],
    ),
    total("all", answer("twice") + ".sum()"),
    shade("q1"),
)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from((BRANCHING, ROWS)))
def test_no_damage_to_a_form_breaks_the_work(seed, guide):
    chance = random.Random(seed)  # noqa: S311
    raw = json.dumps(damaged(json.loads(json.dumps(guide.raw, default=float)), chance))
    try:
        found = read_guide(raw.encode())
    except GuideRefused:
        return
    work_out(found, begin(found, moment=MOMENT), MOMENT)
    chosen = {
        link: [coded("b")]
        for link, place in found.places.items()
        if place.item.type == "choice" and place.item.supported and not place.scope
    }
    packed = pack(
        found, Answers(chosen), ident=UUID(int=1), authored=MOMENT, status="completed"
    )
    check_response(found, unpack(packed))
    weights(found)
    work_out(found, Answers(chosen))
