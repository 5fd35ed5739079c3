"""What a worker has read in when it starts, and what it has not."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

PROGRAM = """
import json, sys
from holdspace.cli import setting_up
setting_up.make_ready()
from holdspace.config import serving
serving._warm(serving._application())
print(json.dumps(sorted(one.partition(".")[0] for one in sys.modules)))
"""


def _read_in(folder, **settings):
    given = {"HOLDSPACE_DATA": str(folder), "DATABASE_URL": "", **settings}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={"PATH": os.environ["PATH"], **given},
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    )
    return set(json.loads(done.stdout))


@pytest.mark.parametrize("mails", [False, True])
def test_what_sends_mails_is_in_memory_only_where_mails_are_sent(tmp_path, mails):
    settings = {"MAIL_HOST": "localhost", "MAIL_FROM": "notes@example.org"}
    there = _read_in(tmp_path, **(settings if mails else {}))
    assert "holdspace" in there
    assert ("huey" in there) is mails
    if not mails:
        # It comes with what sends mails, and is large.
        assert "psycopg" not in there


def test_numbers_by_the_hundred_thousand_are_not_read_in_at_the_start(tmp_path):
    assert not _read_in(tmp_path) & {"numpy", "scipy", "typst"}
