"""A new key and writing at the same time, in threads of their own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import connection

from holdspace.accounts import flows
from holdspace.core import vault
from holdspace.journal import flows as journal
from holdspace.journal import tokens
from tests.rooms import people
from tests.rooms.test_accounts_key import begin, finish, reopened, write_locked

pytestmark = pytest.mark.django_db(transaction=True)


def _closing(work, *given):
    try:
        return work(*given)
    finally:
        connection.close()


def test_nothing_that_is_kept_in_the_middle_of_it_is_lost():
    ana = people.make("ana")
    for n in range(30):
        people.keep(ana, words=f"before {n}")
    drafts = [people.begin(ana) for _ in range(12)]
    passes = [tokens.read(people.token_on_new_page(ana, one)) for one in drafts]
    rotated = begin(ana)
    here = people.Someone(ana.id, "ana", rotated.space, ana.client)

    def turn():
        finish(rotated.space)

    def send(number):
        write_locked(passes[number], f"while locked {number}")

    def keep(number):
        people.keep(here, words=f"meanwhile {number}")

    with ThreadPoolExecutor(4) as pool:
        work = [pool.submit(_closing, turn), pool.submit(_closing, turn)]
        work += [pool.submit(_closing, send, n) for n in range(12)]
        work += [pool.submit(_closing, keep, n) for n in range(6)]
        for one in work:
            one.result()

    space = reopened()
    assert not flows.is_rotating(space)
    entries = journal.list_entries(space, kind=journal.REFLECTION)
    found = journal.open_entries(space, entries)
    assert found.damaged == 0
    assert len(found.made) == 36
    for number, draft in enumerate(drafts):
        opened = journal.open_draft(space, draft=draft, zone=people.LONDON)
        assert opened.draft.lost == 0
        assert opened.answers.first("feelings-words") == f"while locked {number}"


def test_two_browsers_that_ask_at_once_make_one_new_key():
    ana = people.make("ana")
    people.keep(ana, words="the weir was loud")

    def ask():
        # The one that comes second finds another lock, and with it another password.
        refusals = (flows.ChangedMeanwhile, flows.NotFinished, vault.WrongPassword)
        with suppress(*refusals):
            return begin(ana)
        return None

    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(_closing, ask) for _ in range(2)]
        made = [one.result() for one in both if one.result() is not None]
    assert len(made) == 1
    finish(made[0].space)
    space = reopened()
    entries = journal.list_entries(space, kind=journal.REFLECTION)
    assert len(journal.open_entries(space, entries).made) == 1
    lines = [line.what for line in flows.read_trail(space).lines]
    assert lines.count("rotation-begun") == 1
