"""Forms from elsewhere: read, kept as they came, published, found by their version."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from holdspace.library import arriving, flows, imported, shelf
from holdspace.library.flows import FormRefused, NoSuchForm, State
from holdspace.library.models import Form
from tests.rooms import sheets

DAY = date(2026, 11, 24)
pytestmark = pytest.mark.django_db


def bring(**more):
    return flows.bring_in(sheets.written(**more), day=DAY).kept


def publish(kept, *, is_open=False):
    return flows.publish(kept.id, licence=sheets.LICENCE, is_open=is_open, day=DAY)


def refused(raw):
    with pytest.raises(FormRefused) as refusal:
        flows.bring_in(raw, day=DAY)
    assert refusal.value.problems
    return " ".join(refusal.value.problems)


def is_on_shelf(name):
    try:
        shelf.guide(name)
    except shelf.NotOnTheShelf:
        return False
    return True


# --- Coming in -------------------------------------------------------------------


def test_a_form_is_kept_byte_for_byte_as_a_draft():
    raw = b"\xef\xbb\xbf" + sheets.written(someExtra={"deep": 72.50})
    kept = flows.bring_in(raw, day=DAY).kept
    assert kept.state is State.DRAFT
    assert flows.export(kept.id) == (kept, raw)
    assert not is_on_shelf(sheets.CANONICAL)
    assert not is_on_shelf(sheets.URL)


def test_the_same_bytes_are_there_already_and_others_are_refused():
    first = bring()
    again = flows.bring_in(sheets.written(), day=DAY)
    assert (again.kept, again.is_new) == (first, False)
    said = refused(sheets.written(title="Another"))
    assert "another content" in said
    assert flows.export(first.id)[1] == sheets.written()
    assert Form.objects.count() == 1


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"no form",
        b"[]",
        b"\xff\xfe{}",
        b'{"resourceType":"Patient"}',
        b"{" * 5000,
        b'{"resourceType":"Bundle","entry":[]}',
        b'{"resourceType":"Bundle","entry":[{"resource":3}]}',
        b'{"resourceType":"Questionnaire","title":"\\ud800"}',
        b" " * 5_000_001,
    ],
    ids=range(10),
)
def test_what_is_no_form_is_refused_with_a_sentence(raw):
    assert refused(raw).endswith(".")
    assert not Form.objects.exists()


@pytest.mark.parametrize(
    ("url", "version"),
    [
        ("no address", "1"),
        ("nowhere", "1"),
        ("https://forms.example/a|b", "1"),
        ("https://forms.example/" + "a" * 500, "1"),
        ("https://forms.example/\x00", "1"),
        ("https://forms.example/a", "1 beta"),
        ("https://forms.example/a", "1|2"),
        ("https://forms.example/a", "1" * 201),
        (f"{shelf.GUIDES}after-tears", "9.9.9"),
        (f"{shelf.GUIDES}something-new", "1.0.0"),
    ],
)
def test_a_name_that_no_answer_could_give_or_that_is_ours_is_refused(url, version):
    refused(sheets.written(url=url, version=version))
    assert not Form.objects.exists()


def test_ours_are_under_the_address_that_is_kept_for_them():
    assert arriving.OURS == shelf.GUIDES
    ours = shelf.guide(shelf.AFTER_TEARS)
    assert "Holdspace itself" in refused(json.dumps(ours.raw, default=str).encode())


def test_a_form_without_a_name_gets_one_of_its_bytes_and_is_not_changed():
    raw = sheets.written(url=None, version=None)
    kept = flows.bring_in(raw, day=DAY).kept
    assert kept.url.startswith("urn:uuid:")
    assert kept.version.startswith("sha256-")
    assert flows.export(kept.id)[1] == raw
    _, arrived = flows.look_at(kept.id)
    assert len(arrived.remarks) == 2
    publish(kept)
    guide = shelf.guide(kept.canonical)
    assert guide.canonical == kept.canonical
    # In somebody's export it is found by the name that their answers give it.
    assert (guide.raw["url"], guide.raw["version"]) == (kept.url, kept.version)
    other = flows.bring_in(raw + b" ", day=DAY).kept
    assert other.canonical != kept.canonical


def test_the_one_form_of_a_bundle_is_taken_out_byte_for_byte():
    raw = sheets.written()
    patient = b'{"resourceType":"ValueSet","id":"x"}'
    kept = flows.bring_in(sheets.bundle(patient, raw.strip()), day=DAY).kept
    assert flows.export(kept.id)[1] == raw.strip()


def test_of_several_forms_in_a_bundle_none_is_guessed():
    said = refused(sheets.bundle(sheets.written(), sheets.written(version="2")))
    assert "2 forms" in said
    assert "An evening sheet" in said


def test_a_bundle_with_somebodys_answers_is_not_taken():
    answers = b'{"resourceType":"QuestionnaireResponse","status":"completed"}'
    assert "nobody's business" in refused(sheets.bundle(sheets.written(), answers))
    assert not Form.objects.exists()


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=100).map(str.encode))
def test_whatever_the_bytes_reading_them_says_no_or_yes(raw):
    for whole in (raw, sheets.written()[:-20] + raw, sheets.bundle(raw)):
        said = None
        try:
            arriving.arrive(whole)
        except FormRefused as refusal:
            said = refusal.problems
        assert said is None or all(one.endswith(".") for one in said)


# --- On the shelf ----------------------------------------------------------------


def test_a_published_version_is_found_by_each_of_its_names():
    kept = publish(bring())
    guide = shelf.guide(kept.canonical)
    assert guide.title == "An evening sheet"
    assert shelf.guide(kept.url) is guide
    assert shelf.guide(kept.name) is guide
    assert "evening" not in kept.name


def test_the_version_published_last_is_the_one_that_is_begun():
    first = publish(bring())
    second = publish(bring(version="2.0.0"))
    assert first.name == second.name
    assert shelf.guide(first.name).version == "2.0.0"
    # The earlier one may be put in front again.
    flows.retire(first.id, day=DAY)
    publish(first)
    assert shelf.guide(first.url).version == "1.0.0"
    assert shelf.guide(second.canonical).version == "2.0.0"


def test_a_retired_version_is_found_by_its_version_alone():
    kept = publish(bring())
    flows.retire(kept.id, day=DAY)
    assert shelf.guide(kept.canonical).title == "An evening sheet"
    assert not is_on_shelf(kept.url)
    assert not is_on_shelf(kept.name)
    assert imported.published() == ()


def test_what_was_published_once_cannot_be_removed_and_a_draft_can():
    draft = bring(version="0.1")
    flows.remove(draft.id)
    with pytest.raises(NoSuchForm):
        flows.find(draft.canonical)
    kept = publish(bring())
    for _ in range(2):
        with pytest.raises(FormRefused):
            flows.remove(kept.id)
        flows.retire(kept.id, day=DAY) if _ == 0 else None
    assert flows.export(kept.id)[1] == sheets.written()


def test_publishing_needs_a_line_about_the_leave_and_a_question():
    kept = bring()
    for line in ("", "   ", "x" * 501, "a\x00b", "\ud800"):
        with pytest.raises(FormRefused):
            flows.publish(kept.id, licence=line, is_open=True, day=DAY)
    assert not is_on_shelf(kept.canonical)
    only_reading = {"linkId": "a", "type": "display", "text": "Only to be read"}
    reading = bring(version="2", item=[only_reading])
    with pytest.raises(FormRefused, match="not taken"):
        publish(reading)
    publish(kept)
    with pytest.raises(FormRefused):
        publish(kept)


def test_what_is_not_published_can_be_neither_retired_nor_opened():
    kept = bring()
    with pytest.raises(FormRefused):
        flows.retire(kept.id, day=DAY)
    with pytest.raises(FormRefused):
        flows.change_openness(kept.id, is_open=True)


def test_the_list_tells_the_newest_of_each_and_whether_everybody_may_begin_it():
    publish(bring())
    publish(bring(version="2.0.0"), is_open=True)
    publish(bring(url="https://forms.example/morning", title="A morning sheet"))
    bring(url="https://forms.example/draft")
    found = [
        (one.guide.title, one.guide.version, one.is_open, one.licence)
        for one in imported.published()
    ]
    assert found == [
        ("A morning sheet", "1.0.0", False, sheets.LICENCE),
        ("An evening sheet", "2.0.0", True, sheets.LICENCE),
    ]
    for one in imported.published():
        assert shelf.guide(one.name) is one.guide


def test_a_form_has_its_line_about_the_leave_and_ours_have_none():
    kept = publish(bring())
    assert imported.licence_of(shelf.guide(kept.name)) == sheets.LICENCE
    assert imported.licence_of(shelf.guide(shelf.CHECK_IN)) == ""


def test_a_form_is_taken_for_the_measure_that_the_keeper_says():
    kept = bring(url="https://forms.example/measured")
    assert imported.measure_of(kept.canonical) == ""
    assert flows.choose_measure(kept.id, measure="some-scale-9").measure
    assert imported.measure_of(kept.canonical) == "some-scale-9"
    with CaptureQueriesContext(connection) as queries:
        for _ in range(50):
            imported.measure_of(kept.canonical)
            imported.measure_of(shelf.guide(shelf.CHECK_IN).canonical)
    assert len(queries) <= 1
    for code in ("Some Scale", "x" * 41, "a\n"):
        with pytest.raises(FormRefused):
            flows.choose_measure(kept.id, measure=code)
    flows.choose_measure(kept.id, measure="")
    assert imported.measure_of(kept.canonical) == ""


def test_what_another_process_published_is_there_with_the_next_question():
    assert not is_on_shelf(sheets.CANONICAL)
    kept = bring()
    # Behind every flow, as another process does.
    Form.objects.filter(id=kept.id).update(state=State.PUBLISHED, order=1)
    assert is_on_shelf(sheets.CANONICAL)
    Form.objects.filter(id=kept.id).update(state=State.RETIRED)
    assert not is_on_shelf(sheets.URL)


def test_a_form_is_read_once_and_asked_for_with_one_short_query():
    kept = publish(bring())
    shelf.guide(kept.canonical)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        shelf.guide(kept.canonical)
    assert len(queries) == 1
    assert '"raw"' not in queries[0]["sql"]


@pytest.mark.parametrize(
    "name",
    [
        "",
        "|",
        "form-",
        "after-teers",
        f"{shelf.GUIDES}after-tears|9.9.9",
        "https://forms.example/\x00|1",
        "https://forms.example/\ud800|1",
        "https://forms.example/a|1|2",
        "urn:" + "x" * 1000 + "|1",
    ],
)
def test_what_no_form_could_be_called_is_not_even_looked_for(name):
    with CaptureQueriesContext(connection) as queries:
        assert not is_on_shelf(name) or name == "form-"
    assert len(queries) <= (name == "form-")


def test_ours_are_found_without_a_table():
    with CaptureQueriesContext(connection) as queries:
        for guide in shelf.every_version():
            shelf.guide(guide.url)
            assert shelf.guide(guide.canonical) is guide
    assert not queries.captured_queries


def test_what_this_program_cannot_read_any_more_is_left_out_and_counted():
    kept = publish(bring())
    other = publish(bring(version="2.0.0", url="https://forms.example/other"))
    Form.objects.filter(id=kept.id).update(raw=b"{}")
    assert not is_on_shelf(kept.canonical)
    assert [one.guide.url for one in imported.published()] == [other.url]
    assert imported.count_unreadable() == 1
