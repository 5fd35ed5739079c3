"""What answers weigh, wherever a form says so."""

import json
from decimal import Decimal

import pytest

from holdspace.core.guides import Answers, Coding, read_guide, weight_of, weights
from holdspace.core.guides.working import work_out

FHIR = "http://hl7.org/fhir/StructureDefinition/"
CALCULATED = (
    "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
    "sdc-questionnaire-calculatedExpression"
)
URLS = ("ordinalValue", "itemWeight")


def weighs(number, url="ordinalValue"):
    return {"extension": [{"url": FHIR + url, "valueDecimal": number}]}


def coding(code, **more):
    return {"system": "urn:s", "code": code, **more}


def form(question, contained=(), expression="%resource.item.answer.value.weight()"):
    told = {"language": "text/fhirpath", "expression": expression}
    total = {
        "linkId": "total",
        "type": "decimal",
        "readOnly": True,
        "extension": [{"url": CALCULATED, "valueExpression": told}],
    }
    raw = {
        "resourceType": "Questionnaire",
        "url": "urn:f",
        "status": "active",
        "contained": list(contained),
        "item": [{"linkId": "q", "type": "choice", **question}, total],
    }
    return read_guide(json.dumps(raw).encode())


def places(url):
    """Give each place where the weights of b and c may stand."""
    low, high = weighs(0, url), weighs(1.5, url)
    concepts = [{"code": "b", **low}, {"code": "c", **high}]
    nested = [{"code": "a", "concept": [{"code": "b", **low, "concept": concepts[1:]}]}]
    inner = [coding("c", **high)]
    expanded = [coding("a", contains=[coding("b", **low, contains=inner)])]
    chosen = {"answerValueSet": "#set"}

    def contained(**found):
        return {"resourceType": "ValueSet", "id": "set", "url": "urn:vs", **found}

    def included(**found):
        return contained(compose={"include": [{"system": "urn:s", **found}]})

    codes = {"resourceType": "CodeSystem", "url": "urn:s", "concept": nested}
    return {
        "option": (
            {
                "answerOption": [
                    {"valueCoding": coding("b"), **low},
                    {"valueCoding": coding("c"), **high},
                ]
            },
            [],
        ),
        "coding": (
            {
                "answerOption": [
                    {"valueCoding": coding("b", **low)},
                    {"valueCoding": coding("c", **high)},
                ]
            },
            [],
        ),
        "concept": (chosen, [included(concept=concepts)]),
        "nested concept": (chosen, [included(concept=nested)]),
        "expansion": (chosen, [contained(expansion={"contains": expanded})]),
        "code system": (chosen, [included(), codes]),
    }


@pytest.mark.parametrize("kind", ["valueDecimal", "valueInteger"])
def test_a_weight_is_found_where_r5_has_it_carried_into_r4(kind):
    """As forms are published that were written for R5, the package of SDC's own too."""
    carried = (
        "http://hl7.org/fhir/5.0/StructureDefinition/"
        "extension-ValueSet.expansion.contains.property"
    )

    def told(code, number, name="itemWeight"):
        parts = [{"url": "code", "valueCode": name}, {"url": "value[x]", kind: number}]
        extension = [{"url": carried, "extension": parts}]
        return {"system": "urn:s", "code": code, "extension": extension}

    expanded = [told("b", 0), told("c", 3), told("d", 5, "somethingElse")]
    expansion = {"contains": expanded}
    question = {"answerValueSet": "#set"}
    contained = {"resourceType": "ValueSet", "id": "set", "expansion": expansion}
    found = weights(form(question, [contained]))
    assert found == {"q": {("urn:s", "b"): 0, ("urn:s", "c"): 3}}


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("place", places("itemWeight"))
def test_a_weight_is_found_wherever_it_stands(place, url):
    question, contained = places(url)[place]
    found = weights(form(question, contained))
    assert found == {"q": {("urn:s", "b"): 0, ("urn:s", "c"): Decimal("1.5")}}
    assert weight_of(found, "q", Coding("urn:s", "b")) == 0
    assert weight_of(found, "q", Coding("urn:s", "c", "as shown")) == Decimal("1.5")
    assert weight_of(found, "q", Coding("", "c")) == Decimal("1.5")


def test_a_missing_weight_is_missing():
    question = {
        "answerOption": [
            {"valueCoding": coding("a")},
            {"valueCoding": coding("b"), **weighs(0)},
        ]
    }
    found = weights(form(question))
    for value in (Coding("urn:s", "a"), Coding("urn:other", "b"), "b", 0, True):
        assert weight_of(found, "q", value) is None
    assert weight_of(found, "nowhere", Coding("urn:s", "b")) is None


def test_the_option_comes_before_its_coding_and_the_question_before_the_value_set():
    question = {
        "answerOption": [{"valueCoding": coding("b", **weighs(1)), **weighs(2)}],
        "answerValueSet": "#set",
    }
    concept = {"code": "b", **weighs(3)}
    compose = {"include": [{"system": "urn:s", "concept": [concept]}]}
    contained = {"resourceType": "ValueSet", "id": "set", "compose": compose}
    assert weights(form(question, [contained]))["q"] == {("urn:s", "b"): 2}


def test_one_code_may_weigh_differently_in_two_systems_and_in_two_questions():
    question = {
        "answerOption": [
            {"valueCoding": coding("b"), **weighs(1)},
            {"valueCoding": {"system": "urn:t", "code": "b"}, **weighs(2)},
        ]
    }
    found = weights(form(question))
    assert weight_of(found, "q", Coding("urn:t", "b")) == 2
    assert weight_of(found, "q", Coding("", "b")) is None


def test_texts_and_numbers_may_weigh_something():
    question = {
        "answerOption": [
            {"valueString": "often", **weighs(3)},
            {"valueInteger": 7, **weighs(4)},
        ]
    }
    found = weights(form(question))
    assert weight_of(found, "q", "often") == 3
    assert weight_of(found, "q", 7) == 4


@pytest.mark.parametrize(
    "broken",
    [
        {"extension": "x"},
        {"extension": [{"url": FHIR + "ordinalValue"}]},
        {"extension": [{"url": FHIR + "ordinalValue", "valueDecimal": "much"}]},
        {"extension": [{"url": FHIR + "ordinalValue", "valueBoolean": True}]},
        {"extension": [7]},
    ],
)
def test_what_is_no_number_weighs_nothing(broken):
    question = {"answerOption": [{"valueCoding": coding("b"), **broken}]}
    assert weights(form(question)) == {}


def test_digits_stay():
    question = {"answerOption": [{"valueCoding": coding("b"), **weighs(1.25)}]}
    assert str(weights(form(question))["q"]["urn:s", "b"]) == "1.25"


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("place", ["option", "coding"])
@pytest.mark.parametrize("asked", ["value.ordinal()", "value.weight()", "weight()"])
def test_an_expression_sees_the_same_weights(place, url, asked):
    question, contained = places(url)[place]
    guide = form(question, contained, f"%resource.item.answer.{asked}")
    for code, weight in (("b", 0), ("c", Decimal("1.5"))):
        worked = work_out(guide, Answers({"q": [Coding("urn:s", code)]}))
        assert worked.calculated == {"total": (weight,)}


def test_in_an_expression_one_code_weighs_what_its_own_question_says():
    options = [{"valueCoding": coding("b"), **weighs(n)} for n in (1, 3)]
    told = {"language": "text/fhirpath"}
    told["expression"] = "%resource.item.answer.value.ordinal().sum()"
    raw = {
        "resourceType": "Questionnaire",
        "url": "urn:f",
        "status": "active",
        "item": [
            {"linkId": "q", "type": "choice", "answerOption": options[:1]},
            {"linkId": "turned", "type": "choice", "answerOption": options[1:]},
            {
                "linkId": "total",
                "type": "decimal",
                "readOnly": True,
                "extension": [{"url": CALCULATED, "valueExpression": told}],
            },
        ],
    }
    guide = read_guide(json.dumps(raw).encode())
    both = Answers({"q": [Coding("urn:s", "b")], "turned": [Coding("urn:s", "b")]})
    assert work_out(guide, both).calculated == {"total": (4,)}
    assert work_out(guide, both.without(["q"])).calculated == {"total": (3,)}
