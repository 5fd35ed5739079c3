"""Numbers over time: from forms, from paper, on the pages, and out in the file."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import msgspec
import pytest
from fhirkit import validate
from hypothesis import given, settings
from hypothesis import strategies as st

from holdspace.core import guides
from holdspace.core.guides import Answers, AnswersRefused, Coding, read_guide
from holdspace.core.scoring import Scored, Unscored, Why
from holdspace.core.vault import Entry
from holdspace.journal import (
    documents,
    flows,
    indexbook,
    indexpages,
    measuring,
    records,
    rows,
    store,
)
from holdspace.journal.documents import Reflection
from holdspace.journal.indexpages import Columns, Words
from holdspace.library import measures, shelf
from tests import invented
from tests.rooms import people
from tests.rooms.people import LONDON, NOON

pytestmark = pytest.mark.usefixtures("held")

KITES = invented.facts()
CLOUDS_URL = "https://example.org/clouds"


def _forms():
    """Two invented forms: one of a measure of our own, one that bears a LOINC code."""
    kites = invented.form(code=(invented.OWN, "kites"))
    clouds = invented.form(
        count=9, steps=4, code=(invented.LOINC, "44249-1"), url=CLOUDS_URL
    )
    return [read_guide(invented.written(one)) for one in (kites, clouds)]


@pytest.fixture
def forms(monkeypatch):
    """Two forms lie on the shelf that nobody ships, and one measure is known more."""
    kites, clouds = _forms()
    ours = shelf._by_any_name()
    by_name = {
        name: one for one in (kites, clouds) for name in (one.canonical, one.url)
    }
    monkeypatch.setattr(shelf, "_by_any_name", lambda: {**ours, **by_name})
    known = (*measures.every_measure(), KITES)
    monkeypatch.setattr(measures, "every_measure", lambda: known)
    measures._attached.cache_clear()
    yield kites, clouds
    measures._attached.cache_clear()


def answer(someone, guide, given, *, now=NOON):
    """Answer a form as anybody does: begin, write, keep."""
    moment = now.isoformat(timespec="seconds")
    draft = rows.add_draft(someone.space, guide, Answers(), moment, LONDON)
    people.write(someone, draft, given=given, now=now)
    return draft


def kept(someone, guide, *row, now=NOON):
    given = {f"q{n}": [f"k{one}"] for n, one in enumerate(row, 1) if one is not None}
    draft = answer(someone, guide, given, now=now)
    return flows.keep(someone.space, draft=draft, zone=LONDON)


def on_paper(someone, code, *, day="2026-11-20", **numbers):
    given = {"measure": [code], "when": [day]}
    given |= {name.replace("_", "-"): [str(one)] for name, one in numbers.items()}
    return flows.keep_total(someone.space, given=given, now=NOON, zone=LONDON)


def told(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", people.shown(page)))


# What a form gives


def test_a_form_of_ones_own_is_scored_with_turned_items_and_parts(ana, forms):
    kites, _ = forms
    kept(ana, kites, 1, 1, 2, 3, 0, 4)
    (series,) = flows.look_at_measures(ana.space)
    (reading,) = series.readings()
    assert series.measure.code == "kites"
    assert [int(one.value) for one in reading.results] == [34, 12, 22]
    assert not reading.on_paper


def test_the_index_and_the_row_say_the_same(ana, forms):
    kites, clouds = forms
    rows = [
        kept(ana, kites, 0, 0, 0, 0, 0, 0),
        kept(ana, kites, 4, None, 2, 1, 0, 4),
        kept(ana, clouds, *[3] * 9),
        kept(ana, clouds, *[None] * 9),
        on_paper(ana, "dass-21", dass_21_d=4, dass_21_s=0),
        on_paper(ana, "who-5", who_5=48),
    ]
    listed = {
        reading.row: (series.measure, reading.results)
        for series in flows.look_at_measures(ana.space)
        for reading in series.readings()
    }
    assert set(listed) == set(rows)
    for row in rows:
        found = flows.read(ana.space, reflection=row)
        assert listed[row] == measuring.measured(found.guide.canonical, found.answers)


@pytest.fixture(scope="module")
def clouds():
    return _forms()[1]


@pytest.mark.django_db
@given(st.lists(st.one_of(st.none(), st.integers(0, 3)), min_size=9, max_size=9))
@settings(max_examples=60, deadline=None)
def test_whatever_is_answered_the_index_counts_what_the_row_says(clouds, row):
    answers = Answers(
        {
            f"q{n}": [Coding("https://example.org/kites", f"k{one}")]
            for n, one in enumerate(row, 1)
            if one is not None
        }
    )
    ident = uuid4()
    raw = guides.pack(
        clouds, answers, ident=ident, authored=NOON.isoformat(), status="completed"
    )
    ours = shelf._by_any_name()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shelf, "_by_any_name", lambda: {**ours, clouds.canonical: clouds})
        words = documents.pack(Reflection(msgspec.Raw(raw)))
        record = records.record_of(Entry(ident, flows.REFLECTION, 1, 0), words)
        columns, _ = indexpages.with_records(Columns(), Words(), [record])
        ((measure, place),) = measuring.places_in(columns)
        reading = place.sheet.reading(place.at, place.canonical, measure)
        assert (measure, reading.results) == measuring.measured(
            clouds.canonical, guides.unpack(raw).answers(clouds)
        )


def test_what_was_left_open_is_no_zero_and_is_said(ana, forms):
    _, clouds = forms
    kept(ana, clouds, 0, 0, None, 0, 0, None, 0, 0, 0)
    (series,) = flows.look_at_measures(ana.space)
    (result,) = series.readings()[0].results
    assert result == Unscored(series.measure.scales[0], Why.MISSING, (3, 6))
    page = told(ana.client.get("/measures/1/"))
    assert "Nothing could be counted yet." in page
    assert "cannot be scored: answers 3 and 6 were left open" in page


def test_a_form_that_disagrees_with_the_facts_gives_no_number(ana, monkeypatch):
    short = read_guide(
        invented.written(
            invented.form(count=8, steps=4, code=(invented.LOINC, "44249-1"))
        )
    )
    ours = shelf._by_any_name()
    monkeypatch.setattr(shelf, "_by_any_name", lambda: {**ours, short.canonical: short})
    measures._attached.cache_clear()
    row = kept(ana, short, *[3] * 8)
    assert flows.look_at_measures(ana.space) == ()
    assert "can talk to someone" not in told(ana.client.get(f"/journal/read/{row}/"))
    measures._attached.cache_clear()


def test_what_the_keeper_chose_is_asked_for(ana, forms, monkeypatch):
    plain = read_guide(
        invented.written(invented.form(url="https://example.org/unnamed"))
    )
    before = shelf._by_any_name()
    monkeypatch.setattr(
        shelf, "_by_any_name", lambda: {**before, plain.canonical: plain}
    )
    kept(ana, plain, *[1] * 6)
    assert flows.look_at_measures(ana.space) == ()
    chosen = {plain.canonical: "kites"}
    monkeypatch.setattr(
        measures.imported, "measure_of", lambda name: chosen.get(name, "")
    )
    (series,) = flows.look_at_measures(ana.space)
    assert series.measure.code == "kites"


# From paper


def test_a_total_from_paper_goes_the_road_of_every_reflection(ana):
    row = on_paper(ana, "phq-9", day="2026-11-03", phq_9=14)
    found = flows.read(ana.space, reflection=row)
    assert found.guide.url.endswith("/paper-total")
    (series,) = flows.look_at_measures(ana.space)
    (reading,) = series.readings()
    assert reading.results == (Scored(series.measure.scales[0], Decimal(14)),)
    assert reading.on_paper
    assert f"{reading.when:%Y-%m-%d}" == "2026-11-03"


def test_a_day_alone_gets_no_time_of_day(ana):
    row = on_paper(ana, "phq-9", day="2026-11-03", phq_9=14)
    assert "Tuesday 3 November 2026" in told(ana.client.get("/timeline/"))
    assert "2026-11-03" not in told(ana.client.get(f"/journal/read/{row}/"))
    for path in ("/timeline/", f"/journal/read/{row}/"):
        assert not re.search(r"[0-9]{2}:[0-9]{2}", told(ana.client.get(path)))


def test_a_form_that_comes_onto_the_shelf_later_is_scored_then(ana, monkeypatch):
    guide = read_guide(
        invented.written(
            invented.form(count=9, steps=4, code=(invented.LOINC, "44249-1"))
        )
    )
    assert measures.attached(guide.canonical) is None
    ours = shelf._by_any_name()
    monkeypatch.setattr(shelf, "_by_any_name", lambda: {**ours, guide.canonical: guide})
    assert measures.attached(guide.canonical).is_scored
    measures._attached.cache_clear()


@pytest.mark.parametrize("code", [one.code for one in measures.every_measure()])
def test_both_ends_of_every_measure_can_be_entered_and_nothing_beyond(ana, code):
    measure = measures.measure(code)
    links = {one: measures.paper_link(measure, one) for one in measure.scales}
    for at in ("low", "high"):
        given = {
            links[one]: [str(getattr(measure.limits(one), at))]
            for one in measure.scales
        }
        given |= {"measure": [code], "when": ["2026-11-20"]}
        flows.keep_total(ana.space, given=given, now=NOON, zone=LONDON)
    for odd in (1 + measure.limits(measure.scales[0]).high, -1):
        given = {"measure": [code], links[measure.scales[0]]: [str(odd)]}
        with pytest.raises(AnswersRefused):
            flows.keep_total(ana.space, given=given, now=NOON, zone=LONDON)
    (series,) = flows.look_at_measures(ana.space)
    assert len(series) == 2


def test_a_number_between_two_steps_comes_back_with_a_kind_sentence(ana):
    page = ana.client.post(
        "/measures/paper/",
        {"measure": "who-5", "who-5": "50", "when": "2026-11-20", "go": "keep"},
    )
    assert page.status_code == 422
    assert "WHO-5 goes from 0 to 100, in steps of 4." in told(page)
    assert 'value="50"' in page.content.decode()
    assert flows.look_at_measures(ana.space) == ()


def test_the_page_takes_a_total_and_leads_to_its_course(ana):
    page = ana.client.post("/measures/paper/", {"measure": "phq-9"})
    assert page.status_code == 200
    assert "0 to 27" in told(page)
    assert 'value="2026-11-23"' in page.content.decode()
    answer = ana.client.post(
        "/measures/paper/",
        {"measure": "phq-9", "phq-9": "14", "when": "2026-11-20", "go": "keep"},
    )
    assert answer.status_code == 303
    page = told(ana.client.get(answer["Location"]))
    assert (
        "The number was 14 on Friday 20 November 2026, in a range from 0 to 27." in page
    )
    assert "One number alone says nothing about a change." in page


@pytest.mark.parametrize("given", [{}, {"measure": "ors"}, {"measure": "../x"}])
def test_what_is_no_measure_leads_back(ana, given):
    answer = ana.client.post("/measures/paper/", given)
    assert answer["Location"] == "/measures/"


def test_a_total_typed_into_a_locked_page_comes_back(ana):
    page = ana.locked_browser().post(
        "/measures/paper/",
        {"measure": "phq-9", "phq-9": "14", "when": "2026-11-20", "go": "keep"},
    )
    assert page.status_code == 403
    assert "14" in told(page)


def test_a_total_is_corrected_like_anything_else(ana):
    row = on_paper(ana, "gad-7", gad_7=10)
    draft = flows.begin_correction(ana.space, reflection=row, zone=LONDON)
    page = told(ana.client.get(people.address(draft, 2)))
    # Its own range is asked for, and no other's.
    assert "0 to 21" in page
    assert "0 to 27" not in page
    people.write(ana, draft, screen=1, given={"gad-7": ["9"]})
    flows.keep(ana.space, draft=draft, zone=LONDON)
    (series,) = flows.look_at_measures(ana.space)
    assert [int(one.results[0].value) for one in series.readings()] == [9]


# Over time


def test_nothing_yet(ana):
    page = told(ana.client.get("/measures/"))
    assert "There are no numbers here yet, and there need not be any." in page
    assert ana.client.get("/measures/1/").status_code == 404


def test_a_change_is_told_and_both_questions_are_answered_apart(ana):
    on_paper(ana, "phq-9", day="2026-10-20", phq_9=18)
    on_paper(ana, "phq-9", day="2026-11-20", phq_9=8)
    page = told(ana.client.get("/measures/1/"))
    assert (
        "The number was 8 on Friday 20 November 2026. That is 10 points lower" in page
    )
    assert "This change is more than the unsteadiness of the measure itself." in page
    assert "By this value, yes. 6 points or more: reliable change" in page
    assert "People were found to notice a change of this size." in page
    assert "Kounali" in page
    assert "Löwe" not in page
    # Two points carry no course.
    assert "<polyline" not in ana.client.get("/measures/1/").content.decode()


def test_a_change_within_noise_is_not_made_more_of(ana):
    on_paper(ana, "phq-9", day="2026-10-20", phq_9=18)
    on_paper(ana, "phq-9", day="2026-11-20", phq_9=15)
    page = told(ana.client.get("/measures/1/"))
    assert (
        "This change can be the unsteadiness of the measure, and mean nothing." in page
    )
    assert "As long as it may be unsteadiness, nothing follows from its size." in page


def test_two_numbers_about_the_same_days_carry_nothing(ana):
    on_paper(ana, "phq-9", day="2026-11-12", phq_9=18)
    on_paper(ana, "phq-9", day="2026-11-20", phq_9=2)
    page = told(ana.client.get("/measures/1/"))
    assert "nothing is concluded from the difference" in page
    assert "By this value" not in page


def test_a_measure_without_checked_values_says_so(ana):
    on_paper(ana, "k10", day="2026-10-12", k10=40)
    on_paper(ana, "k10", day="2026-11-20", k10=20)
    page = told(ana.client.get("/measures/1/"))
    assert "is in no source that was checked" in page


def test_a_long_series_is_drawn_and_told_page_by_page(ana):
    for n in range(70):
        day = (NOON - timedelta(days=14 * (70 - n))).date().isoformat()
        on_paper(ana, "gad-7", day=day, gad_7=n % 20)
    first = ana.client.get("/measures/1/").content.decode()
    assert first.count('class="dot"') == first.count("<tr ") - 1 == 60
    assert "<polyline" in first
    older = ana.client.get("/measures/1/1/").content.decode()
    assert older.count('class="dot"') == 10
    assert ana.client.get("/measures/1/2/").status_code == 404


def test_no_page_names_an_illness_or_a_range_or_alarms(ana):
    on_paper(ana, "phq-9", day="2026-10-20", phq_9=27)
    on_paper(ana, "dass-21", dass_21_d=21, dass_21_a=20, dass_21_s=19)
    said = re.compile(
        r"depress|disorder|severe|mild\b|moderate|clinical|part of the range|PTSD|!",
        re.IGNORECASE,
    )
    for path in ("/measures/1/", "/measures/2/"):
        body = ana.client.get(path).content.decode()
        page = re.sub(r"<[^>]*>|<title>.*?</title>", " ", body)
        # What a study called its people stands in its reference alone.
        page = re.sub(r'<span class="quiet">.*?</span>', " ", page)
        assert not said.search(
            page.replace("Depression Anxiety Stress Scales, 1995", "")
        )


def test_addresses_and_titles_do_not_say_which_measure_it_is(ana):
    row = on_paper(ana, "phq-9", phq_9=14)
    page = ana.client.get("/measures/1/").content.decode()
    assert "<title>Numbers · Notes</title>" in page
    hrefs = re.findall(r'(?:href|action)="([^"]*)"', page)
    assert f"/journal/read/{row}/" in hrefs
    assert not any("phq" in one.lower() for one in hrefs)


def test_not_yours_and_not_there_look_the_same(ana, cleo, visitor):
    on_paper(ana, "phq-9", phq_9=14)
    theirs = cleo.client.get("/measures/1/")
    nothing = cleo.client.get("/measures/7/")
    assert theirs.status_code == nothing.status_code == 404
    assert people.shown(theirs) == people.shown(nothing)
    assert "Once, on" in told(ana.client.get("/measures/"))
    assert "Once, on" not in told(cleo.client.get("/measures/"))
    assert visitor.get("/measures/").status_code in (302, 303)
    assert visitor.get("/measures/1/").status_code in (302, 303)


def test_what_was_let_go_of_is_not_counted(ana):
    row = on_paper(ana, "phq-9", phq_9=14)
    flows.let_go(ana.space, row=row, now=NOON)
    assert flows.look_at_measures(ana.space) == ()


def test_a_lost_index_brings_no_number_and_takes_none(ana):
    on_paper(ana, "phq-9", phq_9=14)
    (before,) = flows.look_at_measures(ana.space)
    store.remove_index(ana.id)
    (after,) = flows.look_at_measures(ana.space)
    assert after.readings() == before.readings()


def test_no_row_is_opened_to_look(ana, monkeypatch):
    on_paper(ana, "phq-9", phq_9=14)
    flows.look_at_measures(ana.space)

    def opened(*_):
        raise AssertionError("a row was opened")

    monkeypatch.setattr(indexbook, "mend", opened)
    monkeypatch.setattr("holdspace.journal.store.list_for", opened)
    monkeypatch.setattr("holdspace.journal.store.get", opened)
    assert len(flows.look_at_measures(ana.space)) == 1


# The item about thoughts of death

CARD = "You answered that thoughts of being dead, or of hurting yourself, were there."


def test_a_quiet_card_stands_before_and_after_keeping(ana, forms):
    _, clouds = forms
    given = {f"q{n}": ["k0"] for n in range(1, 9)} | {"q9": ["k1"]}
    draft = answer(ana, clouds, given)
    page = told(ana.client.get(f"/journal/end/{draft}/"))
    assert CARD in page
    assert "Nobody has been told, and nobody reads along." in page
    row = flows.keep(ana.space, draft=draft, zone=LONDON)
    page = told(ana.client.get(f"/journal/read/{row}/?kept=1"))
    assert CARD in page
    # No score, no promise, and nothing in the way of keeping.
    assert " 27" not in page
    assert not re.search(r"risk|alone|will be fine|alert", page, re.IGNORECASE)


def test_a_zero_says_nothing_at_all(ana, forms):
    _, clouds = forms
    row = kept(ana, clouds, *[3] * 8, 0)
    page = told(ana.client.get(f"/journal/read/{row}/"))
    assert CARD not in page
    assert not re.search(r"\brisk\b|\bsafe\b", page, re.IGNORECASE)


def test_an_unfinished_form_is_looked_at_too(ana, forms):
    _, clouds = forms
    draft = answer(ana, clouds, {"q9": ["k3"]})
    assert CARD in told(ana.client.get(f"/journal/end/{draft}/"))


def test_that_the_card_stood_there_is_kept_nowhere(ana, forms):
    _, clouds = forms
    row = kept(ana, clouds, *[0] * 8, 2)
    before = flows.read(ana.space, reflection=row).document
    ana.client.get(f"/journal/read/{row}/")
    assert flows.read(ana.space, reflection=row).document == before


# Out and in


def carried(someone):
    export = flows.begin_export(someone.space, zone=LONDON, now=NOON)
    raw = b"".join(export.bundle(now=NOON))
    return json.loads(raw, parse_float=Decimal), raw


def of_kind(bundle, kind):
    found = (one["resource"] for one in bundle["entry"])
    return [one for one in found if one["resourceType"] == kind]


def test_each_score_goes_out_as_an_observation_beside_its_response(ana, forms):
    kites, clouds = forms
    row = kept(ana, clouds, *[1] * 9)
    kept(ana, kites, 1, 1, 2, 3, 0, 4)
    on_paper(ana, "pcl-5", day="2026-11-03", pcl_5=31)
    bundle, _ = carried(ana)
    found = {
        one["code"]["coding"][0]["code"]: one for one in of_kind(bundle, "Observation")
    }
    assert set(found) == {"44261-6", "101698-9", "kites", "kites-string", "kites-tail"}
    score = found["44261-6"]
    assert score["code"]["coding"] == [{"system": invented.LOINC, "code": "44261-6"}]
    assert score["status"] == "final"
    assert score["category"][0]["coding"][0]["code"] == "survey"
    assert score["valueQuantity"] == {
        "value": 9,
        "unit": "{score}",
        "system": "http://unitsofmeasure.org",
        "code": "{score}",
    }
    assert score["derivedFrom"] == [{"reference": f"QuestionnaireResponse/{row}"}]
    (response,) = [
        one for one in of_kind(bundle, "QuestionnaireResponse") if one["id"] == str(row)
    ]
    assert score["effectiveDateTime"] == response["authored"]
    assert found["101698-9"]["effectiveDateTime"] == "2026-11-03"
    assert found["kites"]["code"]["coding"][0]["system"] == invented.OWN


def test_what_is_not_finished_or_cannot_be_scored_is_no_observation(ana, forms):
    _, clouds = forms
    kept(ana, clouds, *[1] * 8)
    answer(ana, clouds, {f"q{n}": ["k1"] for n in range(1, 10)})
    bundle, _ = carried(ana)
    assert len(of_kind(bundle, "QuestionnaireResponse")) == 2
    assert of_kind(bundle, "Observation") == []


def test_a_second_export_says_the_same(ana, forms):
    kites, _ = forms
    kept(ana, kites, *[2] * 6)
    assert carried(ana)[1] == carried(ana)[1]


def test_what_went_out_comes_in_without_a_second_number(ana, cleo, forms):
    kites, clouds = forms
    kept(ana, kites, *[2] * 6)
    kept(ana, clouds, *[2] * 9)
    on_paper(ana, "isi", isi=12)
    bundle, raw = carried(ana)
    first = flows.import_bundle(cleo.space, [raw], now=NOON)
    assert first.reflections == 3
    assert not first.refused
    again = flows.import_bundle(cleo.space, [raw], now=NOON)
    assert (again.reflections, again.same) == (0, 3)
    assert not again.refused
    assert carried(cleo)[0]["entry"][1:] == bundle["entry"][1:]


def test_an_observation_of_somebody_else_is_said_to_be_left_out(ana, forms):
    kites, _ = forms
    kept(ana, kites, *[2] * 6)
    bundle, _ = carried(ana)
    for one in of_kind(bundle, "Observation"):
        one["id"] = "blood-pressure"
    raw = json.dumps(bundle, default=int).encode()
    tally = flows.import_bundle(ana.space, [raw], now=NOON)
    assert sum(tally.refused.values()) == 3


def test_the_bundle_passes_a_validator_that_we_did_not_write(ana, forms):
    kites, clouds = forms
    kept(ana, kites, 1, 1, 2, 3, 0, 4)
    kept(ana, clouds, *[2] * 9)
    people.keep(ana, mood=2, words="The heron at the weir")
    people.begin(ana)
    on_paper(ana, "dass-21", dass_21_d=4, dass_21_a=3, dass_21_s=0)
    _, raw = carried(ana)
    assert not _faults(raw)
    # It does find what is wrong.
    assert _faults(raw.replace(b'"status":"final"', b'"status":7'))
    assert _faults(raw.replace(b'"valueQuantity"', b'"valueQuality"'))


def _faults(raw):
    return validate(json.loads(raw))
