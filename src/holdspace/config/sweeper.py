"""A thread that clears away once a minute what has ended, whoever is there or not."""

from __future__ import annotations

import logging
import threading

from django.conf import settings
from django.db import connection

from holdspace.accounts import flows as accounts
from holdspace.journal import flows as journal
from holdspace.journal import runner
from holdspace.web import clock

EVERY_SECONDS = 60
_log = logging.getLogger("holdspace.sweeper")
_stop = threading.Event()


def sweep() -> None:
    """Lock what was left unlocked, end sessions, overwrite what was let go of.

    Mails whose time has come are handed to the threads that send them.
    """
    now = clock.now()
    accounts.sweep(now)
    journal.sweep(now)
    if settings.MAIL:
        runner.post_due(now)


def start() -> threading.Thread:
    """Begin sweeping in the background of this process."""
    thread = threading.Thread(target=_run, name="sweeper", daemon=True)
    thread.start()
    return thread


def _run() -> None:
    while True:
        try:
            sweep()
        except Exception:  # noqa: BLE001
            # Whatever it was, it is tried again in a minute: a sweeper that ended
            # would leave what was let go of lying there. Nothing is said of rows.
            _log.warning("sweeping was put off")
        finally:
            connection.close()
        if _stop.wait(EVERY_SECONDS):
            return
