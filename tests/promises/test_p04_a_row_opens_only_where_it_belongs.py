"""P-04: a row moved, exchanged or relabelled is not shown, and that is said."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.promises import raw

pytestmark = pytest.mark.django_db(transaction=True)

ANAS = "Ana wrote about the red scarf"
CLEOS = "Cleo wrote about the lighthouse"
CANNOT = "This one piece cannot be opened."


def _cannot(answer):
    page = answer.content.decode()
    assert answer.status_code == 409
    assert CANNOT in page
    assert ANAS not in page
    assert CLEOS not in page


def test_a_row_copied_to_another_person_is_not_shown_to_them(ana, cleo):
    anas, cleos = ana.write(ANAS), cleo.write(CLEOS)
    raw.put_sealed(cleo.id, cleos, raw.sealed_row(ana.id, anas))
    _cannot(cleo.read(cleos))


def test_a_row_given_to_another_person_is_not_there_for_them(ana, cleo):
    anas = ana.write(ANAS)
    assert raw.run(
        "UPDATE journal_sealedrow SET person_id = %s WHERE id = %s", cleo.id, anas
    )
    assert cleo.read(anas).status_code == 404
    _cannot(ana.read(anas))


def test_two_rows_of_one_person_exchanged_are_not_shown(ana):
    one, other = ana.write(ANAS), ana.write("the second one")
    sealed = raw.sealed_row(ana.id, one)
    raw.put_sealed(ana.id, one, raw.sealed_row(ana.id, other))
    raw.put_sealed(ana.id, other, sealed)
    _cannot(ana.read(one))
    _cannot(ana.read(other))
    assert "2 reflections of this month cannot be opened" in ana.timeline()


def test_a_row_under_another_id_is_not_shown(ana):
    one, elsewhere = ana.write(ANAS), uuid4()
    assert raw.run("UPDATE journal_sealedrow SET id = %s WHERE id = %s", elsewhere, one)
    assert ana.read(elsewhere).status_code == 404
    _cannot(ana.read(one))


def test_a_draft_shown_as_a_reflection_is_not_shown(ana):
    draft = ana.begin()
    ana.save(draft, 1, {"feelings-words": ANAS})
    assert ana.read(draft).status_code == 404
    before = raw.sealed_row(ana.id, draft)
    kept = ana.keep(draft)
    assert kept == draft
    raw.put_sealed(ana.id, kept, before)
    _cannot(ana.read(kept))


def test_a_profile_put_in_the_place_of_another_is_not_shown(ana, cleo):
    (profile,) = raw.one(
        "SELECT profile FROM accounts_personlock WHERE person_id = %s", cleo.id
    )
    assert raw.run(
        "UPDATE accounts_personlock SET profile = %s WHERE person_id = %s",
        profile,
        ana.id,
    )
    assert cleo.name not in ana.browser.get("/you/").content.decode()


def test_what_waits_for_one_draft_is_not_filed_in_another(ana, cleo):
    drafts = {}
    for who, words in ((ana, ANAS), (cleo, CLEOS)):
        draft = who.begin()
        token = who.token_for(draft)
        who.browser.post("/lock/")
        who.send(draft, 1, {"feelings-words": words}, token)
        drafts[who.sign_in] = draft
    assert raw.run(
        "UPDATE journal_waiting SET person_id = %s, draft = %s WHERE person_id = %s",
        cleo.id,
        drafts[cleo.sign_in],
        ana.id,
    )
    cleo.unlock()
    where = f"/journal/write/{drafts[cleo.sign_in]}/1/"
    page = cleo.browser.get(where).content.decode()
    assert CLEOS in page
    assert ANAS not in page


def test_one_changed_byte_anywhere_is_noticed(ana):
    kept = ana.write(ANAS)
    sealed = raw.sealed_row(ana.id, kept)
    for place in (0, 2, 3, 10, 25, 60, 2000, len(sealed) - 1):
        changed = bytearray(sealed)
        changed[place] ^= 1
        raw.put_sealed(ana.id, kept, bytes(changed))
        _cannot(ana.read(kept))
    raw.put_sealed(ana.id, kept, sealed)
    assert ANAS in ana.read(kept).content.decode()


def test_a_row_cut_short_or_made_longer_is_noticed(ana):
    kept = ana.write(ANAS)
    sealed = raw.sealed_row(ana.id, kept)
    for changed in (b"", sealed[:-1], sealed + b"\0"):
        raw.put_sealed(ana.id, kept, changed)
        _cannot(ana.read(kept))
