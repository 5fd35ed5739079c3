"""P-37: A keeper reads nothing, only a keeper publishes, and a form does nothing."""

from __future__ import annotations

import ast
import json
import socket
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver, reverse

from holdspace import practice
from holdspace.accounts import flows as accounts
from holdspace.web import clock
from tests.promises import raw
from tests.promises.places import address, doors, every_page

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "for nobody but Ana"
DOORS = [door for door in doors(get_resolver()) if door[0].startswith("practice:")]
EVIL = "</p><script>alert(1)</script><img src=x onerror=alert(2)>\"'"
ELSEWHERE = "https://elsewhere.example/x"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
FHIR = "http://hl7.org/fhir/StructureDefinition/"


def form(version="1.0"):
    """A form that tries everything: markup everywhere, addresses to be fetched."""
    evil = {"url": f"{FHIR}entryFormat", "valueString": EVIL}
    markup = {"url": f"{FHIR}rendering-xhtml", "valueString": f"<b>{EVIL}</b>"}
    item = {
        "linkId": EVIL,
        "prefix": EVIL,
        "text": EVIL,
        "_text": {"extension": [markup]},
        "type": "string",
        "extension": [evil],
        "initial": [{"valueString": EVIL}],
    }
    options = [{"valueString": EVIL}, {"valueCoding": {"code": EVIL, "display": EVIL}}]
    fetching = {"language": "application/x-fhir-query", "expression": ELSEWHERE}
    return {
        "resourceType": "Questionnaire",
        "url": "https://forms.example/\"'><script>alert(3)</script>",
        "version": version,
        "title": EVIL,
        "description": EVIL,
        "copyright": EVIL,
        "status": EVIL,
        "extension": [
            {
                "url": f"{SDC}sdc-questionnaire-preferredTerminologyServer",
                "valueUrl": ELSEWHERE,
            },
            {"url": f"{FHIR}variable", "valueExpression": {"name": "v", **fetching}},
        ],
        "item": [
            item,
            {"linkId": "a", "type": "choice", "text": EVIL, "answerOption": options},
            {"linkId": "b", "type": "choice", "text": "B", "answerValueSet": ELSEWHERE},
            {"linkId": "c", "type": "url", "text": ELSEWHERE},
            {
                "linkId": "d",
                "type": "display",
                "text": "D",
                "extension": [
                    {
                        "url": f"{SDC}sdc-questionnaire-itemMedia",
                        "valueAttachment": {"url": ELSEWHERE},
                    }
                ],
            },
            {
                "linkId": "e",
                "type": "group",
                "text": EVIL,
                "item": [{"linkId": "f", "type": "text", "text": EVIL}],
            },
        ],
    }


def written(found):
    return json.dumps(found).encode()


def keep_shelf(somebody):
    accounts.add_keeper(sign_in=somebody.sign_in, now=clock.now())


def upload(browser, content):
    file = SimpleUploadedFile("form.json", content)
    return browser.post(reverse("practice:forms"), {"file": file})


def bring(browser, content):
    answer = upload(browser, content)
    assert answer.status_code == 303, answer.content.decode()
    return UUID(answer["Location"].split("/")[-2])


def publish(browser, row):
    where = reverse("practice:publish", args=[row])
    return browser.post(where, {"licence": "ours", "open": "yes"})


def test_there_are_such_doors():
    assert len(DOORS) >= 9


def test_to_whoever_is_no_keeper_nothing_of_it_is_there(ana, cleo):
    keep_shelf(ana)
    row = bring(ana.browser, written(form()))
    before = raw.rows("library_form")
    for (name, converters), method in product(DOORS, ("get", "post")):
        answers = [
            getattr(cleo.browser, method)(
                address(name, converters, row=one, draft=one),
                {"licence": "x", "open": "yes"},
            )
            for one in (row, uuid4())
        ]
        assert {one.status_code for one in answers} <= {404, 405}, name
        assert answers[0].status_code == answers[1].status_code
    assert upload(cleo.browser, written(form("2.0"))).status_code == 404
    assert raw.rows("library_form") == before
    # The keeper, at the same doors, is let in.
    assert publish(ana.browser, row).status_code == 303


def test_to_a_visitor_and_a_locked_keeper_it_is_closed(ana, client):
    keep_shelf(ana)
    row = bring(ana.browser, written(form()))
    before = raw.rows("library_form")
    ana.browser.post("/lock/")
    for browser in (client, ana.browser):
        for (name, converters), method in product(DOORS, ("get", "post")):
            where = address(name, converters, row=row, draft=row)
            answer = getattr(browser, method)(where, {"licence": "x"})
            assert answer.status_code in (303, 405), name
            assert answer.headers.get("Location", "/unlock/").startswith("/unlock/")
        assert upload(browser, written(form("2.0"))).status_code == 303
    assert raw.rows("library_form") == before


def test_whoever_is_no_keeper_any_more_is_out_at_once(ana):
    keep_shelf(ana)
    assert ana.browser.get(reverse("practice:forms")).status_code == 200
    accounts.remove_keeper(sign_in=ana.sign_in, now=clock.now())
    assert ana.browser.get(reverse("practice:forms")).status_code == 404


def test_a_keeper_finds_nothing_of_anybody_at_any_address(ana, cleo):
    kept, draft = ana.write(WORDS), ana.begin()
    keep_shelf(cleo)
    form_row = bring(cleo.browser, written(form()))
    publish(cleo.browser, form_row)
    # Those that end a session come last; the keeper is asked in again if need be.
    for row in (kept, form_row):
        for where in every_page(get_resolver(), row=row, draft=draft):
            page = cleo.browser.get(where)
            body = b"".join(page) if page.streaming else page.content
            assert WORDS.encode() not in body, where
            assert ana.name.encode() not in body, where
            assert ana.sign_in.encode() not in body, where
        cleo.sign_in_again()
    assert cleo.browser.get(f"/journal/read/{kept}/").status_code == 404
    assert ana.read(kept).status_code == 200


def test_the_keepers_room_cannot_even_import_what_reads():
    folder = Path(practice.__file__).parent
    files = sorted(folder.rglob("*.py"))
    assert len(files) >= 5
    imported = {
        name
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [one.name for one in getattr(node, "names", [])]
            if isinstance(node, ast.Import)
            else []
        )
    }
    assert any(name.startswith("holdspace.library") for name in imported)
    reading = ("journal", "core.vault", "accounts.store", "accounts.models")
    for name in imported:
        assert not name.startswith(tuple(f"holdspace.{one}" for one in reading)), name


class _Page(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.scripts, self.tags, self.leads, self.attributes = [], set(), [], set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        given = dict(attrs)
        if tag == "script":
            self.scripts.append(given.get("src", ""))
        for name, value in attrs:
            self.attributes.add(name)
            if name in {"src", "href", "action", "formaction", "data", "srcset"}:
                self.leads.append(value or "")


@pytest.fixture
def calls(monkeypatch):
    """Every try of this process to find or reach another machine."""
    found = []
    monkeypatch.setattr(socket.socket, "connect", lambda *given: found.append(given))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **_: found.append(given))
    return found


def test_nothing_in_a_form_runs_or_reaches_anybody(ana, calls):
    keep_shelf(ana)
    row = bring(ana.browser, written(form()))
    places = [
        address(name, converters, row=row, draft=row)
        for name, converters in DOORS
        if name
        in {"practice:forms", "practice:form", "practice:whole", "practice:screen"}
    ]
    assert len(places) == 4
    publish(ana.browser, row)
    for where in places:
        answer = ana.browser.get(where)
        assert answer.status_code == 200, where
        page = _Page(answer.content.decode())
        assert all(one.startswith("/static/") for one in page.scripts), where
        assert not page.tags & {"img", "iframe", "object", "embed", "base", "b"}, where
        assert not [one for one in page.attributes if one.startswith("on")], where
        assert not [one for one in page.leads if not one.startswith(("/", "#"))], where
        assert not [one for one in page.leads if one.startswith("//")], where
        # It is there, as text.
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.content.decode()
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert calls == []


def test_its_file_goes_out_as_a_file_and_not_as_a_page(ana):
    keep_shelf(ana)
    content = written(form())
    row = bring(ana.browser, content)
    answer = ana.browser.get(reverse("practice:file", args=[row]))
    assert answer.content == content
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Type"] == "application/fhir+json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_no_row_tells_who_brought_a_form_in_or_answered_it(ana, cleo):
    keep_shelf(ana)
    publish(ana.browser, bring(ana.browser, written(form())))
    cleo.write(WORDS)
    (row,) = raw.rows("library_form")
    told = repr(row)
    for somebody in (ana, cleo):
        for secret in (somebody.sign_in, str(somebody.id), somebody.id.hex):
            assert secret not in told
