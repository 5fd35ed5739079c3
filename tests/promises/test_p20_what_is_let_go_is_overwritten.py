"""P-20: letting go can be undone for ten minutes; then nothing of the row is left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection

from holdspace.accounts import flows as accounts
from holdspace.accounts import manifests
from holdspace.config import sweeper
from holdspace.web import clock
from tests.promises import people, raw

pytestmark = pytest.mark.django_db(transaction=True)

MOMENT = datetime(2031, 4, 17, 22, 41, 13, tzinfo=UTC)
WORDS = "to be let go of for good"
STAYS = "this one stays"
TEN = timedelta(minutes=10)
STEP = timedelta(minutes=5)


@pytest.fixture
def held():
    with clock.held_at(MOMENT) as held:
        yield held


def _let_go(ana, row):
    answer = ana.browser.post(f"/journal/let-go/{row}/")
    assert answer.status_code == 303


def _take_back(ana, row):
    return ana.browser.post(f"/journal/take-back/{row}/")


def test_it_is_out_of_sight_at_once(held):
    ana = people.ana()
    kept = ana.write(WORDS)
    _let_go(ana, kept)
    assert ana.read(kept).status_code == 404
    assert WORDS not in ana.timeline()


def test_for_ten_minutes_it_can_be_taken_back(held):
    ana = people.ana()
    kept = ana.write(WORDS)
    _let_go(ana, kept)
    held.move(TEN - timedelta(seconds=20))
    sweeper.sweep()
    assert _take_back(ana, kept).status_code == 303
    assert WORDS in ana.read(kept).content.decode()
    held.move(timedelta(hours=1))
    sweeper.sweep()
    assert raw.sealed_row(ana.id, kept) is not None


def test_after_that_it_cannot(held):
    ana = people.ana()
    kept = ana.write(WORDS)
    _let_go(ana, kept)
    held.move(TEN + STEP)
    assert _take_back(ana, kept).status_code == 404
    sweeper.sweep()
    assert _take_back(ana, kept).status_code == 404


def _every_version(ana):
    """Write, correct, add to and let go, and note each byte that was stored."""
    draft = ana.begin()
    seen = {raw.sealed_row(ana.id, draft)}
    for words in (WORDS, WORDS * 300, "shorter again"):
        ana.save(draft, 1, {"feelings-words": words})
        seen.add(raw.sealed_row(ana.id, draft))
    kept = ana.keep(draft)
    seen.add(raw.sealed_row(ana.id, kept))
    ana.browser.post(f"/journal/later/{kept}/", {"at": "20-minutes", "words": "x"})
    seen.add(raw.sealed_row(ana.id, kept))
    return kept, seen


def test_no_version_of_its_bytes_is_left_in_table_file_or_log_ahead(held):
    ana = people.ana()
    stays = ana.write(STAYS)
    kept, seen = _every_version(ana)
    assert len(seen) >= 5
    _let_go(ana, kept)
    held.move(TEN + STEP)
    sweeper.sweep()
    assert raw.sealed_row(ana.id, kept) is None
    assert raw.rows("journal_leaving") == []
    left = raw.everything()
    for sealed in seen:
        for piece in _pieces(sealed):
            assert piece not in left
    ana.sign_in_again()
    ana.unlock()
    assert STAYS in ana.read(stays).content.decode()


def test_the_search_would_have_found_them(held):
    ana = people.ana()
    kept = ana.write(WORDS)
    _let_go(ana, kept)
    left = raw.everything()
    assert all(piece in left for piece in _pieces(raw.sealed_row(ana.id, kept)))


def test_not_even_its_id_is_left(held):
    ana = people.ana()
    kept = ana.write(WORDS)
    _let_go(ana, kept)
    held.move(TEN + STEP)
    sweeper.sweep()
    left = raw.everything()
    assert kept.hex.encode() not in left
    assert str(kept).encode() not in left


def test_not_even_the_sealed_list_names_it_once_its_writer_has_come_back(held):
    ana = people.ana()
    kept, other = ana.write(WORDS), ana.write(STAYS)
    _let_go(ana, kept)
    assert kept in _listed(ana)
    held.move(TEN + STEP)
    sweeper.sweep()
    ana.sign_in_again()
    ana.unlock()
    ana.browser.get("/today/")
    assert kept not in _listed(ana)
    assert other in _listed(ana)


def test_taking_the_note_away_does_not_keep_the_row(held):
    ana = people.ana()
    kept = ana.write(WORDS)
    sealed = raw.sealed_row(ana.id, kept)
    _let_go(ana, kept)
    assert raw.run("DELETE FROM journal_leaving")
    held.move(TEN + STEP)
    sweeper.sweep()
    assert raw.sealed_row(ana.id, kept) == sealed
    ana.sign_in_again()
    ana.unlock()
    ana.browser.get("/today/")
    assert raw.sealed_row(ana.id, kept) is None


def test_a_draft_that_is_let_go_takes_with_it_what_waits_for_it(held):
    ana = people.ana()
    draft = ana.begin()
    token = ana.token_for(draft)
    ana.browser.post("/lock/")
    ana.send(draft, 1, {"feelings-words": WORDS}, token)
    (waiting,) = raw.rows("journal_waiting")
    ana.unlock()
    _let_go(ana, draft)
    held.move(TEN + STEP)
    sweeper.sweep()
    assert raw.rows("journal_waiting") == []
    left = raw.everything()
    assert all(piece not in left for piece in _pieces(waiting["sealed"]))


def test_letting_go_of_one_leaves_the_others(held):
    ana, cleo = people.ana(), people.cleo()
    one, other = ana.write(WORDS), ana.write(STAYS)
    theirs = cleo.write(STAYS)
    _let_go(ana, one)
    held.move(TEN + STEP)
    sweeper.sweep()
    for who, row in ((ana, other), (cleo, theirs)):
        who.sign_in_again()
        who.unlock()
        assert STAYS in who.read(row).content.decode()


def _listed(ana):
    """The rows that the sealed list names, opened as only its owner's browser can."""
    cookie = ana.browser.cookies[settings.UNLOCKED_COOKIE_NAME].value
    idle = timedelta(minutes=settings.IDLE_MINUTES)
    space = accounts.get_space(person=ana.id, cookie=cookie, now=clock.now(), idle=idle)
    return {entry.row for entry in manifests.list_all(space).entries}


def _pieces(sealed):
    """Pieces short enough that a page's border cannot hide all of them.

    The header is left out: it is the same in every row of one person.
    """
    return [sealed[start : start + 64] for start in range(64, len(sealed) - 64, 1000)]


def test_sqlite_is_told_to_overwrite_what_it_frees(transactional_db):
    if connection.vendor == "sqlite":
        assert raw.one("PRAGMA secure_delete") == (1,)
        assert raw.one("PRAGMA temp_store") == (2,)
