"""What a worker needs to answer, read in once before the workers start.

A worker is a fork where that is how processes are started (Linux): what was read in
before is then in memory once for all of them. Elsewhere each reads it in itself.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
from importlib import import_module
from multiprocessing.connection import wait
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any
from wsgiref.util import setup_testing_defaults

from holdspace.config import counter
from holdspace.config.sharing import Board, evenly

if TYPE_CHECKING:
    from django.core.handlers.wsgi import WSGIHandler

    from holdspace.config.sharing import Application

_read_in: list[WSGIHandler] = []
_boards: list[Board] = []


def make_ready() -> None:
    """Begin to count tries, and read in what all workers share."""
    from django.conf import settings
    from django.db import connections

    counter.start()
    if sys.platform == "linux":
        if settings.WORKERS > 1:
            _boards.append(Board(settings.WORKERS))
        # Python 3.14 would start them in another way, in which nothing is shared.
        multiprocessing.set_start_method("fork", force=True)
        _read_in.append(_warm(_application()))
        # A connection that is carried into a fork would be two programs' at once.
        connections.close_all()
        # What lies here stays: looking it over for what can be freed would write into
        # every page of it, and each worker would get a copy of its own.
        gc.collect()
        gc.freeze()


def load() -> Application:
    """Begin the work of one worker: its application, and its sweeper."""
    application = _read_in[0] if _read_in else _application()
    from holdspace.config import sweeper

    sweeper.start()
    starter = multiprocessing.parent_process()
    if starter is not None:
        Thread(target=_end_with, args=(starter.sentinel,), daemon=True).start()
    return evenly(application, _boards[0]) if _boards else application


def _end_with(starter: int) -> None:
    """End this worker when the process that started it is gone, killed or not.

    It would refuse every try at a password, and keep the port from the next start.
    """
    wait([starter])
    os.kill(os.getpid(), signal.SIGTERM)


def _application() -> WSGIHandler:
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def _warm(application: WSGIHandler) -> WSGIHandler:
    """Let it read in every view and template, and answer a visitor once."""
    from django.conf import settings
    from django.template.loader import get_template
    from django.template.utils import get_app_template_dirs
    from django.urls import reverse

    if settings.MAIL:
        # Where no mail is sent, what sends them is not held in memory: ten megabytes.
        import_module("holdspace.journal.runner")
    path = reverse(settings.LOGIN_URL)
    ours = Path(__file__).parents[1]
    for folder in map(Path, get_app_template_dirs("templates")):
        if folder.is_relative_to(ours):
            for file in sorted(folder.rglob("*.html")):
                get_template(str(file.relative_to(folder)))
    visit = {"PATH_INFO": path, "HTTP_HOST": "localhost", "wsgi.url_scheme": "https"}
    visit["HTTP_X_FORWARDED_PROTO"] = "https"
    setup_testing_defaults(visit)
    b"".join(application(visit, _unheard))
    return application


def _unheard(_status: str, _headers: object, _error: object = None, /) -> Any:  # noqa: ANN401
    """Take the head of an answer that nobody waits for."""
    return list
