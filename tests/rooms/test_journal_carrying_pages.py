"""Taking everything along and bringing it in again: the pages."""

from __future__ import annotations

import json
import re
import tempfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.conf import settings as now_set
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from holdspace.accounts import spooling
from holdspace.accounts.spooling import SealedFile
from holdspace.journal import flows
from holdspace.journal.models import SealedRow
from holdspace.web import headers
from tests.rooms import people
from tests.rooms.people import NOON, PASSWORD

EXPORT, IMPORT = "/you/export/", "/you/import/"


def take(someone, form="bundle", client=None, **more):
    given = {"form": form, "password": PASSWORD, **more}
    return (client or someone.client).post(EXPORT, given)


def body(answer):
    return b"".join(answer.streaming_content)


def send(someone, raw, client=None, **more):
    given = {"file": SimpleUploadedFile("private name.json", raw), **more}
    return (client or someone.client).post(IMPORT, given)


def test_both_pages_are_led_to_from_you(ana):
    page = people.shown(ana.client.get("/you/"))
    assert EXPORT in page
    assert IMPORT in page
    assert ana.client.get(EXPORT).status_code == 200
    assert ana.client.get(IMPORT).status_code == 200


def test_a_bundle_is_saved_under_a_name_that_says_nothing(ana):
    people.keep(ana, words="The heron at the weir")
    answer = take(ana)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/fhir+json"
    said = 'attachment; filename="notes-2026-11-23.json"'
    assert answer["Content-Disposition"] == said
    assert answer["Cache-Control"] == "no-store"
    found = json.loads(body(answer))
    assert found["resourceType"] == "Bundle"
    assert "The heron at the weir" in json.dumps(found)


def test_markdown_is_saved_to_be_read(ana):
    people.keep(ana, words="The heron at the weir")
    answer = take(ana, "markdown")
    assert answer["Content-Disposition"].endswith('filename="notes-2026-11-23.md"')
    assert answer["Cache-Control"] == "no-store"
    assert "> The heron at the weir" in body(answer).decode()


def test_a_page_to_print_holds_all_of_it_or_one_year(ana):
    people.keep(ana, words="The heron at the weir")
    before = NOON - timedelta(days=400)
    people.keep(ana, words="An older autumn", now=before)
    people.begin(ana)
    page = ana.client.get(EXPORT).content.decode()
    assert re.findall(r"<option>(\d+)</option>", page) == ["2026", "2025"]
    whole = body(take(ana, "page")).decode()
    assert "The heron at the weir" in whole
    assert "An older autumn" in whole
    assert "Left open" in whole
    assert whole.index("October 2025") < whole.index("November 2026")
    assert whole.rstrip().endswith("</html>")
    one = body(take(ana, "page", year="2025")).decode()
    assert "An older autumn" in one
    assert "The heron at the weir" not in one


def test_nothing_at_all_is_taken_along_too(ana):
    assert "Nothing is kept here yet" in people.shown(ana.client.get(EXPORT))
    assert "Nothing is kept here yet" in body(take(ana, "page")).decode()
    assert b"This is all of it." in body(take(ana, "markdown"))
    assert json.loads(body(take(ana)))["entry"]


def test_an_open_space_alone_is_not_enough(ana):
    people.keep(ana, words="The heron at the weir")
    for given in ({"password": ""}, {"password": "another password"}, {}):
        answer = ana.client.post(EXPORT, {"form": "bundle", **given})
        assert answer.status_code == 422
        assert not answer.streaming
        assert "another password" not in people.shown(answer)
        assert b"heron" not in answer.content


def test_tries_are_counted_with_those_at_signing_in(ana, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "3/m/key"}
    for _ in range(3):
        take(ana, password="another password altogether")
    answer = take(ana)
    assert answer.status_code == 422
    assert "many tries" in people.shown(answer)


def test_a_form_that_is_none_of_the_three_is_asked_for_again(ana):
    for form in ("", "pdf", "../bundle"):
        answer = take(ana, form)
        assert answer.status_code == 422
        assert "Which of the three" in people.shown(answer)
    assert take(ana, "page", year="../..").status_code == 422


def test_what_could_not_be_opened_is_said_on_the_page(ana):
    kept = people.keep(ana, words="Damaged")
    people.keep(ana, words="Whole")
    SealedRow.objects.filter(id=kept).update(sealed=b"noise")
    page = body(take(ana, "page")).decode()
    assert "Whole" in page
    assert "1 entry could not be opened." in page
    assert b"1 that could not be opened" in body(take(ana))


def test_words_that_look_like_html_are_words(ana):
    people.keep(ana, words="<script>alert(1)</script>")
    page = body(take(ana, "page")).decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_nobody_takes_anything_from_a_locked_space(ana, visitor):
    for client in (ana.locked_browser(), visitor):
        answer = take(ana, client=client)
        assert answer.status_code == 303
        assert send(ana, b"{}", client=client).status_code == 303


def test_a_bundle_is_brought_in_and_said_in_figures(ana, cleo):
    people.keep(ana, words="The heron at the weir")
    raw = body(take(ana))
    answer = send(cleo, raw)
    assert answer.status_code == 200
    assert "New here: 1 reflection." in people.shown(answer)
    assert "heron" not in people.shown(answer)
    again = people.shown(send(cleo, raw))
    assert "Nothing in it was new here." in again
    assert "1 entry was here already." in again


@pytest.mark.parametrize(
    "raw", [b"", b"no", b"{}", b"PK\x03\x04", b"[" * 200_000, b"\xff" * 3_000_000]
)
def test_another_file_is_refused_with_a_sentence(ana, raw):
    answer = send(ana, raw)
    assert answer.status_code == 422
    assert not SealedRow.objects.exists()


def test_no_file_is_asked_for_again(ana):
    for given in ({}, {"file": "a text"}, {"other": BytesIO(b"{}")}):
        answer = ana.client.post(IMPORT, given)
        assert answer.status_code == 422
        assert "No file came with it" in people.shown(answer)


def test_a_file_from_elsewhere_changes_nothing(ana, cleo):
    people.keep(ana, words="Planted")
    raw = body(take(ana))
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies = cleo.client.cookies
    assert send(cleo, raw, client=client).status_code == 403
    assert not flows.list_entries(cleo.space, kind=flows.REFLECTION)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(ana, monkeypatch):
    monkeypatch.setattr(headers, "MOST_FILE_BYTES", 100_000)
    answer = send(ana, b" " * 100_001)
    assert answer.status_code == 413
    assert "larger than can be taken" in people.shown(answer)


# --- Where it lies on its way in -------------------------------------------------


@pytest.fixture
def on_disk(monkeypatch, tmp_path):
    """What was written to temporary files, and under which names."""
    written, real = [], tempfile.TemporaryFile

    class Watched:
        def __init__(self, file):
            self._file = file

        def write(self, data):
            written.append(bytes(data))
            return self._file.write(data)

        def __getattr__(self, name):
            return getattr(self._file, name)

    def watched(*args, **kwargs):
        return Watched(real(*args, **kwargs))

    monkeypatch.setattr(spooling.tempfile, "TemporaryFile", watched)
    return written


def test_a_long_file_lies_sealed_and_without_a_name_on_its_way_in(
    ana, cleo, on_disk, monkeypatch
):
    monkeypatch.setattr(spooling, "PIECE", 4096)
    before = {path.name for path in now_set.DATA.iterdir()}
    for _ in range(5):
        people.keep(ana, words="The heron at the weir " * 200)
    raw = body(take(ana))
    names = []
    real = flows.import_bundle

    def looking(space, pieces, **more):
        names.extend(path.name for path in now_set.DATA.iterdir())
        return real(space, pieces, **more)

    monkeypatch.setattr(flows, "import_bundle", looking)
    assert "New here: 5 reflections." in people.shown(send(cleo, raw))
    assert len(on_disk) > 5
    assert sum(map(len, on_disk)) > len(raw) - 4096
    assert b"heron" not in b"".join(on_disk)
    assert b"resourceType" not in b"".join(on_disk)
    others = {one for one in names if "sqlite" not in one}
    assert others <= before


def test_no_other_page_takes_a_file_at_all(ana, visitor, on_disk):
    file = b"The heron at the weir " * 200_000
    for client, path in (
        (ana.client, "/words/"),
        (ana.client, "/today/"),
        (ana.client, people.address(people.begin(ana))),
        (ana.locked_browser(), IMPORT),
        (visitor, IMPORT),
        (visitor, "/sign-in/"),
    ):
        answer = client.post(path, {"file": SimpleUploadedFile("x", file)})
        assert answer.status_code < 500
    assert on_disk == []


def test_a_sealed_file_gives_back_what_it_was_given(tmp_path):
    for length in (0, 1, spooling.PIECE, spooling.PIECE + 1, 3 * spooling.PIECE):
        data = bytes(n % 251 for n in range(length))
        held = SealedFile(tmp_path)
        for start in range(0, length, 70_000):
            held.write(data[start : start + 70_000])
        assert b"".join(held.pieces()) == data
        assert b"".join(held.pieces()) == data
        held.close()
    assert list(tmp_path.iterdir()) == []
