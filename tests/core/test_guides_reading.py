"""Reading questionnaires: well formed, a little wrong, and hopeless."""

import json
from decimal import Decimal

import pytest

from holdspace.core.guides import Coding, GuideRefused, asked, read_guide
from holdspace.core.guides.wire import MOST_BYTES

FHIR = "http://hl7.org/fhir/StructureDefinition/"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"


def form(*items, **more):
    found = {"resourceType": "Questionnaire", "status": "active", "item": items}
    return json.dumps(found | more).encode()


def read(*items, **more):
    return read_guide(form(*items, **more))


def ext(name, **value):
    return {"url": name, **value}


def control(code):
    coding = {"system": "http://hl7.org/fhir/questionnaire-item-control", "code": code}
    return ext(
        FHIR + "questionnaire-itemControl", valueCodeableConcept={"coding": [coding]}
    )


def question(link, kind="string", **more):
    return {"linkId": link, "type": kind, "text": link} | more


def test_a_guide_is_named_by_url_and_version():
    guide = read(url="https://x.org/g", version="1.0.0", title="After tears")
    assert guide.canonical == "https://x.org/g|1.0.0"
    assert guide.title == "After tears"
    assert guide.status == "active"
    assert read(url="https://x.org/g", name="Short").canonical == "https://x.org/g"
    assert read(name="Short").title == "Short"


def test_the_file_stays_the_truth():
    raw = form(question("a", unknown={"x": [1]}), odd=True).replace(b'"x"', b'"y"')
    guide = read_guide(raw.replace(b"[1]", b"[72.50]"))
    assert guide.raw["odd"] is True
    assert str(guide.raw["item"][0]["unknown"]["y"][0]) == "72.50"
    assert "unknown" not in repr(guide)


def test_a_byte_order_mark_does_no_harm():
    assert read_guide(b"\xef\xbb\xbf" + form()).items == ()


def test_an_item_carries_all_that_a_page_needs():
    slider = question(
        "mood",
        "integer",
        prefix="1.",
        required=True,
        readOnly=True,
        repeats=True,
        maxLength=2,
        initial=[{"valueInteger": 0}],
        extension=[
            control("slider"),
            ext(FHIR + "minValue", valueInteger=0),
            ext(FHIR + "maxValue", valueInteger=10),
            ext(FHIR + "minLength", valueInteger=1),
            ext(FHIR + "questionnaire-sliderStepValue", valueInteger=1),
            ext(FHIR + "questionnaire-hidden", valueBoolean=True),
        ],
        item=[
            question("lo", "display", text="very low", extension=[control("lower")]),
            question("hi", "display", text="very good", extension=[control("upper")]),
            question("he", "display", text="as it is now", extension=[control("help")]),
            question("pr", "display", text="0 to 10", extension=[control("prompt")]),
            question("more", "display", text="more"),
        ],
    )
    guide = read(slider)
    item = guide.item("mood")
    assert (item.text, item.prefix, item.type) == ("mood", "1.", "integer")
    assert (item.required, item.read_only, item.repeats, item.hidden) == (True,) * 4
    assert (item.minimum, item.maximum, item.step) == (0, 10, 1)
    assert (item.min_length, item.max_length, item.control) == (1, 2, "slider")
    assert (item.low_label, item.high_label) == ("very low", "very good")
    assert (item.help, item.prompt) == ("as it is now", "0 to 10")
    assert [child.link_id for child in item.items] == ["more"]
    assert item.initial == (0,)
    assert item.supported
    assert guide.item("nowhere") is None
    assert guide.notes == ()


def test_labels_of_a_field_and_instructions():
    guide = read(
        question(
            "f",
            "open-choice",
            extension=[
                ext(SDC + "openLabel", valueString="another word"),
                ext(FHIR + "entryFormat", valueString="one word"),
            ],
        ),
        question(
            "d",
            "display",
            extension=[
                ext(
                    FHIR + "questionnaire-displayCategory",
                    valueCodeableConcept={"coding": [{"code": "instructions"}]},
                )
            ],
        ),
    )
    assert guide.item("f").open_label == "another word"
    assert guide.item("f").prompt == "one word"
    assert guide.item("d").instructions
    assert not guide.item("f").instructions


def test_options_of_every_known_kind():
    coding = {"system": "s", "code": "none", "display": "nothing just now"}
    only_one = ext(FHIR + "questionnaire-optionExclusive", valueBoolean=True)
    guide = read(
        question(
            "needs",
            "open-choice",
            answerOption=[
                {"valueCoding": coding, "extension": [only_one]},
                {"valueString": "rest", "initialSelected": True},
                {"valueInteger": 3},
                {"valueCoding": {"code": "bare"}},
                {"valueCoding": {"display": "wording only"}},
            ],
        ),
        question("n", "integer", answerOption=[{"valueInteger": 0}]),
        question("s", "string", answerOption=[{"valueString": "x"}]),
    )
    none, rest, three, bare, wording = guide.item("needs").options
    assert none.value == Coding("s", "none")
    assert (none.code, none.text, none.exclusive) == ("none", "nothing just now", True)
    assert (rest.value, rest.code, rest.text, rest.initial) == ("rest",) * 3 + (True,)
    assert (three.value, three.code, three.text) == (3, "3", "3")
    assert (bare.code, bare.text) == ("bare", "bare")
    assert (wording.code, wording.text) == ("wording only", "wording only")
    assert guide.item("n").supported
    assert guide.item("s").supported


def test_codes_spelt_alike_in_two_systems_are_told_apart():
    options = [
        {"valueCoding": {"system": "s", "code": "x"}},
        {"valueCoding": {"system": "t", "code": "x"}},
        {"valueCoding": {"system": "t", "code": "x", "display": "again"}},
    ]
    item = read(question("q", "choice", answerOption=options)).item("q")
    assert [option.code for option in item.options] == ["s|x", "t|x"]


@pytest.mark.parametrize(
    "odd",
    [
        question("q", "choice"),
        question("q", "choice", answerValueSet="http://x.org/vs"),
        question("q", "open-choice", answerValueSet="http://x.org/vs"),
        question("q", "choice", answerOption=[{"valueDate": "2026-01-01"}, {}]),
        question("q", "choice", answerOption=[{"valueBoolean": True}]),
        question("q", "choice", answerOption=[{"valueReference": {}}]),
        question("q", "date", answerOption=[{"valueDateTime": "2026-01-01"}]),
        question("q", "quantity", answerOption=[{"valueQuantity": {"value": 1}}]),
        question("q", "string", answerOption=[{"valueInteger": 1}]),
        question("q", "integer", answerOption=[{"valueString": "1"}]),
        question("q", "choice", answerOption=[{"valueCoding": {}}, {}]),
        question("q", "choice", answerOption=[{"valueCoding": "x"}]),
        question("q", "attachment"),
        question("q", "made-up"),
        question("q", modifierExtension=[{"url": "x"}]),
        question("q", "reference"),
        question("q", extension=[ext(SDC + "answerExpression")]),
        question("q", enableWhen=[{"question": "q2", "operator": "~", "answerX": 1}]),
        question("q", enableWhen=[{"question": "z", "operator": "="}]),
        question(
            "q",
            enableWhen=[{"question": "z", "operator": "exists", "answerString": "y"}],
        ),
        question(
            "q", enableWhen=[{"question": "z", "operator": "=", "answerQuantity": {}}]
        ),
        question("q", "group", extension=[ext(SDC + "answerOptionsToggleExpression")]),
        {"linkId": "q"},
    ],
)
def test_what_is_not_known_stays_in_its_place(odd):
    guide = read(odd, question("z"))
    assert guide.item("q").supported is False
    assert any(note.startswith("q cannot be answered") for note in guide.notes)
    assert "q" not in asked(guide)


def test_an_extension_that_only_adds_is_told_and_does_no_harm():
    guide = read(question("q", extension=[ext("http://x.org/new"), "odd"]))
    assert guide.item("q").supported
    assert guide.item("q").unread == ("http://x.org/new",)
    assert "http://x.org/new" in guide.notes[0]
    assert read(extension=[ext("http://x.org/f")]).notes != ()


def test_questions_under_a_question_are_asked_with_it():
    guide = read(question("q", item=[question("inner"), question("t", "display")]))
    assert guide.item("q").supported
    assert guide.item("inner").supported
    assert guide.item("t").supported
    assert asked(guide) == ("q", "inner")


def test_what_follows_a_question_that_cannot_be_asked_cannot_either():
    guide = read(
        question("q", "attachment", item=[question("inner"), question("t", "display")])
    )
    assert not guide.item("inner").supported
    assert guide.item("t").supported
    assert asked(guide) == ()


@pytest.mark.parametrize(
    "name",
    ["calculatedExpression", "enableWhenExpression", "variable", "initialExpression"],
)
def test_an_expression_alone_is_no_reason_to_refuse_a_question(name):
    told = {"language": "text/fhirpath", "expression": "1 = 1"}
    guide = read(question("q", extension=[ext(SDC + name, valueExpression=told)]))
    assert guide.item("q").supported


def test_everything_in_an_unknown_group_is_unknown_too():
    group = question("g", "group", modifierExtension=[{}], item=[question("q")])
    assert not read(group).item("q").supported


def test_slips_are_mended_and_told():
    guide = read(
        question("q", required="true", repeats=1, maxLength="20"),
        question(
            "n",
            "decimal",
            extension=[
                ext(FHIR + "minValue", valueString="0.50"),
                ext(FHIR + "maxValue", valueString="ten"),
            ],
        ),
        question(
            "d", "date", extension=[ext(FHIR + "minValue", valueDate="2026-01-01")]
        ),
        question("b", "boolean", extension=[ext(FHIR + "minValue", valueInteger=0)]),
        question("l", "text", maxLength=-1),
        status="published",
    )
    assert guide.status == "unknown"
    q = guide.item("q")
    assert (q.required, q.repeats, q.max_length) == (True, False, 20)
    assert str(guide.item("n").minimum) == "0.50"
    assert guide.item("n").maximum is None
    assert guide.item("d").minimum == "2026-01-01"
    assert guide.item("b").minimum is None
    assert guide.item("l").max_length is None
    assert len(guide.notes) == 4


def test_rules_and_what_is_wrong_with_them_is_told():
    rules = [
        {"question": "a", "operator": "=", "answerString": "x"},
        {"question": "gone", "operator": "exists", "answerBoolean": True},
    ]
    guide = read(
        question("a"),
        question("any", enableWhen=rules, enableBehavior="any"),
        question("all", enableWhen=rules, enableBehavior="all"),
        question("neither", enableWhen=rules),
    )
    assert [guide.item(x).enable_any for x in ("any", "all", "neither")] == [1, 0, 1]
    assert [rule.operator for rule in guide.item("any").enable_when] == ["=", "exists"]
    assert any("neither has several rules" in note for note in guide.notes)
    assert any("asks gone" in note for note in guide.notes)


def test_rules_that_go_round_in_a_circle_are_told():
    def waits_for(link):
        return {"question": link, "operator": "exists", "answerBoolean": True}

    guide = read(
        question("a", enableWhen=[waits_for("b")]),
        question("g", "group", item=[question("b", enableWhen=[waits_for("a")])]),
        question("after", enableWhen=[waits_for("a")]),
        question("free"),
    )
    assert not guide.item("a").supported
    assert not guide.item("b").supported
    assert guide.item("after").supported
    assert guide.item("free").supported
    assert any("circle" in note for note in guide.notes)
    assert sorted(guide.order) == sorted(guide.places)


def test_pages_are_screens():
    guide = read(
        question("p1", "group", extension=[control("page")], item=[question("a")]),
        question("p2", "group", extension=[control("page")], item=[question("b")]),
        question(
            "of",
            "reference",
            extension=[ext(FHIR + "questionnaire-hidden", valueBoolean=True)],
        ),
    )
    assert [screen.link_id for screen in guide.screens] == ["p1", "p2"]
    assert asked(guide, guide.screens[1]) == ("b",)
    assert asked(guide) == ("a", "b")


def test_what_stands_between_pages_is_not_lost():
    page = question("p", "group", extension=[control("page")], item=[question("a")])
    guide = read(question("before"), page, question("after"))
    assert [screen.link_id for screen in guide.screens] == ["", "p", ""]
    assert asked(guide, guide.screens[0]) == ("before",)
    assert asked(guide, guide.screens[2]) == ("after",)


def test_a_guide_without_pages_is_one_screen():
    guide = read(question("a"), question("b"))
    assert len(guide.screens) == 1
    assert asked(guide, guide.screens[0]) == ("a", "b")
    assert read().screens[0].items == ()


def nested(levels):
    inner = question("deepest")
    for level in range(levels - 1):
        inner = question(f"g{level}", "group", item=[inner])
    return inner


def test_nesting_is_bounded():
    assert len(read(nested(32)).places) == 32
    with pytest.raises(GuideRefused) as refusal:
        read(nested(33))
    assert "deeper than 32" in refusal.value.problems[0]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"not json",
        b"[]",
        b"{}",
        b'{"resourceType":"Patient"}',
        b"\xff",
        b'{"a":1e99999999999999999999}',
        b"[" * 100_000,
        b'{"resourceType":"Questionnaire","x":' + b"[" * 200 + b"]" * 200 + b"}",
        b" " * (MOST_BYTES + 1),
        form(implicitRules="http://x.org"),
        form(modifierExtension=[{"url": "x"}]),
        form("not an item"),
        form(item={"linkId": "a"}),
        form({"type": "string"}),
        form({"linkId": " ", "type": "string"}),
        form(question("x" * 256)),
        form(question("a"), question("a")),
        form(question("g", "group", repeats=True), question("g.0.a")),
        form(question("w", "dateTime"), question("w.date")),
        form(question("f", "open-choice"), question("f+own")),
        form(
            question(
                "outer",
                "group",
                repeats=True,
                item=[question("w", "dateTime"), question("w.time")],
            )
        ),
    ],
)
def test_what_cannot_be_read_is_refused(raw):
    with pytest.raises(GuideRefused) as refusal:
        read_guide(raw)
    assert refusal.value.problems
    assert all(problem.endswith(".") for problem in refusal.value.problems)


def test_numbered_links_in_a_repeating_group_are_no_clash():
    inner = question("1.1", "group", repeats=True, item=[question("1.1.1")])
    guide = read(question("1", "group", repeats=True, item=[inner]), question("2.1"))
    assert asked(guide) == ("1", "2.1")


def test_wide_json_is_no_deep_json():
    wide = question("q", extra=[[[]] for _ in range(200)])
    assert read(wide).item("q").supported


def test_initial_values_of_the_wrong_kind_are_passed_over():
    odd = [
        {"valueDecimal": 1.50},
        {"valueDecimal": True},
        {"valueDecimal": 10**60},
        {"valueString": ""},
    ]
    assert (
        str(read(question("q", "decimal", initial=odd)).item("q").initial[0]) == "1.5"
    )
    coding = [{"valueCoding": {"system": "s", "code": "c"}}, {"valueInteger": 2**40}]
    item = read(question("q", "choice", initial=coding)).item("q")
    assert item.initial == (Coding("s", "c"),)
    assert read(question("q", "decimal", initial=[{"valueDecimal": 2}])).item(
        "q"
    ).initial == (Decimal(2),)
