"""P-27: mails that wait in a stolen database name nobody, nowhere and nothing."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client

from holdspace.config import sweeper
from holdspace.web import clock
from tests.promises import letterbox, people, raw

pytestmark = pytest.mark.django_db(transaction=True)

NOON = datetime(2031, 4, 17, 12, 0, 41, tzinfo=UTC)
TABLES = ("journal_letter", "journal_link", "journal_slip", "journal_lettertally")
ONE_SIZE = 4096


@pytest.fixture
def held(settings):
    letterbox.opened(settings)
    with clock.held_at(NOON) as held:
        yield held


@pytest.fixture
def ana(held, transactional_db):
    """Ana has asked for mails, and has kept something three times."""
    ana = people.ana()
    letterbox.ask(ana)
    ana.kept = [ana.write("x") for _ in range(3)]
    return ana


def test_there_is_something_to_find(ana, held):
    letterbox.after(held, minutes=20)
    assert len(raw.rows("journal_letter")) == 6
    assert len(raw.rows("journal_link")) == 3
    assert len(mail.outbox) == 3


def test_neither_address_nor_link_nor_code_can_be_read(ana, held):
    ana.browser.post("/you/reminders/", {"go": "address", "address": "b@b.example"})
    everything = raw.everything()
    letterbox.after(held, minutes=20)
    links = [path.split("/")[2] for path in letterbox.links()]
    everything += raw.everything()
    (code,) = [sent for sent in mail.outbox if sent.subject == "Your code"]
    digits = re.findall(r"^\d{6}$", code.body, re.MULTILINE)[0]
    assert digits.encode() not in raw.values(TABLES)
    for word in (letterbox.ADDRESS, "letterbox", "b@b.example", *links):
        assert not raw.found_in(everything, word)


def test_no_person_and_no_reflection_stands_beside_a_due_time_or_a_link(ana, held):
    letterbox.after(held, minutes=20)
    stolen = raw.values(("journal_letter", "journal_link"))
    for one in (ana.id, *ana.kept):
        for shape in (str(one).encode(), one.hex.encode(), one.bytes):
            assert shape not in stolen
    assert set(raw.columns("journal_letter")) == {"id", "due_at", "sealed"}
    assert set(raw.columns("journal_link")) == {"id", "ends_at", "sealed"}


def test_times_stand_in_steps_of_five_minutes(ana, held):
    letterbox.after(held, minutes=21)
    rows = [*raw.rows("journal_letter"), *raw.rows("journal_link")]
    assert len(rows) == 9
    for row in rows:
        (moment,) = [row[name] for name in row if name.endswith("_at")]
        if not isinstance(moment, datetime):
            moment = datetime.fromisoformat(moment)
        assert (moment.minute % 5, moment.second, moment.microsecond) == (0, 0, 0)


def test_every_one_of_a_kind_has_one_size(ana, held):
    ana.browser.post("/you/reminders/", {"go": "address", "address": "b@b.example"})
    for time in ({"minutes": 20}, {"minutes": 70}, {"hours": 21}):
        for table in ("journal_letter", "journal_link"):
            assert len({len(row["sealed"]) for row in raw.rows(table)}) <= 1
        letterbox.after(held, **time)
    Client().post(letterbox.links()[-1], {"mood": "4", "tension": "10"})
    ana.browser.post("/rate/", {"mood": "4"})
    sizes = {len(row["sealed"]) for row in raw.rows("journal_slip")}
    assert len(raw.rows("journal_slip")) > 3
    assert sizes == {ONE_SIZE + 68}


def test_a_rating_and_a_receipt_look_alike_and_say_nothing_in_clear(ana, held):
    letterbox.after(held, minutes=20)
    Client().post(letterbox.links()[0], {"mood": "4"})
    assert set(raw.columns("journal_slip")) == {"person_id", "id", "sealed"}
    heads = {bytes(row["sealed"])[:20] for row in raw.rows("journal_slip")}
    assert len(heads) == 1


def test_rows_go_when_they_are_sent_used_or_over(ana, held):
    letterbox.after(held, minutes=20)
    assert len(raw.rows("journal_letter")) == 6
    Client().post(letterbox.links()[0], {"mood": "4"})
    assert len(raw.rows("journal_link")) == 2
    held.move(timedelta(minutes=30))
    sweeper.sweep()
    assert raw.rows("journal_link") == []


def test_what_is_left_for_the_keeper_is_two_numbers(ana, held):
    letterbox.after(held, minutes=20)
    # The code of the beginning, and three notes.
    assert raw.rows("journal_lettertally") == [{"id": "sent", "count": 4}]


def test_with_the_secret_of_another_server_nothing_opens(ana, held, settings):
    settings.SECRET_KEY = "somebody else's, and long enough to be taken as one"
    letterbox.after(held, minutes=20)
    assert mail.outbox == []
