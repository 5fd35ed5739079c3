"""From a form to answers and back."""

import json
from datetime import UTC, timedelta, timezone, tzinfo
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from holdspace.core.guides import (
    Answers,
    AnswersRefused,
    Coding,
    Problem,
    begin,
    check,
    given_from,
    moment_parts,
    read_guide,
    words_of,
)

FHIR = "http://hl7.org/fhir/StructureDefinition/"
ONLY = {"url": FHIR + "questionnaire-optionExclusive", "valueBoolean": True}
HIDDEN = {"url": FHIR + "questionnaire-hidden", "valueBoolean": True}
PAGE = {
    "url": FHIR + "questionnaire-itemControl",
    "valueCodeableConcept": {"coding": [{"code": "page"}]},
}
PARIS = ZoneInfo("Europe/Paris")


def read(*items):
    return read_guide(
        json.dumps({"resourceType": "Questionnaire", "item": items}).encode()
    )


def question(link, kind="string", **more):
    return {"linkId": link, "type": kind} | more


def codes(*names, **more):
    return [
        {"valueCoding": {"system": "s", "code": name, "display": f"the {name}"}} | more
        for name in names
    ]


def answer(item, *texts, **others):
    given = {item["linkId"]: texts} | {item["linkId"] + k: v for k, v in others.items()}
    return check(read(item), given, zone=PARIS).values(item["linkId"])


def refusal(item, *texts, others=None, guide=None):
    given = {item["linkId"]: texts} | (others or {})
    with pytest.raises(AnswersRefused) as refused:
        check(guide or read(item), given, zone=PARIS)
    return refused.value


def numbered(url, low, high, kind="Integer"):
    return [
        {"url": FHIR + "minValue", f"value{kind}": low},
        {"url": FHIR + "maxValue", f"value{kind}": high},
    ]


MOOD = question("mood", "integer", extension=numbered("", 0, 10))


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("integer", "0", 0),
        ("integer", " 10 ", 10),
        ("integer", "-3", -3),
        ("decimal", "72.50", Decimal("72.50")),
        ("decimal", "1E+2", Decimal("1E+2")),
        ("boolean", "yes", True),
        ("boolean", "no", False),
        ("date", "2026-11-23", "2026-11-23"),
        ("date", "2019", "2019"),
        ("time", "18:30", "18:30:00"),
        ("time", "18:30:15", "18:30:15"),
        ("dateTime", "2026-11-23T18:30", "2026-11-23T18:30:00+01:00"),
        ("dateTime", "2026-07-01T18:30:15.2", "2026-07-01T18:30:15+02:00"),
        ("dateTime", "2026-11-23T18:30:00-05:00", "2026-11-23T18:30:00-05:00"),
        ("dateTime", "2026-11", "2026-11"),
        ("string", " two  words ", " two  words "),
        ("text", "one\r\ntwo\rthree\ttab\n", "one\ntwo\nthree\ttab\n"),
    ],
)
def test_what_is_posted_becomes_a_value(kind, text, value):
    found = answer(question("q", kind), text)
    assert [str(one) for one in found] == [str(value)]
    assert type(found[0]) is type(value)


@pytest.mark.parametrize(
    "kind",
    ["integer", "decimal", "boolean", "date", "dateTime", "time", "string", "text"],
)
def test_nothing_posted_is_no_answer(kind):
    assert answer(question("q", kind)) == ()
    assert answer(question("q", kind), "", "  \n") == ()


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("integer", "7.5"),
        ("integer", "seven"),
        ("integer", "9" * 5000),
        ("decimal", "NaN"),
        ("decimal", "7,5"),
        ("decimal", "1" * 61),
        ("decimal", "0.1e-999"),
        ("boolean", "maybe"),
        ("date", "23.11.2026"),
        ("date", "2026-02-30"),
        ("dateTime", "2026-11-23T25:00"),
        ("dateTime", "2026-11T10:00"),
        ("dateTime", "tomorrow"),
        ("time", "late"),
        ("time", "25:00"),
    ],
)
def test_what_is_no_such_value_is_said_kindly(kind, text):
    refused = refusal(question("q", kind), text)
    (problem,) = refused.problems
    assert problem.name == problem.link_id == "q"
    assert problem.path == "QuestionnaireResponse.item.where(linkId='q')"
    assert "fit here" in problem.sentence or "fits here" in problem.sentence
    assert text not in problem.sentence


def test_control_characters_go_and_half_characters_are_marked():
    text = "a\x00b\x1bc\x7fd\x85e\ud800f 👩‍👧"
    assert answer(question("q", "text"), text) == ("abcde\ufffdf 👩‍👧",)


@pytest.mark.parametrize(
    ("day", "clock", "value"),
    [
        ("2026-11-23", "18:30", "2026-11-23T18:30:00+01:00"),
        (" 2026-11-23 ", "", "2026-11-23"),
        ("2026-03-29", "02:30", "2026-03-29T02:30:00+01:00"),
        ("1850-01-01", "12:00", "1850-01-01T11:50:39+00:00"),
    ],
)
def test_a_day_and_a_time_make_a_moment(day, clock, value):
    found = answer(question("when", "dateTime"), **{".date": [day], ".time": [clock]})
    assert found == (value,)


def test_a_time_needs_its_day():
    when = question("when", "dateTime")
    assert (
        "add the day"
        in refusal(when, others={"when.time": ["18:30"]}).problems[0].sentence
    )
    for day, clock in (("2026-13-01", ""), ("2026", "10:00"), ("2026-01-01", "x")):
        others = {"when.date": [day], "when.time": [clock]}
        assert "18:30" in refusal(when, others=others).problems[0].sentence


def test_a_moment_before_all_calendars_is_refused_and_no_bug():
    guide = read(question("when", "dateTime"))
    given = {"when": ["0001-01-01T00:00"]}
    with pytest.raises(AnswersRefused):
        check(guide, given, zone=timezone(timedelta(hours=20)))
    with pytest.raises(AnswersRefused):
        check(guide, given, zone=Nowhere())


class Nowhere(tzinfo):
    def utcoffset(self, moment):
        return None


def test_a_moment_is_taken_apart_for_its_two_fields():
    assert moment_parts("2026-11-23T17:30:00Z", PARIS) == ("2026-11-23", "18:30")
    assert moment_parts("2026-11-23", PARIS) == ("2026-11-23", "")
    assert moment_parts("2026-02-30T17:30:00Z", UTC) == ("2026-02-30T17:30:00Z", "")
    assert moment_parts("0001-01-01T00:10:00+14:00", UTC) == ("0001-01-01", "00:10")


def test_only_one_answer_to_a_question_that_takes_one():
    assert refusal(MOOD, "1", "2").problems[0].sentence.startswith("Only one answer")
    assert answer(MOOD, "", "2") == (2,)
    assert answer(question("q", repeats=True), "a", "b", "a") == ("a", "b", "a")


@pytest.mark.parametrize(
    ("extension", "texts", "sentence"),
    [
        (numbered("", 0, 10), "11", "A number from 0 to 10 fits here."),
        (numbered("", 0, 10), "-1", "A number from 0 to 10 fits here."),
        (numbered("", 0, 10)[:1], "-1", "A number from 0 on fits here."),
        (numbered("", 0, 10)[1:], "11", "A number up to 10 fits here."),
    ],
)
def test_numbers_stay_in_their_range(extension, texts, sentence):
    item = question("q", "integer", extension=extension)
    assert refusal(item, texts).problems[0].sentence == sentence
    assert answer(item, "5") == (5,)


def test_days_stay_in_their_range():
    item = question(
        "q", "date", extension=numbered("", "2026-01-01", "2026-12-31", "Date")
    )
    assert answer(item, "2026-05-05") == ("2026-05-05",)
    assert "2026-12-31" in refusal(item, "2027-01-01").problems[0].sentence


def test_long_words_are_counted_and_stay_on_the_page():
    assert refusal(question("q", "text"), "x" * 100_001).problems[0].sentence == (
        "This is longer than can be kept here (100,001 of 100,000 characters). "
        "Nothing is lost: it is still below."
    )
    assert len(answer(question("q", "text"), "x" * 100_000)[0]) == 100_000
    short = question(
        "q", maxLength=5, extension=[{"url": FHIR + "minLength", "valueInteger": 3}]
    )
    assert "(6 of 5 characters)" in refusal(short, "abcdef").problems[0].sentence
    assert "3 characters" in refusal(short, "ab").problems[0].sentence
    assert answer(short, "abc") == ("abc",)


CLOSED = question("trigger", "choice", repeats=True, answerOption=codes("a", "b", "c"))
OPEN = question("f", "open-choice", repeats=True, answerOption=codes("sad", "glad"))


def test_choices_stand_in_the_forms_order_whatever_was_tapped_first():
    expected = (Coding("s", "a"), Coding("s", "c"))
    assert answer(CLOSED, "c", "", "a", "c") == expected
    assert answer(CLOSED, " a ", "c") == expected
    assert answer(CLOSED, "c", "a")[0].display == "the a"


def test_a_code_that_is_not_offered_is_refused():
    problem = refusal(CLOSED, "a", "unheard-of").problems[0]
    assert problem.sentence == "This answer is not one of the choices offered here."


def test_own_words_stand_beside_the_codes():
    sad, glad = Coding("s", "sad"), Coding("s", "glad")
    assert answer(OPEN, "glad", "  far   away ", "sad") == (sad, glad, "far away")
    typed = {"+own": ["rain, sad\nThe GLAD ,, rain\n", "far away"]}
    assert answer(OPEN, "x", **typed) == (sad, glad, "x", "rain", "far away")


def test_own_words_are_short_and_not_too_many():
    assert "61 of 60" in refusal(OPEN, "x" * 61).problems[0].sentence
    many = {"f+own": [",".join(f"w{n}" for n in range(201))]}
    assert "200" in refusal(OPEN, others=many).problems[0].sentence
    one = OPEN | {"repeats": False}
    assert refusal(one, "sad", others={"f+own": ["x"]}).problems
    assert answer(one, **{"+own": ["x"]}) == ("x",)


def test_options_may_be_texts_and_numbers():
    item = question(
        "q",
        "choice",
        repeats=True,
        answerOption=[{"valueString": "one two"}, {"valueInteger": 0}],
    )
    assert answer(item, "0", "one  two") == ("one two", 0)
    number = question("q", "integer", answerOption=[{"valueInteger": 3}])
    assert answer(number, "3") == (3,)
    assert "offered" in refusal(number, "4").problems[0].sentence


def test_an_answer_that_stands_for_itself_stands_alone():
    item = question(
        "needs",
        "choice",
        repeats=True,
        answerOption=codes("rest") + codes("none", extension=[ONLY]),
    )
    assert answer(item, "none") == (Coding("s", "none"),)
    assert "itself" in refusal(item, "none", "rest").problems[0].sentence


LEDGER = question(
    "ledger",
    "group",
    repeats=True,
    item=[
        question("need", readOnly=True),
        question("asked", "boolean"),
        question("inside", "group", item=[question("helped", "integer")]),
        question("deep", "group", repeats=True, item=[question("q.1")]),
    ],
)


def test_rows_come_in_their_order_and_blank_ones_vanish():
    guide = read(LEDGER)
    given = {
        "ledger.10.need": ["late"],
        "ledger.2.asked": ["no"],
        "ledger.2.helped": ["0"],
        "ledger.3.need": [" "],
        "ledger.2.deep.1.q.1": ["x"],
        "ledger.02.need": ["not an index"],
        "ledger.x.need": ["not an index"],
        "ledger.need": ["no index"],
        "n" * 5_000 + ".1.x": ["too long a name"],
    }
    assert check(guide, given, zone=UTC) == Answers(
        {},
        {
            "ledger": (
                Answers(
                    {"asked": (False,), "helped": (0,)},
                    {"deep": (Answers({"q.1": ("x",)}),)},
                ),
                Answers({"need": ("late",)}),
            )
        },
    )


def test_a_problem_in_a_row_says_in_which():
    guide = read(LEDGER)
    given = {"ledger.2.helped": ["x"], "ledger.2.asked": ["yes"]}
    refused = refusal(LEDGER, others=given, guide=guide)
    assert refused.problems == (
        Problem(
            "helped",
            "QuestionnaireResponse.item.where(linkId='ledger')[2]"
            ".item.where(linkId='inside').item.where(linkId='helped')",
            "One whole number fits here, such as 4. It can also stay empty.",
            "ledger.2.helped",
        ),
    )
    assert refused.fitting == Answers({}, {"ledger": (Answers({"asked": (True,)}),)})
    assert "x" not in str(refused).split()


def test_there_is_room_for_a_hundred_rows():
    given = {f"ledger.{n}.need": ["x"] for n in range(100)}
    assert len(check(read(LEDGER), given, zone=UTC).rows("ledger")) == 100
    refused = refusal(LEDGER, others=given | {"ledger.100.need": ["x"]})
    assert refused.problems[0].name == "ledger"
    assert len(refused.fitting.rows("ledger")) == 100


def test_links_are_quoted_in_paths():
    item = question("it's\\here", "integer")
    assert refusal(item, "x").problems[0].path.endswith(r"(linkId='it\'s\\here')")


def test_what_does_not_fit_never_costs_the_rest():
    guide = read(MOOD, question("words", "text"))
    refused = refusal(MOOD, "x", others={"words": ["kept"]}, guide=guide)
    assert refused.fitting == Answers({"words": ("kept",)})


SCREENS = read(
    question(
        "p1", "group", extension=[PAGE], item=[question("a"), question("d", "display")]
    ),
    question("p2", "group", extension=[PAGE], item=[question("b", required=True)]),
    question("hidden", extension=[HIDDEN]),
    question("fixed", readOnly=True, required=True),
    question(
        "secret", "group", extension=[HIDDEN], item=[question("in", required=True)]
    ),
    question(
        "later", "group", required=True, item=[question("c", "made-up", required=True)]
    ),
)


def test_a_screen_answers_only_for_itself():
    given = {"a": ["1"], "b": ["2"], "hidden": ["3"], "fixed": ["4"], "in": ["5"]}
    first, second, third = SCREENS.screens
    assert check(SCREENS, given, zone=UTC, screen=first) == Answers({"a": ("1",)})
    assert check(SCREENS, given, zone=UTC) == Answers({"a": ("1",), "b": ("2",)})
    assert check(SCREENS, given | {"c": ["6"], "d": ["7"]}, zone=UTC, screen=third) == (
        Answers()
    )
    assert check(SCREENS, {}, zone=UTC, screen=second) == Answers()


def test_what_is_required_is_asked_for_only_when_complete():
    def needed(given, screen=None):
        with pytest.raises(AnswersRefused) as refused:
            check(SCREENS, given, zone=UTC, screen=screen, complete=True)
        return [problem.link_id for problem in refused.value.problems]

    first, second, third = SCREENS.screens
    assert needed({}) == ["b"]
    assert check(SCREENS, {"b": ["x"]}, zone=UTC, complete=True)
    assert needed({}, second) == ["b"]
    for screen in (first, third):
        assert not check(SCREENS, {}, zone=UTC, screen=screen, complete=True)


def test_a_required_group_asks_for_any_answer_inside():
    guide = read(
        question("g", "group", required=True, item=[question("a"), question("b")]),
        question(
            "r",
            "group",
            repeats=True,
            required=True,
            item=[question("c", required=True), question("e")],
        ),
    )
    with pytest.raises(AnswersRefused) as refused:
        check(guide, {"b": ["x"], "r.0.e": ["y"]}, zone=UTC, complete=True)
    (problem,) = refused.value.problems
    assert (problem.link_id, problem.name) == ("c", "r.0.c")
    assert "where(linkId='r')[0]" in problem.path
    full = {"b": ["x"], "r.0.c": ["y"]}
    assert check(guide, full, zone=UTC, complete=True)


def test_a_form_is_filled_again_as_it_was():
    guide = read(MOOD, CLOSED, OPEN, LEDGER, question("yes", "boolean"))
    given = {
        "mood": ["0"],
        "trigger": ["a", "c"],
        "f": ["glad", "far away"],
        "yes": ["no"],
        "ledger.0.need": ["rest"],
        "ledger.0.asked": ["yes"],
        "ledger.0.deep.0.q.1": ["x"],
    }
    answers = check(guide, given, zone=UTC)
    assert given_from(guide, answers) == given


def test_a_code_from_elsewhere_is_still_shown():
    answers = Answers({"trigger": (Coding("s", "old"), Coding("s", "", "wording"))})
    assert given_from(read(CLOSED), answers) == {"trigger": ["old", "wording"]}


def test_words_are_gathered_and_choices_are_not():
    item = question("p", "open-choice", answerOption=[{"valueString": "offered"}])
    guide = read(MOOD, OPEN, LEDGER, item, question("day", "date"))
    answers = Answers(
        {
            "mood": (3,),
            "f": (Coding("s", "sad"), "rain"),
            "p": ("offered",),
            "day": ("2026",),
        },
        {"ledger": (Answers({"need": ("rest",)}),)},
    )
    assert words_of(guide, answers) == ("rain", "rest")


def test_a_guide_may_begin_with_answers():
    guide = read(
        question("a", "integer", initial=[{"valueInteger": 0}]),
        question(
            "g",
            "group",
            item=[
                question(
                    "b",
                    "choice",
                    repeats=True,
                    initial=[{"valueCoding": {"system": "s", "code": "y"}}],
                    answerOption=codes("x", initialSelected=True) + codes("y"),
                ),
                question("d", "display"),
                question("c", "made-up", initial=[{"valueInteger": 0}]),
            ],
        ),
        question(
            "r",
            "group",
            repeats=True,
            item=[question("e", "boolean", initial=[{"valueBoolean": False}])],
        ),
        question("empty", "group", repeats=True, item=[question("h")]),
    )
    assert begin(guide) == Answers(
        {"a": (0,), "b": (Coding("s", "x"), Coding("s", "y"))},
        {"r": (Answers({"e": (False,)}),)},
    )
