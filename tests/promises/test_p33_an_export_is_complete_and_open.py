"""P-33: An export is complete and open, and gives the same space again elsewhere."""

from __future__ import annotations

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from holdspace.core import guides
from holdspace.library import shelf
from tests.promises import people, raw

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "Heimlich geweinte Sommerregen"
LATER = "Am Abend stiller"
LEFT = "Noch nicht zu Ende"


def export(somebody, form="bundle"):
    given = {"form": form, "password": somebody.password}
    answer = somebody.browser.post("/you/export/", given)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def bring(somebody, file):
    given = {"file": SimpleUploadedFile("x.json", file)}
    answer = somebody.browser.post("/you/import/", given)
    assert answer.status_code == 200
    return answer.content.decode()


def life(ana):
    """Kept, added to, and left open, through the pages."""
    kept = ana.write(
        WORDS, feelings=["sadness"], **{"feelings+own": "Wehrblaudunkelheit"}
    )
    begun = ana.browser.post(f"/journal/add/{kept}/")["Location"]
    addition = begun.split("/")[-3]
    ana.save(addition, 1, {"words": LATER, "mood": "6"})
    ana.keep(addition)
    draft = ana.begin()
    ana.save(draft, 1, {"feelings-words": LEFT})
    return kept, draft


def without_time(file):
    return re.sub(rb'"timestamp":"[^"]*"', b"", file)


def test_every_form_holds_every_word():
    ana = people.ana()
    life(ana)
    for form in ("bundle", "markdown", "page"):
        file = export(ana, form).decode()
        for words in (WORDS, LATER, LEFT, "Wehrblaudunkelheit"):
            assert words in file, (form, words)
        assert ana.name in file or form == "page"


def test_nothing_of_ours_is_needed_to_read_it():
    """Any JSON reader opens it, and it brings its own questions along."""
    ana = people.ana()
    life(ana)
    bundle = json.loads(export(ana))
    found = [one["resource"] for one in bundle["entry"]]
    assert len({one["fullUrl"] for one in bundle["entry"] if "fullUrl" in one}) == (
        len(found) - 1
    )
    brought = {
        f"{one['url']}|{one['version']}": one
        for one in found
        if one["resourceType"] == "Questionnaire"
    }
    responses = [o for o in found if o["resourceType"] == "QuestionnaireResponse"]
    assert len(responses) == 3
    for one in responses:
        guide = guides.read_guide(json.dumps(brought[one["questionnaire"]]).encode())
        read = guides.unpack(json.dumps(one).encode())
        assert guides.check_response(guide, read) == ()
        assert read.unread(guide) == ()
        assert guide.canonical == shelf.guide(one["questionnaire"]).canonical


def test_an_empty_space_becomes_the_same_by_it():
    ana = people.ana()
    kept, draft = life(ana)
    file = export(ana)
    bea = people.Somebody("bea-elsewhere", ana.name).join()
    bring(bea, file)
    assert without_time(export(bea)) == without_time(file)
    page = bea.read(kept).content.decode()
    assert WORDS in page
    assert LATER in page
    assert LEFT in bea.browser.get(f"/journal/write/{draft}/1/").content.decode()


def test_twice_changes_nothing():
    ana = people.ana()
    life(ana)
    file = export(ana)
    rows = raw.rows("journal_sealedrow")
    said = bring(ana, file)
    assert "Nothing in it was new here." in said
    assert raw.rows("journal_sealedrow") == rows
    assert without_time(export(ana)) == without_time(file)


def test_what_comes_in_is_sealed_like_everything_else():
    ana = people.ana()
    life(ana)
    file = export(ana)
    bea = people.Somebody("bea-elsewhere", "Beatrix").join()
    bring(bea, file)
    for path in raw.files():
        for words in (WORDS, LATER, LEFT, "Wehrblaudunkelheit"):
            assert not raw.found_in(path.read_bytes(), words)


def test_the_password_is_asked_for_again():
    ana = people.ana()
    life(ana)
    answer = ana.browser.post("/you/export/", {"form": "bundle", "password": "x"})
    assert answer.status_code == 422
    assert WORDS not in answer.content.decode()
