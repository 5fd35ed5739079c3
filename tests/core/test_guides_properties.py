"""What holds for any answers, any order and any bytes."""

import json
from datetime import UTC
from decimal import Decimal
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdspace.core.guides import (
    Answers,
    AnswersRefused,
    Coding,
    GuideRefused,
    ResponseUnreadable,
    asked,
    check,
    check_response,
    enabled,
    given_from,
    pack,
    read_guide,
    settle,
    unpack,
    words_of,
)

few = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
WHEN = "2026-11-23T18:40:00+01:00"
FHIR = "http://hl7.org/fhir/StructureDefinition/"
CODES = ("sadness", "grief", "relief")
OPTIONS = [{"valueCoding": {"system": "s", "code": c, "display": c}} for c in CODES]
HIDDEN = [{"url": FHIR + "questionnaire-hidden", "valueBoolean": True}]


def question(link, kind="string", **more):
    return {"linkId": link, "type": kind} | more


def when(question, operator, **answer):
    return [{"question": question, "operator": operator, **answer}]


ROW = [
    question("need", "choice", answerOption=OPTIONS),
    question("asked", "boolean"),
    question(
        "helped",
        "integer",
        enableWhen=when("asked", "=", answerBoolean=True),
    ),
    question("deep", "group", repeats=True, item=[question("1.1", "text")]),
]
FORM = {
    "resourceType": "Questionnaire",
    "url": "https://x.org/g",
    "version": "1",
    "item": [
        question("words", "text", enableWhen=when("mood", ">=", answerInteger=3)),
        question(
            "g1",
            "group",
            enableWhen=when("yes", "!=", answerBoolean=True),
            item=[
                question("mood", "integer"),
                question("f", "open-choice", repeats=True, answerOption=OPTIONS),
            ],
        ),
        question("yes", "boolean"),
        question("c", "choice", answerOption=OPTIONS),
        question("share", "decimal", repeats=True),
        question("day", "date"),
        question("when", "dateTime"),
        question("clock", "time"),
        question("rows", "group", repeats=True, item=ROW),
        question("hidden", "string", extension=HIDDEN),
        question("of", "reference", extension=HIDDEN),
    ],
}
GUIDE = read_guide(json.dumps(FORM).encode())

plain = st.characters(exclude_categories=["Cs", "Cc"])
words = st.text(plain | st.just("\n") | st.just("\t"), min_size=1, max_size=40).filter(
    str.strip
)
own = st.text(plain, min_size=1, max_size=60).map(lambda w: " ".join(w.split()))
own = own.filter(lambda word: word and word not in CODES)
coding = st.sampled_from(CODES).map(lambda code: Coding("s", code, code))
small = st.integers(-(2**31), 2**31 - 1)
share = st.decimals(-(10**50), 10**50, allow_nan=False, places=3) | st.just(
    Decimal("72.50")
)
days = st.dates().map(lambda day: day.isoformat())
clocks = st.times().map(lambda clock: clock.isoformat("milliseconds"))
moments = st.datetimes().map(lambda m: m.isoformat(timespec="milliseconds") + "+01:00")


def values(*of, most=1):
    return st.lists(st.one_of(*of), max_size=most, unique=True).map(tuple)


def feelings():
    chosen = st.sets(coding).map(
        lambda some: sorted(some, key=lambda c: CODES.index(c.code))
    )
    return st.tuples(chosen, st.lists(own, max_size=3, unique=True)).map(
        lambda pair: (*pair[0], *pair[1])
    )


deep_rows = st.lists(
    st.builds(Answers, st.fixed_dictionaries({"1.1": values(words)})), max_size=2
)
rows = st.builds(
    Answers,
    st.fixed_dictionaries(
        {
            "need": values(coding),
            "asked": values(st.booleans()),
            "helped": values(small),
        }
    ),
    st.fixed_dictionaries({"deep": deep_rows}),
)
answers = st.builds(
    Answers,
    st.fixed_dictionaries(
        {
            "words": values(words),
            "mood": values(small),
            "f": feelings(),
            "yes": values(st.booleans()),
            "c": values(coding),
            "share": st.lists(share, max_size=3).map(tuple),
            "day": values(days),
            "when": values(moments, days),
            "clock": values(clocks),
        }
    ),
    st.fixed_dictionaries({"rows": st.lists(rows, max_size=3)}),
)


def packed(found, status="in-progress"):
    return pack(GUIDE, found, ident=UUID(int=5), authored=WHEN, status=status)


def exact(found):
    return json.dumps(given_from(GUIDE, found), sort_keys=True)


@few
@given(answers)
def test_packing_and_unpacking_gives_the_same_answers(found):
    response = unpack(packed(found))
    again = response.answers(GUIDE)
    assert again == found
    assert exact(again) == exact(found)
    assert response.unread(GUIDE) == ()
    assert check_response(GUIDE, response) == ()
    assert packed(again) == packed(found)


@few
@given(answers)
def test_filling_a_form_again_gives_the_same_answers(found):
    again = check(GUIDE, given_from(GUIDE, found), zone=UTC)
    assert again == found
    assert exact(again) == exact(found)


@few
@given(answers, st.randoms(use_true_random=False))
def test_the_order_of_answering_changes_nothing(found, random):
    fields = list(given_from(GUIDE, found).items())
    random.shuffle(fields)
    turned = {name: list(texts) for name, texts in fields}
    for name in ("f",):
        if name in turned:
            known = [text for text in turned[name] if text in CODES]
            random.shuffle(known)
            turned[name] = known + [t for t in turned[name] if t not in CODES]
    again = check(GUIDE, turned, zone=UTC)
    assert packed(again) == packed(found)
    assert enabled(GUIDE, again) == enabled(GUIDE, found)


@few
@given(answers)
def test_what_is_switched_off_never_counts(found):
    on = enabled(GUIDE, found)
    settled = settle(GUIDE, found)
    assert enabled(GUIDE, settled) == on or "rows" in found.links
    assert settle(GUIDE, settled) == settled
    assert unpack(packed(found, "completed")).answers(GUIDE) == settled
    assert check_response(GUIDE, unpack(packed(found, "completed"))) == ()
    assert settled.links <= on
    if found.first("yes") is True:
        assert not settled.links & {"mood", "f", "words"}


@few
@given(answers, st.text(min_size=1))
def test_what_is_hidden_is_never_taken_from_a_form(found, text):
    fields = given_from(GUIDE, found) | {"hidden": [text], "of": [text]}
    assert check(GUIDE, fields, zone=UTC) == found


@few
@given(answers, answers)
def test_merging_all_that_is_asked_is_taking_the_later(before, later):
    assert before.merged(later, asked(GUIDE)) == later
    assert before.merged(later, ()) == before


names = st.sampled_from(
    [
        *GUIDE.places,
        "f+own",
        "when.date",
        "when.time",
        "rows.0.need",
        "rows.1.asked",
        "rows.0.deep.3.1.1",
        "rows.7.helped",
        "rows.7",
        "nothing",
    ]
)
anything = st.text(st.characters(), max_size=30) | st.sampled_from(
    ["yes", "no", "0", "-1", "3.50", "sadness", "2026-11-23", "18:30", "a,b\nc"]
)


@few
@given(st.dictionaries(names, st.lists(anything, max_size=3)))
def test_any_form_is_checked_or_refused_and_what_fits_is_kept(form):
    problems = ()
    try:
        found = check(GUIDE, form, zone=UTC)
    except AnswersRefused as refused:
        found, problems = refused.fitting, refused.problems
    assert all(problem.name and problem.sentence for problem in problems)
    assert unpack(packed(found)).answers(GUIDE) == found
    assert check_response(GUIDE, unpack(packed(found))) == ()
    words_of(GUIDE, found)


@few
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw):
    for read, refusal in ((read_guide, GuideRefused), (unpack, ResponseUnreadable)):
        try:
            read(raw)
        except refusal:
            continue


KEYS = [
    "linkId",
    "type",
    "text",
    "item",
    "required",
    "repeats",
    "answerOption",
    "enableWhen",
    "enableBehavior",
    "operator",
    "question",
    "answerBoolean",
    "answerCoding",
    "answerString",
    "extension",
    "url",
    "valueCoding",
    "valueString",
    "valueInteger",
    "valueDecimal",
    "valueBoolean",
    "valueDate",
    "system",
    "code",
    "display",
    "initial",
    "answer",
    "maxLength",
    "valueCodeableConcept",
    "coding",
    "status",
]
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5)
    | st.sampled_from(["group", "choice", "open-choice", "dateTime", "=", "exists"])
    | st.sampled_from(["a", "b", "g.0.a", FHIR + "minValue"])
    | st.sampled_from([e["url"] for e in HIDDEN])
)
trees = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=25,
)
items = st.recursive(
    st.fixed_dictionaries(
        {"linkId": st.sampled_from("abcdef")},
        optional={
            "type": st.sampled_from(
                ["string", "integer", "choice", "open-choice", "x"]
            ),
            "extension": trees,
            "answerOption": trees,
            "enableWhen": st.lists(
                st.fixed_dictionaries(
                    {
                        "question": st.sampled_from("abcdef"),
                        "operator": st.sampled_from(["=", "!=", "exists", ">"]),
                        "answerBoolean": st.booleans(),
                    }
                ),
                max_size=2,
            ),
            "initial": trees,
            "answer": st.lists(
                st.dictionaries(st.sampled_from(KEYS), trees, max_size=3), max_size=2
            ),
        },
    ),
    lambda inner: st.fixed_dictionaries(
        {
            "linkId": st.sampled_from("ghijkl"),
            "type": st.sampled_from(["group", "string", "display"]),
            "repeats": st.booleans(),
            "item": st.lists(inner, max_size=3),
        }
    ),
    max_leaves=6,
)
response_heads = {"resourceType": "QuestionnaireResponse", "id": str(UUID(int=1))}


@few
@given(st.lists(items | trees, max_size=4), st.lists(items, max_size=4), trees)
def test_any_form_and_any_response_are_read_or_refused(form, entries, odd):
    raw = {"resourceType": "Questionnaire", "item": form, "extension": odd}
    try:
        guide = read_guide(json.dumps(raw).encode())
    except GuideRefused:
        guide = GUIDE
    assert guide.screens
    body = response_heads | {"status": "completed", "item": entries}
    try:
        response = unpack(json.dumps(body).encode())
    except ResponseUnreadable:
        return
    found = response.answers(guide)
    response.unread(guide)
    check_response(guide, response)
    settled = settle(guide, found)
    assert settle(guide, settled) == settled
    packed_again = pack(
        guide, found, ident=UUID(int=1), authored=WHEN, status="in-progress"
    )
    assert unpack(packed_again).answers(guide) == found
