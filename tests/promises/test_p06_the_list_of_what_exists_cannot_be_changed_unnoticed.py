"""P-06: the sealed list of what exists cannot be cut, emptied or put back in part."""

from __future__ import annotations

import pytest

from holdspace.core import vault
from tests.promises import raw

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "the list must not lose this"


def _cannot(answer):
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "cannot be opened" in page
    assert WORDS not in page
    assert "Nothing is kept yet" not in page


def test_an_older_part_put_back_is_noticed(ana):
    kept = ana.write(WORDS)
    number = vault.shard_of(kept)
    older = raw.manifest(ana.id)[number]
    ana.browser.post(f"/journal/later/{kept}/", {"at": "20-minutes", "words": "more"})
    raw.put_part(ana.id, number, older)
    _cannot(ana.read(kept))


def test_an_older_root_put_back_is_noticed(ana):
    kept = ana.write(WORDS)
    older = raw.manifest(ana.id)[vault.SHARDS]
    ana.browser.post(f"/journal/later/{kept}/", {"at": "20-minutes", "words": "more"})
    raw.put_part(ana.id, vault.SHARDS, older)
    _cannot(ana.read(kept))


def test_an_older_list_put_back_beside_a_newer_row_is_noticed(ana):
    kept = ana.write(WORDS)
    older = raw.manifest(ana.id)
    ana.browser.post(f"/journal/later/{kept}/", {"at": "20-minutes", "words": "more"})
    for part, sealed in older.items():
        raw.put_part(ana.id, part, sealed)
    _cannot(ana.read(kept))


def test_a_part_taken_away_is_noticed(ana):
    kept = ana.write(WORDS)
    assert raw.run(
        "DELETE FROM accounts_manifestpart WHERE part = %s", vault.shard_of(kept)
    )
    _cannot(ana.read(kept))
    for page in (ana.timeline(), ana.browser.get("/today/").content.decode()):
        assert "Nothing is kept yet" not in page
        assert "cannot be opened" in page


def test_a_list_taken_away_does_not_read_as_an_empty_diary(ana):
    kept = ana.write(WORDS)
    assert raw.run("DELETE FROM accounts_manifestpart WHERE person_id = %s", ana.id)
    _cannot(ana.read(kept))
    _cannot(ana.browser.get("/timeline/"))
    _cannot(ana.browser.get("/today/"))


def test_the_list_of_another_person_is_not_taken_for_ones_own(ana, cleo):
    kept, others = ana.write(WORDS), cleo.write("elsewhere")
    for part, sealed in raw.manifest(cleo.id).items():
        raw.run(
            "DELETE FROM accounts_manifestpart WHERE person_id = %s AND part = %s",
            ana.id,
            part,
        )
        assert raw.run(
            "INSERT INTO accounts_manifestpart (person_id, part, sealed) "
            "VALUES (%s, %s, %s)",
            ana.id,
            part,
            sealed,
        )
    _cannot(ana.read(kept))
    _cannot(ana.read(others))
