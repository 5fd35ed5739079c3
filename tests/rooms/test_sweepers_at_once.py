"""Sweepers of several workers at the same moment: each thing is done once."""

from __future__ import annotations

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from holdspace.config import sweeper
from holdspace.journal import flows
from holdspace.journal.models import Leaving, Letter, SealedRow
from holdspace.web import clock
from tests.rooms import people

pytestmark = pytest.mark.django_db(transaction=True)
SWEEPERS = 4


def _at_once(task):
    gate = threading.Barrier(SWEEPERS)
    answers, failed = [], []

    def run():
        try:
            gate.wait()
            answers.append(task())
        except Exception as refusal:  # noqa: BLE001 - every failure counts
            failed.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(SWEEPERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    return answers


def test_what_was_let_go_of_is_gone_and_the_rest_stays():
    ana = people.make("ana")
    rows = [people.keep(ana, words="some words") for _ in range(6)]
    now = clock.now()
    for row in rows[:5]:
        flows.let_go(ana.space, row=row, now=now)
    with clock.held_at(now + timedelta(hours=1)):
        _at_once(sweeper.sweep)
    assert Leaving.objects.count() == 0
    left = set(SealedRow.objects.values_list("id", flat=True))
    assert left & set(rows) == {rows[5]}


def test_each_mail_is_taken_in_hand_by_one():
    now = clock.now()
    due = {uuid4() for _ in range(20)}
    for letter in due:
        Letter.objects.create(id=letter, sealed=b"x", due_at=now)
    taken = [
        one for some in _at_once(lambda: flows.take_due_letters(now)) for one in some
    ]
    assert len(taken) == len(due)
    assert set(taken) == due


def test_a_worker_that_does_not_sweep_sends_what_it_was_asked_for(monkeypatch):
    """Else a code would lie for ten minutes in a queue that nobody empties."""
    began = []
    monkeypatch.setattr(sweeper.settings, "MAIL", object(), raising=False)
    monkeypatch.setattr("holdspace.journal.runner.start", lambda: began.append(1))
    monkeypatch.setattr(sweeper.holding, "take_turn", lambda _: False)
    monkeypatch.setattr(sweeper, "_run", lambda: None)
    sweeper.start().join()
    assert began == [1]
