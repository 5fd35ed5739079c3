"""A thread that clears away once a minute what has ended, whoever is there or not.

Each worker has one, and one of them sweeps: the one that holds the lock. It ends with
its process, however that ends, and another one takes over within a minute. Two that
swept at once would do no harm, as every row is taken in hand by one of them alone.
"""

from __future__ import annotations

import logging
import threading

from django.conf import settings
from django.db import connection

from holdspace.accounts import flows as accounts
from holdspace.config import holding
from holdspace.journal import flows as journal
from holdspace.sharing import flows as sharing
from holdspace.web import clock

EVERY_SECONDS = 60
_log = logging.getLogger("holdspace.sweeper")
_stop = threading.Event()


def sweep() -> None:
    """Lock what was left unlocked, end sessions, overwrite what was let go of.

    What was shared until a day that is over is overwritten as well.

    Mails whose time has come are handed to the threads that send them.
    """
    now = clock.now()
    accounts.sweep(now)
    journal.sweep(now)
    sharing.sweep(now)
    if settings.MAIL:
        from holdspace.journal import runner

        runner.post_due(now)


def start() -> threading.Thread:
    """Begin sweeping in the background of this process, and sending mails.

    Every worker sends: a mail that somebody waits for is handed to the threads of the
    worker that was asked, and would lie there for ten minutes if it had none.
    """
    if settings.MAIL:
        from holdspace.journal import runner

        runner.start()
    thread = threading.Thread(target=_run, name="sweeper", daemon=True)
    thread.start()
    return thread


def _run() -> None:
    sweeps = False
    while True:
        try:
            sweeps = sweeps or holding.take_turn(settings.DATA)
            if sweeps:
                sweep()
        except Exception:  # noqa: BLE001
            # Whatever it was, it is tried again in a minute: a sweeper that ended
            # would leave what was let go of lying there. Nothing is said of rows.
            _log.warning("sweeping was put off")
        finally:
            connection.close()
        if _stop.wait(EVERY_SECONDS):
            return
