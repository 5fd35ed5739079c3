"""Fifty strings are written as a person writes them, and none is found again."""

from __future__ import annotations

import base64
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from tests.journeys.person import PASSWORD, SIGN_IN, Person

CONTENT = Path(__file__).parents[2] / "src" / "holdspace" / "content" / "guides"
DAY, TIME = "2019-03-14", "05:17"
FEELINGS = [f"planted-feeling-{n}-wistful" for n in range(8)]
LISTED = [f"planted-listed-{n}-tender" for n in range(6)]
SENTENCES = [
    f"Planted sentence {n}: the kettle, the coat, the café." for n in range(35)
]
NAME = "Planted Rowan Ashworth"
PLANTED = [NAME, *FEELINGS, *LISTED, *SENTENCES]


@pytest.fixture(scope="module")
def written(browser, server):
    """All fifty, written and read again: what was read, and what then lay stored.

    Everything is looked at twice: while the space runs, and when it has ended.
    """
    context = browser.new_context(viewport={"width": 390, "height": 844})
    robin = Person(context.new_page(), server, name=NAME)
    page = robin.page
    robin.join()
    robin.go("/words/")
    page.get_by_label("Words of your own").fill("\n".join(LISTED))
    robin.press("Keep")
    sentences, feelings = iter(SENTENCES), iter(FEELINGS)
    for guide in ("Reflect on tears", "I felt like crying and did not"):
        robin.begin(guide)
        robin.pick("grief", *LISTED)
        _write_all(robin, sentences, feelings)
        robin.keep()
    for _ in range(3):
        _newest(robin)
        robin.press("Add something")
        robin.write(next(sentences))
        robin.to_end()
        robin.press("Keep")
        page.wait_for_url(lambda url: "/end/" not in url)
    robin.begin("A short check-in")
    robin.write("\n".join([*sentences, *feelings]))
    robin.to_end()
    robin.keep()
    robin.begin("A short check-in")
    robin.write(SENTENCES[0])
    shown = _read_all(robin)
    robin.go("/locked/")
    context.close()
    running = _everything(server)
    server.stop()
    return shown, robin.code, [running, _everything(server)]


def _write_all(robin, sentences, feelings):
    """Write into every field for own words from here to the end of the guide."""
    page = robin.page
    while "/write/" in robin.path:
        for area in page.locator("textarea").all():
            area.fill(next(sentences))
        for line in page.locator(".own input").all():
            line.fill(next(feelings, ""))
        if page.locator('[name="when.date"]').count():
            page.locator('[name="when.date"]').fill(DAY)
            page.locator('[name="when.time"]').fill(TIME)
        robin.next()


def _newest(robin):
    robin.go("/timeline/")
    robin.page.locator("a.entry").first.click()
    robin.page.wait_for_url("**/journal/read/**")


def _read_all(robin):
    """What the person can still read, of everything they wrote."""
    robin.go("/today/")
    shown = [robin.read()]
    robin.go("/timeline/")
    months = ["/timeline/", *_links(robin, ".months a")]
    for month in months:
        robin.go(month)
        for entry in _links(robin, "a.entry"):
            robin.go(entry)
            shown.append(robin.read())
    return "\n".join(shown)


def _links(robin, which):
    links = robin.page.locator(f"main {which}").all()
    return [link.get_attribute("href") for link in links]


def test_fifty_strings_are_written_and_none_is_found_where_things_are_stored(written):
    assert len(PLANTED) == 50
    shown, code, moments = written
    assert [words for words in PLANTED if words not in shown] == []
    for stored in moments:
        _check_nothing_in(stored, [*PLANTED, PASSWORD, code, DAY])


def _check_nothing_in(stored, secrets):
    assert len(stored) >= 3
    # What is known to stand there open is found, so the search can find.
    assert any(SIGN_IN.encode() in content for content in stored.values())
    for words in secrets:
        for shape in _shapes(words):
            where = [path for path, content in stored.items() if shape in content]
            assert where == [], words


@pytest.mark.usefixtures("written")
def test_the_private_tables_tell_no_guide_no_code_and_no_date(server):
    codes = _codes()
    assert {"helplessness", "after-tears", "in-session"} <= codes
    with closing(sqlite3.connect(server.database, timeout=10)) as database:
        named = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        tables = [name for (name,) in named if re.match(r"journal_|accounts_", name)]
        assert "journal_sealedrow" in tables
        for table in tables:
            rows = database.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608
            for value in (value for row in rows for value in row):
                sealed = isinstance(value, bytes)
                text = value if sealed else str(value).encode()
                short = 6 if sealed else 3
                found = [c for c in codes if len(c) > short and c.encode() in text]
                assert found == [], table
                if table.startswith("journal_"):
                    assert not re.search(rb"20\d\d-\d\d-\d\d", text), table


def _everything(server):
    """Every byte the space left behind: database, its log, temporary files, output."""
    files = [*server.data.rglob("*"), *server.temporary.rglob("*"), server.log]
    return {path: path.read_bytes() for path in files if path.is_file()}


def _shapes(words):
    plain = words.encode()
    yield plain
    yield plain.lower()
    yield words.encode("utf-16-le")
    yield words.encode("utf-16-be")
    yield json.dumps(words)[1:-1].encode()
    yield quote(words).encode()
    yield quote_plus(words).encode()
    yield plain.hex().encode()
    for shift in range(3):
        # Whatever stands before it, the middle of it is always the same.
        for alphabet in (base64.b64encode, base64.urlsafe_b64encode):
            whole = alphabet(b"\0" * shift + plain)
            yield whole[4 : len(whole) // 4 * 4 - 4]


def _codes():
    found = set()
    for path in CONTENT.glob("*.json"):
        guide = json.loads(path.read_text())
        found.add(guide["url"].rsplit("/", 1)[-1])
        found |= set(re.findall(r'"code": ?"([a-z0-9-]+)"', path.read_text()))
        found |= set(re.findall(r'"linkId": ?"([a-z0-9-]+)"', path.read_text()))
    return found
