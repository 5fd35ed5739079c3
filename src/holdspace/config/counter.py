"""One count of tries for all workers: the process that starts them keeps it.

A thread of that process answers at a Unix socket, one question after the other, so
that no two workers change a count at once. Each question is a connection of its own: a
worker that is killed in the middle of one leaves nothing behind. The socket lies in a
folder that only this user can enter, who could read the memory of the workers as well.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import socket
import socketserver
import tempfile
from threading import Thread
from typing import Any, Final

from holdspace.config.tries import Tries

# Handed to the workers in their environment; no setting, and no keeper sets it.
ADDRESS: Final = "HOLDSPACE_COUNTER"
# One that is gone refuses at once; this is for a machine that has much to do.
PATIENCE_SECONDS: Final = 5.0
# The longest history of tries that is allowed has some thirty moments in it.
MOST_BYTES: Final = 16_384
# What macOS takes, which is less than Linux does.
_LONGEST_ADDRESS: Final = 100

_here = Tries()


class Away(Exception):
    """Nobody counts any more: the process that did is gone."""


def ask(what: str, *given: object) -> Any:  # noqa: ANN401 - whatever was counted
    """Have something counted, where all workers count, or else in this process.

    Raises:
        Away: There is such a place, and it does not answer.
    """
    address = os.environ.get(ADDRESS)
    if address is None:
        return getattr(_here, what)(*given)
    try:
        with socket.socket(socket.AF_UNIX) as there:
            there.settimeout(PATIENCE_SECONDS)
            there.connect(address)
            there.sendall(json.dumps([what, *given]).encode() + b"\n")
            with there.makefile("rb") as answer:
                return json.loads(answer.readline(MOST_BYTES))
    except (OSError, ValueError):
        # No reason is handed on: it could carry what was asked.
        raise Away from None


def start() -> None:
    """Begin to count for the workers that are started after this."""
    folder = _folder()
    atexit.register(_remove, folder, os.getpid())
    address = os.path.join(folder, "counter")
    server = _Counter(address)
    # A worker that kept the socket would let the others wait for an answer of nobody
    # when the process that counts is gone, instead of being refused at once.
    os.register_at_fork(after_in_child=server.socket.close)
    os.environ[ADDRESS] = address
    Thread(
        target=server.serve_forever, args=(3600,), name="counter", daemon=True
    ).start()


def _folder() -> str:
    folder = tempfile.mkdtemp(prefix="holdspace-counter-")
    if len(os.fsencode(folder)) <= _LONGEST_ADDRESS - len("/counter"):
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    return tempfile.mkdtemp(prefix="holdspace-counter-", dir="/tmp")


def _remove(folder: str, starter: int) -> None:
    # A worker ends too, and is not the one whose folder it is.
    if os.getpid() == starter:
        shutil.rmtree(folder, ignore_errors=True)


class _Question(socketserver.StreamRequestHandler):
    """One question of a worker."""

    timeout = 1.0
    server: _Counter

    def handle(self) -> None:
        """Answer it; what cannot be read is not answered."""
        what, *given = json.loads(self.rfile.readline(MOST_BYTES))
        if what in ("add", "put", "get", "drop", "clear"):
            answer = getattr(self.server.tries, what)(*given)
            self.wfile.write(json.dumps(answer).encode() + b"\n")


class _Counter(socketserver.UnixStreamServer):
    request_queue_size = 64

    def __init__(self, address: str) -> None:
        self.tries = Tries()
        super().__init__(address, _Question)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a trace could carry who tried. The worker refuses by itself."""
