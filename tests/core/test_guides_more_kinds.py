"""Quantities, addresses, contained lists, patterns and what follows a question."""

import json
from datetime import UTC
from decimal import Decimal
from uuid import UUID

import pytest

from holdspace.core.guides import (
    Answers,
    AnswersRefused,
    Coding,
    GuideRefused,
    Quantity,
    asked,
    begin,
    check,
    check_response,
    enabled,
    given_from,
    in_language,
    languages,
    pack,
    read_guide,
    settle,
    unpack,
    words_of,
)
from holdspace.core.guides.units import Amount, compare

FHIR = "http://hl7.org/fhir/StructureDefinition/"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
UCUM = "http://unitsofmeasure.org"
IDENT = UUID("11111111-2222-4333-8444-555555555555")
WHEN = "2026-11-23T18:40:00+01:00"


def read(*items, **more):
    found = {
        "resourceType": "Questionnaire",
        "url": "https://x.org/g",
        "status": "active",
        "item": items,
    }
    return read_guide(json.dumps(found | more).encode())


def question(link, kind="string", **more):
    return {"linkId": link, "type": kind, "text": link} | more


def ext(url, **value):
    return {"url": url, **value}


def control(code):
    coding = {"coding": [{"code": code}]}
    return [ext(FHIR + "questionnaire-itemControl", valueCodeableConcept=coding)]


def said(*pairs):
    """Say ``pairs`` of language and words as FHIR's translations."""
    parts = (
        [ext("lang", valueCode=tag), ext("content", valueString=words)]
        for tag, words in pairs
    )
    return {"extension": [{"url": FHIR + "translation", "extension": p} for p in parts]}


def unit(code, display=None, url="questionnaire-unitOption"):
    coding = {"system": UCUM, "code": code}
    if display:
        coding["display"] = display
    return ext(FHIR + url, valueCoding=coding)


def packed(guide, answers, status="completed"):
    return pack(guide, answers, ident=IDENT, authored=WHEN, status=status)


def judged(guide, answers, *, status="completed", strict=False, **more):
    raw = {
        "resourceType": "QuestionnaireResponse",
        "id": str(IDENT),
        "questionnaire": "https://x.org/g",
        "status": status,
        "item": answers,
    }
    response = unpack(json.dumps(raw | more).encode())
    return [
        (one.path.removeprefix("QuestionnaireResponse."), one.sentence)
        for one in check_response(guide, response, strict=strict)
    ]


def entry(link, *answers, **more):
    return {"linkId": link, "answer": list(answers)} | more


def refused(guide, given):
    with pytest.raises(AnswersRefused) as caught:
        check(guide, given, zone=UTC)
    return [one.sentence for one in caught.value.problems]


# Quantities


WEIGHT = read(
    question(
        "w",
        "quantity",
        extension=[
            unit("kg", "kilograms"),
            unit("[lb_av]", "pounds"),
            ext(SDC + "minQuantity", valueQuantity={"value": 2, "code": "kg"}),
            ext(
                SDC + "maxQuantity",
                valueQuantity={"value": 300, "system": UCUM, "code": "kg"},
            ),
        ],
    ),
)


def amount(value, code, unit=""):
    return Quantity(Decimal(value), unit, UCUM, code)


def test_a_quantity_is_a_number_and_one_of_its_units():
    given = {"w": ["72.50"], "w+unit": ["[lb_av]"]}
    guide = read(
        question("w", "quantity", extension=[unit("kg"), unit("[lb_av]", "pounds")])
    )
    answers = check(guide, given, zone=UTC)
    (value,) = answers.values("w")
    assert (str(value.value), value.unit, value.code) == ("72.50", "pounds", "[lb_av]")
    raw = packed(guide, answers)
    assert b'"value":72.50' in raw
    assert unpack(raw).answers(guide) == answers
    assert given_from(guide, answers) == given
    assert judged(guide, json.loads(raw)["item"]) == []


def test_a_number_without_a_unit_is_in_the_first_one():
    guide = read(question("w", "quantity", extension=[unit("kg"), unit("g")]))
    assert check(guide, {"w": ["3"]}, zone=UTC).first("w") == amount(3, "kg")


def test_a_unit_alone_is_no_answer():
    assert check(WEIGHT, {"w": [" "], "w+unit": ["kg"]}, zone=UTC) == Answers()


def test_units_stay_with_their_numbers():
    guide = read(
        question("w", "quantity", repeats=True, extension=[unit("kg"), unit("g")])
    )
    given = {"w": ["1", "", "3"], "w+unit": ["kg", "kg", "g"]}
    answers = check(guide, given, zone=UTC)
    assert answers.values("w") == (amount(1, "kg"), amount(3, "g"))
    assert given_from(guide, answers) == {"w": ["1", "3"], "w+unit": ["kg", "g"]}


def test_another_unit_is_told():
    assert refused(WEIGHT, {"w": ["3"], "w+unit": ["stone"]}) == [
        "This is asked for in another unit than the one given."
    ]
    found = judged(WEIGHT, [entry("w", {"valueQuantity": {"value": 3, "unit": "m"}})])
    assert [path for path, _ in found] == ["item[0].answer[0]"]


def test_limits_are_held_against_other_units_of_the_same_measure():
    guide = read(
        question(
            "w",
            "quantity",
            extension=[
                unit("kg"),
                unit("[lb_av]"),
                ext(
                    FHIR + "maxValue",
                    valueQuantity={"value": 100, "system": UCUM, "code": "kg"},
                ),
            ],
        )
    )
    assert check(guide, {"w": ["200"], "w+unit": ["[lb_av]"]}, zone=UTC)
    assert refused(guide, {"w": ["300"], "w+unit": ["[lb_av]"]}) == [
        "A number up to 100 kg fits here."
    ]


def test_a_unit_that_cannot_be_held_against_the_limits_is_told():
    quantity = {"value": 3, "system": UCUM, "code": "m"}
    guide = read(
        question(
            "w",
            "quantity",
            extension=[
                ext(
                    SDC + "maxQuantity",
                    valueQuantity={"value": 9, "system": UCUM, "code": "kg"},
                )
            ],
        )
    )
    found = judged(guide, [entry("w", {"valueQuantity": quantity})])
    assert found == [
        (
            "item[0].answer[0]",
            "This unit cannot be held against the limits that the form sets.",
        )
    ]


def test_a_bound_keeps_its_sign():
    guide = read(question("w", "quantity", extension=[unit("kg")]))
    answers = check(guide, {"w": ["<5"]}, zone=UTC)
    assert answers.first("w").comparator == "<"
    assert unpack(packed(guide, answers)).answers(guide) == answers
    assert given_from(guide, answers)["w"] == ["<5"]


def test_a_single_unit_leaves_room_for_others():
    guide = read(
        question("w", "quantity", extension=[unit("kg", "kilo", "questionnaire-unit")])
    )
    assert guide.item("w").unit == "kilo"
    own = check(guide, {"w": ["1"], "w+unit": ["bags"]}, zone=UTC).first("w")
    assert (own.unit, own.code) == ("bags", "")
    coded = check(guide, {"w": ["1"], "w+unit": [f"{UCUM}|t"]}, zone=UTC)
    assert coded.first("w") == amount(1, "t")
    assert given_from(guide, coded)["w+unit"] == [f"{UCUM}|t"]


@pytest.mark.parametrize("text", ["", "x", "1 kg", "<", "NaN", "Infinity", "1e9999"])
def test_what_is_no_number_is_no_quantity(text):
    if text:
        assert refused(WEIGHT, {"w": [text]}) == [
            "A number fits here, such as 7.5.",
        ]
    else:
        assert check(WEIGHT, {"w": [text]}, zone=UTC) == Answers()


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ((10_000, "m"), (50, "km"), -1),
        ((1, "kg"), (1000, "g"), 0),
        ((1, "h"), (59, "min"), 1),
        ((37, "Cel"), ("98.6", "[degF]"), 0),
        ((0, "Cel"), (273, "K"), 1),
        ((120, "mm[Hg]"), (16, "kPa"), -1),
        ((1, "kg"), (1, "m"), None),
        ((1, "kg"), (1, "made-up"), None),
        ((1, "made-up"), (2, "made-up"), -1),
    ],
)
def test_amounts_are_compared(left, right, expected):
    amounts = [Amount(Decimal(v), UCUM, code, "") for v, code in (left, right)]
    assert compare(*amounts) == expected


def test_amounts_without_codes_are_compared_by_their_wording():
    one, two = Amount(Decimal(1), "", "", "Kg"), Amount(Decimal(2), "", "", "Kg")
    assert compare(one, two) == -1
    assert compare(one, Amount(Decimal(2), "", "", "bag")) is None
    assert compare(one, Amount(Decimal(2), "", "", "")) == -1


def test_a_rule_may_ask_for_a_quantity():
    rule = {
        "question": "w",
        "operator": ">",
        "answerQuantity": {"value": 1, "system": UCUM, "code": "kg"},
    }
    guide = read(
        question("w", "quantity", extension=[unit("g")]),
        question("why", enableWhen=[rule]),
    )
    assert "why" in enabled(guide, Answers({"w": (amount(1001, "g"),)}))
    assert "why" not in enabled(guide, Answers({"w": (amount(1000, "g"),)}))


# Numbers, texts and addresses


def test_digits_after_the_point_are_counted():
    guide = read(
        question(
            "n", "decimal", extension=[ext(FHIR + "maxDecimalPlaces", valueInteger=1)]
        )
    )
    assert check(guide, {"n": ["7.5"]}, zone=UTC)
    assert refused(guide, {"n": ["7.50"]})


def test_a_number_has_its_unit_beside_it():
    guide = read(
        question("n", "decimal", extension=[unit("h", "hours", "questionnaire-unit")]),
        question(
            "m",
            "integer",
            item=[question("u", "display", text="cups", extension=control("unit"))],
        ),
    )
    assert guide.item("n").unit == "hours"
    assert guide.item("m").unit == "cups"
    assert check(guide, {"n": ["8"]}, zone=UTC).first("n") == Decimal(8)


def test_a_pattern_is_held_against_the_whole_text():
    pattern = ext(FHIR + "regex", valueString="[A-Z]{2}[0-9]+")
    guide = read(
        question(
            "t",
            extension=[pattern, ext(FHIR + "entryFormat", valueString="AB12")],
        )
    )
    assert check(guide, {"t": ["CD3"]}, zone=UTC)
    expected = ["This is asked for in another form, such as AB12."]
    assert refused(guide, {"t": ["xCD3"]}) == expected
    assert refused(guide, {"t": ["CD3 and more"]}) == expected


def test_a_pattern_that_cannot_be_followed_is_told_and_stops_nobody():
    pattern = ext(FHIR + "regex", valueString="(?<=x)(")
    guide = read(question("t", extension=[pattern]))
    assert check(guide, {"t": ["anything"]}, zone=UTC)
    assert guide.notes == ("t asks for a pattern that cannot be followed here.",)


def test_a_catastrophic_pattern_is_quick():
    pattern = ext(FHIR + "regex", valueString="(a+)+(b+)+$")
    guide = read(question("t", "text", extension=[pattern]))
    assert refused(guide, {"t": ["a" * 50_000]})


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("https://example.org/a?b=c#d", True),
        ("Patient/1", True),
        ("urn:uuid:c757873d-ec9a-4326-a141-556f43239520", True),
        ("urn:uuid:c757873d", False),
        ("urn:oid:1.2.3", True),
        ("urn:oid:7.2", False),
        ("c:\\temp\\x.txt", False),
        ("two words", False),
        ("a<b", False),
    ],
)
def test_an_address_is_one(text, fits):
    guide = read(question("u", "url"))
    if not fits:
        assert refused(guide, {"u": [text]})
        return
    answers = check(guide, {"u": [text]}, zone=UTC)
    assert b'"valueUri"' in packed(guide, answers)
    assert unpack(packed(guide, answers)).answers(guide) == answers
    assert words_of(guide, answers) == (text,)


# Options


def test_days_and_times_can_be_chosen():
    days = [{"valueDate": "2026-01-01"}, {"valueDate": "2026-02-01"}]
    guide = read(
        question("d", "date", answerOption=days),
        question("t", "time", answerOption=[{"valueTime": "10:00:00"}]),
        question(
            "c", "open-choice", repeats=True, answerOption=[*days, {"valueString": "x"}]
        ),
    )
    given = {"d": ["2026-02-01"], "t": ["10:00:00"], "c": ["own", "x", "2026-01-01"]}
    answers = check(guide, given, zone=UTC)
    assert answers.values("c") == ("2026-01-01", "x", "own")
    raw = packed(guide, answers)
    assert unpack(raw).answers(guide) == answers
    assert judged(guide, json.loads(raw)["item"]) == []
    assert {"valueDate": "2026-01-01"} in json.loads(raw)["item"][2]["answer"]
    assert refused(guide, {"d": ["2026-03-01"]})
    found = judged(guide, [entry("c", {"valueString": "2026-01-01"})])
    assert [path for path, _ in found] == ["item[0].answer[0]"]


def test_options_carry_what_their_author_put_before_them():
    prefix = ext(FHIR + "questionnaire-optionPrefix", valueString="b)")
    option = {"valueCoding": {"code": "x"}, "extension": [prefix]}
    orientation = ext(FHIR + "questionnaire-choiceOrientation", valueCode="horizontal")
    guide = read(
        question("q", "choice", answerOption=[option], extension=[orientation]),
        question("r", "choice", answerOption=[option]),
    )
    assert guide.item("q").options[0].prefix == "b)"
    assert guide.item("q").horizontal is True
    assert guide.item("r").horizontal is None


LISTS = [
    {
        "resourceType": "ValueSet",
        "id": "moods",
        "compose": {
            "include": [
                {
                    "system": "s",
                    "concept": [
                        {
                            "code": "low",
                            "display": "low",
                            "designation": [{"language": "de", "value": "gedrückt"}],
                        },
                        {"code": "high", "display": "high"},
                    ],
                },
                {"system": "https://x.org/codes"},
            ],
            "exclude": [{"system": "https://x.org/codes", "concept": [{"code": "b"}]}],
        },
    },
    {
        "resourceType": "CodeSystem",
        "url": "https://x.org/codes",
        "concept": [{"code": "a", "concept": [{"code": "b"}, {"code": "c"}]}],
    },
    {
        "resourceType": "ValueSet",
        "id": "expanded",
        "url": "https://x.org/expanded",
        "version": "2",
        "expansion": {
            "contains": [
                {"abstract": True, "code": "top", "contains": [{"code": "in"}]},
                {"code": "gone", "inactive": True},
            ]
        },
    },
    {
        "resourceType": "ValueSet",
        "id": "filtered",
        "compose": {"include": [{"system": "s", "filter": [{}]}]},
    },
    {
        "resourceType": "ValueSet",
        "id": "round",
        "compose": {"include": [{"valueSet": ["#round", "#moods"]}]},
    },
    {
        "resourceType": "ValueSet",
        "id": "both",
        "compose": {
            "include": [{"system": "https://x.org/codes", "valueSet": ["#moods"]}]
        },
    },
]


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("#moods", ["low", "high", "a", "c"]),
        ("#expanded", ["in"]),
        ("https://x.org/expanded", ["in"]),
        ("https://x.org/expanded|2", ["in"]),
        ("#both", ["a", "c"]),
        (
            "http://hl7.org/fhir/ValueSet/yesnodontknow",
            ["Y", "N", "asked-unknown"],
        ),
        (
            "http://hl7.org/fhir/ValueSet/ucum-bodytemp|4.0.1",
            ["Cel", "[degF]"],
        ),
    ],
)
def test_a_list_that_a_form_carries_is_offered(name, codes):
    guide = read(question("q", "choice", answerValueSet=name), contained=LISTS)
    item = guide.item("q")
    assert item.supported
    assert [option.code for option in item.options] == codes
    assert guide.raw["contained"] == LISTS


@pytest.mark.parametrize(
    "name",
    [
        *("#filtered", "#round", "#none", "https://x.org/expanded|1", "", 5),
        "http://hl7.org/fhir/ValueSet/jurisdiction",
        "http://hl7.org/fhir/ValueSet/",
        "http://hl7.org/fhir/ValueSet/ucum-bodytemp|9",
    ],
)
def test_a_list_that_is_not_whole_is_told(name):
    guide = read(question("q", "choice", answerValueSet=name), contained=LISTS)
    assert not guide.item("q").supported


def test_a_text_that_comes_from_a_list_is_one_of_its_codes():
    guide = read(question("q", answerValueSet="#moods"), contained=LISTS)
    assert [one.text for one in guide.item("q").options] == ["low", "high", "a", "c"]
    answers = check(guide, {"q": ["low"]}, zone=UTC)
    assert json.loads(packed(guide, answers))["item"][0]["answer"] == [
        {"valueString": "low"}
    ]
    assert refused(guide, {"q": ["middle"]})
    assert in_language(guide, "de").item("q").options[0].text == "gedrückt"


def test_units_may_come_from_a_list():
    url = FHIR + "questionnaire-unitValueSet"
    guide = read(
        question("q", "quantity", extension=[ext(url, valueCanonical="#expanded")]),
        question("r", "quantity", extension=[ext(url, valueCanonical="http://y.org")]),
        contained=LISTS,
    )
    assert [option.code for option in guide.item("q").units] == ["in"]
    assert not guide.item("q").open_units
    assert guide.item("r").open_units


# What follows a question


FOLLOWED = read(
    question(
        "cried",
        "boolean",
        item=[
            question("note", "text"),
            question(
                "more",
                "group",
                item=[question("how-long", "integer", required=True)],
                enableWhen=[
                    {"question": "cried", "operator": "=", "answerBoolean": True}
                ],
            ),
            question("rows", "group", repeats=True, item=[question("who")]),
        ],
    ),
)
FOLLOWING = Answers(
    {"cried": (True,), "note": ("x",), "how-long": (3,)},
    {"rows": (Answers({"who": ("a",)}), Answers({"who": ("b",)}))},
)


def test_what_follows_a_question_is_answered_beside_it():
    assert asked(FOLLOWED) == ("cried", "note", "how-long", "rows")
    given = {
        "cried": ["yes"],
        "note": ["x"],
        "how-long": ["3"],
        "rows.0.who": ["a"],
        "rows.1.who": ["b"],
    }
    assert check(FOLLOWED, given, zone=UTC) == FOLLOWING
    assert given_from(FOLLOWED, FOLLOWING) == given


def test_what_follows_a_question_stands_under_its_answer():
    raw = packed(FOLLOWED, FOLLOWING)
    (cried,) = json.loads(raw)["item"]
    (answer,) = cried["answer"]
    assert answer["valueBoolean"] is True
    assert [one["linkId"] for one in answer["item"]] == ["note", "more", "rows", "rows"]
    assert unpack(raw).answers(FOLLOWED) == FOLLOWING
    assert unpack(raw).unread(FOLLOWED) == ()
    assert judged(FOLLOWED, json.loads(raw)["item"]) == []


def test_what_follows_an_open_question_is_not_lost():
    answers = Answers({"note": ("still here",)})
    raw = packed(FOLLOWED, answers)
    assert "valueBoolean" not in raw.decode()
    assert unpack(raw).answers(FOLLOWED) == answers
    assert unpack(raw).unread(FOLLOWED) == ()
    assert judged(FOLLOWED, json.loads(raw)["item"]) == []


def test_what_follows_a_question_is_off_with_it_and_by_its_own_rules():
    no = FOLLOWING.with_values("cried", (False,))
    assert "how-long" not in enabled(FOLLOWED, no)
    assert settle(FOLLOWED, no).links == {"cried", "note", "rows"}
    outer = read(
        question("a", "boolean"),
        question(
            "b",
            enableWhen=[{"question": "a", "operator": "=", "answerBoolean": True}],
            item=[question("c")],
        ),
    )
    assert settle(outer, Answers({"c": ("x",)})) == Answers()


def test_what_is_required_under_an_answer_is_told_with_its_place():
    found = judged(FOLLOWED, [entry("cried", {"valueBoolean": True})])
    assert found == [
        (
            "item.where(linkId='cried').answer.item.where(linkId='more')"
            ".item.where(linkId='how-long')",
            "This one is needed before the form is finished.",
        )
    ]
    below = [entry("how-long", {"valueString": "x"})]
    group = {"linkId": "more", "item": below}
    answer = {"valueBoolean": True, "item": [group]}
    found = judged(FOLLOWED, [entry("cried", answer)], status="in-progress")
    assert found[0][0] == "item[0].answer[0].item[0].item[0].answer[0]"


def test_what_follows_a_second_answer_is_told_and_kept_in_the_file():
    guide = read(question("q", repeats=True, item=[question("why")]))
    one, two = ([entry("why", {"valueString": text})] for text in ("first", "second"))
    answers = [{"valueString": "a", "item": one}, {"valueString": "b", "item": two}]
    response = unpack(
        json.dumps(
            {
                "resourceType": "QuestionnaireResponse",
                "id": str(IDENT),
                "questionnaire": "https://x.org/g",
                "status": "completed",
                "item": [entry("q", *answers)],
            }
        ).encode()
    )
    assert check_response(guide, response) == ()
    assert response.answers(guide) == Answers({"q": ("a", "b"), "why": ("first",)})
    assert response.unread(guide) == ("QuestionnaireResponse.item[0].answer[1]",)


def test_a_form_begins_what_follows_a_question_too():
    guide = read(
        question("q", item=[question("n", "integer", initial=[{"valueInteger": 0}])])
    )
    assert begin(guide) == Answers({"n": (0,)})


# How often


TIMES = read(
    question(
        "q",
        repeats=True,
        extension=[
            ext(FHIR + "questionnaire-minOccurs", valueInteger=2),
            ext(FHIR + "questionnaire-maxOccurs", valueInteger=3),
        ],
    ),
    question(
        "g",
        "group",
        repeats=True,
        extension=[ext(FHIR + "questionnaire-maxOccurs", valueInteger=1)],
        item=[question("n")],
    ),
)


def test_answers_are_counted():
    one, four = ([{"valueString": str(n)} for n in range(most)] for most in (1, 4))
    assert judged(TIMES, [entry("q", *one)]) == [
        (
            "item.where(linkId='q')",
            "At least 2 are needed here before the form is finished.",
        )
    ]
    assert judged(TIMES, [entry("q", *one)], status="in-progress") == []
    assert judged(TIMES, [entry("q", *four)]) == [
        ("item[0]", "There is room for 3 here.")
    ]
    assert refused(TIMES, {"q": list("abcd")}) == ["There is room for 3 here."]
    assert check(TIMES, {"q": ["a"]}, zone=UTC)


def test_rows_are_counted():
    rows = [{"linkId": "g", "item": [entry("n", {"valueString": "x"})]}] * 2
    assert judged(TIMES, rows, status="in-progress") == [
        ("item[1]", "There is room for 1 here.")
    ]
    given = {"g.0.n": ["a"], "g.1.n": ["b"]}
    assert refused(TIMES, given) == ["There is room for 1 here."]


# Files and references, which cannot be answered here


def file(**more):
    return {"valueAttachment": {"contentType": "image/png", "data": "YWJj"} | more}


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (file(), None),
        (file(size=3), None),
        (file(size=4), "The size of this file is not the size that is told."),
        (file(size="3"), "The size of this file is not the size that is told."),
        (file(data="*"), "The file in this answer cannot be read."),
        (file(data=5), "The file in this answer cannot be read."),
        (file(contentType="text/x"), "A file of this kind is not asked for here."),
        (
            file(data="YWJjZGVm"),
            "A file of at most 5 bytes is asked for here.",
        ),
        (
            {"valueAttachment": {"contentType": "image/png", "size": 6}},
            "A file of at most 5 bytes is asked for here.",
        ),
        (
            {"valueAttachment": "x"},
            "This is another kind of answer than the question asks for.",
        ),
    ],
)
def test_a_file_is_judged(answer, problem):
    guide = read(
        question(
            "f",
            "attachment",
            extension=[
                ext(FHIR + "mimeType", valueCode="image/png"),
                ext(FHIR + "maxSize", valueDecimal=5),
            ],
        )
    )
    found = judged(guide, [entry("f", answer)])
    assert found == ([("item[0].answer[0]", problem)] if problem else [])


NO_PLACE = "This does not say where the thing that is meant can be found."
OTHER = "What is referred to is not of a kind that is asked for here."


@pytest.mark.parametrize(
    ("reference", "problem"),
    [
        ({"reference": "Patient/1"}, None),
        ({"reference": "https://x.org/fhir/Patient/1/_history/2"}, None),
        ({"reference": "#inside"}, None),
        ({"reference": "urn:uuid:c757873d-ec9a-4326-a141-556f43239520"}, None),
        ({"display": "somebody"}, None),
        ({"reference": "Organization/1"}, OTHER),
        ({"reference": "Patient/1", "type": "Device"}, NO_PLACE),
        ({"type": "Chicken"}, OTHER),
        ({"reference": "https://x.org/Chicken/1"}, NO_PLACE),
        ({"reference": "Patient"}, NO_PLACE),
        ({"reference": "Patient/a b"}, NO_PLACE),
        ({"reference": "urn:uuid:x"}, NO_PLACE),
        ({"reference": 5}, NO_PLACE),
    ],
)
def test_a_reference_is_judged(reference, problem):
    url = FHIR + "questionnaire-referenceResource"
    guide = read(question("r", "reference", extension=[ext(url, valueCode="Patient")]))
    found = judged(guide, [entry("r", {"valueReference": reference})])
    assert found == ([("item[0].answer[0]", problem)] if problem else [])


@pytest.mark.parametrize("kind", ["reference", "choice"])
def test_a_reference_is_one_of_those_offered(kind):
    option = {"valueReference": {"reference": "Patient/1"}}
    guide = read(question("r", kind, answerOption=[option]))
    assert not guide.item("r").supported
    assert judged(guide, [entry("r", option)]) == []
    other = {"valueReference": {"reference": "Patient/2"}}
    assert judged(guide, [entry("r", other)]) == [
        ("item[0].answer[0]", "This answer is not one of the choices offered here.")
    ]


def test_what_nobody_can_answer_here_is_missing_only_in_a_strict_look():
    hidden = [ext(FHIR + "questionnaire-hidden", valueBoolean=True)]
    guide = read(
        question("f", "attachment", required=True),
        question("h", required=True, extension=hidden),
        question("r", required=True, readOnly=True),
    )
    assert judged(guide, []) == []
    assert [path for path, _ in judged(guide, [], strict=True)] == [
        f"item.where(linkId='{link}')" for link in "fhr"
    ]
    there = [
        entry("f", file()),
        entry("h", {"valueString": "x"}),
        entry("r", {"valueString": "x"}),
    ]
    assert judged(guide, there, strict=True) == []


# Words


def test_the_short_texts_of_an_item_are_its_labels():
    codes = ("lower", "upper", "help", "prompt", "flyover", "legal")
    labels = [question(c, "display", extension=control(c)) for c in codes]
    more = question("help-too", "display", extension=control("help"))
    item = read(question("q", item=[*labels, more])).item("q")
    assert item.items == ()
    assert (item.low_label, item.high_label) == ("lower", "upper")
    assert (item.help, item.prompt) == ("help help-too", "prompt")
    assert (item.flyover, item.legal) == ("flyover", "legal")


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://x.org/help", "https://x.org/help"),
        ("javascript:alert(1)", ""),
        ("https://x.org/'onclick", ""),
        ("data:text/html,x", ""),
    ],
)
def test_a_link_for_support_is_a_plain_address(link, expected):
    url = ext(FHIR + "questionnaire-supportLink", valueUri=link)
    short = ext(SDC + "shortText", valueString="short")
    item = read(question("q", extension=[url, short])).item("q")
    assert item.support_link == expected
    assert item.short_text == "short"
    assert item.unread == ()


def test_richer_text_is_never_more_than_its_words():
    xhtml = "<div><p>One &amp; two</p><script>x</script><br/>three</div>"
    marked = ext(FHIR + "rendering-xhtml", valueString=xhtml)
    bare = {"linkId": "q", "type": "string", "_text": {"extension": [marked]}}
    guide = read(bare, question("t", _text={"extension": [marked]}))
    assert guide.item("q").text == "One & two\nx\nthree"
    assert guide.item("t").text == "t"


SPOKEN = read(
    question(
        "q",
        "choice",
        _text=said(("de", "Wie"), ("fr-CA", "Comment")),
        answerOption=[
            {
                "valueCoding": {
                    "code": "x",
                    "display": "x",
                    "_display": said(("de", "y")),
                }
            },
            {"valueString": "word", "_valueString": said(("de", "Wort"))},
        ],
        item=[
            question("h", "display", extension=control("help"), _text=said(("de", "H")))
        ],
        extension=[
            ext(
                SDC + "openLabel",
                valueString="other",
                _valueString=said(("de", "anderes")),
            )
        ],
    ),
    question("m", "choice", answerValueSet="#moods"),
    title="Title",
    _title=said(("de", "Titel")),
    contained=LISTS,
)


def test_a_guide_speaks_other_languages():
    german = in_language(SPOKEN, "de-AT")
    item = german.item("q")
    assert (german.title, item.text, item.help) == ("Titel", "Wie", "H")
    assert item.open_label == "anderes"
    assert [option.text for option in item.options] == ["y", "Wort"]
    assert [option.value for option in item.options] == [
        option.value for option in SPOKEN.item("q").options
    ]
    assert [one.text for one in german.item("m").options][:2] == ["gedrückt", "high"]
    assert german.raw is SPOKEN.raw
    assert in_language(SPOKEN, "fr").item("q").text == "Comment"
    assert in_language(SPOKEN, "fr").title == "Title"
    assert languages(SPOKEN) == ("de", "fr-CA")


def test_answers_in_one_language_are_answers_in_all():
    german = in_language(SPOKEN, "de")
    given = {"q": ["word"], "m": ["low"]}
    answers = check(german, given, zone=UTC)
    assert answers == Answers({"q": ("word",), "m": (Coding("s", "low"),)})
    assert packed(german, answers) == packed(SPOKEN, check(SPOKEN, given, zone=UTC))


# Mended


def test_more_slips_are_mended_and_told():
    rule = {"question": "7", "operator": "=", "answerBoolean": "true"}
    guide = read(
        {"linkId": "g", "item": [question("in")]},
        {"linkId": 7, "type": "boolean"},
        question("q", enableWhen=[rule]),
    )
    assert guide.item("g").type == "group"
    assert guide.item("7").type == "boolean"
    assert "q" in enabled(guide, Answers({"7": (True,)}))
    assert guide.notes == (
        "g has no type; it was read as a group.",
        "The linkId 7 is a number; it was read as a text.",
        "q: a rule was read as meant.",
    )


def many(n, **more):
    return read(
        *(question(f"q{i}", **more) for i in range(n)),
        contained=[
            {
                "resourceType": "ValueSet",
                "id": "long",
                "expansion": {"contains": [{"code": str(i)} for i in range(2_000)]},
            }
        ],
    )


def test_a_form_that_offers_too_much_is_refused_before_it_is_read_to_the_end():
    assert len(many(20, type="choice", answerValueSet="#long").places) == 20
    pattern = [ext(FHIR + "regex", valueString="x")]
    assert len(many(1_000, extension=pattern).places) == 1_000
    for more in ({"type": "choice", "answerValueSet": "#long"}, {"extension": pattern}):
        with pytest.raises(GuideRefused) as caught:
            many(2_000, **more)
        assert caught.value.problems == ("This form is larger than can be shown.",)


def test_lists_of_lists_are_followed_so_far_and_no_further():
    codes = [{"code": str(i)} for i in range(2_000)]
    big = {"system": "s", "concept": codes}
    lists = [
        {"resourceType": "ValueSet", "id": "big", "compose": {"include": [big]}},
        {
            "resourceType": "ValueSet",
            "id": "round",
            "compose": {"include": [{"valueSet": ["#big"]}] * 5_000},
        },
    ]
    guide = read(question("q", "choice", answerValueSet="#round"), contained=lists)
    assert not guide.item("q").supported
