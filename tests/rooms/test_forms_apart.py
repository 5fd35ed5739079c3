"""A form from elsewhere may call its questions as ours, and mean anything by it."""

from __future__ import annotations

import json
from datetime import date

import pytest

from holdspace.accounts import flows as accounts
from holdspace.core import guides
from holdspace.core.guides import AnswersRefused, read_guide
from holdspace.journal import flows
from holdspace.journal.pages.writing import as_typed
from holdspace.library import flows as library
from holdspace.library import imported, shelf
from tests.rooms import people, sheets

DAY = date(2026, 11, 24)
WORDS = {"linkId": "b", "type": "text", "text": "And else?"}


def published(*items, **more):
    kept = library.bring_in(sheets.written(item=list(items), **more), day=DAY).kept
    return library.publish(kept.id, licence=sheets.LICENCE, is_open=True, day=DAY)


def begin(who, form):
    name = form.name
    return flows.begin(who.space, guide=name, now=people.NOON, zone=people.LONDON)


def keep(who, form, given):
    draft = begin(who, form)
    people.write(who, draft, given=given)
    return flows.keep(who.space, draft=draft, zone=people.LONDON)


def read(who, row):
    return people.shown(who.client.get(f"/journal/read/{row}/"))


def exported(who):
    carried = flows.begin_export(who.space, zone=people.LONDON, now=people.NOON)
    return b"".join(carried.bundle(now=people.NOON))


def bring(who, bundle):
    return flows.import_bundle(who.space, [bundle], now=people.NOON)


@pytest.mark.parametrize("link", ["at", "when", "of"])
def test_words_are_asked_for_kept_and_shown_whatever_the_question_is_called(ana, link):
    form = published({"linkId": link, "type": "text", "text": "Where at?"}, WORDS)
    draft = begin(ana, form)
    assert "Where at?" in people.shown(ana.client.get(people.address(draft, 1)))
    people.write(ana, draft, given={link: ["by the weir"]})
    row = flows.keep(ana.space, draft=draft, zone=people.LONDON)
    assert "by the weir" in read(ana, row)


def test_a_moment_of_its_own_is_neither_answered_by_us_nor_taken_for_ours(ana):
    born = {"linkId": "when", "type": "dateTime", "text": "When were you born?"}
    form = published(born, WORDS)
    draft = begin(ana, form)
    opened = flows.open_draft(ana.space, draft=draft, zone=people.LONDON)
    assert opened.answers.values("when") == ()
    row = keep(ana, form, {"when": ["1975-05-01"], "b": ["words"]})
    (entry,) = [one for one in flows.list_all(ana.space).entries if one.row == row]
    assert entry.when * 60 == people.NOON.timestamp()
    assert "May 1975" not in people.shown(ana.client.get("/timeline/"))


def test_own_words_of_a_form_from_elsewhere_go_on_no_list_of_ours(ana):
    form = published(
        {
            "linkId": "feelings",
            "type": "open-choice",
            "repeats": True,
            "text": "Which of these do you take?",
            "answerOption": [{"valueString": "none"}],
        }
    )
    row = keep(ana, form, {"feelings+own": ["something of mine"]})
    assert accounts.get_profile(ana.space).words_added == {}
    assert "something of mine" in read(ana, row)


def test_questions_of_our_names_are_drawn_as_their_form_has_them(ana):
    rows = {
        "linkId": "support-ledger",
        "type": "group",
        "repeats": True,
        "text": "Helpers",
        "item": [{"linkId": "who", "type": "string", "text": "Who?"}],
    }
    places = {
        "linkId": "body-places",
        "type": "choice",
        "repeats": True,
        "text": "Which of these?",
        "answerOption": [{"valueString": "one"}, {"valueString": "two"}],
    }
    numbers = [
        {"linkId": name, "type": "integer", "text": name} for name in ("x", "x-again")
    ]
    form = published(rows, places, *numbers)
    page = people.shown(ana.client.get(people.address(begin(ana, form), 1)))
    assert "Who?" in page
    assert "body-map" not in page
    row = keep(ana, form, {"x": ["3"], "x-again": ["4"]})
    assert "3 before" not in read(ana, row)


def test_what_was_required_and_left_open_comes_in_again(ana, cleo):
    form = published({"linkId": "a", "type": "string", "required": True}, WORDS)
    keep(ana, form, {"b": ["words"]})
    tally = bring(cleo, exported(ana))
    assert (tally.reflections, sum(tally.refused.values())) == (1, 0)


def test_what_a_form_proposes_and_would_refuse_is_not_begun_with():
    many = {
        "linkId": "many",
        "type": "integer",
        "initial": [{"valueInteger": 50}],
        "extension": [
            {
                "url": "http://hl7.org/fhir/StructureDefinition/maxValue",
                "valueInteger": 5,
            }
        ],
    }
    few = {"linkId": "few", "type": "integer", "initial": [{"valueInteger": 3}]}
    guide = read_guide(sheets.written(item=[many, few]))
    begun = guides.begin(guide)
    assert begun.values("many") == ()
    assert begun.values("few") == (3,)


@pytest.mark.parametrize("number", ["3015550123", "-2147483649"])
def test_a_whole_number_that_fhir_cannot_hold_is_handed_back(ana, number):
    form = published({"linkId": "a", "type": "integer", "text": "A number"})
    draft = begin(ana, form)
    with pytest.raises(AnswersRefused):
        people.write(ana, draft, given={"a": [number]})


def test_a_number_longer_than_a_double_harms_nothing(ana):
    form = published({"linkId": "a", "type": "decimal", "text": "A number"}, WORDS)
    keep(ana, form, {"a": ["1e400"], "b": ["heronwort"]})
    timeline = people.shown(ana.client.get("/timeline/"))
    assert "heronwort" in timeline
    assert "cannot be opened" not in timeline


def test_links_with_dots_keep_their_words_apart(ana):
    page = {
        "url": "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl",
        "valueCodeableConcept": {"coding": [{"code": "page"}]},
    }
    first = {
        "linkId": "1",
        "type": "string",
        "text": "One",
        "enableWhen": [{"question": "0", "operator": "=", "answerBoolean": True}],
    }
    second = {"linkId": "1.1", "type": "string", "text": "One one"}
    zero = {"linkId": "0", "type": "boolean", "text": "Zero"}
    form = published(
        {"linkId": "p", "type": "group", "extension": [page], "item": [zero]},
        {"linkId": "q", "type": "group", "extension": [page], "item": [first, second]},
    )
    draft = begin(ana, form)
    people.write(ana, draft, screen=1, given={"1.1": ["old"]})
    shown = people.shown(ana.client.get(people.address(draft, 2)))
    assert shown.count('name="1.1"') == 1
    lines = as_typed(
        shelf.guide(form.name),
        {"1.1": ["these words"], "p.0.1": ["those"], "nothing.like.it": ["lost?"]},
    )
    assert [(one.label, one.values) for one in lines] == [
        ("One one", ("these words",)),
        ("One", ("those",)),
        ("nothing.like.it", ("lost?",)),
    ]


def test_two_versions_stand_in_an_export_under_two_addresses(ana):
    for version in ("1.0.0", "2.0.0"):
        keep(ana, published(WORDS, version=version, id="same"), {"b": ["words"]})
    entries = json.loads(exported(ana))["entry"]
    addresses = [one["fullUrl"] for one in entries if "fullUrl" in one]
    assert len(addresses) >= 4
    assert len(set(addresses)) == len(addresses)
    assert [
        one["resource"]["id"]
        for one in entries
        if one["resource"]["resourceType"] == "Questionnaire"
    ] == ["same", "same"]


def test_what_cannot_be_shown_stays_and_the_page_says_so(ana):
    form = published({"linkId": "file", "type": "attachment", "text": "A file"}, WORDS)
    file = {"contentType": "text/plain", "title": "MYTITLE", "data": "aGVsbG8="}
    response = {
        "resourceType": "QuestionnaireResponse",
        "id": "11111111-1111-4111-8111-111111111111",
        "questionnaire": form.canonical,
        "status": "completed",
        "authored": "2026-11-01T10:00:00Z",
        "item": [
            {"linkId": "file", "answer": [{"valueAttachment": file}]},
            {"linkId": "b", "answer": [{"valueString": "words"}]},
        ],
    }
    assert bring(ana, sheets.bundle(json.dumps(response).encode())).reflections == 1
    (entry,) = flows.list_entries(ana.space, kind=flows.REFLECTION)
    page = read(ana, entry.row)
    assert "cannot be shown here" in page
    assert "Correct it" not in page
    answer = ana.client.post(f"/journal/correct/{entry.row}/")
    assert answer["Location"] == f"/journal/read/{entry.row}/"
    assert b"MYTITLE" in exported(ana)


def test_a_translated_form_is_shown_in_the_language_of_the_pages(ana):
    url = "http://hl7.org/fhir/StructureDefinition/translation"
    parts = [
        {"url": "lang", "valueCode": "en"},
        {"url": "content", "valueString": "How was it?"},
    ]
    translated = {"extension": [{"url": url, "extension": parts}]}
    item = {**WORDS, "text": "Wie war es?", "_text": translated}
    form = published(item, language="de")
    page = people.shown(ana.client.get(people.address(begin(ana, form), 1)))
    assert "How was it?" in page
    assert "Wie war es?" not in page
    guide = imported.find(form.name)
    assert guide is not None
    assert guide.raw["item"][0]["text"] == "Wie war es?"
