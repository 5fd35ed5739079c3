"""A new database is made for what lies in it."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from holdspace.config import prepared


def test_a_new_database_has_pages_that_envelopes_fit(tmp_path):
    path = tmp_path / "space.sqlite3"
    prepared._from_prepared(path)
    with closing(sqlite3.connect(path)) as opened:
        assert opened.execute("PRAGMA page_size").fetchone() == (prepared.PAGE_BYTES,)
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
