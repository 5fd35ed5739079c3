"""Several requests of one person at the same moment, each on its own connection."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from holdspace.journal import flows
from holdspace.library import shelf
from tests.rooms import people

pytestmark = pytest.mark.django_db(transaction=True)


def _at_once(*tasks):
    gate = threading.Barrier(len(tasks))
    answers = [None] * len(tasks)

    def run(number, task):
        try:
            gate.wait()
            answers[number] = task()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(tasks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _saving(client, draft, token, count, text):
    sent = {"token": token, "count": str(count), "words": text}
    headers = {"X-Autosave": "1"}
    return lambda: client.post(people.address(draft), sent, headers=headers)


@pytest.mark.parametrize("turn", range(3))
def test_two_pages_that_save_at_once_are_both_there(ana, turn):
    del turn
    draft = people.begin(ana, shelf.CHECK_IN)
    clients = [ana.browser(), ana.browser()]
    tokens = [people.token_on(client, draft) for client in clients]
    answers = _at_once(
        *(
            _saving(client, draft, token, 1, f"text {n}")
            for n, (client, token) in enumerate(zip(clients, tokens, strict=True))
        )
    )
    assert sorted(a.status_code for a in answers) == [200, 409]
    opened = flows.open_draft(ana.space, draft=draft, zone="UTC")
    texts = {opened.answers.first("words")}
    texts |= {other.given["words"][0] for other in opened.draft.others}
    assert texts == {"text 0", "text 1"}


@pytest.mark.parametrize("turn", range(3))
def test_the_saves_of_one_locked_page_may_arrive_at_once(ana, turn):
    del turn
    draft = people.begin(ana, shelf.CHECK_IN)
    token = people.token_on_new_page(ana, draft)
    answers = _at_once(
        *(
            _saving(people.browser(), draft, token, count, f"text {count}")
            for count in range(1, 5)
        )
    )
    assert [a.status_code for a in answers] == [200] * 4
    opened = flows.open_draft(ana.space, draft=draft, zone="UTC")
    assert opened.answers.first("words") == "text 4"


@pytest.mark.parametrize("turn", range(3))
def test_opening_while_locked_words_arrive_loses_none_of_them(ana, turn):
    del turn
    draft = people.begin(ana, shelf.CHECK_IN)
    token = people.token_on_new_page(ana, draft)
    reader = ana.browser()
    _saving(people.browser(), draft, token, 1, "text 1")()
    saved, page = _at_once(
        _saving(people.browser(), draft, token, 2, "text 2"),
        lambda: reader.get(people.address(draft)),
    )
    assert (saved.status_code, page.status_code) == (200, 200)
    opened = flows.open_draft(ana.space, draft=draft, zone="UTC")
    texts = {opened.answers.first("words")}
    texts |= {other.given["words"][0] for other in opened.draft.others}
    assert "text 2" in texts


@pytest.mark.parametrize("turn", range(3))
def test_keeping_while_another_page_saves_loses_nothing(ana, turn):
    del turn
    draft = people.begin(ana, shelf.CHECK_IN)
    keeper, other = ana.browser(), ana.browser()
    first = people.token_on(keeper, draft)
    second = people.token_on(other, draft)
    _saving(keeper, draft, first, 1, "text 1")()
    kept, saved = _at_once(
        lambda: keeper.post(f"/journal/end/{draft}/", {"go": "keep"}),
        _saving(other, draft, second, 1, "text 2"),
    )
    assert kept.status_code == 303
    if flows.is_kept(ana.space, row=draft):
        # The other page was told that its words are kept nowhere.
        assert saved.status_code == 404
        assert saved.json() == {"kept": False}
    else:
        assert saved.status_code == 409
        assert kept["Location"] == f"/journal/both/{draft}/"
        opened = flows.open_draft(ana.space, draft=draft, zone="UTC")
        assert [o.given["words"] for o in opened.draft.others] == [["text 2"]]


def test_tapping_keep_twice_at_once_keeps_one(ana):
    draft = people.begin(ana, shelf.CHECK_IN)
    clients = [ana.browser(), ana.browser()]
    answers = _at_once(
        *(lambda c=c: c.post(f"/journal/end/{draft}/", {"go": "keep"}) for c in clients)
    )
    assert {a.status_code for a in answers} == {303}
    assert len(flows.list_entries(ana.space, kind=flows.REFLECTION)) == 1


def test_many_entries_at_once_are_all_there(ana):
    def keep(number):
        return lambda: people.keep(ana, words=f"text {number}")

    rows = _at_once(*(keep(n) for n in range(6)))
    assert None not in rows
    listed = flows.list_entries(ana.space, kind=flows.REFLECTION)
    assert {entry.row for entry in listed} == set(rows)
    assert flows.open_entries(ana.space, listed).damaged == 0
