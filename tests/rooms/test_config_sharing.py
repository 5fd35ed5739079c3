"""Connections that sit at one worker by chance are shared out."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from contextlib import ExitStack

import pytest

from holdspace.config import sharing
from holdspace.config.sharing import Board, Share

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="connections are counted in /proc"
)
HERE = os.getpid()
OTHER = os.getppid()


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def counts():
    return {HERE: 16, OTHER: 16}


@pytest.fixture
def share(clock, counts):
    board = Board(2)
    board.join(OTHER)
    return Share(board, HERE, counts.get, clock)


def given_up(share):
    return sum(share.gives_up_one() for _ in range(40))


def test_half_of_what_one_has_more_is_given_up_once(share, counts, clock):
    counts.update({HERE: 25, OTHER: 7})
    assert given_up(share) == 9
    clock.now += sharing.EVERY_SECONDS
    assert given_up(share) == 9


def test_the_one_that_has_fewer_gives_up_nothing(share, counts):
    counts.update({HERE: 7, OTHER: 25})
    assert not given_up(share)


def test_what_is_nearly_even_stays(share, counts):
    counts.update({HERE: 17, OTHER: 15})
    assert not given_up(share)


def test_what_was_too_many_and_is_not_any_more_stays(share, counts, clock):
    counts.update({HERE: 25, OTHER: 7})
    assert share.gives_up_one()
    counts.update({HERE: 16, OTHER: 16})
    clock.now += sharing.EVERY_SECONDS
    assert not given_up(share)


@pytest.mark.parametrize("unseen", [HERE, OTHER], ids=["here", "other"])
def test_nothing_is_given_up_where_a_count_cannot_be_seen(share, counts, unseen):
    counts.update({HERE: 25, OTHER: 7})
    counts[unseen] = None
    assert not given_up(share)


def test_a_worker_that_is_alone_gives_up_nothing(clock):
    share = Share(Board(2), HERE, {HERE: 25}.get, clock)
    assert not given_up(share)


def test_a_worker_takes_the_place_of_one_that_is_gone():
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    board = Board(2)
    board.join(OTHER)
    board.join(gone.pid)
    board.join(HERE)
    assert set(board.others(HERE)) == {OTHER}
    assert set(board.others(OTHER)) == {HERE}


def test_open_connections_are_counted():
    before = sharing.open_sockets(HERE)
    with ExitStack() as kept:
        for _ in range(5):
            kept.enter_context(socket.socket())
        assert sharing.open_sockets(HERE) == before + 5
    assert sharing.open_sockets(HERE) == before


def test_a_process_that_is_not_there_has_no_count():
    assert sharing.open_sockets(0) is None


def _answered(monkeypatch, protocol, sockets):
    monkeypatch.setattr(sharing, "open_sockets", sockets.get)
    board = Board(2)
    board.join(OTHER)
    told = []

    def application(environ, start):
        start("200 OK", [("Content-Length", "4")])
        return [environ["said"]]

    answer = sharing.evenly(application, board)
    body = answer(
        {"SERVER_PROTOCOL": protocol, "said": b"here"},
        lambda status, headers, *more: told.extend([status, *headers, *more]),
    )
    assert body == [b"here"]
    assert told[:2] == ["200 OK", ("Content-Length", "4")]
    return told[2:]


def test_an_answer_says_that_its_connection_ends(monkeypatch):
    told = _answered(monkeypatch, "HTTP/1.1", {HERE: 9, OTHER: 1})
    assert told == [("Connection", "close")]


def test_an_answer_says_nothing_where_all_is_even(monkeypatch):
    assert not _answered(monkeypatch, "HTTP/1.1", {HERE: 9, OTHER: 9})


def test_an_answer_in_a_newer_protocol_is_left_alone(monkeypatch):
    assert not _answered(monkeypatch, "HTTP/2.0", {HERE: 9, OTHER: 1})
