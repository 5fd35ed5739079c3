"""Handing mails over: a real mail server on this machine that refuses, then accepts."""

from __future__ import annotations

import io
import logging
import re
import socket
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from django.db import connection

from holdspace.accounts.models import Person
from holdspace.journal import flows, postbox, runner
from holdspace.journal.models import Letter, LetterTally, Link, Slip
from holdspace.library import shelf
from holdspace.web import clock, log
from tests.rooms import letterbox, people
from tests.rooms.letterbox import ADDRESS, planned

pytestmark = pytest.mark.django_db
LATER = "451 not now"
NEVER = "550 nobody of that name"


class Server:
    """A mail server that answers as it is told, and keeps what it took."""

    def __init__(self):
        self.answers = []
        self.tried = 0
        self.took = []
        self.greeted = set()

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        session.host_name = hostname
        self.greeted.add(hostname)
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        self.tried += 1
        said = self.answers.pop(0) if self.answers else "250 OK"
        if said.startswith("250"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.took.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return "250 OK"


@pytest.fixture
def server(settings, monkeypatch):
    handler = Server()
    port = _free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    letterbox.opened(settings)
    settings.MAILERS = _mailers(port)
    # Huey reads a clock of its own, which is not ours to hold; here it reads ours.
    monkeypatch.setattr(
        runner.huey, "_get_timestamp", lambda: clock.now().replace(tzinfo=None)
    )
    yield handler
    controller.stop()


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _mailers(port):
    given = {"host": "127.0.0.1", "port": port, "timeout": 5}
    return {
        "default": {"BACKEND": "holdspace.journal.postbox.Backend", "OPTIONS": given}
    }


@pytest.fixture
def kept(ana, held, server):
    """Ana's reflection, about which a mail is due after twenty minutes."""
    ana.client.post("/you/reminders/", {"go": "address", "address": ADDRESS})
    letterbox.send()
    (_, _, content) = server.took.pop()
    server.tried = 0
    digits = letterbox._DIGITS.search(content.decode().replace("\r\n", "\n"))[1]
    flows.confirm_address(
        ana.space, digits=digits, which=["20-minutes"], now=held.moment
    )
    kept = people.keep(ana, shelf.AFTER_TEARS, now=held.moment)
    planned(ana, kept)
    held.move(timedelta(minutes=20))
    return kept


def _minutes(held, count):
    """Minutes go by, for huey's scheduler as well."""
    for _ in range(count):
        held.move(timedelta(minutes=1))
        for task in runner.huey.read_schedule():
            runner.huey.enqueue(task)
        letterbox.carry()


def _ledger(someone, held):
    filed = flows.file_slips(someone.space, now=held.moment, zone="UTC")
    flows.note_slips(someone.space, filed)
    lines = flows.get_reminders(someone.space).ledger
    return [one.accepted for one in lines if one.code]


def test_a_mail_arrives_as_it_was_meant(kept, server):
    letterbox.carry()
    ((sender, to, content),) = server.took
    assert (sender, to) == (letterbox.FROM, [ADDRESS])
    assert b"/note/" in content
    assert server.greeted == {"example.org"}
    # A short name may well stand inside the link by chance: it counts as a word alone.
    name = re.escape(socket.gethostname().encode())
    told = content.replace(ADDRESS.encode(), b"")
    assert not re.search(rb"(?<![\w-])" + name + rb"(?![\w-])", told)


def test_a_server_that_refuses_first_and_accepts_later(ana, held, kept, server):
    server.answers = [LATER, LATER]
    letterbox.carry()
    assert (server.tried, server.took) == (1, [])
    assert Letter.objects.count() == 1
    _minutes(held, 4)
    assert server.tried == 3
    assert len(server.took) == 1
    assert not Letter.objects.exists()
    assert _ledger(ana, held) == [True]
    counts = flows.count_letters()
    assert (counts.sent, counts.waiting, counts.given_up) == (2, 0, 0)


def test_each_try_waits_twice_as_long_and_has_the_same_link(held, kept, server):
    server.answers = [LATER] * 3
    letterbox.carry()
    tried = {0: server.tried}
    for minute in range(1, 9):
        _minutes(held, 1)
        tried[minute] = server.tried
        assert Link.objects.count() == 1
    assert [minute for minute in tried if tried[minute] != tried.get(minute - 1)] == [
        0,
        1,
        3,
        7,
    ]
    assert len(server.took) == 1


def test_nothing_is_tried_after_the_windows_end(ana, held, kept, server):
    server.answers = [LATER] * 100
    letterbox.carry()
    _minutes(held, 60)
    assert server.took == []
    assert not Letter.objects.exists()
    assert not Link.objects.exists()
    before = server.tried
    assert before == 5
    _minutes(held, 60)
    assert server.tried == before
    assert _ledger(ana, held) == [False]
    assert flows.count_letters().given_up == 1


def test_what_is_refused_for_good_is_given_up_at_once(ana, held, kept, server):
    server.answers = [NEVER]
    letterbox.carry()
    assert server.tried == 1
    assert not Letter.objects.exists()
    assert not Link.objects.exists()
    assert _ledger(ana, held) == [False]


def test_a_server_that_is_not_there_is_tried_again(held, kept, server, settings):
    working = settings.MAILERS
    settings.MAILERS = _mailers(1)
    letterbox.carry()
    assert Letter.objects.count() == 1
    settings.MAILERS = working
    _minutes(held, 3)
    assert len(server.took) == 1


def test_after_a_restart_it_is_tried_again_from_the_stored_row(held, kept, server):
    server.answers = [LATER]
    letterbox.carry()
    runner.huey.storage.flush_schedule()
    for _ in range(16):
        held.move(timedelta(minutes=1))
        letterbox.carry()
    assert len(server.took) == 1


def test_a_mail_in_hand_is_not_taken_by_somebody_else(held, kept, server):
    first = flows.take_due_letters(held.moment)
    assert len(first) == 1
    assert flows.take_due_letters(held.moment) == []
    assert flows.take_due_letters(held.moment + timedelta(minutes=4)) == []


def test_taken_back_while_it_is_being_sent_leaves_no_link(
    ana, held, kept, server, monkeypatch
):
    sending = postbox.send

    def send(*given, **more):
        sending(*given, **more)
        flows.stop_letters(ana.space, now=people.NOON)

    monkeypatch.setattr(postbox, "send", send)
    letterbox.carry()
    assert not Link.objects.exists()
    assert not Letter.objects.exists()


def test_deleted_while_it_is_being_sent_leaves_no_link(
    ana, held, kept, server, monkeypatch
):
    sending = postbox.send

    def send(*given, **more):
        sending(*given, **more)
        Person.objects.filter(id=ana.id).delete()

    monkeypatch.setattr(postbox, "send", send)
    letterbox.carry()
    assert (Link.objects.count(), Letter.objects.count()) == (0, 0)


def test_a_try_that_fails_names_nobody_in_the_log(kept, server):
    server.answers = [LATER]
    written = io.StringIO()
    handler = log.Handler(written)
    handler.setFormatter(log.Formatter())
    logging.getLogger().addHandler(handler)
    try:
        letterbox.carry()
    finally:
        logging.getLogger().removeHandler(handler)
    said = written.getvalue()
    assert "MailAway" in said
    for word in (ADDRESS, "letterbox", "451", "note/", "127.0.0.1", "Unhandled"):
        assert word not in said


def test_nothing_of_the_runner_lies_in_the_database(kept, server):
    letterbox.carry()
    tables = connection.introspection.table_names()
    assert not [name for name in tables if "huey" in name or "task" in name]


def test_a_task_knows_an_opaque_id_and_nothing_else(held, kept):
    runner.post_due(held.moment)
    (task,) = runner.huey.pending()
    (letter,) = Letter.objects.values_list("id", flat=True)
    assert (task.args, task.kwargs) == ((str(letter),), {})
    runner.huey.storage.flush_queue()


def test_a_full_box_of_slips_stops_no_mail(ana, kept, server, monkeypatch):
    monkeypatch.setattr("holdspace.journal.flows.posting.MOST_SLIPS", 0)
    letterbox.carry()
    assert len(server.took) == 1
    assert LetterTally.objects.get(id="sent").count == 2
    assert Slip.objects.count() == 1
