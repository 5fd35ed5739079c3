"""P-02: no column tells which guide was used, what was answered, or when."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from holdspace.core import vault
from holdspace.library import shelf
from holdspace.web import clock
from tests.promises import people, raw

pytestmark = pytest.mark.django_db(transaction=True)

ENTRY_ON = datetime(2019, 2, 13, 4, 17, tzinfo=UTC)
HELD_AT = datetime(2031, 4, 17, 22, 41, 13, tzinfo=UTC)
CLASSES = (4096, 16384, 65536, 262144, 1048576, 4194304)
HEAD_AND_TAG = 48
HEAD_AND_TAG_TO_PUBLIC = 68
FEWEST_LETTERS = 6


def _codes():
    """Every name of a guide, of a question and of an answer that is long enough.

    Shorter ones turn up in random bytes by chance.
    """
    names = (shelf.AFTER_TEARS, shelf.HELD_BACK_TEARS, shelf.CHECK_IN, shelf.LATER)
    found = set(names)
    for name in names:
        waiting = list(shelf.guide(name).screens)
        for item in waiting:
            found.add(item.link_id)
            found.update(option.code for option in item.options)
            waiting.extend(item.items)
    return sorted(code for code in found if len(code) >= FEWEST_LETTERS)


def _write_some(ana):
    when = {"when.date": "2019-02-13", "when.time": "05:17"}
    draft = ana.begin()
    ana.save(draft, 1, {"feelings": ["grief", "sadness"], "feelings-words": "quiet"})
    ana.save(draft, 6, {**when, "setting": "in-session"})
    ana.keep(draft)
    ana.write("a moment", "check-in", mood="2")
    ana.begin("held-back-tears")


def test_no_name_of_a_guide_a_question_or_an_answer_is_stored(ana):
    _write_some(ana)
    stolen = raw.values(raw.private_tables()).lower()
    assert len(_codes()) > 50
    assert [code for code in _codes() if code.encode() in stolen] == []


def test_the_moment_of_an_entry_is_kept_and_shown_to_its_writer(ana):
    _write_some(ana)
    page = ana.browser.get("/timeline/1/").content.decode()
    assert "13 February" in page
    assert "quiet" in page


def test_nothing_that_a_person_wrote_leaves_a_date():
    with clock.held_at(HELD_AT):
        ana = people.ana()
        _write_some(ana)
        ana.browser.post("/sign-out/")
        stolen = raw.values(raw.private_tables())
    assert re.search(rb"(19|20)\d\d-?[01]\d-?[0-3]\d", _without_ids(stolen)) is None
    assert _moments() == []
    for moment in (ENTRY_ON, HELD_AT):
        for shape in _shapes(moment):
            assert shape not in stolen


def test_who_is_there_now_shows_only_in_coarse_steps(ana):
    with clock.held_at(HELD_AT) as held:
        ana.sign_in_again()
        ana.unlock()
        held.move(timedelta(minutes=3))
        ana.browser.get("/today/")
        sessions = [row["ends_at"] for row in raw.rows("accounts_session")]
        unlocked = [row["ends_at"] for row in raw.rows("accounts_unlocked")]
    assert sessions
    assert unlocked
    for day in map(_moment, sessions):
        assert (day.hour, day.minute, day.second, day.microsecond) == (0, 0, 0, 0)
    for end in map(_moment, unlocked):
        assert (end.minute % 5, end.second, end.microsecond) == (0, 0, 0)


def test_the_moment_of_letting_go_shows_in_steps_of_five_minutes(ana):
    kept = ana.write("to be let go")
    with clock.held_at(HELD_AT):
        ana.sign_in_again()
        ana.unlock()
        ana.browser.post(f"/journal/let-go/{kept}/")
    (leaving,) = raw.rows("journal_leaving")
    end = _moment(leaving["overwrite_at"])
    assert (end.minute % 5, end.second, end.microsecond) == (0, 0, 0)


def test_the_size_of_a_row_tells_its_class_and_no_more(ana):
    for words in ("x", "x" * 1500, "x" * 9000, "x" * 40000):
        ana.write(words)
    sizes = [len(row["sealed"]) for row in raw.rows("journal_sealedrow")]
    assert sorted(set(sizes)) == [4096 + 48, 16384 + 48, 65536 + 48]
    assert all(size - HEAD_AND_TAG in CLASSES for size in sizes)
    (lock,) = raw.rows("accounts_personlock")
    assert len(lock["profile"]) - HEAD_AND_TAG in CLASSES
    for part in raw.rows("accounts_manifestpart"):
        if part["part"] != vault.SHARDS:
            assert len(part["sealed"]) - HEAD_AND_TAG in CLASSES


def test_the_size_of_what_waits_tells_its_class_and_no_more(ana):
    draft = ana.begin()
    tokens = [ana.token_for(draft) for _ in range(2)]
    ana.browser.post("/lock/")
    for token, words in zip(tokens, ("x", "x" * 1500), strict=True):
        ana.send(draft, 1, {"feelings-words": words}, token)
    sizes = {len(row["sealed"]) for row in raw.rows("journal_waiting")}
    assert sizes == {4096 + HEAD_AND_TAG_TO_PUBLIC}


def test_a_session_has_the_same_size_whoever_it_is(ana):
    people.Somebody("n" * 250, "N" * 80).join()
    assert len({len(row["sealed"]) for row in raw.rows("accounts_session")}) == 1


def test_every_id_of_a_row_is_random_and_no_table_of_a_person_counts(ana):
    kept = ana.write("one")
    assert ana.id.version == kept.version == 4
    for table in raw.private_tables():
        with connection.cursor() as cursor:
            assert connection.introspection.get_sequences(cursor, table) == [] or (
                connection.vendor == "sqlite"
            )
    if connection.vendor == "sqlite":
        counted = {row["name"] for row in raw.rows("sqlite_sequence")}
        assert not counted & set(raw.private_tables())


def _without_ids(data):
    # Random ids and digests are long runs of hex, in which any date turns up.
    return re.sub(rb"[0-9a-f-]{32,}", b"", data)


def _moments():
    return [
        (table, name, row[name])
        for table in raw.private_tables()
        for row in raw.rows(table)
        for name in row
        if name.endswith(("_at", "_on", "date", "time")) and row[name] is not None
    ]


def _shapes(moment):
    minutes = int(moment.timestamp()) // 60
    seconds = int(moment.timestamp())
    yield from (str(one).encode() for one in (minutes, seconds, seconds * 1000))
    yield moment.strftime("%d %B %Y").encode()
    yield seconds.to_bytes(8, "big")
    yield seconds.to_bytes(8, "little")


def _moment(value):
    if isinstance(value, datetime):
        return value
    return datetime.fromisoformat(value)
