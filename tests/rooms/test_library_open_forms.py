"""Forms that a keeper opened to everybody are in the open list, and begun there."""

from __future__ import annotations

from datetime import date

import pytest

from holdspace.journal import flows as journal
from holdspace.library import flows, shelf
from holdspace.web.refusals import NotThere
from tests.rooms import people, sheets

DAY = date(2026, 11, 24)


def published(*, is_open=True, **more):
    kept = flows.bring_in(sheets.written(**more), day=DAY).kept
    return flows.publish(kept.id, licence=sheets.LICENCE, is_open=is_open, day=DAY)


def address(kept):
    return f"/guides/{shelf.code_of(shelf.guide(kept.canonical))}/"


def test_it_is_listed_has_a_page_and_is_begun_like_any_other(ana, visitor):
    kept = published(approvalDate="2020-01-01")
    assert "An evening sheet" in people.shown(visitor.get("/guides/"))
    page = people.shown(visitor.get(address(kept)))
    assert sheets.LICENCE in page
    assert "Not reviewed by a clinician yet" in page
    assert "Did you go for a walk?" in people.shown(
        visitor.get(f"{address(kept)}sheet/")
    )
    assert f'name="guide" value="{kept.name}"' in people.shown(
        ana.client.get(address(kept))
    )
    begun = ana.client.post("/begin/", {"guide": kept.name})
    assert begun.status_code == 303
    assert "Did you go for a walk?" in people.shown(ana.client.get(begun["Location"]))
    assert "evening" not in begun["Location"]


@pytest.mark.parametrize("how", ["handed out", "retired", "draft"])
def test_what_is_not_open_is_not_there(ana, visitor, how):
    kept = published(is_open=how != "handed out")
    if how == "retired":
        flows.retire(kept.id, day=DAY)
    where = address(kept)
    if how == "draft":
        kept = flows.bring_in(sheets.written(url="https://forms.example/b"), day=DAY)
        kept = kept.kept
        where = "/guides/00000000/"
    listed = people.shown(visitor.get("/guides/"))
    assert ("An evening sheet" in listed) == (how == "draft")
    assert visitor.get(where).status_code == 404
    with pytest.raises(NotThere):
        journal.begin(ana.space, guide=kept.name, now=people.NOON, zone=people.LONDON)


def test_what_a_form_says_about_its_openness_counts_for_nothing(ana):
    ours = shelf.guide(shelf.CHECK_IN).raw.get("useContext")
    kept = published(is_open=False, useContext=ours or [])
    assert kept.name not in shelf.open_guides()


SDC = (
    "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-initialExpression"
)
PROPOSING = [
    {
        "linkId": "cups",
        "type": "integer",
        "text": "How many cups?",
        "initial": [{"valueInteger": 2}],
    },
    {
        "linkId": "day",
        "type": "date",
        "text": "Which day?",
        "extension": [
            {
                "url": SDC,
                "valueExpression": {
                    "language": "text/fhirpath",
                    "expression": "today()",
                },
            }
        ],
    },
    {
        "linkId": "walk",
        "type": "boolean",
        "text": "Did you go for a walk?",
        "item": [{"linkId": "where", "type": "text", "text": "Where to?"}],
    },
]


def test_it_begins_with_what_it_proposes(ana):
    kept = published(item=PROPOSING)
    draft = journal.begin(
        ana.space, guide=kept.name, now=people.NOON, zone=people.LONDON
    )
    opened = journal.open_draft(ana.space, draft=draft, zone=people.LONDON)
    assert opened.answers.values("cups") == (2,)
    assert opened.answers.values("day") == (people.NOON.date().isoformat(),)


def test_what_stands_under_an_answer_is_kept_read_and_found(ana):
    kept = published(item=PROPOSING)
    draft = journal.begin(
        ana.space, guide=kept.name, now=people.NOON, zone=people.LONDON
    )
    people.write(ana, draft, given={"walk": ["yes"], "where": ["To the cormorants"]})
    row = journal.keep(ana.space, draft=draft, zone=people.LONDON)
    shown = people.shown(ana.client.get(f"/journal/read/{row}/"))
    assert "To the cormorants" in shown
    found = people.shown(ana.client.post("/search/", {"words": "cormorant"}))
    assert str(row) in found


def test_what_a_form_says_of_its_copyright_is_told_as_that(visitor):
    page = people.shown(visitor.get(address(published(copyright="Nobody and sons"))))
    assert "What the form says about its copyright" in page
    assert "Nobody and sons" in page
    assert "Where the idea comes from" not in page
    letter = shelf.code_of(shelf.guide("letter-in-grief"))
    ours = people.shown(visitor.get(f"/guides/{letter}/"))
    assert "Where the idea comes from" in ours
    assert "its copyright" not in ours


ASKING = [
    {
        "linkId": "stem",
        "type": "group",
        "text": "In these seven evenings",
        "item": [{"linkId": "lamp", "type": "string", "text": "The lamp was on"}],
    },
    {
        "linkId": "days",
        "type": "group",
        "repeats": True,
        "text": "Days",
        "item": [
            {"linkId": "day", "type": "string", "text": "Which day?"},
            {"linkId": "soup", "type": "string", "text": "What was it?"},
            {"linkId": "with", "type": "string", "text": "With"},
        ],
    },
]


def test_an_answer_is_read_under_what_its_group_asks(ana):
    kept = published(item=ASKING)
    draft = journal.begin(
        ana.space, guide=kept.name, now=people.NOON, zone=people.LONDON
    )
    given = {
        "lamp": ["twice"],
        "days.0.day": ["Monday"],
        "days.0.soup": ["Soup"],
        "days.0.with": ["bread"],
    }
    people.write(ana, draft, given=given)
    ended = people.shown(ana.client.get(f"/journal/end/{draft}/"))
    # A form without screens of its own has no heading to stand over its answers.
    assert "Change<span" in ended
    assert ": these answers</span>" in ended
    row = journal.keep(ana.space, draft=draft, zone=people.LONDON)
    for shown in (ended, people.shown(ana.client.get(f"/journal/read/{row}/"))):
        assert "></h2>" not in shown
        assert '<p class="within">In these seven evenings</p>' in shown
        assert "Monday · What was it? Soup · With: bread" in shown
