"""A reflection keeps the form it was written with, in exactly its version."""

from __future__ import annotations

import json
from datetime import date

import pytest

from holdspace.accounts import flows as accounts
from holdspace.core import guides
from holdspace.core.guides import Answers
from holdspace.journal import flows, pages, rows
from holdspace.journal.carried import Refused
from holdspace.library import flows as library
from holdspace.library import shelf
from holdspace.library.models import Form
from tests.rooms import people, sheets

DAY = date(2026, 11, 24)
AUTHORED = people.NOON.isoformat()


def published(**more):
    kept = library.bring_in(sheets.written(**more), day=DAY).kept
    return library.publish(kept.id, licence=sheets.LICENCE, is_open=False, day=DAY)


def begin(who, form):
    # Under the flow that decides what may be begun: here it is about what is kept.
    guide = shelf.guide(form.name)
    return rows.add_draft(who.space, guide, Answers(), AUTHORED, people.LONDON)


def keep(who, form, where="To the weir"):
    draft = begin(who, form)
    people.write(who, draft, given={"walk": ["yes"], "where": [where]})
    return flows.keep(who.space, draft=draft, zone=people.LONDON)


def exported(who):
    carried = flows.begin_export(who.space, zone=people.LONDON, now=people.NOON)
    return b"".join(carried.bundle(now=people.NOON))


def questionnaires(bundle):
    found = [one["resource"] for one in json.loads(bundle)["entry"]]
    return [one for one in found if one["resourceType"] == "Questionnaire"]


def bring(who, bundle):
    return flows.import_bundle(who.space, [bundle], now=people.NOON)


def test_it_is_begun_by_its_short_name_kept_and_read(ana):
    form = published()
    row = keep(ana, form)
    shown = people.shown(ana.client.get(f"/journal/read/{row}/"))
    assert "To the weir" in shown
    assert "Where to?" in shown
    assert "An evening sheet" in people.shown(ana.client.get("/timeline/"))


def test_a_newer_version_does_not_touch_it(ana):
    form = published()
    row = keep(ana, form)
    changed = [{"linkId": "other", "type": "text", "text": "Something else"}]
    newer = published(version="2.0.0", item=changed)
    shown = people.shown(ana.client.get(f"/journal/read/{row}/"))
    assert "To the weir" in shown
    assert "Something else" not in shown
    draft = begin(ana, newer)
    assert "Something else" in people.shown(ana.client.get(people.address(draft)))


def test_retiring_takes_nothing_from_whoever_wrote_with_it(ana):
    form = published()
    row = keep(ana, form)
    draft = begin(ana, form)
    library.retire(form.id, day=DAY)
    assert "To the weir" in people.shown(ana.client.get(f"/journal/read/{row}/"))
    # What was begun before can be written on and kept.
    people.write(ana, draft, given={"where": ["Home"], "walk": ["yes"]})
    later = flows.keep(ana.space, draft=draft, zone=people.LONDON)
    assert "Home" in people.shown(ana.client.get(f"/journal/read/{later}/"))
    with pytest.raises(shelf.NotOnTheShelf):
        begin(ana, form)


@pytest.mark.parametrize("retired", [False, True])
def test_an_export_brings_the_form_along_in_the_version_that_was_used(ana, retired):
    form = published()
    keep(ana, form)
    published(version="2.0.0", title="Newer")
    if retired:
        library.retire(form.id, day=DAY)
    (brought,) = questionnaires(exported(ana))
    assert f"{brought['url']}|{brought['version']}" == form.canonical
    assert brought["item"] == sheets.evening()["item"]


def test_a_form_without_a_name_is_exported_under_the_one_that_answers_give_it(ana):
    form = published(url=None, version=None)
    keep(ana, form)
    (brought,) = questionnaires(exported(ana))
    assert f"{brought['url']}|{brought['version']}" == form.canonical


def test_an_import_is_read_with_the_form_that_is_here(ana, cleo):
    form = published()
    keep(ana, form)
    library.retire(form.id, day=DAY)
    tally = bring(cleo, exported(ana))
    assert (tally.reflections, tally.whole) == (1, True)
    (entry,) = flows.list_entries(cleo.space, kind=flows.REFLECTION)
    shown = people.shown(cleo.client.get(f"/journal/read/{entry.row}/"))
    assert "To the weir" in shown


def test_without_the_form_nothing_is_taken_in_and_later_it_is(ana, cleo):
    form = published()
    keep(ana, form)
    bundle = exported(ana)
    raw = library.export(form.id)[1]
    Form.objects.all().delete()
    tally = bring(cleo, bundle)
    assert tally.refused == {Refused.UNKNOWN_GUIDE: 1}
    said = " ".join(pages.imported(tally))
    assert "bring the same file in again" in said
    # The form in somebody's file puts nothing on the shelf.
    assert not Form.objects.exists()
    kept = library.bring_in(raw, day=DAY).kept
    library.publish(kept.id, licence="x", is_open=False, day=DAY)
    assert bring(cleo, bundle).reflections == 1


def test_a_draft_form_is_none_that_answers_can_name(ana, cleo):
    form = published()
    keep(ana, form)
    bundle = exported(ana)
    Form.objects.update(state="draft")
    assert bring(cleo, bundle).refused == {Refused.UNKNOWN_GUIDE: 1}


def test_deleting_everything_leaves_the_form_for_others(ana):
    form = published()
    keep(ana, form)
    accounts.delete_everything(ana.space, password=people.PASSWORD)
    assert library.find(form.canonical)


def test_a_response_of_it_is_a_response_like_any_other(ana):
    form = published()
    keep(ana, form)
    found = [one["resource"] for one in json.loads(exported(ana))["entry"]]
    kinds = [one for one in found if one["resourceType"] == "QuestionnaireResponse"]
    (response,) = [guides.unpack(json.dumps(one).encode()) for one in kinds]
    assert response.canonical == form.canonical


# What our own guides call their questions. A stranger's form may use any of it for
# something else, and nothing breaks by it.
OURS = ("when", "at", "of", "mood", "tension", "feelings", "needs", "need", "resolved")
OURS += ("support-ledger", "feelings-words", "words", "setting", "recent-shock")
OURS += ("body-places", "settling-now", "minutes", "trigger")
KINDS = ("text", "integer", "boolean", "date", "choice", "repeated", "group", "rows")


def _item(link, kind):
    item = {"linkId": link, "text": f"About {link}", "type": kind}
    if kind in ("choice", "repeated"):
        coding = {"valueCoding": {"code": "sadness", "display": "blue paint"}}
        item |= {"type": "choice", "answerOption": [coding]}
        item |= {"repeats": kind == "repeated"}
    if kind in ("group", "rows"):
        inside = {"linkId": f"{link}-inside", "type": "string", "text": "Inside"}
        item |= {"type": "group", "item": [inside], "repeats": kind == "rows"}
    return item


def _given(link, kind):
    return {
        "text": {link: ["a line"]},
        "integer": {link: ["7"]},
        "boolean": {link: ["yes"]},
        "date": {link: ["2026-11-01"]},
        "choice": {link: ["sadness"]},
        "repeated": {link: ["sadness"]},
        "group": {f"{link}-inside": ["a line"]},
        "rows": {f"{link}.0.{link}-inside": ["a line"]},
    }[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_that_uses_our_names_for_other_things_breaks_nothing(ana, kind):
    url = f"https://forms.example/{kind}"
    form = published(url=url, item=[_item(link, kind) for link in OURS])
    draft = begin(ana, form)
    given = {k: v for link in OURS for k, v in _given(link, kind).items()}
    assert ana.client.get(people.address(draft)).status_code == 200
    people.write(ana, draft, given=given)
    assert ana.client.get(people.address(draft)).status_code == 200
    assert ana.client.get(f"/journal/end/{draft}/").status_code == 200
    row = flows.keep(ana.space, draft=draft, zone=people.LONDON)
    for where in (f"/journal/read/{row}/", "/timeline/", "/today/", "/search/"):
        assert ana.client.get(where).status_code == 200, where
    for words in ("line", "blue"):
        found = ana.client.post("/search/", {"words": words, "feeling": "sadness"})
        assert found.status_code == 200
    correcting = ana.client.post(f"/journal/correct/{row}/")
    assert correcting.status_code == 303
    assert ana.client.get(correcting["Location"]).status_code == 200
    assert exported(ana)
    carried = flows.begin_export(ana.space, zone=people.LONDON, now=people.NOON)
    assert b"".join(pages.markdown(carried, made=people.NOON))
