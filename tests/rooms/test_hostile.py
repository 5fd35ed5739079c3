"""What nobody sends by accident: every address, every method, any bytes.

Nothing may answer with a 500, keep half of something, or lose a person's words.
"""

from __future__ import annotations

import json
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
from django.conf import settings as now_set
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, get_resolver
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdspace.journal import flows
from holdspace.library import shelf
from tests.rooms import people

SOME = UUID("12345678-1234-4234-8234-123456789abc")
FORM = "application/x-www-form-urlencoded"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW")
SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
_FILL = {
    "draft": SOME,
    "bond": SOME,
    "copy": SOME,
    "invite": SOME,
    "note": SOME,
    "task": SOME,
    "letter": SOME,
    "session": SOME,
    "reflection": SOME,
    "row": SOME,
    "number": 1,
    "back": 1,
    "start": 0,
    "step": SOME,
    "form": SOME,
    "code": "GB",
    "token": "never-a-token",
    "table": "accounts_person",
    "pace": "longer-out",
    "minutes": 3,
}
quick = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def _addresses():
    found = []
    for one in _patterns(get_resolver().url_patterns):
        path = str(one.pattern)
        for name, converter in one.pattern.converters.items():
            kind = type(converter).__name__.removesuffix("Converter").lower()
            for written in (f"<{kind}:{name}>", f"<{name}>"):
                path = path.replace(written, str(_FILL[name]))
        found.append(f"/{path}")
    return sorted(set(found))


def _patterns(patterns):
    for one in patterns:
        if isinstance(one, URLPattern):
            yield one
        else:
            yield from _patterns(one.url_patterns)


ADDRESSES = _addresses()
BODIES = [
    (FORM, b""),
    (FORM, b"%"),
    (FORM, b"\xff\xfe\x00"),
    (FORM, b"%ED%A0%80=%ED%B0%80&a=%00&%00=1"),
    (FORM, b"token=x&go=%F0%28%8C%28&words=\xc3\x28"),
    (FORM, b"=&=&&;;a;b=c"),
    (FORM, b"token=" + b"A" * 3000),
    (FORM + "; charset=utf-7", b"a=b"),
    (FORM + "; charset=nonsense", b"a=b"),
    (FORM, b"zone=../../etc/passwd&choice[]=1&page=1&screen=" + b"9" * 5000),
    ("application/json", b'{"token": null'),
    ("application/json", b"[" * 1000),
    ("text/plain", b"hello"),
    ("", b"hello"),
    ("multipart/form-data", b"no boundary"),
    ("multipart/form-data; boundary=x", b"--x\r\n\r\n"),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="words"; filename="a"\r\n\r\n'
        b"\x00\xff\r\n--x--\r\n",
    ),
    ("multipart/form-data; boundary=" + "y" * 300, b"--y"),
    ("multipart/form-data; boundary=\xff", b"--x"),
]


def _clients(ana, visitor):
    return {
        "open": ana.client,
        "locked": ana.locked_browser(),
        "visitor": visitor,
    }


def _sweep(someone):
    """Let go of everything, so that the next example begins with nothing."""
    for kind in (flows.DRAFT, flows.REFLECTION):
        for entry in flows.list_entries(someone.space, kind=kind):
            flows.let_go(someone.space, row=entry.row, now=people.NOON)


def _check(answer, what):
    assert answer.status_code < 500, what
    assert "Cache-Control" in answer.headers, what


@pytest.mark.parametrize("path", ADDRESSES)
def test_every_address_bears_every_method_and_body(ana, visitor, path):
    for who, client in _clients(ana, visitor).items():
        for method in METHODS:
            answer = client.generic(method, path)
            _check(answer, (who, method, path))
        for kind, body in BODIES:
            for more in ({}, {"headers": {"X-Autosave": "1"}}):
                answer = client.generic("POST", path, body, content_type=kind, **more)
                _check(answer, (who, path, kind, body))
                # Signing out and locking work: open the space again for the rest.
                if who == "open" and path in (
                    "/lock/",
                    "/locked/",
                    "/sign-out/",
                    "/leave/",
                ):
                    client = ana.browser()


@pytest.mark.parametrize("path", ADDRESSES)
def test_every_form_is_checked_to_be_ours(ana, path):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies = ana.client.cookies
    answer = client.post(path, {"name": "x", "added": "Kept nowhere, shown again."})
    assert answer.status_code in (403, 404, 405) or path == "/help/country/"
    if answer.status_code == 403 and not path.startswith("/journal/write/"):
        assert "Kept nowhere, shown again." in people.shown(answer)


@pytest.mark.parametrize(
    "path",
    [
        "/journal/write/../../today/",
        "/journal/write/%2e%2e/1/",
        f"/journal/write/{SOME}/{'9' * 5000}/",
        f"/journal/write/{SOME}/-1/",
        f"/journal/write/{SOME}/%31/",
        f"/journal/write/{str(SOME).upper()}/1/",
        f"/journal/read/{SOME}%00/",
        "/journal/read/%ED%A0%80/",
        "/journal/read/%ff%fe/",
        "/timeline/%00/",
        "/timeline/%ED%A0%80/",
        "/timeline/1%0a/",
        "/timeline/" + "9" * 5000 + "/",
        "/help/%00/",
        "/help/%F0%9F%98%80/",
        "/help/../today/",
        "/static/../settings.py",
        "/static/%2e%2e/%2e%2e/config/space/settings.py",
        "/static/%00",
        "/static/%ff",
        "//elsewhere.example/today/",
        "/today",
        "/today//",
        "/%",
        "/%zz",
        "/\u202e/",
        "/.git/config",
        "/today/;/",
        "/today/?next=" + "x" * 9000,
        "/unlock/?next=%00",
        "/unlock/?next=" + "/x" * 4000,
        "/unlock/?%ED%A0%80",
        "/sign-in/?next=//elsewhere.example",
    ],
)
def test_no_path_is_a_trick(ana, visitor, path):
    for client in (ana.client, visitor):
        answer = client.get(path)
        assert answer.status_code < 500
        assert "elsewhere.example" not in answer.get("Location", "").partition("?")[0]
        assert (
            "SECRET" not in str(answer.content[:2000]) if not answer.streaming else True
        )


# --- Long things -----------------------------------------------------------------


def _kept(someone, draft, link="words"):
    return flows.open_draft(someone.space, draft=draft, zone="UTC").answers.first(link)


@pytest.mark.parametrize("letter", ["x", "é", "😀", "\n", "&"])
def test_a_hundred_thousand_characters_are_kept_and_one_more_comes_back(ana, letter):
    draft = people.begin(ana, shelf.CHECK_IN)
    token = people.token_on(ana.client, draft)
    text = letter * 99_999 + "!"
    answer = ana.client.post(people.address(draft), {"token": token, "words": text})
    assert answer.status_code == 303
    assert _kept(ana, draft) == text
    longer = text + "?"
    token = people.token_on(ana.client, draft)
    answer = ana.client.post(people.address(draft), {"token": token, "words": longer})
    assert answer.status_code == 422
    page = people.shown(answer)
    assert longer in page
    assert "100,001 of 100,000" in page
    assert _kept(ana, draft) == text
    saved = ana.client.post(
        people.address(draft),
        {"token": token, "words": longer},
        headers={"X-Autosave": "1"},
    )
    assert saved.status_code == 422
    assert "100,001 of 100,000" in saved.json()["problems"][0]["sentence"]


def test_ten_megabytes_come_back_whole_with_the_reason(ana):
    draft = people.begin(ana, shelf.CHECK_IN)
    token = people.token_on(ana.client, draft)
    text = "0123456789" * 1_000_000
    sent = {"token": token, "mood": "5", "words": text}
    answer = ana.client.post(people.address(draft), sent)
    assert answer.status_code == 422
    assert text in answer.content.decode()
    assert "10,000,000 of 100,000" in people.shown(answer)
    assert _kept(ana, draft, "mood") is None


def test_ten_megabytes_while_locked_come_back_whole_too(ana):
    draft = people.begin(ana, shelf.CHECK_IN)
    token = people.token_on(ana.client, draft)
    text = "0123456789" * 1_000_000
    sent = {"token": token, "words": text}
    answer = people.browser().post(people.address(draft), sent)
    assert answer.status_code == 422
    assert text in answer.content.decode()
    assert "longer than one reflection can hold" in people.shown(answer)
    saved = people.browser().post(
        people.address(draft), sent, headers={"X-Autosave": "1"}
    )
    assert saved.status_code == 422
    assert _kept(ana, draft) is None


def test_more_than_all_of_it_is_refused_before_it_is_read(ana, visitor):
    draft = people.begin(ana, shelf.CHECK_IN)
    token = people.token_on(ana.client, draft)
    body = f"token={token}&words=".encode() + b"x" * (49 * 1024 * 1024)
    answer = ana.client.generic("POST", people.address(draft), body, content_type=FORM)
    assert answer.status_code == 413
    assert _kept(ana, draft) is None
    long = b"sign_in=ana&password=" + b"x" * 70_000
    for path in ("/sign-in/", "/create/", "/recover/", "/help/country/", "/today/"):
        answer = visitor.generic("POST", path, long, content_type=FORM)
        assert answer.status_code == 413


def test_every_screen_full_to_the_brim_is_kept_or_comes_back(ana):
    draft = people.begin(ana)
    brim = "😀" * 100_000
    texts = [
        "feelings-words",
        "trigger-words",
        "body-words",
        "clearer-words",
        "needs-words",
    ]
    for number, link in enumerate(texts, start=1):
        token = people.token_on(ana.client, draft, number)
        sent = {"token": token, link: brim, "go": "end", "clearer": "yes"}
        answer = ana.client.post(people.address(draft, number), sent)
        assert answer.status_code == 303
        assert _kept(ana, draft, link) == brim
    row = ana.client.post(f"/journal/end/{draft}/", {"go": "keep"})["Location"]
    assert ana.client.get(row).status_code == 200
    assert ana.client.get("/timeline/").status_code == 200
    # And as much again, added: whatever does not fit any more comes back.
    for _ in range(12):
        begun = ana.client.post(f"/journal/add/{draft}/")["Location"]
        page = ana.client.get(begun)
        sent = {"token": people.token_in(page), "words": brim, "go": "end"}
        end = ana.client.post(begun, sent)["Location"]
        kept = ana.client.post(end, {"go": "keep"})
        assert kept.status_code < 500
        if kept.status_code != 303:
            assert kept.status_code == 409
            assert "😀" * 1000 in people.shown(ana.client.get(end))
    assert ana.client.get(f"/journal/read/{draft}/").status_code == 200


def test_five_thousand_and_one_fields_are_too_many(ana):
    draft = people.begin(ana, shelf.CHECK_IN)
    token = people.token_on(ana.client, draft)
    for number, status in ((4_990, 303), (5_001, 413)):
        fields = {"token": token, **{f"f{n}": "x" for n in range(number)}}
        answer = ana.client.post(people.address(draft), fields)
        assert answer.status_code == status


def test_many_values_and_rows_are_refused_with_the_words(ana):
    draft = people.begin(ana)
    token = people.token_on(ana.client, draft)
    sent = {
        "token": token,
        "feelings": [f"own {n}" for n in range(300)],
        "feelings+own": ", ".join(f"word {n}" for n in range(300)),
        "feelings-words": "and these words",
    }
    answer = ana.client.post(people.address(draft), sent)
    assert answer.status_code == 422
    assert "and these words" in people.shown(answer)
    token = people.token_on(ana.client, draft, 5)
    rows = {f"support-ledger.{n}.asked": "yes" for n in range(150)}
    sent = {"token": token, "needs-words": "more words", **rows}
    answer = ana.client.post(people.address(draft, 5), sent)
    assert answer.status_code == 422
    assert "more words" in people.shown(answer)


def test_an_own_word_that_is_too_long_comes_back(ana):
    draft = people.begin(ana)
    token = people.token_on(ana.client, draft)
    sent = {"token": token, "feelings+own": "w" * 61}
    answer = ana.client.post(people.address(draft), sent)
    assert answer.status_code == 422
    assert "w" * 61 in people.shown(answer)


# --- Tokens ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "a:b:c",
        "\0",
        "é",
        "😀" * 100,
        "W10:1:x",
        "x" * 10_000,
        "::::",
        "\ud800",
    ],
)
@pytest.mark.parametrize("who", ["open", "locked", "visitor"])
def test_a_forged_token_writes_nothing_and_the_words_come_back(
    ana, visitor, token, who
):
    draft = people.begin(ana, shelf.CHECK_IN)
    client = _clients(ana, visitor)[who]
    body = f"token={quote(token, errors='surrogatepass')}&words=mine+to+keep"
    where = people.address(draft)
    answer = client.generic("POST", where, body.encode(), content_type=FORM)
    assert answer.status_code in (403, 422)
    assert "mine to keep" in people.shown(answer)
    assert _kept(ana, draft) is None


def test_a_token_of_somebody_else_writes_to_theirs_and_shows_nothing(ana, cleo):
    """A token is a right to write to one screen; nothing of it can be read back."""
    draft = people.begin(ana, shelf.CHECK_IN)
    token = people.token_on(ana.client, draft)
    answer = cleo.client.post(
        people.address(draft), {"token": token, "words": "from Cleo", "go": "end"}
    )
    assert answer.status_code == 303
    assert answer["Location"].startswith("/unlock/")
    assert cleo.client.get(people.address(draft)).status_code == 404
    opened = flows.open_draft(ana.space, draft=draft, zone="UTC")
    assert opened.draft.locked


def test_a_token_for_one_screen_is_of_no_use_on_another(ana):
    draft, other = people.begin(ana), people.begin(ana)
    token = people.token_on(ana.client, draft, 1)
    # The token says where to, whatever the address says.
    where = people.address(other, 3)
    ana.client.post(
        where, {"token": token, "feelings-words": "here", "body-words": "no"}
    )
    assert _kept(ana, draft, "feelings-words") == "here"
    assert _kept(ana, draft, "body-words") is None
    assert _kept(ana, other, "body-words") is None


def test_a_session_that_ends_in_the_middle_of_a_question_loses_nothing(ana):
    draft = people.begin(ana, shelf.CHECK_IN)
    token = people.token_on(ana.client, draft)
    for name in (now_set.SESSION_COOKIE_NAME, now_set.UNLOCKED_COOKIE_NAME):
        del ana.client.cookies[name]
    sent = {"token": token, "words": "in the middle", "go": "end"}
    answer = ana.client.post(people.address(draft), sent)
    assert answer.status_code == 303
    where = ana.client.get(answer["Location"])["Location"]
    assert where.startswith("/sign-in/?next=")
    page = ana.client.get(where)
    nexts = people.shown(page).partition('name="next" value="')[2].partition('"')[0]
    signed = ana.client.post(
        "/sign-in/", {"sign_in": "ana", "password": people.PASSWORD, "next": nexts}
    )
    assert signed["Location"] == f"/journal/end/{draft}/"
    assert "in the middle" in people.shown(ana.client.get(signed["Location"]))


# --- Bytes -----------------------------------------------------------------------


def test_no_field_is_a_script(ana):
    ana.client.post("/you/", {"name": SCRIPT[:80], "zone": ""})
    ana.client.post("/words/", {"added": SCRIPT[:60]})
    draft = people.begin(ana)
    everything = {
        1: {"feelings+own": SCRIPT[:40], "feelings-words": SCRIPT},
        2: {"trigger-words": SCRIPT},
        3: {"body-words": SCRIPT, "feelings-after+own": SCRIPT[:40]},
        5: {"needs+own": SCRIPT[:40], "needs-words": SCRIPT},
        6: {"when.date": SCRIPT, "when.time": SCRIPT, "minutes": SCRIPT},
    }
    pages = []
    for number, fields in everything.items():
        token = people.token_on(ana.client, draft, number)
        sent = {"token": token, "zone": SCRIPT, **fields}
        pages.append(ana.client.post(people.address(draft, number), sent))
        pages.append(ana.client.get(people.address(draft, number)))
    bad = {"token": SCRIPT, "feelings-words": SCRIPT, SCRIPT: SCRIPT}
    pages.append(ana.client.post(people.address(draft), bad))
    pages.append(people.browser().post(people.address(draft), bad))
    pages.append(ana.client.get(f"/journal/end/{draft}/"))
    ana.client.post(f"/journal/end/{draft}/", {"go": "keep"})
    for path in (
        f"/journal/read/{draft}/",
        "/timeline/",
        "/search/",
        "/today/",
        "/you/",
        "/you/held/",
        "/words/",
    ):
        pages.append(ana.client.get(path))
    looked_for = dict.fromkeys(("words", "feeling", "need", "month", "start"), SCRIPT)
    pages.append(ana.client.post("/search/", looked_for))
    pages.append(ana.client.post("/search/", {"words": SCRIPT}))
    for path in ("/sign-in/", "/create/", "/recover/", "/unlock/"):
        sent = {"sign_in": SCRIPT, "name": SCRIPT, "code": SCRIPT, "next": SCRIPT}
        pages.append(people.browser().post(path, sent))
        pages.append(people.browser().get(path, {"next": SCRIPT}))
    pages.append(ana.client.get(f"/timeline/{quote(SCRIPT, safe='')}/"))
    for page in pages:
        assert page.status_code < 500
        assert b"<script>alert" not in page.content
        assert b"<img src=x" not in page.content
        assert b"onerror=alert(2)>" not in page.content.replace(b"&gt;", b"")


@quick
@given(text=st.text(alphabet=st.characters(), max_size=300))
def test_any_text_is_kept_as_it_is_or_as_clean_says(ana, text):
    from holdspace.core.guides.posting import clean

    draft = people.begin(ana, shelf.CHECK_IN)
    token = people.token_on_new_page(ana, draft)
    body = "&".join(
        f"{name}={quote(value, errors='surrogatepass')}"
        for name, value in {"token": token, "words": text}.items()
    )
    where = people.address(draft)
    answer = ana.client.generic("POST", where, body.encode(), content_type=FORM)
    assert answer.status_code == 303
    said = _kept(ana, draft) or ""
    whole = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    assert said.strip() == clean(whole).strip()
    assert ana.client.get(where).status_code == 200
    kept = ana.client.post(f"/journal/end/{draft}/", {"go": "keep"})
    assert ana.client.get(kept["Location"]).status_code == 200


@quick
@given(body=st.binary(max_size=400), number=st.integers(0, 8))
def test_any_bytes_to_a_screen(ana, body, number):
    draft = people.begin(ana)
    token = people.token_on_new_page(ana, draft)
    body = f"token={token}&".encode() + body
    where = people.address(draft, number)
    for client in (ana.client, people.browser()):
        answer = client.generic("POST", where, body, content_type=FORM)
        assert answer.status_code < 500
    assert ana.client.get("/today/").status_code == 200
    assert ana.client.get(people.address(draft)).status_code == 200
    _sweep(ana)


_names = st.sampled_from(
    [
        "feelings",
        "feelings+own",
        "feelings-words",
        "when",
        "when.date",
        "when.time",
        "minutes",
        "mood-after",
        "support-ledger.0.need",
        "support-ledger.0.asked",
        "support-ledger.9999.came",
        "support-ledger.0.need+own",
        "trigger",
        "kinds",
        "intensity",
        "clearer",
        "needs",
        "body-places",
        "setting",
        "said-something-new",
        "company",
        "support",
        "apology",
        "zone",
        "count",
        "go",
        "beacon",
    ]
)


@settings(parent=quick, max_examples=30)
@given(
    fields=st.dictionaries(
        _names,
        st.lists(
            st.one_of(
                st.text(max_size=20),
                st.sampled_from(
                    [
                        "yes",
                        "no",
                        "5",
                        "-1",
                        "1e9",
                        "٣",
                        "2026-02-30",
                        "24:00",
                        "0001-01-01",
                        "9999-12-31",
                        "23:59",
                        "in-session",
                        "grief",
                        "1" * 5000,
                        "none",
                        "numb",
                        "2026-11-23T25:00:00Z",
                        "2026-03-29",
                        "01:30",
                        "T",
                        "\u2028",
                    ]
                ),
            ),
            max_size=3,
        ),
        max_size=8,
    ),
    screen=st.integers(0, 6),
)
def test_any_answers_to_known_questions(ana, fields, screen):
    draft = people.begin(ana)
    where = people.address(draft, screen + 1)
    token = people.token_on(ana.client, draft, screen + 1)
    answer = ana.client.post(where, {"token": token, **fields})
    assert answer.status_code in (204, 303, 422)
    for path in (where, f"/journal/end/{draft}/"):
        assert ana.client.get(path).status_code == 200
    kept = ana.client.post(f"/journal/end/{draft}/", {"go": "keep"})
    assert kept.status_code == 303
    if kept["Location"].startswith("/journal/both/"):
        # What did not fit stands beside the draft, until it is decided on.
        (page,) = people.pages_in(ana.client.get(kept["Location"]))
        ana.client.post(kept["Location"], {"page": page, "choice": "first"})
        ana.client.post(f"/journal/end/{draft}/", {"go": "keep"})
    for path in (f"/journal/read/{draft}/", "/timeline/"):
        assert ana.client.get(path).status_code == 200
    begun = ana.client.post(f"/journal/correct/{draft}/", {"screen": str(screen + 1)})
    assert ana.client.get(begun["Location"]).status_code == 200
    _sweep(ana)


@quick
@given(
    name=st.text(max_size=60),
    password=st.text(max_size=60),
    code=st.text(max_size=60),
    where=st.text(max_size=60),
)
def test_any_names_passwords_and_codes(ana, visitor, name, password, code, where):
    sent = {
        "sign_in": name,
        "password": password,
        "code": code,
        "invitation": code,
        "name": name,
        "zone": where,
        "next": where,
        "country": code,
        "added": name,
        "shown": code,
    }
    data = json.loads(json.dumps(sent))
    for path in ("/sign-in/", "/create/", "/recover/", "/help/country/"):
        body = "&".join(
            f"{key}={quote(value, errors='surrogatepass')}"
            for key, value in data.items()
        )
        answer = visitor.generic("POST", path, body.encode(), content_type=FORM)
        assert answer.status_code < 500
    for path in ("/unlock/", "/you/", "/words/", "/begin/"):
        answer = ana.client.generic("POST", path, body.encode(), content_type=FORM)
        assert answer.status_code < 500
    assert ana.client.get("/today/").status_code == 200


@quick
@given(cookie=st.text(st.characters(max_codepoint=255), max_size=200))
def test_any_cookies(visitor, cookie):
    for path in ("/", "/today/", "/help/", "/sign-in/"):
        answer = visitor.get(path, headers={"Cookie": cookie})
        assert answer.status_code < 500


def test_huge_cookies(ana):
    names = (
        now_set.SESSION_COOKIE_NAME,
        now_set.UNLOCKED_COOKIE_NAME,
        now_set.CSRF_COOKIE_NAME,
        "country",
    )
    for name in names:
        client = ana.browser()
        client.cookies[name] = "x" * 100_000
        for path in ("/", "/today/", "/help/", "/sign-in/"):
            assert client.get(path).status_code < 500
        assert client.post("/sign-in/", {"sign_in": "ana"}).status_code < 500


@quick
@given(
    headers=st.dictionaries(
        st.sampled_from(
            [
                "Host",
                "X-Forwarded-For",
                "X-Forwarded-Proto",
                "Accept-Language",
                "Accept",
                "HX-Request",
                "X-Autosave",
                "Content-Length",
                "Range",
                "If-Modified-Since",
                "Origin",
                "Referer",
                "Sec-Fetch-Site",
                "X-Requested-With",
            ]
        ),
        st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60),
    )
)
def test_any_headers(ana, headers):
    for path in ("/", "/help/", "/today/"):
        answer = ana.client.get(path, headers=headers)
        assert answer.status_code < 500


# --- Files -----------------------------------------------------------------------

_RESPONSE = {
    "resourceType": "QuestionnaireResponse",
    "questionnaire": shelf.guide(shelf.CHECK_IN).canonical,
    "status": "completed",
    "authored": "2026-11-23T12:00:00Z",
}
_NESTED = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["linkId", "item", "answer", "valueString", "x"])
            | st.text(max_size=5),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


def _sent(client, raw):
    # A name that a browser would never send, on top.
    file = SimpleUploadedFile("../../<script>.json", raw)
    return client.post("/you/import/", {"file": file})


@quick
@given(raw=st.binary(max_size=3000))
def test_any_file_is_read_or_refused(ana, raw):
    assert _sent(ana.client, raw).status_code in (200, 422)


@quick
@given(
    fields=st.dictionaries(
        st.sampled_from(
            ["id", "status", "authored", "questionnaire", "item", "extension"]
        ),
        _NESTED,
    ),
    kept=_NESTED,
    entry=st.none() | _NESTED,
)
def test_any_entry_is_taken_in_or_told_and_every_page_still_opens(
    ana, fields, kept, entry
):
    _sweep(ana)
    one = {"resource": {**_RESPONSE, **fields}, "extension": kept, "fullUrl": kept}
    noted = {"url": "https://holdspace.org/fhir/kept", "extension": kept}
    two = {"resource": {**_RESPONSE, "status": "in-progress"}, "extension": [noted]}
    entries = [one, two, entry]
    found = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    answer = _sent(ana.client, json.dumps(found).encode())
    assert answer.status_code in (200, 422)
    assert "script" not in people.shown(answer).partition("<main")[2]
    for path in ("/today/", "/timeline/", "/you/", "/you/export/"):
        assert ana.client.get(path).status_code == 200
    for kind in (flows.REFLECTION, flows.DRAFT):
        for row in flows.list_entries(ana.space, kind=kind):
            place = "read" if kind == flows.REFLECTION else "end"
            page = ana.client.get(f"/journal/{place}/{row.row}/")
            assert page.status_code == 200
    for form in ("bundle", "markdown", "page"):
        given = {"form": form, "password": people.PASSWORD}
        answer = ana.client.post("/you/export/", given)
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content)


def test_a_told_person_of_any_shape_changes_nothing_for_the_worse(ana):
    for told in (
        {"name": "x", "extension": 7},
        {"name": [{"text": ["x"]}], "extension": [{"url": {}}]},
        {"name": [{"text": "N" * 10_000}]},
        {"extension": [{"url": "https://holdspace.org/fhir/time-zone"}]},
        {
            "extension": [
                {
                    "url": "https://holdspace.org/fhir/time-zone",
                    "valueString": "../../etc/passwd",
                }
            ]
        },
    ):
        resource = {"resourceType": "Person", **told}
        found = {
            "resourceType": "Bundle",
            "type": "collection",
            "entry": [{"resource": resource}],
        }
        assert _sent(ana.client, json.dumps(found).encode()).status_code == 200
        for path in ("/today/", "/you/", "/words/"):
            assert ana.client.get(path).status_code == 200


def test_unknown_ids_are_not_there_for_everybody(ana):
    for _ in range(3):
        row = uuid4()
        for path in (
            f"/journal/read/{row}/",
            f"/journal/end/{row}/",
            people.address(row),
        ):
            assert ana.client.get(path).status_code == 404
