"""Connections shared out evenly among the workers.

The system gives each new connection to a worker by chance, and a browser or a proxy
keeps it for long: now and then two thirds of them sit at one worker, and whoever is
among them waits twice as long. A worker that has more than its share asks for some to
be made anew, which it does with HTTP's own word for that, after an answer.
"""

from __future__ import annotations

import os
import stat
import struct
import time
from mmap import mmap
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    type Environ = dict[str, Any]
    type Start = Callable[..., Any]
    type Application = Callable[[Environ, Start], Iterable[bytes]]

PROCESSES: Final = Path("/proc")
EVERY_SECONDS: Final = 0.1
"""How often a worker counts, at the most: it takes half a millisecond."""
UNEVEN: Final = 3
"""A difference that nobody notices; a new connection would come back half of the
times."""
_SLOT: Final = struct.Struct("i")


class Board:
    """Which processes the workers are: memory that they have in common.

    Make it before they start.
    """

    def __init__(self, workers: int) -> None:
        self._slots = range(0, workers * _SLOT.size, _SLOT.size)
        self._memory = mmap(-1, workers * _SLOT.size)
        self._lock = get_context("fork").Lock()

    def join(self, worker: int) -> None:
        """Put a worker on the board, in the place of one that is gone."""
        # One that was killed while it held this keeps nobody waiting.
        held = self._lock.acquire(timeout=1)
        free = (slot for slot in self._slots if not _is_there(self._at(slot)))
        slot = next(free, None)
        if slot is not None:
            _SLOT.pack_into(self._memory, slot, worker)
        if held:
            self._lock.release()

    def others(self, worker: int) -> Iterator[int]:
        """All but one worker."""
        found = (self._at(slot) for slot in self._slots)
        return (one for one in found if one not in (0, worker))

    def _at(self, slot: int) -> int:
        found: int = _SLOT.unpack_from(self._memory, slot)[0]
        return found


class Share:
    """One worker's view of how many connections it has too many."""

    def __init__(
        self,
        board: Board,
        worker: int,
        count: Callable[[int], int | None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._board, self._worker = board, worker
        self._count, self._clock = count, clock
        self._again_at = 0.0
        self._too_many = 0
        board.join(worker)

    def gives_up_one(self) -> bool:
        """Whether the connection that is answered now is to be made anew."""
        now = self._clock()
        if now >= self._again_at:
            self._again_at = now + EVERY_SECONDS
            self._too_many = self._look()
        if self._too_many <= 0:
            return False
        self._too_many -= 1
        return True

    def _look(self) -> int:
        # Each is counted now: what a busy worker said of itself a moment ago would
        # have the others give up what it cannot take.
        counts = [self._count(one) for one in self._board.others(self._worker)]
        mine = self._count(self._worker)
        known = [one for one in counts if one is not None]
        more = mine - min(known) if known and mine is not None else 0
        return more // 2 if more >= UNEVEN else 0


def evenly(application: Application, board: Board) -> Application:
    """Let an application give up connections that are more than its worker's share."""
    share = Share(board, os.getpid(), open_sockets)

    def answer(environ: Environ, start: Start) -> Iterable[bytes]:
        # Newer versions of HTTP have no such word; a proxy speaks this one to us.
        if environ.get("SERVER_PROTOCOL") != "HTTP/1.1" or not share.gives_up_one():
            return application(environ, start)

        def start_and_end(
            status: str, headers: list[tuple[str, str]], *more: object
        ) -> Any:  # noqa: ANN401
            return start(status, [*headers, ("Connection", "close")], *more)

        return application(environ, start_and_end)

    return answer


def open_sockets(process: int) -> int | None:
    """How many connections a process has open, or nothing where that is not seen.

    All workers have the same few more, which nobody made from outside.
    """
    folder = PROCESSES / str(process) / "fd"
    try:
        names = os.listdir(folder)
    except OSError:
        return None
    return sum(_is_socket(f"{folder}/{name}") for name in names)


def _is_socket(path: str) -> bool:
    try:
        return stat.S_ISSOCK(os.stat(path).st_mode)
    except OSError:
        # Closed meanwhile.
        return False


def _is_there(worker: int) -> bool:
    return worker != 0 and (PROCESSES / str(worker)).exists()
