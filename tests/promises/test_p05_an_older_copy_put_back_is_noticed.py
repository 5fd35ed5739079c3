"""P-05: an older version of a row, or a deleted row, put back is not shown."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from holdspace.journal import flows
from holdspace.web import clock
from tests.promises import raw

pytestmark = pytest.mark.django_db(transaction=True)

OLD = "what I first believed about the letter"
NEW = "what I know about the letter now"
CANNOT = "This one piece cannot be opened."


def test_an_older_version_of_a_reflection_is_not_shown(ana):
    kept = ana.write(OLD)
    older = raw.sealed_row(ana.id, kept)
    ana.browser.post(f"/journal/later/{kept}/", {"at": "20-minutes", "words": NEW})
    assert NEW in ana.read(kept).content.decode()
    raw.put_sealed(ana.id, kept, older)
    answer = ana.read(kept)
    assert answer.status_code == 409
    assert CANNOT in answer.content.decode()
    assert OLD not in answer.content.decode()
    assert "an older copy was put in their place" in ana.timeline()


def test_an_older_version_of_a_draft_is_not_shown(ana):
    draft = ana.begin()
    ana.save(draft, 1, {"feelings-words": OLD})
    older = raw.sealed_row(ana.id, draft)
    ana.save(draft, 1, {"feelings-words": NEW})
    raw.put_sealed(ana.id, draft, older)
    answer = ana.browser.get(f"/journal/write/{draft}/1/")
    assert answer.status_code == 409
    assert OLD not in answer.content.decode()


def test_an_older_profile_is_not_shown(ana):
    (older,) = raw.one(
        "SELECT profile FROM accounts_personlock WHERE person_id = %s", ana.id
    )
    ana.browser.post("/you/", {"name": "Another name", "zone": ""})
    assert raw.run(
        "UPDATE accounts_personlock SET profile = %s WHERE person_id = %s",
        older,
        ana.id,
    )
    page = ana.browser.get("/you/").content.decode()
    assert ana.name not in page


def test_a_deleted_reflection_put_back_is_not_shown(ana):
    kept, other = ana.write(OLD), ana.write(NEW)
    row = raw.sealed_row(ana.id, kept)
    ana.browser.post(f"/journal/let-go/{kept}/")
    flows.sweep(clock.now() + timedelta(minutes=20))
    assert raw.sealed_row(ana.id, kept) is None
    assert raw.run(
        "INSERT INTO journal_sealedrow (id, person_id, sealed) VALUES (%s, %s, %s)",
        kept,
        ana.id,
        row,
    )
    assert ana.read(kept).status_code == 404
    page = ana.timeline()
    assert OLD not in page
    assert NEW in page
    assert ana.read(other).status_code == 200


def _gone_and_brought_in(ana, held, kept, file):
    """Let go of, overwritten, and brought in again under the id that it had."""
    ana.browser.post(f"/journal/let-go/{kept}/")
    held.move(timedelta(minutes=11))
    assert flows.sweep(held.moment + timedelta(minutes=5)) == 1
    answer = ana.browser.post(
        "/you/import/", {"file": SimpleUploadedFile("x.json", file)}
    )
    assert "New here: 1 reflection" in answer.content.decode()
    assert OLD in ana.read(kept).content.decode()


def test_what_was_let_go_and_brought_in_again_is_not_what_it_was_before(ana):
    with clock.held_at(clock.now()) as held:
        kept = ana.write(OLD)
        before = [raw.sealed_row(ana.id, kept)]
        given = {"form": "bundle", "password": ana.password}
        answer = ana.browser.post("/you/export/", given)
        file = b"".join(answer.streaming_content)
        _gone_and_brought_in(ana, held, kept, file)
        before.append(raw.sealed_row(ana.id, kept))
        _gone_and_brought_in(ana, held, kept, file)
        # As often as it was sealed under this id before, and once more.
        for _ in range(6):
            now = raw.sealed_row(ana.id, kept)
            for envelope in before:
                raw.put_sealed(ana.id, kept, envelope)
                assert ana.read(kept).status_code == 409
            raw.put_sealed(ana.id, kept, now)
            assert ana.read(kept).status_code == 200
            declined = {"go": "not-now", "at": "next-day"}
            ana.browser.post(f"/journal/later/{kept}/", declined)
            before.append(now)


def test_a_row_that_was_taken_away_is_missed(ana):
    kept = ana.write(OLD)
    assert raw.run("DELETE FROM journal_sealedrow WHERE id = %s", kept)
    assert ana.read(kept).status_code == 409
    assert "cannot be opened" in ana.timeline()
