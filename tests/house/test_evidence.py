"""The evidence notes: graded, sourced, dated, in our own words, promising nothing."""

from __future__ import annotations

import ast
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import get_args

import pytest

from holdspace.library import evidence, evidence_pages

HOUSE = Path(__file__).parents[2]
ROOMS = HOUSE / "src" / "holdspace"
NOTES = evidence.notes()
STUDIES = evidence.references()
LONGEST_COPY = 8

GRADES = {"strong", "moderate", "weak", "contested", "unsupported"}
# What a page of patterns puts a note beside.
ASKED_FOR = {
    "relief", "time", "comparison", "company", "support", "held-back",
    "ashamed", "apology", "clearer", "rhythm", "therapy", "body", "writing",
    "feedback", "no-tears",
}  # fmt: skip
# Recalled by somebody and seen in no source, when the notes were written.
RECALLED = {
    "10.1016/j.paid.2008.05.006",
    "10.1037/pst0000112",
    "10.1037/pst0000105",
    "10.1002/cpp.1879",
    "10.1037/cou0000090",
    "10.1037/pst0000165",
    "10.1037/a0019247",
}
# Not in that file, and seen in a stored source when the notes were written.
SEEN_SINCE = {"radcliffe-2007", "kross-2008"}
DOI = re.compile(r"10\.[0-9]{4,}/\S+")
# What nobody may be promised or told, wherever it stands.
PROMISED = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bdetox",
        r"\b(flush|drain|wash|carr|purg|releas|set)\w* (?:\w+ ){0,4}"
        r"(toxin|hormone|cortisol|endorphin|oxytocin)",
        r"(toxin|hormone|cortisol|endorphin|oxytocin)\w* (?:\w+ ){0,3}(leave|released)",
        r"\b(reset|soothe|switch|turn)\w* (?:\w+ ){0,3}nervous system",
        r"\bgood cry\b",
        r"\b(will|going to) (make|help) you feel better",
        r"\bheal(s|ing)\b",
        r"\b(makes?|making) (you|people|anybody) (ill|sick)\b",
        r"\blet (it|them|your tears) (all )?out\b",
        r"\bneed to cry\b",
        r"\btears (prove|are proof|are a sign)",
        r"\bnormal (number|amount)",
        r"\btimes a year\b",
        r"\b(women|men) cry [0-9]",
    )
]
# Named only where it is answered that nobody has shown it.
SUBSTANCE = re.compile(r"toxin|stress hormone|cortisol|endorphin|oxytocin", re.I)
NOT_SAID = re.compile(r"!|\bshould\b|\binvalid\b", re.IGNORECASE)
ENDS = re.compile(r"[.?](?:\s|$)")


def by_slug(one):
    return one.slug


def ours(note):
    """What a note says in our own name; not what many have heard."""
    told = (fact.told for fact in note.facts)
    return [note.claim, note.why, note.said, note.unknown, *told]


def words(text):
    return re.findall(r"[a-z0-9]+", text.lower())


def runs(text):
    found = words(text)
    long = LONGEST_COPY + 1
    return {tuple(found[at : at + long]) for at in range(len(found) - long + 1)}


def research():
    for parent in HOUSE.parents:
        found = parent / "shared" / "evidence.md"
        if found.is_file():
            return found.read_text(encoding="utf-8")
    pytest.skip("the research file is not beside this checkout")


def sentences_of_modules():
    for path in sorted(ROOMS.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield path.name, node.value


def texts_of_guides():
    for path in sorted((ROOMS / "content" / "guides").glob("*.json")):
        yield path.name, json.dumps(json.loads(path.read_text(encoding="utf-8")))


def texts_of_other_data():
    for path in sorted((ROOMS / "content").rglob("*")):
        if path.suffix in {".json", ".toml"} and "evidence" not in path.parts:
            yield path.name, path.read_text(encoding="utf-8")


class Said(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_data(self, data):
        self.found.append(data)


def texts_of_templates():
    for path in sorted(ROOMS.rglob("templates/**/*.html")):
        yield path.name, " ".join(Said(path.read_text(encoding="utf-8")).found)


def test_there_is_a_note_beside_every_number():
    covered = {topic for note in NOTES for topic in note.topics}
    assert covered >= ASKED_FOR
    assert covered == evidence.TOPICS


def test_one_file_is_one_note_and_names_are_unlike():
    folder = ROOMS / "content" / "evidence" / "notes"
    assert {path.stem for path in folder.iterdir()} == {one.slug for one in NOTES}
    assert len({one.code for one in NOTES}) == len(NOTES)
    assert len({(one.place, one.order) for one in NOTES}) == len(NOTES)


def test_the_claims_that_do_not_hold_are_answered():
    heard = " ".join(one.heard for one in NOTES if one.place == "read")
    for what in ("toxins", "hormones", "endorphins"):
        assert what in heard
    assert all(one.grade == ("unsupported",) for one in NOTES if one.place == "read")


@pytest.mark.parametrize("note", NOTES, ids=by_slug)
def test_a_note_has_grade_reference_date_and_what_is_not_known(note):
    assert set(note.grade) <= GRADES
    assert note.why
    assert note.unknown
    assert note.checked.year >= 2026
    assert note.sources
    assert set(note.sources) <= set(STUDIES)


@pytest.mark.parametrize("note", NOTES, ids=by_slug)
def test_a_note_has_two_sentences_at_most_that_end(note):
    assert 1 <= len(ENDS.findall(note.said)) <= 2
    for one in (note.said, note.unknown, note.why, *(f.told for f in note.facts)):
        assert one.endswith(".")
    assert not note.claim.endswith(".")


@pytest.mark.parametrize("name", sorted(STUDIES))
def test_a_study_has_a_doi_that_was_seen_or_says_why_it_has_none(name):
    study = STUDIES[name]
    assert study.title
    assert study.where
    assert re.fullmatch(r"(19|20)[0-9]{2}", study.year)
    if study.doi:
        assert DOI.fullmatch(study.doi)
        assert study.doi not in RECALLED
    else:
        assert study.no_doi.endswith(".")


def test_every_study_in_the_list_is_used():
    used = {name for note in NOTES for fact in note.facts for name in fact.sources}
    assert used == set(STUDIES)


def test_every_doi_is_one_of_the_research_and_not_a_recalled_one():
    text = research()
    for name, study in STUDIES.items():
        assert study.doi in text or name in SEEN_SINCE, name


@pytest.mark.parametrize("note", NOTES, ids=by_slug)
def test_a_note_promises_nothing_and_scolds_nobody(note):
    for one in ours(note):
        assert not [rule.pattern for rule in PROMISED if rule.search(one)], one
    for one in (*ours(note), note.heard):
        assert not NOT_SAID.search(one), one


def test_a_substance_is_named_only_where_it_is_doubted():
    naming = [note for note in NOTES if SUBSTANCE.search(" ".join(ours(note)))]
    assert len(naming) >= 3
    for note in naming:
        assert note.grade in {("unsupported",), ("contested",)}


@pytest.mark.parametrize(
    "texts",
    [texts_of_guides, texts_of_other_data, texts_of_templates, sentences_of_modules],
)
def test_nothing_else_on_the_screen_promises_it_either(texts):
    read = list(texts())
    assert read
    for where, text in read:
        found = [rule.pattern for rule in PROMISED if rule.search(text)]
        assert not found, f"{where}: {found}"


@pytest.mark.parametrize(
    "texts",
    [texts_of_guides, texts_of_other_data, texts_of_templates],
)
def test_no_guide_and_no_page_speaks_of_substances(texts):
    for where, text in texts():
        assert not SUBSTANCE.search(text), where


@pytest.mark.parametrize("note", NOTES, ids=by_slug)
def test_a_note_is_in_our_own_words(note):
    theirs = runs(research())
    for one in (*ours(note), note.heard):
        copied = runs(one) & theirs
        assert not copied, [" ".join(each) for each in copied]


def test_the_rule_against_copies_would_find_one():
    text = "one two three four five six seven eight nine ten"
    assert runs(text) & runs(f"before {text} after")
    assert not runs(text) & runs("one two three four five six seven eight, and then")


def test_every_grade_is_told_on_the_page():
    assert set(evidence.GRADES) == set(evidence_pages.GRADES_TOLD) == GRADES
    assert {*evidence_pages.PLACES, "read"} == set(get_args(evidence.Place))
