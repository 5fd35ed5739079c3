"""What research says: the pages, the note beside a number, and reading the data."""

import datetime
import html
import re

import pytest
from django.template import Context, Template
from django.test import Client
from django.urls import reverse

from holdspace.library import evidence, evidence_pages

GOOD = {
    "slug": "invented",
    "place": "relief",
    "order": 1,
    "topics": ["relief"],
    "claim": "Nothing was found",
    "grade": ["weak", "moderate"],
    "why": "It is invented.",
    "said": "Nothing was found.",
    "unknown": "All of it.",
    "checked": datetime.date(2026, 11, 24),
    "facts": [{"told": "Nothing.", "mark": "read", "sources": ["nobody-2026"]}],
}
STUDY = {"authors": "", "year": "2026", "title": "Nothing", "where": "Nowhere"}


def text_of(reply):
    plain = re.sub(r"<[^>]+>", "", reply.content.decode())
    return " ".join(html.unescape(plain).split())


def page_of(note):
    return Client().get(reverse("library:evidence_note", args=[note.code]))


def test_the_list_needs_no_database_no_session_and_no_cookie():
    reply = Client().get("/evidence/")
    assert reply.status_code == 200
    assert not reply.cookies
    shown = text_of(reply)
    for note in evidence.notes():
        assert (note.heard and note.said in shown) or note.claim in shown
        assert note.heard or note.graded.capitalize() in shown
    assert "You may have read that tears flush toxins" in shown


def test_every_note_has_its_page_with_all_that_was_read():
    for note in evidence.notes():
        reply = page_of(note)
        shown = text_of(reply)
        assert not reply.cookies
        assert note.graded in shown
        assert note.unknown in shown
        assert "A clinician has not reviewed this yet." in shown
        for fact in note.shown:
            assert fact.told in shown
        for name in note.sources:
            study = evidence.references()[name]
            assert study.doi or study.no_doi in shown
            assert f'href="https://doi.org/{study.doi}"' in reply.content.decode() or (
                not study.doi
            )


def test_what_nobody_here_has_read_reaches_nobody():
    hidden = [
        (note, fact)
        for note in evidence.notes()
        for fact in note.facts
        if not fact.is_shown
    ]
    assert hidden
    pages = [text_of(page_of(note)) for note in evidence.notes()]
    pages.append(text_of(Client().get("/evidence/")))
    for _, fact in hidden:
        assert not [page for page in pages if fact.told in page]


def test_a_study_that_only_a_hidden_fact_names_is_not_listed():
    facts = [
        *GOOD["facts"],
        {"told": "Hearsay.", "mark": "second-hand", "sources": ["rumour-2026"]},
    ]
    note = evidence.read_note({**GOOD, "facts": facts})
    assert note.sources == ("nobody-2026",)


def test_a_name_that_is_typed_does_not_stay_in_the_history():
    note = evidence.note("held-back")
    reply = Client().get("/evidence/held-back/")
    assert reply.status_code == 302
    assert reply.url == reverse("library:evidence_note", args=[note.code])
    assert "held" not in reply.url


def test_titles_are_neutral_and_a_note_that_is_not_there_is_not_there():
    titles = {
        re.search("<title>(.*)</title>", page_of(note).content.decode())[1]
        for note in evidence.notes()
    }
    assert titles == {"What research says · Notes"}
    assert Client().get("/evidence/no-such-note/").status_code == 404
    with pytest.raises(evidence.NoSuchNote):
        evidence.note("no-such-note")


def test_what_we_worked_out_ourselves_says_so():
    shown = text_of(page_of(evidence.note("without-tears")))
    assert "We worked this out ourselves." in shown
    assert "We worked this out" not in text_of(page_of(evidence.note("company")))


def render(topic):
    page = '{% load evidence %}{% evidence_note "' + topic + '" %}'
    return Template(page).render(Context())


def test_a_note_stands_beside_a_number_with_its_grade_and_its_limits():
    shown = render("comparison")
    note = evidence.note("without-tears")
    assert "What research says: moderate evidence" in shown
    assert html.escape(note.said) in shown
    assert reverse("library:evidence_note", args=[note.code]) in shown
    assert note.slug not in shown


def test_a_topic_that_cannot_be_is_a_slip_and_not_an_empty_page():
    with pytest.raises(evidence.NoSuchTopic):
        render("astrology")


def test_a_note_is_found_by_each_of_its_topics():
    for note in evidence.notes():
        for topic in note.topics:
            assert note in evidence.notes_about(topic)


def test_the_list_leaves_no_note_out():
    page = evidence_pages.list_page()
    placed = {one.slug for place in page.places for one in place.notes}
    heard = {one.slug for one in page.heard}
    assert placed | heard == {one.slug for one in evidence.notes()}
    assert not page.is_reviewed


def test_a_grade_between_two_is_said_as_such():
    assert evidence.read_note(GOOD).graded == "weak to moderate evidence"
    one = evidence.read_note({**GOOD, "grade": ["contested"]})
    assert one.graded == "mixed evidence"


@pytest.mark.parametrize(
    "wrong",
    [
        {"grade": []},
        {"grade": ["certain"]},
        {"grade": ["moderate", "weak"]},
        {"grade": ["weak", "moderate", "strong"]},
        {"topics": []},
        {"topics": ["relief", "relief"]},
        {"topics": ["astrology"]},
        {"facts": []},
        {"facts": [{"told": "So.", "mark": "read", "sources": []}]},
        {"facts": [{"told": "So.", "mark": "second-hand", "sources": ["x"]}]},
        {"facts": [{"told": "So.", "mark": "sure", "sources": ["x"]}]},
        {"checked": "lately"},
        {"percent": 83},
    ],
)
def test_a_note_that_does_not_hold_together_is_refused(wrong):
    with pytest.raises(evidence.EvidenceRefused):
        evidence.read_note({**GOOD, **wrong})


@pytest.mark.parametrize("missing", ["unknown", "checked", "why", "facts", "grade"])
def test_a_note_that_leaves_something_out_is_refused(missing):
    with pytest.raises(evidence.EvidenceRefused):
        evidence.read_note({name: GOOD[name] for name in GOOD if name != missing})


def test_a_study_has_a_doi_or_says_why_not_and_never_both():
    for wrong in (STUDY, {**STUDY, "doi": "10.1/x", "no_doi": "Not seen."}):
        with pytest.raises(evidence.EvidenceRefused):
            evidence.read_references({"nobody-2026": wrong})
    with pytest.raises(evidence.EvidenceRefused):
        evidence.read_references({"nobody-2026": {**STUDY, "doi": "10.1/x", "x": 1}})
    read = evidence.read_references({"nobody-2026": {**STUDY, "doi": "10.1/x"}})
    assert read["nobody-2026"].doi == "10.1/x"
