"""Tries are counted in one place for all workers, for a while, and never stored."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from allauth.core.internal.ratelimit import consume
from benchmarks.running import Browser
from django.core.cache import cache
from django.test import RequestFactory

from holdspace.config import counter, holding
from holdspace.config.tries import Tries
from tests.journeys.server import running

LIMIT = {"login_failed": "5/5m/key"}
MANY = "There were many tries in a short time"


class Clock:
    """A clock that is moved by hand."""

    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_a_value_is_there_until_its_end(clock):
    tries = Tries(clock)
    assert tries.add("ana", [1.5], 10)
    assert not tries.add("ana", [2.5], 10)
    assert tries.get("ana") == (True, [1.5])
    clock.now = 10
    assert tries.get("ana") == (False, None)
    assert tries.add("ana", [3.5], 10)


def test_a_value_is_replaced_and_forgotten(clock):
    tries = Tries(clock)
    tries.put("ana", [1.5], 10)
    tries.put("ana", [2.5, 1.5], 10)
    assert tries.get("ana") == (True, [2.5, 1.5])
    assert tries.drop("ana")
    assert not tries.drop("ana")
    assert tries.get("cleo") == (False, None)
    tries.put("ana", True, 10)
    tries.clear()
    assert tries.get("ana") == (False, None)


def test_no_name_is_held(clock):
    tries = Tries(clock)
    tries.put("203.0.113.7", True, 10)
    assert "203.0.113.7" not in repr(vars(tries))
    other = Tries(clock)
    other.put("203.0.113.7", True, 10)
    assert not vars(tries)["_held"].keys() & vars(other)["_held"].keys()


def test_it_holds_no_more_than_so_many_and_keeps_what_ends_last(clock):
    tries = Tries(clock, most=100)
    tries.put("kept", True, 1000)
    for number in range(1000):
        tries.put(str(number), True, 10)
        assert len(vars(tries)["_held"]) <= 100
    assert tries.get("kept") == (True, True)
    assert tries.get("999") == (True, True)


def _tried():
    request = RequestFactory().post("/sign-in/")
    given = {"app": "allauth.account", "action": "login_failed", "config": LIMIT}
    return bool(consume(request, **given, key="ana"))


def test_in_one_process_it_needs_no_counter():
    assert counter.ADDRESS not in os.environ
    cache.clear()
    assert [_tried() for _ in range(7)] == [True] * 5 + [False] * 2
    cache.clear()


WORKER = """
import sys, json
import django
django.setup()
from tests.rooms.test_counting import _tried
sys.stdin.readline()
print(json.dumps([_tried() for _ in range(6)]))
"""
COUNTING = """
import json, subprocess, sys
from holdspace.config import counter
counter.start()
pipe = subprocess.PIPE
workers = [
    subprocess.Popen(
        [sys.executable, "-c", sys.argv[1]], stdin=pipe, stdout=pipe, text=True
    )
    for _ in range(2)
]
for one in workers:
    one.stdin.write("go\\n")
    one.stdin.flush()
print(json.dumps([json.loads(one.communicate()[0]) for one in workers]))
"""


def _environment(folder, **more):
    house = Path(__file__).parents[2]
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{house / 'src'}:{house}",
        "DJANGO_SETTINGS_MODULE": "holdspace.config.space.settings",
        "HOLDSPACE_DATA": str(folder),
        "SECRET_KEY": "only for tests, and long enough to be taken as one",
        "TMPDIR": str(folder),
        **more,
    }


def test_two_processes_that_try_at_once_have_five_tries_together(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", COUNTING, WORKER],
        env=_environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    allowed = [one for worker in json.loads(done.stdout) for one in worker]
    assert (len(allowed), sum(allowed)) == (12, 5)
    # The folder of the socket went with the process, and nothing else was made.
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def gone(tmp_path, monkeypatch):
    """The process that counted is gone."""
    monkeypatch.setenv(counter.ADDRESS, str(tmp_path / "counter"))


@pytest.mark.usefixtures("gone")
def test_where_nobody_counts_every_try_is_refused():
    assert not _tried()
    assert not cache.add("a code that is used once", True, 10)
    assert cache.get("a code that is used once", "nothing") == "nothing"
    cache.set("a code that is used once", True, 10)
    assert not cache.delete("a code that is used once")
    cache.clear()


@pytest.mark.django_db
@pytest.mark.usefixtures("gone")
def test_where_nobody_counts_a_page_is_shown_and_signing_in_is_put_off(
    client, settings
):
    settings.ACCOUNT_RATE_LIMITS = LIMIT
    assert client.get("/help/show/").status_code == 200
    assert client.get("/sign-in/").status_code == 200
    given = {"sign_in": "ana", "password": "a password"}
    answer = client.post("/sign-in/", given)
    assert answer.status_code == 422
    assert MANY in answer.content.decode()


def test_a_question_that_cannot_be_read_ends_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(counter.tempfile, "mkdtemp", lambda **_: str(tmp_path))
    monkeypatch.setenv(counter.ADDRESS, "")
    counter.start()
    for what in ("__init__", "nothing"):
        with pytest.raises(counter.Away):
            counter.ask(what)
    with pytest.raises(counter.Away):
        counter.ask("put", "ana", "x" * counter.MOST_BYTES, 10)
    assert counter.ask("add", "ana", True, 10) is True
    assert counter.ask("add", "ana", True, 10) is False


def test_one_process_at_a_time_sweeps(tmp_path):
    turn = (
        "import sys; from pathlib import Path; from holdspace.config import holding; "
        "print(holding.take_turn(Path(sys.argv[1])), flush=True); sys.stdin.read()"
    )

    def other():
        return subprocess.Popen(
            [sys.executable, "-c", turn, tmp_path],
            env=_environment(tmp_path),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    first = other()
    assert first.stdout.readline() == "True\n"
    second = other()
    assert second.stdout.readline() == "False\n"
    second.communicate()
    first.kill()
    first.communicate()
    third = other()
    assert third.stdout.readline() == "True\n"
    third.communicate()
    assert (tmp_path / holding.SWEEPER).read_bytes() == b""


def _workers(server):
    """The processes that the first one started; on a system that says so."""
    first = server.process.pid
    return {
        int(one.parent.name)
        for one in Path("/proc").glob("[0-9]*/stat")
        if one.read_text().rpartition(")")[2].split()[1] == str(first)
    }


def _refused(server):
    """Try a wrong password, on a connection that any worker may take."""
    browser = Browser(int(server.url.rpartition(":")[2]))
    assert browser.get("/sign-in/").status == 200
    answer = browser.post("/sign-in/", sign_in="ana", password="another one")
    browser.close()
    assert answer.status == 422
    return MANY in answer.text


def _wait_for(that):
    until = time.monotonic() + 30
    while not that():
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks Linux")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_workers_count_together_and_all_end_together(how):
    with running(WORKERS="2") as server:
        before = _workers(server)
        assert len(before) == 2
        assert [_refused(server) for _ in range(8)] == [False] * 5 + [True] * 3

        killed = min(before)
        os.kill(killed, signal.SIGKILL)
        _wait_for(lambda: len(_workers(server) - {killed}) == 2)
        time.sleep(1)
        # What was counted outlives a worker.
        assert all(_refused(server) for _ in range(4))

        workers = _workers(server)
        server.process.send_signal(how)
        server.process.wait(30)
        assert not any(Path(f"/proc/{one}").exists() for one in workers)
        assert list(server.temporary.iterdir()) == []


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks Linux")
def test_workers_end_when_the_process_that_counts_is_killed():
    with running(WORKERS="2") as server:
        workers = _workers(server)
        server.process.kill()
        server.process.wait(30)
        _wait_for(lambda: not any(Path(f"/proc/{one}").exists() for one in workers))
