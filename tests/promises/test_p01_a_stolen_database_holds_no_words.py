"""P-01: a stolen database holds nothing that a person wrote."""

from __future__ import annotations

import re

import pytest

from tests.promises import people, raw

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "Kobaltblaue Traurigkeit über Wiebkes leeren Stuhl"
BODY = "Zwerchfellgewitter hinter den Rippen"
FEELING = "Fernwehmut"
LATER = "Nachhallstille am nächsten Morgen"
CORRECTED = "Umgeschriebenes Salzwasserlied"
LEFT_OPEN = "Halbfertiger Gedankenstrich"
LIKE_A_CODE = re.compile(rb"[0-9A-Z]{4}(-?[0-9A-Z]{4}){6}")
WHILE_LOCKED = "Im Dunkeln weitergetippt"


def _live(ana):
    """Everything that a person can write, in every place that takes it."""
    draft = ana.begin()
    ana.save(draft, 1, {"feelings": ["grief", FEELING], "feelings-words": WORDS})
    ana.save(draft, 3, {"body-words": BODY})
    kept = ana.keep(draft)
    ana.browser.post(f"/journal/later/{kept}/", {"at": "20-minutes", "words": LATER})
    correction = ana.browser.post(f"/journal/correct/{kept}/", {"screen": "2"})
    where = correction["Location"]
    ana.save(where.split("/")[-3], 2, {"trigger-words": CORRECTED})
    ana.keep(where.split("/")[-3])
    ana.browser.post("/words/", {"added": FEELING, "shown": ["grief"]})
    open_draft = ana.begin("held-back-tears")
    token = ana.token_for(open_draft)
    ana.send(open_draft, 1, {"feelings-words": LEFT_OPEN}, token)
    ana.browser.post("/lock/")
    ana.send(open_draft, 1, {"feelings-words": WHILE_LOCKED}, token)
    return kept, open_draft


def _secrets(ana):
    written = (WORDS, BODY, FEELING, LATER, CORRECTED, LEFT_OPEN, WHILE_LOCKED)
    code = (ana.code, ana.code.replace("-", ""))
    return (*written, ana.name, ana.password, *code)


def test_the_journey_is_really_there(ana):
    kept, left_open = _live(ana)
    ana.unlock()
    page = ana.read(kept).content.decode()
    for words in (WORDS, BODY, FEELING, LATER, CORRECTED):
        assert words in page
    draft = ana.browser.get(f"/journal/write/{left_open}/1/").content.decode()
    assert WHILE_LOCKED in draft


def test_a_dump_of_every_table_and_file_has_no_words(ana):
    _live(ana)
    stolen = raw.everything()
    assert len(stolen) > 20_000
    assert [words for words in _secrets(ana) if raw.found_in(stolen, words)] == []


def test_the_search_would_find_words_in_each_shape():
    for shape in raw.forms(WORDS):
        assert raw.found_in(b"before " + shape.upper() + b" after", WORDS)


def test_a_recovery_code_that_waits_to_be_typed_back_cannot_be_read():
    ana = people.Somebody("ana-who-writes", "Anastasija").join(confirm=False)
    stolen = raw.everything()
    code = people.CODE.search(ana.browser.get("/code/").content.decode())[1]
    assert LIKE_A_CODE.fullmatch(code.encode())
    assert LIKE_A_CODE.search(stolen) is None
    # Had another code been stored before, it would have been replaced by now.
    assert raw.rows("accounts_personlock")[0]["code_to_confirm"] in stolen
    assert not raw.found_in(stolen, code)
    assert not raw.found_in(stolen, code.replace("-", ""))
