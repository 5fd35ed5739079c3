"""P-40: kept patterns are sealed, carried and deleted, and a year leaves no trace."""

from __future__ import annotations

import html
import io
import json
import logging
import re
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from holdspace.patterns import typesetting
from holdspace.web import clock, log
from tests.promises import people, raw

pytestmark = pytest.mark.django_db(transaction=True)

OWN = "Zimtfarbene Erleichterung am Wehr"
LINES = "Inselweiser Kummer\nund ein stiller Anleger"
FEELING = "Fernwehmut"
YEAR = "/patterns/year/"
KEEP = re.compile(
    r'action="/patterns/keep/".*?name="mark" value="([^"]+)".*?'
    r'Keep this sentence<span class="sr-only">: (.*?)</span>',
    re.DOTALL,
)
LET_GO = re.compile(
    r'action="/patterns/let-go/".*?name="mark" value="([^"]+)"', re.DOTALL
)
TICK = re.compile(r'name="ticked" value="([^"]+)"')
FIRST = datetime(2026, 3, 1, 12, tzinfo=UTC)


def _answer(link, **value):
    return {"linkId": link, "answer": [value]}


def _response(number, after):
    """One time of tears, as any program could write it down."""
    when = (FIRST + timedelta(days=3 * number)).isoformat()
    screens = {
        "screen-feelings": _answer("feelings", valueString=FEELING),
        "screen-now": _answer("mood-after", valueInteger=after),
        "screen-around": _answer("when", valueDateTime=when),
        "screen-tears": _answer("mood-before", valueInteger=2),
    }
    return {
        "resourceType": "QuestionnaireResponse",
        "id": str(uuid4()),
        "questionnaire": "https://holdspace.org/guides/after-tears|1.0.0",
        "status": "completed",
        "authored": when,
        "item": [{"linkId": name, "item": [one]} for name, one in screens.items()],
    }


def _bring(somebody, file):
    given = {"file": SimpleUploadedFile("x.json", file)}
    answer = somebody.browser.post("/you/import/", given)
    assert answer.status_code == 200
    return answer.content.decode()


def _export(somebody, form="bundle"):
    given = {"form": form, "password": somebody.password}
    answer = somebody.browser.post("/you/export/", given)
    return b"".join(answer.streaming_content).decode()


@pytest.fixture
def bea(transactional_db):
    """Somebody with forty times of tears behind her, after each of which it rose."""
    del transactional_db
    with clock.held_at(FIRST + timedelta(days=130)):
        bea = people.Somebody("bea-who-keeps", "Beatrix").join()
        entries = [{"resource": _response(n, 5 + n % 3)} for n in range(40)]
        bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
        assert "40 reflections" in _bring(bea, json.dumps(bundle).encode())
        yield bea


def _page(somebody):
    answer = somebody.browser.get("/patterns/")
    assert answer.status_code == 200
    return answer.content.decode()


def _keep(somebody):
    """Keep the first thing that can be kept, and tell what it says."""
    mark, sentence = KEEP.search(_page(somebody)).groups()
    answer = somebody.browser.post("/patterns/keep/", {"mark": mark, "place": "1"})
    assert answer.status_code == 303
    back = somebody.browser.get(answer["Location"]).content.decode()
    assert back.count("Kept. It stands here as it reads today.") == 1
    return html.unescape(sentence)


def _year(somebody, go):
    ticked = TICK.findall(somebody.browser.get(YEAR).content.decode())
    assert len(ticked) > 3
    given = {"span": "last", "ticked": ticked, "own": OWN, "words": LINES, "go": go}
    answer = somebody.browser.post(YEAR, given)
    assert answer.status_code == 200
    return answer.content


def _live(somebody):
    kept = _keep(somebody)
    assert OWN in html.unescape(_year(somebody, "see").decode())
    assert _year(somebody, "pdf").startswith(b"%PDF-")
    return (kept, OWN, *LINES.splitlines(), FEELING)


# --- Sealed, carried, deleted -------------------------------------------------------


def test_no_word_of_it_can_be_read_in_the_database(bea):
    told = _live(bea)
    stolen = raw.everything()
    for words in told:
        assert not raw.found_in(stolen, words), words


def test_what_is_kept_is_the_only_thing_that_a_look_or_a_year_stores(bea):
    _page(bea)
    before = {table: raw.rows(table) for table in raw.tables()}
    _page(bea)
    _year(bea, "see")
    _year(bea, "pdf")
    assert {table: raw.rows(table) for table in raw.tables()} == before
    _keep(bea)
    after = {table: raw.rows(table) for table in raw.tables()}
    changed = {table for table in before if before[table] != after[table]}
    assert changed == {"accounts_personlock", "accounts_manifestpart"}


def test_an_older_copy_of_what_was_kept_is_not_shown(bea):
    def stored():
        sql = "SELECT profile FROM accounts_personlock WHERE person_id = %s"
        return raw.one(sql, bea.id)[0]

    _keep(bea)
    kept = stored()
    mark = LET_GO.search(_page(bea))[1]
    bea.browser.post("/patterns/let-go/", {"mark": mark})
    assert not LET_GO.search(_page(bea))
    sql = "UPDATE accounts_personlock SET profile = %s WHERE person_id = %s"
    assert raw.run(sql, kept, bea.id)
    assert not LET_GO.search(_page(bea))


def test_it_is_carried_and_comes_back_elsewhere(bea):
    sentence = _keep(bea)
    file = _export(bea)
    assert json.dumps(sentence, ensure_ascii=False)[1:-1] in file
    assert sentence.split(",")[0].partition("(")[0] in _export(bea, "markdown")
    assert sentence in html.unescape(_export(bea, "page"))
    dora = people.Somebody("dora-elsewhere", "Dorothea").join()
    _bring(dora, file.encode())
    assert LET_GO.search(_page(dora))
    assert sentence in html.unescape(_page(dora))


def test_it_is_still_there_after_a_new_key_and_gone_after_deleting_everything(bea):
    sentence = _keep(bea)
    person = bea.id
    new = "nine other lamps over a harbour"
    given = {"password": bea.password, "new_password": new}
    assert bea.browser.post("/you/key/", given)["Location"] == "/code/"
    bea.confirm_code()
    onward = (bea.browser.get("/you/key/onward/").content for _ in range(50))
    assert any(b"The new key is in place" in page for page in onward)
    assert LET_GO.search(_page(bea))
    assert sentence in html.unescape(_page(bea))
    bea.browser.post("/you/delete/", {"password": new, "word": "delete"})
    stolen = raw.everything()
    assert person.bytes not in stolen
    assert not raw.found_in(stolen, sentence)


def test_nobody_else_sees_or_touches_it(bea, cleo):
    mark, sentence = KEEP.search(_page(bea)).groups()
    bea.browser.post("/patterns/keep/", {"mark": mark})
    for path in ("/patterns/keep/", "/patterns/let-go/"):
        cleo.browser.post(path, {"mark": mark})
    assert html.unescape(sentence) not in html.unescape(_page(cleo))
    assert LET_GO.search(_page(bea))
    assert not LET_GO.search(_page(cleo))


# --- No longer carried --------------------------------------------------------------


def test_what_the_entries_no_longer_carry_goes_and_is_told_until_it_is_let_go_of(bea):
    sentence = _keep(bea)
    timeline = [bea.browser.get(f"/timeline/{n}/").content.decode() for n in range(5)]
    rows = re.findall(r"/journal/read/([0-9a-f-]{36})/", "".join(timeline))
    assert len(set(rows)) == 40
    for row in set(rows):
        bea.browser.post(f"/journal/let-go/{row}/")
    page = html.unescape(_page(bea))
    assert f"You kept this sentence: <q>{sentence}</q>" in page
    assert page.count(sentence) == 1
    mark = LET_GO.search(page)[1]
    bea.browser.post("/patterns/let-go/", {"mark": mark})
    assert sentence not in html.unescape(_page(bea))


# --- On its way to the PDF ----------------------------------------------------------


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder for temporary files that is empty when the journey begins."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    yield tmp_path
    tempfile.tempdir = None


def _files(*folders):
    found = (path for folder in folders for path in Path(folder).rglob("*"))
    return {path: path.stat().st_mtime_ns for path in found if path.is_file()}


def test_no_file_is_made(bea, folder):
    _year(bea, "see")
    names = {Path(path).name for path in map(str, raw.files())}
    before = _files(settings.DATA, typesetting.PROGRAM.parent)
    _year(bea, "pdf")
    after = _files(settings.DATA, typesetting.PROGRAM.parent)
    assert list(folder.rglob("*")) == []
    touched = {path.name for path in after if after[path] != before.get(path)}
    assert touched <= names


PROBE = """
import json, os, sys
sys.stdin.buffer.read()
handles = "/proc/self/fd"
names = os.listdir(handles) if os.path.isdir(handles) else []
files = [os.path.realpath(os.path.join(handles, name)) for name in names]
told = [sys.argv, dict(os.environ), os.getcwd(), files]
sys.stdout.write("%PDF-" + json.dumps(told))
"""


def test_the_process_is_told_nothing_but_through_its_pipe(tmp_path):
    probe = tmp_path / "probe.py"
    probe.write_text(PROBE)
    page = {"own": OWN, "parts": [{"heading": FEELING, "words": LINES.splitlines()}]}
    told = typesetting.set_as_pdf(page, program=probe).decode()
    for words in (OWN, FEELING, *LINES.splitlines(), settings.SECRET_KEY):
        assert not raw.found_in(told.encode(), words)
    arguments, environment, _, files = json.loads(told.removeprefix("%PDF-"))
    assert arguments == [str(probe)]
    # What Python or the machine adds by itself is all there is: nothing of the server.
    assert set(environment) <= {"LC_CTYPE", "__CF_USER_TEXT_ENCODING"}
    database = {str(path) for path in raw.files()}
    assert database.isdisjoint(files)


def test_nothing_of_it_is_logged_whatever_happens(bea):
    stream = io.StringIO()
    handlers = {
        one
        for logger in (
            logging.getLogger(),
            *map(logging.getLogger, settings.LOGGING["loggers"]),
        )
        for one in logger.handlers
        if isinstance(one, log.Handler)
    }
    assert handlers
    before = [(handler, handler.setStream(stream)) for handler in handlers]
    bea.browser.raise_request_exception = False
    told = _live(bea)
    refused = {"own": f"{OWN} \N{CLOUD WITH RAIN}", "go": "pdf"}
    assert bea.browser.post(YEAR, refused).status_code == 422
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_manifestpart RENAME TO put_away")
    broken = bea.browser.post(YEAR, {"own": OWN, "words": LINES, "go": "see"})
    assert broken.status_code == 500
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE put_away RENAME TO accounts_manifestpart")
    for handler, stood in before:
        handler.setStream(stood)
    written = stream.getvalue().encode()
    assert written
    for words in told:
        assert not raw.found_in(written, words)
        assert not raw.found_in(broken.content, words)
